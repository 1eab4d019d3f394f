/* One line of a job's history.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-event.h"

MmsEvent *
mms_event_new (gint64 at, MmsFact fact, gboolean problem, const char *who, const char *message)
{
  MmsEvent *self = g_new0 (MmsEvent, 1);

  self->at = at;
  self->fact = fact;
  self->problem = problem;
  self->who = g_strdup (who);
  self->message = g_strdup (message);
  return self;
}

void
mms_event_free (MmsEvent *self)
{
  if (self == NULL)
    return;
  g_free (self->who);
  g_free (self->message);
  g_free (self);
}
