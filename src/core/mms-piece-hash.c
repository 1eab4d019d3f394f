/* Hashes one piece of a torrent as its bytes come, and says whether it is right.
 *
 * libcrypto hashes several times as fast as GChecksum, since it uses what the processor has for it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-piece-hash.h"

#include <openssl/evp.h>
#include <string.h>

#define SHA1_BYTES 20

struct _MmsPieceHash
{
  MmsMetainfo *metainfo; /* (owned) */
  EVP_MD *sha1;          /* (owned) */
  EVP_MD_CTX *context;   /* (owned) */
  guint piece;
  gint64 bytes_left;     /* until the piece is whole; negative where more came */
};

/* As with memory: a libcrypto that cannot hash is no error that anybody could handle. */
static void
must (gboolean done)
{
  if (!done)
    g_error ("libcrypto cannot hash");
}

/* Returns: (transfer full): a hasher that waits for mms_piece_hash_begin() */
MmsPieceHash *
mms_piece_hash_new (MmsMetainfo *metainfo)
{
  MmsPieceHash *self = g_new0 (MmsPieceHash, 1);

  self->metainfo = mms_metainfo_ref (metainfo);
  self->sha1 = EVP_MD_fetch (NULL, "SHA1", NULL);
  self->context = EVP_MD_CTX_new ();
  must (self->sha1 != NULL && self->context != NULL);
  return self;
}

void
mms_piece_hash_free (MmsPieceHash *self)
{
  if (self == NULL)
    return;
  mms_metainfo_unref (self->metainfo);
  EVP_MD_CTX_free (self->context);
  EVP_MD_free (self->sha1);
  g_free (self);
}

/* Starts with number @piece, from 0. A piece that was begun and not ended is forgotten. */
void
mms_piece_hash_begin (MmsPieceHash *self, guint piece)
{
  g_return_if_fail (piece < mms_metainfo_get_n_pieces (self->metainfo));
  self->piece = piece;
  self->bytes_left = mms_metainfo_get_bytes_of_piece (self->metainfo, piece);
  must (EVP_DigestInit_ex (self->context, self->sha1, NULL));
}

/* Takes the bytes of the piece that follow those that it took before. Zeros of padding files are
 * bytes like any other. */
void
mms_piece_hash_update (MmsPieceHash *self, const guint8 *data, gsize bytes)
{
  if ((gint64) MIN (bytes, G_MAXINT64) > self->bytes_left)
    {
      self->bytes_left = -1;
      return;
    }
  self->bytes_left -= (gint64) bytes;
  must (EVP_DigestUpdate (self->context, data, bytes));
}

/* Returns: whether exactly the piece's bytes were taken, and are those that the torrent means */
gboolean
mms_piece_hash_end (MmsPieceHash *self)
{
  guint8 digest[EVP_MAX_MD_SIZE];

  if (self->bytes_left != 0)
    return FALSE;
  self->bytes_left = -1; /* ended: not to be asked again */
  must (EVP_DigestFinal_ex (self->context, digest, NULL));
  return memcmp (digest, mms_metainfo_get_piece_hash (self->metainfo, self->piece), SHA1_BYTES) == 0;
}
