/* Makes, opens, moves and removes files below a folder without ever following a link on the way.
 *
 * Every step goes from the file descriptor of a folder to a name in it, by O_NOFOLLOW: whoever
 * plants a link below that folder gets an error or his link removed, never our bytes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "transfer/mms-disk-error.h"

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC)
#define MAX_DEPTH 200

void
mms_tree_close (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

/* Returns: (transfer full): what @fd was; @fd is none now */
int
mms_tree_steal (int *fd)
{
  int stolen = *fd;

  *fd = -1;
  return stolen;
}

/**
 * mms_tree_open_root:
 * @path: absolute, as the person set it: links in it are the person's own and are followed
 * @create: whether it is made where it is not there
 *
 * Returns: a file descriptor to close; -1 with @error set
 */
int
mms_tree_open_root (const char *path, gboolean create, GError **error)
{
  int fd;

  if (create && g_mkdir_with_parents (path, 0777) != 0)
    {
      mms_disk_error_set (error, errno, path);
      return -1;
    }
  fd = open (path, FOLDER_FLAGS);
  if (fd < 0)
    mms_disk_error_set (error, errno, path);
  return fd;
}

/* Enters one folder, making it, or making it out of a link or file that stands in its place. */
static int
enter (int folder_fd, const char *name, gboolean create)
{
  int fd = openat (folder_fd, name, FOLDER_FLAGS | O_NOFOLLOW);

  if (fd >= 0 || !create)
    return fd;
  if (errno == ENOTDIR || errno == ELOOP)
    unlinkat (folder_fd, name, 0);
  else if (errno != ENOENT)
    return -1;
  if (mkdirat (folder_fd, name, 0777) != 0 && errno != EEXIST)
    return -1;
  return openat (folder_fd, name, FOLDER_FLAGS | O_NOFOLLOW);
}

static int
descend (int root_fd, char *const *components, gsize n_components, gboolean create)
{
  int fd = openat (root_fd, ".", FOLDER_FLAGS);

  for (gsize i = 0; i < n_components && fd >= 0; i++)
    {
      int inner = -1;
      int problem = EINVAL;

      if (components[i][0] != '\0' && strcmp (components[i], ".") != 0 &&
          strcmp (components[i], "..") != 0)
        {
          inner = enter (fd, components[i], create);
          problem = errno;
        }
      close (fd);
      fd = inner;
      errno = problem;
    }
  return fd;
}

/* Opens the folder @path below @root_fd. Returns: to close; -1 with @error set */
int
mms_tree_open_folder (int root_fd, const char *path, gboolean create, GError **error)
{
  g_auto (GStrv) components = g_strsplit (path, "/", -1);
  int fd = descend (root_fd, components, g_strv_length (components), create);

  if (fd < 0)
    mms_disk_error_set (error, errno, path);
  return fd;
}

/* Opens the folder that @path is in. @name: (out): the last component, inside @path */
int
mms_tree_open_parent (int root_fd, const char *path, gboolean create, const char **name,
                      GError **error)
{
  g_auto (GStrv) components = g_strsplit (path, "/", -1);
  const char *slash = strrchr (path, '/');
  int fd = descend (root_fd, components, g_strv_length (components) - 1, create);

  *name = slash != NULL ? slash + 1 : path;
  if (fd < 0)
    mms_disk_error_set (error, errno, path);
  return fd;
}

/* Whether @fd is a plain file that has no other name. */
static gboolean
is_ours_alone (int fd)
{
  struct stat info;

  return fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_nlink == 1;
}

/* Opens a file to read and write, made where it is not there; a link, a pipe or a file with a
 * second name is removed and made anew. From any thread, also for one name at once: without the
 * lock one would remove what the other had just made, and with it what the other writes. */
int
mms_tree_open_to_write (int folder_fd, const char *name, GError **error)
{
  static GMutex lock;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  int fd = openat (folder_fd, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  if (fd >= 0 && is_ours_alone (fd))
    return fd;
  mms_tree_close (&fd);
  if (!mms_tree_remove (folder_fd, name, error))
    return -1;
  fd = openat (folder_fd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (fd < 0)
    mms_disk_error_set (error, errno, name);
  return fd;
}

/* Opens a plain file. @bytes: (out): its size */
int
mms_tree_open_to_read (int folder_fd, const char *name, gint64 *bytes, GError **error)
{
  int fd = openat (folder_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat info;
  int problem = errno;

  if (fd >= 0 && fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
    {
      *bytes = info.st_size;
      return fd;
    }
  if (fd >= 0)
    problem = EISDIR;
  mms_tree_close (&fd);
  mms_disk_error_set (error, problem, name);
  return -1;
}

/* Returns: whether something has that name; a dangling link counts */
gboolean
mms_tree_is_there (int folder_fd, const char *name)
{
  struct stat info;

  return fstatat (folder_fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0;
}

static DIR *
open_dir (int folder_fd, const char *name)
{
  int fd = openat (folder_fd, name, FOLDER_FLAGS | O_NOFOLLOW);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;

  if (dir == NULL)
    mms_tree_close (&fd);
  return dir;
}

/* Returns: (transfer full) (nullable): the names in a folder, read to the end before anything is
 * done to them */
static GPtrArray *
list_names (int folder_fd, const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  DIR *dir = open_dir (folder_fd, name);
  struct dirent *entry;

  if (dir == NULL)
    {
      mms_disk_error_set (error, errno, name);
      return NULL;
    }
  while ((entry = readdir (dir)) != NULL)
    if (strcmp (entry->d_name, ".") != 0 && strcmp (entry->d_name, "..") != 0)
      g_ptr_array_add (names, g_strdup (entry->d_name));
  closedir (dir);
  return g_steal_pointer (&names);
}

static gboolean walk (int folder_fd, const char *prefix, guint depth, MmsTreeFound found,
                      gpointer user_data, GError **error);

static gboolean
visit (int folder_fd, const char *name, const char *prefix, guint depth, MmsTreeFound found,
       gpointer user_data, GError **error)
{
  g_autofree char *path = prefix[0] != '\0' ? g_strconcat (prefix, "/", name, NULL)
                                            : g_strdup (name);
  g_auto (MmsFd) inner = -1;
  struct stat info;

  if (fstatat (folder_fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return TRUE; /* gone meanwhile */
  if (S_ISREG (info.st_mode))
    return found (path, folder_fd, name, &info, user_data, error);
  if (!S_ISDIR (info.st_mode) || depth >= MAX_DEPTH)
    return TRUE;
  inner = openat (folder_fd, name, FOLDER_FLAGS | O_NOFOLLOW);
  if (inner < 0)
    {
      mms_disk_error_set (error, errno, path);
      return FALSE;
    }
  return walk (inner, path, depth + 1, found, user_data, error);
}

static gboolean
walk (int folder_fd, const char *prefix, guint depth, MmsTreeFound found, gpointer user_data,
      GError **error)
{
  g_autoptr (GPtrArray) names = list_names (folder_fd, ".", error);

  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    if (!visit (folder_fd, names->pdata[i], prefix, depth, found, user_data, error))
      return FALSE;
  return TRUE;
}

/* Calls @found for every regular file below a folder, links not followed; ends where it says
 * %FALSE. */
gboolean
mms_tree_walk (int folder_fd, MmsTreeFound found, gpointer user_data, GError **error)
{
  return walk (folder_fd, "", 0, found, user_data, error);
}

/* Makes the names of all folders below, and its own, survive a power cut. */
gboolean
mms_tree_sync_folders (int folder_fd, GError **error)
{
  g_autoptr (GPtrArray) names = list_names (folder_fd, ".", error);

  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      g_auto (MmsFd) inner = openat (folder_fd, names->pdata[i], FOLDER_FLAGS | O_NOFOLLOW);

      if (inner >= 0 && !mms_tree_sync_folders (inner, error))
        return FALSE;
    }
  if (fsync (folder_fd) != 0 && errno != EINVAL && errno != EROFS)
    {
      mms_disk_error_set (error, errno, ".");
      return FALSE;
    }
  return TRUE;
}

static gboolean
empty_out (int folder_fd, const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = list_names (folder_fd, name, error);
  g_auto (MmsFd) inner = -1;

  if (names == NULL)
    return FALSE;
  inner = openat (folder_fd, name, FOLDER_FLAGS | O_NOFOLLOW);
  for (guint i = 0; i < names->len && inner >= 0; i++)
    if (!mms_tree_remove (inner, names->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* Removes what has that name, a folder with all that is in it, a link as a link. What is not
 * there is no error. */
gboolean
mms_tree_remove (int folder_fd, const char *name, GError **error)
{
  struct stat info;
  gboolean is_folder;

  if (fstatat (folder_fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    {
      if (errno == ENOENT)
        return TRUE;
      mms_disk_error_set (error, errno, name);
      return FALSE;
    }
  is_folder = S_ISDIR (info.st_mode);
  if (is_folder && !empty_out (folder_fd, name, error))
    return FALSE;
  if (unlinkat (folder_fd, name, is_folder ? AT_REMOVEDIR : 0) != 0 && errno != ENOENT)
    {
      mms_disk_error_set (error, errno, name);
      return FALSE;
    }
  return TRUE;
}
