/* Tests that the window follows what another process writes down.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-mirror.h"
#include "preview.h"

static void
wait_for (GListModel *jobs, guint n)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (g_list_model_get_n_items (jobs) != n && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (jobs), ==, n);
}

static void
changed_cb (MmsJob *job, GParamSpec *pspec, gboolean *changed)
{
  *changed = TRUE;
}

static void
test_follow (void)
{
  g_autoptr (MmsJournal) journal = mms_preview_journal_new ();
  g_autoptr (MmsMirror) mirror = NULL;
  g_autoptr (MmsJob) first = NULL;
  g_autoptr (MmsJob) again = NULL;
  gboolean changed = FALSE;

  g_setenv ("MMS_PREVIEW", "busy", TRUE);
  mirror = mms_mirror_new (journal);
  wait_for (mms_mirror_get_jobs (mirror), 8);
  first = g_list_model_get_item (mms_mirror_get_jobs (mirror), 0);
  mms_job_set_fact (first, MMS_FACT_CHOSEN);
  g_signal_connect (first, "notify::fact", G_CALLBACK (changed_cb), &changed);
  while (!changed)
    g_main_context_iteration (NULL, TRUE);
  again = g_list_model_get_item (mms_mirror_get_jobs (mirror), 0);
  g_assert_true (first == again);
  g_assert_cmpint (mms_job_get_fact (first), ==, MMS_FACT_COMPLETE);
  g_setenv ("MMS_PREVIEW", "empty", TRUE);
  wait_for (mms_mirror_get_jobs (mirror), 0);
  mms_mirror_stop (mirror);
  g_assert_finalize_object (g_steal_pointer (&mirror));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mirror/jobs come, change in place and go", test_follow);
  return g_test_run ();
}
