/* Makes jobs of every kind for the window to show; works of the public domain only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "preview.h"

#include <string.h>

#define MANY 10000

static void
append_string (GString *to, const char *text)
{
  g_string_append_printf (to, "%" G_GSIZE_FORMAT ":%s", strlen (text), text);
}

/* A torrent of files of 700 MB, 701 MB and so on; @paths end with %NULL. */
GBytes *
mms_preview_torrent_new (const char *const *paths)
{
  GString *torrent = g_string_new ("d4:infod5:filesl");
  gint64 bytes = 0;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_auto (GStrv) components = g_strsplit (paths[i], "/", -1);

      bytes += (700 + i) * G_GINT64_CONSTANT (1000000);
      g_string_append_printf (torrent, "d6:lengthi%ue4:pathl", (700 + i) * 1000000);
      for (char **component = components; *component != NULL; component++)
        append_string (torrent, *component);
      g_string_append (torrent, "ee");
    }
  g_string_append (torrent, "e4:name7:release12:piece lengthi1073741824e6:pieces");
  bytes = (bytes + (1 << 30) - 1) >> 30;
  g_string_append_printf (torrent, "%u:", (guint) bytes * 20);
  for (guint i = 0; i < (guint) bytes; i++)
    g_string_append (torrent, "0123456789abcdefghij");
  g_string_append (torrent, "ee");
  return g_string_free_to_bytes (torrent);
}

MmsJob *
mms_preview_job_new (const char *name, MmsFact fact)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA1, name, -1);
  MmsJob *job = mms_job_new (hash, name);

  mms_job_set_fact (job, fact);
  mms_job_set_updated_at (job, g_get_real_time () / G_USEC_PER_SEC);
  return job;
}

static void
entitle (MmsJob *job, MmsMediaKind kind, const char *title, guint year, int season)
{
  g_autoptr (MmsIntent) intent = mms_intent_new (kind);

  intent->title = g_strdup (title);
  intent->year = year;
  intent->season = season;
  intent->library_id = 4;
  mms_job_set_intent (job, intent);
}

static void
trouble (MmsJob *job, MmsVerb verb, MmsError code, const char *message, gint64 wait_s)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (MmsProblem) problem = mms_problem_new (verb, code, message, 3, now - 60,
                                                    wait_s > 0 ? now + wait_s : 0);

  mms_job_set_problem (job, problem);
}

static MmsJob *
append (GListStore *jobs, const char *name, MmsFact fact, gint64 age_s)
{
  g_autoptr (MmsJob) job = mms_preview_job_new (name, fact);

  mms_job_set_updated_at (job, g_get_real_time () / G_USEC_PER_SEC - age_s);
  mms_job_set_bytes_total (job, 8123456789);
  mms_job_set_label (job, "radarr");
  g_list_store_append (jobs, job);
  return job;
}

static void
give_files (MmsJob *job)
{
  static const char *const paths[] = {
    "The.Beverly.Hillbillies.S01E01.1080p.WEB.H264-MMS.mkv",
    "The.Beverly.Hillbillies.S01E02.1080p.WEB.H264-MMS.mkv",
    "Sample/<b>sample</b>\033[31m of a release whose name is far too long for a single line.mkv",
    "Subs/The.Beverly.Hillbillies.S01E01.en.srt",
    NULL,
  };
  g_autoptr (GBytes) torrent = mms_preview_torrent_new (paths);

  mms_job_set_metainfo (job, torrent);
}

#define N_CELLS 256

/* Like several lines at work at once: a long beginning, and parts further on. */
static GBytes *
cells_new (void)
{
  guint8 *cells = g_malloc0 (N_CELLS);

  memset (cells, 255, 118);
  for (guint part = 0; part < 4; part++)
    {
      memset (cells + 128 + part * 30, 255, 10 - part);
      cells[128 + part * 30 + 10 - part] = 90;
    }
  return g_bytes_new_take (cells, N_CELLS);
}

/* @files_done: (nullable): ends with a negative number */
static void
give_detail (MmsJob *job, guint lines, MmsLinesReason reason, const gint64 *files_done)
{
  g_autoptr (GBytes) cells = cells_new ();
  g_autoptr (GArray) done = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GBytes) files = NULL;
  MmsTransferDetail detail = { .lines = lines, .reason = reason, .average_rate = 12900000,
                               .cells = cells };

  for (; files_done != NULL && *files_done >= 0; files_done++)
    g_array_append_val (done, *files_done);
  files = g_bytes_new (done->data, done->len * sizeof (gint64));
  detail.files_done = files_done != NULL ? files : NULL;
  mms_transfer_set_detail (mms_job_get_transfer (job), &detail);
}

static void
fill_fetch (GListStore *jobs)
{
  static const char *const paths[] = {
    "The.Phantom.Empire.1935.E01.The.Singing.Cowboy.1080p.WEB.H264-MMS.mkv",
    "The.Phantom.Empire.1935.E02.The.Thunder.Riders.1080p.WEB.H264-MMS.mkv",
    "The.Phantom.Empire.1935.E03.The.Lightning.Chamber.1080p.WEB.H264-MMS.mkv",
    "The.Phantom.Empire.1935.E04.Phantom.Broadcast.1080p.WEB.H264-MMS.mkv",
    "Subs/The.Phantom.Empire.1935.E01.en.srt",
    NULL,
  };
  /* in the order of the torrent */
  static const gint64 files_done[] = { 700000000, 701000000, 466830000, 141600000, 0, -1 };
  g_autoptr (GBytes) torrent = mms_preview_torrent_new (paths);
  MmsJob *job = append (jobs, "The.Phantom.Empire.1935.1080p.WEB.H264-MMS", MMS_FACT_COMPLETE, 10);

  entitle (job, MMS_MEDIA_SERIES, "The Phantom Empire", 1935, 1);
  mms_job_set_metainfo (job, torrent);
  mms_job_set_bytes_total (job, 3510000000);
  mms_job_set_label (job, "sonarr");
  mms_job_set_running (job, TRUE);
  give_detail (job, 6, MMS_LINES_ENOUGH, files_done);
  mms_transfer_update (mms_job_get_transfer (job), 2009430000, 3510000000, 14200000,
                       paths[2]);
}

static void
fill_home (GListStore *jobs)
{
  MmsJob *job = append (jobs, "Metropolis.1927.1080p.BluRay.x264-MMS", MMS_FACT_COMPLETE, 10);

  entitle (job, MMS_MEDIA_FILM, "Metropolis", 1927, -1);
  mms_job_set_running (job, TRUE);
  mms_job_set_remote_path (job,
                           "/home/user/downloads/radarr/Metropolis.1927.1080p.BluRay.x264-MMS");
  mms_job_set_local_path (
    job, "/home/me/Downloads/MediaManagerSuite/Metropolis.1927.1080p.BluRay.x264-MMS");
  give_detail (job, 8, MMS_LINES_MEASURING, NULL);
  mms_transfer_update (mms_job_get_transfer (job), 5123456789, 8123456789, 14200000,
                       "Metropolis.1927.1080p.BluRay.x264-MMS.mkv");

  job = append (jobs, "The.Beverly.Hillbillies.S01.1080p.WEB.H264-MMS", MMS_FACT_GRABBED, 60);
  entitle (job, MMS_MEDIA_SERIES, "The Beverly Hillbillies", 1962, 1);
  give_files (job);
  mms_job_set_running (job, TRUE);
  mms_transfer_update (mms_job_get_transfer (job), 1200000000, 6300000000, 23500000, NULL);

  job = append (jobs, "Nosferatu.1922.Restored.2160p.UHD.BluRay.x265-MMS", MMS_FACT_CHOSEN, 120);
  entitle (job, MMS_MEDIA_FILM, "Nosferatu", 1922, -1);

  job = append (jobs, "Plan 9 (1957) — “Édition Spéciale” 🛸 & Friends", MMS_FACT_DONE, 90000);
  entitle (job, MMS_MEDIA_FILM, "Plan 9 from Outer Space", 1957, -1);
  mms_job_set_verified (job, MMS_VERIFIED_PIECES);
  mms_job_set_local_path (job, "/home/me/Downloads/MediaManagerSuite/Plan 9 (1957)");
}

static void
fill_troubles (GListStore *jobs)
{
  MmsJob *job = append (jobs, "His.Girl.Friday.1940.720p.BluRay.x264-MMS", MMS_FACT_COMPLETE, 400);

  entitle (job, MMS_MEDIA_FILM, "His Girl Friday", 1940, -1);
  trouble (job, MMS_VERB_FETCH, MMS_ERROR_UNTRUSTED,
           "The key of the SFTP server is not known here yet. Compare its fingerprint with the one "
           "that your provider names.", 0);

  job =
    append (jobs, "a.release.that.nobody.knows.2019.german.dl.internal-GRP", MMS_FACT_FETCHED, 500);
  trouble (job, MMS_VERB_IMPORT, MMS_ERROR_AMBIGUOUS,
           "It is not clear which title this release is.", 0);

  job = append (jobs, "Carnival.of.Souls.1962.1080p.BluRay.REMUX.AVC-MMS", MMS_FACT_CHOSEN, 200);
  entitle (job, MMS_MEDIA_FILM, "Carnival of Souls", 1962, -1);
  trouble (job, MMS_VERB_GRAB, MMS_ERROR_UNREACHABLE,
           "The seedbox does not answer: connection timed out.", 170);

  job = append (jobs, "One.Step.Beyond.S02E07.The.Peter.Hurkos.Story.DVDRip.XviD-MMS",
                MMS_FACT_FETCHED, 800);
  entitle (job, MMS_MEDIA_SERIES,
           "One Step Beyond with a Title That Is Much Too Long for Any Row of Any Width at All",
           1959, 2);
  mms_job_set_verified (job, MMS_VERIFIED_SIZES);
  trouble (
    job, MMS_VERB_IMPORT, MMS_ERROR_NOT_VISIBLE,
    "Sonarr cannot see /home/me/Downloads/MediaManagerSuite/One.Step.Beyond.S02E07.The.Peter."
    "Hurkos.Story.DVDRip.XviD-MMS. Say in Preferences, under Folders & Paths, which path it "
    "has there.",
    0);
}

static void
fill_many (GListStore *jobs)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *name = g_strdup_printf ("Release.%05u.1080p.WEB.H264-MMS", i);

      g_ptr_array_add (all, mms_preview_job_new (name, i % MMS_N_FACTS));
    }
  g_list_store_splice (jobs, 0, 0, all->pdata, all->len);
}

/* Fills @jobs with what MMS_PREVIEW names. */
void
mms_preview_fill (GListStore *jobs)
{
  const char *scene = g_getenv ("MMS_PREVIEW");

  if (g_strcmp0 (scene, "welcome") == 0 || g_strcmp0 (scene, "empty") == 0)
    return;
  if (g_strcmp0 (scene, "many") == 0)
    {
      fill_many (jobs);
      return;
    }
  if (g_strcmp0 (scene, "fetch") == 0)
    {
      fill_fetch (jobs);
      return;
    }
  fill_home (jobs);
  fill_troubles (jobs);
}
