/* Tests that a schedule holds by the clock on the wall, and knows when it changes next.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-rate-schedule.h"

/* Central Europe: clocks go forward on the last Sunday of March, back on that of October. */
#define ZONE "CET-1CEST,M3.5.0/2,M10.5.0/3"
#define USUAL 9000000

typedef struct
{
  const char *sentence;
  const char *rules;
  const char *now;     /* UTC */
  gint64 rate;
  const char *change;  /* UTC; NULL: never */
} Case;

/* 2026-05-18 is a Monday; the wall is two hours ahead of UTC then. */
static const Case cases[] = {
  { "nothing-is-scheduled", "", "2026-05-18T10:00:00Z", USUAL, NULL },
  { "before-a-rule-it-is-as-usual", "mon-fri 08:00-18:00 2M", "2026-05-18T05:59:59Z", USUAL, "2026-05-18T06:00:00Z" },
  { "a-rule-holds-from-its-first-second", "mon-fri 08:00-18:00 2M", "2026-05-18T06:00:00Z", 2000000, "2026-05-18T16:00:00Z" },
  { "a-rule-holds-to-its-last-second", "mon-fri 08:00-18:00 2M", "2026-05-18T15:59:59Z", 2000000, "2026-05-18T16:00:00Z" },
  { "a-rule-is-over-at-its-end", "mon-fri 08:00-18:00 2M", "2026-05-18T16:00:00Z", USUAL, "2026-05-19T06:00:00Z" },
  { "the-weekend-is-passed-over", "mon-fri 08:00-18:00 2M", "2026-05-22T17:00:00Z", USUAL, "2026-05-25T06:00:00Z" },
  { "a-week-later-is-found", "mon 08:00-09:00 2M", "2026-05-18T07:00:00Z", USUAL, "2026-05-25T06:00:00Z" },
  { "a-night-belongs-to-its-evening", "sun 22:00-06:00 none", "2026-05-18T03:00:00Z", 0, "2026-05-18T04:00:00Z" },
  { "a-night-is-not-its-morning-s", "mon 22:00-06:00 none", "2026-05-18T03:00:00Z", USUAL, "2026-05-18T20:00:00Z" },
  { "the-first-rule-counts", "daily 10:00-14:00 paused; daily 8:00-18:00 2M", "2026-05-18T09:00:00Z", MMS_RATE_PAUSED, "2026-05-18T12:00:00Z" },
  { "the-second-takes-over", "daily 10:00-14:00 paused; daily 8:00-18:00 2M", "2026-05-18T12:00:00Z", 2000000, "2026-05-18T16:00:00Z" },
  { "what-changes-nothing-is-no-change", "daily 8:00-12:00 2M; daily 12:00-18:00 2M", "2026-05-18T07:00:00Z", 2000000, "2026-05-18T16:00:00Z" },
  { "a-whole-day-ends-at-midnight", "sat 00:00-24:00 paused", "2026-05-23T10:00:00Z", MMS_RATE_PAUSED, "2026-05-23T22:00:00Z" },
  { "the-same-time-twice-is-24-hours", "sat 12:00-12:00 paused", "2026-05-24T09:59:59Z", MMS_RATE_PAUSED, "2026-05-24T10:00:00Z" },
  { "always-never-changes", "daily 00:00-24:00 1M", "2026-05-18T10:00:00Z", 1000000, NULL },
  /* 2026-03-29, 02:00 becomes 03:00: 01:00Z. */
  { "a-night-in-spring-is-an-hour-shorter", "sat 22:00-06:00 none", "2026-03-28T22:00:00Z", 0, "2026-03-29T04:00:00Z" },
  { "a-skipped-end-is-where-the-clock-jumps", "sun 01:00-02:30 1M", "2026-03-29T00:30:00Z", 1000000, "2026-03-29T01:00:00Z" },
  { "a-skipped-beginning-is-there-too", "sun 02:30-05:00 1M", "2026-03-29T00:30:00Z", USUAL, "2026-03-29T01:00:00Z" },
  /* 2026-10-25, 03:00 becomes 02:00: 01:00Z. */
  { "a-night-in-autumn-is-an-hour-longer", "sat 22:00-06:00 none", "2026-10-24T21:00:00Z", 0, "2026-10-25T05:00:00Z" },
  { "an-hour-that-comes-twice-holds-once", "sun 01:30-04:00 1M", "2026-10-25T00:59:00Z", 1000000, "2026-10-25T03:00:00Z" },
  { "and-goes-on-in-its-second-half", "sun 01:30-04:00 1M", "2026-10-25T01:01:00Z", 1000000, "2026-10-25T03:00:00Z" },
};

static char *
dup_utc (gint64 at)
{
  g_autoptr (GDateTime) time = at != 0 ? g_date_time_new_from_unix_utc (at) : NULL;

  return time != NULL ? g_date_time_format_iso8601 (time) : NULL;
}

static GDateTime *
read_time (const char *text)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_iso8601 (text, NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (ZONE);

  g_assert_nonnull (zone);
  return g_date_time_to_timezone (utc, zone);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsRateSchedule) schedule = mms_rate_schedule_new_parse (c->rules, &error);
  g_autoptr (GDateTime) now = read_time (c->now);
  g_autofree char *change = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (mms_rate_schedule_get_rate (schedule, now, USUAL), ==, c->rate);
  change = dup_utc (mms_rate_schedule_get_change (schedule, now, USUAL));
  g_assert_cmpstr (change, ==, c->change);
}

/* What is said of the next change is so: minute by minute over two weeks with a change of clocks. */
static void
test_changes_when_it_says (void)
{
  g_autoptr (MmsRateSchedule) schedule = mms_rate_schedule_new_parse (
    "sun 02:15-02:45 1; sat-mon 23:30-02:30 2; mon,wed 08:00-18:00 3; fri 12:00-12:00 paused", NULL);
  g_autoptr (GDateTime) now = read_time ("2026-10-19T00:00:00Z");
  gint64 promised = mms_rate_schedule_get_change (schedule, now, USUAL);
  gint64 rate = mms_rate_schedule_get_rate (schedule, now, USUAL);
  guint changes = 0;

  for (guint minute = 0; minute < 14 * 1440; minute++)
    {
      g_autoptr (GDateTime) next = g_date_time_add_seconds (now, 60);
      gint64 then = mms_rate_schedule_get_rate (schedule, next, USUAL);

      g_assert_cmpint (then != rate, ==, g_date_time_to_unix (next) == promised);
      if (then != rate)
        {
          rate = then;
          promised = mms_rate_schedule_get_change (schedule, next, USUAL);
          changes++;
        }
      g_clear_pointer (&now, g_date_time_unref);
      now = g_steal_pointer (&next);
    }
  g_assert_cmpuint (changes, >, 20);
}

static const char *const texts[] = {
  "mon-fri 08:00-18:00 2M",   "daily 22:00-06:00 none", "sat,sun 00:00-24:00 paused",
  "mon,wed,fri-sun 09:30-10:00 512", "mon,tue 00:00-00:00 500K",
};

static void
test_text_comes_back (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MmsRateSchedule) schedule = mms_rate_schedule_new_parse (texts[i], &error);
      g_autoptr (GVariant) value = NULL;
      g_autoptr (MmsRateSchedule) again = NULL;
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      value = g_variant_ref_sink (mms_rate_schedule_to_variant (schedule));
      again = mms_rate_schedule_new_from_variant (value, &error);
      g_assert_no_error (error);
      text = mms_rate_schedule_to_text (again);
      g_assert_cmpstr (text, ==, texts[i]);
    }
}

static void
test_days_may_go_round (void)
{
  MmsRateRule rule = { 0 };

  g_assert_true (mms_rate_rule_parse ("FRI-mon 1:05-02:00 1 MB/s", &rule, NULL) == FALSE);
  g_assert_true (mms_rate_rule_parse ("FRI-mon 1:05-02:00 1MB/s", &rule, NULL));
  g_assert_cmpuint (rule.days, ==, 1 | 16 | 32 | 64);
  g_assert_cmpuint (rule.from_minute, ==, 65);
  g_assert_cmpint (rule.rate, ==, 1000000);
}

static const char *const nonsense[] = {
  "mon",
  "mon 08:00 2M",
  "mon 08:00-18:00",
  "mon 08:00-18:00 fast",
  "mon 08:00-18:00 -1",
  "mon 08:00-18:00 2M now",
  "noday 08:00-18:00 2M",
  "mon-noday 08:00-18:00 2M",
  ", 08:00-18:00 2M",
  "mon 24:00-18:00 2M",
  "mon 08:00-24:01 2M",
  "mon 25:00-18:00 2M",
  "mon 08:60-18:00 2M",
  "mon 8-18 2M",
  "mon 08:0-18:00 2M",
};

static void
test_nonsense_is_refused (void)
{
  g_autoptr (GVariant) no_days = g_variant_ref_sink (g_variant_new_parsed ("@a(uuux) [(0, 0, 1, 0)]"));
  g_autoptr (GVariant) low = g_variant_ref_sink (g_variant_new_parsed ("@a(uuux) [(1, 0, 1, -2)]"));
  MmsRateRule many[MMS_RATE_SCHEDULE_MAX_RULES + 1];

  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      g_autoptr (GError) error = NULL;

      if (mms_rate_schedule_new_parse (nonsense[i], &error) != NULL)
        g_error ("“%s” was accepted", nonsense[i]);
      g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
    }
  for (guint i = 0; i < G_N_ELEMENTS (many); i++)
    many[i] = (MmsRateRule) { 1, 0, 1, 0 };
  g_assert_null (mms_rate_schedule_new_from_variant (no_days, NULL));
  g_assert_null (mms_rate_schedule_new_from_variant (low, NULL));
  g_assert_null (mms_rate_schedule_new (many, G_N_ELEMENTS (many), NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/rate-schedule/", cases[i].sentence, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/rate-schedule/changes-when-it-says", test_changes_when_it_says);
  g_test_add_func ("/rate-schedule/what-is-written-is-read-as-the-same", test_text_comes_back);
  g_test_add_func ("/rate-schedule/days-may-go-round-the-week", test_days_may_go_round);
  g_test_add_func ("/rate-schedule/nonsense-is-refused", test_nonsense_is_refused);
  return g_test_run ();
}
