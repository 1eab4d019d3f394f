/* Tests that a piece is right only with exactly its bytes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-piece-hash.h"

#include <string.h>

#include "support/mms-test-torrent.h"

#define BYTES 70000
#define PIECE_BYTES 16384
#define N_PIECES 5

typedef struct
{
  GBytes *content;       /* (owned) */
  MmsMetainfo *metainfo; /* (owned) */
  MmsPieceHash *hash;    /* (owned) */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Film.mkv");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  self->content = mms_test_make_content (7, BYTES);
  mms_test_torrent_set_content (torrent, g_bytes_get_data (self->content, NULL), BYTES);
  bytes = mms_test_torrent_to_bytes (torrent);
  self->metainfo = mms_metainfo_new (bytes, &error);
  g_assert_no_error (error);
  self->hash = mms_piece_hash_new (self->metainfo);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  mms_piece_hash_free (self->hash);
  mms_metainfo_unref (self->metainfo);
  g_bytes_unref (self->content);
}

/* Hashes what stands at piece number @at as if it were piece number @piece, @part bytes at once. */
static gboolean
hash_piece (Fixture *self, guint piece, guint at, gsize part)
{
  const guint8 *data = g_bytes_get_data (self->content, NULL);
  gsize from = (gsize) at * PIECE_BYTES;
  gsize to = MIN (from + PIECE_BYTES, BYTES);

  mms_piece_hash_begin (self->hash, piece);
  for (; from < to; from += part)
    mms_piece_hash_update (self->hash, data + from, MIN (part, to - from));
  return mms_piece_hash_end (self->hash);
}

static void
test_sizes (Fixture *self, gconstpointer data)
{
  g_assert_cmpuint (mms_metainfo_get_n_pieces (self->metainfo), ==, N_PIECES);
  for (guint i = 0; i < N_PIECES - 1; i++)
    g_assert_cmpint (mms_metainfo_get_bytes_of_piece (self->metainfo, i), ==, PIECE_BYTES);
  g_assert_cmpint (mms_metainfo_get_bytes_of_piece (self->metainfo, N_PIECES - 1), ==,
                   BYTES - (N_PIECES - 1) * PIECE_BYTES);
}

static void
test_right (Fixture *self, gconstpointer data)
{
  const gsize parts[] = { 1, 1000, PIECE_BYTES, BYTES };

  for (guint p = 0; p < G_N_ELEMENTS (parts); p++)
    for (guint i = N_PIECES; i-- > 0;)
      g_assert_true (hash_piece (self, i, i, parts[p]));
}

static void
test_elsewhere (Fixture *self, gconstpointer data)
{
  g_assert_false (hash_piece (self, 0, 1, 1000));
  g_assert_false (hash_piece (self, N_PIECES - 1, 0, 1000));
  g_assert_false (hash_piece (self, 0, N_PIECES - 1, 1000));
  g_assert_true (hash_piece (self, 0, 0, 1000));
}

static void
test_other_bytes (Fixture *self, gconstpointer data)
{
  guint8 piece[PIECE_BYTES];
  const gsize flips[] = { 0, 9999, PIECE_BYTES - 1 };

  for (guint i = 0; i < G_N_ELEMENTS (flips); i++)
    {
      memcpy (piece, g_bytes_get_data (self->content, NULL), sizeof piece);
      piece[flips[i]] ^= 1;
      mms_piece_hash_begin (self->hash, 0);
      mms_piece_hash_update (self->hash, piece, sizeof piece);
      g_assert_false (mms_piece_hash_end (self->hash));
    }
}

static void
test_other_length (Fixture *self, gconstpointer data)
{
  const guint8 *bytes = g_bytes_get_data (self->content, NULL);

  mms_piece_hash_begin (self->hash, 0);
  g_assert_false (mms_piece_hash_end (self->hash));
  mms_piece_hash_begin (self->hash, 0);
  mms_piece_hash_update (self->hash, bytes, PIECE_BYTES - 1);
  g_assert_false (mms_piece_hash_end (self->hash));
  mms_piece_hash_begin (self->hash, 0);
  mms_piece_hash_update (self->hash, bytes, PIECE_BYTES + 1);
  g_assert_false (mms_piece_hash_end (self->hash));
  mms_piece_hash_begin (self->hash, 0);
  mms_piece_hash_update (self->hash, bytes, PIECE_BYTES);
  mms_piece_hash_update (self->hash, bytes, 1);
  mms_piece_hash_update (self->hash, bytes, 0);
  g_assert_false (mms_piece_hash_end (self->hash));
}

static void
test_begun_anew (Fixture *self, gconstpointer data)
{
  mms_piece_hash_begin (self->hash, 3);
  mms_piece_hash_update (self->hash, g_bytes_get_data (self->content, NULL), 100);
  g_assert_true (hash_piece (self, 0, 0, 1000));
  g_assert_false (mms_piece_hash_end (self->hash));
}

/* Every piece of @metainfo is right with its own bytes and wrong with one bit of them flipped.
 * @contents: what each file holds, one behind the other, padding included */
static void
check_all (MmsMetainfo *metainfo, const guint8 *contents)
{
  g_autoptr (MmsPieceHash) hash = mms_piece_hash_new (metainfo);
  const gsize piece_bytes = (gsize) mms_metainfo_get_piece_bytes (metainfo);
  gsize from = 0;

  for (guint i = 0; i < mms_metainfo_get_n_pieces (metainfo); i++)
    {
      const gsize bytes = (gsize) mms_metainfo_get_bytes_of_piece (metainfo, i);
      g_autofree guint8 *piece = g_memdup2 (contents + from, bytes);

      g_assert_cmpuint (bytes, <=, piece_bytes);
      mms_piece_hash_begin (hash, i);
      for (gsize at = 0; at < bytes; at += 5000)
        mms_piece_hash_update (hash, piece + at, MIN (5000, bytes - at));
      g_assert_true (mms_piece_hash_end (hash));
      piece[bytes - 1] ^= 0x80;
      mms_piece_hash_begin (hash, i);
      mms_piece_hash_update (hash, piece, bytes);
      g_assert_false (mms_piece_hash_end (hash));
      piece[bytes - 1] ^= 0x80;
      mms_piece_hash_begin (hash, i);
      mms_piece_hash_update (hash, piece, bytes - 1);
      g_assert_false (mms_piece_hash_end (hash));
      from += bytes;
    }
  g_assert_cmpuint (from, ==, (gsize) mms_metainfo_get_bytes_total (metainfo));
}

/* One file of @bytes, in pieces of @piece_bytes. */
static void
check_file (gsize bytes, gsize piece_bytes, MmsTestTorrentVersion version)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Film.mkv");
  g_autoptr (GBytes) content = mms_test_make_content ((guint32) bytes, bytes);
  g_autoptr (GBytes) file = NULL;
  g_autoptr (MmsMetainfo) metainfo = NULL;
  g_autoptr (GError) error = NULL;

  mms_test_torrent_set_version (torrent, version);
  mms_test_torrent_set_piece_bytes (torrent, piece_bytes);
  mms_test_torrent_set_content (torrent, g_bytes_get_data (content, NULL), (gssize) bytes);
  file = mms_test_torrent_to_bytes (torrent);
  metainfo = mms_metainfo_new (file, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mms_metainfo_get_n_pieces (metainfo), ==, (bytes - 1) / piece_bytes + 1);
  check_all (metainfo, g_bytes_get_data (content, NULL));
}

static void
test_sizes_of_files (void)
{
  const gsize kib = 1024;
  const gsize sizes[] = { 1, 16 * kib - 1, 16 * kib, 16 * kib + 1, 32 * kib, 40 * kib, 64 * kib,
                          64 * kib + 1, 100 * kib, 128 * kib, 129 * kib, 300 * kib };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gsize piece_bytes = 16 * kib; piece_bytes <= 256 * kib; piece_bytes *= 4)
      {
        check_file (sizes[i], piece_bytes, MMS_TEST_TORRENT_V1);
        check_file (sizes[i], piece_bytes, MMS_TEST_TORRENT_HYBRID);
        check_file (sizes[i], piece_bytes, MMS_TEST_TORRENT_V2);
      }
}

/* A folder that is a hybrid: the padding between its files is hashed as zeros. */
static void
test_hybrid (void)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Pack");
  g_autofree guint8 *contents = g_malloc0 (3 * PIECE_BYTES);
  g_autoptr (GBytes) content = mms_test_make_content (1, 20000);
  g_autoptr (GBytes) file = NULL;
  g_autoptr (MmsMetainfo) metainfo = NULL;
  g_autoptr (GError) error = NULL;

  memcpy (contents, g_bytes_get_data (content, NULL), 20000);
  memcpy (contents + 2 * PIECE_BYTES, "end", 3);
  mms_test_torrent_set_version (torrent, MMS_TEST_TORRENT_HYBRID);
  mms_test_torrent_add_file (torrent, "a.mkv", contents, 20000);
  mms_test_torrent_add_padding (torrent, 2 * PIECE_BYTES - 20000);
  mms_test_torrent_add_file (torrent, "b.nfo", "end", 3);
  file = mms_test_torrent_to_bytes (torrent);
  metainfo = mms_metainfo_new (file, &error);
  g_assert_no_error (error);
  g_assert_true (mms_metainfo_get_hybrid (metainfo));
  g_assert_false (mms_metainfo_get_v2_only (metainfo));
  check_all (metainfo, contents);
}

/* A folder of which libtorrent-rasterbar 2.0.8 made a torrent (create_torrent with v2_only, pieces
 * of 32 KiB, without its date), in base64. Byte i of file k, from 0, is (31 * i + i / 251 + k) mod
 * 253, divided as integers. The info-hash is what libtorrent computed. */
static const char vector[] =
  "ZDQ6aW5mb2Q5OmZpbGUgdHJlZWQ1OmEuYmluZDA6ZDY6bGVuZ3RoaTEwMDAwMGUxMTpwaWVjZXMgcm9vdDMyOh"
  "6v+84HbF7EQvKViom4IL4XPBs9mbo81lzkUjihBLzfZWUxOmJkNTplbXB0eWQwOmQ2Omxlbmd0aGkwZWVlOTpz"
  "bWFsbC5iaW5kMDpkNjpsZW5ndGhpNDBlMTE6cGllY2VzIHJvb3QzMjr8G34RPdiPnY2Xa7i/sLhrU+SdrOYlF+"
  "x5wG55jXjD7WVlZTU6Yy5iaW5kMDpkNjpsZW5ndGhpNjU1MzZlMTE6cGllY2VzIHJvb3QzMjoljtWQIjgNlESK"
  "yVY3g45N8Y1TPuO+fCqsyNn4gQM8qWVlNTpkLmJpbmQwOmQ2Omxlbmd0aGkyMDAwMGUxMTpwaWVjZXMgcm9vdD"
  "MyOvA+NfzV+BCgkXxYoue7r/oEwz036jTQYcGE5oeg0QTLZWVlMTI6bWV0YSB2ZXJzaW9uaTJlNDpuYW1lNDpQ"
  "YWNrMTI6cGllY2UgbGVuZ3RoaTMyNzY4ZWUxMjpwaWVjZSBsYXllcnNkMzI6Hq/7zgdsXsRC8pWKibggvhc8Gz"
  "2ZujzWXORSOKEEvN8xMjg66/rS1M3cVC3+WM662VSh1+Fp/y7MplGdnaBcn5040Zq4V7a9PeYLz7kw62l2UI1n"
  "kDs+1NNtARcXF5wFnlGoqEPj6K3sDdufXAYg7qwKCgJrVngZJULHjerFInPnbbOmeHoDyyKqbCGNIUObiNGjJq"
  "PuRU8AKDI2XSQH6cYOFr8zMjoljtWQIjgNlESKyVY3g45N8Y1TPuO+fCqsyNn4gQM8qTY0Oi+l/VQy5bF2V1Za"
  "eMxR6phYTRKN3//Pqpx6z1nVdRQxWTL6lNixyJbPHwedbomAtkorwB7ffvKuAo3JPaNjJURlZQ==";
static const char vector_hash[] = "01A925EDBF45A603C92AC04008E45489235E222A";
static const struct
{
  const char *path;
  gsize bytes;
  gint64 offset;
} vector_files[] = {
  { "a.bin", 100000, 0 },
  { "b/empty", 0, 131072 },
  { "b/small.bin", 40, 131072 },
  { "c.bin", 65536, 163840 },
  { "d.bin", 20000, 229376 },
};

static void
test_vector (void)
{
  gsize length;
  guchar *torrent = g_base64_decode (vector, &length);
  g_autoptr (GBytes) file = g_bytes_new_take (torrent, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMetainfo) metainfo = mms_metainfo_new (file, &error);
  g_autoptr (GByteArray) contents = g_byte_array_new ();

  g_assert_no_error (error);
  g_assert_cmpstr (mms_metainfo_get_hash (metainfo), ==, vector_hash);
  g_assert_cmpstr (mms_metainfo_get_name (metainfo), ==, "Pack");
  g_assert_cmpuint (mms_metainfo_get_n_pieces (metainfo), ==, 8);
  g_assert_cmpuint (mms_metainfo_get_n_files (metainfo), ==, G_N_ELEMENTS (vector_files));
  for (guint k = 0; k < G_N_ELEMENTS (vector_files); k++)
    {
      const MmsMetainfoFile *read = mms_metainfo_get_file (metainfo, k);

      g_assert_cmpstr (read->path, ==, vector_files[k].path);
      g_assert_cmpint (read->bytes, ==, (gint64) vector_files[k].bytes);
      g_assert_cmpint (read->offset, ==, vector_files[k].offset);
      for (gsize i = 0; i < vector_files[k].bytes; i++)
        {
          guint8 byte = (guint8) ((31 * i + i / 251 + k) % 253);
          g_byte_array_append (contents, &byte, 1);
        }
    }
  check_all (metainfo, contents->data);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("/piece-hash/knows-how-large-a-piece-is", test_sizes);
  add ("/piece-hash/takes-a-piece-in-parts-of-any-size", test_right);
  add ("/piece-hash/refuses-a-piece-from-elsewhere", test_elsewhere);
  add ("/piece-hash/refuses-one-bit-that-differs", test_other_bytes);
  add ("/piece-hash/refuses-a-byte-too-few-or-too-many", test_other_length);
  add ("/piece-hash/forgets-a-piece-that-was-not-ended", test_begun_anew);
  g_test_add_func ("/piece-hash/is-right-for-files-of-every-size-and-version", test_sizes_of_files);
  g_test_add_func ("/piece-hash/takes-a-hybrid-for-version-one", test_hybrid);
  g_test_add_func ("/piece-hash/agrees-with-libtorrent", test_vector);
  return g_test_run ();
}
