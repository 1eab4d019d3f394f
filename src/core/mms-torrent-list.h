/* The list of the seedbox's torrents: diffed, never replaced.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/mms-torrent.h"

G_BEGIN_DECLS

/**
 * MmsTorrentList:
 *
 * A #GListModel of #MmsTorrent, in the order in which they were first seen. Also has "n-items" and
 * "asked-at", both notified. Main loop only.
 */
#define MMS_TYPE_TORRENT_LIST (mms_torrent_list_get_type ())
G_DECLARE_FINAL_TYPE (MmsTorrentList, mms_torrent_list, MMS, TORRENT_LIST, GObject)

MmsTorrentList *mms_torrent_list_new (void);
void            mms_torrent_list_take (MmsTorrentList *self, GPtrArray *facts);
MmsTorrent     *mms_torrent_list_find (MmsTorrentList *self, const char *hash);
gint64          mms_torrent_list_get_asked_at (MmsTorrentList *self);

G_END_DECLS
