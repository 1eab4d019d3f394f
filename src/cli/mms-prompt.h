/* Reads one secret line, without showing it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-error.h"

G_BEGIN_DECLS

char *mms_prompt_secret (const char *question, GError **error);
void  mms_prompt_wipe (char *secret);

G_END_DECLS
