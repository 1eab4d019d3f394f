/* Computes the root of a tree of hashes, as version 2 of BitTorrent means it (BEP 52).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-digest.h"

G_BEGIN_DECLS

/* What one leaf of a file's tree covers (BEP 52, "pieces root"). */
#define MMS_MERKLE_LEAF_BYTES 16384

/**
 * MmsMerkle:
 *
 * For one thread at a time, and for any number of trees, one after the other. It keeps one hash a
 * level, however wide the tree is.
 */
typedef struct _MmsMerkle MmsMerkle;

MmsMerkle *mms_merkle_new (void);
void       mms_merkle_free (MmsMerkle *self);
void       mms_merkle_begin (MmsMerkle *self);
void       mms_merkle_add (MmsMerkle *self, const guint8 *hash);
void       mms_merkle_end (MmsMerkle *self, guint64 width, const guint8 *pad, guint8 *root);
guint64    mms_merkle_get_width (guint64 n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsMerkle, mms_merkle_free)

G_END_DECLS
