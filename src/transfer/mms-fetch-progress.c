/* Carries the figures of a fetch from its worker to the main loop, a few times a second.
 *
 * The worker writes under a lock and wakes nobody; a timer on the main loop looks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-fetch-progress.h"

#include "transfer/mms-remote-path.h"

#define LOOK_MS 250
#define N_SAMPLES 20 /* LOOK_MS apart: the rate is an average over five seconds */

typedef struct
{
  gint64 at_us; /* monotonic */
  gint64 bytes; /* that came over the line until then */
} Sample;

struct _MmsFetchProgress
{
  GMutex lock;      /* guards down to @detail */
  gint64 done;
  gint64 total;
  gint64 received;
  char *file;       /* (owned) (nullable) */
  char *note;       /* (owned) (nullable): handed over at the end */
  gint64 began_us;  /* when the first byte came over the line; monotonic; 0: none yet */
  gint64 last_us;   /* when the last one did */
  MmsTransferDetail detail; /* (owned) */

  MmsTransfer *transfer; /* (owned) (nullable): main loop only, as all below */
  GSource *timer;        /* (owned) (nullable) */
  Sample samples[N_SAMPLES];
  guint n_samples;
  gint64 shown_done;
  gint64 shown_rate;
};

static gint64
measure (MmsFetchProgress *self, gint64 received)
{
  Sample *oldest = &self->samples[0];
  Sample *newest;
  gint64 us;

  if (self->n_samples == N_SAMPLES)
    {
      for (guint i = 1; i < N_SAMPLES; i++)
        self->samples[i - 1] = self->samples[i];
      self->n_samples--;
    }
  newest = &self->samples[self->n_samples++];
  newest->at_us = g_get_monotonic_time ();
  newest->bytes = received;
  us = newest->at_us - oldest->at_us;
  return us > 0 ? (newest->bytes - oldest->bytes) * G_USEC_PER_SEC / us : 0;
}

static void
clear_detail (MmsTransferDetail *self)
{
  g_clear_pointer (&self->cells, g_bytes_unref);
  g_clear_pointer (&self->files_done, g_bytes_unref);
  *self = (MmsTransferDetail) { 0 };
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MmsTransferDetail, clear_detail)

static MmsTransferDetail
copy_detail (const MmsTransferDetail *detail)
{
  MmsTransferDetail copy = *detail;

  if (copy.cells != NULL)
    g_bytes_ref (copy.cells);
  if (copy.files_done != NULL)
    g_bytes_ref (copy.files_done);
  return copy;
}

/* Returns: bytes per second since the first byte; 0 where it is too early to tell */
static gint64
get_average (MmsFetchProgress *self)
{
  gint64 us = self->last_us - self->began_us;

  return us >= G_USEC_PER_SEC ? self->received * G_USEC_PER_SEC / us : 0;
}

static void
show (MmsFetchProgress *self)
{
  g_autofree char *file = NULL;
  g_auto (MmsTransferDetail) detail = { 0 };
  const MmsTransferDetail *shown;
  gint64 done, total, received, rate;

  g_mutex_lock (&self->lock);
  done = self->done;
  total = self->total;
  received = self->received;
  file = self->file != NULL ? mms_remote_path_show (self->file) : NULL;
  detail = copy_detail (&self->detail);
  detail.average_rate = get_average (self);
  g_mutex_unlock (&self->lock);
  rate = measure (self, received);
  shown = mms_transfer_get_detail (self->transfer);
  if (total == 0 || (done == self->shown_done && rate == self->shown_rate &&
                     detail.lines == shown->lines && detail.reason == shown->reason))
    return;
  mms_transfer_set_detail (self->transfer, &detail);
  self->shown_done = done;
  self->shown_rate = rate;
  mms_transfer_update (self->transfer, MIN (done, total), total, rate, file);
}

static gboolean
look_cb (gpointer user_data)
{
  show (user_data);
  return G_SOURCE_CONTINUE;
}

/**
 * mms_fetch_progress_new:
 * @transfer: updated on the thread that calls this, while its main context runs
 *
 * Returns: (transfer full): to be stopped by mms_fetch_progress_stop() on this same thread
 */
MmsFetchProgress *
mms_fetch_progress_new (MmsTransfer *transfer)
{
  MmsFetchProgress *self = g_new0 (MmsFetchProgress, 1);

  g_mutex_init (&self->lock);
  self->shown_done = -1;
  if (transfer == NULL)
    return self;
  self->transfer = g_object_ref (transfer);
  measure (self, 0);
  self->timer = g_timeout_source_new (LOOK_MS);
  g_source_set_callback (self->timer, look_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  return self;
}

void
mms_fetch_progress_free (MmsFetchProgress *self)
{
  if (self == NULL)
    return;
  g_mutex_clear (&self->lock);
  clear_detail (&self->detail);
  g_free (self->file);
  g_free (self->note);
  g_free (self);
}

/* Shows the last figures, of a transfer at rest, and looks no more. Main loop only; once. */
void
mms_fetch_progress_stop (MmsFetchProgress *self)
{
  if (self->transfer == NULL)
    return;
  self->n_samples = 0;
  g_mutex_lock (&self->lock);
  mms_transfer_set_note (self->transfer, self->note);
  self->detail.lines = 0;
  self->detail.reason = MMS_LINES_NONE;
  g_mutex_unlock (&self->lock);
  show (self);
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  g_clear_object (&self->transfer);
}

void
mms_fetch_progress_set_total (MmsFetchProgress *self, gint64 bytes)
{
  g_mutex_lock (&self->lock);
  self->total = bytes;
  g_mutex_unlock (&self->lock);
}

void
mms_fetch_progress_set_done (MmsFetchProgress *self, gint64 bytes)
{
  g_mutex_lock (&self->lock);
  self->done = bytes;
  g_mutex_unlock (&self->lock);
}

void
mms_fetch_progress_set_file (MmsFetchProgress *self, const char *file)
{
  g_mutex_lock (&self->lock);
  g_free (self->file);
  self->file = g_strdup (file);
  g_mutex_unlock (&self->lock);
}

/* Bytes that are safe here now, wherever they came from. */
void
mms_fetch_progress_add_done (MmsFetchProgress *self, gint64 bytes)
{
  g_mutex_lock (&self->lock);
  self->done += bytes;
  g_mutex_unlock (&self->lock);
}

/* Bytes that came over the line. */
void
mms_fetch_progress_add_received (MmsFetchProgress *self, gint64 bytes)
{
  g_mutex_lock (&self->lock);
  self->received += bytes;
  self->last_us = g_get_monotonic_time ();
  if (self->began_us == 0)
    self->began_us = self->last_us;
  g_mutex_unlock (&self->lock);
}

/* @note: what happened on the way, a whole sentence */
void
mms_fetch_progress_set_note (MmsFetchProgress *self, const char *note)
{
  g_mutex_lock (&self->lock);
  g_free (self->note);
  self->note = g_strdup (note);
  g_mutex_unlock (&self->lock);
}

/* @detail: its bytes are shared; the average is known here */
void
mms_fetch_progress_set_detail (MmsFetchProgress *self, const MmsTransferDetail *detail)
{
  g_mutex_lock (&self->lock);
  clear_detail (&self->detail);
  self->detail = copy_detail (detail);
  g_mutex_unlock (&self->lock);
}
