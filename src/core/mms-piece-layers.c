/* Finds the hashes of a file's pieces in a version 2 torrent, proven by the file's root (BEP 52).
 *
 * `piece layers` stands outside of the info dictionary, so the info-hash says nothing about it: a
 * layer is believed once its own root is the `pieces root` that the info dictionary names.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-piece-layers.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/mms-merkle.h"

typedef struct
{
  const guint8 *hashes; /* (unowned) */
  gsize bytes;
  gboolean proven;
} Layer;

struct _MmsPieceLayers
{
  GHashTable *layers;           /* (owned) (element-type utf8 Layer): by 64 hex of their root */
  MmsMerkle *merkle;            /* (owned) */
  guint8 pad[MMS_SHA256_BYTES]; /* what a piece beyond the file's end counts as */
};

/* Returns: (transfer full): @root in 64 hex */
static char *
name_root (const guint8 *root)
{
  GString *name = g_string_sized_new (2 * MMS_SHA256_BYTES);

  for (guint i = 0; i < MMS_SHA256_BYTES; i++)
    g_string_append_printf (name, "%02x", root[i]);
  return g_string_free (name, FALSE);
}

static gboolean
malformed (GError **error, const char *message)
{
  g_set_error_literal (error, MMS_ERROR, MMS_ERROR_MALFORMED, message);
  return FALSE;
}

static gboolean
read_layer (MmsPieceLayers *self, const MmsBencode *key, const MmsBencode *value, GError **error)
{
  gsize root_bytes;
  const char *root = mms_bencode_get_string (key, &root_bytes);
  Layer *layer = g_new0 (Layer, 1);

  layer->hashes = (const guint8 *) mms_bencode_get_string (value, &layer->bytes);
  if (root_bytes != MMS_SHA256_BYTES || layer->hashes == NULL)
    {
      g_free (layer);
      return malformed (error, _ ("The torrent's hashes cannot be read."));
    }
  if (!g_hash_table_insert (self->layers, name_root ((const guint8 *) root), layer))
    return malformed (error, _ ("The torrent is ambiguous: it says the hashes of a file twice."));
  return TRUE;
}

/**
 * mms_piece_layers_new:
 * @dict: the value of `piece layers`; what its strings lie in outlives the result. It may be absent
 * @piece_bytes: a power of two, at least 16 KiB
 *
 * Returns: (transfer full) (nullable): the layers, none of them believed yet
 */
MmsPieceLayers *
mms_piece_layers_new (const MmsBencode *dict, gint64 piece_bytes, GError **error)
{
  g_autoptr (MmsPieceLayers) self = g_new0 (MmsPieceLayers, 1);
  MmsBencodeIter iter;
  MmsBencode key, value;

  self->layers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->merkle = mms_merkle_new ();
  mms_merkle_begin (self->merkle);
  mms_merkle_end (self->merkle, (guint64) piece_bytes / MMS_MERKLE_LEAF_BYTES, NULL, self->pad);
  mms_bencode_iter_init (&iter, dict);
  while (mms_bencode_iter_next (&iter, &key) && mms_bencode_iter_next (&iter, &value))
    if (!read_layer (self, &key, &value, error))
      return NULL;
  return g_steal_pointer (&self);
}

void
mms_piece_layers_free (MmsPieceLayers *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->layers);
  mms_merkle_free (self->merkle);
  g_free (self);
}

static gboolean
prove (MmsPieceLayers *self, const Layer *layer, const guint8 *root)
{
  const gsize n = layer->bytes / MMS_SHA256_BYTES;
  guint8 computed[MMS_SHA256_BYTES];

  mms_merkle_begin (self->merkle);
  for (gsize i = 0; i < n; i++)
    mms_merkle_add (self->merkle, layer->hashes + i * MMS_SHA256_BYTES);
  mms_merkle_end (self->merkle, mms_merkle_get_width (n), self->pad, computed);
  return memcmp (computed, root, MMS_SHA256_BYTES) == 0;
}

/**
 * mms_piece_layers_find:
 * @root: a file's `pieces root`, 32 bytes
 * @n_pieces: of the file; more than one
 *
 * Files of the same data share a layer, which is proven once.
 *
 * Returns: (transfer none) (nullable): @n_pieces hashes of 32 bytes, inside the torrent;
 *   %NULL with %MMS_ERROR_MALFORMED
 */
const guint8 *
mms_piece_layers_find (MmsPieceLayers *self, const guint8 *root, guint64 n_pieces, GError **error)
{
  g_autofree char *name = name_root (root);
  Layer *layer = g_hash_table_lookup (self->layers, name);

  if (layer == NULL)
    {
      malformed (error, _ ("The torrent lacks the hashes of its pieces."));
      return NULL;
    }
  if (layer->bytes % MMS_SHA256_BYTES != 0 || layer->bytes / MMS_SHA256_BYTES != n_pieces)
    {
      malformed (error, _ ("The torrent's hashes do not fit the size of its files."));
      return NULL;
    }
  if (!layer->proven && !(layer->proven = prove (self, layer, root)))
    {
      malformed (error, _ ("The torrent's hashes contradict each other."));
      return NULL;
    }
  return layer->hashes;
}
