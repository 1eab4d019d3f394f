/* Looks at the indexers for the torrent file of a torrent that somebody else put on the seedbox.
 *
 * An indexer is asked for the release's name. Offers that claim the info-hash are looked into
 * first, then those of the same name that claim none; only a file that has the info-hash counts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-metainfo-search.h"

#include "core/mms-file-kind.h"
#include "core/mms-metainfo.h"

#include <string.h>

/* Each is a download from somebody's tracker. */
#define MOST_OFFERS 3

typedef struct
{
  MmsIndexer *indexer; /* (owned) */
  char *hash;          /* (owned) */
  char *query;         /* (owned) */
  GQueue offers;       /* (owned) (element-type MmsRelease): still to be looked into */
} Story;

/* The story of one search.
 *
 *   search ──> found ──> resolve ──> resolved ──right──> done
 *                          ^             └─ another one ─┐
 *                          └─────────────────────────────┘
 */
static void found (GObject *source, GAsyncResult *result, gpointer user_data);
static void resolve (GTask *task);
static void resolved (GObject *source, GAsyncResult *result, gpointer user_data);

static void
story_free (gpointer data)
{
  Story *story = data;

  g_object_unref (story->indexer);
  g_free (story->hash);
  g_free (story->query);
  g_queue_clear_full (&story->offers, g_object_unref);
  g_free (story);
}

/* Returns: (transfer full): the name as a person would type it */
static char *
dup_query (const char *name)
{
  char *query = g_utf8_make_valid (name, -1);

  if (mms_file_is_video (query))
    *strrchr (query, '.') = '\0';
  g_strdelimit (query, "._", ' ');
  return g_strstrip (query);
}

static gboolean
has_name (Story *story, MmsRelease *release)
{
  g_autofree char *name = dup_query (release->title);

  return g_ascii_strcasecmp (name, story->query) == 0;
}

static void
choose_offers (Story *story, GPtrArray *releases)
{
  for (guint i = 0; i < releases->len; i++)
    {
      MmsRelease *release = g_ptr_array_index (releases, i);

      if (release->link == NULL)
        continue;
      if (release->info_hash != NULL && g_ascii_strcasecmp (release->info_hash, story->hash) == 0)
        g_queue_push_head (&story->offers, g_object_ref (release));
      else if (release->info_hash == NULL && has_name (story, release))
        g_queue_push_tail (&story->offers, g_object_ref (release));
    }
  while (g_queue_get_length (&story->offers) > MOST_OFFERS)
    g_object_unref (g_queue_pop_tail (&story->offers));
}

static void
found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) releases = mms_indexer_search_finish (MMS_INDEXER (source), result, &error);

  if (releases != NULL)
    choose_offers (story, releases);
  else
    g_debug ("no torrent file from the indexers: %s", error->message);
  resolve (task);
}

static void
resolve (GTask *task)
{
  Story *story = g_task_get_task_data (task);
  g_autoptr (MmsRelease) release = g_queue_pop_head (&story->offers);

  if (release == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      g_object_unref (task);
      return;
    }
  mms_indexer_resolve_async (story->indexer, release->link, g_task_get_cancellable (task), resolved, task);
}

static void
resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autoptr (MmsTorrentSource) torrent = mms_indexer_resolve_finish (MMS_INDEXER (source), result, NULL);
  g_autoptr (MmsMetainfo) metainfo
      = torrent != NULL && torrent->metainfo != NULL ? mms_metainfo_new (torrent->metainfo, NULL) : NULL;

  if (metainfo == NULL || g_strcmp0 (mms_metainfo_get_hash (metainfo), story->hash) != 0)
    {
      resolve (task);
      return;
    }
  g_task_return_pointer (task, g_bytes_ref (torrent->metainfo), (GDestroyNotify) g_bytes_unref);
  g_object_unref (task);
}

/**
 * mms_metainfo_search_async:
 * @job: with a name and an intent; only read during the call
 *
 * The finish returns (transfer full) (nullable): a torrent file that has the job's info-hash; %NULL where
 * no indexer offers it, or none answered.
 */
void
mms_metainfo_search_async (MmsIndexer *indexer, MmsJob *job, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Story *story = g_new0 (Story, 1);

  g_task_set_source_tag (task, mms_metainfo_search_async);
  g_task_set_task_data (task, story, story_free);
  story->indexer = g_object_ref (indexer);
  story->hash = g_strdup (mms_job_get_hash (job));
  story->query = dup_query (mms_job_get_name (job));
  mms_indexer_search_async (indexer, story->query, mms_job_get_intent (job)->kind, cancellable, found,
                            task);
}

GBytes *
mms_metainfo_search_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
