/* Tests that a packed release comes home unpacked, whatever happened before.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-sftp.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/mms-error.h"
#include "transfer/mms-test-fetch.h"
#include "transfer/mms-test-packed.h"

#define PIECE_BYTES (16 * 1024)

static const char *const volumes[] = { "film.rar", "film.r00", "film.r01", "film.r02" };

/* A film in four volumes; the torrent is made of what lies there. */
static void
offer_packed (MmsTestBox *box, gssize wrong_byte)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Film");

  mms_test_pack (box->remote, "Film", "rar4", "film", "--volume", "4000",
                 "film.mkv=" MMS_TEST_PACKED_FILM, NULL);
  mms_test_torrent_set_piece_bytes (torrent, PIECE_BYTES);
  for (guint i = 0; i < G_N_ELEMENTS (volumes); i++)
    {
      g_autofree char *path = g_build_filename ("Film", volumes[i], NULL);
      gsize bytes;
      g_autofree char *data = mms_test_dir_read (box->remote, path, &bytes);

      if (i == 1 && wrong_byte > 0)
        data[wrong_byte] ^= 0x55;
      g_free (mms_test_dir_write (box->remote, path, data, (gssize) bytes));
      mms_test_torrent_add_file (torrent, volumes[i], data, (gssize) bytes);
    }
  mms_test_box_offer (box, torrent);
}

static void
assert_film (MmsTestBox *box)
{
  g_autofree char *expected = mms_test_packed_text (600, "the film");
  g_autofree char *path = g_build_filename (box->target, "film.mkv", NULL);
  g_autofree char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_home (MmsTestBox *box)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  assert_film (box);
  mms_test_box_assert_clean (box);
}

static guint
count_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint files = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    files++;
  return files;
}

static void
test_packed (MmsTestBox *box, gconstpointer data)
{
  offer_packed (box, 0);
  assert_home (box);
  for (guint i = 0; i < G_N_ELEMENTS (volumes); i++)
    {
      g_autofree char *remote = g_build_filename ("Film", volumes[i], NULL);

      mms_test_box_assert_same (box, remote, volumes[i]);
    }
  g_assert_cmpuint (count_files (box->target), ==, 5);
  /* The video beside the archives is no reason to doubt that the release is whole. */
  assert_home (box);
  g_assert_cmpuint (count_files (box->target), ==, 5);
}

static void
test_without_a_torrent (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  offer_packed (box, 0);
  g_clear_pointer (&box->metainfo, mms_metainfo_unref);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_SIZES);
  g_assert_no_error (error);
  assert_film (box);
}

/* As a version that could not unpack left it. */
static void
test_brought_home_packed (MmsTestBox *box, gconstpointer data)
{
  g_autofree char *film = g_build_filename (box->target, "film.mkv", NULL);
  g_autofree char *downloads = g_path_get_dirname (box->target);

  offer_packed (box, 0);
  assert_home (box);
  g_assert_cmpint (g_unlink (film), ==, 0);
  assert_home (box);
  g_assert_cmpuint (count_files (downloads), ==, 1);
}

static void
test_damaged (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  offer_packed (box, 2000);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
      g_assert_error (error, MMS_ERROR, MMS_ERROR_CORRUPT);
      g_assert_nonnull (strstr (error->message, "film.mkv"));
      g_assert_false (g_file_test (box->target, G_FILE_TEST_EXISTS));
      g_clear_error (&error);
    }
}

/* A release that was brought home packed, and cannot be unpacked, stays as it is. */
static void
test_damaged_at_home (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  offer_packed (box, 2000);
  for (guint i = 0; i < G_N_ELEMENTS (volumes); i++)
    {
      g_autofree char *from = g_build_filename ("Film", volumes[i], NULL);
      g_autofree char *to = g_build_filename ("downloads/Release", volumes[i], NULL);
      gsize bytes;
      g_autofree char *text = mms_test_dir_read (box->remote, from, &bytes);

      g_free (mms_test_dir_write (box->local, to, text, (gssize) bytes));
    }
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_CORRUPT);
  g_assert_cmpuint (count_files (box->target), ==, 4);
}

/* As a kill leaves it between the unpacking and the name. */
static void
test_killed_while_unpacking (MmsTestBox *box, gconstpointer data)
{
  g_autofree char *half = NULL;
  g_autofree char *moved = NULL;

  offer_packed (box, 0);
  for (guint i = 0; i < G_N_ELEMENTS (volumes); i++)
    {
      g_autofree char *from = g_build_filename ("Film", volumes[i], NULL);
      g_autofree char *to = g_build_filename ("staging", box->hash, "payload", volumes[i], NULL);
      gsize bytes;
      g_autofree char *text = mms_test_dir_read (box->remote, from, &bytes);

      g_free (mms_test_dir_write (box->local, to, text, (gssize) bytes));
    }
  half = g_build_filename ("staging", box->hash, "unpacked", "film.mkv", NULL);
  moved = g_build_filename ("staging", box->hash, "payload", "film.mkv", NULL);
  g_free (mms_test_dir_write (box->local, half, "half", -1));
  g_free (mms_test_dir_write (box->local, moved, "of another run", -1));
  assert_home (box);
}

static void
test_other_filesystem (MmsTestBox *box, gconstpointer data)
{
  g_autofree char *shm = g_strdup ("/dev/shm/mms-test-XXXXXX");
  struct stat here, there;

  if (g_mkdtemp (shm) == NULL || stat (shm, &there) != 0 || stat (box->local->path, &here) != 0 ||
      here.st_dev == there.st_dev)
    {
      g_test_skip ("there is no second filesystem");
      return;
    }
  offer_packed (box, 0);
  g_free (box->target);
  box->target = g_build_filename (shm, "Release", NULL);
  assert_home (box);
  g_assert_cmpuint (count_files (shm), ==, 1);
  mms_test_remove_tree (shm);
}

#define add(name, func)                                                                            \
  g_test_add ("/fetch-packed/" name, MmsTestBox, NULL, mms_test_box_set_up, func,                  \
              mms_test_box_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("a packed film comes home with its video", test_packed);
  add ("so it does without a torrent file", test_without_a_torrent);
  add ("what was brought home packed is unpacked there", test_brought_home_packed);
  add ("a damaged set gets no name", test_damaged);
  add ("a damaged set at home stays as it is", test_damaged_at_home);
  add ("a kill while it unpacks leaves nothing wrong", test_killed_while_unpacking);
  add ("it comes home to another filesystem", test_other_filesystem);
  return g_test_run ();
}
