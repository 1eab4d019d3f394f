/* Orders what waits for its turn.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The greater, the sooner. */
typedef enum {
  MMS_PRIORITY_LOW = -1,
  MMS_PRIORITY_NORMAL = 0,
  MMS_PRIORITY_HIGH = 1,
} MmsPriority;

const char *mms_priority_to_nick (MmsPriority priority);
gboolean    mms_priority_from_nick (const char *nick, MmsPriority *priority);
const char *mms_priority_get_label (MmsPriority priority);

G_END_DECLS
