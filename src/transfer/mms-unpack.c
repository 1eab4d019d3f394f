/* Unpacks the archives of a whole release, so that its videos can be imported.
 *
 *   find sets ──> list what they hold ──> room? ──> unpack into a working folder
 *     ──> sets that came out of them, once more ──> prove every place free ──> move beside the archive
 *
 * An archive is unpacked where it holds a video, a subtitle, or archives in which these may be: all
 * of it, with the names that it has there. Others (pictures, proofs, fonts) stay packed, and so does
 * what lies in a folder of samples or proofs: nobody imports it. An archive that cannot be read, or
 * needs a password, stays packed as well where the release has a larger video: that one is what it
 * is about, and a locked bonus is no reason to keep it back.
 *
 * The archives stay: they are what seeds. Nothing that is there is ever overwritten, and whatever
 * fails leaves the release as it was.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define _GNU_SOURCE
#include "transfer/mms-unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/mms-error.h"
#include "core/mms-file-kind.h"
#include "transfer/mms-archive.h"
#include "transfer/mms-disk-error.h"
#include "transfer/mms-remote-path.h"
#include "transfer/mms-tree.h"

#define LEVELS 2 /* the release's archives, and those that were packed in them */
/* What says nothing of its size may become so many times as large as the archive; a release that
 * becomes a hundred times as large is a trap. */
#define UNKNOWN_TIMES 4
#define TRAP_TIMES 100
#define TRAP_BYTES (G_GINT64_CONSTANT (64) * 1024 * 1024)
#define MAX_BYTES (G_MAXINT64 / 4)

typedef enum {
  KIND_OTHER,
  KIND_PART,   /* of an archive */
  KIND_MEDIUM, /* a video or a subtitle */
} Kind;

/* What is at a path. */
typedef enum {
  SPOT_FREE,
  SPOT_FILE,
  SPOT_BLOCKED, /* by a folder, a link, or a file in place of a folder */
} Spot;

/* One archive that is to be unpacked. */
typedef struct
{
  MmsArchiveSet *set; /* (not owned) */
  GPtrArray *files;   /* (owned) (nullable): of MmsArchiveFile; %NULL where it cannot be read */
  GError *error;      /* (owned) (nullable): why not, or that it needs a password */
  gint64 bytes;       /* that it may become */
} Packed;

typedef struct
{
  int release_fd;              /* (not owned) */
  const MmsUnpackPlace *place; /* (not owned) */
  MmsFetchProgress *progress;  /* (not owned) */
  GCancellable *cancellable;   /* (not owned) (nullable) */
  int work_fd;
  gint64 bytes_left;           /* that may be written yet */
} Unpack;

static void
packed_free (gpointer data)
{
  Packed *self = data;

  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static Kind
get_kind (const char *path)
{
  if (mms_file_is_video (path) || mms_file_is_subtitle (path))
    return KIND_MEDIUM;
  return mms_archive_name_is_part (path) ? KIND_PART : KIND_OTHER;
}

/* Returns: (transfer full): where @path of an archive comes to lie in the release */
static char *
dup_spot (const MmsArchiveSet *set, const char *path)
{
  return set->folder[0] != '\0' ? g_strconcat (set->folder, "/", path, NULL) : g_strdup (path);
}

/* Looks without making anything, and follows no link. @bytes: (out): of a file */
static Spot
look_at_spot (int root_fd, const char *path, gint64 *bytes)
{
  const char *name;
  g_autoptr (GError) error = NULL;
  g_auto (MmsFd) folder_fd = mms_tree_open_parent (root_fd, path, FALSE, &name, &error);
  struct stat info;

  if (folder_fd < 0)
    return g_error_matches (error, MMS_ERROR, MMS_ERROR_MISSING) ? SPOT_FREE : SPOT_BLOCKED;
  if (fstatat (folder_fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return errno == ENOENT ? SPOT_FREE : SPOT_BLOCKED;
  *bytes = info.st_size;
  return S_ISREG (info.st_mode) ? SPOT_FILE : SPOT_BLOCKED;
}

static gboolean
fail_taken (const char *archive, const char *path, GError **error)
{
  g_autofree char *shown_archive = mms_remote_path_show (archive);
  g_autofree char *shown = mms_remote_path_show (path);

  g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
               /* Translators: %1$s is an archive, %2$s a file in it and of the release */
               _ ("“%1$s” would replace “%2$s” of the release by another file of that name. Nothing "
                  "was unpacked; choose another release"),
               shown_archive, shown);
  return FALSE;
}

/* Whether a file that is packed in @archive need not be unpacked: it is there already, or what is
 * there in its place matters as much. @taken: (out): it is neither there nor free to be */
static gboolean
is_there (int root_fd, const char *path, gint64 bytes, gboolean *taken)
{
  gint64 bytes_there = 0;
  Spot spot = look_at_spot (root_fd, path, &bytes_there);

  *taken = spot != SPOT_FREE && get_kind (path) == KIND_MEDIUM &&
           (spot != SPOT_FILE || (bytes >= 0 && bytes_there != bytes));
  return spot != SPOT_FREE;
}

static gboolean
lies_aside (const MmsArchiveSet *set)
{
  static const char *const names[] = { "sample", "samples", "proof", "proofs" };
  g_auto (GStrv) components = g_strsplit (set->folder, "/", -1);

  for (guint i = 0; components[i] != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (names); j++)
      if (g_ascii_strcasecmp (components[i], names[j]) == 0)
        return TRUE;
  return FALSE;
}

static gint64
count_bytes (const Packed *packed)
{
  gint64 unknown = MIN (packed->set->bytes, MAX_BYTES / UNKNOWN_TIMES) * UNKNOWN_TIMES;
  gint64 bytes = 0;

  for (guint i = 0; i < packed->files->len; i++)
    {
      const MmsArchiveFile *file = packed->files->pdata[i];

      bytes = MIN (bytes, MAX_BYTES) + MIN (file->bytes >= 0 ? file->bytes : unknown, MAX_BYTES);
    }
  return bytes;
}

static Packed *
list (int root_fd, MmsArchiveSet *set, GCancellable *cancellable)
{
  Packed *packed = g_new0 (Packed, 1);

  packed->set = set;
  packed->files = mms_archive_list (root_fd, set, cancellable, &packed->error);
  packed->bytes = packed->files != NULL ? count_bytes (packed) : 0;
  for (guint i = 0; packed->files != NULL && packed->error == NULL && i < packed->files->len; i++)
    if (((MmsArchiveFile *) packed->files->pdata[i])->locked)
      mms_archive_fail_locked (mms_archive_set_get_first (set), &packed->error);
  return packed;
}

/* Returns: (transfer full) (element-type Packed): one for each set that may matter */
static GPtrArray *
list_all (int root_fd, GPtrArray *sets, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (packed_free);

  for (guint i = 0; i < sets->len; i++)
    {
      if (!lies_aside (sets->pdata[i]))
        g_ptr_array_add (all, list (root_fd, sets->pdata[i], cancellable));
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
    }
  return g_steal_pointer (&all);
}

static gboolean
holds (const Packed *packed, Kind kind)
{
  for (guint i = 0; packed->files != NULL && i < packed->files->len; i++)
    if (get_kind (((MmsArchiveFile *) packed->files->pdata[i])->path) == kind)
      return TRUE;
  return FALSE;
}

static gboolean
find_largest (const char *path, int folder_fd, const char *name, const struct stat *info,
              gpointer largest, GError **error)
{
  if (mms_file_is_video (path))
    *(gint64 *) largest = MAX (*(gint64 *) largest, info->st_size);
  return TRUE;
}

/* Returns: the size of the largest video that is in the release, or packed and can be read */
static gint64
get_largest_video (Unpack *self, GPtrArray *all)
{
  gint64 largest = 0;

  mms_tree_walk (self->release_fd, find_largest, &largest, NULL);
  if (self->work_fd >= 0)
    mms_tree_walk (self->work_fd, find_largest, &largest, NULL);
  for (guint i = 0; i < all->len; i++)
    {
      const Packed *packed = all->pdata[i];

      for (guint j = 0; packed->error == NULL && j < packed->files->len; j++)
        {
          const MmsArchiveFile *file = packed->files->pdata[j];

          if (mms_file_is_video (file->path))
            largest = MAX (largest, file->bytes);
        }
    }
  return largest;
}

/* Whether all that matters of an archive lies beside it already. @error is set, and %FALSE
 * returned, where something else lies in its place. */
static gboolean
is_unpacked (Unpack *self, const Packed *packed, GError **error)
{
  gboolean all_there = TRUE;

  for (guint i = 0; i < packed->files->len; i++)
    {
      const MmsArchiveFile *file = packed->files->pdata[i];
      g_autofree char *path = dup_spot (packed->set, file->path);
      gboolean taken = FALSE;
      gboolean there = is_there (self->release_fd, path, file->bytes, &taken);

      if (taken)
        return fail_taken (mms_archive_set_get_first (packed->set), path, error);
      all_there &= there || get_kind (path) == KIND_OTHER;
    }
  return all_there && !holds (packed, KIND_PART);
}

static gboolean
check_trap (const Packed *packed, GError **error)
{
  g_autofree char *shown = NULL;
  g_autofree char *size = NULL;

  if (packed->bytes < TRAP_BYTES || packed->bytes / TRAP_TIMES < packed->set->bytes)
    return TRUE;
  shown = mms_remote_path_show (mms_archive_set_get_first (packed->set));
  size = g_format_size ((guint64) packed->bytes);
  g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
               /* Translators: %1$s is an archive, %2$s a size, as "4.2 GB" */
               _ ("“%1$s” says that it unpacks to %2$s, which is far too much for its own size. "
                  "Nothing was unpacked; choose another release"),
               shown, size);
  return FALSE;
}

/* Whether an archive is to be unpacked. @error is set, and %FALSE returned, where that cannot be. */
static gboolean
is_chosen (Unpack *self, const Packed *packed, gint64 largest_video, GError **error)
{
  GError *problem = NULL;

  if (packed->files != NULL && !holds (packed, KIND_MEDIUM) && !holds (packed, KIND_PART))
    return FALSE;
  if ((packed->files != NULL && is_unpacked (self, packed, &problem)) || problem != NULL)
    {
      if (problem != NULL)
        g_propagate_error (error, problem);
      return FALSE;
    }
  if (packed->error == NULL)
    return check_trap (packed, error);
  if (packed->set->bytes > largest_video)
    g_propagate_error (error, g_error_copy (packed->error));
  else
    g_info ("an archive stays packed: %s", packed->error->message);
  return FALSE;
}

/* Keeps of @all what is to be unpacked. */
static gboolean
choose (Unpack *self, GPtrArray *all, GError **error)
{
  gint64 largest = get_largest_video (self, all);

  for (guint i = 0; i < all->len;)
    {
      GError *problem = NULL;

      if (is_chosen (self, all->pdata[i], largest, &problem))
        i++;
      else if (problem == NULL)
        g_ptr_array_remove_index (all, i);
      else
        {
          g_propagate_error (error, problem);
          return FALSE;
        }
    }
  return TRUE;
}

static gint64
get_bytes_missing (Unpack *self, gint64 needed)
{
  struct statvfs space;

  if (fstatvfs (self->place->folder_fd, &space) != 0)
    return 0;
  return needed - (gint64) (space.f_bavail * space.f_frsize);
}

static gboolean
check_space (Unpack *self, GPtrArray *chosen, GError **error)
{
  gint64 needed = 0;

  if (chosen->len == 0)
    return TRUE;
  for (guint i = 0; i < chosen->len; i++)
    needed = MIN (needed + ((Packed *) chosen->pdata[i])->bytes, MAX_BYTES);
  self->bytes_left = needed;
  mms_fetch_progress_set_done (self->progress, 0);
  mms_fetch_progress_set_total (self->progress, needed);
  if (get_bytes_missing (self, needed) <= 0)
    return TRUE;
  mms_disk_error_set_no_space (error, self->place->shown, get_bytes_missing (self, needed));
  return FALSE;
}

static gboolean
fail_writing (Unpack *self, int error_number, const char *path, GError **error)
{
  if (error_number == ENOSPC || error_number == EDQUOT)
    mms_disk_error_set_no_space (error, self->place->shown,
                                 MAX (get_bytes_missing (self, self->bytes_left), 1));
  else
    mms_disk_error_set (error, error_number, path);
  return FALSE;
}

static gboolean
put (Unpack *self, int fd, const guint8 *data, gsize bytes, const char *path, GError **error)
{
  while (bytes > 0)
    {
      ssize_t done = write (fd, data, bytes);

      if (done < 0 && errno == EINTR)
        continue;
      if (done < 0)
        return fail_writing (self, errno, path, error);
      data += done;
      bytes -= (gsize) done;
      self->bytes_left -= done;
      mms_fetch_progress_add_done (self->progress, done);
    }
  return TRUE;
}

/* Writes the file that @archive stands at. No more comes than it said; what says nothing ends with
 * what was allowed to all. */
static gboolean
write_file (Unpack *self, MmsArchive *archive, int fd, const char *path, GError **error)
{
  const guint8 *data;
  gsize bytes = 1;

  while (bytes > 0)
    {
      if (!mms_archive_read (archive, &data, &bytes, error))
        return FALSE;
      if ((gint64) bytes > self->bytes_left)
        {
          g_autofree char *shown = mms_remote_path_show (path);

          g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                       /* Translators: %s is a file in an archive */
                       _ ("“%s” unpacks to more than a release of that size would hold. Nothing was "
                          "unpacked; choose another release"),
                       shown);
          return FALSE;
        }
      if (!put (self, fd, data, bytes, path, error))
        return FALSE;
    }
  return fdatasync (fd) == 0 || fail_writing (self, errno, path, error);
}

static gboolean
unpack_file (Unpack *self, MmsArchive *archive, const MmsArchiveSet *set,
             const MmsArchiveFile *file, GError **error)
{
  g_autofree char *path = dup_spot (set, file->path);
  const char *name;
  gboolean taken = FALSE;
  g_auto (MmsFd) folder_fd = -1;
  g_auto (MmsFd) fd = -1;

  if (is_there (self->work_fd, path, file->bytes, &taken) ||
      (get_kind (path) != KIND_PART &&
       is_there (self->release_fd, path, file->bytes, &taken)))
    return !taken || fail_taken (mms_archive_set_get_first (set), path, error);
  folder_fd = mms_tree_open_parent (self->work_fd, path, TRUE, &name, error);
  fd = folder_fd >= 0 ? mms_tree_open_to_write (folder_fd, name, error) : -1;
  mms_fetch_progress_set_file (self->progress, path);
  return fd >= 0 && write_file (self, archive, fd, path, error);
}

static gboolean
unpack_set (Unpack *self, int root_fd, const MmsArchiveSet *set, GError **error)
{
  g_autoptr (MmsArchive) archive = mms_archive_open (root_fd, set, self->cancellable, error);

  while (archive != NULL)
    {
      g_autoptr (MmsArchiveFile) file = NULL;

      if (!mms_archive_next (archive, &file, error))
        return FALSE;
      if (file == NULL)
        return TRUE;
      if (!unpack_file (self, archive, set, file, error))
        return FALSE;
    }
  return FALSE;
}

static gboolean
remove_volumes (Unpack *self, const MmsArchiveSet *set, GError **error)
{
  for (guint i = 0; i < set->volumes->len; i++)
    {
      const char *name;
      g_auto (MmsFd) folder_fd =
        mms_tree_open_parent (self->work_fd, set->volumes->pdata[i], FALSE, &name, error);

      if (folder_fd < 0 || !mms_tree_remove (folder_fd, name, error))
        return FALSE;
    }
  return TRUE;
}

/* Unpacks what is packed below @root_fd: the release, or what came out of it. */
static gboolean
unpack_level (Unpack *self, int root_fd, GError **error)
{
  g_autoptr (GPtrArray) sets = mms_archive_sets_find (root_fd, error);
  g_autoptr (GPtrArray) chosen =
    sets != NULL ? list_all (root_fd, sets, self->cancellable, error) : NULL;

  if (chosen == NULL || !choose (self, chosen, error) || !check_space (self, chosen, error))
    return FALSE;
  if (chosen->len > 0 && self->work_fd < 0)
    self->work_fd = mms_tree_open_folder (self->place->folder_fd, self->place->name, TRUE, error);
  for (guint i = 0; i < chosen->len; i++)
    {
      const MmsArchiveSet *set = ((Packed *) chosen->pdata[i])->set;

      if (self->work_fd < 0 || !unpack_set (self, root_fd, set, error) ||
          (root_fd == self->work_fd && !remove_volumes (self, set, error)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_path (const char *path, int folder_fd, const char *name, const struct stat *info,
          gpointer paths, GError **error)
{
  g_ptr_array_add (paths, g_strdup (path));
  return TRUE;
}

/* Proves that everything that came out will find its place; what need not go there is dropped. */
static gboolean
prove_places (Unpack *self, GPtrArray *paths, GError **error)
{
  for (guint i = paths->len; i > 0; i--)
    {
      const char *path = paths->pdata[i - 1];
      gint64 bytes = 0;
      gboolean taken = FALSE;

      look_at_spot (self->work_fd, path, &bytes);
      if (is_there (self->release_fd, path, bytes, &taken))
        {
          if (taken)
            return fail_taken (path, path, error);
          g_ptr_array_remove_index (paths, i - 1);
        }
    }
  return TRUE;
}

static gboolean
move (Unpack *self, const char *path, GError **error)
{
  const char *name;
  g_auto (MmsFd) from_fd = mms_tree_open_parent (self->work_fd, path, FALSE, &name, error);
  g_auto (MmsFd) to_fd =
    from_fd >= 0 ? mms_tree_open_parent (self->release_fd, path, TRUE, &name, error) : -1;

  if (to_fd < 0)
    return FALSE;
  if (renameat2 (from_fd, name, to_fd, name, RENAME_NOREPLACE) == 0 ||
      ((errno == EINVAL || errno == ENOSYS) && !mms_tree_is_there (to_fd, name) &&
       renameat (from_fd, name, to_fd, name) == 0))
    return TRUE;
  mms_disk_error_set (error, errno, path);
  return FALSE;
}

static gboolean
move_all (Unpack *self, GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  if (!mms_tree_walk (self->work_fd, add_path, paths, error) ||
      !prove_places (self, paths, error))
    return FALSE;
  for (guint i = 0; i < paths->len; i++)
    if (!move (self, paths->pdata[i], error))
      return FALSE;
  return mms_tree_sync_folders (self->release_fd, error);
}

static gboolean
unpack (Unpack *self, GError **error)
{
  if (!unpack_level (self, self->release_fd, error))
    return FALSE;
  for (guint level = 1; level < LEVELS && self->work_fd >= 0; level++)
    if (!unpack_level (self, self->work_fd, error))
      return FALSE;
  return self->work_fd < 0 || move_all (self, error);
}

/**
 * mms_unpack:
 * @release_fd: a whole release, verified
 *
 * Blocks, for worker threads only. What is unpacked already is not unpacked again.
 *
 * Fails with %MMS_ERROR_CORRUPT for a damaged set, %MMS_ERROR_UNSUPPORTED for a password or a
 * foreign way of packing, %MMS_ERROR_NO_SPACE, and %MMS_ERROR_REFUSED for what means harm.
 */
gboolean
mms_unpack (int release_fd, const MmsUnpackPlace *place, MmsFetchProgress *progress,
            GCancellable *cancellable, GError **error)
{
  Unpack self = { release_fd, place, progress, cancellable, -1, 0 };
  gboolean ok = mms_tree_remove (place->folder_fd, place->name, error) && unpack (&self, error);

  mms_tree_close (&self.work_fd);
  return mms_tree_remove (place->folder_fd, place->name, ok ? error : NULL) && ok;
}

void
mms_packed_free (MmsPacked *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->volumes);
  g_ptr_array_unref (self->videos);
  g_free (self);
}

/**
 * mms_unpack_list_videos:
 *
 * Blocks, for worker threads only. Reads again which videos are packed in the archives of a release;
 * those that hold none, or cannot be read, are left out.
 *
 * Returns: (transfer full) (element-type MmsPacked): %NULL with @error set
 */
GPtrArray *
mms_unpack_list_videos (int release_fd, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_packed_free);
  g_autoptr (GPtrArray) sets = mms_archive_sets_find (release_fd, error);
  g_autoptr (GPtrArray) all =
    sets != NULL ? list_all (release_fd, sets, cancellable, error) : NULL;

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const Packed *packed = all->pdata[i];
      g_autoptr (GPtrArray) videos = g_ptr_array_new_with_free_func (g_free);
      MmsPacked *one;

      for (guint j = 0; packed->error == NULL && j < packed->files->len; j++)
        {
          const MmsArchiveFile *file = packed->files->pdata[j];

          if (mms_file_is_video (file->path))
            g_ptr_array_add (videos, dup_spot (packed->set, file->path));
        }
      if (videos->len == 0)
        continue;
      g_ptr_array_add (videos, NULL);
      one = g_new0 (MmsPacked, 1);
      one->volumes = g_ptr_array_ref (packed->set->volumes);
      one->videos = g_steal_pointer (&videos);
      g_ptr_array_add (found, one);
    }
  return all != NULL ? g_steal_pointer (&found) : NULL;
}
