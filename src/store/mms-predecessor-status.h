/* Knows what each status of the predecessor says about a job, both ways.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-job.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;   /* as the predecessor writes it */
  MmsFact fact;       /* what is sure */
  gboolean failed;    /* @verb and @code say how */
  MmsVerb verb;
  MmsError code;
  const char *note;   /* (nullable): what a person should know, not translated yet */
} MmsPredecessorStatus;

const MmsPredecessorStatus *mms_predecessor_status_find (const char *name);
const char                 *mms_predecessor_status_for_job (MmsJob *job);

G_END_DECLS
