/* Keeps passwords and keys in the person's keyring.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-error.h"

G_BEGIN_DECLS

#define MMS_SECRET_RTORRENT_PASSWORD "rtorrent-password"
#define MMS_SECRET_SFTP_PASSWORD     "sftp-password"
#define MMS_SECRET_SFTP_PASSPHRASE   "sftp-passphrase"
#define MMS_SECRET_SONARR_API_KEY    "sonarr-api-key"
#define MMS_SECRET_RADARR_API_KEY    "radarr-api-key"
#define MMS_SECRET_PROWLARR_API_KEY  "prowlarr-api-key"

#define MMS_TYPE_SECRETS (mms_secrets_get_type ())
G_DECLARE_FINAL_TYPE (MmsSecrets, mms_secrets, MMS, SECRETS, GObject)

MmsSecrets        *mms_secrets_new (void);
const char *const *mms_secrets_get_names (void);
const char        *mms_secrets_get_label (const char *name);

void     mms_secrets_store_async (MmsSecrets *self, const char *name, const char *value,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean mms_secrets_store_finish (MmsSecrets *self, GAsyncResult *result, GError **error);
void     mms_secrets_lookup_async (MmsSecrets *self, const char *name, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
char    *mms_secrets_lookup_finish (MmsSecrets *self, GAsyncResult *result, GError **error);
void     mms_secrets_probe_async (MmsSecrets *self, const char *name, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_secrets_probe_finish (MmsSecrets *self, GAsyncResult *result, GError **error);
void     mms_secrets_clear_async (MmsSecrets *self, const char *name, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_secrets_clear_finish (MmsSecrets *self, GAsyncResult *result, GError **error);
void     mms_secrets_free_value (char *value);

G_END_DECLS
