/* Tests that each problem offers the way on that fits it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-problem.h"

typedef struct
{
  MmsError code;
  MmsRemedy remedy;
} Case;

static const Case cases[] = {
  { MMS_ERROR_UNREACHABLE, MMS_REMEDY_WAIT },
  { MMS_ERROR_BUSY, MMS_REMEDY_WAIT },
  { MMS_ERROR_UNAUTHORIZED, MMS_REMEDY_PREFERENCES },
  { MMS_ERROR_UNTRUSTED, MMS_REMEDY_TRUST },
  { MMS_ERROR_REFUSED, MMS_REMEDY_RETRY },
  { MMS_ERROR_MALFORMED, MMS_REMEDY_RETRY },
  { MMS_ERROR_MISSING, MMS_REMEDY_RETRY },
  { MMS_ERROR_UNSUPPORTED, MMS_REMEDY_FORGET },
  { MMS_ERROR_NOT_CONFIGURED, MMS_REMEDY_PREFERENCES },
  { MMS_ERROR_AMBIGUOUS, MMS_REMEDY_CHOOSE_TITLE },
  { MMS_ERROR_CORRUPT, MMS_REMEDY_RECHECK },
  { MMS_ERROR_NOT_VISIBLE, MMS_REMEDY_PREFERENCES },
  { MMS_ERROR_REJECTED, MMS_REMEDY_RETRY },
  { MMS_ERROR_NO_SPACE, MMS_REMEDY_FREE_SPACE },
  { MMS_ERROR_READ_ONLY, MMS_REMEDY_RETRY },
  { MMS_ERROR_NO_KEYRING, MMS_REMEDY_RETRY },
};

G_STATIC_ASSERT (G_N_ELEMENTS (cases) == MMS_ERROR_NO_KEYRING + 1);

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (MmsProblem) problem = mms_problem_new (MMS_VERB_FETCH, c->code, "why", 1, 2, 3);

  g_assert_cmpint (mms_problem_get_remedy (problem), ==, c->remedy);
}

/* What only a person can mend is not left to waiting, and the other way round. */
static void
test_waiting_heals (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (MMS_ERROR, (int) cases[i].code, "why");

      if (cases[i].remedy == MMS_REMEDY_WAIT)
        g_assert_true (mms_error_may_heal (error));
    }
}

static void
test_words (void)
{
  static const char *const nicks[]
    = { "wait", "retry", "preferences", "trust", "choose-title", "recheck", "free-space", "forget" };

  for (guint i = 0; i <= MMS_REMEDY_FORGET; i++)
    {
      g_assert_cmpstr (mms_remedy_to_nick ((MmsRemedy) i), ==, nicks[i]);
      g_assert_cmpstr (mms_remedy_get_label ((MmsRemedy) i), !=, "");
    }
}

static void
test_equal (void)
{
  g_autoptr (MmsProblem) problem = mms_problem_new (MMS_VERB_GRAB, MMS_ERROR_BUSY, "why", 1, 2, 3);
  g_autoptr (MmsProblem) copy = mms_problem_copy (problem);
  MmsProblem others[] = {
    { MMS_ERROR_MISSING, MMS_VERB_GRAB, (char *) "why", 1, 2, 3 },
    { MMS_ERROR_BUSY, MMS_VERB_FETCH, (char *) "why", 1, 2, 3 },
    { MMS_ERROR_BUSY, MMS_VERB_GRAB, (char *) "how", 1, 2, 3 },
    { MMS_ERROR_BUSY, MMS_VERB_GRAB, (char *) "why", 9, 2, 3 },
    { MMS_ERROR_BUSY, MMS_VERB_GRAB, (char *) "why", 1, 9, 3 },
    { MMS_ERROR_BUSY, MMS_VERB_GRAB, (char *) "why", 1, 2, 9 },
  };

  g_assert_true (copy->message != problem->message);
  g_assert_true (mms_problem_equal (problem, copy));
  g_assert_true (mms_problem_equal (NULL, NULL));
  g_assert_false (mms_problem_equal (problem, NULL));
  g_assert_false (mms_problem_equal (NULL, problem));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (mms_problem_equal (problem, &others[i]));
  mms_problem_free (NULL);
}

static void
test_boxed (void)
{
  g_autoptr (MmsProblem) problem = mms_problem_new (MMS_VERB_GRAB, MMS_ERROR_BUSY, "why", 1, 2, 3);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, MMS_TYPE_PROBLEM);
  g_value_set_boxed (&value, problem);
  g_assert_true (mms_problem_equal (g_value_get_boxed (&value), problem));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/problem/%s-offers-%s", mms_error_code_to_nick (cases[i].code),
                                               mms_remedy_to_nick (cases[i].remedy));
      g_test_add_data_func (name, &cases[i], test_case);
    }
  g_test_add_func ("/problem/waiting-is-offered-only-where-it-heals", test_waiting_heals);
  g_test_add_func ("/problem/every-remedy-has-its-words", test_words);
  g_test_add_func ("/problem/is-equal-in-all-or-not-at-all", test_equal);
  g_test_add_func ("/problem/can-be-boxed", test_boxed);
  return g_test_run ();
}
