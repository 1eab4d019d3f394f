/* Says in words and figures how a transfer goes; knows no widget.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-job.h"

G_BEGIN_DECLS

/* How many percent of something are here; nothing but the whole is 100. */
int         mms_percent_of (gint64 done, gint64 total);

gboolean    mms_job_get_fetching (MmsJob *job);
gint64      mms_job_get_file_done (MmsJob *job, guint file);
char       *mms_rate_dup_words (gint64 rate);
char       *mms_amount_dup_words (gint64 done, gint64 total);
char       *mms_share_dup_words (gint64 done, gint64 total);
char       *mms_pieces_dup_words (gint64 done, gint64 total);
char       *mms_time_left_dup_words (gint64 eta_s);
const char *mms_lines_reason_get_label (MmsLinesReason reason);

G_END_DECLS
