/* Says in words and figures what a job's facts are; knows no widget.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/mms-context.h"

G_BEGIN_DECLS

/* How much a job asks of the person, in the order in which the list shows them. */
typedef enum {
  MMS_URGENCY_NEEDS_YOU,
  MMS_URGENCY_RUNNING,
  MMS_URGENCY_WAITING,
  MMS_URGENCY_DONE,
} MmsUrgency;

#define MMS_N_URGENCIES (MMS_URGENCY_DONE + 1)

MmsUrgency  mms_job_get_urgency (MmsJob *job);
MmsService  mms_job_get_troubled_service (MmsJob *job);
char       *mms_job_dup_title (MmsJob *job);
char       *mms_job_dup_where (MmsJob *job);
char       *mms_job_dup_flow (MmsJob *job);
char       *mms_job_dup_summary (MmsJob *job);
char       *mms_job_dup_identity (MmsJob *job);
const char *mms_job_get_icon_name (MmsJob *job);
const char *mms_media_kind_get_icon_name (MmsMediaKind kind);
const char *mms_verified_get_label (MmsVerified verified);
char       *mms_problem_dup_when (const MmsProblem *problem, gint64 now);
char       *mms_duration_dup_words (gint64 seconds);
char       *mms_moment_dup_words (gint64 at, gint64 now);
gboolean    mms_episodes_parse (const char *text, GArray **episodes);

G_END_DECLS
