/* Tells videos and subtitles from other files, by their names.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean mms_file_is_video (const char *path);
gboolean mms_file_is_subtitle (const char *path);
gboolean mms_file_is_archive (const char *path);
gboolean mms_file_is_program (const char *path);
gboolean mms_file_is_shortcut (const char *path);
gboolean mms_file_says_sample (const char *path);
gboolean mms_file_is_sample (const char *path, gint64 bytes, gint64 largest_bytes);

G_END_DECLS
