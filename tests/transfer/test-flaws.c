/* Tests that a server with a flaw costs a plain message at worst, and never a wrong byte.
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

/* Begins with a new client, a server that has the flaw, and nothing here. */
static void
begin (MmsTestBox *box, const char *flaw)
{
  mms_test_box_set_flaw (box, flaw);
  mms_test_box_go_over (box, 0);
  mms_test_remove_tree (box->target);
  mms_test_remove_tree (box->staging);
}

static void
offer_season (MmsTestBox *box)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Season");

  mms_test_torrent_set_piece_bytes (torrent, 16 * KIB);
  mms_test_box_add_file (box, torrent, "E01.mkv", 1, 1 * MIB + 7);
  mms_test_box_add_file (box, torrent, "Sample/sample.mkv", 2, 3 * KIB);
  mms_test_box_add_file (box, torrent, "empty.nfo", 3, 0);
  mms_test_box_add_file (box, torrent, "E02.mkv", 4, 300 * KIB);
  mms_test_box_add_file (box, torrent, "E02.srt", 5, 11);
  mms_test_box_offer (box, torrent);
}

static void
test_harmless (MmsTestBox *box, gconstpointer data)
{
  const char *flaws[] = {
    "bare",
    "version=3",
    "version=6",
    "limits=4096",
    "limits=100000000",
    "handles=2",
    "handles=1",
    "reorder",
    "short",
    "unknown",
    "duplicate",
    "reorder short unknown duplicate limits=4096",
  };

  offer_season (box);
  for (guint i = 0; i < G_N_ELEMENTS (flaws); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 began_us = g_get_monotonic_time ();

      begin (box, flaws[i]);
      g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
      g_assert_no_error (error);
      mms_test_box_assert_season (box);
      g_test_message ("%s: %.2f s", flaws[i],
                      (double) (g_get_monotonic_time () - began_us) / G_USEC_PER_SEC);
      g_assert_cmpint (g_get_monotonic_time () - began_us, <, 20 * G_USEC_PER_SEC);
    }
}

static void
test_harmful (MmsTestBox *box, gconstpointer data)
{
  const struct
  {
    const char *flaw;
    gboolean torrent;
    MmsError code;
    const char *says;
  } cases[] = {
    { "version=2", TRUE, MMS_ERROR_REFUSED, "no SFTP server answers there" },
    { "long", TRUE, MMS_ERROR_MALFORMED, "is not SFTP" },
    { "status", TRUE, MMS_ERROR_MALFORMED, "is not SFTP" },
    { "handle", TRUE, MMS_ERROR_MALFORMED, "is not SFTP" },
    { "names", TRUE, MMS_ERROR_MALFORMED, "is not SFTP" },
    { "big-handle", TRUE, MMS_ERROR_MALFORMED, "is not SFTP" },
    { "larger", TRUE, MMS_ERROR_CORRUPT, "in the torrent" },
    { "smaller", TRUE, MMS_ERROR_CORRUPT, "in the torrent" },
    { "larger", FALSE, MMS_ERROR_MISSING, "became shorter" },
    { "endless", FALSE, MMS_ERROR_MALFORMED, "does not end" },
    { "empty", FALSE, MMS_ERROR_MALFORMED, "does not end" },
    { "dots", FALSE, MMS_ERROR_MALFORMED, "does not end" },
    { "babble", TRUE, MMS_ERROR_MALFORMED, "is not SFTP" },
    { "hangup", TRUE, MMS_ERROR_UNREACHABLE, "closed the line" },
  };
  g_autoptr (MmsMetainfo) metainfo = NULL;

  offer_season (box);
  metainfo = mms_metainfo_ref (box->metainfo);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 began_us = g_get_monotonic_time ();

      begin (box, cases[i].flaw);
      g_clear_pointer (&box->metainfo, mms_metainfo_unref);
      box->metainfo = cases[i].torrent ? mms_metainfo_ref (metainfo) : NULL;
      g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
      g_test_message ("%s: %s", cases[i].flaw, error->message);
      g_assert_error (error, MMS_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].says));
      g_assert_false (mms_test_dir_has (box->local, "downloads/Release"));
      g_assert_cmpint (g_get_monotonic_time () - began_us, <, 30 * G_USEC_PER_SEC);
    }
}

/* Every line is let in and dropped at its first read: several of them must not take turns at it
 * for ever. */
static void
test_hangups_of_many (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  g_autoptr (GError) error = NULL;
  gint64 began_us = g_get_monotonic_time ();

  mms_test_box_offer_film (box, 32 * MIB);
  begin (box, "hangup");
  mms_test_box_go_over (box, proxy->port);
  g_atomic_int_set (&proxy->delay_ms, 20); /* so that it begins with several */
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE);
  g_test_message ("%d lines, %.1f s: %s", g_atomic_int_get (&proxy->n_connections),
                  (double) (g_get_monotonic_time () - began_us) / G_USEC_PER_SEC, error->message);
  g_assert_cmpint (g_atomic_int_get (&proxy->n_connections), <, 40);
}

/* Without a torrent the announced sizes are all there is: so many bytes come, and no more. */
static void
test_smaller_without_a_torrent (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;
  gsize bytes;

  mms_test_box_offer_film (box, 200 * KIB);
  g_clear_pointer (&box->metainfo, mms_metainfo_unref);
  begin (box, "smaller");
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_SIZES);
  g_assert_no_error (error);
  here = mms_test_dir_read (box->local, "downloads/Release/Film.mkv", &bytes);
  there = mms_test_dir_read (box->remote, "Film.mkv", NULL);
  g_assert_cmpuint (bytes, ==, 200 * KIB - 1000);
  g_assert_cmpint (memcmp (here, there, bytes), ==, 0);
}

static void
test_endless_listings (MmsTestBox *box, gconstpointer data)
{
  const char *flaws[] = { "endless", "empty", "dots" };

  for (guint i = 0; i < G_N_ELEMENTS (flaws); i++)
    {
      g_autofree char *release = mms_test_dir_write (box->remote, "Release/film.mkv", "x", -1);
      g_autofree char *path = g_path_get_dirname (release);
      const char *paths[] = { path, NULL };
      const char *roots[] = { box->remote->path, NULL };
      g_autoptr (GAsyncResult) listed = NULL;
      g_autoptr (GAsyncResult) removed = NULL;
      g_autoptr (GPtrArray) removals = NULL;
      g_autoptr (GError) error = NULL;

      begin (box, flaws[i]);
      mms_remote_files_list_async (MMS_REMOTE_FILES (box->sftp), path, NULL, mms_test_wait_store,
                                   &listed);
      mms_test_wait_for_result (&listed);
      g_assert_null (mms_remote_files_list_finish (MMS_REMOTE_FILES (box->sftp), listed, &error));
      g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
      g_clear_error (&error);
      mms_remote_files_remove_async (MMS_REMOTE_FILES (box->sftp), paths, roots, NULL,
                                     mms_test_wait_store, &removed);
      mms_test_wait_for_result (&removed);
      removals = mms_remote_files_remove_finish (MMS_REMOTE_FILES (box->sftp), removed, &error);
      g_assert_no_error (error);
      g_assert_nonnull (strstr (((MmsRemoval *) removals->pdata[0])->message, "does not end"));
      g_assert_true (mms_test_dir_has (box->remote, "Release/film.mkv"));
    }
}

/* A wrong byte now and then: found always, brought again, and where it never comes right, named. */
static void
test_flips (MmsTestBox *box, gconstpointer data)
{
  guint seeds = g_test_slow () ? 200 : 16; /* each with a server of its own: seconds, not bytes */
  guint whole = 0, named = 0;
  gint64 began_us = g_get_monotonic_time ();

  mms_test_box_offer_film (box, 512 * KIB);
  for (guint seed = 0; seed < seeds; seed++)
    {
      g_autofree char *flaw = g_strdup_printf ("flip=%u:%u limits=16384", 3 + seed % 20, seed);
      g_autoptr (GError) error = NULL;

      mms_test_box_set_flaw (box, flaw);
      mms_test_remove_tree (box->target);
      if (mms_test_box_fetch (box, &error) == MMS_VERIFIED_PIECES)
        {
          g_assert_no_error (error);
          mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
          whole++;
          continue;
        }
      g_assert_error (error, MMS_ERROR, MMS_ERROR_CORRUPT);
      g_assert_nonnull (strstr (error->message, "“Film.mkv” is damaged"));
      g_assert_false (mms_test_dir_has (box->local, "downloads/Release"));
      named++;
    }
  g_test_message ("%u seeds: %u whole, %u named, %.1f s", seeds, whole, named,
                  (double) (g_get_monotonic_time () - began_us) / G_USEC_PER_SEC);
  /* Four times in a row is rare, once in three reads. */
  g_assert_cmpuint (whole, >, seeds / 2);
}

/* A bit of the seedbox's own disk is wrong: the file and the place are named, the rest is kept. */
static void
test_rot (MmsTestBox *box, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  char byte;
  int fd;

  offer_season (box);
  path = mms_test_dir_build (box->remote, "Season/E01.mkv");
  fd = open (path, O_RDWR);
  g_assert_cmpint (pread (fd, &byte, 1, 700000), ==, 1);
  byte ^= 0x10;
  g_assert_cmpint (pwrite (fd, &byte, 1, 700000), ==, 1);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_CORRUPT);
  /* 700,000 is in the piece from 42 times 16 KiB on. */
  g_assert_nonnull (strstr (error->message, "“E01.mkv” is damaged"));
  g_assert_nonnull (strstr (error->message, "688128"));
  g_clear_error (&error);
  byte ^= 0x10;
  g_assert_cmpint (pwrite (fd, &byte, 1, 700000), ==, 1);
  close (fd);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_season (box);
}

/* The piece is shared: nobody knows which of them it is, so both are named. */
static void
test_rot_in_a_shared_piece (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  offer_season (box);
  g_free (mms_test_dir_write (box->remote, "Season/E02.srt", "eleven byte", -1));
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_CORRUPT);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "“E02.mkv”"));
  g_assert_nonnull (strstr (error->message, "“E02.srt”"));
}

static void
make_link (MmsTestBox *box, const char *name, const char *to)
{
  g_autofree char *path = mms_test_dir_build (box->remote, name);

  g_assert_cmpint (symlink (to, path), ==, 0);
}

/* Links that lead in circles: nobody walks them, and a file behind one is named. */
static void
test_loops (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Season");
  g_autofree char *path = NULL;
  g_autoptr (MmsMetainfo) metainfo = NULL;
  g_autoptr (GError) error = NULL;

  mms_test_torrent_set_piece_bytes (torrent, 16 * KIB);
  mms_test_box_add_file (box, torrent, "E01.mkv", 1, 20 * KIB);
  mms_test_box_add_file (box, torrent, "E02.mkv", 2, 20 * KIB);
  mms_test_box_offer (box, torrent);
  make_link (box, "Season/self", ".");
  make_link (box, "Season/up", "..");
  make_link (box, "Season/one", "other");
  make_link (box, "Season/other", "one");
  metainfo = g_steal_pointer (&box->metainfo);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_SIZES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "Season/E01.mkv", "E01.mkv");
  g_assert_false (mms_test_dir_has (box->local, "downloads/Release/self"));
  /* The torrent wants what stands in a circle. */
  begin (box, "");
  box->metainfo = g_steal_pointer (&metainfo);
  path = mms_test_dir_build (box->remote, "Season/E02.mkv");
  g_assert_cmpint (unlink (path), ==, 0);
  make_link (box, "Season/E02.mkv", "one");
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "E02.mkv"));
}

/* Names are bytes. Without a torrent nobody vouches for a line break in one. */
static void
test_names (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_free (mms_test_dir_write (box->remote, "Season/\xe9t\xe9 \xff.mkv", "latin-1", -1));
  g_free (mms_test_dir_write (box->remote, "Season/\xc0\xaf/\xed\xa0\x80", "no UTF-8", -1));
  box->remote_path = mms_test_dir_build (box->remote, "Season");
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_SIZES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "Season/\xe9t\xe9 \xff.mkv", "\xe9t\xe9 \xff.mkv");
  mms_test_box_assert_same (box, "Season/\xc0\xaf/\xed\xa0\x80", "\xc0\xaf/\xed\xa0\x80");
  begin (box, "");
  g_free (mms_test_dir_write (box->remote, "Season/two\nlines.mkv", "x", -1));
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, "two?lines.mkv"));
}

int
main (int argc, char *argv[])
{
  g_unsetenv ("SSH_AUTH_SOCK");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) \
  g_test_add ("/flaws/" name, MmsTestBox, "folder-sftp.py @FLAW", mms_test_box_set_up, func, \
              mms_test_box_tear_down)
  ADD ("some-do-no-harm", test_harmless);
  ADD ("others-are-named", test_harmful);
  ADD ("lines-that-are-all-dropped-are-given-up", test_hangups_of_many);
  ADD ("too-small-a-size-is-believed-without-a-torrent", test_smaller_without_a_torrent);
  ADD ("a-listing-without-an-end-ends", test_endless_listings);
  ADD ("flipped-bytes-are-found-and-brought-again", test_flips);
  ADD ("a-rotten-bit-is-named", test_rot);
  ADD ("a-rotten-bit-in-a-shared-piece-is-in-one-of-them", test_rot_in_a_shared_piece);
  ADD ("circles-of-links-are-not-walked", test_loops);
  ADD ("names-are-bytes", test_names);
  return g_test_run ();
}
