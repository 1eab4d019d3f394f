/* Keeps a stream of bytes below a rate: a token bucket.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 rate;    /* bytes per second; 0: no limit */
  gint64 tokens;  /* bytes that may go by now; negative: owed */
  gint64 at_us;   /* monotonic, when @tokens was right */
} MmsRateLimit;

void     mms_rate_limit_init (MmsRateLimit *self, gint64 rate);
gsize    mms_rate_limit_get_portion (const MmsRateLimit *self, gsize bytes);
gboolean mms_rate_limit_spend (MmsRateLimit *self, gint64 bytes, GCancellable *cancellable,
                               GError **error);
gboolean mms_pause_ms (guint ms, GCancellable *cancellable, GError **error);

G_END_DECLS
