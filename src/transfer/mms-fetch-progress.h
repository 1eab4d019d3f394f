/* Carries the figures of a fetch from its worker to the main loop, a few times a second.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-transfer.h"

G_BEGIN_DECLS

typedef struct _MmsFetchProgress MmsFetchProgress;

MmsFetchProgress *mms_fetch_progress_new (MmsTransfer *transfer);
void              mms_fetch_progress_free (MmsFetchProgress *self);
void              mms_fetch_progress_stop (MmsFetchProgress *self);
void              mms_fetch_progress_set_total (MmsFetchProgress *self, gint64 bytes);
void              mms_fetch_progress_set_done (MmsFetchProgress *self, gint64 bytes);
void              mms_fetch_progress_set_file (MmsFetchProgress *self, const char *file);
void              mms_fetch_progress_add_done (MmsFetchProgress *self, gint64 bytes);
void              mms_fetch_progress_add_received (MmsFetchProgress *self, gint64 bytes);
void              mms_fetch_progress_set_note (MmsFetchProgress *self, const char *note);
void              mms_fetch_progress_set_detail (MmsFetchProgress *self,
                                                 const MmsTransferDetail *detail);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsFetchProgress, mms_fetch_progress_free)

G_END_DECLS
