/* Knows what a path on the seedbox may look like, and which names fit one with unknown bytes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char    *mms_remote_path_normalise (const char *path, GError **error);
gboolean mms_remote_path_is_inside (const char *path, const char *root);
char    *mms_remote_path_join (const char *folder, const char *name);
gboolean mms_remote_name_is_possible (const char *name);
gboolean mms_remote_name_is_plain (const char *name);
gboolean mms_remote_name_matches (const char *pattern, const char *name);
char    *mms_remote_path_show (const char *path);

G_END_DECLS
