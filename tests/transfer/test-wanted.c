/* Tests fetches of torrents of which somebody does not want all files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mms-error.h"
#include "transfer/mms-test-fetch.h"

#define KIB 1024
#define MIB (1024 * KIB)
#define PIECE_BYTES (16 * KIB)

/* Three episodes; what lies where pieces of the second meet the others depends on its neighbours. */
#define E01_BYTES (100 * KIB + 7)
#define E02_BYTES (4 * MIB + 3)
#define E03_BYTES (60 * KIB)
#define E03_AT (E01_BYTES + E02_BYTES)
#define HEAD_BYTES (PIECE_BYTES - E01_BYTES % PIECE_BYTES) /* of E02, in a piece with E01 */
#define TAIL_BYTES (E03_AT % PIECE_BYTES)                  /* of E02, in a piece with E03 */

static void
offer (MmsTestBox *box, gsize first, gsize second, gsize third)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Season");

  mms_test_torrent_set_piece_bytes (torrent, PIECE_BYTES);
  mms_test_box_add_file (box, torrent, "E01.mkv", 1, first);
  mms_test_box_add_file (box, torrent, "More/E02.mkv", 2, second);
  mms_test_box_add_file (box, torrent, "E03.mkv", 3, third);
  mms_test_box_offer (box, torrent);
}

static void
offer_season (MmsTestBox *box)
{
  offer (box, E01_BYTES, E02_BYTES, E03_BYTES);
}

/* @files: "1" for each that is wanted, "0" for others */
static void
want (MmsTestBox *box, const char *files)
{
  guint8 flags[8];
  gsize n = strlen (files);

  for (gsize i = 0; i < n; i++)
    flags[i] = files[i] == '1';
  g_clear_pointer (&box->wanted, g_bytes_unref);
  box->wanted = g_bytes_new (flags, n);
}

static void
fetch (MmsTestBox *box)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
}

static void
fail (MmsTestBox *box, MmsError code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, (gint) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
}

static void
assert_bytes (MmsTestBox *box, gint64 bytes)
{
  g_assert_cmpint (mms_transfer_get_bytes_total (box->transfer), ==, bytes);
  g_assert_cmpint (mms_transfer_get_bytes_done (box->transfer), ==, bytes);
}

static void
flip_byte (MmsTestDir *dir, const char *file, off_t offset)
{
  g_autofree char *path = mms_test_dir_build (dir, file);
  int fd = open (path, O_RDWR);
  char byte;

  g_assert_cmpint (pread (fd, &byte, 1, offset), ==, 1);
  byte ^= 1;
  g_assert_cmpint (pwrite (fd, &byte, 1, offset), ==, 1);
  close (fd);
}

/* Makes a hole of a stretch of a file there. */
static void
punch (MmsTestBox *box, const char *file, off_t begin, off_t end)
{
  g_autofree char *path = mms_test_dir_build (box->remote, file);
  g_autofree char *zeros = g_malloc0 ((gsize) (end - begin));
  int fd = open (path, O_RDWR);

  if (fallocate (fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, begin, end - begin) != 0)
    g_assert_cmpint (pwrite (fd, zeros, (gsize) (end - begin), begin), ==, end - begin);
  close (fd);
}

static void
cut (MmsTestBox *box, const char *file, off_t bytes)
{
  g_autofree char *path = mms_test_dir_build (box->remote, file);

  g_assert_cmpint (truncate (path, bytes), ==, 0);
}

static void
lose (MmsTestBox *box, const char *file)
{
  g_autofree char *path = mms_test_dir_build (box->remote, file);

  g_assert_cmpint (g_remove (path), ==, 0);
}

/* What rTorrent leaves of a file that is off: the bytes of pieces with wanted neighbours. */
static void
leave_what_is_shared (MmsTestBox *box)
{
  punch (box, "Season/More/E02.mkv", HEAD_BYTES, E02_BYTES - TAIL_BYTES);
}

static void
assert_without_the_second (MmsTestBox *box)
{
  mms_test_box_assert_same (box, "Season/E01.mkv", "E01.mkv");
  mms_test_box_assert_same (box, "Season/E03.mkv", "E03.mkv");
  g_assert_false (mms_test_dir_has (box->local, "downloads/Release/More"));
  mms_test_box_assert_clean (box);
}

static void
test_missing (MmsTestBox *box, gconstpointer data)
{
  g_autofree char *folder = mms_test_dir_build (box->remote, "Season/More");

  offer (box, 7 * PIECE_BYTES, 20 * PIECE_BYTES, E03_BYTES);
  lose (box, "Season/More/E02.mkv");
  g_rmdir (folder);
  want (box, "101");
  fetch (box);
  assert_without_the_second (box);
  assert_bytes (box, 7 * PIECE_BYTES + E03_BYTES);
}

static void
test_short (MmsTestBox *box, gconstpointer data)
{
  offer_season (box);
  cut (box, "Season/More/E02.mkv", HEAD_BYTES);
  lose (box, "Season/E03.mkv");
  want (box, "100");
  fetch (box);
  mms_test_box_assert_same (box, "Season/E01.mkv", "E01.mkv");
  g_assert_false (mms_test_dir_has (box->local, "downloads/Release/More"));
  g_assert_false (mms_test_dir_has (box->local, "downloads/Release/E03.mkv"));
  mms_test_box_assert_clean (box);
  assert_bytes (box, E01_BYTES + HEAD_BYTES);
}

static void
test_sparse (MmsTestBox *box, gconstpointer data)
{
  offer_season (box);
  leave_what_is_shared (box);
  want (box, "101");
  fetch (box);
  assert_without_the_second (box);
  assert_bytes (box, E01_BYTES + HEAD_BYTES + TAIL_BYTES + E03_BYTES);
}

/* What a wanted piece needs of such a file has to be there. */
static void
test_shared_bytes_missing (MmsTestBox *box, gconstpointer data)
{
  offer_season (box);
  want (box, "101");
  cut (box, "Season/More/E02.mkv", HEAD_BYTES);
  fail (box, MMS_ERROR_MISSING, "“More/E02.mkv”");
  lose (box, "Season/More/E02.mkv");
  fail (box, MMS_ERROR_MISSING, "E02.mkv");
}

static void
assert_sparse_part (MmsTestBox *box)
{
  g_autofree char *part =
    g_build_filename (box->staging, box->hash, "parts/More/E02.mkv.part", NULL);
  struct stat info;

  g_assert_cmpint (stat (part, &info), ==, 0);
  g_assert_cmpint (info.st_size, ==, E02_BYTES);
  g_assert_cmpint (info.st_blocks * 512, <, 256 * KIB);
}

static void
test_shared_piece_damaged (MmsTestBox *box, gconstpointer data)
{
  offer_season (box);
  leave_what_is_shared (box);
  want (box, "101");
  flip_byte (box->remote, "Season/More/E02.mkv", E02_BYTES - 1);
  fail (box, MMS_ERROR_CORRUPT, "“More/E02.mkv” to “E03.mkv”");
  g_assert_false (mms_test_dir_has (box->local, "downloads/Release"));
  assert_sparse_part (box);
  flip_byte (box->remote, "Season/More/E02.mkv", E02_BYTES - 1);
  fetch (box);
  assert_without_the_second (box);
}

/* What an attempt proved is not what another that wants more has to believe. */
static void
test_wants_more_then (MmsTestBox *box, gconstpointer data)
{
  offer_season (box);
  want (box, "101");
  flip_byte (box->remote, "Season/E03.mkv", E03_BYTES - 1);
  fail (box, MMS_ERROR_CORRUPT, "“E03.mkv”");
  flip_byte (box->remote, "Season/E03.mkv", E03_BYTES - 1);
  want (box, "111");
  fetch (box);
  mms_test_box_assert_same (box, "Season/E01.mkv", "E01.mkv");
  mms_test_box_assert_same (box, "Season/More/E02.mkv", "More/E02.mkv");
  mms_test_box_assert_same (box, "Season/E03.mkv", "E03.mkv");
  mms_test_box_assert_clean (box);
  assert_bytes (box, E01_BYTES + E02_BYTES + E03_BYTES);
}

static void
test_wants_less_then (MmsTestBox *box, gconstpointer data)
{
  offer_season (box);
  flip_byte (box->remote, "Season/More/E02.mkv", E02_BYTES / 2);
  fail (box, MMS_ERROR_CORRUPT, "“More/E02.mkv”");
  want (box, "101");
  fetch (box);
  assert_without_the_second (box);
  assert_bytes (box, E01_BYTES + HEAD_BYTES + TAIL_BYTES + E03_BYTES);
}

/* And another that wants something else: each file once was the one that is off. */
static void
test_wants_others_then (MmsTestBox *box, gconstpointer data)
{
  offer_season (box);
  want (box, "110");
  flip_byte (box->remote, "Season/E01.mkv", 1);
  fail (box, MMS_ERROR_CORRUPT, "“E01.mkv”");
  want (box, "011");
  flip_byte (box->remote, "Season/E03.mkv", E03_BYTES - 1);
  fail (box, MMS_ERROR_CORRUPT, "“E03.mkv”");
  flip_byte (box->remote, "Season/E03.mkv", E03_BYTES - 1);
  fetch (box);
  g_assert_false (mms_test_dir_has (box->local, "downloads/Release/E01.mkv"));
  mms_test_box_assert_same (box, "Season/More/E02.mkv", "More/E02.mkv");
  mms_test_box_assert_same (box, "Season/E03.mkv", "E03.mkv");
  mms_test_box_assert_clean (box);
}

/* What is at home already is judged by all pieces that can be told. */
static void
test_target (MmsTestBox *box, gconstpointer data)
{
  static const struct
  {
    const char *path;
    off_t offset;
    gboolean told;
  } table[] = {
    { "downloads/Release/E01.mkv", 0, TRUE },
    { "downloads/Release/E01.mkv", 6 * PIECE_BYTES - 1, TRUE },
    { "downloads/Release/E01.mkv", E01_BYTES - 1, FALSE }, /* its piece needs the second's bytes */
    { "downloads/Release/E03.mkv", 0, FALSE },
    { "downloads/Release/E03.mkv", PIECE_BYTES, TRUE },
    { "downloads/Release/E03.mkv", E03_BYTES - 1, TRUE },
  };
  g_autofree char *path = NULL;

  offer_season (box);
  leave_what_is_shared (box);
  want (box, "101");
  fetch (box);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      flip_byte (box->local, table[i].path, table[i].offset);
      if (table[i].told)
        fail (box, MMS_ERROR_CORRUPT, table[i].path + strlen ("downloads/Release/"));
      else
        fetch (box);
      flip_byte (box->local, table[i].path, table[i].offset);
    }
  fetch (box);
  assert_bytes (box, E01_BYTES + E03_BYTES);
  path = mms_test_dir_build (box->local, "downloads/Release/E01.mkv");
  g_assert_cmpint (truncate (path, E01_BYTES - 1), ==, 0);
  fail (box, MMS_ERROR_CORRUPT, "E01.mkv");
}

/* One that is wanted again is not there: that is no whole release. */
static void
test_target_lacks_what_is_wanted_now (MmsTestBox *box, gconstpointer data)
{
  offer_season (box);
  want (box, "101");
  fetch (box);
  want (box, "111");
  fail (box, MMS_ERROR_CORRUPT, "E02.mkv");
}

static void
test_version_two (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Season");

  mms_test_torrent_set_version (torrent, MMS_TEST_TORRENT_V2);
  mms_test_torrent_set_piece_bytes (torrent, 32 * KIB);
  mms_test_box_add_file (box, torrent, "E01.mkv", 1, 200 * KIB + 7);
  mms_test_box_add_file (box, torrent, "E02.mkv", 2, 90 * KIB + 1);
  mms_test_box_add_file (box, torrent, "E03.mkv", 3, 11);
  mms_test_box_offer (box, torrent);
  lose (box, "Season/E02.mkv");
  want (box, "101");
  fetch (box);
  mms_test_box_assert_same (box, "Season/E01.mkv", "E01.mkv");
  mms_test_box_assert_same (box, "Season/E03.mkv", "E03.mkv");
  g_assert_false (mms_test_dir_has (box->local, "downloads/Release/E02.mkv"));
  mms_test_box_assert_clean (box);
  assert_bytes (box, 200 * KIB + 7 + 11);
  fetch (box);
  flip_byte (box->local, "downloads/Release/E03.mkv", 3);
  fail (box, MMS_ERROR_CORRUPT, "E03.mkv");
}

static void
test_nothing_wanted (MmsTestBox *box, gconstpointer data)
{
  offer_season (box);
  want (box, "000");
  fail (box, MMS_ERROR_REFUSED, "turned off");
  g_assert_false (mms_test_dir_has (box->local, "downloads/Release"));
}

/* The disk here has room for what is wanted, and not for the rest. */
static void
test_needs_no_room (MmsTestBox *box, gconstpointer data)
{
  g_mkdir_with_parents (box->staging, 0700);
  if (getuid () != 0 || mount ("mms-test", box->staging, "tmpfs", 0, "size=2m") != 0)
    {
      g_test_skip ("no mounts here");
      return;
    }
  offer_season (box);
  fail (box, MMS_ERROR_NO_SPACE, box->staging);
  want (box, "101");
  fetch (box); /* and it is copied to another disk, and proven there */
  assert_without_the_second (box);
  umount2 (box->staging, MNT_DETACH);
}

/* Pieces that come ahead are of wanted files, too, and are believed by the fetch. */
static void
test_ahead (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *bits = NULL;
  g_autoptr (GBytes) pieces = NULL;
  gsize bytes;

  offer_season (box);
  leave_what_is_shared (box);
  want (box, "101");
  bytes = (mms_metainfo_get_n_pieces (box->metainfo) + 7) / 8;
  bits = g_malloc (bytes);
  memset (bits, 0xff, bytes); /* the second file's are not; nobody asks for them */
  box->pieces = pieces = g_bytes_new (bits, bytes);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_no_error (error);
  assert_sparse_part (box);
  assert_bytes (box, E01_BYTES + HEAD_BYTES + TAIL_BYTES + E03_BYTES);
  box->pieces = NULL;
  /* Were they asked for again, they would be bad. */
  flip_byte (box->remote, "Season/E01.mkv", 0);
  flip_byte (box->remote, "Season/More/E02.mkv", 0);
  flip_byte (box->remote, "Season/E03.mkv", E03_BYTES - 1);
  fetch (box);
  flip_byte (box->remote, "Season/E01.mkv", 0);
  flip_byte (box->remote, "Season/E03.mkv", E03_BYTES - 1);
  assert_without_the_second (box);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/wanted/" path, MmsTestBox, NULL, mms_test_box_set_up, function,                    \
              mms_test_box_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("one-that-is-off-may-be-missing", test_missing);
  ADD ("one-that-is-off-may-be-short", test_short);
  ADD ("one-that-is-off-may-have-holes", test_sparse);
  ADD ("what-a-wanted-piece-needs-must-be-there", test_shared_bytes_missing);
  ADD ("a-damaged-shared-piece-names-the-files", test_shared_piece_damaged);
  ADD ("more-may-be-wanted-later", test_wants_more_then);
  ADD ("less-may-be-wanted-later", test_wants_less_then);
  ADD ("others-may-be-wanted-later", test_wants_others_then);
  ADD ("what-is-here-is-judged-by-what-can-be-told", test_target);
  ADD ("what-is-here-lacks-what-is-wanted-now", test_target_lacks_what_is_wanted_now);
  ADD ("version-two-shares-nothing", test_version_two);
  ADD ("nothing-wanted-is-nothing-to-do", test_nothing_wanted);
  ADD ("what-is-off-needs-no-room", test_needs_no_room);
  ADD ("what-comes-ahead-is-wanted", test_ahead);
  return g_test_run ();
}
