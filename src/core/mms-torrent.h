/* A live torrent on the seedbox, one object for each info-hash.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib-object.h>

#include "core/mms-torrent-facts.h"

G_BEGIN_DECLS

#define MMS_TYPE_TORRENT (mms_torrent_get_type ())
G_DECLARE_FINAL_TYPE (MmsTorrent, mms_torrent, MMS, TORRENT, GObject)

MmsTorrent            *mms_torrent_new (MmsTorrentFacts *facts);
const MmsTorrentFacts *mms_torrent_get_facts (MmsTorrent *self);
gboolean               mms_torrent_take_facts (MmsTorrent *self, MmsTorrentFacts *facts);
const char            *mms_torrent_get_hash (MmsTorrent *self);
MmsTorrentState        mms_torrent_get_state (MmsTorrent *self);
double                 mms_torrent_get_progress (MmsTorrent *self);

G_END_DECLS
