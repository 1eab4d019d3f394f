/* Walks every job down its road: the one guard that writes the facts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-pipeline-private.h"

#include "pipeline/mms-backoff.h"
#include "pipeline/mms-step.h"

#define JOURNAL_AGAIN_S 5

G_DEFINE_FINAL_TYPE (MmsPipeline, mms_pipeline, G_TYPE_OBJECT);

enum
{
  EVENT,
  IDLE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The story of one step of one job.
 *
 *   consider ──> run ──> stepped ──reached or failed──> write ──> written ──> consider
 *      ^                    └─ waits ─┐
 *      └──────── timer ───────────────┘
 */
static void write_again (MmsEntry *entry);
static void run (MmsEntry *entry, MmsVerb verb);
static void stepped (GObject *source, GAsyncResult *result, gpointer user_data);
static void write_down (MmsEntry *entry, MmsEvent *event);
static void written (GObject *source, GAsyncResult *result, gpointer user_data);

static void
entry_clear (gpointer data)
{
  MmsEntry *entry = data;

  g_clear_object (&entry->job);
  g_clear_object (&entry->cancellable);
  g_clear_pointer (&entry->world, mms_world_unref);
}

static void
entry_unref (gpointer data)
{
  g_rc_box_release_full (data, entry_clear);
}

/* A step is at work, or what it found is not written down yet. */
static gboolean
is_busy (MmsEntry *entry)
{
  return entry->cancellable != NULL || entry->writes > 0;
}

gint64
mms_pipeline_now_s (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
mms_pipeline_dispose (GObject *object)
{
  MmsPipeline *self = MMS_PIPELINE (object);

  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_clear_pointer (&self->world, mms_world_unref);
  g_clear_object (&self->stopping);

  G_OBJECT_CLASS (mms_pipeline_parent_class)->dispose (object);
}

static void
mms_pipeline_finalize (GObject *object)
{
  MmsPipeline *self = MMS_PIPELINE (object);

  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->ignored);
  g_object_unref (self->jobs);
  g_object_unref (self->journal);

  G_OBJECT_CLASS (mms_pipeline_parent_class)->finalize (object);
}

static void
mms_pipeline_class_init (MmsPipelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mms_pipeline_dispose;
  object_class->finalize = mms_pipeline_finalize;

  /**
   * MmsPipeline::event:
   * @job: whose history it is
   * @event: (type MmsEvent): what was written down; valid during the emission
   */
  signals[EVENT] = g_signal_new ("event", MMS_TYPE_PIPELINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, MMS_TYPE_JOB, G_TYPE_POINTER);
  /**
   * MmsPipeline::idle-changed:
   *
   * What mms_pipeline_get_idle() says has changed.
   */
  signals[IDLE_CHANGED] = g_signal_new ("idle-changed", MMS_TYPE_PIPELINE, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
}

static void
mms_pipeline_init (MmsPipeline *self)
{
  self->jobs = g_list_store_new (MMS_TYPE_JOB);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_unref);
  self->ignored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->was_idle = TRUE;
}

/* Returns: (transfer full): a pipeline that knows no job yet; see mms_pipeline_load_async() */
MmsPipeline *
mms_pipeline_new (MmsJournal *journal)
{
  MmsPipeline *self = g_object_new (MMS_TYPE_PIPELINE, NULL);

  self->journal = g_object_ref (journal);
  return self;
}

static MmsEntry *
add_entry (MmsPipeline *self, MmsJob *job)
{
  MmsEntry *entry = g_rc_box_new0 (MmsEntry);

  entry->pipeline = self;
  entry->job = g_object_ref (job);
  g_hash_table_insert (self->entries, (gpointer) mms_job_get_hash (job), entry);
  g_list_store_append (self->jobs, job);
  return entry;
}

void
mms_pipeline_remove_entry (MmsEntry *entry)
{
  MmsPipeline *self = entry->pipeline;
  guint position = 0;

  if (g_list_store_find (self->jobs, entry->job, &position))
    g_list_store_remove (self->jobs, position);
  g_hash_table_remove (self->entries, mms_job_get_hash (entry->job));
}

static void
ignored_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsPipeline *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = mms_journal_ignored_finish (MMS_JOURNAL (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (self->ignored, g_strdup (((MmsIgnored *) g_ptr_array_index (rows, i))->hash));
  g_task_return_boolean (task, TRUE);
}

static void
loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsPipeline *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) jobs = mms_journal_load_finish (MMS_JOURNAL (source), result, &error);

  if (jobs == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < jobs->len; i++)
    if (mms_pipeline_find (self, mms_job_get_hash (g_ptr_array_index (jobs, i))) == NULL)
      add_entry (self, g_ptr_array_index (jobs, i));
  mms_journal_ignored_async (self->journal, g_task_get_cancellable (task), ignored_read,
                             g_object_ref (task));
}

/* Reads the jobs and what is ignored from the journal. Once, before anything else. */
void
mms_pipeline_load_async (MmsPipeline *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_pipeline_load_async);
  mms_journal_load_async (self->journal, cancellable, loaded, task);
}

gboolean
mms_pipeline_load_finish (MmsPipeline *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What was not set up may be set up now, and a keyring that was shut may be open. Nothing else that
 * waits for a person is tried again: a password that is tried at every change of a setting gets an
 * address banned. */
static gboolean
may_be_there_now (const MmsProblem *problem)
{
  return problem != NULL
         && (problem->code == MMS_ERROR_NOT_CONFIGURED || problem->code == MMS_ERROR_NO_KEYRING);
}

static void
look_at_what_was_missing (MmsPipeline *self)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      MmsEntry *entry = value;

      if (!may_be_there_now (mms_job_get_problem (entry->job)) || is_busy (entry))
        continue;
      mms_job_set_problem (entry->job, NULL);
      entry->due_at_us = 0;
    }
}

/* Steps that begin from now on see @world; those at work keep theirs. */
void
mms_pipeline_set_world (MmsPipeline *self, MmsWorld *world)
{
  mms_world_ref (world);
  g_clear_pointer (&self->world, mms_world_unref);
  self->world = world;
  if (world->jobs == NULL)
    world->jobs = g_object_ref (G_LIST_MODEL (self->jobs));
  if (self->started)
    look_at_what_was_missing (self);
  mms_pipeline_consider (self);
}

/* Returns: (transfer none) (nullable) */
MmsWorld *
mms_pipeline_get_world (MmsPipeline *self)
{
  return self->world;
}

static void
count_running (MmsPipeline *self, guint running[MMS_N_VERBS])
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((MmsEntry *) value)->cancellable != NULL)
      running[((MmsEntry *) value)->verb]++;
}

/* Returns: how many jobs may be at @verb at the same time */
static guint
get_room (MmsPipeline *self, MmsVerb verb)
{
  switch (verb)
    {
    case MMS_VERB_FETCH:
      return self->world->transfers;
    case MMS_VERB_GRAB:
    case MMS_VERB_IMPORT:
    case MMS_VERB_CLEAN:
      return 4;
    case MMS_VERB_WATCH:
      return G_MAXUINT;
    }
  g_return_val_if_reached (0);
}

/* @now_us: of the round under way: a clock that is read anew runs away from it, and nothing is due.
 *
 * Returns: when the next step of @entry may begin, monotonic; -1: not before a person acts */
static gint64
get_due (MmsEntry *entry, gint64 now_us)
{
  const MmsProblem *problem = mms_job_get_problem (entry->job);
  gint64 wait_s = 0;

  if (entry->unwritten || problem == NULL)
    return entry->due_at_us;
  if (problem->next_at == 0)
    return -1;
  wait_s = CLAMP (problem->next_at - mms_pipeline_now_s (), 0, 2 * MMS_BACKOFF_LAST_S);
  return MAX (entry->due_at_us, now_us + wait_s * G_USEC_PER_SEC);
}

static gboolean
timer_cb (gpointer user_data)
{
  MmsPipeline *self = user_data;

  self->timer_id = 0;
  mms_pipeline_consider (self);
  return G_SOURCE_REMOVE;
}

static void
set_timer (MmsPipeline *self, gint64 due_at_us)
{
  gint64 wait_ms = (due_at_us - g_get_monotonic_time ()) / 1000 + 1;

  g_clear_handle_id (&self->timer_id, g_source_remove);
  if (due_at_us < G_MAXINT64)
    self->timer_id = g_timeout_add ((guint) CLAMP (wait_ms, 1, G_MAXINT), timer_cb, self);
}

static void
tell_idle (MmsPipeline *self)
{
  gboolean idle = mms_pipeline_get_idle (self);

  if (idle == self->was_idle)
    return;
  self->was_idle = idle;
  g_signal_emit (self, signals[IDLE_CHANGED], 0);
}

static void
stop_if_quiet (MmsPipeline *self)
{
  g_autoptr (GTask) stopping = NULL;
  GHashTableIter iter;
  gpointer value = NULL;

  if (self->stopping == NULL || self->writes > 0)
    return;
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (is_busy (value))
      return;
  stopping = g_steal_pointer (&self->stopping);
  g_task_return_boolean (stopping, TRUE);
}

/* One round over all jobs. */
typedef struct
{
  gint64 now_us;
  gint64 next_at_us;           /* when the first of those that wait is due */
  guint running[MMS_N_VERBS];
} Round;

/* Begins what can begin of @entry. */
static void
consider (MmsEntry *entry, Round *round)
{
  gint64 due_at_us = get_due (entry, round->now_us);
  MmsVerb verb;

  if (is_busy (entry) || due_at_us < 0)
    return;
  if (due_at_us > round->now_us)
    round->next_at_us = MIN (round->next_at_us, due_at_us);
  else if (entry->unwritten)
    write_again (entry);
  else if (!mms_job_is_held (entry->job)
           && mms_fact_get_next_verb (mms_job_get_fact (entry->job), &verb)
           && round->running[verb] < get_room (entry->pipeline, verb))
    {
      round->running[verb]++;
      run (entry, verb);
    }
}

static void
consider_priority (MmsPipeline *self, MmsPriority priority, Round *round)
{
  guint n_jobs = g_list_model_get_n_items (G_LIST_MODEL (self->jobs));

  for (guint i = 0; i < n_jobs; i++)
    {
      g_autoptr (MmsJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), i);

      if (mms_job_get_priority (job) == priority)
        consider (g_hash_table_lookup (self->entries, mms_job_get_hash (job)), round);
    }
}

/* Begins what can begin, the most urgent first and of those what came first, and sets the one timer
 * to the rest. A job never waits for another, except for its turn. */
void
mms_pipeline_consider (MmsPipeline *self)
{
  Round round = { .now_us = g_get_monotonic_time (), .next_at_us = G_MAXINT64 };

  stop_if_quiet (self);
  count_running (self, round.running);
  if (self->started && self->world != NULL)
    for (int priority = MMS_PRIORITY_HIGH; priority >= MMS_PRIORITY_LOW; priority--)
      consider_priority (self, (MmsPriority) priority, &round);
  set_timer (self, round.next_at_us);
  tell_idle (self);
}

/* Without the problem that the journal itself had. */
static void
write_again (MmsEntry *entry)
{
  mms_job_set_problem (entry->job, NULL);
  write_down (entry, NULL);
}

static void
run (MmsEntry *entry, MmsVerb verb)
{
  MmsPipeline *self = entry->pipeline;
  GTask *task = NULL;

  entry->verb = verb;
  entry->cancellable = g_cancellable_new ();
  entry->world = mms_world_ref (self->world);
  mms_job_set_running (entry->job, TRUE);
  task = g_task_new (self, entry->cancellable, stepped, g_rc_box_acquire (entry));
  g_task_set_source_tag (task, run);
  g_task_set_name (task, mms_verb_to_nick (verb));
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_DEBUG, "MMS_JOB", mms_job_get_hash (entry->job), "MESSAGE",
                    "%s begins", mms_verb_to_nick (verb));
  mms_step_get_func (verb) (task, self->world, entry->job);
}

static void
forget_figures (MmsJob *job)
{
  mms_transfer_set_detail (mms_job_get_transfer (job), NULL);
  mms_transfer_update (mms_job_get_transfer (job), 0, 0, 0, NULL);
  mms_job_set_status (job, NULL);
}

/* The figures stay as they are, but nothing moves any more. */
static void
rest_figures (MmsJob *job)
{
  MmsTransfer *transfer = mms_job_get_transfer (job);

  mms_transfer_update (transfer, mms_transfer_get_bytes_done (transfer),
                       mms_transfer_get_bytes_total (transfer), 0, NULL);
}

static MmsEvent *
advance (MmsEntry *entry, const MmsOutcome *outcome)
{
  mms_job_set_problem (entry->job, NULL);
  mms_job_set_fact (entry->job, mms_verb_get_fact (entry->verb));
  forget_figures (entry->job);
  entry->due_at_us = 0;
  return mms_event_new (mms_pipeline_now_s (), mms_job_get_fact (entry->job), FALSE, "mms", outcome->message);
}

/* A problem counts its attempts as long as the same step fails. The history gets a line for each
 * new problem, not for each attempt. */
static MmsEvent *
fail (MmsEntry *entry, const GError *error)
{
  const MmsProblem *old = mms_job_get_problem (entry->job);
  gboolean heals = mms_error_may_heal (error);
  MmsError code = error->domain == MMS_ERROR ? (MmsError) error->code : MMS_ERROR_REFUSED;
  guint attempts = old != NULL && old->verb == entry->verb ? old->attempts + 1 : 1;
  gboolean is_news = old == NULL || old->verb != entry->verb || old->code != code;
  guint delay_s = mms_backoff_get_delay_s (attempts, g_random_double ());
  g_autoptr (MmsProblem) problem
      = mms_problem_new (entry->verb, code, error->message, attempts, mms_pipeline_now_s (),
                         heals ? mms_pipeline_now_s () + delay_s : 0);

  mms_job_set_problem (entry->job, problem);
  rest_figures (entry->job);
  entry->due_at_us = heals ? g_get_monotonic_time () + (gint64) delay_s * G_USEC_PER_SEC : 0;
  if (!is_news)
    return NULL;
  return mms_event_new (mms_pipeline_now_s (), mms_job_get_fact (entry->job), TRUE, "mms", error->message);
}

static void
swept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsPipeline) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!mms_local_files_remove_finish (MMS_LOCAL_FILES (source), result, &error))
    g_warning ("removing the unfinished work of a forgotten job: %s", error->message);
  self->writes--;
  mms_pipeline_consider (self);
}

/* The unfinished bytes of a forgotten job go, too; the seedbox and finished files are left alone.
 * Its write was counted when it was forgotten. */
void
mms_pipeline_sweep (MmsEntry *entry)
{
  MmsPipeline *self = entry->pipeline;
  g_autofree char *leftovers = NULL;

  if (self->world == NULL || self->world->staging == NULL)
    {
      self->writes--;
      return;
    }
  leftovers = g_build_filename (self->world->staging, mms_job_get_hash (entry->job), NULL);
  mms_local_files_remove_async (self->world->local_files, leftovers, self->world->staging, NULL, swept,
                                g_object_ref (self));
}

static void
stepped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MmsPipeline *self = MMS_PIPELINE (source);
  MmsEntry *entry = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsOutcome) outcome = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (MmsEvent) event = NULL;

  g_clear_object (&entry->cancellable);
  g_clear_pointer (&entry->world, mms_world_unref);
  mms_job_set_running (entry->job, FALSE);
  if (entry->removed)
    mms_pipeline_sweep (entry);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      entry->due_at_us = 0;
      rest_figures (entry->job);
    }
  else if (outcome != NULL && !outcome->reached)
    {
      entry->due_at_us = g_get_monotonic_time () + (gint64) outcome->again_in_s * G_USEC_PER_SEC;
      if (mms_job_get_problem (entry->job) != NULL)
        {
          mms_job_set_problem (entry->job, NULL);
          write_down (entry, NULL);
        }
    }
  else
    {
      event = outcome != NULL ? advance (entry, outcome) : fail (entry, error);
      write_down (entry, event);
    }
  mms_pipeline_consider (self);
  entry_unref (entry);
}

/* A write under way. */
typedef struct
{
  MmsPipeline *pipeline; /* (owned) */
  MmsEntry *entry;    /* (owned) */
  MmsEvent *event; /* (owned) (nullable) */
  GTask *task;     /* (owned) (nullable): a person waits for it */
} Write;

void
mms_pipeline_write (MmsEntry *entry, MmsEvent *event, GTask *task)
{
  Write *write = g_new0 (Write, 1);

  write->pipeline = g_object_ref (entry->pipeline);
  write->entry = g_rc_box_acquire (entry);
  write->event = event != NULL ? mms_event_new (event->at, event->fact, event->problem, event->who,
                                                event->message)
                               : NULL;
  write->task = task;
  entry->writes++;
  mms_job_set_updated_at (entry->job, mms_pipeline_now_s ());
  mms_journal_record_async (entry->pipeline->journal, entry->job, event, NULL, written, write);
}

static void
write_down (MmsEntry *entry, MmsEvent *event)
{
  mms_pipeline_write (entry, event, NULL);
}

/* What the journal refused is true all the same, but nothing is built on it before it stands. */
static void
refuse_to_go_on (MmsEntry *entry, const GError *error)
{
  g_autoptr (MmsProblem) problem = NULL;
  MmsVerb verb = MMS_VERB_CLEAN;

  mms_fact_get_next_verb (mms_job_get_fact (entry->job), &verb);
  problem = mms_problem_new (verb, error->domain == MMS_ERROR ? (MmsError) error->code : MMS_ERROR_REFUSED,
                             error->message, 1, mms_pipeline_now_s (), mms_pipeline_now_s () + JOURNAL_AGAIN_S);
  mms_job_set_problem (entry->job, problem);
  entry->due_at_us = g_get_monotonic_time () + JOURNAL_AGAIN_S * G_USEC_PER_SEC;
}

static void
written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Write *write = user_data;
  MmsEntry *entry = write->entry;
  g_autoptr (MmsPipeline) self = write->pipeline;
  g_autoptr (GError) error = NULL;

  entry->writes--;
  entry->unwritten = !mms_journal_record_finish (MMS_JOURNAL (source), result, &error);
  if (entry->unwritten)
    refuse_to_go_on (entry, error);
  if (!entry->unwritten && write->event != NULL)
    g_signal_emit (self, signals[EVENT], 0, entry->job, write->event);
  if (write->task != NULL && entry->unwritten)
    g_task_return_error (write->task, g_error_copy (error));
  else if (write->task != NULL)
    g_task_return_boolean (write->task, TRUE);
  g_clear_object (&write->task);
  mms_event_free (write->event);
  entry_unref (entry);
  g_free (write);
  mms_pipeline_consider (self);
}

/* Begins to work. Needs a world; may be called before there is one. */
void
mms_pipeline_start (MmsPipeline *self)
{
  self->started = TRUE;
  look_at_what_was_missing (self);
  mms_pipeline_consider (self);
}

/**
 * mms_pipeline_stop_async:
 *
 * Cancels the steps at work and answers when the last fact is written. Nothing is lost: a step that
 * was cancelled is run again after the next start.
 */
void
mms_pipeline_stop_async (MmsPipeline *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  GHashTableIter iter;
  gpointer value = NULL;

  g_task_set_source_tag (task, mms_pipeline_stop_async);
  self->started = FALSE;
  g_clear_handle_id (&self->timer_id, g_source_remove);
  if (self->stopping != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "Stopping already");
      return;
    }
  self->stopping = g_steal_pointer (&task);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((MmsEntry *) value)->cancellable != NULL)
      g_cancellable_cancel (((MmsEntry *) value)->cancellable);
  stop_if_quiet (self);
}

gboolean
mms_pipeline_stop_finish (MmsPipeline *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Returns: (transfer none): the jobs (#MmsJob) in the order in which they came */
GListModel *
mms_pipeline_get_jobs (MmsPipeline *self)
{
  return G_LIST_MODEL (self->jobs);
}

/* Returns: (transfer none) (nullable): the job of an info-hash in upper case */
MmsJob *
mms_pipeline_find (MmsPipeline *self, const char *hash)
{
  MmsEntry *entry = g_hash_table_lookup (self->entries, hash);

  return entry != NULL ? entry->job : NULL;
}

gboolean
mms_pipeline_get_ignored (MmsPipeline *self, const char *hash)
{
  return g_hash_table_contains (self->ignored, hash);
}

/* Cleaning may wait for a ratio for weeks; that is no work. */
static gboolean
can_go_on (MmsEntry *entry)
{
  const MmsProblem *problem = mms_job_get_problem (entry->job);
  MmsFact fact = mms_job_get_fact (entry->job);

  if (is_busy (entry) || entry->unwritten)
    return TRUE;
  if (fact == MMS_FACT_DONE || mms_job_is_held (entry->job) || (problem != NULL && problem->next_at == 0))
    return FALSE;
  return fact != MMS_FACT_IMPORTED || problem != NULL || entry->due_at_us == 0;
}

/* Returns: whether no job can go on by itself: all are done or wait for a person */
gboolean
mms_pipeline_get_idle (MmsPipeline *self)
{
  GHashTableIter iter;
  gpointer value = NULL;

  if (self->writes > 0)
    return FALSE;
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (can_go_on (value))
      return FALSE;
  return TRUE;
}

void
mms_pipeline_begin_job (MmsPipeline *self, MmsJob *job, const char *who, const char *message, GTask *task)
{
  g_autoptr (MmsEvent) event = mms_event_new (mms_pipeline_now_s (), mms_job_get_fact (job), FALSE, who, message);
  MmsEntry *entry = NULL;

  if (mms_job_get_added_at (job) == 0)
    mms_job_set_added_at (job, mms_pipeline_now_s ());
  entry = add_entry (self, job);
  mms_pipeline_write (entry, event, task);
}

/**
 * mms_pipeline_adopt:
 * @job: (transfer none): a torrent that somebody else put on the seedbox
 * @who: "sonarr", "radarr" or "mms"
 * @message: for its history
 *
 * Takes a job on the road at the fact that it has. One that is known or ignored is left alone.
 */
void
mms_pipeline_adopt (MmsPipeline *self, MmsJob *job, const char *who, const char *message)
{
  const char *hash = mms_job_get_hash (job);

  if (mms_pipeline_find (self, hash) != NULL || mms_pipeline_get_ignored (self, hash))
    return;
  mms_pipeline_begin_job (self, job, who, message, NULL);
  tell_idle (self);
}
