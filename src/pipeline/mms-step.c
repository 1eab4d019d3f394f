/* The table of the steps, and what they have in common.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-step.h"

#include <glib/gi18n-lib.h>

/* Returns: (transfer full): the fact of the step is true now */
MmsOutcome *
mms_outcome_new_reached (const char *message)
{
  MmsOutcome *self = g_new0 (MmsOutcome, 1);

  self->reached = TRUE;
  self->message = g_strdup (message);
  return self;
}

/* Returns: (transfer full): nothing is wrong, and the step is to be run again later */
MmsOutcome *
mms_outcome_new_waiting (guint again_in_s)
{
  MmsOutcome *self = g_new0 (MmsOutcome, 1);

  self->again_in_s = again_in_s;
  return self;
}

void
mms_outcome_free (MmsOutcome *self)
{
  if (self == NULL)
    return;
  g_free (self->message);
  g_free (self);
}

/* Returns: the story that leads to the fact of @verb */
MmsStepFunc
mms_step_get_func (MmsVerb verb)
{
  switch (verb)
    {
    case MMS_VERB_GRAB:
      return mms_step_grab;
    case MMS_VERB_WATCH:
      return mms_step_watch;
    case MMS_VERB_FETCH:
      return mms_step_fetch;
    case MMS_VERB_IMPORT:
      return mms_step_import;
    case MMS_VERB_CLEAN:
      return mms_step_clean;
    }
  g_return_val_if_reached (NULL);
}

/**
 * mms_step_needs:
 * @thing: (nullable): a connection of the world
 * @name: what to call it
 * @task: (transfer none): answered with an error where @thing is missing
 *
 * Returns: whether the step can go on
 */
gboolean
mms_step_needs (gpointer thing, const char *name, GTask *task)
{
  if (thing != NULL)
    return TRUE;
  g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                           /* Translators: %s is the seedbox, SFTP, Sonarr or Radarr */
                           _ ("%s is not set up yet. Open Preferences and fill in its address."),
                           name);
  return FALSE;
}
