/* Runs blocking work on one named thread, in order, and answers on the caller's main context.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MMS_TYPE_WORKER (mms_worker_get_type ())
G_DECLARE_FINAL_TYPE (MmsWorker, mms_worker, MMS, WORKER, GObject)

MmsWorker *mms_worker_new (const char *name);
void       mms_worker_run (MmsWorker *self, GTask *task, GTaskThreadFunc func);
void       mms_worker_close (MmsWorker *self);
guint      mms_worker_get_waiting (MmsWorker *self);
gboolean   mms_worker_wait_for_all (guint timeout_ms);
void       mms_worker_spawn (const char *name, GThreadFunc func, gpointer data);

G_END_DECLS
