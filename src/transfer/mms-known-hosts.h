/* Remembers the host keys that a person trusts, in OpenSSH's known_hosts format.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  MMS_KNOWN_HOST_UNKNOWN, /* nothing is known of this host */
  MMS_KNOWN_HOST_TRUSTED,
  MMS_KNOWN_HOST_CHANGED, /* another key is known, or this one was revoked */
} MmsKnownHost;

MmsKnownHost mms_known_hosts_look (const char *file, const char *host, guint16 port, GBytes *key,
                                   char **known_fingerprint);
char        *mms_known_hosts_dup_key_types (const char *file, const char *host, guint16 port);
gboolean     mms_known_hosts_store (const char *file, const char *host, guint16 port, GBytes *key,
                                    GError **error);
char        *mms_host_key_dup_fingerprint (GBytes *key);
char        *mms_host_key_dup_type (GBytes *key);

G_END_DECLS
