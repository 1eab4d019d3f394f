/* Carries out what a person wants of the jobs: here, or by another process's request.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-pipeline-private.h"

#include <glib/gi18n-lib.h>

static void
bind_intent (MmsEntry *entry, const MmsIntent *intent, GTask *task)
{
  g_autofree char *label = intent != NULL ? mms_intent_dup_label (intent) : g_strdup ("");
  /* Translators: %s is a title, as "Series S01" */
  g_autofree char *message = g_strdup_printf (_ ("This is “%s”."), label);
  g_autoptr (MmsEvent) event
      = mms_event_new (mms_pipeline_now_s (), mms_job_get_fact (entry->job), FALSE, "person", message);
  const MmsProblem *problem = mms_job_get_problem (entry->job);

  mms_job_set_intent (entry->job, intent);
  if (problem != NULL && problem->verb == MMS_VERB_IMPORT)
    mms_job_set_problem (entry->job, NULL);
  /* The step at work copied the former intent: it is run again with this one. */
  if (entry->cancellable != NULL && entry->verb == MMS_VERB_IMPORT)
    g_cancellable_cancel (entry->cancellable);
  mms_pipeline_write (entry, event, task);
  /* An import at work knows the old title only. The next one waits for its end on the server. */
  if (entry->cancellable != NULL && entry->verb == MMS_VERB_IMPORT)
    g_cancellable_cancel (entry->cancellable);
}

/* A torrent that was adopted, or known by a magnet only, may be given its file later.
 *
 * Returns: whether @job learned something */
static gboolean
take_over (MmsJob *job, MmsJob *from)
{
  gboolean metainfo = mms_job_get_metainfo (job) == NULL && mms_job_get_metainfo (from) != NULL;
  gboolean magnet = mms_job_get_magnet (job) == NULL && mms_job_get_magnet (from) != NULL;

  if (metainfo)
    mms_job_set_metainfo (job, mms_job_get_metainfo (from));
  if (magnet)
    mms_job_set_magnet (job, mms_job_get_magnet (from));
  return metainfo || magnet;
}

/* The story of a grab: one hash, one job, however often it is asked for. */
static void
grab (MmsPipeline *self, MmsRequest *request, GTask *task)
{
  MmsEntry *entry = g_hash_table_lookup (self->entries, request->hash);
  const MmsIntent *intent = request->job != NULL ? mms_job_get_intent (request->job) : NULL;
  g_autofree char *label = intent != NULL ? mms_intent_dup_label (intent) : NULL;
  g_autofree char *message = NULL;
  gboolean learned = entry != NULL && request->job != NULL && take_over (entry->job, request->job);

  if (entry != NULL && intent != NULL)
    {
      bind_intent (entry, intent, task);
      return;
    }
  if (learned)
    {
      mms_pipeline_write (entry, NULL, task);
      return;
    }
  if (entry != NULL || request->job == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  if (g_hash_table_remove (self->ignored, request->hash))
    mms_journal_unignore_async (self->journal, request->hash, NULL, NULL, NULL);
  /* Translators: %s is a title, as "Series S01" */
  message = label != NULL ? g_strdup_printf (_ ("Chosen for “%s”."), label)
                          : g_strdup (_ ("Chosen; nobody has said yet which title it is."));
  mms_pipeline_begin_job (self, request->job, "person", message, task);
}

/* Facts can cease to be true under us, and a retry goes back before them: the torrent left the
 * seedbox or moved there; its data are damaged, and the seedbox may be checking and loading them
 * again; the release left the disk. */
static void
step_back (MmsJob *job, const MmsProblem *problem)
{
  if (problem != NULL && problem->code == MMS_ERROR_CORRUPT && problem->verb == MMS_VERB_FETCH)
    mms_job_set_fact (job, MMS_FACT_GRABBED);
  if (problem == NULL || problem->code != MMS_ERROR_MISSING)
    return;
  switch (problem->verb)
    {
    case MMS_VERB_WATCH:
      mms_job_set_fact (job, MMS_FACT_CHOSEN);
      break;
    case MMS_VERB_FETCH:
      mms_job_set_fact (job, MMS_FACT_GRABBED);
      break;
    case MMS_VERB_IMPORT:
      mms_job_set_fact (job, mms_job_get_local_path (job) != NULL ? MMS_FACT_COMPLETE : MMS_FACT_GRABBED);
      break;
    case MMS_VERB_GRAB:
    case MMS_VERB_CLEAN:
      break;
    }
}

/* What a person mended is tried at once. */
static void
retry (MmsEntry *entry, GTask *task)
{
  const MmsProblem *problem = mms_job_get_problem (entry->job);
  g_autoptr (MmsEvent) event = NULL;

  if (entry->cancellable != NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  step_back (entry->job, problem);
  event = mms_event_new (mms_pipeline_now_s (), mms_job_get_fact (entry->job), FALSE, "person", _ ("Tried again."));
  mms_job_set_problem (entry->job, NULL);
  entry->due_at_us = 0;
  mms_pipeline_write (entry, event, task);
}

/* Its next step is the fetch, or may bring pieces ahead of it. */
static gboolean
brings (MmsJob *job)
{
  return mms_job_get_fact (job) == MMS_FACT_COMPLETE || mms_job_get_fact (job) == MMS_FACT_GRABBED;
}

/* Ends a problem that would have healed: what holds the fetch now is the pause, and once that is
 * over it is tried at once. */
static void
end_waiting (MmsEntry *entry)
{
  const MmsProblem *problem = mms_job_get_problem (entry->job);

  if (problem != NULL && problem->verb == MMS_VERB_FETCH && problem->next_at > 0)
    mms_job_set_problem (entry->job, NULL);
  if (brings (entry->job))
    entry->due_at_us = 0;
}

/* Only the fetch is held, at once, and what is brought ahead of it: it goes on later with what is
 * here. The seedbox may go on loading and is watched, and what was fetched goes on into the
 * library. */
static void
set_paused (MmsEntry *entry, gboolean paused, GTask *task)
{
  g_autoptr (MmsEvent) event = NULL;

  if (mms_job_get_paused (entry->job) == paused)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  mms_job_set_paused (entry->job, paused);
  end_waiting (entry);
  if (paused && entry->cancellable != NULL && brings (entry->job))
    g_cancellable_cancel (entry->cancellable);
  event = mms_event_new (mms_pipeline_now_s (), mms_job_get_fact (entry->job), FALSE, "person",
                         paused ? _ ("Paused.") : _ ("Resumed."));
  mms_pipeline_write (entry, event, task);
}

/* Tells the fetch at work what is wanted of it now. */
static void
adjust (MmsEntry *entry)
{
  MmsWorld *world = entry->world;

  if (entry->cancellable != NULL && entry->verb == MMS_VERB_FETCH && world->remote_files != NULL)
    mms_remote_files_adjust (world->remote_files, mms_job_get_hash (entry->job),
                             mms_job_get_rate_limit (entry->job),
                             mms_job_get_priority (entry->job));
}

static void
set_priority (MmsEntry *entry, MmsPriority priority, GTask *task)
{
  mms_job_set_priority (entry->job, priority);
  adjust (entry);
  mms_pipeline_write (entry, NULL, task);
}

static void
set_rate_limit (MmsEntry *entry, gint64 rate, GTask *task)
{
  mms_job_set_rate_limit (entry->job, rate);
  adjust (entry);
  mms_pipeline_write (entry, NULL, task);
}

static void
forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsPipeline *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->writes--;
  if (mms_journal_forget_finish (MMS_JOURNAL (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  mms_pipeline_consider (self);
}

static void
forget (MmsEntry *entry, GTask *task)
{
  MmsPipeline *self = entry->pipeline;
  const char *hash = mms_job_get_hash (entry->job);

  entry->removed = TRUE;
  self->writes++;
  if (entry->cancellable != NULL)
    g_cancellable_cancel (entry->cancellable);
  else
    mms_pipeline_sweep (entry);
  self->writes++;
  mms_journal_forget_async (self->journal, hash, NULL, forgotten, task);
  mms_pipeline_remove_entry (entry);
}

static void
ignored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsPipeline *self = g_task_get_source_object (task);
  MmsRequest *request = g_task_get_task_data (task);
  MmsEntry *entry = g_hash_table_lookup (self->entries, request->hash);
  GError *error = NULL;

  self->writes--;
  if (!mms_journal_ignore_finish (MMS_JOURNAL (source), result, &error))
    g_task_return_error (task, error);
  else
    {
      g_hash_table_add (self->ignored, g_strdup (request->hash));
      if (entry != NULL)
        forget (entry, g_steal_pointer (&task));
      else
        g_task_return_boolean (task, TRUE);
    }
  mms_pipeline_consider (self);
}

static void
answer_unknown (GTask *task)
{
  g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MISSING, _ ("There is no such job."));
  g_object_unref (task);
}

/* What is asked about a job that there is. */
static void
carry_out (MmsEntry *entry, MmsRequest *request, GTask *task)
{
  switch (request->kind)
    {
    case MMS_REQUEST_RETRY:
      retry (entry, task);
      break;
    case MMS_REQUEST_FORGET:
      forget (entry, task);
      break;
    case MMS_REQUEST_BIND:
      bind_intent (entry, mms_job_get_intent (request->job), task);
      break;
    case MMS_REQUEST_PAUSE:
    case MMS_REQUEST_RESUME:
      set_paused (entry, request->kind == MMS_REQUEST_PAUSE, task);
      break;
    case MMS_REQUEST_PRIORITY:
      set_priority (entry, mms_job_get_priority (request->job), task);
      break;
    case MMS_REQUEST_LIMIT:
      set_rate_limit (entry, mms_job_get_rate_limit (request->job), task);
      break;
    case MMS_REQUEST_GRAB:
    case MMS_REQUEST_IGNORE:
      g_assert_not_reached ();
    }
}

/* Returns: whether @kind says something by its job, which a damaged journal may not have */
static gboolean
needs_job (MmsRequestKind kind)
{
  switch (kind)
    {
    case MMS_REQUEST_BIND:
    case MMS_REQUEST_PRIORITY:
    case MMS_REQUEST_LIMIT:
      return TRUE;
    case MMS_REQUEST_GRAB:
    case MMS_REQUEST_RETRY:
    case MMS_REQUEST_FORGET:
    case MMS_REQUEST_IGNORE:
    case MMS_REQUEST_PAUSE:
    case MMS_REQUEST_RESUME:
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

/**
 * mms_pipeline_carry_out_async:
 * @request: what a person wants; copied where it is needed longer
 *
 * Answers when the request is written down, not when it has led anywhere.
 */
void
mms_pipeline_carry_out_async (MmsPipeline *self, MmsRequest *request, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  MmsEntry *entry = g_hash_table_lookup (self->entries, request->hash);
  MmsRequest *copy = mms_request_new (request->kind, request->hash, request->job);

  g_task_set_source_tag (task, mms_pipeline_carry_out_async);
  g_task_set_task_data (task, copy, (GDestroyNotify) mms_request_free);
  if (request->kind == MMS_REQUEST_GRAB)
    grab (self, copy, task);
  else if (request->kind == MMS_REQUEST_IGNORE)
    {
      self->writes++;
      mms_journal_ignore_async (self->journal, copy->hash,
                                entry != NULL ? mms_job_get_name (entry->job) : NULL, NULL, ignored, task);
    }
  else if (entry == NULL || (copy->job == NULL && needs_job (copy->kind)))
    answer_unknown (task);
  else
    carry_out (entry, copy, task);
  mms_pipeline_consider (self);
}

gboolean
mms_pipeline_carry_out_finish (MmsPipeline *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
