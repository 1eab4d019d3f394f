/* Names what we ask of each torrent, and makes facts of the answer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/mms-torrent-facts.h"

G_BEGIN_DECLS

GVariant   *mms_rtorrent_fields_ask_all (gboolean shy);
GVariant   *mms_rtorrent_fields_ask_one (const char *hash, gboolean shy);
guint       mms_rtorrent_fields_count (void);
const char *mms_rtorrent_fields_get (guint column);
GPtrArray  *mms_rtorrent_fields_read (GBytes *answer, GCancellable *cancellable, GError **error);

G_END_DECLS
