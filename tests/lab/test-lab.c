/* The lab as tests in C use it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "support/mms-test-lab.h"

static void
starts_answers_and_leaves_nothing (void)
{
  static const char *const small[]
      = { "LAB_MOVIE_MB=1", "LAB_EPISODE_KB=16", "LAB_PRELOAD=adopted", NULL };
  g_autoptr (MmsTestLab) box = mms_test_lab_new_seedbox (small);
  g_autoptr (MmsTestLab) services = mms_test_lab_new_standins (box, NULL);
  g_autofree char *name = NULL;
  g_autofree char *number = NULL;
  g_autofree char *dir = g_strdup (mms_test_lab_get_dir (box));

  name = mms_test_lab_run (box, "call", "d.name", mms_test_lab_get (box, "HASH_ADOPTED"), NULL);
  g_assert_nonnull (strstr (name, "Sherlock.Holmes.1954.S01E01"));
  g_assert_true (g_str_has_prefix (mms_test_lab_get (services, "RADARR_URL"), "http://127.0.0.1:"));
  number = mms_test_lab_run (services, "fault",
                             "{\"service\": \"sonarr\", \"action\": {\"starting\": true}}", NULL);
  g_assert_cmpstr (number, ==, "1\n");

  g_clear_pointer (&services, mms_test_lab_free);
  g_clear_pointer (&box, mms_test_lab_free);
  g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/starts, answers and leaves nothing", starts_answers_and_leaves_nothing);
  return g_test_run ();
}
