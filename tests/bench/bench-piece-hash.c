/* Measures how fast pieces are hashed, beside GChecksum over the same bytes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdlib.h>

#include "core/mms-piece-hash.h"
#include "support/mms-test-torrent.h"

#define PIECE_BYTES (1 << 20)
#define CHUNK_BYTES (256 * 1024)

static MmsMetainfo *
make (GBytes *content, MmsTestTorrentVersion version)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Film.mkv");
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  const void *data = g_bytes_get_data (content, &length);

  mms_test_torrent_set_version (torrent, version);
  mms_test_torrent_set_piece_bytes (torrent, PIECE_BYTES);
  mms_test_torrent_set_content (torrent, data, (gssize) length);
  bytes = mms_test_torrent_to_bytes (torrent);
  return mms_metainfo_new (bytes, NULL);
}

static void
hash_pieces (MmsMetainfo *metainfo, const guint8 *data)
{
  g_autoptr (MmsPieceHash) hash = mms_piece_hash_new (metainfo);

  for (guint piece = 0; piece < mms_metainfo_get_n_pieces (metainfo); piece++)
    {
      gsize left = (gsize) mms_metainfo_get_bytes_of_piece (metainfo, piece);

      mms_piece_hash_begin (hash, piece);
      while (left > 0)
        {
          gsize part = MIN (left, CHUNK_BYTES);

          mms_piece_hash_update (hash, data, part);
          data += part;
          left -= part;
        }
      if (!mms_piece_hash_end (hash))
        g_error ("piece %u is not right", piece);
    }
}

static void
checksum (GChecksumType type, const guint8 *data, gsize bytes)
{
  g_autoptr (GChecksum) sum = g_checksum_new (type);

  for (gsize at = 0; at < bytes; at += CHUNK_BYTES)
    g_checksum_update (sum, data + at, (gssize) MIN (CHUNK_BYTES, bytes - at));
  g_checksum_get_string (sum);
}

/* Prints the best of three runs. @metainfo: (nullable): %NULL for GChecksum of @type */
static double
figure (const char *name, MmsMetainfo *metainfo, GChecksumType type, GBytes *content)
{
  gsize bytes;
  const guint8 *data = g_bytes_get_data (content, &bytes);
  double best = 0;

  for (guint run = 0; run < 3; run++)
    {
      const gint64 start_us = g_get_monotonic_time ();

      if (metainfo != NULL)
        hash_pieces (metainfo, data);
      else
        checksum (type, data, bytes);
      best = MAX (best, (double) bytes / (double) (g_get_monotonic_time () - start_us));
    }
  g_print ("figure %s %.0f MB/s\n", name, best);
  return best;
}

int
main (int argc, char *argv[])
{
  gsize mib = argc > 1 ? (gsize) atoi (argv[1]) : 128;
  g_autoptr (GBytes) content = mms_test_make_content (1, mib << 20);
  g_autoptr (MmsMetainfo) v1 = make (content, MMS_TEST_TORRENT_V1);
  g_autoptr (MmsMetainfo) v2 = make (content, MMS_TEST_TORRENT_V2);
  double pieces, peer;

  pieces = figure ("pieces-v1", v1, 0, content);
  peer = figure ("gchecksum-sha1", NULL, G_CHECKSUM_SHA1, content);
  g_print ("figure v1-to-gchecksum %.1f ratio\n", pieces / peer);
  pieces = figure ("pieces-v2", v2, 0, content);
  peer = figure ("gchecksum-sha256", NULL, G_CHECKSUM_SHA256, content);
  g_print ("figure v2-to-gchecksum %.1f ratio\n", pieces / peer);
  return 0;
}
