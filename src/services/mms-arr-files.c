/* Asks Sonarr or Radarr which files they see, and what they think of them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-arr-private.h"

#include <string.h>

#include "services/mms-arr-write.h"

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

  mms_arr_ask (task, path, MMS_ARR_SCAN_TIMEOUT_S, mms_arr_read_files, mms_arr_list_free,
               mms_arr_question_about (g_task_get_source_object (task), 0));
}

/* Returns: whether @path is @folder or lies in it */
static gboolean
is_within (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  while (length > 1 && strchr ("/\\", folder[length - 1]) != NULL)
    length--;
  return strncmp (path, folder, length) == 0 &&
         (path[length] == '\0' || strchr ("/\\", path[length]) != NULL);
}

/* The server looks where its download client says the data are: often not where we put them. */
static void
matched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *folder = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) files =
    mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);
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
    g_task_return_pointer (task, g_steal_pointer (&files), mms_arr_list_free);
}

void
mms_arr_candidates_async (MmsLibrary *library,
                          const char *folder,
                          const char *hash,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task =
    mms_arr_task_new (library, mms_arr_candidates_async, cancellable, callback, user_data);
  g_autofree char *upper = hash != NULL ? g_ascii_strup (hash, -1) : NULL;
  g_autofree char *escaped = upper != NULL ? mms_arr_escape (upper) : NULL;
  g_autofree char *path =
    g_strdup_printf ("manualimport?downloadId=%s&filterExistingFiles=false", escaped);
  const MmsArrCall call = {
    .path = path,
    .timeout_s = MMS_ARR_SCAN_TIMEOUT_S,
    .reader = mms_arr_read_files,
    .result_free = mms_arr_list_free,
  };

  g_task_set_task_data (task, g_strdup (folder), g_free);
  if (hash != NULL)
    mms_arr_ask_for (task, call, mms_arr_question_about (self, 0), matched);
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
    mms_arr_ask (task, path, MMS_ARR_SCAN_TIMEOUT_S, mms_arr_read_any, NULL,
                 mms_arr_question_about (g_task_get_source_object (task), 0));
}

void
mms_arr_sees_async (MmsLibrary *library,
                    const char *path,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task =
    mms_arr_task_new (library, mms_arr_sees_async, cancellable, callback, user_data);
  g_autofree char *parent = dup_parent (path);
  g_autofree char *escaped = mms_arr_escape (parent);
  g_autofree char *request = g_strdup_printf ("filesystem?path=%s&includeFiles=true", escaped);
  MmsArrQuestion *question = mms_arr_question_about (self, 0);
  const MmsArrCall call = { .path = request, .reader = mms_arr_read_listing };

  question->text = g_strdup (path);
  g_task_set_task_data (task, g_strdup (path), g_free);
  mms_arr_ask_for (task, call, question, listed);
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
  g_autoptr (GPtrArray) verdicts =
    mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);

  if (verdicts == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  take_judgement (files, verdicts);
  g_task_return_pointer (task, g_ptr_array_ref (files), mms_arr_list_free);
}

void
mms_arr_judge_async (MmsLibrary *library,
                     GPtrArray *files,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task =
    mms_arr_task_new (library, mms_arr_judge_async, cancellable, callback, user_data);
  g_autoptr (JsonNode) body = mms_arr_write_judgement (files, self->kind);
  const MmsArrCall call = {
    .method = "POST",
    .path = "manualimport",
    .body = body,
    .timeout_s = MMS_ARR_SCAN_TIMEOUT_S,
    .reader = mms_arr_read_files,
    .result_free = mms_arr_list_free,
  };

  g_task_set_task_data (task, copy_files (files), mms_arr_list_free);
  mms_arr_ask_for (task, call, mms_arr_question_about (self, 0), judged);
}
