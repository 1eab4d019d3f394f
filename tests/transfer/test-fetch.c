/* Tests that what a real sshd holds comes home whole, and only whole.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-test-fetch.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KIB 1024
#define PIECE (16 * KIB)

static void
add (MmsTestBox *box, MmsTestTorrent *torrent, const char *path, guint32 seed, gsize bytes)
{
  g_autoptr (GBytes) content = mms_test_make_content (seed, bytes);
  g_autofree char *remote = g_build_filename ("Season", path, NULL);
  gsize size;
  const void *data = g_bytes_get_data (content, &size);

  mms_test_torrent_add_file (torrent, path, data != NULL ? data : "", (gssize) size);
  g_free (mms_test_dir_write_bytes (box->remote, remote, content));
}

/* A season whose files share pieces, with an empty one and one that needs a folder. */
static void
offer_season (MmsTestBox *box)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Season");

  mms_test_torrent_set_piece_bytes (torrent, PIECE);
  add (box, torrent, "E01.mkv", 1, 100 * KIB + 7);
  add (box, torrent, "Sample/sample.mkv", 2, 3 * KIB);
  add (box, torrent, "empty.nfo", 3, 0);
  add (box, torrent, "E02.mkv", 4, 50 * KIB);
  add (box, torrent, "E02.srt", 5, 11);
  mms_test_box_offer (box, torrent);
}

static void
assert_season (MmsTestBox *box)
{
  const char *files[] = { "E01.mkv", "Sample/sample.mkv", "empty.nfo", "E02.mkv", "E02.srt" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *remote = g_build_filename ("Season", files[i], NULL);

      mms_test_box_assert_same (box, remote, files[i]);
    }
  mms_test_box_assert_clean (box);
}

static void
offer_film (MmsTestBox *box, gsize bytes)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Film.mkv");
  g_autoptr (GBytes) content = mms_test_make_content (7, bytes);
  gsize size;
  const void *data = g_bytes_get_data (content, &size);

  mms_test_torrent_set_piece_bytes (torrent, PIECE);
  mms_test_torrent_set_content (torrent, data, (gssize) size);
  g_free (mms_test_dir_write_bytes (box->remote, "Film.mkv", content));
  mms_test_box_offer (box, torrent);
}

static void
test_film (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  offer_film (box, 5 * 1024 * KIB + 3);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
  mms_test_box_assert_clean (box);
  g_assert_cmpint (mms_transfer_get_bytes_done (box->transfer), ==, 5 * 1024 * KIB + 3);
  g_assert_cmpint (mms_transfer_get_bytes_total (box->transfer), ==, 5 * 1024 * KIB + 3);
}

static void
test_season (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  offer_season (box);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  assert_season (box);
}

int
main (int argc, char *argv[])
{
  g_unsetenv ("SSH_AUTH_SOCK");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) \
  g_test_add ("/fetch/" name, MmsTestBox, NULL, mms_test_box_set_up, func, mms_test_box_tear_down)
  ADD ("brings-one-file-home-in-a-folder", test_film);
  ADD ("brings-a-tree-home", test_season);
  return g_test_run ();
}
