/* Waits until the seedbox holds all the data of a grabbed torrent that is wanted, then learns where it lies.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-step.h"

#include "core/mms-file-kind.h"
#include "pipeline/mms-ahead.h"
#include "pipeline/mms-content-path.h"

#include <glib/gi18n-lib.h>

#include <string.h>

/* The story of one look. The torrent is judged from the shared listing; only one that the listing
 * lacks is asked for by itself, because a magnet is erased and born again under its hash.
 *
 *   look ──> looked ──there──> judge ──complete──> choose_target ──> scanned ──> done
 *     │         └──lacking──┐    └──> went_ahead ──> later
 *     └──ahead──────────────┴─> asked ──> judge
 *
 * While pieces come home ahead, one torrent is looked at closely: it is asked for by itself, too.
 *
 * A torrent that rTorrent closed for want of space is started again when there is room.
 *
 *   judge ──> ask_space ──> space_told ──room──> restarted ──> later
 */
static void look (GTask *task);
static void looked (GObject *source, GAsyncResult *result, gpointer user_data);
static void ask (GTask *task);
static void asked (GObject *source, GAsyncResult *result, gpointer user_data);
static void judge (GTask *task, const MmsTorrentFacts *facts);
static void went_ahead (GObject *source, GAsyncResult *result, gpointer user_data);
static void ask_space (GTask *task, const MmsTorrentFacts *facts);
static void space_told (GObject *source, GAsyncResult *result, gpointer user_data);
static void restarted (GObject *source, GAsyncResult *result, gpointer user_data);
static void choose_target (GTask *task);
static void scanned (GObject *source, GAsyncResult *result, gpointer user_data);

typedef struct
{
  MmsWorld *world; /* (owned) */
  MmsJob *job;     /* (owned) */
  char *target;    /* (owned) (nullable): the local folder under trial */
  guint tried;     /* names that are taken */
  gint64 bytes_left; /* that the seedbox has still to load */
} Story;

/* rTorrent 0.9.8 looks every minute, and closes what is still loading where less than 500 MiB are
 * free ("low_diskspace" in its built-in settings). A disk that fills up completely crashes it: nothing
 * is started again before there is more than enough room. */
#define RESERVE_BYTES (G_GINT64_CONSTANT (600) * 1024 * 1024)

static void
story_free (gpointer data)
{
  Story *story = data;

  mms_world_unref (story->world);
  g_object_unref (story->job);
  g_free (story->target);
  g_free (story);
}

static void
wait_s (GTask *task, guint again_in_s)
{
  g_task_return_pointer (task, mms_outcome_new_waiting (again_in_s),
                         (GDestroyNotify) mms_outcome_free);
  g_object_unref (task);
}

static void
later (GTask *task)
{
  Story *story = g_task_get_task_data (task);

  wait_s (task, story->world->watch_interval_s);
}

static void
look (GTask *task)
{
  Story *story = g_task_get_task_data (task);

  if (mms_job_get_looked_at_closely (story->job))
    ask (task);
  else
    mms_watcher_look_async (story->world->watcher, g_task_get_cancellable (task), looked, task);
}

static void
ask (GTask *task)
{
  Story *story = g_task_get_task_data (task);

  mms_seedbox_find_async (story->world->seedbox, mms_job_get_hash (story->job),
                          g_task_get_cancellable (task), asked, task);
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
  if (torrent != NULL)
    judge (g_steal_pointer (&task), mms_torrent_get_facts (torrent));
  else
    ask (g_object_ref (task));
}

static void
asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTorrentFacts) facts = mms_seedbox_find_finish (MMS_SEEDBOX (source), result, &error);

  if (facts != NULL)
    judge (g_steal_pointer (&task), facts);
  else if (g_error_matches (error, MMS_ERROR, MMS_ERROR_MISSING))
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MISSING,
                             _ ("The torrent is not on the seedbox any more. Press Retry to send it "
                                "again, or forget this job."));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* rTorrent says "Low diskspace." then, but the next answer of a tracker wipes that out. What stays is
 * that it was not closed by a person, who would have stopped it (command_events.cc,
 * apply_close_low_diskspace). */
static gboolean
was_closed_for_space (const MmsTorrentFacts *facts)
{
  return facts->state && !facts->is_open && !mms_torrent_facts_is_ready (facts) && facts->hash_failed
         && facts->hashing == MMS_HASHING_NONE;
}

/* rTorrent's own words for a full disk are the C library's. */
static gboolean
is_full (const MmsTorrentFacts *facts)
{
  return facts->message != NULL && strstr (facts->message, "No space left") != NULL;
}

static void
return_closed (GTask *task)
{
  g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_NO_SPACE, "%s",
                           _ ("The seedbox's disk is nearly full, and rTorrent closed this torrent. "
                              "Make room there and start the torrent again."));
}

static void
return_full (GTask *task, gint64 bytes_free, gint64 bytes_left)
{
  g_autofree char *free_text = g_format_size ((guint64) MAX (bytes_free, 0));
  g_autofree char *left_text = g_format_size ((guint64) MAX (bytes_left, 0));
  g_autofree char *wanted_text = g_format_size ((guint64) (MAX (bytes_left, 0) + RESERVE_BYTES));

  g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_NO_SPACE,
                           /* Translators: all three are amounts, as "1.2 GB" */
                           _ ("The seedbox's disk is nearly full, and rTorrent closed this torrent: "
                              "%1$s are free, and it still has to load %2$s. Make room there; it is "
                              "started again by itself when %3$s are free."),
                           free_text, left_text, wanted_text);
}

static gboolean
report_error (GTask *task, const MmsTorrentFacts *facts)
{
  if (is_full (facts))
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_NO_SPACE,
                             /* Translators: %s are the seedbox's own words */
                             _ ("The seedbox's disk is full. Make room there and start the torrent "
                                "again. The seedbox says: %s"),
                             facts->message);
  else if (mms_torrent_facts_get_state (facts) == MMS_TORRENT_ERROR)
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_REFUSED,
                             /* Translators: %s are the seedbox's own words */
                             _ ("The seedbox stopped this torrent. It says: %s"), facts->message);
  else
    return FALSE;
  return TRUE;
}

/* rTorrent's own rate is an average over a minute; the difference of two looks is the honest one,
 * and its rate is only used until there are two. */
static void
show (Story *story, const MmsTorrentFacts *facts)
{
  MmsTransfer *transfer = mms_job_get_transfer (story->job);
  gint64 rate = facts->is_active && !mms_torrent_facts_is_ready (facts) ? facts->down_rate : 0;

  mms_transfer_update (transfer, facts->bytes_done, facts->bytes_total, rate, NULL);
  mms_job_set_status (story->job, mms_torrent_state_get_label (mms_torrent_facts_get_state (facts)));
}

/* rTorrent's words when a check finds that a complete torrent is not: it stops the torrent, and
 * loads what is missing only after it was restarted (download_list.cc, hash_done). */
static gboolean
needs_restart (const MmsTorrentFacts *facts)
{
  return !facts->is_complete && !facts->is_active && facts->hashing == MMS_HASHING_NONE
         && facts->message != NULL && strstr (facts->message, "hash check returned unfinished chunks") != NULL;
}

static void
restarted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (mms_seedbox_restart_finish (MMS_SEEDBOX (source), result, &error))
    later (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static void
ask_space (GTask *task, const MmsTorrentFacts *facts)
{
  Story *story = g_task_get_task_data (task);
  g_autofree char *folder = mms_path_map_to_here (story->world->seedbox_map, facts->directory);

  story->bytes_left = facts->bytes_left;
  if (story->world->remote_files != NULL && folder != NULL)
    {
      mms_remote_files_free_space_async (story->world->remote_files, folder,
                                         g_task_get_cancellable (task), space_told, task);
      return;
    }
  return_closed (task);
  g_object_unref (task);
}

static void
space_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gint64 bytes = 0;

  if (!mms_remote_files_free_space_finish (MMS_REMOTE_FILES (source), result, &bytes, &error))
    return_closed (task);
  else if (bytes < story->bytes_left + RESERVE_BYTES)
    return_full (task, bytes, story->bytes_left);
  else
    mms_seedbox_restart_async (story->world->seedbox, mms_job_get_hash (story->job),
                               g_task_get_cancellable (task), restarted, g_object_ref (task));
}

static void
judge (GTask *task, const MmsTorrentFacts *facts)
{
  Story *story = g_task_get_task_data (task);
  g_autofree char *path = mms_content_path_new (facts);
  g_autofree char *remote_path = NULL;

  show (story, facts);
  if (needs_restart (facts))
    {
      mms_seedbox_restart_async (story->world->seedbox, mms_job_get_hash (story->job),
                                 g_task_get_cancellable (task), restarted, task);
      return;
    }
  if (was_closed_for_space (facts))
    {
      ask_space (task, facts);
      return;
    }
  if (report_error (task, facts))
    {
      g_object_unref (task);
      return;
    }
  if (mms_ahead_may_run (story->world, story->job, facts))
    {
      mms_ahead_run_async (story->world, story->job, facts, g_task_get_cancellable (task), went_ahead,
                           task);
      return;
    }
  if (!mms_torrent_facts_is_ready (facts) || facts->is_magnet || facts->hashing != MMS_HASHING_NONE
      || path == NULL)
    {
      later (task);
      return;
    }
  remote_path = mms_path_map_to_here (story->world->seedbox_map, path);
  if (remote_path == NULL)
    {
      g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MALFORMED,
                               /* Translators: %s is a path on the seedbox */
                               _ ("The seedbox names a path that leads out of its folder: “%s”. Nothing "
                                  "was fetched."),
                               path);
      g_object_unref (task);
      return;
    }
  mms_job_set_remote_path (story->job, remote_path);
  mms_job_set_bytes_total (story->job, facts->bytes_total);
  if (mms_job_get_name (story->job) == NULL || g_str_has_suffix (mms_job_get_name (story->job), ".meta"))
    mms_job_set_name (story->job, facts->name);
  choose_target (task);
}

static void
went_ahead (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  guint again_in_s = mms_ahead_run_finish (result);

  if (again_in_s > 0 || !g_task_return_error_if_cancelled (task))
    wait_s (g_steal_pointer (&task), MAX (again_in_s, 1));
}

/* A single-file torrent is named like its file; the folder around it is not a video. */
static void
drop_extension (char *name)
{
  if (mms_file_is_video (name))
    *strrchr (name, '.') = '\0';
}

/* A name for a folder here, from a name that anybody may have made up. */
static char *
dup_folder_name (MmsJob *job)
{
  g_autofree char *valid = g_utf8_make_valid (mms_job_get_name (job), -1);
  GString *name = g_string_new (NULL);

  drop_extension (valid);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (name, c == '/' || g_unichar_iscntrl (c) ? '_' : c);
    }
  while (name->len > 200)
    g_string_truncate (name, g_utf8_find_prev_char (name->str, name->str + name->len) - name->str);
  while (name->len > 0 && name->str[0] == '.')
    g_string_erase (name, 0, 1);
  if (name->len == 0)
    g_string_append (name, mms_job_get_hash (job));
  return g_string_free (name, FALSE);
}

/* "Name", then "Name [4F0A9C11]", then "Name [4F0A9C11] 2" and so on. */
static char *
dup_target (Story *story)
{
  g_autofree char *name = dup_folder_name (story->job);
  g_autofree char *plain = g_build_filename (story->world->downloads, name, NULL);

  if (story->tried == 0)
    return g_steal_pointer (&plain);
  if (story->tried == 1)
    return g_strdup_printf ("%s [%.8s]", plain, mms_job_get_hash (story->job));
  return g_strdup_printf ("%s [%.8s] %u", plain, mms_job_get_hash (story->job), story->tried);
}

/* The same release from two trackers has one name and two hashes: what the other job was promised
 * may not lie on the disk yet. */
static gboolean
is_promised (Story *story)
{
  GListModel *jobs = story->world->jobs;

  for (guint i = 0; jobs != NULL && i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (MmsJob) other = g_list_model_get_item (jobs, i);

      if (other != story->job && mms_job_get_fact (other) != MMS_FACT_DONE
          && g_strcmp0 (mms_job_get_local_path (other), story->target) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The place is written down before a byte is fetched: a folder of that name that is there later
 * can only be the whole, verified release. */
static void
choose_target (GTask *task)
{
  Story *story = g_task_get_task_data (task);

  if (mms_job_get_local_path (story->job) != NULL)
    {
      g_task_return_pointer (task, mms_outcome_new_reached (_ ("The seedbox has all of its data.")),
                             (GDestroyNotify) mms_outcome_free);
      g_object_unref (task);
      return;
    }
  g_free (story->target);
  story->target = dup_target (story);
  mms_local_files_scan_async (story->world->local_files, story->target,
                              g_task_get_cancellable (task), scanned, task);
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
  if (files != NULL || is_promised (story))
    {
      story->tried++;
      choose_target (g_steal_pointer (&task));
      return;
    }
  mms_job_set_local_path (story->job, story->target);
  g_task_return_pointer (task, mms_outcome_new_reached (_ ("The seedbox has all of its data.")),
                         (GDestroyNotify) mms_outcome_free);
}

/**
 * mms_step_watch:
 *
 * grabbed → complete. Sets the remote path (as SFTP sees it), the size, and the local path.
 */
void
mms_step_watch (GTask *task, MmsWorld *world, MmsJob *job)
{
  Story *story = g_new0 (Story, 1);

  story->world = mms_world_ref (world);
  story->job = g_object_ref (job);
  g_task_set_task_data (task, story, story_free);
  if (mms_step_needs (world->watcher, _ ("The seedbox"), task))
    look (task);
  else
    g_object_unref (task);
}
