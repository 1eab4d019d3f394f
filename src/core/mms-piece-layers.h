/* Finds the hashes of a file's pieces in a version 2 torrent, proven by the file's root (BEP 52).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-bencode.h"

G_BEGIN_DECLS

typedef struct _MmsPieceLayers MmsPieceLayers;

MmsPieceLayers *mms_piece_layers_new (const MmsBencode *dict, gint64 piece_bytes, GError **error);
void            mms_piece_layers_free (MmsPieceLayers *self);
const guint8   *mms_piece_layers_find (MmsPieceLayers *self, const guint8 *root, guint64 n_pieces,
                                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsPieceLayers, mms_piece_layers_free)

G_END_DECLS
