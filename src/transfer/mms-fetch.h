/* Brings one release home: the story of a fetch, blocking, for worker threads only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ports/mms-remote-files.h"
#include "transfer/mms-fetch-progress.h"
#include "transfer/mms-segment-reader.h"

G_BEGIN_DECLS

/* An MmsFetch that owns what it names. */
typedef struct
{
  char *hash;             /* (owned) */
  char *remote_path;      /* (owned) */
  char *staging;          /* (owned) */
  char *target;           /* (owned) */
  MmsMetainfo *metainfo;  /* (owned) (nullable) */
  gint64 rate_limit;      /* bytes per second; 0: none */
} MmsFetchOrder;

MmsFetchOrder *mms_fetch_order_new (const MmsFetch *what);
void           mms_fetch_order_free (MmsFetchOrder *self);

MmsVerified mms_fetch_run (const MmsFetchOrder *order, MmsSftpSession *session,
                           const MmsRedial *redial, MmsFetchProgress *progress,
                           GCancellable *cancellable, GError **error);

G_END_DECLS
