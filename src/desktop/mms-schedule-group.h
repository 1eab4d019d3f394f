/* Edits the schedule of the rate limit: rules of days, times and a limit.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MMS_TYPE_SCHEDULE_GROUP (mms_schedule_group_get_type ())
G_DECLARE_FINAL_TYPE (MmsScheduleGroup, mms_schedule_group, MMS, SCHEDULE_GROUP, AdwPreferencesGroup)

void mms_schedule_group_bind (MmsScheduleGroup *self, GSettings *settings);

G_END_DECLS
