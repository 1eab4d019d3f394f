/* Brings the database from the version that a file has to the one that this program knows.
 *
 * A migration is never changed once it was released: what is new goes behind.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-migrations.h"

#include <glib/gi18n-lib.h>

/* "MMSj", so that nobody takes another program's file for ours. */
#define APPLICATION_ID 0x4d4d536a

/* A job, in `jobs` and in what a request carries. Times are seconds since 1970, UTC. */
#define JOB_COLUMNS_1 \
  "hash TEXT, name TEXT, fact TEXT, magnet TEXT, label TEXT, directory TEXT," \
  "remote_path TEXT, local_path TEXT, bytes_total INTEGER, verified TEXT, adopted INTEGER," \
  "added_at INTEGER, updated_at INTEGER, import_started_at INTEGER," \
  "problem_code TEXT, problem_verb TEXT, problem_message TEXT, problem_attempts INTEGER," \
  "problem_at INTEGER, problem_next_at INTEGER," \
  "intent_kind TEXT, intent_confidence TEXT, intent_tmdb_id INTEGER, intent_tvdb_id INTEGER," \
  "intent_library_id INTEGER, intent_title TEXT, intent_year INTEGER, intent_season INTEGER," \
  "intent_episodes TEXT, intent_poster_url TEXT, intent_quality TEXT, intent_languages TEXT," \
  "intent_indexer TEXT"

static const char *const migrations[] = {
  /* 1: the journal. The .torrent files have a table of their own, so that the many small changes
   * of a job do not write them again. */
  "CREATE TABLE jobs (id INTEGER PRIMARY KEY, " JOB_COLUMNS_1 ","
  "  UNIQUE (hash), CHECK (length (hash) = 40 AND name IS NOT NULL)) STRICT;"
  "CREATE TABLE metainfos (job INTEGER PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,"
  "  bytes BLOB NOT NULL) STRICT;"
  "CREATE TABLE events (id INTEGER PRIMARY KEY,"
  "  job INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,"
  "  at INTEGER NOT NULL, fact TEXT NOT NULL, problem INTEGER NOT NULL, who TEXT, message TEXT)"
  "  STRICT;"
  "CREATE INDEX events_job ON events (job);"
  "CREATE TABLE requests (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,"
  "  about TEXT NOT NULL, metainfo BLOB, " JOB_COLUMNS_1 ") STRICT;"
  "CREATE TABLE ignored (hash TEXT PRIMARY KEY NOT NULL, name TEXT, at INTEGER NOT NULL) STRICT;",
  /* 2: what a person decides about a fetch. Null is as before: not paused, as usual, no limit. */
  "ALTER TABLE jobs ADD COLUMN paused INTEGER;"
  "ALTER TABLE jobs ADD COLUMN priority TEXT;"
  "ALTER TABLE jobs ADD COLUMN rate_limit INTEGER;"
  "ALTER TABLE requests ADD COLUMN paused INTEGER;"
  "ALTER TABLE requests ADD COLUMN priority TEXT;"
  "ALTER TABLE requests ADD COLUMN rate_limit INTEGER;",
  NULL,
};

/* Returns: (transfer none): the migrations, %NULL-terminated; the n-th leads to version n + 1 */
const char *const *
mms_migrations_get (void)
{
  return migrations;
}

/* Whether the file is another program's: it bears a foreign mark, or tables without any. */
static gboolean
read_stranger (MmsSqlite *sqlite, gint64 version, gboolean *stranger, GError **error)
{
  gint64 id = 0;
  gint64 tables = 0;

  if (!mms_sqlite_read_number (sqlite, "PRAGMA application_id", &id, error)
      || !mms_sqlite_read_number (sqlite, "SELECT count(*) FROM sqlite_schema", &tables, error))
    return FALSE;
  *stranger = id != APPLICATION_ID && (id != 0 || tables > 0 || version > 0);
  return TRUE;
}

/**
 * mms_migrations_check:
 * @n_known: how many migrations this program knows
 *
 * Refuses, without changing a byte, what this program must not touch: %MMS_ERROR_UNSUPPORTED for
 * a file of a newer version of MMS, %MMS_ERROR_REFUSED for a file of another program.
 */
gboolean
mms_migrations_check (MmsSqlite *sqlite, guint n_known, GError **error)
{
  const char *path = mms_sqlite_get_path (sqlite);
  gint64 version = 0;
  gboolean stranger = FALSE;

  if (!mms_sqlite_read_number (sqlite, "PRAGMA user_version", &version, error)
      || !read_stranger (sqlite, version, &stranger, error))
    return FALSE;
  if (stranger)
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                   /* Translators: %s is a path */
                   _ ("%s is a database of another program. It was left as it is; name another "
                      "file for the job database."), path);
      return FALSE;
    }
  if (version > n_known)
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED,
                   /* Translators: %s is a path */
                   _ ("The job database %s was written by a newer version of MediaManagerSuite. It "
                      "was left as it is; install the newer version to open it."), path);
      return FALSE;
    }
  return TRUE;
}

/* One step, all of it or nothing. */
static gboolean
run_one (MmsSqlite *sqlite, const char *migration, guint version, GError **error)
{
  g_autofree char *mark = g_strdup_printf ("PRAGMA user_version = %u; PRAGMA application_id = %d",
                                           version, APPLICATION_ID);

  if (!mms_sqlite_begin (sqlite, error))
    return FALSE;
  if (!mms_sqlite_exec (sqlite, migration, error) || !mms_sqlite_exec (sqlite, mark, error))
    {
      mms_sqlite_rollback (sqlite);
      return FALSE;
    }
  return mms_sqlite_commit (sqlite, error);
}

/* Takes the steps that are missing, each in a transaction of its own. Who calls this keeps other
 * processes from doing the same at the same time. */
gboolean
mms_migrations_run (MmsSqlite *sqlite, const char *const *steps, GError **error)
{
  gint64 version = 0;

  if (!mms_sqlite_read_number (sqlite, "PRAGMA user_version", &version, error))
    return FALSE;
  for (guint i = (guint) version; steps[i] != NULL; i++)
    if (!run_one (sqlite, steps[i], i + 1, error))
      return FALSE;
  return TRUE;
}
