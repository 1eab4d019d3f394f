/* Hashes a torrent's bytes as they go by, and tells which pieces are bad.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-metainfo.h"

G_BEGIN_DECLS

typedef struct _MmsPieceCheck MmsPieceCheck;

MmsPieceCheck *mms_piece_check_new (MmsMetainfo *metainfo);
void           mms_piece_check_free (MmsPieceCheck *self);
void           mms_piece_check_feed (MmsPieceCheck *self, const guint8 *data, gsize bytes);
void           mms_piece_check_feed_zeros (MmsPieceCheck *self, gint64 bytes);
void           mms_piece_check_skip (MmsPieceCheck *self, gint64 bytes);
gboolean       mms_piece_check_take_bad (MmsPieceCheck *self, guint *piece);
gint64         mms_piece_check_get_position (MmsPieceCheck *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsPieceCheck, mms_piece_check_free)

G_END_DECLS
