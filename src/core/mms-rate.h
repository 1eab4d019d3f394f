/* Reads and writes the limits of a rate as people type them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A rate is in bytes per second; 0 is no limit. */
#define MMS_RATE_NONE ((gint64) 0)
/* Where a rate may also say that nothing is to go. */
#define MMS_RATE_PAUSED ((gint64) -1)

gboolean mms_rate_parse (const char *text, gint64 *rate);
char    *mms_rate_to_text (gint64 rate);

G_END_DECLS
