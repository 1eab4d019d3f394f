/* Runs the reading and writing of the predecessor's files on a worker.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-predecessor.h"

typedef struct
{
  char *map_path;     /* (owned) (nullable) */
  char *ignored_path; /* (owned) (nullable) */
  char *folder;       /* (owned) (nullable) */
  GPtrArray *jobs;    /* (owned) (nullable): copies that nobody else touches */
  GPtrArray *ignored; /* (owned) (nullable): copies */
} Errand;

static void
errand_free (gpointer data)
{
  Errand *self = data;

  g_free (self->map_path);
  g_free (self->ignored_path);
  g_free (self->folder);
  g_clear_pointer (&self->jobs, g_ptr_array_unref);
  g_clear_pointer (&self->ignored, g_ptr_array_unref);
  g_free (self);
}

static void
read_files (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Errand *errand = data;
  GError *error = NULL;
  MmsPredecessorState *state =
    mms_predecessor_read (errand->map_path, errand->ignored_path, &error);

  if (state != NULL)
    g_task_return_pointer (task, state, (GDestroyNotify) mms_predecessor_state_free);
  else
    g_task_return_error (task, error);
}

/**
 * mms_predecessor_read_async:
 *
 * mms_predecessor_read() on @worker.
 */
void
mms_predecessor_read_async (MmsWorker *worker, const char *map_path, const char *ignored_path,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Errand *errand = g_new0 (Errand, 1);

  errand->map_path = g_strdup (map_path);
  errand->ignored_path = g_strdup (ignored_path);
  g_task_set_source_tag (task, mms_predecessor_read_async);
  g_task_set_task_data (task, errand, errand_free);
  mms_worker_run (worker, task, read_files);
}

/* Returns: (transfer full) (nullable) */
MmsPredecessorState *
mms_predecessor_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
write_files (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Errand *errand = data;
  GError *error = NULL;

  if (mms_predecessor_write (errand->folder, errand->jobs, errand->ignored, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gpointer
copy_job (gconstpointer job, gpointer unused)
{
  return mms_job_copy ((MmsJob *) job);
}

static gpointer
copy_ignored (gconstpointer data, gpointer unused)
{
  const MmsIgnored *ignored = data;

  return mms_ignored_new (ignored->hash, ignored->name, ignored->at);
}

/* Copies an array, its elements too. */
static GPtrArray *
copy_all (GPtrArray *array, GCopyFunc copy, GDestroyNotify free_element)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func (free_element);

  for (guint i = 0; i < array->len; i++)
    g_ptr_array_add (copies, copy (array->pdata[i], NULL));
  return copies;
}

/**
 * mms_predecessor_write_async:
 *
 * mms_predecessor_write() on @worker, of the jobs as they are at this call.
 */
void
mms_predecessor_write_async (MmsWorker *worker, const char *folder, GPtrArray *jobs,
                             GPtrArray *ignored, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Errand *errand = g_new0 (Errand, 1);

  errand->folder = g_strdup (folder);
  errand->jobs = copy_all (jobs, copy_job, g_object_unref);
  errand->ignored = copy_all (ignored, copy_ignored, (GDestroyNotify) mms_ignored_free);
  g_task_set_source_tag (task, mms_predecessor_write_async);
  g_task_set_task_data (task, errand, errand_free);
  mms_worker_run (worker, task, write_files);
}

gboolean
mms_predecessor_write_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
