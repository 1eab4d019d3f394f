/* The page of one job: what it is, what is wrong, where its files are, and its history.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-job-page.h"

#include <glib/gi18n.h>

#include "desktop/mms-event-row.h"
#include "desktop/mms-files-group.h"
#include "desktop/mms-hyphens.h"
#include "desktop/mms-job-menu.h"
#include "desktop/mms-job-words.h"
#include "desktop/mms-transfer-group.h"
#include "desktop/mms-transfer-words.h"

struct _MmsJobPage
{
  AdwBin parent_instance;

  AdwHeaderBar *header;
  GtkWidget *back;
  AdwWindowTitle *window_title;
  GtkMenuButton *menu;
  GtkStack *stack;
  GtkImage *kind;
  GtkLabel *title;
  GtkLabel *release;
  GtkProgressBar *progress;
  GtkLabel *where;
  GtkLabel *unverified;
  GtkLabel *flow;
  GtkWidget *problem;
  GtkLabel *message;
  GtkLabel *when;
  GtkButton *remedy;
  GtkButton *retry;
  MmsTransferGroup *transfer;
  AdwActionRow *identity;
  GtkButton *choose;
  MmsFilesGroup *files;
  GtkWidget *places;
  AdwActionRow *verified;
  GtkWidget *doubt;
  AdwActionRow *local;
  GtkButton *open_folder;
  AdwActionRow *remote;
  AdwActionRow *size;
  AdwActionRow *label;
  AdwActionRow *hash;
  GtkButton *copy;
  GtkListBox *timeline;
  GtkTextView *log;

  MmsContext *context;        /* (owned) (nullable) */
  MmsJob *job;                /* (owned) (nullable) */
  GSignalGroup *signals;      /* (owned): of @job */
  GCancellable *cancellable;  /* (owned) (nullable): of the history that is being read */
};

G_DEFINE_FINAL_TYPE (MmsJobPage, mms_job_page, ADW_TYPE_BIN);

static void read_history (MmsJobPage *self);

static void
show_road (MmsJobPage *self)
{
  g_autofree char *where = mms_job_dup_where (self->job);
  g_autofree char *flow = mms_job_dup_flow (self->job);
  /* the group of the transfer says it in full */
  gboolean here = flow != NULL && !mms_job_get_fetching (self->job);

  gtk_progress_bar_set_fraction (self->progress, mms_job_get_progress (self->job));
  gtk_label_set_label (self->where, where);
  gtk_label_set_label (self->flow, here ? flow : "");
  gtk_widget_set_visible (GTK_WIDGET (self->flow), here);
  mms_transfer_group_show (self->transfer, self->job);
}

static void
show_problem (MmsJobPage *self)
{
  const MmsProblem *problem = mms_job_get_problem (self->job);
  g_autofree char *when = NULL;
  MmsRemedy remedy;

  gtk_widget_set_visible (self->problem, problem != NULL);
  if (problem == NULL)
    return;
  remedy = mms_problem_get_remedy (problem);
  when = mms_problem_dup_when (problem, g_get_real_time () / G_USEC_PER_SEC);
  gtk_label_set_label (self->message, problem->message);
  gtk_label_set_label (self->when, when);
  gtk_button_set_label (self->remedy, mms_remedy_get_label (remedy));
  gtk_widget_set_visible (GTK_WIDGET (self->retry), remedy != MMS_REMEDY_RETRY
                                                        && remedy != MMS_REMEDY_WAIT
                                                        && remedy != MMS_REMEDY_FREE_SPACE);
}

static void
show_row (AdwActionRow *row, const char *text)
{
  gboolean known = text != NULL && *text != '\0';

  gtk_widget_set_visible (GTK_WIDGET (row), known);
  if (!known)
    return;
  adw_action_row_set_subtitle (row, text);
}

static void
show_facts (MmsJobPage *self)
{
  gint64 bytes = mms_job_get_bytes_total (self->job);
  g_autofree char *size =
    bytes > 0 ? g_format_size_full ((guint64) bytes, G_FORMAT_SIZE_LONG_FORMAT) : NULL;
  g_autofree char *title = mms_job_dup_title (self->job);
  g_autofree char *identity = mms_job_dup_identity (self->job);
  const MmsIntent *intent = mms_job_get_intent (self->job);
  gboolean fetched = mms_job_get_fact (self->job) >= MMS_FACT_FETCHED;
  gboolean unverified = mms_job_get_verified (self->job) == MMS_VERIFIED_SIZES;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->identity),
                                 intent != NULL ? title : _ ("Unknown title"));
  show_row (self->identity, identity);
  gtk_widget_set_visible (GTK_WIDGET (self->choose),
                          mms_job_get_fact (self->job) < MMS_FACT_IMPORTED);
  gtk_widget_set_visible (GTK_WIDGET (self->unverified), unverified);
  gtk_widget_set_visible (self->doubt, unverified);
  show_row (self->verified,
            fetched || mms_job_get_verified (self->job) != MMS_VERIFIED_NOT_YET
                ? mms_verified_get_label (mms_job_get_verified (self->job))
                : NULL);
  show_row (self->local, mms_job_get_local_path (self->job));
  show_row (self->remote, mms_job_get_remote_path (self->job));
  gtk_widget_set_visible (self->places, gtk_widget_get_visible (GTK_WIDGET (self->verified))
                                            || gtk_widget_get_visible (GTK_WIDGET (self->local))
                                            || gtk_widget_get_visible (GTK_WIDGET (self->remote)));
  show_row (self->size, size);
  show_row (self->label, mms_job_get_label (self->job));
  show_row (self->hash, mms_job_get_hash (self->job));
}

static void
show (MmsJobPage *self)
{
  g_autofree char *title = mms_job_dup_title (self->job);
  const char *name = mms_job_get_name (self->job);
  g_autoptr (GMenuModel) menu = mms_job_menu_new (self->job);

  adw_window_title_set_title (self->window_title, title);
  gtk_image_set_from_icon_name (self->kind, mms_job_get_icon_name (self->job));
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->release, name);
  gtk_widget_set_visible (GTK_WIDGET (self->release), g_strcmp0 (name, title) != 0);
  gtk_menu_button_set_menu_model (self->menu, menu);
  show_road (self);
  show_problem (self);
  show_facts (self);
  mms_files_group_show (self->files, self->job);
}

static void
job_notify_cb (MmsJobPage *self, GParamSpec *pspec)
{
  if (g_str_equal (pspec->name, "progress") || g_str_equal (pspec->name, "status"))
    {
      show_road (self);
      mms_files_group_show_progress (self->files);
    }
  else
    show (self);
}

static void
clear_history (MmsJobPage *self)
{
  GtkWidget *row = NULL;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->timeline))) != NULL)
    gtk_list_box_remove (self->timeline, row);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->log), "", 0);
}

static void
append_log_line (GString *log, MmsEvent *event)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (event->at);
  g_autofree char *time =
    at != NULL ? g_date_time_format (at, "%Y-%m-%d %H:%M:%S") : g_strdup ("?");

  g_string_append_printf (log, "%s%s  %-9s %-8s %s", log->len > 0 ? "\n" : "", time,
                          event->problem ? "problem" : mms_fact_to_nick (event->fact), event->who,
                          event->message);
}

/* The same problem again and again is one line of the timeline; the log has them all. */
static gboolean
event_repeats (MmsEvent *event, MmsEvent *last)
{
  return last != NULL && event->problem && last->problem && event->fact == last->fact
         && g_strcmp0 (event->message, last->message) == 0;
}

static void
show_history (MmsJobPage *self, GPtrArray *events)
{
  g_autoptr (GString) log = g_string_new (NULL);
  MmsEvent *last = NULL;

  clear_history (self);
  for (guint i = 0; i < events->len; i++)
    {
      MmsEvent *event = g_ptr_array_index (events, i);

      append_log_line (log, event);
      if (!event_repeats (event, last))
        gtk_list_box_append (self->timeline, mms_event_row_new (event));
      last = event;
    }
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->log), log->str, (int) log->len);
}

static void
history_read (GObject *journal, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsJobPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = mms_journal_history_finish (MMS_JOURNAL (journal), result, &error);

  if (events != NULL)
    show_history (self, events);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("the history of a job could not be read: %s", error->message);
}

static void
read_history (MmsJobPage *self)
{
  MmsJournal *journal = self->context != NULL ? mms_context_get_journal (self->context) : NULL;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (journal == NULL || self->job == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  mms_journal_history_async (journal, mms_job_get_hash (self->job), self->cancellable, history_read,
                             g_object_ref (self));
}

static void
event_cb (MmsJobPage *self, MmsJob *job)
{
  if (self->job != NULL && g_str_equal (mms_job_get_hash (job), mms_job_get_hash (self->job)))
    read_history (self);
}

static void
mms_job_page_dispose (GObject *object)
{
  MmsJobPage *self = MMS_JOB_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->context != NULL)
    g_signal_handlers_disconnect_by_data (self->context, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), MMS_TYPE_JOB_PAGE);
  g_clear_object (&self->signals);
  g_clear_object (&self->job);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (mms_job_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, header);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, back);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, menu);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, stack);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, kind);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, title);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, release);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, progress);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, where);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, unverified);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, flow);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, problem);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, message);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, when);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, remedy);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, retry);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, transfer);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, identity);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, choose);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, files);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, places);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, verified);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, doubt);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, local);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, open_folder);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, remote);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, size);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, label);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, hash);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, copy);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, timeline);
  gtk_widget_class_bind_template_child (widget_class, MmsJobPage, log);
}

static void
mms_job_page_class_init (MmsJobPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mms_job_page_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/mediamanagersuite/MediaManagerSuite/ui/mms-job-page.ui");
  bind_children (widget_class);
}

static void
mms_job_page_init (MmsJobPage *self)
{
  g_type_ensure (MMS_TYPE_FILES_GROUP);
  g_type_ensure (MMS_TYPE_TRANSFER_GROUP);
  gtk_widget_init_template (GTK_WIDGET (self));
  mms_hyphens_forbid (GTK_WIDGET (self->local));
  mms_hyphens_forbid (GTK_WIDGET (self->remote));
  mms_hyphens_forbid (GTK_WIDGET (self->hash));
  self->signals = g_signal_group_new (MMS_TYPE_JOB);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (job_notify_cb), self);
}

/* Where the history is read. To be called once. */
void
mms_job_page_set_context (MmsJobPage *self, MmsContext *context)
{
  g_return_if_fail (self->context == NULL);
  self->context = g_object_ref (context);
  g_signal_connect_swapped (context, "event", G_CALLBACK (event_cb), self);
}

static void
aim (GtkButton *button, MmsJob *job)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", mms_job_get_hash (job));
}

/* Shows @job; %NULL: none is chosen. */
void
mms_job_page_set_job (MmsJobPage *self, MmsJob *job)
{
  gtk_stack_set_visible_child_name (self->stack, job != NULL ? "job" : "none");
  gtk_widget_set_visible (GTK_WIDGET (self->menu), job != NULL);
  if (!g_set_object (&self->job, job))
    return;
  g_signal_group_set_target (self->signals, job);
  clear_history (self);
  read_history (self);
  if (job == NULL)
    {
      adw_window_title_set_title (self->window_title, "");
      return;
    }
  aim (self->remedy, job);
  aim (self->retry, job);
  aim (self->choose, job);
  aim (self->open_folder, job);
  aim (self->copy, job);
  show (self);
}

MmsJob *
mms_job_page_get_job (MmsJobPage *self)
{
  return self->job;
}

/* Folded, the page stands alone: its header leads back. */
void
mms_job_page_set_folded (MmsJobPage *self, gboolean folded)
{
  gtk_widget_set_visible (self->back, folded);
  adw_header_bar_set_show_start_title_buttons (self->header, folded);
}
