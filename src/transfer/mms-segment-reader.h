/* What a fetch asks of whoever brings the bytes: one stretch of one file at a time.
 *
 * The seam for other engines: a fetch knows files, offsets and what to do with the bytes; a reader
 * knows lines and connections. A reader may hold several connections, as long as the bytes of one
 * stretch arrive in order.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "transfer/mms-fetch-plan.h"

G_BEGIN_DECLS

/* Takes the next bytes of the stretch; %FALSE with @error set ends it. */
typedef gboolean (*MmsSegmentTake) (gint64 offset, const guint8 *data, gsize bytes,
                                    gpointer user_data, GError **error);

typedef struct _MmsSegmentReader MmsSegmentReader;

struct _MmsSegmentReader
{
  /* Brings @bytes from @offset of @file, whatever the line does meanwhile. */
  gboolean (*read) (MmsSegmentReader *self, const MmsFetchFile *file, gint64 offset, gint64 bytes,
                    MmsSegmentTake take, gpointer user_data, GError **error);
  /* Looks at the file that was read last, or at @file anew. */
  gboolean (*look) (MmsSegmentReader *self, const MmsFetchFile *file, MmsRemoteInfo *info,
                    GError **error);
  void (*free) (MmsSegmentReader *self);
};

/* How often a line that broke is dialled again without a byte in between, and how soon. */
typedef struct
{
  guint tries;
  guint first_ms; /* doubled each time */
} MmsRedial;

#define MMS_REDIAL_TRIES 5
#define MMS_REDIAL_FIRST_MS 500

gboolean          mms_redial_wait (const MmsRedial *self, guint tried, GCancellable *cancellable,
                                   GError **error);
MmsSegmentReader *mms_line_reader_new (MmsSftpSession *session, const MmsRedial *redial,
                                       gint64 rate_limit, GCancellable *cancellable);

G_END_DECLS
