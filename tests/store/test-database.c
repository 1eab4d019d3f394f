/* Tests that the journal gives back what it was told, to the byte and in its order.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store-fixture.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

typedef struct
{
  MmsTestDir *dir;
  char *path;
  MmsDatabase *database;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = mms_test_dir_new ();
  fixture->path = mms_test_dir_build (fixture->dir, "deep/er/mms.db");
  fixture->database = store_open (fixture->path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->database != NULL)
    store_close (fixture->database);
  g_clear_object (&fixture->database);
  g_free (fixture->path);
  mms_test_dir_free (fixture->dir);
}

static void
reopen (Fixture *fixture)
{
  store_close (fixture->database);
  g_object_unref (fixture->database);
  fixture->database = store_open (fixture->path);
}

/* Runs SQL on the file, beside the database. */
static void
meddle (Fixture *fixture, const char *sql)
{
  sqlite3 *handle = NULL;
  int code = sqlite3_open (fixture->path, &handle);

  g_assert_cmpint (code, ==, SQLITE_OK);
  code = sqlite3_exec (handle, sql, NULL, NULL, NULL);
  if (code != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (handle));
  sqlite3_close (handle);
}

static void
test_is_empty_at_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) jobs = store_load (fixture->database);
  g_autoptr (GPtrArray) ignored = store_ignored (fixture->database);
  g_autoptr (GPtrArray) requests = store_requests (fixture->database);
  g_autoptr (GPtrArray) events = store_history (fixture->database, "00");
  g_autofree char *notice = mms_database_dup_notice (fixture->database);

  g_assert_cmpuint (jobs->len, ==, 0);
  g_assert_cmpuint (ignored->len, ==, 0);
  g_assert_cmpuint (requests->len, ==, 0);
  g_assert_cmpuint (events->len, ==, 0);
  g_assert_null (notice);
  g_assert_cmpstr (mms_database_get_path (fixture->database), ==, fixture->path);
}

static void
test_every_field_survives (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) jobs = NULL;

  for (guint i = 0; i < 12; i++)
    {
      g_ptr_array_add (made, store_make_job (i));
      store_record (fixture->database, made->pdata[i], NULL);
    }
  reopen (fixture);
  jobs = store_load (fixture->database);
  g_assert_cmpuint (jobs->len, ==, 12);
  for (guint i = 0; i < 12; i++)
    store_assert_same_job (jobs->pdata[i], made->pdata[i]);
}

static void
test_bare_job_survives (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) bare = mms_job_new ("0123456789abcdef0123456789abcdef01234567", "Bare");
  g_autoptr (MmsJob) nameless = mms_job_new ("1123456789abcdef0123456789abcdef01234567", NULL);
  g_autoptr (GPtrArray) jobs = NULL;

  store_record (fixture->database, bare, NULL);
  store_record (fixture->database, nameless, NULL);
  jobs = store_load (fixture->database);
  g_assert_cmpuint (jobs->len, ==, 2);
  store_assert_same_job (jobs->pdata[0], bare);
  g_assert_null (mms_job_get_problem (jobs->pdata[0]));
  g_assert_null (mms_job_get_intent (jobs->pdata[0]));
  g_assert_null (mms_job_get_metainfo (jobs->pdata[0]));
  g_assert_cmpstr (mms_job_get_name (jobs->pdata[1]), ==, mms_job_get_hash (nameless));
}

static void
test_second_record_replaces (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) first = store_make_job (1);
  g_autoptr (MmsJob) second = store_make_job (2);
  g_autoptr (GPtrArray) jobs = NULL;

  store_record (fixture->database, first, "one");
  store_record (fixture->database, second, "two");
  mms_job_set_fact (first, MMS_FACT_DONE);
  mms_job_set_problem (first, NULL);
  mms_job_set_intent (first, NULL);
  mms_job_set_metainfo (first, NULL);
  mms_job_set_label (first, NULL);
  store_record (fixture->database, first, "three");
  jobs = store_load (fixture->database);
  g_assert_cmpuint (jobs->len, ==, 2);
  store_assert_same_job (jobs->pdata[0], first);
  store_assert_same_job (jobs->pdata[1], second);
}

static void
test_record_is_a_snapshot (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = store_make_job (0);
  g_autoptr (MmsEvent) event = mms_event_new (1, MMS_FACT_CHOSEN, FALSE, "person", "said");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GPtrArray) events = NULL;

  mms_journal_record_async (MMS_JOURNAL (fixture->database), job, event, NULL, mms_test_wait_store,
                            &result);
  mms_job_set_name (job, "changed meanwhile");
  mms_job_set_fact (job, MMS_FACT_DONE);
  g_free (event->message);
  event->message = g_strdup ("changed meanwhile");
  mms_test_wait_for_result (&result);
  g_assert_true (mms_journal_record_finish (MMS_JOURNAL (fixture->database), result, NULL));
  jobs = store_load (fixture->database);
  events = store_history (fixture->database, mms_job_get_hash (job));
  g_assert_cmpint (mms_job_get_fact (jobs->pdata[0]), ==, MMS_FACT_CHOSEN);
  g_assert_cmpstr (((MmsEvent *) events->pdata[0])->message, ==, "said");
}

static void
test_history_keeps_its_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = store_make_job (4);
  g_autoptr (MmsJob) other = store_make_job (5);
  g_autoptr (MmsEvent) problem =
    mms_event_new (5, MMS_FACT_GRABBED, TRUE, "sonarr", "no; \"quoted\"");
  g_autofree char *lower = g_ascii_strdown (mms_job_get_hash (job), -1);
  g_autoptr (GPtrArray) events = NULL;
  MmsEvent *second = NULL;

  store_record (fixture->database, job, "first");
  store_record (fixture->database, other, "not mine");
  g_assert_true (store_try_record (fixture->database, job, problem, NULL));
  store_record (fixture->database, job, NULL);
  events = store_history (fixture->database, lower);
  g_assert_cmpuint (events->len, ==, 2);
  g_assert_cmpstr (((MmsEvent *) events->pdata[0])->message, ==, "first");
  second = events->pdata[1];
  g_assert_cmpint (second->at, ==, 5);
  g_assert_cmpint (second->fact, ==, MMS_FACT_GRABBED);
  g_assert_true (second->problem);
  g_assert_cmpstr (second->who, ==, "sonarr");
  g_assert_cmpstr (second->message, ==, "no; \"quoted\"");
}

static void
test_forget_takes_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = store_make_job (1);
  g_autoptr (MmsJob) kept = store_make_job (2);
  g_autofree char *lower = g_ascii_strdown (mms_job_get_hash (job), -1);
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GPtrArray) again = NULL;

  store_record (fixture->database, job, "one");
  store_record (fixture->database, kept, "two");
  store_forget (fixture->database, lower);
  store_forget (fixture->database, "never heard of");
  jobs = store_load (fixture->database);
  g_assert_cmpuint (jobs->len, ==, 1);
  store_assert_same_job (jobs->pdata[0], kept);
  events = store_history (fixture->database, mms_job_get_hash (job));
  g_assert_cmpuint (events->len, ==, 0);
  store_record (fixture->database, job, NULL);
  again = store_history (fixture->database, mms_job_get_hash (job));
  g_assert_cmpuint (again->len, ==, 0);
}

static void
test_ignoring_twice_is_once (Fixture *fixture, gconstpointer data)
{
  const char *hash = "0123456789abcdef0123456789abcdef01234567";
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GPtrArray) ignored = NULL;
  g_autoptr (GPtrArray) none = NULL;
  MmsIgnored *item = NULL;

  store_ignore (fixture->database, hash, "A name");
  store_ignore (fixture->database, hash, NULL);
  ignored = store_ignored (fixture->database);
  g_assert_cmpuint (ignored->len, ==, 1);
  item = ignored->pdata[0];
  g_assert_cmpstr (item->hash, ==, "0123456789ABCDEF0123456789ABCDEF01234567");
  g_assert_cmpstr (item->name, ==, "A name");
  g_assert_cmpint (ABS (item->at - now), <=, 5);
  store_unignore (fixture->database, hash);
  store_unignore (fixture->database, hash);
  none = store_ignored (fixture->database);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_requests_wait_in_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = store_make_job (3);
  g_autoptr (GPtrArray) requests = NULL;
  g_autoptr (GPtrArray) left = NULL;
  MmsRequest *first = NULL;

  store_submit (fixture->database, MMS_REQUEST_GRAB, mms_job_get_hash (job), job);
  for (MmsRequestKind kind = MMS_REQUEST_RETRY; kind <= MMS_REQUEST_IGNORE; kind++)
    store_submit (fixture->database, kind, "aa", NULL);
  for (MmsRequestKind kind = MMS_REQUEST_BIND; kind <= MMS_REQUEST_LIMIT; kind++)
    store_submit (fixture->database, kind, mms_job_get_hash (job), job);
  requests = store_requests (fixture->database);
  g_assert_cmpuint (requests->len, ==, 9);
  store_assert_same_job (((MmsRequest *) requests->pdata[MMS_REQUEST_LIMIT])->job, job);
  for (guint i = 0; i < 9; i++)
    g_assert_cmpint (((MmsRequest *) requests->pdata[i])->kind, ==, i);
  first = requests->pdata[0];
  store_assert_same_job (first->job, job);
  g_assert_cmpstr (first->hash, ==, mms_job_get_hash (job));
  g_assert_cmpstr (((MmsRequest *) requests->pdata[1])->hash, ==, "AA");
  g_assert_null (((MmsRequest *) requests->pdata[1])->job);
  store_settle (fixture->database, first->id);
  store_settle (fixture->database, first->id);
  left = store_requests (fixture->database);
  g_assert_cmpuint (left->len, ==, 8);
  g_assert_cmpint (((MmsRequest *) left->pdata[0])->kind, ==, MMS_REQUEST_RETRY);
}

static void
test_settled_numbers_never_return (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  gint64 id = 0;

  store_submit (fixture->database, MMS_REQUEST_RETRY, "aa", NULL);
  before = store_requests (fixture->database);
  id = ((MmsRequest *) before->pdata[0])->id;
  store_settle (fixture->database, id);
  reopen (fixture);
  store_submit (fixture->database, MMS_REQUEST_FORGET, "bb", NULL);
  after = store_requests (fixture->database);
  g_assert_cmpint (((MmsRequest *) after->pdata[0])->id, >, id);
}

static void
test_poll_sees_others_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsDatabase) other = store_open (fixture->path);

  g_assert_false (store_poll (fixture->database));
  store_submit (fixture->database, MMS_REQUEST_RETRY, "aa", NULL);
  g_assert_false (store_poll (fixture->database));
  g_assert_true (store_poll (other));
  store_submit (other, MMS_REQUEST_RETRY, "bb", NULL);
  g_assert_true (store_poll (fixture->database));
  g_assert_false (store_poll (fixture->database));
  store_close (other);
}

static void
test_road_has_one_owner (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsDatabase) other = store_open (fixture->path);
  g_autofree char *own_number = g_strdup_printf ("%ld", (long) getpid ());
  g_autoptr (GError) error = NULL;

  g_assert_true (mms_database_own (fixture->database, NULL));
  g_assert_true (mms_database_own (fixture->database, NULL));
  g_assert_true (mms_database_get_owner (fixture->database));
  g_assert_false (mms_database_own (other, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, own_number));
  g_assert_false (mms_database_get_owner (other));
  store_close (fixture->database);
  g_assert_false (mms_database_get_owner (fixture->database));
  g_assert_true (mms_database_own (other, NULL));
  store_close (other);
}

static gboolean
owns (gpointer data)
{
  return mms_database_own (data, NULL);
}

static void
test_finalizing_frees_the_road (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsDatabase) other = store_open (fixture->path);

  g_assert_true (mms_database_own (fixture->database, NULL));
  g_clear_object (&fixture->database);
  mms_test_wait_until (owns, other, "the road to be free");
  store_close (other);
}

static void
test_closed_says_so (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = store_make_job (1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) polled = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) load_error = NULL;
  g_autoptr (GError) poll_error = NULL;
  gboolean changed = TRUE;

  store_close (fixture->database);
  store_close (fixture->database);
  g_assert_false (store_try_record (fixture->database, job, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  mms_journal_load_async (MMS_JOURNAL (fixture->database), NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_assert_null (mms_journal_load_finish (MMS_JOURNAL (fixture->database), result, &load_error));
  g_assert_error (load_error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  mms_database_poll_async (fixture->database, NULL, mms_test_wait_store, &polled);
  mms_test_wait_for_result (&polled);
  g_assert_false (mms_database_poll_finish (fixture->database, polled, &changed, &poll_error));
  g_assert_error (poll_error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_assert_false (changed);
  g_assert_true (store_try_open (fixture->database, NULL));
  g_assert_true (store_try_open (fixture->database, NULL));
  store_record (fixture->database, job, NULL);
}

static void
test_cancelled_is_not_written (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MmsJob) job = store_make_job (1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  mms_journal_record_async (MMS_JOURNAL (fixture->database), job, NULL, cancellable,
                            mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_assert_false (mms_journal_record_finish (MMS_JOURNAL (fixture->database), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  jobs = store_load (fixture->database);
  g_assert_cmpuint (jobs->len, ==, 0);
}

/* One row that nobody understands must not hide the others, and must not be lost. */
static void
test_unknown_words_are_passed_over (Fixture *fixture, gconstpointer data)
{
  g_autofree char *notice = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GPtrArray) requests = NULL;
  g_autofree char *more = NULL;

  for (guint i = 0; i < 9; i++)
    {
      g_autoptr (MmsJob) job = store_make_job (i);

      store_record (fixture->database, job, "an event");
    }
  meddle (fixture, "UPDATE jobs SET fact = 'teleported' WHERE id = 2;"
                   "UPDATE jobs SET problem_verb = 'sing' WHERE id = 3;"
                   "UPDATE jobs SET intent_kind = 'opera' WHERE id = 4;"
                   "UPDATE jobs SET intent_confidence = 'somewhat' WHERE id = 5;"
                   "UPDATE jobs SET verified = NULL WHERE id = 6;"
                   "UPDATE jobs SET priority = 'urgent' WHERE id = 9;"
                   "UPDATE jobs SET intent_episodes = '3,x,4' WHERE id = 1;"
                   "UPDATE events SET fact = 'x';");
  jobs = store_load (fixture->database);
  g_assert_cmpuint (jobs->len, ==, 3);
  g_assert_cmpuint (mms_job_get_intent (jobs->pdata[0])->episodes->len, ==, 2);
  notice = mms_database_dup_notice (fixture->database);
  g_assert_nonnull (strstr (notice, "6 rows"));
  events = store_history (fixture->database, mms_job_get_hash (jobs->pdata[0]));
  g_assert_cmpuint (events->len, ==, 0);
  meddle (fixture, "UPDATE jobs SET fact = 'done', problem_verb = 'fetch', intent_kind = 'film',"
                   "  intent_confidence = 'chosen', verified = 'pieces',"
                   "  priority = NULL");
  all = store_load (fixture->database);
  g_assert_cmpuint (all->len, ==, 9);
  g_assert_cmpint (mms_job_get_priority (all->pdata[8]), ==, MMS_PRIORITY_NORMAL);
  store_submit (fixture->database, MMS_REQUEST_GRAB, mms_job_get_hash (all->pdata[0]),
                all->pdata[0]);
  store_submit (fixture->database, MMS_REQUEST_RETRY, "aa", NULL);
  meddle (fixture, "UPDATE requests SET fact = 'x' WHERE kind = 'grab';"
                   "UPDATE requests SET kind = 'sing' WHERE kind = 'retry'");
  requests = store_requests (fixture->database);
  g_assert_cmpuint (requests->len, ==, 0);
  more = mms_database_dup_notice (fixture->database);
  g_assert_cmpuint (strlen (more), >, strlen (notice));
}

static void
test_wrong_hash_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = mms_job_new ("too short", "Name");
  g_autoptr (MmsJob) good = store_make_job (1);
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (store_try_record (fixture->database, job, NULL, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
  store_record (fixture->database, good, NULL);
  jobs = store_load (fixture->database);
  g_assert_cmpuint (jobs->len, ==, 1);
}

/* What a job changes in its small fields must not write its .torrent file again. */
static void
test_same_metainfo_is_not_written_again (Fixture *fixture, gconstpointer data)
{
  const gsize size = 4 << 20;
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  g_autoptr (GBytes) metainfo = g_bytes_new_take (g_malloc0 (size), size);
  g_autoptr (MmsJob) job = store_make_job (1);
  GStatBuf before;
  GStatBuf after;

  mms_job_set_metainfo (job, metainfo);
  store_record (fixture->database, job, NULL);
  g_assert_cmpint (g_stat (wal, &before), ==, 0);
  for (guint i = 0; i < 10; i++)
    store_record (fixture->database, job, "again");
  g_assert_cmpint (g_stat (wal, &after), ==, 0);
  g_assert_cmpint (after.st_size, <=, MAX (before.st_size, (goffset) size + (1 << 20)));
}

static void
test_nobody_else_reads_it (Fixture *fixture, gconstpointer data)
{
  const char *const suffixes[] = { "", "-wal", ".lock" };
  g_autoptr (MmsJob) job = store_make_job (1);

  store_record (fixture->database, job, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (fixture->path, suffixes[i], NULL);
      GStatBuf info;

      g_assert_cmpint (g_stat (path, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 077, ==, 0);
    }
}

#define ADD(sentence, func) \
  g_test_add ("/database/" sentence, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("is-empty-at-first", test_is_empty_at_first);
  ADD ("every-field-survives", test_every_field_survives);
  ADD ("a-job-without-anything-survives", test_bare_job_survives);
  ADD ("a-second-record-replaces-the-first", test_second_record_replaces);
  ADD ("a-record-is-the-job-as-it-was-at-the-call", test_record_is_a_snapshot);
  ADD ("history-keeps-its-order", test_history_keeps_its_order);
  ADD ("forgetting-takes-job-and-history", test_forget_takes_all);
  ADD ("ignoring-twice-is-once", test_ignoring_twice_is_once);
  ADD ("requests-wait-in-their-order", test_requests_wait_in_order);
  ADD ("the-number-of-a-settled-request-never-returns", test_settled_numbers_never_return);
  ADD ("a-poll-sees-what-others-wrote", test_poll_sees_others_only);
  ADD ("the-road-has-one-owner", test_road_has_one_owner);
  ADD ("finalizing-frees-the-road", test_finalizing_frees_the_road);
  ADD ("a-closed-database-says-so", test_closed_says_so);
  ADD ("what-was-cancelled-is-not-written", test_cancelled_is_not_written);
  ADD ("rows-that-nobody-understands-are-passed-over", test_unknown_words_are_passed_over);
  ADD ("a-wrong-hash-is-refused", test_wrong_hash_is_refused);
  ADD ("the-same-metainfo-is-not-written-again", test_same_metainfo_is_not_written_again);
  ADD ("nobody-else-reads-it", test_nobody_else_reads_it);
  return g_test_run ();
}
