/* Shows one file of a release: its name, its size, and while it comes how much of it is here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-file-row.h"

#include "desktop/mms-hyphens.h"
#include "desktop/mms-transfer-words.h"

#define SHARE_CHARS 15 /* about as wide as "100 % of 700.0 MB", so that all bars are equal */

struct _MmsFileRow
{
  AdwActionRow parent_instance;

  GtkLabel *amount;
  GtkProgressBar *progress;

  gint64 bytes;
  int percent; /* that is shown; -1: none */
};

G_DEFINE_FINAL_TYPE (MmsFileRow, mms_file_row, ADW_TYPE_ACTION_ROW);

static void
show_amount (MmsFileRow *self, const char *words)
{
  gtk_label_set_label (self->amount, words);
  gtk_label_set_width_chars (self->amount, self->percent >= 0 ? SHARE_CHARS : -1);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), self->percent >= 0);
  gtk_progress_bar_set_fraction (self->progress, MAX (0, self->percent) / 100.0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words,
                                  -1);
}

static void
mms_file_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MMS_TYPE_FILE_ROW);
  G_OBJECT_CLASS (mms_file_row_parent_class)->dispose (object);
}

static void
mms_file_row_class_init (MmsFileRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mms_file_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/mediamanagersuite/MediaManagerSuite/ui/mms-file-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MmsFileRow, amount);
  gtk_widget_class_bind_template_child (widget_class, MmsFileRow, progress);
}

static void
mms_file_row_init (MmsFileRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
mms_file_row_new (const MmsFileListEntry *entry)
{
  MmsFileRow *self = g_object_new (MMS_TYPE_FILE_ROW, "title", entry->path, NULL);
  g_autofree char *size = g_format_size ((guint64) entry->bytes);

  self->bytes = entry->bytes;
  self->percent = -1;
  show_amount (self, size);
  mms_hyphens_forbid (GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

/* @bytes_done: that are here; -1: that is of no interest now. Cheap where nothing changed. */
void
mms_file_row_show (MmsFileRow *self, gint64 bytes_done)
{
  int percent = bytes_done >= 0 ? mms_percent_of (bytes_done, self->bytes) : -1;
  g_autofree char *words = NULL;

  if (percent == self->percent)
    return;
  self->percent = percent;
  words = percent >= 0 ? mms_share_dup_words (bytes_done, self->bytes)
                       : g_format_size ((guint64) self->bytes);
  show_amount (self, words);
}
