/* Hashes one piece of a torrent as its bytes come, and says whether it is right.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-metainfo.h"

G_BEGIN_DECLS

/**
 * MmsPieceHash:
 *
 * For one thread at a time. One object hashes any number of pieces, one after the other and in any
 * order, and allocates only when it is made:
 *
 *   begin ──> update, in parts of any size ──> end
 *     ^─────────────────────────────────────────┘
 */
typedef struct _MmsPieceHash MmsPieceHash;

MmsPieceHash *mms_piece_hash_new (MmsMetainfo *metainfo);
void          mms_piece_hash_free (MmsPieceHash *self);
void          mms_piece_hash_begin (MmsPieceHash *self, guint piece);
void          mms_piece_hash_update (MmsPieceHash *self, const guint8 *data, gsize bytes);
gboolean      mms_piece_hash_end (MmsPieceHash *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsPieceHash, mms_piece_hash_free)

G_END_DECLS
