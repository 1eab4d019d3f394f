/* Takes over the web application's files, and writes them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "cli/mms-command.h"
#include "cli/mms-output.h"

#define MAP_NAME "pending_torrents_map.json"
#define IGNORED_NAME "ignored_torrents.json"

/* Fills in what lies in @folder and was not named. */
static void
look_into (const char *folder, char **map, char **ignored)
{
  g_autofree char *map_there = g_build_filename (folder, MAP_NAME, NULL);
  g_autofree char *ignored_there = g_build_filename (folder, IGNORED_NAME, NULL);

  if (*map == NULL && g_file_test (map_there, G_FILE_TEST_EXISTS))
    *map = g_steal_pointer (&map_there);
  if (*ignored == NULL && g_file_test (ignored_there, G_FILE_TEST_EXISTS))
    *ignored = g_steal_pointer (&ignored_there);
}

static int
import_state (MmsCli *cli, const char *map, const char *ignored)
{
  g_autoptr (GPtrArray) report = NULL;
  g_autoptr (GError) error = NULL;

  if (!mms_cli_open_to_own (cli, &error))
    return mms_cli_fail (cli, error);
  mms_context_import_state_async (cli->context, map, ignored, NULL, mms_await_cb, cli->wait);
  report = mms_context_import_state_finish (cli->context, mms_await_result (cli->wait), &error);
  if (report == NULL)
    return mms_cli_fail (cli, error);
  for (guint i = 0; i < report->len; i++)
    mms_out_line ("%s", (const char *) report->pdata[i]);
  return MMS_EXIT_OK;
}

int
mms_command_import_state (MmsCli *cli, char **args)
{
  g_autofree char *map = NULL;
  g_autofree char *ignored = NULL;
  const GOptionEntry entries[] = {
    { "map", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &map,
      N_ ("The file pending_torrents_map.json"), N_ ("FILE") },
    { "ignored", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &ignored,
      N_ ("The file ignored_torrents.json"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  int status = mms_cli_parse_raw (cli, args, entries, 0, 1, &rest);

  if (status != MMS_GO_ON)
    return status;
  if (rest[0] == NULL && map == NULL && ignored == NULL)
    return mms_cli_misuse (cli, _ ("Name the web application's folder, or its files."));
  if (rest[0] != NULL)
    look_into (rest[0], &map, &ignored);
  if (map == NULL && ignored == NULL)
    {
      /* Translators: %s are a folder and the names of two files */
      mms_complain (_ ("In %s there is neither %s nor %s."), rest[0], MAP_NAME, IGNORED_NAME);
      return MMS_EXIT_FAILED;
    }
  return import_state (cli, map, ignored);
}

int
mms_command_export_state (MmsCli *cli, char **args)
{
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  int status = mms_cli_parse_raw (cli, args, NULL, 1, 1, &rest);

  if (status != MMS_GO_ON)
    return status;
  if (g_mkdir_with_parents (rest[0], 0755) != 0)
    {
      /* Translators: %s are a folder and the system's own message */
      mms_complain (_ ("The folder %s cannot be made: %s"), rest[0], g_strerror (errno));
      return MMS_EXIT_FAILED;
    }
  if (!mms_cli_open (cli, &error))
    return mms_cli_fail (cli, error);
  mms_context_export_state_async (cli->context, rest[0], NULL, mms_await_cb, cli->wait);
  if (!mms_context_export_state_finish (cli->context, mms_await_result (cli->wait), &error))
    return mms_cli_fail (cli, error);
  /* Translators: %s is a folder */
  mms_out_line (_ ("Written to %s"), rest[0]);
  return MMS_EXIT_OK;
}
