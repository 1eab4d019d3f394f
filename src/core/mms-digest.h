/* Computes SHA-1 and SHA-256 as fast as the processor can.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MMS_SHA1_BYTES 20
#define MMS_SHA256_BYTES 32

typedef enum {
  MMS_DIGEST_SHA1,
  MMS_DIGEST_SHA256,
} MmsDigestKind;

/**
 * MmsDigest:
 *
 * For one thread at a time, and for any number of digests, one after the other.
 */
typedef struct _MmsDigest MmsDigest;

MmsDigest *mms_digest_new (MmsDigestKind kind);
void       mms_digest_free (MmsDigest *self);
void       mms_digest_begin (MmsDigest *self);
void       mms_digest_update (MmsDigest *self, const void *data, gsize bytes);
void       mms_digest_end (MmsDigest *self, guint8 *digest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsDigest, mms_digest_free)

G_END_DECLS
