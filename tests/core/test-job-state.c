/* Tests that the road is one road: from chosen to done, without a gap, a loop or a fork.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-job-state.h"

#include <math.h>
#include <string.h>

static void
test_whole_road (void)
{
  g_autoptr (GString) story = g_string_new (mms_fact_to_nick (MMS_FACT_CHOSEN));
  MmsFact fact = MMS_FACT_CHOSEN;
  MmsVerb verb;

  for (guint steps = 0; mms_fact_get_next_verb (fact, &verb); steps++)
    {
      g_assert_cmpuint (steps, <, MMS_N_VERBS);
      g_assert_cmpuint (mms_verb_get_origin (verb), ==, fact);
      g_assert_cmpuint (mms_verb_get_fact (verb), >, fact);
      fact = mms_verb_get_fact (verb);
      g_string_append_printf (story, " -%s-> %s", mms_verb_to_nick (verb), mms_fact_to_nick (fact));
    }
  g_assert_cmpstr (story->str, ==,
                   "chosen -grab-> grabbed -watch-> complete -fetch-> fetched -import-> imported "
                   "-clean-> done");
}

static void
test_end (void)
{
  MmsVerb verb = MMS_VERB_FETCH;

  g_assert_false (mms_fact_get_next_verb (MMS_FACT_DONE, &verb));
  g_assert_cmpuint (verb, ==, MMS_VERB_FETCH);
}

/* Every fact but the first is where exactly one step leads. */
static void
test_every_fact_is_reached (void)
{
  guint reached[MMS_N_FACTS] = { 0 };

  for (guint verb = 0; verb < MMS_N_VERBS; verb++)
    reached[mms_verb_get_fact ((MmsVerb) verb)]++;
  for (guint fact = 0; fact < MMS_N_FACTS; fact++)
    g_assert_cmpuint (reached[fact], ==, fact == MMS_FACT_CHOSEN ? 0 : 1);
}

/* What the database and scripts know: a change here breaks both. */
static void
test_nicks (void)
{
  static const char *const facts[] = { "chosen", "grabbed", "complete", "fetched", "imported", "done" };
  static const char *const verbs[] = { "grab", "watch", "fetch", "import", "clean" };
  MmsFact fact = MMS_FACT_DONE;
  MmsVerb verb = MMS_VERB_CLEAN;

  for (guint i = 0; i < MMS_N_FACTS; i++)
    {
      g_assert_cmpstr (mms_fact_to_nick ((MmsFact) i), ==, facts[i]);
      g_assert_true (mms_fact_from_nick (facts[i], &fact));
      g_assert_cmpuint (fact, ==, i);
    }
  for (guint i = 0; i < MMS_N_VERBS; i++)
    {
      g_assert_cmpstr (mms_verb_to_nick ((MmsVerb) i), ==, verbs[i]);
      g_assert_true (mms_verb_from_nick (verbs[i], &verb));
      g_assert_cmpuint (verb, ==, i);
    }
  g_assert_false (mms_fact_from_nick ("failed", &fact));
  g_assert_false (mms_fact_from_nick (NULL, &fact));
  g_assert_cmpuint (fact, ==, MMS_FACT_DONE);
  g_assert_false (mms_verb_from_nick ("", &verb));
  g_assert_cmpuint (verb, ==, MMS_VERB_CLEAN);
}

static void
test_labels (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < MMS_N_FACTS; i++)
    g_assert_true (g_hash_table_add (seen, (gpointer) mms_fact_get_label ((MmsFact) i)));
  for (guint i = 0; i < MMS_N_VERBS; i++)
    g_assert_true (g_hash_table_add (seen, (gpointer) mms_verb_get_label ((MmsVerb) i)));
  g_assert_false (g_hash_table_contains (seen, ""));
}

static void
test_progress (void)
{
  double before = -1;

  g_assert_cmpfloat (mms_fact_get_start (MMS_FACT_CHOSEN), ==, 0);
  g_assert_cmpfloat_with_epsilon (mms_fact_get_start (MMS_FACT_DONE), 1, 1e-9);
  for (guint fact = 0; fact < MMS_N_FACTS; fact++)
    {
      const double start = mms_road_get_progress ((MmsFact) fact, 0);

      g_assert_cmpfloat (start, >, before);
      g_assert_cmpfloat_with_epsilon (start, mms_fact_get_start ((MmsFact) fact), 1e-9);
      before = start;
      if (fact < MMS_FACT_DONE)
        g_assert_cmpfloat_with_epsilon (mms_road_get_progress ((MmsFact) fact, 1),
                                        mms_fact_get_start ((MmsFact) (fact + 1)), 1e-9);
    }
}

static void
test_progress_beyond (void)
{
  g_assert_cmpfloat (mms_road_get_progress (MMS_FACT_CHOSEN, -5), ==, 0);
  g_assert_cmpfloat (mms_road_get_progress (MMS_FACT_COMPLETE, 7), ==,
                     mms_road_get_progress (MMS_FACT_COMPLETE, 1));
  g_assert_cmpfloat (mms_road_get_progress (MMS_FACT_DONE, 1), <=, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job-state/the-road-leads-from-chosen-to-done", test_whole_road);
  g_test_add_func ("/job-state/nothing-follows-done", test_end);
  g_test_add_func ("/job-state/every-fact-is-reached-by-one-step", test_every_fact_is_reached);
  g_test_add_func ("/job-state/names-in-the-database-do-not-change", test_nicks);
  g_test_add_func ("/job-state/everything-has-a-label-of-its-own", test_labels);
  g_test_add_func ("/job-state/progress-grows-without-a-jump", test_progress);
  g_test_add_func ("/job-state/progress-stays-within-its-step", test_progress_beyond);
  return g_test_run ();
}
