/* Tests that the key stream in long runs is OpenSSL's own, byte for byte.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-stream-cipher.h"

#include <openssl/evp.h>
#include <openssl/provider.h>
#include <string.h>

#define DATA_BYTES 100000

static void
fill (guchar *bytes, gsize n)
{
  for (gsize i = 0; i < n; i++)
    bytes[i] = (guchar) g_test_rand_int_range (0, 256);
}

static EVP_CIPHER_CTX *
start (const char *properties, const guchar *key, const guchar *iv, gboolean encrypt)
{
  EVP_CIPHER *cipher = EVP_CIPHER_fetch (NULL, "AES-128-CTR", properties);
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();

  g_assert_nonnull (cipher);
  g_assert_cmpint (EVP_CipherInit_ex2 (context, cipher, key, iv, encrypt, NULL), ==, 1);
  EVP_CIPHER_free (cipher);
  return context;
}

/* What OpenSSL makes of it in one go. */
static void
expect (const guchar *key, const guchar *iv, const guchar *in, guchar *out)
{
  EVP_CIPHER_CTX *context = start ("provider=default", key, iv, TRUE);
  int length;

  g_assert_cmpint (EVP_CipherUpdate (context, out, &length, in, DATA_BYTES), ==, 1);
  g_assert_cmpint (length, ==, DATA_BYTES);
  EVP_CIPHER_CTX_free (context);
}

/* Passes @in through in pieces of up to @most bytes, the way libssh2 does (EVP_Cipher) or the usual
 * one. */
static void
pass (EVP_CIPHER_CTX *context, const guchar *in, guchar *out, int most)
{
  for (int at = 0; at < DATA_BYTES;)
    {
      int piece = most == 16 ? 16 : g_test_rand_int_range (1, most + 1);
      int bytes = MIN (piece, DATA_BYTES - at);
      int length = 0;

      if (most == 16)
        g_assert_cmpint (EVP_Cipher (context, out + at, in + at, (guint) bytes), ==, bytes);
      else
        {
          g_assert_cmpint (EVP_CipherUpdate (context, out + at, &length, in + at, bytes), ==, 1);
          g_assert_cmpint (length, ==, bytes);
        }
      at += bytes;
    }
}

static void
check (const guchar *key, const guchar *iv)
{
  static const int pieces[] = { 1, 16, 33, 4096, 5000, 40000 };
  g_autofree guchar *in = g_malloc (DATA_BYTES);
  g_autofree guchar *expected = g_malloc (DATA_BYTES);
  g_autofree guchar *out = g_malloc (DATA_BYTES);

  fill (in, DATA_BYTES);
  expect (key, iv, in, expected);
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      EVP_CIPHER_CTX *context = start ("provider=" MMS_STREAM_CIPHER_PROVIDER, key, iv, TRUE);

      pass (context, in, out, pieces[i]);
      g_assert_cmpmem (out, DATA_BYTES, expected, DATA_BYTES);
      EVP_CIPHER_CTX_free (context);
      context = start ("provider=" MMS_STREAM_CIPHER_PROVIDER, key, iv, FALSE);
      pass (context, out, out, pieces[i]);
      g_assert_cmpmem (out, DATA_BYTES, in, DATA_BYTES);
      EVP_CIPHER_CTX_free (context);
    }
}

static void
test_same_bytes (void)
{
  for (guint i = 0; i < 20; i++)
    {
      guchar key[16];
      guchar iv[16];

      fill (key, sizeof key);
      fill (iv, sizeof iv);
      check (key, iv);
    }
}

/* The counter runs over its end: all of it, and its lower half. */
static void
test_counter_wraps (void)
{
  guchar key[16];
  guchar iv[16];

  fill (key, sizeof key);
  memset (iv, 0xff, sizeof iv);
  iv[15] = 0xf0;
  check (key, iv);
  fill (iv, 8);
  check (key, iv);
}

/* A new key in the middle of a run (a re-keying) begins a new stream. */
static void
test_new_key (void)
{
  guchar key[16];
  guchar iv[16];
  guchar in[100] = { 0 };
  guchar expected[DATA_BYTES];
  guchar out[100];
  g_autofree guchar *noughts = g_malloc0 (DATA_BYTES);
  EVP_CIPHER_CTX *context;
  int length;

  fill (key, sizeof key);
  fill (iv, sizeof iv);
  context = start ("provider=" MMS_STREAM_CIPHER_PROVIDER, key, iv, TRUE);
  EVP_CipherUpdate (context, out, &length, in, sizeof in);
  fill (key, sizeof key);
  g_assert_cmpint (EVP_CipherInit_ex2 (context, NULL, key, iv, TRUE, NULL), ==, 1);
  EVP_CipherUpdate (context, out, &length, in, sizeof in);
  expect (key, iv, noughts, expected);
  g_assert_cmpmem (out, sizeof out, expected, sizeof out);
  EVP_CIPHER_CTX_free (context);
}

static const char *
get_provider (const EVP_CIPHER *cipher)
{
  return OSSL_PROVIDER_get0_name (EVP_CIPHER_get0_provider (cipher));
}

/* libssh2 asks for EVP_aes_128_ctr(), and random numbers need theirs as it was. */
static void
test_stands_before_one_only (void)
{
  static const struct
  {
    const char *cipher;
    const char *provider;
  } cases[] = { { "AES-128-CTR", MMS_STREAM_CIPHER_PROVIDER },
                { "AES-256-CTR", "default" },
                { "AES-128-GCM", "default" },
                { "ChaCha20-Poly1305", "default" } };
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  guchar key[16] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EVP_CIPHER *cipher = EVP_CIPHER_fetch (NULL, cases[i].cipher, NULL);

      g_assert_cmpstr (get_provider (cipher), ==, cases[i].provider);
      EVP_CIPHER_free (cipher);
    }
  EVP_CipherInit (context, EVP_aes_128_ctr (), key, key, 0);
  g_assert_cmpstr (get_provider (EVP_CIPHER_CTX_get0_cipher (context)), ==,
                   MMS_STREAM_CIPHER_PROVIDER);
  EVP_CIPHER_CTX_free (context);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (mms_stream_cipher_install ());
  g_test_add_func ("/stream-cipher/gives-the-bytes-that-openssl-gives", test_same_bytes);
  g_test_add_func ("/stream-cipher/counts-over-the-end", test_counter_wraps);
  g_test_add_func ("/stream-cipher/begins-anew-with-a-new-key", test_new_key);
  g_test_add_func ("/stream-cipher/stands-before-one-cipher-only", test_stands_before_one_only);
  return g_test_run ();
}
