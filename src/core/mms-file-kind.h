/* Tells videos and subtitles from other files, by their names.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean mms_file_is_video (const char *path);
gboolean mms_file_is_subtitle (const char *path);

G_END_DECLS
