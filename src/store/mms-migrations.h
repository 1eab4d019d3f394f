/* Brings the database from the version that a file has to the one that this program knows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "store/mms-sqlite.h"

G_BEGIN_DECLS

gboolean mms_migrations_check (MmsSqlite *sqlite, guint n_known, GError **error);
gboolean mms_migrations_run (MmsSqlite *sqlite, const char *const *migrations, GError **error);

const char *const *mms_migrations_get (void);

G_END_DECLS
