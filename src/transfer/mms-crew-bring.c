/* Brings one release: what the thread of a fetch does while the lines of its crew work.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-crew-state.h"

#include <sys/eventfd.h>

#include "transfer/mms-haul-map.h"

/* Less than this is not worth a connection of its own. */
#define BYTES_A_LINE (8 * 1024 * 1024)
/* As much as a power cut may cost. */
#define CHECKPOINT_BYTES (64 * 1024 * 1024)
#define CHECKPOINT_US (2 * G_USEC_PER_SEC)
#define TICK_US (250 * 1000)
#define N_CELLS 256
/* Of a torrent with more files only the whole is shown. */
#define MAX_SHOWN_FILES 4096

/* @session: (transfer full) (nullable): open; %NULL: the line dials
 * @early: and waits before its login until another is in */
static void
start_line (MmsCrew *self, MmsSftpSession *session, gboolean early)
{
  MmsCrewLine *line = g_new0 (MmsCrewLine, 1);

  line->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  line->cancellable = g_cancellable_new ();
  line->early = early;
  if (session == NULL)
    session = mms_sftp_session_new (self->login, &self->patience);
  mms_sftp_session_set_cancellable (session, line->cancellable);
  g_ptr_array_add (self->lines, line);
  mms_line_start (self, line, session);
}

/* Returns: how many lines are worth having for so many bytes, and that limit */
static guint
limit_lines (MmsCrew *self, guint wanted, gint64 bytes)
{
  guint by_bytes = (guint) MIN ((bytes + BYTES_A_LINE - 1) / BYTES_A_LINE, MMS_CREW_MOST_LINES);

  /* A limit that a few lines fill needs no more of them. */
  if (self->limit.rate > 0)
    by_bytes = MIN (by_bytes, 1 + (guint) MIN (self->limit.rate / BYTES_A_LINE, 16));
  return MIN (MAX (wanted, 1), MAX (by_bytes, 1));
}

static guint
get_useful (MmsCrew *self, gint64 bytes)
{
  return limit_lines (self, self->size.wanted, bytes);
}

static gint64
get_bytes_to_ask (MmsCrew *self)
{
  gint64 bytes = 0;

  for (guint i = 0; i < self->errands->len; i++)
    {
      MmsErrand *errand = self->errands->pdata[i];

      if (errand->error == NULL)
        bytes += mms_haul_get_bytes_to_ask (errand->what.haul);
    }
  return bytes;
}

/* Opens as many lines as are worth having. While none stands, one is enough to find out. */
static void
keep_lines (MmsCrew *self, gint64 bytes)
{
  guint wanted = get_useful (self, bytes);

  if (self->stopped || self->paused)
    return;
  if (g_get_monotonic_time () < self->dial_after_us)
    return;
  if (self->tried > 0 || (self->size.wanted == 0 && self->lines->len > 0))
    wanted = 1;
  for (guint n = mms_crew_count_staying (self); n < wanted; n++)
    start_line (self, NULL, FALSE);
}

static MmsCrewLine *
find_idle (MmsCrew *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      MmsCrewLine *line = self->lines->pdata[i];

      if (line->up && line->waits && line->errand == NULL && !line->leaves)
        return line;
    }
  return NULL;
}

/**
 * mms_crew_borrow:
 *
 * Takes the connection of a line that has nothing to do: one that follows another needs no new
 * login. Waits a moment, until the line lets it go.
 *
 * Returns: (transfer full) (nullable): open; %NULL where no line is idle
 */
MmsSftpSession *
mms_crew_borrow (MmsCrew *self)
{
  MmsSftpSession *session = NULL;
  MmsCrewLine *line;

  g_mutex_lock (&self->lock);
  line = find_idle (self);
  if (line != NULL)
    {
      line->leaves = line->lends = TRUE;
      mms_crew_line_wake (line);
    }
  while (line != NULL && self->lent->len == 0 && g_ptr_array_find (self->lines, line, NULL))
    g_cond_wait (&self->changed, &self->lock);
  if (self->lent->len > 0)
    session = g_ptr_array_steal_index_fast (self->lent, 0);
  g_mutex_unlock (&self->lock);
  return session;
}

/* Starts lines, until there are @wanted with the one that the fetch has itself, and lends later. */
static void
start_others (MmsCrew *self, guint wanted, gboolean early)
{
  for (guint n = mms_crew_count_staying (self) + 1;
       !self->stopped && !self->paused && n < wanted; n++)
    start_line (self, NULL, early);
}

/* A fetch that logs in, and what it will bring. */
typedef struct
{
  MmsCrew *crew;
  gint64 bytes;
} Knock;

static void
dialled (gint64 took_us, gboolean known, gpointer user_data)
{
  Knock *knock = user_data;
  MmsCrew *self = knock->crew;
  guint wanted;

  if (!known)
    return;
  g_mutex_lock (&self->lock);
  wanted = self->size.wanted > 0 ? self->size.wanted : mms_crew_size_guess (took_us);
  start_others (self, limit_lines (self, wanted, knock->bytes), TRUE);
  g_mutex_unlock (&self->lock);
}

/**
 * mms_crew_log_in:
 * @session: a fetch's own; open or not
 * @bytes: that will be brought, or 0 where it is not known
 *
 * Opens the session, and lets lines dial meanwhile, and while the release is looked for: they wait
 * before their login until this one is in. Where the host is not known nobody dials but @session.
 */
gboolean
mms_crew_log_in (MmsCrew *self, MmsSftpSession *session, gint64 bytes, GError **error)
{
  Knock knock = { self, bytes };
  gboolean in = mms_sftp_session_is_open (session);

  if (!in)
    {
      g_mutex_lock (&self->lock);
      self->knocking++;
      g_mutex_unlock (&self->lock);
      mms_sftp_session_set_dialled (session, dialled, &knock);
      in = mms_sftp_session_open (session, error);
      mms_sftp_session_set_dialled (session, NULL, NULL);
      g_mutex_lock (&self->lock);
      self->knocking--;
      self->entered |= in;
      g_cond_broadcast (&self->changed);
      g_mutex_unlock (&self->lock);
    }
  if (in)
    {
      g_mutex_lock (&self->lock);
      mms_crew_size_greet (&self->size, mms_sftp_session_get_round_trip_us (session));
      start_others (self, get_useful (self, bytes), FALSE);
      g_mutex_unlock (&self->lock);
    }
  return in;
}

static MmsLinesReason
get_reason (MmsCrew *self, MmsErrand *errand)
{
  if (self->paused)
    return MMS_LINES_PAUSED;
  if (self->limit.rate > 0 || errand->limit.rate > 0)
    return MMS_LINES_LIMITED;
  if (get_useful (self, get_bytes_to_ask (self)) < self->size.wanted)
    return MMS_LINES_LITTLE;
  return mms_crew_size_get_reason (&self->size);
}

static void
show (MmsCrew *self, MmsErrand *errand)
{
  guint n_files = errand->what.plan->files->len;
  MmsTransferDetail detail = { .lines = errand->lines, .reason = get_reason (self, errand) };
  guint8 *cells = g_malloc (N_CELLS);

  mms_haul_draw (errand->what.haul, cells, N_CELLS);
  detail.cells = g_bytes_new_take (cells, N_CELLS);
  if (n_files <= MAX_SHOWN_FILES)
    {
      gint64 *done = g_new (gint64, n_files);

      for (guint i = 0; i < n_files; i++)
        done[i] = mms_haul_get_file_done (errand->what.haul, i);
      detail.files_done = g_bytes_new_take (done, n_files * sizeof *done);
    }
  mms_fetch_progress_set_detail (errand->what.progress, &detail);
  g_bytes_unref (detail.cells);
  g_clear_pointer (&detail.files_done, g_bytes_unref);
}

static void
tick (MmsCrew *self, MmsErrand *errand)
{
  gboolean busy = !self->starved && errand->limit.rate == 0;

  self->starved = FALSE;
  if (mms_crew_size_judge (&self->size, g_get_monotonic_time (), self->received, mms_crew_count_up (self),
                           busy))
    g_debug ("%u lines are wanted now", self->size.wanted);
  keep_lines (self, get_bytes_to_ask (self));
  show (self, errand);
}

/* Writes down what is surely on the disk. Called with the lock held, lets it go meanwhile. */
static gboolean
checkpoint (MmsCrew *self, MmsErrand *errand)
{
  g_autoptr (GError) cause = NULL;
  const MmsCrewErrand *what = &errand->what;
  g_autoptr (GArray) dirty = mms_haul_take_dirty (what->haul);
  g_autoptr (GBytes) map = mms_haul_map_write (what->haul, what->print);
  gboolean ok;

  g_mutex_unlock (&self->lock);
  ok = mms_staging_sync_parts (what->staging, what->plan, (const guint *) (void *) dirty->data,
                               dirty->len, &cause);
  /* The files have their room already; without a map they are hashed again the next time. */
  ok = ok && (mms_staging_write_map (what->staging, map, &cause) ||
              g_error_matches (cause, MMS_ERROR, MMS_ERROR_NO_SPACE));
  g_mutex_lock (&self->lock);
  if (!ok && errand->error == NULL)
    errand->error = g_steal_pointer (&cause);
  return ok;
}

static gboolean
is_over (MmsCrew *self, MmsErrand *errand, GCancellable *cancellable)
{
  return errand->error != NULL || self->stopped || g_cancellable_is_cancelled (cancellable) ||
         mms_haul_get_whole (errand->what.haul);
}

/* Waits until the errand is whole, or cannot go on. Called with the lock held. */
static void
look_after (MmsCrew *self, MmsErrand *errand, GCancellable *cancellable)
{
  gint64 saved_us = g_get_monotonic_time ();
  gint64 saved = self->received;
  gint64 ticked_us = 0;

  while (!is_over (self, errand, cancellable))
    {
      gint64 now_us = g_get_monotonic_time ();

      if (now_us >= ticked_us + TICK_US)
        {
          ticked_us = now_us;
          tick (self, errand);
        }
      if (self->received > saved &&
          (now_us >= saved_us + CHECKPOINT_US || self->received >= saved + CHECKPOINT_BYTES))
        {
          saved = self->received;
          if (!checkpoint (self, errand))
            continue;
          saved_us = g_get_monotonic_time ();
        }
      g_cond_wait_until (&self->changed, &self->lock, ticked_us + TICK_US);
    }
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  MmsCrew *self = user_data;

  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* Takes the errand from all who work on it, and waits for those who touch its files just now. */
static void
take_away (MmsCrew *self, MmsErrand *errand)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      MmsCrewLine *line = self->lines->pdata[i];

      if (line->errand == errand)
        mms_crew_line_detach (line);
    }
  errand->gone = TRUE;
  g_ptr_array_remove (self->errands, errand);
  mms_crew_wake_all (self);
  while (errand->busy > 0)
    g_cond_wait (&self->changed, &self->lock);
}

/* Takes an errand up as it is wanted by now; it begins where its equals are. */
static void
admit (MmsCrew *self, MmsErrand *errand)
{
  const MmsCrewWish *wish =
    errand->what.hash != NULL ? g_hash_table_lookup (self->wishes, errand->what.hash) : NULL;

  if (wish != NULL)
    errand->what.priority = wish->priority;
  mms_rate_limit_set (&errand->limit, wish != NULL ? wish->rate_limit : errand->what.rate_limit);
  for (guint i = 0; i < self->errands->len; i++)
    errand->granted = MAX (errand->granted, ((MmsErrand *) self->errands->pdata[i])->granted);
  g_ptr_array_add (self->errands, errand);
}

/**
 * mms_crew_bring:
 * @session: (inout) (nullable): an open one is taken for a line where one more is wanted
 *
 * Brings all that the haul lacks, and proves it. What is here when it ends badly is written down,
 * for the next time. Blocks: for the thread of a fetch.
 */
gboolean
mms_crew_bring (MmsCrew *self, const MmsCrewErrand *what, MmsSftpSession **session,
                GCancellable *cancellable, GError **error)
{
  MmsErrand *errand = g_new0 (MmsErrand, 1);
  gulong handler;
  gboolean ok;

  g_atomic_ref_count_init (&errand->references);
  errand->what = *what;
  handler = cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                         self, NULL)
                                : 0;
  g_mutex_lock (&self->lock);
  admit (self, errand);
  if (*session != NULL && mms_sftp_session_is_open (*session) &&
      mms_crew_count_staying (self) < get_useful (self, get_bytes_to_ask (self)))
    start_line (self, g_steal_pointer (session), FALSE);
  mms_crew_wake_all (self);
  look_after (self, errand, cancellable);
  show (self, errand);
  take_away (self, errand);
  ok = errand->error == NULL && mms_haul_get_whole (what->haul);
  if (!ok || what->goes_on)
    ok = checkpoint (self, errand) && ok;
  g_mutex_unlock (&self->lock);
  if (handler != 0)
    g_cancellable_disconnect (cancellable, handler);
  if (!ok && errand->error != NULL)
    g_propagate_error (error, g_steal_pointer (&errand->error));
  else if (!ok && !g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
  mms_errand_unref (errand);
  return ok;
}
