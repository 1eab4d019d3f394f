/* Draws which parts of a release are here, from its first byte to its last.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MMS_TYPE_PIECE_MAP (mms_piece_map_get_type ())
G_DECLARE_FINAL_TYPE (MmsPieceMap, mms_piece_map, MMS, PIECE_MAP, GtkWidget)

void mms_piece_map_show (MmsPieceMap *self, GBytes *cells, gint64 bytes_done, gint64 bytes_total);

G_END_DECLS
