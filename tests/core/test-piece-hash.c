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
  return g_test_run ();
}
