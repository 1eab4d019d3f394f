/* Builds the clients of the outside world from settings and secrets, anew when these change.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/mms-service.h"
#include "pipeline/mms-world.h"
#include "ports/mms-indexer.h"
#include "store/mms-secrets.h"
#include "store/mms-settings.h"

G_BEGIN_DECLS

#define MMS_TYPE_CONNECTIONS (mms_connections_get_type ())
G_DECLARE_FINAL_TYPE (MmsConnections, mms_connections, MMS, CONNECTIONS, GObject)

/* Signals: "changed": all clients are new ones. */

MmsConnections *mms_connections_new (MmsSettings *settings, MmsSecrets *secrets,
                                     MmsTorrentList *torrents);
void            mms_connections_build_async (MmsConnections *self, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
gboolean        mms_connections_build_finish (MmsConnections *self, GAsyncResult *result,
                                              GError **error);
gboolean        mms_connections_lack_secrets (MmsConnections *self);
MmsWorld       *mms_connections_get_world (MmsConnections *self);
void            mms_connections_remember_lines (MmsConnections *self);
MmsIndexer     *mms_connections_get_indexer (MmsConnections *self);
MmsIndexer     *mms_connections_get_resolver (MmsConnections *self);

void     mms_connections_check_async (MmsConnections *self, MmsService service,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);
char    *mms_connections_check_finish (MmsConnections *self, GAsyncResult *result, GError **error);
char    *mms_connections_dup_offered (MmsConnections *self, MmsService service);
void     mms_connections_trust_async (MmsConnections *self, MmsService service,
                                      const char *fingerprint, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_connections_trust_finish (MmsConnections *self, GAsyncResult *result, GError **error);

G_END_DECLS
