/* Shows one line of a job's history: when, what became true or what went wrong, and who.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-event-row.h"

#include <glib/gi18n.h>

#include "desktop/mms-job-words.h"

struct _MmsEventRow
{
  GtkListBoxRow parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *message;
  GtkLabel *at;
};

G_DEFINE_FINAL_TYPE (MmsEventRow, mms_event_row, GTK_TYPE_LIST_BOX_ROW);

static void
mms_event_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MMS_TYPE_EVENT_ROW);
  G_OBJECT_CLASS (mms_event_row_parent_class)->dispose (object);
}

static void
mms_event_row_class_init (MmsEventRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mms_event_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/mediamanagersuite/MediaManagerSuite/ui/mms-event-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MmsEventRow, icon);
  gtk_widget_class_bind_template_child (widget_class, MmsEventRow, title);
  gtk_widget_class_bind_template_child (widget_class, MmsEventRow, message);
  gtk_widget_class_bind_template_child (widget_class, MmsEventRow, at);
}

static void
mms_event_row_init (MmsEventRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Returns: (transfer full): the name of whoever acted, for people */
static char *
dup_who (const char *who)
{
  static const struct
  {
    const char *nick;
    const char *label;
  } names[] = {
    { "person", N_ ("You") },
    { "sonarr", "Sonarr" },
    { "radarr", "Radarr" },
    { "mms", "MediaManagerSuite" },
    { "predecessor", N_ ("The earlier program") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (who, names[i].nick) == 0)
      return g_strdup (_ (names[i].label));
  return g_strdup (who);
}

GtkWidget *
mms_event_row_new (const MmsEvent *event)
{
  MmsEventRow *self = g_object_new (MMS_TYPE_EVENT_ROW, NULL);
  g_autofree char *at = mms_moment_dup_words (event->at, g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *who = dup_who (event->who);
  const char *title = event->problem ? _ ("Problem") : mms_fact_get_label (event->fact);
  gboolean says = event->message != NULL && *event->message != '\0';
  /* Translators: who acted, then what they said of it */
  g_autofree char *message = says ? g_strdup_printf (_ ("%s: %s"), who, event->message)
                                  : g_strdup (who);
  g_autofree char *summary = g_strjoin (", ", title, message, at, NULL);

  gtk_image_set_from_icon_name (self->icon, event->problem ? "mms-attention-symbolic"
                                                           : "mms-check-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), event->problem ? "warning" : "success");
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->message, message);
  gtk_label_set_label (self->at, at);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, summary,
                                  -1);
  return GTK_WIDGET (self);
}
