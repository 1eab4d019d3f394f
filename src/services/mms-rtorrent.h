/* The seedbox's rTorrent, over XML-RPC and ruTorrent.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ports/mms-seedbox.h"
#include "services/mms-http.h"

G_BEGIN_DECLS

#define MMS_TYPE_RTORRENT (mms_rtorrent_get_type ())
G_DECLARE_FINAL_TYPE (MmsRtorrent, mms_rtorrent, MMS, RTORRENT, GObject)

MmsRtorrent *mms_rtorrent_new (MmsHttp *http, const char *url, const char *rutorrent_url,
                               const char *user, const char *password, const char *add_way);
void         mms_rtorrent_withhold (MmsRtorrent *self, const GError *why);
void         mms_rtorrent_set_patience (MmsRtorrent *self, guint pause_ms, guint check_ms,
                                        guint appear_ms);

G_END_DECLS
