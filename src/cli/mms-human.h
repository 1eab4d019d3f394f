/* Writes sizes, rates, times and shares as people do.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mms_human_dup_size (gint64 bytes);
char *mms_human_dup_rate (gint64 rate);
char *mms_human_dup_duration (gint64 seconds);
char *mms_human_dup_time (gint64 at);
char *mms_human_dup_clock (gint64 at);
char *mms_human_dup_share (double share);

G_END_DECLS
