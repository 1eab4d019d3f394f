/* Shows which files a release holds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "core/mms-job.h"

G_BEGIN_DECLS

#define MMS_TYPE_FILES_GROUP (mms_files_group_get_type ())
G_DECLARE_FINAL_TYPE (MmsFilesGroup, mms_files_group, MMS, FILES_GROUP, AdwPreferencesGroup)

void mms_files_group_show (MmsFilesGroup *self, MmsJob *job);
void mms_files_group_show_progress (MmsFilesGroup *self);

G_END_DECLS
