/* Asks for a release and its title, and sends it down the road.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-add-dialog.h"

#include <glib/gi18n.h>

#include "core/mms-magnet.h"
#include "desktop/mms-title-chooser.h"

struct _MmsAddDialog
{
  AdwWindow parent_instance;

  GtkWidget *go;
  GtkWidget *busy;
  GtkWidget *form;
  GtkLabel *problem;
  AdwEntryRow *link;
  AdwActionRow *file_row;
  GtkWidget *clear_file;
  GtkSwitch *later;
  GtkWidget *title_group;
  MmsTitleChooser *chooser;

  MmsContext *context;        /* (owned) */
  GFile *file;                /* (owned) (nullable): the .torrent that was chosen */
  GCancellable *cancellable;  /* (owned): of the grab */
};

G_DEFINE_FINAL_TYPE (MmsAddDialog, mms_add_dialog, ADW_TYPE_WINDOW);

/* "added" (MmsJob *job): the release is on its road */
static guint added;

static char *
dup_link (MmsAddDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->link))));
}

static gboolean
link_is_right (const char *link)
{
  return mms_magnet_is (link) || g_ascii_strncasecmp (link, "https://", 8) == 0
         || g_ascii_strncasecmp (link, "http://", 7) == 0;
}

static void
changed_cb (MmsAddDialog *self)
{
  g_autofree char *link = dup_link (self);
  gboolean later = gtk_switch_get_active (self->later);
  gboolean source = self->file != NULL || link_is_right (link);
  gboolean titled = later || mms_title_chooser_get_ready (self->chooser);

  if (*link != '\0' && !link_is_right (link))
    gtk_widget_add_css_class (GTK_WIDGET (self->link), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->link), "error");
  gtk_widget_set_sensitive (GTK_WIDGET (self->link), self->file == NULL);
  gtk_widget_set_visible (self->title_group, !later);
  gtk_widget_set_sensitive (self->go, source && titled);
}

static void
link_changed_cb (MmsAddDialog *self)
{
  g_autofree char *link = dup_link (self);
  g_autoptr (MmsMagnet) magnet = mms_magnet_is (link) ? mms_magnet_new (link, NULL) : NULL;

  if (magnet != NULL && magnet->name != NULL)
    mms_title_chooser_propose (self->chooser, magnet->name);
  changed_cb (self);
}

static void
later_changed_cb (MmsAddDialog *self)
{
  changed_cb (self);
}

static void
set_busy (MmsAddDialog *self, gboolean busy)
{
  if (busy)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_visible (self->busy, busy);
  gtk_widget_set_sensitive (self->form, !busy);
  if (busy)
    gtk_widget_set_sensitive (self->go, FALSE);
  else
    changed_cb (self);
}

static void
fail (MmsAddDialog *self, const GError *error)
{
  if (self->go == NULL)  /* the dialog was closed meanwhile */
    return;
  set_busy (self, FALSE);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_label_set_label (self->problem, error->message);
  gtk_widget_show (GTK_WIDGET (self->problem));
}

static void
grabbed (GObject *context, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsAddDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsJob) job = mms_context_grab_finish (MMS_CONTEXT (context), result, &error);

  if (job == NULL)
    {
      fail (self, error);
      return;
    }
  g_signal_emit (self, added, 0, job);
  if (self->go != NULL)
    gtk_window_destroy (GTK_WINDOW (self));
}

static void
grab (MmsAddDialog *self, const MmsIntent *intent)
{
  g_autofree char *link = dup_link (self);
  g_autofree char *path = self->file != NULL ? g_file_get_path (self->file) : NULL;
  MmsGrab what = { .intent = intent };

  if (path != NULL)
    what.path = path;
  else
    what.link = link;
  mms_context_grab_async (self->context, &what, self->cancellable, grabbed, g_object_ref (self));
}

static void
decided (GObject *chooser, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsAddDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsIntent) intent =
    mms_title_chooser_decide_finish (MMS_TITLE_CHOOSER (chooser), result, &error);

  if (intent != NULL && self->go != NULL)
    grab (self, intent);
  else if (intent == NULL)
    fail (self, error);
}

static void
go_cb (MmsAddDialog *self)
{
  gtk_widget_hide (GTK_WIDGET (self->problem));
  set_busy (self, TRUE);
  if (gtk_switch_get_active (self->later))
    grab (self, NULL);
  else
    mms_title_chooser_decide_async (self->chooser, self->cancellable, decided, g_object_ref (self));
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, MmsAddDialog *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      mms_add_dialog_set_file (self, file);
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
choose_file_cb (MmsAddDialog *self)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Choose a Torrent File"),
                                                              GTK_WINDOW (self),
                                                              GTK_FILE_CHOOSER_ACTION_OPEN,
                                                              _ ("_Choose"), _ ("_Cancel"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Torrent files"));
  gtk_file_filter_add_suffix (filter, "torrent");
  gtk_file_filter_add_mime_type (filter, "application/x-bittorrent");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
clear_file_cb (MmsAddDialog *self)
{
  mms_add_dialog_set_file (self, NULL);
}

static gboolean
drop_cb (MmsAddDialog *self, const GValue *value)
{
  if (G_VALUE_HOLDS (value, G_TYPE_FILE))
    mms_add_dialog_set_file (self, g_value_get_object (value));
  else if (G_VALUE_HOLDS_STRING (value))
    mms_add_dialog_set_link (self, g_value_get_string (value));
  else
    return FALSE;
  return TRUE;
}

static void
mms_add_dialog_dispose (GObject *object)
{
  MmsAddDialog *self = MMS_ADD_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), MMS_TYPE_ADD_DIALOG);
  g_clear_object (&self->context);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (mms_add_dialog_parent_class)->dispose (object);
}

static void
mms_add_dialog_finalize (GObject *object)
{
  g_object_unref (MMS_ADD_DIALOG (object)->cancellable);
  G_OBJECT_CLASS (mms_add_dialog_parent_class)->finalize (object);
}

static void
mms_add_dialog_class_init (MmsAddDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mms_add_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = mms_add_dialog_finalize;
  added = g_signal_new ("added", MMS_TYPE_ADD_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                        G_TYPE_NONE, 1, MMS_TYPE_JOB);
  g_type_ensure (MMS_TYPE_TITLE_CHOOSER);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/mediamanagersuite/MediaManagerSuite/ui/mms-add-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MmsAddDialog, go);
  gtk_widget_class_bind_template_child (widget_class, MmsAddDialog, busy);
  gtk_widget_class_bind_template_child (widget_class, MmsAddDialog, form);
  gtk_widget_class_bind_template_child (widget_class, MmsAddDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, MmsAddDialog, link);
  gtk_widget_class_bind_template_child (widget_class, MmsAddDialog, file_row);
  gtk_widget_class_bind_template_child (widget_class, MmsAddDialog, clear_file);
  gtk_widget_class_bind_template_child (widget_class, MmsAddDialog, later);
  gtk_widget_class_bind_template_child (widget_class, MmsAddDialog, title_group);
  gtk_widget_class_bind_template_child (widget_class, MmsAddDialog, chooser);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, link_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, later_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, go_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_file_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_file_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
mms_add_dialog_init (MmsAddDialog *self)
{
  GType types[] = { G_TYPE_FILE, G_TYPE_STRING };
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_target_set_gtypes (drop, types, G_N_ELEMENTS (types));
  g_signal_connect_swapped (drop, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

GtkWidget *
mms_add_dialog_new (GtkWindow *parent, MmsContext *context)
{
  MmsAddDialog *self = g_object_new (MMS_TYPE_ADD_DIALOG, "transient-for", parent, NULL);

  self->context = g_object_ref (context);
  mms_title_chooser_set_context (self->chooser, context);
  gtk_widget_grab_focus (GTK_WIDGET (self->link));
  return GTK_WIDGET (self);
}

void
mms_add_dialog_set_link (MmsAddDialog *self, const char *link)
{
  gtk_editable_set_text (GTK_EDITABLE (self->link), link);
}

/* @file: (nullable): %NULL takes the file away again */
void
mms_add_dialog_set_file (MmsAddDialog *self, GFile *file)
{
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;
  g_autofree char *shown = name != NULL ? g_filename_display_name (name) : NULL;

  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  g_set_object (&self->file, file);
  adw_action_row_set_subtitle (self->file_row, shown != NULL ? shown : _ ("None chosen"));
  gtk_widget_set_visible (self->clear_file, file != NULL);
  if (shown != NULL && g_str_has_suffix (shown, ".torrent"))
    {
      shown[strlen (shown) - strlen (".torrent")] = '\0';
      mms_title_chooser_propose (self->chooser, shown);
    }
  changed_cb (self);
}
