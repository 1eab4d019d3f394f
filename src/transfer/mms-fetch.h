/* Brings one release home: the story of a fetch, blocking, for worker threads only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ports/mms-remote-files.h"
#include "transfer/mms-crew.h"

G_BEGIN_DECLS

/* An MmsFetch that owns what it names. */
typedef struct
{
  char *hash;             /* (owned) */
  char *remote_path;      /* (owned) */
  char *staging;          /* (owned) */
  char *target;           /* (owned) (nullable): with @pieces only */
  MmsMetainfo *metainfo;  /* (owned) (nullable) */
  gint64 rate_limit;      /* bytes per second; 0: none of its own */
  GBytes *wanted;         /* (owned) (nullable): a byte a file; %NULL: all */
  GBytes *pieces;         /* (owned) (nullable): only these, ahead of the seedbox */
  int priority;           /* the higher, the sooner */
} MmsFetchOrder;

MmsFetchOrder *mms_fetch_order_new (const MmsFetch *what);
void           mms_fetch_order_free (MmsFetchOrder *self);

MmsVerified mms_fetch_run (const MmsFetchOrder *order, MmsCrew *crew,
                           const MmsSftpPatience *patience, const MmsRedial *redial,
                           MmsFetchProgress *progress, GCancellable *cancellable,
                           GBytes **offered_key, GError **error);

G_END_DECLS
