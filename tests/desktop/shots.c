/* Takes a picture of every page, light and dark, wide and narrow, into the folder MMS_SHOTS.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/mms-program.h"
#include "desktop/mms-activity-page.h"
#include "desktop/mms-add-dialog.h"
#include "desktop/mms-application.h"
#include "desktop/mms-files-group.h"
#include "desktop/mms-preferences.h"
#include "desktop/mms-rule-row.h"
#include "desktop/mms-title-dialog.h"
#include "desktop/mms-trust-dialog.h"
#include "desktop/mms-window.h"
#include "preview.h"

#define WIDE 1100
#define NARROW 360

static const char *folder;
static MmsApplication *application;

static gboolean
elapsed_cb (gpointer done)
{
  *(gboolean *) done = TRUE;
  return G_SOURCE_REMOVE;
}

static void
wait_ms (guint ms)
{
  gboolean done = FALSE;

  g_timeout_add (ms, elapsed_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
shoot (GtkWidget *window, const char *name, int width)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkSnapshot *snapshot = NULL;
  const char *scheme =
    adw_style_manager_get_dark (adw_style_manager_get_default ()) ? "dark" : "light";
  g_autofree char *file = g_strdup_printf ("%s/%s-%d-%s.png", folder, name, width, scheme);

  /* Right after a change there is nothing to see yet. */
  for (int attempt = 0; node == NULL && attempt < 20; attempt++)
    {
      wait_ms (30);
      snapshot = gtk_snapshot_new ();
      gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                              gdk_paintable_get_intrinsic_height (paintable));
      node = gtk_snapshot_free_to_node (snapshot);
    }
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  g_assert_true (gdk_texture_save_to_png (texture, file));
  g_print ("%s\n", file);
}

static void
context_opened (GObject *context, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  MmsWindow *window = user_data;

  if (mms_context_open_finish (MMS_CONTEXT (context), result, &error))
    mms_window_show_jobs (window, mms_context_get_jobs (MMS_CONTEXT (context)));
  else
    mms_window_show_failure (window, error);
}

static MmsWindow *
open_window (const char *scene, int width, MmsContext **context)
{
  MmsWindow *window = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("MMS_PREVIEW", scene, TRUE);
  *context = mms_context_new ();
  g_settings_set_int (mms_context_get_settings (*context), "window-width", width);
  g_settings_set_int (mms_context_get_settings (*context), "window-height", 760);
  window = mms_window_new (ADW_APPLICATION (application), *context);
  mms_context_open_async (*context, NULL, context_opened, window);
  wait_ms (50);
  if (!mms_context_own (*context, &error))
    mms_window_set_notice (window, error->message);
  else
    mms_window_set_notice (window, mms_context_get_notice (*context));
  gtk_window_present (GTK_WINDOW (window));
  wait_ms (250);
  return window;
}

static void
close_window (GtkWidget *window, MmsContext *context)
{
  gtk_window_destroy (GTK_WINDOW (window));
  wait_ms (30);
  g_object_unref (context);
}

static MmsJob *
find_job (MmsContext *context, const char *start)
{
  GListModel *jobs = mms_context_get_jobs (context);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      MmsJob *job = g_list_model_get_item (jobs, i);

      g_object_unref (job);
      if (g_str_has_prefix (mms_job_get_name (job), start))
        return job;
    }
  g_assert_not_reached ();
}

static void
shoot_scene (const char *scene, int width)
{
  MmsContext *context = NULL;
  MmsWindow *window = open_window (scene, width, &context);

  shoot (GTK_WIDGET (window), scene, width);
  close_window (GTK_WIDGET (window), context);
}

static void
shoot_job (const char *start, const char *name, int width)
{
  MmsContext *context = NULL;
  MmsWindow *window = open_window ("busy", width, &context);

  mms_window_show_job (window, find_job (context, start));
  wait_ms (250);
  shoot (GTK_WIDGET (window), name, width);
  close_window (GTK_WIDGET (window), context);
}

static GtkWidget *
find_descendant (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_descendant (child, type);
  return found;
}

/* The page of a job that is being fetched, from its top and where its files are. */
static void
shoot_fetch (int width)
{
  MmsContext *context = NULL;
  MmsWindow *window = open_window ("fetch", width, &context);
  GtkWidget *files = NULL;
  GtkScrolledWindow *scrolled = NULL;

  mms_window_show_job (window, find_job (context, "The.Phantom"));
  wait_ms (250);
  shoot (GTK_WIDGET (window), "job-fetch", width);
  files = find_descendant (GTK_WIDGET (window), MMS_TYPE_FILES_GROUP);
  scrolled = GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (files, GTK_TYPE_SCROLLED_WINDOW));
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (scrolled), 640);
  wait_ms (100);
  shoot (GTK_WIDGET (window), "job-fetch-files", width);
  close_window (GTK_WIDGET (window), context);
}

static GtkWidget *
get_dialog (GtkWidget *parent)
{
  g_autoptr (GListModel) all = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (all, i);

      if (gtk_widget_get_mapped (GTK_WIDGET (window)) &&
          gtk_window_get_transient_for (window) == GTK_WINDOW (parent))
        return GTK_WIDGET (window);
    }
  g_assert_not_reached ();
}

static GtkWidget *
get_message (GtkWidget *parent)
{
  g_autoptr (GListModel) all = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (all, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_window_get_transient_for (window) == GTK_WINDOW (parent))
        return GTK_WIDGET (window);
    }
  g_assert_not_reached ();
}

static gboolean
select_first (GtkWidget *widget)
{
  if (GTK_IS_LIST_BOX (widget) && gtk_widget_has_css_class (widget, "titles"))
    {
      gtk_list_box_select_row (GTK_LIST_BOX (widget),
                               gtk_list_box_get_row_at_index (GTK_LIST_BOX (widget), 0));
      wait_ms (100);
      return TRUE;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (select_first (child))
      return TRUE;
  return FALSE;
}

static void
shoot_dialogs (int width)
{
  MmsContext *context = NULL;
  MmsWindow *window = open_window ("busy", WIDE, &context);
  GtkWidget *dialog = NULL;
  MmsJob *job = find_job (context, "The.Beverly");

  dialog = mms_add_dialog_new (GTK_WINDOW (window), context);
  gtk_window_set_default_size (GTK_WINDOW (dialog), MIN (width, 520), 680);
  mms_add_dialog_set_link (MMS_ADD_DIALOG (dialog),
                           "magnet:?xt=urn:btih:0123456789ABCDEF0123456789ABCDEF01234567"
                           "&dn=Night.of.the.Living.Dead.1968.1080p");
  gtk_window_present (GTK_WINDOW (dialog));
  wait_ms (900);
  select_first (dialog);
  shoot (dialog, "add", width);
  gtk_window_destroy (GTK_WINDOW (dialog));

  dialog = mms_title_dialog_new (GTK_WINDOW (window), context, job, NULL, NULL, NULL);
  gtk_window_set_default_size (GTK_WINDOW (dialog), MIN (width, 480), 600);
  gtk_window_present (GTK_WINDOW (dialog));
  wait_ms (900);
  select_first (dialog);
  shoot (dialog, "title", width);
  gtk_window_destroy (GTK_WINDOW (dialog));

  gtk_window_set_default_size (GTK_WINDOW (window), width, 760);
  wait_ms (100);
  gtk_widget_activate_action (GTK_WIDGET (window), "job.remedy", "s",
                              mms_job_get_hash (find_job (context, "His.Girl")));
  wait_ms (300);
  dialog = get_dialog (GTK_WIDGET (window));
  shoot (dialog, "trust", width);
  close_window (GTK_WIDGET (window), context);
}

/* Returns: (transfer none) (nullable): the first widget of @type below @widget */
static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* All transfers are paused, one job is paused by itself, and its limit is asked for. */
static void
shoot_control (int width)
{
  MmsContext *context = NULL;
  MmsWindow *window = open_window ("busy", width, &context);
  MmsJob *job = find_job (context, "The.Beverly");

  g_settings_set_boolean (mms_context_get_settings (context), "transfers-paused", TRUE);
  gtk_widget_activate_action (GTK_WIDGET (window), "job.pause", "s", mms_job_get_hash (job));
  gtk_widget_activate_action (GTK_WIDGET (window), "job.limit", "s", mms_job_get_hash (job));
  wait_ms (300);
  shoot (GTK_WIDGET (window), "paused", width);
  shoot (get_message (GTK_WIDGET (window)), "limit", width);
  g_settings_reset (mms_context_get_settings (context), "transfers-paused");
  close_window (GTK_WIDGET (window), context);
}

static void
shoot_preferences (int width)
{
  static const char *const pages[] = { "connections", "folders", "behaviour" };
  MmsContext *context = NULL;
  MmsWindow *window = open_window ("busy", WIDE, &context);
  GtkWidget *dialog = mms_preferences_new (GTK_WINDOW (window), context);
  GVariant *pairs = g_variant_new_parsed ("[('/home/user/downloads', '/downloads')]");

  g_settings_set_value (mms_context_get_settings (context), "path-map-seedbox", pairs);
  gtk_window_set_default_size (GTK_WINDOW (dialog), MIN (width, 640), 900);
  gtk_window_present (GTK_WINDOW (dialog));
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *name = g_strconcat ("preferences-", pages[i], NULL);

      mms_preferences_show_page (MMS_PREFERENCES (dialog), pages[i]);
      wait_ms (300);
      shoot (dialog, name, width);
    }
  g_settings_set_value (mms_context_get_settings (context), "rate-schedule",
                        g_variant_new_parsed ("@a(uuux) [(31, 480, 1080, 2000000),"
                                              " (127, 1320, 360, 0), (96, 600, 720, -1)]"));
  wait_ms (100);
  gtk_widget_child_focus (
    gtk_widget_get_last_child (gtk_widget_get_parent (find_type (dialog, MMS_TYPE_RULE_ROW))),
    GTK_DIR_TAB_BACKWARD);
  wait_ms (300);
  shoot (dialog, "preferences-schedule", width);
  g_settings_reset (mms_context_get_settings (context), "rate-schedule");
  g_settings_reset (mms_context_get_settings (context), "path-map-seedbox");
  gtk_window_destroy (GTK_WINDOW (dialog));
  close_window (GTK_WIDGET (window), context);
}

static void
shoot_all (int width)
{
  static const char *const scenes[] = { "welcome", "empty", "busy", "locked", "failure", "many" };

  for (gsize i = 0; i < G_N_ELEMENTS (scenes); i++)
    shoot_scene (scenes[i], width);
  shoot_job ("Metropolis", "job", width);
  shoot_job ("One.Step", "job-problem", width);
  shoot_job ("The.Beverly", "job-files", width);
  shoot_fetch (width);
  shoot_dialogs (width);
  shoot_control (width);
  shoot_preferences (width);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  mms_program_begin ();
  folder = g_getenv ("MMS_SHOTS");
  if (folder == NULL)
    folder = ".";
  application = mms_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (application), NULL, &error))
    g_error ("%s", error->message);
  for (int dark = 0; dark < 2; dark++)
    {
      adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                          dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                               : ADW_COLOR_SCHEME_FORCE_LIGHT);
      shoot_all (WIDE);
      shoot_all (NARROW);
    }
  return 0;
}
