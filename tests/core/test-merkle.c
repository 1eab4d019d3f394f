/* Tests that the root of a tree is that of the tree drawn out in full.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-merkle.h"

#include <string.h>

#define WIDEST 64

/* Hash number @i of the lowest layer; @pad from @n on. */
static void
make_hash (guint i, guint n, const guint8 *pad, guint8 *hash)
{
  memset (hash, (int) (i * 7 + 1), MMS_SHA256_BYTES);
  if (i >= n && pad != NULL)
    memcpy (hash, pad, MMS_SHA256_BYTES);
  else if (i >= n)
    memset (hash, 0, MMS_SHA256_BYTES);
}

static void
draw (guint n, guint width, const guint8 *pad, guint8 *root)
{
  guint8 nodes[WIDEST][MMS_SHA256_BYTES];

  for (guint i = 0; i < width; i++)
    make_hash (i, n, pad, nodes[i]);
  for (; width > 1; width /= 2)
    for (guint i = 0; i < width / 2; i++)
      {
        g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
        gsize bytes = MMS_SHA256_BYTES;

        g_checksum_update (sum, nodes[2 * i], 2 * MMS_SHA256_BYTES);
        g_checksum_get_digest (sum, nodes[i], &bytes);
      }
  memcpy (root, nodes[0], MMS_SHA256_BYTES);
}

static void
check (MmsMerkle *merkle, guint n, guint width, const guint8 *pad)
{
  guint8 hash[MMS_SHA256_BYTES], root[MMS_SHA256_BYTES], drawn[MMS_SHA256_BYTES];

  mms_merkle_begin (merkle);
  for (guint i = 0; i < n; i++)
    {
      make_hash (i, n, pad, hash);
      mms_merkle_add (merkle, hash);
    }
  mms_merkle_end (merkle, width, pad, root);
  draw (n, width, pad, drawn);
  g_assert_cmpmem (root, sizeof root, drawn, sizeof drawn);
}

static void
test_every_size (void)
{
  g_autoptr (MmsMerkle) merkle = mms_merkle_new ();
  guint8 pad[MMS_SHA256_BYTES];

  memset (pad, 0xEE, sizeof pad);
  for (guint width = 1; width <= WIDEST; width *= 2)
    for (guint n = 0; n <= width; n++)
      {
        check (merkle, n, width, NULL);
        check (merkle, n, width, pad);
      }
}

static void
test_widths (void)
{
  const guint64 table[][2] = { { 1, 1 }, { 2, 2 }, { 3, 4 }, { 4, 4 }, { 5, 8 }, { 4294967297, 8589934592 } };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_cmpuint (mms_merkle_get_width (table[i][0]), ==, table[i][1]);
}

/* FIPS 180-4's "abc", by both methods, twice, so that nothing is left over from the time before. */
static void
test_digests (void)
{
  const char *known[] = {
    "a9993e364706816aba3e25717850c26c9cd0d89d",
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autoptr (MmsDigest) digest = mms_digest_new (i == 0 ? MMS_DIGEST_SHA1 : MMS_DIGEST_SHA256);
      guint8 bytes[MMS_SHA256_BYTES];

      for (guint round = 0; round < 2; round++)
        {
          g_autoptr (GString) hex = g_string_new (NULL);

          mms_digest_begin (digest);
          mms_digest_update (digest, "forgotten", 9);
          mms_digest_begin (digest);
          mms_digest_update (digest, "a", 1);
          mms_digest_update (digest, "bc", 2);
          mms_digest_end (digest, bytes);
          for (gsize b = 0; b < strlen (known[i]) / 2; b++)
            g_string_append_printf (hex, "%02x", bytes[b]);
          g_assert_cmpstr (hex->str, ==, known[i]);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/merkle/is-right-at-every-size-and-with-every-padding", test_every_size);
  g_test_add_func ("/merkle/is-as-wide-as-the-next-power-of-two", test_widths);
  g_test_add_func ("/merkle/hashes-as-the-standard-says", test_digests);
  return g_test_run ();
}
