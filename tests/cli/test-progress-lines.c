/* Tests that the lines at the foot of a terminal fit it, and say what matters most.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-progress-lines.h"

#include <locale.h>

#include "cli/mms-text.h"

static MmsJob *
job_new (const char *name, gint64 done, gint64 total, gint64 rate, guint lines)
{
  MmsJob *job = mms_job_new ("0123456789ABCDEF0123456789ABCDEF01234567", name);
  MmsTransferDetail detail = { .lines = lines, .reason = MMS_LINES_ENOUGH };

  mms_job_set_fact (job, MMS_FACT_COMPLETE);
  mms_job_set_running (job, TRUE);
  mms_transfer_set_detail (mms_job_get_transfer (job), &detail);
  mms_transfer_update (mms_job_get_transfer (job), done, total, rate, NULL);
  return job;
}

static char *
write_one (MmsJob *job, guint columns)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();
  g_autoptr (GPtrArray) lines = NULL;

  g_ptr_array_add (jobs, job);
  lines = mms_progress_lines_new (jobs, columns);
  g_assert_cmpuint (lines->len, ==, 1);
  return g_strdup (lines->pdata[0]);
}

static guint
count (const char *text, const char *of)
{
  g_auto (GStrv) parts = g_strsplit (text, of, -1);

  return g_strv_length (parts) - 1;
}

static void
test_widths (void)
{
  static const struct
  {
    guint columns;
    const char *line;
  } cases[] = {
    { 130, "Metropolis.1927.1080p.BluRay.x264-MMS  ███████████████████░░░░░░░░░░░░░░░░░░░"
           "   50 %    2.0 MB/s  4 min 10 s left   6 connections" },
    { 100, "Metropolis.1927.1080p.…  ███████████░░░░░░░░░░░"
           "   50 %    2.0 MB/s  4 min 10 s left   6 connections" },
    { 80, "Metropolis.1…  ██████░░░░░░"
          "   50 %    2.0 MB/s  4 min 10 s left   6 connections" },
    { 70, "Metropolis.1927…  ███████░░░░░░░░"
          "   50 %    2.0 MB/s  4 min 10 s left" },
    { 45, "Metropolis.1…  █████░░░░░░   50 %    2.0 MB/s" },
    { 30, "Metropolis.…  ████░░░░░   50 %" },
    { 25, "Metropolis.…  ██░░   50 %" },
    { 20, "Metropolis.1…   50 %" },
    { 8, "…   50 %" },
    { 5, " 50 %" },
    { 0, "" },
  };
  g_autoptr (MmsJob) job =
    job_new ("Metropolis.1927.1080p.BluRay.x264-MMS", 500000000, 1000000000, 2000000, 6);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = write_one (job, cases[i].columns);

      g_assert_cmpstr (line, ==, cases[i].line);
    }
}

static void
test_fits (void)
{
  static const char *const names[] = { "", "M", "七人の侍 🎬 Nosfératu 七人の侍 七人の侍",
                                       "A name that is much longer than any terminal is wide, and "
                                       "then some more, so that it is cut wherever it stands" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint columns = 0; columns < 220; columns++)
      {
        g_autoptr (MmsJob) job = job_new (names[i], 999, 1000, 12345678, 16);
        g_autofree char *line = write_one (job, columns);

        g_assert_cmpuint (mms_text_get_width (line), <=, columns);
        g_assert_true (g_utf8_validate (line, -1, NULL));
      }
}

static void
test_whole (void)
{
  g_autoptr (MmsJob) nearly = job_new ("a", 999999, 1000000, 0, 0);
  g_autoptr (MmsJob) whole = job_new ("a", 1000000, 1000000, 0, 0);
  g_autofree char *of_nearly = write_one (nearly, 80);
  g_autofree char *of_whole = write_one (whole, 80);

  g_assert_cmpuint (count (of_nearly, "░"), ==, 1);
  g_assert_nonnull (strstr (of_nearly, "99 %"));
  g_assert_cmpuint (count (of_whole, "░"), ==, 0);
  g_assert_nonnull (strstr (of_whole, "100 %"));
}

/* Several bars begin and end below each other; what is not fetched has no bar. */
static void
test_several (void)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) lines = NULL;
  MmsJob *seen = job_new ("Seen", 0, 0, 0, 0);

  mms_job_set_fact (seen, MMS_FACT_GRABBED);
  mms_transfer_update (mms_job_get_transfer (seen), 450, 1000, 100, NULL);
  g_ptr_array_add (jobs, job_new ("Metropolis", 5, 100, 1, 1));
  g_ptr_array_add (jobs, seen);
  g_ptr_array_add (jobs, job_new ("七人の侍", 90, 100, 20000000, 12));
  lines = mms_progress_lines_new (jobs, 78);
  g_assert_cmpstr (lines->pdata[0], ==,
                   "Metropolis  ░░░░░░░░░░░░░    5 %    1 byte/s  1 min 35 s left   1 connection");
  g_assert_cmpstr (lines->pdata[1], ==,
                   "Seen  Downloading on the seedbox  45 %  100 bytes/s  5 s left");
  g_assert_cmpstr (lines->pdata[2], ==,
                   "七人の侍    ███████████░░   90 %   20.0 MB/s  0 s left          12 connections");
}

/* A locale that has no blocks gets signs that it has. */
static void
test_plain (void)
{
  g_autoptr (MmsJob) job = job_new ("Metropolis", 500, 1000, 0, 0);
  g_autofree char *line = NULL;

  if (g_test_subprocess ())
    {
      setlocale (LC_ALL, "C");
      g_setenv ("CHARSET", "ASCII", TRUE);
      line = write_one (job, 30);
      g_assert_cmpstr (line, ==, "Metropolis  #####------   50 %");
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

static void
test_hostile (void)
{
  g_autoptr (MmsJob) job = job_new ("a\033[2Jb", 1, 2, 0, 0);
  g_autofree char *line = write_one (job, 40);

  g_assert_nonnull (strstr (line, "a\\x1b[2Jb"));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/progress-lines/a-narrow-terminal-gets-what-matters-most", test_widths);
  g_test_add_func ("/cli/progress-lines/no-line-is-longer-than-the-terminal", test_fits);
  g_test_add_func ("/cli/progress-lines/only-the-whole-fills-the-bar", test_whole);
  g_test_add_func ("/cli/progress-lines/several-stand-below-each-other", test_several);
  g_test_add_func ("/cli/progress-lines/a-plain-locale-gets-plain-signs", test_plain);
  g_test_add_func ("/cli/progress-lines/nothing-in-a-name-steers-the-terminal", test_hostile);
  return g_test_run ();
}
