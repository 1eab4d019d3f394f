/* Opens databases in throwaway folders and waits for their answers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store-fixture.h"

gboolean
store_try_open (MmsDatabase *database, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_database_open_async (database, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_database_open_finish (database, result, error);
}

MmsDatabase *
store_open (const char *path)
{
  MmsDatabase *database = mms_database_new (path);
  g_autoptr (GError) error = NULL;

  store_try_open (database, &error);
  g_assert_no_error (error);
  return database;
}

void
store_close (MmsDatabase *database)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mms_database_close_async (database, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  mms_database_close_finish (database, result, &error);
  g_assert_no_error (error);
}

gboolean
store_poll (MmsDatabase *database)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean changed = FALSE;

  mms_database_poll_async (database, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  mms_database_poll_finish (database, result, &changed, &error);
  g_assert_no_error (error);
  return changed;
}

GPtrArray *
store_load (MmsDatabase *database)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *jobs = NULL;

  mms_journal_load_async (MMS_JOURNAL (database), NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  jobs = mms_journal_load_finish (MMS_JOURNAL (database), result, &error);
  g_assert_no_error (error);
  return jobs;
}

gboolean
store_try_record (MmsDatabase *database, MmsJob *job, MmsEvent *event, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_journal_record_async (MMS_JOURNAL (database), job, event, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_journal_record_finish (MMS_JOURNAL (database), result, error);
}

/* @message: (nullable): of an event that goes with it */
void
store_record (MmsDatabase *database, MmsJob *job, const char *message)
{
  g_autoptr (MmsEvent) event = NULL;
  g_autoptr (GError) error = NULL;

  if (message != NULL)
    event = mms_event_new (1767384247, mms_job_get_fact (job), FALSE, "mms", message);
  store_try_record (database, job, event, &error);
  g_assert_no_error (error);
}

GPtrArray *
store_history (MmsDatabase *database, const char *hash)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *events = NULL;

  mms_journal_history_async (MMS_JOURNAL (database), hash, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  events = mms_journal_history_finish (MMS_JOURNAL (database), result, &error);
  g_assert_no_error (error);
  return events;
}

void
store_forget (MmsDatabase *database, const char *hash)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mms_journal_forget_async (MMS_JOURNAL (database), hash, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_assert_true (mms_journal_forget_finish (MMS_JOURNAL (database), result, &error));
  g_assert_no_error (error);
}

void
store_ignore (MmsDatabase *database, const char *hash, const char *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mms_journal_ignore_async (MMS_JOURNAL (database), hash, name, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_assert_true (mms_journal_ignore_finish (MMS_JOURNAL (database), result, &error));
  g_assert_no_error (error);
}

void
store_unignore (MmsDatabase *database, const char *hash)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mms_journal_unignore_async (MMS_JOURNAL (database), hash, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_assert_true (mms_journal_unignore_finish (MMS_JOURNAL (database), result, &error));
  g_assert_no_error (error);
}

GPtrArray *
store_ignored (MmsDatabase *database)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *ignored = NULL;

  mms_journal_ignored_async (MMS_JOURNAL (database), NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  ignored = mms_journal_ignored_finish (MMS_JOURNAL (database), result, &error);
  g_assert_no_error (error);
  return ignored;
}

void
store_submit (MmsDatabase *database, MmsRequestKind kind, const char *hash, MmsJob *job)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MmsRequest) request = mms_request_new (kind, hash, job);
  g_autoptr (GError) error = NULL;

  mms_journal_submit_async (MMS_JOURNAL (database), request, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_assert_true (mms_journal_submit_finish (MMS_JOURNAL (database), result, &error));
  g_assert_no_error (error);
}

GPtrArray *
store_requests (MmsDatabase *database)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *requests = NULL;

  mms_journal_requests_async (MMS_JOURNAL (database), NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  requests = mms_journal_requests_finish (MMS_JOURNAL (database), result, &error);
  g_assert_no_error (error);
  return requests;
}

void
store_settle (MmsDatabase *database, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mms_journal_settle_async (MMS_JOURNAL (database), id, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_assert_true (mms_journal_settle_finish (MMS_JOURNAL (database), result, &error));
  g_assert_no_error (error);
}

/* A job with every field set, and different ones for every number. Even numbers are films. */
MmsJob *
store_make_job (guint number)
{
  g_autofree char *hash = g_strdup_printf ("%040X", number + 0xabc);
  g_autofree char *name = g_strdup_printf ("L'Été à l'« ombre » 🎬 %u", number);
  g_autofree char *words = g_strdup_printf ("%u went wrong; '); DROP TABLE jobs; --", number);
  g_autoptr (MmsIntent) intent = mms_intent_new (number % 2 ? MMS_MEDIA_SERIES : MMS_MEDIA_FILM);
  g_autoptr (MmsProblem) problem = NULL;
  g_autoptr (GBytes) metainfo = g_bytes_new ("d4:\0\1\xff", 6 + number % 2);
  const guint episodes[] = { number, number + 1, 112 };
  MmsJob *job = mms_job_new (hash, name);

  intent->confidence = (MmsConfidence) (number % 3);
  intent->tmdb_id = 19 + number;
  intent->tvdb_id = G_GINT64_CONSTANT (5000000000) + number;
  intent->library_id = 7;
  intent->title = g_strdup ("Métropolis");
  intent->year = 1927;
  intent->season = number % 2 ? 0 : -1;
  g_array_append_vals (intent->episodes, episodes, G_N_ELEMENTS (episodes));
  intent->poster_url = g_strdup ("https://image.example/p.jpg");
  intent->quality_json = g_strdup ("{\"quality\":{\"id\":7}}");
  intent->languages_json = g_strdup ("[{\"id\":2}]");
  intent->indexer = g_strdup ("An indexer");
  problem = mms_problem_new (MMS_VERB_FETCH, MMS_ERROR_NO_SPACE, words, number + 1, 1767384000,
                             1767384060);
  mms_job_set_fact (job, (MmsFact) (number % MMS_N_FACTS));
  mms_job_set_problem (job, problem);
  mms_job_set_intent (job, intent);
  mms_job_set_metainfo (job, metainfo);
  mms_job_set_magnet (job, "magnet:?xt=urn:btih:1");
  mms_job_set_label (job, "sonarr, the label");
  mms_job_set_directory (job, "/home/user/a b");
  mms_job_set_remote_path (job, "/home/user/not utf-8: \xff\xfe\n");
  mms_job_set_local_path (job, "/home/me/Downloads/Métropolis");
  mms_job_set_bytes_total (job, G_GINT64_CONSTANT (1) << 41);
  mms_job_set_verified (job, (MmsVerified) (number % 3));
  mms_job_set_adopted (job, number % 2);
  mms_job_set_added_at (job, 1767380000 + number);
  mms_job_set_updated_at (job, 1767384000 + number);
  mms_job_set_import_started_at (job, 1767384900 + number);
  mms_job_set_paused (job, number % 2);
  mms_job_set_priority (job, (MmsPriority) ((int) (number % 3) - 1));
  mms_job_set_rate_limit (job, 1000 * number);
  return job;
}

static void
assert_same_intent (const MmsIntent *a, const MmsIntent *b)
{
  g_assert_true ((a == NULL) == (b == NULL));
  if (a == NULL)
    return;
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpint (a->confidence, ==, b->confidence);
  g_assert_cmpint (a->tmdb_id, ==, b->tmdb_id);
  g_assert_cmpint (a->tvdb_id, ==, b->tvdb_id);
  g_assert_cmpint (a->library_id, ==, b->library_id);
  g_assert_cmpstr (a->title, ==, b->title);
  g_assert_cmpuint (a->year, ==, b->year);
  g_assert_cmpint (a->season, ==, b->season);
  g_assert_cmpmem (a->episodes->data, a->episodes->len * sizeof (guint), b->episodes->data,
                   b->episodes->len * sizeof (guint));
  g_assert_cmpstr (a->poster_url, ==, b->poster_url);
  g_assert_cmpstr (a->quality_json, ==, b->quality_json);
  g_assert_cmpstr (a->languages_json, ==, b->languages_json);
  g_assert_cmpstr (a->indexer, ==, b->indexer);
}

/* Whether all that is journalled is the same. */
void
store_assert_same_job (MmsJob *a, MmsJob *b)
{
  GBytes *metainfo_a = mms_job_get_metainfo (a);
  GBytes *metainfo_b = mms_job_get_metainfo (b);

  g_assert_cmpstr (mms_job_get_hash (a), ==, mms_job_get_hash (b));
  g_assert_cmpstr (mms_job_get_name (a), ==, mms_job_get_name (b));
  g_assert_cmpint (mms_job_get_fact (a), ==, mms_job_get_fact (b));
  g_assert_true (mms_problem_equal (mms_job_get_problem (a), mms_job_get_problem (b)));
  assert_same_intent (mms_job_get_intent (a), mms_job_get_intent (b));
  g_assert_true ((metainfo_a == NULL) == (metainfo_b == NULL));
  g_assert_true (metainfo_a == NULL || g_bytes_equal (metainfo_a, metainfo_b));
  g_assert_cmpstr (mms_job_get_magnet (a), ==, mms_job_get_magnet (b));
  g_assert_cmpstr (mms_job_get_label (a), ==, mms_job_get_label (b));
  g_assert_cmpstr (mms_job_get_directory (a), ==, mms_job_get_directory (b));
  g_assert_cmpstr (mms_job_get_remote_path (a), ==, mms_job_get_remote_path (b));
  g_assert_cmpstr (mms_job_get_local_path (a), ==, mms_job_get_local_path (b));
  g_assert_cmpint (mms_job_get_bytes_total (a), ==, mms_job_get_bytes_total (b));
  g_assert_cmpint (mms_job_get_verified (a), ==, mms_job_get_verified (b));
  g_assert_cmpint (mms_job_get_adopted (a), ==, mms_job_get_adopted (b));
  g_assert_cmpint (mms_job_get_added_at (a), ==, mms_job_get_added_at (b));
  g_assert_cmpint (mms_job_get_updated_at (a), ==, mms_job_get_updated_at (b));
  g_assert_cmpint (mms_job_get_import_started_at (a), ==, mms_job_get_import_started_at (b));
  g_assert_cmpint (mms_job_get_paused (a), ==, mms_job_get_paused (b));
  g_assert_cmpint (mms_job_get_priority (a), ==, mms_job_get_priority (b));
  g_assert_cmpint (mms_job_get_rate_limit (a), ==, mms_job_get_rate_limit (b));
}
