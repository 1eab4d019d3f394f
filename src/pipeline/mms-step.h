/* A step of the road: one function a verb, each idempotent, each a story of its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-job.h"
#include "pipeline/mms-world.h"

G_BEGIN_DECLS

/* How a step ended that did not fail. */
typedef struct
{
  gboolean reached;    /* its fact is true now; otherwise it waits for the world */
  guint again_in_s;    /* where not @reached: when to look again */
  char *message;       /* (owned) (nullable): for the history, whole sentences */
} MmsOutcome;

MmsOutcome *mms_outcome_new_reached (const char *message);
MmsOutcome *mms_outcome_new_waiting (guint again_in_s);
void        mms_outcome_free (MmsOutcome *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsOutcome, mms_outcome_free)

/**
 * MmsStepFunc:
 * @task: (transfer full): answered with an #MmsOutcome or an error; its cancellable stops the step
 *
 * Looks first whether its fact is true already. May set what it learns on @job (its facts excepted);
 * the pipeline writes that down together with the fact.
 */
typedef void (*MmsStepFunc) (GTask *task, MmsWorld *world, MmsJob *job);

void mms_step_grab (GTask *task, MmsWorld *world, MmsJob *job);
void mms_step_watch (GTask *task, MmsWorld *world, MmsJob *job);
void mms_step_fetch (GTask *task, MmsWorld *world, MmsJob *job);
void mms_step_import (GTask *task, MmsWorld *world, MmsJob *job);
void mms_step_clean (GTask *task, MmsWorld *world, MmsJob *job);

MmsStepFunc mms_step_get_func (MmsVerb verb);
gboolean    mms_step_needs (gpointer thing, const char *name, GTask *task);

G_END_DECLS
