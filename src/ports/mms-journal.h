/* Writes down what is true, durably, before anybody builds on it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/mms-event.h"
#include "core/mms-job.h"

G_BEGIN_DECLS

/* What another process asks of the one that owns the road. */
typedef enum {
  MMS_REQUEST_GRAB,   /* @job was chosen */
  MMS_REQUEST_RETRY,
  MMS_REQUEST_FORGET,
  MMS_REQUEST_IGNORE,
  MMS_REQUEST_BIND,   /* @job's intent is what a person decided */
  MMS_REQUEST_PAUSE,
  MMS_REQUEST_RESUME,
  MMS_REQUEST_PRIORITY, /* @job's priority is */
  MMS_REQUEST_LIMIT,  /* @job's rate limit is */
} MmsRequestKind;

typedef struct
{
  gint64 id;          /* the journal's own */
  MmsRequestKind kind;
  char *hash;         /* (owned): 40 upper-case hex */
  MmsJob *job;        /* (owned) (nullable): for GRAB, BIND, PRIORITY and LIMIT */
} MmsRequest;

/* A torrent that a person does not want on the road. */
typedef struct
{
  char *hash;         /* (owned): 40 upper-case hex */
  char *name;         /* (owned) (nullable) */
  gint64 at;          /* seconds since 1970, UTC; 0: not known */
} MmsIgnored;

MmsRequest *mms_request_new (MmsRequestKind kind, const char *hash, MmsJob *job);
void        mms_request_free (MmsRequest *self);
MmsIgnored *mms_ignored_new (const char *hash, const char *name, gint64 at);
void        mms_ignored_free (MmsIgnored *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsRequest, mms_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsIgnored, mms_ignored_free)

#define MMS_TYPE_JOURNAL (mms_journal_get_type ())
G_DECLARE_INTERFACE (MmsJournal, mms_journal, MMS, JOURNAL, GObject)

struct _MmsJournalInterface
{
  GTypeInterface parent_iface;

  void (*load_async) (MmsJournal *self, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*load_finish) (MmsJournal *self, GAsyncResult *result, GError **error);

  void (*record_async) (MmsJournal *self, MmsJob *job, MmsEvent *event, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*record_finish) (MmsJournal *self, GAsyncResult *result, GError **error);

  void (*history_async) (MmsJournal *self, const char *hash, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*history_finish) (MmsJournal *self, GAsyncResult *result, GError **error);

  void (*forget_async) (MmsJournal *self, const char *hash, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*forget_finish) (MmsJournal *self, GAsyncResult *result, GError **error);

  void (*ignore_async) (MmsJournal *self, const char *hash, const char *name, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*ignore_finish) (MmsJournal *self, GAsyncResult *result, GError **error);

  void (*unignore_async) (MmsJournal *self, const char *hash, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*unignore_finish) (MmsJournal *self, GAsyncResult *result, GError **error);

  void (*ignored_async) (MmsJournal *self, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*ignored_finish) (MmsJournal *self, GAsyncResult *result, GError **error);

  void (*submit_async) (MmsJournal *self, MmsRequest *request, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*submit_finish) (MmsJournal *self, GAsyncResult *result, GError **error);

  void (*requests_async) (MmsJournal *self, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*requests_finish) (MmsJournal *self, GAsyncResult *result, GError **error);

  void (*settle_async) (MmsJournal *self, gint64 id, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*settle_finish) (MmsJournal *self, GAsyncResult *result, GError **error);
};

void mms_journal_load_async (MmsJournal *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_journal_load_finish (MmsJournal *self, GAsyncResult *result, GError **error);
void mms_journal_record_async (MmsJournal *self, MmsJob *job, MmsEvent *event, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_journal_record_finish (MmsJournal *self, GAsyncResult *result, GError **error);
void mms_journal_history_async (MmsJournal *self, const char *hash, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_journal_history_finish (MmsJournal *self, GAsyncResult *result, GError **error);
void mms_journal_forget_async (MmsJournal *self, const char *hash, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_journal_forget_finish (MmsJournal *self, GAsyncResult *result, GError **error);
void mms_journal_ignore_async (MmsJournal *self, const char *hash, const char *name, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_journal_ignore_finish (MmsJournal *self, GAsyncResult *result, GError **error);
void mms_journal_unignore_async (MmsJournal *self, const char *hash, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_journal_unignore_finish (MmsJournal *self, GAsyncResult *result, GError **error);
void mms_journal_ignored_async (MmsJournal *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_journal_ignored_finish (MmsJournal *self, GAsyncResult *result, GError **error);
void mms_journal_submit_async (MmsJournal *self, MmsRequest *request, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_journal_submit_finish (MmsJournal *self, GAsyncResult *result, GError **error);
void mms_journal_requests_async (MmsJournal *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_journal_requests_finish (MmsJournal *self, GAsyncResult *result, GError **error);
void mms_journal_settle_async (MmsJournal *self, gint64 id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_journal_settle_finish (MmsJournal *self, GAsyncResult *result, GError **error);

G_END_DECLS
