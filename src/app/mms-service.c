/* The connections that a person sets up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/mms-service.h"

#include <glib/gi18n-lib.h>

static const char *const nicks[] = { "seedbox", "sftp", "sonarr", "radarr", "prowlarr" };

G_STATIC_ASSERT (G_N_ELEMENTS (nicks) == MMS_N_SERVICES);

/* Returns: (transfer none): the stable name, for the command line and JSON */
const char *
mms_service_to_nick (MmsService service)
{
  g_return_val_if_fail ((guint) service < MMS_N_SERVICES, "");
  return nicks[service];
}

gboolean
mms_service_from_nick (const char *nick, MmsService *service)
{
  for (guint i = 0; i < MMS_N_SERVICES; i++)
    if (g_strcmp0 (nick, nicks[i]) == 0)
      {
        *service = (MmsService) i;
        return TRUE;
      }
  return FALSE;
}

/* Returns: (transfer none): the name for people */
const char *
mms_service_get_label (MmsService service)
{
  switch (service)
    {
    case MMS_SERVICE_SEEDBOX:
      return _ ("Seedbox");
    case MMS_SERVICE_SFTP:
      return "SFTP";
    case MMS_SERVICE_SONARR:
      return "Sonarr";
    case MMS_SERVICE_RADARR:
      return "Radarr";
    case MMS_SERVICE_PROWLARR:
      return "Prowlarr";
    }
  g_return_val_if_reached ("");
}
