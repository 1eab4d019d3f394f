/* Shows one job in the list: title, where it is, one progress bar, and what is wrong.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-job-row.h"

#include <glib/gi18n.h>

#include "desktop/mms-job-menu.h"
#include "desktop/mms-job-words.h"

struct _MmsJobRow
{
  GtkBox parent_instance;

  GtkImage *kind;
  GtkLabel *title;
  GtkLabel *release;
  GtkProgressBar *progress;
  GtkLabel *where;
  GtkWidget *unverified;
  GtkLabel *flow;
  GtkLabel *percent;
  GtkWidget *problem;
  GtkLabel *message;
  GtkLabel *when;
  GtkButton *remedy;

  MmsJob *job;          /* (owned) (nullable) */
  GSignalGroup *signals; /* (owned): of @job */
  GtkWidget *menu;      /* (nullable): the popover, a child, while it is open */
  guint close_id;       /* a source, 0: none */
};

G_DEFINE_FINAL_TYPE (MmsJobRow, mms_job_row, GTK_TYPE_BOX);

static void
show_problem (MmsJobRow *self, const MmsProblem *problem)
{
  const char *label = NULL;
  g_autofree char *when = NULL;

  gtk_widget_set_visible (self->problem, problem != NULL);
  if (problem == NULL)
    return;
  when = mms_problem_dup_when (problem, g_get_real_time () / G_USEC_PER_SEC);
  label = mms_remedy_get_label (mms_problem_get_remedy (problem));
  gtk_label_set_label (self->message, problem->message);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->message), problem->message);
  gtk_label_set_label (self->when, when);
  gtk_button_set_label (self->remedy, label);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->remedy), "s",
                                    mms_job_get_hash (self->job));
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_road (MmsJobRow *self)
{
  double progress = mms_job_get_progress (self->job);
  g_autofree char *where = mms_job_dup_where (self->job);
  g_autofree char *flow = mms_job_dup_flow (self->job);
  g_autofree char *percent = g_strdup_printf (_ ("%d %%"), (int) (progress * 100));
  MmsUrgency urgency = mms_job_get_urgency (self->job);

  gtk_progress_bar_set_fraction (self->progress, progress);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), urgency != MMS_URGENCY_DONE);
  gtk_widget_set_visible (GTK_WIDGET (self->percent), urgency != MMS_URGENCY_DONE);
  gtk_label_set_label (self->where, where);
  gtk_label_set_label (self->flow, flow != NULL ? flow : "");
  gtk_widget_set_visible (GTK_WIDGET (self->flow), flow != NULL);
  gtk_label_set_label (self->percent, percent);
  set_class (GTK_WIDGET (self), "needs-you", urgency == MMS_URGENCY_NEEDS_YOU);
  set_class (GTK_WIDGET (self), "waiting", urgency == MMS_URGENCY_WAITING);
  set_class (GTK_WIDGET (self), "done", urgency == MMS_URGENCY_DONE);
}

/* The list's own row carries the name: GtkListItem has no label of its own before GTK 4.12. */
static void
name_for_reader (MmsJobRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *summary = mms_job_dup_summary (self->job);

  if (parent == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, summary,
                                  -1);
  if (mms_job_get_verified (self->job) == MMS_VERIFIED_SIZES)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    mms_verified_get_label (MMS_VERIFIED_SIZES), -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

static void
show (MmsJobRow *self)
{
  g_autofree char *title = mms_job_dup_title (self->job);
  const char *name = mms_job_get_name (self->job);

  gtk_image_set_from_icon_name (self->kind, mms_job_get_icon_name (self->job));
  gtk_label_set_label (self->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), title);
  gtk_label_set_label (self->release, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->release), name);
  gtk_widget_set_visible (GTK_WIDGET (self->release), g_strcmp0 (title, name) != 0);
  gtk_widget_set_visible (self->unverified,
                          mms_job_get_verified (self->job) == MMS_VERIFIED_SIZES);
  show_road (self);
  show_problem (self, mms_job_get_problem (self->job));
  name_for_reader (self);
}

static void
job_notify_cb (MmsJobRow *self, GParamSpec *pspec)
{
  if (g_str_equal (pspec->name, "progress") || g_str_equal (pspec->name, "status"))
    show_road (self);
  else
    show (self);
}

static void
drop_menu (MmsJobRow *self)
{
  g_clear_handle_id (&self->close_id, g_source_remove);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
}

static gboolean
drop_menu_cb (gpointer user_data)
{
  drop_menu (user_data);
  return G_SOURCE_REMOVE;
}

/* A menu closes before the chosen entry acts, in one go, and the entry finds its action through the
 * row: the menu is dropped right after, before the next event. */
static void
menu_closed_cb (MmsJobRow *self)
{
  if (self->close_id == 0)
    self->close_id = g_idle_add_full (G_PRIORITY_HIGH, drop_menu_cb, self, NULL);
}

/* Each time a new menu, which does not outlive its closing: where the pointer is above a popover that
 * closes, GTK (4.8, maybe_request_motion_event in gtkpopover.c) goes on to synthesize motion on its
 * hidden surface, and the next click of the person goes there and is lost. */
static void
open_menu (MmsJobRow *self, double x, double y)
{
  g_autoptr (GMenuModel) model = NULL;

  if (self->job == NULL)
    return;
  drop_menu (self);
  model = mms_job_menu_new (self->job);
  self->menu = gtk_popover_menu_new_from_model (model);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  g_signal_connect_swapped (self->menu, "closed", G_CALLBACK (menu_closed_cb), self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* Not when the button is pressed: the menu's grab takes the press away from the row, and GTK (4.8,
 * gtk_window_maybe_revoke_implicit_grab) then never ends the row's look of being held down. */
static void
released_cb (GtkGestureClick *gesture, int n_press, double x, double y, MmsJobRow *self)
{
  open_menu (self, x, y);
}

static void
long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, MmsJobRow *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  open_menu (self, x, y);
}

static void
menu_activated_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  open_menu (MMS_JOB_ROW (widget), 24, gtk_widget_get_height (widget) / 2.0);
}

static void
mms_job_row_dispose (GObject *object)
{
  MmsJobRow *self = MMS_JOB_ROW (object);

  drop_menu (self);
  g_clear_object (&self->signals);
  g_clear_object (&self->job);

  G_OBJECT_CLASS (mms_job_row_parent_class)->dispose (object);
}

static void
mms_job_row_class_init (MmsJobRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mms_job_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/mediamanagersuite/MediaManagerSuite/ui/mms-job-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MmsJobRow, kind);
  gtk_widget_class_bind_template_child (widget_class, MmsJobRow, title);
  gtk_widget_class_bind_template_child (widget_class, MmsJobRow, release);
  gtk_widget_class_bind_template_child (widget_class, MmsJobRow, progress);
  gtk_widget_class_bind_template_child (widget_class, MmsJobRow, where);
  gtk_widget_class_bind_template_child (widget_class, MmsJobRow, unverified);
  gtk_widget_class_bind_template_child (widget_class, MmsJobRow, flow);
  gtk_widget_class_bind_template_child (widget_class, MmsJobRow, percent);
  gtk_widget_class_bind_template_child (widget_class, MmsJobRow, problem);
  gtk_widget_class_bind_template_child (widget_class, MmsJobRow, message);
  gtk_widget_class_bind_template_child (widget_class, MmsJobRow, when);
  gtk_widget_class_bind_template_child (widget_class, MmsJobRow, remedy);
  gtk_widget_class_bind_template_callback (widget_class, released_cb);
  gtk_widget_class_bind_template_callback (widget_class, long_pressed_cb);
  gtk_widget_class_install_action (widget_class, "row.menu", NULL, menu_activated_cb);
}

static void
mms_job_row_init (MmsJobRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (MMS_TYPE_JOB);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (job_notify_cb), self);
}

GtkWidget *
mms_job_row_new (void)
{
  return g_object_new (MMS_TYPE_JOB_ROW, NULL);
}

/* Shows @job and follows its changes; %NULL while the row waits to be used again. */
void
mms_job_row_set_job (MmsJobRow *self, MmsJob *job)
{
  g_set_object (&self->job, job);
  g_signal_group_set_target (self->signals, job);
  if (job != NULL)
    show (self);
}

MmsJob *
mms_job_row_get_job (MmsJobRow *self)
{
  return self->job;
}

/* Counts down what the clock alone changes. */
void
mms_job_row_refresh (MmsJobRow *self)
{
  if (self->job != NULL)
    show_problem (self, mms_job_get_problem (self->job));
}
