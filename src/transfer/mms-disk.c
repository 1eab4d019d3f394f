/* The files of this computer: implements MmsLocalFiles, all of it on a worker.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define _GNU_SOURCE
#include "transfer/mms-disk.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/mms-error.h"
#include "transfer/mms-disk-error.h"
#include "transfer/mms-remote-path.h"
#include "transfer/mms-tree-copy.h"
#include "transfer/mms-tree.h"
#include "transfer/mms-unpack.h"
#include "worker/mms-worker.h"

#define COPY_SUFFIX ".mms-copy"

struct _MmsDisk
{
  GObject parent_instance;

  MmsWorker *worker; /* (owned) */
};

/* What one call asks. */
typedef struct
{
  char *path;   /* (owned) */
  char *other;  /* (owned) (nullable): the root, or the new name */
} Call;

static void mms_disk_iface_init (MmsLocalFilesInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MmsDisk, mms_disk, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MMS_TYPE_LOCAL_FILES, mms_disk_iface_init));

static void
call_free (gpointer data)
{
  Call *self = data;

  g_free (self->path);
  g_free (self->other);
  g_free (self);
}

static void
run (MmsLocalFiles *files, const char *path, const char *other, GCancellable *cancellable,
     GAsyncReadyCallback callback, gpointer user_data, gpointer tag, GTaskThreadFunc func)
{
  MmsDisk *self = MMS_DISK (files);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  call->path = g_strdup (path);
  call->other = g_strdup (other);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, call, call_free);
  mms_worker_run (self->worker, task, func);
}

static void
answer_boolean (GTask *task, GError *error)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
add_found (const char *path, int folder_fd, const char *name, const struct stat *info,
           gpointer files, GError **error)
{
  MmsLocalFile *file = g_new0 (MmsLocalFile, 1);

  file->path = g_strdup (path);
  file->bytes = info->st_size;
  g_ptr_array_add (files, file);
  return TRUE;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(MmsLocalFile *const *) a)->path, (*(MmsLocalFile *const *) b)->path);
}

/* Tells each volume of the archives what is packed in them. */
static gboolean
look_into_archives (int fd, GPtrArray *files, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) sets = mms_unpack_list_videos (fd, cancellable, error);

  for (guint i = 0; sets != NULL && i < sets->len; i++)
    {
      const MmsPacked *set = sets->pdata[i];

      for (guint j = 0; j < set->volumes->len; j++)
        {
          MmsLocalFile wanted = { .path = set->volumes->pdata[j] };
          const MmsLocalFile *key = &wanted;
          MmsLocalFile **file = bsearch (&key, files->pdata, files->len, sizeof (gpointer),
                                         compare_paths);

          if (file != NULL && (*file)->packed == NULL)
            (*file)->packed = g_strdupv ((char **) set->videos->pdata);
        }
    }
  return sets != NULL;
}

static void
scan (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Call *call = data;
  g_autoptr (GPtrArray) files =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mms_local_file_free);
  GError *error = NULL;
  g_auto (MmsFd) fd = mms_tree_open_root (call->path, FALSE, &error);

  if (fd < 0 || !mms_tree_walk (fd, add_found, files, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_ptr_array_sort (files, compare_paths);
  if (!look_into_archives (fd, files, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_return_pointer (task, g_steal_pointer (&files), (GDestroyNotify) g_ptr_array_unref);
}

static void
mms_disk_scan_async (MmsLocalFiles *files, const char *folder, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  run (files, folder, NULL, cancellable, callback, user_data, mms_disk_scan_async, scan);
}

static GPtrArray *
mms_disk_scan_finish (MmsLocalFiles *files, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Returns: (transfer full) (nullable): the part of @folder below @root */
static char *
dup_below (const char *folder, const char *root, GError **error)
{
  g_autofree char *plain = mms_remote_path_normalise (folder, NULL);
  g_autofree char *plain_root = mms_remote_path_normalise (root, NULL);
  g_autofree char *shown = mms_remote_path_show (folder);

  if (plain != NULL && plain_root != NULL && mms_remote_path_is_inside (plain, plain_root))
    return g_strdup (plain + (strcmp (plain_root, "/") == 0 ? 1 : strlen (plain_root) + 1));
  g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
               /* Translators: %s is a folder on this computer */
               _ ("“%s” is not inside a folder in which this program may delete"), shown);
  return NULL;
}

static gboolean
remove_below (const char *folder, const char *root, GError **error)
{
  g_autofree char *below = dup_below (folder, root, error);
  g_autoptr (GError) cause = NULL;
  const char *name;
  g_auto (MmsFd) root_fd = below != NULL ? mms_tree_open_root (root, FALSE, &cause) : -1;
  g_auto (MmsFd) parent_fd = -1;

  if (below == NULL)
    return FALSE;
  if (root_fd >= 0)
    parent_fd = mms_tree_open_parent (root_fd, below, FALSE, &name, &cause);
  if (parent_fd >= 0)
    return mms_tree_remove (parent_fd, name, error);
  if (g_error_matches (cause, MMS_ERROR, MMS_ERROR_MISSING))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static void
remove_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Call *call = data;
  GError *error = NULL;

  remove_below (call->path, call->other, &error);
  answer_boolean (task, error);
}

static void
mms_disk_remove_async (MmsLocalFiles *files, const char *folder, const char *root,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  run (files, folder, root, cancellable, callback, user_data, mms_disk_remove_async,
       remove_on_worker);
}

static gboolean
mms_disk_remove_finish (MmsLocalFiles *files, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* One file on its way to a new name, both folders open. */
typedef struct
{
  const char *from;
  const char *to;
  char *from_name;  /* (owned) */
  char *to_name;    /* (owned) */
  int from_fd;      /* of the folder */
  int to_fd;        /* of the folder */
  int file_fd;      /* of the file */
} Move;

static void
move_clear (Move *self)
{
  g_clear_pointer (&self->from_name, g_free);
  g_clear_pointer (&self->to_name, g_free);
  mms_tree_close (&self->from_fd);
  mms_tree_close (&self->to_fd);
  mms_tree_close (&self->file_fd);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Move, move_clear)

static gboolean
move_open (Move *self, GError **error)
{
  g_autofree char *from_folder = g_path_get_dirname (self->from);
  g_autofree char *to_folder = g_path_get_dirname (self->to);
  gint64 bytes = 0;

  self->from_name = g_path_get_basename (self->from);
  self->to_name = g_path_get_basename (self->to);
  self->from_fd = mms_tree_open_root (from_folder, FALSE, error);
  if (self->from_fd < 0)
    return FALSE;
  self->file_fd = mms_tree_open_to_read (self->from_fd, self->from_name, &bytes, error);
  if (self->file_fd < 0)
    return FALSE;
  self->to_fd = mms_tree_open_root (to_folder, TRUE, error);
  return self->to_fd >= 0;
}

/* Something has the new name: the same bytes are success. */
static gboolean
move_onto (Move *self, GError **error)
{
  gint64 bytes = 0;
  g_auto (MmsFd) there = mms_tree_open_to_read (self->to_fd, self->to_name, &bytes, NULL);
  g_autofree char *shown = mms_remote_path_show (self->to);
  gboolean same = FALSE;

  if (there >= 0 && !mms_tree_same_bytes (self->file_fd, there, &same, error))
    return FALSE;
  if (same)
    {
      struct stat one, other;
      gboolean same_file = fstat (self->file_fd, &one) == 0 && fstat (there, &other) == 0 &&
                           one.st_dev == other.st_dev && one.st_ino == other.st_ino;

      /* Two names of one file: only where they are the same name would unlinking lose it. */
      if (!same_file || one.st_nlink > 1)
        unlinkat (self->from_fd, self->from_name, 0);
      return TRUE;
    }
  g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
               /* Translators: %s is a file on this computer */
               _ ("“%s” exists already and is another file; it is not overwritten"), shown);
  return FALSE;
}

static gboolean
move_copy (Move *self, GError **error)
{
  g_autofree char *copy = g_strdup_printf (".%.200s" COPY_SUFFIX, self->to_name);
  gint64 bytes = 0;
  gboolean same = FALSE;
  g_auto (MmsFd) copy_fd = -1;

  if (!mms_tree_copy_file (self->file_fd, self->to_fd, copy, error))
    {
      unlinkat (self->to_fd, copy, 0);
      return FALSE;
    }
  copy_fd = mms_tree_open_to_read (self->to_fd, copy, &bytes, error);
  if (copy_fd < 0 || !mms_tree_same_bytes (self->file_fd, copy_fd, &same, error))
    return FALSE;
  if (!same || linkat (self->to_fd, copy, self->to_fd, self->to_name, 0) != 0)
    {
      mms_disk_error_set (error, same ? errno : EIO, self->to);
      unlinkat (self->to_fd, copy, 0);
      return FALSE;
    }
  unlinkat (self->to_fd, copy, 0);
  fsync (self->to_fd);
  unlinkat (self->from_fd, self->from_name, 0);
  return TRUE;
}

static gboolean
place_file (const char *from, const char *to, GError **error)
{
  g_auto (Move) move = { .from = from, .to = to, .from_fd = -1, .to_fd = -1, .file_fd = -1 };

  if (!move_open (&move, error))
    return FALSE;
  if (mms_tree_is_there (move.to_fd, move.to_name))
    return move_onto (&move, error);
  if (renameat2 (move.from_fd, move.from_name, move.to_fd, move.to_name, RENAME_NOREPLACE) == 0 ||
      ((errno == EINVAL || errno == ENOSYS) &&
       renameat (move.from_fd, move.from_name, move.to_fd, move.to_name) == 0))
    {
      fsync (move.to_fd);
      return TRUE;
    }
  if (errno == EXDEV)
    return move_copy (&move, error);
  mms_disk_error_set (error, errno, to);
  return FALSE;
}

static void
place (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Call *call = data;
  GError *error = NULL;

  place_file (call->path, call->other, &error);
  answer_boolean (task, error);
}

static void
mms_disk_place_async (MmsLocalFiles *files, const char *from, const char *to,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  run (files, from, to, cancellable, callback, user_data, mms_disk_place_async, place);
}

static gboolean
mms_disk_place_finish (MmsLocalFiles *files, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
measure (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Call *call = data;
  g_autofree char *folder = g_strdup (call->path);
  struct statvfs space;
  int code;

  while ((code = statvfs (folder, &space)) != 0 && (errno == ENOENT || errno == ENOTDIR) &&
         strcmp (folder, "/") != 0 && strcmp (folder, ".") != 0)
    {
      char *parent = g_path_get_dirname (folder);

      g_free (folder);
      folder = parent;
    }
  if (code == 0)
    g_task_return_int (task, (gssize) ((gint64) space.f_bavail * (gint64) space.f_frsize));
  else
    {
      GError *error = NULL;

      mms_disk_error_set (&error, errno, call->path);
      g_task_return_error (task, error);
    }
}

static void
mms_disk_free_space_async (MmsLocalFiles *files, const char *folder, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  run (files, folder, NULL, cancellable, callback, user_data, mms_disk_free_space_async, measure);
}

static gint64
mms_disk_free_space_finish (MmsLocalFiles *files, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static void
mms_disk_iface_init (MmsLocalFilesInterface *iface)
{
  iface->scan_async = mms_disk_scan_async;
  iface->scan_finish = mms_disk_scan_finish;
  iface->remove_async = mms_disk_remove_async;
  iface->remove_finish = mms_disk_remove_finish;
  iface->place_async = mms_disk_place_async;
  iface->place_finish = mms_disk_place_finish;
  iface->free_space_async = mms_disk_free_space_async;
  iface->free_space_finish = mms_disk_free_space_finish;
}

static void
mms_disk_finalize (GObject *object)
{
  g_clear_object (&MMS_DISK (object)->worker);

  G_OBJECT_CLASS (mms_disk_parent_class)->finalize (object);
}

static void
mms_disk_class_init (MmsDiskClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_disk_finalize;
}

static void
mms_disk_init (MmsDisk *self)
{
  self->worker = mms_worker_new ("mms-disk");
}

/* Returns: (transfer full): the disk, on a worker of its own */
MmsDisk *
mms_disk_new (void)
{
  return g_object_new (MMS_TYPE_DISK, NULL);
}
