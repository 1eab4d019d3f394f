/* Tells each line of a crew what to do next, and takes what it did.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-crew-state.h"

#include <glib/gi18n-lib.h>

#include "transfer/mms-remote-path.h"

/* What a line takes at a time: so much may be lost to a fair share, or to another's turn. */
#define SEGMENT_BYTES (16 * 1024 * 1024)
#define MIN_SEGMENT_BYTES (1024 * 1024)
/* So much one release may be ahead of another of the same priority, before a line changes over. */
#define AHEAD_BYTES (4 * 1024 * 1024)
#define MIN_AHEAD_BYTES (128 * 1024)
/* Without anything to do, until a line hangs up. */
#define IDLE_US (10 * G_USEC_PER_SEC)

/* The most urgent first, of those the one that got the least. */
static int
compare_errands (gconstpointer a, gconstpointer b)
{
  const MmsErrand *left = *(MmsErrand *const *) a;
  const MmsErrand *right = *(MmsErrand *const *) b;

  if (left->what.priority != right->what.priority)
    return left->what.priority > right->what.priority ? -1 : 1;
  if (left->granted != right->granted)
    return left->granted < right->granted ? -1 : 1;
  return left->lines < right->lines ? -1 : left->lines > right->lines;
}

static gint64
get_segment_bytes (MmsCrew *self, MmsErrand *errand)
{
  gint64 share = mms_haul_get_bytes_to_ask (errand->what.haul) / (gint64) (2 * self->lines->len);

  return CLAMP (share, MIN_SEGMENT_BYTES, SEGMENT_BYTES);
}

/* Returns: how much an errand may be ahead of its equals: a quarter of a second under a limit */
static gint64
get_ahead_bytes (MmsCrew *self)
{
  return self->limit.rate > 0 ? CLAMP (self->limit.rate / 4, MIN_AHEAD_BYTES, AHEAD_BYTES)
                              : AHEAD_BYTES;
}

/* Returns: whether the errand's own limit lets something go now */
static gboolean
may_go (MmsErrand *errand, gint64 bytes, gint64 *until_us)
{
  return mms_rate_limit_ask (&errand->limit, g_get_monotonic_time (), bytes, until_us) > 0;
}

/* Whether a line that works on @mine is to work on @other instead. */
static gboolean
goes_before (MmsCrew *self, MmsErrand *other, MmsErrand *mine, gboolean mine_may_go)
{
  if (other->what.priority != mine->what.priority)
    return other->what.priority > mine->what.priority || !mine_may_go;
  return !mine_may_go || other->granted + get_ahead_bytes (self) < mine->granted;
}

/* Whether a line is to leave its segment: for what is more urgent, for what got less, and where the
 * errand's own limit holds it back: that is no reason to keep the others waiting. */
static gboolean
is_turn_of_another (MmsCrew *self, MmsErrand *mine, gint64 bytes, gint64 *until_us)
{
  gboolean mine_may_go = may_go (mine, bytes, until_us);

  for (guint i = 0; i < self->errands->len; i++)
    {
      MmsErrand *other = self->errands->pdata[i];

      if (other != mine && other->error == NULL && mms_haul_get_free (other->what.haul) &&
          goes_before (self, other, mine, mine_may_go) && may_go (other, bytes, until_us))
        return TRUE;
    }
  return FALSE;
}

/* Finds work for a line. */
static gboolean
attach (MmsCrew *self, MmsCrewLine *line, gint64 bytes, gint64 *until_us)
{
  g_ptr_array_sort (self->errands, compare_errands);
  for (guint i = 0; i < self->errands->len; i++)
    {
      MmsErrand *errand = self->errands->pdata[i];

      if (errand->error != NULL || !may_go (errand, bytes, until_us) ||
          !mms_haul_take (errand->what.haul, get_segment_bytes (self, errand), &line->segment))
        continue;
      line->errand = mms_errand_ref (errand);
      errand->lines++;
      return TRUE;
    }
  return FALSE;
}

/* Returns: how much may be asked for now, by all limits */
static gint64
ask_limits (MmsCrew *self, MmsErrand *errand, gint64 bytes, gint64 *until_us)
{
  gint64 now_us = g_get_monotonic_time ();

  if (self->limit.rate == 0 && errand->limit.rate == 0)
    return bytes;
  bytes = mms_rate_limit_ask (&self->limit, now_us, bytes, until_us);
  return bytes > 0 ? mms_rate_limit_ask (&errand->limit, now_us, bytes, until_us) : 0;
}

/* Counts what an errand got. What another did not take meanwhile, by its own limit or because it was
 * not there, is not made up for later. */
static void
count_granted (MmsCrew *self, MmsErrand *mine, gint64 bytes)
{
  gint64 least;

  mine->granted += bytes;
  least = mine->granted - 2 * get_ahead_bytes (self);
  for (guint i = 0; i < self->errands->len; i++)
    {
      MmsErrand *other = self->errands->pdata[i];

      if (other->what.priority >= mine->what.priority)
        other->granted = MAX (other->granted, least);
    }
}

static gboolean
grant (MmsCrew *self, MmsCrewLine *line, gint64 bytes, MmsErrand **errand, MmsGrant *granted)
{
  MmsErrand *mine = line->errand;

  if (!mms_haul_grant (mine->what.haul, &line->segment, bytes, granted))
    return FALSE;
  mms_rate_limit_spend (&self->limit, granted->bytes);
  mms_rate_limit_spend (&mine->limit, granted->bytes);
  count_granted (self, mine, granted->bytes);
  line->idle_since_us = 0;
  *errand = mms_errand_ref (mine);
  return TRUE;
}

static MmsNext
idle (MmsCrew *self, MmsCrewLine *line, gint64 *until_us)
{
  gint64 now_us = g_get_monotonic_time ();

  self->starved = TRUE;
  if (line->idle_since_us == 0)
    line->idle_since_us = now_us;
  if (self->errands->len == 0 && now_us >= line->idle_since_us + IDLE_US)
    {
      line->leaves = TRUE;
      return MMS_NEXT_LEAVE;
    }
  if (self->errands->len == 0)
    *until_us = MIN (*until_us, line->idle_since_us + IDLE_US);
  line->waits = TRUE;
  return MMS_NEXT_WAIT;
}

static MmsNext
choose_next (MmsCrew *self, MmsCrewLine *line, gint64 max_bytes, MmsErrand **errand,
             MmsGrant *granted, gint64 *until_us)
{
  for (;;)
    {
      gint64 bytes;

      if (line->errand != NULL &&
          (line->errand->gone || line->errand->error != NULL ||
           is_turn_of_another (self, line->errand, max_bytes, until_us)))
        mms_crew_line_detach (line);
      if (line->errand == NULL && self->size.wanted > 0 && mms_crew_count_staying (self) > self->size.wanted)
        {
          line->leaves = TRUE;
          return MMS_NEXT_LEAVE;
        }
      if (self->paused || (line->errand == NULL && !attach (self, line, max_bytes, until_us)))
        return idle (self, line, until_us);
      bytes = ask_limits (self, line->errand, max_bytes, until_us);
      if (bytes == 0)
        {
          self->starved = TRUE;
          line->waits = TRUE;
          return MMS_NEXT_WAIT;
        }
      if (grant (self, line, bytes, errand, granted))
        return MMS_NEXT_ASK;
      mms_crew_line_detach (line);
    }
}

/**
 * mms_crew_next:
 * @errand: (out) (transfer full): with %MMS_NEXT_ASK
 * @until_us: (inout): lowered to when to come again by itself, monotonic
 *
 * Tells a line what to do.
 */
MmsNext
mms_crew_next (MmsCrew *self, MmsCrewLine *line, gint64 max_bytes, MmsErrand **errand,
               MmsGrant *granted, gint64 *until_us)
{
  MmsNext next;

  g_mutex_lock (&self->lock);
  if (self->stopped || line->leaves)
    {
      mms_crew_line_detach (line);
      next = MMS_NEXT_LEAVE;
    }
  else
    next = choose_next (self, line, max_bytes, errand, granted, until_us);
  g_mutex_unlock (&self->lock);
  return next;
}

/* What was granted will not come over this line. */
void
mms_crew_give_back (MmsCrew *self, MmsErrand *errand, gint64 begin, gint64 bytes)
{
  g_mutex_lock (&self->lock);
  if (!errand->gone)
    mms_haul_give_back (errand->what.haul, begin, bytes);
  mms_crew_wake_all (self);
  g_mutex_unlock (&self->lock);
}

/* Returns: %FALSE where nobody wants it any more; else its plan, haul and staging are there until
 * mms_crew_end_writing() */
gboolean
mms_crew_begin_writing (MmsCrew *self, MmsErrand *errand)
{
  gboolean may;

  g_mutex_lock (&self->lock);
  may = !errand->gone && errand->error == NULL;
  errand->busy += may;
  g_mutex_unlock (&self->lock);
  return may;
}

void
mms_crew_end_writing (MmsCrew *self, MmsErrand *errand)
{
  g_mutex_lock (&self->lock);
  errand->busy--;
  if (errand->gone) /* its fetch waits for that */
    g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/**
 * mms_crew_arrived:
 * @begin: @bytes of one file and one unit were written
 *
 * Returns: whether the unit is to be judged now, by mms_crew_settle()
 */
gboolean
mms_crew_arrived (MmsCrew *self, MmsCrewLine *line, MmsErrand *errand, gint64 begin, gint64 bytes)
{
  gboolean complete;

  g_mutex_lock (&self->lock);
  complete = mms_haul_arrived (errand->what.haul, begin, bytes);
  self->received += bytes;
  self->tried = 0;
  mms_fetch_progress_add_received (errand->what.progress, bytes);
  mms_fetch_progress_set_done (errand->what.progress,
                               mms_haul_get_bytes_done (errand->what.haul));
  g_mutex_unlock (&self->lock);
  return complete;
}

/* Returns: the last file that has bytes in a unit */
static const MmsFetchFile *
find_last_file (MmsErrand *errand, MmsRange unit)
{
  const MmsFetchFile *last = NULL;
  gint64 at = unit.begin;
  guint found;

  while (at < unit.end && mms_haul_find_file (errand->what.haul, at, &found))
    {
      const MmsFetchFile *file = errand->what.plan->files->pdata[found];

      if (last == NULL || file->offset < unit.end)
        last = file;
      at = file->offset + file->bytes;
    }
  return last;
}

/* Says that a unit was bad too often: which files it is in, and where. */
static void
fail_corrupt (MmsErrand *errand, guint unit)
{
  MmsRange range = mms_haul_get_unit (errand->what.haul, unit);
  const MmsFetchFile *last = find_last_file (errand, range);
  const MmsFetchFile *file;
  g_autofree char *shown = NULL;
  g_autofree char *shown_last = mms_remote_path_show (last->path);
  g_autofree char *offset = NULL;
  guint found = 0;

  mms_haul_find_file (errand->what.haul, range.begin, &found);
  file = errand->what.plan->files->pdata[found];
  shown = mms_remote_path_show (file->path);
  offset = g_strdup_printf ("%" G_GINT64_FORMAT, MAX (range.begin - file->offset, 0));
  if (file == last)
    g_set_error (&errand->error, MMS_ERROR, MMS_ERROR_CORRUPT,
                 /* Translators: %1$s is a file of a torrent, %2$s a number of bytes */
                 _ ("“%1$s” is damaged on the seedbox: its piece at byte %2$s is not what the "
                    "torrent says, three times in a row. Let rTorrent check the torrent there (it "
                    "loads the piece again), then try again"),
                 shown, offset);
  else
    g_set_error (&errand->error, MMS_ERROR, MMS_ERROR_CORRUPT,
                 /* Translators: %1$s and %3$s are files of a torrent, %2$s a number of bytes */
                 _ ("The piece from byte %2$s of “%1$s” to “%3$s” is damaged on the seedbox: it "
                    "is not what the torrent says, three times in a row. Let rTorrent check the "
                    "torrent there (it loads the piece again), then try again"),
                 shown, offset, shown_last);
}

/* @good: whether the unit is what the torrent says; a bad one is asked for again */
void
mms_crew_settle (MmsCrew *self, MmsErrand *errand, guint unit, gboolean good)
{
  g_mutex_lock (&self->lock);
  if (!mms_haul_settle (errand->what.haul, unit, good) && errand->error == NULL)
    fail_corrupt (errand, unit);
  if (!good)
    g_debug ("Unit %u is bad", unit);
  if (!good || mms_haul_get_whole (errand->what.haul))
    mms_crew_wake_all (self);
  g_mutex_unlock (&self->lock);
}

/* The errand cannot go on. Takes @error. */
void
mms_crew_fail (MmsCrew *self, MmsErrand *errand, GError *error)
{
  g_mutex_lock (&self->lock);
  if (errand->error == NULL)
    errand->error = g_steal_pointer (&error);
  mms_crew_wake_all (self);
  g_mutex_unlock (&self->lock);
  g_clear_error (&error);
}
