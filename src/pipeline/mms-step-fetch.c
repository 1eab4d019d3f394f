/* Brings the data of a complete torrent home, verified by the torrent's own hashes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-step.h"

#include "core/mms-metainfo.h"
#include "pipeline/mms-content-path.h"
#include "pipeline/mms-metainfo-search.h"

#include <glib/gi18n-lib.h>

#define MAX_METAINFO_BYTES (16 * 1024 * 1024)

/* The story of one run. Where the torrent file is not known (a magnet, an adopted torrent) the box
 * is asked for it, then the indexers are; without it sizes are all that can be compared, and the job
 * says so. Then the folder must be the torrent's own: nobody knows what else lies in a shared one.
 *
 *   begin ──known──> want
 *     └──> told ──> read_it ──known──> want
 *            └────────┴──> search ──> sought ──known──> want
 *                             └─────────┴──> doubt ──> looked ──own──> want
 *
 *   want ──several files, known──> wanted ──> fetch ──> fetched
 *     └─────────────────────────────────────────^
 *
 * A person may have turned files off. Where the box could not be asked just now all are fetched; if
 * some of them are not there, or not whole, it is asked again before anything is said of them.
 */
static void begin (GTask *task);
static void told (GObject *source, GAsyncResult *result, gpointer user_data);
static void read_it (GObject *source, GAsyncResult *result, gpointer user_data);
static void search (GTask *task);
static void sought (GObject *source, GAsyncResult *result, gpointer user_data);
static void doubt (GTask *task);
static void looked (GObject *source, GAsyncResult *result, gpointer user_data);
static void want (GTask *task);
static void wanted (GObject *source, GAsyncResult *result, gpointer user_data);
static void fetch (GTask *task);
static void fetched (GObject *source, GAsyncResult *result, gpointer user_data);

typedef struct
{
  MmsWorld *world;       /* (owned) */
  MmsJob *job;           /* (owned) */
  MmsMetainfo *metainfo; /* (owned) (nullable) */
  GBytes *wanted;        /* (owned) (nullable): a byte a file; NULL: all */
  GError *untold;        /* (owned) (nullable): why it is not known now what is wanted */
} Story;

static void
story_free (gpointer data)
{
  Story *story = data;

  mms_world_unref (story->world);
  g_object_unref (story->job);
  g_clear_pointer (&story->metainfo, mms_metainfo_unref);
  g_clear_pointer (&story->wanted, g_bytes_unref);
  g_clear_error (&story->untold);
  g_free (story);
}

/* Takes @bytes for the job's torrent only if they have its info-hash. */
static gboolean
accept (Story *story, GBytes *bytes)
{
  g_autoptr (MmsMetainfo) metainfo = mms_metainfo_new (bytes, NULL);

  if (metainfo == NULL
      || g_strcmp0 (mms_metainfo_get_hash (metainfo), mms_job_get_hash (story->job)) != 0)
    return FALSE;
  story->metainfo = g_steal_pointer (&metainfo);
  mms_job_set_metainfo (story->job, bytes);
  return TRUE;
}

static void
begin (GTask *task)
{
  Story *story = g_task_get_task_data (task);
  GBytes *bytes = mms_job_get_metainfo (story->job);

  if ((bytes != NULL && accept (story, bytes)) || story->world->seedbox == NULL)
    want (task);
  else
    mms_seedbox_session_file_async (story->world->seedbox, mms_job_get_hash (story->job),
                                    g_task_get_cancellable (task), told, task);
}

/* Not to be told, or not to be let in, is no failure: the fetch compares sizes then. */
static void
told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autofree char *path = mms_seedbox_session_file_finish (MMS_SEEDBOX (source), result, NULL);
  g_autofree char *remote_path
      = path != NULL ? mms_path_map_to_here (story->world->seedbox_map, path) : NULL;

  if (remote_path == NULL)
    {
      search (task);
      return;
    }
  mms_remote_files_read_async (story->world->remote_files, remote_path, MAX_METAINFO_BYTES,
                               g_task_get_cancellable (task), read_it, task);
}

static void
read_it (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autoptr (GBytes) bytes = mms_remote_files_read_finish (MMS_REMOTE_FILES (source), result, NULL);

  if (bytes != NULL && accept (story, bytes))
    want (task);
  else
    search (task);
}

static void
search (GTask *task)
{
  Story *story = g_task_get_task_data (task);

  if (story->world->indexer != NULL && mms_job_get_intent (story->job) != NULL
      && mms_job_get_name (story->job) != NULL)
    mms_metainfo_search_async (story->world->indexer, story->job, g_task_get_cancellable (task), sought,
                               task);
  else
    doubt (task);
}

static void
sought (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autoptr (GBytes) bytes = mms_metainfo_search_finish (result);

  if (bytes != NULL && accept (story, bytes))
    want (task);
  else
    doubt (task);
}

static void
doubt (GTask *task)
{
  Story *story = g_task_get_task_data (task);

  mms_seedbox_find_async (story->world->seedbox, mms_job_get_hash (story->job),
                          g_task_get_cancellable (task), looked, task);
}

static void
looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTorrentFacts) facts = mms_seedbox_find_finish (MMS_SEEDBOX (source), result, &error);

  if (facts == NULL && !g_error_matches (error, MMS_ERROR, MMS_ERROR_MISSING))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (facts != NULL && !mms_content_path_is_own (facts))
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_AMBIGUOUS,
                             _ ("This torrent lies in a folder that it shares with others, and its "
                                "torrent file could not be had, so nobody can tell which files are "
                                "its own. Add the torrent file to this job and press Retry."));
  else
    want (g_steal_pointer (&task));
}

static void
want (GTask *task)
{
  Story *story = g_task_get_task_data (task);

  if (story->metainfo != NULL && mms_metainfo_get_multi_file (story->metainfo)
      && story->world->seedbox != NULL)
    mms_seedbox_wanted_async (story->world->seedbox, mms_job_get_hash (story->job),
                              g_task_get_cancellable (task), wanted, task);
  else
    fetch (task);
}

/* The job is as large as what comes home of it. */
static void
count_wanted (Story *story)
{
  gsize n = 0;
  const guint8 *flags = g_bytes_get_data (story->wanted, &n);
  gint64 bytes = 0;

  if (n != mms_metainfo_get_n_files (story->metainfo))
    return;
  for (guint i = 0; i < n; i++)
    bytes += flags[i] != 0 ? mms_metainfo_get_file (story->metainfo, i)->bytes : 0;
  mms_job_set_bytes_total (story->job, bytes);
}

/* A box that does not say, or lost the torrent, is one where all is wanted. */
static void
wanted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Story *story = g_task_get_task_data (task);

  story->wanted = mms_seedbox_wanted_finish (MMS_SEEDBOX (source), result, &story->untold);
  if (story->wanted != NULL)
    count_wanted (story);
  else if (g_error_matches (story->untold, MMS_ERROR, MMS_ERROR_UNSUPPORTED)
           || g_error_matches (story->untold, MMS_ERROR, MMS_ERROR_MISSING))
    g_clear_error (&story->untold);
  fetch (task);
}

static void
fetch (GTask *task)
{
  Story *story = g_task_get_task_data (task);
  MmsFetch what = { 0 };

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  what.hash = mms_job_get_hash (story->job);
  what.remote_path = mms_job_get_remote_path (story->job);
  what.staging = story->world->staging;
  what.target = mms_job_get_local_path (story->job);
  what.metainfo = story->metainfo;
  what.wanted = story->wanted;
  what.rate_limit = mms_job_get_rate_limit (story->job);
  what.priority = mms_job_get_priority (story->job);
  mms_remote_files_fetch_async (story->world->remote_files, &what,
                                mms_job_get_transfer (story->job), g_task_get_cancellable (task),
                                fetched, task);
}

static void
fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  MmsVerified verified = mms_remote_files_fetch_finish (MMS_REMOTE_FILES (source), result, &error);
  g_autofree char *size = g_format_size ((guint64) mms_job_get_bytes_total (story->job));
  g_autofree char *note = mms_transfer_take_note (mms_job_get_transfer (story->job));
  g_autofree char *message = NULL;

  if (error != NULL)
    {
      gboolean may_be_off = g_error_matches (error, MMS_ERROR, MMS_ERROR_MISSING)
                            || g_error_matches (error, MMS_ERROR, MMS_ERROR_CORRUPT);

      if (may_be_off && story->untold != NULL)
        g_task_return_error (task, g_steal_pointer (&story->untold));
      else
        g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  mms_job_set_verified (story->job, verified);
  mms_job_set_import_started_at (story->job, g_get_real_time () / G_USEC_PER_SEC);
  if (verified == MMS_VERIFIED_PIECES)
    /* Translators: %s is a size, as "4.2 GB" */
    message = g_strdup_printf (_ ("%s are here; every piece was verified."), size);
  else
    /* Translators: %s is a size, as "4.2 GB" */
    message = g_strdup_printf (_ ("%s are here. Not verified: the torrent file could not be had, so "
                                  "only sizes were compared."),
                               size);
  if (note != NULL)
    {
      g_autofree char *both = g_strconcat (message, " ", note, NULL);

      g_free (message);
      message = g_steal_pointer (&both);
    }
  g_task_return_pointer (task, mms_outcome_new_reached (message), (GDestroyNotify) mms_outcome_free);
}

/**
 * mms_step_fetch:
 *
 * complete → fetched. Sets what was verified, and from when on an import counts.
 */
void
mms_step_fetch (GTask *task, MmsWorld *world, MmsJob *job)
{
  Story *story = g_new0 (Story, 1);

  story->world = mms_world_ref (world);
  story->job = g_object_ref (job);
  g_task_set_task_data (task, story, story_free);
  if (mms_step_needs (world->remote_files, _ ("SFTP"), task))
    begin (task);
  else
    g_object_unref (task);
}
