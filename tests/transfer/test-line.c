/* Tests that a bad line costs time and no bytes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-test-fetch.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <string.h>

#define MIB (1024 * 1024)
#define FILM_BYTES (6 * MIB)

static void
test_cuts (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  g_autoptr (GError) error = NULL;

  mms_test_box_offer_film (box, FILM_BYTES);
  mms_test_box_go_over (box, proxy->port);
  g_atomic_int_set (&proxy->after_bytes, MIB);
  g_atomic_int_set (&proxy->n_cuts, 4);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
  g_assert_cmpint (g_atomic_int_get (&proxy->n_connections), ==, 5);
  /* What was asked ahead is lost at a cut, what came is not. */
  g_assert_cmpint (g_atomic_int_get (&proxy->bytes_down), <, FILM_BYTES + 4 * MIB);
}

static void
test_cuts_while_greeting (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  g_autoptr (GError) error = NULL;

  mms_test_box_offer_film (box, 1000);
  mms_test_box_go_over (box, proxy->port);
  g_atomic_int_set (&proxy->after_bytes, 500);
  g_atomic_int_set (&proxy->n_cuts, 1);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE);
  g_clear_error (&error);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
}

static void
test_silence (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  g_autoptr (GError) error = NULL;
  gint64 began_us = g_get_monotonic_time ();

  mms_test_box_offer_film (box, FILM_BYTES);
  mms_test_box_go_over (box, proxy->port);
  g_object_set (box->sftp, "stall-ms", 400, NULL);
  g_atomic_int_set (&proxy->after_bytes, 2 * MIB);
  g_atomic_int_set (&proxy->n_stalls, 1);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  g_assert_cmpint (g_get_monotonic_time () - began_us, >, 400 * 1000);
  mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
  g_assert_cmpint (g_atomic_int_get (&proxy->n_connections), ==, 2);
}

static void
cancel_cb (MmsTransfer *transfer, gpointer user_data)
{
  if (mms_transfer_get_bytes_done (transfer) > 0)
    g_cancellable_cancel (user_data);
}

/* The line is dead and nobody has noticed yet: cancelling does not wait for it. */
static void
test_cancelled_in_silence (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  g_autoptr (GError) error = NULL;
  gint64 began_us = g_get_monotonic_time ();

  mms_test_box_offer_film (box, FILM_BYTES);
  mms_test_box_go_over (box, proxy->port);
  box->cancellable = g_cancellable_new ();
  g_signal_connect (box->transfer, "changed", G_CALLBACK (cancel_cb), box->cancellable);
  g_atomic_int_set (&proxy->after_bytes, 2 * MIB);
  g_atomic_int_set (&proxy->n_stalls, 1);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - began_us, <, 5 * G_USEC_PER_SEC);
}

static void
stop_server_cb (MmsTransfer *transfer, gpointer user_data)
{
  MmsTestBox *box = user_data;

  if (mms_transfer_get_bytes_done (transfer) > 0)
    mms_test_sshd_stop (box->sshd);
}

static void
test_server_goes (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  g_autoptr (GError) error = NULL;

  mms_test_box_offer_film (box, FILM_BYTES);
  mms_test_box_go_over (box, proxy->port);
  box->rate_limit = 4 * MIB;
  g_signal_connect (box->transfer, "changed", G_CALLBACK (stop_server_cb), box);
  g_atomic_int_set (&proxy->after_bytes, 3 * MIB);
  g_atomic_int_set (&proxy->n_cuts, 1);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE);
  g_assert_true (mms_error_may_heal (error));
  g_clear_error (&error);
  g_assert_cmpint (g_atomic_int_get (&proxy->n_connections), ==, 6);
  mms_test_sshd_start (box->sshd);
  box->rate_limit = 0;
  g_signal_handlers_disconnect_by_data (box->transfer, box);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
}

/* The listing is cut too: it is asked again. */
static void
test_cut_while_looking (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *name = g_strdup_printf ("Season/%0100u", i);

      g_free (mms_test_dir_write (box->remote, name, "x", -1));
    }
  mms_test_box_offer_season (box);
  mms_test_box_go_over (box, proxy->port);
  g_atomic_int_set (&proxy->after_bytes, 64 * 1024);
  g_atomic_int_set (&proxy->n_cuts, 1);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_season (box);
  g_assert_cmpint (g_atomic_int_get (&proxy->n_connections), ==, 2);
}

#define N_EPISODES 12
#define EPISODE_BYTES (1500 * 1024)
#define KILL_PIECE_BYTES (64 * 1024)
/* What may be under way when it is killed: two lines of this, and a piece of each. */
#define IN_FLIGHT_BYTES (2 * (1024 * 1024 + KILL_PIECE_BYTES))
/* The handshakes and listings of one start. */
#define GREETING_BYTES (64 * 1024)

static GPid
spawn_helper (MmsTestBox *box, guint16 port, const char *known_hosts, const char *metainfo)
{
  g_autofree char *text = g_strdup_printf ("%u", port);
  g_autofree char *helper = g_test_build_filename (G_TEST_BUILT, "fetch-helper", NULL);
  const char *argv[] = { helper, text, box->sshd->key, known_hosts, metainfo,
                         box->remote_path, box->staging, box->target, NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;

  g_spawn_async (NULL, (char **) argv, NULL,
                 G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  return pid;
}

static void
offer_episodes (MmsTestBox *box)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Season");

  mms_test_torrent_set_piece_bytes (torrent, KILL_PIECE_BYTES);
  for (guint i = 0; i < N_EPISODES; i++)
    {
      g_autofree char *name = g_strdup_printf ("E%02u.mkv", i);

      mms_test_box_add_file (box, torrent, name, i, EPISODE_BYTES + i);
    }
  mms_test_box_offer (box, torrent);
}

/* Every byte is right, and nothing is left over; then it is thrown away for the next round. */
static void
assert_episodes (MmsTestBox *box)
{
  for (guint i = 0; i < N_EPISODES; i++)
    {
      g_autofree char *name = g_strdup_printf ("E%02u.mkv", i);
      g_autofree char *remote = g_build_filename ("Season", name, NULL);

      mms_test_box_assert_same (box, remote, name);
    }
  mms_test_box_assert_clean (box);
  mms_test_remove_tree (box->target);
}

/* Starts a fetch and kills it after a while that nobody chose. Returns: whether it had ended */
static gboolean
kill_one (MmsTestBox *box, guint16 port, const char *known_hosts, const char *metainfo)
{
  GPid pid = spawn_helper (box, port, known_hosts, metainfo);
  gboolean ended;
  int status = 0;

  g_usleep ((gulong) g_test_rand_int_range (20000, 400000));
  ended = waitpid (pid, &status, WNOHANG) == pid;
  g_assert_cmpint (status, ==, 0);
  if (!ended)
    {
      kill (pid, SIGKILL);
      waitpid (pid, NULL, 0);
    }
  g_spawn_close_pid (pid);
  return ended;
}

static guint
get_n_kills (void)
{
  const char *wanted = g_getenv ("MMS_KILLS");

  return wanted != NULL ? (guint) g_ascii_strtoull (wanted, NULL, 10) : 40;
}

/* Killed at any moment: there is never half a target, the next one goes on where it was, and
 * nothing comes twice but what was under way. MMS_KILLS says how often; 40. */
static void
test_kills (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  g_autoptr (GError) error = NULL;
  g_autofree char *metainfo = NULL;
  g_autofree char *name = g_strdup_printf ("known_hosts.%u", proxy->port);
  g_autofree char *known_hosts = mms_test_dir_build (box->sshd->dir, name);
  gint64 release = (gint64) N_EPISODES * EPISODE_BYTES;
  gint64 twice = 0;
  guint kills = get_n_kills (), rounds = 0, in_round = 0, killed = 0;

  offer_episodes (box);
  mms_test_box_go_over (box, proxy->port);
  metainfo = mms_test_dir_write_bytes (box->local, "metainfo",
                                       mms_metainfo_get_bytes (box->metainfo));
  g_atomic_int_set (&proxy->rate, 24 * MIB);
  while (killed < kills)
    {
      gint64 came;

      if (!kill_one (box, proxy->port, known_hosts, metainfo))
        {
          killed++;
          in_round++;
        }
      if (!g_file_test (box->target, G_FILE_TEST_EXISTS))
        continue;
      rounds++;
      /* Killed between its name and the end, it still has to tidy up. */
      g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
      g_assert_no_error (error);
      assert_episodes (box);
      came = g_atomic_int_exchange (&proxy->bytes_down, 0);
      g_assert_cmpint (came, <=, release + release / 50 +
                                   (gint64) (in_round + 2) * (IN_FLIGHT_BYTES + GREETING_BYTES));
      twice += MAX (came - release, 0);
      in_round = 0;
    }
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  assert_episodes (box);
  g_test_message ("figure transfer_kills %u kills", killed);
  g_test_message ("figure transfer_kill_rounds %u releases", rounds + 1);
  g_test_message ("figure bytes_again_a_kill %.0f KiB", (double) twice / 1024 / MAX (killed, 1));
}

int
main (int argc, char *argv[])
{
  g_unsetenv ("SSH_AUTH_SOCK");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) \
  g_test_add ("/line/" name, MmsTestBox, NULL, mms_test_box_set_up, func, mms_test_box_tear_down)
  ADD ("loses-no-bytes-by-cuts", test_cuts);
  ADD ("says-unreachable-where-the-line-never-stood", test_cuts_while_greeting);
  ADD ("gives-up-a-silent-line-and-dials-again", test_silence);
  ADD ("is-cancelled-on-a-silent-line", test_cancelled_in_silence);
  ADD ("gives-up-after-five-tries-in-a-row", test_server_goes);
  ADD ("lists-again-after-a-cut", test_cut_while_looking);
  ADD ("ends-right-after-kills-at-any-moment", test_kills);
  return g_test_run ();
}
