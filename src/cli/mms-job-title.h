/* Names a job for a person.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-job.h"

G_BEGIN_DECLS

char *mms_job_title_dup (MmsJob *job);

G_END_DECLS
