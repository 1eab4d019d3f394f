/* Starts `mms`: one command, no window.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <unistd.h>

#include "app/mms-program.h"
#include "cli/mms-command.h"
#include "cli/mms-output.h"

/* A database opened as file 1 would be overwritten by the first line that is printed. */
static void
fill_standard_files (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) == -1 && errno == EBADF)
      while (open ("/dev/null", fd == STDIN_FILENO ? O_RDONLY : O_WRONLY) == -1 && errno == EINTR)
        continue;
}

static int
run (char **args)
{
  const MmsCommand *command;

  if (args[0] == NULL)
    {
      mms_complain (_ ("Say what to do; see: mms help"));
      return MMS_EXIT_USAGE;
    }
  if (g_str_equal (args[0], "--version"))
    {
      mms_out_line ("mms %s", MMS_VERSION);
      return MMS_EXIT_OK;
    }
  command = mms_command_find (args[0]);
  if (command == NULL && (g_str_equal (args[0], "--help") || g_str_equal (args[0], "-h")))
    command = mms_command_find ("help");
  if (command == NULL)
    {
      /* Translators: %s is what was typed */
      mms_complain (_ ("There is no command “%s”; see: mms help"), args[0]);
      return MMS_EXIT_USAGE;
    }
  return mms_command_run (command, args);
}

int
main (int argc, char **argv)
{
  fill_standard_files ();
  signal (SIGPIPE, SIG_IGN);
  mms_program_begin ();
  g_set_prgname ("mms");
  return mms_program_end (mms_out_finish (run (argc > 0 ? argv + 1 : argv)));
}
