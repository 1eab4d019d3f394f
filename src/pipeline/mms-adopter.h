/* Finds torrents that somebody else put on the seedbox and takes them on the road.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "pipeline/mms-pipeline.h"

G_BEGIN_DECLS

#define MMS_TYPE_ADOPTER (mms_adopter_get_type ())
G_DECLARE_FINAL_TYPE (MmsAdopter, mms_adopter, MMS, ADOPTER, GObject)

MmsAdopter *mms_adopter_new (MmsPipeline *pipeline);
void        mms_adopter_look_async (MmsAdopter *self, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean    mms_adopter_look_finish (MmsAdopter *self, GAsyncResult *result, GError **error);

G_END_DECLS
