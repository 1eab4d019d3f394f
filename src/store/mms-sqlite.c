/* Speaks to one SQLite file: prepared statements, transactions, errors in plain words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-sqlite.h"

#include <errno.h>

#include <glib/gi18n-lib.h>

/* How long a statement waits for another process that writes. */
#define BUSY_TIMEOUT_MS 5000

struct _MmsSqlite
{
  sqlite3 *handle;        /* (owned) */
  char *path;             /* (owned) */
  GHashTable *statements; /* (owned): the SQL's address -> (owned) sqlite3_stmt */
};

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

/* Says which disk error of the system lies under an I/O error, if it is one a person can mend. */
static gboolean
name_system_error (int number, MmsError *code)
{
  switch (number)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      *code = MMS_ERROR_NO_SPACE;
      return TRUE;
    case EROFS:
    case EACCES:
    case EPERM:
      *code = MMS_ERROR_READ_ONLY;
      return TRUE;
    default:
      return FALSE;
    }
}

/* @number: errno as SQLite left it; sqlite3_system_errno() does not hear of every failed write. */
static MmsError
name_error (sqlite3 *handle, int number)
{
  MmsError code = MMS_ERROR_REFUSED;

  switch (sqlite3_errcode (handle))
    {
    case SQLITE_FULL:
      return MMS_ERROR_NO_SPACE;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return MMS_ERROR_READ_ONLY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return MMS_ERROR_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return MMS_ERROR_MALFORMED;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      if (!name_system_error (sqlite3_system_errno (handle), &code))
        name_system_error (number, &code);
      return code;
    default:
      return code;
    }
}

static gboolean
fail (sqlite3 *handle, const char *path, GError **error)
{
  MmsError code = name_error (handle, errno);
  const char *words = sqlite3_errmsg (handle);

  if (code == MMS_ERROR_NO_SPACE)
    /* Translators: %s is a path */
    g_set_error (error, MMS_ERROR, code, _ ("The disk that holds the job database %s is full."),
                 path);
  else if (code == MMS_ERROR_READ_ONLY)
    /* Translators: the first %s is a path, the second SQLite's own words */
    g_set_error (error, MMS_ERROR, code, _ ("The job database %s cannot be written: %s"), path,
                 words);
  else if (code == MMS_ERROR_BUSY)
    /* Translators: %s is a path */
    g_set_error (error, MMS_ERROR, code, _ ("The job database %s is in use by another program."),
                 path);
  else if (code == MMS_ERROR_MALFORMED)
    /* Translators: the first %s is a path, the second SQLite's own words */
    g_set_error (error, MMS_ERROR, code, _ ("The job database %s is damaged: %s"), path, words);
  else
    /* Translators: the first %s is a path, the second SQLite's own words */
    g_set_error (error, MMS_ERROR, code, _ ("The job database %s failed: %s"), path, words);
  return FALSE;
}

/* Sets @error to what SQLite said last, which must be the last call of all. Returns: %FALSE */
gboolean
mms_sqlite_fail (MmsSqlite *self, GError **error)
{
  return fail (self->handle, self->path, error);
}

/* A query that only asks must leave the file as it is: no schema of a stranger may call code, and
 * what lies in the WAL stays there until mms_sqlite_close() of somebody who accepted the file. */
static void
set_up (sqlite3 *handle)
{
  sqlite3_busy_timeout (handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

/**
 * mms_sqlite_open:
 * @path: the file; it is made where it is not there
 *
 * Nothing is read yet: damage shows at the first statement, as %MMS_ERROR_MALFORMED.
 *
 * Returns: (transfer full): a connection that may be used on any one thread
 */
MmsSqlite *
mms_sqlite_open (const char *path, GError **error)
{
  MmsSqlite *self = NULL;
  sqlite3 *handle = NULL;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;

  errno = 0;
  if (sqlite3_open_v2 (path, &handle, flags, NULL) != SQLITE_OK)
    {
      fail (handle, path, error);
      sqlite3_close_v2 (handle);
      return NULL;
    }
  set_up (handle);
  self = g_new0 (MmsSqlite, 1);
  self->handle = handle;
  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize_statement);
  return self;
}

void
mms_sqlite_close (MmsSqlite *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->statements);
  sqlite3_close_v2 (self->handle);
  g_free (self->path);
  g_free (self);
}

sqlite3 *
mms_sqlite_get_handle (MmsSqlite *self)
{
  return self->handle;
}

const char *
mms_sqlite_get_path (MmsSqlite *self)
{
  return self->path;
}

/* Runs one or several statements that take no parameters and whose rows nobody wants. */
gboolean
mms_sqlite_exec (MmsSqlite *self, const char *sql, GError **error)
{
  errno = 0;
  if (sqlite3_exec (self->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
    return mms_sqlite_fail (self, error);
  return TRUE;
}

/**
 * mms_sqlite_prepare:
 * @sql: must live as long as the connection; its address is what finds the statement again
 *
 * Returns: (transfer none): a statement, reset and without parameters
 */
sqlite3_stmt *
mms_sqlite_prepare (MmsSqlite *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement != NULL)
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
      return statement;
    }
  errno = 0;
  if (sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL)
      != SQLITE_OK)
    {
      mms_sqlite_fail (self, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, (gpointer) sql, statement);
  return statement;
}

/**
 * mms_sqlite_next:
 * @row: (out): whether there is a row to read
 *
 * Goes to the next row; the statement is reset after the last one and after an error.
 */
gboolean
mms_sqlite_next (MmsSqlite *self, sqlite3_stmt *statement, gboolean *row, GError **error)
{
  int code = SQLITE_OK;

  errno = 0;
  code = sqlite3_step (statement);
  *row = code == SQLITE_ROW;
  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    mms_sqlite_fail (self, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE;
}

/* Runs a statement to its end; rows are passed over. */
gboolean
mms_sqlite_run (MmsSqlite *self, sqlite3_stmt *statement, GError **error)
{
  gboolean row = TRUE;

  while (row)
    if (!mms_sqlite_next (self, statement, &row, error))
      return FALSE;
  return TRUE;
}

/* Reads the first column of the first row, or %NULL where that is null or not there. */
static gboolean
read_first (MmsSqlite *self, const char *sql, gint64 *number, char **text, GError **error)
{
  sqlite3_stmt *statement = mms_sqlite_prepare (self, sql, error);
  gboolean row = FALSE;

  if (statement == NULL || !mms_sqlite_next (self, statement, &row, error))
    return FALSE;
  if (row && number != NULL)
    *number = sqlite3_column_int64 (statement, 0);
  if (row && text != NULL)
    *text = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_reset (statement);
  return TRUE;
}

/* @sql as in mms_sqlite_prepare(). @number is left alone where there is no row. */
gboolean
mms_sqlite_read_number (MmsSqlite *self, const char *sql, gint64 *number, GError **error)
{
  return read_first (self, sql, number, NULL, error);
}

/* @sql as in mms_sqlite_prepare(). Returns: (transfer full) (nullable): never null without error */
char *
mms_sqlite_read_text (MmsSqlite *self, const char *sql, GError **error)
{
  char *text = NULL;

  if (!read_first (self, sql, NULL, &text, error))
    return NULL;
  return text != NULL ? text : g_strdup ("");
}

/* Begins a transaction that may write, after those of other processes. */
gboolean
mms_sqlite_begin (MmsSqlite *self, GError **error)
{
  sqlite3_stmt *statement = mms_sqlite_prepare (self, "BEGIN IMMEDIATE", error);

  return statement != NULL && mms_sqlite_run (self, statement, error);
}

/* When this returns %TRUE the transaction is on the disk; otherwise nothing of it is. */
gboolean
mms_sqlite_commit (MmsSqlite *self, GError **error)
{
  sqlite3_stmt *statement = mms_sqlite_prepare (self, "COMMIT", error);

  if (statement != NULL && mms_sqlite_run (self, statement, error))
    return TRUE;
  mms_sqlite_rollback (self);
  return FALSE;
}

/* Takes back the transaction, if there still is one: some errors end it by themselves. */
void
mms_sqlite_rollback (MmsSqlite *self)
{
  if (!sqlite3_get_autocommit (self->handle))
    sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
}
