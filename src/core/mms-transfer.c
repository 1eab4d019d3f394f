/* The live figures of one transfer, sampled on the main loop.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-transfer.h"

struct _MmsTransfer
{
  GObject parent_instance;

  gint64 bytes_done;
  gint64 bytes_total; /* 0: not known */
  gint64 rate;        /* bytes per second, averaged over the last seconds */
  char *file;         /* (owned) (nullable): the file that is being read, relative */
  MmsTransferDetail detail; /* (owned) */
  char *note;         /* (owned) (nullable): what happened on the way, a whole sentence */
};

G_DEFINE_FINAL_TYPE (MmsTransfer, mms_transfer, G_TYPE_OBJECT);

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Returns: (transfer none): the stable name, in JSON */
const char *
mms_lines_reason_to_nick (MmsLinesReason reason)
{
  switch (reason)
    {
    case MMS_LINES_NONE:
      return "none";
    case MMS_LINES_MEASURING:
      return "measuring";
    case MMS_LINES_ENOUGH:
      return "enough";
    case MMS_LINES_SERVER:
      return "server";
    case MMS_LINES_MOST:
      return "most";
    case MMS_LINES_LITTLE:
      return "little";
    case MMS_LINES_LIMITED:
      return "limited";
    case MMS_LINES_PAUSED:
      return "paused";
    }
  g_return_val_if_reached ("");
}

static void
clear_detail (MmsTransfer *self)
{
  g_clear_pointer (&self->detail.cells, g_bytes_unref);
  g_clear_pointer (&self->detail.files_done, g_bytes_unref);
  self->detail = (MmsTransferDetail) { 0 };
}

static void
mms_transfer_finalize (GObject *object)
{
  g_free (MMS_TRANSFER (object)->file);
  g_free (MMS_TRANSFER (object)->note);
  clear_detail (MMS_TRANSFER (object));

  G_OBJECT_CLASS (mms_transfer_parent_class)->finalize (object);
}

static void
mms_transfer_class_init (MmsTransferClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_transfer_finalize;

  /**
   * MmsTransfer::changed:
   *
   * The figures are new; a few times a second at most.
   */
  signals[CHANGED] = g_signal_new ("changed", MMS_TYPE_TRANSFER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
mms_transfer_init (MmsTransfer *self)
{
}

MmsTransfer *
mms_transfer_new (void)
{
  return g_object_new (MMS_TYPE_TRANSFER, NULL);
}

/**
 * mms_transfer_update:
 * @bytes_done: of @bytes_total, resumed bytes included
 * @bytes_total: 0 where it is not known yet
 * @rate: bytes per second
 * @file: (nullable): the file at work, relative to the release
 *
 * Sets all figures and tells it once. Main loop only.
 */
void
mms_transfer_update (MmsTransfer *self, gint64 bytes_done, gint64 bytes_total, gint64 rate,
                     const char *file)
{
  self->bytes_done = bytes_done;
  self->bytes_total = bytes_total;
  self->rate = rate;
  if (g_strcmp0 (self->file, file) != 0)
    {
      g_free (self->file);
      self->file = g_strdup (file);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

gint64
mms_transfer_get_bytes_done (MmsTransfer *self)
{
  return self->bytes_done;
}

gint64
mms_transfer_get_bytes_total (MmsTransfer *self)
{
  return self->bytes_total;
}

/* Returns: bytes per second */
gint64
mms_transfer_get_rate (MmsTransfer *self)
{
  return self->rate;
}

const char *
mms_transfer_get_file (MmsTransfer *self)
{
  return self->file;
}

/* Returns: from 0 to 1; 0 where the total is not known */
double
mms_transfer_get_progress (MmsTransfer *self)
{
  if (self->bytes_total <= 0)
    return 0;
  return CLAMP ((double) self->bytes_done / (double) self->bytes_total, 0.0, 1.0);
}

/* Returns: seconds to the end at the present rate; -1 where nobody can tell */
gint64
mms_transfer_get_eta_s (MmsTransfer *self)
{
  if (self->rate <= 0 || self->bytes_total <= 0)
    return -1;
  return MAX (0, self->bytes_total - self->bytes_done) / self->rate;
}

/**
 * mms_transfer_set_detail:
 * @detail: (nullable): copied, its bytes shared; %NULL: there is none
 *
 * To be called before mms_transfer_update(), which tells it. Main loop only.
 */
void
mms_transfer_set_detail (MmsTransfer *self, const MmsTransferDetail *detail)
{
  MmsTransferDetail copy = detail != NULL ? *detail : (MmsTransferDetail) { 0 };

  if (copy.cells != NULL)
    g_bytes_ref (copy.cells);
  if (copy.files_done != NULL)
    g_bytes_ref (copy.files_done);
  clear_detail (self);
  self->detail = copy;
}

/* Returns: (transfer none): until the next change */
const MmsTransferDetail *
mms_transfer_get_detail (MmsTransfer *self)
{
  return &self->detail;
}

/* @file: in the torrent, from 0. Returns: its bytes that are here; -1 where it is not known */
gint64
mms_transfer_get_file_done (MmsTransfer *self, guint file)
{
  gsize bytes = 0;
  const gint64 *done = self->detail.files_done != NULL
                         ? g_bytes_get_data (self->detail.files_done, &bytes)
                         : NULL;

  return file < bytes / sizeof *done ? done[file] : -1;
}

/* @note: (nullable): a whole sentence for the job's history */
void
mms_transfer_set_note (MmsTransfer *self, const char *note)
{
  g_free (self->note);
  self->note = g_strdup (note);
}

/* Returns: (transfer full) (nullable): what happened on the way; once */
char *
mms_transfer_take_note (MmsTransfer *self)
{
  return g_steal_pointer (&self->note);
}
