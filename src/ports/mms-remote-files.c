/* What the road asks of the files on the seedbox.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ports/mms-remote-files.h"

G_DEFINE_INTERFACE (MmsRemoteFiles, mms_remote_files, G_TYPE_OBJECT);

static void
mms_remote_files_default_init (MmsRemoteFilesInterface *iface)
{
}

/**
 * mms_remote_files_check_async:
 *
 * Connects and logs in.
 * 
 * The finish returns (transfer full): one line for the person; fails with %MMS_ERROR_UNTRUSTED for an unknown or
 * changed host key, whose fingerprint mms_remote_files_dup_offered_key() then gives.
 */
void
mms_remote_files_check_async (MmsRemoteFiles *self, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_REMOTE_FILES_GET_IFACE (self)->check_async (self, cancellable, callback, user_data);
}

char *
mms_remote_files_check_finish (MmsRemoteFiles *self, GAsyncResult *result, GError **error)
{
  return MMS_REMOTE_FILES_GET_IFACE (self)->check_finish (self, result, error);
}

/**
 * mms_remote_files_dup_offered_key:
 *
 * Returns: (transfer full) (nullable): the "SHA256:…" fingerprint of the host key that was last offered and not trusted.
 */
char *
mms_remote_files_dup_offered_key (MmsRemoteFiles *self)
{
  return MMS_REMOTE_FILES_GET_IFACE (self)->dup_offered_key (self);
}

/**
 * mms_remote_files_trust_async:
 *
 * Stores the host key with this fingerprint in known_hosts, where it is the one that was offered.
 */
void
mms_remote_files_trust_async (MmsRemoteFiles *self, const char *fingerprint, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_REMOTE_FILES_GET_IFACE (self)->trust_async (self, fingerprint, cancellable, callback, user_data);
}

gboolean
mms_remote_files_trust_finish (MmsRemoteFiles *self, GAsyncResult *result, GError **error)
{
  return MMS_REMOTE_FILES_GET_IFACE (self)->trust_finish (self, result, error);
}

/**
 * mms_remote_files_fetch_async:
 *
 * Brings a file or a tree home: into `.part` files below the staging folder, resumed where an earlier
 * attempt stopped, every piece checked, then one rename to the target. A target that exists already is success.
 * @transfer is updated on the main loop. The finish returns %MMS_VERIFIED_NOT_YET with @error set on failure.
 */
void
mms_remote_files_fetch_async (MmsRemoteFiles *self, const MmsFetch *what, MmsTransfer *transfer, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_REMOTE_FILES_GET_IFACE (self)->fetch_async (self, what, transfer, cancellable, callback, user_data);
}

MmsVerified
mms_remote_files_fetch_finish (MmsRemoteFiles *self, GAsyncResult *result, GError **error)
{
  return MMS_REMOTE_FILES_GET_IFACE (self)->fetch_finish (self, result, error);
}

/**
 * mms_remote_files_remove_async:
 *
 * Deletes files and trees, links as links, nothing outside @roots and no root itself.
 * 
 * The finish returns (transfer full) (element-type MmsRemoval): one for each path; fails only as a whole.
 */
void
mms_remote_files_remove_async (MmsRemoteFiles *self, const char *const *paths, const char *const *roots, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_REMOTE_FILES_GET_IFACE (self)->remove_async (self, paths, roots, cancellable, callback, user_data);
}

GPtrArray *
mms_remote_files_remove_finish (MmsRemoteFiles *self, GAsyncResult *result, GError **error)
{
  return MMS_REMOTE_FILES_GET_IFACE (self)->remove_finish (self, result, error);
}

/**
 * mms_remote_files_list_async:
 *
 * Lists a folder.
 * 
 * The finish returns (transfer full) (element-type MmsRemoteEntry).
 */
void
mms_remote_files_list_async (MmsRemoteFiles *self, const char *path, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_REMOTE_FILES_GET_IFACE (self)->list_async (self, path, cancellable, callback, user_data);
}

GPtrArray *
mms_remote_files_list_finish (MmsRemoteFiles *self, GAsyncResult *result, GError **error)
{
  return MMS_REMOTE_FILES_GET_IFACE (self)->list_finish (self, result, error);
}

/**
 * mms_remote_files_read_async:
 *
 * Reads a small file; %MMS_ERROR_REFUSED where it is larger than @max_bytes.
 */
void
mms_remote_files_read_async (MmsRemoteFiles *self, const char *path, gsize max_bytes, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_REMOTE_FILES_GET_IFACE (self)->read_async (self, path, max_bytes, cancellable, callback, user_data);
}

GBytes *
mms_remote_files_read_finish (MmsRemoteFiles *self, GAsyncResult *result, GError **error)
{
  return MMS_REMOTE_FILES_GET_IFACE (self)->read_finish (self, result, error);
}

/**
 * mms_remote_files_set_limit:
 * @rate: bytes per second over all fetches together; 0: no limit
 * @paused: no fetch asks for anything more; all go on where they were when it is %FALSE again
 */
void
mms_remote_files_set_limit (MmsRemoteFiles *self, gint64 rate, gboolean paused)
{
  MMS_REMOTE_FILES_GET_IFACE (self)->set_limit (self, rate, paused);
}

/**
 * mms_remote_files_adjust:
 * @hash: of the #MmsFetch at work; nothing happens where there is none
 *
 * Changes what a fetch was begun with, without a restart of it.
 */
void
mms_remote_files_adjust (MmsRemoteFiles *self, const char *hash, gint64 rate_limit, int priority)
{
  MMS_REMOTE_FILES_GET_IFACE (self)->adjust (self, hash, rate_limit, priority);
}

/* @lines: how many connections paid with this server the last time; it is begun with so many, and
 *   measured anew. Heeded before the first fetch. */
void
mms_remote_files_set_lines (MmsRemoteFiles *self, guint lines)
{
  MMS_REMOTE_FILES_GET_IFACE (self)->set_lines (self, lines);
}

/* Returns: how many connections pay with this server; 0 where that was not measured */
guint
mms_remote_files_get_lines (MmsRemoteFiles *self)
{
  return MMS_REMOTE_FILES_GET_IFACE (self)->get_lines (self);
}

/**
 * mms_removal_new:
 * @message: (nullable): why @path is still there; %NULL: it is gone
 */
MmsRemoval *
mms_removal_new (const char *path, const char *message)
{
  MmsRemoval *self = g_new0 (MmsRemoval, 1);

  self->path = g_strdup (path);
  self->gone = message == NULL;
  self->message = g_strdup (message);
  return self;
}

void
mms_removal_free (MmsRemoval *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->message);
  g_free (self);
}

void
mms_remote_entry_free (MmsRemoteEntry *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}

/**
 * mms_remote_files_free_space_async:
 * @path: a file or folder; a '?' in its last components may stand for any byte
 *
 * Asks how much may still be written on the disk of @path; %MMS_ERROR_UNSUPPORTED where the server
 * cannot say it.
 */
void
mms_remote_files_free_space_async (MmsRemoteFiles *self, const char *path, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_REMOTE_FILES_GET_IFACE (self)->free_space_async (self, path, cancellable, callback, user_data);
}

gboolean
mms_remote_files_free_space_finish (MmsRemoteFiles *self, GAsyncResult *result, gint64 *bytes,
                                    GError **error)
{
  return MMS_REMOTE_FILES_GET_IFACE (self)->free_space_finish (self, result, bytes, error);
}
