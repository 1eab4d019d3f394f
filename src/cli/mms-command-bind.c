/* Says which title a job is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>

#include "cli/mms-command.h"
#include "cli/mms-output.h"
#include "cli/mms-title-choice.h"

static MmsIntent *
find_intent (MmsCli *cli, const MmsTitleChoice *choice, GError **error)
{
  g_autoptr (MmsMedia) media = mms_title_choice_find (choice, cli, error);

  return media != NULL ? mms_title_choice_to_intent (choice, media) : NULL;
}

static int
bind_job (MmsCli *cli, const char *hash, const MmsTitleChoice *choice)
{
  g_autoptr (MmsIntent) intent = NULL;
  g_autofree char *label = NULL;
  g_autoptr (GError) error = NULL;
  MmsJob *job;

  if (!mms_cli_open_to_change (cli, &error))
    return mms_cli_fail (cli, error);
  job = mms_context_find_job (cli->context, hash, &error);
  if (job == NULL || (intent = find_intent (cli, choice, &error)) == NULL)
    return mms_cli_fail (cli, error);
  mms_context_request_async (cli->context, MMS_REQUEST_BIND, mms_job_get_hash (job), intent, NULL,
                             mms_await_cb, cli->wait);
  if (!mms_context_request_finish (cli->context, mms_await_result (cli->wait), &error))
    return mms_cli_fail (cli, error);
  label = mms_intent_dup_label (intent);
  mms_out_line ("%s -> %s", mms_job_get_name (job), label);
  return MMS_EXIT_OK;
}

int
mms_command_bind (MmsCli *cli, char **args)
{
  g_auto (MmsTitleOptions) options = { 0 };
  g_auto (MmsTitleChoice) choice = { 0 };
  const GOptionEntry entries[] = {
    MMS_TITLE_OPTIONS_ENTRIES (options),
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autofree char *message = NULL;
  int status = mms_cli_parse (cli, args, entries, 1, 1, &rest);

  if (status != MMS_GO_ON)
    return status;
  if (!mms_title_choice_read (&choice, &options, &message))
    return mms_cli_misuse (cli, "%s", message);
  if (!choice.given)
    return mms_cli_misuse (cli, _ ("Say what it is: --film tmdb:ID or --series tvdb:ID"));
  return bind_job (cli, rest[0], &choice);
}
