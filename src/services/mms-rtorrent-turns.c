/* Lets one change at a time pass to rTorrent, with a pause after each.
 *
 * rTorrent 0.9.8 aborts or hangs when it is told to change a torrent in the wrong moment, and
 * answers one request at a time. A client that gives it no rest is the wrong client.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-rtorrent-turns.h"

struct _MmsRtorrentTurns
{
  GObject parent_instance;

  guint pause_ms;
  gboolean taken;
  gint64 free_at_us; /* monotonic: not before that */
  GQueue waiting;    /* (owned) (element-type GTask) */
  GSource *timer;    /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (MmsRtorrentTurns, mms_rtorrent_turns, G_TYPE_OBJECT);

static void advance (MmsRtorrentTurns *self);

static void
stop_timer (MmsRtorrentTurns *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static gboolean
timer_cb (gpointer user_data)
{
  MmsRtorrentTurns *self = user_data;

  stop_timer (self);
  advance (self);
  return G_SOURCE_REMOVE;
}

static void
start_timer (MmsRtorrentTurns *self, gint64 wait_us)
{
  self->timer = g_timeout_source_new ((guint) (wait_us / 1000 + 1));
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

/* Takes the cancellable's source off @task. */
static void
stop_watching (GTask *task)
{
  GSource *source = g_task_get_task_data (task);

  if (source != NULL)
    g_source_destroy (source);
}

static void
advance (MmsRtorrentTurns *self)
{
  gint64 wait_us = self->free_at_us - g_get_monotonic_time ();
  g_autoptr (GTask) task = NULL;

  if (self->taken || self->timer != NULL || g_queue_is_empty (&self->waiting))
    return;
  if (wait_us > 0)
    {
      start_timer (self, wait_us);
      return;
    }
  task = g_queue_pop_head (&self->waiting);
  stop_watching (task);
  self->taken = TRUE;
  g_task_return_boolean (task, TRUE);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = user_data; /* the queue's reference, where it is there still */
  MmsRtorrentTurns *self = g_task_get_source_object (task);

  stop_watching (task);
  if (g_queue_remove (&self->waiting, task))
    g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/**
 * mms_rtorrent_turns_take_async:
 *
 * Answers when it is the caller's turn. Whoever was given a turn must give it back, also when
 * cancelled by then.
 */
void
mms_rtorrent_turns_take_async (MmsRtorrentTurns *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GSource *source = NULL;

  g_task_set_source_tag (task, mms_rtorrent_turns_take_async);
  g_task_set_check_cancellable (task, FALSE);
  if (cancellable != NULL)
    {
      source = g_cancellable_source_new (cancellable);
      g_source_set_callback (source, G_SOURCE_FUNC (cancelled_cb), task, NULL);
      g_source_attach (source, g_task_get_context (task));
      g_task_set_task_data (task, source, (GDestroyNotify) g_source_unref);
    }
  g_queue_push_tail (&self->waiting, task);
  advance (self);
}

/* Returns: whether the turn was given; cancellation is the only error */
gboolean
mms_rtorrent_turns_take_finish (MmsRtorrentTurns *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* @changed: whether rTorrent was told to change anything, and needs its rest */
void
mms_rtorrent_turns_give_back (MmsRtorrentTurns *self, gboolean changed)
{
  g_return_if_fail (self->taken);

  self->taken = FALSE;
  if (changed)
    self->free_at_us = g_get_monotonic_time () + (gint64) self->pause_ms * 1000;
  advance (self);
}

void
mms_rtorrent_turns_set_pause (MmsRtorrentTurns *self, guint pause_ms)
{
  self->pause_ms = pause_ms;
}

static void
mms_rtorrent_turns_finalize (GObject *object)
{
  MmsRtorrentTurns *self = MMS_RTORRENT_TURNS (object);

  stop_timer (self);
  g_queue_clear (&self->waiting); /* empty: each task holds us */

  G_OBJECT_CLASS (mms_rtorrent_turns_parent_class)->finalize (object);
}

static void
mms_rtorrent_turns_class_init (MmsRtorrentTurnsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_rtorrent_turns_finalize;
}

static void
mms_rtorrent_turns_init (MmsRtorrentTurns *self)
{
  g_queue_init (&self->waiting);
}

/* @pause_ms: after each change, before the next turn */
MmsRtorrentTurns *
mms_rtorrent_turns_new (guint pause_ms)
{
  MmsRtorrentTurns *self = g_object_new (MMS_TYPE_RTORRENT_TURNS, NULL);

  self->pause_ms = pause_ms;
  return self;
}
