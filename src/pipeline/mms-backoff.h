/* Says how long to wait before a step that failed is tried again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MMS_BACKOFF_FIRST_S 5
#define MMS_BACKOFF_LAST_S (30 * 60)

guint mms_backoff_get_delay_s (guint attempts, double chance);

G_END_DECLS
