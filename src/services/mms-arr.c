/* Keeps a library in Sonarr or Radarr: two records of one class.
 *
 * Written from the source of Sonarr 4.0.19 and Radarr 6.0.4 (Sonarr.Api.V3, Radarr.Api.V3).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-arr.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "services/mms-arr-import.h"
#include "services/mms-arr-read.h"
#include "services/mms-arr-server.h"
#include "services/mms-arr-write.h"

#define LIBRARY_MAX_BYTES (128 * 1024 * 1024)
#define LIBRARY_TIMEOUT_S 120
#define LOOKUP_TIMEOUT_S 60    /* the server asks an online service first */
#define SCAN_TIMEOUT_S 600     /* the server opens every file of a release, on whatever disk */
#define QUEUE_PAGE 500
#define QUEUE_MAX_PAGES 100
#define CLOCK_SLACK_S 120      /* what two clocks may differ by unnoticed */

struct _MmsArr
{
  GObject parent_instance;

  MmsMediaKind kind;
  MmsArrServer *server; /* (owned) */
  gint64 clock_ahead_s; /* the server's clock before ours, as last heard */
};

static void mms_arr_library_init (MmsLibraryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MmsArr, mms_arr, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MMS_TYPE_LIBRARY, mms_arr_library_init));

static void
mms_arr_finalize (GObject *object)
{
  MmsArr *self = MMS_ARR (object);

  g_clear_object (&self->server);

  G_OBJECT_CLASS (mms_arr_parent_class)->finalize (object);
}

static void
mms_arr_class_init (MmsArrClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_arr_finalize;
}

static void
mms_arr_init (MmsArr *self)
{
}

/**
 * mms_arr_new:
 * @kind: films for Radarr, series for Sonarr
 * @url: (nullable): with the URL base, with or without a slash at its end
 * @api_key: (nullable): sent in a header only
 *
 * Returns: (transfer full): a library; what is not set yet is said by each call
 */
MmsArr *
mms_arr_new (MmsHttp *http, MmsMediaKind kind, const char *url, const char *api_key)
{
  MmsArr *self = g_object_new (MMS_TYPE_ARR, NULL);

  self->kind = kind;
  self->server = mms_arr_server_new (http, mms_arr_kind_get_name (kind), "v3", url, api_key);
  return self;
}

static gboolean
is_series (MmsArr *self)
{
  return self->kind == MMS_MEDIA_SERIES;
}

/* Most of what is asked is one call whose result is the answer. */

static void
list_free (gpointer list)
{
  g_ptr_array_unref (list);
}

static GTask *
task_new (MmsLibrary *library, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (library, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

/* Where the result of a call is the result of the task; the tag of its destroyer is kept beside. */
static void
asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GDestroyNotify result_free = g_object_get_data (G_OBJECT (task), "result-free");
  GError *error = NULL;
  gpointer value = mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, value, result_free);
}

static MmsArrQuestion *
question_new (MmsArr *self, gint64 id)
{
  MmsArrQuestion *question = mms_arr_question_new (self->kind);

  question->id = id;
  return question;
}

/* Sends @call with its reader; @question: (transfer full). */
static void
ask_for (GTask *task, MmsArrCall call, MmsArrQuestion *question, GAsyncReadyCallback callback)
{
  MmsArr *self = g_task_get_source_object (task);

  call.question = question;
  call.question_free = (GDestroyNotify) mms_arr_question_free;
  g_object_set_data (G_OBJECT (task), "result-free", call.result_free);
  mms_arr_server_call_async (self->server, &call, g_task_get_cancellable (task), callback,
                             g_object_ref (task));
}

static void
ask (GTask *task, const char *path, guint timeout_s, MmsJsonReader reader, GDestroyNotify result_free,
     MmsArrQuestion *question)
{
  const MmsArrCall call = {
    .path = path,
    .timeout_s = timeout_s,
    .max_bytes = LIBRARY_MAX_BYTES,
    .reader = reader,
    .result_free = result_free,
  };

  ask_for (task, call, question, asked);
}

static gpointer
pointer_finish (MmsLibrary *library, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static MmsMediaKind
mms_arr_get_kind (MmsLibrary *library)
{
  return MMS_ARR (library)->kind;
}

static const char *
mms_arr_get_name (MmsLibrary *library)
{
  return mms_arr_kind_get_name (MMS_ARR (library)->kind);
}

static void
checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *line = mms_arr_server_check_finish (MMS_ARR_SERVER (source), result, &error);

  if (line != NULL)
    g_task_return_pointer (task, line, g_free);
  else
    g_task_return_error (task, error);
}

static void
mms_arr_check_async (MmsLibrary *library, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = task_new (library, mms_arr_check_async, cancellable, callback, user_data);

  mms_arr_server_check_async (MMS_ARR (library)->server, cancellable, checked, task);
}

static char *
mms_arr_check_finish (MmsLibrary *library, GAsyncResult *result, GError **error)
{
  return pointer_finish (library, result, error);
}

static void
mms_arr_lookup_async (MmsLibrary *library, const char *term, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task = task_new (library, mms_arr_lookup_async, cancellable, callback, user_data);
  g_autofree char *escaped = mms_arr_escape (term);
  g_autofree char *path =
      g_strdup_printf ("%s/lookup?term=%s", is_series (self) ? "series" : "movie", escaped);

  ask (task, path, LOOKUP_TIMEOUT_S, mms_arr_read_media_list, list_free, question_new (self, 0));
}

static GPtrArray *
mms_arr_list_any_finish (MmsLibrary *library, GAsyncResult *result, GError **error)
{
  return pointer_finish (library, result, error);
}

static void
ask_find (GTask *task, gint64 external_id)
{
  MmsArr *self = g_task_get_source_object (task);
  g_autofree char *path = g_strdup_printf (
      "%s=%" G_GINT64_FORMAT, is_series (self) ? "series?tvdbId" : "movie?tmdbId", external_id);

  ask (task, path, LIBRARY_TIMEOUT_S, mms_arr_read_found, g_object_unref, question_new (self, external_id));
}

static void
mms_arr_find_async (MmsLibrary *library, gint64 external_id, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = task_new (library, mms_arr_find_async, cancellable, callback, user_data);

  ask_find (task, external_id);
}

static MmsMedia *
mms_arr_media_finish (MmsLibrary *library, GAsyncResult *result, GError **error)
{
  return pointer_finish (library, result, error);
}

static void
mms_arr_list_async (MmsLibrary *library, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task = task_new (library, mms_arr_list_async, cancellable, callback, user_data);

  ask (task, is_series (self) ? "series" : "movie", LIBRARY_TIMEOUT_S, mms_arr_read_media_list, list_free,
       question_new (self, 0));
}

/* Adding a title:
 *
 *   add ──> added ──> done
 *             │
 *             └─ refused ──> find ──> found ──> done, or the refusal
 */
typedef struct
{
  gint64 external_id;
  GError *refusal; /* (owned) (nullable) */
} Adding;

static void
adding_free (gpointer data)
{
  Adding *adding = data;

  g_clear_error (&adding->refusal);
  g_free (adding);
}

/* A title that is there already is refused as a validation failure: then it can be found. */
static void
found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Adding *adding = g_task_get_task_data (task);
  MmsMedia *media = mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, NULL);

  if (media != NULL)
    g_task_return_pointer (task, media, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&adding->refusal));
}

static void
added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsArr *self = g_task_get_source_object (task);
  Adding *adding = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMedia) media =
      mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);
  g_autofree char *path = g_strdup_printf (
      "%s=%" G_GINT64_FORMAT, is_series (self) ? "series?tvdbId" : "movie?tmdbId", adding->external_id);
  const MmsArrCall call = {
    .path = path,
    .timeout_s = LIBRARY_TIMEOUT_S,
    .max_bytes = LIBRARY_MAX_BYTES,
    .reader = mms_arr_read_found,
    .result_free = g_object_unref,
  };

  if (media != NULL && media->library_id > 0)
    {
      g_task_return_pointer (task, g_steal_pointer (&media), g_object_unref);
      return;
    }
  if (error != NULL && !g_error_matches (error, MMS_ERROR, MMS_ERROR_REFUSED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* Translators: %s is a service, as "Sonarr" */
  adding->refusal = error != NULL ? g_steal_pointer (&error)
                                  : g_error_new (MMS_ERROR, MMS_ERROR_MALFORMED,
                                                 _("%s answered something else than it was asked for"),
                                                 mms_arr_get_name (MMS_LIBRARY (self)));
  ask_for (task, call, question_new (self, adding->external_id), found);
}

static void
mms_arr_add_async (MmsLibrary *library, MmsMedia *media, const MmsLibraryAdd *how,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task = task_new (library, mms_arr_add_async, cancellable, callback, user_data);
  g_autoptr (JsonNode) body = NULL;
  Adding *adding = g_new0 (Adding, 1);
  MmsArrCall call = {
    .method = "POST",
    .path = is_series (self) ? "series" : "movie",
    .timeout_s = LOOKUP_TIMEOUT_S,
    .reader = mms_arr_read_media,
    .result_free = g_object_unref,
  };

  adding->external_id = is_series (self) ? media->tvdb_id : media->tmdb_id;
  g_task_set_task_data (task, adding, adding_free);
  if (media->kind != self->kind || adding->external_id <= 0)
    {
      /* Translators: %s is a service, as "Sonarr" */
      g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_AMBIGUOUS,
                               _("The title has no id that %s knows: look it up first"),
                               mms_arr_get_name (library));
      return;
    }
  if (how->root_folder == NULL || how->quality_profile_id <= 0)
    {
      /* Translators: %s is a service, as "Sonarr" */
      g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                               _("No root folder or no quality profile is chosen for new titles of %s"),
                               mms_arr_get_name (library));
      return;
    }
  body = mms_arr_write_title (media, how);
  call.body = body;
  ask_for (task, call, question_new (self, 0), added);
}

static void
mms_arr_root_folders_async (MmsLibrary *library, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task =
      task_new (library, mms_arr_root_folders_async, cancellable, callback, user_data);

  ask (task, "rootfolder", 0, mms_arr_read_root_folders, list_free, question_new (MMS_ARR (library), 0));
}

static void
mms_arr_quality_profiles_async (MmsLibrary *library, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task =
      task_new (library, mms_arr_quality_profiles_async, cancellable, callback, user_data);

  ask (task, "qualityprofile", 0, mms_arr_read_profiles, list_free, question_new (MMS_ARR (library), 0));
}

static void
mms_arr_episodes_async (MmsLibrary *library, gint64 library_id, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task = task_new (library, mms_arr_episodes_async, cancellable, callback, user_data);
  g_autofree char *path = g_strdup_printf (
      "%s%" G_GINT64_FORMAT, is_series (self) ? "episode?seriesId=" : "movie/", library_id);

  ask (task, path, 0, is_series (self) ? mms_arr_read_episodes : mms_arr_read_film_as_episode, list_free,
       question_new (self, library_id));
}

/* What is tracked, page by page:
 *
 *   look at a page ──> paged ──last──> done
 *        ^               │
 *        └───────────────┘
 */
typedef struct
{
  MmsArrQueuePage *all; /* (owned) (nullable): the pages so far */
  guint page;           /* from 1 */
} Tracking;

static void
tracking_free (gpointer data)
{
  Tracking *tracking = data;

  mms_arr_queue_page_free (tracking->all);
  g_free (tracking);
}

static void paged (GObject *source, GAsyncResult *result, gpointer user_data);

static void
look_at_page (GTask *task)
{
  MmsArr *self = g_task_get_source_object (task);
  Tracking *tracking = g_task_get_task_data (task);
  g_autofree char *path = g_strdup_printf (
      "queue?page=%u&pageSize=%u&%s", tracking->page, QUEUE_PAGE,
      is_series (self) ? "includeUnknownSeriesItems=true&includeSeries=true&includeEpisode=true"
                       : "includeUnknownMovieItems=true&includeMovie=true");
  const MmsArrCall call = {
    .path = path,
    .timeout_s = LOOKUP_TIMEOUT_S,
    .reader = mms_arr_read_queue,
    .result_free = (GDestroyNotify) mms_arr_queue_page_free,
  };

  ask_for (task, call, question_new (self, 0), paged);
}

static void
paged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Tracking *tracking = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (MmsArrQueuePage) page =
      mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);
  gboolean empty = page == NULL || page->n_records == 0;

  if (page == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (tracking->all == NULL)
    tracking->all = g_steal_pointer (&page);
  else
    mms_arr_queue_page_join (tracking->all, page);

  if (!empty && tracking->all->n_records < tracking->all->n_total && tracking->page < QUEUE_MAX_PAGES)
    {
      tracking->page++;
      look_at_page (task);
      return;
    }
  g_task_return_pointer (task, mms_arr_queue_page_steal_tracked (tracking->all), list_free);
}

static void
mms_arr_tracked_async (MmsLibrary *library, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = task_new (library, mms_arr_tracked_async, cancellable, callback, user_data);
  Tracking *tracking = g_new0 (Tracking, 1);

  tracking->page = 1;
  g_task_set_task_data (task, tracking, tracking_free);
  look_at_page (task);
}

/* Candidates: as the server matched a download itself, else as it reads the folder.
 *
 *   by hash ──> matched ──> done
 *                  │
 *                  └─ nothing of that folder ──> by folder ──> done
 */
static void
ask_folder (GTask *task, const char *folder)
{
  g_autofree char *escaped = mms_arr_escape (folder);
  g_autofree char *path =
      g_strdup_printf ("manualimport?folder=%s&filterExistingFiles=false", escaped);

  ask (task, path, SCAN_TIMEOUT_S, mms_arr_read_files, list_free,
       question_new (g_task_get_source_object (task), 0));
}

/* Returns: whether @path is @folder or lies in it */
static gboolean
is_within (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  while (length > 1 && strchr ("/\\", folder[length - 1]) != NULL)
    length--;
  return strncmp (path, folder, length) == 0
         && (path[length] == '\0' || strchr ("/\\", path[length]) != NULL);
}

/* The server looks where its download client says the data are: often not where we put them. */
static void
matched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *folder = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) files = mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);
  gboolean elsewhere = FALSE;

  if (files == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; folder != NULL && i < files->len; i++)
    elsewhere |= !is_within (((MmsImportFile *) g_ptr_array_index (files, i))->path, folder);
  if (folder != NULL && (files->len == 0 || elsewhere))
    ask_folder (task, folder);
  else
    g_task_return_pointer (task, g_steal_pointer (&files), list_free);
}

static void
mms_arr_candidates_async (MmsLibrary *library, const char *folder, const char *hash,
                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task = task_new (library, mms_arr_candidates_async, cancellable, callback, user_data);
  g_autofree char *upper = hash != NULL ? g_ascii_strup (hash, -1) : NULL;
  g_autofree char *escaped = upper != NULL ? mms_arr_escape (upper) : NULL;
  g_autofree char *path =
      g_strdup_printf ("manualimport?downloadId=%s&filterExistingFiles=false", escaped);
  const MmsArrCall call = {
    .path = path,
    .timeout_s = SCAN_TIMEOUT_S,
    .reader = mms_arr_read_files,
    .result_free = list_free,
  };

  g_task_set_task_data (task, g_strdup (folder), g_free);
  if (hash != NULL)
    ask_for (task, call, question_new (self, 0), matched);
  else
    ask_folder (task, folder);
}

/* Whether a path is visible:
 *
 *   list the parent ──> listed ──> yes
 *                         │
 *                         └─ not listed (some names are hidden) ──> media files of it? ──> yes or no
 */
static char *
dup_parent (const char *path)
{
  gsize length = strlen (path);

  while (length > 0 && strchr ("/\\", path[length - 1]) != NULL)
    length--;
  while (length > 0 && strchr ("/\\", path[length - 1]) == NULL)
    length--;
  return length > 0 ? g_strndup (path, length) : g_strdup (path);
}

static void
listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gpointer sees = mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);
  g_autofree char *escaped = mms_arr_escape (g_task_get_task_data (task));
  g_autofree char *path = g_strdup_printf ("filesystem/mediafiles?path=%s", escaped);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (sees != NULL)
    g_task_return_pointer (task, sees, NULL);
  else
    ask (task, path, SCAN_TIMEOUT_S, mms_arr_read_any, NULL,
         question_new (g_task_get_source_object (task), 0));
}

static void
mms_arr_sees_async (MmsLibrary *library, const char *path, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task = task_new (library, mms_arr_sees_async, cancellable, callback, user_data);
  g_autofree char *parent = dup_parent (path);
  g_autofree char *escaped = mms_arr_escape (parent);
  g_autofree char *request = g_strdup_printf ("filesystem?path=%s&includeFiles=true", escaped);
  MmsArrQuestion *question = question_new (self, 0);
  const MmsArrCall call = { .path = request, .reader = mms_arr_read_listing };

  question->text = g_strdup (path);
  g_task_set_task_data (task, g_strdup (path), g_free);
  ask_for (task, call, question, listed);
}

static gboolean
mms_arr_boolean_finish (MmsLibrary *library, GAsyncResult *result, GError **error)
{
  return pointer_finish (library, result, error) != NULL;
}

static GPtrArray *
copy_files (GPtrArray *files)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_import_file_free);

  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (copies, mms_import_file_copy (g_ptr_array_index (files, i)));
  return copies;
}

/* Takes over what the server says now; what was sent stays as it is, for the server leaves half
 * of it out of this answer. */
static void
take_judgement (GPtrArray *files, GPtrArray *judged)
{
  for (guint i = 0; i < files->len; i++)
    {
      MmsImportFile *file = g_ptr_array_index (files, i);

      for (guint j = 0; j < judged->len; j++)
        {
          MmsImportFile *verdict = g_ptr_array_index (judged, j);

          if (strcmp (file->path, verdict->path) != 0)
            continue;
          g_ptr_array_unref (file->rejections);
          file->rejections = g_ptr_array_ref (verdict->rejections);
          if (file->quality_json == NULL)
            file->quality_json = g_steal_pointer (&verdict->quality_json);
          if (file->languages_json == NULL)
            file->languages_json = g_steal_pointer (&verdict->languages_json);
          break;
        }
    }
}

static void
judged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GPtrArray *files = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) verdicts = mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);

  if (verdicts == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  take_judgement (files, verdicts);
  g_task_return_pointer (task, g_ptr_array_ref (files), list_free);
}

static void
mms_arr_judge_async (MmsLibrary *library, GPtrArray *files, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task = task_new (library, mms_arr_judge_async, cancellable, callback, user_data);
  g_autoptr (JsonNode) body = mms_arr_write_judgement (files, self->kind);
  const MmsArrCall call = {
    .method = "POST",
    .path = "manualimport",
    .body = body,
    .timeout_s = SCAN_TIMEOUT_S,
    .reader = mms_arr_read_files,
    .result_free = list_free,
  };

  g_task_set_task_data (task, copy_files (files), list_free);
  ask_for (task, call, question_new (self, 0), judged);
}

static void
imported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsArr *self = g_task_get_source_object (task);
  GError *error = NULL;
  gint64 clock_ahead_s = 0;

  if (mms_arr_import_finish (result, &clock_ahead_s, &error))
    g_task_return_pointer (task, GINT_TO_POINTER (TRUE), NULL);
  else
    g_task_return_error (task, error);
  if (clock_ahead_s != 0)
    self->clock_ahead_s = clock_ahead_s;
}

/* One file without its ids fails the whole command, and the files before it are imported already:
 * so nothing of it is sent.
 *
 * Returns: (nullable): the first such file */
static const MmsImportFile *
find_unbound (GPtrArray *files, MmsMediaKind kind)
{
  for (guint i = 0; i < files->len; i++)
    {
      const MmsImportFile *file = g_ptr_array_index (files, i);

      if (file->library_id <= 0 || (kind == MMS_MEDIA_SERIES && file->episode_ids->len == 0))
        return file;
    }
  return NULL;
}

static void
mms_arr_import_files_async (MmsLibrary *library, GPtrArray *files, MmsImportMode mode, const char *hash,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task = task_new (library, mms_arr_import_files_async, cancellable, callback, user_data);
  const MmsImportFile *unbound = find_unbound (files, self->kind);
  g_autoptr (JsonNode) command = NULL;

  if (files->len == 0)
    {
      g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_REJECTED, _("There is no file to import"));
      return;
    }
  if (unbound != NULL)
    {
      /* Translators: %s is the path of a file */
      g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_AMBIGUOUS,
                               _("It is not known which title or episode this file is: %s"), unbound->path);
      return;
    }
  command = mms_arr_write_import (files, self->kind, mode, hash);
  mms_arr_import_async (self->server, self->kind, command, cancellable, imported, g_object_ref (task));
}

/* What was imported: the history, then the files, for those that got no row in it.
 *
 *   history ──> remembered ──> files ──> held ──> done
 */
typedef struct
{
  gint64 library_id;
  gint64 since;    /* by the server's clock, with the slack */
  GPtrArray *rows; /* (owned) (nullable) */
} Proving;

static void
proving_free (gpointer data)
{
  Proving *proving = data;

  g_clear_pointer (&proving->rows, g_ptr_array_unref);
  g_free (proving);
}

static gboolean
is_proven (GPtrArray *rows, const MmsImported *file)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const MmsImported *row = g_ptr_array_index (rows, i);

      if (row->episode_id == file->episode_id
          && (row->episode_id != 0 || g_strcmp0 (row->imported_path, file->imported_path) == 0))
        return TRUE;
    }
  return FALSE;
}

static void
held (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Proving *proving = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) files = mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);

  if (files == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  while (files->len > 0)
    {
      MmsImported *file = g_ptr_array_steal_index (files, 0);

      if (is_proven (proving->rows, file))
        mms_imported_free (file);
      else
        g_ptr_array_add (proving->rows, file);
    }
  g_task_return_pointer (task, g_steal_pointer (&proving->rows), list_free);
}

static void
remembered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsArr *self = g_task_get_source_object (task);
  Proving *proving = g_task_get_task_data (task);
  MmsArrQuestion *question = NULL;
  GError *error = NULL;
  g_autofree char *path = g_strdup_printf (
      is_series (self) ? "episode?seriesId=%" G_GINT64_FORMAT "&includeEpisodeFile=true"
                       : "moviefile?movieId=%" G_GINT64_FORMAT, proving->library_id);
  const MmsArrCall call = {
    .path = path,
    .reader = mms_arr_read_held,
    .result_free = list_free,
  };

  proving->rows = mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);
  if (proving->rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  question = question_new (self, proving->library_id);
  question->since = proving->since;
  ask_for (task, call, question, held);
}

static void
mms_arr_imported_async (MmsLibrary *library, gint64 library_id, gint64 since, const char *hash,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task = task_new (library, mms_arr_imported_async, cancellable, callback, user_data);
  g_autofree char *path = g_strdup_printf (
      "history/%s=%" G_GINT64_FORMAT "&eventType=downloadFolderImported",
      is_series (self) ? "series?seriesId" : "movie?movieId", library_id);
  const MmsArrCall call = {
    .path = path,
    .timeout_s = LOOKUP_TIMEOUT_S,
    .max_bytes = LIBRARY_MAX_BYTES,
    .reader = mms_arr_read_history,
    .result_free = list_free,
  };
  MmsArrQuestion *question = question_new (self, library_id);
  Proving *proving = g_new0 (Proving, 1);

  proving->library_id = library_id;
  proving->since = since + self->clock_ahead_s - CLOCK_SLACK_S;
  g_task_set_task_data (task, proving, proving_free);
  question->since = proving->since;
  question->text = g_strdup (hash);
  ask_for (task, call, question, remembered);
}

static void
refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (MmsArrCommand) command =
      mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);

  if (command != NULL)
    g_task_return_pointer (task, GINT_TO_POINTER (TRUE), NULL);
  else
    g_task_return_error (task, error);
}

static void
mms_arr_refresh_async (MmsLibrary *library, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = task_new (library, mms_arr_refresh_async, cancellable, callback, user_data);
  g_autoptr (JsonNode) body = mms_arr_write_command ("RefreshMonitoredDownloads");
  const MmsArrCall call = {
    .method = "POST",
    .path = "command",
    .body = body,
    .reader = mms_arr_read_command,
    .result_free = (GDestroyNotify) mms_arr_command_free,
  };

  ask_for (task, call, question_new (MMS_ARR (library), 0), refreshed);
}

static void
mms_arr_parse_async (MmsLibrary *library, const char *release, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task = task_new (library, mms_arr_parse_async, cancellable, callback, user_data);
  g_autofree char *trimmed = g_strstrip (g_strdup (release));
  g_autofree char *escaped = mms_arr_escape (trimmed);
  g_autofree char *path = g_strdup_printf ("parse?title=%s", escaped);

  if (*trimmed == '\0') /* answered with no content at all */
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MISSING, _("The release has no name"));
  else
    ask (task, path, 0, mms_arr_read_parsed, (GDestroyNotify) mms_parsed_free, question_new (self, 0));
}

static MmsParsed *
mms_arr_parse_finish (MmsLibrary *library, GAsyncResult *result, GError **error)
{
  return pointer_finish (library, result, error);
}

static void
mms_arr_library_init (MmsLibraryInterface *iface)
{
  iface->get_kind = mms_arr_get_kind;
  iface->get_name = mms_arr_get_name;
  iface->check_async = mms_arr_check_async;
  iface->check_finish = mms_arr_check_finish;
  iface->lookup_async = mms_arr_lookup_async;
  iface->lookup_finish = mms_arr_list_any_finish;
  iface->find_async = mms_arr_find_async;
  iface->find_finish = mms_arr_media_finish;
  iface->list_async = mms_arr_list_async;
  iface->list_finish = mms_arr_list_any_finish;
  iface->add_async = mms_arr_add_async;
  iface->add_finish = mms_arr_media_finish;
  iface->root_folders_async = mms_arr_root_folders_async;
  iface->root_folders_finish = mms_arr_list_any_finish;
  iface->quality_profiles_async = mms_arr_quality_profiles_async;
  iface->quality_profiles_finish = mms_arr_list_any_finish;
  iface->episodes_async = mms_arr_episodes_async;
  iface->episodes_finish = mms_arr_list_any_finish;
  iface->tracked_async = mms_arr_tracked_async;
  iface->tracked_finish = mms_arr_list_any_finish;
  iface->candidates_async = mms_arr_candidates_async;
  iface->candidates_finish = mms_arr_list_any_finish;
  iface->sees_async = mms_arr_sees_async;
  iface->sees_finish = mms_arr_boolean_finish;
  iface->judge_async = mms_arr_judge_async;
  iface->judge_finish = mms_arr_list_any_finish;
  iface->import_async = mms_arr_import_files_async;
  iface->import_finish = mms_arr_boolean_finish;
  iface->imported_async = mms_arr_imported_async;
  iface->imported_finish = mms_arr_list_any_finish;
  iface->refresh_async = mms_arr_refresh_async;
  iface->refresh_finish = mms_arr_boolean_finish;
  iface->parse_async = mms_arr_parse_async;
  iface->parse_finish = mms_arr_parse_finish;
}
