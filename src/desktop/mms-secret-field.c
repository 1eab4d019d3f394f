/* Lets a password row store into the keyring, and say that something is stored, never what.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-secret-field.h"

#include <glib/gi18n.h>

struct _MmsSecretField
{
  GObject parent_instance;

  AdwPasswordEntryRow *row;  /* (nullable): weak */
  GtkWidget *stored;         /* says "stored"; belongs to @row */
  GtkWidget *clear;          /* belongs to @row */
  MmsContext *context;       /* (owned) */
  char *name;                /* (owned): in the keyring */
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (MmsSecretField, mms_secret_field, G_TYPE_OBJECT);

/* "settled": what was typed is in the keyring
 * "failed" (GError *error): it is not */
enum
{
  SETTLED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show_stored (MmsSecretField *self, gboolean stored)
{
  if (self->row == NULL)
    return;
  gtk_widget_set_visible (self->stored, stored);
  gtk_widget_set_visible (self->clear, stored);
}

static void
looked (GObject *context, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsSecretField) self = user_data;

  /* A keyring that does not answer says so when something is to be stored, or at the test. */
  show_stored (self, mms_context_has_secret_finish (MMS_CONTEXT (context), result, NULL));
}

static void
look (MmsSecretField *self)
{
  mms_context_has_secret_async (self->context, self->name, NULL, looked, g_object_ref (self));
}

static void
secret_stored (GObject *context, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsSecretField) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean stored = mms_context_store_secret_finish (MMS_CONTEXT (context), result, &error);

  self->busy = FALSE;
  if (self->row != NULL)
    gtk_editable_set_editable (GTK_EDITABLE (self->row), TRUE);
  if (stored && self->row != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->row), "");
  look (self);
  if (stored)
    g_signal_emit (self, signals[SETTLED], 0);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[FAILED], 0, error);
}

static void
begin (MmsSecretField *self, const char *value)
{
  self->busy = TRUE;
  gtk_editable_set_editable (GTK_EDITABLE (self->row), FALSE);
  mms_context_store_secret_async (self->context, self->name, value, NULL, secret_stored,
                                  g_object_ref (self));
}

static void
clear_cb (MmsSecretField *self)
{
  if (!self->busy)
    begin (self, NULL);
}

static void
mms_secret_field_dispose (GObject *object)
{
  MmsSecretField *self = MMS_SECRET_FIELD (object);

  g_clear_weak_pointer (&self->row);
  g_clear_object (&self->context);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (mms_secret_field_parent_class)->dispose (object);
}

static void
mms_secret_field_class_init (MmsSecretFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mms_secret_field_dispose;
  signals[SETTLED] = g_signal_new ("settled", MMS_TYPE_SECRET_FIELD, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", MMS_TYPE_SECRET_FIELD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
mms_secret_field_init (MmsSecretField *self)
{
}

static void
apply_cb (MmsSecretField *self)
{
  mms_secret_field_store (self);
}

/* @name: one of mms_context_get_secret_names() */
MmsSecretField *
mms_secret_field_new (AdwPasswordEntryRow *row, MmsContext *context, const char *name)
{
  MmsSecretField *self = g_object_new (MMS_TYPE_SECRET_FIELD, NULL);

  g_set_weak_pointer (&self->row, row);
  self->context = g_object_ref (context);
  self->name = g_strdup (name);
  self->stored = gtk_label_new (_ ("stored"));
  gtk_widget_add_css_class (self->stored, "stored");
  gtk_widget_set_valign (self->stored, GTK_ALIGN_CENTER);
  self->clear = gtk_button_new_from_icon_name ("user-trash-symbolic");
  gtk_widget_add_css_class (self->clear, "flat");
  gtk_widget_set_valign (self->clear, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->clear, _ ("Remove It from the Keyring"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->clear), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remove it from the keyring"), -1);
  show_stored (self, FALSE);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), self->stored);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), self->clear);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_object (row, "apply", G_CALLBACK (apply_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "unmap", G_CALLBACK (apply_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->clear, "clicked", G_CALLBACK (clear_cb), self, G_CONNECT_SWAPPED);
  look (self);
  return self;
}

/* Stores what was typed. Returns: whether there is something to wait for */
gboolean
mms_secret_field_store (MmsSecretField *self)
{
  const char *text = self->row != NULL ? gtk_editable_get_text (GTK_EDITABLE (self->row)) : "";

  if (!self->busy && *text != '\0')
    begin (self, text);
  return self->busy;
}

gboolean
mms_secret_field_get_busy (MmsSecretField *self)
{
  return self->busy;
}
