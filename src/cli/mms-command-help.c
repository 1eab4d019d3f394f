/* Shows which commands there are, and the help of one of them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>

#include "cli/mms-command.h"
#include "cli/mms-output.h"

static void
print_overview (void)
{
  guint n_commands;
  const MmsCommand *commands = mms_command_get_all (&n_commands);

  mms_out_line ("%s", _ ("Usage: mms COMMAND [OPTION…] [ARGUMENT…]"));
  mms_out_line ("%s", "");
  mms_out_line ("%s", _ ("Brings releases from the indexer to the library, by way of a seedbox."));
  mms_out_line ("%s", "");
  for (guint i = 0; i < n_commands; i++)
    mms_out_line ("  %-13s %s", commands[i].name, _ (commands[i].summary));
  mms_out_line ("%s", "");
  mms_out_line (
    "%s",
    _ ("mms COMMAND --help tells more; mms --version tells the version; the manual is mms(1)."));
}

int
mms_command_help (MmsCli *cli, char **args)
{
  const MmsCommand *command;
  char *help[3] = { NULL, (char *) "--help", NULL };

  if (args[1] == NULL || g_str_equal (args[1], "--help") || g_str_equal (args[1], "-h"))
    {
      print_overview ();
      return MMS_EXIT_OK;
    }
  if (args[2] != NULL)
    /* Translators: %s is what was typed */
    return mms_cli_misuse (cli, _ ("“%s” is too much."), args[2]);
  command = mms_command_find (args[1]);
  if (command == NULL)
    /* Translators: %s is what was typed */
    return mms_cli_misuse (cli, _ ("There is no command “%s”."), args[1]);
  if (command->run == mms_command_help)
    {
      print_overview ();
      return MMS_EXIT_OK;
    }
  help[0] = args[1];
  return mms_command_run (command, help);
}
