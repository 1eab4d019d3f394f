/* The connections that a person sets up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  MMS_SERVICE_SEEDBOX,
  MMS_SERVICE_SFTP,
  MMS_SERVICE_SONARR,
  MMS_SERVICE_RADARR,
  MMS_SERVICE_PROWLARR,
} MmsService;

#define MMS_N_SERVICES (MMS_SERVICE_PROWLARR + 1)

const char *mms_service_to_nick (MmsService service);
gboolean    mms_service_from_nick (const char *nick, MmsService *service);
const char *mms_service_get_label (MmsService service);

G_END_DECLS
