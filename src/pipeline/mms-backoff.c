/* Says how long to wait before a step that failed is tried again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-backoff.h"

/**
 * mms_backoff_get_delay_s:
 * @attempts: how often in a row it failed, from 1
 * @chance: from 0 to 1, spreads jobs that failed together
 *
 * Returns: seconds: 5, 10, 20 … half an hour, each up to a quarter longer by @chance
 */
guint
mms_backoff_get_delay_s (guint attempts, double chance)
{
  guint delay_s = MMS_BACKOFF_FIRST_S;

  for (guint i = 1; i < attempts && delay_s < MMS_BACKOFF_LAST_S; i++)
    delay_s *= 2;
  delay_s = MIN (delay_s, MMS_BACKOFF_LAST_S);
  return delay_s + (guint) (delay_s * 0.25 * CLAMP (chance, 0.0, 1.0));
}
