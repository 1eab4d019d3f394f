/* Finds where the title in the name of a release begins and ends, and how it reads.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-release-episodes.h"

G_BEGIN_DECLS

guint mms_release_title_find_start (const MmsReleaseTokens *tokens, char **group);
guint mms_release_title_strip (const MmsReleaseTokens *tokens,
                               guint first,
                               guint end,
                               gboolean by_details);
char *mms_release_title_render (const MmsReleaseTokens *tokens, guint first, guint end);

G_END_DECLS
