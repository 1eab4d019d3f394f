/* Shows how the fetch of one release goes: what is here, how fast, how long still, and over how
 * many connections.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-transfer-group.h"

#include <glib/gi18n.h>

#include "desktop/mms-job-words.h"
#include "desktop/mms-piece-map.h"
#include "desktop/mms-transfer-words.h"

struct _MmsTransferGroup
{
  AdwPreferencesGroup parent_instance;

  MmsPieceMap *map;
  GtkLabel *amount;
  GtkLabel *percent;
  GtkWidget *figures;
  GtkLabel *rate;
  GtkLabel *average;
  GtkLabel *left;
  GtkWidget *why;
  GtkWidget *popover;
  GtkLabel *lines;
  GtkLabel *reason;
  GtkLabel *file;

  guint n_lines;            /* that are shown */
  MmsLinesReason shown;     /* reason that is shown */
  gboolean lines_known;     /* whether anything was shown yet */
};

G_DEFINE_FINAL_TYPE (MmsTransferGroup, mms_transfer_group, ADW_TYPE_PREFERENCES_GROUP);

static void
show_amount (MmsTransferGroup *self, MmsTransfer *transfer)
{
  gint64 done = mms_transfer_get_bytes_done (transfer);
  gint64 total = mms_transfer_get_bytes_total (transfer);
  g_autofree char *amount = mms_amount_dup_words (done, total);
  /* Translators: a percentage */
  g_autofree char *percent = g_strdup_printf (_ ("%d %%"), mms_percent_of (done, total));

  mms_piece_map_show (self->map, mms_transfer_get_detail (transfer)->cells, done, total);
  gtk_label_set_label (self->amount, amount);
  gtk_label_set_label (self->percent, percent);
}

/* The reason stands in a popover, for fingers and keys; in a tooltip, for the pointer; and in the
 * description, for who cannot see. One of the first two is enough at a time. */
static void
show_reason (MmsTransferGroup *self)
{
  const char *reason = mms_lines_reason_get_label (self->shown);
  gboolean open = gtk_widget_get_visible (self->popover);

  gtk_label_set_label (self->reason, reason);
  gtk_widget_set_tooltip_text (self->why, open ? NULL : reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->why), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason, -1);
}

static void
show_lines (MmsTransferGroup *self, const MmsTransferDetail *detail)
{
  g_autofree char *number = g_strdup_printf ("%u", detail->lines);
  g_autofree char *words = NULL;

  if (self->lines_known && self->n_lines == detail->lines && self->shown == detail->reason)
    return;
  self->lines_known = TRUE;
  self->n_lines = detail->lines;
  self->shown = detail->reason;
  /* Translators: how many connections to the seedbox are at work */
  words = g_strdup_printf (ngettext ("%u connection", "%u connections", detail->lines),
                           detail->lines);
  gtk_label_set_label (self->lines, number);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->why), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  show_reason (self);
}

static void
show_figures (MmsTransferGroup *self, MmsTransfer *transfer)
{
  const MmsTransferDetail *detail = mms_transfer_get_detail (transfer);
  g_autofree char *rate = mms_rate_dup_words (mms_transfer_get_rate (transfer));
  g_autofree char *average = detail->average_rate > 0 ? mms_rate_dup_words (detail->average_rate)
                                                      : g_strdup (_ ("Unknown"));
  g_autofree char *left = mms_time_left_dup_words (mms_transfer_get_eta_s (transfer));

  gtk_label_set_label (self->rate, rate);
  gtk_label_set_label (self->average, average);
  gtk_label_set_label (self->left, left);
  show_lines (self, detail);
}

static void
show_file (MmsTransferGroup *self, const char *file)
{
  gtk_label_set_label (self->file, file != NULL ? file : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->file), file);
  gtk_widget_set_visible (GTK_WIDGET (self->file), file != NULL);
}

static void
mms_transfer_group_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MMS_TYPE_TRANSFER_GROUP);
  G_OBJECT_CLASS (mms_transfer_group_parent_class)->dispose (object);
}

static void
mms_transfer_group_class_init (MmsTransferGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mms_transfer_group_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/mediamanagersuite/MediaManagerSuite/ui/mms-transfer-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MmsTransferGroup, map);
  gtk_widget_class_bind_template_child (widget_class, MmsTransferGroup, amount);
  gtk_widget_class_bind_template_child (widget_class, MmsTransferGroup, percent);
  gtk_widget_class_bind_template_child (widget_class, MmsTransferGroup, figures);
  gtk_widget_class_bind_template_child (widget_class, MmsTransferGroup, rate);
  gtk_widget_class_bind_template_child (widget_class, MmsTransferGroup, average);
  gtk_widget_class_bind_template_child (widget_class, MmsTransferGroup, left);
  gtk_widget_class_bind_template_child (widget_class, MmsTransferGroup, why);
  gtk_widget_class_bind_template_child (widget_class, MmsTransferGroup, popover);
  gtk_widget_class_bind_template_child (widget_class, MmsTransferGroup, lines);
  gtk_widget_class_bind_template_child (widget_class, MmsTransferGroup, reason);
  gtk_widget_class_bind_template_child (widget_class, MmsTransferGroup, file);
  gtk_widget_class_bind_template_callback (widget_class, show_reason);
}

static void
mms_transfer_group_init (MmsTransferGroup *self)
{
  g_type_ensure (MMS_TYPE_PIECE_MAP);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Shows the fetch of @job, or nothing where there is none; to be called again when it goes on. */
void
mms_transfer_group_show (MmsTransferGroup *self, MmsJob *job)
{
  MmsTransfer *transfer = mms_job_get_transfer (job);
  gboolean fetching = mms_job_get_fetching (job);
  gboolean running = mms_job_get_running (job);

  gtk_widget_set_visible (GTK_WIDGET (self), fetching);
  if (!fetching)
    return;
  show_amount (self, transfer);
  gtk_widget_set_visible (self->figures, running);
  if (running)
    show_figures (self, transfer);
  show_file (self, running ? mms_transfer_get_file (transfer) : NULL);
}
