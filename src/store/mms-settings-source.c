/* Finds where the settings are described and where they are kept.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_SETTINGS_ENABLE_BACKEND
#include "store/mms-settings-source.h"

#include <gio/gsettingsbackend.h>
#include <glib/gi18n-lib.h>

#define ROOT_PATH "/io/github/mediamanagersuite/"

/* Returns: (transfer full) (nullable): the build tree that this program runs from, if it does */
static char *
dup_build_folder (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *root = folder != NULL ? g_build_filename (folder, "..", "..", NULL) : NULL;
  g_autofree char *mark = root != NULL ? g_build_filename (root, "build.ninja", NULL) : NULL;

  if (mark == NULL || !g_file_test (mark, G_FILE_TEST_EXISTS))
    return NULL;
  return g_build_filename (root, "data", NULL);
}

static GSettingsSchema *
look_up_in_folder (const char *folder)
{
  g_autoptr (GSettingsSchemaSource) source = g_settings_schema_source_new_from_directory (
    folder, g_settings_schema_source_get_default (), TRUE, NULL);

  return source != NULL ? g_settings_schema_source_lookup (source, MMS_APP_ID, FALSE) : NULL;
}

/* A program in its build tree takes the schema it was built with: an installed one may lack keys,
 * and GSettings ends a program that asks for such a key. */
static GSettingsSchema *
look_up_schema (void)
{
  g_autofree char *folder = dup_build_folder ();
  GSettingsSchema *schema = folder != NULL ? look_up_in_folder (folder) : NULL;
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();

  if (schema != NULL || installed == NULL)
    return schema;
  return g_settings_schema_source_lookup (installed, MMS_APP_ID, TRUE);
}

static gboolean
has_session_bus (void)
{
  g_autofree char *socket = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);
  const char *address = g_getenv ("DBUS_SESSION_BUS_ADDRESS");

  return (address != NULL && *address != '\0') || g_file_test (socket, G_FILE_TEST_EXISTS);
}

/* Whether what is set would be gone at the end of the program. */
static gboolean
forgets (void)
{
  g_autoptr (GSettingsBackend) backend = g_settings_backend_get_default ();
  const char *name = G_OBJECT_TYPE_NAME (backend);

  return g_str_equal (name, "GMemorySettingsBackend") || g_str_equal (name, "GNullSettingsBackend");
}

/* Returns: (transfer full) (nullable): the file that holds the settings; %NULL: the desktop does */
static char *
dup_file (void)
{
  const char *named = g_getenv ("MMS_SETTINGS_FILE");

  if (named != NULL && *named != '\0')
    return g_canonicalize_filename (named, NULL);
  if (g_getenv ("GSETTINGS_BACKEND") != NULL || (has_session_bus () && !forgets ()))
    return NULL;
  return g_build_filename (g_get_user_config_dir (), "mediamanagersuite", "settings.ini", NULL);
}

/**
 * mms_settings_source_open:
 *
 * Settings live in the file that MMS_SETTINGS_FILE names; otherwise with the desktop; where there
 * is none, in mediamanagersuite/settings.ini of the person's configuration folder.
 *
 * Errors: %MMS_ERROR_NOT_CONFIGURED where the schema is not installed.
 *
 * Returns: (transfer full)
 */
GSettings *
mms_settings_source_open (GError **error)
{
  g_autoptr (GSettingsSchema) schema = look_up_schema ();
  g_autoptr (GSettingsBackend) backend = NULL;
  g_autofree char *file = dup_file ();

  if (schema == NULL)
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                   /* Translators: %s is the name of a schema */
                   _ ("The description of the settings, %s, is not installed. Install "
                      "MediaManagerSuite anew, or name its folder in GSETTINGS_SCHEMA_DIR."), MMS_APP_ID);
      return NULL;
    }
  if (file != NULL)
    backend = g_keyfile_settings_backend_new (file, ROOT_PATH, NULL);
  return g_settings_new_full (schema, backend, NULL);
}
