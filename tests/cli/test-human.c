/* Tests that sizes, rates and times read as people write them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-human.h"

#include <locale.h>

static void
test_size (void)
{
  g_autofree char *some = mms_human_dup_size (1400000000);
  g_autofree char *none = mms_human_dup_size (0);
  g_autofree char *rate = mms_human_dup_rate (3200000);

  g_assert_cmpstr (some, ==, "1.4 GB");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (rate, ==, "3.2 MB/s");
}

static void
test_duration (void)
{
  static const struct
  {
    gint64 seconds;
    const char *text;
  } rows[] = { { -1, "" }, { 0, "0 s" }, { 59, "59 s" }, { 60, "1 min 0 s" }, { 125, "2 min 5 s" },
               { 3600, "1 h 0 min" }, { 86399, "23 h 59 min" }, { 90000, "1 d 1 h" },
               { G_MAXINT64, "12427 d 13 h" } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mms_human_dup_duration (rows[i].seconds);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_share (void)
{
  g_autofree char *all = mms_human_dup_share (1.0);
  g_autofree char *nearly = mms_human_dup_share (0.9999);
  g_autofree char *part = mms_human_dup_share (0.29);
  g_autofree char *wild = mms_human_dup_share (7.0);

  g_assert_cmpstr (all, ==, "100 %");
  g_assert_cmpstr (nearly, ==, "99 %");
  g_assert_cmpstr (part, ==, "29 %");
  g_assert_cmpstr (wild, ==, "100 %");
}

static void
test_time (void)
{
  g_autofree char *time = mms_human_dup_time (1700000000);
  g_autofree char *clock = mms_human_dup_clock (1700000000);
  g_autofree char *never = mms_human_dup_time (0);
  g_autofree char *absurd = mms_human_dup_time (G_MAXINT64);

  g_assert_cmpstr (time, ==, "2023-11-14 22:13:20");
  g_assert_cmpstr (clock, ==, "22:13:20");
  g_assert_cmpstr (never, ==, "");
  g_assert_cmpstr (absurd, ==, "");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/human/sizes-have-a-unit", test_size);
  g_test_add_func ("/cli/human/durations-have-two-units", test_duration);
  g_test_add_func ("/cli/human/only-the-whole-is-100-percent", test_share);
  g_test_add_func ("/cli/human/times-are-local", test_time);
  return g_test_run ();
}
