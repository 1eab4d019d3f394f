/* Reads and changes the settings.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "cli/mms-command.h"
#include "cli/mms-json-print.h"
#include "cli/mms-output.h"
#include "cli/mms-setting-text.h"
#include "cli/mms-setting-write.h"
#include "cli/mms-table.h"
#include "cli/mms-text.h"

static GSettingsSchema *
dup_schema (GSettings *settings)
{
  GSettingsSchema *schema = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  return schema;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Returns: (transfer full): all names, in the order of the alphabet */
static char **
dup_keys (GSettings *settings)
{
  g_autoptr (GSettingsSchema) schema = dup_schema (settings);
  char **keys = g_settings_schema_list_keys (schema);

  qsort (keys, g_strv_length (keys), sizeof (char *), compare_names);
  return keys;
}

static void
print_table (GSettings *settings, char **keys)
{
  g_autoptr (MmsTable) table = mms_table_new ();

  mms_table_add_column (table, _ ("Key"), MMS_COLUMN_LEFT);
  mms_table_add_column (table, _ ("Value"), MMS_COLUMN_FLEXIBLE);
  for (char **key = keys; *key != NULL; key++)
    {
      g_autoptr (GVariant) value = g_settings_get_value (settings, *key);
      g_autofree char *text = mms_setting_text_dup (value);
      const char *const cells[] = { *key, text };

      mms_table_add_row (table, cells);
    }
  mms_table_print (table);
}

static void
print_json (GSettings *settings, char **keys)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (char **key = keys; *key != NULL; key++)
    {
      g_autoptr (GVariant) value = g_settings_get_value (settings, *key);
      g_autoptr (GVariant) user_value = g_settings_get_user_value (settings, *key);

      json_builder_begin_object (builder);
      mms_json_add_string (builder, "key", *key);
      json_builder_set_member_name (builder, "value");
      json_builder_add_value (builder, json_gvariant_serialize (value));
      mms_json_add_boolean (builder, "is_default", user_value == NULL);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  mms_json_print (builder);
}

static int
list (MmsCli *cli, char **args)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_auto (GStrv) keys = NULL;
  int status = mms_cli_parse (cli, args, entries, 0, 0, &rest);
  GSettings *settings;

  if (status != MMS_GO_ON)
    return status;
  settings = mms_context_get_settings (mms_cli_get_context (cli));
  keys = dup_keys (settings);
  if (json)
    print_json (settings, keys);
  else
    print_table (settings, keys);
  return MMS_EXIT_OK;
}

/* Complains where there is none. Returns: (transfer full) (nullable): the key of that name */
static GSettingsSchemaKey *
find_key (GSettings *settings, const char *name)
{
  g_autoptr (GSettingsSchema) schema = dup_schema (settings);

  if (g_settings_schema_has_key (schema, name))
    return g_settings_schema_get_key (schema, name);
  /* Translators: %s is what was typed as the name of a setting */
  mms_complain (_ ("There is no setting “%s”; see: mms config list"), name);
  return NULL;
}

static int
get (MmsCli *cli, const char *name)
{
  GSettings *settings = mms_context_get_settings (mms_cli_get_context (cli));
  g_autoptr (GSettingsSchemaKey) key = find_key (settings, name);
  g_autoptr (GVariant) value = NULL;
  g_autofree char *text = NULL;

  if (key == NULL)
    return MMS_EXIT_USAGE;
  value = g_settings_get_value (settings, name);
  text = mms_setting_text_dup (value);
  mms_out_line ("%s", text);
  return MMS_EXIT_OK;
}

/* @typed: as on the command line */
static int
set (MmsCli *cli, const char *name, const char *typed)
{
  GSettings *settings = mms_context_get_settings (mms_cli_get_context (cli));
  g_autoptr (GSettingsSchemaKey) key = find_key (settings, name);
  g_autoptr (GVariant) value = NULL;
  g_autofree char *text = mms_text_dup_argument (typed);
  g_autofree char *message = NULL;

  if (key == NULL)
    return MMS_EXIT_USAGE;
  value = mms_setting_text_parse (key, text, &message);
  if (value == NULL)
    {
      /* Translators: %1$s is the name of a setting, %2$s is "the value must be …" */
      mms_complain (_ ("%1$s stays as it was: %2$s"), name, message);
      return MMS_EXIT_USAGE;
    }
  return mms_setting_write (cli, name, value);
}

static int
reset (MmsCli *cli, const char *name)
{
  GSettings *settings = mms_context_get_settings (mms_cli_get_context (cli));
  g_autoptr (GSettingsSchemaKey) key = find_key (settings, name);

  if (key == NULL)
    return MMS_EXIT_USAGE;
  return mms_setting_write (cli, name, NULL);
}

/* What follows the verb is taken as it is: a value may begin with a dash. */
int
mms_command_config (MmsCli *cli, char **args)
{
  const char *verb = args[1];
  guint count = g_strv_length (args);

  if (verb == NULL)
    return mms_cli_misuse (cli, _ ("Say what to do with the settings."));
  if (*verb == '-' || g_str_equal (verb, "list") ||
      g_strv_contains ((const char *const *) args + 2, "--help"))
    return list (cli, *verb == '-' ? args : args + 1);
  if (g_str_equal (verb, "get") && count == 3)
    return get (cli, args[2]);
  if (g_str_equal (verb, "set") && count == 4)
    return set (cli, args[2], args[3]);
  if (g_str_equal (verb, "reset") && count == 3)
    return reset (cli, args[2]);
  /* Translators: %s is what was typed */
  return mms_cli_misuse (cli, _ ("“mms config %s” cannot be understood."), verb);
}
