/* Opens the database's file: proves it sound, brings it up to date, sets a damaged one aside.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "store/mms-sqlite.h"

G_BEGIN_DECLS

MmsSqlite *mms_database_file_open (const char *path, gboolean owned, char **notice, GError **error);

G_END_DECLS
