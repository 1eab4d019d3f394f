/* The live figures of one transfer, sampled on the main loop.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

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

G_END_DECLS
