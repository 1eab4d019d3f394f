/* What the road asks of the disk here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *path;   /* (owned): relative to the folder that was scanned */
  gint64 bytes;
  char **packed; /* (owned) (nullable): of an archive, or a volume of it: the videos that are packed
                    in it, as paths that they have once unpacked, relative to the same folder */
} MmsLocalFile;

void mms_local_file_free (MmsLocalFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsLocalFile, mms_local_file_free)

#define MMS_TYPE_LOCAL_FILES (mms_local_files_get_type ())
G_DECLARE_INTERFACE (MmsLocalFiles, mms_local_files, MMS, LOCAL_FILES, GObject)

struct _MmsLocalFilesInterface
{
  GTypeInterface parent_iface;

  void (*scan_async) (MmsLocalFiles *self, const char *folder, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*scan_finish) (MmsLocalFiles *self, GAsyncResult *result, GError **error);

  void (*remove_async) (MmsLocalFiles *self, const char *folder, const char *root, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*remove_finish) (MmsLocalFiles *self, GAsyncResult *result, GError **error);

  void (*place_async) (MmsLocalFiles *self, const char *from, const char *to, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*place_finish) (MmsLocalFiles *self, GAsyncResult *result, GError **error);

  void (*free_space_async) (MmsLocalFiles *self, const char *folder, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gint64 (*free_space_finish) (MmsLocalFiles *self, GAsyncResult *result, GError **error);
};

void mms_local_files_scan_async (MmsLocalFiles *self, const char *folder, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_local_files_scan_finish (MmsLocalFiles *self, GAsyncResult *result, GError **error);
void mms_local_files_remove_async (MmsLocalFiles *self, const char *folder, const char *root, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_local_files_remove_finish (MmsLocalFiles *self, GAsyncResult *result, GError **error);
void mms_local_files_place_async (MmsLocalFiles *self, const char *from, const char *to, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_local_files_place_finish (MmsLocalFiles *self, GAsyncResult *result, GError **error);
void mms_local_files_free_space_async (MmsLocalFiles *self, const char *folder, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gint64 mms_local_files_free_space_finish (MmsLocalFiles *self, GAsyncResult *result, GError **error);

G_END_DECLS
