/* Keeps keys and passwords in the keyring; none is ever printed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>

#include "cli/mms-command.h"
#include "cli/mms-json-print.h"
#include "cli/mms-output.h"
#include "cli/mms-prompt.h"
#include "cli/mms-table.h"

typedef struct
{
  const char *name;
  gboolean set;
} Secret;

/* Returns: (transfer full) (nullable) (element-type Secret) */
static GArray *
load (MmsCli *cli, GError **error)
{
  const char *const *names = mms_context_get_secret_names ();
  g_autoptr (GArray) secrets = g_array_new (FALSE, FALSE, sizeof (Secret));

  for (; *names != NULL; names++)
    {
      g_autoptr (GError) local = NULL;
      Secret secret = { .name = *names };

      mms_context_has_secret_async (cli->context, *names, NULL, mms_await_cb, cli->wait);
      secret.set =
        mms_context_has_secret_finish (cli->context, mms_await_result (cli->wait), &local);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      g_array_append_val (secrets, secret);
    }
  return g_steal_pointer (&secrets);
}

static void
print_table (GArray *secrets)
{
  g_autoptr (MmsTable) table = mms_table_new ();

  mms_table_add_column (table, _ ("Name"), MMS_COLUMN_LEFT);
  mms_table_add_column (table, _ ("State"), MMS_COLUMN_LEFT);
  for (guint i = 0; i < secrets->len; i++)
    {
      const Secret *secret = &g_array_index (secrets, Secret, i);
      const char *const cells[] = { secret->name, secret->set ? _ ("set") : _ ("not set") };

      mms_table_add_row (table, cells);
    }
  mms_table_print (table);
}

static void
print_json (GArray *secrets)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < secrets->len; i++)
    {
      const Secret *secret = &g_array_index (secrets, Secret, i);

      json_builder_begin_object (builder);
      mms_json_add_string (builder, "name", secret->name);
      mms_json_add_boolean (builder, "set", secret->set);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  mms_json_print (builder);
}

static int
list (MmsCli *cli, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) secrets = load (cli, &error);

  if (secrets == NULL)
    return mms_cli_fail (cli, error);
  if (json)
    print_json (secrets);
  else
    print_table (secrets);
  return MMS_EXIT_OK;
}

/* @value: (nullable): %NULL removes it */
static gboolean
store (MmsCli *cli, const char *name, const char *value, GError **error)
{
  mms_context_store_secret_async (cli->context, name, value, NULL, mms_await_cb, cli->wait);
  return mms_context_store_secret_finish (cli->context, mms_await_result (cli->wait), error);
}

static int
set (MmsCli *cli, const char *name)
{
  /* Translators: %s is the name of a secret, as "sonarr-api-key" */
  g_autofree char *question = g_strdup_printf (_ ("Value of %s (it is not shown):"), name);
  g_autoptr (GError) error = NULL;
  char *value = mms_prompt_secret (question, &error);
  gboolean empty = value != NULL && *value == '\0';

  if (value != NULL && !empty)
    store (cli, name, value, &error);
  mms_prompt_wipe (value);
  if (empty)
    /* Translators: %s is the name of a secret, as "sonarr-api-key" */
    return mms_cli_misuse (cli, _ ("The value is empty; to remove it: mms secret clear %s"), name);
  return error != NULL ? mms_cli_fail (cli, error) : MMS_EXIT_OK;
}

static int
clear (MmsCli *cli, const char *name)
{
  g_autoptr (GError) error = NULL;

  return store (cli, name, NULL, &error) ? MMS_EXIT_OK : mms_cli_fail (cli, error);
}

static int
misuse_name (MmsCli *cli, const char *name)
{
  g_autofree char *names = g_strjoinv (", ", (char **) mms_context_get_secret_names ());

  /* Translators: %1$s is what was typed, %2$s the names of all secrets */
  return mms_cli_misuse (cli, _ ("There is no secret “%1$s”; there are %2$s."), name, names);
}

int
mms_command_secret (MmsCli *cli, char **args)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) words = NULL;
  int status = mms_cli_parse (cli, args, entries, 1, 2, &words);

  if (status != MMS_GO_ON)
    return status;
  mms_cli_get_context (cli);
  if (g_str_equal (words[0], "list") && words[1] == NULL)
    return list (cli, json);
  if (words[1] == NULL || (!g_str_equal (words[0], "set") && !g_str_equal (words[0], "clear")))
    /* Translators: %s is what was typed */
    return mms_cli_misuse (cli, _ ("“mms secret %s” cannot be understood."), words[0]);
  if (!g_strv_contains (mms_context_get_secret_names (), words[1]))
    return misuse_name (cli, words[1]);
  return g_str_equal (words[0], "set") ? set (cli, words[1]) : clear (cli, words[1]);
}
