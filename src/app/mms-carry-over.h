/* Brings the predecessor's state files onto the road, and writes them again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "pipeline/mms-pipeline.h"

G_BEGIN_DECLS

#define MMS_TYPE_CARRY_OVER (mms_carry_over_get_type ())
G_DECLARE_FINAL_TYPE (MmsCarryOver, mms_carry_over, MMS, CARRY_OVER, GObject)

MmsCarryOver *mms_carry_over_new (MmsJournal *journal, MmsPipeline *pipeline);
void          mms_carry_over_import_async (MmsCarryOver *self, const char *map_path,
                                           const char *ignored_path, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
GPtrArray    *mms_carry_over_import_finish (MmsCarryOver *self, GAsyncResult *result, GError **error);
void          mms_carry_over_export_async (MmsCarryOver *self, const char *folder,
                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean      mms_carry_over_export_finish (MmsCarryOver *self, GAsyncResult *result, GError **error);

G_END_DECLS
