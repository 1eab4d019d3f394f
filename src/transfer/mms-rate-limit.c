/* Keeps a stream of bytes below a rate: a token bucket.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-rate-limit.h"

#define MIN_PORTION 32768
#define PORTIONS_A_SECOND 8

void
mms_rate_limit_init (MmsRateLimit *self, gint64 rate)
{
  self->rate = MAX (rate, 0);
  self->tokens = 0;
  self->at_us = g_get_monotonic_time ();
}

/* Returns: how much of @bytes to ask for at once, so that the waits stay short */
gsize
mms_rate_limit_get_portion (const MmsRateLimit *self, gsize bytes)
{
  gint64 portion = MAX (self->rate / PORTIONS_A_SECOND, MIN_PORTION);

  return self->rate == 0 ? bytes : MIN (bytes, (gsize) portion);
}

/* Counts @bytes that went by, and waits as long as they cost. Worker threads only. */
gboolean
mms_rate_limit_spend (MmsRateLimit *self, gint64 bytes, GCancellable *cancellable, GError **error)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 earned;

  if (self->rate == 0)
    return TRUE;
  earned = (gint64) ((double) (now_us - self->at_us) * (double) self->rate / G_USEC_PER_SEC);
  self->tokens = MIN (self->tokens + earned, self->rate / PORTIONS_A_SECOND) - bytes;
  self->at_us = now_us;
  if (self->tokens >= 0)
    return TRUE;
  return mms_pause_ms ((guint) (-self->tokens * 1000 / self->rate), cancellable, error);
}

/* Waits, or ends at once with %G_IO_ERROR_CANCELLED. Worker threads only. */
gboolean
mms_pause_ms (guint ms, GCancellable *cancellable, GError **error)
{
  gint64 until_us = g_get_monotonic_time () + (gint64) ms * 1000;
  GPollFD fd = { 0 };
  gboolean can_cancel = g_cancellable_make_pollfd (cancellable, &fd);
  gint64 left_us;

  while ((left_us = until_us - g_get_monotonic_time ()) > 0 &&
         !g_cancellable_is_cancelled (cancellable))
    g_poll (&fd, can_cancel ? 1 : 0, (int) ((left_us + 999) / 1000));
  if (can_cancel)
    g_cancellable_release_fd (cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
