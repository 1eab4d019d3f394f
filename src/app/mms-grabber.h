/* Turns what a person wants to grab into a job: fetches it, reads it, computes its info-hash.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/mms-context.h"

G_BEGIN_DECLS

void    mms_grabber_read_async (MmsIndexer *resolver, const MmsGrab *what, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
MmsJob *mms_grabber_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
