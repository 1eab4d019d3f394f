/* Gives libssh2 ciphers that take their key stream in long runs.
 *
 * libssh2 (1.10 and 1.11, src/transport.c, decrypt) hands each 16 bytes of a packet to OpenSSL
 * alone, and the way there and back takes several times as long as the cipher itself. This is a
 * provider of OpenSSL (provider(7), provider-cipher(7)) that stands before its own for AES-128-CTR
 * and AES-128-GCM: it has OpenSSL's AES make some thousand bytes of the key stream at once and lays
 * them over what comes. There is no cryptography here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-stream-cipher.h"

#include "transfer/mms-key-stream.h"
#include "transfer/mms-stream-gcm.h"

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <string.h>

#define KEY_BYTES 16

/* OpenSSL's own ciphers, and who offers them and ours, in a library context that only the threads
 * use which entered it: there is one of each in a process, as long as it lives. */
static OSSL_LIB_CTX *context;
static EVP_CIPHER *own_ctr;
static EVP_CIPHER *own_gcm;
static OSSL_PROVIDER *own_provider;
static OSSL_PROVIDER *our_provider;

/* ---------------------------------------------------------------- a stream */

static void
stream_free (void *data)
{
  mms_key_stream_free (data);
}

static void *
stream_new (void *provider)
{
  (void) provider;
  return mms_key_stream_new (own_ctr);
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
  (void) params;
  if ((key != NULL && key_bytes != KEY_BYTES)
      || (iv != NULL && iv_bytes != MMS_KEY_STREAM_IV_BYTES))
    return 0;
  return mms_key_stream_start (data, key, iv);
}

static int
stream_cipher (void *data, guchar *out, gsize *out_bytes, gsize out_size, const guchar *in,
               gsize bytes)
{
  *out_bytes = in != NULL ? bytes : 0;
  return in == NULL || (out_size >= bytes && mms_key_stream_lay_over (data, out, in, bytes));
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
         && set_size (params, OSSL_CIPHER_PARAM_IVLEN, MMS_KEY_STREAM_IV_BYTES)
         && set_size (params, OSSL_CIPHER_PARAM_BLOCK_SIZE, 1);
}

static int
get_context_params (void *data, OSSL_PARAM params[])
{
  (void) data;
  return set_size (params, OSSL_CIPHER_PARAM_KEYLEN, KEY_BYTES)
         && set_size (params, OSSL_CIPHER_PARAM_IVLEN, MMS_KEY_STREAM_IV_BYTES);
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
  static OSSL_ALGORITHM ciphers[] = {
    { "AES-128-CTR", "provider=" MMS_STREAM_CIPHER_PROVIDER, functions, NULL },
    { "AES-128-GCM", "provider=" MMS_STREAM_CIPHER_PROVIDER, NULL, NULL },
    { NULL, NULL, NULL, NULL },
  };

  (void) provider;
  ciphers[1].implementation = mms_stream_gcm_get_functions ();
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

/* Returns: whether all is there */
static gboolean
make_context (void)
{
  context = OSSL_LIB_CTX_new ();
  if (context == NULL)
    return FALSE;
  own_provider = OSSL_PROVIDER_load (context, "default");
  own_ctr = EVP_CIPHER_fetch (context, "AES-128-CTR", "provider=default");
  own_gcm = EVP_CIPHER_fetch (context, "AES-128-GCM", "provider=default");
  if (own_provider == NULL || own_ctr == NULL || own_gcm == NULL
      || OSSL_PROVIDER_add_builtin (context, MMS_STREAM_CIPHER_PROVIDER, start) != 1)
    return FALSE;
  mms_stream_gcm_set_own (own_gcm, own_ctr);
  our_provider = OSSL_PROVIDER_load (context, MMS_STREAM_CIPHER_PROVIDER);
  return our_provider != NULL
         && EVP_set_default_properties (context, "?provider=" MMS_STREAM_CIPHER_PROVIDER) == 1;
}

/**
 * mms_stream_cipher_enter:
 *
 * From here on OpenSSL takes these ciphers in the calling thread, and in no other
 * (OSSL_LIB_CTX_set0_default(3)): one that speaks SFTP and nothing else. Costs nothing the second
 * time. Does nothing where OpenSSL is held to FIPS, whose ciphers are then the only ones.
 *
 * Returns: whether it is so; where not, all works as before, slower
 */
gboolean
mms_stream_cipher_enter (void)
{
  static gsize made = 0;

  if (g_once_init_enter (&made))
    {
      gboolean may = !EVP_default_properties_is_fips_enabled (NULL);

      g_once_init_leave (&made, may && make_context () ? 1 : 2);
    }
  if (made == 1)
    OSSL_LIB_CTX_set0_default (context);
  return made == 1;
}
