/* Speaks to one SQLite file: prepared statements, transactions, errors in plain words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <sqlite3.h>

#include "core/mms-error.h"

G_BEGIN_DECLS

/**
 * MmsSqlite:
 *
 * A connection. It blocks and belongs to one thread at a time, which is a worker's.
 */
typedef struct _MmsSqlite MmsSqlite;

MmsSqlite    *mms_sqlite_open (const char *path, GError **error);
void          mms_sqlite_close (MmsSqlite *self);
sqlite3      *mms_sqlite_get_handle (MmsSqlite *self);
const char   *mms_sqlite_get_path (MmsSqlite *self);
gboolean      mms_sqlite_fail (MmsSqlite *self, GError **error);

gboolean      mms_sqlite_exec (MmsSqlite *self, const char *sql, GError **error);
gboolean mms_sqlite_read_number (MmsSqlite *self, const char *sql, gint64 *number, GError **error);
char         *mms_sqlite_read_text (MmsSqlite *self, const char *sql, GError **error);

sqlite3_stmt *mms_sqlite_prepare (MmsSqlite *self, const char *sql, GError **error);
gboolean mms_sqlite_next (MmsSqlite *self, sqlite3_stmt *statement, gboolean *row, GError **error);
gboolean      mms_sqlite_run (MmsSqlite *self, sqlite3_stmt *statement, GError **error);

gboolean      mms_sqlite_begin (MmsSqlite *self, GError **error);
gboolean      mms_sqlite_commit (MmsSqlite *self, GError **error);
void          mms_sqlite_rollback (MmsSqlite *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsSqlite, mms_sqlite_close)

G_END_DECLS
