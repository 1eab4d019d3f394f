/* Copies files from one filesystem to another, durably, and compares them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-tree-copy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "transfer/mms-disk-error.h"
#include "transfer/mms-tree.h"

#define BUFFER_BYTES (1024 * 1024)

static gboolean
write_all (int fd, const char *data, gsize bytes)
{
  while (bytes > 0)
    {
      ssize_t put = write (fd, data, bytes);

      if (put < 0 && errno == EINTR)
        continue;
      if (put < 0)
        return FALSE;
      data += put;
      bytes -= (gsize) put;
    }
  return TRUE;
}

/* Reads as many bytes as there are, at most @bytes. Returns: -1 with errno set */
static gssize
read_all (int fd, char *buffer, gsize bytes, off_t offset)
{
  gsize have = 0;

  while (have < bytes)
    {
      ssize_t got = pread (fd, buffer + have, bytes - have, offset + (off_t) have);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return -1;
      if (got == 0)
        break;
      have += (gsize) got;
    }
  return (gssize) have;
}

/* Copies the bytes of an open file into a new one; what had that name is replaced. On the disk
 * when it returns. */
gboolean
mms_tree_copy_file (int from_fd, int to_folder_fd, const char *name, GError **error)
{
  g_autofree char *buffer = g_malloc (BUFFER_BYTES);
  g_auto (MmsFd) to_fd = mms_tree_open_to_write (to_folder_fd, name, error);
  off_t offset = 0;
  gssize got;

  if (to_fd < 0)
    return FALSE;
  got = ftruncate (to_fd, 0);
  while (got == 0 && (got = read_all (from_fd, buffer, BUFFER_BYTES, offset)) > 0)
    {
      offset += got;
      got = write_all (to_fd, buffer, (gsize) got) ? 0 : -1;
    }
  if (got == 0 && fsync (to_fd) == 0)
    return TRUE;
  mms_disk_error_set (error, errno, name);
  return FALSE;
}

static gboolean
copy_found (const char *path, int folder_fd, const char *name, const struct stat *info,
            gpointer to_fd, GError **error)
{
  const char *to_name;
  gint64 bytes = 0;
  g_auto (MmsFd) from_fd = mms_tree_open_to_read (folder_fd, name, &bytes, error);
  g_auto (MmsFd) to_folder_fd = -1;
  gboolean same = FALSE;
  g_auto (MmsFd) copy_fd = -1;

  if (from_fd < 0)
    return FALSE;
  to_folder_fd = mms_tree_open_parent (GPOINTER_TO_INT (to_fd), path, TRUE, &to_name, error);
  if (to_folder_fd < 0 || !mms_tree_copy_file (from_fd, to_folder_fd, to_name, error))
    return FALSE;
  copy_fd = mms_tree_open_to_read (to_folder_fd, to_name, &bytes, error);
  if (copy_fd < 0 || !mms_tree_same_bytes (from_fd, copy_fd, &same, error))
    return FALSE;
  if (!same)
    mms_disk_error_set (error, EIO, path);
  return same;
}

/* Copies all regular files below a folder into another one, each compared after it was written. */
gboolean
mms_tree_copy (int from_fd, int to_fd, GError **error)
{
  return mms_tree_walk (from_fd, copy_found, GINT_TO_POINTER (to_fd), error);
}

/* Compares two open files from their first to their last byte. @same: (out) */
gboolean
mms_tree_same_bytes (int one_fd, int other_fd, gboolean *same, GError **error)
{
  g_autofree char *one = g_malloc (BUFFER_BYTES);
  g_autofree char *other = g_malloc (BUFFER_BYTES);
  off_t offset = 0;
  gssize one_got, other_got;

  do
    {
      one_got = read_all (one_fd, one, BUFFER_BYTES, offset);
      other_got = one_got >= 0 ? read_all (other_fd, other, BUFFER_BYTES, offset) : -1;
      if (one_got < 0 || other_got < 0)
        {
          mms_disk_error_set (error, errno, "");
          return FALSE;
        }
      *same = one_got == other_got && memcmp (one, other, (gsize) one_got) == 0;
      offset += one_got;
    }
  while (*same && one_got > 0);
  return TRUE;
}
