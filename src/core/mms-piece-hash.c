/* Hashes one piece of a torrent as its bytes come, and says whether it is right.
 *
 * With version 1 of BitTorrent a piece is known by its SHA-1 (BEP 3), with version 2 by the root of
 * a tree over its blocks of 16 KiB (BEP 52).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-piece-hash.h"

#include <string.h>

#include "core/mms-merkle.h"

struct _MmsPieceHash
{
  MmsMetainfo *metainfo; /* (owned) */
  MmsDigest *digest;     /* (owned): of the piece, or, with @tree, of one leaf */
  MmsMerkle *tree;       /* (owned) (nullable): with version 2 */
  guint piece;
  gint64 bytes_left;     /* until the piece is whole; negative where more came */
  gsize leaf_left;       /* until the leaf is whole */
};

/* Returns: (transfer full): a hasher that waits for mms_piece_hash_begin() */
MmsPieceHash *
mms_piece_hash_new (MmsMetainfo *metainfo)
{
  MmsPieceHash *self = g_new0 (MmsPieceHash, 1);
  const gboolean v2 = mms_metainfo_get_v2_only (metainfo);

  self->metainfo = mms_metainfo_ref (metainfo);
  self->digest = mms_digest_new (v2 ? MMS_DIGEST_SHA256 : MMS_DIGEST_SHA1);
  self->tree = v2 ? mms_merkle_new () : NULL;
  self->bytes_left = -1;
  return self;
}

void
mms_piece_hash_free (MmsPieceHash *self)
{
  if (self == NULL)
    return;
  mms_metainfo_unref (self->metainfo);
  mms_digest_free (self->digest);
  mms_merkle_free (self->tree);
  g_free (self);
}

/* Starts with number @piece, from 0. A piece that was begun and not ended is forgotten. */
void
mms_piece_hash_begin (MmsPieceHash *self, guint piece)
{
  g_return_if_fail (piece < mms_metainfo_get_n_pieces (self->metainfo));
  self->piece = piece;
  self->bytes_left = mms_metainfo_get_bytes_of_piece (self->metainfo, piece);
  self->leaf_left = MMS_MERKLE_LEAF_BYTES;
  mms_digest_begin (self->digest);
  if (self->tree != NULL)
    mms_merkle_begin (self->tree);
}

static void
end_leaf (MmsPieceHash *self)
{
  guint8 leaf[MMS_SHA256_BYTES];

  mms_digest_end (self->digest, leaf);
  mms_merkle_add (self->tree, leaf);
  mms_digest_begin (self->digest);
  self->leaf_left = MMS_MERKLE_LEAF_BYTES;
}

static void
update_tree (MmsPieceHash *self, const guint8 *data, gsize bytes)
{
  while (bytes > 0)
    {
      const gsize part = MIN (bytes, self->leaf_left);

      mms_digest_update (self->digest, data, part);
      data += part;
      bytes -= part;
      self->leaf_left -= part;
      if (self->leaf_left == 0)
        end_leaf (self);
    }
}

/* Takes the bytes of the piece that follow those that it took before. Zeros of padding files are
 * bytes like any other. */
void
mms_piece_hash_update (MmsPieceHash *self, const guint8 *data, gsize bytes)
{
  if (self->bytes_left < 0 || bytes > (guint64) self->bytes_left)
    {
      self->bytes_left = -1;
      return;
    }
  self->bytes_left -= (gint64) bytes;
  if (self->tree != NULL)
    update_tree (self, data, bytes);
  else
    mms_digest_update (self->digest, data, bytes);
}

/* Returns: how wide the piece's tree is: a file of one piece has no more leaves than it needs, and
 *   its piece's root is its own (BEP 52, "pieces root") */
static guint64
get_width (MmsPieceHash *self)
{
  const gint64 piece_bytes = mms_metainfo_get_piece_bytes (self->metainfo);
  const guint file = mms_metainfo_get_file_of_piece (self->metainfo, self->piece);
  const gint64 bytes = MIN (mms_metainfo_get_file (self->metainfo, file)->bytes, piece_bytes);

  return mms_merkle_get_width ((guint64) (bytes - 1) / MMS_MERKLE_LEAF_BYTES + 1);
}

/* Returns: whether exactly the piece's bytes were taken, and are those that the torrent means */
gboolean
mms_piece_hash_end (MmsPieceHash *self)
{
  guint8 digest[MMS_SHA256_BYTES];

  if (self->bytes_left != 0)
    return FALSE;
  self->bytes_left = -1; /* ended: not to be asked again */
  if (self->tree != NULL)
    {
      if (self->leaf_left < MMS_MERKLE_LEAF_BYTES)
        end_leaf (self);
      mms_merkle_end (self->tree, get_width (self), NULL, digest);
    }
  else
    mms_digest_end (self->digest, digest);
  return memcmp (digest, mms_metainfo_get_piece_hash (self->metainfo, self->piece),
                 self->tree != NULL ? MMS_SHA256_BYTES : MMS_SHA1_BYTES) == 0;
}
