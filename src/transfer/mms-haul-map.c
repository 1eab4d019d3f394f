/* Writes down, and reads again, what of a release is surely on the disk.
 *
 *   magic, SHA-256 of the rest, SHA-256 of the print, number of units, a bit for each,
 *   number of ranges, their beginnings and ends
 *
 * Numbers are big-endian. The map lies beside the parts and not in the database: it goes where
 * they go, and a folder that a person removed leaves no map behind that lies.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-haul-map.h"

#include <string.h>

#define MAGIC "MMSMAP1\n"
#define MAGIC_BYTES 8
#define DIGEST_BYTES 32

static void
add_number (GByteArray *out, guint64 value)
{
  guint64 big = GUINT64_TO_BE (value);

  g_byte_array_append (out, (const guint8 *) &big, sizeof big);
}

static void
digest (const void *data, gsize bytes, guint8 *out)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length = DIGEST_BYTES;

  g_checksum_update (checksum, data, (gssize) bytes);
  g_checksum_get_digest (checksum, out, &length);
}

/**
 * mms_haul_map_write:
 * @print: tells the release, and its state on the seedbox where that matters
 *
 * Returns: (transfer full): what is here now; true once all of it was synced to the disk
 */
GBytes *
mms_haul_map_write (MmsHaul *haul, const char *print)
{
  GByteArray *out = g_byte_array_new ();
  MmsRanges *here = mms_haul_get_here (haul);
  guint n_units = mms_haul_get_n_units (haul);
  guint bits;
  guint8 known[DIGEST_BYTES];

  digest (print, strlen (print), known);
  g_byte_array_append (out, (const guint8 *) MAGIC, MAGIC_BYTES);
  g_byte_array_append (out, known, DIGEST_BYTES); /* its place */
  g_byte_array_append (out, known, DIGEST_BYTES);
  add_number (out, n_units);
  bits = out->len;
  g_byte_array_set_size (out, bits + (n_units + 7) / 8);
  memset (out->data + bits, 0, (n_units + 7) / 8);
  for (guint i = 0; i < n_units; i++)
    if (mms_haul_get_proven (haul, i))
      out->data[bits + i / 8] |= (guint8) (0x80 >> (i % 8));
  add_number (out, mms_ranges_get_n (here));
  for (guint i = 0; i < mms_ranges_get_n (here); i++)
    {
      MmsRange range = mms_ranges_get (here, i);

      add_number (out, (guint64) range.begin);
      add_number (out, (guint64) range.end);
    }
  digest (out->data + MAGIC_BYTES + DIGEST_BYTES, out->len - MAGIC_BYTES - DIGEST_BYTES,
          out->data + MAGIC_BYTES);
  return g_byte_array_free_to_bytes (out);
}

static guint64
read_number (const guint8 *data)
{
  guint64 big;

  memcpy (&big, data, sizeof big);
  return GUINT64_FROM_BE (big);
}

static gboolean
is_whole (const guint8 *data, gsize bytes, const char *print)
{
  guint8 known[DIGEST_BYTES];

  if (bytes < MAGIC_BYTES + 2 * DIGEST_BYTES || memcmp (data, MAGIC, MAGIC_BYTES) != 0)
    return FALSE;
  digest (data + MAGIC_BYTES + DIGEST_BYTES, bytes - MAGIC_BYTES - DIGEST_BYTES, known);
  if (memcmp (data + MAGIC_BYTES, known, DIGEST_BYTES) != 0)
    return FALSE;
  digest (print, strlen (print), known);
  return memcmp (data + MAGIC_BYTES + DIGEST_BYTES, known, DIGEST_BYTES) == 0;
}

static gboolean
read_ranges (MmsRanges *ranges, const guint8 *data, gsize bytes)
{
  guint64 n = bytes >= 8 ? read_number (data) : G_MAXUINT64;

  if (bytes < 8 || n > (bytes - 8) / 16)
    return FALSE;
  for (guint64 i = 0; i < n; i++)
    {
      guint64 begin = read_number (data + 8 + i * 16);
      guint64 end = read_number (data + 16 + i * 16);

      if (begin > end || end > (guint64) G_MAXINT64)
        return FALSE;
      mms_ranges_add (ranges, (gint64) begin, (gint64) end);
    }
  return TRUE;
}

/* Returns: (transfer full) (nullable): %NULL where it is no map, or of something else */
MmsHaulMap *
mms_haul_map_read (GBytes *bytes, const char *print, guint n_units)
{
  g_autoptr (MmsHaulMap) self = g_new0 (MmsHaulMap, 1);
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);
  gsize head = MAGIC_BYTES + 2 * DIGEST_BYTES + 8;
  gsize n_bits = ((gsize) n_units + 7) / 8;

  self->bytes = g_bytes_ref (bytes);
  self->here = mms_ranges_new ();
  self->n_units = n_units;
  if (!is_whole (data, n_bytes, print) || n_bytes < head + n_bits ||
      read_number (data + head - 8) != n_units ||
      !read_ranges (self->here, data + head + n_bits, n_bytes - head - n_bits))
    return NULL;
  self->proven = data + head;
  return g_steal_pointer (&self);
}

void
mms_haul_map_free (MmsHaulMap *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->here, mms_ranges_free);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

gboolean
mms_haul_map_get_proven (MmsHaulMap *self, guint unit)
{
  return unit < self->n_units && (self->proven[unit / 8] & (0x80 >> (unit % 8))) != 0;
}
