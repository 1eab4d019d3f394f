/* What the road asks of an indexer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ports/mms-indexer.h"

G_DEFINE_INTERFACE (MmsIndexer, mms_indexer, G_TYPE_OBJECT);

static void
mms_indexer_default_init (MmsIndexerInterface *iface)
{
}

/**
 * mms_indexer_check_async:
 *
 * Asks who answers.
 * 
 * The finish returns (transfer full): one line for the person.
 */
void
mms_indexer_check_async (MmsIndexer *self, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_INDEXER_GET_IFACE (self)->check_async (self, cancellable, callback, user_data);
}

char *
mms_indexer_check_finish (MmsIndexer *self, GAsyncResult *result, GError **error)
{
  return MMS_INDEXER_GET_IFACE (self)->check_finish (self, result, error);
}

/**
 * mms_indexer_search_async:
 *
 * Searches releases of a kind, by its categories.
 * 
 * The finish returns (transfer container) (element-type MmsRelease): as the indexer orders them.
 */
void
mms_indexer_search_async (MmsIndexer *self, const char *query, MmsMediaKind kind, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_INDEXER_GET_IFACE (self)->search_async (self, query, kind, cancellable, callback, user_data);
}

GPtrArray *
mms_indexer_search_finish (MmsIndexer *self, GAsyncResult *result, GError **error)
{
  return MMS_INDEXER_GET_IFACE (self)->search_finish (self, result, error);
}

/**
 * mms_indexer_resolve_async:
 *
 * Fetches a link (http, https or magnet), following a redirect to `magnet:`. %MMS_ERROR_MALFORMED where
 * what comes is no torrent (a login page), %MMS_ERROR_BUSY where the indexer asks to wait.
 */
void
mms_indexer_resolve_async (MmsIndexer *self, const char *link, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_INDEXER_GET_IFACE (self)->resolve_async (self, link, cancellable, callback, user_data);
}

MmsTorrentSource *
mms_indexer_resolve_finish (MmsIndexer *self, GAsyncResult *result, GError **error)
{
  return MMS_INDEXER_GET_IFACE (self)->resolve_finish (self, result, error);
}

void
mms_torrent_source_free (MmsTorrentSource *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->metainfo, g_bytes_unref);
  g_free (self->magnet);
  g_free (self);
}
