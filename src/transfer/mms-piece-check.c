/* Hashes a torrent's bytes as they go by, and tells which pieces are bad.
 *
 * A piece knows no files: it begins in one and may end three later (BEP 3).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-piece-check.h"

#include <string.h>

#define SHA1_BYTES 20

struct _MmsPieceCheck
{
  MmsMetainfo *metainfo; /* (owned) */
  GChecksum *checksum;   /* (owned): of the piece at @position */
  gint64 position;       /* in the torrent, of the byte that comes next */
  gint64 piece_left;     /* bytes until the piece is whole */
  GArray *bad;           /* (owned): of guint */
};

/* Returns: its size; the last piece is mostly shorter than the others */
gint64
mms_metainfo_get_bytes_of_piece (MmsMetainfo *metainfo, guint piece)
{
  gint64 usual = mms_metainfo_get_piece_bytes (metainfo);

  return MIN (usual, mms_metainfo_get_bytes_total (metainfo) - (gint64) piece * usual);
}

static void
begin_piece (MmsPieceCheck *self)
{
  guint piece = (guint) (self->position / mms_metainfo_get_piece_bytes (self->metainfo));

  g_checksum_reset (self->checksum);
  self->piece_left = mms_metainfo_get_bytes_of_piece (self->metainfo, piece);
}

/* Returns: (transfer full): a check that waits for the torrent's first byte */
MmsPieceCheck *
mms_piece_check_new (MmsMetainfo *metainfo)
{
  MmsPieceCheck *self = g_new0 (MmsPieceCheck, 1);

  self->metainfo = mms_metainfo_ref (metainfo);
  self->checksum = g_checksum_new (G_CHECKSUM_SHA1);
  self->bad = g_array_new (FALSE, FALSE, sizeof (guint));
  begin_piece (self);
  return self;
}

void
mms_piece_check_free (MmsPieceCheck *self)
{
  if (self == NULL)
    return;
  mms_metainfo_unref (self->metainfo);
  g_checksum_free (self->checksum);
  g_array_unref (self->bad);
  g_free (self);
}

static void
end_piece (MmsPieceCheck *self)
{
  guint piece = (guint) ((self->position - 1) / mms_metainfo_get_piece_bytes (self->metainfo));
  guint8 digest[SHA1_BYTES];
  gsize bytes = sizeof digest;

  g_checksum_get_digest (self->checksum, digest, &bytes);
  if (memcmp (digest, mms_metainfo_get_piece_hash (self->metainfo, piece), SHA1_BYTES) != 0)
    g_array_append_val (self->bad, piece);
  begin_piece (self);
}

/* Takes the bytes that follow those that it took before. */
void
mms_piece_check_feed (MmsPieceCheck *self, const guint8 *data, gsize bytes)
{
  while (bytes > 0 && self->piece_left > 0)
    {
      gsize part = (gsize) MIN ((gint64) bytes, self->piece_left);

      g_checksum_update (self->checksum, data, (gssize) part);
      data += part;
      bytes -= part;
      self->position += (gint64) part;
      self->piece_left -= (gint64) part;
      if (self->piece_left == 0)
        end_piece (self);
    }
}

/* The same for bytes that are on no disk (BEP 47). */
void
mms_piece_check_feed_zeros (MmsPieceCheck *self, gint64 bytes)
{
  static const guint8 zeros[16384];

  while (bytes > 0)
    {
      gsize part = (gsize) MIN (bytes, (gint64) sizeof zeros);

      mms_piece_check_feed (self, zeros, part);
      bytes -= (gint64) part;
    }
}

/* Returns: whether there was a bad piece that was not taken yet; @piece: (out): its number */
gboolean
mms_piece_check_take_bad (MmsPieceCheck *self, guint *piece)
{
  if (self->bad->len == 0)
    return FALSE;
  *piece = g_array_index (self->bad, guint, 0);
  g_array_remove_index (self->bad, 0);
  return TRUE;
}

/* Returns: how many bytes went by */
gint64
mms_piece_check_get_position (MmsPieceCheck *self)
{
  return self->position;
}
