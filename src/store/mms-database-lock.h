/* Keeps two processes from walking the same road, or from opening a new database at once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-error.h"

G_BEGIN_DECLS

int mms_database_lock_own (const char *database_path, GError **error);
int mms_database_lock_opening (const char *database_path, GError **error);

G_END_DECLS
