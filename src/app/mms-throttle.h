/* Applies the limits of the settings to all transfers, now and whenever the schedule changes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ports/mms-remote-files.h"
#include "store/mms-settings.h"

G_BEGIN_DECLS

#define MMS_TYPE_THROTTLE (mms_throttle_get_type ())
G_DECLARE_FINAL_TYPE (MmsThrottle, mms_throttle, MMS, THROTTLE, GObject)

MmsThrottle *mms_throttle_new (MmsSettings *settings);
void         mms_throttle_take (MmsThrottle *self, MmsRemoteFiles *files);
gint64       mms_throttle_get_rate (MmsThrottle *self);
gint64       mms_throttle_get_change (MmsThrottle *self);

G_END_DECLS
