/* Lets a command call asynchronous functions one after the other.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-await.h"

struct _MmsAwait
{
  GMainLoop *loop;      /* (owned) */
  GAsyncResult *result; /* (owned) (nullable): came, and was not asked for yet */
  GAsyncResult *lent;   /* (owned) (nullable): the one that the command is reading */
};

MmsAwait *
mms_await_new (void)
{
  MmsAwait *self = g_new0 (MmsAwait, 1);

  self->loop = g_main_loop_new (NULL, FALSE);
  return self;
}

void
mms_await_free (MmsAwait *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->result);
  g_clear_object (&self->lent);
  g_main_loop_unref (self->loop);
  g_free (self);
}

/* The callback to give to the asynchronous function. */
void
mms_await_cb (GObject *source, GAsyncResult *result, gpointer wait)
{
  MmsAwait *self = wait;

  g_set_object (&self->result, result);
  g_main_loop_quit (self->loop);
}

/* Returns: (transfer none): the result, once it is there; valid until the next call */
GAsyncResult *
mms_await_result (MmsAwait *self)
{
  g_clear_object (&self->lent);
  while (self->result == NULL)
    g_main_loop_run (self->loop);
  self->lent = g_steal_pointer (&self->result);
  return self->lent;
}

static void
elapsed (gpointer loop)
{
  g_main_loop_quit (loop);
}

/* Lets time go by without stopping the loop. */
void
mms_await_ms (MmsAwait *self, guint interval_ms)
{
  g_timeout_add_once (interval_ms, elapsed, self->loop);
  g_main_loop_run (self->loop);
}
