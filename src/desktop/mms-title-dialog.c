/* Asks which title a release is that is already on its road.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-title-dialog.h"

#include <glib/gi18n.h>

#include "desktop/mms-title-chooser.h"

struct _MmsTitleDialog
{
  AdwWindow parent_instance;

  GtkWidget *go;
  GtkLabel *release;
  GtkLabel *problem;
  MmsTitleChooser *chooser;

  MmsTitleChosen chosen;
  gpointer user_data;
  GDestroyNotify destroy;
};

G_DEFINE_FINAL_TYPE (MmsTitleDialog, mms_title_dialog, ADW_TYPE_WINDOW);

static void
changed_cb (MmsTitleDialog *self)
{
  if (self->go != NULL)
    gtk_widget_set_sensitive (self->go, mms_title_chooser_get_ready (self->chooser));
}

static void
decided (GObject *chooser, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsTitleDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsIntent) intent =
    mms_title_chooser_decide_finish (MMS_TITLE_CHOOSER (chooser), result, &error);

  if (self->go == NULL)  /* the dialog was closed meanwhile */
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->chooser), TRUE);
  changed_cb (self);
  if (intent == NULL)
    {
      gtk_label_set_label (self->problem, error->message);
      gtk_widget_show (GTK_WIDGET (self->problem));
      return;
    }
  self->chosen (intent, self->user_data);
  gtk_window_close (GTK_WINDOW (self));
}

static void
go_cb (MmsTitleDialog *self)
{
  gtk_widget_hide (GTK_WIDGET (self->problem));
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->chooser), FALSE);
  gtk_widget_set_sensitive (self->go, FALSE);
  mms_title_chooser_decide_async (self->chooser, NULL, decided, g_object_ref (self));
}

static void
mms_title_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MMS_TYPE_TITLE_DIALOG);
  G_OBJECT_CLASS (mms_title_dialog_parent_class)->dispose (object);
}

static void
mms_title_dialog_finalize (GObject *object)
{
  MmsTitleDialog *self = MMS_TITLE_DIALOG (object);

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  G_OBJECT_CLASS (mms_title_dialog_parent_class)->finalize (object);
}

static void
mms_title_dialog_class_init (MmsTitleDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mms_title_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = mms_title_dialog_finalize;
  g_type_ensure (MMS_TYPE_TITLE_CHOOSER);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/mediamanagersuite/MediaManagerSuite/ui/mms-title-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MmsTitleDialog, go);
  gtk_widget_class_bind_template_child (widget_class, MmsTitleDialog, release);
  gtk_widget_class_bind_template_child (widget_class, MmsTitleDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, MmsTitleDialog, chooser);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, go_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
mms_title_dialog_init (MmsTitleDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @chosen is called at most once, and never after @destroy. */
GtkWidget *
mms_title_dialog_new (GtkWindow *parent, MmsContext *context, MmsJob *job, MmsTitleChosen chosen,
                      gpointer user_data, GDestroyNotify destroy)
{
  MmsTitleDialog *self = g_object_new (MMS_TYPE_TITLE_DIALOG, "transient-for", parent, NULL);
  const MmsIntent *intent = mms_job_get_intent (job);

  self->chosen = chosen;
  self->user_data = user_data;
  self->destroy = destroy;
  gtk_label_set_label (self->release, mms_job_get_name (job));
  mms_title_chooser_set_context (self->chooser, context);
  if (intent != NULL && intent->title != NULL)
    {
      mms_title_chooser_set_term (self->chooser, intent->title);
      mms_title_chooser_set_part (self->chooser, intent->season, intent->episodes);
    }
  else
    mms_title_chooser_propose (self->chooser, mms_job_get_name (job));
  gtk_widget_grab_focus (GTK_WIDGET (self->chooser));
  return GTK_WIDGET (self);
}
