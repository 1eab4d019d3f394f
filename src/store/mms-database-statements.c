/* Asks and tells the database: one function a question, each in SQL.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-database-statements.h"

#include "store/mms-job-row.h"

static const char *const kind_nicks[] = { "grab",  "retry",  "forget",   "ignore", "bind",
                                          "pause", "resume", "priority", "limit" };

G_STATIC_ASSERT (G_N_ELEMENTS (kind_nicks) == MMS_REQUEST_LIMIT + 1);

void
mms_question_free (MmsQuestion *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->job);
  mms_event_free (self->event);
  mms_request_free (self->request);
  g_free (self->hash);
  g_free (self->name);
  g_free (self);
}

static void
bind_text (sqlite3_stmt *statement, int place, const char *text)
{
  sqlite3_bind_text (statement, place, text, -1, SQLITE_TRANSIENT);
}

static const char *
peek_text (sqlite3_stmt *statement, int column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

/* Runs a statement whose only parameter is a hash. */
static gboolean
run_for_hash (MmsSqlite *sqlite, const char *sql, const char *hash, GError **error)
{
  sqlite3_stmt *statement = mms_sqlite_prepare (sqlite, sql, error);

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, hash);
  return mms_sqlite_run (sqlite, statement, error);
}

static gboolean
write_job (MmsSqlite *sqlite, MmsJob *job, GError **error)
{
  static const char sql[] =
    "INSERT INTO jobs (" MMS_JOB_COLUMNS ") VALUES (" MMS_JOB_PLACES ")"
    " ON CONFLICT (hash) DO UPDATE SET (" MMS_JOB_COLUMNS ") = (SELECT"
    " excluded.hash, excluded.name, excluded.fact, excluded.magnet, excluded.label,"
    " excluded.directory, excluded.remote_path, excluded.local_path, excluded.bytes_total,"
    " excluded.verified, excluded.adopted, excluded.added_at, excluded.updated_at,"
    " excluded.import_started_at, excluded.problem_code, excluded.problem_verb,"
    " excluded.problem_message, excluded.problem_attempts, excluded.problem_at,"
    " excluded.problem_next_at, excluded.intent_kind, excluded.intent_confidence,"
    " excluded.intent_tmdb_id, excluded.intent_tvdb_id, excluded.intent_library_id,"
    " excluded.intent_title, excluded.intent_year, excluded.intent_season,"
    " excluded.intent_episodes, excluded.intent_poster_url, excluded.intent_quality,"
    " excluded.intent_languages, excluded.intent_indexer, excluded.paused, excluded.priority,"
    " excluded.rate_limit)";
  sqlite3_stmt *statement = mms_sqlite_prepare (sqlite, sql, error);

  if (statement == NULL)
    return FALSE;
  mms_job_row_bind (statement, 1, job);
  return mms_sqlite_run (sqlite, statement, error);
}

/* Writes only what is new: comparing reads the old bytes, writing would double them in the WAL. */
static gboolean
write_metainfo (MmsSqlite *sqlite, MmsJob *job, GError **error)
{
  static const char sql[] =
    "INSERT INTO metainfos (job, bytes) SELECT id, ?2 FROM jobs WHERE hash = ?1"
    " ON CONFLICT (job) DO UPDATE SET bytes = excluded.bytes WHERE bytes IS NOT excluded.bytes";
  GBytes *metainfo = mms_job_get_metainfo (job);
  sqlite3_stmt *statement = NULL;

  if (metainfo == NULL)
    return run_for_hash (sqlite,
                         "DELETE FROM metainfos WHERE job = (SELECT id FROM jobs WHERE hash = ?)",
                         mms_job_get_hash (job), error);
  statement = mms_sqlite_prepare (sqlite, sql, error);
  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, mms_job_get_hash (job));
  mms_job_row_bind_bytes (statement, 2, metainfo);
  return mms_sqlite_run (sqlite, statement, error);
}

static gboolean
write_event (MmsSqlite *sqlite, const char *hash, const MmsEvent *event, GError **error)
{
  static const char sql[] =
    "INSERT INTO events (job, at, fact, problem, who, message)"
    " SELECT id, ?2, ?3, ?4, ?5, ?6 FROM jobs WHERE hash = ?1";
  sqlite3_stmt *statement = mms_sqlite_prepare (sqlite, sql, error);

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, hash);
  sqlite3_bind_int64 (statement, 2, event->at);
  bind_text (statement, 3, mms_fact_to_nick (event->fact));
  sqlite3_bind_int (statement, 4, event->problem);
  bind_text (statement, 5, event->who);
  bind_text (statement, 6, event->message);
  return mms_sqlite_run (sqlite, statement, error);
}

/* Reads @job and @event. */
gboolean
mms_statement_record (MmsSqlite *sqlite, MmsQuestion *question, GError **error)
{
  MmsJob *job = question->job;

  return write_job (sqlite, job, error) && write_metainfo (sqlite, job, error)
         && (question->event == NULL
             || write_event (sqlite, mms_job_get_hash (job), question->event, error));
}

/* Reads @hash. The history and the .torrent file go with the job. */
gboolean
mms_statement_forget (MmsSqlite *sqlite, MmsQuestion *question, GError **error)
{
  return run_for_hash (sqlite, "DELETE FROM jobs WHERE hash = ?", question->hash, error);
}

/* Reads @hash and @name. The first time counts; a name that comes later is kept. */
gboolean
mms_statement_ignore (MmsSqlite *sqlite, MmsQuestion *question, GError **error)
{
  static const char sql[] =
    "INSERT INTO ignored (hash, name, at) VALUES (?, ?, ?)"
    " ON CONFLICT (hash) DO UPDATE SET name = coalesce (excluded.name, name)";
  sqlite3_stmt *statement = mms_sqlite_prepare (sqlite, sql, error);

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, question->hash);
  bind_text (statement, 2, question->name);
  sqlite3_bind_int64 (statement, 3, g_get_real_time () / G_USEC_PER_SEC);
  return mms_sqlite_run (sqlite, statement, error);
}

/* Reads @hash. */
gboolean
mms_statement_unignore (MmsSqlite *sqlite, MmsQuestion *question, GError **error)
{
  return run_for_hash (sqlite, "DELETE FROM ignored WHERE hash = ?", question->hash, error);
}

/* Reads @request. */
gboolean
mms_statement_submit (MmsSqlite *sqlite, MmsQuestion *question, GError **error)
{
  static const char sql[] =
    "INSERT INTO requests (kind, about, metainfo, " MMS_JOB_COLUMNS ")"
    " VALUES (?,?,?," MMS_JOB_PLACES ")";
  const MmsRequest *request = question->request;
  sqlite3_stmt *statement = mms_sqlite_prepare (sqlite, sql, error);

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, kind_nicks[request->kind]);
  bind_text (statement, 2, request->hash);
  if (request->job != NULL)
    {
      mms_job_row_bind_bytes (statement, 3, mms_job_get_metainfo (request->job));
      mms_job_row_bind (statement, 4, request->job);
    }
  return mms_sqlite_run (sqlite, statement, error);
}

/* Reads @id. */
gboolean
mms_statement_settle (MmsSqlite *sqlite, MmsQuestion *question, GError **error)
{
  sqlite3_stmt *statement = mms_sqlite_prepare (sqlite, "DELETE FROM requests WHERE id = ?", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, question->id);
  return mms_sqlite_run (sqlite, statement, error);
}

static gpointer
read_job (sqlite3_stmt *statement)
{
  g_autoptr (MmsJob) job = mms_job_row_read (statement, 1);
  g_autoptr (GBytes) metainfo = mms_job_row_read_bytes (statement, 0);

  if (job != NULL)
    mms_job_set_metainfo (job, metainfo);
  return g_steal_pointer (&job);
}

static gpointer
read_event (sqlite3_stmt *statement)
{
  MmsFact fact = MMS_FACT_CHOSEN;

  if (!mms_fact_from_nick (peek_text (statement, 1), &fact))
    return NULL;
  return mms_event_new (sqlite3_column_int64 (statement, 0), fact,
                        sqlite3_column_int (statement, 2) != 0, peek_text (statement, 3),
                        peek_text (statement, 4));
}

static gpointer
read_ignored (sqlite3_stmt *statement)
{
  return mms_ignored_new (peek_text (statement, 0), peek_text (statement, 1),
                          sqlite3_column_int64 (statement, 2));
}

static gpointer
read_request (sqlite3_stmt *statement)
{
  g_autoptr (MmsRequest) request = NULL;
  g_autoptr (MmsJob) job = NULL;
  const char *kind = peek_text (statement, 1);
  guint number = 0;

  while (number < G_N_ELEMENTS (kind_nicks) && g_strcmp0 (kind, kind_nicks[number]) != 0)
    number++;
  if (number == G_N_ELEMENTS (kind_nicks))
    return NULL;
  if (sqlite3_column_type (statement, 4) != SQLITE_NULL)
    {
      g_autoptr (GBytes) metainfo = mms_job_row_read_bytes (statement, 3);

      job = mms_job_row_read (statement, 4);
      if (job == NULL)
        return NULL;
      mms_job_set_metainfo (job, metainfo);
    }
  request = mms_request_new ((MmsRequestKind) number, peek_text (statement, 2), job);
  request->id = sqlite3_column_int64 (statement, 0);
  return g_steal_pointer (&request);
}

/* Reads all rows; those that this program does not understand are counted and stay where
 * they are. */
static GPtrArray *
read_rows (MmsSqlite *sqlite, sqlite3_stmt *statement, MmsQuestion *question,
           gpointer (*read_row) (sqlite3_stmt *), GDestroyNotify free_row, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  gboolean row = statement != NULL;

  if (statement == NULL)
    return NULL;
  for (;;)
    {
      gpointer item = NULL;

      if (!mms_sqlite_next (sqlite, statement, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&rows);
      item = read_row (statement);
      if (item != NULL)
        g_ptr_array_add (rows, item);
      else
        question->n_unreadable++;
    }
}

/* Returns: (transfer full) (element-type MmsJob): in the order in which they were added */
GPtrArray *
mms_statement_load (MmsSqlite *sqlite, MmsQuestion *question, GError **error)
{
  static const char sql[] =
    "SELECT bytes, " MMS_JOB_COLUMNS " FROM jobs LEFT JOIN metainfos ON job = id ORDER BY id";

  return read_rows (sqlite, mms_sqlite_prepare (sqlite, sql, error), question, read_job,
                    g_object_unref, error);
}

/* Reads @hash. Returns: (transfer full) (element-type MmsEvent): oldest first */
GPtrArray *
mms_statement_history (MmsSqlite *sqlite, MmsQuestion *question, GError **error)
{
  static const char sql[] =
    "SELECT at, fact, problem, who, message FROM events"
    " WHERE job = (SELECT id FROM jobs WHERE hash = ?) ORDER BY id";
  sqlite3_stmt *statement = mms_sqlite_prepare (sqlite, sql, error);

  if (statement != NULL)
    bind_text (statement, 1, question->hash);
  return read_rows (sqlite, statement, question, read_event, (GDestroyNotify) mms_event_free,
                    error);
}

/* Returns: (transfer full) (element-type MmsIgnored) */
GPtrArray *
mms_statement_ignored (MmsSqlite *sqlite, MmsQuestion *question, GError **error)
{
  sqlite3_stmt *statement = mms_sqlite_prepare (
    sqlite, "SELECT hash, name, at FROM ignored ORDER BY at, hash", error);

  return read_rows (sqlite, statement, question, read_ignored, (GDestroyNotify) mms_ignored_free,
                    error);
}

/* Returns: (transfer full) (element-type MmsRequest): oldest first */
GPtrArray *
mms_statement_requests (MmsSqlite *sqlite, MmsQuestion *question, GError **error)
{
  static const char sql[] =
    "SELECT id, kind, about, metainfo, " MMS_JOB_COLUMNS " FROM requests ORDER BY id";

  return read_rows (sqlite, mms_sqlite_prepare (sqlite, sql, error), question, read_request,
                    (GDestroyNotify) mms_request_free, error);
}
