/* Keeps a library in Sonarr or Radarr: two records of one class.
 *
 * Written from the source of Sonarr 4.0.19 and Radarr 6.0.4 (Sonarr.Api.V3, Radarr.Api.V3).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-arr.h"

#include <glib/gi18n-lib.h>

#include "services/mms-arr-import.h"
#include "services/mms-arr-private.h"
#include "services/mms-arr-write.h"

static void mms_arr_library_init (MmsLibraryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MmsArr,
                               mms_arr,
                               G_TYPE_OBJECT,
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

/* See mms_arr_server_withhold(). */
void
mms_arr_withhold (MmsArr *self, const GError *why)
{
  mms_arr_server_withhold (self->server, why);
}

gboolean
mms_arr_is_series (MmsArr *self)
{
  return self->kind == MMS_MEDIA_SERIES;
}

/* Most of what is asked is one call whose result is the answer. */

void
mms_arr_list_free (gpointer list)
{
  g_ptr_array_unref (list);
}

GTask *
mms_arr_task_new (MmsLibrary *library,
                  gpointer tag,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
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

MmsArrQuestion *
mms_arr_question_about (MmsArr *self, gint64 id)
{
  MmsArrQuestion *question = mms_arr_question_new (self->kind);

  question->id = id;
  return question;
}

/* Sends @call with its reader; @question: (transfer full). */
void
mms_arr_ask_for (GTask *task,
                 MmsArrCall call,
                 MmsArrQuestion *question,
                 GAsyncReadyCallback callback)
{
  MmsArr *self = g_task_get_source_object (task);

  call.question = question;
  call.question_free = (GDestroyNotify) mms_arr_question_free;
  g_object_set_data (G_OBJECT (task), "result-free", call.result_free);
  mms_arr_server_call_async (self->server, &call, g_task_get_cancellable (task), callback,
                             g_object_ref (task));
}

void
mms_arr_ask (GTask *task,
             const char *path,
             guint timeout_s,
             MmsJsonReader reader,
             GDestroyNotify result_free,
             MmsArrQuestion *question)
{
  const MmsArrCall call = {
    .path = path,
    .timeout_s = timeout_s,
    .max_bytes = MMS_ARR_LIBRARY_MAX_BYTES,
    .reader = reader,
    .result_free = result_free,
  };

  mms_arr_ask_for (task, call, question, asked);
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
mms_arr_check_async (MmsLibrary *library,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = mms_arr_task_new (library, mms_arr_check_async, cancellable, callback, user_data);

  mms_arr_server_check_async (MMS_ARR (library)->server, cancellable, checked, task);
}

static char *
mms_arr_check_finish (MmsLibrary *library, GAsyncResult *result, GError **error)
{
  return pointer_finish (library, result, error);
}

static void
mms_arr_lookup_async (MmsLibrary *library,
                      const char *term,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task =
    mms_arr_task_new (library, mms_arr_lookup_async, cancellable, callback, user_data);
  g_autofree char *escaped = mms_arr_escape (term);
  g_autofree char *path =
    g_strdup_printf ("%s/lookup?term=%s", mms_arr_is_series (self) ? "series" : "movie", escaped);

  mms_arr_ask (task, path, MMS_ARR_LOOKUP_TIMEOUT_S, mms_arr_read_media_list, mms_arr_list_free,
               mms_arr_question_about (self, 0));
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
  g_autofree char *path =
    g_strdup_printf ("%s=%" G_GINT64_FORMAT,
                     mms_arr_is_series (self) ? "series?tvdbId" : "movie?tmdbId", external_id);

  mms_arr_ask (task, path, MMS_ARR_LIBRARY_TIMEOUT_S, mms_arr_read_found, g_object_unref,
               mms_arr_question_about (self, external_id));
}

static void
mms_arr_find_async (MmsLibrary *library,
                    gint64 external_id,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task =
    mms_arr_task_new (library, mms_arr_find_async, cancellable, callback, user_data);

  ask_find (task, external_id);
}

static MmsMedia *
mms_arr_media_finish (MmsLibrary *library, GAsyncResult *result, GError **error)
{
  return pointer_finish (library, result, error);
}

static void
mms_arr_list_async (MmsLibrary *library,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task =
    mms_arr_task_new (library, mms_arr_list_async, cancellable, callback, user_data);

  mms_arr_ask (task, mms_arr_is_series (self) ? "series" : "movie", MMS_ARR_LIBRARY_TIMEOUT_S,
               mms_arr_read_media_list, mms_arr_list_free, mms_arr_question_about (self, 0));
}

static void
mms_arr_root_folders_async (MmsLibrary *library,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task =
    mms_arr_task_new (library, mms_arr_root_folders_async, cancellable, callback, user_data);

  mms_arr_ask (task, "rootfolder", 0, mms_arr_read_root_folders, mms_arr_list_free,
               mms_arr_question_about (MMS_ARR (library), 0));
}

static void
mms_arr_quality_profiles_async (MmsLibrary *library,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task =
    mms_arr_task_new (library, mms_arr_quality_profiles_async, cancellable, callback, user_data);

  mms_arr_ask (task, "qualityprofile", 0, mms_arr_read_profiles, mms_arr_list_free,
               mms_arr_question_about (MMS_ARR (library), 0));
}

static void
mms_arr_episodes_async (MmsLibrary *library,
                        gint64 library_id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task =
    mms_arr_task_new (library, mms_arr_episodes_async, cancellable, callback, user_data);
  g_autofree char *path =
    g_strdup_printf ("%s%" G_GINT64_FORMAT,
                     mms_arr_is_series (self) ? "episode?seriesId=" : "movie/", library_id);

  mms_arr_ask (task, path, 0,
               mms_arr_is_series (self) ? mms_arr_read_episodes : mms_arr_read_film_as_episode,
               mms_arr_list_free, mms_arr_question_about (self, library_id));
}

static gboolean
mms_arr_boolean_finish (MmsLibrary *library, GAsyncResult *result, GError **error)
{
  return pointer_finish (library, result, error) != NULL;
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
mms_arr_import_files_async (MmsLibrary *library,
                            GPtrArray *files,
                            MmsImportMode mode,
                            const char *hash,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task =
    mms_arr_task_new (library, mms_arr_import_files_async, cancellable, callback, user_data);
  const MmsImportFile *unbound = find_unbound (files, self->kind);
  g_autoptr (JsonNode) command = NULL;

  if (files->len == 0)
    {
      g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_REJECTED,
                               _ ("There is no file to import"));
      return;
    }
  if (unbound != NULL)
    {
      g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_AMBIGUOUS,
                               /* Translators: %s is the path of a file */
                               _ ("It is not known which title or episode this file is: %s"),
                               unbound->path);
      return;
    }
  command = mms_arr_write_import (files, self->kind, mode, hash);
  mms_arr_import_async (self->server, self->kind, command, cancellable, imported,
                        g_object_ref (task));
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
mms_arr_refresh_async (MmsLibrary *library,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task =
    mms_arr_task_new (library, mms_arr_refresh_async, cancellable, callback, user_data);
  g_autoptr (JsonNode) body = mms_arr_write_command ("RefreshMonitoredDownloads");
  const MmsArrCall call = {
    .method = "POST",
    .path = "command",
    .body = body,
    .reader = mms_arr_read_command,
    .result_free = (GDestroyNotify) mms_arr_command_free,
  };

  mms_arr_ask_for (task, call, mms_arr_question_about (MMS_ARR (library), 0), refreshed);
}

static void
mms_arr_parse_async (MmsLibrary *library,
                     const char *release,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task =
    mms_arr_task_new (library, mms_arr_parse_async, cancellable, callback, user_data);
  g_autofree char *trimmed = g_strstrip (g_strdup (release));
  g_autofree char *escaped = mms_arr_escape (trimmed);
  g_autofree char *path = g_strdup_printf ("parse?title=%s", escaped);

  if (*trimmed == '\0') /* answered with no content at all */
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MISSING, _ ("The release has no name"));
  else
    mms_arr_ask (task, path, 0, mms_arr_read_parsed, (GDestroyNotify) mms_parsed_free,
                 mms_arr_question_about (self, 0));
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
  iface->settle_async = mms_arr_settle_async;
  iface->settle_finish = mms_arr_boolean_finish;
  iface->import_async = mms_arr_import_files_async;
  iface->import_finish = mms_arr_boolean_finish;
  iface->imported_async = mms_arr_imported_async;
  iface->imported_finish = mms_arr_list_any_finish;
  iface->refresh_async = mms_arr_refresh_async;
  iface->refresh_finish = mms_arr_boolean_finish;
  iface->parse_async = mms_arr_parse_async;
  iface->parse_finish = mms_arr_parse_finish;
}
