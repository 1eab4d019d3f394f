/* Proves what Sonarr or Radarr imported, by their history and by their files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-arr-private.h"

#define CLOCK_SLACK_S 120 /* what two clocks may differ by unnoticed */

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

      if (row->episode_id == file->episode_id &&
          (row->episode_id != 0 || g_strcmp0 (row->imported_path, file->imported_path) == 0))
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
  g_autoptr (GPtrArray) files =
    mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);

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
  g_task_return_pointer (task, g_steal_pointer (&proving->rows), mms_arr_list_free);
}

static void
remembered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsArr *self = g_task_get_source_object (task);
  Proving *proving = g_task_get_task_data (task);
  MmsArrQuestion *question = NULL;
  GError *error = NULL;
  g_autofree char *path =
    g_strdup_printf (mms_arr_is_series (self) ? "episode?seriesId=%" G_GINT64_FORMAT
                                                "&includeEpisodeFile=true"
                                              : "moviefile?movieId=%" G_GINT64_FORMAT,
                     proving->library_id);
  const MmsArrCall call = {
    .path = path,
    .reader = mms_arr_read_held,
    .result_free = mms_arr_list_free,
  };

  proving->rows = mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);
  if (proving->rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  question = mms_arr_question_about (self, proving->library_id);
  question->since = proving->since;
  mms_arr_ask_for (task, call, question, held);
}

void
mms_arr_imported_async (MmsLibrary *library,
                        gint64 library_id,
                        gint64 since,
                        const char *hash,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task =
    mms_arr_task_new (library, mms_arr_imported_async, cancellable, callback, user_data);
  g_autofree char *path =
    g_strdup_printf ("history/%s=%" G_GINT64_FORMAT "&eventType=downloadFolderImported",
                     mms_arr_is_series (self) ? "series?seriesId" : "movie?movieId", library_id);
  const MmsArrCall call = {
    .path = path,
    .timeout_s = MMS_ARR_LOOKUP_TIMEOUT_S,
    .max_bytes = MMS_ARR_LIBRARY_MAX_BYTES,
    .reader = mms_arr_read_history,
    .result_free = mms_arr_list_free,
  };
  MmsArrQuestion *question = mms_arr_question_about (self, library_id);
  Proving *proving = g_new0 (Proving, 1);

  proving->library_id = library_id;
  proving->since = since + self->clock_ahead_s - CLOCK_SLACK_S;
  g_task_set_task_data (task, proving, proving_free);
  question->since = proving->since;
  question->text = g_strdup (hash);
  mms_arr_ask_for (task, call, question, remembered);
}
