/* Lists what is ignored, and takes it back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>

#include "cli/mms-command.h"
#include "cli/mms-human.h"
#include "cli/mms-json-print.h"
#include "cli/mms-output.h"
#include "cli/mms-table.h"

/* Returns: (transfer full) (element-type MmsIgnored) */
static GPtrArray *
load (MmsCli *cli, GError **error)
{
  MmsJournal *journal = mms_context_get_journal (cli->context);

  mms_journal_ignored_async (journal, NULL, mms_await_cb, cli->wait);
  return mms_journal_ignored_finish (journal, mms_await_result (cli->wait), error);
}

static void
print_table (GPtrArray *all)
{
  g_autoptr (MmsTable) table = mms_table_new ();

  mms_table_add_column (table, _ ("Hash"), MMS_COLUMN_LEFT);
  mms_table_add_column (table, _ ("Since"), MMS_COLUMN_LEFT);
  mms_table_add_column (table, _ ("Name"), MMS_COLUMN_FLEXIBLE);
  for (guint i = 0; i < all->len; i++)
    {
      const MmsIgnored *ignored = all->pdata[i];
      g_autofree char *hash = g_strndup (ignored->hash, 8);
      g_autofree char *since = mms_human_dup_time (ignored->at);
      const char *const cells[] = { hash, since, ignored->name };

      mms_table_add_row (table, cells);
    }
  mms_table_print (table);
}

static void
print_json (GPtrArray *all)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < all->len; i++)
    {
      const MmsIgnored *ignored = all->pdata[i];

      json_builder_begin_object (builder);
      mms_json_add_string (builder, "hash", ignored->hash);
      mms_json_add_string (builder, "name", ignored->name);
      mms_json_add_time (builder, "at", ignored->at);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  mms_json_print (builder);
}

int
mms_command_ignored (MmsCli *cli, char **args)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;
  int status = mms_cli_parse (cli, args, entries, 0, 0, &rest);

  if (status != MMS_GO_ON)
    return status;
  if (!mms_cli_open (cli, &error) || (all = load (cli, &error)) == NULL)
    return mms_cli_fail (cli, error);
  if (json)
    print_json (all);
  else
    print_table (all);
  return MMS_EXIT_OK;
}

/* Returns: (transfer none) (nullable): the one whose hash begins with @prefix */
static const MmsIgnored *
find (GPtrArray *all, const char *prefix, GError **error)
{
  g_autofree char *upper = g_ascii_strup (prefix, -1);
  const MmsIgnored *found = NULL;

  for (guint i = 0; i < all->len; i++)
    {
      const MmsIgnored *ignored = all->pdata[i];

      if (*upper == '\0' || !g_str_has_prefix (ignored->hash, upper))
        continue;
      if (found != NULL)
        {
          g_set_error (error, MMS_ERROR, MMS_ERROR_AMBIGUOUS,
                       /* Translators: %s is the beginning of an info-hash */
                       _ ("Several ignored torrents begin with %s; give more digits."), prefix);
          return NULL;
        }
      found = ignored;
    }
  if (found == NULL)
    /* Translators: %s is the beginning of an info-hash */
    g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING, _ ("Nothing that is ignored begins with %s."),
                 prefix);
  return found;
}

static int
take_back (MmsCli *cli, GPtrArray *all, const char *prefix)
{
  MmsJournal *journal = mms_context_get_journal (cli->context);
  g_autoptr (GError) error = NULL;
  const MmsIgnored *ignored = find (all, prefix, &error);

  if (ignored == NULL)
    return mms_cli_fail (cli, error);
  mms_journal_unignore_async (journal, ignored->hash, NULL, mms_await_cb, cli->wait);
  if (!mms_journal_unignore_finish (journal, mms_await_result (cli->wait), &error))
    return mms_cli_fail (cli, error);
  /* Translators: %s is the name of a torrent */
  mms_out_line (_ ("No longer ignored: %s"), ignored->name != NULL ? ignored->name : ignored->hash);
  return MMS_EXIT_OK;
}

int
mms_command_unignore (MmsCli *cli, char **args)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;
  int status = mms_cli_parse (cli, args, NULL, 1, G_MAXUINT, &words);

  if (status != MMS_GO_ON)
    return status;
  if (!mms_cli_open (cli, &error) || (all = load (cli, &error)) == NULL)
    return mms_cli_fail (cli, error);
  status = MMS_EXIT_OK;
  for (char **word = words; *word != NULL; word++)
    {
      int one = take_back (cli, all, *word);

      status = status == MMS_EXIT_OK ? one : status;
    }
  return status;
}
