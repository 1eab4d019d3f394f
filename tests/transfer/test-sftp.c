/* Tests that a person gets in, is told why not, and meets no stranger.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-sftp.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "support/mms-test-wait.h"
#include "transfer/mms-test-proxy.h"
#include "transfer/mms-test-sshd.h"

typedef struct
{
  MmsTestSshd *sshd;  /* (owned) */
  MmsSftpLogin login; /* lends from @sshd */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->sshd = mms_test_sshd_new ();
  self->login = mms_test_sshd_get_login (self->sshd, 0);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  mms_test_sshd_free (self->sshd);
}

static char *
check (MmsSftp *sftp, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_remote_files_check_async (MMS_REMOTE_FILES (sftp), NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_remote_files_check_finish (MMS_REMOTE_FILES (sftp), result, error);
}

static void
assert_gets_in (const MmsSftpLogin *login)
{
  g_autoptr (MmsSftp) sftp = mms_sftp_new (login);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = check (sftp, &error);

  g_assert_no_error (error);
  g_assert_nonnull (strstr (line, "SFTP login works, "));
  g_assert_nonnull (strstr (line, " free at /"));
}

static void
assert_stays_out (const MmsSftpLogin *login, MmsError code, const char *word)
{
  g_autoptr (MmsSftp) sftp = mms_sftp_new (login);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = check (sftp, &error);

  g_assert_null (line);
  g_assert_error (error, MMS_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_null (strstr (error->message, MMS_TEST_PASSWORD));
  g_assert_null (strstr (error->message, MMS_TEST_PASSPHRASE));
}

static void
test_key (Fixture *self, gconstpointer data)
{
  mms_test_sshd_start (self->sshd);
  assert_gets_in (&self->login);
  self->login.key_file = self->sshd->strange_key;
  assert_stays_out (&self->login, MMS_ERROR_UNAUTHORIZED, "refused the key");
  self->login.key_file = "/nonexistent/key";
  assert_stays_out (&self->login, MMS_ERROR_NOT_CONFIGURED, "/nonexistent/key");
  self->login.key_file = NULL;
  assert_stays_out (&self->login, MMS_ERROR_UNAUTHORIZED, "no key was found");
  self->login.password = MMS_TEST_PASSWORD;
  assert_stays_out (&self->login, MMS_ERROR_UNAUTHORIZED, "accepts no passwords");
}

static void
test_passphrase (Fixture *self, gconstpointer data)
{
  mms_test_sshd_start (self->sshd);
  self->login.key_file = self->sshd->locked_key;
  assert_stays_out (&self->login, MMS_ERROR_UNAUTHORIZED, "needs a passphrase");
  self->login.withheld = "The keyring is locked.";
  assert_stays_out (&self->login, MMS_ERROR_NO_KEYRING, "The keyring is locked.");
  self->login.withheld = NULL;
  self->login.passphrase = "wrong";
  assert_stays_out (&self->login, MMS_ERROR_UNAUTHORIZED, "passphrase of the key");
  self->login.passphrase = MMS_TEST_PASSPHRASE;
  assert_gets_in (&self->login);
}

static void
test_unreadable_key (Fixture *self, gconstpointer data)
{
  g_autofree char *path = mms_test_dir_write (
    self->sshd->dir, "junk", "-----BEGIN PRIVATE KEY-----\njunk\n-----END PRIVATE KEY-----\n", -1);

  mms_test_sshd_start (self->sshd);
  self->login.key_file = path;
  assert_stays_out (&self->login, MMS_ERROR_UNSUPPORTED, "cannot be read");
}

/* libssh2 1.10 signs with SHA-1, which OpenSSH refuses since 8.8; 1.11 gets in. */
static void
test_rsa_key (Fixture *self, gconstpointer data)
{
  g_autofree char *key = mms_test_sshd_make_key (self->sshd, "rsa");
  g_autoptr (MmsSftp) sftp = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  mms_test_sshd_start (self->sshd);
  self->login.key_file = key;
  sftp = mms_sftp_new (&self->login);
  line = check (sftp, &error);
  if (line == NULL)
    {
      g_assert_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED);
      g_assert_nonnull (strstr (error->message, "SHA-1"));
    }
}

static void
test_usual_key (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (g_get_home_dir (), ".ssh", NULL);
  g_autofree char *path = g_build_filename (folder, "id_ed25519", NULL);
  g_autofree char *key = mms_test_dir_read (self->sshd->dir, "key", NULL);

  mms_test_sshd_start (self->sshd);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, key, -1, NULL));
  self->login.key_file = NULL;
  assert_gets_in (&self->login);
}

static void
run (const char *first, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  const char *word = first;
  va_list words;
  int status;

  va_start (words, first);
  for (; word != NULL; word = va_arg (words, const char *))
    g_ptr_array_add (argv, (gpointer) word);
  va_end (words);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **) argv->pdata, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL | G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

static gboolean
is_there (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_agent (Fixture *self, gconstpointer data)
{
  g_autofree char *path = mms_test_dir_build (self->sshd->dir, "agent");
  g_autoptr (GSubprocess) agent =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, "ssh-agent", "-D", "-a", path, NULL);

  mms_test_sshd_start (self->sshd);
  mms_test_wait_until (is_there, path, "ssh-agent");
  self->login.key_file = NULL;
  g_setenv ("SSH_AUTH_SOCK", path, TRUE);
  run ("ssh-add", "-q", self->sshd->strange_key, NULL);
  assert_stays_out (&self->login, MMS_ERROR_UNAUTHORIZED, "refused the key");
  run ("ssh-add", "-q", self->sshd->key, NULL);
  assert_gets_in (&self->login);
  g_unsetenv ("SSH_AUTH_SOCK");
  g_subprocess_force_exit (agent);
  g_subprocess_wait (agent, NULL, NULL);
}

/* More keys than the server has patience for leave room for the password. */
static void
test_password (Fixture *self, gconstpointer data)
{
  if (!mms_test_sshd_can_have_passwords ())
    {
      g_test_skip ("only root can give root a password");
      return;
    }
  self->sshd->passwords = TRUE;
  mms_test_sshd_start (self->sshd);
  self->login.key_file = NULL;
  assert_stays_out (&self->login, MMS_ERROR_UNAUTHORIZED, "no key was found");
  self->login.password = "wrong";
  assert_stays_out (&self->login, MMS_ERROR_UNAUTHORIZED, "refused the password");
  self->login.password = MMS_TEST_PASSWORD;
  assert_gets_in (&self->login);
  self->login.key_file = self->sshd->strange_key;
  assert_gets_in (&self->login);
}

static void
test_prompt (Fixture *self, gconstpointer data)
{
  if (!mms_test_sshd_can_have_passwords ())
    {
      g_test_skip ("only root can give root a password");
      return;
    }
  self->sshd->passwords = TRUE;
  self->sshd->more = g_strdup ("PasswordAuthentication no\nPubkeyAuthentication no");
  mms_test_sshd_start (self->sshd);
  self->login.key_file = NULL;
  assert_stays_out (&self->login, MMS_ERROR_UNAUTHORIZED, "wants a password");
  self->login.password = MMS_TEST_PASSWORD;
  assert_gets_in (&self->login);
  self->login.password = "wrong";
  assert_stays_out (&self->login, MMS_ERROR_UNAUTHORIZED, "refused the password");
}

static void
test_too_many_tries (Fixture *self, gconstpointer data)
{
  self->sshd->more = g_strdup ("MaxAuthTries 1");
  mms_test_sshd_start (self->sshd);
  self->login.key_file = self->sshd->strange_key;
  assert_stays_out (&self->login, MMS_ERROR_UNAUTHORIZED, "refused");
}

static gboolean
trust (MmsSftp *sftp, const char *fingerprint, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_remote_files_trust_async (MMS_REMOTE_FILES (sftp), fingerprint, NULL, mms_test_wait_store,
                                &result);
  mms_test_wait_for_result (&result);
  return mms_remote_files_trust_finish (MMS_REMOTE_FILES (sftp), result, error);
}

static char *
dup_real_fingerprint (Fixture *self)
{
  g_autofree char *path = mms_test_dir_build (self->sshd->dir, "host.pub");
  const char *argv[] = { "ssh-keygen", "-l", "-f", path, NULL };
  g_autofree char *line = NULL;
  g_auto (GStrv) words = NULL;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &line,
                               NULL, NULL, NULL));
  words = g_strsplit (line, " ", 3);
  return g_strdup (words[1]);
}

static void
test_unknown_host (Fixture *self, gconstpointer data)
{
  g_autofree char *known = mms_test_dir_build (self->sshd->dir, "new/known_hosts");
  g_autofree char *real = dup_real_fingerprint (self);
  g_autofree char *offered = NULL;
  g_autoptr (MmsSftp) sftp = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  mms_test_sshd_start (self->sshd);
  self->login.known_hosts = known;
  sftp = mms_sftp_new (&self->login);
  g_assert_null (mms_remote_files_dup_offered_key (MMS_REMOTE_FILES (sftp)));
  g_assert_null (check (sftp, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNTRUSTED);
  g_assert_nonnull (strstr (error->message, real));
  g_clear_error (&error);
  offered = mms_remote_files_dup_offered_key (MMS_REMOTE_FILES (sftp));
  g_assert_cmpstr (offered, ==, real);
  g_assert_false (trust (sftp, "SHA256:somebodyelse", &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNTRUSTED);
  g_clear_error (&error);
  g_assert_true (trust (sftp, offered, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (known, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  assert_gets_in (&self->login);
}

/* In a new run of the program the key is asked for again. */
static void
test_trust_without_a_try (Fixture *self, gconstpointer data)
{
  g_autofree char *known = mms_test_dir_build (self->sshd->dir, "new/known_hosts");
  g_autofree char *real = dup_real_fingerprint (self);
  g_autoptr (MmsSftp) sftp = NULL;
  g_autoptr (GError) error = NULL;

  mms_test_sshd_start (self->sshd);
  self->login.known_hosts = known;
  sftp = mms_sftp_new (&self->login);
  g_assert_true (trust (sftp, real, &error));
  g_assert_no_error (error);
  assert_gets_in (&self->login);
}

static void
test_changed_host (Fixture *self, gconstpointer data)
{
  g_autofree char *before = dup_real_fingerprint (self);
  g_autofree char *now = NULL;
  g_autofree char *text = NULL;
  g_autoptr (MmsSftp) sftp = mms_sftp_new (&self->login);
  g_autoptr (GError) error = NULL;

  mms_test_sshd_make_host_key (self->sshd, data);
  now = dup_real_fingerprint (self);
  mms_test_sshd_start (self->sshd);
  g_assert_null (check (sftp, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNTRUSTED);
  g_assert_nonnull (strstr (error->message, "CHANGED"));
  g_assert_nonnull (strstr (error->message, before));
  g_assert_nonnull (strstr (error->message, now));
  g_clear_error (&error);
  g_assert_true (trust (sftp, now, &error));
  g_assert_no_error (error);
  assert_gets_in (&self->login);
  g_assert_true (g_file_get_contents (self->login.known_hosts, &text, NULL, NULL));
  g_assert_cmpuint (strlen (text) - strlen (strchr (text, '\n')), ==, strlen (text) - 1);
}

/* The server shows its ed25519 key by preference; only its ECDSA key is known. */
static void
test_known_type_first (Fixture *self, gconstpointer data)
{
  g_autofree char *public = NULL;
  g_autofree char *line = NULL;
  g_autofree char *known = NULL;
  g_autofree char *second = mms_test_sshd_make_key (self->sshd, "ecdsa");

  public = mms_test_dir_read (self->sshd->dir, "ecdsa.pub", NULL);
  line = g_strdup_printf ("# comment\n\n[127.0.0.1]:%u %s", self->sshd->port, public);
  known = mms_test_dir_write (self->sshd->dir, "known_ecdsa", line, -1);
  self->sshd->more = g_strdup_printf ("HostKey %s", second);
  mms_test_sshd_start (self->sshd);
  self->login.known_hosts = known;
  assert_gets_in (&self->login);
  /* Hashed names are understood, too. */
  run ("ssh-keygen", "-q", "-H", "-f", known, NULL);
  assert_gets_in (&self->login);
}

static void
test_nobody_there (Fixture *self, gconstpointer data)
{
  assert_stays_out (&self->login, MMS_ERROR_UNREACHABLE, "accepts no SFTP connections");
  self->login.host = "no-such-host.invalid";
  assert_stays_out (&self->login, MMS_ERROR_UNREACHABLE, "no-such-host.invalid");
  self->login.host = "";
  assert_stays_out (&self->login, MMS_ERROR_NOT_CONFIGURED, "not set");
}

static gboolean
talk_http_cb (GSocketService *service, GSocketConnection *connection, GObject *source,
              gpointer user_data)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  g_output_stream_write_all (out, "HTTP/1.1 400 Bad Request\r\n\r\n", 28, NULL, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

static void
test_no_ssh (Fixture *self, gconstpointer data)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();

  self->login.port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_signal_connect (service, "incoming", G_CALLBACK (talk_http_cb), NULL);
  assert_stays_out (&self->login, MMS_ERROR_MALFORMED, "no SFTP server");
  g_socket_service_stop (service);
}

static void
test_no_subsystem (Fixture *self, gconstpointer data)
{
  g_autoptr (MmsSftp) sftp = mms_sftp_new (&self->login);
  g_autoptr (GError) error = NULL;

  g_free (self->sshd->subsystem);
  self->sshd->subsystem = g_strdup ("/nonexistent/sftp-server");
  mms_test_sshd_start (self->sshd);
  g_object_set (sftp, "connect-ms", 1500, NULL);
  g_assert_null (check (sftp, &error));
  g_assert_nonnull (strstr (error->message, "no SFTP server answers"));
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GSocketService) silent = g_socket_service_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsSftp) sftp = NULL;
  guint connect_ms;

  self->login.port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (silent), NULL, NULL);
  g_socket_service_stop (silent);
  sftp = mms_sftp_new (&self->login);
  g_object_get (sftp, "connect-ms", &connect_ms, NULL);
  g_assert_cmpuint (connect_ms, ==, 15000);
  mms_remote_files_check_async (MMS_REMOTE_FILES (sftp), cancellable, mms_test_wait_store, &result);
  mms_test_wait_ms (100);
  g_cancellable_cancel (cancellable);
  mms_test_wait_for_result (&result);
  g_assert_null (mms_remote_files_check_finish (MMS_REMOTE_FILES (sftp), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  g_clear_error (&error);
  /* Without a person who cancels, the clock ends it. */
  g_object_set (sftp, "connect-ms", 1000, NULL);
  g_clear_object (&sftp);
  sftp = mms_sftp_new (&self->login);
  g_object_set (sftp, "connect-ms", 1000, NULL);
  g_assert_null (check (sftp, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE);
}

static GPtrArray *
list (MmsSftp *sftp, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_remote_files_list_async (MMS_REMOTE_FILES (sftp), path, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_remote_files_list_finish (MMS_REMOTE_FILES (sftp), result, error);
}

static gboolean
free_space (MmsSftp *sftp, const char *path, gint64 *bytes, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_remote_files_free_space_async (MMS_REMOTE_FILES (sftp), path, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_remote_files_free_space_finish (MMS_REMOTE_FILES (sftp), result, bytes, error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(MmsRemoteEntry *const *) a)->name, (*(MmsRemoteEntry *const *) b)->name);
}

static void
test_list (Fixture *self, gconstpointer data)
{
  g_autoptr (MmsSftp) sftp = mms_sftp_new (&self->login);
  g_autoptr (MmsTestDir) remote = mms_test_dir_new ();
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *link = mms_test_dir_build (remote, "link");
  g_autofree char *gone = mms_test_dir_build (remote, "gone");
  MmsRemoteEntry *entry;

  mms_test_sshd_start (self->sshd);
  g_free (mms_test_dir_write (remote, "a \xe9 file", "12345", -1));
  g_free (mms_test_dir_make (remote, "folder"));
  g_assert_cmpint (symlink ("folder", link), ==, 0);
  entries = list (sftp, remote->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 3);
  g_ptr_array_sort (entries, compare_names);
  entry = entries->pdata[0];
  g_assert_cmpstr (entry->name, ==, "a \xe9 file");
  g_assert_cmpint (entry->bytes, ==, 5);
  g_assert_cmpint (ABS (entry->modified_at - g_get_real_time () / G_USEC_PER_SEC), <, 60);
  g_assert_false (entry->is_folder || entry->is_link);
  entry = entries->pdata[1];
  g_assert_true (entry->is_folder);
  entry = entries->pdata[2];
  g_assert_true (entry->is_link);
  g_assert_null (list (sftp, gone, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_null (list (sftp, "relative", &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
}

static void
test_free_space (Fixture *self, gconstpointer data)
{
  g_autoptr (MmsSftp) sftp = mms_sftp_new (&self->login);
  g_autoptr (MmsTestDir) remote = mms_test_dir_new ();
  g_autofree char *gone = mms_test_dir_build (remote, "gone");
  g_autoptr (GError) error = NULL;
  struct statvfs disk;
  gint64 bytes = -1;

  mms_test_sshd_start (self->sshd);
  g_assert_true (free_space (sftp, remote->path, &bytes, &error));
  g_assert_no_error (error);
  g_assert_cmpint (statvfs (remote->path, &disk), ==, 0);
  /* others write meanwhile */
  g_assert_cmpint (ABS (bytes - (gint64) (disk.f_bavail * disk.f_frsize)), <, 1 << 30);
  g_assert_false (free_space (sftp, gone, &bytes, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
}

static void
test_read (Fixture *self, gconstpointer data)
{
  g_autoptr (MmsSftp) sftp = mms_sftp_new (&self->login);
  g_autoptr (MmsTestDir) remote = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_write (remote, "a ? file", "12345", -1);

  mms_test_sshd_start (self->sshd);
  for (gsize max_bytes = 4; max_bytes <= 5; max_bytes++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = NULL;

      mms_remote_files_read_async (MMS_REMOTE_FILES (sftp), path, max_bytes, NULL,
                                   mms_test_wait_store, &result);
      mms_test_wait_for_result (&result);
      bytes = mms_remote_files_read_finish (MMS_REMOTE_FILES (sftp), result, &error);
      if (max_bytes == 4)
        g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
      else
        g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "12345", 5);
    }
}

/* The line for looking died while nobody looked. */
static void
test_dials_again (Fixture *self, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = NULL;
  g_autoptr (MmsSftp) sftp = NULL;
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (GError) error = NULL;

  mms_test_sshd_start (self->sshd);
  proxy = mms_test_proxy_new (self->sshd->port);
  sftp = mms_test_sshd_connect (self->sshd, proxy->port);
  first = list (sftp, "/", &error);
  g_assert_no_error (error);
  g_atomic_int_set (&proxy->n_cuts, 1);
  second = list (sftp, "/", &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_atomic_int_get (&proxy->n_connections), ==, 2);
}

int
main (int argc, char *argv[])
{
  g_unsetenv ("SSH_AUTH_SOCK");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, data, func) g_test_add ("/sftp/" name, Fixture, data, set_up, func, tear_down)
  ADD ("gets-in-by-key-or-says-why-not", NULL, test_key);
  ADD ("tells-a-missing-passphrase-from-a-wrong-one", NULL, test_passphrase);
  ADD ("says-that-a-key-cannot-be-read", NULL, test_unreadable_key);
  ADD ("says-that-rsa-is-signed-the-old-way", NULL, test_rsa_key);
  ADD ("gets-in-by-the-usual-key", NULL, test_usual_key);
  ADD ("gets-in-by-the-agent", NULL, test_agent);
  ADD ("gets-in-by-password-or-says-why-not", NULL, test_password);
  ADD ("answers-a-prompt", NULL, test_prompt);
  ADD ("says-that-too-much-was-refused", NULL, test_too_many_tries);
  ADD ("shows-an-unknown-host-key-and-trusts-it", NULL, test_unknown_host);
  ADD ("trusts-a-key-that-it-has-to-ask-for", NULL, test_trust_without_a_try);
  ADD ("warns-of-a-changed-host-key", "ed25519", test_changed_host);
  ADD ("warns-of-a-host-key-of-another-type", "ecdsa", test_changed_host);
  ADD ("asks-for-the-key-that-it-knows", NULL, test_known_type_first);
  ADD ("says-that-nobody-is-there", NULL, test_nobody_there);
  ADD ("says-that-it-is-no-ssh-server", NULL, test_no_ssh);
  ADD ("says-that-there-is-no-sftp", NULL, test_no_subsystem);
  ADD ("is-cancelled-while-it-connects", NULL, test_cancelled);
  ADD ("lists-names-as-bytes", NULL, test_list);
  ADD ("tells-the-room-on-the-disk", NULL, test_free_space);
  ADD ("reads-small-files-only", NULL, test_read);
  ADD ("dials-again-where-the-line-had-died", NULL, test_dials_again);
  return g_test_run ();
}
