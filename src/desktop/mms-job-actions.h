/* Carries out what a person asks of one job: the window's actions "job.…".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/mms-context.h"

G_BEGIN_DECLS

/* How the face around the actions speaks and moves. */
typedef struct
{
  void (*say) (GtkWidget *face, const char *text);
  void (*show_error) (GtkWidget *face, const char *heading, const GError *error);
  void (*show_preferences) (GtkWidget *face, MmsService service);
  void (*show_paths) (GtkWidget *face);
} MmsFace;

#define MMS_TYPE_JOB_ACTIONS (mms_job_actions_get_type ())
G_DECLARE_FINAL_TYPE (MmsJobActions, mms_job_actions, MMS, JOB_ACTIONS, GObject)

MmsJobActions *mms_job_actions_new (MmsContext *context, GtkWidget *widget, const MmsFace *face);
void           mms_job_actions_set_jobs (MmsJobActions *self, GListModel *jobs);
GActionGroup  *mms_job_actions_get_group (MmsJobActions *self);

G_END_DECLS
