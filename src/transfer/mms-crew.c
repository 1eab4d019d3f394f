/* Holds the connections to one seedbox, and shares them among the releases that are fetched.
 *
 * Two kinds of threads meet here, each with data of its own. The thread of a fetch brings an
 * errand and waits for it; meanwhile it looks after the number of lines, and writes down what is
 * surely on the disk. The thread of a line owns its connection, its open files and its hashes; it
 * asks here what to do next and tells what it did. What they share is small, is all in this file,
 * and is touched with the lock held only: which bytes of which haul are whose.
 *
 *   bring ──> errand ──next──> a line asks the seedbox ──> writes ──arrived──> settle ──> whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-crew-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "transfer/mms-crew-size.h"
#include "transfer/mms-haul-map.h"
#include "transfer/mms-rate-limit.h"
#include "transfer/mms-remote-path.h"

/* What a line takes at a time: so much may be lost to a fair share, or to another's turn. */
#define SEGMENT_BYTES (16 * 1024 * 1024)
#define MIN_SEGMENT_BYTES (1024 * 1024)
/* So much one release may be ahead of another of the same priority, before a line changes over. */
#define AHEAD_BYTES (4 * 1024 * 1024)
#define MIN_AHEAD_BYTES (128 * 1024)
/* Less than this is not worth a connection of its own. */
#define BYTES_A_LINE (8 * 1024 * 1024)
/* sshd drops connections at random from the tenth unfinished handshake on (MaxStartups). */
#define MOST_HANDSHAKES 8
/* After one was not let in. */
#define KNOCK_AGAIN_US (G_USEC_PER_SEC)
/* As much as a power cut may cost. */
#define CHECKPOINT_BYTES (64 * 1024 * 1024)
#define CHECKPOINT_US (2 * G_USEC_PER_SEC)
#define TICK_US (250 * 1000)
#define IDLE_US (10 * G_USEC_PER_SEC)
#define N_CELLS 256
/* Of a torrent with more files only the whole is shown. */
#define MAX_SHOWN_FILES 4096

struct _MmsErrand
{
  gatomicrefcount references;
  MmsCrewErrand what;     /* borrowed: valid until @gone, or while @busy */
  MmsRateLimit limit;
  guint lines;            /* that work on it */
  guint busy;             /* that touch its files just now */
  gint64 granted;         /* bytes, for a fair share; not less than what makes it wait its turn */
  gboolean gone;          /* nobody waits for it any more */
  GError *error;          /* (owned) (nullable): it cannot go on */
};

/* What a person wants of a release's fetch, from before its bytes are asked for to its end. */
typedef struct
{
  gint64 rate_limit;      /* bytes per second; 0: none of its own */
  int priority;
} Wish;

struct _MmsCrewLine
{
  MmsErrand *errand;        /* (owned) (nullable): it works on */
  MmsSegment segment;       /* of @errand */
  GCancellable *cancellable; /* (owned): of its dialling */
  int wake_fd;
  gboolean waits;           /* for @wake_fd */
  gboolean dialling;
  gboolean up;
  gboolean leaves;
  gboolean lends;           /* its connection, as it leaves */
  gint64 idle_since_us;     /* 0: it works */
};

struct _MmsCrew
{
  gatomicrefcount references;
  MmsSftpLogin *login;      /* (owned) */

  GMutex lock;              /* guards all below */
  GCond changed;
  MmsSftpPatience patience;
  MmsRedial redial;
  GPtrArray *errands;       /* (owned): of MmsErrand */
  GPtrArray *lines;         /* (owned): of MmsCrewLine, each freed by its own thread */
  GPtrArray *lent;          /* (owned): of MmsSftpSession, on their way to who borrows one */
  MmsCrewSize size;
  MmsRateLimit limit;
  GHashTable *wishes;       /* (owned): info-hash -> Wish */
  gboolean paused;
  gboolean stopped;
  guint dialling;
  guint handshakes;         /* that the server bears at a time, as far as is known */
  gint64 dial_after_us;     /* no more lines before; monotonic */
  guint tried;              /* connections that broke in a row, without a byte in between */
  gint64 received;          /* bytes, over all */
  gboolean starved;         /* since the last tick some line had nothing to do, or had to wait */
};

MmsErrand *
mms_errand_ref (MmsErrand *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
mms_errand_unref (MmsErrand *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_clear_error (&self->error);
  g_free (self);
}

MmsFetchPlan *
mms_errand_get_plan (MmsErrand *self)
{
  return self->what.plan;
}

/* Of the haul a line may ask what never changes. */
MmsHaul *
mms_errand_get_haul (MmsErrand *self)
{
  return self->what.haul;
}

MmsStaging *
mms_errand_get_staging (MmsErrand *self)
{
  return self->what.staging;
}

/* Says which file is at work. While its files are touched only. */
void
mms_errand_show_file (MmsErrand *self, const char *path)
{
  mms_fetch_progress_set_file (self->what.progress, path);
}

/* Returns: (transfer full): without a line yet */
MmsCrew *
mms_crew_new (const MmsSftpLogin *login)
{
  MmsCrew *self = g_new0 (MmsCrew, 1);

  g_atomic_ref_count_init (&self->references);
  self->login = mms_sftp_login_copy (login);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->patience = (MmsSftpPatience) { MMS_SFTP_CONNECT_MS, MMS_SFTP_STALL_MS };
  self->redial = (MmsRedial) { MMS_REDIAL_TRIES, MMS_REDIAL_FIRST_MS };
  self->handshakes = MOST_HANDSHAKES;
  self->errands = g_ptr_array_new ();
  self->lines = g_ptr_array_new ();
  self->lent = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_sftp_session_free);
  self->wishes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  mms_crew_size_init (&self->size, 0);
  return self;
}

MmsCrew *
mms_crew_ref (MmsCrew *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
mms_crew_unref (MmsCrew *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  mms_sftp_login_free (self->login);
  g_ptr_array_unref (self->errands);
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->lent);
  g_hash_table_unref (self->wishes);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

const MmsSftpLogin *
mms_crew_get_login (MmsCrew *self)
{
  return self->login;
}

static void
wake (MmsCrewLine *line)
{
  guint64 one = 1;

  if (line->waits && write (line->wake_fd, &one, sizeof one) < 0)
    g_debug ("A line cannot be woken: %s", g_strerror (errno));
  line->waits = FALSE;
}

/* There may be something to do for all who wait. */
static void
wake_all (MmsCrew *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    wake (self->lines->pdata[i]);
  g_cond_broadcast (&self->changed);
}

/* Lets all lines hang up, now; nothing more is brought. */
void
mms_crew_stop (MmsCrew *self)
{
  g_mutex_lock (&self->lock);
  self->stopped = TRUE;
  for (guint i = 0; i < self->lines->len; i++)
    g_cancellable_cancel (((MmsCrewLine *) self->lines->pdata[i])->cancellable);
  wake_all (self);
  g_mutex_unlock (&self->lock);
}

/* For the connections that are opened from now on. */
void
mms_crew_set_patience (MmsCrew *self, const MmsSftpPatience *patience, const MmsRedial *redial)
{
  g_mutex_lock (&self->lock);
  self->patience = *patience;
  self->redial = *redial;
  g_mutex_unlock (&self->lock);
}

MmsSftpPatience
mms_crew_get_patience (MmsCrew *self)
{
  MmsSftpPatience patience;

  g_mutex_lock (&self->lock);
  patience = self->patience;
  g_mutex_unlock (&self->lock);
  return patience;
}

/* Limits all transfers together, at once. @rate: bytes per second; 0: no limit */
void
mms_crew_set_limit (MmsCrew *self, gint64 rate, gboolean paused)
{
  g_mutex_lock (&self->lock);
  mms_rate_limit_set (&self->limit, rate);
  self->paused = paused;
  wake_all (self);
  g_mutex_unlock (&self->lock);
}

/* Says what is wanted of a fetch that begins now, until mms_crew_forget(). */
void
mms_crew_expect (MmsCrew *self, const char *hash, gint64 rate_limit, int priority)
{
  Wish *wish = g_new (Wish, 1);

  *wish = (Wish) { rate_limit, priority };
  g_mutex_lock (&self->lock);
  g_hash_table_replace (self->wishes, g_strdup (hash), wish);
  g_mutex_unlock (&self->lock);
}

void
mms_crew_forget (MmsCrew *self, const char *hash)
{
  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->wishes, hash);
  g_mutex_unlock (&self->lock);
}

/* Changes the limit and the priority of a fetch that is expected or at work, at once. */
void
mms_crew_adjust (MmsCrew *self, const char *hash, gint64 rate_limit, int priority)
{
  Wish *wish;

  g_mutex_lock (&self->lock);
  wish = g_hash_table_lookup (self->wishes, hash);
  if (wish != NULL)
    *wish = (Wish) { rate_limit, priority };
  for (guint i = 0; i < self->errands->len; i++)
    {
      MmsErrand *errand = self->errands->pdata[i];

      if (g_strcmp0 (errand->what.hash, hash) != 0)
        continue;
      mms_rate_limit_set (&errand->limit, rate_limit);
      errand->what.priority = priority;
    }
  wake_all (self);
  g_mutex_unlock (&self->lock);
}

/* How many lines paid the last time: it is begun with so many. */
void
mms_crew_set_remembered (MmsCrew *self, guint lines)
{
  g_mutex_lock (&self->lock);
  if (self->size.wanted == 0)
    mms_crew_size_init (&self->size, lines);
  g_mutex_unlock (&self->lock);
}

/* Returns: how many lines pay with this server; 0 where that was not measured */
guint
mms_crew_get_remembered (MmsCrew *self)
{
  guint lines;

  g_mutex_lock (&self->lock);
  lines = self->size.phase == MMS_CREW_PHASE_HOLD ? self->size.wanted : 0;
  g_mutex_unlock (&self->lock);
  return lines;
}

/* ---- the lines' side ---- */

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

static void
detach (MmsCrewLine *line)
{
  MmsErrand *errand = g_steal_pointer (&line->errand);

  if (errand == NULL)
    return;
  errand->lines--;
  if (!errand->gone)
    mms_haul_leave (errand->what.haul, &line->segment);
  mms_errand_unref (errand);
}

static guint
count_up (MmsCrew *self)
{
  guint up = 0;

  for (guint i = 0; i < self->lines->len; i++)
    up += ((MmsCrewLine *) self->lines->pdata[i])->up;
  return up;
}

/* Returns: lines that stay */
static guint
count_staying (MmsCrew *self)
{
  guint n = 0;

  for (guint i = 0; i < self->lines->len; i++)
    n += !((MmsCrewLine *) self->lines->pdata[i])->leaves;
  return n;
}

/* Waits for its turn to dial. Returns: %FALSE where the line is not wanted any more */
gboolean
mms_crew_may_dial (MmsCrew *self, MmsCrewLine *line)
{
  gboolean may;

  g_mutex_lock (&self->lock);
  while (!self->stopped && self->dialling >= self->handshakes)
    g_cond_wait (&self->changed, &self->lock);
  may = !self->stopped && !line->leaves;
  line->dialling = may;
  self->dialling += may;
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
  wake_all (self);
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
    mms_crew_size_refuse (&self->size, now_us, count_up (self));
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
  detach (line);
  end_dialling (self, line);
  g_debug ("A line is down: %s", cause->message);
  if (self->stopped || line->leaves || self->errands->len == 0)
    again = FALSE;
  else if (g_error_matches (cause, MMS_ERROR, MMS_ERROR_UNTRUSTED))
    fail_all (self, cause);
  else if (has_others (self, line))
    {
      if (!was_up && count_up (self) > 0)
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
  wake_all (self);
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
  detach (line);
  end_dialling (self, line);
  g_ptr_array_remove_fast (self->lines, line);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  g_object_unref (line->cancellable);
  close (line->wake_fd);
  g_free (line);
}

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
        detach (line);
      if (line->errand == NULL && self->size.wanted > 0 && count_staying (self) > self->size.wanted)
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
      detach (line);
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
      detach (line);
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
  wake_all (self);
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
    wake_all (self);
  g_mutex_unlock (&self->lock);
}

/* The errand cannot go on. Takes @error. */
void
mms_crew_fail (MmsCrew *self, MmsErrand *errand, GError *error)
{
  g_mutex_lock (&self->lock);
  if (errand->error == NULL)
    errand->error = g_steal_pointer (&error);
  wake_all (self);
  g_mutex_unlock (&self->lock);
  g_clear_error (&error);
}

/* ---- the fetches' side ---- */

/* @session: (transfer full) (nullable): open; %NULL: the line dials */
static void
start_line (MmsCrew *self, MmsSftpSession *session)
{
  MmsCrewLine *line = g_new0 (MmsCrewLine, 1);

  line->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  line->cancellable = g_cancellable_new ();
  if (session == NULL)
    session = mms_sftp_session_new (self->login, &self->patience);
  mms_sftp_session_set_cancellable (session, line->cancellable);
  g_ptr_array_add (self->lines, line);
  mms_line_start (self, line, session);
}

/* Returns: how many lines are worth having for so many bytes, and that limit */
static guint
get_useful (MmsCrew *self, gint64 bytes)
{
  guint by_bytes = (guint) MIN ((bytes + BYTES_A_LINE - 1) / BYTES_A_LINE, MMS_CREW_MOST_LINES);
  guint wanted = MAX (self->size.wanted, 1);

  /* A limit that a few lines fill needs no more of them. */
  if (self->limit.rate > 0)
    by_bytes = MIN (by_bytes, 1 + (guint) MIN (self->limit.rate / BYTES_A_LINE, 16));
  return MIN (wanted, MAX (by_bytes, 1));
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
  for (guint n = count_staying (self); n < wanted; n++)
    start_line (self, NULL);
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
      wake (line);
    }
  while (line != NULL && self->lent->len == 0 && g_ptr_array_find (self->lines, line, NULL))
    g_cond_wait (&self->changed, &self->lock);
  if (self->lent->len > 0)
    session = g_ptr_array_steal_index_fast (self->lent, 0);
  g_mutex_unlock (&self->lock);
  return session;
}

/**
 * mms_crew_warm_up:
 * @session: open; only looked at
 * @bytes: that will be brought, or 0 where it is not known
 *
 * Lets lines dial while the release is still looked for: the server let one in, so it will.
 */
void
mms_crew_warm_up (MmsCrew *self, MmsSftpSession *session, gint64 bytes)
{
  g_mutex_lock (&self->lock);
  mms_crew_size_greet (&self->size, mms_sftp_session_get_round_trip_us (session));
  /* the session itself is lent later */
  for (guint n = count_staying (self) + 1; !self->stopped && !self->paused &&
                                           n < get_useful (self, bytes);
       n++)
    start_line (self, NULL);
  g_mutex_unlock (&self->lock);
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
  if (mms_crew_size_judge (&self->size, g_get_monotonic_time (), self->received, count_up (self),
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
        detach (line);
    }
  errand->gone = TRUE;
  g_ptr_array_remove (self->errands, errand);
  wake_all (self);
  while (errand->busy > 0)
    g_cond_wait (&self->changed, &self->lock);
}

/* Takes an errand up as it is wanted by now; it begins where its equals are. */
static void
admit (MmsCrew *self, MmsErrand *errand)
{
  const Wish *wish =
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
      count_staying (self) < get_useful (self, get_bytes_to_ask (self)))
    start_line (self, g_steal_pointer (session));
  wake_all (self);
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
