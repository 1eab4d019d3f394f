/* Keeps the unfinished files of one release, and gives the whole its final name in one step.
 *
 *   <staging>/<HASH>/parts/…/name.part   while bytes come
 *   <staging>/<HASH>/map                 what of them is surely on the disk
 *   <staging>/<HASH>/payload/…/name      once every byte was verified, for a moment
 *   <staging>/<HASH>/unpacked/…/name     what is packed in it, until it is moved into payload
 *   <target>/…/name                      by one rename of payload
 *
 * Two trees and not one, so that "a" and "a.part" in one torrent never meet.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define _GNU_SOURCE
#include "transfer/mms-staging.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/mms-error.h"
#include "transfer/mms-disk-error.h"
#include "transfer/mms-remote-path.h"
#include "transfer/mms-tree-copy.h"
#include "transfer/mms-tree.h"

#define PARTS "parts"
#define PAYLOAD "payload"
#define MAP "map"
#define NEW_MAP "map.new"
#define PART_SUFFIX ".part"
#define MAX_NAME_BYTES 255
#define KEPT_OF_LONG_NAME 200
#define BLOCK_BYTES 512 /* of st_blocks */
#define MAX_MAP_BYTES (64 * 1024 * 1024)
/* From so many files on, the whole filesystem is synced at once. */
#define MANY_FILES 16

struct _MmsStaging
{
  char *folder;   /* (owned): the person's staging folder */
  char *hash;     /* (owned) */
  int root_fd;    /* of @folder */
  int hash_fd;    /* of <folder>/<hash> */
  int parts_fd;
  char *anchor;   /* (owned) (nullable): what there was of the target's path at first */
  dev_t anchor_device;
};

/* Returns: (transfer full): where the unfinished file is, below parts. A name that leaves no
 * room for the suffix is cut and told apart by a checksum. */
static char *
dup_part_path (const char *path)
{
  const char *slash = strrchr (path, '/');
  const char *name = slash != NULL ? slash + 1 : path;
  g_autofree char *checksum = NULL;

  if (strlen (name) + strlen (PART_SUFFIX) <= MAX_NAME_BYTES || strlen (name) > MAX_NAME_BYTES)
    return g_strconcat (path, PART_SUFFIX, NULL);
  checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA1, name, -1);
  return g_strdup_printf ("%.*s%.*s~%.8s" PART_SUFFIX, (int) (name - path), path,
                          KEPT_OF_LONG_NAME, name, checksum);
}

/**
 * mms_staging_open:
 * @folder: absolute; made where it is not there
 * @hash: the info-hash, forty hex digits
 */
MmsStaging *
mms_staging_open (const char *folder, const char *hash, GError **error)
{
  g_autoptr (MmsStaging) self = g_new0 (MmsStaging, 1);

  self->folder = g_strdup (folder);
  self->hash = g_strdup (hash);
  self->hash_fd = -1;
  self->parts_fd = -1;
  self->root_fd = mms_tree_open_root (folder, TRUE, error);
  if (self->root_fd < 0)
    return NULL;
  self->hash_fd = mms_tree_open_folder (self->root_fd, hash, TRUE, error);
  if (self->hash_fd < 0)
    return NULL;
  self->parts_fd = mms_tree_open_folder (self->hash_fd, PARTS, TRUE, error);
  return self->parts_fd >= 0 ? g_steal_pointer (&self) : NULL;
}

void
mms_staging_free (MmsStaging *self)
{
  if (self == NULL)
    return;
  mms_tree_close (&self->parts_fd);
  mms_tree_close (&self->hash_fd);
  mms_tree_close (&self->root_fd);
  g_free (self->anchor);
  g_free (self->folder);
  g_free (self->hash);
  g_free (self);
}

/* Remembers which disk @target will be on: it must not be another one in the end, only because the
 * right one was unmounted meanwhile. */
void
mms_staging_expect_target (MmsStaging *self, const char *target)
{
  g_autofree char *path = g_path_get_dirname (target);
  struct stat info;

  while (stat (path, &info) != 0 && strcmp (path, "/") != 0)
    {
      g_autofree char *inner = g_steal_pointer (&path);

      path = g_path_get_dirname (inner);
    }
  g_free (self->anchor);
  self->anchor = g_steal_pointer (&path);
  self->anchor_device = info.st_dev;
}

static gboolean
is_same (const struct stat *one, const struct stat *other)
{
  return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

/* Whether what has that name is still what was opened. */
static gboolean
is_at (int fd, int folder_fd, const char *name)
{
  struct stat open, named;

  return fstat (fd, &open) == 0 && fstatat (folder_fd, name, &named, 0) == 0 &&
         is_same (&open, &named);
}

static gboolean
fail_moved (const char *folder, GError **error)
{
  g_autofree char *shown = mms_remote_path_show (folder);

  g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING,
               /* Translators: %s is a folder on this computer */
               _ ("“%s” is not the folder any more that it was when the download began: its disk "
                  "was unmounted, or it was moved. Put it back, then try again"),
               shown);
  return FALSE;
}

/* Looks that the folders still are where the person has them: what goes into an unmounted disk is
 * seen by nobody. */
gboolean
mms_staging_check_place (MmsStaging *self, GError **error)
{
  struct stat info;

  if (!is_at (self->root_fd, AT_FDCWD, self->folder) ||
      !is_at (self->hash_fd, self->root_fd, self->hash) ||
      !is_at (self->parts_fd, self->hash_fd, PARTS))
    return fail_moved (self->folder, error);
  if (self->anchor != NULL &&
      (stat (self->anchor, &info) != 0 || info.st_dev != self->anchor_device))
    return fail_moved (self->anchor, error);
  return TRUE;
}

/* Whether a disk takes @name and the same in capital letters for one. */
static gboolean
is_case_blind (int folder_fd, const char *name)
{
  g_autofree char *capitals = g_ascii_strup (name, -1);
  struct stat one, other;

  return fstatat (folder_fd, name, &one, 0) == 0 && fstatat (folder_fd, capitals, &other, 0) == 0 &&
         is_same (&one, &other);
}

/* Looks that no file would take another's place here. */
gboolean
mms_staging_check_names (MmsStaging *self, MmsFetchPlan *plan, GError **error)
{
  const char *one, *other;
  g_autofree char *shown_one = NULL;
  g_autofree char *shown_other = NULL;

  if (!is_case_blind (self->hash_fd, PARTS) || !mms_fetch_plan_find_clash (plan, &one, &other))
    return TRUE;
  shown_one = mms_remote_path_show (one);
  shown_other = mms_remote_path_show (other);
  g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
               /* Translators: %1$s and %2$s are files of a torrent, %3$s is a folder */
               _ ("“%1$s” and “%2$s” are one name on the disk of “%3$s”, which does not tell "
                  "capital letters apart. Choose a folder on another disk"),
               shown_other, shown_one, self->folder);
  return FALSE;
}

static gboolean
gather_file (MmsStaging *self, int payload_fd, const MmsFetchFile *file, GError **error)
{
  g_autofree char *part = dup_part_path (file->path);
  const char *from_name, *to_name;
  g_auto (MmsFd) from_fd = mms_tree_open_parent (payload_fd, file->path, FALSE, &from_name, NULL);
  g_auto (MmsFd) to_fd = -1;

  if (from_fd < 0 || !mms_tree_is_there (from_fd, from_name))
    return TRUE;
  to_fd = mms_tree_open_parent (self->parts_fd, part, TRUE, &to_name, error);
  if (to_fd < 0)
    return FALSE;
  if (renameat (from_fd, from_name, to_fd, to_name) == 0)
    return TRUE;
  mms_disk_error_set (error, errno, file->path);
  return FALSE;
}

/* Takes back what an earlier attempt had finished, but not named, when it was killed. */
gboolean
mms_staging_gather (MmsStaging *self, MmsFetchPlan *plan, GError **error)
{
  g_auto (MmsFd) payload_fd = mms_tree_open_folder (self->hash_fd, PAYLOAD, FALSE, NULL);

  for (guint i = 0; i < plan->files->len && payload_fd >= 0; i++)
    if (!gather_file (self, payload_fd, plan->files->pdata[i], error))
      return FALSE;
  return mms_tree_remove (self->hash_fd, PAYLOAD, error) &&
         mms_tree_remove (self->hash_fd, MMS_STAGING_UNPACKED, error);
}

/* Returns: (transfer full) (nullable): what mms_staging_write_map() wrote last */
GBytes *
mms_staging_read_map (MmsStaging *self)
{
  gint64 bytes = 0;
  g_auto (MmsFd) fd = mms_tree_open_to_read (self->hash_fd, MAP, &bytes, NULL);
  g_autofree guint8 *data = NULL;

  if (fd < 0 || bytes <= 0 || bytes > MAX_MAP_BYTES)
    return NULL;
  data = g_malloc ((gsize) bytes);
  if (read (fd, data, (size_t) bytes) != bytes)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), (gsize) bytes);
}

/* A disk that takes only a part of it is full. */
static gboolean
write_whole (int fd, const void *data, gsize bytes)
{
  ssize_t put;

  if (ftruncate (fd, 0) != 0)
    return FALSE;
  put = write (fd, data, bytes);
  if (put >= 0 && put < (ssize_t) bytes)
    errno = ENOSPC;
  return put == (ssize_t) bytes && fdatasync (fd) == 0;
}

/* Writes the map anew, durably, in one step: a kill leaves the old one or the new one. */
gboolean
mms_staging_write_map (MmsStaging *self, GBytes *map, GError **error)
{
  gsize bytes;
  const void *data = g_bytes_get_data (map, &bytes);
  g_auto (MmsFd) fd = mms_tree_open_to_write (self->hash_fd, NEW_MAP, error);

  if (fd < 0)
    return FALSE;
  if (write_whole (fd, data, bytes) &&
      renameat (self->hash_fd, NEW_MAP, self->hash_fd, MAP) == 0)
    return TRUE;
  mms_disk_error_set (error, errno, self->folder);
  return FALSE;
}

/* Throws away what earlier attempts brought: nothing tells what it is. */
gboolean
mms_staging_forget_parts (MmsStaging *self, GError **error)
{
  mms_tree_close (&self->parts_fd);
  if (!mms_tree_remove (self->hash_fd, MAP, error) ||
      !mms_tree_remove (self->hash_fd, PARTS, error))
    return FALSE;
  self->parts_fd = mms_tree_open_folder (self->hash_fd, PARTS, TRUE, error);
  return self->parts_fd >= 0;
}

static gint64
get_bytes_on_disk (MmsStaging *self, const MmsFetchFile *file)
{
  g_autofree char *part = dup_part_path (file->path);
  const char *name;
  g_auto (MmsFd) fd = mms_tree_open_parent (self->parts_fd, part, FALSE, &name, NULL);
  struct stat info;

  if (fd < 0 || fstatat (fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG (info.st_mode))
    return 0;
  return MIN ((gint64) info.st_blocks * BLOCK_BYTES, file->bytes);
}

static gint64
get_bytes_missing (MmsStaging *self, MmsFetchPlan *plan)
{
  struct statvfs space;
  gint64 needed = 0;

  for (guint i = 0; i < plan->files->len; i++)
    {
      const MmsFetchFile *file = plan->files->pdata[i];

      if (!file->padding && !file->unwanted)
        needed += file->bytes - get_bytes_on_disk (self, file);
    }
  if (fstatvfs (self->parts_fd, &space) != 0)
    return 0;
  return needed - (gint64) (space.f_bavail * space.f_frsize);
}

/* Looks before the first byte whether all of them will find room. */
gboolean
mms_staging_check_space (MmsStaging *self, MmsFetchPlan *plan, GError **error)
{
  gint64 missing = get_bytes_missing (self, plan);

  if (missing <= 0)
    return TRUE;
  mms_disk_error_set_no_space (error, self->folder, missing);
  return FALSE;
}

/* Says what the disk refused; where it is full, how much is missing. */
void
mms_staging_translate (MmsStaging *self, MmsFetchPlan *plan, int error_number, const char *path,
                       GError **error)
{
  if (error_number == ENOSPC || error_number == EDQUOT)
    mms_disk_error_set_no_space (error, self->folder, MAX (get_bytes_missing (self, plan), 1));
  else
    mms_disk_error_set (error, error_number, path);
}

/* Opens what there is of a file. @have: (out): its bytes. Returns: to close; -1 where nothing is */
int
mms_staging_open_what_is_there (MmsStaging *self, const MmsFetchFile *file, gint64 *have)
{
  g_autofree char *part = dup_part_path (file->path);
  const char *name;
  g_auto (MmsFd) folder_fd = mms_tree_open_parent (self->parts_fd, part, FALSE, &name, NULL);

  return folder_fd >= 0 ? mms_tree_open_to_read (folder_fd, name, have, NULL) : -1;
}

/* Gives a part the size that the file will have, and its room on the disk where the filesystem can
 * promise that. */
static gboolean
give_size (int fd, gint64 bytes)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return FALSE;
  if (info.st_size == bytes)
    return TRUE;
  if (info.st_size < bytes && fallocate (fd, 0, info.st_size, bytes - info.st_size) == 0)
    return TRUE;
  if (info.st_size < bytes && (errno == ENOSPC || errno == EDQUOT))
    return FALSE;
  return ftruncate (fd, bytes) == 0;
}

/**
 * mms_staging_open_part:
 *
 * Opens the unfinished file to read and write, with the size that it will have: what did not come
 * yet is zeros. One that nobody wants gets no size and no room: it ends with what came. May be called by several threads at once.
 *
 * Returns: to close; -1 with @error set
 */
int
mms_staging_open_part (MmsStaging *self, const MmsFetchFile *file, GError **error)
{
  g_autofree char *part = dup_part_path (file->path);
  const char *name;
  g_auto (MmsFd) folder_fd = mms_tree_open_parent (self->parts_fd, part, TRUE, &name, error);
  g_auto (MmsFd) fd = -1;

  if (folder_fd < 0)
    return -1;
  fd = mms_tree_open_to_write (folder_fd, name, error);
  if (fd < 0)
    return -1;
  if (file->unwanted || give_size (fd, file->bytes))
    return mms_tree_steal (&fd);
  if (errno == ENOSPC || errno == EDQUOT)
    mms_disk_error_set_no_space (error, self->folder, file->bytes);
  else
    mms_disk_error_set (error, errno, file->path);
  return -1;
}

/* Puts what was written to some of the files on the disk, surely. */
gboolean
mms_staging_sync_parts (MmsStaging *self, MmsFetchPlan *plan, const guint *files, guint n_files,
                        GError **error)
{
  if (!mms_staging_check_place (self, error))
    return FALSE;
  if (n_files >= MANY_FILES && syncfs (self->parts_fd) == 0)
    return TRUE;
  for (guint i = 0; i < n_files; i++)
    {
      const MmsFetchFile *file = plan->files->pdata[files[i]];
      gint64 have;
      g_auto (MmsFd) fd = mms_staging_open_what_is_there (self, file, &have);

      if (fd < 0 || fdatasync (fd) != 0)
        {
          mms_disk_error_set (error, fd < 0 ? EIO : errno, file->path);
          return FALSE;
        }
    }
  return TRUE;
}

/* Opens what was verified, cut where it is too long. What vanished is not made anew: only an empty
 * file would be right. */
static int
open_whole (MmsStaging *self, const MmsFetchFile *file, GError **error)
{
  gint64 have = -1;
  g_auto (MmsFd) fd = -1;

  fd = mms_staging_open_what_is_there (self, file, &have);
  if (file->bytes == 0 || have > file->bytes)
    return mms_staging_open_part (self, file, error);
  if (have == file->bytes)
    return mms_tree_steal (&fd);
  mms_disk_error_set (error, ENOENT, file->path);
  return -1;
}

static gboolean
finish_file (MmsStaging *self, int payload_fd, const MmsFetchFile *file, gboolean synced,
             GError **error)
{
  g_autofree char *part = dup_part_path (file->path);
  const char *from_name, *to_name;
  g_auto (MmsFd) fd = open_whole (self, file, error);
  g_auto (MmsFd) from_fd = -1;
  g_auto (MmsFd) to_fd = -1;

  if (fd < 0)
    return FALSE;
  from_fd = mms_tree_open_parent (self->parts_fd, part, FALSE, &from_name, error);
  to_fd = mms_tree_open_parent (payload_fd, file->path, TRUE, &to_name, error);
  if (from_fd < 0 || to_fd < 0)
    return FALSE;
  if ((synced || fsync (fd) == 0) && renameat (from_fd, from_name, to_fd, to_name) == 0)
    return TRUE;
  mms_disk_error_set (error, errno, file->path);
  return FALSE;
}

static gboolean
finish_files (MmsStaging *self, MmsFetchPlan *plan, GError **error)
{
  g_auto (MmsFd) payload_fd = mms_tree_open_folder (self->hash_fd, PAYLOAD, TRUE, error);
  gboolean synced = plan->files->len >= MANY_FILES && syncfs (self->parts_fd) == 0;

  if (payload_fd < 0)
    return FALSE;
  for (guint i = 0; i < plan->files->len; i++)
    {
      const MmsFetchFile *file = plan->files->pdata[i];

      if (!file->padding && !file->unwanted && !finish_file (self, payload_fd, file, synced, error))
        return FALSE;
    }
  return mms_tree_sync_folders (payload_fd, error) && mms_tree_sync_folders (self->hash_fd, error);
}

/* Renames where nothing has that name, on every kernel and filesystem. An empty folder is
 * nothing. */
static int
rename_new (int from_fd, const char *from, int to_fd, const char *to)
{
  if (unlinkat (to_fd, to, AT_REMOVEDIR) != 0 && (errno == ENOTDIR || errno == ENOTEMPTY))
    {
      errno = EEXIST;
      return -1;
    }
  if (renameat2 (from_fd, from, to_fd, to, RENAME_NOREPLACE) == 0)
    return 0;
  if ((errno != EINVAL && errno != ENOSYS) || mms_tree_is_there (to_fd, to))
    return -1;
  return renameat (from_fd, from, to_fd, to);
}

/* Returns: (transfer full): the hidden folder beside @target in which it may be made */
char *
mms_staging_dup_sibling (const char *target, const char *hash)
{
  g_autofree char *name = g_path_get_basename (target);

  return g_strdup_printf (".%.*s" PART_SUFFIX "-%s", KEPT_OF_LONG_NAME, name, hash);
}

/* The target is on another filesystem: the bytes are copied beside it and proven before they get
 * their name. */
static gboolean
copy_over (MmsStaging *self, int parent_fd, const char *name, MmsStagingProve prove,
           gpointer user_data, GError **error)
{
  g_autofree char *sibling = mms_staging_dup_sibling (name, self->hash);
  g_auto (MmsFd) from_fd = -1;
  g_auto (MmsFd) to_fd = -1;

  if (!mms_tree_remove (parent_fd, sibling, error))
    return FALSE;
  from_fd = mms_tree_open_folder (self->hash_fd, PAYLOAD, FALSE, error);
  to_fd = from_fd >= 0 ? mms_tree_open_folder (parent_fd, sibling, TRUE, error) : -1;
  if (to_fd < 0 || !mms_tree_copy (from_fd, to_fd, error) || !prove (to_fd, user_data, error) ||
      !mms_tree_sync_folders (to_fd, error))
    {
      mms_tree_remove (parent_fd, sibling, NULL);
      return FALSE;
    }
  if (rename_new (parent_fd, sibling, parent_fd, name) == 0)
    return TRUE;
  mms_disk_error_set (error, errno, name);
  return FALSE;
}

static gboolean
unpack_files (MmsStaging *self, MmsStagingUnpack unpack, gpointer user_data, GError **error)
{
  g_auto (MmsFd) payload_fd = mms_tree_open_folder (self->hash_fd, PAYLOAD, FALSE, error);

  return payload_fd >= 0 && unpack (payload_fd, self->hash_fd, user_data, error);
}

static gboolean
give_name (MmsStaging *self, int parent_fd, const char *target, MmsStagingProve prove,
           gpointer user_data, GError **error)
{
  g_autofree char *name = g_path_get_basename (target);

  if (rename_new (self->hash_fd, PAYLOAD, parent_fd, name) == 0)
    return TRUE;
  if (errno == EXDEV)
    return copy_over (self, parent_fd, name, prove, user_data, error);
  mms_disk_error_set (error, errno, target);
  return FALSE;
}

/**
 * mms_staging_publish:
 * @plan: all its files that are wanted are whole and verified; the others are left out
 * @target: absolute; nothing or an empty folder has that name
 * @unpack: unpacks what is packed in it
 * @prove: asked about a copy where @target is on another filesystem
 *
 * Makes the release appear under its final name, in one step, durably. The staging folder of this
 * release is gone after it.
 */
gboolean
mms_staging_publish (MmsStaging *self, MmsFetchPlan *plan, const char *target,
                     MmsStagingUnpack unpack, MmsStagingProve prove, gpointer user_data,
                     GError **error)
{
  g_autofree char *parent = g_path_get_dirname (target);
  g_auto (MmsFd) parent_fd = -1;

  if (!mms_staging_check_place (self, error))
    return FALSE;
  parent_fd = mms_tree_open_root (parent, TRUE, error);
  if (parent_fd < 0 || !finish_files (self, plan, error) ||
      !unpack_files (self, unpack, user_data, error) ||
      !give_name (self, parent_fd, target, prove, user_data, error))
    return FALSE;
  fsync (parent_fd);
  return mms_tree_remove (self->root_fd, self->hash, error);
}

/* Removes what attempts at this release left behind, here and beside the target. */
gboolean
mms_staging_discard (const char *folder, const char *hash, const char *target, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (target);
  g_autofree char *sibling = mms_staging_dup_sibling (target, hash);
  g_auto (MmsFd) root_fd = mms_tree_open_root (folder, FALSE, NULL);
  g_auto (MmsFd) parent_fd = mms_tree_open_root (parent, FALSE, NULL);

  return (root_fd < 0 || mms_tree_remove (root_fd, hash, error)) &&
         (parent_fd < 0 || mms_tree_remove (parent_fd, sibling, error));
}
