/* The main window: the list of releases, one release beside or above it, and what to do first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-window.h"

#include <glib/gi18n.h>

#include "desktop/mms-activity-page.h"
#include "desktop/mms-add-dialog.h"
#include "desktop/mms-job-actions.h"
#include "desktop/mms-job-page.h"
#include "desktop/mms-job-words.h"
#include "desktop/mms-preferences.h"

struct _MmsWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwStatusPage *failure;
  AdwLeaflet *leaflet;
  MmsActivityPage *activity;
  MmsJobPage *page;

  MmsContext *context;        /* (owned) */
  MmsJobActions *actions;     /* (owned) */
  GListModel *jobs;           /* (owned) (nullable): once they were read */
  GtkWidget *preferences;     /* (nullable): weak, while it is open */
};

G_DEFINE_FINAL_TYPE (MmsWindow, mms_window, ADW_TYPE_APPLICATION_WINDOW);

static void
face_say (GtkWidget *face, const char *text)
{
  mms_window_say (MMS_WINDOW (face), text);
}

static void
face_show_error (GtkWidget *face, const char *heading, const GError *error)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (face), heading, error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
face_show_preferences (GtkWidget *face, MmsService service)
{
  mms_window_show_preferences (MMS_WINDOW (face), (int) service);
}

static void
face_show_paths (GtkWidget *face)
{
  MmsWindow *self = MMS_WINDOW (face);

  mms_window_show_preferences (self, -1);
  mms_preferences_show_page (MMS_PREFERENCES (self->preferences), "folders");
}

static const MmsFace face = {
  .say = face_say,
  .show_error = face_show_error,
  .show_preferences = face_show_preferences,
  .show_paths = face_show_paths,
};

static gboolean
connections_are_set (MmsWindow *self)
{
  static const char *const needed[] = { "rtorrent-url", "sftp-host" };
  GSettings *settings = mms_context_get_settings (self->context);

  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
    {
      g_autofree char *value = g_settings_get_string (settings, needed[i]);

      if (*value == '\0')
        return FALSE;
    }
  return TRUE;
}

/* What is shown follows from what there is. */
static void
choose_page (MmsWindow *self)
{
  if (self->jobs == NULL)
    return;
  if (g_list_model_get_n_items (self->jobs) > 0)
    gtk_stack_set_visible_child_name (self->stack, "jobs");
  else if (connections_are_set (self))
    gtk_stack_set_visible_child_name (self->stack, "empty");
  else
    gtk_stack_set_visible_child_name (self->stack, "welcome");
}

static void
job_selected_cb (MmsWindow *self, MmsJob *job)
{
  /* A job that a search hides stays on its page. */
  if (job != NULL && !adw_leaflet_get_folded (self->leaflet))
    mms_job_page_set_job (self->page, job);
}

static void
job_opened_cb (MmsWindow *self, MmsJob *job)
{
  mms_window_show_job (self, job);
}

static void
folded_cb (MmsWindow *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  mms_activity_page_set_folded (self->activity, folded);
  mms_job_page_set_folded (self->page, folded);
  if (!folded && mms_activity_page_get_selected (self->activity) != NULL)
    mms_job_page_set_job (self->page, mms_activity_page_get_selected (self->activity));
}

static void
back_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MmsWindow *self = MMS_WINDOW (widget);

  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->activity));
}

static void
added_cb (MmsWindow *self, MmsJob *job)
{
  g_autofree char *title = mms_job_dup_title (job);
  /* Translators: %s is a title */
  g_autofree char *text = g_strdup_printf (_ ("“%s” is on its road"), title);

  mms_window_say (self, text);
}

/* A job that was forgotten leaves its page, too. */
static void
jobs_changed_cb (MmsWindow *self, guint position, guint removed)
{
  MmsJob *shown = mms_job_page_get_job (self->page);
  gboolean there = FALSE;

  choose_page (self);
  if (shown == NULL || removed == 0)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (self->jobs) && !there; i++)
    {
      g_autoptr (MmsJob) job = g_list_model_get_item (self->jobs, i);

      there = job == shown;
    }
  if (there)
    return;
  mms_job_page_set_job (self->page, NULL);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->activity));
}

static void
restore_size (MmsWindow *self)
{
  GSettings *settings = mms_context_get_settings (self->context);
  int width = g_settings_get_int (settings, "window-width");
  int height = g_settings_get_int (settings, "window-height");

  if (width > 0 && height > 0)
    gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
save_size (MmsWindow *self)
{
  GSettings *settings = mms_context_get_settings (self->context);
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (settings, "window-width", width);
  g_settings_set_int (settings, "window-height", height);
  g_settings_set_boolean (settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
}

static gboolean
mms_window_close_request (GtkWindow *window)
{
  save_size (MMS_WINDOW (window));
  return GTK_WINDOW_CLASS (mms_window_parent_class)->close_request (window);
}

static void
mms_window_dispose (GObject *object)
{
  MmsWindow *self = MMS_WINDOW (object);

  if (self->context != NULL)
    g_signal_handlers_disconnect_by_data (mms_context_get_settings (self->context), self);
  if (self->jobs != NULL)
    g_signal_handlers_disconnect_by_data (self->jobs, self);
  g_clear_weak_pointer (&self->preferences);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "job", NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), MMS_TYPE_WINDOW);
  g_clear_object (&self->actions);
  g_clear_object (&self->jobs);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (mms_window_parent_class)->dispose (object);
}

static void
mms_window_class_init (MmsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mms_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = mms_window_close_request;
  g_type_ensure (MMS_TYPE_ACTIVITY_PAGE);
  g_type_ensure (MMS_TYPE_JOB_PAGE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/mediamanagersuite/MediaManagerSuite/ui/mms-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MmsWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, MmsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, MmsWindow, failure);
  gtk_widget_class_bind_template_child (widget_class, MmsWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, MmsWindow, activity);
  gtk_widget_class_bind_template_child (widget_class, MmsWindow, page);
  gtk_widget_class_bind_template_callback (widget_class, job_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, job_opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "win.back", NULL);
}

static void
mms_window_init (MmsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  folded_cb (self);
}

/* @context may still be opening; mms_window_show_jobs() says when it is open. */
MmsWindow *
mms_window_new (AdwApplication *application, MmsContext *context)
{
  MmsWindow *self = g_object_new (MMS_TYPE_WINDOW, "application", application, NULL);
  g_autoptr (GAction) paused
      = g_settings_create_action (mms_context_get_settings (context), "transfers-paused");

  self->context = g_object_ref (context);
  g_action_map_add_action (G_ACTION_MAP (self), paused);
  self->actions = mms_job_actions_new (context, GTK_WIDGET (self), &face);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "job",
                                  mms_job_actions_get_group (self->actions));
  restore_size (self);
  return self;
}

/* The context is open; @jobs are its own, or the mirror of what another process does. */
void
mms_window_show_jobs (MmsWindow *self, GListModel *jobs)
{
  GSettings *settings = mms_context_get_settings (self->context);

  g_return_if_fail (self->jobs == NULL);
  self->jobs = g_object_ref (jobs);
  mms_job_actions_set_jobs (self->actions, jobs);
  mms_job_page_set_context (self->page, self->context);
  mms_activity_page_set_jobs (self->activity, self->jobs);
  g_signal_connect_swapped (self->jobs, "items-changed", G_CALLBACK (jobs_changed_cb), self);
  g_signal_connect_swapped (settings, "changed::rtorrent-url", G_CALLBACK (choose_page), self);
  g_signal_connect_swapped (settings, "changed::sftp-host", G_CALLBACK (choose_page), self);
  choose_page (self);
}

/* The context could not be opened; nothing can be shown. */
void
mms_window_show_failure (MmsWindow *self, const GError *error)
{
  g_autofree char *escaped = g_markup_escape_text (error->message, -1);

  adw_status_page_set_description (self->failure, escaped);
  gtk_stack_set_visible_child_name (self->stack, "failure");
}

/* Says @text (nullable) above the list. */
void
mms_window_set_notice (MmsWindow *self, const char *text)
{
  mms_activity_page_set_notice (self->activity, text);
}

void
mms_window_show_job (MmsWindow *self, MmsJob *job)
{
  mms_job_page_set_job (self->page, job);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->page));
}

/* @service: the connection to show, or -1 */
void
mms_window_show_preferences (MmsWindow *self, int service)
{
  if (self->preferences == NULL)
    g_set_weak_pointer (&self->preferences, mms_preferences_new (GTK_WINDOW (self), self->context));
  if (service >= 0)
    mms_preferences_show_service (MMS_PREFERENCES (self->preferences), (MmsService) service);
  gtk_window_present (GTK_WINDOW (self->preferences));
}

/* Asks for a release; @source (nullable) is a magnet's or a .torrent's address. */
void
mms_window_add (MmsWindow *self, GFile *source)
{
  GtkWidget *dialog = NULL;
  g_autofree char *uri = source != NULL ? g_file_get_uri (source) : NULL;

  if (self->jobs == NULL)
    return;
  dialog = mms_add_dialog_new (GTK_WINDOW (self), self->context);
  if (source != NULL && g_file_is_native (source))
    mms_add_dialog_set_file (MMS_ADD_DIALOG (dialog), source);
  else if (uri != NULL)
    mms_add_dialog_set_link (MMS_ADD_DIALOG (dialog), uri);
  g_signal_connect_object (dialog, "added", G_CALLBACK (added_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
mms_window_search (MmsWindow *self)
{
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->activity));
  mms_activity_page_search (self->activity);
}

void
mms_window_say (MmsWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}
