/* Gives libssh2 AES-128-GCM whose packets are decrypted in long runs.
 *
 * libssh2 1.11 (src/openssl.c, _libssh2_cipher_crypt) takes a packet in these steps: IV_GEN, 4
 * bytes of AAD, its blocks one by one, SET_TAG before the last of them, final. The bytes of a block
 * are wanted at once, so they are laid over with the key stream of counter mode, which GCM is (NIST
 * SP 800-38D: it counts from 2 behind a 12 byte IV); what came is kept, and at the final step
 * OpenSSL's own GCM proves the whole packet by its tag, in one go. Encryption is OpenSSL's own
 * throughout.
 *
 * Only these steps are offered; it is for the threads that speak SFTP and for nothing else.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-stream-gcm.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <string.h>

#include "transfer/mms-key-stream.h"

#define KEY_BYTES 16
#define IV_BYTES 12
#define TAG_BYTES 16
#define AAD_MAX 16
#define PACKET_MAX (1 << 20) /* bytes; RFC 4253 asks for 35,000 */
#define FIRST_COUNT 2        /* of the key stream: the tag has 1 */

typedef struct
{
  EVP_CIPHER_CTX *own;  /* (owned) */
  MmsKeyStream *stream; /* (owned) */
  gboolean encrypting;
  guchar next_iv[IV_BYTES];
  guchar iv[IV_BYTES]; /* of this packet */
  guchar aad[AAD_MAX];
  gsize aad_bytes;
  guchar tag[TAG_BYTES];
  guchar *packet;      /* (owned) (nullable): as it came */
  gsize packet_bytes;
  gsize packet_size;   /* of what is allocated */
} Gcm;

static const EVP_CIPHER *own_gcm;
static const EVP_CIPHER *own_ctr;

void
mms_stream_gcm_set_own (const EVP_CIPHER *gcm, const EVP_CIPHER *ctr)
{
  own_gcm = gcm;
  own_ctr = ctr;
}

static void
gcm_free (void *data)
{
  Gcm *self = data;

  EVP_CIPHER_CTX_free (self->own);
  mms_key_stream_free (self->stream);
  g_free (self->packet);
  g_free (self);
}

static void *
gcm_new (void *provider)
{
  Gcm *self = g_new0 (Gcm, 1);

  (void) provider;
  self->own = EVP_CIPHER_CTX_new ();
  self->stream = mms_key_stream_new (own_ctr);
  if (self->own != NULL && self->stream != NULL)
    return self;
  gcm_free (self);
  return NULL;
}

static int
start (Gcm *self, gboolean encrypting, const guchar *key, gsize key_bytes, const guchar *iv,
       gsize iv_bytes)
{
  if ((key != NULL && key_bytes != KEY_BYTES) || (iv != NULL && iv_bytes != IV_BYTES))
    return 0;
  self->encrypting = encrypting;
  if (iv != NULL)
    memcpy (self->next_iv, iv, IV_BYTES);
  return key == NULL
         || (EVP_CipherInit_ex2 (self->own, own_gcm, key, NULL, encrypting, NULL) == 1
             && mms_key_stream_start (self->stream, key, NULL));
}

static int
start_encrypting (void *data, const guchar *key, gsize key_bytes, const guchar *iv, gsize iv_bytes,
                  const OSSL_PARAM *params)
{
  (void) params;
  return start (data, TRUE, key, key_bytes, iv, iv_bytes);
}

static int
start_decrypting (void *data, const guchar *key, gsize key_bytes, const guchar *iv, gsize iv_bytes,
                  const OSSL_PARAM *params)
{
  (void) params;
  return start (data, FALSE, key, key_bytes, iv, iv_bytes);
}

/* Counts on in the last eight bytes, the greatest first (RFC 5647, 7.1). */
static void
count_on (guchar *iv)
{
  for (guint i = IV_BYTES; i-- > IV_BYTES - 8;)
    if (++iv[i] != 0)
      return;
}

/* A new packet. */
static gboolean
begin (Gcm *self)
{
  guchar counter[MMS_KEY_STREAM_IV_BYTES] = { 0 };

  memcpy (self->iv, self->next_iv, IV_BYTES);
  count_on (self->next_iv);
  self->aad_bytes = 0;
  self->packet_bytes = 0;
  if (self->encrypting)
    return EVP_EncryptInit_ex2 (self->own, NULL, NULL, self->iv, NULL) == 1;
  memcpy (counter, self->iv, IV_BYTES);
  counter[sizeof counter - 1] = FIRST_COUNT;
  return mms_key_stream_start (self->stream, NULL, counter);
}

static gboolean
take_aad (Gcm *self, const guchar *in, gsize bytes)
{
  int length;

  if (bytes > AAD_MAX - self->aad_bytes)
    return FALSE;
  memcpy (self->aad + self->aad_bytes, in, bytes);
  self->aad_bytes += bytes;
  return !self->encrypting || EVP_EncryptUpdate (self->own, NULL, &length, in, (int) bytes) == 1;
}

/* Sixteen bytes at a time, so it is as cheap as it can be. */
static void
keep (Gcm *self, const guchar *in, gsize bytes)
{
  if (bytes > self->packet_size - self->packet_bytes)
    {
      self->packet_size = 2 * self->packet_size + bytes;
      self->packet = g_realloc (self->packet, self->packet_size);
    }
  memcpy (self->packet + self->packet_bytes, in, bytes);
  self->packet_bytes += bytes;
}

static gboolean
pass (Gcm *self, guchar *out, const guchar *in, gsize bytes)
{
  int length;

  if (bytes > PACKET_MAX - self->packet_bytes)
    return FALSE;
  if (self->encrypting)
    return EVP_EncryptUpdate (self->own, out, &length, in, (int) bytes) == 1;
  keep (self, in, bytes);
  return mms_key_stream_lay_over (self->stream, out, in, bytes);
}

/* Proves the whole packet by its tag. */
static gboolean
prove (Gcm *self)
{
  guchar rest[EVP_MAX_BLOCK_LENGTH];
  int length;

  return EVP_DecryptInit_ex2 (self->own, NULL, NULL, self->iv, NULL) == 1
         && (self->aad_bytes == 0
             || EVP_DecryptUpdate (self->own, NULL, &length, self->aad, (int) self->aad_bytes) == 1)
         && (self->packet_bytes == 0
             || EVP_DecryptUpdate (self->own, self->packet, &length, self->packet,
                                   (int) self->packet_bytes) == 1)
         && EVP_CIPHER_CTX_ctrl (self->own, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, self->tag) == 1
         && EVP_DecryptFinal_ex (self->own, rest, &length) == 1;
}

static gboolean
finish (Gcm *self)
{
  guchar rest[EVP_MAX_BLOCK_LENGTH];
  int length;

  return self->encrypting ? EVP_EncryptFinal_ex (self->own, rest, &length) == 1 : prove (self);
}

/* @out: %NULL: @in is AAD. @in: %NULL: the packet's end. */
static int
gcm_cipher (void *data, guchar *out, gsize *out_bytes, gsize out_size, const guchar *in,
            gsize bytes)
{
  Gcm *self = data;

  *out_bytes = 0;
  if (in == NULL)
    return finish (self);
  if (out == NULL)
    {
      *out_bytes = bytes;
      return take_aad (self, in, bytes);
    }
  *out_bytes = bytes;
  return out_size >= bytes && pass (self, out, in, bytes);
}

static int
gcm_final (void *data, guchar *out, gsize *out_bytes, gsize out_size)
{
  (void) out;
  (void) out_size;
  *out_bytes = 0;
  return finish (data);
}

/* ---------------------------------------------------------------- what OpenSSL asks */

static gboolean
set_size (OSSL_PARAM params[], const char *name, gsize value)
{
  OSSL_PARAM *param = OSSL_PARAM_locate (params, name);

  return param == NULL || OSSL_PARAM_set_size_t (param, value) == 1;
}

static gboolean
set_int (OSSL_PARAM params[], const char *name, int value)
{
  OSSL_PARAM *param = OSSL_PARAM_locate (params, name);

  return param == NULL || OSSL_PARAM_set_int (param, value) == 1;
}

static int
get_params (OSSL_PARAM params[])
{
  OSSL_PARAM *mode = OSSL_PARAM_locate (params, OSSL_CIPHER_PARAM_MODE);

  return (mode == NULL || OSSL_PARAM_set_uint (mode, EVP_CIPH_GCM_MODE))
         && set_int (params, OSSL_CIPHER_PARAM_AEAD, 1)
         && set_int (params, OSSL_CIPHER_PARAM_CUSTOM_IV, 1)
         && set_size (params, OSSL_CIPHER_PARAM_KEYLEN, KEY_BYTES)
         && set_size (params, OSSL_CIPHER_PARAM_IVLEN, IV_BYTES)
         && set_size (params, OSSL_CIPHER_PARAM_BLOCK_SIZE, 1);
}

/* IV_GEN begins a packet and gives the end of its IV. */
static gboolean
give_iv (Gcm *self, OSSL_PARAM *param)
{
  if (param == NULL)
    return TRUE;
  if (param->data == NULL || param->data_size > IV_BYTES || !begin (self))
    return FALSE;
  memcpy (param->data, self->iv + IV_BYTES - param->data_size, param->data_size);
  return TRUE;
}

static gboolean
give_tag (Gcm *self, OSSL_PARAM *param)
{
  return param == NULL
         || (self->encrypting && param->data != NULL && param->data_size == TAG_BYTES
             && EVP_CIPHER_CTX_ctrl (self->own, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, param->data)
                    == 1);
}

static int
get_context_params (void *data, OSSL_PARAM params[])
{
  return set_size (params, OSSL_CIPHER_PARAM_KEYLEN, KEY_BYTES)
         && set_size (params, OSSL_CIPHER_PARAM_IVLEN, IV_BYTES)
         && set_size (params, OSSL_CIPHER_PARAM_AEAD_TAGLEN, TAG_BYTES)
         && give_iv (data, OSSL_PARAM_locate (params, OSSL_CIPHER_PARAM_AEAD_TLS1_GET_IV_GEN))
         && give_tag (data, OSSL_PARAM_locate (params, OSSL_CIPHER_PARAM_AEAD_TAG));
}

/* SET_IV_FIXED with a length of -1 gives the whole IV; SET_TAG what the packet must prove. */
static int
set_context_params (void *data, const OSSL_PARAM params[])
{
  Gcm *self = data;
  const OSSL_PARAM *iv;
  const OSSL_PARAM *tag;

  if (params == NULL)
    return 1;
  iv = OSSL_PARAM_locate_const (params, OSSL_CIPHER_PARAM_AEAD_TLS1_IV_FIXED);
  tag = OSSL_PARAM_locate_const (params, OSSL_CIPHER_PARAM_AEAD_TAG);
  if (iv != NULL && (iv->data == NULL || iv->data_size != (gsize) -1))
    return 0;
  if (tag != NULL && (tag->data == NULL || tag->data_size != TAG_BYTES))
    return 0;
  if (iv != NULL)
    memcpy (self->next_iv, iv->data, IV_BYTES);
  if (tag != NULL)
    memcpy (self->tag, tag->data, TAG_BYTES);
  return 1;
}

static const OSSL_PARAM *
list_params (void *data, void *provider)
{
  static const OSSL_PARAM params[]
      = { OSSL_PARAM_size_t (OSSL_CIPHER_PARAM_KEYLEN, NULL),
          OSSL_PARAM_size_t (OSSL_CIPHER_PARAM_IVLEN, NULL),
          OSSL_PARAM_size_t (OSSL_CIPHER_PARAM_AEAD_TAGLEN, NULL),
          OSSL_PARAM_octet_string (OSSL_CIPHER_PARAM_AEAD_TAG, NULL, 0),
          OSSL_PARAM_octet_string (OSSL_CIPHER_PARAM_AEAD_TLS1_GET_IV_GEN, NULL, 0),
          OSSL_PARAM_octet_string (OSSL_CIPHER_PARAM_AEAD_TLS1_IV_FIXED, NULL, 0), OSSL_PARAM_END };

  (void) data;
  (void) provider;
  return params;
}

#define FUNCTION(id, function) { id, (void (*) (void)) (function) }

const OSSL_DISPATCH *
mms_stream_gcm_get_functions (void)
{
  static const OSSL_DISPATCH functions[] = {
    FUNCTION (OSSL_FUNC_CIPHER_NEWCTX, gcm_new),
    FUNCTION (OSSL_FUNC_CIPHER_FREECTX, gcm_free),
    FUNCTION (OSSL_FUNC_CIPHER_ENCRYPT_INIT, start_encrypting),
    FUNCTION (OSSL_FUNC_CIPHER_DECRYPT_INIT, start_decrypting),
    FUNCTION (OSSL_FUNC_CIPHER_UPDATE, gcm_cipher),
    FUNCTION (OSSL_FUNC_CIPHER_FINAL, gcm_final),
    FUNCTION (OSSL_FUNC_CIPHER_CIPHER, gcm_cipher),
    FUNCTION (OSSL_FUNC_CIPHER_GET_PARAMS, get_params),
    FUNCTION (OSSL_FUNC_CIPHER_GET_CTX_PARAMS, get_context_params),
    FUNCTION (OSSL_FUNC_CIPHER_SET_CTX_PARAMS, set_context_params),
    FUNCTION (OSSL_FUNC_CIPHER_GETTABLE_CTX_PARAMS, list_params),
    FUNCTION (OSSL_FUNC_CIPHER_SETTABLE_CTX_PARAMS, list_params),
    { 0, NULL },
  };

  return functions;
}
