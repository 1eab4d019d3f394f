/* Says how fast transfers may go at which hour of which day.
 *
 * A rule holds from one instant to another: the instants at which the clock on the wall shows its
 * times on a day that is its own. So a rule begins and ends once on every such day, also where the
 * clock is put forward or back in between; an hour that a clock skips is over at once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-rate-schedule.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

/* A rule comes again after a week; the day before may reach into today. */
#define FIRST_DAY (-1)
#define LAST_DAY 8

struct _MmsRateSchedule
{
  GArray *rules; /* (owned) (element-type MmsRateRule) */
};

/* On command lines and in JSON, in every language. */
static const char *const day_nicks[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

/* Returns: whether @rule makes sense; %MMS_ERROR_MALFORMED says why not */
gboolean
mms_rate_rule_check (const MmsRateRule *rule, GError **error)
{
  const char *fault = NULL;

  if (rule->days == 0 || rule->days > MMS_RATE_RULE_EVERY_DAY)
    fault = _ ("Choose at least one day.");
  else if (rule->from_minute >= MMS_RATE_RULE_DAY_MINUTES
           || rule->to_minute > MMS_RATE_RULE_DAY_MINUTES)
    fault = _ ("A time is from 00:00 to 24:00.");
  else if (rule->rate < MMS_RATE_PAUSED)
    fault = _ ("A limit is a number of bytes per second.");
  if (fault != NULL)
    g_set_error_literal (error, MMS_ERROR, MMS_ERROR_MALFORMED, fault);
  return fault == NULL;
}

static gboolean
find_day (const char *nick, guint *day)
{
  for (guint i = 0; i < G_N_ELEMENTS (day_nicks); i++)
    if (g_ascii_strcasecmp (nick, day_nicks[i]) == 0)
      {
        *day = i;
        return TRUE;
      }
  return FALSE;
}

/* Reads "mon" or "fri-mon" into @days. */
static gboolean
parse_some_days (const char *text, guint *days)
{
  g_auto (GStrv) ends = g_strsplit (text, "-", 2);
  guint first = 0;
  guint last = 0;

  if (ends[0] == NULL || !find_day (ends[0], &first))
    return FALSE;
  last = first;
  if (ends[1] != NULL && !find_day (ends[1], &last))
    return FALSE;
  for (guint day = first;; day = (day + 1) % G_N_ELEMENTS (day_nicks))
    {
      *days |= 1u << day;
      if (day == last)
        return TRUE;
    }
}

static gboolean
parse_days (const char *text, guint *days)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  *days = 0;
  if (g_ascii_strcasecmp (text, "daily") == 0)
    *days = MMS_RATE_RULE_EVERY_DAY;
  else
    for (char **part = parts; *part != NULL; part++)
      if (!parse_some_days (*part, days))
        return FALSE;
  return *days != 0;
}

/* Reads "8:00", "08:00" or "24:00". @minute: (out): of the day, untouched on failure */
gboolean
mms_rate_rule_parse_minute (const char *text, guint *minute)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);
  guint64 hours = 0;
  guint64 minutes = 0;

  if (parts[0] == NULL || parts[1] == NULL || strlen (parts[1]) != 2
      || !g_ascii_string_to_unsigned (parts[0], 10, 0, 24, &hours, NULL)
      || !g_ascii_string_to_unsigned (parts[1], 10, 0, 59, &minutes, NULL))
    return FALSE;
  *minute = (guint) (hours * 60 + minutes);
  return TRUE;
}

static gboolean
parse_times (const char *text, MmsRateRule *rule)
{
  g_auto (GStrv) ends = g_strsplit (text, "-", 2);

  return ends[0] != NULL && ends[1] != NULL
         && mms_rate_rule_parse_minute (ends[0], &rule->from_minute)
         && mms_rate_rule_parse_minute (ends[1], &rule->to_minute);
}

static gboolean
parse_rate (const char *text, gint64 *rate)
{
  if (g_ascii_strcasecmp (text, "paused") != 0)
    return mms_rate_parse (text, rate);
  *rate = MMS_RATE_PAUSED;
  return TRUE;
}

/**
 * mms_rate_rule_parse:
 * @text: days, times and a rate: "mon-fri 08:00-18:00 2M", "daily 22:00-06:00 none",
 *   "sat,sun 0:00-24:00 paused"
 *
 * Errors: %MMS_ERROR_MALFORMED
 */
gboolean
mms_rate_rule_parse (const char *text, MmsRateRule *rule, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t", -1);
  const char *parts[4] = { NULL };
  guint n = 0;

  for (char **word = words; *word != NULL && n < G_N_ELEMENTS (parts); word++)
    if (**word != '\0')
      parts[n++] = *word;
  if (n != 3 || !parse_days (parts[0], &rule->days) || !parse_times (parts[1], rule)
      || !parse_rate (parts[2], &rule->rate))
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                   /* Translators: %s is what was typed */
                   _ ("“%s” is no rule: days, times and a limit are needed, such as “mon-fri "
                      "08:00-18:00 2M”, “daily 22:00-06:00 none” or “sat,sun 0:00-24:00 paused”."),
                   text);
      return FALSE;
    }
  return mms_rate_rule_check (rule, error);
}

/* Writes the days, runs of three and more with a dash. */
static void
append_days (GString *text, guint days)
{
  const guint n = G_N_ELEMENTS (day_nicks);

  if (days == MMS_RATE_RULE_EVERY_DAY)
    {
      g_string_append (text, "daily");
      return;
    }
  for (guint day = 0; day < n; day++)
    {
      guint last = day;

      if ((days & (1u << day)) == 0)
        continue;
      while (last + 1 < n && (days & (1u << (last + 1))) != 0)
        last++;
      g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", day_nicks[day]);
      if (last > day + 1)
        {
          g_string_append_printf (text, "-%s", day_nicks[last]);
          day = last;
        }
    }
}

/* Returns: (transfer full): what mms_rate_rule_parse() reads as the same rule */
char *
mms_rate_rule_to_text (const MmsRateRule *rule)
{
  GString *text = g_string_new (NULL);
  g_autofree char *rate
      = rule->rate == MMS_RATE_PAUSED ? g_strdup ("paused") : mms_rate_to_text (rule->rate);

  append_days (text, rule->days);
  g_string_append_printf (text, " %02u:%02u-%02u:%02u %s", rule->from_minute / 60,
                          rule->from_minute % 60, rule->to_minute / 60, rule->to_minute % 60, rate);
  return g_string_free (text, FALSE);
}

/* Returns: (transfer full) (nullable): %NULL with %MMS_ERROR_MALFORMED where a rule makes no sense */
MmsRateSchedule *
mms_rate_schedule_new (const MmsRateRule *rules, guint n_rules, GError **error)
{
  MmsRateSchedule *self = NULL;

  if (n_rules > MMS_RATE_SCHEDULE_MAX_RULES)
    {
      g_set_error_literal (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                           _ ("These are too many rules for a schedule."));
      return NULL;
    }
  for (guint i = 0; i < n_rules; i++)
    if (!mms_rate_rule_check (&rules[i], error))
      return NULL;
  self = g_new0 (MmsRateSchedule, 1);
  self->rules = g_array_new (FALSE, FALSE, sizeof (MmsRateRule));
  if (n_rules > 0)
    g_array_append_vals (self->rules, rules, n_rules);
  return self;
}

/* @value: of the type MMS_RATE_SCHEDULE_TYPE. Returns: (transfer full) (nullable) */
MmsRateSchedule *
mms_rate_schedule_new_from_variant (GVariant *value, GError **error)
{
  g_autoptr (GArray) rules = g_array_new (FALSE, TRUE, sizeof (MmsRateRule));
  MmsRateRule rule;
  GVariantIter iter;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(uuux)", &rule.days, &rule.from_minute, &rule.to_minute,
                              &rule.rate))
    g_array_append_val (rules, rule);
  return mms_rate_schedule_new ((const MmsRateRule *) (void *) rules->data, rules->len, error);
}

/* @text: rules with ";" between them; "" has none. Returns: (transfer full) (nullable) */
MmsRateSchedule *
mms_rate_schedule_new_parse (const char *text, GError **error)
{
  g_autoptr (GArray) rules = g_array_new (FALSE, TRUE, sizeof (MmsRateRule));
  g_auto (GStrv) parts = g_strsplit (text, ";", -1);

  for (char **part = parts; *part != NULL; part++)
    {
      MmsRateRule rule = { 0 };

      if (*g_strstrip (*part) == '\0')
        continue;
      if (!mms_rate_rule_parse (*part, &rule, error))
        return NULL;
      g_array_append_val (rules, rule);
    }
  return mms_rate_schedule_new ((const MmsRateRule *) (void *) rules->data, rules->len, error);
}

void
mms_rate_schedule_free (MmsRateSchedule *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->rules);
  g_free (self);
}

guint
mms_rate_schedule_get_n_rules (MmsRateSchedule *self)
{
  return self->rules->len;
}

const MmsRateRule *
mms_rate_schedule_get_rule (MmsRateSchedule *self, guint rule)
{
  return &g_array_index (self->rules, MmsRateRule, rule);
}

/* Returns: (transfer floating): for the settings */
GVariant *
mms_rate_schedule_to_variant (MmsRateSchedule *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (MMS_RATE_SCHEDULE_TYPE));
  for (guint i = 0; i < self->rules->len; i++)
    {
      const MmsRateRule *rule = mms_rate_schedule_get_rule (self, i);

      g_variant_builder_add (&builder, "(uuux)", rule->days, rule->from_minute, rule->to_minute,
                             rule->rate);
    }
  return g_variant_builder_end (&builder);
}

/* Returns: (transfer full): what mms_rate_schedule_new_parse() reads as the same schedule */
char *
mms_rate_schedule_to_text (MmsRateSchedule *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->rules->len; i++)
    {
      g_autofree char *rule = mms_rate_rule_to_text (mms_rate_schedule_get_rule (self, i));

      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", rule);
    }
  return g_string_free (text, FALSE);
}

/* Returns: when the clock on the wall shows @minute of a day, seconds since 1970, UTC */
static gint64
get_instant (GTimeZone *zone, const GDate *date, guint minute)
{
  GDate day = *date;
  g_autoptr (GDateTime) time = NULL;

  if (minute >= MMS_RATE_RULE_DAY_MINUTES)
    g_date_add_days (&day, 1);
  minute %= MMS_RATE_RULE_DAY_MINUTES;
  time = g_date_time_new (zone, g_date_get_year (&day), (int) g_date_get_month (&day),
                          g_date_get_day (&day), (int) minute / 60, (int) minute % 60, 0);
  return g_date_time_to_unix (time);
}

static void
get_date (GDateTime *now, int days_later, GDate *date)
{
  g_date_clear (date, 1);
  g_date_set_dmy (date, (GDateDay) g_date_time_get_day_of_month (now),
                  (GDateMonth) g_date_time_get_month (now), (GDateYear) g_date_time_get_year (now));
  if (days_later < 0)
    g_date_subtract_days (date, (guint) -days_later);
  else
    g_date_add_days (date, (guint) days_later);
}

/* Finds from when to before when @rule holds that begins @days_later. Returns: %FALSE for none */
static gboolean
get_stretch (const MmsRateRule *rule, GDateTime *now, int days_later, gint64 *begin, gint64 *end)
{
  GTimeZone *zone = g_date_time_get_timezone (now);
  guint to = rule->to_minute;
  GDate date;

  get_date (now, days_later, &date);
  if ((rule->days & (1u << (g_date_get_weekday (&date) - 1))) == 0)
    return FALSE;
  *begin = get_instant (zone, &date, rule->from_minute);
  if (to <= rule->from_minute)
    g_date_add_days (&date, 1);
  *end = get_instant (zone, &date, to);
  return *begin < *end;
}

static gboolean
holds (const MmsRateRule *rule, GDateTime *now)
{
  gint64 at = g_date_time_to_unix (now);
  gint64 begin = 0;
  gint64 end = 0;

  for (int day = FIRST_DAY; day <= 0; day++)
    if (get_stretch (rule, now, day, &begin, &end) && begin <= at && at < end)
      return TRUE;
  return FALSE;
}

/**
 * mms_rate_schedule_get_rate:
 * @now: in the time zone of the person
 * @usual: where no rule holds
 *
 * Returns: bytes per second; 0: no limit; %MMS_RATE_PAUSED
 */
gint64
mms_rate_schedule_get_rate (MmsRateSchedule *self, GDateTime *now, gint64 usual)
{
  for (guint i = 0; i < self->rules->len; i++)
    if (holds (mms_rate_schedule_get_rule (self, i), now))
      return mms_rate_schedule_get_rule (self, i)->rate;
  return usual;
}

static int
compare_instants (gconstpointer a, gconstpointer b)
{
  const gint64 *left = a;
  const gint64 *right = b;

  return *left < *right ? -1 : *left > *right;
}

/* Returns: (transfer full) (element-type gint64): when rules begin and end, all after @now */
static GArray *
list_instants (MmsRateSchedule *self, GDateTime *now)
{
  GArray *instants = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 at = g_date_time_to_unix (now);

  for (guint i = 0; i < self->rules->len; i++)
    for (int day = FIRST_DAY; day <= LAST_DAY; day++)
      {
        gint64 ends[2];

        if (!get_stretch (mms_rate_schedule_get_rule (self, i), now, day, &ends[0], &ends[1]))
          continue;
        for (guint end = 0; end < G_N_ELEMENTS (ends); end++)
          if (ends[end] > at)
            g_array_append_val (instants, ends[end]);
      }
  g_array_sort (instants, compare_instants);
  return instants;
}

/**
 * mms_rate_schedule_get_change:
 *
 * Returns: when mms_rate_schedule_get_rate() answers something else, seconds since 1970, UTC; 0 for
 *   never
 */
gint64
mms_rate_schedule_get_change (MmsRateSchedule *self, GDateTime *now, gint64 usual)
{
  g_autoptr (GArray) instants = list_instants (self, now);
  gint64 rate = mms_rate_schedule_get_rate (self, now, usual);

  for (guint i = 0; i < instants->len; i++)
    {
      gint64 at = g_array_index (instants, gint64, i);
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at);
      g_autoptr (GDateTime) then = g_date_time_to_timezone (utc, g_date_time_get_timezone (now));

      if (mms_rate_schedule_get_rate (self, then, usual) != rate)
        return at;
    }
  return 0;
}
