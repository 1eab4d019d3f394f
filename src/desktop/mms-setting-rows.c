/* Ties the rows of Preferences to the settings: what is typed is written a moment later.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-setting-rows.h"

#include <adwaita.h>

/* A pause in the typing writes the setting, so that half an address is not tried. */
#define TYPING_MS 600
#define DATA_KEY "mms-setting-entry"

typedef struct
{
  GtkEditable *entry;   /* the owner */
  GSettings *settings;  /* (owned) */
  char *key;            /* (owned) */
  gulong changed_id;    /* of @settings */
  guint typing_id;      /* a source, 0: nothing to write */
} SettingEntry;

static void
write_setting (SettingEntry *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
  g_autofree char *old = g_settings_get_string (self->settings, self->key);

  g_clear_handle_id (&self->typing_id, g_source_remove);
  if (!g_str_equal (text, old))
    g_settings_set_string (self->settings, self->key, text);
}

static gboolean
typed_cb (gpointer user_data)
{
  SettingEntry *self = user_data;

  self->typing_id = 0;
  write_setting (self);
  return G_SOURCE_REMOVE;
}

static void
entry_changed_cb (SettingEntry *self)
{
  g_clear_handle_id (&self->typing_id, g_source_remove);
  self->typing_id = g_timeout_add (TYPING_MS, typed_cb, self);
}

static void
setting_changed_cb (SettingEntry *self)
{
  g_autofree char *value = g_settings_get_string (self->settings, self->key);
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));

  if (self->typing_id != 0 || g_str_equal (value, text))
    return;
  gtk_editable_set_text (self->entry, value);
  g_clear_handle_id (&self->typing_id, g_source_remove);
}

static void
setting_entry_free (gpointer data)
{
  SettingEntry *self = data;

  g_clear_handle_id (&self->typing_id, g_source_remove);
  g_signal_handler_disconnect (self->settings, self->changed_id);
  g_object_unref (self->settings);
  g_free (self->key);
  g_free (self);
}

static void
unmap_cb (SettingEntry *self)
{
  if (self->typing_id != 0)
    write_setting (self);
}

/* Shows the string under @key, and writes what is typed after a pause. */
void
mms_setting_bind_entry (GtkEditable *entry, GSettings *settings, const char *key)
{
  SettingEntry *self = g_new0 (SettingEntry, 1);
  g_autofree char *signal = g_strconcat ("changed::", key, NULL);

  self->entry = entry;
  self->settings = g_object_ref (settings);
  self->key = g_strdup (key);
  setting_changed_cb (self);
  self->changed_id = g_signal_connect_swapped (settings, signal, G_CALLBACK (setting_changed_cb),
                                               self);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (entry_changed_cb), self);
  g_signal_connect_swapped (entry, "unmap", G_CALLBACK (unmap_cb), self);
  g_object_set_data_full (G_OBJECT (entry), DATA_KEY, self, setting_entry_free);
}

/* Writes now what was typed. */
void
mms_setting_flush_entry (GtkEditable *entry)
{
  SettingEntry *self = g_object_get_data (G_OBJECT (entry), DATA_KEY);

  if (self != NULL && self->typing_id != 0)
    write_setting (self);
}

static gboolean
number_to_shown (GValue *value, GVariant *variant, gpointer user_data)
{
  double *units = user_data;
  double number = g_variant_is_of_type (variant, G_VARIANT_TYPE_DOUBLE)
                      ? g_variant_get_double (variant)
                  : g_variant_is_of_type (variant, G_VARIANT_TYPE_UINT32)
                      ? g_variant_get_uint32 (variant)
                      : (double) g_variant_get_int64 (variant);

  g_value_set_double (value, number / *units);
  return TRUE;
}

static GVariant *
number_to_stored (const GValue *value, const GVariantType *type, gpointer user_data)
{
  double *units = user_data;
  double number = g_value_get_double (value) * *units;

  if (g_variant_type_equal (type, G_VARIANT_TYPE_DOUBLE))
    return g_variant_new_double (number);
  if (g_variant_type_equal (type, G_VARIANT_TYPE_UINT32))
    return g_variant_new_uint32 ((guint32) (number + 0.5));
  return g_variant_new_int64 ((gint64) (number + 0.5));
}

/* @units: how many of the setting's units make one of the shown ones */
void
mms_setting_bind_number (GtkSpinButton *spin, GSettings *settings, const char *key, double units)
{
  double *data = g_new (double, 1);

  *data = units;
  g_settings_bind_with_mapping (settings, key, gtk_spin_button_get_adjustment (spin), "value",
                                G_SETTINGS_BIND_DEFAULT, number_to_shown, number_to_stored, data,
                                g_free);
}

static gboolean
nick_to_index (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *const *nicks = user_data;

  for (guint i = 0; nicks[i] != NULL; i++)
    if (g_str_equal (nicks[i], g_variant_get_string (variant, NULL)))
      {
        g_value_set_uint (value, i);
        return TRUE;
      }
  return FALSE;
}

static GVariant *
index_to_nick (const GValue *value, const GVariantType *type, gpointer user_data)
{
  const char *const *nicks = user_data;
  guint index = g_value_get_uint (value);

  return index < g_strv_length ((char **) nicks) ? g_variant_new_string (nicks[index]) : NULL;
}

/* @combo: an AdwComboRow whose entries stand in the order of @nicks, which is static */
void
mms_setting_bind_choice (GtkWidget *combo, GSettings *settings, const char *key,
                         const char *const *nicks)
{
  g_settings_bind_with_mapping (settings, key, combo, "selected", G_SETTINGS_BIND_DEFAULT,
                                nick_to_index, index_to_nick, (gpointer) nicks, NULL);
}
