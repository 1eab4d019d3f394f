/* Makes, opens, moves and removes files below a folder without ever following a link on the way.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>
#include <sys/stat.h>

G_BEGIN_DECLS

/* What mms_tree_walk() tells of each regular file. @path is relative, @folder_fd and @name open
 * it. */
typedef gboolean (*MmsTreeFound) (const char *path, int folder_fd, const char *name,
                                  const struct stat *info, gpointer user_data, GError **error);

int      mms_tree_open_root (const char *path, gboolean create, GError **error);
int      mms_tree_open_folder (int root_fd, const char *path, gboolean create, GError **error);
int      mms_tree_open_parent (int root_fd, const char *path, gboolean create, const char **name,
                               GError **error);
int      mms_tree_open_to_write (int folder_fd, const char *name, GError **error);
int      mms_tree_open_to_read (int folder_fd, const char *name, gint64 *bytes, GError **error);
gboolean mms_tree_is_there (int folder_fd, const char *name);
gboolean mms_tree_walk (int folder_fd, MmsTreeFound found, gpointer user_data, GError **error);
gboolean mms_tree_sync_folders (int folder_fd, GError **error);
gboolean mms_tree_remove (int folder_fd, const char *name, GError **error);
void     mms_tree_close (int *fd);
int      mms_tree_steal (int *fd);

/* A file descriptor that closes itself; -1 is none. */
typedef int MmsFd;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MmsFd, mms_tree_close)

G_END_DECLS
