/* Orders what waits for its turn.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-priority.h"

#include <glib/gi18n-lib.h>

/* Returns: (transfer none): the stable name, in the database, on command lines and in JSON */
const char *
mms_priority_to_nick (MmsPriority priority)
{
  switch (priority)
    {
    case MMS_PRIORITY_LOW:
      return "low";
    case MMS_PRIORITY_NORMAL:
      return "normal";
    case MMS_PRIORITY_HIGH:
      return "high";
    }
  g_return_val_if_reached ("normal");
}

gboolean
mms_priority_from_nick (const char *nick, MmsPriority *priority)
{
  for (int i = MMS_PRIORITY_LOW; i <= MMS_PRIORITY_HIGH; i++)
    if (g_strcmp0 (nick, mms_priority_to_nick ((MmsPriority) i)) == 0)
      {
        *priority = (MmsPriority) i;
        return TRUE;
      }
  return FALSE;
}

/* Returns: (transfer none): for people */
const char *
mms_priority_get_label (MmsPriority priority)
{
  switch (priority)
    {
    case MMS_PRIORITY_LOW:
      /* Translators: a priority */
      return C_ ("priority", "Low");
    case MMS_PRIORITY_NORMAL:
      /* Translators: a priority */
      return C_ ("priority", "Normal");
    case MMS_PRIORITY_HIGH:
      /* Translators: a priority */
      return C_ ("priority", "High");
    }
  g_return_val_if_reached ("");
}
