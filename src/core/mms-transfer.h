/* The live figures of one transfer, sampled on the main loop.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * MmsLinesReason:
 * @MMS_LINES_NONE: there are none now
 * @MMS_LINES_MEASURING: it is being tried whether more pay
 * @MMS_LINES_ENOUGH: more did not make it faster
 * @MMS_LINES_SERVER: the server lets no more in
 * @MMS_LINES_MOST: as many as are ever opened
 * @MMS_LINES_LITTLE: little is left to fetch
 * @MMS_LINES_LIMITED: a speed limit needs no more
 * @MMS_LINES_PAUSED: all transfers are paused
 *
 * Why there are so many connections.
 */
typedef enum {
  MMS_LINES_NONE,
  MMS_LINES_MEASURING,
  MMS_LINES_ENOUGH,
  MMS_LINES_SERVER,
  MMS_LINES_MOST,
  MMS_LINES_LITTLE,
  MMS_LINES_LIMITED,
  MMS_LINES_PAUSED,
} MmsLinesReason;

const char *mms_lines_reason_to_nick (MmsLinesReason reason);

/* What a transfer tells beyond its bytes. */
typedef struct
{
  guint lines;             /* connections at work */
  MmsLinesReason reason;
  gint64 average_rate;     /* bytes per second since it began; 0: not known */
  GBytes *cells;           /* (nullable): the release from its first byte to its last, a byte a
                              cell, from 0: nothing, to 255: all here and proven */
  GBytes *files_done;      /* (nullable): a gint64 a file of the torrent: its bytes that are here */
} MmsTransferDetail;

#define MMS_TYPE_TRANSFER (mms_transfer_get_type ())
G_DECLARE_FINAL_TYPE (MmsTransfer, mms_transfer, MMS, TRANSFER, GObject)

MmsTransfer *mms_transfer_new (void);
void         mms_transfer_update (MmsTransfer *self, gint64 bytes_done, gint64 bytes_total,
                                  gint64 rate, const char *file);
gint64       mms_transfer_get_bytes_done (MmsTransfer *self);
gint64       mms_transfer_get_bytes_total (MmsTransfer *self);
gint64       mms_transfer_get_rate (MmsTransfer *self);
const char  *mms_transfer_get_file (MmsTransfer *self);
double       mms_transfer_get_progress (MmsTransfer *self);
gint64       mms_transfer_get_eta_s (MmsTransfer *self);
void         mms_transfer_set_detail (MmsTransfer *self, const MmsTransferDetail *detail);
const MmsTransferDetail *mms_transfer_get_detail (MmsTransfer *self);
char        *mms_transfer_take_note (MmsTransfer *self);
void         mms_transfer_set_note (MmsTransfer *self, const char *note);
gint64       mms_transfer_get_file_done (MmsTransfer *self, guint file);

G_END_DECLS
