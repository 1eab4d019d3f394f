/* Preferences: the connections with their tests, folders and paths, and behaviour.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-preferences.h"

#include <glib/gi18n.h>

#include "desktop/mms-paths-group.h"
#include "desktop/mms-schedule-group.h"
#include "desktop/mms-secret-field.h"
#include "desktop/mms-setting-rows.h"
#include "desktop/mms-test-row.h"

#define MEGABYTE 1000000.0
#define HOUR_S 3600.0

struct _MmsPreferences
{
  AdwPreferencesWindow parent_instance;

  MmsContext *context;   /* (owned) */
  GPtrArray *secrets;    /* (owned) (element-type MmsSecretField) */
  MmsTestRow *waiting;   /* (nullable): a test that waits until all is stored; a child */
};

G_DEFINE_FINAL_TYPE (MmsPreferences, mms_preferences, ADW_TYPE_PREFERENCES_WINDOW);

/* The rows, by the key of the setting that each one shows; the template's ids are the keys. A new
 * setting is a row of the template and a line here. */
static const char *const entry_keys[] = {
  "rtorrent-url",   "rutorrent-url",    "rtorrent-user",    "sftp-host",
  "sftp-user",      "sftp-key-file",    "sonarr-url",       "radarr-url",
  "prowlarr-url",   "downloads-folder", "staging-folder",   "sonarr-label",
  "radarr-label",   "sonarr-directory", "radarr-directory",
};

static const char *const switch_keys[] = { "fetch-ahead", "adopt", "clean-seedbox", "notifications" };

static const struct
{
  const char *key;
  double units;  /* of the setting in one that is shown */
} number_keys[] = {
  { "sftp-port", 1 },
  { "watch-interval-s", 1 },
  { "transfers", 1 },
  { "rate-limit", MEGABYTE },
  { "clean-min-ratio", 1 },
  { "clean-min-seed-s", HOUR_S },
};

static const struct
{
  const char *key;
  const char *nicks[4];
} choice_keys[] = {
  { "rtorrent-add", { "auto", "xmlrpc", "rutorrent" } },
  { "import-mode", { "move", "copy" } },
};

static const struct
{
  const char *key;
  const char *there;
  const char *here;
} paths_keys[] = {
  { "sftp-roots", N_ ("Folder on the seedbox, as SFTP sees it"), NULL },
  { "path-map-seedbox", N_ ("Path as rTorrent names it"), N_ ("The same, as SFTP sees it") },
  { "path-map-sonarr", N_ ("Path as Sonarr sees it"), N_ ("The same folder here") },
  { "path-map-radarr", N_ ("Path as Radarr sees it"), N_ ("The same folder here") },
};

static const char *const secret_names[] = {
  "rtorrent-password", "sftp-password",  "sftp-passphrase",
  "sonarr-api-key",    "radarr-api-key", "prowlarr-api-key",
};

static const struct
{
  MmsService service;
  const char *test;   /* the row that tests it */
  const char *first;  /* where the keyboard goes */
} services[] = {
  { MMS_SERVICE_SEEDBOX, "test-seedbox", "rtorrent-url" },
  { MMS_SERVICE_SFTP, "test-sftp", "sftp-host" },
  { MMS_SERVICE_SONARR, "test-sonarr", "sonarr-url" },
  { MMS_SERVICE_RADARR, "test-radarr", "radarr-url" },
  { MMS_SERVICE_PROWLARR, "test-prowlarr", "prowlarr-url" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (services) == MMS_N_SERVICES);

static gpointer
get_child (MmsPreferences *self, const char *id)
{
  return gtk_widget_get_template_child (GTK_WIDGET (self), MMS_TYPE_PREFERENCES, id);
}

static gboolean
secrets_are_busy (MmsPreferences *self)
{
  for (guint i = 0; i < self->secrets->len; i++)
    if (mms_secret_field_get_busy (g_ptr_array_index (self->secrets, i)))
      return TRUE;
  return FALSE;
}

static void
settled_cb (MmsPreferences *self)
{
  MmsTestRow *row = self->waiting;

  if (row == NULL || self->secrets == NULL || secrets_are_busy (self))
    return;
  self->waiting = NULL;
  mms_test_row_run (row);
}

static void
failed_cb (MmsPreferences *self, const GError *error)
{
  GtkWidget *dialog = NULL;

  self->waiting = NULL;
  if (self->secrets == NULL)
    return;
  dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("It Could Not Be Stored"), error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* A test uses what stands in the rows: everything is written down first. */
static void
test_asked_cb (MmsPreferences *self, MmsTestRow *row)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entry_keys); i++)
    mms_setting_flush_entry (get_child (self, entry_keys[i]));
  for (guint i = 0; i < self->secrets->len; i++)
    mms_secret_field_store (g_ptr_array_index (self->secrets, i));
  self->waiting = row;
  settled_cb (self);
}

static void
bind_settings (MmsPreferences *self)
{
  GSettings *settings = mms_context_get_settings (self->context);

  for (gsize i = 0; i < G_N_ELEMENTS (entry_keys); i++)
    mms_setting_bind_entry (get_child (self, entry_keys[i]), settings, entry_keys[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (switch_keys); i++)
    g_settings_bind (settings, switch_keys[i], get_child (self, switch_keys[i]), "active",
                     G_SETTINGS_BIND_DEFAULT);
  for (gsize i = 0; i < G_N_ELEMENTS (number_keys); i++)
    mms_setting_bind_number (get_child (self, number_keys[i].key), settings, number_keys[i].key,
                             number_keys[i].units);
  mms_schedule_group_bind (get_child (self, "rate-schedule"), settings);
  for (gsize i = 0; i < G_N_ELEMENTS (choice_keys); i++)
    mms_setting_bind_choice (get_child (self, choice_keys[i].key), settings, choice_keys[i].key,
                             choice_keys[i].nicks);
  for (gsize i = 0; i < G_N_ELEMENTS (paths_keys); i++)
    mms_paths_group_bind (get_child (self, paths_keys[i].key), settings, paths_keys[i].key,
                          _ (paths_keys[i].there),
                          paths_keys[i].here != NULL ? _ (paths_keys[i].here) : NULL);
}

static void
bind_secrets (MmsPreferences *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (secret_names); i++)
    {
      MmsSecretField *field =
        mms_secret_field_new (get_child (self, secret_names[i]), self->context, secret_names[i]);

      g_signal_connect_object (field, "settled", G_CALLBACK (settled_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (field, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->secrets, field);
    }
}

static void
bind_tests (MmsPreferences *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    {
      MmsTestRow *row = get_child (self, services[i].test);

      mms_test_row_set_service (row, self->context, services[i].service);
      g_signal_connect_object (row, "asked", G_CALLBACK (test_asked_cb), self, G_CONNECT_SWAPPED);
    }
}

static void
folder_chosen_cb (GtkNativeDialog *dialog, int response, GtkEditable *entry)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

      if (path != NULL && g_utf8_validate (path, -1, NULL))
        {
          gtk_editable_set_text (entry, path);
          mms_setting_flush_entry (entry);
        }
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
choose_path (MmsPreferences *self, const char *key, const char *title, GtkFileChooserAction action)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (self), action,
                                                              _ ("_Choose"), _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (folder_chosen_cb), get_child (self, key),
                           0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
choose_downloads_cb (MmsPreferences *self)
{
  choose_path (self, "downloads-folder", _ ("Choose the Downloads Folder"),
               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER);
}

static void
choose_staging_cb (MmsPreferences *self)
{
  choose_path (self, "staging-folder", _ ("Choose the Staging Folder"),
               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER);
}

static void
choose_key_cb (MmsPreferences *self)
{
  choose_path (self, "sftp-key-file", _ ("Choose the Private Key"), GTK_FILE_CHOOSER_ACTION_OPEN);
}

static void
mms_preferences_dispose (GObject *object)
{
  MmsPreferences *self = MMS_PREFERENCES (object);

  self->waiting = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), MMS_TYPE_PREFERENCES);
  g_clear_pointer (&self->secrets, g_ptr_array_unref);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (mms_preferences_parent_class)->dispose (object);
}

static void
bind_child (GtkWidgetClass *widget_class, const char *id)
{
  gtk_widget_class_bind_template_child_full (widget_class, id, FALSE, 0);
}

static void
mms_preferences_class_init (MmsPreferencesClass *klass)
{
  static const char *const pages[] = { "connections", "folders", "behaviour" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mms_preferences_dispose;
  g_type_ensure (MMS_TYPE_PATHS_GROUP);
  g_type_ensure (MMS_TYPE_SCHEDULE_GROUP);
  g_type_ensure (MMS_TYPE_TEST_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/mediamanagersuite/MediaManagerSuite/ui/mms-preferences.ui");
  for (gsize i = 0; i < G_N_ELEMENTS (entry_keys); i++)
    bind_child (widget_class, entry_keys[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (switch_keys); i++)
    bind_child (widget_class, switch_keys[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (number_keys); i++)
    bind_child (widget_class, number_keys[i].key);
  for (gsize i = 0; i < G_N_ELEMENTS (choice_keys); i++)
    bind_child (widget_class, choice_keys[i].key);
  for (gsize i = 0; i < G_N_ELEMENTS (paths_keys); i++)
    bind_child (widget_class, paths_keys[i].key);
  bind_child (widget_class, "rate-schedule");
  for (gsize i = 0; i < G_N_ELEMENTS (secret_names); i++)
    bind_child (widget_class, secret_names[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    bind_child (widget_class, services[i].test);
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    bind_child (widget_class, pages[i]);
  gtk_widget_class_bind_template_callback (widget_class, choose_downloads_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_staging_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_key_cb);
}

static void
mms_preferences_init (MmsPreferences *self)
{
  self->secrets = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
mms_preferences_new (GtkWindow *parent, MmsContext *context)
{
  MmsPreferences *self = g_object_new (MMS_TYPE_PREFERENCES, "transient-for", parent, NULL);

  self->context = g_object_ref (context);
  bind_settings (self);
  bind_secrets (self);
  bind_tests (self);
  return GTK_WIDGET (self);
}

/* Leads the keyboard, and with it the view, to the rows of @service. */
void
mms_preferences_show_service (MmsPreferences *self, MmsService service)
{
  mms_preferences_show_page (self, "connections");
  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    if (services[i].service == service)
      gtk_widget_grab_focus (get_child (self, services[i].first));
}

/* @name: "connections", "folders" or "behaviour" */
void
mms_preferences_show_page (MmsPreferences *self, const char *name)
{
  adw_preferences_window_set_visible_page (ADW_PREFERENCES_WINDOW (self), get_child (self, name));
}
