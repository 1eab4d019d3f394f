/* What the road asks of the torrent client on the seedbox.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ports/mms-seedbox.h"

G_DEFINE_INTERFACE (MmsSeedbox, mms_seedbox, G_TYPE_OBJECT);

static void
mms_seedbox_default_init (MmsSeedboxInterface *iface)
{
}

/**
 * mms_seedbox_check_async:
 *
 * Asks who answers, and which ways to add the box accepts.
 * 
 * The finish returns (transfer full): one line for the person ("rTorrent 0.9.8, adds by ruTorrent").
 */
void
mms_seedbox_check_async (MmsSeedbox *self, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_SEEDBOX_GET_IFACE (self)->check_async (self, cancellable, callback, user_data);
}

char *
mms_seedbox_check_finish (MmsSeedbox *self, GAsyncResult *result, GError **error)
{
  return MMS_SEEDBOX_GET_IFACE (self)->check_finish (self, result, error);
}

/**
 * mms_seedbox_list_async:
 *
 * Lists all torrents with one call, parsed off the main loop.
 * 
 * The finish returns (transfer full) (element-type MmsTorrentFacts).
 */
void
mms_seedbox_list_async (MmsSeedbox *self, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_SEEDBOX_GET_IFACE (self)->list_async (self, cancellable, callback, user_data);
}

GPtrArray *
mms_seedbox_list_finish (MmsSeedbox *self, GAsyncResult *result, GError **error)
{
  return MMS_SEEDBOX_GET_IFACE (self)->list_finish (self, result, error);
}

/**
 * mms_seedbox_find_async:
 *
 * Asks for one torrent.
 * 
 * The finish fails with %MMS_ERROR_MISSING where the box does not have it.
 */
void
mms_seedbox_find_async (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_SEEDBOX_GET_IFACE (self)->find_async (self, hash, cancellable, callback, user_data);
}

MmsTorrentFacts *
mms_seedbox_find_finish (MmsSeedbox *self, GAsyncResult *result, GError **error)
{
  return MMS_SEEDBOX_GET_IFACE (self)->find_finish (self, result, error);
}

/**
 * mms_seedbox_add_async:
 *
 * Adds a torrent and waits until the box lists its hash: rTorrent answers 0 whatever happened.
 * A torrent that is there already is success and is left as it is.
 */
void
mms_seedbox_add_async (MmsSeedbox *self, const MmsSeedboxAdd *what, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_SEEDBOX_GET_IFACE (self)->add_async (self, what, cancellable, callback, user_data);
}

gboolean
mms_seedbox_add_finish (MmsSeedbox *self, GAsyncResult *result, GError **error)
{
  return MMS_SEEDBOX_GET_IFACE (self)->add_finish (self, result, error);
}

/**
 * mms_seedbox_halt_async:
 *
 * Waits for the end of any hash check, then stops and closes the torrent, so that its files may be
 * deleted. A torrent that is not there is no error.
 */
void
mms_seedbox_halt_async (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_SEEDBOX_GET_IFACE (self)->halt_async (self, hash, cancellable, callback, user_data);
}

gboolean
mms_seedbox_halt_finish (MmsSeedbox *self, GAsyncResult *result, GError **error)
{
  return MMS_SEEDBOX_GET_IFACE (self)->halt_finish (self, result, error);
}

/**
 * mms_seedbox_erase_async:
 *
 * Waits for the end of any hash check, then removes the torrent, never its data. A torrent that is
 * not there is no error.
 */
void
mms_seedbox_erase_async (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_SEEDBOX_GET_IFACE (self)->erase_async (self, hash, cancellable, callback, user_data);
}

gboolean
mms_seedbox_erase_finish (MmsSeedbox *self, GAsyncResult *result, GError **error)
{
  return MMS_SEEDBOX_GET_IFACE (self)->erase_finish (self, result, error);
}

/**
 * mms_seedbox_restart_async:
 *
 * Stops a torrent and starts it again: what the box stopped by itself goes on.
 */
void
mms_seedbox_restart_async (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_SEEDBOX_GET_IFACE (self)->restart_async (self, hash, cancellable, callback, user_data);
}

gboolean
mms_seedbox_restart_finish (MmsSeedbox *self, GAsyncResult *result, GError **error)
{
  return MMS_SEEDBOX_GET_IFACE (self)->restart_finish (self, result, error);
}

/**
 * mms_seedbox_recheck_async:
 *
 * Has the box check the data of a torrent again; returns when the check has begun.
 */
void
mms_seedbox_recheck_async (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_SEEDBOX_GET_IFACE (self)->recheck_async (self, hash, cancellable, callback, user_data);
}

gboolean
mms_seedbox_recheck_finish (MmsSeedbox *self, GAsyncResult *result, GError **error)
{
  return MMS_SEEDBOX_GET_IFACE (self)->recheck_finish (self, result, error);
}

/**
 * mms_seedbox_session_file_async:
 *
 * Tells where the box keeps the .torrent file of a torrent.
 * 
 * The finish returns (transfer full): an absolute path as the seedbox sees it; %MMS_ERROR_UNSUPPORTED where
 * the box does not say.
 */
void
mms_seedbox_session_file_async (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_SEEDBOX_GET_IFACE (self)->session_file_async (self, hash, cancellable, callback, user_data);
}

char *
mms_seedbox_session_file_finish (MmsSeedbox *self, GAsyncResult *result, GError **error)
{
  return MMS_SEEDBOX_GET_IFACE (self)->session_file_finish (self, result, error);
}

/**
 * mms_seedbox_pieces_async:
 *
 * Asks which pieces of a torrent the box has whole, and checked.
 *
 * The finish returns (transfer full): a bit for each piece, the first in the highest bit of the first
 * byte; %MMS_ERROR_UNSUPPORTED where the box does not say.
 */
void
mms_seedbox_pieces_async (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_SEEDBOX_GET_IFACE (self)->pieces_async (self, hash, cancellable, callback, user_data);
}

GBytes *
mms_seedbox_pieces_finish (MmsSeedbox *self, GAsyncResult *result, GError **error)
{
  return MMS_SEEDBOX_GET_IFACE (self)->pieces_finish (self, result, error);
}

/**
 * mms_seedbox_wanted_async:
 *
 * Asks which files of a torrent somebody wants: a person may have turned others off.
 *
 * The finish returns (transfer full): a byte for each file in the torrent's order, padding included,
 * 0 where nobody wants it; %MMS_ERROR_UNSUPPORTED where the box does not say.
 */
void
mms_seedbox_wanted_async (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_SEEDBOX_GET_IFACE (self)->wanted_async (self, hash, cancellable, callback, user_data);
}

GBytes *
mms_seedbox_wanted_finish (MmsSeedbox *self, GAsyncResult *result, GError **error)
{
  return MMS_SEEDBOX_GET_IFACE (self)->wanted_finish (self, result, error);
}
