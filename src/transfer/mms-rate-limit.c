/* Keeps a stream of bytes below a rate: a token bucket that never waits itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-rate-limit.h"

#define MIN_PORTION 16384
#define PORTIONS_A_SECOND 8

static gint64
get_most (const MmsRateLimit *self)
{
  return MAX (self->rate / PORTIONS_A_SECOND, MIN_PORTION);
}

/* Changes the rate from now on; @rate: bytes per second; 0: no limit */
void
mms_rate_limit_set (MmsRateLimit *self, gint64 rate)
{
  if (self->rate == MAX (rate, 0))
    return;
  self->rate = MAX (rate, 0);
  self->tokens = 0;
  self->at_us = g_get_monotonic_time ();
}

/**
 * mms_rate_limit_ask:
 * @bytes: wanted
 * @until_us: (inout): lowered or set to when to ask again, monotonic, where it is 0 bytes now
 *
 * Returns: how many of them may be asked for now. The portions are small enough that the rate is
 *   kept within an eighth of a second, and large enough to be worth a request.
 */
gint64
mms_rate_limit_ask (MmsRateLimit *self, gint64 now_us, gint64 bytes, gint64 *until_us)
{
  gint64 enough = MIN (bytes, MIN_PORTION);
  double earned;

  if (self->rate == 0)
    return bytes;
  earned = (double) (now_us - self->at_us) * (double) self->rate / G_USEC_PER_SEC;
  if (earned >= 1)
    {
      self->tokens = (gint64) MIN ((double) self->tokens + earned, (double) get_most (self));
      self->at_us = now_us;
    }
  if (self->tokens >= enough)
    return MIN (bytes, self->tokens);
  *until_us = MIN (*until_us,
                   now_us + (enough - self->tokens) * G_USEC_PER_SEC / self->rate + 1000);
  return 0;
}

/* Counts @bytes that were asked for. */
void
mms_rate_limit_spend (MmsRateLimit *self, gint64 bytes)
{
  if (self->rate > 0)
    self->tokens -= bytes;
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
