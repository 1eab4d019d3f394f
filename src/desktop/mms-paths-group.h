/* Edits a list of folders, or of pairs of paths, that is one setting.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MMS_TYPE_PATHS_GROUP (mms_paths_group_get_type ())
G_DECLARE_FINAL_TYPE (MmsPathsGroup, mms_paths_group, MMS, PATHS_GROUP, AdwPreferencesGroup)

void mms_paths_group_bind (MmsPathsGroup *self, GSettings *settings, const char *key,
                           const char *there, const char *here);

G_END_DECLS
