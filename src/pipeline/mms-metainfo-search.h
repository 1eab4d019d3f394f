/* Looks at the indexers for the torrent file of a torrent that somebody else put on the seedbox.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-job.h"
#include "ports/mms-indexer.h"

G_BEGIN_DECLS

void    mms_metainfo_search_async (MmsIndexer *indexer, MmsJob *job, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
GBytes *mms_metainfo_search_finish (GAsyncResult *result);

G_END_DECLS
