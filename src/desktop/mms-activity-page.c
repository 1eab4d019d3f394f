/* The page Activity: every job in one list, to filter, search and act on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-activity-page.h"

#include <glib/gi18n.h>

#include "desktop/mms-job-row.h"

/* How often "tried again in 3 min" is counted down. */
#define TICK_S 15

struct _MmsActivityPage
{
  AdwBin parent_instance;

  AdwHeaderBar *header;
  GtkToggleButton *pause_button;
  GtkToggleButton *search_button;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkRevealer *notice;
  GtkLabel *notice_label;
  GtkToggleButton *all;
  GtkToggleButton *needs_you;
  GtkToggleButton *running;
  GtkToggleButton *done;
  GtkStack *stack;
  AdwStatusPage *nothing;
  GtkListView *view;

  MmsJobList *list;             /* (owned) (nullable) */
  GtkSingleSelection *selection; /* (owned) */
  GHashTable *rows;             /* (owned) (element-type MmsJobRow): those that show a job */
  guint tick_id;                /* a source, 0: none */
  gboolean folded;              /* the page has the window for itself */
};

G_DEFINE_FINAL_TYPE (MmsActivityPage, mms_activity_page, ADW_TYPE_BIN);

/* "opened" (MmsJob *job): a person activated a row
 * "selected" (MmsJob *job): (nullable): another row is selected */
enum
{
  OPENED,
  SELECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
filter_get_label (MmsJobFilter filter)
{
  switch (filter)
    {
    case MMS_JOB_FILTER_ALL:
      return _ ("All");
    case MMS_JOB_FILTER_NEEDS_YOU:
      return _ ("Needs You");
    case MMS_JOB_FILTER_RUNNING:
      return _ ("Running");
    case MMS_JOB_FILTER_DONE:
      return _ ("Done");
    }
  g_return_val_if_reached ("");
}

/* No number says that there is none; four filters are to fit into a narrow window. */
static char *
filter_dup_label (MmsJobFilter filter, guint count)
{
  if (count == 0)
    return g_strdup (filter_get_label (filter));
  /* Translators: a filter and how many jobs it shows, as in "Done 12" */
  return g_strdup_printf (_ ("%s %u"), filter_get_label (filter), count);
}

static GtkToggleButton *
filter_get_button (MmsActivityPage *self, MmsJobFilter filter)
{
  switch (filter)
    {
    case MMS_JOB_FILTER_ALL:
      return self->all;
    case MMS_JOB_FILTER_NEEDS_YOU:
      return self->needs_you;
    case MMS_JOB_FILTER_RUNNING:
      return self->running;
    case MMS_JOB_FILTER_DONE:
      return self->done;
    }
  g_return_val_if_reached (NULL);
}

static void
show_counts (MmsActivityPage *self)
{
  for (guint filter = 0; filter < MMS_N_JOB_FILTERS; filter++)
    {
      guint count = mms_job_list_get_count (self->list, filter);
      GtkWidget *button = GTK_WIDGET (filter_get_button (self, filter));
      g_autofree char *label = filter_dup_label (filter, count);

      gtk_button_set_label (GTK_BUTTON (button), label);
      if (filter == MMS_JOB_FILTER_NEEDS_YOU && count > 0)
        gtk_widget_add_css_class (button, "attention");
      else
        gtk_widget_remove_css_class (button, "attention");
    }
}

static void
show_nothing (MmsActivityPage *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  if (*words != '\0')
    {
      adw_status_page_set_icon_name (self->nothing, "system-search-symbolic");
      adw_status_page_set_title (self->nothing, _ ("Nothing Found"));
      adw_status_page_set_description (self->nothing, _ ("Try other words or another filter."));
      return;
    }
  adw_status_page_set_icon_name (self->nothing, "mms-check-symbolic");
  adw_status_page_set_title (self->nothing, _ ("Nothing Here"));
  adw_status_page_set_description (
      self->nothing, mms_job_list_get_filter (self->list) == MMS_JOB_FILTER_NEEDS_YOU
                         ? _ ("No release waits for you.")
                         : _ ("No release is at this point of the road."));
}

static void
shown_changed_cb (MmsActivityPage *self)
{
  gboolean empty = g_list_model_get_n_items (mms_job_list_get_shown (self->list)) == 0;

  if (empty)
    show_nothing (self);
  gtk_stack_set_visible_child_name (self->stack, empty ? "nothing" : "list");
}

static void
filter_toggled_cb (MmsActivityPage *self, GtkToggleButton *button)
{
  if (self->list == NULL || !gtk_toggle_button_get_active (button))
    return;
  for (guint filter = 0; filter < MMS_N_JOB_FILTERS; filter++)
    if (filter_get_button (self, filter) == button)
      mms_job_list_set_filter (self->list, filter);
  shown_changed_cb (self);
}

static void
search_changed_cb (MmsActivityPage *self)
{
  if (self->list == NULL)
    return;
  mms_job_list_set_search (self->list, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  shown_changed_cb (self);
}

static void
notice_closed_cb (MmsActivityPage *self)
{
  gtk_revealer_set_reveal_child (self->notice, FALSE);
}

static void
activated_cb (MmsActivityPage *self, guint position)
{
  g_autoptr (MmsJob) job = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (job != NULL)
    g_signal_emit (self, signals[OPENED], 0, job);
}

static void
selected_cb (MmsActivityPage *self)
{
  g_signal_emit (self, signals[SELECTED], 0, mms_activity_page_get_selected (self));
}

static void
setup_cb (MmsActivityPage *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, mms_job_row_new ());
}

static void
bind_cb (MmsActivityPage *self, GtkListItem *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  mms_job_row_set_job (MMS_JOB_ROW (row), gtk_list_item_get_item (item));
  g_hash_table_add (self->rows, row);
}

static void
unbind_cb (MmsActivityPage *self, GtkListItem *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  g_hash_table_remove (self->rows, row);
  mms_job_row_set_job (MMS_JOB_ROW (row), NULL);
}

static gboolean
tick_cb (gpointer user_data)
{
  MmsActivityPage *self = user_data;
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    mms_job_row_refresh (row);
  return G_SOURCE_CONTINUE;
}

/* The list's own row has the focus; our row is its child. */
static MmsJobRow *
get_focused_row (MmsActivityPage *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *child = NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view)))
    return NULL;
  child = gtk_widget_get_first_child (focus);
  if (MMS_IS_JOB_ROW (child))
    return MMS_JOB_ROW (child);
  return MMS_JOB_ROW (gtk_widget_get_ancestor (focus, MMS_TYPE_JOB_ROW));
}

static void
menu_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MmsJobRow *row = get_focused_row (MMS_ACTIVITY_PAGE (widget));

  if (row != NULL)
    gtk_widget_activate_action (GTK_WIDGET (row), "row.menu", NULL);
}

static void
forget_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MmsJob *job = mms_activity_page_get_selected (MMS_ACTIVITY_PAGE (widget));

  if (job != NULL)
    gtk_widget_activate_action (widget, "job.forget", "s", mms_job_get_hash (job));
}

static void
mms_activity_page_map (GtkWidget *widget)
{
  MmsActivityPage *self = MMS_ACTIVITY_PAGE (widget);

  GTK_WIDGET_CLASS (mms_activity_page_parent_class)->map (widget);
  self->tick_id = g_timeout_add_seconds (TICK_S, tick_cb, self);
}

static void
mms_activity_page_unmap (GtkWidget *widget)
{
  MmsActivityPage *self = MMS_ACTIVITY_PAGE (widget);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  GTK_WIDGET_CLASS (mms_activity_page_parent_class)->unmap (widget);
}

/* Where there is little room the menu has it; a pause that is on is shown all the same. */
static void
show_pause_button (MmsActivityPage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->pause_button),
                          !self->folded || gtk_toggle_button_get_active (self->pause_button));
}

static void
mms_activity_page_dispose (GObject *object)
{
  MmsActivityPage *self = MMS_ACTIVITY_PAGE (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  if (self->list != NULL)
    {
      g_signal_handlers_disconnect_by_data (mms_job_list_get_shown (self->list), self);
      g_signal_handlers_disconnect_by_data (self->list, self);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), MMS_TYPE_ACTIVITY_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_pointer (&self->rows, g_hash_table_unref);

  G_OBJECT_CLASS (mms_activity_page_parent_class)->dispose (object);
}

static void
mms_activity_page_class_init (MmsActivityPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mms_activity_page_dispose;
  widget_class->map = mms_activity_page_map;
  widget_class->unmap = mms_activity_page_unmap;
  signals[OPENED] = g_signal_new ("opened", MMS_TYPE_ACTIVITY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, MMS_TYPE_JOB);
  signals[SELECTED] = g_signal_new ("selected", MMS_TYPE_ACTIVITY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, MMS_TYPE_JOB);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/mediamanagersuite/MediaManagerSuite/ui/mms-activity-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MmsActivityPage, header);
  gtk_widget_class_bind_template_child (widget_class, MmsActivityPage, pause_button);
  gtk_widget_class_bind_template_child (widget_class, MmsActivityPage, search_button);
  gtk_widget_class_bind_template_child (widget_class, MmsActivityPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, MmsActivityPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MmsActivityPage, notice);
  gtk_widget_class_bind_template_child (widget_class, MmsActivityPage, notice_label);
  gtk_widget_class_bind_template_child (widget_class, MmsActivityPage, all);
  gtk_widget_class_bind_template_child (widget_class, MmsActivityPage, needs_you);
  gtk_widget_class_bind_template_child (widget_class, MmsActivityPage, running);
  gtk_widget_class_bind_template_child (widget_class, MmsActivityPage, done);
  gtk_widget_class_bind_template_child (widget_class, MmsActivityPage, stack);
  gtk_widget_class_bind_template_child (widget_class, MmsActivityPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, MmsActivityPage, view);
  gtk_widget_class_bind_template_callback (widget_class, filter_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_pause_button);
  gtk_widget_class_bind_template_callback (widget_class, notice_closed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_install_action (widget_class, "page.menu", NULL, menu_cb);
  gtk_widget_class_install_action (widget_class, "page.forget", NULL, forget_cb);
}

static void
mms_activity_page_init (MmsActivityPage *self)
{
  self->rows = g_hash_table_new (NULL, NULL);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (selected_cb),
                            self);
}

/* Shows @jobs, a list of #MmsJob. To be called once. */
void
mms_activity_page_set_jobs (MmsActivityPage *self, GListModel *jobs)
{
  GListModel *shown = NULL;

  g_return_if_fail (self->list == NULL);
  self->list = mms_job_list_new (jobs);
  shown = mms_job_list_get_shown (self->list);
  g_signal_connect_swapped (self->list, "counts-changed", G_CALLBACK (show_counts), self);
  g_signal_connect_swapped (shown, "items-changed", G_CALLBACK (shown_changed_cb), self);
  gtk_single_selection_set_model (self->selection, shown);
  show_counts (self);
  shown_changed_cb (self);
}

/* Says @text (nullable) above the list, until the person closes it. */
void
mms_activity_page_set_notice (MmsActivityPage *self, const char *text)
{
  if (text != NULL)
    gtk_label_set_label (self->notice_label, text);
  gtk_revealer_set_reveal_child (self->notice, text != NULL);
}

/* Folded, the page stands alone: its header closes the window. */
void
mms_activity_page_set_folded (MmsActivityPage *self, gboolean folded)
{
  self->folded = folded;
  show_pause_button (self);
  adw_header_bar_set_show_end_title_buttons (self->header, folded);
  /* Where selecting shows nothing beside the list, one tap opens the release. */
  gtk_list_view_set_single_click_activate (self->view, folded);
}

void
mms_activity_page_search (MmsActivityPage *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

void
mms_activity_page_set_filter (MmsActivityPage *self, MmsJobFilter filter)
{
  gtk_toggle_button_set_active (filter_get_button (self, filter), TRUE);
}

/* Returns: (transfer none) (nullable): the selected job */
MmsJob *
mms_activity_page_get_selected (MmsActivityPage *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

GtkSelectionModel *
mms_activity_page_get_selection (MmsActivityPage *self)
{
  return GTK_SELECTION_MODEL (self->selection);
}
