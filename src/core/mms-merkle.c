/* Computes the root of a tree of hashes, as version 2 of BitTorrent means it (BEP 52).
 *
 * The tree is binary, SHA-256 of two children is their parent, and its lowest layer is filled up to
 * a power of two. It is never stored: like a number that is counted up in binary, only the root of
 * each whole subtree is kept that still waits for its neighbour.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-merkle.h"

#include <string.h>

#define LEVELS 64

struct _MmsMerkle
{
  MmsDigest *digest;                        /* (owned) */
  guint64 n;                                /* hashes that were added */
  guint8 waiting[LEVELS][MMS_SHA256_BYTES]; /* at level i where bit i of @n is set */
};

/* Returns: (transfer full): a tree that waits for mms_merkle_begin() */
MmsMerkle *
mms_merkle_new (void)
{
  MmsMerkle *self = g_new0 (MmsMerkle, 1);

  self->digest = mms_digest_new (MMS_DIGEST_SHA256);
  return self;
}

void
mms_merkle_free (MmsMerkle *self)
{
  if (self == NULL)
    return;
  mms_digest_free (self->digest);
  g_free (self);
}

/* Starts anew, without a hash. */
void
mms_merkle_begin (MmsMerkle *self)
{
  self->n = 0;
}

/* @parent: (out): may be one of the two */
static void
join (MmsMerkle *self, const guint8 *left, const guint8 *right, guint8 *parent)
{
  mms_digest_begin (self->digest);
  mms_digest_update (self->digest, left, MMS_SHA256_BYTES);
  mms_digest_update (self->digest, right, MMS_SHA256_BYTES);
  mms_digest_end (self->digest, parent);
}

/* Adds the next hash, 32 bytes, of the lowest layer. */
void
mms_merkle_add (MmsMerkle *self, const guint8 *hash)
{
  guint8 node[MMS_SHA256_BYTES];
  guint level = 0;

  memcpy (node, hash, sizeof node);
  for (; (self->n >> level & 1) != 0; level++)
    join (self, self->waiting[level], node, node);
  memcpy (self->waiting[level], node, sizeof node);
  self->n++;
}

/**
 * mms_merkle_end:
 * @width: of the lowest layer: a power of two, not less than the hashes that were added
 * @pad: (nullable): 32 bytes that fill it up; %NULL for zeros
 * @root: (out caller-allocates): 32 bytes
 */
void
mms_merkle_end (MmsMerkle *self, guint64 width, const guint8 *pad, guint8 *root)
{
  guint8 filler[MMS_SHA256_BYTES] = { 0 }; /* a subtree of padding as high as the level */
  gboolean partial = FALSE;                /* whether @root is of a subtree that was filled up */
  guint level = 0;

  g_return_if_fail (width > 0 && (width & (width - 1)) == 0 && self->n <= width);
  if (pad != NULL)
    memcpy (filler, pad, sizeof filler);
  for (; width >> level > 1; level++)
    {
      gboolean waits = (self->n >> level & 1) != 0;

      if (waits)
        join (self, self->waiting[level], partial ? root : filler, root);
      else if (partial)
        join (self, root, filler, root);
      partial |= waits;
      join (self, filler, filler, filler);
    }
  if (!partial)
    memcpy (root, self->n == width ? self->waiting[level] : filler, MMS_SHA256_BYTES);
}

/* Returns: the width of a tree of @n hashes, more than none: the next power of two */
guint64
mms_merkle_get_width (guint64 n)
{
  guint64 width = 1;

  while (width < n)
    width *= 2;
  return width;
}
