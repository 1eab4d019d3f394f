/* Lays the key stream of AES-CTR over bytes, and has it made in long runs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-key-stream.h"

#include <openssl/crypto.h>
#include <string.h>

#define RUN_BYTES 4096

struct MmsKeyStream
{
  EVP_CIPHER_CTX *ctr; /* (owned): OpenSSL's own */
  gsize used;          /* of @run */
  guchar run[RUN_BYTES];
};

/* Returns: (transfer full) (nullable): %NULL where OpenSSL cannot */
MmsKeyStream *
mms_key_stream_new (const EVP_CIPHER *ctr)
{
  MmsKeyStream *self = OPENSSL_zalloc (sizeof *self);

  if (self == NULL)
    return NULL;
  self->ctr = EVP_CIPHER_CTX_new ();
  self->used = RUN_BYTES;
  if (self->ctr != NULL && EVP_EncryptInit_ex2 (self->ctr, ctr, NULL, NULL, NULL) == 1)
    return self;
  mms_key_stream_free (self);
  return NULL;
}

/* Leaves nothing of the key in memory. */
void
mms_key_stream_free (MmsKeyStream *self)
{
  if (self == NULL)
    return;
  EVP_CIPHER_CTX_free (self->ctr);
  OPENSSL_clear_free (self, sizeof *self);
}

/* @key: (nullable): as it was. @iv: (nullable): as it was, the first counter block */
gboolean
mms_key_stream_start (MmsKeyStream *self, const guchar *key, const guchar *iv)
{
  self->used = RUN_BYTES;
  return EVP_EncryptInit_ex2 (self->ctr, NULL, key, iv, NULL) == 1;
}

static gboolean
refill (MmsKeyStream *self)
{
  static const guchar noughts[RUN_BYTES];
  int length = 0;

  self->used = 0;
  return EVP_EncryptUpdate (self->ctr, self->run, &length, noughts, RUN_BYTES) == 1
         && length == RUN_BYTES;
}

static void
lay_over (guchar *out, const guchar *in, const guchar *run, gsize bytes)
{
  for (; bytes >= sizeof (guint64); bytes -= sizeof (guint64))
    {
      guint64 word;
      guint64 key;

      memcpy (&word, in, sizeof word);
      memcpy (&key, run, sizeof key);
      word ^= key;
      memcpy (out, &word, sizeof word);
      out += sizeof word;
      in += sizeof word;
      run += sizeof word;
    }
  for (; bytes > 0; bytes--)
    *out++ = *in++ ^ *run++;
}

/* @out: may be @in */
gboolean
mms_key_stream_lay_over (MmsKeyStream *self, guchar *out, const guchar *in, gsize bytes)
{
  while (bytes > 0)
    {
      gsize part;

      if (self->used == RUN_BYTES && !refill (self))
        return FALSE;
      part = MIN (bytes, RUN_BYTES - self->used);
      lay_over (out, in, self->run + self->used, part);
      self->used += part;
      out += part;
      in += part;
      bytes -= part;
    }
  return TRUE;
}
