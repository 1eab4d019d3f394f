/* Finds the place of a release's subtitles beside the imported video.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-path-map.h"
#include "ports/mms-library.h"

G_BEGIN_DECLS

char *mms_subtitle_find_place (const char *subtitle, const MmsIntent *intent, GPtrArray *imported,
                               MmsPathMap *map);

G_END_DECLS
