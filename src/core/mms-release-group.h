/* Finds who made a release, in its name.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-release-tokens.h"

G_BEGIN_DECLS

char *mms_release_group_find (const MmsReleaseTokens *tokens, guint tail, guint *end);

G_END_DECLS
