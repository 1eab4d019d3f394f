/* How often and how soon a line that broke is dialled again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-redial.h"

#define MAX_DOUBLINGS 6

/* @tried: how often in a row it was tried in vain; 1 at first
 *
 * Returns: how long to wait, a little by chance: several lines break at once */
guint
mms_redial_get_ms (const MmsRedial *self, guint tried)
{
  guint ms = self->first_ms << MIN (MAX (tried, 1) - 1, MAX_DOUBLINGS);

  return ms + (guint) g_random_int_range (0, (gint32) MAX (ms / 4, 1));
}
