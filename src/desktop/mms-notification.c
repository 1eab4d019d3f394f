/* Tells the person, outside of the window, that a release is done or waits for them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-notification.h"

#include <glib/gi18n.h>

#include "desktop/mms-job-words.h"

/* Returns: (transfer full) (nullable): %NULL where @event is nothing to disturb a person with */
GNotification *
mms_notification_new (MmsJob *job, const MmsEvent *event)
{
  GNotification *notification = NULL;
  g_autofree char *title = mms_job_dup_title (job);
  MmsUrgency urgency = mms_job_get_urgency (job);

  /* The first time only: the same trouble again is no news. */
  if (event->problem && urgency == MMS_URGENCY_NEEDS_YOU
      && mms_job_get_problem (job)->attempts <= 1)
    {
      /* Translators: %s is a title */
      g_autofree char *heading = g_strdup_printf (_ ("“%s” needs you"), title);

      notification = g_notification_new (heading);
      g_notification_set_body (notification, mms_job_get_problem (job)->message);
    }
  else if (!event->problem && event->fact == MMS_FACT_DONE)
    {
      notification = g_notification_new (title);
      g_notification_set_body (notification, _ ("It is in your library."));
    }
  if (notification != NULL)
    g_notification_set_default_action_and_target (notification, "app.show-job", "s",
                                                  mms_job_get_hash (job));
  return notification;
}
