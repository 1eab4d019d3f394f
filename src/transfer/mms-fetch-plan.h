/* Lists the files of one fetch: where each is on the seedbox, and what it will be called here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-metainfo.h"
#include "transfer/mms-sftp-session.h"

G_BEGIN_DECLS

typedef struct
{
  char *path;          /* (owned): relative, in the release; bytes */
  char *remote;        /* (owned) (nullable): absolute; %NULL for padding and empty files */
  gint64 bytes;
  gint64 offset;       /* of its first byte in the torrent, or else in all the files */
  gint64 modified_at;  /* on the seedbox */
  gboolean padding;    /* zeros that count for the hashes and are nowhere on a disk */
  gboolean unwanted;   /* it may be missing or short there; only what pieces share is fetched */
} MmsFetchFile;

typedef struct
{
  GPtrArray *files;      /* (owned): of MmsFetchFile, in the torrent's order */
  gint64 bytes_total;
  MmsMetainfo *metainfo; /* (owned) (nullable) */
} MmsFetchPlan;

MmsFetchPlan *mms_fetch_plan_new (MmsMetainfo *metainfo, GBytes *wanted);
MmsFetchPlan *mms_fetch_plan_make (MmsSftpSession *session, const char *remote_path,
                                   MmsMetainfo *metainfo, GBytes *wanted, GError **error);
MmsFetchPlan *mms_fetch_plan_make_ahead (MmsSftpSession *session, const char *remote_path,
                                         MmsMetainfo *metainfo, GBytes *wanted, GError **error);
gboolean      mms_fetch_plan_find_clash (MmsFetchPlan *self, const char **one, const char **other);
char         *mms_fetch_plan_dup_print (MmsFetchPlan *self);
char         *mms_fetch_plan_dup_wanted_print (MmsFetchPlan *self);
gint64        mms_fetch_plan_get_bytes_wanted (MmsFetchPlan *self);
void          mms_fetch_plan_free (MmsFetchPlan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsFetchPlan, mms_fetch_plan_free)

G_END_DECLS
