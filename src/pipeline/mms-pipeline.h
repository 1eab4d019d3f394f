/* Walks every job down its road: the one guard that writes the facts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-job.h"
#include "pipeline/mms-world.h"
#include "ports/mms-journal.h"

G_BEGIN_DECLS

#define MMS_TYPE_PIPELINE (mms_pipeline_get_type ())
G_DECLARE_FINAL_TYPE (MmsPipeline, mms_pipeline, MMS, PIPELINE, GObject)

MmsPipeline *mms_pipeline_new (MmsJournal *journal);
void         mms_pipeline_load_async (MmsPipeline *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean     mms_pipeline_load_finish (MmsPipeline *self, GAsyncResult *result, GError **error);
void         mms_pipeline_set_world (MmsPipeline *self, MmsWorld *world);
MmsWorld    *mms_pipeline_get_world (MmsPipeline *self);
void         mms_pipeline_start (MmsPipeline *self);
void         mms_pipeline_stop_async (MmsPipeline *self, GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean     mms_pipeline_stop_finish (MmsPipeline *self, GAsyncResult *result, GError **error);

GListModel *mms_pipeline_get_jobs (MmsPipeline *self);
MmsJob     *mms_pipeline_find (MmsPipeline *self, const char *hash);
gboolean    mms_pipeline_get_ignored (MmsPipeline *self, const char *hash);
gboolean    mms_pipeline_get_idle (MmsPipeline *self);

void     mms_pipeline_carry_out_async (MmsPipeline *self, MmsRequest *request,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean mms_pipeline_carry_out_finish (MmsPipeline *self, GAsyncResult *result, GError **error);
void     mms_pipeline_adopt (MmsPipeline *self, MmsJob *job, const char *who, const char *message);

G_END_DECLS
