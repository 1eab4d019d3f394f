/* A live torrent on the seedbox, one object for each info-hash.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib-object.h>

#include "core/mms-torrent-facts.h"

G_BEGIN_DECLS

/**
 * MmsTorrent:
 *
 * Properties, all read-only, each notified only when it changed: "hash", "name", "base-path",
 * "directory", "label", "message" (strings), "bytes-total", "bytes-done", "bytes-left",
 * "bytes-uploaded", "down-rate", "up-rate", "added-at", "finished-at" (int64), "seeders", "peers"
 * (uint), "priority" (uint, 0 to 3), "ratio" (double), "progress" (double, 0 to 1), "state" (uint,
 * an #MmsTorrentState), "complete" and "magnet" (boolean).
 */
#define MMS_TYPE_TORRENT (mms_torrent_get_type ())
G_DECLARE_FINAL_TYPE (MmsTorrent, mms_torrent, MMS, TORRENT, GObject)

MmsTorrent            *mms_torrent_new (MmsTorrentFacts *facts);
const MmsTorrentFacts *mms_torrent_get_facts (MmsTorrent *self);
gboolean               mms_torrent_take_facts (MmsTorrent *self, MmsTorrentFacts *facts);
const char            *mms_torrent_get_hash (MmsTorrent *self);
MmsTorrentState        mms_torrent_get_state (MmsTorrent *self);
double                 mms_torrent_get_progress (MmsTorrent *self);

G_END_DECLS
