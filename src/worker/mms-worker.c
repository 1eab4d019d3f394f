/* Runs blocking work on one named thread, in order, and answers on the caller's main context.
 *
 * Never GLib's shared pool: one library that hangs there starves everybody else's work.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "worker/mms-worker.h"

/* How many threads are running, of all workers. */
static GMutex running_lock;
static GCond running_fewer;
static guint running;
/* (owned) (nullable): the one that ended last. What libraries keep for each thread goes only after
 * its function returned; the next one that ends waits for that. */
static GThread *last_ended;

typedef struct
{
  GTask *task; /* (owned) (nullable): %NULL tells the thread to end */
  GTaskThreadFunc func;
} Work;

struct _MmsWorker
{
  GObject parent_instance;

  GThread *thread;    /* (owned) (nullable): %NULL once closed */
  GAsyncQueue *queue; /* (owned): of Work, shared with the thread */
};

G_DEFINE_FINAL_TYPE (MmsWorker, mms_worker, G_TYPE_OBJECT);

static void
begin_thread (void)
{
  g_mutex_lock (&running_lock);
  running++;
  g_mutex_unlock (&running_lock);
}

/* The last that a thread does. */
static void
end_thread (void)
{
  GThread *before;

  g_mutex_lock (&running_lock);
  before = last_ended;
  last_ended = g_thread_ref (g_thread_self ());
  running--;
  g_cond_broadcast (&running_fewer);
  g_mutex_unlock (&running_lock);
  if (before != NULL)
    g_thread_join (before);
}

static gboolean
drop (gpointer task)
{
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

/* Drops the thread's reference where the task lives: the last one may free models and widgets. */
static void
give_back (GTask *task)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, drop, task, NULL);
  g_source_attach (source, g_task_get_context (task));
}

/* Works off the queue until told to end. The queue is the thread's own reference: the worker
 * object may be gone while the last work is done. */
static gpointer
work_off (gpointer data)
{
  g_autoptr (GAsyncQueue) queue = data;

  for (;;)
    {
      g_autofree Work *work = g_async_queue_pop (queue);
      GTask *task = work->task;

      if (task == NULL)
        {
          end_thread ();
          return NULL;
        }
      if (!g_task_return_error_if_cancelled (task))
        work->func (task, g_task_get_source_object (task), g_task_get_task_data (task),
                    g_task_get_cancellable (task));
      give_back (task);
    }
}

static void
mms_worker_finalize (GObject *object)
{
  MmsWorker *self = MMS_WORKER (object);

  mms_worker_close (self);
  g_async_queue_unref (self->queue);

  G_OBJECT_CLASS (mms_worker_parent_class)->finalize (object);
}

static void
mms_worker_class_init (MmsWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_worker_finalize;
}

static void
mms_worker_init (MmsWorker *self)
{
  self->queue = g_async_queue_new ();
}

/**
 * mms_worker_new:
 * @name: the thread's name, at most 15 bytes, as seen in a debugger
 *
 * Returns: (transfer full): a worker with its thread running
 */
MmsWorker *
mms_worker_new (const char *name)
{
  MmsWorker *self = g_object_new (MMS_TYPE_WORKER, NULL);

  begin_thread ();
  self->thread = g_thread_new (name, work_off, g_async_queue_ref (self->queue));
  return self;
}

/**
 * mms_worker_run:
 * @task: (transfer none): what to answer; the worker takes a reference of its own
 * @func: called on the worker's thread; must return on @task exactly once
 *
 * Runs @func after everything that was handed over before. A task that was cancelled while it
 * waited is answered with %G_IO_ERROR_CANCELLED and never begun.
 */
void
mms_worker_run (MmsWorker *self, GTask *task, GTaskThreadFunc func)
{
  Work *work = NULL;

  g_return_if_fail (MMS_IS_WORKER (self));
  g_return_if_fail (self->thread != NULL);

  work = g_new0 (Work, 1);
  work->task = g_object_ref (task);
  work->func = func;
  g_async_queue_push (self->queue, work);
}

/* Ends the thread after the work that waits already; does not wait for it. May be called twice. */
void
mms_worker_close (MmsWorker *self)
{
  if (self->thread == NULL)
    return;
  g_async_queue_push (self->queue, g_new0 (Work, 1));
  g_clear_pointer (&self->thread, g_thread_unref);
}

/* Returns: how many pieces of work wait, the one at work not counted. */
guint
mms_worker_get_waiting (MmsWorker *self)
{
  return (guint) MAX (0, g_async_queue_length (self->queue));
}

typedef struct
{
  GThreadFunc func;
  gpointer data;
} Spawned;

static gpointer
run_spawned (gpointer data)
{
  g_autofree Spawned *self = data;

  self->func (self->data);
  end_thread ();
  return NULL;
}

/**
 * mms_worker_spawn:
 * @name: the thread's name, at most 15 bytes
 * @data: handed to @func on the new thread
 *
 * Runs @func on a thread of its own that nobody joins, and that mms_worker_wait_for_all() waits
 * for: for what lives as long as a connection does.
 */
void
mms_worker_spawn (const char *name, GThreadFunc func, gpointer data)
{
  Spawned *self = g_new0 (Spawned, 1);

  self->func = func;
  self->data = data;
  begin_thread ();
  g_thread_unref (g_thread_new (name, run_spawned, self));
}

/**
 * mms_worker_wait_for_all:
 * @timeout_ms: how long to wait at most
 *
 * Blocks until no worker's thread is running, nor giving back what libraries keep for it: for the
 * very end of a program, when its main loop has ended and its workers were closed. Libraries take
 * themselves down while the program exits (OpenSSL's cleanup), and a thread that still uses them
 * crashes.
 *
 * Returns: whether all have ended
 */
gboolean
mms_worker_wait_for_all (guint timeout_ms)
{
  gint64 until_us = g_get_monotonic_time () + (gint64) timeout_ms * 1000;
  GThread *last = NULL;
  gboolean ended = FALSE;

  g_mutex_lock (&running_lock);
  while (running > 0 && g_cond_wait_until (&running_fewer, &running_lock, until_us))
    ;
  ended = running == 0;
  if (ended)
    last = g_steal_pointer (&last_ended);
  g_mutex_unlock (&running_lock);
  if (last != NULL)
    g_thread_join (last);
  return ended;
}
