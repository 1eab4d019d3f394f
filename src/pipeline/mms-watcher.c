/* Lists the seedbox once for all who want to know, and keeps the live list of its torrents.
 *
 * rTorrent answers one request at a time, so ten jobs that wait for their torrents share one
 * listing: who asks while one is under way gets its answer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-watcher.h"

/* One listing under way. */
typedef struct
{
  MmsWatcher *watcher;       /* (owned) */
  GPtrArray *waiting;        /* (owned) (element-type GTask) */
  GCancellable *cancellable; /* (owned): cancelled when nobody waits any more */
} Listing;

struct _MmsWatcher
{
  GObject parent_instance;

  MmsSeedbox *seedbox;      /* (owned) */
  MmsTorrentList *torrents; /* (owned) */
  Listing *listing;         /* (not owned) (nullable): owned by the call that is under way */
};

G_DEFINE_FINAL_TYPE (MmsWatcher, mms_watcher, G_TYPE_OBJECT);

static void
mms_watcher_finalize (GObject *object)
{
  MmsWatcher *self = MMS_WATCHER (object);

  g_object_unref (self->seedbox);
  g_object_unref (self->torrents);

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

static Listing *
listing_new (MmsWatcher *self)
{
  Listing *listing = g_new0 (Listing, 1);

  listing->watcher = g_object_ref (self);
  listing->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  listing->cancellable = g_cancellable_new ();
  return listing;
}

static void
listing_free (Listing *listing)
{
  if (listing->watcher->listing == listing)
    listing->watcher->listing = NULL;
  g_ptr_array_unref (listing->waiting);
  g_object_unref (listing->cancellable);
  g_object_unref (listing->watcher);
  g_free (listing);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Listing, listing_free)

static void
listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Listing) listing = user_data;
  MmsWatcher *self = listing->watcher;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) facts = mms_seedbox_list_finish (MMS_SEEDBOX (source), result, &error);

  if (self->listing == listing)
    self->listing = NULL;
  if (facts != NULL)
    mms_torrent_list_take (self->torrents, g_steal_pointer (&facts));
  for (guint i = 0; i < listing->waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (listing->waiting, i);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

/* Who gave up waiting is answered at once; a listing for which nobody waits is broken off. */
static gboolean
given_up_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  MmsWatcher *self = g_task_get_source_object (task);
  Listing *listing = self->listing;

  if (listing == NULL || !g_ptr_array_find (listing->waiting, task, NULL))
    return G_SOURCE_REMOVE;
  g_task_return_error_if_cancelled (task);
  g_ptr_array_remove (listing->waiting, task);
  if (listing->waiting->len == 0)
    {
      self->listing = NULL;
      g_cancellable_cancel (listing->cancellable);
    }
  return G_SOURCE_REMOVE;
}

static void
forget_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

/* The source goes with the task's last reference; until then a cancellation finds it. */
static void
heed (GTask *task, GCancellable *cancellable)
{
  g_autoptr (GSource) source = g_cancellable_source_new (cancellable);

  g_source_set_callback (source, G_SOURCE_FUNC (given_up_cb), task, NULL);
  g_source_attach (source, g_task_get_context (task));
  g_task_set_task_data (task, g_steal_pointer (&source), forget_source);
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
  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  if (cancellable != NULL)
    heed (task, cancellable);
  if (self->listing != NULL)
    {
      g_ptr_array_add (self->listing->waiting, task);
      return;
    }
  self->listing = listing_new (self);
  g_ptr_array_add (self->listing->waiting, task);
  mms_seedbox_list_async (self->seedbox, self->listing->cancellable, listed, self->listing);
}

gboolean
mms_watcher_look_finish (MmsWatcher *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
