/* Has Sonarr or Radarr run one import and waits for its end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-media.h"
#include "services/mms-arr-server.h"

G_BEGIN_DECLS

void mms_arr_import_async (MmsArrServer *server,
                           MmsMediaKind kind,
                           JsonNode *command,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean mms_arr_import_finish (GAsyncResult *result, gint64 *clock_ahead_s, GError **error);

G_END_DECLS
