/* Names a job for a person.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-job-title.h"

/* Returns: (transfer full): the title that was chosen, else the release's name, else its hash */
char *
mms_job_title_dup (MmsJob *job)
{
  const MmsIntent *intent = mms_job_get_intent (job);
  const char *name = mms_job_get_name (job);
  g_autofree char *label = intent != NULL ? mms_intent_dup_label (intent) : NULL;

  if (label != NULL && *label != '\0')
    return g_steal_pointer (&label);
  return g_strdup (name != NULL && *name != '\0' ? name : mms_job_get_hash (job));
}
