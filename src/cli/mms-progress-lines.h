/* Writes a line for each job that runs, with a bar where bytes are brought home.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-job.h"

G_BEGIN_DECLS

gboolean   mms_progress_has_bar (MmsJob *job);
GPtrArray *mms_progress_lines_new (GPtrArray *jobs, guint columns);

G_END_DECLS
