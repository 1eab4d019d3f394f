/* Tests that a job tells what changed, and that its copy is the same job.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-job.h"

#define HASH "C12FE1C06BBA254A9DC9F519B335AA7C1367A88A"
#define HASH_LOWER "c12fe1c06bba254a9dc9f519b335aa7c1367a88a"

static void
told_cb (GObject *job, GParamSpec *pspec, gpointer story)
{
  g_string_append_printf (story, "%s ", pspec->name);
}

static void
assert_told (GString *story, const char *expected)
{
  g_assert_cmpstr (story->str, ==, expected);
  g_string_truncate (story, 0);
}

static void
test_new (void)
{
  g_autoptr (MmsJob) job = mms_job_new (HASH_LOWER, "Metropolis.1927");

  g_assert_cmpstr (mms_job_get_hash (job), ==, HASH);
  g_assert_cmpstr (mms_job_get_name (job), ==, "Metropolis.1927");
  g_assert_cmpint (mms_job_get_fact (job), ==, MMS_FACT_CHOSEN);
  g_assert_null (mms_job_get_problem (job));
  g_assert_null (mms_job_get_intent (job));
  g_assert_null (mms_job_get_remote_path (job));
  g_assert_null (mms_job_get_local_path (job));
  g_assert_cmpint (mms_job_get_verified (job), ==, MMS_VERIFIED_NOT_YET);
  g_assert_cmpfloat (mms_job_get_progress (job), ==, 0);
  g_assert_false (mms_job_get_running (job));
}

static void
test_tells (void)
{
  g_autoptr (MmsJob) job = mms_job_new (HASH, "a");
  g_autoptr (MmsProblem) problem = mms_problem_new (MMS_VERB_GRAB, MMS_ERROR_BUSY, "why", 1, 2, 3);
  g_autoptr (MmsIntent) intent = mms_intent_new (MMS_MEDIA_FILM);
  g_autoptr (GString) story = g_string_new (NULL);

  g_signal_connect (job, "notify", G_CALLBACK (told_cb), story);
  mms_job_set_name (job, "a");
  mms_job_set_fact (job, MMS_FACT_CHOSEN);
  mms_job_set_problem (job, NULL);
  mms_job_set_status (job, NULL);
  mms_job_set_verified (job, MMS_VERIFIED_NOT_YET);
  mms_job_set_running (job, FALSE);
  mms_job_set_paused (job, FALSE);
  mms_job_set_priority (job, MMS_PRIORITY_NORMAL);
  mms_job_set_rate_limit (job, -5);
  assert_told (story, "");
  mms_job_set_name (job, "b");
  assert_told (story, "name ");
  mms_job_set_fact (job, MMS_FACT_GRABBED);
  assert_told (story, "fact progress ");
  mms_job_set_problem (job, problem);
  assert_told (story, "problem ");
  mms_job_set_problem (job, problem);
  assert_told (story, "");
  mms_job_set_problem (job, NULL);
  assert_told (story, "problem ");
  mms_job_set_intent (job, intent);
  assert_told (story, "intent ");
  mms_job_set_status (job, "Looking");
  assert_told (story, "status ");
  mms_job_set_verified (job, MMS_VERIFIED_PIECES);
  assert_told (story, "verified ");
  mms_job_set_paused (job, TRUE);
  assert_told (story, "paused ");
  mms_job_set_priority (job, MMS_PRIORITY_LOW);
  assert_told (story, "priority ");
  mms_job_set_rate_limit (job, 5);
  assert_told (story, "rate-limit ");
}

/* Only a fetch is held: the seedbox goes on loading, and what is here goes on into the library. */
static void
test_holds_the_fetch_only (void)
{
  g_autoptr (MmsJob) job = mms_job_new (HASH, "a");

  mms_job_set_paused (job, TRUE);
  for (guint fact = 0; fact < MMS_N_FACTS; fact++)
    {
      mms_job_set_fact (job, (MmsFact) fact);
      g_assert_cmpint (mms_job_is_held (job), ==, fact == MMS_FACT_COMPLETE);
    }
  mms_job_set_fact (job, MMS_FACT_COMPLETE);
  mms_job_set_paused (job, FALSE);
  g_assert_false (mms_job_is_held (job));
}

static void
test_priorities_have_names (void)
{
  MmsPriority priority = MMS_PRIORITY_NORMAL;

  for (int i = MMS_PRIORITY_LOW; i <= MMS_PRIORITY_HIGH; i++)
    {
      g_assert_true (mms_priority_from_nick (mms_priority_to_nick ((MmsPriority) i), &priority));
      g_assert_cmpint (priority, ==, i);
    }
  g_assert_false (mms_priority_from_nick ("urgent", &priority));
  g_assert_false (mms_priority_from_nick (NULL, &priority));
}

/* A setter that is given what its getter lent frees nothing too early. */
static void
test_own_value (void)
{
  g_autoptr (MmsJob) job = mms_job_new (HASH, "a");
  g_autoptr (MmsIntent) intent = mms_intent_new (MMS_MEDIA_FILM);
  g_autoptr (GBytes) metainfo = g_bytes_new_static ("d", 1);

  intent->title = g_strdup ("Metropolis");
  mms_job_set_intent (job, intent);
  mms_job_set_intent (job, mms_job_get_intent (job));
  g_assert_cmpstr (mms_job_get_intent (job)->title, ==, "Metropolis");
  mms_job_set_name (job, mms_job_get_name (job));
  g_assert_cmpstr (mms_job_get_name (job), ==, "a");
  mms_job_set_metainfo (job, metainfo);
  mms_job_set_metainfo (job, mms_job_get_metainfo (job));
  g_assert_true (mms_job_get_metainfo (job) == metainfo);
}

static MmsJob *
make_full (void)
{
  MmsJob *job = mms_job_new (HASH, "Metropolis.1927");
  g_autoptr (MmsProblem) problem = mms_problem_new (MMS_VERB_FETCH, MMS_ERROR_NO_SPACE, "full", 4, 5, 6);
  g_autoptr (MmsIntent) intent = mms_intent_new (MMS_MEDIA_FILM);
  g_autoptr (GBytes) metainfo = g_bytes_new_static ("de", 2);

  intent->tmdb_id = 19;
  mms_job_set_fact (job, MMS_FACT_COMPLETE);
  mms_job_set_problem (job, problem);
  mms_job_set_intent (job, intent);
  mms_job_set_magnet (job, "magnet:?xt=urn:btih:" HASH);
  mms_job_set_metainfo (job, metainfo);
  mms_job_set_label (job, "radarr");
  mms_job_set_directory (job, "/d");
  mms_job_set_remote_path (job, "/d/Metropolis.1927");
  mms_job_set_local_path (job, "/l/Metropolis.1927");
  mms_job_set_bytes_total (job, 1000);
  mms_job_set_verified (job, MMS_VERIFIED_SIZES);
  mms_job_set_adopted (job, TRUE);
  mms_job_set_added_at (job, 7);
  mms_job_set_updated_at (job, 8);
  mms_job_set_import_started_at (job, 9);
  mms_job_set_paused (job, TRUE);
  mms_job_set_priority (job, MMS_PRIORITY_HIGH);
  mms_job_set_rate_limit (job, 10);
  return job;
}

static void
test_copy (void)
{
  g_autoptr (MmsJob) job = make_full ();
  g_autoptr (MmsJob) copy = mms_job_copy (job);

  g_assert_true (copy != job);
  g_assert_cmpstr (mms_job_get_hash (copy), ==, HASH);
  g_assert_cmpstr (mms_job_get_name (copy), ==, "Metropolis.1927");
  g_assert_cmpint (mms_job_get_fact (copy), ==, MMS_FACT_COMPLETE);
  g_assert_true (mms_problem_equal (mms_job_get_problem (copy), mms_job_get_problem (job)));
  g_assert_true (mms_job_get_problem (copy) != mms_job_get_problem (job));
  g_assert_cmpint (mms_job_get_intent (copy)->tmdb_id, ==, 19);
  g_assert_true (mms_job_get_intent (copy) != mms_job_get_intent (job));
  g_assert_cmpstr (mms_job_get_magnet (copy), ==, "magnet:?xt=urn:btih:" HASH);
  g_assert_true (mms_job_get_metainfo (copy) == mms_job_get_metainfo (job));
  g_assert_cmpstr (mms_job_get_label (copy), ==, "radarr");
  g_assert_cmpstr (mms_job_get_directory (copy), ==, "/d");
  g_assert_cmpstr (mms_job_get_remote_path (copy), ==, "/d/Metropolis.1927");
  g_assert_cmpstr (mms_job_get_local_path (copy), ==, "/l/Metropolis.1927");
  g_assert_cmpint (mms_job_get_bytes_total (copy), ==, 1000);
  g_assert_cmpint (mms_job_get_verified (copy), ==, MMS_VERIFIED_SIZES);
  g_assert_true (mms_job_get_adopted (copy));
  g_assert_cmpint (mms_job_get_added_at (copy), ==, 7);
  g_assert_cmpint (mms_job_get_updated_at (copy), ==, 8);
  g_assert_cmpint (mms_job_get_import_started_at (copy), ==, 9);
  g_assert_true (mms_job_get_paused (copy));
  g_assert_cmpint (mms_job_get_priority (copy), ==, MMS_PRIORITY_HIGH);
  g_assert_cmpint (mms_job_get_rate_limit (copy), ==, 10);
}

static void
test_every_property (void)
{
  g_autoptr (MmsJob) job = make_full ();
  guint n;
  g_autofree GParamSpec **specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (job), &n);

  g_assert_cmpuint (n, >=, 10);
  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      g_value_init (&value, specs[i]->value_type);
      g_object_get_property (G_OBJECT (job), specs[i]->name, &value);
      g_assert_false (g_param_value_validate (specs[i], &value));
    }
}

/* The bar moves with the bytes of the running step, and tells it. */
static void
test_progress_follows_the_transfer (void)
{
  g_autoptr (MmsJob) job = mms_job_new (HASH, "a");
  g_autoptr (GString) story = g_string_new (NULL);
  double before, after;

  mms_job_set_fact (job, MMS_FACT_COMPLETE);
  mms_job_set_running (job, TRUE);
  before = mms_job_get_progress (job);
  g_signal_connect (job, "notify", G_CALLBACK (told_cb), story);
  mms_transfer_update (mms_job_get_transfer (job), 50, 100, 10, "a");
  assert_told (story, "progress ");
  after = mms_job_get_progress (job);
  g_assert_cmpfloat (after, >, before);
  g_assert_cmpfloat_with_epsilon (after, mms_road_get_progress (MMS_FACT_COMPLETE, 0.5), 1e-9);
}

static void
test_verified (void)
{
  static const char *const nicks[] = { "not-yet", "pieces", "sizes" };
  MmsVerified verified;

  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    {
      g_assert_cmpstr (mms_verified_to_nick ((MmsVerified) i), ==, nicks[i]);
      g_assert_true (mms_verified_from_nick (nicks[i], &verified));
      g_assert_cmpuint (verified, ==, i);
    }
  g_assert_false (mms_verified_from_nick ("maybe", &verified));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job/begins-as-chosen-under-an-upper-case-hash", test_new);
  g_test_add_func ("/job/tells-what-changed-and-nothing-else", test_tells);
  g_test_add_func ("/job/can-be-given-what-it-lent", test_own_value);
  g_test_add_func ("/job/a-copy-has-all-the-facts", test_copy);
  g_test_add_func ("/job/every-property-keeps-its-bounds", test_every_property);
  g_test_add_func ("/job/progress-follows-the-transfer", test_progress_follows_the_transfer);
  g_test_add_func ("/job/a-pause-holds-its-fetch-only", test_holds_the_fetch_only);
  g_test_add_func ("/job/priorities-have-names", test_priorities_have_names);
  g_test_add_func ("/job/names-of-verification-do-not-change", test_verified);
  return g_test_run ();
}
