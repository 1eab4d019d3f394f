/* Carries out what other processes ask of the one that owns the road.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/mms-inbox.h"

struct _MmsInbox
{
  GObject parent_instance;

  MmsJournal *journal;   /* (owned) */
  MmsPipeline *pipeline; /* (owned) */
  gboolean emptying;
  gboolean again;        /* asked to empty meanwhile: something may have come in behind us */
};

G_DEFINE_FINAL_TYPE (MmsInbox, mms_inbox, G_TYPE_OBJECT);

/* The story of one emptying. A request is removed after it was carried out: a process that is
 * killed between the two carries it out twice, which every request allows.
 *
 *   empty ──> read_all ──> next ⟲ (carried_out ──> settled)
 */
static void read_all (GObject *source, GAsyncResult *result, gpointer user_data);
static void next (GTask *task);
static void carried_out (GObject *source, GAsyncResult *result, gpointer user_data);
static void settled (GObject *source, GAsyncResult *result, gpointer user_data);

static void
mms_inbox_finalize (GObject *object)
{
  MmsInbox *self = MMS_INBOX (object);

  g_object_unref (self->journal);
  g_object_unref (self->pipeline);

  G_OBJECT_CLASS (mms_inbox_parent_class)->finalize (object);
}

static void
mms_inbox_class_init (MmsInboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_inbox_finalize;
}

static void
mms_inbox_init (MmsInbox *self)
{
}

MmsInbox *
mms_inbox_new (MmsJournal *journal, MmsPipeline *pipeline)
{
  MmsInbox *self = g_object_new (MMS_TYPE_INBOX, NULL);

  self->journal = g_object_ref (journal);
  self->pipeline = g_object_ref (pipeline);
  return self;
}

gboolean
mms_inbox_get_busy (MmsInbox *self)
{
  return self->emptying;
}

/* Carries out all that waits, oldest first. One emptying is at work at a time; another one that is
 * asked for meanwhile answers at once and is done by the first. */
void
mms_inbox_empty_async (MmsInbox *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_inbox_empty_async);
  if (self->emptying)
    {
      self->again = TRUE;
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->emptying = TRUE;
  mms_journal_requests_async (self->journal, cancellable, read_all, g_steal_pointer (&task));
}

gboolean
mms_inbox_empty_finish (MmsInbox *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
give_up (GTask *task, GError *error)
{
  MmsInbox *self = g_task_get_source_object (task);

  self->emptying = FALSE;
  self->again = FALSE;
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
read_all (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  GPtrArray *requests = mms_journal_requests_finish (MMS_JOURNAL (source), result, &error);

  if (requests == NULL)
    {
      give_up (task, error);
      return;
    }
  g_task_set_task_data (task, requests, (GDestroyNotify) g_ptr_array_unref);
  next (task);
}

static void
next (GTask *task)
{
  MmsInbox *self = g_task_get_source_object (task);
  GPtrArray *requests = g_task_get_task_data (task);

  if (requests->len > 0)
    {
      mms_pipeline_carry_out_async (self->pipeline, g_ptr_array_index (requests, 0), NULL, carried_out,
                                    task);
      return;
    }
  if (self->again)
    {
      self->again = FALSE;
      mms_journal_requests_async (self->journal, g_task_get_cancellable (task), read_all, task);
      return;
    }
  self->emptying = FALSE;
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* A request for a job that is gone is settled like any other. */
static void
carried_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  MmsInbox *self = g_task_get_source_object (task);
  GPtrArray *requests = g_task_get_task_data (task);
  MmsRequest *request = g_ptr_array_index (requests, 0);
  g_autoptr (GError) error = NULL;

  if (!mms_pipeline_carry_out_finish (MMS_PIPELINE (source), result, &error)
      && !g_error_matches (error, MMS_ERROR, MMS_ERROR_MISSING))
    {
      give_up (task, g_steal_pointer (&error));
      return;
    }
  mms_journal_settle_async (self->journal, request->id, NULL, settled, task);
}

static void
settled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GPtrArray *requests = g_task_get_task_data (task);
  GError *error = NULL;

  if (!mms_journal_settle_finish (MMS_JOURNAL (source), result, &error))
    {
      give_up (task, error);
      return;
    }
  g_ptr_array_remove_index (requests, 0);
  next (task);
}
