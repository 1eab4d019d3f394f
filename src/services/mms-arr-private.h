/* What the parts of MmsArr share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "services/mms-arr-read.h"
#include "services/mms-arr-server.h"
#include "services/mms-arr.h"

G_BEGIN_DECLS

#define MMS_ARR_LIBRARY_MAX_BYTES (128 * 1024 * 1024)
#define MMS_ARR_LIBRARY_TIMEOUT_S 120
#define MMS_ARR_LOOKUP_TIMEOUT_S 60 /* the server asks an online service first */
#define MMS_ARR_SCAN_TIMEOUT_S 600  /* the server opens every file of a release, on whatever disk */

struct _MmsArr
{
  GObject parent_instance;

  MmsMediaKind kind;
  MmsArrServer *server; /* (owned) */
  gint64 clock_ahead_s; /* the server's clock before ours, as last heard */
};

gboolean mms_arr_is_series (MmsArr *self);
GTask *mms_arr_task_new (MmsLibrary *library,
                         gpointer tag,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
MmsArrQuestion *mms_arr_question_about (MmsArr *self, gint64 id);
void mms_arr_ask_for (GTask *task,
                      MmsArrCall call,
                      MmsArrQuestion *question,
                      GAsyncReadyCallback callback);
void mms_arr_ask (GTask *task,
                  const char *path,
                  guint timeout_s,
                  MmsJsonReader reader,
                  GDestroyNotify result_free,
                  MmsArrQuestion *question);
void mms_arr_list_free (gpointer list);

/* What MmsArr implements of MmsLibrary elsewhere; the finishes are in mms-arr.c. */
void mms_arr_add_async (MmsLibrary *library,
                        MmsMedia *media,
                        const MmsLibraryAdd *how,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
void mms_arr_tracked_async (MmsLibrary *library,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
void mms_arr_candidates_async (MmsLibrary *library,
                               const char *folder,
                               const char *hash,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
void mms_arr_sees_async (MmsLibrary *library,
                         const char *path,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
void mms_arr_judge_async (MmsLibrary *library,
                          GPtrArray *files,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
void mms_arr_settle_async (MmsLibrary *library,
                           const char *folder,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
void mms_arr_imported_async (MmsLibrary *library,
                             gint64 library_id,
                             gint64 since,
                             const char *hash,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

G_END_DECLS
