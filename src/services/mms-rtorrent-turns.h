/* Lets one change at a time pass to rTorrent, with a pause after each.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MMS_TYPE_RTORRENT_TURNS (mms_rtorrent_turns_get_type ())
G_DECLARE_FINAL_TYPE (MmsRtorrentTurns, mms_rtorrent_turns, MMS, RTORRENT_TURNS, GObject)

MmsRtorrentTurns *mms_rtorrent_turns_new (guint pause_ms);
void              mms_rtorrent_turns_set_pause (MmsRtorrentTurns *self, guint pause_ms);
void              mms_rtorrent_turns_take_async (MmsRtorrentTurns *self, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean          mms_rtorrent_turns_take_finish (MmsRtorrentTurns *self, GAsyncResult *result,
                                                  GError **error);
void              mms_rtorrent_turns_give_back (MmsRtorrentTurns *self, gboolean changed);

G_END_DECLS
