/* Lists the seedbox once for all who want to know, and keeps the live list of its torrents.
 *
 * rTorrent answers one request at a time, so ten jobs that wait for their torrents share one
 * listing: who asks while one is under way gets its answer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-watcher.h"

struct _MmsWatcher
{
  GObject parent_instance;

  MmsSeedbox *seedbox;      /* (owned) */
  MmsTorrentList *torrents; /* (owned) */
  GPtrArray *waiting;       /* (owned) (element-type GTask): answered by the listing under way */
};

G_DEFINE_FINAL_TYPE (MmsWatcher, mms_watcher, G_TYPE_OBJECT);

static void
mms_watcher_finalize (GObject *object)
{
  MmsWatcher *self = MMS_WATCHER (object);

  g_object_unref (self->seedbox);
  g_object_unref (self->torrents);
  g_ptr_array_unref (self->waiting);

  G_OBJECT_CLASS (mms_watcher_parent_class)->finalize (object);
}

static void
mms_watcher_class_init (MmsWatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_watcher_finalize;
}

static void
mms_watcher_init (MmsWatcher *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

/* Returns: (transfer full): a watcher that keeps @torrents up to date whenever somebody looks */
MmsWatcher *
mms_watcher_new (MmsSeedbox *seedbox, MmsTorrentList *torrents)
{
  MmsWatcher *self = g_object_new (MMS_TYPE_WATCHER, NULL);

  self->seedbox = g_object_ref (seedbox);
  self->torrents = g_object_ref (torrents);
  return self;
}

MmsTorrentList *
mms_watcher_get_torrents (MmsWatcher *self)
{
  return self->torrents;
}

static void
listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsWatcher) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) facts = mms_seedbox_list_finish (MMS_SEEDBOX (source), result, &error);
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  if (facts != NULL)
    mms_torrent_list_take (self->torrents, g_steal_pointer (&facts));
  for (guint i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (g_task_return_error_if_cancelled (task))
        continue;
      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

/**
 * mms_watcher_look_async:
 *
 * Lists the seedbox, or joins the listing that is under way. Afterwards the list of
 * mms_watcher_get_torrents() says what is there now.
 */
void
mms_watcher_look_async (MmsWatcher *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_watcher_look_async);
  g_ptr_array_add (self->waiting, task);
  if (self->waiting->len == 1)
    mms_seedbox_list_async (self->seedbox, NULL, listed, g_object_ref (self));
}

gboolean
mms_watcher_look_finish (MmsWatcher *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
