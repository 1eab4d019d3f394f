/* Computes SHA-1 and SHA-256 as fast as the processor can.
 *
 * GChecksum does not know the instructions that processors have for it; libcrypto does.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-digest.h"

#include <openssl/evp.h>

struct _MmsDigest
{
  EVP_MD *method;      /* (owned) */
  EVP_MD_CTX *context; /* (owned) */
};

/* As with memory: a libcrypto that cannot hash is no error that anybody could handle. */
static void
must (gboolean done)
{
  if (!done)
    g_error ("libcrypto cannot hash");
}

static const char *
get_name (MmsDigestKind kind)
{
  switch (kind)
    {
    case MMS_DIGEST_SHA1:
      return "SHA1";
    case MMS_DIGEST_SHA256:
      return "SHA256";
    }
  g_return_val_if_reached (NULL);
}

/* Returns: (transfer full): a digest that waits for mms_digest_begin() */
MmsDigest *
mms_digest_new (MmsDigestKind kind)
{
  MmsDigest *self = g_new0 (MmsDigest, 1);

  self->method = EVP_MD_fetch (NULL, get_name (kind), NULL);
  self->context = EVP_MD_CTX_new ();
  must (self->method != NULL && self->context != NULL);
  return self;
}

void
mms_digest_free (MmsDigest *self)
{
  if (self == NULL)
    return;
  EVP_MD_CTX_free (self->context);
  EVP_MD_free (self->method);
  g_free (self);
}

/* Starts anew; what was begun and not ended is forgotten. */
void
mms_digest_begin (MmsDigest *self)
{
  must (EVP_DigestInit_ex (self->context, self->method, NULL));
}

void
mms_digest_update (MmsDigest *self, const void *data, gsize bytes)
{
  must (EVP_DigestUpdate (self->context, data, bytes));
}

/* @digest: (out caller-allocates): 20 bytes of SHA-1, 32 of SHA-256 */
void
mms_digest_end (MmsDigest *self, guint8 *digest)
{
  must (EVP_DigestFinal_ex (self->context, digest, NULL));
}
