/* Tests that a person's pauses, priorities and limits are heeded at once, and journalled.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-pipeline.h"

#include "fake-outside.h"
#include "support/mms-test-wait.h"

#include <string.h>

typedef struct
{
  FakeOutside *outside;
  MmsPipeline *pipeline;
  MmsWorld *world;
} Fixture;

/* The hash of the job that is called by one letter. */
static const char *
get_hash (char name)
{
  static char hash[41];

  memset (hash, name, sizeof hash - 1);
  return hash;
}

static void
start (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->pipeline = mms_pipeline_new (MMS_JOURNAL (fixture->outside));
  mms_pipeline_load_async (fixture->pipeline, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_assert_true (mms_pipeline_load_finish (fixture->pipeline, result, &error));
  mms_pipeline_set_world (fixture->pipeline, fixture->world);
  mms_pipeline_start (fixture->pipeline);
}

static void
stop (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_pipeline_stop_async (fixture->pipeline, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_assert_true (mms_pipeline_stop_finish (fixture->pipeline, result, NULL));
  g_clear_object (&fixture->pipeline);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsTorrentList) torrents = mms_torrent_list_new ();
  MmsWorld *world = mms_world_new ();

  fixture->outside = fake_outside_new ();
  fixture->outside->completes_at_once = TRUE;
  world->seedbox = MMS_SEEDBOX (g_object_ref (fixture->outside));
  world->remote_files = MMS_REMOTE_FILES (g_object_ref (fixture->outside));
  world->local_files = MMS_LOCAL_FILES (g_object_ref (fixture->outside));
  world->watcher = mms_watcher_new (world->seedbox, torrents);
  world->seedbox_map = mms_path_map_new ();
  world->library_maps[MMS_MEDIA_FILM] = mms_path_map_new ();
  world->library_maps[MMS_MEDIA_SERIES] = mms_path_map_new ();
  world->staging = g_strdup ("/here/staging");
  world->downloads = g_strdup ("/here/downloads");
  world->watch_interval_s = 1;
  fixture->world = world;
  start (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  stop (fixture);
  mms_world_unref (fixture->world);
  g_object_unref (fixture->outside);
}

static void
ask (Fixture *fixture, char name, MmsRequestKind kind, MmsJob *job)
{
  g_autoptr (MmsRequest) request = mms_request_new (kind, get_hash (name), job);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mms_pipeline_carry_out_async (fixture->pipeline, request, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  mms_pipeline_carry_out_finish (fixture->pipeline, result, &error);
  g_assert_no_error (error);
}

/* A job without a title: it ends at fetched, and waits for a person there. */
static void
grab (Fixture *fixture, char name)
{
  g_autofree char *called = g_strdup_printf ("%c", name);
  g_autoptr (MmsJob) job = mms_job_new (get_hash (name), called);
  g_autofree char *magnet = g_strconcat ("magnet:?xt=urn:btih:", get_hash (name), NULL);

  mms_job_set_magnet (job, magnet);
  ask (fixture, name, MMS_REQUEST_GRAB, job);
}

static void
set_priority (Fixture *fixture, char name, MmsPriority priority)
{
  g_autoptr (MmsJob) job = mms_job_new (get_hash (name), "");

  mms_job_set_priority (job, priority);
  ask (fixture, name, MMS_REQUEST_PRIORITY, job);
}

static void
set_limit (Fixture *fixture, char name, gint64 rate)
{
  g_autoptr (MmsJob) job = mms_job_new (get_hash (name), "");

  mms_job_set_rate_limit (job, rate);
  ask (fixture, name, MMS_REQUEST_LIMIT, job);
}

static MmsJob *
find (Fixture *fixture, char name)
{
  return mms_pipeline_find (fixture->pipeline, get_hash (name));
}

static MmsJob *
find_journalled (Fixture *fixture, char name)
{
  return g_hash_table_lookup (fixture->outside->jobs, get_hash (name));
}

static gboolean
is_idle (gpointer data)
{
  return mms_pipeline_get_idle (((Fixture *) data)->pipeline);
}

static void
settle (Fixture *fixture)
{
  mms_test_wait_until (is_idle, fixture, "the pipeline to be idle");
}

static gboolean
is_fetching (gpointer data)
{
  return ((Fixture *) data)->outside->fetches->len > 0;
}

static void
wait_for_fetch (Fixture *fixture)
{
  mms_test_wait_until (is_fetching, fixture, "a fetch to begin");
}

static void
assert_fetches (Fixture *fixture, const char *expected)
{
  g_assert_cmpstr (fixture->outside->fetches->str, ==, expected);
  g_string_truncate (fixture->outside->fetches, 0);
}

static void
test_pause_stops_a_fetch (Fixture *fixture, gconstpointer data)
{
  fixture->outside->fetch_hangs = TRUE;
  grab (fixture, 'A');
  wait_for_fetch (fixture);
  ask (fixture, 'A', MMS_REQUEST_PAUSE, NULL);
  settle (fixture);
  g_assert_true (mms_job_is_held (find (fixture, 'A')));
  g_assert_false (mms_job_get_running (find (fixture, 'A')));
  g_assert_null (mms_job_get_problem (find (fixture, 'A')));
  g_assert_cmpint (mms_transfer_get_rate (mms_job_get_transfer (find (fixture, 'A'))), ==, 0);
  g_assert_cmpint (mms_transfer_get_bytes_done (mms_job_get_transfer (find (fixture, 'A'))), ==, 500);
  g_assert_true (mms_job_get_paused (find_journalled (fixture, 'A')));
  assert_fetches (fixture, "A 0 0 ");
  fixture->outside->fetch_hangs = FALSE;
  ask (fixture, 'A', MMS_REQUEST_RESUME, NULL);
  settle (fixture);
  g_assert_cmpint (mms_job_get_fact (find (fixture, 'A')), ==, MMS_FACT_FETCHED);
  g_assert_false (mms_job_get_paused (find_journalled (fixture, 'A')));
  assert_fetches (fixture, "A 0 0 ");
}

static void
test_pause_before_the_fetch (Fixture *fixture, gconstpointer data)
{
  fixture->outside->completes_at_once = FALSE;
  grab (fixture, 'A');
  ask (fixture, 'A', MMS_REQUEST_PAUSE, NULL);
  g_assert_false (mms_pipeline_get_idle (fixture->pipeline));
  fake_outside_put (fixture->outside, get_hash ('A'), "A", TRUE);
  settle (fixture);
  g_assert_cmpint (mms_job_get_fact (find (fixture, 'A')), ==, MMS_FACT_COMPLETE);
  assert_fetches (fixture, "");
}

static void
test_pause_survives (Fixture *fixture, gconstpointer data)
{
  fixture->outside->fetch_hangs = TRUE;
  grab (fixture, 'A');
  wait_for_fetch (fixture);
  ask (fixture, 'A', MMS_REQUEST_PAUSE, NULL);
  ask (fixture, 'A', MMS_REQUEST_PAUSE, NULL);
  set_priority (fixture, 'A', MMS_PRIORITY_HIGH);
  set_limit (fixture, 'A', 7000);
  stop (fixture);
  start (fixture);
  settle (fixture);
  assert_fetches (fixture, "A 0 0 ");
  fixture->outside->fetch_hangs = FALSE;
  ask (fixture, 'A', MMS_REQUEST_RESUME, NULL);
  settle (fixture);
  assert_fetches (fixture, "A 1 7000 ");
}

static void
test_resume_before_it_has_stopped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsRequest) pause = mms_request_new (MMS_REQUEST_PAUSE, get_hash ('A'), NULL);

  fixture->outside->fetch_hangs = TRUE;
  grab (fixture, 'A');
  wait_for_fetch (fixture);
  fixture->outside->fetch_hangs = FALSE;
  mms_pipeline_carry_out_async (fixture->pipeline, pause, NULL, NULL, NULL);
  ask (fixture, 'A', MMS_REQUEST_RESUME, NULL);
  settle (fixture);
  g_assert_cmpint (mms_job_get_fact (find (fixture, 'A')), ==, MMS_FACT_FETCHED);
  assert_fetches (fixture, "A 0 0 A 0 0 ");
}

/* What would have been tried again later waits for nothing but the person now. */
static void
test_pause_ends_a_problem_that_heals (Fixture *fixture, gconstpointer data)
{
  fake_outside_fail (fixture->outside, "fetch", MMS_ERROR_UNREACHABLE, 1);
  grab (fixture, 'A');
  wait_for_fetch (fixture);
  mms_test_wait_ms (20);
  g_assert_nonnull (mms_job_get_problem (find (fixture, 'A')));
  ask (fixture, 'A', MMS_REQUEST_PAUSE, NULL);
  g_assert_null (mms_job_get_problem (find (fixture, 'A')));
  settle (fixture);
  ask (fixture, 'A', MMS_REQUEST_RESUME, NULL);
  settle (fixture);
  g_assert_cmpint (mms_job_get_fact (find (fixture, 'A')), ==, MMS_FACT_FETCHED);
}

static void
test_pause_keeps_a_problem_for_a_person (Fixture *fixture, gconstpointer data)
{
  fake_outside_fail (fixture->outside, "fetch", MMS_ERROR_UNAUTHORIZED, 1);
  grab (fixture, 'A');
  settle (fixture);
  ask (fixture, 'A', MMS_REQUEST_PAUSE, NULL);
  g_assert_nonnull (mms_job_get_problem (find (fixture, 'A')));
  ask (fixture, 'A', MMS_REQUEST_RETRY, NULL);
  settle (fixture);
  g_assert_true (mms_job_is_held (find (fixture, 'A')));
  assert_fetches (fixture, "A 0 0 ");
}

/* One place: the others wait, and get it in the order that the person wants. */
static void
test_priority_is_the_order (Fixture *fixture, gconstpointer data)
{
  fixture->world->transfers = 1;
  fixture->outside->fetch_hangs = TRUE;
  grab (fixture, 'A');
  wait_for_fetch (fixture);
  for (const char *name = "BCDE"; *name != '\0'; name++)
    grab (fixture, *name);
  mms_test_wait_ms (50);
  assert_fetches (fixture, "A 0 0 ");
  set_priority (fixture, 'B', MMS_PRIORITY_LOW);
  set_priority (fixture, 'D', MMS_PRIORITY_HIGH);
  set_limit (fixture, 'E', 5000);
  ask (fixture, 'E', MMS_REQUEST_PAUSE, NULL);
  fixture->outside->fetch_hangs = FALSE;
  ask (fixture, 'A', MMS_REQUEST_PAUSE, NULL);
  settle (fixture);
  assert_fetches (fixture, "D 1 0 C 0 0 B -1 0 ");
  ask (fixture, 'A', MMS_REQUEST_RESUME, NULL);
  ask (fixture, 'E', MMS_REQUEST_RESUME, NULL);
  settle (fixture);
  assert_fetches (fixture, "A 0 0 E 0 5000 ");
}

static void
test_a_fetch_at_work_is_adjusted (Fixture *fixture, gconstpointer data)
{
  fixture->outside->fetch_hangs = TRUE;
  grab (fixture, 'A');
  wait_for_fetch (fixture);
  set_limit (fixture, 'A', 3000);
  g_assert_cmpstr (fixture->outside->adjusted, ==, "AA 3000 0");
  set_priority (fixture, 'A', MMS_PRIORITY_LOW);
  g_assert_cmpstr (fixture->outside->adjusted, ==, "AA 3000 -1");
  g_assert_true (mms_job_get_running (find (fixture, 'A')));
  assert_fetches (fixture, "A 0 0 ");
  g_assert_cmpint (mms_job_get_rate_limit (find_journalled (fixture, 'A')), ==, 3000);
  g_assert_cmpint (mms_job_get_priority (find_journalled (fixture, 'A')), ==, MMS_PRIORITY_LOW);
  ask (fixture, 'A', MMS_REQUEST_PAUSE, NULL);
  settle (fixture);
  set_limit (fixture, 'A', 0);
  g_assert_cmpstr (fixture->outside->adjusted, ==, "AA 3000 -1");
}

/* Returns: the journalled messages that are about pauses, in their order */
static char *
dup_told (Fixture *fixture)
{
  GString *told = g_string_new (NULL);

  for (guint i = 0; i < fixture->outside->events->len; i++)
    {
      const char *message = fixture->outside->events->pdata[i];

      if (g_str_equal (message, "Paused.") || g_str_equal (message, "Resumed."))
        g_string_append (told, message);
    }
  return g_string_free (told, FALSE);
}

static void
test_history_tells (Fixture *fixture, gconstpointer data)
{
  g_autofree char *told = NULL;

  fixture->outside->completes_at_once = FALSE;
  grab (fixture, 'A');
  ask (fixture, 'A', MMS_REQUEST_PAUSE, NULL);
  ask (fixture, 'A', MMS_REQUEST_PAUSE, NULL);
  ask (fixture, 'A', MMS_REQUEST_RESUME, NULL);
  told = dup_told (fixture);
  g_assert_cmpstr (told, ==, "Paused.Resumed.");
}

/* A request that lost its job is one for a job that there is not. */
static void
test_requests_without_values (Fixture *fixture, gconstpointer data)
{
  const MmsRequestKind kinds[] = { MMS_REQUEST_PRIORITY, MMS_REQUEST_LIMIT, MMS_REQUEST_BIND };

  fixture->outside->completes_at_once = FALSE;
  grab (fixture, 'A');
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (MmsRequest) request = mms_request_new (kinds[i], get_hash ('A'), NULL);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      mms_pipeline_carry_out_async (fixture->pipeline, request, NULL, mms_test_wait_store, &result);
      mms_test_wait_for_result (&result);
      g_assert_false (mms_pipeline_carry_out_finish (fixture->pipeline, result, &error));
      g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
    }
}

#define TEST(sentence, func)                                                                       \
  g_test_add ("/control/" sentence, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  TEST ("a-pause-stops-the-fetch-and-a-resume-goes-on", test_pause_stops_a_fetch);
  TEST ("a-pause-lets-the-seedbox-go-on", test_pause_before_the_fetch);
  TEST ("a-pause-survives-a-restart", test_pause_survives);
  TEST ("a-resume-need-not-wait-for-the-pause", test_resume_before_it_has_stopped);
  TEST ("a-pause-ends-a-problem-that-heals", test_pause_ends_a_problem_that_heals);
  TEST ("a-pause-keeps-a-problem-for-a-person", test_pause_keeps_a_problem_for_a_person);
  TEST ("priority-is-the-order-of-what-waits", test_priority_is_the_order);
  TEST ("a-fetch-at-work-is-adjusted", test_a_fetch_at_work_is_adjusted);
  TEST ("the-history-tells-pauses", test_history_tells);
  TEST ("requests-without-their-values-change-nothing", test_requests_without_values);
  return g_test_run ();
}
