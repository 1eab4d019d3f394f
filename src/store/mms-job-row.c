/* Writes a job into the columns of a row and reads it back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-job-row.h"

/* The order of MMS_JOB_COLUMNS. */
enum
{
  HASH,
  NAME,
  FACT,
  MAGNET,
  LABEL,
  DIRECTORY,
  REMOTE_PATH,
  LOCAL_PATH,
  BYTES_TOTAL,
  VERIFIED,
  ADOPTED,
  ADDED_AT,
  UPDATED_AT,
  IMPORT_STARTED_AT,
  PROBLEM_CODE,
  PROBLEM_VERB,
  PROBLEM_MESSAGE,
  PROBLEM_ATTEMPTS,
  PROBLEM_AT,
  PROBLEM_NEXT_AT,
  INTENT_KIND,
  INTENT_CONFIDENCE,
  INTENT_TMDB_ID,
  INTENT_TVDB_ID,
  INTENT_LIBRARY_ID,
  INTENT_TITLE,
  INTENT_YEAR,
  INTENT_SEASON,
  INTENT_EPISODES,
  INTENT_POSTER_URL,
  INTENT_QUALITY,
  INTENT_LANGUAGES,
  INTENT_INDEXER,
  PAUSED,
  PRIORITY,
  RATE_LIMIT,
  N_COLUMNS,
};

G_STATIC_ASSERT (N_COLUMNS == MMS_N_JOB_COLUMNS);
G_STATIC_ASSERT (sizeof MMS_JOB_PLACES == 2 * MMS_N_JOB_COLUMNS);

/* Paths are bytes of any kind; SQLite keeps them as they are. */
static void
bind_text (sqlite3_stmt *statement, int place, const char *text)
{
  sqlite3_bind_text (statement, place, text, -1, SQLITE_TRANSIENT);
}

static char *
dup_text (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

/* Lends the text until the statement goes on. */
static const char *
peek_text (sqlite3_stmt *statement, int column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

/* @bytes must live until the statement has run; %NULL becomes null. */
void
mms_job_row_bind_bytes (sqlite3_stmt *statement, int place, GBytes *bytes)
{
  gsize size = 0;
  const void *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (bytes == NULL)
    sqlite3_bind_null (statement, place);
  else if (data == NULL)
    sqlite3_bind_zeroblob (statement, place, 0);
  else
    sqlite3_bind_blob64 (statement, place, data, size, SQLITE_STATIC);
}

/* Returns: (transfer full) (nullable) */
GBytes *
mms_job_row_read_bytes (sqlite3_stmt *statement, int column)
{
  const void *data = NULL;

  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return NULL;
  data = sqlite3_column_blob (statement, column);
  return g_bytes_new (data, (gsize) sqlite3_column_bytes (statement, column));
}

/* Returns: (transfer full) (nullable): "1,2,3" */
static char *
join_episodes (GArray *episodes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < episodes->len; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "," : "", g_array_index (episodes, guint, i));
  return g_string_free (text, FALSE);
}

static void
split_episodes (const char *text, GArray *episodes)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      guint64 number = 0;
      guint episode = 0;

      if (!g_ascii_string_to_unsigned (parts[i], 10, 0, G_MAXUINT, &number, NULL))
        continue;
      episode = (guint) number;
      g_array_append_val (episodes, episode);
    }
}

static void
bind_problem (sqlite3_stmt *statement, int first, const MmsProblem *problem)
{
  if (problem == NULL)
    return;
  bind_text (statement, first + PROBLEM_CODE, mms_error_code_to_nick (problem->code));
  bind_text (statement, first + PROBLEM_VERB, mms_verb_to_nick (problem->verb));
  bind_text (statement, first + PROBLEM_MESSAGE, problem->message);
  sqlite3_bind_int64 (statement, first + PROBLEM_ATTEMPTS, problem->attempts);
  sqlite3_bind_int64 (statement, first + PROBLEM_AT, problem->at);
  sqlite3_bind_int64 (statement, first + PROBLEM_NEXT_AT, problem->next_at);
}

static void
bind_intent (sqlite3_stmt *statement, int first, const MmsIntent *intent)
{
  g_autofree char *episodes = NULL;

  if (intent == NULL)
    return;
  episodes = join_episodes (intent->episodes);
  bind_text (statement, first + INTENT_KIND, mms_media_kind_to_nick (intent->kind));
  bind_text (statement, first + INTENT_CONFIDENCE, mms_confidence_to_nick (intent->confidence));
  sqlite3_bind_int64 (statement, first + INTENT_TMDB_ID, intent->tmdb_id);
  sqlite3_bind_int64 (statement, first + INTENT_TVDB_ID, intent->tvdb_id);
  sqlite3_bind_int64 (statement, first + INTENT_LIBRARY_ID, intent->library_id);
  bind_text (statement, first + INTENT_TITLE, intent->title);
  sqlite3_bind_int64 (statement, first + INTENT_YEAR, intent->year);
  sqlite3_bind_int64 (statement, first + INTENT_SEASON, intent->season);
  bind_text (statement, first + INTENT_EPISODES, episodes);
  bind_text (statement, first + INTENT_POSTER_URL, intent->poster_url);
  bind_text (statement, first + INTENT_QUALITY, intent->quality_json);
  bind_text (statement, first + INTENT_LANGUAGES, intent->languages_json);
  bind_text (statement, first + INTENT_INDEXER, intent->indexer);
}

/**
 * mms_job_row_bind:
 * @statement: without parameters yet, holding MMS_JOB_PLACES
 * @first: the number of the first of them, from 1
 *
 * Binds all that is journalled of @job but its .torrent file.
 */
void
mms_job_row_bind (sqlite3_stmt *statement, int first, MmsJob *job)
{
  const char *name = mms_job_get_name (job);

  bind_text (statement, first + HASH, mms_job_get_hash (job));
  bind_text (statement, first + NAME, name != NULL ? name : mms_job_get_hash (job));
  bind_text (statement, first + FACT, mms_fact_to_nick (mms_job_get_fact (job)));
  bind_text (statement, first + MAGNET, mms_job_get_magnet (job));
  bind_text (statement, first + LABEL, mms_job_get_label (job));
  bind_text (statement, first + DIRECTORY, mms_job_get_directory (job));
  bind_text (statement, first + REMOTE_PATH, mms_job_get_remote_path (job));
  bind_text (statement, first + LOCAL_PATH, mms_job_get_local_path (job));
  sqlite3_bind_int64 (statement, first + BYTES_TOTAL, mms_job_get_bytes_total (job));
  bind_text (statement, first + VERIFIED, mms_verified_to_nick (mms_job_get_verified (job)));
  sqlite3_bind_int (statement, first + ADOPTED, mms_job_get_adopted (job));
  sqlite3_bind_int64 (statement, first + ADDED_AT, mms_job_get_added_at (job));
  sqlite3_bind_int64 (statement, first + UPDATED_AT, mms_job_get_updated_at (job));
  sqlite3_bind_int64 (statement, first + IMPORT_STARTED_AT, mms_job_get_import_started_at (job));
  sqlite3_bind_int (statement, first + PAUSED, mms_job_get_paused (job));
  bind_text (statement, first + PRIORITY, mms_priority_to_nick (mms_job_get_priority (job)));
  sqlite3_bind_int64 (statement, first + RATE_LIMIT, mms_job_get_rate_limit (job));
  bind_problem (statement, first, mms_job_get_problem (job));
  bind_intent (statement, first, mms_job_get_intent (job));
}

/* Returns: %FALSE where the row holds a problem that this program does not understand */
static gboolean
read_problem (sqlite3_stmt *statement, int first, MmsJob *job)
{
  g_autoptr (MmsProblem) problem = NULL;
  MmsError code = MMS_ERROR_REFUSED;
  MmsVerb verb = MMS_VERB_GRAB;

  if (sqlite3_column_type (statement, first + PROBLEM_CODE) == SQLITE_NULL)
    return TRUE;
  if (!mms_error_code_from_nick (peek_text (statement, first + PROBLEM_CODE), &code)
      || !mms_verb_from_nick (peek_text (statement, first + PROBLEM_VERB), &verb))
    return FALSE;
  problem = mms_problem_new (verb, code, peek_text (statement, first + PROBLEM_MESSAGE),
                             (guint) sqlite3_column_int64 (statement, first + PROBLEM_ATTEMPTS),
                             sqlite3_column_int64 (statement, first + PROBLEM_AT),
                             sqlite3_column_int64 (statement, first + PROBLEM_NEXT_AT));
  mms_job_set_problem (job, problem);
  return TRUE;
}

/* Returns: %FALSE where the row holds an intent that this program does not understand */
static gboolean
read_intent (sqlite3_stmt *statement, int first, MmsJob *job)
{
  g_autoptr (MmsIntent) intent = NULL;
  MmsMediaKind kind = MMS_MEDIA_FILM;

  if (sqlite3_column_type (statement, first + INTENT_KIND) == SQLITE_NULL)
    return TRUE;
  if (!mms_media_kind_from_nick (peek_text (statement, first + INTENT_KIND), &kind))
    return FALSE;
  intent = mms_intent_new (kind);
  if (!mms_confidence_from_nick (peek_text (statement, first + INTENT_CONFIDENCE),
                                 &intent->confidence))
    return FALSE;
  intent->tmdb_id = sqlite3_column_int64 (statement, first + INTENT_TMDB_ID);
  intent->tvdb_id = sqlite3_column_int64 (statement, first + INTENT_TVDB_ID);
  intent->library_id = sqlite3_column_int64 (statement, first + INTENT_LIBRARY_ID);
  intent->title = dup_text (statement, first + INTENT_TITLE);
  intent->year = (guint) sqlite3_column_int64 (statement, first + INTENT_YEAR);
  intent->season = sqlite3_column_int (statement, first + INTENT_SEASON);
  split_episodes (peek_text (statement, first + INTENT_EPISODES), intent->episodes);
  intent->poster_url = dup_text (statement, first + INTENT_POSTER_URL);
  intent->quality_json = dup_text (statement, first + INTENT_QUALITY);
  intent->languages_json = dup_text (statement, first + INTENT_LANGUAGES);
  intent->indexer = dup_text (statement, first + INTENT_INDEXER);
  mms_job_set_intent (job, intent);
  return TRUE;
}

/* What was written before there were priorities has none: it is as usual. */
static gboolean
read_control (sqlite3_stmt *statement, int first, MmsJob *job)
{
  const char *nick = peek_text (statement, first + PRIORITY);
  MmsPriority priority = MMS_PRIORITY_NORMAL;

  if (nick != NULL && !mms_priority_from_nick (nick, &priority))
    return FALSE;
  mms_job_set_priority (job, priority);
  mms_job_set_paused (job, sqlite3_column_int (statement, first + PAUSED) != 0);
  mms_job_set_rate_limit (job, sqlite3_column_int64 (statement, first + RATE_LIMIT));
  return TRUE;
}

/**
 * mms_job_row_read:
 * @first: the column of MMS_JOB_COLUMNS' first, from 0
 *
 * Returns: (transfer full) (nullable): the job without its .torrent file; %NULL where a word of
 *   the row is none that this program knows
 */
MmsJob *
mms_job_row_read (sqlite3_stmt *statement, int first)
{
  g_autoptr (MmsJob) job = NULL;
  const char *hash = peek_text (statement, first + HASH);
  const char *name = peek_text (statement, first + NAME);
  MmsFact fact = MMS_FACT_CHOSEN;
  MmsVerified verified = MMS_VERIFIED_NOT_YET;

  if (hash == NULL || name == NULL)
    return NULL;
  job = mms_job_new (hash, name);
  if (!mms_fact_from_nick (peek_text (statement, first + FACT), &fact)
      || !mms_verified_from_nick (peek_text (statement, first + VERIFIED), &verified)
      || !read_problem (statement, first, job) || !read_intent (statement, first, job)
      || !read_control (statement, first, job))
    return NULL;
  mms_job_set_fact (job, fact);
  mms_job_set_verified (job, verified);
  mms_job_set_magnet (job, peek_text (statement, first + MAGNET));
  mms_job_set_label (job, peek_text (statement, first + LABEL));
  mms_job_set_directory (job, peek_text (statement, first + DIRECTORY));
  mms_job_set_remote_path (job, peek_text (statement, first + REMOTE_PATH));
  mms_job_set_local_path (job, peek_text (statement, first + LOCAL_PATH));
  mms_job_set_bytes_total (job, sqlite3_column_int64 (statement, first + BYTES_TOTAL));
  mms_job_set_adopted (job, sqlite3_column_int (statement, first + ADOPTED) != 0);
  mms_job_set_added_at (job, sqlite3_column_int64 (statement, first + ADDED_AT));
  mms_job_set_updated_at (job, sqlite3_column_int64 (statement, first + UPDATED_AT));
  mms_job_set_import_started_at (job, sqlite3_column_int64 (statement, first + IMPORT_STARTED_AT));
  return g_steal_pointer (&job);
}
