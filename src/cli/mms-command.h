/* Names the commands of `mms`, and what each of them gets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/mms-context.h"
#include "cli/mms-await.h"

G_BEGIN_DECLS

/* How `mms` ends. Scripts read these: they are documented in mms(1) and never change. */
typedef enum {
  MMS_EXIT_OK = 0,
  MMS_EXIT_FAILED = 1,
  MMS_EXIT_USAGE = 2,
  MMS_EXIT_PROBLEM = 3,   /* a connection of `check` failed, or a job has a problem */
  MMS_EXIT_NOT_FOUND = 4, /* no such job or title */
  MMS_EXIT_PERSON = 5,    /* a person has to decide: a key, a certificate, a title */
} MmsExit;

/* `parsed` of a command line that may run; everything else is an MmsExit. */
#define MMS_GO_ON (-1)

typedef struct _MmsCommand MmsCommand;

/* One run of one command. */
typedef struct
{
  const MmsCommand *command;
  MmsContext *context; /* (owned) (nullable): made when it is asked for */
  gboolean opened;
  MmsAwait *wait;       /* (owned) */
} MmsCli;

/* @args is what follows the command's name, with the name itself in front. Returns an MmsExit. */
typedef int (*MmsCommandRun) (MmsCli *cli, char **args);

struct _MmsCommand
{
  const char *name;
  const char *arguments; /* as the usage line shows them */
  const char *summary;   /* marked for translation */
  MmsCommandRun run;
};

const MmsCommand *mms_command_find (const char *name);
const MmsCommand *mms_command_get_all (guint *n_commands);
int               mms_command_run (const MmsCommand *command, char **args);

int         mms_cli_parse (MmsCli *cli, char **args, const GOptionEntry *entries, guint min,
                           guint max, char ***rest);
int         mms_cli_parse_raw (MmsCli *cli, char **args, const GOptionEntry *entries, guint min,
                               guint max, char ***rest);
int         mms_cli_misuse (MmsCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);
int         mms_cli_fail (MmsCli *cli, const GError *error);
MmsContext *mms_cli_get_context (MmsCli *cli);
gboolean    mms_cli_open (MmsCli *cli, GError **error);
gboolean    mms_cli_open_to_change (MmsCli *cli, GError **error);
gboolean    mms_cli_open_to_own (MmsCli *cli, GError **error);
void        mms_cli_close (MmsCli *cli);

int mms_command_bind (MmsCli *cli, char **args);
int mms_command_check (MmsCli *cli, char **args);
int mms_command_config (MmsCli *cli, char **args);
int mms_command_export_state (MmsCli *cli, char **args);
int mms_command_forget (MmsCli *cli, char **args);
int mms_command_grab (MmsCli *cli, char **args);
int mms_command_help (MmsCli *cli, char **args);
int mms_command_ignore (MmsCli *cli, char **args);
int mms_command_ignored (MmsCli *cli, char **args);
int mms_command_import_state (MmsCli *cli, char **args);
int mms_command_jobs (MmsCli *cli, char **args);
int mms_command_limit (MmsCli *cli, char **args);
int mms_command_look (MmsCli *cli, char **args);
int mms_command_lookup (MmsCli *cli, char **args);
int mms_command_parse_release (MmsCli *cli, char **args);
int mms_command_pause (MmsCli *cli, char **args);
int mms_command_priority (MmsCli *cli, char **args);
int mms_command_recheck (MmsCli *cli, char **args);
int mms_command_resume (MmsCli *cli, char **args);
int mms_command_retry (MmsCli *cli, char **args);
int mms_command_search (MmsCli *cli, char **args);
int mms_command_secret (MmsCli *cli, char **args);
int mms_command_show (MmsCli *cli, char **args);
int mms_command_torrents (MmsCli *cli, char **args);
int mms_command_trust (MmsCli *cli, char **args);
int mms_command_unignore (MmsCli *cli, char **args);
int mms_command_watch (MmsCli *cli, char **args);

G_END_DECLS
