/* Runs a private sshd on a free loopback port, as whoever runs the test.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-test-sshd.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static void
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
}

static char *
make_key (MmsTestSshd *self, const char *name, const char *type, const char *passphrase)
{
  g_autofree char *path = mms_test_dir_build (self->dir, name);
  g_autofree char *public = g_strconcat (path, ".pub", NULL);

  g_unlink (path);
  g_unlink (public);
  run ((const char *const[]) { "ssh-keygen", "-q", "-t", type, "-N", passphrase, "-f", path, "-C",
                               "test", NULL });
  return g_steal_pointer (&path);
}

static void
append_public (GString *text, const char *key)
{
  g_autofree char *path = g_strconcat (key, ".pub", NULL);
  g_autofree char *line = NULL;

  g_assert_true (g_file_get_contents (path, &line, NULL, NULL));
  g_string_append (text, line);
}

/* Returns: a port that nobody listens on */
guint16
mms_test_find_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_socket_listener_close (listener);
  return port;
}

/* Makes a new host key, known to nobody but the server. */
void
mms_test_sshd_make_host_key (MmsTestSshd *self, const char *type)
{
  g_free (make_key (self, "host", type, ""));
}

/* Returns: (transfer full): a new private key, let in */
char *
mms_test_sshd_make_key (MmsTestSshd *self, const char *type)
{
  g_autofree char *path = make_key (self, type, type, "");
  g_autofree char *known = mms_test_dir_read (self->dir, "authorized_keys", NULL);
  g_autoptr (GString) keys = g_string_new (known);

  append_public (keys, path);
  g_free (mms_test_dir_write (self->dir, "authorized_keys", keys->str, -1));
  return g_steal_pointer (&path);
}

static void
write_known_hosts (MmsTestSshd *self)
{
  g_autofree char *public = mms_test_dir_read (self->dir, "host.pub", NULL);
  g_autofree char *line = g_strdup_printf ("[127.0.0.1]:%u %s", self->port, public);

  self->known_hosts = mms_test_dir_write (self->dir, "known_hosts", line, -1);
}

MmsTestSshd *
mms_test_sshd_new (void)
{
  MmsTestSshd *self = g_new0 (MmsTestSshd, 1);
  g_autoptr (GString) keys = g_string_new (NULL);

  self->dir = mms_test_dir_new ();
  self->port = mms_test_find_port ();
  self->subsystem = g_strdup ("internal-sftp");
  self->key = make_key (self, "key", "ed25519", "");
  self->locked_key = make_key (self, "locked", "ed25519", MMS_TEST_PASSPHRASE);
  self->strange_key = make_key (self, "strange", "ed25519", "");
  append_public (keys, self->key);
  append_public (keys, self->locked_key);
  g_free (mms_test_dir_write (self->dir, "authorized_keys", keys->str, -1));
  mms_test_sshd_make_host_key (self, "ed25519");
  write_known_hosts (self);
  return self;
}

void
mms_test_sshd_free (MmsTestSshd *self)
{
  if (self == NULL)
    return;
  mms_test_sshd_stop (self);
  mms_test_dir_free (self->dir);
  g_free (self->key);
  g_free (self->locked_key);
  g_free (self->strange_key);
  g_free (self->known_hosts);
  g_free (self->subsystem);
  g_free (self->more);
  g_free (self);
}

/* Whether mounts of our own can give root a password. */
gboolean
mms_test_sshd_can_have_passwords (void)
{
  int status = 1;
  const char *argv[] = { "unshare", "--mount", "true", NULL };

  return getuid () == 0 &&
         g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                       NULL, NULL, NULL, NULL, &status, NULL) &&
         status == 0;
}

static char *
write_configuration (MmsTestSshd *self)
{
  /* Of this setting sshd takes the last, not the first. */
  gboolean limits = self->more != NULL && strstr (self->more, "MaxStartups") != NULL;
  g_autofree char *text = g_strdup_printf (
    "%s\nPort %u\nListenAddress 127.0.0.1\nHostKey %s/host\nAuthorizedKeysFile %s/authorized_keys\n"
    "StrictModes no\nPidFile none\nUsePAM %s\nPasswordAuthentication %s\n"
    "KbdInteractiveAuthentication %s\nPermitRootLogin yes\n%s\nLogLevel ERROR\n"
    "UseDNS no\nSubsystem sftp %s\n",
    self->more != NULL ? self->more : "", self->port, self->dir->path,
    self->dir->path, self->passwords ? "yes" : "no",
    self->passwords ? "yes" : "no", self->passwords ? "yes" : "no",
    limits ? "" : "MaxStartups 100", self->subsystem);

  return mms_test_dir_write (self->dir, "sshd_config", text, -1);
}

/* What a shell has to do before sshd sees a password of root's. */
static char *
write_passwords (MmsTestSshd *self)
{
  /* `openssl passwd -6 -salt salt 'correct horse'` */
  g_autofree char *hash = NULL;
  const char *argv[] = { "openssl", "passwd", "-6", MMS_TEST_PASSWORD, NULL };
  g_autofree char *line = NULL;
  const char *pam = "auth required pam_unix.so nodelay\naccount required pam_unix.so\n"
                    "session required pam_permit.so\n";

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &hash,
                               NULL, NULL, NULL));
  line = g_strdup_printf ("root:%s:19000:0:99999:7:::\nsshd:*:19000:0:99999:7:::\n",
                          g_strstrip (hash));
  g_free (mms_test_dir_write (self->dir, "shadow", line, -1));
  g_free (mms_test_dir_write (self->dir, "pam", pam, -1));
  return g_strdup_printf ("mount --bind %s/shadow /etc/shadow && mount --bind %s/pam "
                          "/etc/pam.d/sshd && exec /usr/sbin/sshd -D -E %s/log -f %s/sshd_config",
                          self->dir->path, self->dir->path, self->dir->path, self->dir->path);
}

static void
wait_for_port (guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_socket_client_set_enable_proxy (client, FALSE);
  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (GSocketConnection) connection =
        g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);

      if (connection != NULL)
        return;
      g_usleep (10000);
    }
  g_error ("sshd did not come up on port %u", port);
}

/* A test that aborts takes its sshd with it. */
static void
die_with_parent (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

void
mms_test_sshd_start (MmsTestSshd *self)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *configuration = write_configuration (self);
  g_autofree char *script = self->passwords ? write_passwords (self) : NULL;
  g_autofree char *log = g_build_filename (self->dir->path, "log", NULL);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  if (getuid () == 0)
    g_mkdir_with_parents ("/run/sshd", 0755);
  if (self->passwords)
    self->process = g_subprocess_launcher_spawn (launcher, &error, "unshare", "--mount", "sh", "-c",
                                                 script, NULL);
  else
    self->process = g_subprocess_launcher_spawn (launcher, &error, "/usr/sbin/sshd", "-D", "-E", log,
                                                 "-f", configuration, NULL);
  g_assert_no_error (error);
  wait_for_port (self->port);
}

/* Ends the listener; sessions end with their clients. */
void
mms_test_sshd_stop (MmsTestSshd *self)
{
  if (self->process == NULL)
    return;
  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
}

/* Returns: a login by key; lends its strings */
MmsSftpLogin
mms_test_sshd_get_login (MmsTestSshd *self, guint16 port)
{
  return (MmsSftpLogin) { .host = "127.0.0.1",
                          .port = port != 0 ? port : self->port,
                          .user = g_get_user_name (),
                          .key_file = self->key,
                          .known_hosts = self->known_hosts };
}

/* Returns: (transfer full): a client that is let in; over @port, where that is not 0, whose host
 * key is the same */
MmsSftp *
mms_test_sshd_connect (MmsTestSshd *self, guint16 port)
{
  MmsSftpLogin login = mms_test_sshd_get_login (self, port);
  MmsSftp *sftp;

  if (port != 0)
    {
      g_autofree char *public = mms_test_dir_read (self->dir, "host.pub", NULL);
      g_autofree char *line = g_strdup_printf ("[127.0.0.1]:%u %s", port, public);
      g_autofree char *name = g_strdup_printf ("known_hosts.%u", port);
      g_autofree char *path = mms_test_dir_write (self->dir, name, line, -1);

      login.known_hosts = path;
      sftp = mms_sftp_new (&login);
    }
  else
    sftp = mms_sftp_new (&login);
  g_object_set (sftp, "redial-ms", 10, NULL);
  return sftp;
}
