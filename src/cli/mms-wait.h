/* Lets a command call asynchronous functions one after the other.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MmsWait:
 *
 * The main loop of a command. Only a command's own body runs it, never a callback:
 *
 *   mms_seedbox_list_async (seedbox, NULL, mms_wait_cb, wait);
 *   facts = mms_seedbox_list_finish (seedbox, mms_wait_result (wait), &error);
 */
typedef struct _MmsWait MmsWait;

MmsWait      *mms_wait_new (void);
void          mms_wait_free (MmsWait *self);
void          mms_wait_cb (GObject *source, GAsyncResult *result, gpointer wait);
GAsyncResult *mms_wait_result (MmsWait *self);
void          mms_wait_ms (MmsWait *self, guint interval_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsWait, mms_wait_free)

G_END_DECLS
