/* Tidies up after a proven import: what is left here, and the seedbox where the person chose so.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-step.h"

#include "core/mms-file-kind.h"
#include "core/mms-metainfo.h"
#include "pipeline/mms-content-path.h"
#include "pipeline/mms-import-plan.h"
#include "pipeline/mms-import-proof.h"
#include "pipeline/mms-subtitle.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define LOOK_AGAIN_S (10 * 60)
#define LARGE_BYTES (50 * 1024 * 1024) /* no nfo, picture or list of checksums is as large */

/* The story of one run. Subtitles that the server left behind go beside their video before the
 * rest of the release folder goes; a video that no history proves imported keeps its folder. On the seedbox the order is: stop, delete the data over SFTP,
 * erase the torrent; a failure leaves the torrent where it is.
 *
 *   ask ─> told ─> scanned ─> place ⟲ placed ─> sweep ─> swept ─┬─ not wanted: done
 *                                                               └─> look ─> looked ─> halted ─> removed ─> erased
 */
static void ask (GTask *task);
static void told (GObject *source, GAsyncResult *result, gpointer user_data);
static void scanned (GObject *source, GAsyncResult *result, gpointer user_data);
static void place (GTask *task);
static void placed (GObject *source, GAsyncResult *result, gpointer user_data);
static void sweep (GTask *task);
static void swept (GObject *source, GAsyncResult *result, gpointer user_data);
static void look (GTask *task);
static void looked (GObject *source, GAsyncResult *result, gpointer user_data);
static void halted (GObject *source, GAsyncResult *result, gpointer user_data);
static void removed (GObject *source, GAsyncResult *result, gpointer user_data);
static void erased (GObject *source, GAsyncResult *result, gpointer user_data);

/* One subtitle and where it belongs. */
typedef struct
{
  char *from; /* (owned) */
  char *to;   /* (owned) */
} Move;

typedef struct
{
  MmsWorld *world;     /* (owned) */
  MmsJob *job;         /* (owned) */
  GPtrArray *imported; /* (owned) (element-type MmsImported): of this release */
  GQueue moves;        /* (owned) (element-type Move): still to be made */
  guint kept;          /* subtitles that found their place */
  guint homeless;      /* subtitles that could not be placed: their folder stays */
  guint unproven;      /* files that no history proves imported: their folder stays */
  char **paths;        /* (owned) (nullable): on the seedbox, as SFTP sees them */
} Story;

static void
move_free (gpointer data)
{
  Move *move = data;

  g_free (move->from);
  g_free (move->to);
  g_free (move);
}

static void
story_free (gpointer data)
{
  Story *story = data;

  mms_world_unref (story->world);
  g_object_unref (story->job);
  g_ptr_array_unref (story->imported);
  g_queue_clear_full (&story->moves, move_free);
  g_strfreev (story->paths);
  g_free (story);
}

static void
done (GTask *task, const char *message)
{
  g_task_return_pointer (task, mms_outcome_new_reached (message), (GDestroyNotify) mms_outcome_free);
  g_object_unref (task);
}

static void
ask (GTask *task)
{
  Story *story = g_task_get_task_data (task);
  const MmsIntent *intent = mms_job_get_intent (story->job);
  MmsLibrary *library = intent != NULL ? story->world->libraries[intent->kind] : NULL;

  if (library == NULL || mms_job_get_local_path (story->job) == NULL)
    look (task);
  else
    mms_library_find_async (library, intent->kind == MMS_MEDIA_FILM ? intent->tmdb_id : intent->tvdb_id,
                            g_task_get_cancellable (task), told, task);
}

/* Returns: (transfer none): between the library's paths and ours */
static MmsPathMap *
get_map (Story *story)
{
  return story->world->library_maps[mms_job_get_intent (story->job)->kind];
}

static void
remembered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = mms_library_imported_finish (MMS_LIBRARY (source), result, &error);
  g_autofree char *folder = NULL;

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  folder = mms_path_map_to_there (get_map (story), mms_job_get_local_path (story->job));
  g_ptr_array_unref (story->imported);
  story->imported = mms_import_proof_keep_own (rows, folder);
  mms_local_files_scan_async (story->world->local_files, mms_job_get_local_path (story->job),
                              g_task_get_cancellable (task), scanned, g_object_ref (task));
}

static void
told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMedia) media = mms_library_find_finish (MMS_LIBRARY (source), result, &error);

  if (media != NULL)
    mms_library_imported_async (MMS_LIBRARY (source), media->library_id,
                                mms_job_get_import_started_at (story->job),
                                mms_job_get_hash (story->job), g_task_get_cancellable (task),
                                remembered, g_object_ref (task));
  else if (g_error_matches (error, MMS_ERROR, MMS_ERROR_MISSING))
    /* The title was deleted from the library meanwhile: nothing proves an import any more. */
    mms_local_files_scan_async (story->world->local_files, mms_job_get_local_path (story->job),
                                g_task_get_cancellable (task), scanned, g_object_ref (task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static char *
find_place (Story *story, const char *subtitle)
{
  return mms_subtitle_find_place (subtitle, mms_job_get_intent (story->job), story->imported,
                                  get_map (story));
}

/* In a folder of that name, or by its own name if it is much smaller than what was imported: an
 * episode may be called "The Sample". */
static gboolean
is_sample (Story *story, const MmsLocalFile *file)
{
  g_autofree char *folder = g_path_get_dirname (file->path);
  g_autofree char *folder_name = g_path_get_basename (folder);
  gint64 imported_bytes = mms_job_get_bytes_total (story->job) / MAX (1, story->imported->len);

  return g_ascii_strcasecmp (folder_name, "Sample") == 0 || g_ascii_strcasecmp (folder_name, "Samples") == 0
         || mms_file_is_sample (file->path, file->bytes, imported_bytes);
}

/* A video that was rejected, or left out, or that is here twice may be the person's only copy. An
 * archive is worth no more than what came out of it.
 *
 * Returns: whether deleting @file would lose something */
static gboolean
is_worth_keeping (Story *story, const MmsLocalFile *file, GPtrArray *files)
{
  g_autofree char *path = g_build_filename (mms_job_get_local_path (story->job), file->path, NULL);
  g_autofree char *server_path = mms_path_map_to_there (get_map (story), path);

  if (file->packed != NULL)
    return mms_import_proof_is_packed_only (story->imported, file, files,
                                            mms_job_get_local_path (story->job), get_map (story));
  if (!mms_file_is_video (file->path) && file->bytes < LARGE_BYTES)
    return FALSE;
  if (server_path != NULL && mms_import_proof_has (story->imported, server_path))
    return FALSE;
  return !is_sample (story, file);
}

static void
scanned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = mms_local_files_scan_finish (MMS_LOCAL_FILES (source), result, &error);

  if (files == NULL && !g_error_matches (error, MMS_ERROR, MMS_ERROR_MISSING))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      MmsLocalFile *file = g_ptr_array_index (files, i);
      char *to = NULL;
      Move *move = NULL;

      if (!mms_file_is_subtitle (file->path))
        {
          story->unproven += is_worth_keeping (story, file, files) ? 1 : 0;
          continue;
        }
      to = find_place (story, file->path);
      if (to == NULL)
        {
          story->homeless++;
          continue;
        }
      move = g_new0 (Move, 1);
      move->from = g_build_filename (mms_job_get_local_path (story->job), file->path, NULL);
      move->to = to;
      g_queue_push_tail (&story->moves, move);
    }
  if (files == NULL)
    look (g_steal_pointer (&task));
  else
    place (g_steal_pointer (&task));
}

static void
place (GTask *task)
{
  Story *story = g_task_get_task_data (task);
  Move *move = g_queue_pop_head (&story->moves);

  if (move == NULL)
    {
      sweep (task);
      return;
    }
  mms_local_files_place_async (story->world->local_files, move->from, move->to,
                               g_task_get_cancellable (task), placed, task);
  move_free (move);
}

/* A library that cannot be written from here keeps the subtitle where it is: nothing is lost. */
static void
placed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (mms_local_files_place_finish (MMS_LOCAL_FILES (source), result, &error))
    story->kept++;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  else
    story->homeless++;
  place (g_steal_pointer (&task));
}

static void
sweep (GTask *task)
{
  Story *story = g_task_get_task_data (task);

  if (story->homeless > 0 || story->unproven > 0)
    look (task);
  else
    mms_local_files_remove_async (story->world->local_files, mms_job_get_local_path (story->job),
                                  story->world->downloads, g_task_get_cancellable (task), swept,
                                  task);
}

static void
swept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (mms_local_files_remove_finish (MMS_LOCAL_FILES (source), result, &error))
    look (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static char *
dup_summary (Story *story, const char *seedbox)
{
  if (story->unproven > 0)
    return g_strdup_printf (
        /* Translators: %1$u is a number of files, %2$s a folder, %3$s a whole sentence */
        ngettext ("%1$u file was not imported and stays in “%2$s”: look at it there. %3$s",
                  "%1$u files were not imported and stay in “%2$s”: look at them there. %3$s",
                  story->unproven),
        story->unproven, mms_job_get_local_path (story->job), seedbox);
  if (story->homeless > 0)
    /* Translators: %1$s is a folder, %2$s a whole sentence */
    return g_strdup_printf (_ ("The subtitles could not be put beside the video and stay in “%1$s”. "
                               "%2$s"),
                            mms_job_get_local_path (story->job), seedbox);
  return g_strdup (seedbox);
}

static void
look (GTask *task)
{
  Story *story = g_task_get_task_data (task);

  if (!story->world->clean_seedbox)
    {
      g_autofree char *message = dup_summary (story, _ ("The torrent stays on the seedbox."));

      done (task, message);
    }
  else if (mms_step_needs (story->world->watcher, _ ("The seedbox"), task)
           && mms_step_needs (story->world->remote_files, _ ("SFTP"), task))
    mms_watcher_look_async (story->world->watcher, g_task_get_cancellable (task), looked, task);
  else
    g_object_unref (task);
}

static gboolean
has_seeded_enough (Story *story, const MmsTorrentFacts *facts)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gint64 since = facts->finished_at > 0 ? facts->finished_at
                                        : mms_job_get_import_started_at (story->job);

  return (double) facts->ratio_permille >= story->world->clean_min_ratio * 1000
         && now - since >= story->world->clean_min_seed_s;
}

/* Two torrents may hold the same files (cross-seeding). */
static gboolean
is_shared (MmsTorrentList *torrents, const MmsTorrentFacts *facts)
{
  g_autofree char *path = mms_content_path_new (facts);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (torrents)); i++)
    {
      g_autoptr (MmsTorrent) torrent = g_list_model_get_item (G_LIST_MODEL (torrents), i);
      const MmsTorrentFacts *other = mms_torrent_get_facts (torrent);
      g_autofree char *other_path = mms_content_path_new (other);

      if (strcmp (other->hash, facts->hash) != 0 && path != NULL && other_path != NULL
          && (strcmp (other_path, path) == 0 || mms_path_is_inside (other_path, path)
              || (mms_content_path_is_own (other) && mms_path_is_inside (path, other_path))))
        return TRUE;
    }
  return FALSE;
}

/* Returns: (transfer full) (nullable): what may go, as SFTP sees it; %NULL where nobody can tell */
static char **
list_own_paths (Story *story, const MmsTorrentFacts *facts)
{
  g_autofree char *path = mms_content_path_new (facts);
  g_autofree char *remote = path != NULL ? mms_path_map_to_here (story->world->seedbox_map, path) : NULL;
  g_autoptr (MmsMetainfo) metainfo = NULL;
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  if (remote == NULL)
    return NULL;
  if (mms_content_path_is_own (facts))
    {
      g_strv_builder_add (paths, remote);
      return g_strv_builder_end (paths);
    }
  if (mms_job_get_metainfo (story->job) != NULL)
    metainfo = mms_metainfo_new (mms_job_get_metainfo (story->job), NULL);
  if (metainfo == NULL)
    return NULL;
  for (guint i = 0; i < mms_metainfo_get_n_files (metainfo); i++)
    {
      const MmsMetainfoFile *file = mms_metainfo_get_file (metainfo, i);
      g_autofree char *full = g_build_path ("/", remote, file->path, NULL);

      if (!file->padding)
        g_strv_builder_add (paths, full);
    }
  return g_strv_builder_end (paths);
}

static void
looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  MmsTorrentList *torrents = mms_watcher_get_torrents (MMS_WATCHER (source));
  MmsTorrent *torrent = NULL;
  GError *error = NULL;

  if (!mms_watcher_look_finish (MMS_WATCHER (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  torrent = mms_torrent_list_find (torrents, mms_job_get_hash (story->job));
  if (torrent == NULL)
    {
      g_autofree char *message = dup_summary (story, _ ("The torrent was gone from the seedbox."));

      done (g_steal_pointer (&task), message);
    }
  else if (!has_seeded_enough (story, mms_torrent_get_facts (torrent)))
    g_task_return_pointer (task, mms_outcome_new_waiting (LOOK_AGAIN_S),
                           (GDestroyNotify) mms_outcome_free);
  else if (story->world->roots == NULL || story->world->roots[0] == NULL)
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                             _ ("Nothing was deleted on the seedbox: Preferences name no folder below "
                                "which that is allowed."));
  else if (is_shared (torrents, mms_torrent_get_facts (torrent)))
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_REFUSED,
                             _ ("Nothing was deleted on the seedbox: another torrent uses the same "
                                "files. Remove one of the two there, then press Retry."));
  else if ((story->paths = list_own_paths (story, mms_torrent_get_facts (torrent))) == NULL)
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_REFUSED,
                             _ ("Nothing was deleted on the seedbox: the torrent shares its folder with "
                                "others and its own files are not known. Remove it there."));
  else
    mms_seedbox_halt_async (story->world->seedbox, mms_job_get_hash (story->job),
                            g_task_get_cancellable (task), halted, g_object_ref (task));
}

static void
halted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  GError *error = NULL;

  if (mms_seedbox_halt_finish (MMS_SEEDBOX (source), result, &error))
    mms_remote_files_remove_async (story->world->remote_files, (const char *const *) story->paths,
                                   (const char *const *) story->world->roots,
                                   g_task_get_cancellable (task), removed, g_object_ref (task));
  else
    g_task_return_error (task, error);
}

static void
removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = mms_remote_files_remove_finish (MMS_REMOTE_FILES (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      MmsRemoval *row = g_ptr_array_index (rows, i);

      if (row->gone)
        continue;
      g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_REFUSED,
                               /* Translators: %1$s is a path, %2$s a reason */
                               _ ("“%1$s” could not be deleted on the seedbox: %2$s. The torrent is "
                                  "stopped there and was not removed; press Retry to go on."),
                               row->path, row->message);
      return;
    }
  mms_seedbox_erase_async (story->world->seedbox, mms_job_get_hash (story->job),
                           g_task_get_cancellable (task), erased, g_object_ref (task));
}

static void
erased (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  GError *error = NULL;

  if (mms_seedbox_erase_finish (MMS_SEEDBOX (source), result, &error))
    {
      g_autofree char *message
          = dup_summary (story, _ ("The data and the torrent were removed from the seedbox."));

      done (g_steal_pointer (&task), message);
    }
  else
    g_task_return_error (task, error);
}

/**
 * mms_step_clean:
 *
 * imported → done. Waits, as long as it takes, for the ratio and the time that the person set.
 */
void
mms_step_clean (GTask *task, MmsWorld *world, MmsJob *job)
{
  Story *story = g_new0 (Story, 1);

  story->world = mms_world_ref (world);
  story->job = g_object_ref (job);
  story->imported = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_imported_free);
  g_queue_init (&story->moves);
  g_task_set_task_data (task, story, story_free);
  ask (task);
}
