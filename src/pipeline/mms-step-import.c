/* Hands a fetched release to Sonarr or Radarr, and believes only what their history proves.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-step.h"

#include "pipeline/mms-import-plan.h"
#include "pipeline/mms-import-proof.h"

#include <glib/gi18n-lib.h>

#include <string.h>

/* The story of one run. A ManualImport that ends "successful" may have imported nothing, so the
 * history is read before (a run that was killed may have done it all) and after.
 *
 *   find ─> found ─> settled ─> tracked ─> listed ─> remembered ─> scanned ─> offered ─> judged ─> imported ─> proven
 *                                                          │          └─nothing─> sees ─> seen: says why
 *                                                          └─ all here already: done
 */
static void find (GTask *task);
static void found (GObject *source, GAsyncResult *result, gpointer user_data);
static void settled (GObject *source, GAsyncResult *result, gpointer user_data);
static void tracked (GObject *source, GAsyncResult *result, gpointer user_data);
static void listed (GObject *source, GAsyncResult *result, gpointer user_data);
static void remembered (GObject *source, GAsyncResult *result, gpointer user_data);
static void scanned (GObject *source, GAsyncResult *result, gpointer user_data);
static void offered (GObject *source, GAsyncResult *result, gpointer user_data);
static void seen (GObject *source, GAsyncResult *result, gpointer user_data);
static void judged (GObject *source, GAsyncResult *result, gpointer user_data);
static void imported (GObject *source, GAsyncResult *result, gpointer user_data);
static void proven (GObject *source, GAsyncResult *result, gpointer user_data);

typedef struct
{
  MmsWorld *world;      /* (owned) */
  MmsJob *job;          /* (owned) */
  MmsIntent *intent;    /* (owned) */
  MmsLibrary *library;  /* (not owned): the world's */
  gint64 library_id;
  char *server_folder;  /* (owned): the release as the server sees it */
  gboolean is_tracked;  /* the server knows the info-hash */
  GPtrArray *episodes;  /* (owned) (nullable) (element-type MmsEpisode) */
  GPtrArray *before;    /* (owned) (nullable) (element-type MmsImported): what an earlier run did */
  GPtrArray *plan;      /* (owned) (nullable) (element-type MmsImportFile) */
  char *left_out;       /* (owned) (nullable): rejections of files that were left out */
  char *complaint;      /* (owned) (nullable): what the import's command said when it failed */
} Story;

static void
story_free (gpointer data)
{
  Story *story = data;

  mms_world_unref (story->world);
  g_object_unref (story->job);
  mms_intent_free (story->intent);
  g_free (story->server_folder);
  g_clear_pointer (&story->episodes, g_ptr_array_unref);
  g_clear_pointer (&story->before, g_ptr_array_unref);
  g_clear_pointer (&story->plan, g_ptr_array_unref);
  g_free (story->left_out);
  g_free (story->complaint);
  g_free (story);
}

static const char *
service (Story *story)
{
  return mms_library_get_name (story->library);
}

static gint64
external_id (const MmsIntent *intent)
{
  return intent->kind == MMS_MEDIA_FILM ? intent->tmdb_id : intent->tvdb_id;
}

static void
done (GTask *task, guint files)
{
  Story *story = g_task_get_task_data (task);
  g_autofree char *message = NULL;

  if (story->left_out != NULL && story->left_out[0] != '\0')
    /* Translators: %1$s is Sonarr or Radarr, %2$u a number of files, %3$s its reasons */
    message = g_strdup_printf (ngettext ("%1$s has %2$u file. Left out: %3$s",
                                         "%1$s has %2$u files. Left out: %3$s", files),
                               service (story), files, story->left_out);
  else
    /* Translators: %1$s is Sonarr or Radarr, %2$u a number of files */
    message = g_strdup_printf (ngettext ("%1$s has %2$u file in its library.",
                                         "%1$s has %2$u files in its library.", files),
                               service (story), files);
  g_task_return_pointer (task, mms_outcome_new_reached (message), (GDestroyNotify) mms_outcome_free);
}

static void
find (GTask *task)
{
  Story *story = g_task_get_task_data (task);

  mms_job_set_status (story->job, service (story));
  mms_library_find_async (story->library, external_id (story->intent),
                          g_task_get_cancellable (task), found, task);
}

static void
found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMedia) media = mms_library_find_finish (MMS_LIBRARY (source), result, &error);
  g_autofree char *label = mms_intent_dup_label (story->intent);

  if (media == NULL && g_error_matches (error, MMS_ERROR, MMS_ERROR_MISSING))
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_AMBIGUOUS,
                             /* Translators: %1$s is a title, %2$s is Sonarr or Radarr */
                             _ ("“%1$s” is not in %2$s. Add it there and press Retry, or choose "
                                "another title."),
                             label,
                             service (story));
  else if (media == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    {
      story->library_id = media->library_id;
      mms_library_settle_async (story->library, story->server_folder, g_task_get_cancellable (task),
                                settled, g_object_ref (task));
    }
}

/* An import that was begun before we were killed has ended now: what is read from here on stays. */
static void
settled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (mms_library_settle_finish (MMS_LIBRARY (source), result, &error))
    mms_library_tracked_async (MMS_LIBRARY (source), g_task_get_cancellable (task), tracked,
                               g_object_ref (task));
  else
    g_task_return_error (task, error);
}

static void
tracked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = mms_library_tracked_finish (MMS_LIBRARY (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    if (strcmp (((MmsTracked *) g_ptr_array_index (rows, i))->hash, mms_job_get_hash (story->job)) == 0)
      story->is_tracked = TRUE;
  mms_library_episodes_async (story->library, story->library_id, g_task_get_cancellable (task),
                              listed, g_object_ref (task));
}

static void
listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  GError *error = NULL;

  story->episodes = mms_library_episodes_finish (MMS_LIBRARY (source), result, &error);
  if (story->episodes == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  mms_library_imported_async (story->library, story->library_id,
                              mms_job_get_import_started_at (story->job),
                              mms_job_get_hash (story->job), g_task_get_cancellable (task),
                              remembered, g_object_ref (task));
}

static void
remembered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = mms_library_imported_finish (MMS_LIBRARY (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  story->before = mms_import_proof_keep_own (rows, story->server_folder);
  mms_local_files_scan_async (story->world->local_files, mms_job_get_local_path (story->job),
                              g_task_get_cancellable (task), scanned, g_object_ref (task));
}

/* Whether the release was brought home before MMS could unpack: the step before does it now. */
static gboolean
is_packed (Story *story, GPtrArray *files)
{
  for (guint i = 0; i < files->len; i++)
    if (mms_import_proof_is_packed_only (story->before, g_ptr_array_index (files, i), files,
                                         mms_job_get_local_path (story->job),
                                         story->world->library_maps[story->intent->kind]))
      return TRUE;
  return FALSE;
}

static void
scanned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = mms_local_files_scan_finish (MMS_LOCAL_FILES (source), result, &error);

  if (files == NULL && !g_error_matches (error, MMS_ERROR, MMS_ERROR_MISSING))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (files == NULL && story->before->len > 0)
    done (task, story->before->len);
  else if (files == NULL)
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MISSING,
                             /* Translators: %s is a folder */
                             _ ("The release is not in “%s” any more. Press Retry to bring it home "
                                "again."),
                             mms_job_get_local_path (story->job));
  else if (is_packed (story, files))
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MISSING,
                             /* Translators: %s is a folder */
                             _ ("The video of the release in “%s” is still packed. Press Retry to have "
                                "it unpacked."),
                             mms_job_get_local_path (story->job));
  else
    mms_library_candidates_async (story->library, story->server_folder, NULL,
                                  g_task_get_cancellable (task), offered, g_object_ref (task));
}

static gboolean
is_proven (Story *story, guint i, GPtrArray *rows)
{
  const MmsImportFile *file = g_ptr_array_index (story->plan, i);

  return mms_import_proof_has (rows, file->path);
}

/* A copied file is still here after its import; once is enough. */
static void
drop_proven (Story *story)
{
  for (guint i = story->plan->len; i > 0; i--)
    if (is_proven (story, i - 1, story->before))
      g_ptr_array_remove_index (story->plan, i - 1);
}

static void
offered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) candidates
      = mms_library_candidates_finish (MMS_LIBRARY (source), result, &error);

  if (candidates == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  story->plan = mms_import_plan_new (story->intent, story->library_id, candidates, story->episodes);
  drop_proven (story);
  if (story->plan->len > 0)
    mms_library_judge_async (story->library, story->plan, g_task_get_cancellable (task), judged,
                             g_object_ref (task));
  else if (story->before->len > 0)
    done (task, story->before->len);
  else if (candidates->len > 0)
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_REJECTED,
                             /* Translators: %s is a title, as "Series S01E02" */
                             _ ("None of the files fits what was chosen (%s). Choose the title or "
                                "episodes again."),
                             story->intent->title);
  else
    mms_library_sees_async (story->library, story->server_folder, g_task_get_cancellable (task),
                            seen, g_object_ref (task));
}

/* An empty answer means one of two things, and the person is told which. */
static void
seen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean sees = mms_library_sees_finish (MMS_LIBRARY (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (sees)
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_REJECTED,
                             /* Translators: %1$s is Sonarr or Radarr, %2$s a folder */
                             _ ("%1$s sees the folder “%2$s” but finds no video in it. Look into it: "
                                "the release may be packed in a way that cannot be unpacked here, or "
                                "of another kind."),
                             service (story), story->server_folder);
  else
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_NOT_VISIBLE,
                             /* Translators: %1$s is Sonarr or Radarr, %2$s a folder there, %3$s here */
                             _ ("%1$s cannot see “%2$s” (here: “%3$s”). Mend the path mapping for %1$s "
                                "in Preferences, or share that folder with it."),
                             service (story), story->server_folder,
                             mms_job_get_local_path (story->job));
}

static void
judged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) files = mms_library_judge_finish (MMS_LIBRARY (source), result, &error);

  if (files == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  story->left_out = mms_import_plan_dup_rejections (files);
  g_ptr_array_set_size (story->plan, 0);
  for (guint i = 0; i < files->len; i++)
    {
      MmsImportFile *file = g_ptr_array_index (files, i);

      if (file->rejections->len == 0)
        g_ptr_array_add (story->plan, mms_import_file_copy (file));
    }
  if (story->plan->len > 0)
    mms_library_import_async (story->library, story->plan, story->world->import_mode,
                              story->is_tracked ? mms_job_get_hash (story->job) : NULL,
                              g_task_get_cancellable (task), imported, g_object_ref (task));
  else if (story->before->len > 0)
    done (task, story->before->len);
  else
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_REJECTED,
                             /* Translators: %1$s is Sonarr or Radarr, %2$s its reasons, %3$s a folder */
                             _ ("%1$s rejects every file: %2$s. Mend that in %1$s and press Retry; the "
                                "files stay in “%3$s”."),
                             service (story), story->left_out, mms_job_get_local_path (story->job));
}

/* Whatever the command says: it "fails" after having imported some files, and "succeeds" after
 * having imported none. Only a peer that does not answer ends the run here. */
static void
imported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!mms_library_import_finish (MMS_LIBRARY (source), result, &error)
      && !g_error_matches (error, MMS_ERROR, MMS_ERROR_REFUSED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  story->complaint = error != NULL ? g_strdup (error->message) : NULL;
  mms_library_imported_async (story->library, story->library_id,
                              mms_job_get_import_started_at (story->job),
                              mms_job_get_hash (story->job), g_task_get_cancellable (task), proven,
                              g_object_ref (task));
}

static void
proven (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = mms_library_imported_finish (MMS_LIBRARY (source), result, &error);
  guint missing = 0;

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < story->plan->len; i++)
    missing += is_proven (story, i, rows) ? 0 : 1;
  if (missing == 0)
    done (task, story->plan->len + story->before->len);
  else
    g_task_return_new_error (
        task, MMS_ERROR, MMS_ERROR_REJECTED,
        /* Translators: %1$s is Sonarr or Radarr, %2$u and %3$u numbers of files, %4$s its own words */
        _ ("%1$s ended its import, but %2$u of %3$u files are not in its library. Its log says why: "
           "often the root folder is missing, the disk full or not writable. Mend it and press Retry. "
           "%4$s"),
        service (story), missing, story->plan->len,
        story->complaint != NULL ? story->complaint : "");
}

/* An intent that nobody chose is shown, not used. */
static gboolean
is_decided (const MmsIntent *intent, GTask *task)
{
  g_autofree char *label = NULL;

  if (intent == NULL)
    {
      g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_AMBIGUOUS,
                               _ ("Nobody has said yet which title this is. Choose it."));
      return FALSE;
    }
  if (intent->confidence != MMS_CONFIDENCE_GUESSED && external_id (intent) > 0)
    return TRUE;
  label = mms_intent_dup_label (intent);
  g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_AMBIGUOUS,
                           /* Translators: %s is a title */
                           _ ("This looks like “%s”, but nobody has confirmed it. Choose the title."),
                           label);
  return FALSE;
}

/**
 * mms_step_import:
 *
 * fetched → imported. The files that are in the library when it succeeds are those that the
 * server's history names with this release's folder.
 */
void
mms_step_import (GTask *task, MmsWorld *world, MmsJob *job)
{
  const MmsIntent *intent = mms_job_get_intent (job);
  Story *story = NULL;

  if (!is_decided (intent, task)
      || !mms_step_needs (world->libraries[intent->kind],
                          intent->kind == MMS_MEDIA_FILM ? "Radarr" : "Sonarr", task))
    {
      g_object_unref (task);
      return;
    }
  story = g_new0 (Story, 1);
  story->world = mms_world_ref (world);
  story->job = g_object_ref (job);
  story->intent = mms_intent_copy (intent);
  story->library = world->libraries[intent->kind];
  story->server_folder = mms_path_map_to_there (world->library_maps[intent->kind],
                                                mms_job_get_local_path (job));
  g_task_set_task_data (task, story, story_free);
  if (story->server_folder != NULL)
    {
      find (task);
      return;
    }
  g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_NOT_VISIBLE,
                           /* Translators: %1$s is Sonarr or Radarr, %2$s a folder */
                           _ ("“%2$s” has no name that %1$s could understand. Mend the path mapping for "
                              "%1$s in Preferences."),
                           service (story), mms_job_get_local_path (job));
  g_object_unref (task);
}
