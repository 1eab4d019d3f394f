/* What the road asks of an indexer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/mms-media.h"
#include "core/mms-release.h"

G_BEGIN_DECLS

/* What a link turned out to be. Exactly one is set. */
typedef struct
{
  GBytes *metainfo; /* (owned) (nullable): bencoded, checked to be a torrent by its reader */
  char *magnet;     /* (owned) (nullable) */
} MmsTorrentSource;

void mms_torrent_source_free (MmsTorrentSource *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsTorrentSource, mms_torrent_source_free)

#define MMS_TYPE_INDEXER (mms_indexer_get_type ())
G_DECLARE_INTERFACE (MmsIndexer, mms_indexer, MMS, INDEXER, GObject)

struct _MmsIndexerInterface
{
  GTypeInterface parent_iface;

  void (*check_async) (MmsIndexer *self, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  char *(*check_finish) (MmsIndexer *self, GAsyncResult *result, GError **error);

  void (*search_async) (MmsIndexer *self, const char *query, MmsMediaKind kind, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*search_finish) (MmsIndexer *self, GAsyncResult *result, GError **error);

  void (*resolve_async) (MmsIndexer *self, const char *link, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  MmsTorrentSource *(*resolve_finish) (MmsIndexer *self, GAsyncResult *result, GError **error);
};

void mms_indexer_check_async (MmsIndexer *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
char *mms_indexer_check_finish (MmsIndexer *self, GAsyncResult *result, GError **error);
void mms_indexer_search_async (MmsIndexer *self, const char *query, MmsMediaKind kind, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_indexer_search_finish (MmsIndexer *self, GAsyncResult *result, GError **error);
void mms_indexer_resolve_async (MmsIndexer *self, const char *link, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
MmsTorrentSource *mms_indexer_resolve_finish (MmsIndexer *self, GAsyncResult *result, GError **error);

G_END_DECLS
