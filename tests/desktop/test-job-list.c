/* Tests the list behind the page Activity: filter, search, order, counts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-job-list.h"
#include "preview.h"

#include <time.h>

typedef struct
{
  GListStore *jobs;
  MmsJobList *list;
} Fixture;

static void
add (Fixture *fixture, const char *name, MmsFact fact, gint64 updated_at, gboolean running,
     gboolean trouble)
{
  g_autoptr (MmsJob) job = mms_preview_job_new (name, fact);
  g_autoptr (MmsProblem) problem =
    mms_problem_new (MMS_VERB_FETCH, MMS_ERROR_REFUSED, "No.", 1, 1, 0);

  mms_job_set_updated_at (job, updated_at);
  mms_job_set_running (job, running);
  if (trouble)
    mms_job_set_problem (job, problem);
  g_list_store_append (fixture->jobs, job);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->jobs = g_list_store_new (MMS_TYPE_JOB);
  add (fixture, "done.old", MMS_FACT_DONE, 10, FALSE, FALSE);
  add (fixture, "waiting", MMS_FACT_GRABBED, 90, FALSE, FALSE);
  add (fixture, "running.old", MMS_FACT_GRABBED, 20, TRUE, FALSE);
  fixture->list = mms_job_list_new (G_LIST_MODEL (fixture->jobs));
  add (fixture, "running.new", MMS_FACT_COMPLETE, 30, TRUE, FALSE);
  add (fixture, "trouble", MMS_FACT_FETCHED, 5, FALSE, TRUE);
  add (fixture, "done.new", MMS_FACT_DONE, 40, FALSE, FALSE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->list);
  g_assert_finalize_object (fixture->jobs);
}

static char *
dup_names (Fixture *fixture)
{
  GListModel *shown = mms_job_list_get_shown (fixture->list);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    {
      g_autoptr (MmsJob) job = g_list_model_get_item (shown, i);

      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", mms_job_get_name (job));
    }
  return g_string_free (names, FALSE);
}

#define assert_shown(fixture, expected) \
  G_STMT_START { \
    g_autofree char *names_ = dup_names (fixture); \
    g_assert_cmpstr (names_, ==, expected); \
  } G_STMT_END

static void
test_order (Fixture *fixture, gconstpointer data)
{
  assert_shown (fixture, "trouble running.new running.old waiting done.new done.old");
}

static void
test_filters (Fixture *fixture, gconstpointer data)
{
  mms_job_list_set_filter (fixture->list, MMS_JOB_FILTER_NEEDS_YOU);
  assert_shown (fixture, "trouble");
  mms_job_list_set_filter (fixture->list, MMS_JOB_FILTER_RUNNING);
  assert_shown (fixture, "running.new running.old waiting");
  mms_job_list_set_filter (fixture->list, MMS_JOB_FILTER_DONE);
  assert_shown (fixture, "done.new done.old");
  mms_job_list_set_filter (fixture->list, MMS_JOB_FILTER_ALL);
  assert_shown (fixture, "trouble running.new running.old waiting done.new done.old");
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  mms_job_list_set_search (fixture->list, " NEW  run ");
  assert_shown (fixture, "running.new");
  mms_job_list_set_search (fixture->list, "nowhere");
  assert_shown (fixture, "");
  mms_job_list_set_search (fixture->list, "");
  g_assert_cmpuint (g_list_model_get_n_items (mms_job_list_get_shown (fixture->list)), ==, 6);
}

static void
count_cb (MmsJobList *list, guint *n)
{
  ++*n;
}

static void
test_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = g_list_model_get_item (G_LIST_MODEL (fixture->jobs), 1);
  g_autoptr (MmsProblem) problem =
    mms_problem_new (MMS_VERB_FETCH, MMS_ERROR_REFUSED, "No.", 1, 1, 0);
  guint told = 0;

  g_signal_connect (fixture->list, "counts-changed", G_CALLBACK (count_cb), &told);
  mms_job_set_problem (job, problem);
  mms_job_list_settle (fixture->list);
  assert_shown (fixture, "waiting trouble running.new running.old done.new done.old");
  g_assert_cmpuint (mms_job_list_get_count (fixture->list, MMS_JOB_FILTER_NEEDS_YOU), ==, 2);
  g_assert_cmpuint (told, ==, 1);
  mms_job_set_problem (job, NULL);
  mms_job_set_fact (job, MMS_FACT_DONE);
  mms_job_list_settle (fixture->list);
  assert_shown (fixture, "trouble running.new running.old waiting done.new done.old");
  g_assert_cmpuint (mms_job_list_get_count (fixture->list, MMS_JOB_FILTER_DONE), ==, 3);
}

static void
test_by_itself (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = g_list_model_get_item (G_LIST_MODEL (fixture->jobs), 1);
  gint64 deadline = g_get_monotonic_time () + 5 * G_USEC_PER_SEC;

  mms_job_set_fact (job, MMS_FACT_DONE);
  while (mms_job_list_get_count (fixture->list, MMS_JOB_FILTER_DONE) != 3
         && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  assert_shown (fixture, "trouble running.new running.old waiting done.new done.old");
  g_assert_cmpuint (mms_job_list_get_count (fixture->list, MMS_JOB_FILTER_DONE), ==, 3);
}

static void
test_removal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsJob) job = g_list_model_get_item (G_LIST_MODEL (fixture->jobs), 0);

  g_list_store_remove (fixture->jobs, 0);
  mms_job_set_fact (job, MMS_FACT_CHOSEN);
  mms_job_list_settle (fixture->list);
  assert_shown (fixture, "trouble running.new running.old waiting done.new");
  g_assert_cmpuint (mms_job_list_get_count (fixture->list, MMS_JOB_FILTER_ALL), ==, 5);
  g_list_store_remove_all (fixture->jobs);
  g_assert_cmpuint (mms_job_list_get_count (fixture->list, MMS_JOB_FILTER_ALL), ==, 0);
}

/* Returns: the processor's seconds, which a busy machine does not stretch, to show and search @n jobs */
static double
time_many (GListStore *all, guint n)
{
  g_autoptr (GListStore) jobs = g_list_store_new (MMS_TYPE_JOB);
  g_autoptr (MmsJobList) list = NULL;
  clock_t begun;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MmsJob) job = g_list_model_get_item (G_LIST_MODEL (all), i);

      g_list_store_append (jobs, job);
    }
  begun = clock ();
  list = mms_job_list_new (G_LIST_MODEL (jobs));
  mms_job_list_set_search (list, "release.00999");
  g_assert_cmpuint (g_list_model_get_n_items (mms_job_list_get_shown (list)), ==, 1);
  mms_job_list_settle (list);
  return (double) (clock () - begun) / CLOCKS_PER_SEC;
}

/* Ten times the jobs take about thirteen times as long; they would a hundred were the order quadratic. */
static void
test_many (void)
{
  g_autoptr (GListStore) jobs = g_list_store_new (MMS_TYPE_JOB);
  double few_s, many_s;

  g_setenv ("MMS_PREVIEW", "many", TRUE);
  mms_preview_fill (jobs);
  few_s = time_many (jobs, 1000);
  many_s = time_many (jobs, 10000);
  g_test_message ("1,000 jobs: %.0f ms, 10,000 jobs: %.0f ms", few_s * 1000, many_s * 1000);
  g_assert_cmpfloat (many_s, <, 40 * few_s + 0.05);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/job-list/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("what needs the person comes first, then what moved last", test_order);
  ADD ("each filter shows its own jobs", test_filters);
  ADD ("all words of a search must be found, in any case", test_search);
  ADD ("a job that changes finds its new place", test_change);
  ADD ("the order mends itself a moment later", test_by_itself);
  ADD ("a job that is gone is followed no more", test_removal);
#undef ADD
  g_test_add_func ("/job-list/ten thousand jobs are ordered at once", test_many);
  return g_test_run ();
}
