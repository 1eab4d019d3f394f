/* Holds the connections to one seedbox, and shares them among the releases that are fetched.
 *
 * Two kinds of threads meet here, each with data of its own. The thread of a fetch brings an
 * errand and waits for it; meanwhile it looks after the number of lines, and writes down what is
 * surely on the disk. The thread of a line owns its connection, its open files and its hashes; it
 * asks here what to do next and tells what it did. What they share is small and is touched with
 * the lock held only: which bytes of which haul are whose.
 *
 *   bring ──> errand ──next──> a line asks the seedbox ──> writes ──arrived──> settle ──> whole
 *
 *   mms-crew       what there is, and what a person wants of all of it
 *   mms-crew-life  how lines come and go
 *   mms-crew-work  who does what next, and what became of it
 *   mms-crew-bring the thread of a fetch
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-crew-state.h"

#include <errno.h>
#include <unistd.h>

/* sshd drops connections at random from the tenth unfinished handshake on (MaxStartups). */
#define MOST_HANDSHAKES 8

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

void
mms_crew_line_wake (MmsCrewLine *line)
{
  guint64 one = 1;

  if (line->waits && write (line->wake_fd, &one, sizeof one) < 0)
    g_debug ("A line cannot be woken: %s", g_strerror (errno));
  line->waits = FALSE;
}

/* There may be something to do for all who wait. */
void
mms_crew_wake_all (MmsCrew *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    mms_crew_line_wake (self->lines->pdata[i]);
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
  mms_crew_wake_all (self);
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

/* Limits all transfers together, at once. @rate: bytes per second; 0: no limit */
void
mms_crew_set_limit (MmsCrew *self, gint64 rate, gboolean paused)
{
  g_mutex_lock (&self->lock);
  mms_rate_limit_set (&self->limit, rate);
  self->paused = paused;
  mms_crew_wake_all (self);
  g_mutex_unlock (&self->lock);
}

/* Says what is wanted of a fetch that begins now, until mms_crew_forget(). */
void
mms_crew_expect (MmsCrew *self, const char *hash, gint64 rate_limit, int priority)
{
  MmsCrewWish *wish = g_new (MmsCrewWish, 1);

  *wish = (MmsCrewWish) { rate_limit, priority };
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
  MmsCrewWish *wish;

  g_mutex_lock (&self->lock);
  wish = g_hash_table_lookup (self->wishes, hash);
  if (wish != NULL)
    *wish = (MmsCrewWish) { rate_limit, priority };
  for (guint i = 0; i < self->errands->len; i++)
    {
      MmsErrand *errand = self->errands->pdata[i];

      if (g_strcmp0 (errand->what.hash, hash) != 0)
        continue;
      mms_rate_limit_set (&errand->limit, rate_limit);
      errand->what.priority = priority;
    }
  mms_crew_wake_all (self);
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

void
mms_crew_line_detach (MmsCrewLine *line)
{
  MmsErrand *errand = g_steal_pointer (&line->errand);

  if (errand == NULL)
    return;
  errand->lines--;
  if (!errand->gone)
    mms_haul_leave (errand->what.haul, &line->segment);
  mms_errand_unref (errand);
}

guint
mms_crew_count_up (MmsCrew *self)
{
  guint up = 0;

  for (guint i = 0; i < self->lines->len; i++)
    up += ((MmsCrewLine *) self->lines->pdata[i])->up;
  return up;
}

/* Returns: lines that stay */
guint
mms_crew_count_staying (MmsCrew *self)
{
  guint n = 0;

  for (guint i = 0; i < self->lines->len; i++)
    n += !((MmsCrewLine *) self->lines->pdata[i])->leaves;
  return n;
}
