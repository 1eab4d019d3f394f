/* Feeds anything to the readers of bencode and of torrents, and checks what they promise.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-bencode.h"
#include "core/mms-metainfo.h"
#include "core/mms-piece-hash.h"

#include <string.h>

#include "fuzz/mms-fuzz.h"

/* A document that was parsed can be walked to its last leaf, and its parts are its whole. */
static void
walk (const MmsBencode *value)
{
  MmsBencodeIter iter;
  MmsBencode child;
  gsize length, sum = 2;
  gint64 number;

  g_assert_cmpint (mms_bencode_get_integer (value, &number), ==, value->type == MMS_BENCODE_INTEGER);
  g_assert_cmpint (mms_bencode_get_string (value, &length) != NULL, ==, value->type == MMS_BENCODE_STRING);
  g_assert_cmpuint (length, <, value->length);
  if (value->type != MMS_BENCODE_LIST && value->type != MMS_BENCODE_DICT)
    return;
  mms_bencode_iter_init (&iter, value);
  while (mms_bencode_iter_next (&iter, &child))
    {
      sum += child.length;
      walk (&child);
    }
  g_assert_cmpuint (sum, ==, value->length);
}

static void
check_path (const char *path)
{
  g_auto (GStrv) components = g_strsplit (path, "/", -1);

  g_assert_cmpuint (strlen (path), <, 4096);
  g_assert_nonnull (components[0]);
  for (guint i = 0; components[i] != NULL; i++)
    {
      g_assert_cmpstr (components[i], !=, "");
      g_assert_cmpstr (components[i], !=, ".");
      g_assert_cmpstr (components[i], !=, "..");
      g_assert_cmpuint (strlen (components[i]), <=, 255);
    }
}

static void
check_files (MmsMetainfo *metainfo)
{
  const gint64 piece = mms_metainfo_get_piece_bytes (metainfo);
  gint64 offset = 0, total = 0;

  g_assert_cmpuint (mms_metainfo_get_n_files (metainfo), >, 0);
  for (guint i = 0; i < mms_metainfo_get_n_files (metainfo); i++)
    {
      const MmsMetainfoFile *file = mms_metainfo_get_file (metainfo, i);

      check_path (file->path);
      g_assert_cmpint (file->offset, ==, offset);
      g_assert_cmpint (file->bytes, >=, 0);
      offset += file->bytes;
      total += file->bytes;
      if (mms_metainfo_get_v2_only (metainfo))
        offset = (offset + piece - 1) / piece * piece;
    }
  g_assert_cmpint (total, ==, mms_metainfo_get_bytes_total (metainfo));
}

/* Hashes the piece as if it were zeros: it is right at most by miracle. */
static void
hash_piece (MmsMetainfo *metainfo, MmsPieceHash *hash, guint piece)
{
  static const guint8 zeros[100000];
  gint64 left = mms_metainfo_get_bytes_of_piece (metainfo, piece);

  mms_piece_hash_begin (hash, piece);
  for (; left > 0; left -= (gint64) sizeof zeros)
    mms_piece_hash_update (hash, zeros, (gsize) MIN (left, (gint64) sizeof zeros));
  mms_piece_hash_end (hash);
}

static void
check_pieces (MmsMetainfo *metainfo, const guint8 *data, gsize bytes)
{
  const guint n = mms_metainfo_get_n_pieces (metainfo);
  const gsize hash_bytes = mms_metainfo_get_v2_only (metainfo) ? 32 : 20;
  const guint some[] = { 0, n / 3, n / 2, n - 1 };
  g_autoptr (MmsPieceHash) hash = mms_piece_hash_new (metainfo);
  gint64 total = 0;

  for (guint i = 0; i < MIN (n, 10000); i++)
    total += mms_metainfo_get_bytes_of_piece (metainfo, i);
  g_assert_cmpint (total, <=, mms_metainfo_get_bytes_total (metainfo));
  g_assert_true (n > 10000 || total == mms_metainfo_get_bytes_total (metainfo));
  for (guint i = 0; i < G_N_ELEMENTS (some); i++)
    {
      const guint8 *known = mms_metainfo_get_piece_hash (metainfo, some[i]);
      const MmsMetainfoFile *file
        = mms_metainfo_get_file (metainfo, mms_metainfo_get_file_of_piece (metainfo, some[i]));
      const gint64 begin = (gint64) some[i] * mms_metainfo_get_piece_bytes (metainfo);

      g_assert_true (known >= data && known + hash_bytes <= data + bytes);
      g_assert_cmpint (mms_metainfo_get_bytes_of_piece (metainfo, some[i]), >, 0);
      g_assert_true (file->offset <= begin && begin < file->offset + file->bytes);
      if (mms_metainfo_get_bytes_of_piece (metainfo, some[i]) <= 1 << 20)
        hash_piece (metainfo, hash, some[i]);
    }
}

static void
check_words (MmsMetainfo *metainfo)
{
  const char *const *trackers = mms_metainfo_get_trackers (metainfo);

  check_path (mms_metainfo_get_name (metainfo));
  g_assert_null (strchr (mms_metainfo_get_name (metainfo), '/'));
  g_assert_true (g_utf8_validate (mms_metainfo_get_display_name (metainfo), -1, NULL));
  g_assert_null (strpbrk (mms_metainfo_get_display_name (metainfo), "\n\r\t\033"));
  g_assert_cmpuint (strlen (mms_metainfo_get_hash (metainfo)), ==, 40);
  for (guint i = 0; trackers[i] != NULL; i++)
    g_assert_true (g_utf8_validate (trackers[i], -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize bytes)
{
  g_autoptr (GBytes) file = g_bytes_new_static (data, bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMetainfo) metainfo = mms_metainfo_new (file, &error);
  MmsBencode root;

  g_assert_cmpint (metainfo == NULL, ==, error != NULL);
  if (mms_bencode_parse (&root, data, bytes, NULL))
    walk (&root);
  else
    g_assert_null (metainfo);
  if (metainfo == NULL)
    {
      g_assert_true (error->domain == MMS_ERROR);
      return 0;
    }
  check_files (metainfo);
  check_pieces (metainfo, data, bytes);
  check_words (metainfo);
  return 0;
}
