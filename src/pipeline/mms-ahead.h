/* Brings pieces home while the seedbox still downloads the others.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-job.h"
#include "core/mms-torrent-facts.h"
#include "pipeline/mms-world.h"

G_BEGIN_DECLS

gboolean mms_ahead_may_run (MmsWorld *world, MmsJob *job, const MmsTorrentFacts *facts);
void     mms_ahead_run_async (MmsWorld *world, MmsJob *job, const MmsTorrentFacts *facts,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
guint    mms_ahead_run_finish (GAsyncResult *result);

G_END_DECLS
