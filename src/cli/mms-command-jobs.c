/* Lists the jobs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>

#include "cli/mms-command.h"
#include "cli/mms-human.h"
#include "cli/mms-job-title.h"
#include "cli/mms-json-print.h"
#include "cli/mms-output.h"
#include "cli/mms-table.h"

static void
add_row (MmsTable *table, MmsJob *job)
{
  const MmsProblem *problem = mms_job_get_problem (job);
  g_autofree char *hash = g_strndup (mms_job_get_hash (job), 8);
  g_autofree char *share = mms_human_dup_share (mms_job_get_progress (job));
  g_autofree char *title = mms_job_title_dup (job);
  const char *fact
      = mms_job_is_held (job) ? _ ("Paused") : mms_fact_get_label (mms_job_get_fact (job));
  const char *const cells[] = { hash, fact, share, title,
                                problem != NULL ? problem->message : NULL };

  mms_table_add_row (table, cells);
}

static void
print_table (GListModel *jobs, gboolean all)
{
  g_autoptr (MmsTable) table = mms_table_new ();

  mms_table_add_column (table, _ ("Hash"), MMS_COLUMN_LEFT);
  mms_table_add_column (table, _ ("Fact"), MMS_COLUMN_LEFT);
  mms_table_add_column (table, _ ("Progress"), MMS_COLUMN_RIGHT);
  mms_table_add_column (table, _ ("Title"), MMS_COLUMN_FLEXIBLE);
  mms_table_add_column (table, _ ("Problem"), MMS_COLUMN_FLEXIBLE);
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (MmsJob) job = g_list_model_get_item (jobs, i);

      if (all || mms_job_get_fact (job) != MMS_FACT_DONE)
        add_row (table, job);
    }
  mms_table_print (table);
}

static void
print_json (GListModel *jobs, gboolean all)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (MmsJob) job = g_list_model_get_item (jobs, i);

      if (!all && mms_job_get_fact (job) == MMS_FACT_DONE)
        continue;
      json_builder_begin_object (builder);
      mms_json_add_job (builder, job);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  mms_json_print (builder);
}

int
mms_command_jobs (MmsCli *cli, char **args)
{
  gboolean all = FALSE, json = FALSE;
  const GOptionEntry entries[] = {
    { "all", 'a', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &all, N_ ("Those that are done too"),
      NULL },
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  int status = mms_cli_parse (cli, args, entries, 0, 0, &rest);

  if (status != MMS_GO_ON)
    return status;
  if (!mms_cli_open (cli, &error))
    return mms_cli_fail (cli, error);
  if (json)
    print_json (mms_context_get_jobs (cli->context), all);
  else
    print_table (mms_context_get_jobs (cli->context), all);
  return MMS_EXIT_OK;
}
