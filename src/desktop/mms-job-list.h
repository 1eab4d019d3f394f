/* Filters, searches, sorts and counts the jobs for the page Activity; knows no widget.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "core/mms-job.h"

G_BEGIN_DECLS

/* What a person wants to see. */
typedef enum {
  MMS_JOB_FILTER_ALL,
  MMS_JOB_FILTER_NEEDS_YOU,
  MMS_JOB_FILTER_RUNNING,
  MMS_JOB_FILTER_DONE,
} MmsJobFilter;

#define MMS_N_JOB_FILTERS (MMS_JOB_FILTER_DONE + 1)

#define MMS_TYPE_JOB_LIST (mms_job_list_get_type ())
G_DECLARE_FINAL_TYPE (MmsJobList, mms_job_list, MMS, JOB_LIST, GObject)

MmsJobList  *mms_job_list_new (GListModel *jobs);
GListModel  *mms_job_list_get_shown (MmsJobList *self);
void         mms_job_list_set_filter (MmsJobList *self, MmsJobFilter filter);
MmsJobFilter mms_job_list_get_filter (MmsJobList *self);
void         mms_job_list_set_search (MmsJobList *self, const char *words);
guint        mms_job_list_get_count (MmsJobList *self, MmsJobFilter filter);
void         mms_job_list_settle (MmsJobList *self);

G_END_DECLS
