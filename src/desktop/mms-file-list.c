/* Lists the files of a torrent in the order in which people count; knows no widget.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-file-list.h"

#include "core/mms-display-name.h"

/* A file with the keys that it is sorted by, one for each component of its path. */
typedef struct
{
  const MmsMetainfoFile *file; /* (unowned) */
  guint number;                /* of the file in the torrent */
  char **keys;                 /* (owned) */
} Sorted;

/* What the thread is told. */
typedef struct
{
  GBytes *bytes; /* (owned) */
  guint limit;
} Order;

static void
clear_sorted (gpointer data)
{
  g_strfreev (((Sorted *) data)->keys);
}

/* "Episode 2" stands before "Episode 10", and a folder keeps together what is in it. */
static char **
dup_keys (const char *path)
{
  char **keys = g_strsplit (path, "/", -1);

  for (char **key = keys; *key != NULL; key++)
    {
      g_autofree char *component = *key;
      g_autofree char *shown = mms_display_name_new (component, -1);

      *key = g_utf8_collate_key_for_filename (shown, -1);
    }
  return keys;
}

static int
compare (gconstpointer first, gconstpointer second)
{
  const Sorted *a = first, *b = second;

  for (guint i = 0; a->keys[i] != NULL || b->keys[i] != NULL; i++)
    {
      int order = g_strcmp0 (a->keys[i], b->keys[i]);

      if (order != 0)
        return order;
    }
  return g_strcmp0 (a->file->path, b->file->path);
}

static void
free_entry (gpointer data)
{
  MmsFileListEntry *entry = data;

  g_free (entry->path);
  g_free (entry);
}

static MmsFileListEntry *
entry_new (const Sorted *sorted)
{
  MmsFileListEntry *entry = g_new0 (MmsFileListEntry, 1);

  entry->path = mms_display_name_new (sorted->file->path, -1);
  entry->bytes = sorted->file->bytes;
  entry->file = sorted->number;
  return entry;
}

/**
 * mms_file_list_new:
 * @metainfo: the torrent
 * @limit: how many files are to be told one by one; all are counted
 *
 * Returns: (transfer full): its files in natural order, without padding
 */
MmsFileList *
mms_file_list_new (MmsMetainfo *metainfo, guint limit)
{
  MmsFileList *self = g_new0 (MmsFileList, 1);
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (Sorted));

  g_array_set_clear_func (sorted, clear_sorted);
  for (guint i = 0; i < mms_metainfo_get_n_files (metainfo); i++)
    {
      Sorted one = { mms_metainfo_get_file (metainfo, i), i, NULL };

      if (one.file->padding)
        continue;
      one.keys = dup_keys (one.file->path);
      self->bytes_total += one.file->bytes;
      g_array_append_val (sorted, one);
    }
  g_array_sort (sorted, compare);
  self->n_files = sorted->len;
  self->entries = g_ptr_array_new_with_free_func (free_entry);
  for (guint i = 0; i < MIN (sorted->len, limit); i++)
    g_ptr_array_add (self->entries, entry_new (&g_array_index (sorted, Sorted, i)));
  return self;
}

void
mms_file_list_free (MmsFileList *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->entries);
  g_free (self);
}

static void
free_order (gpointer data)
{
  Order *order = data;

  g_bytes_unref (order->bytes);
  g_free (order);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Order *order = data;
  GError *error = NULL;
  g_autoptr (MmsMetainfo) metainfo = mms_metainfo_new (order->bytes, &error);

  if (metainfo == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, mms_file_list_new (metainfo, order->limit),
                           (GDestroyNotify) mms_file_list_free);
}

/**
 * mms_file_list_read_async:
 * @metainfo: a .torrent file; it may be large, so that a thread reads it
 * @limit: see mms_file_list_new()
 */
void
mms_file_list_read_async (GBytes *metainfo, guint limit, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Order *order = g_new0 (Order, 1);

  g_task_set_source_tag (task, mms_file_list_read_async);
  order->bytes = g_bytes_ref (metainfo);
  order->limit = limit;
  g_task_set_task_data (task, order, free_order);
  g_task_run_in_thread (task, read_in_thread);
}

/* Returns: (transfer full): the list; %NULL with the error of mms_metainfo_new() */
MmsFileList *
mms_file_list_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
