/* The program with a window: one instance, its actions, and the life of the engine.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-application.h"

#include <glib/gi18n.h>

#include "desktop/mms-mirror.h"
#include "desktop/mms-notification.h"
#include "desktop/mms-window.h"

/* How often the road is asked for while another process walks it. */
#define OWN_AGAIN_S 5

/* From the first window to the last:
 *
 *   activate ──> begin ──> opened ──> own ──────────────────────> start
 *                  ^          │        └─ another process owns the road: mirror it, try again
 *                  │          │                                         │
 *                  │          └─ it failed: the window says why         │ it ended
 *                  └──────────────── renewed <── renew <────────────────┘
 *   the last window closes ──> leave ──> stopped ──> the program ends
 *
 * What was read while another process worked is old: the engine is built anew before it works.
 */
struct _MmsApplication
{
  AdwApplication parent_instance;

  MmsContext *context;   /* (owned) (nullable) */
  MmsMirror *mirror;     /* (owned) (nullable): while another process walks the road */
  GFile *source;         /* (owned) (nullable): what to add once the context is open */
  guint own_id;          /* a source, 0: none */
  gboolean open;         /* the context is */
  gboolean stopping;     /* the engine is, to be built anew */
  gboolean renewing;     /* one window takes the place of another */
  gboolean leaving;
};

G_DEFINE_FINAL_TYPE (MmsApplication, mms_application, ADW_TYPE_APPLICATION);

static void begin (MmsApplication *self);
static void opened (GObject *context, GAsyncResult *result, gpointer user_data);
static gboolean own_again (gpointer user_data);
static void renew (MmsApplication *self);
static void renewed (GObject *context, GAsyncResult *result, gpointer user_data);
static void leave (MmsApplication *self);
static void stopped (GObject *context, GAsyncResult *result, gpointer user_data);

static MmsWindow *
get_window (MmsApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (; windows != NULL; windows = windows->next)
    if (MMS_IS_WINDOW (windows->data))
      return MMS_WINDOW (windows->data);
  return NULL;
}

/* A person who looks at the window sees it there. */
static void
event_cb (MmsApplication *self, MmsJob *job, MmsEvent *event)
{
  MmsWindow *window = get_window (self);
  g_autoptr (GNotification) notification = NULL;

  if (!g_settings_get_boolean (mms_context_get_settings (self->context), "notifications")
      || (window != NULL && gtk_window_is_active (GTK_WINDOW (window))))
    return;
  notification = mms_notification_new (job, event);
  if (notification != NULL)
    g_application_send_notification (G_APPLICATION (self), mms_job_get_hash (job), notification);
}

static void
begin (MmsApplication *self)
{
  self->context = mms_context_new ();
  mms_context_own (self->context, NULL);
  g_signal_connect_object (self->context, "event", G_CALLBACK (event_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (mms_window_new (ADW_APPLICATION (self), self->context)));
  mms_context_open_async (self->context, NULL, opened, g_object_ref (self));
}

static void
work (MmsApplication *self, MmsWindow *window)
{
  mms_context_start (self->context);
  mms_window_show_jobs (window, mms_context_get_jobs (self->context));
  mms_window_set_notice (window, mms_context_get_notice (self->context));
}

static void
look_on (MmsApplication *self, MmsWindow *window, const GError *error)
{
  self->mirror = mms_mirror_new (mms_context_get_journal (self->context));
  self->own_id = g_timeout_add_seconds (OWN_AGAIN_S, own_again, self);
  mms_window_show_jobs (window, mms_mirror_get_jobs (self->mirror));
  mms_window_set_notice (window, error->message);
}

static void
opened (GObject *context, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean open = mms_context_open_finish (MMS_CONTEXT (context), result, &error);
  MmsWindow *window = get_window (self);

  if (self->leaving || window == NULL)
    return;
  if (!open)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        mms_window_show_failure (window, error);
      return;
    }
  self->open = TRUE;
  if (mms_context_get_owner (self->context))
    work (self, window);
  else if (mms_context_own (self->context, &error))
    {
      renew (self);
      return;
    }
  else
    look_on (self, window, error);
  if (self->source != NULL)
    mms_window_add (window, self->source);
  g_clear_object (&self->source);
}

static gboolean
own_again (gpointer user_data)
{
  MmsApplication *self = user_data;

  if (!mms_context_own (self->context, NULL))
    return G_SOURCE_CONTINUE;
  self->own_id = 0;
  renew (self);
  return G_SOURCE_REMOVE;
}

static void
stop_mirror (MmsApplication *self)
{
  if (self->mirror != NULL)
    mms_mirror_stop (self->mirror);
  g_clear_object (&self->mirror);
}

static void
renew (MmsApplication *self)
{
  self->open = FALSE;
  self->stopping = TRUE;
  stop_mirror (self);
  mms_context_stop_async (self->context, renewed, g_object_ref (self));
}

static void
renewed (GObject *context, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  GtkWindow *old = GTK_WINDOW (get_window (self));

  if (!mms_context_stop_finish (MMS_CONTEXT (context), result, &error))
    g_warning ("the engine did not stop cleanly: %s", error->message);
  self->stopping = FALSE;
  if (self->leaving || old == NULL)
    {
      g_application_release (G_APPLICATION (self));
      return;
    }
  self->renewing = TRUE;
  gtk_window_close (old);
  g_clear_object (&self->context);
  begin (self);
  self->renewing = FALSE;
}

static void
mms_application_activate (GApplication *application)
{
  MmsApplication *self = MMS_APPLICATION (application);
  MmsWindow *window = get_window (self);

  if (window != NULL)
    {
      gtk_window_present (GTK_WINDOW (window));
      return;
    }
  g_application_hold (application);
  begin (self);
}

static void
mms_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  MmsApplication *self = MMS_APPLICATION (application);

  g_application_activate (application);
  if (self->open)
    mms_window_add (get_window (self), files[0]);
  else
    g_set_object (&self->source, files[0]);
}

static void
mms_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  GTK_APPLICATION_CLASS (mms_application_parent_class)->window_removed (application, window);
  if (MMS_IS_WINDOW (window))
    leave (MMS_APPLICATION (application));
}

/* Steps that are at work come to a clean end before the program does. */
static void
leave (MmsApplication *self)
{
  if (self->leaving || self->renewing || self->context == NULL)
    return;
  self->leaving = TRUE;
  g_clear_handle_id (&self->own_id, g_source_remove);
  if (self->stopping)
    return;
  stop_mirror (self);
  mms_context_stop_async (self->context, stopped, g_object_ref (self));
}

static void
stopped (GObject *context, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!mms_context_stop_finish (MMS_CONTEXT (context), result, &error))
    g_warning ("the engine did not stop cleanly: %s", error->message);
  g_application_release (G_APPLICATION (self));
}

static void
add_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  mms_window_add (get_window (user_data), NULL);
}

static void
show_job_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsApplication *self = user_data;
  MmsJob *job = NULL;

  g_application_activate (G_APPLICATION (self));
  if (self->open)
    job = mms_context_find_job (self->context, g_variant_get_string (parameter, NULL), NULL);
  if (job != NULL)
    mms_window_show_job (get_window (self), job);
}

static void
search_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  mms_window_search (get_window (user_data));
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsApplication *self = user_data;

  if (self->open)
    mms_window_show_preferences (get_window (self), -1);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (
    GTK_WINDOW (get_window (user_data)), "application-name", "MediaManagerSuite",
    "application-icon", MMS_APP_ID, "version", MMS_VERSION,
    /* Translators: one sentence about the program */
    "comments",
    _ ("Walks a release from the indexer over your seedbox into Sonarr’s and Radarr’s "
       "library, and goes on where it was after every interruption."),
    "license-type", GTK_LICENSE_GPL_3_0, "developer-name", _ ("The MediaManagerSuite contributors"),
    /* Translators: put your names here, one on each line */
    "translator-credits", _ ("translator-credits"), NULL);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsWindow *window = get_window (user_data);

  if (window != NULL)
    gtk_window_close (GTK_WINDOW (window));
}

static void
mms_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { .name = "add", .activate = add_cb },
    { .name = "show-job", .activate = show_job_cb, .parameter_type = "s" },
    { .name = "search", .activate = search_cb },
    { .name = "preferences", .activate = preferences_cb },
    { .name = "about", .activate = about_cb },
    { .name = "quit", .activate = quit_cb },
  };
  static const struct
  {
    const char *action;
    const char *keys[2];
  } keys[] = {
    { "app.add", { "<Control>n" } },
    { "app.search", { "<Control>f" } },
    { "app.preferences", { "<Control>comma" } },
    { "app.quit", { "<Control>q" } },
    { "window.close", { "<Control>w" } },
    { "win.transfers-paused", { "<Control>p" } },
  };

  G_APPLICATION_CLASS (mms_application_parent_class)->startup (application);
  g_set_application_name ("MediaManagerSuite");
  gtk_window_set_default_icon_name (MMS_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                   application);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), keys[i].action,
                                           (const char *[]){ keys[i].keys[0], NULL });
}

static void
mms_application_dispose (GObject *object)
{
  MmsApplication *self = MMS_APPLICATION (object);

  g_clear_handle_id (&self->own_id, g_source_remove);
  stop_mirror (self);
  g_clear_object (&self->context);
  g_clear_object (&self->source);

  G_OBJECT_CLASS (mms_application_parent_class)->dispose (object);
}

static void
mms_application_class_init (MmsApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mms_application_dispose;
  application_class->startup = mms_application_startup;
  application_class->activate = mms_application_activate;
  application_class->open = mms_application_open;
  GTK_APPLICATION_CLASS (klass)->window_removed = mms_application_window_removed;
}

static void
mms_application_init (MmsApplication *self)
{
}

MmsApplication *
mms_application_new (void)
{
  return g_object_new (MMS_TYPE_APPLICATION, "application-id", MMS_APP_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, NULL);
}
