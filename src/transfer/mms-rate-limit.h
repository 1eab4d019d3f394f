/* Keeps a stream of bytes below a rate: a token bucket that never waits itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 rate;    /* bytes per second; 0: no limit */
  gint64 tokens;  /* bytes that may go by now */
  gint64 at_us;   /* monotonic, when @tokens was right */
} MmsRateLimit;

void     mms_rate_limit_set (MmsRateLimit *self, gint64 rate);
gint64   mms_rate_limit_ask (MmsRateLimit *self, gint64 now_us, gint64 bytes, gint64 *until_us);
void     mms_rate_limit_spend (MmsRateLimit *self, gint64 bytes);
gboolean mms_pause_ms (guint ms, GCancellable *cancellable, GError **error);

G_END_DECLS
