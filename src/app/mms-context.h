/* Builds the engine from the settings, owns it, and hands out what the faces show.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "app/mms-service.h"
#include "core/mms-event.h"
#include "core/mms-job.h"
#include "core/mms-rate.h"
#include "core/mms-torrent-list.h"
#include "ports/mms-indexer.h"
#include "ports/mms-journal.h"
#include "ports/mms-library.h"
#include "ports/mms-local-files.h"
#include "ports/mms-remote-files.h"
#include "ports/mms-seedbox.h"

G_BEGIN_DECLS

/* What to grab. Exactly one of @link, @path, @metainfo is set. Read only during the call. */
typedef struct
{
  const char *link;        /* http, https or magnet */
  const char *path;        /* a .torrent file here */
  GBytes *metainfo;        /* a .torrent file in memory */
  const char *name;        /* (nullable): the release's name; default: the torrent's own */
  const char *indexer;     /* (nullable) */
  const MmsIntent *intent; /* (nullable): %NULL: decided later, the job stops before its import */
} MmsGrab;

#define MMS_TYPE_CONTEXT (mms_context_get_type ())
G_DECLARE_FINAL_TYPE (MmsContext, mms_context, MMS, CONTEXT, GObject)

/* Signals of MmsContext:
 *   "event" (MmsJob *job, gpointer MmsEvent *event): a line of a job's history was journalled
 *   "idle-changed": see mms_context_get_idle()
 *   "services-changed": the port objects were built anew from changed settings
 */

MmsContext *mms_context_new (void);
void        mms_context_open_async (MmsContext *self, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean    mms_context_open_finish (MmsContext *self, GAsyncResult *result, GError **error);
gboolean    mms_context_own (MmsContext *self, GError **error);
gboolean    mms_context_get_owner (MmsContext *self);
void        mms_context_start (MmsContext *self);
void        mms_context_stop_async (MmsContext *self, GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean    mms_context_stop_finish (MmsContext *self, GAsyncResult *result, GError **error);
gboolean    mms_context_get_idle (MmsContext *self);
const char *mms_context_get_notice (MmsContext *self);

/* What the faces show. */
GListModel     *mms_context_get_jobs (MmsContext *self);
MmsJob         *mms_context_find_job (MmsContext *self, const char *hash_or_prefix, GError **error);
MmsTorrentList *mms_context_get_torrents (MmsContext *self);
GSettings      *mms_context_get_settings (MmsContext *self);
gint64          mms_context_get_rate (MmsContext *self);
gint64          mms_context_get_rate_change (MmsContext *self);

/* The outside world as it is set up; (transfer none) (nullable): %NULL where it is not. */
MmsJournal     *mms_context_get_journal (MmsContext *self);
MmsSeedbox     *mms_context_get_seedbox (MmsContext *self);
MmsRemoteFiles *mms_context_get_remote_files (MmsContext *self);
MmsLibrary     *mms_context_get_library (MmsContext *self, MmsMediaKind kind);
MmsIndexer     *mms_context_get_indexer (MmsContext *self);

/* Connections. */
void     mms_context_check_async (MmsContext *self, MmsService service, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
char    *mms_context_check_finish (MmsContext *self, GAsyncResult *result, GError **error);
char    *mms_context_dup_offered (MmsContext *self, MmsService service);
void     mms_context_trust_async (MmsContext *self, MmsService service, const char *fingerprint,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean mms_context_trust_finish (MmsContext *self, GAsyncResult *result, GError **error);

/* Secrets, by the names of mms_context_get_secret_names(). The value leaves the keyring only for
 * the clients. */
const char *const *mms_context_get_secret_names (void);
void     mms_context_store_secret_async (MmsContext *self, const char *name, const char *value,
                                         GCancellable *cancellable, GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean mms_context_store_secret_finish (MmsContext *self, GAsyncResult *result, GError **error);
void     mms_context_has_secret_async (MmsContext *self, const char *name,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean mms_context_has_secret_finish (MmsContext *self, GAsyncResult *result, GError **error);

/* What a person does with jobs. They work whether this process owns the road or another does. */
void     mms_context_grab_async (MmsContext *self, const MmsGrab *what, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
MmsJob  *mms_context_grab_finish (MmsContext *self, GAsyncResult *result, GError **error);
void     mms_context_request_async (MmsContext *self, MmsRequestKind kind, const char *hash,
                                    const MmsIntent *intent, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
void     mms_context_adjust_async (MmsContext *self, MmsRequestKind kind, const char *hash,
                                   gint64 value, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_context_request_finish (MmsContext *self, GAsyncResult *result, GError **error);
void     mms_context_recheck_async (MmsContext *self, const char *hash, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_context_recheck_finish (MmsContext *self, GAsyncResult *result, GError **error);

/* The predecessor's files. The report is (element-type utf8), one line an entry. */
void       mms_context_import_state_async (MmsContext *self, const char *map_path,
                                           const char *ignored_path, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_context_import_state_finish (MmsContext *self, GAsyncResult *result, GError **error);
void       mms_context_export_state_async (MmsContext *self, const char *folder,
                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean   mms_context_export_state_finish (MmsContext *self, GAsyncResult *result, GError **error);

G_END_DECLS
