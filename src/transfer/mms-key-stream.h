/* Lays the key stream of AES-CTR over bytes, and has it made in long runs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <openssl/evp.h>

G_BEGIN_DECLS

#define MMS_KEY_STREAM_IV_BYTES 16

typedef struct MmsKeyStream MmsKeyStream;

MmsKeyStream *mms_key_stream_new (const EVP_CIPHER *ctr);
void mms_key_stream_free (MmsKeyStream *self);
gboolean mms_key_stream_start (MmsKeyStream *self, const guchar *key, const guchar *iv);
gboolean mms_key_stream_lay_over (MmsKeyStream *self, guchar *out, const guchar *in, gsize bytes);

G_END_DECLS
