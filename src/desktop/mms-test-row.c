/* Tests one connection and says in one line what came of it, with the way on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-test-row.h"

#include <glib/gi18n.h>

#include "core/mms-error.h"
#include "desktop/mms-trust-dialog.h"

struct _MmsTestRow
{
  AdwActionRow parent_instance;

  GtkImage *icon;
  GtkSpinner *spinner;
  GtkWidget *trust;
  GtkWidget *test;

  MmsContext *context;        /* (owned) (nullable) */
  MmsService service;
  GCancellable *cancellable;  /* (owned) (nullable): of the test that runs */
};

G_DEFINE_FINAL_TYPE (MmsTestRow, mms_test_row, ADW_TYPE_ACTION_ROW);

/* "asked": a person wants the test; whoever listens runs it when all is written */
static guint asked;

static void
set_result (MmsTestRow *self, const char *icon, const char *class, const char *text)
{
  static const char *const classes[] = { "success", "error", "warning" };

  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), classes[i]);
  if (class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), class);
  gtk_image_set_from_icon_name (self->icon, icon);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
}

static void
set_busy (MmsTestRow *self, gboolean busy)
{
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (self->test, !busy);
}

static void
show_failure (MmsTestRow *self, const GError *error)
{
  gboolean untrusted = g_error_matches (error, MMS_ERROR, MMS_ERROR_UNTRUSTED);
  g_autofree char *offered =
    untrusted ? mms_context_dup_offered (self->context, self->service) : NULL;
  g_autofree char *text = NULL;

  if (offered != NULL)
    text = g_strdup_printf ("%s\n%s", error->message, offered);
  set_result (self, untrusted ? "mms-trust-symbolic" : "mms-attention-symbolic",
              untrusted ? "warning" : "error", text != NULL ? text : error->message);
  gtk_widget_set_visible (self->trust, untrusted);
}

static void
checked (GObject *context, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsTestRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = mms_context_check_finish (MMS_CONTEXT (context), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, FALSE);
  if (said != NULL)
    set_result (self, "mms-check-symbolic", "success", said);
  else
    show_failure (self, error);
}

/* Runs the test with what the settings say now. */
void
mms_test_row_run (MmsTestRow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  gtk_widget_hide (self->trust);
  set_result (self, "mms-plug-symbolic", NULL, _ ("Testing…"));
  set_busy (self, TRUE);
  mms_context_check_async (self->context, self->service, self->cancellable, checked,
                           g_object_ref (self));
}

static void
test_cb (MmsTestRow *self)
{
  g_signal_emit (self, asked, 0);
}

static void
trusted (gpointer user_data)
{
  mms_test_row_run (user_data);
}

static void
trust_cb (MmsTestRow *self)
{
  mms_trust_dialog_present (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->context,
                            self->service, trusted, g_object_ref (self), g_object_unref);
}

static void
mms_test_row_dispose (GObject *object)
{
  MmsTestRow *self = MMS_TEST_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), MMS_TYPE_TEST_ROW);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (mms_test_row_parent_class)->dispose (object);
}

static void
mms_test_row_class_init (MmsTestRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mms_test_row_dispose;
  asked = g_signal_new ("asked", MMS_TYPE_TEST_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                        G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/mediamanagersuite/MediaManagerSuite/ui/mms-test-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MmsTestRow, icon);
  gtk_widget_class_bind_template_child (widget_class, MmsTestRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, MmsTestRow, trust);
  gtk_widget_class_bind_template_child (widget_class, MmsTestRow, test);
  gtk_widget_class_bind_template_callback (widget_class, test_cb);
  gtk_widget_class_bind_template_callback (widget_class, trust_cb);
}

static void
mms_test_row_init (MmsTestRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* To be called once. */
void
mms_test_row_set_service (MmsTestRow *self, MmsContext *context, MmsService service)
{
  /* Translators: %s is the name of a connection */
  g_autofree char *label = g_strdup_printf (_ ("Test the connection “%s”"),
                                            mms_service_get_label (service));

  self->context = g_object_ref (context);
  self->service = service;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->test), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}
