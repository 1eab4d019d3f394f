/* Holds the table of the commands, reads their command lines and runs one of them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-command.h"

#include <glib/gi18n-lib.h>

#include "cli/mms-output.h"
#include "cli/mms-remedy-text.h"
#include "cli/mms-text.h"

/* A second for another command to end. */
#define OWN_ATTEMPTS 5
#define OWN_INTERVAL_MS 200

/* In the order in which `mms help` shows them. */
static const MmsCommand commands[] = {
  { "check", "[SERVICE…]", N_ ("Test the connections and explain each failure"),
    mms_command_check },
  { "trust", "SERVICE FINGERPRINT", N_ ("Accept a host key or a certificate that check printed"),
    mms_command_trust },
  { "search", "WORDS…", N_ ("Search releases at the indexers"), mms_command_search },
  { "lookup", "WORDS…", N_ ("Look up films and series"), mms_command_lookup },
  { "look", "WHAT", N_ ("Show what is inside a release before it is grabbed"), mms_command_look },
  { "parse-release", "[NAME…]", N_ ("Say what the names of releases mean"),
    mms_command_parse_release },
  { "grab", "WHAT…", N_ ("Send releases to the seedbox for a title"), mms_command_grab },
  { "jobs", "", N_ ("List the jobs"), mms_command_jobs },
  { "show", "HASH", N_ ("Show all about one job"), mms_command_show },
  { "retry", "HASH…", N_ ("Try the step that failed again, now"), mms_command_retry },
  { "pause", "HASH… | --all", N_ ("Hold the transfer of releases back, or all transfers"),
    mms_command_pause },
  { "resume", "HASH… | --all", N_ ("Let them go on"), mms_command_resume },
  { "priority", "HASH high | normal | low", N_ ("Say which release is fetched first"),
    mms_command_priority },
  { "limit", "[[HASH] RATE | none]", N_ ("Limit the speed of all transfers, or of one"),
    mms_command_limit },
  { "recheck", "HASH…", N_ ("Have the seedbox check the data of a torrent again"),
    mms_command_recheck },
  { "bind", "HASH", N_ ("Say which title a job is"), mms_command_bind },
  { "forget", "HASH…", N_ ("Drop jobs, and leave their files alone"), mms_command_forget },
  { "ignore", "HASH…", N_ ("Drop jobs, and never take up their torrents again"),
    mms_command_ignore },
  { "unignore", "HASH…", N_ ("Take back ignore"), mms_command_unignore },
  { "ignored", "", N_ ("List what is ignored"), mms_command_ignored },
  { "watch", "[HASH…]", N_ ("Walk the jobs down their road until told to stop"),
    mms_command_watch },
  { "torrents", "", N_ ("List the torrents on the seedbox"), mms_command_torrents },
  { "import-state", "[FOLDER]", N_ ("Take over the jobs of the web application"),
    mms_command_import_state },
  { "export-state", "FOLDER", N_ ("Write the jobs in the web application's format"),
    mms_command_export_state },
  { "config", "list | get KEY | set KEY VALUE | reset KEY", N_ ("Read and change the settings"),
    mms_command_config },
  { "secret", "list | set NAME | clear NAME", N_ ("Keep keys and passwords in the keyring"),
    mms_command_secret },
  { "help", "[COMMAND]", N_ ("Show help"), mms_command_help },
};

/* Returns: (transfer none) (nullable): the command of that name */
const MmsCommand *
mms_command_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}

const MmsCommand *
mms_command_get_all (guint *n_commands)
{
  *n_commands = G_N_ELEMENTS (commands);
  return commands;
}

/* Ends what the context still does, so that nothing is cut off in the middle of a write. */
void
mms_cli_close (MmsCli *cli)
{
  g_autoptr (GError) error = NULL;

  if (cli->opened)
    {
      mms_context_stop_async (cli->context, mms_await_cb, cli->wait);
      if (!mms_context_stop_finish (cli->context, mms_await_result (cli->wait), &error))
        mms_complain ("%s", error->message);
    }
  cli->opened = FALSE;
  g_clear_object (&cli->context);
}

/* @args: the command's name and what follows it. Returns: an #MmsExit */
int
mms_command_run (const MmsCommand *command, char **args)
{
  MmsCli cli = { .command = command, .wait = mms_await_new () };
  int status = command->run (&cli, args);

  mms_cli_close (&cli);
  mms_await_free (cli.wait);
  return status;
}

/* Complains about the command line. Returns: %MMS_EXIT_USAGE */
int
mms_cli_misuse (MmsCli *cli, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list list;

  va_start (list, format);
  text = g_strdup_vprintf (format, list);
  va_end (list);
  mms_complain ("%s", text);
  /* Translators: %s are a command, its arguments and the command again */
  mms_complain (_ ("Usage: mms %s %s; see: mms help %s"), cli->command->name,
                cli->command->arguments, cli->command->name);
  return MMS_EXIT_USAGE;
}

/* Complains about what went wrong. Returns: the status that fits @error */
int
mms_cli_fail (MmsCli *cli, const GError *error)
{
  mms_complain_error (error);
  return mms_exit_for_error (error);
}

static void
print_help (GOptionContext *options)
{
  g_autofree char *help = g_option_context_get_help (options, FALSE, NULL);

  mms_out_raw (help);
}

static int
check_count (MmsCli *cli, char **rest, guint min, guint max)
{
  guint count = rest != NULL ? g_strv_length (rest) : 0;

  if (count < min)
    /* Translators: %s is what was typed last */
    return mms_cli_misuse (cli, _ ("Something is missing behind “%s”."), cli->command->name);
  if (count > max)
    return mms_cli_misuse (cli, _ ("“%s” is too much."), rest[max]);
  return MMS_GO_ON;
}

/* Reads the options. Program name and help are ours, so that help can be tested and piped. */
static int
parse_options (MmsCli *cli, char **args, const GOptionEntry *entries, char ***rest)
{
  gboolean help = FALSE;
  const GOptionEntry common[] = {
    { "help", 'h', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &help, N_ ("Show this help"), NULL },
    { G_OPTION_REMAINING, 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, rest, NULL,
      cli->command->arguments },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autofree char *program = g_strdup_printf ("mms %s", cli->command->name);
  g_auto (GStrv) copy = g_strdupv (args);
  g_autoptr (GError) error = NULL;

  g_set_prgname (program);
  g_option_context_set_translation_domain (options, GETTEXT_PACKAGE);
  g_option_context_set_summary (options, cli->command->summary);
  g_option_context_set_help_enabled (options, FALSE);
  if (entries != NULL)
    g_option_context_add_main_entries (options, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (options, common, GETTEXT_PACKAGE);
  if (!g_option_context_parse_strv (options, &copy, &error))
    return mms_cli_misuse (cli, "%s", error->message);
  if (help)
    {
      print_help (options);
      return MMS_EXIT_OK;
    }
  return MMS_GO_ON;
}

/**
 * mms_cli_parse_raw:
 * @args: as the command got them
 * @entries: (nullable): its options
 * @min: the least number of arguments that are no options
 * @max: the greatest
 * @rest: (out) (transfer full): those arguments, byte for byte; never %NULL on success
 *
 * Returns: %MMS_GO_ON, or the status to end with
 */
int
mms_cli_parse_raw (MmsCli *cli, char **args, const GOptionEntry *entries, guint min, guint max,
                   char ***rest)
{
  g_auto (GStrv) found = NULL;
  int status = parse_options (cli, args, entries, &found);

  if (status == MMS_GO_ON)
    status = check_count (cli, found, min, max);
  if (status == MMS_GO_ON)
    *rest = found != NULL ? g_steal_pointer (&found) : g_new0 (char *, 1);
  return status;
}

/* As mms_cli_parse_raw(), for arguments that are text and no files: they come as UTF-8. */
int
mms_cli_parse (MmsCli *cli, char **args, const GOptionEntry *entries, guint min, guint max,
               char ***rest)
{
  int status = mms_cli_parse_raw (cli, args, entries, min, max, rest);

  if (status != MMS_GO_ON)
    return status;
  for (char **p = *rest; *p != NULL; p++)
    {
      char *text = mms_text_dup_argument (*p);

      g_free (*p);
      *p = text;
    }
  return MMS_GO_ON;
}

/* Returns: (transfer none): the context, with its settings and secrets, the database not opened */
MmsContext *
mms_cli_get_context (MmsCli *cli)
{
  if (cli->context == NULL)
    cli->context = mms_context_new ();
  return cli->context;
}

/* What opening found: a damaged database was set aside. */
static void
print_notice (MmsContext *context)
{
  const char *notice = mms_context_get_notice (context);
  g_auto (GStrv) lines = notice != NULL ? g_strsplit (notice, "\n", -1) : NULL;

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    mms_complain ("%s", lines[i]);
}

/* Opens the database and builds the connections. */
gboolean
mms_cli_open (MmsCli *cli, GError **error)
{
  MmsContext *context = mms_cli_get_context (cli);

  mms_context_open_async (context, NULL, mms_await_cb, cli->wait);
  cli->opened = mms_context_open_finish (context, mms_await_result (cli->wait), error);
  if (cli->opened)
    print_notice (context);
  return cli->opened;
}

/* As mms_cli_open(), for a command that changes jobs. Where nobody is at work on them it does so
 * itself, and what it did can be seen at once; otherwise whoever is at work is asked to. */
gboolean
mms_cli_open_to_change (MmsCli *cli, GError **error)
{
  /* Before the jobs are read: nobody can change them in between. */
  mms_context_own (mms_cli_get_context (cli), NULL);
  return mms_cli_open (cli, error);
}

/* As mms_cli_open(), for the one that works on the jobs. Another command may own them for a moment;
 * that is waited for. */
gboolean
mms_cli_open_to_own (MmsCli *cli, GError **error)
{
  for (guint attempt = 0;; attempt++)
    {
      g_autoptr (GError) local = NULL;

      if (mms_context_own (mms_cli_get_context (cli), &local))
        return mms_cli_open (cli, error);
      if (attempt == OWN_ATTEMPTS || !g_error_matches (local, MMS_ERROR, MMS_ERROR_BUSY))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      mms_await_ms (cli->wait, OWN_INTERVAL_MS);
    }
}
