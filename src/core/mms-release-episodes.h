/* Finds what the name of a release says about seasons, episodes and dates.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-scan.h"

G_BEGIN_DECLS

gboolean mms_release_episodes_find (const MmsReleaseTokens *tokens,
                                    guint first,
                                    MmsReleaseName *name,
                                    MmsReleaseSpan *span);

G_END_DECLS
