/* Says in words and figures how a transfer goes; knows no widget.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-transfer-words.h"

#include <glib/gi18n.h>

#include "desktop/mms-job-words.h"

int
mms_percent_of (gint64 done, gint64 total)
{
  if (total <= 0 || done >= total)
    return 100;
  return MIN (99, (int) ((double) MAX (0, done) * 100.0 / (double) total));
}

/* Returns: whether part of the release was brought here, or is being brought */
gboolean
mms_job_get_fetching (MmsJob *job)
{
  MmsTransfer *transfer = mms_job_get_transfer (job);

  return mms_job_get_fact (job) == MMS_FACT_COMPLETE && mms_transfer_get_bytes_total (transfer) > 0
         && (mms_job_get_running (job) || mms_transfer_get_detail (transfer)->cells != NULL);
}

/* @file: in the torrent, from 0. Returns: its bytes that are here; -1 where that is not told */
gint64
mms_job_get_file_done (MmsJob *job, guint file)
{
  return mms_job_get_fetching (job) ? mms_transfer_get_file_done (mms_job_get_transfer (job), file)
                                    : -1;
}

/* @rate: bytes per second */
char *
mms_rate_dup_words (gint64 rate)
{
  g_autofree char *size = g_format_size ((guint64) MAX (0, rate));

  /* Translators: a rate, as in "12.3 MB/s" */
  return g_strdup_printf (_ ("%s/s"), size);
}

/* Returns: (transfer full): "5.1 GB of 8.1 GB" */
char *
mms_amount_dup_words (gint64 done, gint64 total)
{
  g_autofree char *here = g_format_size ((guint64) CLAMP (done, 0, total));
  g_autofree char *all = g_format_size ((guint64) total);

  /* Translators: two sizes, as in "5.1 GB of 8.1 GB" */
  return g_strdup_printf (_ ("%s of %s"), here, all);
}

/* Returns: (transfer full): "63 % of 700 MB" */
char *
mms_share_dup_words (gint64 done, gint64 total)
{
  g_autofree char *all = g_format_size ((guint64) total);

  /* Translators: how much of a file is here, as in "63 % of 700 MB" */
  return g_strdup_printf (_ ("%d %% of %s"), mms_percent_of (done, total), all);
}

/* Returns: (transfer full): what the map of pieces shows, for who cannot see it */
char *
mms_pieces_dup_words (gint64 done, gint64 total)
{
  /* Translators: a percentage */
  return g_strdup_printf (_ ("%d %% of the release is here"), mms_percent_of (done, total));
}

/* @eta_s: -1 where nobody can tell */
char *
mms_time_left_dup_words (gint64 eta_s)
{
  return eta_s < 0 ? g_strdup (_ ("Unknown")) : mms_duration_dup_words (eta_s);
}

/* Returns: (transfer none): why there are so many connections, in a sentence */
const char *
mms_lines_reason_get_label (MmsLinesReason reason)
{
  switch (reason)
    {
    case MMS_LINES_NONE:
      return _ ("No connection is open now.");
    case MMS_LINES_MEASURING:
      return _ ("It is being tried whether more connections make it faster.");
    case MMS_LINES_ENOUGH:
      return _ ("It was tried: more connections do not make it faster.");
    case MMS_LINES_SERVER:
      return _ ("The seedbox lets no more connections in.");
    case MMS_LINES_MOST:
      return _ ("More connections than this are never opened.");
    case MMS_LINES_LITTLE:
      return _ ("Little is left to fetch: more connections would not make it faster.");
    case MMS_LINES_LIMITED:
      return _ ("A speed limit is set, which needs no more connections.");
    case MMS_LINES_PAUSED:
      return _ ("All transfers are paused.");
    }
  g_return_val_if_reached ("");
}
