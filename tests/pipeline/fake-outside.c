/* An outside world in memory that does what the road asks, or fails as a test wants it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "fake-outside.h"

#include "core/mms-error.h"
#include "ports/mms-journal.h"

#include <string.h>

static void seedbox_init (MmsSeedboxInterface *iface);
static void remote_init (MmsRemoteFilesInterface *iface);
static void local_init (MmsLocalFilesInterface *iface);
static void library_init (MmsLibraryInterface *iface);
static void indexer_init (MmsIndexerInterface *iface);
static void journal_init (MmsJournalInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeOutside, fake_outside, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MMS_TYPE_SEEDBOX, seedbox_init)
                               G_IMPLEMENT_INTERFACE (MMS_TYPE_REMOTE_FILES, remote_init)
                               G_IMPLEMENT_INTERFACE (MMS_TYPE_LOCAL_FILES, local_init)
                               G_IMPLEMENT_INTERFACE (MMS_TYPE_LIBRARY, library_init)
                               G_IMPLEMENT_INTERFACE (MMS_TYPE_INDEXER, indexer_init)
                               G_IMPLEMENT_INTERFACE (MMS_TYPE_JOURNAL, journal_init));

/* How often a call fails, and how. */
typedef struct
{
  GError *error;
  guint times;
} Failure;

static void
failure_free (gpointer data)
{
  Failure *failure = data;

  g_error_free (failure->error);
  g_free (failure);
}

static void
fake_outside_finalize (GObject *object)
{
  FakeOutside *self = FAKE_OUTSIDE (object);

  g_string_free (self->story, TRUE);
  g_free (self->fetched_from);
  g_free (self->adjusted);
  g_string_free (self->fetches, TRUE);
  g_hash_table_unref (self->failures);
  g_hash_table_unref (self->torrents);
  g_hash_table_unref (self->local);
  g_hash_table_unref (self->jobs);
  g_hash_table_unref (self->ignored);
  g_ptr_array_unref (self->events);
  g_ptr_array_unref (self->history);
  g_ptr_array_unref (self->tracked);
  g_ptr_array_unref (self->rejections);
  g_ptr_array_unref (self->extras);
  g_clear_pointer (&self->fetched_wanted, g_bytes_unref);

  G_OBJECT_CLASS (fake_outside_parent_class)->finalize (object);
}

static void
fake_outside_class_init (FakeOutsideClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_outside_finalize;
}

static void
history_free (gpointer data)
{
  mms_imported_free (data);
}

static void
fake_outside_init (FakeOutside *self)
{
  self->story = g_string_new (NULL);
  self->fetches = g_string_new (NULL);
  self->failures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, failure_free);
  self->torrents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) mms_torrent_facts_free);
  self->local = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->jobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->ignored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->events = g_ptr_array_new_with_free_func (g_free);
  self->history = g_ptr_array_new_with_free_func (history_free);
  self->tracked = g_ptr_array_new ();
  self->rejections = g_ptr_array_new_with_free_func (g_free);
  self->extras = g_ptr_array_new ();
  self->in_library = TRUE;
  self->visible = TRUE;
  self->kind = MMS_MEDIA_FILM;
}

FakeOutside *
fake_outside_new (void)
{
  return g_object_new (FAKE_TYPE_OUTSIDE, NULL);
}

/* The next @times calls that are told as @word fail. */
void
fake_outside_fail (FakeOutside *self, const char *word, MmsError code, guint times)
{
  Failure *failure = g_new0 (Failure, 1);

  failure->error = g_error_new (MMS_ERROR, code, "%s failed", word);
  failure->times = times;
  g_hash_table_replace (self->failures, g_strdup (word), failure);
}

/* Tells @word in the story; answers @task where a test wants this call to fail. */
static gboolean
fails (FakeOutside *self, const char *word, GTask *task)
{
  Failure *failure = g_hash_table_lookup (self->failures, word);

  if (word[0] != '-')
    g_string_append_printf (self->story, "%s%s", self->story->len > 0 ? " " : "", word);
  if (failure == NULL || failure->times == 0)
    return FALSE;
  failure->times--;
  g_task_return_error (task, g_error_copy (failure->error));
  return TRUE;
}

static MmsTorrentFacts *
copy_facts (const MmsTorrentFacts *facts)
{
  MmsTorrentFacts *copy = mms_torrent_facts_new ();

  *copy = *facts;
  copy->name = g_strdup (facts->name);
  copy->base_path = g_strdup (facts->base_path);
  copy->directory = g_strdup (facts->directory);
  copy->label = g_strdup (facts->label);
  copy->message = g_strdup (facts->message);
  return copy;
}

/* Puts a torrent on the box: a folder of its own below /home/box, complete or not. */
MmsTorrentFacts *
fake_outside_put (FakeOutside *self, const char *hash, const char *name, gboolean complete)
{
  MmsTorrentFacts *facts = mms_torrent_facts_new ();

  g_strlcpy (facts->hash, hash, sizeof facts->hash);
  facts->name = g_strdup (name);
  facts->base_path = g_strdup_printf ("/home/box/%s", name);
  facts->directory = g_strdup (facts->base_path);
  facts->label = g_strdup ("");
  facts->message = g_strdup ("");
  facts->bytes_total = 1000;
  facts->bytes_done = complete ? 1000 : 400;
  facts->state = facts->is_open = facts->is_active = facts->is_multi_file = 1;
  facts->is_complete = complete;
  facts->ratio_permille = 1500;
  g_hash_table_replace (self->torrents, g_strdup (hash), facts);
  return facts;
}

static void
seedbox_check_async (MmsSeedbox *port, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "check", task))
    return;
  g_task_return_pointer (task, g_strdup ("ok"), g_free);
}

static char *
seedbox_check_finish (MmsSeedbox *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
hanging_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_task_return_error_if_cancelled (user_data);
}

static void
seedbox_list_async (MmsSeedbox *port, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "list", task))
    return;
  if (self->hangs && cancellable != NULL)
    g_cancellable_connect (cancellable, G_CALLBACK (hanging_cancelled_cb), g_object_ref (task),
                           g_object_unref);
  if (self->hangs)
    return;
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_torrent_facts_free);
  GHashTableIter iter;
  gpointer facts = NULL;

  g_hash_table_iter_init (&iter, self->torrents);
  while (g_hash_table_iter_next (&iter, NULL, &facts))
    g_ptr_array_add (rows, copy_facts (facts));
  g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
seedbox_list_finish (MmsSeedbox *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
seedbox_find_async (MmsSeedbox *port, const char *hash, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "find", task))
    return;
  MmsTorrentFacts *facts = g_hash_table_lookup (self->torrents, hash);

  if (facts != NULL)
    g_task_return_pointer (task, copy_facts (facts), (GDestroyNotify) mms_torrent_facts_free);
  else
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MISSING, "not on the box");
}

static MmsTorrentFacts *
seedbox_find_finish (MmsSeedbox *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
seedbox_add_async (MmsSeedbox *port, const MmsSeedboxAdd *what, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "add", task))
    return;
  MmsTorrentFacts *facts = fake_outside_put (self, what->hash, "Release", self->completes_at_once);

  g_free (facts->label);
  facts->label = g_strdup (what->label);
  g_task_return_boolean (task, TRUE);
}

static gboolean
seedbox_add_finish (MmsSeedbox *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
seedbox_halt_async (MmsSeedbox *port, const char *hash, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "halt", task))
    return;
  g_task_return_boolean (task, TRUE);
}

static gboolean
seedbox_halt_finish (MmsSeedbox *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
seedbox_erase_async (MmsSeedbox *port, const char *hash, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "erase", task))
    return;
  g_hash_table_remove (self->torrents, hash);
  g_task_return_boolean (task, TRUE);
}

static gboolean
seedbox_erase_finish (MmsSeedbox *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
seedbox_restart_async (MmsSeedbox *port, const char *hash, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (!fails (self, "restart", task))
    g_task_return_boolean (task, TRUE);
}

static void
seedbox_recheck_async (MmsSeedbox *port, const char *hash, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "recheck", task))
    return;
  g_task_return_boolean (task, TRUE);
}

static gboolean
seedbox_recheck_finish (MmsSeedbox *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
seedbox_session_file_async (MmsSeedbox *port, const char *hash, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "-session", task))
    return;
  g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_UNSUPPORTED, "not told");
}

static char *
seedbox_session_file_finish (MmsSeedbox *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Which pieces are there is told where a test said so, and is a word of the story only then. */
static void
seedbox_pieces_async (MmsSeedbox *port, const char *hash, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (self->pieces == NULL)
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_UNSUPPORTED, "not told");
  else if (!fails (self, "pieces", task))
    g_task_return_pointer (task, g_bytes_ref (self->pieces), (GDestroyNotify) g_bytes_unref);
}

static GBytes *
seedbox_pieces_finish (MmsSeedbox *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* So is which files are wanted. */
static void
seedbox_wanted_async (MmsSeedbox *port, const char *hash, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (self->wanted == NULL)
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_UNSUPPORTED, "not told");
  else if (!fails (self, "wanted", task))
    g_task_return_pointer (task, g_bytes_ref (self->wanted), (GDestroyNotify) g_bytes_unref);
}

static GBytes *
seedbox_wanted_finish (MmsSeedbox *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
remote_check_async (MmsRemoteFiles *port, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "check", task))
    return;
  g_task_return_pointer (task, g_strdup ("ok"), g_free);
}

static char *
remote_check_finish (MmsRemoteFiles *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static char *
remote_dup_offered_key (MmsRemoteFiles *port)
{
  return NULL;
}

static void
remote_trust_async (MmsRemoteFiles *port, const char *fingerprint, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "trust", task))
    return;
  g_task_return_boolean (task, TRUE);
}

static gboolean
remote_trust_finish (MmsRemoteFiles *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
fetch_cancelled_cb (GCancellable *cancellable, GTask *task)
{
  g_task_return_error_if_cancelled (task);
}

static void
remote_fetch_async (MmsRemoteFiles *port, const MmsFetch *what, MmsTransfer *transfer, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_clear_pointer (&self->fetched_wanted, g_bytes_unref);
  self->fetched_wanted = what->wanted != NULL ? g_bytes_ref (what->wanted) : NULL;
  if (what->pieces != NULL)
    {
      if (!fails (self, "ahead", task))
        g_task_return_int (task, MMS_VERIFIED_NOT_YET);
      return;
    }
  g_autofree char *name = g_path_get_basename (what->target);

  g_string_append_printf (self->fetches, "%s %d %" G_GINT64_FORMAT " ", name, what->priority,
                          what->rate_limit);
  if (fails (self, "fetch", task))
    return;
  if (self->fetch_hangs)
    {
      mms_transfer_update (transfer, 500, 1000, 100, NULL);
      g_cancellable_connect (cancellable, G_CALLBACK (fetch_cancelled_cb), g_object_ref (task),
                             g_object_unref);
      return;
    }
  g_autofree char *video = g_build_filename (what->target, "Release.mkv", NULL);

  g_free (self->fetched_from);
  self->fetched_from = g_strdup (what->remote_path);
  g_hash_table_add (self->local, g_steal_pointer (&video));
  g_hash_table_add (self->local, g_build_filename (what->target, "Release.nfo", NULL));
  for (guint i = 0; i < self->extras->len; i++)
    g_hash_table_add (self->local,
                      g_build_filename (what->target, g_ptr_array_index (self->extras, i), NULL));
  mms_transfer_update (transfer, 1000, 1000, 100, NULL);
  g_task_return_int (task, what->metainfo != NULL ? MMS_VERIFIED_PIECES : MMS_VERIFIED_SIZES);
}

static MmsVerified
remote_fetch_finish (MmsRemoteFiles *port, GAsyncResult *result, GError **error)
{
  gssize verified = g_task_propagate_int (G_TASK (result), error);

  return verified < 0 ? MMS_VERIFIED_NOT_YET : (MmsVerified) verified;
}

static void
remote_remove_async (MmsRemoteFiles *port, const char *const *paths, const char *const *roots, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "remove", task))
    return;
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_removal_free);

  for (guint i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (rows, mms_removal_new (paths[i], self->stuck ? "is in use" : NULL));
  g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
remote_remove_finish (MmsRemoteFiles *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
remote_list_async (MmsRemoteFiles *port, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "list", task))
    return;
  g_task_return_pointer (task, g_ptr_array_new (), (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
remote_list_finish (MmsRemoteFiles *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
remote_free_space_async (MmsRemoteFiles *port, const char *path, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (!fails (self, "-space", task))
    g_task_return_boolean (task, TRUE);
}

static gboolean
remote_free_space_finish (MmsRemoteFiles *port, GAsyncResult *result, gint64 *bytes, GError **error)
{
  *bytes = FAKE_OUTSIDE (port)->bytes_free;
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
remote_read_async (MmsRemoteFiles *port, const char *path, gsize max_bytes, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "-read", task))
    return;
  g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MISSING, "not there");
}

static GBytes *
remote_read_finish (MmsRemoteFiles *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
local_scan_async (MmsLocalFiles *port, const char *folder, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "-scan", task))
    return;
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_local_file_free);
  gsize length = strlen (folder);
  GHashTableIter iter;
  gpointer path = NULL;

  g_hash_table_iter_init (&iter, self->local);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    if (strncmp (path, folder, length) == 0 && ((char *) path)[length] == '/')
      {
        MmsLocalFile *file = g_new0 (MmsLocalFile, 1);

        file->path = g_strdup ((char *) path + length + 1);
        file->bytes = 1000;
        if (g_strcmp0 (file->path, self->packed) == 0)
          {
            file->bytes = 100 * 1000 * 1000;
            file->packed = g_strsplit (self->packed_video, "|", -1);
          }
        g_ptr_array_add (rows, file);
      }
  if (rows->len > 0)
    {
      g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
      return;
    }
  g_ptr_array_unref (rows);
  g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MISSING, "no such folder");
}

static GPtrArray *
local_scan_finish (MmsLocalFiles *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
local_remove_async (MmsLocalFiles *port, const char *folder, const char *root, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "sweep", task))
    return;
  GHashTableIter iter;
  gpointer path = NULL;

  g_hash_table_iter_init (&iter, self->local);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    if (g_str_has_prefix (path, folder))
      g_hash_table_iter_remove (&iter);
  g_task_return_boolean (task, TRUE);
}

static gboolean
local_remove_finish (MmsLocalFiles *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
local_place_async (MmsLocalFiles *port, const char *from, const char *to, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "place", task))
    return;
  g_hash_table_remove (self->local, from);
  g_hash_table_add (self->local, g_strdup (to));
  g_task_return_boolean (task, TRUE);
}

static gboolean
local_place_finish (MmsLocalFiles *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
local_free_space_async (MmsLocalFiles *port, const char *folder, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "-space", task))
    return;
  g_task_return_int (task, 1000000);
}

static gint64
local_free_space_finish (MmsLocalFiles *port, GAsyncResult *result, GError **error)
{
  return (gint64) g_task_propagate_int (G_TASK (result), error);
}

static MmsMediaKind
library_get_kind (MmsLibrary *port)
{
  return FAKE_OUTSIDE (port)->kind;
}

static const char *
library_get_name (MmsLibrary *port)
{
  return FAKE_OUTSIDE (port)->kind == MMS_MEDIA_FILM ? "Radarr" : "Sonarr";
}

static void
library_check_async (MmsLibrary *port, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "check", task))
    return;
  g_task_return_pointer (task, g_strdup ("ok"), g_free);
}

static char *
library_check_finish (MmsLibrary *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
library_lookup_async (MmsLibrary *port, const char *term, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "lookup", task))
    return;
  g_task_return_pointer (task, g_ptr_array_new (), (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
library_lookup_finish (MmsLibrary *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
library_find_async (MmsLibrary *port, gint64 external_id, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "title", task))
    return;
  MmsMedia *media = NULL;

  if (!self->in_library)
    {
      g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MISSING, "not in the library");
      return;
    }
  media = mms_media_new (self->kind);
  media->library_id = 7;
  g_task_return_pointer (task, media, g_object_unref);
}

static MmsMedia *
library_find_finish (MmsLibrary *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
library_list_async (MmsLibrary *port, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "library", task))
    return;
  g_task_return_pointer (task, g_ptr_array_new (), (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
library_list_finish (MmsLibrary *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
library_add_async (MmsLibrary *port, MmsMedia *media, const MmsLibraryAdd *how, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "insert", task))
    return;
  g_task_return_pointer (task, g_object_ref (media), g_object_unref);
}

static MmsMedia *
library_add_finish (MmsLibrary *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
library_root_folders_async (MmsLibrary *port, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "roots", task))
    return;
  g_task_return_pointer (task, g_ptr_array_new (), (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
library_root_folders_finish (MmsLibrary *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
library_quality_profiles_async (MmsLibrary *port, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "profiles", task))
    return;
  g_task_return_pointer (task, g_ptr_array_new (), (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
library_quality_profiles_finish (MmsLibrary *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
library_episodes_async (MmsLibrary *port, gint64 library_id, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "-episodes", task))
    return;
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_episode_free);

  for (guint i = 1; i <= 3; i++)
    {
      MmsEpisode *episode = g_new0 (MmsEpisode, 1);

      episode->id = 100 + i;
      episode->season = 1;
      episode->number = i;
      g_ptr_array_add (rows, episode);
    }
  g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
library_episodes_finish (MmsLibrary *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
library_tracked_async (MmsLibrary *port, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "-tracked", task))
    return;
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_tracked_free);

  for (guint i = 0; i < self->tracked->len; i++)
    {
      MmsTracked *row = g_new0 (MmsTracked, 1);

      row->hash = g_strdup (g_ptr_array_index (self->tracked, i));
      row->intent = mms_intent_new (self->kind);
      row->intent->confidence = MMS_CONFIDENCE_TRACKED;
      row->intent->tmdb_id = row->intent->tvdb_id = 19;
      g_ptr_array_add (rows, row);
    }
  g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
library_tracked_finish (MmsLibrary *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
library_candidates_async (MmsLibrary *port, const char *folder, const char *hash, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "offer", task))
    return;
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_import_file_free);
  GHashTableIter iter;
  gpointer path = NULL;

  g_hash_table_iter_init (&iter, self->local);
  while (self->visible && g_hash_table_iter_next (&iter, &path, NULL))
    if (g_str_has_prefix (path, folder) && g_str_has_suffix (path, ".mkv"))
      {
        MmsImportFile *file = mms_import_file_new (path);

        file->bytes = 1000;
        g_ptr_array_add (rows, file);
      }
  g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
library_candidates_finish (MmsLibrary *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
library_sees_async (MmsLibrary *port, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "sees", task))
    return;
  g_task_return_boolean (task, self->visible);
}

static gboolean
library_sees_finish (MmsLibrary *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
library_settle_async (MmsLibrary *port, const char *folder, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (!fails (self, "settle", task))
    g_task_return_boolean (task, TRUE);
}

static gboolean
library_settle_finish (MmsLibrary *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
library_judge_async (MmsLibrary *port, GPtrArray *files, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "judge", task))
    return;
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_import_file_free);

  for (guint i = 0; i < files->len; i++)
    {
      MmsImportFile *file = mms_import_file_copy (g_ptr_array_index (files, i));

      for (guint j = 0; j < self->rejections->len
                        && (self->rejected == NULL || strstr (file->path, self->rejected) != NULL);
           j++)
        g_ptr_array_add (file->rejections, g_strdup (g_ptr_array_index (self->rejections, j)));
      g_ptr_array_add (rows, file);
    }
  g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
library_judge_finish (MmsLibrary *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
library_import_async (MmsLibrary *port, GPtrArray *files, MmsImportMode mode, const char *hash, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "import", task))
    return;
  if (self->import_hangs)
    {
      g_cancellable_connect (cancellable, G_CALLBACK (hanging_cancelled_cb), g_object_ref (task),
                             g_object_unref);
      return;
    }
  self->import_hash_given = hash != NULL;
  for (guint i = 0; i < files->len && !self->imports_silently_fail; i++)
    {
      MmsImportFile *file = g_ptr_array_index (files, i);
      MmsImported *row = g_new0 (MmsImported, 1);

      row->dropped_path = g_strdup (file->path);
      row->imported_path = self->kind == MMS_MEDIA_FILM
                               ? g_strdup ("/library/Film (1927)/Film (1927).mkv")
                               : g_strdup_printf ("/library/Series/%s", strrchr (file->path, '/') + 1);
      row->at = g_get_real_time () / G_USEC_PER_SEC;
      g_ptr_array_add (self->history, row);
      g_hash_table_remove (self->local, file->path);
    }
  g_task_return_boolean (task, TRUE);
}

static gboolean
library_import_finish (MmsLibrary *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
library_imported_async (MmsLibrary *port, gint64 library_id, gint64 since, const char *hash, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "proof", task))
    return;
  GPtrArray *rows = g_ptr_array_new_with_free_func (history_free);

  for (guint i = 0; i < self->history->len; i++)
    {
      MmsImported *known = g_ptr_array_index (self->history, i);
      MmsImported *row = g_new0 (MmsImported, 1);

      row->dropped_path = g_strdup (known->dropped_path);
      row->imported_path = g_strdup (known->imported_path);
      row->at = known->at;
      g_ptr_array_add (rows, row);
    }
  g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
library_imported_finish (MmsLibrary *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
library_refresh_async (MmsLibrary *port, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "-refresh", task))
    return;
  g_task_return_boolean (task, TRUE);
}

static gboolean
library_refresh_finish (MmsLibrary *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
library_parse_async (MmsLibrary *port, const char *release, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "parse", task))
    return;
  g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MISSING, "cannot read it");
}

static MmsParsed *
library_parse_finish (MmsLibrary *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
journal_load_async (MmsJournal *port, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "-load", task))
    return;
  GPtrArray *jobs = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer job = NULL;

  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, &job))
    g_ptr_array_add (jobs, mms_job_copy (job));
  g_task_return_pointer (task, jobs, (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
journal_load_finish (MmsJournal *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
journal_record_async (MmsJournal *port, MmsJob *job, MmsEvent *event, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "-record", task))
    return;
  g_hash_table_replace (self->jobs, g_strdup (mms_job_get_hash (job)), mms_job_copy (job));
  if (event != NULL)
    g_ptr_array_add (self->events, g_strdup (event->message));
  if (event != NULL && !event->problem)
    g_string_append_printf (self->story, " [%s]", mms_fact_to_nick (event->fact));
  g_task_return_boolean (task, TRUE);
}

static gboolean
journal_record_finish (MmsJournal *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
journal_history_async (MmsJournal *port, const char *hash, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "-history", task))
    return;
  g_task_return_pointer (task, g_ptr_array_new (), (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
journal_history_finish (MmsJournal *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
journal_forget_async (MmsJournal *port, const char *hash, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "-forget", task))
    return;
  g_hash_table_remove (self->jobs, hash);
  g_task_return_boolean (task, TRUE);
}

static gboolean
journal_forget_finish (MmsJournal *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
journal_ignore_async (MmsJournal *port, const char *hash, const char *name, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "-ignore", task))
    return;
  g_hash_table_add (self->ignored, g_strdup (hash));
  g_task_return_boolean (task, TRUE);
}

static gboolean
journal_ignore_finish (MmsJournal *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
journal_unignore_async (MmsJournal *port, const char *hash, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "-unignore", task))
    return;
  g_hash_table_remove (self->ignored, hash);
  g_task_return_boolean (task, TRUE);
}

static gboolean
journal_unignore_finish (MmsJournal *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
journal_ignored_async (MmsJournal *port, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "-ignored", task))
    return;
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_ignored_free);
  GHashTableIter iter;
  gpointer hash = NULL;

  g_hash_table_iter_init (&iter, self->ignored);
  while (g_hash_table_iter_next (&iter, &hash, NULL))
    g_ptr_array_add (rows, mms_ignored_new (hash, NULL, 0));
  g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
journal_ignored_finish (MmsJournal *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
journal_submit_async (MmsJournal *port, MmsRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "-submit", task))
    return;
  g_task_return_boolean (task, TRUE);
}

static gboolean
journal_submit_finish (MmsJournal *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
journal_requests_async (MmsJournal *port, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "-requests", task))
    return;
  g_task_return_pointer (task, g_ptr_array_new (), (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
journal_requests_finish (MmsJournal *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
journal_settle_async (MmsJournal *port, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (fails (self, "-settle", task))
    return;
  g_task_return_boolean (task, TRUE);
}

static gboolean
journal_settle_finish (MmsJournal *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
seedbox_init (MmsSeedboxInterface *iface)
{
  iface->check_async = seedbox_check_async;
  iface->check_finish = seedbox_check_finish;
  iface->list_async = seedbox_list_async;
  iface->list_finish = seedbox_list_finish;
  iface->find_async = seedbox_find_async;
  iface->find_finish = seedbox_find_finish;
  iface->add_async = seedbox_add_async;
  iface->add_finish = seedbox_add_finish;
  iface->halt_async = seedbox_halt_async;
  iface->halt_finish = seedbox_halt_finish;
  iface->erase_async = seedbox_erase_async;
  iface->erase_finish = seedbox_erase_finish;
  iface->restart_async = seedbox_restart_async;
  iface->restart_finish = seedbox_recheck_finish;
  iface->recheck_async = seedbox_recheck_async;
  iface->recheck_finish = seedbox_recheck_finish;
  iface->session_file_async = seedbox_session_file_async;
  iface->session_file_finish = seedbox_session_file_finish;
  iface->pieces_async = seedbox_pieces_async;
  iface->pieces_finish = seedbox_pieces_finish;
  iface->wanted_async = seedbox_wanted_async;
  iface->wanted_finish = seedbox_wanted_finish;
}

static void
remote_adjust (MmsRemoteFiles *port, const char *hash, gint64 rate_limit, int priority)
{
  FakeOutside *self = FAKE_OUTSIDE (port);

  g_free (self->adjusted);
  self->adjusted = g_strdup_printf ("%.2s %" G_GINT64_FORMAT " %d", hash, rate_limit, priority);
}

static void
remote_init (MmsRemoteFilesInterface *iface)
{
  iface->adjust = remote_adjust;
  iface->check_async = remote_check_async;
  iface->check_finish = remote_check_finish;
  iface->trust_async = remote_trust_async;
  iface->trust_finish = remote_trust_finish;
  iface->fetch_async = remote_fetch_async;
  iface->fetch_finish = remote_fetch_finish;
  iface->remove_async = remote_remove_async;
  iface->remove_finish = remote_remove_finish;
  iface->list_async = remote_list_async;
  iface->list_finish = remote_list_finish;
  iface->free_space_async = remote_free_space_async;
  iface->free_space_finish = remote_free_space_finish;
  iface->read_async = remote_read_async;
  iface->read_finish = remote_read_finish;
  iface->dup_offered_key = remote_dup_offered_key;
}

static void
local_init (MmsLocalFilesInterface *iface)
{
  iface->scan_async = local_scan_async;
  iface->scan_finish = local_scan_finish;
  iface->remove_async = local_remove_async;
  iface->remove_finish = local_remove_finish;
  iface->place_async = local_place_async;
  iface->place_finish = local_place_finish;
  iface->free_space_async = local_free_space_async;
  iface->free_space_finish = local_free_space_finish;
}

static void
indexer_search_async (MmsIndexer *port, const char *query, MmsMediaKind kind, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (!fails (self, "search", task))
    g_task_return_pointer (task, g_ptr_array_ref (self->releases), (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
indexer_search_finish (MmsIndexer *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
indexer_resolve_async (MmsIndexer *port, const char *link, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  FakeOutside *self = FAKE_OUTSIDE (port);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  MmsTorrentSource *source = NULL;

  if (fails (self, "resolve", task))
    return;
  source = g_new0 (MmsTorrentSource, 1);
  source->metainfo = g_bytes_ref (g_hash_table_lookup (self->files, link));
  g_task_return_pointer (task, source, (GDestroyNotify) mms_torrent_source_free);
}

static MmsTorrentSource *
indexer_resolve_finish (MmsIndexer *port, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
indexer_init (MmsIndexerInterface *iface)
{
  iface->search_async = indexer_search_async;
  iface->search_finish = indexer_search_finish;
  iface->resolve_async = indexer_resolve_async;
  iface->resolve_finish = indexer_resolve_finish;
}

static void
library_init (MmsLibraryInterface *iface)
{
  iface->check_async = library_check_async;
  iface->check_finish = library_check_finish;
  iface->lookup_async = library_lookup_async;
  iface->lookup_finish = library_lookup_finish;
  iface->find_async = library_find_async;
  iface->find_finish = library_find_finish;
  iface->list_async = library_list_async;
  iface->list_finish = library_list_finish;
  iface->add_async = library_add_async;
  iface->add_finish = library_add_finish;
  iface->root_folders_async = library_root_folders_async;
  iface->root_folders_finish = library_root_folders_finish;
  iface->quality_profiles_async = library_quality_profiles_async;
  iface->quality_profiles_finish = library_quality_profiles_finish;
  iface->episodes_async = library_episodes_async;
  iface->episodes_finish = library_episodes_finish;
  iface->tracked_async = library_tracked_async;
  iface->tracked_finish = library_tracked_finish;
  iface->candidates_async = library_candidates_async;
  iface->candidates_finish = library_candidates_finish;
  iface->settle_async = library_settle_async;
  iface->settle_finish = library_settle_finish;
  iface->sees_async = library_sees_async;
  iface->sees_finish = library_sees_finish;
  iface->judge_async = library_judge_async;
  iface->judge_finish = library_judge_finish;
  iface->import_async = library_import_async;
  iface->import_finish = library_import_finish;
  iface->imported_async = library_imported_async;
  iface->imported_finish = library_imported_finish;
  iface->refresh_async = library_refresh_async;
  iface->refresh_finish = library_refresh_finish;
  iface->parse_async = library_parse_async;
  iface->parse_finish = library_parse_finish;
  iface->get_kind = library_get_kind;
  iface->get_name = library_get_name;
}

static void
journal_init (MmsJournalInterface *iface)
{
  iface->load_async = journal_load_async;
  iface->load_finish = journal_load_finish;
  iface->record_async = journal_record_async;
  iface->record_finish = journal_record_finish;
  iface->history_async = journal_history_async;
  iface->history_finish = journal_history_finish;
  iface->forget_async = journal_forget_async;
  iface->forget_finish = journal_forget_finish;
  iface->ignore_async = journal_ignore_async;
  iface->ignore_finish = journal_ignore_finish;
  iface->unignore_async = journal_unignore_async;
  iface->unignore_finish = journal_unignore_finish;
  iface->ignored_async = journal_ignored_async;
  iface->ignored_finish = journal_ignored_finish;
  iface->submit_async = journal_submit_async;
  iface->submit_finish = journal_submit_finish;
  iface->requests_async = journal_requests_async;
  iface->requests_finish = journal_requests_finish;
  iface->settle_async = journal_settle_async;
  iface->settle_finish = journal_settle_finish;
}
