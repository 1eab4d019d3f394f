/* Tells the person, outside of the window, that a release is done or waits for them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/mms-event.h"
#include "core/mms-job.h"

G_BEGIN_DECLS

GNotification *mms_notification_new (MmsJob *job, const MmsEvent *event);

G_END_DECLS
