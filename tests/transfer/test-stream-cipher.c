/* Tests that the ciphers that work in long runs give OpenSSL's own bytes, and find what is forged.
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

/* ---------------------------------------------------------------- packets of AES-GCM */

#define TAG_BYTES 16
#define AAD_BYTES 4
#define PACKET_MOST 40000

static EVP_CIPHER_CTX *
start_gcm (const char *properties, const guchar *key, guchar *iv, gboolean encrypt)
{
  EVP_CIPHER *cipher = EVP_CIPHER_fetch (NULL, "AES-128-GCM", properties);
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();

  g_assert_nonnull (cipher);
  g_assert_cmpint (EVP_CipherInit (context, cipher, key, iv, encrypt), ==, 1);
  g_assert_cmpint (EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_IV_FIXED, -1, iv), ==, 1);
  EVP_CIPHER_free (cipher);
  return context;
}

/* One packet, in the steps of libssh2 1.11: @bytes behind the AAD, then the tag.
 * Returns: whether its tag proves it */
static gboolean
pass_packet (EVP_CIPHER_CTX *context, guchar *packet, gsize bytes, gboolean encrypt)
{
  guchar last;
  guchar *tag = packet + AAD_BYTES + bytes;

  g_assert_cmpint (EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_GCM_IV_GEN, 1, &last), ==, 1);
  g_assert_cmpint (EVP_Cipher (context, NULL, packet, AAD_BYTES), >=, 0);
  for (gsize at = 0; at < bytes; at += 16)
    {
      guint part = (guint) MIN (16, bytes - at);
      guchar block[16];

      if (!encrypt && at + part == bytes)
        g_assert_cmpint (EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_GCM_SET_TAG, TAG_BYTES, tag), ==,
                         1);
      g_assert_cmpint (EVP_Cipher (context, block, packet + AAD_BYTES + at, part), >=, 0);
      memcpy (packet + AAD_BYTES + at, block, part);
    }
  if (EVP_Cipher (context, NULL, NULL, 0) < 0)
    return FALSE;
  if (encrypt)
    g_assert_cmpint (EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_GCM_GET_TAG, TAG_BYTES, tag), ==, 1);
  return TRUE;
}

/* One of the two is OpenSSL's own, for many packets after each other. */
static void
check_packets (const char *sender, const char *receiver, const guchar *iv)
{
  static const gsize sizes[] = { 16, 32, 4096, 4112, 48, 32768, 20, PACKET_MOST, 16 };
  g_autofree guchar *packet = g_malloc (AAD_BYTES + PACKET_MOST + TAG_BYTES);
  g_autofree guchar *plain = g_malloc (AAD_BYTES + PACKET_MOST);
  guchar key[16];
  guchar send_iv[12];
  guchar receive_iv[12];
  EVP_CIPHER_CTX *out;
  EVP_CIPHER_CTX *in;

  fill (key, sizeof key);
  memcpy (send_iv, iv, sizeof send_iv);
  memcpy (receive_iv, iv, sizeof receive_iv);
  out = start_gcm (sender, key, send_iv, TRUE);
  in = start_gcm (receiver, key, receive_iv, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      fill (plain, AAD_BYTES + sizes[i]);
      memcpy (packet, plain, AAD_BYTES + sizes[i]);
      g_assert_true (pass_packet (out, packet, sizes[i], TRUE));
      g_assert_cmpint (memcmp (packet + AAD_BYTES, plain + AAD_BYTES, sizes[i]), !=, 0);
      g_assert_true (pass_packet (in, packet, sizes[i], FALSE));
      g_assert_cmpmem (packet, AAD_BYTES + sizes[i], plain, AAD_BYTES + sizes[i]);
    }
  EVP_CIPHER_CTX_free (out);
  EVP_CIPHER_CTX_free (in);
}

static void
test_packets (void)
{
  guchar iv[12];

  for (guint i = 0; i < 10; i++)
    {
      fill (iv, sizeof iv);
      if (i % 2 == 0) /* the count runs over its end */
        memset (iv + 4, 0xff, 8);
      check_packets ("provider=default", "provider=" MMS_STREAM_CIPHER_PROVIDER, iv);
      check_packets ("provider=" MMS_STREAM_CIPHER_PROVIDER, "provider=default", iv);
      check_packets ("provider=" MMS_STREAM_CIPHER_PROVIDER,
                     "provider=" MMS_STREAM_CIPHER_PROVIDER, iv);
    }
}

/* A bit anywhere (the length, the data, the tag) that is not as it was sent. */
static void
test_forged (void)
{
  static const gsize bytes = 4096;
  static const gsize places[] = { 0, 3, AAD_BYTES, AAD_BYTES + 17, AAD_BYTES + 4095,
                                  AAD_BYTES + 4096, AAD_BYTES + 4096 + TAG_BYTES - 1 };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      guchar key[16] = { 1 };
      guchar iv[12] = { 2 };
      guchar packet[AAD_BYTES + 4096 + TAG_BYTES] = { 0 };
      EVP_CIPHER_CTX *out = start_gcm ("provider=default", key, iv, TRUE);
      EVP_CIPHER_CTX *in = start_gcm ("provider=" MMS_STREAM_CIPHER_PROVIDER, key, iv, FALSE);

      g_assert_true (pass_packet (out, packet, bytes, TRUE));
      packet[places[i]] ^= 0x20;
      g_assert_false (pass_packet (in, packet, bytes, FALSE));
      EVP_CIPHER_CTX_free (out);
      EVP_CIPHER_CTX_free (in);
    }
}

static const char *
get_provider (const EVP_CIPHER *cipher)
{
  return OSSL_PROVIDER_get0_name (EVP_CIPHER_get0_provider (cipher));
}

static void
assert_provider (const char *cipher, const char *provider)
{
  EVP_CIPHER *fetched = EVP_CIPHER_fetch (NULL, cipher, NULL);

  g_assert_cmpstr (get_provider (fetched), ==, provider);
  EVP_CIPHER_free (fetched);
}

static gpointer
look_from_elsewhere (gpointer data)
{
  assert_provider ("AES-128-CTR", "default");
  assert_provider ("AES-128-GCM", "default");
  return NULL;
}

/* libssh2 asks for EVP_aes_128_ctr(); random numbers, and all other threads, have theirs as it
 * was. */
static void
test_stands_before_two_only (void)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  guchar key[16] = { 0 };

  assert_provider ("AES-128-CTR", MMS_STREAM_CIPHER_PROVIDER);
  assert_provider ("AES-128-GCM", MMS_STREAM_CIPHER_PROVIDER);
  assert_provider ("AES-256-CTR", "default");
  assert_provider ("AES-256-GCM", "default");
  assert_provider ("ChaCha20-Poly1305", "default");
  EVP_CipherInit (context, EVP_aes_128_ctr (), key, key, 0);
  g_assert_cmpstr (get_provider (EVP_CIPHER_CTX_get0_cipher (context)), ==,
                   MMS_STREAM_CIPHER_PROVIDER);
  EVP_CIPHER_CTX_free (context);
  g_thread_join (g_thread_new ("elsewhere", look_from_elsewhere, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (mms_stream_cipher_enter ());
  g_test_add_func ("/stream-cipher/gives-the-bytes-that-openssl-gives", test_same_bytes);
  g_test_add_func ("/stream-cipher/counts-over-the-end", test_counter_wraps);
  g_test_add_func ("/stream-cipher/begins-anew-with-a-new-key", test_new_key);
  g_test_add_func ("/stream-cipher/passes-packets-as-openssl-does", test_packets);
  g_test_add_func ("/stream-cipher/finds-what-is-forged", test_forged);
  g_test_add_func ("/stream-cipher/stands-before-two-ciphers-in-its-thread",
                   test_stands_before_two_only);
  return g_test_run ();
}
