/* Finds the running number of an anime's episode in the name of a release.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-scan.h"

G_BEGIN_DECLS

/* Each looks at the token at @index. Returns: whether a number stands there, which is then in @name
 * and its place in @span. From the surest to the least sure. */
gboolean mms_release_anime_read_marked (const MmsReleaseTokens *tokens, guint index,
                                        MmsReleaseName *name, MmsReleaseSpan *span);
gboolean mms_release_anime_read_unmarked (const MmsReleaseTokens *tokens, guint index,
                                          MmsReleaseName *name, MmsReleaseSpan *span);
gboolean mms_release_anime_read_noughted (const MmsReleaseTokens *tokens, guint index,
                                          MmsReleaseName *name, MmsReleaseSpan *span);

G_END_DECLS
