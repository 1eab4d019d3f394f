/* Keeps the journal of all jobs in one SQLite file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ports/mms-journal.h"

G_BEGIN_DECLS

#define MMS_TYPE_DATABASE (mms_database_get_type ())
G_DECLARE_FINAL_TYPE (MmsDatabase, mms_database, MMS, DATABASE, GObject)

MmsDatabase *mms_database_new (const char *path);
const char  *mms_database_get_path (MmsDatabase *self);

void     mms_database_open_async (MmsDatabase *self, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_database_open_finish (MmsDatabase *self, GAsyncResult *result, GError **error);
char    *mms_database_dup_notice (MmsDatabase *self);
void     mms_database_close_async (MmsDatabase *self, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_database_close_finish (MmsDatabase *self, GAsyncResult *result, GError **error);

gboolean mms_database_own (MmsDatabase *self, GError **error);
gboolean mms_database_get_owner (MmsDatabase *self);

void     mms_database_poll_async (MmsDatabase *self, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_database_poll_finish (MmsDatabase *self, GAsyncResult *result, gboolean *changed,
                                   GError **error);

G_END_DECLS
