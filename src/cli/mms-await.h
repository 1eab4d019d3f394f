/* Lets a command call asynchronous functions one after the other.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MmsAwait:
 *
 * The main loop of a command. Only a command's own body runs it, never a callback:
 *
 *   mms_seedbox_list_async (seedbox, NULL, mms_await_cb, wait);
 *   facts = mms_seedbox_list_finish (seedbox, mms_await_result (wait), &error);
 */
typedef struct _MmsAwait MmsAwait;

MmsAwait      *mms_await_new (void);
void          mms_await_free (MmsAwait *self);
void          mms_await_cb (GObject *source, GAsyncResult *result, gpointer wait);
GAsyncResult *mms_await_result (MmsAwait *self);
void          mms_await_ms (MmsAwait *self, guint interval_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsAwait, mms_await_free)

G_END_DECLS
