/* Builds a path out of the names in a torrent, and refuses those that are unsafe.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-bencode.h"

G_BEGIN_DECLS

gboolean mms_torrent_path_check (const char *name, gsize length, GError **error);
gboolean mms_torrent_path_append (GString *path, const MmsBencode *name, guint depth,
                                  GError **error);

G_END_DECLS
