/* Says why a job stands still, what a person can do, and when it is tried again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-error.h"
#include "core/mms-job-state.h"

G_BEGIN_DECLS

/**
 * MmsRemedy:
 * @MMS_REMEDY_WAIT: nothing; it is tried again by itself
 * @MMS_REMEDY_RETRY: press Retry after mending what the message names
 * @MMS_REMEDY_PREFERENCES: open the connection's settings
 * @MMS_REMEDY_TRUST: look at a fingerprint and confirm it
 * @MMS_REMEDY_CHOOSE_TITLE: say which title this release is
 * @MMS_REMEDY_RECHECK: have the seedbox check the data
 * @MMS_REMEDY_FREE_SPACE: make room on the disk that the message names
 * @MMS_REMEDY_FORGET: nothing can be done; forget the job
 *
 * What the button of a problem does.
 */
typedef enum {
  MMS_REMEDY_WAIT,
  MMS_REMEDY_RETRY,
  MMS_REMEDY_PREFERENCES,
  MMS_REMEDY_TRUST,
  MMS_REMEDY_CHOOSE_TITLE,
  MMS_REMEDY_RECHECK,
  MMS_REMEDY_FREE_SPACE,
  MMS_REMEDY_FORGET,
} MmsRemedy;

/**
 * MmsProblem:
 *
 * Immutable once made. Failure is an attribute of a job, never a state of its own.
 */
typedef struct
{
  MmsError code;
  MmsVerb verb;        /* the step that failed */
  char *message;       /* (owned): for the person, whole sentences */
  guint attempts;      /* how often in a row the step failed, from 1 */
  gint64 at;           /* when it failed last, seconds since 1970, UTC */
  gint64 next_at;      /* when it is tried again; 0: not before a person acts */
} MmsProblem;

#define MMS_TYPE_PROBLEM (mms_problem_get_type ())
GType mms_problem_get_type (void);

MmsProblem *mms_problem_new (MmsVerb verb, MmsError code, const char *message, guint attempts,
                             gint64 at, gint64 next_at);
MmsProblem *mms_problem_copy (const MmsProblem *self);
void        mms_problem_free (MmsProblem *self);
gboolean    mms_problem_equal (const MmsProblem *a, const MmsProblem *b);
MmsRemedy   mms_problem_get_remedy (const MmsProblem *self);
const char *mms_remedy_to_nick (MmsRemedy remedy);
const char *mms_remedy_get_label (MmsRemedy remedy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsProblem, mms_problem_free)

G_END_DECLS
