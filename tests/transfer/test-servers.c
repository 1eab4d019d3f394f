/* Tests that a real sshd may be strict, and a line odd: it costs time at worst.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-test-fetch.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KIB 1024
#define MIB (1024 * KIB)

static double
get_seconds (gint64 began_us)
{
  return (double) (g_get_monotonic_time () - began_us) / G_USEC_PER_SEC;
}

static void
assert_fetched (MmsTestBox *box)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
}

/* One channel a connection is all that is used. */
static void
test_one_session (MmsTestBox *box, gconstpointer data)
{
  mms_test_box_offer_film (box, 20 * MIB);
  assert_fetched (box);
}

/* Two may be in their greeting at a time, and far away eight would be: the others are dropped. */
static void
test_few_greetings (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);

  mms_test_box_offer_film (box, 64 * MIB);
  mms_test_box_go_over (box, proxy->port);
  g_atomic_int_set (&proxy->delay_ms, 40);
  assert_fetched (box);
  g_test_message ("%d connections", g_atomic_int_get (&proxy->n_connections));
  g_assert_cmpint (g_atomic_int_get (&proxy->n_connections), >, 2);
}

static guint
count (const char *text, const char *what)
{
  g_auto (GStrv) parts = g_strsplit (text, what, -1);

  return g_strv_length (parts) - 1;
}

/* Far away others dial while the first logs in, but a key or password that is wrong is sent once:
 * servers lock out who tries often. */
static void
test_wrong_login (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  g_autofree char *log = NULL;
  g_autoptr (GError) error = NULL;

  g_free (box->sshd->key);
  box->sshd->key = g_strdup (box->sshd->strange_key);
  mms_test_box_offer_film (box, 64 * MIB);
  mms_test_box_go_over (box, proxy->port);
  g_atomic_int_set (&proxy->delay_ms, 40);
  mms_test_box_fetch (box, &error);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED);
  g_assert_cmpint (g_atomic_int_get (&proxy->n_connections), >, 2);
  for (guint i = 0; i < 500; i++)
    {
      g_free (log);
      log = mms_test_dir_read (box->sshd->dir, "log", NULL);
      if (count (log, "\nConnection closed") == count (log, "\nConnection from"))
        break;
      g_usleep (10000);
    }
  g_assert_cmpuint (count (log, "\nConnection closed"), ==, count (log, "\nConnection from"));
  g_assert_cmpuint (count (log, "authenticating user"), ==, 1);
}

/* sshd asks whether anybody is there, and hangs up on who does not answer. */
static void
test_client_alive (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);

  mms_test_box_offer_film (box, 64 * KIB);
  mms_test_box_go_over (box, proxy->port);
  box->rate_limit = 16 * KIB;
  assert_fetched (box);
  g_assert_cmpint (g_atomic_int_get (&proxy->n_connections), ==, 1);
}

/* A router closes what is idle; the limit of the rate makes it idle, again and again. */
static void
test_idle (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);

  mms_test_box_offer_film (box, 64 * KIB);
  mms_test_box_go_over (box, proxy->port);
  g_atomic_int_set (&proxy->idle_ms, 500);
  box->rate_limit = 12 * KIB;
  assert_fetched (box);
  g_assert_cmpint (g_atomic_int_get (&proxy->n_idle), >=, 2);
  /* The connection for looking as well. */
  {
    g_autoptr (GAsyncResult) first = NULL;
    g_autoptr (GAsyncResult) second = NULL;
    GAsyncResult **results[] = { &first, &second };

    for (guint i = 0; i < G_N_ELEMENTS (results); i++)
      {
        g_autoptr (GPtrArray) entries = NULL;
        g_autoptr (GError) error = NULL;

        mms_remote_files_list_async (MMS_REMOTE_FILES (box->sftp), box->remote->path, NULL,
                                     mms_test_wait_store, results[i]);
        mms_test_wait_for_result (results[i]);
        entries = mms_remote_files_list_finish (MMS_REMOTE_FILES (box->sftp), *results[i], &error);
        g_assert_no_error (error);
        g_assert_cmpuint (entries->len, ==, 1);
        g_usleep (700 * 1000);
      }
  }
}

/* Each connection is slow, and more of them are faster: they are found to pay. */
static void
test_throttled (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  gint64 began_us;

  mms_test_box_offer_film (box, 40 * MIB);
  mms_test_box_go_over (box, proxy->port);
  g_atomic_int_set (&proxy->rate, 2 * MIB);
  began_us = g_get_monotonic_time ();
  assert_fetched (box);
  g_test_message ("%d connections, %.1f s, where one takes 20",
                  g_atomic_int_get (&proxy->n_connections), get_seconds (began_us));
  /* So near it begins with two. */
  g_assert_cmpint (g_atomic_int_get (&proxy->n_connections), >, 2);
  g_assert_cmpfloat (get_seconds (began_us), <, 16);
}

/* Keys are exchanged anew in the middle, several times on each connection. */
static void
test_rekeys (MmsTestBox *box, gconstpointer data)
{
  mms_test_box_offer_film (box, (g_test_slow () ? 200 : 48) * MIB);
  assert_fetched (box);
}

/* Small files cost round trips, and these overlap. */
static void
test_many_files (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  g_autoptr (GError) error = NULL;
  guint n = g_test_slow () ? 100000 : 3000;
  g_autofree char *folder = mms_test_dir_make (box->remote, "Season");
  int folder_fd = open (folder, O_RDONLY | O_DIRECTORY);
  g_autoptr (GBytes) content = mms_test_make_content (1, KIB + n);
  const char *bytes = g_bytes_get_data (content, NULL);
  gint64 began_us;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%06u.jpg", i);
      int fd = openat (folder_fd, name, O_WRONLY | O_CREAT, 0600);

      g_assert_cmpint (write (fd, bytes + i, KIB), ==, KIB);
      close (fd);
    }
  close (folder_fd);
  box->remote_path = g_strdup (folder);
  mms_test_box_go_over (box, proxy->port);
  g_atomic_int_set (&proxy->delay_ms, g_test_slow () ? 0 : 10);
  began_us = g_get_monotonic_time ();
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_SIZES);
  g_assert_no_error (error);
  g_test_message ("%u files of 1 KB: %.1f s", n, get_seconds (began_us));
  /* One after the other, three round trips each, they would be three minutes. */
  g_assert_cmpfloat (get_seconds (began_us), <, g_test_slow () ? 900 : 30);
  for (guint i = 0; i < n; i += 97)
    {
      g_autofree char *path = g_strdup_printf ("downloads/Release/%06u.jpg", i);
      gsize size;
      g_autofree char *here = mms_test_dir_read (box->local, path, &size);

      g_assert_cmpmem (here, size, bytes + i, KIB);
    }
}

/* More bytes than 32 bits can count, and a hole on the seedbox's side. */
static void
test_large_file (MmsTestBox *box, gconstpointer data)
{
  const gint64 bytes = (gint64) 5 * 1024 * MIB + 3;
  g_autofree char *path = NULL;
  g_autofree char *here = NULL;
  g_autoptr (GError) error = NULL;
  struct stat info;
  char last[4] = "";
  int fd;

  if (!g_test_slow ())
    {
      g_test_skip ("five gigabytes are for the slow run");
      return;
    }
  path = mms_test_dir_write (box->remote, "Film.mkv", "x", -1);
  fd = open (path, O_WRONLY);
  g_assert_cmpint (pwrite (fd, "end", 3, bytes - 3), ==, 3);
  close (fd);
  box->remote_path = g_strdup (path);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_SIZES);
  g_assert_no_error (error);
  here = g_build_filename (box->target, "Film.mkv", NULL);
  g_assert_cmpint (stat (here, &info), ==, 0);
  g_assert_cmpint (info.st_size, ==, bytes);
  fd = open (here, O_RDONLY);
  g_assert_cmpint (pread (fd, last, 3, bytes - 3), ==, 3);
  close (fd);
  g_assert_cmpstr (last, ==, "end");
}

int
main (int argc, char *argv[])
{
  g_unsetenv ("SSH_AUTH_SOCK");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  if (g_test_slow ())
    g_setenv ("MMS_TEST_WAIT_S", "900", TRUE);
#define ADD(name, settings, func) \
  g_test_add ("/servers/" name, MmsTestBox, settings, mms_test_box_set_up, func, \
              mms_test_box_tear_down)
  ADD ("may-allow-one-session-a-connection", "MaxSessions 1", test_one_session);
  ADD ("may-let-two-greet-at-a-time", "MaxStartups 2", test_few_greetings);
  ADD ("see-a-wrong-login-once", "LogLevel VERBOSE", test_wrong_login);
  ADD ("may-ask-whether-we-live", "ClientAliveInterval 1\nClientAliveCountMax 1",
       test_client_alive);
  ADD ("may-hang-up-on-the-idle", NULL, test_idle);
  ADD ("may-be-slow-on-each-connection", NULL, test_throttled);
  ADD ("may-exchange-keys-in-the-middle", "RekeyLimit 4M", test_rekeys);
  ADD ("may-hold-thousands-of-small-files", NULL, test_many_files);
  ADD ("may-hold-five-gigabytes-in-one-file", NULL, test_large_file);
  return g_test_run ();
}
