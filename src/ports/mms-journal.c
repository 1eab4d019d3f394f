/* Writes down what is true, durably, before anybody builds on it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ports/mms-journal.h"

G_DEFINE_INTERFACE (MmsJournal, mms_journal, G_TYPE_OBJECT);

static void
mms_journal_default_init (MmsJournalInterface *iface)
{
}

/**
 * mms_journal_load_async:
 *
 * Reads every job.
 * 
 * The finish returns (transfer container) (element-type MmsJob): in the order in which they were added.
 */
void
mms_journal_load_async (MmsJournal *self, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_JOURNAL_GET_IFACE (self)->load_async (self, cancellable, callback, user_data);
}

GPtrArray *
mms_journal_load_finish (MmsJournal *self, GAsyncResult *result, GError **error)
{
  return MMS_JOURNAL_GET_IFACE (self)->load_finish (self, result, error);
}

/**
 * mms_journal_record_async:
 *
 * Writes @job as it is at this call, and @event (nullable) behind its history, in one transaction.
 * It is on the disk when the finish returns %TRUE. A job that the journal does not know is added.
 */
void
mms_journal_record_async (MmsJournal *self, MmsJob *job, MmsEvent *event, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_JOURNAL_GET_IFACE (self)->record_async (self, job, event, cancellable, callback, user_data);
}

gboolean
mms_journal_record_finish (MmsJournal *self, GAsyncResult *result, GError **error)
{
  return MMS_JOURNAL_GET_IFACE (self)->record_finish (self, result, error);
}

/**
 * mms_journal_history_async:
 *
 * Reads the history of a job.
 * 
 * The finish returns (transfer full) (element-type MmsEvent): oldest first.
 */
void
mms_journal_history_async (MmsJournal *self, const char *hash, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_JOURNAL_GET_IFACE (self)->history_async (self, hash, cancellable, callback, user_data);
}

GPtrArray *
mms_journal_history_finish (MmsJournal *self, GAsyncResult *result, GError **error)
{
  return MMS_JOURNAL_GET_IFACE (self)->history_finish (self, result, error);
}

/**
 * mms_journal_forget_async:
 *
 * Removes a job and its history. A job that is not there is no error.
 */
void
mms_journal_forget_async (MmsJournal *self, const char *hash, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_JOURNAL_GET_IFACE (self)->forget_async (self, hash, cancellable, callback, user_data);
}

gboolean
mms_journal_forget_finish (MmsJournal *self, GAsyncResult *result, GError **error)
{
  return MMS_JOURNAL_GET_IFACE (self)->forget_finish (self, result, error);
}

/**
 * mms_journal_ignore_async:
 *
 * Remembers that a torrent is not wanted on the road. May be called twice.
 */
void
mms_journal_ignore_async (MmsJournal *self, const char *hash, const char *name, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_JOURNAL_GET_IFACE (self)->ignore_async (self, hash, name, cancellable, callback, user_data);
}

gboolean
mms_journal_ignore_finish (MmsJournal *self, GAsyncResult *result, GError **error)
{
  return MMS_JOURNAL_GET_IFACE (self)->ignore_finish (self, result, error);
}

/**
 * mms_journal_unignore_async:
 *
 * Takes back mms_journal_ignore_async().
 */
void
mms_journal_unignore_async (MmsJournal *self, const char *hash, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_JOURNAL_GET_IFACE (self)->unignore_async (self, hash, cancellable, callback, user_data);
}

gboolean
mms_journal_unignore_finish (MmsJournal *self, GAsyncResult *result, GError **error)
{
  return MMS_JOURNAL_GET_IFACE (self)->unignore_finish (self, result, error);
}

/**
 * mms_journal_ignored_async:
 *
 * Reads what is ignored.
 * 
 * The finish returns (transfer full) (element-type MmsIgnored).
 */
void
mms_journal_ignored_async (MmsJournal *self, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_JOURNAL_GET_IFACE (self)->ignored_async (self, cancellable, callback, user_data);
}

GPtrArray *
mms_journal_ignored_finish (MmsJournal *self, GAsyncResult *result, GError **error)
{
  return MMS_JOURNAL_GET_IFACE (self)->ignored_finish (self, result, error);
}

/**
 * mms_journal_submit_async:
 *
 * Leaves a request for the process that owns the road, durably. @request is read at this call.
 */
void
mms_journal_submit_async (MmsJournal *self, MmsRequest *request, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_JOURNAL_GET_IFACE (self)->submit_async (self, request, cancellable, callback, user_data);
}

gboolean
mms_journal_submit_finish (MmsJournal *self, GAsyncResult *result, GError **error)
{
  return MMS_JOURNAL_GET_IFACE (self)->submit_finish (self, result, error);
}

/**
 * mms_journal_requests_async:
 *
 * Reads the requests that wait.
 * 
 * The finish returns (transfer full) (element-type MmsRequest): oldest first.
 */
void
mms_journal_requests_async (MmsJournal *self, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_JOURNAL_GET_IFACE (self)->requests_async (self, cancellable, callback, user_data);
}

GPtrArray *
mms_journal_requests_finish (MmsJournal *self, GAsyncResult *result, GError **error)
{
  return MMS_JOURNAL_GET_IFACE (self)->requests_finish (self, result, error);
}

/**
 * mms_journal_settle_async:
 *
 * Removes a request that was carried out.
 */
void
mms_journal_settle_async (MmsJournal *self, gint64 id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_JOURNAL_GET_IFACE (self)->settle_async (self, id, cancellable, callback, user_data);
}

gboolean
mms_journal_settle_finish (MmsJournal *self, GAsyncResult *result, GError **error)
{
  return MMS_JOURNAL_GET_IFACE (self)->settle_finish (self, result, error);
}

/**
 * mms_request_new:
 * @hash: 40 hex digits
 * @job: (nullable): what to grab, or the intent to bind
 *
 * Returns: (transfer full): a request that no journal knows yet
 */
MmsRequest *
mms_request_new (MmsRequestKind kind, const char *hash, MmsJob *job)
{
  MmsRequest *self = g_new0 (MmsRequest, 1);

  self->kind = kind;
  self->hash = g_ascii_strup (hash, -1);
  g_set_object (&self->job, job);
  return self;
}

void
mms_request_free (MmsRequest *self)
{
  if (self == NULL)
    return;
  g_free (self->hash);
  g_clear_object (&self->job);
  g_free (self);
}

MmsIgnored *
mms_ignored_new (const char *hash, const char *name, gint64 at)
{
  MmsIgnored *self = g_new0 (MmsIgnored, 1);

  self->hash = g_ascii_strup (hash, -1);
  self->name = g_strdup (name);
  self->at = at;
  return self;
}

void
mms_ignored_free (MmsIgnored *self)
{
  if (self == NULL)
    return;
  g_free (self->hash);
  g_free (self->name);
  g_free (self);
}
