/* Carries out what other processes ask of the one that owns the road.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "pipeline/mms-pipeline.h"

G_BEGIN_DECLS

#define MMS_TYPE_INBOX (mms_inbox_get_type ())
G_DECLARE_FINAL_TYPE (MmsInbox, mms_inbox, MMS, INBOX, GObject)

MmsInbox *mms_inbox_new (MmsJournal *journal, MmsPipeline *pipeline);
void      mms_inbox_empty_async (MmsInbox *self, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean  mms_inbox_empty_finish (MmsInbox *self, GAsyncResult *result, GError **error);
gboolean  mms_inbox_get_busy (MmsInbox *self);

G_END_DECLS
