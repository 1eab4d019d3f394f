/* Makes a throwaway folder, and removes it with all that is in it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "support/mms-test-dir.h"

#include <glib/gstdio.h>

#include <sys/stat.h>

MmsTestDir *
mms_test_dir_new (void)
{
  g_autoptr (GError) error = NULL;
  MmsTestDir *self = g_new0 (MmsTestDir, 1);

  self->path = g_dir_make_tmp ("mms-test-XXXXXX", &error);
  g_assert_no_error (error);
  return self;
}

/* Removes the folder, also where files in it are read-only; a link is removed, not followed. */
void
mms_test_dir_free (MmsTestDir *self)
{
  if (self == NULL)
    return;
  mms_test_remove_tree (self->path);
  g_free (self->path);
  g_free (self);
}

/* Removes @path, whatever it is; it need not be there. */
void
mms_test_remove_tree (const char *path)
{
  GStatBuf info;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (g_lstat (path, &info) != 0)
    return;
  if (!S_ISDIR (info.st_mode))
    {
      g_unlink (path);
      return;
    }
  g_chmod (path, 0700);
  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      mms_test_remove_tree (child);
    }
  g_rmdir (path);
}

/* Returns: (transfer full): the absolute path of @relative, which need not be there */
char *
mms_test_dir_build (MmsTestDir *self, const char *relative)
{
  return g_build_filename (self->path, relative, NULL);
}

/**
 * mms_test_dir_write:
 * @bytes: length of @data; -1 where it ends with a NUL
 *
 * Writes a file, making the folders on the way.
 *
 * Returns: (transfer full): its absolute path
 */
char *
mms_test_dir_write (MmsTestDir *self, const char *relative, const void *data, gssize bytes)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = mms_test_dir_build (self, relative);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_file_set_contents (path, data, bytes, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&path);
}

/* Returns: (transfer full): the absolute path of the file that now holds @content */
char *
mms_test_dir_write_bytes (MmsTestDir *self, const char *relative, GBytes *content)
{
  gsize bytes;
  const void *data = g_bytes_get_data (content, &bytes);

  return mms_test_dir_write (self, relative, data != NULL ? data : "", (gssize) bytes);
}

/* Returns: (transfer full): the absolute path of the folder that is there now */
char *
mms_test_dir_make (MmsTestDir *self, const char *relative)
{
  char *path = mms_test_dir_build (self, relative);

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  return path;
}

/**
 * mms_test_dir_read:
 * @bytes: (out) (nullable): length of what is returned
 *
 * Returns: (transfer full): the whole file, with a NUL behind; it must be there
 */
char *
mms_test_dir_read (MmsTestDir *self, const char *relative, gsize *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = mms_test_dir_build (self, relative);
  char *data = NULL;

  g_file_get_contents (path, &data, bytes, &error);
  g_assert_no_error (error);
  return data;
}

/* Returns: whether something has that name; a dangling link counts */
gboolean
mms_test_dir_has (MmsTestDir *self, const char *relative)
{
  g_autofree char *path = mms_test_dir_build (self, relative);
  GStatBuf info;

  return g_lstat (path, &info) == 0;
}
