/* Lists the seedbox once for all who want to know, and keeps the live list of its torrents.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-torrent-list.h"
#include "ports/mms-seedbox.h"

G_BEGIN_DECLS

#define MMS_TYPE_WATCHER (mms_watcher_get_type ())
G_DECLARE_FINAL_TYPE (MmsWatcher, mms_watcher, MMS, WATCHER, GObject)

MmsWatcher     *mms_watcher_new (MmsSeedbox *seedbox, MmsTorrentList *torrents);
MmsTorrentList *mms_watcher_get_torrents (MmsWatcher *self);
void            mms_watcher_look_async (MmsWatcher *self, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
gboolean        mms_watcher_look_finish (MmsWatcher *self, GAsyncResult *result, GError **error);

G_END_DECLS
