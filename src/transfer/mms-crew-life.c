/* How the lines of a crew come and go: their turn to dial, what a refusal teaches, their end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-crew-state.h"

#include <unistd.h>

/* After one was not let in. */
#define KNOCK_AGAIN_US (G_USEC_PER_SEC)

int
mms_crew_line_get_wake_fd (MmsCrewLine *self)
{
  return self->wake_fd;
}

/* Returns: (transfer none): ends its dialling */
GCancellable *
mms_crew_line_get_cancellable (MmsCrewLine *self)
{
  return self->cancellable;
}

gboolean
mms_crew_is_stopped (MmsCrew *self)
{
  gboolean stopped;

  g_mutex_lock (&self->lock);
  stopped = self->stopped;
  g_mutex_unlock (&self->lock);
  return stopped;
}

/* Takes back what woke the line. */
void
mms_crew_line_slept (MmsCrewLine *self)
{
  guint64 count;

  (void) !read (self->wake_fd, &count, sizeof count);
}

/* Waits for its turn to dial. Returns: %FALSE where the line is not wanted any more */
gboolean
mms_crew_may_dial (MmsCrew *self, MmsCrewLine *line)
{
  gboolean may;

  g_mutex_lock (&self->lock);
  while (!self->stopped && self->dialling + self->knocking >= self->handshakes)
    g_cond_wait (&self->changed, &self->lock);
  may = !self->stopped && !line->leaves;
  line->dialling = may;
  self->dialling += may;
  g_mutex_unlock (&self->lock);
  return may;
}

/* A line that dialled early waits until somebody was let in: a wrong password is sent once. Returns:
 * %FALSE where nobody was, or it is not wanted any more */
gboolean
mms_crew_may_enter (MmsCrew *self, MmsCrewLine *line)
{
  gboolean may;

  g_mutex_lock (&self->lock);
  while (line->early && !self->stopped && !line->leaves && !self->entered && self->knocking > 0)
    g_cond_wait (&self->changed, &self->lock);
  may = !self->stopped && !line->leaves && (!line->early || self->entered);
  line->early = FALSE;
  line->leaves |= !may;
  g_mutex_unlock (&self->lock);
  return may;
}

static void
end_dialling (MmsCrew *self, MmsCrewLine *line)
{
  self->dialling -= line->dialling;
  line->dialling = FALSE;
  g_cond_broadcast (&self->changed);
}

/* @round_trip_us: as the greeting took */
void
mms_crew_is_up (MmsCrew *self, MmsCrewLine *line, gint64 round_trip_us)
{
  g_mutex_lock (&self->lock);
  end_dialling (self, line);
  line->up = TRUE;
  self->entered = TRUE;
  line->idle_since_us = 0;
  mms_crew_size_greet (&self->size, round_trip_us);
  g_mutex_unlock (&self->lock);
}

static void
fail_all (MmsCrew *self, const GError *cause)
{
  for (guint i = 0; i < self->errands->len; i++)
    {
      MmsErrand *errand = self->errands->pdata[i];

      if (errand->error == NULL)
        errand->error = g_error_copy (cause);
    }
  mms_crew_wake_all (self);
}

/* Whether somebody else sees to it that there is a line. */
static gboolean
has_others (MmsCrew *self, MmsCrewLine *line)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      MmsCrewLine *other = self->lines->pdata[i];

      if (other != line && !other->leaves)
        return TRUE;
    }
  return FALSE;
}

static void
wait_to_redial (MmsCrew *self, MmsCrewLine *line)
{
  gint64 until_us =
    g_get_monotonic_time () + (gint64) mms_redial_get_ms (&self->redial, self->tried) * 1000;

  while (!self->stopped && !line->leaves && self->errands->len > 0 &&
         g_cond_wait_until (&self->changed, &self->lock, until_us))
    ;
}

/* A line was not let in while others work: too many knocked at a time, or there are enough of them.
 * @dialled: that did */
static void
learn_refusal (MmsCrew *self, guint dialled)
{
  gint64 now_us = g_get_monotonic_time ();

  self->dial_after_us = now_us + KNOCK_AGAIN_US;
  if (dialled > 1)
    self->handshakes = MAX (MIN (self->handshakes, dialled) / 2, 1);
  else
    mms_crew_size_refuse (&self->size, now_us, mms_crew_count_up (self));
}

/**
 * mms_crew_is_down:
 * @cause: why the line broke, or never stood
 *
 * While others work, one that is not let in shows where the server's limit is, and one that broke
 * is left to them. The last one dials again, with growing pauses, until it is enough.
 *
 * Returns: whether the line is to dial again
 */
gboolean
mms_crew_is_down (MmsCrew *self, MmsCrewLine *line, const GError *cause)
{
  gboolean was_up, again = FALSE;
  guint dialled;

  g_mutex_lock (&self->lock);
  was_up = line->up;
  dialled = self->dialling;
  line->up = FALSE;
  mms_crew_line_detach (line);
  end_dialling (self, line);
  g_debug ("A line is down: %s", cause->message);
  if (self->stopped || line->leaves || self->errands->len == 0)
    again = FALSE;
  else if (g_error_matches (cause, MMS_ERROR, MMS_ERROR_UNTRUSTED))
    fail_all (self, cause);
  else if (has_others (self, line))
    {
      if (!was_up && mms_crew_count_up (self) > 0)
        learn_refusal (self, dialled);
      else /* nobody takes its place before a byte came: they might take turns at it for ever */
        self->tried = MAX (self->tried, 1);
    }
  else if (!mms_error_may_heal (cause) || ++self->tried > self->redial.tries)
    {
      fail_all (self, cause);
      self->tried = 0;
    }
  else
    {
      wait_to_redial (self, line);
      again = !self->stopped && !line->leaves && self->errands->len > 0;
    }
  line->leaves |= !again;
  mms_crew_wake_all (self);
  g_mutex_unlock (&self->lock);
  return again;
}

/* Hands over the connection of a line that leaves. Takes @session where somebody waits for it.
 *
 * Returns: whether it did */
gboolean
mms_crew_lend (MmsCrew *self, MmsCrewLine *line, MmsSftpSession *session)
{
  gboolean lends;

  g_mutex_lock (&self->lock);
  lends = line->lends && !self->stopped;
  line->lends = FALSE;
  if (lends)
    g_ptr_array_add (self->lent, session);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return lends;
}

/* The line's thread ends; @line is freed. */
void
mms_crew_gone (MmsCrew *self, MmsCrewLine *line)
{
  g_mutex_lock (&self->lock);
  mms_crew_line_detach (line);
  end_dialling (self, line);
  g_ptr_array_remove_fast (self->lines, line);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  g_object_unref (line->cancellable);
  close (line->wake_fd);
  g_free (line);
}
