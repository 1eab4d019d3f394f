/* Shows which files a release holds.
 *
 * One file is a row; more are a row that unfolds, whose own rows are made when it is unfolded first.
 * Names come from strangers: they are shown as text, never as markup.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-files-group.h"

#include <glib/gi18n.h>

#include "desktop/mms-file-list.h"
#include "desktop/mms-file-row.h"
#include "desktop/mms-hyphens.h"
#include "desktop/mms-transfer-words.h"

#define MAX_ROWS 300       /* more are counted, not shown */
#define MAX_OPEN_ROWS 5    /* so few are shown unasked */

struct _MmsFilesGroup
{
  AdwPreferencesGroup parent_instance;

  AdwActionRow *single;
  AdwExpanderRow *several;

  MmsJob *job;                /* (owned) (nullable) */
  GBytes *metainfo;           /* (owned) (nullable): what @list was read from */
  MmsFileList *list;          /* (owned) (nullable) */
  GPtrArray *rows;            /* (owned) (element-type GtkWidget): of @several: those of the files,
                                 in the order of @list, and one that counts the rest */
  GCancellable *cancellable;  /* (owned) (nullable): of the torrent that is being read */
};

G_DEFINE_FINAL_TYPE (MmsFilesGroup, mms_files_group, ADW_TYPE_PREFERENCES_GROUP);

static void
clear (MmsFilesGroup *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->metainfo, g_bytes_unref);
  g_clear_pointer (&self->list, mms_file_list_free);
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (self->several, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static void
append (MmsFilesGroup *self, GtkWidget *row)
{
  adw_expander_row_add_row (self->several, row);
  g_ptr_array_add (self->rows, row);
}

static void
append_rest (MmsFilesGroup *self)
{
  guint n = self->list->n_files - self->list->entries->len;
  g_autofree char *words = NULL;
  GtkWidget *row = NULL;

  if (n == 0)
    return;
  /* Translators: the last line of a long list of files */
  words = g_strdup_printf (ngettext ("and %u more file", "and %u more files", n), n);
  row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
  gtk_widget_add_css_class (row, "dim-label");
  append (self, row);
}

static const MmsFileListEntry *
get_entry (MmsFilesGroup *self, guint i)
{
  return g_ptr_array_index (self->list->entries, i);
}

static void
show_rows (MmsFilesGroup *self)
{
  for (guint i = 0; i < self->rows->len && i < self->list->entries->len; i++)
    mms_file_row_show (MMS_FILE_ROW (g_ptr_array_index (self->rows, i)),
                       mms_job_get_file_done (self->job, get_entry (self, i)->file));
}

static void
expanded_cb (MmsFilesGroup *self)
{
  if (!adw_expander_row_get_expanded (self->several) || self->list == NULL || self->rows->len > 0)
    return;
  for (guint i = 0; i < self->list->entries->len; i++)
    append (self, mms_file_row_new (get_entry (self, i)));
  append_rest (self);
  show_rows (self);
}

static void
say (MmsFilesGroup *self, const char *title, const char *subtitle)
{
  gtk_widget_set_visible (GTK_WIDGET (self->several), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->single), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->single), title);
  adw_action_row_set_subtitle (self->single, subtitle);
}

static void
show_single (MmsFilesGroup *self)
{
  const MmsFileListEntry *entry = get_entry (self, 0);
  gint64 done = mms_job_get_file_done (self->job, entry->file);
  g_autofree char *words = done >= 0 ? mms_share_dup_words (done, entry->bytes)
                                     : g_format_size ((guint64) entry->bytes);

  say (self, entry->path, words);
}

static void
show_several (MmsFilesGroup *self)
{
  guint n = self->list->n_files;
  g_autofree char *title = NULL;
  g_autofree char *size = g_format_size ((guint64) self->list->bytes_total);

  /* Translators: how many files a release holds */
  title = g_strdup_printf (ngettext ("%u file", "%u files", n), n);
  gtk_widget_set_visible (GTK_WIDGET (self->single), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->several), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->several), title);
  adw_expander_row_set_subtitle (self->several, size);
  adw_expander_row_set_expanded (self->several, FALSE);
  adw_expander_row_set_expanded (self->several, n <= MAX_OPEN_ROWS);
}

static void
list_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsFilesGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  MmsFileList *list = mms_file_list_read_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->list = list;
  if (list == NULL)
    say (self, _ ("The list of files cannot be read"), error->message);
  else if (list->n_files == 1)
    show_single (self);
  else
    show_several (self);
}

/* A magnet brings no list, and what was adopted neither: both are read from the seedbox. */
static void
say_unknown (MmsFilesGroup *self, MmsJob *job)
{
  if (mms_job_get_fact (job) >= MMS_FACT_FETCHED)
    say (self, _ ("Not known"), _ ("The seedbox did not hand out the torrent file."));
  else
    say (self, _ ("Not known yet"),
         _ ("The list comes with the torrent file, which is read from the seedbox before the "
            "release is fetched."));
}

static void
mms_files_group_dispose (GObject *object)
{
  MmsFilesGroup *self = MMS_FILES_GROUP (object);

  if (self->several != NULL)
    clear (self);
  g_clear_object (&self->job);
  gtk_widget_dispose_template (GTK_WIDGET (self), MMS_TYPE_FILES_GROUP);

  G_OBJECT_CLASS (mms_files_group_parent_class)->dispose (object);
}

static void
mms_files_group_finalize (GObject *object)
{
  g_ptr_array_unref (MMS_FILES_GROUP (object)->rows);
  G_OBJECT_CLASS (mms_files_group_parent_class)->finalize (object);
}

static void
mms_files_group_class_init (MmsFilesGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mms_files_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = mms_files_group_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/mediamanagersuite/MediaManagerSuite/ui/mms-files-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MmsFilesGroup, single);
  gtk_widget_class_bind_template_child (widget_class, MmsFilesGroup, several);
  gtk_widget_class_bind_template_callback (widget_class, expanded_cb);
}

static void
mms_files_group_init (MmsFilesGroup *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  mms_hyphens_forbid (GTK_WIDGET (self->single));
}

/* Shows the files of @job; to be called again when @job changed. */
void
mms_files_group_show (MmsFilesGroup *self, MmsJob *job)
{
  GBytes *metainfo = mms_job_get_metainfo (job);

  g_set_object (&self->job, job);
  if (metainfo == NULL)
    {
      clear (self);
      say_unknown (self, job);
      return;
    }
  if (metainfo == self->metainfo
      || (self->metainfo != NULL && g_bytes_equal (metainfo, self->metainfo)))
    {
      mms_files_group_show_progress (self);
      return;
    }
  clear (self);
  self->metainfo = g_bytes_ref (metainfo);
  self->cancellable = g_cancellable_new ();
  mms_file_list_read_async (metainfo, MAX_ROWS, self->cancellable, list_read, g_object_ref (self));
}

/* Shows how much of each file is here; to be called when the fetch goes on. */
void
mms_files_group_show_progress (MmsFilesGroup *self)
{
  if (self->list == NULL)
    return;
  if (self->list->n_files == 1)
    show_single (self);
  else
    show_rows (self);
}
