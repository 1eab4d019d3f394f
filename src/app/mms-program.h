/* What every program of ours does first and last.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void mms_program_begin (void);
int  mms_program_end (int status);

G_END_DECLS
