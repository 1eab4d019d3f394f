/* Hashes a torrent's bytes as they go by, and tells which pieces are bad.
 *
 * A piece of version 1 knows no files: it begins in one and may end three later (BEP 3). One of
 * version 2 ends with its file (BEP 52); what comes in is the files' bytes without gaps either way.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-piece-check.h"

#include "core/mms-piece-hash.h"

struct _MmsPieceCheck
{
  MmsMetainfo *metainfo; /* (owned) */
  MmsPieceHash *hash;    /* (owned) */
  guint piece;           /* that comes next, or is coming */
  gint64 position;       /* of the byte that comes next, in all the files */
  gint64 piece_left;     /* bytes until the piece is whole */
  gboolean skipped;      /* bytes of the piece that is coming: nothing can tell whether it is good */
  GArray *bad;           /* (owned): of guint */
};

static void
begin_piece (MmsPieceCheck *self)
{
  self->piece_left = 0;
  self->skipped = FALSE;
  if (self->piece == mms_metainfo_get_n_pieces (self->metainfo))
    return;
  self->piece_left = mms_metainfo_get_bytes_of_piece (self->metainfo, self->piece);
  mms_piece_hash_begin (self->hash, self->piece);
}

/* Returns: (transfer full): a check that waits for the torrent's first byte */
MmsPieceCheck *
mms_piece_check_new (MmsMetainfo *metainfo)
{
  MmsPieceCheck *self = g_new0 (MmsPieceCheck, 1);

  self->metainfo = mms_metainfo_ref (metainfo);
  self->hash = mms_piece_hash_new (metainfo);
  self->bad = g_array_new (FALSE, FALSE, sizeof (guint));
  begin_piece (self);
  return self;
}

void
mms_piece_check_free (MmsPieceCheck *self)
{
  if (self == NULL)
    return;
  mms_piece_hash_free (self->hash);
  mms_metainfo_unref (self->metainfo);
  g_array_unref (self->bad);
  g_free (self);
}

static void
end_piece (MmsPieceCheck *self)
{
  if (!self->skipped && !mms_piece_hash_end (self->hash))
    g_array_append_val (self->bad, self->piece);
  self->piece++;
  begin_piece (self);
}

/* Takes the bytes that follow those that it took before. */
void
mms_piece_check_feed (MmsPieceCheck *self, const guint8 *data, gsize bytes)
{
  while (bytes > 0 && self->piece_left > 0)
    {
      gsize part = (gsize) MIN ((gint64) bytes, self->piece_left);

      if (!self->skipped)
        mms_piece_hash_update (self->hash, data, part);
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

/* Goes over bytes that are not here: pieces that have some of them are taken for good. */
void
mms_piece_check_skip (MmsPieceCheck *self, gint64 bytes)
{
  while (bytes > 0 && self->piece_left > 0)
    {
      gint64 part = MIN (bytes, self->piece_left);

      self->skipped = TRUE;
      self->position += part;
      self->piece_left -= part;
      bytes -= part;
      if (self->piece_left == 0)
        end_piece (self);
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
