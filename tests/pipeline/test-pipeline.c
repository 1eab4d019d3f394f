/* Tests that jobs walk down the road as a story, whatever fails on the way.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-pipeline.h"

#include "core/mms-metainfo.h"
#include "fake-outside.h"
#include "pipeline/mms-adopter.h"
#include "support/mms-test-wait.h"

#include <string.h>

#define HASH "4F0A9C11D27B3E5588A6C0D1E2F3041526374859"
#define OTHER "00000000000000000000000000000000000000AA"

typedef struct
{
  FakeOutside *outside;
  MmsPipeline *pipeline;
  MmsWorld *world;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsTorrentList) torrents = mms_torrent_list_new ();
  MmsWorld *world = mms_world_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->outside = fake_outside_new ();
  fixture->outside->completes_at_once = TRUE;
  world->seedbox = MMS_SEEDBOX (g_object_ref (fixture->outside));
  world->remote_files = MMS_REMOTE_FILES (g_object_ref (fixture->outside));
  world->local_files = MMS_LOCAL_FILES (g_object_ref (fixture->outside));
  world->libraries[MMS_MEDIA_FILM] = MMS_LIBRARY (g_object_ref (fixture->outside));
  world->watcher = mms_watcher_new (world->seedbox, torrents);
  world->seedbox_map = mms_path_map_new ();
  mms_path_map_add (world->seedbox_map, "/home/box", "/sftp", &error);
  g_assert_no_error (error);
  world->library_maps[MMS_MEDIA_FILM] = mms_path_map_new ();
  world->library_maps[MMS_MEDIA_SERIES] = mms_path_map_new ();
  world->labels[MMS_MEDIA_FILM] = g_strdup ("radarr");
  world->staging = g_strdup ("/here/staging");
  world->downloads = g_strdup ("/here/downloads");
  world->watch_interval_s = 1;
  world->adopt = TRUE;
  fixture->world = world;
  fixture->pipeline = mms_pipeline_new (MMS_JOURNAL (fixture->outside));
  mms_pipeline_load_async (fixture->pipeline, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_assert_true (mms_pipeline_load_finish (fixture->pipeline, result, &error));
  mms_pipeline_set_world (fixture->pipeline, world);
  mms_pipeline_start (fixture->pipeline);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_pipeline_stop_async (fixture->pipeline, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_assert_true (mms_pipeline_stop_finish (fixture->pipeline, result, NULL));
  g_object_unref (fixture->pipeline);
  mms_world_unref (fixture->world);
  g_object_unref (fixture->outside);
}

static void
ask (Fixture *fixture, MmsRequestKind kind, MmsJob *job)
{
  g_autoptr (MmsRequest) request = mms_request_new (kind, HASH, job);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mms_pipeline_carry_out_async (fixture->pipeline, request, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  mms_pipeline_carry_out_finish (fixture->pipeline, result, &error);
  g_assert_no_error (error);
}

static MmsJob *
new_job (gboolean chosen)
{
  MmsJob *job = mms_job_new (HASH, "Release");
  g_autoptr (MmsIntent) intent = mms_intent_new (MMS_MEDIA_FILM);

  intent->tmdb_id = 19;
  intent->title = g_strdup ("Metropolis");
  mms_job_set_magnet (job, "magnet:?xt=urn:btih:" HASH);
  if (chosen)
    mms_job_set_intent (job, intent);
  return job;
}

static void
grab (Fixture *fixture)
{
  g_autoptr (MmsJob) job = new_job (TRUE);

  ask (fixture, MMS_REQUEST_GRAB, job);
}

static gboolean
is_idle (gpointer data)
{
  return mms_pipeline_get_idle (((Fixture *) data)->pipeline);
}

static gboolean
has_problem (gpointer data)
{
  MmsJob *job = mms_pipeline_find (((Fixture *) data)->pipeline, HASH);

  return job != NULL && mms_job_get_problem (job) != NULL && !mms_job_get_running (job);
}

static void
settle (Fixture *fixture)
{
  mms_test_wait_until (is_idle, fixture, "the pipeline to be idle");
}

static const MmsProblem *
get_problem (Fixture *fixture)
{
  return mms_job_get_problem (mms_pipeline_find (fixture->pipeline, HASH));
}

static void
assert_fact (Fixture *fixture, MmsFact fact)
{
  MmsJob *journalled = g_hash_table_lookup (fixture->outside->jobs, HASH);

  g_assert_nonnull (journalled);
  g_assert_cmpint (mms_job_get_fact (journalled), ==, fact);
  g_assert_cmpint (mms_job_get_fact (mms_pipeline_find (fixture->pipeline, HASH)), ==, fact);
}

#define ROAD_TO_PROOF                                                                              \
  "[chosen] find add [grabbed] list [complete] find fetch [fetched] title settle proof offer judge "      \
  "import proof [imported]"

static void
test_whole_road (Fixture *fixture, gconstpointer data)
{
  grab (fixture);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
  g_assert_cmpstr (g_strstrip (fixture->outside->story->str), ==,
                   ROAD_TO_PROOF " title proof sweep [done]");
  g_assert_cmpstr (fixture->outside->fetched_from, ==, "/sftp/Release");
  g_assert_cmpuint (g_hash_table_size (fixture->outside->local), ==, 0);
}

static void
test_grabbed_twice (Fixture *fixture, gconstpointer data)
{
  grab (fixture);
  settle (fixture);
  g_string_truncate (fixture->outside->story, 0);
  grab (fixture);
  settle (fixture);
  g_assert_null (strstr (fixture->outside->story->str, "add"));
  g_assert_null (strstr (fixture->outside->story->str, "import"));
}

static void
test_heals (Fixture *fixture, gconstpointer data)
{
  fake_outside_fail (fixture->outside, "fetch", MMS_ERROR_UNREACHABLE, 1);
  grab (fixture);
  mms_test_wait_until (has_problem, fixture, "the fetch to fail");
  g_assert_cmpint (get_problem (fixture)->code, ==, MMS_ERROR_UNREACHABLE);
  g_assert_cmpint (get_problem (fixture)->verb, ==, MMS_VERB_FETCH);
  g_assert_cmpint (get_problem (fixture)->next_at, >, 0);
  g_assert_false (mms_pipeline_get_idle (fixture->pipeline));
  assert_fact (fixture, MMS_FACT_COMPLETE);
  ask (fixture, MMS_REQUEST_RETRY, NULL);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
}

static void
test_heals_by_itself (Fixture *fixture, gconstpointer data)
{
  fake_outside_fail (fixture->outside, "add", MMS_ERROR_BUSY, 1);
  grab (fixture);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
}

static void
test_waits_for_a_person (Fixture *fixture, gconstpointer data)
{
  fake_outside_fail (fixture->outside, "add", MMS_ERROR_UNAUTHORIZED, 1);
  grab (fixture);
  settle (fixture);
  g_assert_cmpint (get_problem (fixture)->next_at, ==, 0);
  g_assert_cmpint (mms_problem_get_remedy (get_problem (fixture)), ==, MMS_REMEDY_PREFERENCES);
  assert_fact (fixture, MMS_FACT_CHOSEN);
}

static void
test_lost_magnet (Fixture *fixture, gconstpointer data)
{
  fake_outside_fail (fixture->outside, "add", MMS_ERROR_REFUSED, 1);
  grab (fixture);
  settle (fixture);
  g_assert_nonnull (strstr (get_problem (fixture)->message, "names no trackers"));
  assert_fact (fixture, MMS_FACT_CHOSEN);
}

static void
test_silent_import_failure (Fixture *fixture, gconstpointer data)
{
  fixture->outside->imports_silently_fail = TRUE;
  grab (fixture);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_FETCHED);
  g_assert_cmpint (get_problem (fixture)->code, ==, MMS_ERROR_REJECTED);
  fixture->outside->imports_silently_fail = FALSE;
  ask (fixture, MMS_REQUEST_RETRY, NULL);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
}

static void
test_invisible_path (Fixture *fixture, gconstpointer data)
{
  fixture->outside->visible = FALSE;
  grab (fixture);
  mms_test_wait_until (has_problem, fixture, "the import to fail");
  g_assert_cmpint (get_problem (fixture)->code, ==, MMS_ERROR_NOT_VISIBLE);
  g_assert_nonnull (strstr (get_problem (fixture)->message, "/here/downloads/Release"));
}

static void
test_rejected (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_add (fixture->outside->rejections, g_strdup ("Not an upgrade"));
  grab (fixture);
  settle (fixture);
  g_assert_cmpint (get_problem (fixture)->code, ==, MMS_ERROR_REJECTED);
  g_assert_nonnull (strstr (get_problem (fixture)->message, "Not an upgrade"));
  g_assert_null (strstr (fixture->outside->story->str, "import"));
}

static void
test_unknown_title (Fixture *fixture, gconstpointer data)
{
  fixture->outside->in_library = FALSE;
  grab (fixture);
  settle (fixture);
  g_assert_cmpint (get_problem (fixture)->code, ==, MMS_ERROR_AMBIGUOUS);
  g_assert_nonnull (strstr (get_problem (fixture)->message, "Metropolis"));
}

static void
test_no_title_chosen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = new_job (FALSE);
  g_autoptr (MmsJob) bound = new_job (TRUE);

  ask (fixture, MMS_REQUEST_GRAB, job);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_FETCHED);
  g_assert_cmpint (mms_problem_get_remedy (get_problem (fixture)), ==, MMS_REMEDY_CHOOSE_TITLE);
  ask (fixture, MMS_REQUEST_BIND, bound);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
}

static void
test_torrent_vanished (Fixture *fixture, gconstpointer data)
{
  fixture->outside->completes_at_once = FALSE;
  grab (fixture);
  mms_test_wait_ms (200);
  g_hash_table_remove_all (fixture->outside->torrents);
  settle (fixture);
  g_assert_cmpint (get_problem (fixture)->code, ==, MMS_ERROR_MISSING);
  fixture->outside->completes_at_once = TRUE;
  ask (fixture, MMS_REQUEST_RETRY, NULL);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
}

static gboolean
has_restarted (gpointer fixture)
{
  return strstr (((Fixture *) fixture)->outside->story->str, "restart") != NULL;
}

static void
test_check_stopped_it (Fixture *fixture, gconstpointer data)
{
  MmsTorrentFacts *facts = fake_outside_put (fixture->outside, HASH, "Release", FALSE);

  g_free (facts->message);
  facts->message
      = g_strdup ("Download registered as completed, but hash check returned unfinished chunks.");
  facts->is_active = FALSE;
  grab (fixture);
  mms_test_wait_until (has_restarted, fixture, "the torrent to be started again");
  g_assert_null (get_problem (fixture));
}

static void
test_seedbox_full (Fixture *fixture, gconstpointer data)
{
  MmsTorrentFacts *facts = fake_outside_put (fixture->outside, HASH, "Release", FALSE);

  g_free (facts->message);
  facts->message = g_strdup ("Storage error: [File chunk write error: No space left on device]");
  grab (fixture);
  mms_test_wait_until (has_problem, fixture, "the watch to fail");
  g_assert_cmpint (get_problem (fixture)->code, ==, MMS_ERROR_NO_SPACE);
}

/* As rTorrent 0.9.8 leaves what it closed for want of space, once a tracker answered. */
static MmsTorrentFacts *
put_closed (Fixture *fixture, gint64 bytes_free)
{
  MmsTorrentFacts *facts = fake_outside_put (fixture->outside, HASH, "Release", FALSE);

  facts->state = TRUE;
  facts->is_open = facts->is_active = FALSE;
  facts->hash_failed = TRUE;
  facts->bytes_left = 1000;
  fixture->outside->bytes_free = bytes_free;
  return facts;
}

static void
test_closed_for_space (Fixture *fixture, gconstpointer data)
{
  put_closed (fixture, 4096);
  grab (fixture);
  mms_test_wait_until (has_problem, fixture, "the watch to fail");
  g_assert_cmpint (get_problem (fixture)->code, ==, MMS_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (get_problem (fixture)->message, "4.1"));
  g_assert_cmpint (get_problem (fixture)->next_at, >, 0);
  g_assert_false (has_restarted (fixture));
  fixture->outside->bytes_free = G_GINT64_CONSTANT (1) << 40;
  ask (fixture, MMS_REQUEST_RETRY, NULL);
  mms_test_wait_until (has_restarted, fixture, "the torrent to be started again");
  g_assert_null (get_problem (fixture));
}

/* Without SFTP, or where the server cannot tell, nothing is started at a venture. */
static void
test_closed_and_nobody_knows_why (Fixture *fixture, gconstpointer data)
{
  put_closed (fixture, G_GINT64_CONSTANT (1) << 40);
  fake_outside_fail (fixture->outside, "-space", MMS_ERROR_UNSUPPORTED, 9);
  grab (fixture);
  mms_test_wait_until (has_problem, fixture, "the watch to fail");
  g_assert_cmpint (get_problem (fixture)->code, ==, MMS_ERROR_NO_SPACE);
  g_assert_false (has_restarted (fixture));
}

/* A person who closes a torrent, or a check that goes on, is no full disk. */
static void
test_closed_by_a_person (Fixture *fixture, gconstpointer data)
{
  put_closed (fixture, 0)->hash_failed = FALSE;
  grab (fixture);
  mms_test_wait_ms (1500);
  g_assert_null (get_problem (fixture));
  g_assert_false (has_restarted (fixture));
}

static void
test_killed_after_the_import (Fixture *fixture, gconstpointer data)
{
  grab (fixture);
  settle (fixture);
  /* The command had done its work when the process died: the journal stands at fetched. */
  mms_job_set_fact (mms_pipeline_find (fixture->pipeline, HASH), MMS_FACT_FETCHED);
  g_string_truncate (fixture->outside->story, 0);
  ask (fixture, MMS_REQUEST_RETRY, NULL);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
  g_assert_null (strstr (fixture->outside->story->str, "import "));
}

static void
test_journal_refuses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = new_job (TRUE);
  g_autoptr (MmsRequest) request = mms_request_new (MMS_REQUEST_GRAB, HASH, job);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fake_outside_fail (fixture->outside, "-record", MMS_ERROR_NO_SPACE, 1);
  mms_pipeline_carry_out_async (fixture->pipeline, request, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_assert_false (mms_pipeline_carry_out_finish (fixture->pipeline, result, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NO_SPACE);
  g_assert_cmpstr (fixture->outside->story->str, ==, "");
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
}

static void
test_one_job_never_stops_another (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = mms_job_new (OTHER, "Other");
  g_autoptr (MmsRequest) request = mms_request_new (MMS_REQUEST_GRAB, OTHER, job);
  g_autoptr (GAsyncResult) result = NULL;

  fake_outside_fail (fixture->outside, "add", MMS_ERROR_REFUSED, 1);
  grab (fixture);
  settle (fixture);
  mms_job_set_magnet (job, "magnet:?xt=urn:btih:" OTHER);
  mms_pipeline_carry_out_async (fixture->pipeline, request, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_CHOSEN);
  g_assert_cmpint (mms_job_get_fact (mms_pipeline_find (fixture->pipeline, OTHER)), ==, MMS_FACT_FETCHED);
}

static void
test_forgotten (Fixture *fixture, gconstpointer data)
{
  fixture->outside->completes_at_once = FALSE;
  grab (fixture);
  ask (fixture, MMS_REQUEST_FORGET, NULL);
  settle (fixture);
  g_assert_null (mms_pipeline_find (fixture->pipeline, HASH));
  g_assert_cmpuint (g_hash_table_size (fixture->outside->jobs), ==, 0);
  g_assert_nonnull (strstr (fixture->outside->story->str, "sweep"));
}

static void
look_for_strangers (Fixture *fixture)
{
  g_autoptr (MmsAdopter) adopter = mms_adopter_new (fixture->pipeline);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mms_adopter_look_async (adopter, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  mms_adopter_look_finish (adopter, result, &error);
  g_assert_no_error (error);
}

static void
test_adopted (Fixture *fixture, gconstpointer data)
{
  fake_outside_put (fixture->outside, HASH, "Release", TRUE);
  fake_outside_put (fixture->outside, OTHER, "Private", TRUE);
  g_ptr_array_add (fixture->outside->tracked, (gpointer) HASH);
  look_for_strangers (fixture);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
  g_assert_true (fixture->outside->import_hash_given);
  g_assert_null (strstr (fixture->outside->story->str, "add"));
  g_assert_null (mms_pipeline_find (fixture->pipeline, OTHER));
}

static void
test_ignored (Fixture *fixture, gconstpointer data)
{
  fake_outside_put (fixture->outside, HASH, "Release", TRUE);
  g_ptr_array_add (fixture->outside->tracked, (gpointer) HASH);
  ask (fixture, MMS_REQUEST_IGNORE, NULL);
  look_for_strangers (fixture);
  settle (fixture);
  g_assert_null (mms_pipeline_find (fixture->pipeline, HASH));
}

static void
allow_cleaning (Fixture *fixture, double ratio)
{
  fixture->world->clean_seedbox = TRUE;
  fixture->world->clean_min_ratio = ratio;
  fixture->world->roots = g_strsplit ("/sftp", ":", -1);
}

static void
test_cleaned (Fixture *fixture, gconstpointer data)
{
  allow_cleaning (fixture, 1.0);
  grab (fixture);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
  g_assert_cmpstr (g_strstrip (fixture->outside->story->str), ==,
                   ROAD_TO_PROOF " title proof sweep list halt remove erase [done]");
}

static void
test_ratio_not_reached (Fixture *fixture, gconstpointer data)
{
  allow_cleaning (fixture, 2.0);
  grab (fixture);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_IMPORTED);
  g_assert_null (strstr (fixture->outside->story->str, "halt"));
}

static void
test_data_stuck (Fixture *fixture, gconstpointer data)
{
  allow_cleaning (fixture, 1.0);
  fixture->outside->stuck = TRUE;
  grab (fixture);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_IMPORTED);
  g_assert_nonnull (strstr (get_problem (fixture)->message, "is in use"));
  g_assert_null (strstr (fixture->outside->story->str, "erase"));
}

static void
test_shared_data (Fixture *fixture, gconstpointer data)
{
  MmsTorrentFacts *facts = NULL;

  allow_cleaning (fixture, 1.0);
  grab (fixture);
  facts = fake_outside_put (fixture->outside, OTHER, "Release", TRUE);
  g_assert_nonnull (facts);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_IMPORTED);
  g_assert_cmpint (get_problem (fixture)->code, ==, MMS_ERROR_REFUSED);
  g_assert_null (strstr (fixture->outside->story->str, "halt"));
}

static void
test_subtitles_kept (Fixture *fixture, gconstpointer data)
{
  fixture->outside->completes_at_once = FALSE;
  grab (fixture);
  mms_test_wait_ms (100);
  fake_outside_put (fixture->outside, HASH, "Release", TRUE);
  g_ptr_array_add (fixture->outside->extras, (gpointer) "Release.fr.srt");
  g_hash_table_add (fixture->outside->local, g_strdup ("/here/downloads/Release/other"));
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
  g_assert_true (g_hash_table_contains (fixture->outside->local,
                                        "/library/Film (1927)/Film (1927).fr.srt"));
  g_assert_true (g_hash_table_contains (fixture->outside->local, "/here/downloads/Release/other"));
}

/* The journal's copies of the messages for people. */
static gboolean
was_told (Fixture *fixture, const char *words)
{
  for (guint i = 0; i < fixture->outside->events->len; i++)
    if (strstr (g_ptr_array_index (fixture->outside->events, i), words) != NULL)
      return TRUE;
  return FALSE;
}

static MmsJob *
new_pack (void)
{
  MmsJob *job = mms_job_new (HASH, "Release");
  g_autoptr (MmsIntent) intent = mms_intent_new (MMS_MEDIA_SERIES);

  intent->tvdb_id = 19;
  intent->season = 1;
  intent->title = g_strdup ("Series");
  mms_job_set_magnet (job, "magnet:?xt=urn:btih:" HASH);
  mms_job_set_intent (job, intent);
  return job;
}

static void
test_pack_partly_rejected (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = new_pack ();

  fixture->outside->kind = MMS_MEDIA_SERIES;
  fixture->world->libraries[MMS_MEDIA_SERIES] = MMS_LIBRARY (g_object_ref (fixture->outside));
  g_ptr_array_add (fixture->outside->extras, (gpointer) "Series.S01E01.mkv");
  g_ptr_array_add (fixture->outside->extras, (gpointer) "Series.S01E02.mkv");
  g_ptr_array_add (fixture->outside->rejections, g_strdup ("Not an upgrade"));
  fixture->outside->rejected = "S01E02";
  ask (fixture, MMS_REQUEST_GRAB, job);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
  g_assert_true (was_told (fixture, "Left out: Series.S01E02.mkv: Not an upgrade"));
  g_assert_true (was_told (fixture, "not imported and stay in “/here/downloads/Release”"));
  g_assert_true (g_hash_table_contains (fixture->outside->local,
                                        "/here/downloads/Release/Series.S01E02.mkv"));
  g_assert_null (strstr (fixture->outside->story->str, "sweep"));
}

/* What came out of the archive is imported; the archive is worth nothing then. */
static void
test_packed (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_add (fixture->outside->extras, (gpointer) "release.rar");
  fixture->outside->packed = "release.rar";
  fixture->outside->packed_video = "Release.mkv";
  grab (fixture);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
  g_assert_cmpuint (g_hash_table_size (fixture->outside->local), ==, 0);
}

/* A video that a person took away meanwhile is nowhere else than in the archive. */
static void
test_packed_only_copy (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_add (fixture->outside->extras, (gpointer) "release.rar");
  grab (fixture);
  fake_outside_fail (fixture->outside, "sweep", MMS_ERROR_READ_ONLY, 1);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_IMPORTED);
  fixture->outside->packed = "release.rar";
  fixture->outside->packed_video = "Release.mkv|Bonus.mkv";
  ask (fixture, MMS_REQUEST_RETRY, NULL);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
  g_assert_true (was_told (fixture, "not imported and stays in “/here/downloads/Release”"));
  g_assert_true (g_hash_table_contains (fixture->outside->local,
                                        "/here/downloads/Release/release.rar"));
}

/* As an earlier version brought it home: Retry goes back to where it is unpacked. */
static void
test_still_packed (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_add (fixture->outside->extras, (gpointer) "release.rar");
  fixture->outside->packed = "release.rar";
  fixture->outside->packed_video = "Other.mkv";
  grab (fixture);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_FETCHED);
  g_assert_cmpint (get_problem (fixture)->code, ==, MMS_ERROR_MISSING);
  g_assert_nonnull (strstr (get_problem (fixture)->message, "still packed"));
  g_assert_null (strstr (fixture->outside->story->str, "offer"));
  g_ptr_array_add (fixture->outside->extras, (gpointer) "Other.mkv");
  g_string_truncate (fixture->outside->story, 0);
  ask (fixture, MMS_REQUEST_RETRY, NULL);
  settle (fixture);
  g_assert_nonnull (strstr (fixture->outside->story->str, "fetch"));
  g_assert_nonnull (strstr (fixture->outside->story->str, "import"));
}

static void
test_title_deleted (Fixture *fixture, gconstpointer data)
{
  fake_outside_fail (fixture->outside, "sweep", MMS_ERROR_READ_ONLY, 1);
  grab (fixture);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_IMPORTED);
  g_hash_table_add (fixture->outside->local, g_strdup ("/here/downloads/Release/Release.mkv"));
  fixture->outside->in_library = FALSE;
  ask (fixture, MMS_REQUEST_RETRY, NULL);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
  g_assert_true (g_hash_table_contains (fixture->outside->local, "/here/downloads/Release/Release.mkv"));
}

static void
test_no_path_to_clean (Fixture *fixture, gconstpointer data)
{
  MmsTorrentFacts *facts = NULL;

  allow_cleaning (fixture, 1.0);
  fake_outside_fail (fixture->outside, "sweep", MMS_ERROR_READ_ONLY, 1);
  grab (fixture);
  settle (fixture);
  fake_outside_put (fixture->outside, OTHER, "Other", TRUE);
  facts = fake_outside_put (fixture->outside, HASH, "Release", TRUE);
  g_clear_pointer (&facts->base_path, g_free);
  g_clear_pointer (&facts->directory, g_free);
  ask (fixture, MMS_REQUEST_RETRY, NULL);
  settle (fixture);
  g_assert_cmpint (get_problem (fixture)->code, ==, MMS_ERROR_REFUSED);
  g_assert_null (strstr (fixture->outside->story->str, "halt"));
}

static void
test_file_in_folder_of_another (Fixture *fixture, gconstpointer data)
{
  MmsTorrentFacts *facts = NULL;

  allow_cleaning (fixture, 1.0);
  fake_outside_fail (fixture->outside, "sweep", MMS_ERROR_READ_ONLY, 1);
  grab (fixture);
  settle (fixture);
  fake_outside_put (fixture->outside, OTHER, "Pack", TRUE);
  facts = fake_outside_put (fixture->outside, HASH, "Pack/Release.mkv", TRUE);
  facts->is_multi_file = FALSE;
  ask (fixture, MMS_REQUEST_RETRY, NULL);
  settle (fixture);
  g_assert_cmpint (get_problem (fixture)->code, ==, MMS_ERROR_REFUSED);
  g_assert_null (strstr (fixture->outside->story->str, "halt"));
}

static void
test_same_name_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = mms_job_new (OTHER, "Release");
  g_autoptr (MmsRequest) request = mms_request_new (MMS_REQUEST_GRAB, OTHER, job);
  g_autoptr (GAsyncResult) result = NULL;

  fake_outside_fail (fixture->outside, "fetch", MMS_ERROR_REFUSED, 1);
  grab (fixture);
  settle (fixture);
  mms_job_set_magnet (job, "magnet:?xt=urn:btih:" OTHER);
  mms_pipeline_carry_out_async (fixture->pipeline, request, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  settle (fixture);
  g_assert_cmpstr (mms_job_get_local_path (mms_pipeline_find (fixture->pipeline, HASH)), ==,
                   "/here/downloads/Release");
  g_assert_cmpstr (mms_job_get_local_path (mms_pipeline_find (fixture->pipeline, OTHER)), ==,
                   "/here/downloads/Release [00000000]");
}

static void
test_file_given_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = mms_job_new (HASH, "Release");
  g_autoptr (MmsJob) bare = mms_job_new (HASH, "Release");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("d4:infod", 8);

  ask (fixture, MMS_REQUEST_GRAB, bare);
  settle (fixture);
  g_assert_cmpint (get_problem (fixture)->code, ==, MMS_ERROR_MISSING);
  mms_job_set_metainfo (job, bytes);
  ask (fixture, MMS_REQUEST_GRAB, job);
  g_assert_true (mms_job_get_metainfo (g_hash_table_lookup (fixture->outside->jobs, HASH)) != NULL);
  ask (fixture, MMS_REQUEST_RETRY, NULL);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_FETCHED);
}

static void
test_moved_on_the_box (Fixture *fixture, gconstpointer data)
{
  MmsTorrentFacts *facts = NULL;

  fake_outside_fail (fixture->outside, "fetch", MMS_ERROR_MISSING, 1);
  grab (fixture);
  settle (fixture);
  facts = fake_outside_put (fixture->outside, HASH, "Release", TRUE);
  g_free (facts->base_path);
  facts->base_path = g_strdup ("/home/box/moved/Release");
  ask (fixture, MMS_REQUEST_RETRY, NULL);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
  g_assert_cmpstr (fixture->outside->fetched_from, ==, "/sftp/moved/Release");
}

static void
test_set_up_later (Fixture *fixture, gconstpointer data)
{
  MmsLibrary *library = g_steal_pointer (&fixture->world->libraries[MMS_MEDIA_FILM]);

  grab (fixture);
  settle (fixture);
  g_assert_cmpint (get_problem (fixture)->code, ==, MMS_ERROR_NOT_CONFIGURED);
  fixture->world->libraries[MMS_MEDIA_FILM] = library;
  mms_pipeline_set_world (fixture->pipeline, fixture->world);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
}

/* The seedbox is not asked again before the keyring answers, or the person presses Retry. */
static void
test_keyring_opened_later (Fixture *fixture, gconstpointer data)
{
  fake_outside_fail (fixture->outside, "add", MMS_ERROR_NO_KEYRING, 1);
  grab (fixture);
  settle (fixture);
  g_assert_cmpint (get_problem (fixture)->code, ==, MMS_ERROR_NO_KEYRING);
  g_assert_cmpint (get_problem (fixture)->next_at, ==, 0);
  mms_pipeline_set_world (fixture->pipeline, fixture->world);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
}

static void
test_stops_at_once (Fixture *fixture, gconstpointer data)
{
  fixture->outside->hangs = TRUE;
  grab (fixture);
  mms_test_wait_ms (100);
  /* tear_down stops the pipeline and fails if that takes for ever */
  g_assert_nonnull (strstr (fixture->outside->story->str, "list"));
}

static void
test_silent_library (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeOutside) silent = fake_outside_new ();

  silent->kind = MMS_MEDIA_FILM;
  fake_outside_fail (silent, "-tracked", MMS_ERROR_UNREACHABLE, 99);
  g_object_unref (fixture->world->libraries[MMS_MEDIA_FILM]);
  fixture->world->libraries[MMS_MEDIA_FILM] = MMS_LIBRARY (g_object_ref (silent));
  fixture->outside->kind = MMS_MEDIA_SERIES;
  fixture->world->libraries[MMS_MEDIA_SERIES] = MMS_LIBRARY (g_object_ref (fixture->outside));
  fake_outside_put (fixture->outside, HASH, "Release", FALSE);
  g_free (fake_outside_put (fixture->outside, OTHER, "Film", FALSE)->label);
  ((MmsTorrentFacts *) g_hash_table_lookup (fixture->outside->torrents, OTHER))->label
      = g_strdup ("radarr");
  g_ptr_array_add (fixture->outside->tracked, (gpointer) HASH);
  look_for_strangers (fixture);
  g_assert_nonnull (mms_pipeline_find (fixture->pipeline, HASH));
  g_assert_null (mms_pipeline_find (fixture->pipeline, OTHER));
}

static gboolean
is_importing (gpointer data)
{
  return strstr (((Fixture *) data)->outside->story->str, "import") != NULL;
}

static void
test_title_mended (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) bound = new_job (TRUE);

  fixture->outside->import_hangs = TRUE;
  grab (fixture);
  mms_test_wait_until (is_importing, fixture, "the import to begin");
  fixture->outside->import_hangs = FALSE;
  ask (fixture, MMS_REQUEST_BIND, bound);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
}

static MmsJob *
new_job_with_a_file (void)
{
  static const char file[] = "d4:infod6:lengthi1000e4:name7:Release12:piece lengthi16384e6:pieces20:"
                             "aaaaaaaaaaaaaaaaaaaaee";
  g_autoptr (GBytes) bytes = g_bytes_new_static (file, sizeof file - 1);
  MmsJob *job = new_job (TRUE);

  mms_job_set_metainfo (job, bytes);
  return job;
}

/* Three files, of 600, 300 and 100 bytes. */
static MmsJob *
new_job_with_files (void)
{
  static const char file[] = "d4:infod5:filesld6:lengthi600e4:pathl5:a.mkveed6:lengthi300e4:pathl5:b.mkveed"
                             "6:lengthi100e4:pathl5:c.nfoeee4:name7:Release12:piece lengthi16384e6:pieces20:"
                             "aaaaaaaaaaaaaaaaaaaaee";
  g_autoptr (GBytes) bytes = g_bytes_new_static (file, sizeof file - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMetainfo) metainfo = mms_metainfo_new (bytes, &error);
  MmsJob *job = NULL;

  g_assert_no_error (error);
  job = mms_job_new (mms_metainfo_get_hash (metainfo), "Release");
  mms_job_set_metainfo (job, bytes);
  return job;
}

static void
grab_files (Fixture *fixture, MmsJob *job)
{
  g_autoptr (MmsRequest) request = mms_request_new (MMS_REQUEST_GRAB, mms_job_get_hash (job), job);
  g_autoptr (MmsJob) chosen = new_job (TRUE);

  mms_job_set_intent (job, mms_job_get_intent (chosen));
  mms_job_set_magnet (job, mms_job_get_magnet (chosen));
  mms_pipeline_carry_out_async (fixture->pipeline, request, NULL, NULL, NULL);
}

static guint count_words (Fixture *fixture, const char *word);

static gboolean
has_listed_twice (gpointer fixture)
{
  return count_words (fixture, "list") > 1;
}

/* A torrent of which a file is off is never complete; it is fetched without it when the others are
 * there, and not before. */
static void
test_files_that_are_off (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = new_job_with_files ();
  g_autoptr (GBytes) wanted = g_bytes_new_static ("\1\0\1", 3);
  const char *hash = mms_job_get_hash (job);
  MmsTorrentFacts *facts = NULL;
  MmsJob *walked = NULL;

  fixture->outside->completes_at_once = FALSE;
  fixture->outside->wanted = wanted;
  grab_files (fixture, job);
  mms_test_wait_until (has_listed_twice, fixture, "two looks at the seedbox");
  g_assert_cmpint (mms_job_get_fact (mms_pipeline_find (fixture->pipeline, hash)), ==, MMS_FACT_GRABBED);
  facts = fake_outside_put (fixture->outside, hash, "Release", FALSE);
  facts->has_wanted = 1;
  settle (fixture);
  walked = mms_pipeline_find (fixture->pipeline, hash);
  g_assert_cmpint (mms_job_get_fact (walked), ==, MMS_FACT_DONE);
  g_assert_cmpint (mms_job_get_bytes_total (walked), ==, 700);
  g_assert_true (fixture->outside->fetched_wanted == wanted);
  g_assert_cmpuint (count_words (fixture, "wanted"), ==, 1);
}

static gboolean
has_any_problem (gpointer data)
{
  g_autoptr (MmsJob) same = new_job_with_files ();
  MmsJob *job = mms_pipeline_find (((Fixture *) data)->pipeline, mms_job_get_hash (same));

  return job != NULL && mms_job_get_problem (job) != NULL && !mms_job_get_running (job);
}

/* Who cannot be asked now does not keep the files from coming; only where some of them are not right
 * does nobody know whether they should be. */
static void
test_wanted_is_not_told_now (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = new_job_with_files ();
  g_autoptr (GBytes) wanted = g_bytes_new_static ("\1\0\1", 3);
  const char *hash = mms_job_get_hash (job);
  gboolean is_missing = data != NULL;

  fixture->outside->wanted = wanted;
  fake_outside_fail (fixture->outside, "wanted", MMS_ERROR_UNREACHABLE, 1);
  if (is_missing)
    fake_outside_fail (fixture->outside, "fetch", MMS_ERROR_MISSING, 1);
  grab_files (fixture, job);
  if (is_missing)
    {
      const MmsProblem *problem = NULL;

      mms_test_wait_until (has_any_problem, fixture, "a problem");
      problem = mms_job_get_problem (mms_pipeline_find (fixture->pipeline, hash));
      g_assert_cmpint (problem->code, ==, MMS_ERROR_UNREACHABLE);
      return;
    }
  settle (fixture);
  g_assert_cmpint (mms_job_get_fact (mms_pipeline_find (fixture->pipeline, hash)), ==, MMS_FACT_DONE);
  g_assert_null (fixture->outside->fetched_wanted);
}

static gboolean
has_gone_ahead (gpointer fixture)
{
  return strstr (((Fixture *) fixture)->outside->story->str, "ahead") != NULL;
}

static guint
count_words (Fixture *fixture, const char *word)
{
  g_auto (GStrv) words = g_strsplit (fixture->outside->story->str, " ", -1);
  guint count = 0;

  for (guint i = 0; words[i] != NULL; i++)
    count += g_str_equal (words[i], word);
  return count;
}

/* The pieces that the seedbox has come home at once, each state of them once, and what is asked is
 * that one torrent. */
static void
test_ahead (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = new_job_with_a_file ();
  g_autoptr (GBytes) one = g_bytes_new_static ("\x80", 1);
  g_autoptr (GBytes) two = g_bytes_new_static ("\xc0", 1);

  fixture->outside->completes_at_once = FALSE;
  fixture->outside->pieces = one;
  fixture->world->fetch_ahead = TRUE;
  fixture->world->watch_interval_s = 3600;
  ask (fixture, MMS_REQUEST_GRAB, job);
  mms_test_wait_until (has_gone_ahead, fixture, "pieces to come ahead");
  assert_fact (fixture, MMS_FACT_GRABBED);
  mms_test_wait_ms (2500);
  g_assert_cmpuint (count_words (fixture, "ahead"), ==, 1);
  g_assert_cmpuint (count_words (fixture, "list"), <=, 1);
  fixture->outside->pieces = two;
  fake_outside_fail (fixture->outside, "ahead", MMS_ERROR_MISSING, 1);
  mms_test_wait_ms (2500);
  g_assert_null (get_problem (fixture));
  g_assert_cmpuint (count_words (fixture, "ahead"), >=, 2);
  fake_outside_put (fixture->outside, HASH, "Release", TRUE);
  settle (fixture);
  assert_fact (fixture, MMS_FACT_DONE);
  g_assert_cmpuint (count_words (fixture, "fetch"), ==, 1);
}

static GBytes *
new_file (const char *name)
{
  char *text = g_strdup_printf ("d4:infod6:lengthi1000e4:name%zu:%s12:piece lengthi16384e6:pieces20:"
                                "aaaaaaaaaaaaaaaaaaaaee",
                                strlen (name), name);

  return g_bytes_new_take (text, strlen (text));
}

static void
offer (GPtrArray *releases, const char *title, const char *link, const char *hash)
{
  MmsRelease *release = mms_release_new (title);

  release->link = g_strdup (link);
  release->info_hash = g_strdup (hash);
  g_ptr_array_add (releases, release);
}

/* A magnet whose torrent file the seedbox keeps to itself: an indexer has it, and others that are
 * only called alike. */
static void
test_metainfo_from_an_indexer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) releases = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                              (GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) right = new_file ("The.Right.One");
  g_autoptr (MmsMetainfo) metainfo = mms_metainfo_new (right, NULL);
  const char *hash = mms_metainfo_get_hash (metainfo);
  g_autoptr (MmsJob) chosen = new_job (TRUE);
  g_autoptr (MmsJob) job = mms_job_new (hash, "The.Right.One.mkv");
  g_autoptr (MmsRequest) request = mms_request_new (MMS_REQUEST_GRAB, hash, job);
  g_autofree char *magnet = g_strconcat ("magnet:?xt=urn:btih:", hash, NULL);
  const char *links[] = { "other", "same-name", "claims" };

  offer (releases, "Another one", links[0], OTHER);
  offer (releases, "The Right One", links[1], data);
  offer (releases, "Named by its hash", links[2], data == NULL ? hash : OTHER);
  g_hash_table_insert (files, (gpointer) links[0], new_file ("Another.one"));
  g_hash_table_insert (files, (gpointer) links[1], new_file ("The.Right.One.Repacked"));
  g_hash_table_insert (files, (gpointer) links[2], g_bytes_ref (right));
  fixture->outside->releases = releases;
  fixture->outside->files = files;
  fixture->world->indexer = MMS_INDEXER (g_object_ref (fixture->outside));
  mms_job_set_magnet (job, magnet);
  mms_job_set_intent (job, mms_job_get_intent (chosen));
  mms_pipeline_carry_out_async (fixture->pipeline, request, NULL, NULL, NULL);
  mms_test_wait_until (is_idle, fixture, "the pipeline to be idle");
  g_assert_cmpint (mms_job_get_verified (mms_pipeline_find (fixture->pipeline, hash)), ==,
                   data == NULL ? MMS_VERIFIED_PIECES : MMS_VERIFIED_SIZES);
  g_assert_cmpuint (count_words (fixture, "search"), ==, 1);
  /* The one that claims the hash is looked into first; one that claims another is not. */
  g_assert_cmpuint (count_words (fixture, "resolve"), ==, data == NULL ? 1 : 0);
}

/* Of a file that is off nothing comes ahead either. */
static void
test_ahead_without_what_is_off (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = new_job_with_files ();
  g_autoptr (GBytes) one = g_bytes_new_static ("\x80", 1);
  g_autoptr (GBytes) wanted = g_bytes_new_static ("\1\0\1", 3);

  fixture->outside->completes_at_once = FALSE;
  fixture->outside->pieces = one;
  fixture->outside->wanted = wanted;
  fixture->world->fetch_ahead = TRUE;
  grab_files (fixture, job);
  mms_test_wait_until (has_gone_ahead, fixture, "pieces to come ahead");
  g_assert_true (fixture->outside->fetched_wanted == wanted);
}

/* Nobody said which title it is, or the switch is off: nothing comes before the seedbox is done. */
static gboolean
has_gone_ahead_twice (gpointer fixture)
{
  return count_words (fixture, "ahead") > 1;
}

/* A paused release leaves the line alone, before its fetch as well; a resume does not wait for the
 * next look. */
static void
test_paused_is_not_ahead (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = new_job_with_a_file ();
  g_autoptr (GBytes) one = g_bytes_new_static ("\x80", 1);
  g_autoptr (GBytes) two = g_bytes_new_static ("\xc0", 1);

  fixture->outside->completes_at_once = FALSE;
  fixture->outside->pieces = one;
  fixture->world->fetch_ahead = TRUE;
  fixture->world->watch_interval_s = 3600;
  ask (fixture, MMS_REQUEST_GRAB, job);
  mms_test_wait_until (has_gone_ahead, fixture, "pieces to come ahead");
  ask (fixture, MMS_REQUEST_PAUSE, NULL);
  fixture->outside->pieces = two;
  mms_test_wait_ms (2500);
  g_assert_cmpuint (count_words (fixture, "ahead"), ==, 1);
  ask (fixture, MMS_REQUEST_RESUME, NULL);
  mms_test_wait_until (has_gone_ahead_twice, fixture, "pieces to come ahead again");
}

static void
test_not_ahead (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = new_job_with_a_file ();
  g_autoptr (GBytes) one = g_bytes_new_static ("\x80", 1);

  fixture->outside->completes_at_once = FALSE;
  fixture->outside->pieces = one;
  fixture->world->fetch_ahead = data == NULL;
  if (data == NULL)
    mms_job_set_intent (job, NULL);
  ask (fixture, MMS_REQUEST_GRAB, job);
  mms_test_wait_ms (2500);
  assert_fact (fixture, MMS_FACT_GRABBED);
  g_assert_cmpuint (count_words (fixture, "ahead"), ==, 0);
}

#define TEST(sentence, func)                                                                       \
  g_test_add ("/pipeline/" sentence, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  TEST ("walks-the-whole-road", test_whole_road);
  TEST ("does-nothing-twice-for-the-same-hash", test_grabbed_twice);
  TEST ("goes-on-when-a-person-retries", test_heals);
  TEST ("goes-on-by-itself-after-what-may-heal", test_heals_by_itself);
  TEST ("waits-for-a-person-where-only-one-can-help", test_waits_for_a_person);
  TEST ("says-that-a-magnet-names-no-trackers", test_lost_magnet);
  TEST ("does-not-believe-an-import-without-proof", test_silent_import_failure);
  TEST ("says-which-path-is-not-visible", test_invisible_path);
  TEST ("says-why-every-file-was-rejected", test_rejected);
  TEST ("says-that-a-title-is-not-in-the-library", test_unknown_title);
  TEST ("stops-before-the-import-until-a-title-is-chosen", test_no_title_chosen);
  TEST ("sends-a-vanished-torrent-again-on-retry", test_torrent_vanished);
  TEST ("says-that-the-seedbox-is-full", test_seedbox_full);
  TEST ("starts-again-what-was-closed-for-space-when-there-is-room", test_closed_for_space);
  TEST ("starts-nothing-again-where-the-room-is-not-known", test_closed_and_nobody_knows_why);
  TEST ("takes-no-closed-torrent-for-a-full-disk", test_closed_by_a_person);
  TEST ("starts-again-what-a-check-has-stopped", test_check_stopped_it);
  TEST ("imports-once-even-if-killed-after-the-import", test_killed_after_the_import);
  TEST ("builds-nothing-on-what-the-journal-refused", test_journal_refuses);
  TEST ("lets-no-job-stop-another", test_one_job_never_stops_another);
  TEST ("forgets-a-job-and-its-leftovers", test_forgotten);
  TEST ("adopts-what-a-library-tracks-and-nothing-else", test_adopted);
  TEST ("leaves-ignored-torrents-alone", test_ignored);
  TEST ("sweeps-an-archive-whose-video-was-imported", test_packed);
  TEST ("keeps-an-archive-that-is-the-only-copy", test_packed_only_copy);
  TEST ("goes-back-to-unpack-what-is-still-packed", test_still_packed);
  TEST ("cleans-the-seedbox-in-the-proven-order", test_cleaned);
  TEST ("waits-for-the-ratio", test_ratio_not_reached);
  TEST ("keeps-the-torrent-when-its-data-cannot-go", test_data_stuck);
  TEST ("deletes-nothing-that-another-torrent-uses", test_shared_data);
  TEST ("keeps-subtitles-beside-the-video", test_subtitles_kept);
  TEST ("keeps-what-was-rejected-and-says-so", test_pack_partly_rejected);
  TEST ("keeps-the-files-of-a-title-that-was-deleted", test_title_deleted);
  TEST ("deletes-nothing-where-the-box-names-no-path", test_no_path_to_clean);
  TEST ("deletes-no-file-in-the-folder-of-another-torrent", test_file_in_folder_of_another);
  TEST ("gives-two-releases-of-one-name-two-folders", test_same_name_twice);
  TEST ("takes-the-torrent-file-of-a-known-job", test_file_given_later);
  TEST ("asks-again-where-data-lies-that-moved", test_moved_on_the_box);
  TEST ("goes-on-when-what-was-missing-is-set-up", test_set_up_later);
  TEST ("goes-on-when-the-keyring-is-opened", test_keyring_opened_later);
  TEST ("stops-while-the-seedbox-hangs", test_stops_at_once);
  TEST ("adopts-from-one-library-while-the-other-is-silent", test_silent_library);
  TEST ("begins-the-import-anew-with-a-title-that-was-mended", test_title_mended);
  TEST ("brings-pieces-home-ahead-of-the-seedbox", test_ahead);
  TEST ("fetches-what-lacks-only-files-that-are-off", test_files_that_are_off);
  TEST ("fetches-all-where-it-is-not-told-what-is-off", test_wanted_is_not_told_now);
  g_test_add ("/pipeline/asks-again-before-it-says-that-files-are-missing", Fixture, "missing", set_up,
              test_wanted_is_not_told_now, tear_down);
  TEST ("brings-nothing-ahead-of-what-is-off", test_ahead_without_what_is_off);
  TEST ("brings-nothing-ahead-of-a-paused-release", test_paused_is_not_ahead);
  TEST ("brings-nothing-ahead-that-nobody-named", test_not_ahead);
  TEST ("asks-the-indexers-for-a-torrent-file", test_metainfo_from_an_indexer);
  g_test_add ("/pipeline/takes-no-file-of-another-hash", Fixture, OTHER, set_up,
              test_metainfo_from_an_indexer, tear_down);
  g_test_add ("/pipeline/brings-nothing-ahead-where-that-is-off", Fixture, "off", set_up, test_not_ahead, tear_down);
  return g_test_run ();
}
