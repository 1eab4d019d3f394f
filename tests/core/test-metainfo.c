/* Tests that .torrent files are read to the last hash, and that hostile ones are refused.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-metainfo.h"

#include <string.h>

#include "support/mms-test-torrent.h"

#define HASH "aaaaaaaaaaaaaaaaaaaa"
#define TAIL "12:piece lengthi16384e6:pieces20:" HASH
#define ONE "6:lengthi5e"
#define A255                                                                                       \
  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
/* an info dictionary of several files, each of them written out without its brackets */
#define FILES(files) "d5:filesl" files "e4:name4:Pack" TAIL "e"
#define FILE1(path) "d6:lengthi1e4:pathl" path "ee"

#define D8 "1:d1:d1:d1:d1:d1:d1:d1:d"

/* an info dictionary of version 2, its tree written out without the outermost brackets */
#define V2_TAIL "12:meta versioni2e4:name4:Pack12:piece lengthi16384e"
#define TREE(tree) "d9:file treed" tree "e" V2_TAIL "e"
#define ROOT "11:pieces root32:rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr"
#define LEAF "d0:d6:lengthi5e" ROOT "ee"
#define EMPTY "d0:d6:lengthi0eee"
#define T8 "1:dd1:dd1:dd1:dd1:dd1:dd1:dd1:dd"
#define E8 "eeeeeeee"

#define READ (-1)
#define READ_V2 (-2)

/* A text that may hold a NUL. */
#define TEXT(literal) literal, sizeof literal - 1

/* Returns: (transfer full): a torrent whose info dictionary is @info, and nothing else */
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

typedef struct
{
  const char *sentence;
  const char *info;
  gsize length;
  int code; /* READ, READ_V2: can be read, as that version */
} Case;

static const Case cases[] = {
  { "reads-one-file", TEXT ("d" ONE "4:name1:a" TAIL "e"), READ },
  { "reads-keys-in-any-order", TEXT ("d4:name1:a" ONE TAIL "e"), READ },
  { "reads-a-name-of-255-bytes", TEXT ("d" ONE "4:name255:" A255 TAIL "e"), READ },
  { "reads-a-name-that-begins-with-dots", TEXT ("d" ONE "4:name4:..ab" TAIL "e"), READ },
  { "reads-a-name-that-is-no-utf8", TEXT ("d" ONE "4:name2:\xE9\xFF" TAIL "e"), READ },
  { "reads-a-name-with-a-backslash", TEXT ("d" ONE "4:name3:a\\b" TAIL "e"), READ },
  { "reads-a-folder-of-one-file", TEXT (FILES (FILE1 ("1:a"))), READ },
  { "reads-folders-that-differ-in-case", TEXT (FILES (FILE1 ("1:D1:a") FILE1 ("1:d1:b"))), READ },
  { "reads-padding-of-one-name", TEXT (FILES ("d4:attr1:p6:lengthi1e4:pathl4:.pad1:1ee" FILE1 ("1:a")
                                              "d4:attr1:p6:lengthi1e4:pathl4:.pad1:1ee")), READ },
  { "reads-a-hybrid", TEXT ("d9:file treede" ONE "12:meta versioni2e4:name1:a" TAIL "e"), READ },
  { "reads-a-path-in-utf8-only", TEXT (FILES ("d6:lengthi1e10:path.utf-8l1:aee")), READ },
  { "reads-a-name-in-utf8-only", TEXT ("d" ONE "10:name.utf-81:a" TAIL "e"), READ },

  { "refuses-a-name-that-goes-up", TEXT ("d" ONE "4:name2:.." TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-a-name-that-stays", TEXT ("d" ONE "4:name1:." TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-an-empty-name", TEXT ("d" ONE "4:name0:" TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-a-name-with-a-slash", TEXT ("d" ONE "4:name4:/etc" TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-a-name-that-climbs", TEXT ("d" ONE "4:name9:../../etc" TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-a-name-with-a-nul", TEXT ("d" ONE "4:name3:a\0b" TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-a-name-of-256-bytes", TEXT ("d" ONE "4:name256:a" A255 TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-a-name-that-is-a-number", TEXT ("d" ONE "4:namei1e" TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-no-name", TEXT ("d" ONE TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-an-unsafe-name-in-utf8", TEXT ("d" ONE "4:name1:a10:name.utf-82:.." TAIL "e"), MMS_ERROR_MALFORMED },

  { "refuses-a-path-that-goes-up", TEXT (FILES (FILE1 ("2:..1:a"))), MMS_ERROR_MALFORMED },
  { "refuses-a-path-that-goes-up-later", TEXT (FILES (FILE1 ("1:a2:..1:b"))), MMS_ERROR_MALFORMED },
  { "refuses-a-path-that-ends-above", TEXT (FILES (FILE1 ("1:a2:.."))), MMS_ERROR_MALFORMED },
  { "refuses-a-path-that-stays", TEXT (FILES (FILE1 ("1:.1:a"))), MMS_ERROR_MALFORMED },
  { "refuses-an-empty-component", TEXT (FILES (FILE1 ("0:1:a"))), MMS_ERROR_MALFORMED },
  { "refuses-an-absolute-component", TEXT (FILES (FILE1 ("11:/etc/passwd"))), MMS_ERROR_MALFORMED },
  { "refuses-a-slash-in-a-component", TEXT (FILES (FILE1 ("6:a/../b"))), MMS_ERROR_MALFORMED },
  { "refuses-a-nul-in-a-component", TEXT (FILES (FILE1 ("3:a\0b"))), MMS_ERROR_MALFORMED },
  { "refuses-a-component-of-256-bytes", TEXT (FILES (FILE1 ("256:a" A255))), MMS_ERROR_MALFORMED },
  { "refuses-a-path-longer-than-a-disk-takes",
    TEXT (FILES (FILE1 ("255:" A255 "255:" A255 "255:" A255 "255:" A255 "255:" A255 "255:" A255 "255:" A255
                        "255:" A255 "255:" A255 "255:" A255 "255:" A255 "255:" A255 "1:b"))), MMS_ERROR_MALFORMED },
  { "refuses-a-path-of-65-folders",
    TEXT (FILES (FILE1 (D8 D8 D8 D8 D8 D8 D8 D8 "1:a"))), MMS_ERROR_MALFORMED },
  { "refuses-a-path-without-components", TEXT (FILES (FILE1 (""))), MMS_ERROR_MALFORMED },
  { "refuses-a-path-that-is-a-text", TEXT (FILES ("d6:lengthi1e4:path1:ae")), MMS_ERROR_MALFORMED },
  { "refuses-a-component-that-is-a-list", TEXT (FILES (FILE1 ("l1:ae"))), MMS_ERROR_MALFORMED },
  { "refuses-a-file-without-a-path", TEXT (FILES ("d6:lengthi1ee")), MMS_ERROR_MALFORMED },
  { "refuses-an-unsafe-path-in-utf8", TEXT (FILES ("d6:lengthi1e4:pathl1:ae10:path.utf-8l2:..ee")), MMS_ERROR_MALFORMED },
  { "refuses-an-unsafe-padding-path", TEXT (FILES ("d4:attr1:p6:lengthi1e4:pathl2:..ee")), MMS_ERROR_MALFORMED },

  { "refuses-two-files-of-one-name", TEXT (FILES (FILE1 ("1:a") FILE1 ("1:a"))), MMS_ERROR_MALFORMED },
  { "refuses-names-that-differ-in-case", TEXT (FILES (FILE1 ("1:a") FILE1 ("1:A"))), MMS_ERROR_MALFORMED },
  { "refuses-accents-that-differ-in-case", TEXT (FILES (FILE1 ("2:\xC3\xA9") FILE1 ("2:\xC3\x89"))), MMS_ERROR_MALFORMED },
  { "refuses-accents-of-two-forms", TEXT (FILES (FILE1 ("2:\xC3\xA9") FILE1 ("3:e\xCC\x81"))), MMS_ERROR_MALFORMED },
  { "refuses-a-file-that-is-a-folder", TEXT (FILES (FILE1 ("1:a") FILE1 ("1:a1:b"))), MMS_ERROR_MALFORMED },
  { "refuses-a-folder-that-is-a-file", TEXT (FILES (FILE1 ("1:a1:b1:c") FILE1 ("1:A"))), MMS_ERROR_MALFORMED },

  { "refuses-symbolic-links", TEXT (FILES (FILE1 ("1:b") "d4:attr1:l6:lengthi0e4:pathl1:ae12:symlink pathl1:bee")),
    MMS_ERROR_UNSUPPORTED },
  { "refuses-links-that-are-executable", TEXT (FILES ("d4:attr2:xl6:lengthi0e4:pathl1:aee")), MMS_ERROR_UNSUPPORTED },
  { "refuses-one-file-that-is-a-link", TEXT ("d4:attr1:l" ONE "4:name1:a" TAIL "e"), MMS_ERROR_UNSUPPORTED },
  { "refuses-version-three", TEXT ("d12:meta versioni3e4:name1:a12:piece lengthi16384ee"), MMS_ERROR_UNSUPPORTED },

  { "refuses-a-negative-size", TEXT ("d6:lengthi-5e4:name1:a" TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-a-size-that-is-a-text", TEXT ("d6:length1:54:name1:a" TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-no-size", TEXT ("d4:name1:a" TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-a-torrent-without-data", TEXT ("d6:lengthi0e4:name1:a12:piece lengthi16384e6:pieces0:e"), MMS_ERROR_MALFORMED },
  { "refuses-sizes-whose-sum-overflows",
    TEXT (FILES ("d6:lengthi9223372036854775807e4:pathl1:aee" FILE1 ("1:b"))), MMS_ERROR_MALFORMED },
  { "refuses-both-one-file-and-several", TEXT ("d5:filesl" FILE1 ("1:a") "e" ONE "4:name1:a" TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-an-empty-list-of-files", TEXT (FILES ("")), MMS_ERROR_MALFORMED },
  { "refuses-files-that-are-a-text", TEXT ("d5:files1:a4:name1:a" TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-a-file-that-is-a-text", TEXT (FILES ("1:a")), MMS_ERROR_MALFORMED },

  { "refuses-no-pieces", TEXT ("d" ONE "4:name1:a12:piece lengthi16384ee"), MMS_ERROR_MALFORMED },
  { "refuses-half-a-hash", TEXT ("d" ONE "4:name1:a12:piece lengthi16384e6:pieces10:aaaaaaaaaae"), MMS_ERROR_MALFORMED },
  { "refuses-a-hash-and-a-half",
    TEXT ("d" ONE "4:name1:a12:piece lengthi16384e6:pieces30:" HASH "aaaaaaaaaae"), MMS_ERROR_MALFORMED },
  { "refuses-a-hash-too-many", TEXT ("d" ONE "4:name1:a12:piece lengthi16384e6:pieces40:" HASH HASH "e"), MMS_ERROR_MALFORMED },
  { "refuses-a-hash-too-few", TEXT ("d6:lengthi16385e4:name1:a" TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-hashes-that-are-a-list", TEXT ("d" ONE "4:name1:a12:piece lengthi16384e6:pieceslee"), MMS_ERROR_MALFORMED },
  { "refuses-pieces-of-no-size", TEXT ("d" ONE "4:name1:a12:piece lengthi0e6:pieces20:" HASH "e"), MMS_ERROR_MALFORMED },
  { "refuses-pieces-of-negative-size", TEXT ("d" ONE "4:name1:a12:piece lengthi-1e6:pieces20:" HASH "e"), MMS_ERROR_MALFORMED },
  { "refuses-pieces-of-absurd-size",
    TEXT ("d" ONE "4:name1:a12:piece lengthi9223372036854775807e6:pieces20:" HASH "e"), MMS_ERROR_MALFORMED },
  { "refuses-no-size-of-pieces", TEXT ("d" ONE "4:name1:a6:pieces20:" HASH "e"), MMS_ERROR_MALFORMED },
  { "refuses-two-names", TEXT ("d" ONE "4:name1:a4:name1:b" TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-two-sizes", TEXT ("d" ONE ONE "4:name1:a" TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-two-paths", TEXT (FILES ("d6:lengthi1e4:pathl1:ae4:pathl1:bee")), MMS_ERROR_MALFORMED },
  { "refuses-an-info-that-is-a-list", TEXT ("le"), MMS_ERROR_MALFORMED },
  { "refuses-an-info-that-is-a-text", TEXT ("1:a"), MMS_ERROR_MALFORMED },

  { "reads-version-two", TEXT (TREE ("1:a" LEAF)), READ_V2 },
  { "reads-folders-of-version-two", TEXT (TREE ("1:ad1:b" LEAF "e1:c" LEAF)), READ_V2 },
  { "reads-version-two-without-a-root-for-nothing", TEXT (TREE ("1:a" EMPTY "1:b" LEAF)), READ_V2 },
  { "reads-version-two-with-an-empty-folder", TEXT (TREE ("1:a" LEAF "1:bde")), READ_V2 },
  { "reads-version-two-with-keys-that-nobody-knows", TEXT (TREE ("1:ad0:d6:lengthi5e" ROOT "3:xyzi1eee")), READ_V2 },
  { "reads-version-two-of-one-whole-piece", TEXT (TREE ("1:ad0:d6:lengthi16384e" ROOT "ee")), READ_V2 },
  { "reads-version-two-of-63-folders",
    TEXT (TREE (T8 T8 T8 T8 T8 T8 T8 "1:dd1:dd1:dd1:dd1:dd1:dd1:dd" "1:a" LEAF "eeeeeee" E8 E8 E8 E8 E8 E8 E8)), READ_V2 },

  { "refuses-version-two-without-files", TEXT (TREE ("")), MMS_ERROR_MALFORMED },
  { "refuses-version-two-without-a-tree", TEXT ("d" V2_TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-version-two-without-data", TEXT (TREE ("1:a" EMPTY)), MMS_ERROR_MALFORMED },
  { "refuses-a-tree-that-is-a-list", TEXT ("d9:file treel1:ae" V2_TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-a-folder-that-is-a-text", TEXT (TREE ("1:a1:b")), MMS_ERROR_MALFORMED },
  { "refuses-properties-that-are-a-text", TEXT (TREE ("1:ad0:1:be")), MMS_ERROR_MALFORMED },
  { "refuses-properties-of-the-whole-tree", TEXT (TREE ("0:d6:lengthi5e" ROOT "e")), MMS_ERROR_MALFORMED },
  { "refuses-a-file-that-is-a-folder-as-well", TEXT (TREE ("1:ad0:d6:lengthi5e" ROOT "e1:b" LEAF "e")), MMS_ERROR_MALFORMED },
  { "refuses-a-tree-that-goes-up", TEXT (TREE ("2:.." LEAF)), MMS_ERROR_MALFORMED },
  { "refuses-a-tree-that-stays", TEXT (TREE ("1:." LEAF)), MMS_ERROR_MALFORMED },
  { "refuses-a-folder-that-goes-up", TEXT (TREE ("2:..d1:a" LEAF "e")), MMS_ERROR_MALFORMED },
  { "refuses-an-empty-folder-that-goes-up", TEXT (TREE ("2:..de1:a" LEAF)), MMS_ERROR_MALFORMED },
  { "refuses-a-slash-in-a-tree", TEXT (TREE ("11:/etc/passwd" LEAF)), MMS_ERROR_MALFORMED },
  { "refuses-a-nul-in-a-tree", TEXT (TREE ("3:a\0b" LEAF)), MMS_ERROR_MALFORMED },
  { "refuses-a-tree-with-a-name-of-256-bytes", TEXT (TREE ("256:a" A255 LEAF)), MMS_ERROR_MALFORMED },
  { "refuses-a-tree-of-64-folders",
    TEXT (TREE (T8 T8 T8 T8 T8 T8 T8 T8 "1:a" LEAF E8 E8 E8 E8 E8 E8 E8 E8)), MMS_ERROR_MALFORMED },
  { "refuses-an-unsafe-name-of-version-two",
    TEXT ("d9:file treed1:a" LEAF "e12:meta versioni2e4:name2:..12:piece lengthi16384ee"), MMS_ERROR_MALFORMED },
  { "refuses-a-name-twice-in-a-tree", TEXT (TREE ("1:a" LEAF "1:a" LEAF)), MMS_ERROR_MALFORMED },
  { "refuses-a-folder-twice-in-a-tree", TEXT (TREE ("1:dd1:a" LEAF "e1:dd1:b" LEAF "e")), MMS_ERROR_MALFORMED },
  { "refuses-a-tree-out-of-order", TEXT (TREE ("1:b" LEAF "1:a" LEAF)), MMS_ERROR_MALFORMED },
  { "refuses-a-longer-name-before-a-shorter-one", TEXT (TREE ("2:ab" LEAF "1:a" LEAF)), MMS_ERROR_MALFORMED },
  { "refuses-names-in-a-tree-that-differ-in-case", TEXT (TREE ("1:A" LEAF "1:a" LEAF)), MMS_ERROR_MALFORMED },
  { "refuses-links-of-version-two", TEXT (TREE ("1:a" LEAF "1:bd0:d4:attr1:l12:symlink pathl1:aeee")), MMS_ERROR_UNSUPPORTED },
  { "refuses-padding-of-version-two", TEXT (TREE ("1:a" LEAF "1:bd0:d4:attr1:p6:lengthi5e" ROOT "ee")), MMS_ERROR_MALFORMED },
  { "refuses-version-two-without-a-size", TEXT (TREE ("1:ad0:d" ROOT "ee")), MMS_ERROR_MALFORMED },
  { "refuses-version-two-of-negative-size", TEXT (TREE ("1:ad0:d6:lengthi-5e" ROOT "ee")), MMS_ERROR_MALFORMED },
  { "refuses-version-two-without-a-root", TEXT (TREE ("1:ad0:d6:lengthi5eee")), MMS_ERROR_MALFORMED },
  { "refuses-a-root-that-is-too-short", TEXT (TREE ("1:ad0:d6:lengthi5e11:pieces root20:" HASH "ee")), MMS_ERROR_MALFORMED },
  { "refuses-a-root-that-is-a-number", TEXT (TREE ("1:ad0:d6:lengthi5e11:pieces rooti5eee")), MMS_ERROR_MALFORMED },
  { "refuses-two-roots", TEXT (TREE ("1:ad0:d6:lengthi5e" ROOT ROOT "ee")), MMS_ERROR_MALFORMED },
  { "refuses-two-trees", TEXT ("d9:file treed1:a" LEAF "e9:file treed1:a" LEAF "e" V2_TAIL "e"), MMS_ERROR_MALFORMED },
  { "refuses-two-pieces-without-their-hashes", TEXT (TREE ("1:ad0:d6:lengthi16385e" ROOT "ee")), MMS_ERROR_MALFORMED },
  { "refuses-version-two-as-large-as-can-be", TEXT (TREE ("1:ad0:d6:lengthi9223372036854775807e" ROOT "ee")), MMS_ERROR_MALFORMED },
  { "refuses-version-two-whose-sum-overflows",
    TEXT (TREE ("1:a" LEAF "1:bd0:d6:lengthi9223372036854775807e" ROOT "ee")), MMS_ERROR_MALFORMED },
  { "refuses-version-two-with-more-pieces-than-can-be-counted",
    TEXT (TREE ("1:ad0:d6:lengthi70368744177665e" ROOT "ee")), MMS_ERROR_MALFORMED },
  { "refuses-pieces-of-no-power-of-two-in-version-two",
    TEXT ("d9:file treed1:a" LEAF "e12:meta versioni2e4:name1:a12:piece lengthi24576ee"), MMS_ERROR_MALFORMED },
  { "refuses-pieces-of-8-kib-in-version-two",
    TEXT ("d9:file treed1:a" LEAF "e12:meta versioni2e4:name1:a12:piece lengthi8192ee"), MMS_ERROR_MALFORMED },
  { "refuses-pieces-of-no-bytes-in-version-two",
    TEXT ("d9:file treed1:a" LEAF "e12:meta versioni2e4:name1:a12:piece lengthi0ee"), MMS_ERROR_MALFORMED },
  { "refuses-pieces-of-negative-bytes-in-version-two",
    TEXT ("d9:file treed1:a" LEAF "e12:meta versioni2e4:name1:a12:piece lengthi-16384ee"), MMS_ERROR_MALFORMED },
  { "refuses-pieces-of-2-gib-in-version-two",
    TEXT ("d9:file treed1:a" LEAF "e12:meta versioni2e4:name1:a12:piece lengthi2147483648ee"), MMS_ERROR_MALFORMED },
  { "refuses-no-size-of-pieces-in-version-two",
    TEXT ("d9:file treed1:a" LEAF "e12:meta versioni2e4:name1:ae"), MMS_ERROR_MALFORMED },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GBytes) bytes = wrap (c->info, c->length);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMetainfo) metainfo = mms_metainfo_new (bytes, &error);
  const gboolean v2 = c->code == READ_V2;
  g_autofree char *hash = g_compute_checksum_for_data (v2 ? G_CHECKSUM_SHA256 : G_CHECKSUM_SHA1,
                                                       (const guchar *) c->info, c->length);
  g_autofree char *upper = g_ascii_strup (hash, 40);

  if (c->code >= 0)
    {
      g_assert_null (metainfo);
      g_assert_error (error, MMS_ERROR, c->code);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_test_message ("%s", error->message);
      g_assert_null (strstr (error->message, "damaged")); /* it is not the case's own bencode */
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpstr (mms_metainfo_get_hash (metainfo), ==, upper);
  g_assert_cmpint (mms_metainfo_get_v2_only (metainfo), ==, v2);
}

typedef struct
{
  const char *sentence;
  const char *text;
  gsize length;
  const char *said; /* part of the message */
} Stranger;

static const Stranger strangers[] = {
  { "says-that-a-page-is-a-page", TEXT ("<!DOCTYPE html><html><body>Log in</body></html>"), "web page" },
  { "says-that-a-page-behind-space-is-a-page", TEXT ("\r\n  <html>"), "web page" },
  { "says-that-a-page-behind-a-mark-is-a-page", TEXT ("\xEF\xBB\xBF<html>"), "web page" },
  { "says-that-nothing-is-empty", TEXT (""), "empty" },
  { "says-that-white-space-is-empty", TEXT (" \r\n"), "empty" },
  { "says-that-a-link-is-a-link", TEXT ("Magnet:?xt=urn:btih:"), "magnet link" },
  { "says-that-json-is-json", TEXT ("{\"error\":\"limit\"}"), "JSON" },
  { "says-that-an-archive-is-an-archive", TEXT ("\x1F\x8B\x08\0\0"), "compressed" },
  { "says-that-words-are-no-torrent", TEXT ("download limit reached"), "not a torrent" },
  { "says-that-other-words-are-no-torrent", TEXT ("Too many requests"), "not a torrent" },
  { "says-that-a-list-is-no-torrent", TEXT ("li1ee"), "not a torrent" },
  { "says-that-a-torrent-is-cut", TEXT ("d8:announce9:http://a"), "damaged" },
  { "says-that-a-torrent-has-a-tail", TEXT ("d4:infodeex"), "damaged" },
  { "says-that-a-dictionary-without-info-is-no-torrent", TEXT ("d8:announce1:ae"), "describes no files" },
  { "says-that-two-infos-are-one-too-many", TEXT ("d4:infode4:infodee"), "twice" },
};

static void
test_stranger (gconstpointer data)
{
  const Stranger *c = data;
  g_autoptr (GBytes) bytes = g_bytes_new (c->text, c->length);
  g_autoptr (GError) error = NULL;

  g_assert_null (mms_metainfo_new (bytes, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, c->said));
}

static void
test_display_name (void)
{
  static const struct
  {
    const char *info;
    const char *name;
    const char *display_name;
  } table[] = {
    { "d" ONE "4:name3:a\nb" TAIL "e", "a\nb", "a\uFFFDb" },
    { "d" ONE "4:name3:a\x1B[" TAIL "e", "a\x1B[", "a\uFFFD[" },
    { "d" ONE "4:name2:a\xFF" TAIL "e", "a\xFF", "a\uFFFD" },
    { "d" ONE "4:name2:a\xFF" "10:name.utf-83:a\xC3\xBF" TAIL "e", "a\xFF", "aÿ" },
    { "d" ONE "4:name1:a10:name.utf-82:b\xFF" TAIL "e", "a", "a" },
    { "d" ONE "4:name5:a\xE2\x80\xAE" "b" TAIL "e", "a\xE2\x80\xAE" "b", "a\uFFFDb" },
    { "d" ONE "4:name4:\xF0\x9F\x8E\xAC" TAIL "e", "\xF0\x9F\x8E\xAC", "\xF0\x9F\x8E\xAC" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GBytes) bytes = wrap (table[i].info, strlen (table[i].info));
      g_autoptr (GError) error = NULL;
      g_autoptr (MmsMetainfo) metainfo = mms_metainfo_new (bytes, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (mms_metainfo_get_name (metainfo), ==, table[i].name);
      g_assert_cmpstr (mms_metainfo_get_display_name (metainfo), ==, table[i].display_name);
    }
}

/* The name on rTorrent's disk is `path`; what the file says in UTF-8 only stands in for it. */
static void
test_raw_path_is_kept (void)
{
  static const char info[] = FILES ("d6:lengthi1e4:pathl1:\xE9" "e10:path.utf-8l2:\xC3\xA9" "ee");
  g_autoptr (GBytes) bytes = wrap (info, strlen (info));
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMetainfo) metainfo = mms_metainfo_new (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (mms_metainfo_get_file (metainfo, 0)->path, ==, "\xE9");
}

static void
test_old_padding (void)
{
  static const char info[] = FILES (FILE1 ("1:a") FILE1 ("20:_____padding_file_0_"));
  g_autoptr (GBytes) bytes = wrap (info, strlen (info));
  g_autoptr (MmsMetainfo) metainfo = mms_metainfo_new (bytes, NULL);

  g_assert_nonnull (metainfo);
  g_assert_false (mms_metainfo_get_file (metainfo, 0)->padding);
  g_assert_true (mms_metainfo_get_file (metainfo, 1)->padding);
}

static void
test_trackers (void)
{
  static const char document[] = "d8:announce8:http://a13:announce-listl"
                                 "l8:http://b7:udp://ce" "l3:abc10:http://a\tb10:http://a b8:http://a0:4:\xFF\xFF\xFF\xFF" "i1e9:http:// \nee"
                                 "4:infod" ONE "4:name1:a" TAIL "ee";
  g_autoptr (GBytes) bytes = g_bytes_new_static (document, sizeof document - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMetainfo) metainfo = mms_metainfo_new (bytes, &error);
  g_autofree char *joined = NULL;

  g_assert_no_error (error);
  joined = g_strjoinv (" ", (char **) mms_metainfo_get_trackers (metainfo));
  g_assert_cmpstr (joined, ==, "http://a http://b udp://c http://");
}

/* Returns: (transfer full): three files of version 2: 40,000 bytes, none, 5 bytes; in pieces of 16 KiB */
static GBytes *
make_version_two (MmsTestTorrent *torrent)
{
  g_autoptr (GBytes) content = mms_test_make_content (2, 40000);

  mms_test_torrent_set_version (torrent, MMS_TEST_TORRENT_V2);
  mms_test_torrent_add_file (torrent, "Subs/b.srt", "hello", -1);
  mms_test_torrent_add_file (torrent, "Subs/a.srt", "", 0);
  mms_test_torrent_add_file (torrent, "A.mkv", g_bytes_get_data (content, NULL), 40000);
  return mms_test_torrent_to_bytes (torrent);
}

static void
test_version_two (void)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Pack");
  g_autoptr (GBytes) bytes = make_version_two (torrent);
  g_autofree char *hash = mms_test_torrent_dup_hash (torrent);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMetainfo) metainfo = mms_metainfo_new (bytes, &error);
  const struct { const char *path; gint64 bytes, offset; } files[] = {
    { "A.mkv", 40000, 0 }, { "Subs/a.srt", 0, 49152 }, { "Subs/b.srt", 5, 49152 }
  };
  const struct { gint64 bytes; guint file; } pieces[] = { { 16384, 0 }, { 16384, 0 }, { 7232, 0 }, { 5, 2 } };

  g_assert_no_error (error);
  g_assert_cmpstr (mms_metainfo_get_hash (metainfo), ==, hash);
  g_assert_true (mms_metainfo_get_v2_only (metainfo));
  g_assert_false (mms_metainfo_get_hybrid (metainfo));
  g_assert_true (mms_metainfo_get_multi_file (metainfo));
  g_assert_cmpint (mms_metainfo_get_bytes_total (metainfo), ==, 40005);
  g_assert_cmpuint (mms_metainfo_get_n_files (metainfo), ==, G_N_ELEMENTS (files));
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_assert_cmpstr (mms_metainfo_get_file (metainfo, i)->path, ==, files[i].path);
      g_assert_cmpint (mms_metainfo_get_file (metainfo, i)->bytes, ==, files[i].bytes);
      g_assert_cmpint (mms_metainfo_get_file (metainfo, i)->offset, ==, files[i].offset);
    }
  g_assert_cmpuint (mms_metainfo_get_n_pieces (metainfo), ==, G_N_ELEMENTS (pieces));
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_assert_cmpint (mms_metainfo_get_bytes_of_piece (metainfo, i), ==, pieces[i].bytes);
      g_assert_cmpuint (mms_metainfo_get_file_of_piece (metainfo, i), ==, pieces[i].file);
    }
  g_assert_false (mms_metainfo_check_loadable (metainfo, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED);
}

/* One file in the tree is one file on the disk, and has the tree's name there. */
static void
test_version_two_of_one_file (void)
{
  static const struct
  {
    const char *info;
    const char *name;
    gboolean multi_file;
  } table[] = {
    { TREE ("8:Film.mkv" LEAF), "Film.mkv", FALSE },
    { TREE ("4:Pack" LEAF), "Pack", FALSE },
    { TREE ("1:dd8:Film.mkv" LEAF "e"), "Pack", TRUE },
    { TREE ("1:a" LEAF "1:b" LEAF), "Pack", TRUE },
    { TREE ("1:a" LEAF "1:bde"), "Pack", TRUE },
    { TREE ("20:_____padding_file_0_" LEAF), "_____padding_file_0_", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GBytes) bytes = wrap (table[i].info, strlen (table[i].info));
      g_autoptr (GError) error = NULL;
      g_autoptr (MmsMetainfo) metainfo = mms_metainfo_new (bytes, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (mms_metainfo_get_name (metainfo), ==, table[i].name);
      g_assert_cmpstr (mms_metainfo_get_display_name (metainfo), ==, "Pack");
      g_assert_cmpint (mms_metainfo_get_multi_file (metainfo), ==, table[i].multi_file);
      g_assert_false (mms_metainfo_get_file (metainfo, 0)->padding);
    }
}

static void
refuse (GByteArray *torrent, const char *said)
{
  g_autoptr (GBytes) bytes = g_bytes_new (torrent->data, torrent->len);
  g_autoptr (GError) error = NULL;

  g_assert_null (mms_metainfo_new (bytes, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, said));
}

/* Returns: (transfer full): a torrent like make_version_two(), whose last bytes are
 *   12:piece layersd32:ROOT96:HASHESee with other text for that */
static GByteArray *
make_with_layers (const char *other, gsize length)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Pack");
  g_autoptr (GBytes) bytes = make_version_two (torrent);
  const gsize tail = strlen ("12:piece layersd32:") + 32 + strlen ("96:") + 96 + strlen ("ee");
  GByteArray *array = g_byte_array_new ();

  g_byte_array_append (array, g_bytes_get_data (bytes, NULL), (guint) (g_bytes_get_size (bytes) - tail));
  g_byte_array_append (array, (const guint8 *) other, (guint) length);
  return array;
}

static void
test_layers (void)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Pack");
  g_autoptr (GBytes) bytes = make_version_two (torrent);
  const gsize length = g_bytes_get_size (bytes);
  const char *data = g_bytes_get_data (bytes, NULL);
  const gsize hashes = length - 2 - 96;
  const gsize root = hashes - 3 - 32;
  const gsize named = (gsize) (g_strstr_len (data, (gssize) length, "11:pieces root32:") - data) + 17;
  const gsize flips[] = { hashes, hashes + 40, hashes + 95 };
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_autoptr (GString) tail = g_string_new (NULL);

  g_assert_cmpmem (data + root, 32, data + named, 32);
  g_byte_array_append (array, (const guint8 *) data, (guint) length);
  for (guint i = 0; i < G_N_ELEMENTS (flips); i++)
    {
      array->data[flips[i]] ^= 1;
      refuse (array, "contradict");
      array->data[flips[i]] ^= 1;
    }
  array->data[root] ^= 1;
  refuse (array, "lacks the hashes");
  array->data[named] ^= 1;
  refuse (array, "contradict");

  for (guint n = 0; n < 6; n++)
    {
      const gsize sizes[] = { 0, 32, 64, 95, 97, 128 };
      g_autoptr (GByteArray) other = NULL;

      g_string_assign (tail, "12:piece layersd32:");
      g_string_append_len (tail, data + root, 32);
      g_string_append_printf (tail, "%" G_GSIZE_FORMAT ":", sizes[n]);
      g_string_append_len (tail, data + hashes, (gssize) MIN (sizes[n], 96));
      for (gsize i = 96; i < sizes[n]; i++)
        g_string_append_c (tail, 'x');
      g_string_append (tail, "ee");
      other = make_with_layers (tail->str, tail->len);
      refuse (other, "do not fit");
    }
}

static void
test_odd_layers (void)
{
  static const struct
  {
    const char *tail;
    const char *said;
  } table[] = {
    { "e", "lacks the hashes" },
    { "12:piece layersdee", "lacks the hashes" },
    { "12:piece layerslee", "lacks the hashes" },
    { "12:piece layersd1:a0:ee", "cannot be read" },
    { "12:piece layersd32:rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrri1eee", "cannot be read" },
    { "12:piece layersd32:rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr0:32:rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr0:ee", "twice" },
    { "12:piece layersde12:piece layersdee", "twice" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GByteArray) array = make_with_layers (table[i].tail, strlen (table[i].tail));
      refuse (array, table[i].said);
    }
}

/* Files of the same data have the same root, and one layer for all of them. */
static void
test_shared_layer (void)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Pack");
  g_autoptr (GBytes) content = mms_test_make_content (2, 40000);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMetainfo) metainfo = NULL;

  mms_test_torrent_set_version (torrent, MMS_TEST_TORRENT_V2);
  mms_test_torrent_add_file (torrent, "a", g_bytes_get_data (content, NULL), 40000);
  mms_test_torrent_add_file (torrent, "b", g_bytes_get_data (content, NULL), 40000);
  bytes = mms_test_torrent_to_bytes (torrent);
  metainfo = mms_metainfo_new (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mms_metainfo_get_n_pieces (metainfo), ==, 6);
  for (guint i = 0; i < 3; i++)
    g_assert_true (mms_metainfo_get_piece_hash (metainfo, i) == mms_metainfo_get_piece_hash (metainfo, i + 3));
}

/* A bomb of folders, deeper than any stack: refused at once. */
static void
test_deep_tree (void)
{
  g_autoptr (GString) info = g_string_new ("d9:file treed");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (info, "1:dd");
  g_string_append (info, "1:a" LEAF);
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (info, 'e');
  g_string_append (info, "e" V2_TAIL "e");
  bytes = wrap (info->str, info->len);
  g_assert_null (mms_metainfo_new (bytes, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, "too deep"));
}

/* As deep as is allowed, with a hundred thousand files at the bottom: every folder's walk passes over
 * all of them. */
static void
test_wide_and_deep_tree (void)
{
  g_autoptr (GString) info = g_string_new ("d9:file treed");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMetainfo) metainfo = NULL;
  gint64 start;

  for (guint i = 0; i < 63; i++)
    g_string_append (info, "1:dd");
  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (info, "6:%06u" LEAF, i);
  for (guint i = 0; i < 63; i++)
    g_string_append_c (info, 'e');
  g_string_append (info, "e" V2_TAIL "e");
  bytes = wrap (info->str, info->len);
  start = g_get_monotonic_time ();
  metainfo = mms_metainfo_new (bytes, &error);
  g_test_message ("100,000 files in 63 folders: %.0f ms", (double) (g_get_monotonic_time () - start) / 1000);
  g_assert_no_error (error);
  g_assert_cmpuint (mms_metainfo_get_n_pieces (metainfo), ==, 100000);
  g_assert_cmpuint (mms_metainfo_get_file_of_piece (metainfo, 77777), ==, 77777);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_USEC_PER_SEC);
}

static gpointer
hold_and_let_go (gpointer metainfo)
{
  for (guint i = 0; i < 10000; i++)
    mms_metainfo_unref (mms_metainfo_ref (metainfo));
  mms_metainfo_unref (metainfo);
  return NULL;
}

static void
test_threads (void)
{
  static const char info[] = "d" ONE "4:name1:a" TAIL "e";
  g_autoptr (GBytes) bytes = wrap (info, strlen (info));
  MmsMetainfo *metainfo = mms_metainfo_new (bytes, NULL);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("holder", hold_and_let_go, mms_metainfo_ref (metainfo));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpstr (mms_metainfo_get_name (metainfo), ==, "a");
  mms_metainfo_unref (metainfo);
}

static void
test_too_large (void)
{
  g_autofree char *zeroes = g_malloc0 ((64 << 20) + 1);
  g_autoptr (GBytes) bytes = g_bytes_new_static (zeroes, (64 << 20) + 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (mms_metainfo_new (bytes, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, "too large"));
}

/* A hundred thousand files are read at once, not after a minute. */
static void
test_many_files (void)
{
  g_autoptr (GString) info = g_string_new ("d5:filesl");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMetainfo) metainfo = NULL;
  gint64 start;

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (info, "d6:lengthi0e4:pathl1:d6:%06uee", i);
  g_string_append (info, FILE1 ("1:z") "e4:name4:Pack" TAIL "e");
  bytes = wrap (info->str, info->len);
  start = g_get_monotonic_time ();
  metainfo = mms_metainfo_new (bytes, &error);
  g_test_message ("100,000 files: %.0f ms", (double) (g_get_monotonic_time () - start) / 1000);
  g_assert_no_error (error);
  g_assert_cmpuint (mms_metainfo_get_n_files (metainfo), ==, 100001);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/metainfo/", cases[i].sentence, NULL);
      g_test_add_data_func (name, &cases[i], test_case);
    }
  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++)
    {
      g_autofree char *name = g_strconcat ("/metainfo/", strangers[i].sentence, NULL);
      g_test_add_data_func (name, &strangers[i], test_stranger);
    }
  g_test_add_func ("/metainfo/reads-a-torrent-of-one-file", test_single_file);
  g_test_add_func ("/metainfo/reads-a-torrent-of-several-files", test_several_files);
  g_test_add_func ("/metainfo/shows-a-name-that-cannot-deceive", test_display_name);
  g_test_add_func ("/metainfo/keeps-the-path-that-the-seedbox-writes", test_raw_path_is_kept);
  g_test_add_func ("/metainfo/knows-padding-of-old-makers", test_old_padding);
  g_test_add_func ("/metainfo/keeps-trackers-that-are-urls-once", test_trackers);
  g_test_add_func ("/metainfo/reads-a-torrent-of-version-two", test_version_two);
  g_test_add_func ("/metainfo/names-one-file-of-version-two-as-its-tree-does", test_version_two_of_one_file);
  g_test_add_func ("/metainfo/refuses-hashes-of-pieces-that-are-not-proven", test_layers);
  g_test_add_func ("/metainfo/refuses-layers-that-cannot-be-read", test_odd_layers);
  g_test_add_func ("/metainfo/lets-equal-files-share-a-layer", test_shared_layer);
  g_test_add_func ("/metainfo/refuses-a-tree-of-100000-folders", test_deep_tree);
  g_test_add_func ("/metainfo/reads-a-tree-that-is-wide-and-deep", test_wide_and_deep_tree);
  g_test_add_func ("/metainfo/may-be-held-by-several-threads", test_threads);
  g_test_add_func ("/metainfo/refuses-a-file-that-is-too-large", test_too_large);
  g_test_add_func ("/metainfo/reads-a-hundred-thousand-files", test_many_files);
  return g_test_run ();
}
