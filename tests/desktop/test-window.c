/* Tests that every template builds, and that what a person does reaches the engine.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-activity-page.h"
#include "desktop/mms-add-dialog.h"
#include "desktop/mms-application.h"
#include "desktop/mms-event-row.h"
#include "desktop/mms-file-row.h"
#include "desktop/mms-job-page.h"
#include "desktop/mms-job-row.h"
#include "desktop/mms-paths-group.h"
#include "desktop/mms-piece-map.h"
#include "desktop/mms-preferences.h"
#include "desktop/mms-rule-row.h"
#include "desktop/mms-schedule-group.h"
#include "desktop/mms-test-row.h"
#include "desktop/mms-title-chooser.h"
#include "desktop/mms-title-dialog.h"
#include "desktop/mms-transfer-group.h"
#include "desktop/mms-window.h"
#include "preview.h"

static MmsApplication *application;

static void
settle (void)
{
  for (int i = 0; i < 30; i++)
    while (g_main_context_iteration (NULL, FALSE))
      ;
}

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
context_opened (GObject *context, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (mms_context_open_finish (MMS_CONTEXT (context), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static MmsContext *
context_new (const char *scene)
{
  MmsContext *context = NULL;
  gboolean opened = FALSE;

  g_setenv ("MMS_PREVIEW", scene, TRUE);
  context = mms_context_new ();
  mms_context_open_async (context, NULL, context_opened, &opened);
  while (!opened)
    g_main_context_iteration (NULL, TRUE);
  return context;
}

static MmsWindow *
window_new (MmsContext *context)
{
  MmsWindow *window = mms_window_new (ADW_APPLICATION (application), context);

  mms_window_show_jobs (window, mms_context_get_jobs (MMS_CONTEXT (context)));
  gtk_window_present (GTK_WINDOW (window));
  settle ();
  return window;
}

static void
window_close (MmsWindow *window)
{
  g_autoptr (GObject) held = g_object_ref (G_OBJECT (window));

  gtk_window_destroy (GTK_WINDOW (window));
  settle ();
}

static gboolean
row_says (GtkWidget *widget, gconstpointer text)
{
  return ADW_IS_PREFERENCES_ROW (widget) && gtk_widget_get_mapped (widget)
         && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), text) == 0;
}

typedef gboolean (*Matches) (GtkWidget *widget, gconstpointer data);

static GtkWidget *
find (GtkWidget *widget, Matches matches, gconstpointer data)
{
  if (matches (widget, data))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, matches, data);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
label_says (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
         && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0;
}

static gboolean
button_says (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget)
         && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0;
}

static gboolean
is_job_row (GtkWidget *widget, gconstpointer name)
{
  MmsJob *job = MMS_IS_JOB_ROW (widget) ? mms_job_row_get_job (MMS_JOB_ROW (widget)) : NULL;

  return job != NULL && g_str_has_prefix (mms_job_get_name (job), name);
}

static MmsJob *
find_job (MmsContext *context, const char *start)
{
  GListModel *jobs = mms_context_get_jobs (context);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (MmsJob) job = g_list_model_get_item (jobs, i);

      if (g_str_has_prefix (mms_job_get_name (job), start))
        return job;
    }
  return NULL;
}

static void
test_templates (void)
{
  GType types[] = {
    MMS_TYPE_ACTIVITY_PAGE, MMS_TYPE_JOB_PAGE,      MMS_TYPE_JOB_ROW,
    MMS_TYPE_PATHS_GROUP,   MMS_TYPE_TITLE_CHOOSER, MMS_TYPE_TEST_ROW,
    MMS_TYPE_FILE_ROW,      MMS_TYPE_PIECE_MAP,     MMS_TYPE_TRANSFER_GROUP,
    MMS_TYPE_RULE_ROW,      MMS_TYPE_SCHEDULE_GROUP,
  };
  g_autoptr (MmsEvent) event = mms_event_new (1700000000, MMS_FACT_GRABBED, FALSE, "mms", "Said.");

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    g_assert_finalize_object (g_object_ref_sink (g_object_new (types[i], NULL)));
  g_assert_finalize_object (g_object_ref_sink (G_OBJECT (mms_event_row_new (event))));
}

static void
test_windows (void)
{
  g_autoptr (MmsContext) context = context_new ("busy");
  MmsWindow *window = window_new (context);
  GtkWidget *dialogs[] = {
    mms_add_dialog_new (GTK_WINDOW (window), context),
    mms_title_dialog_new (GTK_WINDOW (window), context, find_job (context, "Metropolis"), NULL,
                          NULL, NULL),
    mms_preferences_new (GTK_WINDOW (window), context),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      gtk_window_present (GTK_WINDOW (dialogs[i]));
      settle ();
      gtk_window_destroy (GTK_WINDOW (dialogs[i]));
      settle ();
    }
  window_close (window);
}

/* Waits, as a thread reads the torrent. */
static GtkWidget *
wait_for_row (MmsWindow *window, const char *title)
{
  GtkWidget *row = NULL;

  for (int i = 0; row == NULL && i < 300; i++)
    {
      wait_ms (10);
      row = find (GTK_WIDGET (window), row_says, title);
    }
  return row;
}

static void
test_files (void)
{
  g_autoptr (MmsContext) context = context_new ("busy");
  MmsWindow *window = window_new (context);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) torrent = NULL;
  MmsJob *job = find_job (context, "Metropolis");
  GtkWidget *row = NULL;

  mms_window_show_job (window, find_job (context, "The.Beverly"));
  g_assert_nonnull (wait_for_row (window, "4 files"));
  g_assert_nonnull (wait_for_row (window, "Sample/<b>sample</b>\uFFFD[31m of a release whose name is "
                                          "far too long for a single line.mkv"));

  mms_window_show_job (window, job);
  g_assert_nonnull (wait_for_row (window, "Not known yet"));
  g_assert_null (find (GTK_WIDGET (window), row_says, "4 files"));

  for (guint i = 0; i < 1000; i++)
    g_ptr_array_add (paths, g_strdup_printf ("%u.mkv", i));
  g_ptr_array_add (paths, NULL);
  torrent = mms_preview_torrent_new ((const char *const *) paths->pdata);
  mms_job_set_metainfo (job, torrent);
  mms_job_set_updated_at (job, 1);
  row = wait_for_row (window, "1000 files");
  g_assert_nonnull (row);
  g_assert_null (find (GTK_WIDGET (window), row_says, "0.mkv"));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  g_assert_nonnull (wait_for_row (window, "299.mkv"));
  g_assert_nonnull (wait_for_row (window, "and 700 more files"));
  window_close (window);
}

static gboolean
is_mapped (GtkWidget *widget, gconstpointer type)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (widget, *(const GType *) type) && gtk_widget_get_mapped (widget);
}

static GtkWidget *
find_mapped (GtkWidget *within, GType type)
{
  return find (within, is_mapped, &type);
}

static void
go_on (MmsJob *job, gint64 first_file, gint64 bytes_done, MmsLinesReason reason)
{
  gint64 done[] = { first_file, 0, 0, 0, 0 };
  g_autoptr (GBytes) files = g_bytes_new (done, sizeof done);
  MmsTransferDetail detail = *mms_transfer_get_detail (mms_job_get_transfer (job));

  detail.files_done = files;
  detail.reason = reason;
  mms_transfer_set_detail (mms_job_get_transfer (job), &detail);
  mms_transfer_update (mms_job_get_transfer (job), bytes_done, 3510000000, 1000000, NULL);
  settle ();
}

static void
test_transfer (void)
{
  g_autoptr (MmsContext) context = context_new ("fetch");
  MmsWindow *window = window_new (context);
  MmsJob *job = find_job (context, "The.Phantom");
  const char *words = "50 % of 700.0\u00a0MB";
  GtkWidget *group = NULL;
  GtkWidget *row = NULL;

  mms_window_show_job (window, job);
  row = wait_for_row (
    window, "The.Phantom.Empire.1935.E01.The.Singing.Cowboy.1080p.WEB.H264-MMS.mkv");
  g_assert_true (MMS_IS_FILE_ROW (row));
  g_assert_nonnull (find (row, label_says, "100 % of 700.0\u00a0MB"));
  g_assert_nonnull (find_mapped (row, GTK_TYPE_PROGRESS_BAR));
  group = find_mapped (GTK_WIDGET (window), MMS_TYPE_TRANSFER_GROUP);
  g_assert_nonnull (find (group, label_says, "2.0\u00a0GB of 3.5\u00a0GB"));
  g_assert_nonnull (find (group, label_says, "14.2\u00a0MB/s"));
  g_assert_nonnull (find (group, label_says, "12.9\u00a0MB/s"));
  g_assert_nonnull (find (group, label_says, "6"));

  go_on (job, 350000000, 1755000000, MMS_LINES_SERVER);
  g_assert_nonnull (find (group, label_says, "50 %"));
  g_assert_nonnull (find (group, label_says, "1.0\u00a0MB/s"));
  g_assert_nonnull (find (row, label_says, "50 % of 700.0\u00a0MB"));
  g_assert_cmpstr (
    gtk_widget_get_tooltip_text (find_mapped (group, GTK_TYPE_MENU_BUTTON)), ==,
    "The seedbox lets no more connections in.");
  gtk_test_accessible_assert_property (find_mapped (group, GTK_TYPE_MENU_BUTTON),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "The seedbox lets no more connections in.");
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words);

  mms_job_set_running (job, FALSE);
  settle ();
  g_assert_nonnull (find (group, label_says, "50 %"));
  g_assert_null (find (group, label_says, "1.0\u00a0MB/s"));
  mms_job_set_fact (job, MMS_FACT_FETCHED);
  mms_job_set_verified (job, MMS_VERIFIED_SIZES);
  settle ();
  g_assert_null (find_mapped (GTK_WIDGET (window), MMS_TYPE_TRANSFER_GROUP));
  g_assert_nonnull (find (row, label_says, "700.0\u00a0MB"));
  g_assert_null (find_mapped (row, GTK_TYPE_PROGRESS_BAR));
  g_assert_nonnull (find (find_mapped (GTK_WIDGET (window), MMS_TYPE_JOB_ROW), label_says,
                          "Not verified"));
  g_assert_nonnull (find (find_mapped (GTK_WIDGET (window), MMS_TYPE_JOB_PAGE), label_says,
                          "Not verified"));
  window_close (window);
}

/* Returns: how opaque the map is painted at @x of its width, from 0 to 255 */
static int
get_painted (GtkWidget *map, int width, double x)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (map);
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autofree guint8 *pixels = NULL;
  int height = gtk_widget_get_height (map);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (map)),
                                         node, &GRAPHENE_RECT_INIT (0, 0, width, height));
  pixels = g_malloc0 ((gsize) width * (gsize) height * 4);
  gdk_texture_download (texture, pixels, (gsize) width * 4);
  return pixels[(height / 2 * width + (int) (x * width)) * 4 + 3];
}

/* Here, half here, missing, here: at every width each stands in its place. */
static void
test_piece_map (void)
{
  static const int widths[] = { 100, 300, 640, 1100 };
  /* GTK's macro takes it for a format where it stands in the call */
  const char *words = "62 % of the release is here";
  guint8 cells[256] = { 0 };
  g_autoptr (GBytes) bytes = NULL;

  memset (cells, 255, 64);
  memset (cells + 64, 128, 64);
  memset (cells + 192, 255, 64);
  bytes = g_bytes_new (cells, sizeof cells);
  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      GtkWidget *window = gtk_window_new ();
      GtkWidget *map = g_object_new (MMS_TYPE_PIECE_MAP, "width-request", widths[i], "halign",
                                     GTK_ALIGN_START, "valign", GTK_ALIGN_START, NULL);

      gtk_window_set_child (GTK_WINDOW (window), map);
      gtk_window_set_default_size (GTK_WINDOW (window), 1150, 100);
      mms_piece_map_show (MMS_PIECE_MAP (map), bytes, 160, 256);
      gtk_window_present (GTK_WINDOW (window));
      wait_ms (100);
      g_assert_cmpint (get_painted (map, widths[i], 0.1), >, 250);
      g_assert_cmpint (get_painted (map, widths[i], 0.3), <, 250);
      g_assert_cmpint (get_painted (map, widths[i], 0.3), >, 120);
      g_assert_cmpint (get_painted (map, widths[i], 0.6), <, 60);
      g_assert_cmpint (get_painted (map, widths[i], 0.9), >, 250);
      gtk_test_accessible_assert_role (map, GTK_ACCESSIBLE_ROLE_IMG);
      gtk_test_accessible_assert_property (map, GTK_ACCESSIBLE_PROPERTY_LABEL, words);
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

static void
test_scenes (void)
{
  static const struct
  {
    const char *scene;
    const char *says;
  } scenes[] = {
    { "welcome", "Welcome" },
    { "empty", "Nothing on the Road Yet" },
    { "busy", "Metropolis (1927)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (scenes); i++)
    {
      g_autoptr (MmsContext) context = context_new (scenes[i].scene);
      MmsWindow *window = window_new (context);

      g_assert_nonnull (find (GTK_WIDGET (window), label_says, scenes[i].says));
      window_close (window);
    }
}

static void
test_set_up (void)
{
  g_autoptr (MmsContext) context = context_new ("welcome");
  MmsWindow *window = window_new (context);

  g_settings_set_string (mms_context_get_settings (context), "rtorrent-url",
                         "https://box.example/RPC2");
  g_settings_set_string (mms_context_get_settings (context), "sftp-host", "box.example");
  wait_ms (300);
  g_assert_nonnull (find (GTK_WIDGET (window), label_says, "Nothing on the Road Yet"));
  window_close (window);
}

static void
test_row (void)
{
  g_autoptr (MmsContext) context = context_new ("busy");
  MmsWindow *window = window_new (context);
  GtkWidget *row = find (GTK_WIDGET (window), is_job_row, "Metropolis");
  MmsJob *job = find_job (context, "Metropolis");
  g_autoptr (MmsProblem) problem = mms_problem_new (MMS_VERB_FETCH, MMS_ERROR_NO_SPACE,
                                                    "The disk here is full.", 1, 1, 0);

  g_assert_nonnull (row);
  g_assert_nonnull (find (row, label_says, "14.2\u00a0MB/s, 4 min left"));
  g_assert_nonnull (find (row, label_says, "Bringing home"));
  mms_job_set_running (job, FALSE);
  mms_job_set_problem (job, problem);
  settle ();
  g_assert_null (find (row, label_says, "14.2\u00a0MB/s, 4 min left"));
  g_assert_nonnull (find (row, label_says, "The disk here is full."));
  g_assert_nonnull (find (row, button_says, "_Retry"));
  window_close (window);
}

static void
test_remedy (void)
{
  g_autoptr (MmsContext) context = context_new ("busy");
  MmsWindow *window = window_new (context);
  GtkWidget *row = find (GTK_WIDGET (window), is_job_row, "Carnival");
  GtkWidget *button = NULL;

  mms_window_show_job (window, find_job (context, "Carnival"));
  wait_ms (100);
  button = find (GTK_WIDGET (window), button_says, "_Try Now");
  g_assert_nonnull (button);
  gtk_widget_activate (button);
  wait_ms (300);
  g_assert_nonnull (strstr (mms_preview_get_story (context), "retry "));
  g_assert_null (mms_job_get_problem (find_job (context, "Carnival")));
  g_assert_true (row == NULL || MMS_IS_JOB_ROW (row));
  window_close (window);
}

static GtkWidget *
get_dialog (GtkWidget *parent)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (all, i);

      if (gtk_widget_get_mapped (GTK_WIDGET (window))
          && gtk_window_get_transient_for (window) == GTK_WINDOW (parent))
        return GTK_WIDGET (window);
    }
  return NULL;
}

static void
activate (MmsWindow *window, const char *action, MmsJob *job)
{
  g_assert_true (
    gtk_widget_activate_action (GTK_WIDGET (window), action, "s", mms_job_get_hash (job)));
  settle ();
}

static void
test_forget (void)
{
  g_autoptr (MmsContext) context = context_new ("busy");
  MmsWindow *window = window_new (context);
  GtkWidget *dialog = NULL;

  activate (window, "job.forget", find_job (context, "Metropolis"));
  dialog = get_dialog (GTK_WIDGET (window));
  g_assert_true (ADW_IS_MESSAGE_DIALOG (dialog));
  g_assert_nonnull (
    strstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), "Metropolis"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  gtk_window_destroy (GTK_WINDOW (dialog));
  settle ();
  g_assert_nonnull (find_job (context, "Metropolis"));
  activate (window, "job.forget", find_job (context, "Metropolis"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (get_dialog (GTK_WIDGET (window))), "go");
  settle ();
  g_assert_null (find_job (context, "Metropolis"));
  window_close (window);
}

static void
test_trust (void)
{
  g_autoptr (MmsContext) context = context_new ("busy");
  MmsWindow *window = window_new (context);
  MmsJob *job = find_job (context, "His.Girl");
  GtkWidget *dialog = NULL;

  activate (window, "job.remedy", job);
  dialog = get_dialog (GTK_WIDGET (window));
  g_assert_true (ADW_IS_MESSAGE_DIALOG (dialog));
  g_assert_nonnull (
    find (dialog, label_says, "SHA256:uNiVztksCsDhcc0u9e8BrAJhz1ytUQRl9oLHcGn4RQY"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "trust");
  settle ();
  g_assert_nonnull (strstr (mms_preview_get_story (context), "trust SHA256:uNiV"));
  g_assert_nonnull (strstr (mms_preview_get_story (context), "retry "));
  g_assert_null (mms_job_get_problem (job));
  window_close (window);
}

static void
test_paths_remedy (void)
{
  g_autoptr (MmsContext) context = context_new ("busy");
  MmsWindow *window = window_new (context);
  GtkWidget *dialog = NULL;

  activate (window, "job.remedy", find_job (context, "One.Step"));
  dialog = get_dialog (GTK_WIDGET (window));
  g_assert_true (MMS_IS_PREFERENCES (dialog));
  g_assert_cmpstr (adw_preferences_window_get_visible_page_name (ADW_PREFERENCES_WINDOW (dialog)), ==,
                   "folders");
  gtk_window_destroy (GTK_WINDOW (dialog));
  window_close (window);
}

static gboolean
is_titles (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_LIST_BOX (widget) && gtk_widget_has_css_class (widget, "titles");
}

static void
choose_first_title (GtkWidget *dialog, const char *term)
{
  MmsTitleChooser *chooser = NULL;
  GtkListBox *titles = GTK_LIST_BOX (find (dialog, is_titles, NULL));

  chooser =
    MMS_TITLE_CHOOSER (gtk_widget_get_ancestor (GTK_WIDGET (titles), MMS_TYPE_TITLE_CHOOSER));
  mms_title_chooser_set_term (chooser, term);
  wait_ms (600);
  g_assert_nonnull (gtk_list_box_get_row_at_index (titles, 0));
  gtk_list_box_select_row (titles, gtk_list_box_get_row_at_index (titles, 0));
  settle ();
}

static void
test_choose (void)
{
  g_autoptr (MmsContext) context = context_new ("busy");
  MmsWindow *window = window_new (context);
  MmsJob *job = find_job (context, "a.release");
  GtkWidget *dialog = NULL;
  GtkWidget *go = NULL;

  activate (window, "job.remedy", job);
  dialog = get_dialog (GTK_WIDGET (window));
  g_assert_true (MMS_IS_TITLE_DIALOG (dialog));
  go = find (dialog, button_says, "C_hoose");
  g_assert_false (gtk_widget_get_sensitive (go));
  choose_first_title (dialog, "metropolis");
  g_assert_true (gtk_widget_get_sensitive (go));
  gtk_widget_activate (go);
  wait_ms (300);
  g_assert_nonnull (strstr (mms_preview_get_story (context), "bind Metropolis (1927)"));
  g_assert_cmpint (mms_job_get_intent (job)->confidence, ==, MMS_CONFIDENCE_CHOSEN);
  window_close (window);
}

/* The played Radarr asserts that a folder and a quality were named. */
static void
test_choose_missing (void)
{
  g_autoptr (MmsContext) context = context_new ("busy");
  MmsWindow *window = window_new (context);
  MmsJob *job = find_job (context, "a.release");
  GtkWidget *dialog = NULL;

  activate (window, "job.remedy", job);
  dialog = get_dialog (GTK_WIDGET (window));
  choose_first_title (dialog, "living dead");
  wait_ms (50);
  gtk_widget_activate (find (dialog, button_says, "C_hoose"));
  wait_ms (300);
  g_assert_nonnull (mms_job_get_intent (job));
  g_assert_cmpint (mms_job_get_intent (job)->library_id, ==, 77);
  window_close (window);
}

static void
test_add (void)
{
  g_autoptr (MmsContext) context = context_new ("empty");
  MmsWindow *window = window_new (context);
  GtkWidget *dialog = mms_add_dialog_new (GTK_WINDOW (window), context);
  GtkWidget *go = NULL;

  gtk_window_present (GTK_WINDOW (dialog));
  settle ();
  go = find (dialog, button_says, "_Add");
  mms_add_dialog_set_link (MMS_ADD_DIALOG (dialog), "not a link");
  g_assert_false (gtk_widget_get_sensitive (go));
  mms_add_dialog_set_link (MMS_ADD_DIALOG (dialog), "https://indexer.example/refuse");
  choose_first_title (dialog, "metropolis");
  g_assert_true (gtk_widget_get_sensitive (go));
  gtk_widget_activate (go);
  wait_ms (300);
  g_assert_nonnull (
    find (dialog, label_says, "What this address gives is a web page, not a torrent."));
  mms_add_dialog_set_link (MMS_ADD_DIALOG (dialog), "https://indexer.example/metropolis.torrent");
  gtk_widget_activate (go);
  wait_ms (300);
  g_assert_nonnull (
    strstr (mms_preview_get_story (context), "grab https://indexer.example/metropolis.torrent"));
  g_assert_nonnull (find (GTK_WIDGET (window), label_says, "Metropolis (1927)"));
  window_close (window);
}

static gboolean
is_type (GtkWidget *widget, gconstpointer type)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (widget, (GType) type) && gtk_widget_get_mapped (widget);
}

static gpointer
get_row (GtkWidget *preferences, const char *id)
{
  return gtk_widget_get_template_child (preferences, MMS_TYPE_PREFERENCES, id);
}

static void
test_settings (void)
{
  g_autoptr (MmsContext) context = context_new ("welcome");
  MmsWindow *window = window_new (context);
  GtkWidget *preferences = mms_preferences_new (GTK_WINDOW (window), context);
  GSettings *settings = mms_context_get_settings (context);
  GtkEditable *url = NULL;
  g_autofree char *written = NULL;

  gtk_window_present (GTK_WINDOW (preferences));
  settle ();
  url = GTK_EDITABLE (get_row (preferences, "rtorrent-url"));
  gtk_editable_set_text (url, "  https://box.example/RPC2 ");
  wait_ms (900);
  written = g_settings_get_string (settings, "rtorrent-url");
  g_assert_cmpstr (written, ==, "https://box.example/RPC2");
  g_settings_set_string (settings, "sonarr-url", "http://sonarr.example:8989");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_row (preferences, "sonarr-url"))), ==,
                   "http://sonarr.example:8989");
  g_settings_reset (settings, "rtorrent-url");
  g_settings_reset (settings, "sonarr-url");
  gtk_window_destroy (GTK_WINDOW (preferences));
  window_close (window);
}

static void
test_numbers (void)
{
  g_autoptr (MmsContext) context = context_new ("empty");
  MmsWindow *window = window_new (context);
  GtkWidget *preferences = mms_preferences_new (GTK_WINDOW (window), context);
  GSettings *settings = mms_context_get_settings (context);
  GtkSpinButton *rate = get_row (preferences, "rate-limit");
  GtkSpinButton *seed = get_row (preferences, "clean-min-seed-s");
  AdwComboRow *mode = get_row (preferences, "import-mode");
  g_autofree char *written = NULL;

  gtk_spin_button_set_value (rate, 2.5);
  gtk_spin_button_set_value (seed, 48);
  adw_combo_row_set_selected (mode, 1);
  written = g_settings_get_string (settings, "import-mode");
  g_assert_cmpint (g_settings_get_int64 (settings, "rate-limit"), ==, 2500000);
  g_assert_cmpint (g_settings_get_int64 (settings, "clean-min-seed-s"), ==, 172800);
  g_assert_cmpstr (written, ==, "copy");
  g_settings_reset (settings, "rate-limit");
  g_settings_reset (settings, "clean-min-seed-s");
  g_settings_reset (settings, "import-mode");
  g_assert_cmpfloat (gtk_spin_button_get_value (rate), ==, 0);
  gtk_window_destroy (GTK_WINDOW (preferences));
  window_close (window);
}

static void
test_paths (void)
{
  g_autoptr (MmsContext) context = context_new ("empty");
  MmsWindow *window = window_new (context);
  GtkWidget *preferences = mms_preferences_new (GTK_WINDOW (window), context);
  GSettings *settings = mms_context_get_settings (context);
  GtkWidget *group = get_row (preferences, "path-map-sonarr");
  GtkWidget *entry = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autofree char *text = NULL;

  g_settings_set_value (settings, "path-map-sonarr",
                        g_variant_new_parsed ("[('/data', '/home/me')]"));
  mms_preferences_show_page (MMS_PREFERENCES (preferences), "folders");
  gtk_window_present (GTK_WINDOW (preferences));
  wait_ms (200);
  entry = find (group, is_type, (gconstpointer) GTK_TYPE_ENTRY);
  g_assert_nonnull (entry);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "/data");
  gtk_editable_set_text (GTK_EDITABLE (entry), "/tv");
  wait_ms (900);
  value = g_settings_get_value (settings, "path-map-sonarr");
  text = g_variant_print (value, FALSE);
  g_assert_cmpstr (text, ==, "[('/tv', '/home/me')]");
  g_settings_reset (settings, "path-map-sonarr");
  gtk_window_destroy (GTK_WINDOW (preferences));
  window_close (window);
}

static gboolean
is_labelled (GtkWidget *widget, gconstpointer label)
{
  return GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget)
         && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;
}

static gboolean
is_button_for (GtkWidget *widget, gconstpointer tooltip)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_widget_get_tooltip_text (widget), tooltip) == 0;
}

static char *
dup_schedule (GSettings *settings)
{
  g_autoptr (GVariant) value = g_settings_get_value (settings, "rate-schedule");
  g_autoptr (MmsRateSchedule) schedule = mms_rate_schedule_new_from_variant (value, NULL);

  return mms_rate_schedule_to_text (schedule);
}

/* A rule is added, changed, made senseless, mended and removed; nothing senseless is written. */
static void
test_schedule (void)
{
  g_autoptr (MmsContext) context = context_new ("empty");
  MmsWindow *window = window_new (context);
  GtkWidget *preferences = mms_preferences_new (GTK_WINDOW (window), context);
  GSettings *settings = mms_context_get_settings (context);
  GtkWidget *group = get_row (preferences, "rate-schedule");
  GtkWidget *from = NULL;
  g_autofree char *added = NULL;
  g_autofree char *changed = NULL;
  g_autofree char *senseless = NULL;
  g_autofree char *outside = NULL;

  mms_preferences_show_page (MMS_PREFERENCES (preferences), "behaviour");
  gtk_window_present (GTK_WINDOW (preferences));
  wait_ms (200);
  g_signal_emit_by_name (find (group, is_button_for, "Add a Rule"), "clicked");
  added = dup_schedule (settings);
  g_assert_cmpstr (added, ==, "mon-fri 08:00-18:00 1M");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find (group, is_labelled, "Mo")), FALSE);
  from = find (group, is_type, (gconstpointer) GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (from), "7:30");
  gtk_drop_down_set_selected (
    GTK_DROP_DOWN (find (group, is_type, (gconstpointer) GTK_TYPE_DROP_DOWN)), 2);
  wait_ms (900);
  changed = dup_schedule (settings);
  g_assert_cmpstr (changed, ==, "tue-fri 07:30-18:00 paused");
  gtk_editable_set_text (GTK_EDITABLE (from), "half past seven");
  wait_ms (900);
  senseless = dup_schedule (settings);
  g_assert_cmpstr (senseless, ==, "");
  g_assert_true (gtk_widget_has_css_class (from, "error"));
  g_settings_set_value (settings, "rate-schedule",
                        g_variant_new_parsed ("@a(uuux) [(96, 0, 60, 0), (1, 0, 60, 1234567)]"));
  g_signal_emit_by_name (find (group, is_button_for, "Remove"), "clicked");
  outside = dup_schedule (settings);
  g_assert_cmpstr (outside, ==, "mon 00:00-01:00 1234567");
  g_settings_reset (settings, "rate-schedule");
  gtk_window_destroy (GTK_WINDOW (preferences));
  window_close (window);
}

static void
test_pause_button (void)
{
  g_autoptr (MmsContext) context = context_new ("busy");
  MmsWindow *window = window_new (context);
  GSettings *settings = mms_context_get_settings (context);
  GtkToggleButton *button
      = GTK_TOGGLE_BUTTON (find (GTK_WIDGET (window), is_button_for, "Pause Transfers"));

  g_assert_false (gtk_toggle_button_get_active (button));
  g_signal_emit_by_name (button, "clicked");
  settle ();
  g_assert_true (g_settings_get_boolean (settings, "transfers-paused"));
  g_settings_reset (settings, "transfers-paused");
  settle ();
  g_assert_false (gtk_toggle_button_get_active (button));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.transfers-paused", NULL);
  g_assert_true (gtk_toggle_button_get_active (button));
  g_settings_reset (settings, "transfers-paused");
  window_close (window);
}

static GtkWindow *
get_dialog_of (MmsWindow *window)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) other = g_list_model_get_item (all, i);

      if (ADW_IS_MESSAGE_DIALOG (other) && gtk_window_get_transient_for (other) == GTK_WINDOW (window))
        return other;
    }
  return NULL;
}

static void
test_transfer_menu (void)
{
  g_autoptr (MmsContext) context = context_new ("busy");
  MmsWindow *window = window_new (context);
  MmsJob *job = find_job (context, "The.Beverly");
  GtkWindow *dialog = NULL;
  const char *hash = mms_job_get_hash (job);

  gtk_widget_activate_action (GTK_WIDGET (window), "job.pause", "s", hash);
  g_assert_true (mms_job_get_paused (job));
  gtk_widget_activate_action (GTK_WIDGET (window), "job.resume", "s", hash);
  g_assert_false (mms_job_get_paused (job));
  gtk_widget_activate_action (GTK_WIDGET (window), "job.priority", "(ss)", hash, "high");
  g_assert_cmpint (mms_job_get_priority (job), ==, MMS_PRIORITY_HIGH);
  gtk_widget_activate_action (GTK_WIDGET (window), "job.limit", "s", hash);
  wait_ms (300);
  dialog = get_dialog_of (window);
  gtk_spin_button_set_value (
    GTK_SPIN_BUTTON (find (GTK_WIDGET (dialog), is_type, (gconstpointer) GTK_TYPE_SPIN_BUTTON)), 2.5);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "set");
  settle ();
  g_assert_cmpint (mms_job_get_rate_limit (job), ==, 2500000);
  window_close (window);
}

/* What was typed is in the keyring before the test asks, and is shown nowhere afterwards. */
static void
test_secret (void)
{
  g_autoptr (MmsContext) context = context_new ("empty");
  MmsWindow *window = window_new (context);
  GtkWidget *preferences = mms_preferences_new (GTK_WINDOW (window), context);
  GtkEditable *key = NULL;
  MmsTestRow *test = NULL;
  const char *story = NULL;

  gtk_window_present (GTK_WINDOW (preferences));
  settle ();
  key = GTK_EDITABLE (get_row (preferences, "radarr-api-key"));
  test = get_row (preferences, "test-radarr");
  gtk_editable_set_text (key, "0123456789abcdef0123456789abcdef");
  g_signal_emit_by_name (test, "asked");
  wait_ms (100);
  story = mms_preview_get_story (context);
  g_assert_nonnull (strstr (story, "store radarr-api-key\ncheck radarr\n"));
  g_assert_cmpstr (gtk_editable_get_text (key), ==, "");
  g_assert_nonnull (
    strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (test)), "refuses the API key"));
  gtk_window_destroy (GTK_WINDOW (preferences));
  window_close (window);
}

/* A window that waits for the keyring, or that finds nothing to open, is as large as it was. */
static void
test_size (void)
{
  g_autoptr (MmsContext) context = context_new ("busy");
  GSettings *settings = mms_context_get_settings (context);
  MmsWindow *window = NULL;
  int width = 0;
  int height = 0;

  g_settings_set_int (settings, "window-width", 642);
  g_settings_set_int (settings, "window-height", 480);
  window = mms_window_new (ADW_APPLICATION (application), context);
  gtk_window_present (GTK_WINDOW (window));
  settle ();
  gtk_window_get_default_size (GTK_WINDOW (window), &width, &height);
  g_assert_cmpint (width, ==, 642);
  g_assert_cmpint (height, ==, 480);
  window_close (window);
  g_settings_reset (settings, "window-width");
  g_settings_reset (settings, "window-height");
}

int
main (int argc, char **argv)
{
  int status;
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  application = mms_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (application), NULL, &error))
    g_error ("%s", error->message);
  g_test_add_func ("/window/every template builds and goes away again", test_templates);
  g_test_add_func ("/window/every dialog opens and closes", test_windows);
  g_test_add_func ("/window/it has its size before anything is open", test_size);
  g_test_add_func ("/window/empty states say what to do first", test_scenes);
  g_test_add_func ("/window/the files of a release are text, and few at first", test_files);
  g_test_add_func ("/window/a transfer shows its figures, each file and what is not verified",
                   test_transfer);
  g_test_add_func ("/window/the map of pieces tells what is here at every width", test_piece_map);
  g_test_add_func ("/window/setting up the connections leads on", test_set_up);
  g_test_add_func ("/window/a row follows its job", test_row);
  g_test_add_func ("/window/the button of a problem asks the engine", test_remedy);
  g_test_add_func ("/window/forgetting asks first", test_forget);
  g_test_add_func ("/window/a fingerprint is shown, trusted, and the step runs again", test_trust);
  g_test_add_func ("/window/a path that Sonarr cannot see leads to the paths", test_paths_remedy);
  g_test_add_func ("/window/a title is searched and bound", test_choose);
  g_test_add_func ("/window/a title that Radarr lacks is added there first", test_choose_missing);
  g_test_add_func ("/window/a release is added, and a refusal is said in place", test_add);
  g_test_add_func ("/preferences/what is typed is written, trimmed", test_settings);
  g_test_add_func ("/preferences/numbers are shown in people's units", test_numbers);
  g_test_add_func ("/preferences/a line of a path map is edited in place", test_paths);
  g_test_add_func ("/window/the header bar pauses all transfers", test_pause_button);
  g_test_add_func ("/window/a transfer is paused, preferred and limited", test_transfer_menu);
  g_test_add_func ("/preferences/a rule of the schedule is edited in place", test_schedule);
  g_test_add_func ("/preferences/a test waits until the keyring has what was typed", test_secret);
  status = g_test_run ();
  g_object_unref (application);
  return status;
}
