/* Brings pieces home while the seedbox still downloads the others.
 *
 * The seedbox says which pieces it has; those are fetched into staging, proven by their hashes and
 * written in the map there. The fetch that follows finds them. It runs below everything else that
 * is fetched, and never fails: what could not be had now is had later.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-ahead.h"

#include "core/mms-metainfo.h"
#include "pipeline/mms-content-path.h"

#include <glib/gi18n-lib.h>

#define BELOW_ALL_OTHERS (-100)
/* The nearer the end, the more often it is looked: then the last pieces are home in seconds. */
#define LOOKS_TO_THE_END 8
#define LONGEST_S 5
/* A torrent that does not move is looked at as all others are; a new one may just be starting. */
#define NEW_S 60
#define START_S 2

typedef struct
{
  MmsWorld *world;       /* (owned) */
  MmsJob *job;           /* (owned) */
  MmsMetainfo *metainfo; /* (owned) (nullable) */
  char *remote_path;     /* (owned) (nullable) */
  GBytes *bits;          /* (owned) (nullable): the pieces that the seedbox has */
  guint pieces;          /* how many they are */
  guint again_in_s;
} Story;

/* The story of one round.
 *
 *   run ──> told ──new ones──> want ──> wanted ──> fetch ──> fetched ──> done
 *             └──none──> done    └──────────────────^
 *
 * Of files that are off nothing is fetched; what a box does not say is wanted.
 */
static void told (GObject *source, GAsyncResult *result, gpointer user_data);
static void wanted (GObject *source, GAsyncResult *result, gpointer user_data);
static void fetch (GTask *task, GBytes *files);
static void fetched (GObject *source, GAsyncResult *result, gpointer user_data);

static void
story_free (gpointer data)
{
  Story *story = data;

  mms_world_unref (story->world);
  g_object_unref (story->job);
  g_clear_pointer (&story->metainfo, mms_metainfo_unref);
  g_clear_pointer (&story->bits, g_bytes_unref);
  g_free (story->remote_path);
  g_free (story);
}

/* Returns: in how many seconds to look again */
static guint
get_pause_s (MmsWorld *world, MmsJob *job, const MmsTorrentFacts *facts)
{
  gint64 age_s = g_get_real_time () / G_USEC_PER_SEC - mms_job_get_added_at (job);
  gint64 left = facts->bytes_total - facts->bytes_done;
  gint64 pause_s = world->watch_interval_s;

  if (facts->down_rate > 0)
    pause_s = CLAMP (left / facts->down_rate / LOOKS_TO_THE_END, 1, LONGEST_S);
  else if (age_s < NEW_S)
    pause_s = START_S;
  return (guint) MIN (pause_s, (gint64) world->watch_interval_s);
}

/**
 * mms_ahead_may_run:
 *
 * Returns: whether pieces of the job may be fetched already: it is known what it is, which file holds
 *   what, the seedbox is at it, and no person paused it
 */
gboolean
mms_ahead_may_run (MmsWorld *world, MmsJob *job, const MmsTorrentFacts *facts)
{
  const MmsIntent *intent = mms_job_get_intent (job);

  return world->fetch_ahead && !mms_job_get_paused (job) && world->remote_files != NULL && intent != NULL
         && intent->confidence != MMS_CONFIDENCE_GUESSED && mms_job_get_metainfo (job) != NULL
         && facts->is_active && !mms_torrent_facts_is_ready (facts) && !facts->is_magnet
         && facts->hashing == MMS_HASHING_NONE;
}

static void
done (GTask *task)
{
  Story *story = g_task_get_task_data (task);

  g_task_return_int (task, (gssize) story->again_in_s);
  g_object_unref (task);
}

static guint
count_pieces (GBytes *bits)
{
  gsize bytes;
  const guint8 *data = g_bytes_get_data (bits, &bytes);
  guint count = 0;

  for (gsize i = 0; i < bytes; i++)
    for (guint8 byte = data[i]; byte != 0; byte &= (guint8) (byte - 1))
      count++;
  return count;
}

static void
told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  story->bits = mms_seedbox_pieces_finish (MMS_SEEDBOX (source), result, &error);
  if (story->bits != NULL)
    story->pieces = count_pieces (story->bits);
  else
    g_debug ("not ahead: %s", error->message);
  if (story->bits == NULL || story->pieces <= mms_job_get_pieces_ahead (story->job))
    done (task);
  else if (mms_metainfo_get_multi_file (story->metainfo))
    mms_seedbox_wanted_async (story->world->seedbox, mms_job_get_hash (story->job),
                              g_task_get_cancellable (task), wanted, task);
  else
    fetch (task, NULL);
}

static void
wanted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GBytes) files = mms_seedbox_wanted_finish (MMS_SEEDBOX (source), result, NULL);

  fetch (user_data, files);
}

static void
fetch (GTask *task, GBytes *files)
{
  Story *story = g_task_get_task_data (task);
  MmsFetch what = { 0 };

  what.hash = mms_job_get_hash (story->job);
  what.remote_path = story->remote_path;
  what.staging = story->world->staging;
  what.metainfo = story->metainfo;
  what.wanted = files;
  what.pieces = story->bits;
  what.rate_limit = mms_job_get_rate_limit (story->job);
  what.priority = BELOW_ALL_OTHERS;
  mms_remote_files_fetch_async (story->world->remote_files, &what, NULL,
                                g_task_get_cancellable (task), fetched, task);
}

static void
show (Story *story)
{
  guint n_pieces = MAX (mms_metainfo_get_n_pieces (story->metainfo), 1);
  g_autofree char *text = NULL;

  /* Translators: %u is a percentage */
  text = g_strdup_printf (_ ("Downloading; %u %% are here already"), story->pieces * 100 / n_pieces);
  mms_job_set_status (story->job, text);
}

static void
fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  mms_remote_files_fetch_finish (MMS_REMOTE_FILES (source), result, &error);
  if (error == NULL)
    {
      mms_job_set_pieces_ahead (story->job, story->pieces);
      show (story);
    }
  else
    g_debug ("not ahead: %s", error->message);
  done (task);
}

/**
 * mms_ahead_run_async:
 * @facts: of the job's torrent, which is not complete; only read during the call
 *
 * Runs one round: fetches the pieces that the seedbox has and that are not here. The finish answers
 * in how many seconds to look again.
 */
void
mms_ahead_run_async (MmsWorld *world, MmsJob *job, const MmsTorrentFacts *facts,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Story *story = g_new0 (Story, 1);
  g_autofree char *path = mms_content_path_new (facts);

  g_task_set_source_tag (task, mms_ahead_run_async);
  g_task_set_task_data (task, story, story_free);
  story->world = mms_world_ref (world);
  story->job = g_object_ref (job);
  story->again_in_s = get_pause_s (world, job, facts);
  mms_job_set_looked_at_closely (job, story->again_in_s < world->watch_interval_s);
  story->metainfo = mms_metainfo_new (mms_job_get_metainfo (job), NULL);
  story->remote_path = path != NULL ? mms_path_map_to_here (world->seedbox_map, path) : NULL;
  if (story->metainfo == NULL || story->remote_path == NULL || facts->bytes_done == 0)
    done (task);
  else
    mms_seedbox_pieces_async (world->seedbox, mms_job_get_hash (job), cancellable, told, task);
}

/* Returns: in how many seconds to look again; 0 where it was cancelled */
guint
mms_ahead_run_finish (GAsyncResult *result)
{
  gssize again_in_s = g_task_propagate_int (G_TASK (result), NULL);

  return again_in_s > 0 ? (guint) again_in_s : 0;
}
