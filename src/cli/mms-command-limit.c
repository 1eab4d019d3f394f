/* Says how fast and in which order releases are fetched: limit and priority.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "cli/mms-command.h"
#include "cli/mms-human.h"
#include "cli/mms-job-title.h"
#include "cli/mms-json-print.h"
#include "cli/mms-output.h"
#include "cli/mms-setting-write.h"
#include "cli/mms-table.h"
#include "core/mms-rate-schedule.h"

/* @rate: bytes per second; 0: no limit; MMS_RATE_PAUSED. Returns: (transfer full): for people */
static char *
dup_rate (gint64 rate)
{
  if (rate == MMS_RATE_PAUSED)
    return g_strdup (_ ("paused"));
  return rate > 0 ? mms_human_dup_rate (rate) : g_strdup (_ ("no limit"));
}

/* Returns: (transfer full): the rules that make sense */
static MmsRateSchedule *
dup_schedule (MmsCli *cli)
{
  GSettings *settings = mms_context_get_settings (cli->context);
  g_autoptr (GVariant) value = g_settings_get_value (settings, "rate-schedule");
  MmsRateSchedule *schedule = mms_rate_schedule_new_from_variant (value, NULL);

  return schedule != NULL ? schedule : mms_rate_schedule_new (NULL, 0, NULL);
}

static void
add_row (MmsTable *table, const char *what, gint64 rate)
{
  g_autofree char *limit = dup_rate (rate);
  const char *const cells[] = { limit, what };

  mms_table_add_row (table, cells);
}

/* A rule's days and times, without its rate, which has a column of its own. */
static void
add_rules (MmsTable *table, MmsRateSchedule *schedule)
{
  for (guint i = 0; i < mms_rate_schedule_get_n_rules (schedule); i++)
    {
      const MmsRateRule *rule = mms_rate_schedule_get_rule (schedule, i);
      g_autofree char *text = mms_rate_rule_to_text (rule);

      *strrchr (text, ' ') = '\0';
      add_row (table, text, rule->rate);
    }
}

static void
print_table (MmsCli *cli)
{
  GListModel *jobs = mms_context_get_jobs (cli->context);
  GSettings *settings = mms_context_get_settings (cli->context);
  g_autoptr (MmsRateSchedule) schedule = dup_schedule (cli);
  g_autoptr (MmsTable) table = mms_table_new ();

  mms_table_add_column (table, _ ("Limit"), MMS_COLUMN_RIGHT);
  mms_table_add_column (table, _ ("Of what"), MMS_COLUMN_FLEXIBLE);
  add_row (table, _ ("all transfers, now"), mms_context_get_rate (cli->context));
  add_row (table, _ ("all transfers, where no rule holds"),
           g_settings_get_int64 (settings, "rate-limit"));
  add_rules (table, schedule);
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (MmsJob) job = g_list_model_get_item (jobs, i);
      g_autofree char *title = mms_job_title_dup (job);

      if (mms_job_get_rate_limit (job) > 0)
        add_row (table, title, mms_job_get_rate_limit (job));
    }
  mms_table_print (table);
}

static void
add_all_to_json (MmsCli *cli, JsonBuilder *builder)
{
  GSettings *settings = mms_context_get_settings (cli->context);
  g_autoptr (MmsRateSchedule) schedule = dup_schedule (cli);
  gint64 rate = mms_context_get_rate (cli->context);

  json_builder_begin_object (builder);
  mms_json_add_string (builder, "hash", NULL);
  mms_json_add_int (builder, "rate_limit", g_settings_get_int64 (settings, "rate-limit"));
  mms_json_add_boolean (builder, "paused", rate == MMS_RATE_PAUSED);
  mms_json_add_int (builder, "rate_now", MAX (rate, 0));
  mms_json_add_time (builder, "changes_at", mms_context_get_rate_change (cli->context));
  json_builder_set_member_name (builder, "schedule");
  json_builder_begin_array (builder);
  for (guint i = 0; i < mms_rate_schedule_get_n_rules (schedule); i++)
    {
      g_autofree char *text = mms_rate_rule_to_text (mms_rate_schedule_get_rule (schedule, i));

      json_builder_add_string_value (builder, text);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

/* The first object is about all transfers, the others are about the jobs that have a limit. */
static void
print_json (MmsCli *cli)
{
  GListModel *jobs = mms_context_get_jobs (cli->context);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  add_all_to_json (cli, builder);
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (MmsJob) job = g_list_model_get_item (jobs, i);

      if (mms_job_get_rate_limit (job) == 0)
        continue;
      json_builder_begin_object (builder);
      mms_json_add_string (builder, "hash", mms_job_get_hash (job));
      mms_json_add_int (builder, "rate_limit", mms_job_get_rate_limit (job));
      mms_json_add_boolean (builder, "paused", mms_job_get_paused (job));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  mms_json_print (builder);
}

/* Returns: whether @text is a rate; complains where it is none */
static gboolean
read_rate (MmsCli *cli, const char *text, gint64 *rate)
{
  if (mms_rate_parse (text, rate))
    return TRUE;
  /* Translators: %s is what was typed */
  mms_cli_misuse (cli, _ ("“%s” is no limit; say 5M or 500K (bytes per second), or none."), text);
  return FALSE;
}

static int
limit_all (MmsCli *cli, const char *text)
{
  gint64 rate = 0;
  int status;
  g_autofree char *shown = NULL;

  if (!read_rate (cli, text, &rate))
    return MMS_EXIT_USAGE;
  status = mms_setting_write (cli, "rate-limit", g_variant_new_int64 (rate));
  shown = dup_rate (rate);
  if (status == MMS_EXIT_OK)
    /* Translators: %s is a speed, such as "3.2 MB/s", or "no limit" */
    mms_out_line (_ ("All transfers together: %s"), shown);
  return status;
}

/* Asks for one job. @done: what to print before its title */
static int
adjust (MmsCli *cli, const char *word, MmsRequestKind kind, gint64 value, const char *done)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *title = NULL;
  MmsJob *job = NULL;

  if (!mms_cli_open_to_change (cli, &error))
    return mms_cli_fail (cli, error);
  job = mms_context_find_job (cli->context, word, &error);
  if (job == NULL)
    return mms_cli_fail (cli, error);
  title = mms_job_title_dup (job);
  mms_context_adjust_async (cli->context, kind, mms_job_get_hash (job), value, NULL, mms_await_cb,
                            cli->wait);
  if (!mms_context_request_finish (cli->context, mms_await_result (cli->wait), &error))
    return mms_cli_fail (cli, error);
  mms_out_line ("%s: %s", done, title);
  return MMS_EXIT_OK;
}

static int
limit_job (MmsCli *cli, const char *word, const char *text)
{
  gint64 rate = 0;
  g_autofree char *shown = NULL;

  if (!read_rate (cli, text, &rate))
    return MMS_EXIT_USAGE;
  shown = dup_rate (rate);
  return adjust (cli, word, MMS_REQUEST_LIMIT, rate, shown);
}

int
mms_command_limit (MmsCli *cli, char **args)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  int status = mms_cli_parse (cli, args, entries, 0, 2, &words);

  if (status != MMS_GO_ON)
    return status;
  if (words[0] != NULL)
    return words[1] != NULL ? limit_job (cli, words[0], words[1]) : limit_all (cli, words[0]);
  if (!mms_cli_open (cli, &error))
    return mms_cli_fail (cli, error);
  if (json)
    print_json (cli);
  else
    print_table (cli);
  return MMS_EXIT_OK;
}

int
mms_command_priority (MmsCli *cli, char **args)
{
  g_auto (GStrv) words = NULL;
  MmsPriority priority = MMS_PRIORITY_NORMAL;
  int status = mms_cli_parse (cli, args, NULL, 2, 2, &words);
  g_autofree char *done = NULL;

  if (status != MMS_GO_ON)
    return status;
  if (!mms_priority_from_nick (words[1], &priority))
    /* Translators: %s is what was typed; high, normal and low stay as they are */
    return mms_cli_misuse (cli, _ ("“%s” is no priority; say high, normal or low."), words[1]);
  /* Translators: %s is a priority, such as "High" */
  done = g_strdup_printf (_ ("Priority %s"), mms_priority_get_label (priority));
  return adjust (cli, words[0], MMS_REQUEST_PRIORITY, priority, done);
}
