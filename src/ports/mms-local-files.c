/* What the road asks of the disk here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ports/mms-local-files.h"

G_DEFINE_INTERFACE (MmsLocalFiles, mms_local_files, G_TYPE_OBJECT);

static void
mms_local_files_default_init (MmsLocalFilesInterface *iface)
{
}

/**
 * mms_local_files_scan_async:
 *
 * Lists all regular files below a folder, links not followed, and looks into archives for videos.
 *
 * The finish returns (transfer full) (element-type MmsLocalFile); %MMS_ERROR_MISSING where there is no such folder.
 */
void
mms_local_files_scan_async (MmsLocalFiles *self, const char *folder, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LOCAL_FILES_GET_IFACE (self)->scan_async (self, folder, cancellable, callback, user_data);
}

GPtrArray *
mms_local_files_scan_finish (MmsLocalFiles *self, GAsyncResult *result, GError **error)
{
  return MMS_LOCAL_FILES_GET_IFACE (self)->scan_finish (self, result, error);
}

/**
 * mms_local_files_remove_async:
 *
 * Deletes a folder and all below it, links as links; refuses what is not strictly inside @root. A
 * folder that is not there is no error.
 */
void
mms_local_files_remove_async (MmsLocalFiles *self, const char *folder, const char *root, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LOCAL_FILES_GET_IFACE (self)->remove_async (self, folder, root, cancellable, callback, user_data);
}

gboolean
mms_local_files_remove_finish (MmsLocalFiles *self, GAsyncResult *result, GError **error)
{
  return MMS_LOCAL_FILES_GET_IFACE (self)->remove_finish (self, result, error);
}

/**
 * mms_local_files_place_async:
 *
 * Moves one file to a new name, by rename or by a verified copy; never overwrites: a file of the same size and
 * content is success, another one %MMS_ERROR_REFUSED. Folders on the way are made.
 */
void
mms_local_files_place_async (MmsLocalFiles *self, const char *from, const char *to, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LOCAL_FILES_GET_IFACE (self)->place_async (self, from, to, cancellable, callback, user_data);
}

gboolean
mms_local_files_place_finish (MmsLocalFiles *self, GAsyncResult *result, GError **error)
{
  return MMS_LOCAL_FILES_GET_IFACE (self)->place_finish (self, result, error);
}

/**
 * mms_local_files_free_space_async:
 *
 * Asks how many bytes may be written there; the nearest folder above that exists counts. -1 with @error set.
 */
void
mms_local_files_free_space_async (MmsLocalFiles *self, const char *folder, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LOCAL_FILES_GET_IFACE (self)->free_space_async (self, folder, cancellable, callback, user_data);
}

gint64
mms_local_files_free_space_finish (MmsLocalFiles *self, GAsyncResult *result, GError **error)
{
  return MMS_LOCAL_FILES_GET_IFACE (self)->free_space_finish (self, result, error);
}

void
mms_local_file_free (MmsLocalFile *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_strfreev (self->packed);
  g_free (self);
}
