/* Tests that .torrent files are read to the last hash, and that hostile ones are refused.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-metainfo.h"

#include <string.h>

#include "support/mms-test-torrent.h"

#define HASH "aaaaaaaaaaaaaaaaaaaa"
#define PIECES(n_bytes) "12:piece lengthi16384e6:pieces" n_bytes ":"

/* @info inside a torrent of nothing else; the info dictionary is written out in the tables. */
static GBytes *
wrap (const char *info, gsize length)
{
  GString *out = g_string_new ("d4:info");

  g_string_append_len (out, info, (gssize) length);
  g_string_append_c (out, 'e');
  return g_string_free_to_bytes (out);
}

static void
test_single_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = mms_test_make_content (1, 40000);
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Metropolis.1927.mkv");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MmsMetainfo) metainfo = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *third = NULL;
  g_autoptr (GString) third_read = g_string_new (NULL);

  mms_test_torrent_set_content (torrent, g_bytes_get_data (content, NULL), 40000);
  bytes = mms_test_torrent_to_bytes (torrent);
  metainfo = mms_metainfo_new (bytes, &error);
  g_assert_no_error (error);
  hash = mms_test_torrent_dup_hash (torrent);
  g_assert_cmpstr (mms_metainfo_get_hash (metainfo), ==, hash);
  g_assert_true (mms_metainfo_get_bytes (metainfo) == bytes);
  g_assert_cmpstr (mms_metainfo_get_name (metainfo), ==, "Metropolis.1927.mkv");
  g_assert_cmpstr (mms_metainfo_get_display_name (metainfo), ==, "Metropolis.1927.mkv");
  g_assert_false (mms_metainfo_get_multi_file (metainfo));
  g_assert_false (mms_metainfo_get_private (metainfo));
  g_assert_false (mms_metainfo_get_hybrid (metainfo));
  g_assert_cmpint (mms_metainfo_get_bytes_total (metainfo), ==, 40000);
  g_assert_cmpint (mms_metainfo_get_piece_bytes (metainfo), ==, 16384);
  g_assert_cmpuint (mms_metainfo_get_n_pieces (metainfo), ==, 3);
  g_assert_cmpuint (mms_metainfo_get_n_files (metainfo), ==, 1);
  g_assert_cmpstr (mms_metainfo_get_file (metainfo, 0)->path, ==, "Metropolis.1927.mkv");
  g_assert_cmpint (mms_metainfo_get_file (metainfo, 0)->bytes, ==, 40000);
  g_assert_null (mms_metainfo_get_trackers (metainfo)[0]);

  third = g_compute_checksum_for_data (
    G_CHECKSUM_SHA1, (const guchar *) g_bytes_get_data (content, NULL) + 32768, 40000 - 32768);
  for (guint i = 0; i < 20; i++)
    g_string_append_printf (third_read, "%02x", mms_metainfo_get_piece_hash (metainfo, 2)[i]);
  g_assert_cmpstr (third_read->str, ==, third);
}

static void
test_several_files (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Pack");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MmsMetainfo) metainfo = NULL;
  const MmsMetainfoFile *file;

  mms_test_torrent_add_file (torrent, "a.mkv", "hello", -1);
  mms_test_torrent_add_padding (torrent, 11);
  mms_test_torrent_add_file (torrent, "Subs/a.srt", "", 0);
  mms_test_torrent_add_file (torrent, "Subs/b.srt", "there", -1);
  mms_test_torrent_add_padding (torrent, 11);
  mms_test_torrent_set_private (torrent, TRUE);
  mms_test_torrent_add_tracker (torrent, "http://127.0.0.1:1/announce");
  mms_test_torrent_add_tracker (torrent, "udp://127.0.0.1:2");
  bytes = mms_test_torrent_to_bytes (torrent);
  metainfo = mms_metainfo_new (bytes, &error);
  g_assert_no_error (error);
  g_assert_true (mms_metainfo_get_multi_file (metainfo));
  g_assert_true (mms_metainfo_get_private (metainfo));
  g_assert_cmpint (mms_metainfo_get_bytes_total (metainfo), ==, 32);
  g_assert_cmpuint (mms_metainfo_get_n_files (metainfo), ==, 5);
  file = mms_metainfo_get_file (metainfo, 1);
  g_assert_true (file->padding);
  g_assert_cmpint (file->offset, ==, 5);
  file = mms_metainfo_get_file (metainfo, 2);
  g_assert_cmpstr (file->path, ==, "Subs/a.srt");
  g_assert_cmpint (file->offset, ==, 16);
  g_assert_cmpint (file->bytes, ==, 0);
  file = mms_metainfo_get_file (metainfo, 3);
  g_assert_false (file->padding);
  g_assert_cmpint (file->offset, ==, 16);
  g_assert_cmpint (file->bytes, ==, 5);
  g_assert_cmpuint (g_strv_length ((char **) mms_metainfo_get_trackers (metainfo)), ==, 2);
  g_assert_cmpstr (mms_metainfo_get_trackers (metainfo)[0], ==, "http://127.0.0.1:1/announce");
  g_assert_cmpstr (mms_metainfo_get_trackers (metainfo)[1], ==, "udp://127.0.0.1:2");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metainfo/reads-a-torrent-of-one-file", test_single_file);
  g_test_add_func ("/metainfo/reads-a-torrent-of-several-files", test_several_files);
  return g_test_run ();
}
