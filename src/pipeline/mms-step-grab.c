/* Sends the torrent of a chosen release to the seedbox.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-step.h"

#include "core/mms-magnet.h"

#include <glib/gi18n-lib.h>

/* The story of one run. The info-hash was computed when the release was chosen, so that "is it
 * there" is one question, before and after.
 *
 *   look ──missing──> add ──> added
 *     └──there──> done
 */
static void look (GTask *task);
static void looked (GObject *source, GAsyncResult *result, gpointer user_data);
static void add (GTask *task);
static void added (GObject *source, GAsyncResult *result, gpointer user_data);

typedef struct
{
  MmsWorld *world; /* (owned) */
  MmsJob *job;     /* (owned) */
} Story;

static void
story_free (gpointer data)
{
  Story *story = data;

  mms_world_unref (story->world);
  g_object_unref (story->job);
  g_free (story);
}

static void
look (GTask *task)
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

  if (facts != NULL)
    g_task_return_pointer (task,
                           mms_outcome_new_reached (_ ("The seedbox has this torrent already.")),
                           (GDestroyNotify) mms_outcome_free);
  else if (g_error_matches (error, MMS_ERROR, MMS_ERROR_MISSING))
    add (g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* The label and the folder follow the kind of title; a job without an intent has neither. */
static void
choose_place (Story *story)
{
  const MmsIntent *intent = mms_job_get_intent (story->job);

  if (intent == NULL)
    return;
  if (mms_job_get_label (story->job) == NULL)
    mms_job_set_label (story->job, story->world->labels[intent->kind]);
  if (mms_job_get_directory (story->job) == NULL)
    mms_job_set_directory (story->job, story->world->directories[intent->kind]);
}

static void
add (GTask *task)
{
  Story *story = g_task_get_task_data (task);
  GBytes *metainfo = mms_job_get_metainfo (story->job);
  MmsSeedboxAdd what = { 0 };

  choose_place (story);
  what.hash = mms_job_get_hash (story->job);
  what.metainfo = metainfo;
  what.magnet = metainfo == NULL ? mms_job_get_magnet (story->job) : NULL;
  what.label = mms_job_get_label (story->job);
  what.directory = mms_job_get_directory (story->job);
  what.start = TRUE;
  if (what.metainfo == NULL && what.magnet == NULL)
    {
      g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MISSING,
                               _ ("Neither the torrent file nor a magnet link is known, so it cannot "
                                  "be sent again. Forget this job and grab the release anew."));
      g_object_unref (task);
      return;
    }
  mms_seedbox_add_async (story->world->seedbox, &what, g_task_get_cancellable (task), added, task);
}

/* A magnet without trackers can only be found by DHT, which many boxes have switched off. */
static gboolean
is_lost_magnet (MmsJob *job)
{
  const char *uri = mms_job_get_magnet (job);
  g_autoptr (MmsMagnet) magnet = uri != NULL ? mms_magnet_new (uri, NULL) : NULL;

  return mms_job_get_metainfo (job) == NULL && magnet != NULL && magnet->trackers[0] == NULL;
}

static void
added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!mms_seedbox_add_finish (MMS_SEEDBOX (source), result, &error) && is_lost_magnet (story->job)
      && g_error_matches (error, MMS_ERROR, MMS_ERROR_REFUSED))
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_REFUSED,
                             /* Translators: %s are the seedbox's own words */
                             _ ("This magnet link names no trackers, and the seedbox found nobody who "
                                "has the torrent (that would need DHT). Grab the release as a torrent "
                                "file or from another indexer. The seedbox says: %s"),
                             error->message);
  else if (error == NULL)
    g_task_return_pointer (task, mms_outcome_new_reached (_ ("Sent to the seedbox.")),
                           (GDestroyNotify) mms_outcome_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * mms_step_grab:
 *
 * chosen → grabbed. A torrent that the seedbox has already is left as it is, label and all.
 */
void
mms_step_grab (GTask *task, MmsWorld *world, MmsJob *job)
{
  Story *story = g_new0 (Story, 1);

  story->world = mms_world_ref (world);
  story->job = g_object_ref (job);
  g_task_set_task_data (task, story, story_free);
  if (mms_step_needs (world->seedbox, _ ("The seedbox"), task))
    look (task);
  else
    g_object_unref (task);
}
