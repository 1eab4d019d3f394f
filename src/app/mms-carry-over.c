/* Brings the predecessor's state files onto the road, and writes them again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/mms-carry-over.h"

#include "store/mms-predecessor.h"


struct _MmsCarryOver
{
  GObject parent_instance;

  MmsJournal *journal;   /* (owned) */
  MmsPipeline *pipeline; /* (owned) */
  MmsWorker *worker;     /* (owned): reads and writes the JSON */
};

G_DEFINE_FINAL_TYPE (MmsCarryOver, mms_carry_over, G_TYPE_OBJECT);

/* The story of an import: jobs go to the one guard, which leaves known ones alone; then what is to
 * be ignored, one after the other.
 *
 *   read ──> was_read ──> ignore ⟲ ignored ──> done
 *
 * And of an export:
 *
 *   load ──> loaded ──> listed ──> was_written
 */
static void was_read (GObject *source, GAsyncResult *result, gpointer user_data);
static void ignore (GTask *task);
static void ignored (GObject *source, GAsyncResult *result, gpointer user_data);
static void loaded (GObject *source, GAsyncResult *result, gpointer user_data);
static void listed (GObject *source, GAsyncResult *result, gpointer user_data);
static void was_written (GObject *source, GAsyncResult *result, gpointer user_data);

/* An export under way. */
typedef struct
{
  char *folder;    /* (owned) */
  GPtrArray *jobs; /* (owned) (nullable) (element-type MmsJob) */
} Export;

static void
export_free (gpointer data)
{
  Export *story = data;

  g_free (story->folder);
  g_clear_pointer (&story->jobs, g_ptr_array_unref);
  g_free (story);
}

static void
mms_carry_over_finalize (GObject *object)
{
  MmsCarryOver *self = MMS_CARRY_OVER (object);

  g_object_unref (self->journal);
  g_object_unref (self->pipeline);
  g_object_unref (self->worker);

  G_OBJECT_CLASS (mms_carry_over_parent_class)->finalize (object);
}

static void
mms_carry_over_class_init (MmsCarryOverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_carry_over_finalize;
}

static void
mms_carry_over_init (MmsCarryOver *self)
{
  self->worker = mms_worker_new ("mms-carry-over");
}

MmsCarryOver *
mms_carry_over_new (MmsJournal *journal, MmsPipeline *pipeline)
{
  MmsCarryOver *self = g_object_new (MMS_TYPE_CARRY_OVER, NULL);

  self->journal = g_object_ref (journal);
  self->pipeline = g_object_ref (pipeline);
  return self;
}

/**
 * mms_carry_over_import_async:
 * @map_path: (nullable): pending_torrents_map.json
 * @ignored_path: (nullable): ignored_torrents.json
 *
 * A job that is on the road already is left as it is; a file that cannot be read changes nothing.
 * The finish returns (transfer full) (element-type utf8): one line an entry, for the person.
 */
void
mms_carry_over_import_async (MmsCarryOver *self, const char *map_path, const char *ignored_path,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_carry_over_import_async);
  mms_predecessor_read_async (self->worker, map_path, ignored_path, cancellable, was_read, task);
}

GPtrArray *
mms_carry_over_import_finish (MmsCarryOver *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The predecessor called torrents ready to fetch that were still downloading, and its paths are
 * rTorrent's, not SFTP's: such a job asks the seedbox again. */
static void
step_back (MmsJob *job)
{
  if (mms_job_get_fact (job) == MMS_FACT_COMPLETE)
    mms_job_set_fact (job, MMS_FACT_GRABBED);
}

static void
was_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsCarryOver *self = g_task_get_source_object (task);
  GError *error = NULL;
  MmsPredecessorState *state = mms_predecessor_read_finish (result, &error);

  if (state == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < state->entries->len; i++)
    {
      MmsPredecessorEntry *entry = g_ptr_array_index (state->entries, i);

      step_back (entry->job);
      mms_pipeline_adopt (self->pipeline, entry->job, entry->event->who, entry->event->message);
    }
  g_task_set_task_data (task, state, (GDestroyNotify) mms_predecessor_state_free);
  ignore (g_steal_pointer (&task));
}

static void
ignore (GTask *task)
{
  MmsCarryOver *self = g_task_get_source_object (task);
  MmsPredecessorState *state = g_task_get_task_data (task);
  MmsIgnored *row = state->ignored->len > 0 ? g_ptr_array_index (state->ignored, 0) : NULL;
  g_autoptr (MmsRequest) request = NULL;

  if (row == NULL)
    {
      g_task_return_pointer (task, g_ptr_array_ref (state->report), (GDestroyNotify) g_ptr_array_unref);
      g_object_unref (task);
      return;
    }
  request = mms_request_new (MMS_REQUEST_IGNORE, row->hash, NULL);
  mms_pipeline_carry_out_async (self->pipeline, request, NULL, ignored, task);
}

static void
ignored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsPredecessorState *state = g_task_get_task_data (task);
  GError *error = NULL;

  if (!mms_pipeline_carry_out_finish (MMS_PIPELINE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_ptr_array_remove_index (state->ignored, 0);
  ignore (g_steal_pointer (&task));
}

/* Writes both files in the predecessor's format into @folder, replacing them at once or not at all. */
void
mms_carry_over_export_async (MmsCarryOver *self, const char *folder, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Export *story = g_new0 (Export, 1);

  g_task_set_source_tag (task, mms_carry_over_export_async);
  story->folder = g_strdup (folder);
  g_task_set_task_data (task, story, export_free);
  mms_journal_load_async (self->journal, cancellable, loaded, task);
}

gboolean
mms_carry_over_export_finish (MmsCarryOver *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Export *story = g_task_get_task_data (task);
  GError *error = NULL;

  story->jobs = mms_journal_load_finish (MMS_JOURNAL (source), result, &error);
  if (story->jobs == NULL)
    g_task_return_error (task, error);
  else
    mms_journal_ignored_async (MMS_JOURNAL (source), g_task_get_cancellable (task), listed,
                               g_object_ref (task));
}

static void
listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsCarryOver *self = g_task_get_source_object (task);
  Export *story = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = mms_journal_ignored_finish (MMS_JOURNAL (source), result, &error);

  if (rows == NULL)
    g_task_return_error (task, error);
  else
    mms_predecessor_write_async (self->worker, story->folder, story->jobs, rows,
                                 g_task_get_cancellable (task), was_written, g_object_ref (task));
}

static void
was_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (mms_predecessor_write_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}
