/* Gives libssh2 the key stream of AES-128-CTR in long runs.
 *
 * libssh2 (1.10 and 1.11, src/transport.c, decrypt) hands each 16 bytes of a packet to OpenSSL
 * alone, and the way there and back takes several times as long as the cipher itself. This is a
 * provider of OpenSSL (provider(7), provider-cipher(7)) that stands before its own for this one
 * cipher: it has OpenSSL's AES make some thousand bytes of the key stream at once and lays them over
 * what comes. There is no cryptography here.
 *
 * AES-256-CTR is not offered: OpenSSL's generator of random numbers uses it, a few bytes a key.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-stream-cipher.h"

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <string.h>

#define KEY_BYTES 16
#define IV_BYTES 16
#define RUN_BYTES 4096

typedef struct
{
  EVP_CIPHER_CTX *aes; /* (owned): OpenSSL's own */
  gsize used;          /* of @run */
  guchar run[RUN_BYTES];
} Stream;

/* OpenSSL's own AES-128-CTR, and who offers that and ours: there is one of each in a process, as
 * long as it lives. */
static EVP_CIPHER *own_aes;
static OSSL_PROVIDER *own_provider;
static OSSL_PROVIDER *our_provider;

/* ---------------------------------------------------------------- a stream */

static void
stream_free (void *data)
{
  Stream *self = data;

  EVP_CIPHER_CTX_free (self->aes);
  OPENSSL_clear_free (self, sizeof *self);
}

static void *
stream_new (void *provider)
{
  Stream *self = OPENSSL_zalloc (sizeof *self);

  (void) provider;
  if (self == NULL)
    return NULL;
  self->aes = EVP_CIPHER_CTX_new ();
  self->used = RUN_BYTES;
  if (self->aes != NULL && EVP_EncryptInit_ex2 (self->aes, own_aes, NULL, NULL, NULL) == 1)
    return self;
  stream_free (self);
  return NULL;
}

/* Both ways are the same in this mode. */
static int
stream_init (void *data,
             const guchar *key,
             gsize key_bytes,
             const guchar *iv,
             gsize iv_bytes,
             const OSSL_PARAM *params)
{
  Stream *self = data;

  (void) params;
  if ((key != NULL && key_bytes != KEY_BYTES) || (iv != NULL && iv_bytes != IV_BYTES))
    return 0;
  self->used = RUN_BYTES;
  return EVP_EncryptInit_ex2 (self->aes, NULL, key, iv, NULL);
}

static gboolean
refill (Stream *self)
{
  static const guchar noughts[RUN_BYTES];
  int length = 0;

  self->used = 0;
  return EVP_EncryptUpdate (self->aes, self->run, &length, noughts, RUN_BYTES) == 1
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

static int
stream_cipher (void *data, guchar *out, gsize *out_bytes, gsize out_size, const guchar *in,
               gsize bytes)
{
  Stream *self = data;

  if (out_size < bytes)
    return 0;
  *out_bytes = bytes;
  while (bytes > 0)
    {
      gsize part;

      if (self->used == RUN_BYTES && !refill (self))
        return 0;
      part = MIN (bytes, RUN_BYTES - self->used);
      lay_over (out, in, self->run + self->used, part);
      self->used += part;
      out += part;
      in += part;
      bytes -= part;
    }
  return 1;
}

static int
stream_final (void *data, guchar *out, gsize *out_bytes, gsize out_size)
{
  (void) data;
  (void) out;
  (void) out_size;
  *out_bytes = 0;
  return 1;
}

/* ---------------------------------------------------------------- what OpenSSL asks */

static int
set_size (OSSL_PARAM params[], const char *name, gsize value)
{
  OSSL_PARAM *param = OSSL_PARAM_locate (params, name);

  return param == NULL || OSSL_PARAM_set_size_t (param, value);
}

static int
get_params (OSSL_PARAM params[])
{
  OSSL_PARAM *mode = OSSL_PARAM_locate (params, OSSL_CIPHER_PARAM_MODE);

  return (mode == NULL || OSSL_PARAM_set_uint (mode, EVP_CIPH_CTR_MODE))
         && set_size (params, OSSL_CIPHER_PARAM_KEYLEN, KEY_BYTES)
         && set_size (params, OSSL_CIPHER_PARAM_IVLEN, IV_BYTES)
         && set_size (params, OSSL_CIPHER_PARAM_BLOCK_SIZE, 1);
}

static int
get_context_params (void *data, OSSL_PARAM params[])
{
  (void) data;
  return set_size (params, OSSL_CIPHER_PARAM_KEYLEN, KEY_BYTES)
         && set_size (params, OSSL_CIPHER_PARAM_IVLEN, IV_BYTES);
}

static const OSSL_PARAM *
list_context_params (void *data, void *provider)
{
  static const OSSL_PARAM params[]
      = { OSSL_PARAM_size_t (OSSL_CIPHER_PARAM_KEYLEN, NULL),
          OSSL_PARAM_size_t (OSSL_CIPHER_PARAM_IVLEN, NULL), OSSL_PARAM_END };

  (void) data;
  (void) provider;
  return params;
}

#define FUNCTION(id, function) { id, (void (*) (void)) (function) }

static const OSSL_ALGORITHM *
list_algorithms (void *provider, int operation, int *no_cache)
{
  static const OSSL_DISPATCH functions[] = {
    FUNCTION (OSSL_FUNC_CIPHER_NEWCTX, stream_new),
    FUNCTION (OSSL_FUNC_CIPHER_FREECTX, stream_free),
    FUNCTION (OSSL_FUNC_CIPHER_ENCRYPT_INIT, stream_init),
    FUNCTION (OSSL_FUNC_CIPHER_DECRYPT_INIT, stream_init),
    FUNCTION (OSSL_FUNC_CIPHER_UPDATE, stream_cipher),
    FUNCTION (OSSL_FUNC_CIPHER_FINAL, stream_final),
    FUNCTION (OSSL_FUNC_CIPHER_CIPHER, stream_cipher),
    FUNCTION (OSSL_FUNC_CIPHER_GET_PARAMS, get_params),
    FUNCTION (OSSL_FUNC_CIPHER_GET_CTX_PARAMS, get_context_params),
    FUNCTION (OSSL_FUNC_CIPHER_GETTABLE_CTX_PARAMS, list_context_params),
    { 0, NULL },
  };
  static const OSSL_ALGORITHM ciphers[] = {
    { "AES-128-CTR", "provider=" MMS_STREAM_CIPHER_PROVIDER, functions, NULL },
    { NULL, NULL, NULL, NULL },
  };

  (void) provider;
  *no_cache = 0;
  return operation == OSSL_OP_CIPHER ? ciphers : NULL;
}

static int
start (const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in, const OSSL_DISPATCH **out,
       void **provider)
{
  static const OSSL_DISPATCH functions[] = {
    FUNCTION (OSSL_FUNC_PROVIDER_QUERY_OPERATION, list_algorithms),
    { 0, NULL },
  };

  (void) in;
  *out = functions;
  *provider = (void *) handle;
  return 1;
}

/**
 * mms_stream_cipher_install:
 *
 * Puts it before OpenSSL's own cipher in this process; called once, before the first connection.
 * Does nothing where OpenSSL is held to FIPS, whose ciphers are then the only ones.
 *
 * Returns: whether it is there; where not, all works as before, slower
 */
gboolean
mms_stream_cipher_install (void)
{
  if (EVP_default_properties_is_fips_enabled (NULL))
    return FALSE;
  own_provider = OSSL_PROVIDER_load (NULL, "default");
  own_aes = EVP_CIPHER_fetch (NULL, "AES-128-CTR", "provider=default");
  if (own_provider == NULL || own_aes == NULL
      || OSSL_PROVIDER_add_builtin (NULL, MMS_STREAM_CIPHER_PROVIDER, start) != 1)
    return FALSE;
  our_provider = OSSL_PROVIDER_load (NULL, MMS_STREAM_CIPHER_PROVIDER);
  return our_provider != NULL
         && EVP_set_default_properties (NULL, "?provider=" MMS_STREAM_CIPHER_PROVIDER) == 1;
}
