/* The list of the seedbox's torrents: diffed, never replaced.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/mms-torrent.h"

G_BEGIN_DECLS

#define MMS_TYPE_TORRENT_LIST (mms_torrent_list_get_type ())
G_DECLARE_FINAL_TYPE (MmsTorrentList, mms_torrent_list, MMS, TORRENT_LIST, GObject)

MmsTorrentList *mms_torrent_list_new (void);
void            mms_torrent_list_take (MmsTorrentList *self, GPtrArray *facts);
MmsTorrent     *mms_torrent_list_find (MmsTorrentList *self, const char *hash);
gint64          mms_torrent_list_get_asked_at (MmsTorrentList *self);

G_END_DECLS
