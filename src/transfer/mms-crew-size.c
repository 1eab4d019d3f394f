/* Decides how many connections pay.
 *
 * One connection carries what it keeps in flight a round trip; sshd slows down where it has to
 * queue much on one, so more bytes in flight need more connections, until the line or a processor
 * is full. That is found by trying: some more are kept if the rate rises, half or one less if it does
 * not fall.
 *
 *   measure ──> more ──rose──> more …
 *                └──not──> hold ──> fewer ──did not fall──> fewer …
 *                                     └──fell──> hold ──> measure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-crew-size.h"

#define WINDOW_US (1200 * 1000)
/* So much over each fills processors, as beside a near server: a trial of more costs more than it may
 * bring, unless there is much to fetch. */
#define FAST_LINE 50e6 /* bytes a second */
#define FAST_WINDOW_US (5 * G_USEC_PER_SEC)
#define PAYS 1.05        /* the rate with more of them must be above this many times the one before */
#define COSTS 0.97       /* the rate with one less must be above this many times the one before */
#define FIRST_HOLD_US (20 * G_USEC_PER_SEC)
#define MAX_HOLD_US (300 * G_USEC_PER_SEC)
#define REFUSED_US (600 * G_USEC_PER_SEC)
#define FIRST_LINES 2 /* measured at 0 ms, with two processors */
/* One more to begin with for so much of a round trip: measured at 40 and 100 ms. */
#define ROUND_TRIP_A_LINE_US (5 * 1000)
#define MOST_FIRST_LINES 10
/* sshd forks, executes itself and reads its keys before it says a word. */
#define SERVER_START_US (30 * 1000)

/* @remembered: how many paid with this server the last time; 0: not known */
void
mms_crew_size_init (MmsCrewSize *self, guint remembered)
{
  *self = (MmsCrewSize) { 0 };
  self->most = MMS_CREW_MOST_LINES;
  self->wanted = MIN (remembered, MMS_CREW_MOST_LINES);
  self->hold_us = FIRST_HOLD_US;
}

static guint
get_first_lines (gint64 round_trip_us)
{
  return (guint) CLAMP (FIRST_LINES + round_trip_us / ROUND_TRIP_A_LINE_US, 1, MOST_FIRST_LINES);
}

/* @took_us: until the first word of a server that had to start first
 *
 * Returns: how many lines there will be at least, before the round trip was measured */
guint
mms_crew_size_guess (gint64 took_us)
{
  return get_first_lines (MAX (took_us - SERVER_START_US, 0));
}

/* The server's first answer took so long: the farther, the more are begun with. */
void
mms_crew_size_greet (MmsCrewSize *self, gint64 round_trip_us)
{
  if (self->wanted == 0)
    self->wanted = get_first_lines (round_trip_us);
  self->wanted = MIN (self->wanted, self->most);
}

/* The server did not let one more in, while @up were. It is remembered for ten minutes. */
void
mms_crew_size_refuse (MmsCrewSize *self, gint64 now_us, guint up)
{
  self->most = MAX (up, 1);
  self->most_until_us = now_us + REFUSED_US;
  self->wanted = MIN (self->wanted, self->most);
  self->phase = MMS_CREW_PHASE_HOLD;
  self->hold_until_us = now_us + self->hold_us;
  self->since_us = 0;
}

static void
hold (MmsCrewSize *self, gint64 now_us)
{
  self->phase = MMS_CREW_PHASE_HOLD;
  self->hold_until_us = now_us + self->hold_us;
  self->hold_us = MIN (self->hold_us * 2, MAX_HOLD_US);
}

static void
try_more (MmsCrewSize *self, gint64 now_us, double rate)
{
  guint step = self->wanted < 4 ? 1 : 2;

  self->before = self->wanted;
  self->rate_before = rate;
  if (self->wanted >= self->most)
    {
      hold (self, now_us);
      return;
    }
  self->phase = MMS_CREW_PHASE_MORE;
  self->wanted = MIN (self->wanted + step, self->most);
}

static void
try_fewer (MmsCrewSize *self)
{
  self->before = self->wanted;
  self->wanted = self->by_one ? self->wanted - 1 : (self->wanted + 1) / 2;
}

static void
end_hold (MmsCrewSize *self, double rate)
{
  self->fewer_next = !self->fewer_next;
  if (!self->fewer_next || self->wanted < 2)
    {
      self->phase = MMS_CREW_PHASE_MEASURE;
      return;
    }
  self->phase = MMS_CREW_PHASE_FEWER;
  self->rate_before = rate;
  try_fewer (self);
}

static void
conclude (MmsCrewSize *self, gint64 now_us, double rate)
{
  switch (self->phase)
    {
    case MMS_CREW_PHASE_MEASURE:
      try_more (self, now_us, rate);
      break;
    case MMS_CREW_PHASE_MORE:
      if (rate > self->rate_before * PAYS)
        {
          try_more (self, now_us, rate);
          break;
        }
      self->wanted = self->before;
      hold (self, now_us);
      break;
    case MMS_CREW_PHASE_FEWER:
      if (rate >= self->rate_before * COSTS && self->wanted > 1)
        {
          try_fewer (self);
          break;
        }
      if (rate < self->rate_before * COSTS)
        {
          self->by_one = self->wanted + 1 < self->before;
          self->wanted = self->before;
        }
      hold (self, now_us);
      break;
    case MMS_CREW_PHASE_HOLD:
      if (now_us >= self->hold_until_us)
        end_hold (self, rate);
      break;
    }
}

/**
 * mms_crew_size_judge:
 * @bytes: that came until now, over all
 * @up: connections that work
 * @busy: each has enough to do, and no limit holds them back: only then the rate tells anything
 *
 * To be called a few times a second. Returns: whether @self->wanted changed
 */
gboolean
mms_crew_size_judge (MmsCrewSize *self, gint64 now_us, gint64 bytes, guint up, gboolean busy)
{
  guint wanted = self->wanted;
  gint64 passed_us;
  double rate;

  if (self->most < MMS_CREW_MOST_LINES && now_us >= self->most_until_us)
    self->most = MMS_CREW_MOST_LINES;
  if (!busy || up != self->wanted)
    {
      self->since_us = 0;
      return FALSE;
    }
  if (self->since_us == 0)
    {
      self->since_us = now_us;
      self->bytes_then = bytes;
      return FALSE;
    }
  passed_us = now_us - self->since_us;
  if (passed_us < WINDOW_US)
    return FALSE;
  rate = (double) (bytes - self->bytes_then) * G_USEC_PER_SEC / (double) passed_us;
  if (self->phase == MMS_CREW_PHASE_MEASURE && rate > FAST_LINE * up && passed_us < FAST_WINDOW_US)
    return FALSE;
  conclude (self, now_us, rate);
  self->since_us = 0;
  return self->wanted != wanted;
}

/* Returns: why it is so many */
MmsLinesReason
mms_crew_size_get_reason (const MmsCrewSize *self)
{
  if (self->most < MMS_CREW_MOST_LINES && self->wanted >= self->most)
    return MMS_LINES_SERVER;
  if (self->wanted >= MMS_CREW_MOST_LINES)
    return MMS_LINES_MOST;
  return self->phase == MMS_CREW_PHASE_HOLD ? MMS_LINES_ENOUGH : MMS_LINES_MEASURING;
}
