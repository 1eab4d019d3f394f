/* Asks for what a person does with a job: retry, recheck, forget, ignore, pause, resume.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>

#include "cli/mms-command.h"
#include "cli/mms-hash.h"
#include "cli/mms-job-title.h"
#include "cli/mms-output.h"
#include "cli/mms-setting-write.h"

/* One thing that can be done with a job. */
typedef struct
{
  gboolean recheck;    /* not a request of the journal, but a word to the seedbox */
  MmsRequestKind kind;
  gboolean any_hash;   /* a torrent that is no job will do */
  const char *done;    /* marked for translation; a title follows */
} Deed;

static gboolean
carry_out (MmsCli *cli, const Deed *deed, const char *hash, GError **error)
{
  if (deed->recheck)
    {
      mms_context_recheck_async (cli->context, hash, NULL, mms_await_cb, cli->wait);
      return mms_context_recheck_finish (cli->context, mms_await_result (cli->wait), error);
    }
  mms_context_request_async (cli->context, deed->kind, hash, NULL, NULL, mms_await_cb, cli->wait);
  return mms_context_request_finish (cli->context, mms_await_result (cli->wait), error);
}

/* Returns: the status for this one */
static int
do_one (MmsCli *cli, const Deed *deed, const char *word)
{
  g_autoptr (GError) error = NULL;
  MmsJob *job = mms_context_find_job (cli->context, word, &error);
  g_autofree char *hash = NULL;
  g_autofree char *title = NULL;

  if (job != NULL)
    hash = g_strdup (mms_job_get_hash (job));
  else if (deed->any_hash)
    hash = mms_hash_dup_whole (word);
  if (hash == NULL)
    return mms_cli_fail (cli, error);
  g_clear_error (&error);
  title = job != NULL ? mms_job_title_dup (job) : g_strdup (hash);
  if (!carry_out (cli, deed, hash, &error))
    return mms_cli_fail (cli, error);
  mms_out_line ("%s: %s", _ (deed->done), title);
  return MMS_EXIT_OK;
}

/* Does them all, whatever becomes of one. Returns: the first failure */
static int
do_words (MmsCli *cli, char **words, const Deed *deed)
{
  g_autoptr (GError) error = NULL;
  int status = MMS_EXIT_OK;

  if (!mms_cli_open_to_change (cli, &error))
    return mms_cli_fail (cli, error);
  for (char **word = words; *word != NULL; word++)
    {
      int one = do_one (cli, deed, *word);

      status = status == MMS_EXIT_OK ? one : status;
    }
  return status;
}

static int
do_all (MmsCli *cli, char **args, const Deed *deed)
{
  g_auto (GStrv) words = NULL;
  int status = mms_cli_parse (cli, args, NULL, 1, G_MAXUINT, &words);

  return status == MMS_GO_ON ? do_words (cli, words, deed) : status;
}

int
mms_command_retry (MmsCli *cli, char **args)
{
  const Deed deed = { .kind = MMS_REQUEST_RETRY, .done = N_ ("Tried again") };

  return do_all (cli, args, &deed);
}

int
mms_command_recheck (MmsCli *cli, char **args)
{
  const Deed deed = { .recheck = TRUE, .done = N_ ("The seedbox checks it again") };

  return do_all (cli, args, &deed);
}

int
mms_command_forget (MmsCli *cli, char **args)
{
  const Deed deed = { .kind = MMS_REQUEST_FORGET, .done = N_ ("Forgotten") };

  return do_all (cli, args, &deed);
}

int
mms_command_ignore (MmsCli *cli, char **args)
{
  const Deed deed = { .kind = MMS_REQUEST_IGNORE, .any_hash = TRUE, .done = N_ ("Ignored") };

  return do_all (cli, args, &deed);
}

/* Whoever walks the jobs heeds the setting at once. */
static int
pause_all (MmsCli *cli, gboolean pause)
{
  int status = mms_setting_write (cli, "transfers-paused", g_variant_new_boolean (pause));

  if (status == MMS_EXIT_OK)
    mms_out_line ("%s", pause ? _ ("All transfers are paused.") : _ ("Transfers go on."));
  return status;
}

/* @all_help: what --all does, marked for translation */
static int
pause_or_resume (MmsCli *cli, char **args, const Deed *deed, const char *all_help)
{
  gboolean all = FALSE;
  const GOptionEntry entries[] = {
    { "all", 'a', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &all, all_help, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) words = NULL;
  int status = mms_cli_parse (cli, args, entries, 0, G_MAXUINT, &words);

  if (status != MMS_GO_ON)
    return status;
  if (all == (*words != NULL))
    return mms_cli_misuse (cli, _ ("Name jobs, or say --all."));
  return all ? pause_all (cli, deed->kind == MMS_REQUEST_PAUSE) : do_words (cli, words, deed);
}

int
mms_command_pause (MmsCli *cli, char **args)
{
  const Deed deed = { .kind = MMS_REQUEST_PAUSE, .done = N_ ("Paused") };

  return pause_or_resume (cli, args, &deed, N_ ("All transfers, those to come too"));
}

int
mms_command_resume (MmsCli *cli, char **args)
{
  const Deed deed = { .kind = MMS_REQUEST_RESUME, .done = N_ ("Resumed") };

  return pause_or_resume (cli, args, &deed, N_ ("Take back: pause --all"));
}
