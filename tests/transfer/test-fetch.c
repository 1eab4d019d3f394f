/* Tests that what a real sshd holds comes home whole, and only whole.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-test-fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define KIB 1024
#define MIB (1024 * KIB)

static void
test_film (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_box_offer_film (box, 5 * MIB + 3);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
  mms_test_box_assert_clean (box);
  g_assert_cmpint (mms_transfer_get_bytes_done (box->transfer), ==, 5 * MIB + 3);
  g_assert_cmpint (mms_transfer_get_bytes_total (box->transfer), ==, 5 * MIB + 3);
}

static void
test_season (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_box_offer_season (box);
  g_free (mms_test_dir_write (box->remote, "Season/not of the torrent.txt", "x", -1));
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_season (box);
  g_assert_false (mms_test_dir_has (box->local, "downloads/Release/not of the torrent.txt"));
}

static void
test_single_file_in_a_folder (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_box_offer_film (box, 70000);
  g_free (box->remote_path);
  box->remote_path = g_strdup (box->remote->path);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
}

static void
test_padding (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Season");
  g_autoptr (GError) error = NULL;

  mms_test_torrent_set_piece_bytes (torrent, 16 * KIB);
  mms_test_box_add_file (box, torrent, "a.mkv", 1, 20 * KIB);
  mms_test_torrent_add_padding (torrent, 12 * KIB);
  mms_test_box_add_file (box, torrent, "b.mkv", 2, 20 * KIB);
  mms_test_box_offer (box, torrent);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "Season/a.mkv", "a.mkv");
  mms_test_box_assert_same (box, "Season/b.mkv", "b.mkv");
}

/* Two files whose unfinished names could meet, and names of every kind, the longest included. */
static void
test_odd_names (MmsTestBox *box, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (255, 'n');
  const char *names[] = { "a", "a.part", "it's \"quoted\" $HOME `ls` & more.mkv",
                          "Été à la plage.mkv",
                          "🎬 clip.mkv", "latin-1 \xe9t\xe9.mkv", "what?.mkv", "new\nline.txt",
                          "back\\slash", "-rf", longest };
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Season");
  g_autoptr (GError) error = NULL;

  mms_test_torrent_set_piece_bytes (torrent, 16 * KIB);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    mms_test_box_add_file (box, torrent, names[i], i, 1000 + i);
  mms_test_box_offer (box, torrent);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *remote = g_build_filename ("Season", names[i], NULL);

      mms_test_box_assert_same (box, remote, names[i]);
    }
}

static void
test_question_marks (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_free (mms_test_dir_write (box->remote, "🎬 Movie \xe9/one/film.mkv", "some bytes", -1));
  g_free (mms_test_dir_write (box->remote, "other/one/film.mkv", "x", -1));
  box->remote_path = mms_test_dir_build (box->remote, "???? Movie ?/o?e");
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_SIZES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "🎬 Movie \xe9/one/film.mkv", "film.mkv");
}

static void
test_ambiguous_question_marks (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_free (mms_test_dir_write (box->remote, "cut \xe9/film.mkv", "1", -1));
  g_free (mms_test_dir_write (box->remote, "cut \xe8/film.mkv", "2", -1));
  box->remote_path = mms_test_dir_build (box->remote, "cut ?");
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_clear_error (&error);
  g_free (box->remote_path);
  box->remote_path = mms_test_dir_build (box->remote, "nothing ?");
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
}

/* The torrent tells which of the names that fit is meant. */
static void
test_question_marks_with_a_torrent (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("cut \xe9.mkv");
  g_autoptr (GError) error = NULL;

  mms_test_torrent_set_piece_bytes (torrent, 16 * KIB);
  mms_test_torrent_set_content (torrent, "right", -1);
  g_free (mms_test_dir_write (box->remote, "cut \xe9.mkv", "right", -1));
  g_free (mms_test_dir_write (box->remote, "cut \xe8.mkv", "wrong", -1));
  mms_test_box_offer (box, torrent);
  g_free (box->remote_path);
  box->remote_path = mms_test_dir_build (box->remote, "cut ?.mkv");
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "cut \xe9.mkv", "cut \xe9.mkv");
}

static void
link_to (MmsTestDir *dir, const char *name, const char *to)
{
  g_autofree char *path = mms_test_dir_build (dir, name);

  g_assert_cmpint (symlink (to, path), ==, 0);
}

static void
test_without_a_torrent (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_box_offer_season (box);
  link_to (box->remote, "Season/link", "/etc/passwd");
  link_to (box->remote, "Season/folder", "/etc");
  g_clear_pointer (&box->metainfo, mms_metainfo_unref);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_SIZES);
  g_assert_no_error (error);
  mms_test_box_assert_season (box);
  g_assert_false (mms_test_dir_has (box->local, "downloads/Release/link"));
  g_assert_false (mms_test_dir_has (box->local, "downloads/Release/folder"));
  /* A second time the target is there. */
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_SIZES);
  g_assert_no_error (error);
}

static void
test_control_characters_without_a_torrent (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_free (mms_test_dir_write (box->remote, "Release/\x1b[2J.mkv", "x", -1));
  box->remote_path = mms_test_dir_build (box->remote, "Release");
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_assert_null (strchr (error->message, '\x1b'));
}

/* Puts what an interrupted fetch left behind there. */
static char *
write_part (MmsTestBox *box, const char *name, const void *data, gssize bytes)
{
  g_autofree char *path = g_strdup_printf ("staging/%s/parts/%s.part", box->hash, name);

  return mms_test_dir_write (box->local, path, data, bytes);
}

static void
test_resume (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  g_autoptr (GError) error = NULL;
  gsize bytes;
  g_autofree char *content = NULL;

  mms_test_box_offer_film (box, 4 * MIB);
  content = mms_test_dir_read (box->remote, "Film.mkv", &bytes);
  g_free (write_part (box, "Film.mkv", content, (gssize) bytes - 100 * KIB));
  mms_test_box_go_over (box, proxy->port);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
  g_assert_cmpint (g_atomic_int_get (&proxy->bytes_down), <, 200 * KIB);
}

static void
test_damaged_part (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  g_autoptr (GError) error = NULL;
  gsize bytes;
  g_autofree char *content = NULL;

  mms_test_box_offer_film (box, 4 * MIB);
  content = mms_test_dir_read (box->remote, "Film.mkv", &bytes);
  content[2 * MIB] ^= 1;
  g_free (write_part (box, "Film.mkv", content, (gssize) bytes));
  mms_test_box_go_over (box, proxy->port);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
  g_assert_cmpint (g_atomic_int_get (&proxy->bytes_down), <, 400 * KIB);
}

static void
test_part_too_large (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *large = g_malloc0 (200 * KIB);

  mms_test_box_offer_film (box, 100 * KIB);
  g_free (write_part (box, "Film.mkv", large, 200 * KIB));
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
}

/* Killed after some files had their final names already, below the staging folder. */
static void
test_half_named (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *content = NULL;
  gsize bytes;

  mms_test_box_offer_season (box);
  content = mms_test_dir_read (box->remote, "Season/E01.mkv", &bytes);
  path = g_strdup_printf ("staging/%s/payload/E01.mkv", box->hash);
  g_free (mms_test_dir_write (box->local, path, content, (gssize) bytes));
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_season (box);
}

/* Links in staging lead to a person's files: these stay as they are. */
static void
test_planted_links (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *precious =
    mms_test_dir_write (box->local, "precious/sample.mkv.part", "mine", -1);
  g_autofree char *folder = g_path_get_dirname (precious);
  g_autofree char *parts = NULL;
  g_autofree char *file = NULL;
  g_autofree char *second = NULL;
  g_autofree char *content = NULL;

  mms_test_box_offer_season (box);
  parts = g_strdup_printf ("staging/%s/parts", box->hash);
  g_free (mms_test_dir_make (box->local, parts));
  file = g_strconcat (parts, "/E01.mkv.part", NULL);
  link_to (box->local, file, precious);
  g_free (file);
  file = g_strconcat (parts, "/Sample", NULL);
  link_to (box->local, file, folder);
  second = g_strdup_printf ("%s/%s/E02.mkv.part", box->local->path, parts);
  g_assert_cmpint (link (precious, second), ==, 0);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_season (box);
  content = mms_test_dir_read (box->local, "precious/sample.mkv.part", NULL);
  g_assert_cmpstr (content, ==, "mine");
}

static void
flip_byte (MmsTestBox *box, const char *name, gint64 offset)
{
  g_autofree char *path = mms_test_dir_build (box->remote, name);
  int fd = open (path, O_RDWR);
  char byte;

  g_assert_cmpint (pread (fd, &byte, 1, offset), ==, 1);
  byte ^= 1;
  g_assert_cmpint (pwrite (fd, &byte, 1, offset), ==, 1);
  close (fd);
}

static void
test_damaged_there (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_box_offer_season (box);
  flip_byte (box, "Season/E02.mkv", 40 * KIB);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "“E02.mkv”"));
  g_assert_false (mms_test_dir_has (box->local, "downloads/Release"));
  g_clear_error (&error);
  flip_byte (box, "Season/E02.mkv", 40 * KIB);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_season (box);
}

/* A season of version 2, whose files share no piece and have gaps between them. */
static void
offer_version_two (MmsTestBox *box)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Season");

  mms_test_torrent_set_version (torrent, MMS_TEST_TORRENT_V2);
  mms_test_torrent_set_piece_bytes (torrent, 32 * KIB);
  mms_test_box_add_file (box, torrent, "E01.mkv", 1, 200 * KIB + 7);
  mms_test_box_add_file (box, torrent, "E02.mkv", 4, 90 * KIB);
  mms_test_box_add_file (box, torrent, "E02.srt", 5, 11);
  mms_test_box_add_file (box, torrent, "Sample/empty.nfo", 3, 0);
  mms_test_box_add_file (box, torrent, "Sample/sample.mkv", 2, 20 * KIB);
  mms_test_box_offer (box, torrent);
}

static void
assert_version_two (MmsTestBox *box)
{
  const char *files[] = { "E01.mkv", "E02.mkv", "E02.srt", "Sample/empty.nfo", "Sample/sample.mkv" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *remote = g_build_filename ("Season", files[i], NULL);
      mms_test_box_assert_same (box, remote, files[i]);
    }
  mms_test_box_assert_clean (box);
  g_assert_cmpint (mms_transfer_get_bytes_total (box->transfer), ==, 310 * KIB + 18);
  g_assert_cmpint (mms_transfer_get_bytes_done (box->transfer), ==, 310 * KIB + 18);
}

static void
test_version_two (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  offer_version_two (box);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  assert_version_two (box);
  /* And again, from the disk alone. */
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
}

static void
test_version_two_damaged_there (MmsTestBox *box, gconstpointer data)
{
  static const struct
  {
    const char *path;
    off_t offset;
    const char *said[2];
  } table[] = {
    { "Season/E01.mkv", 0, { "“E01.mkv”", " 0 " } },
    { "Season/E02.mkv", 65 * KIB, { "“E02.mkv”", " 65536 " } },
    { "Season/E02.srt", 10, { "“E02.srt”", " 0 " } },
    { "Season/Sample/sample.mkv", 20 * KIB - 1, { "“Sample/sample.mkv”", " 0 " } },
  };
  g_autoptr (GError) error = NULL;

  offer_version_two (box);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      flip_byte (box, table[i].path, table[i].offset);
      g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
      g_assert_error (error, MMS_ERROR, MMS_ERROR_CORRUPT);
      g_assert_nonnull (strstr (error->message, table[i].said[0]));
      g_assert_nonnull (strstr (error->message, table[i].said[1]));
      g_clear_error (&error);
      flip_byte (box, table[i].path, table[i].offset);
      /* what was right is kept, and would not be asked for again */
      mms_test_remove_tree (box->staging);
    }
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  assert_version_two (box);
}

/* What is at home is whole or is not, by its trees as well. */
static void
test_target_of_version_two (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  offer_version_two (box);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  g_free (mms_test_dir_write (box->local, "downloads/Release/E02.srt", "eleven byte", -1));
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "“E02.srt”"));
}

/* What an earlier attempt left is damaged in one piece, and only that is read again. */
static void
test_damaged_part_of_version_two (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = mms_test_make_content (4, 90 * KIB);
  g_autofree char *bytes = g_memdup2 (g_bytes_get_data (content, NULL), 90 * KIB);

  offer_version_two (box);
  bytes[89 * KIB] ^= 1;
  g_free (write_part (box, "E02.mkv", bytes, 90 * KIB));
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  assert_version_two (box);
}

static void
test_wrong_size_there (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = mms_test_dir_build (box->remote, "Season/E02.mkv");

  mms_test_box_offer_season (box);
  g_assert_cmpint (truncate (path, 10), ==, 0);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "E02.mkv"));
  g_clear_error (&error);
  g_unlink (path);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
  g_assert_nonnull (strstr (error->message, "E02.mkv"));
  g_clear_error (&error);
  mms_test_remove_tree (box->remote_path);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
}

static void
test_file_for_a_folder (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_box_offer_season (box);
  mms_test_remove_tree (box->remote_path);
  g_free (mms_test_dir_write (box->remote, "Season", "a file", -1));
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
}

/* What is whole already needs no network. */
static void
test_target_is_there (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_box_offer_season (box);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_free (write_part (box, "left over", "x", -1));
  mms_test_sshd_stop (box->sshd);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_season (box);
}

static void
test_target_is_not_whole (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;

  mms_test_box_offer_season (box);
  g_free (mms_test_dir_write (box->local, "downloads/Release/E01.mkv", "a person's", -1));
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, box->target));
  content = mms_test_dir_read (box->local, "downloads/Release/E01.mkv", NULL);
  g_assert_cmpstr (content, ==, "a person's");
}

static void
test_target_is_empty (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_box_offer_season (box);
  g_free (mms_test_dir_make (box->local, "downloads/Release"));
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_season (box);
}

static void
test_target_is_a_file (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_box_offer_season (box);
  g_free (mms_test_dir_write (box->local, "downloads/Release", "x", -1));
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
}

static void
test_bad_orders (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_box_offer_season (box);
  g_free (box->hash);
  box->hash = g_strdup ("../../etc");
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED);
  g_clear_error (&error);
  g_free (box->hash);
  box->hash = g_strdup (mms_metainfo_get_hash (box->metainfo));
  g_free (box->target);
  box->target = g_strdup ("relative");
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED);
}

static void
test_other_filesystem (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *shm = g_strdup ("/dev/shm/mms-test-XXXXXX");
  g_autofree char *sibling = NULL;
  struct stat here, there;

  if (g_mkdtemp (shm) == NULL || stat (shm, &there) != 0 || stat (box->local->path, &here) != 0 ||
      here.st_dev == there.st_dev)
    {
      g_test_skip ("there is no second filesystem");
      return;
    }
  mms_test_box_offer_season (box);
  g_free (box->target);
  box->target = g_build_filename (shm, "Release", NULL);
  /* What a kill left there on its way. */
  sibling = g_strdup_printf ("%s/.Release.part-%s", shm, box->hash);
  g_mkdir (sibling, 0700);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  g_assert_false (g_file_test (sibling, G_FILE_TEST_EXISTS));
  mms_test_box_assert_clean (box);
  /* Said to be whole by its hashes. */
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_remove_tree (shm);
}

/* A file that no disk has room for: the seedbox holds a hole. */
static void
test_no_space (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = mms_test_dir_write (box->remote, "huge.mkv", "x", -1);

  if (truncate (path, (off_t) 8 << 40) != 0)
    {
      g_test_skip ("this filesystem knows no files of 8 TiB");
      return;
    }
  box->remote_path = g_strdup (path);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, box->staging));
}

typedef struct
{
  MmsTestBox *box;
  gboolean done;
} Meanwhile;

static void
fill_disk_cb (MmsTransfer *transfer, gpointer user_data)
{
  Meanwhile *meanwhile = user_data;
  g_autofree char *path = g_build_filename (meanwhile->box->staging, "filler", NULL);
  g_autofree char *block = g_malloc0 (MIB);
  int fd;

  if (meanwhile->done || mms_transfer_get_bytes_done (transfer) == 0)
    return;
  meanwhile->done = TRUE;
  fd = open (path, O_WRONLY | O_CREAT, 0600);
  while (write (fd, block, MIB) > 0)
    ;
  close (fd);
}

static gboolean
mount_small_disk (MmsTestBox *box)
{
  g_mkdir_with_parents (box->staging, 0700);
  if (mount ("mms-test", box->staging, "tmpfs", 0, "size=8m") == 0)
    return TRUE;
  g_test_skip ("only root mounts a small disk");
  return FALSE;
}

/* Small files find their room as they come. */
static void
test_disk_fills_up (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Season");
  g_autoptr (GError) error = NULL;
  g_autofree char *filler = g_build_filename (box->staging, "filler", NULL);
  Meanwhile meanwhile = { box, FALSE };

  if (!mount_small_disk (box))
    return;
  mms_test_torrent_set_piece_bytes (torrent, 16 * KIB);
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *name = g_strdup_printf ("%02u.mkv", i);

      mms_test_box_add_file (box, torrent, name, i, 120 * KIB);
    }
  mms_test_box_offer (box, torrent);
  box->rate_limit = 1 * MIB;
  g_signal_connect (box->transfer, "changed", G_CALLBACK (fill_disk_cb), &meanwhile);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, box->staging));
  g_clear_error (&error);
  g_unlink (filler);
  box->rate_limit = 0;
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  umount2 (box->staging, MNT_DETACH);
}

/* Large ones have theirs before the first byte: nobody can take it from them. */
static void
test_reserves_room (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Meanwhile meanwhile = { box, FALSE };

  if (!mount_small_disk (box))
    return;
  mms_test_box_offer_film (box, 4 * MIB);
  box->rate_limit = 2 * MIB;
  g_signal_connect (box->transfer, "changed", G_CALLBACK (fill_disk_cb), &meanwhile);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  g_assert_true (meanwhile.done);
  mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
  umount2 (box->staging, MNT_DETACH);
}

static void
test_read_only (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  if (getuid () == 0)
    {
      g_mkdir_with_parents (box->staging, 0700);
      if (mount ("mms-test", box->staging, "tmpfs", MS_RDONLY, NULL) != 0)
        {
          g_test_skip ("no mounts here");
          return;
        }
    }
  else
    g_mkdir_with_parents (box->staging, 0500);
  mms_test_box_offer_season (box);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_READ_ONLY);
  umount2 (box->staging, MNT_DETACH);
}

static void
test_rate_limit (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 began_us;

  mms_test_box_offer_film (box, 1 * MIB);
  box->rate_limit = 1 * MIB;
  began_us = g_get_monotonic_time ();
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  g_assert_cmpint (g_get_monotonic_time () - began_us, >, 800 * 1000);
}

static void
test_cancelled_at_once (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_box_offer_film (box, 1 * MIB);
  box->cancellable = g_cancellable_new ();
  g_cancellable_cancel (box->cancellable);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
cancel_cb (MmsTransfer *transfer, gpointer user_data)
{
  if (mms_transfer_get_bytes_done (transfer) > 0)
    g_cancellable_cancel (user_data);
}

static void
test_cancelled_on_the_way (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 began_us = g_get_monotonic_time ();

  mms_test_box_offer_film (box, 8 * MIB);
  box->cancellable = g_cancellable_new ();
  box->rate_limit = 512 * KIB;
  g_signal_connect (box->transfer, "changed", G_CALLBACK (cancel_cb), box->cancellable);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - began_us, <, 4 * G_USEC_PER_SEC);
  g_assert_false (mms_test_dir_has (box->local, "downloads/Release"));
  g_assert_cmpint (mms_transfer_get_rate (box->transfer), ==, 0);
}

static void
shorten_cb (MmsTransfer *transfer, gpointer user_data)
{
  MmsTestBox *box = user_data;

  if (mms_transfer_get_bytes_done (transfer) > 0)
    g_assert_cmpint (truncate (box->remote_path, 1 * MIB), ==, 0);
}

static void
test_shorter_on_the_way (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_box_offer_film (box, 24 * MIB);
  box->rate_limit = 8 * MIB;
  g_signal_connect (box->transfer, "changed", G_CALLBACK (shorten_cb), box);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
  g_assert_nonnull (strstr (error->message, "Film.mkv"));
}

static void
rewrite_cb (MmsTransfer *transfer, gpointer user_data)
{
  Meanwhile *meanwhile = user_data;
  g_autoptr (GBytes) other = NULL;
  gsize bytes;
  const void *data;
  int fd;

  if (meanwhile->done || mms_transfer_get_bytes_done (transfer) == 0)
    return;
  meanwhile->done = TRUE;
  other = mms_test_make_content (99, 3 * MIB);
  data = g_bytes_get_data (other, &bytes);
  fd = open (meanwhile->box->remote_path, O_WRONLY);
  g_assert_cmpint (write (fd, data, bytes), ==, (gssize) bytes);
  futimens (fd, (struct timespec[]) { { 1000, 0 }, { 1000, 0 } });
  close (fd);
}

/* Nothing can be hashed, so the time on the seedbox tells that another file took its place. */
static void
test_changed_on_the_way (MmsTestBox *box, gconstpointer data)
{
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;
  Meanwhile meanwhile = { box, FALSE };

  mms_test_box_offer_film (box, 3 * MIB);
  g_clear_pointer (&box->metainfo, mms_metainfo_unref);
  box->rate_limit = 3 * MIB;
  g_signal_connect (box->transfer, "changed", G_CALLBACK (rewrite_cb), &meanwhile);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_SIZES);
  g_assert_no_error (error);
  g_assert_true (meanwhile.done);
  mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
  note = mms_transfer_take_note (box->transfer);
  g_assert_nonnull (strstr (note, "“Film.mkv” changed"));
}

/* Between two attempts the seedbox got another file of the same size. */
static void
test_changed_between (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *zeros = g_malloc0 (100 * KIB);

  mms_test_box_offer_film (box, 100 * KIB);
  g_clear_pointer (&box->metainfo, mms_metainfo_unref);
  g_free (write_part (box, "Film.mkv", zeros, 100 * KIB));
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_SIZES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
}

/* The seedbox has some pieces, then some more; files that it did not begin are not there, and others
 * are short. */
static void
test_ahead (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  g_autoptr (GBytes) some = g_bytes_new_static ("\xa0", 1);
  g_autoptr (GBytes) more = g_bytes_new_static ("\xfc", 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *second = mms_test_dir_build (box->remote, "Season/E02.mkv");
  g_autofree char *aside = mms_test_dir_build (box->remote, "aside");
  gsize bytes;
  g_autofree char *map = NULL;
  g_autofree char *path = NULL;

  mms_test_box_offer_season (box);
  mms_test_box_go_over (box, proxy->port);
  path = g_strdup_printf ("staging/%s/map", box->hash);
  g_assert_cmpint (g_rename (second, aside), ==, 0);
  box->pieces = some;
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_no_error (error);
  g_assert_false (mms_test_dir_has (box->local, "downloads"));
  map = mms_test_dir_read (box->local, path, &bytes);
  g_assert_cmpuint (bytes, >, 0);
  box->pieces = more;
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_no_error (error);
  /* 6 of 10 pieces of 16 KiB are here; the rest comes when the seedbox is done. */
  g_assert_cmpint (g_rename (aside, second), ==, 0);
  g_atomic_int_set (&proxy->bytes_down, 0);
  box->pieces = NULL;
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_season (box);
  g_assert_cmpint (g_atomic_int_get (&proxy->bytes_down), <, 80 * KIB);
  /* A piece that is said to be there and is not: an error, and nothing is lost. */
  mms_test_remove_tree (box->target);
  g_unlink (second);
  box->pieces = g_bytes_new_static ("\xff\xff", 2);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
  g_clear_pointer (&box->pieces, g_bytes_unref);
}

static void
test_several_at_once (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (g_free);
  GAsyncResult *results[4] = { NULL };

  mms_test_box_offer_film (box, 2 * MIB);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_free (box->hash);
      g_free (box->target);
      box->hash = g_strdup_printf ("%040X", i);
      box->target = g_strdup_printf ("%s/downloads/%u", box->local->path, i);
      mms_test_box_fetch_async (box, &results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GError) error = NULL;

      mms_test_wait_for_result (&results[i]);
      g_assert_cmpint (mms_remote_files_fetch_finish (MMS_REMOTE_FILES (box->sftp), results[i],
                                                      &error),
                       ==, MMS_VERIFIED_PIECES);
      g_assert_no_error (error);
      g_object_unref (results[i]);
    }
}

int
main (int argc, char *argv[])
{
  g_unsetenv ("SSH_AUTH_SOCK");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) \
  g_test_add ("/fetch/" name, MmsTestBox, NULL, mms_test_box_set_up, func, mms_test_box_tear_down)
  ADD ("brings-one-file-home-in-a-folder", test_film);
  ADD ("brings-the-files-of-the-torrent-home-and-no-others", test_season);
  ADD ("finds-a-single-file-in-a-folder", test_single_file_in_a_folder);
  ADD ("counts-padding-that-is-nowhere", test_padding);
  ADD ("keeps-names-of-every-kind", test_odd_names);
  ADD ("finds-names-behind-question-marks", test_question_marks);
  ADD ("refuses-to-guess-between-two-names", test_ambiguous_question_marks);
  ADD ("lets-the-torrent-choose-between-two-names", test_question_marks_with_a_torrent);
  ADD ("walks-the-folder-without-a-torrent-and-follows-no-link", test_without_a_torrent);
  ADD ("refuses-control-characters-without-a-torrent", test_control_characters_without_a_torrent);
  ADD ("goes-on-where-it-stopped", test_resume);
  ADD ("reads-one-damaged-piece-again", test_damaged_part);
  ADD ("cuts-a-part-that-is-too-large", test_part_too_large);
  ADD ("takes-back-files-that-were-named-already", test_half_named);
  ADD ("follows-no-link-that-was-planted-in-staging", test_planted_links);
  ADD ("says-which-file-is-damaged-there", test_damaged_there);
  ADD ("proves-version-two-by-its-trees", test_version_two);
  ADD ("says-which-file-of-version-two-is-damaged-there", test_version_two_damaged_there);
  ADD ("leaves-a-target-that-is-not-whole-by-its-trees-alone", test_target_of_version_two);
  ADD ("reads-one-damaged-piece-of-version-two-again", test_damaged_part_of_version_two);
  ADD ("says-which-file-has-the-wrong-size-or-is-gone", test_wrong_size_there);
  ADD ("says-that-a-file-is-no-folder", test_file_for_a_folder);
  ADD ("needs-no-network-for-what-is-whole", test_target_is_there);
  ADD ("leaves-a-target-that-is-not-whole-alone", test_target_is_not_whole);
  ADD ("takes-an-empty-target-for-none", test_target_is_empty);
  ADD ("leaves-a-file-in-the-place-of-the-target-alone", test_target_is_a_file);
  ADD ("refuses-orders-that-lead-elsewhere", test_bad_orders);
  ADD ("proves-its-copy-on-another-filesystem", test_other_filesystem);
  ADD ("says-how-much-room-is-missing-before-it-begins", test_no_space);
  ADD ("goes-on-after-the-disk-was-full", test_disk_fills_up);
  ADD ("reserves-the-room-of-large-files", test_reserves_room);
  ADD ("says-that-the-disk-is-read-only", test_read_only);
  ADD ("stays-below-the-rate", test_rate_limit);
  ADD ("is-cancelled-at-once", test_cancelled_at_once);
  ADD ("is-cancelled-on-the-way", test_cancelled_on_the_way);
  ADD ("says-that-a-file-became-shorter", test_shorter_on_the_way);
  ADD ("begins-a-file-anew-that-changed", test_changed_on_the_way);
  ADD ("throws-parts-of-another-file-away", test_changed_between);
  ADD ("brings-pieces-ahead-and-the-rest-later", test_ahead);
  ADD ("brings-several-home-at-once", test_several_at_once);
  return g_test_run ();
}
