/* Tells whether a folder holds a whole torrent, by its hashes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "transfer/mms-fetch-plan.h"
#include "transfer/mms-fetch-progress.h"

G_BEGIN_DECLS

gboolean mms_payload_check (int folder_fd, MmsMetainfo *metainfo, GBytes *wanted, MmsFetchProgress *progress,
                            GCancellable *cancellable, GError **error);

G_END_DECLS
