/* Says which command mends what went wrong.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-problem.h"

G_BEGIN_DECLS

const char *mms_remedy_text_for_error (const GError *error);
char       *mms_remedy_text_dup_for_problem (const MmsProblem *problem, const char *hash);
int         mms_exit_for_error (const GError *error);

G_END_DECLS
