/* Shows one job in the list: title, where it is, one progress bar, and what is wrong.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "core/mms-job.h"

G_BEGIN_DECLS

#define MMS_TYPE_JOB_ROW (mms_job_row_get_type ())
G_DECLARE_FINAL_TYPE (MmsJobRow, mms_job_row, MMS, JOB_ROW, GtkBox)

GtkWidget *mms_job_row_new (void);
void       mms_job_row_set_job (MmsJobRow *self, MmsJob *job);
MmsJob    *mms_job_row_get_job (MmsJobRow *self);
void       mms_job_row_refresh (MmsJobRow *self);

G_END_DECLS
