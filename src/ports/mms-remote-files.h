/* What the road asks of the files on the seedbox.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/mms-job.h"
#include "core/mms-metainfo.h"
#include "core/mms-transfer.h"

G_BEGIN_DECLS

/* What to bring home, and where to. Paths are absolute; remote ones as the SFTP server sees them.
 * Read only during the call. */
typedef struct
{
  const char *hash;         /* names the staging folder */
  const char *remote_path;  /* file or folder; a '?' in its last components may stand for any byte */
  const char *staging;      /* folder for unfinished work, on the filesystem of @target */
  const char *target;       /* the folder that appears, whole and verified, by one rename */
  MmsMetainfo *metainfo;    /* (nullable): %NULL compares sizes only */
  GBytes *wanted;           /* (nullable): a byte for each file of @metainfo, 0 where nobody wants
                               it: it is left out, and may be missing there; %NULL: all */
  gint64 rate_limit;        /* bytes per second; 0: none of its own */
  GBytes *pieces;           /* (nullable): a bit for each piece: only these are fetched, into
                               @staging, for a later fetch to go on with; @target is not made */
  int priority;             /* the higher, the sooner; 0: as usual */
} MmsFetch;

/* What became of one path of a removal. */
typedef struct
{
  char *path;      /* (owned) */
  gboolean gone;
  char *message;   /* (owned) (nullable): why it is still there */
} MmsRemoval;

typedef struct
{
  char *name;      /* (owned): one component, bytes as the server sent them */
  gint64 bytes;
  gint64 modified_at;
  gboolean is_folder;
  gboolean is_link;
} MmsRemoteEntry;

MmsRemoval     *mms_removal_new (const char *path, const char *message);
void            mms_removal_free (MmsRemoval *self);
void            mms_remote_entry_free (MmsRemoteEntry *self);

#define MMS_TYPE_REMOTE_FILES (mms_remote_files_get_type ())
G_DECLARE_INTERFACE (MmsRemoteFiles, mms_remote_files, MMS, REMOTE_FILES, GObject)

struct _MmsRemoteFilesInterface
{
  GTypeInterface parent_iface;

  void (*check_async) (MmsRemoteFiles *self, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  char *(*check_finish) (MmsRemoteFiles *self, GAsyncResult *result, GError **error);

  char *(*dup_offered_key) (MmsRemoteFiles *self);

  void (*trust_async) (MmsRemoteFiles *self, const char *fingerprint, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*trust_finish) (MmsRemoteFiles *self, GAsyncResult *result, GError **error);

  void (*fetch_async) (MmsRemoteFiles *self, const MmsFetch *what, MmsTransfer *transfer, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  MmsVerified (*fetch_finish) (MmsRemoteFiles *self, GAsyncResult *result, GError **error);

  void (*remove_async) (MmsRemoteFiles *self, const char *const *paths, const char *const *roots, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*remove_finish) (MmsRemoteFiles *self, GAsyncResult *result, GError **error);

  void (*list_async) (MmsRemoteFiles *self, const char *path, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*list_finish) (MmsRemoteFiles *self, GAsyncResult *result, GError **error);

  void (*read_async) (MmsRemoteFiles *self, const char *path, gsize max_bytes, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GBytes *(*read_finish) (MmsRemoteFiles *self, GAsyncResult *result, GError **error);

  void (*free_space_async) (MmsRemoteFiles *self, const char *path, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*free_space_finish) (MmsRemoteFiles *self, GAsyncResult *result, gint64 *bytes, GError **error);
  void (*set_limit) (MmsRemoteFiles *self, gint64 rate, gboolean paused);
  void (*adjust) (MmsRemoteFiles *self, const char *hash, gint64 rate_limit, int priority);
  void (*set_lines) (MmsRemoteFiles *self, guint lines);
  guint (*get_lines) (MmsRemoteFiles *self);
};

void mms_remote_files_check_async (MmsRemoteFiles *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
char *mms_remote_files_check_finish (MmsRemoteFiles *self, GAsyncResult *result, GError **error);
char *mms_remote_files_dup_offered_key (MmsRemoteFiles *self);
void mms_remote_files_trust_async (MmsRemoteFiles *self, const char *fingerprint, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_remote_files_trust_finish (MmsRemoteFiles *self, GAsyncResult *result, GError **error);
void mms_remote_files_fetch_async (MmsRemoteFiles *self, const MmsFetch *what, MmsTransfer *transfer, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
MmsVerified mms_remote_files_fetch_finish (MmsRemoteFiles *self, GAsyncResult *result, GError **error);
void mms_remote_files_remove_async (MmsRemoteFiles *self, const char *const *paths, const char *const *roots, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_remote_files_remove_finish (MmsRemoteFiles *self, GAsyncResult *result, GError **error);
void mms_remote_files_list_async (MmsRemoteFiles *self, const char *path, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_remote_files_list_finish (MmsRemoteFiles *self, GAsyncResult *result, GError **error);
void mms_remote_files_read_async (MmsRemoteFiles *self, const char *path, gsize max_bytes, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GBytes *mms_remote_files_read_finish (MmsRemoteFiles *self, GAsyncResult *result, GError **error);
void mms_remote_files_free_space_async (MmsRemoteFiles *self, const char *path, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_remote_files_free_space_finish (MmsRemoteFiles *self, GAsyncResult *result, gint64 *bytes,
                                             GError **error);

/* How the line is shared. These answer at once and act at once. */
void  mms_remote_files_set_limit (MmsRemoteFiles *self, gint64 rate, gboolean paused);
void  mms_remote_files_adjust (MmsRemoteFiles *self, const char *hash, gint64 rate_limit,
                               int priority);
void  mms_remote_files_set_lines (MmsRemoteFiles *self, guint lines);
guint mms_remote_files_get_lines (MmsRemoteFiles *self);

G_END_DECLS
