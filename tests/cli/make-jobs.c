/* Makes a database with jobs of every kind, for the tests in Python.
 *
 *     make-jobs DATABASE
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-database.h"
#include "support/mms-test-wait.h"

#define AT 1700000000 /* 2023-11-14 22:13:20 UTC */

static MmsIntent *
make_intent (MmsMediaKind kind, const char *title)
{
  MmsIntent *intent = mms_intent_new (kind);
  guint episode = 2;

  intent->title = g_strdup (title);
  intent->indexer = g_strdup ("Archive Mirror");
  if (kind == MMS_MEDIA_FILM)
    {
      intent->tmdb_id = 19;
      intent->year = 1927;
      return intent;
    }
  intent->tvdb_id = 990001;
  intent->season = 1;
  g_array_append_val (intent->episodes, episode);
  return intent;
}

static void
record (MmsDatabase *database, MmsJob *job, gboolean problem, const char *message)
{
  g_autoptr (MmsEvent) event =
    mms_event_new (AT + 60, mms_job_get_fact (job), problem, "mms", message);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mms_journal_record_async (MMS_JOURNAL (database), job, event, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  if (!mms_journal_record_finish (MMS_JOURNAL (database), result, &error))
    g_error ("%s", error->message);
}

static MmsJob *
make_job (char digit, const char *name, MmsFact fact)
{
  g_autofree char *hash = g_strnfill (40, digit);
  MmsJob *job = mms_job_new (hash, name);

  mms_job_set_fact (job, fact);
  mms_job_set_added_at (job, AT);
  mms_job_set_bytes_total (job, 1400000000);
  return job;
}

/* A film that arrived. */
static void
add_done (MmsDatabase *database)
{
  g_autoptr (MmsJob) job = make_job ('A', "Metropolis.1927.1080p.mkv", MMS_FACT_DONE);
  g_autoptr (MmsIntent) intent = make_intent (MMS_MEDIA_FILM, "Metropolis");

  mms_job_set_intent (job, intent);
  mms_job_set_verified (job, MMS_VERIFIED_PIECES);
  mms_job_set_remote_path (job, "/box/Metropolis.1927.1080p.mkv");
  mms_job_set_local_path (job, "/home/Metropolis.1927.1080p.mkv");
  record (database, job, FALSE, "Cleaned up");
}

/* An episode that only a person can help, with texts that would steer a terminal. */
static void
add_stuck (MmsDatabase *database)
{
  g_autoptr (MmsJob) job = make_job ('B', "Evil\033[2J\033]0;owned\007.S01E02", MMS_FACT_FETCHED);
  g_autoptr (MmsIntent) intent = make_intent (MMS_MEDIA_SERIES, "Sher\033[31mlock\nHolmes");
  g_autoptr (MmsProblem) problem =
    mms_problem_new (MMS_VERB_IMPORT, MMS_ERROR_REJECTED, "Sonarr rejected all:\n\033[1mSample", 3,
                     AT + 60, 0);

  mms_job_set_intent (job, intent);
  mms_job_set_problem (job, problem);
  record (database, job, TRUE, problem->message);
}

/* One that nobody has named, adopted, tried again by itself. */
static void
add_unnamed (MmsDatabase *database)
{
  g_autoptr (MmsJob) job = make_job ('C', "七人の侍 🎬 Nosfératu", MMS_FACT_GRABBED);
  g_autoptr (MmsProblem) problem = mms_problem_new (MMS_VERB_WATCH, MMS_ERROR_UNREACHABLE,
                                                    "Nobody answers.", 2, AT + 60, AT + 7200);

  mms_job_set_adopted (job, TRUE);
  mms_job_set_problem (job, problem);
  record (database, job, TRUE, problem->message);
}

/* A second one whose hash begins like the first. */
static void
add_twin (MmsDatabase *database)
{
  g_autoptr (MmsJob) job = mms_job_new ("AAAABBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB", "Twin");

  mms_job_set_added_at (job, AT);
  record (database, job, FALSE, "Chosen");
}

int
main (int argc, char **argv)
{
  g_autoptr (MmsDatabase) database = mms_database_new (argv[1]);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mms_database_open_async (database, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  if (!mms_database_open_finish (database, result, &error))
    g_error ("%s", error->message);
  add_done (database);
  add_stuck (database);
  add_unnamed (database);
  add_twin (database);
  g_clear_object (&result);
  mms_database_close_async (database, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_database_close_finish (database, result, &error) ? 0 : 1;
}
