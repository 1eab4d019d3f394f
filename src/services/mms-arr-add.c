/* Adds a title to Sonarr or Radarr, or finds it there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-arr-private.h"

#include <glib/gi18n-lib.h>

#include "services/mms-arr-write.h"

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
  g_autoptr (MmsMedia) media = mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);
  g_autofree char *path =
    g_strdup_printf ("%s=%" G_GINT64_FORMAT,
                     mms_arr_is_series (self) ? "series?tvdbId" : "movie?tmdbId",
                     adding->external_id);
  const MmsArrCall call = {
    .path = path,
    .timeout_s = MMS_ARR_LIBRARY_TIMEOUT_S,
    .max_bytes = MMS_ARR_LIBRARY_MAX_BYTES,
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
  adding->refusal = error != NULL
                      ? g_steal_pointer (&error)
                      : g_error_new (MMS_ERROR, MMS_ERROR_MALFORMED,
                                     /* Translators: %s is a service, as "Sonarr" */
                                     _ ("%s answered something else than it was asked for"),
                                     mms_arr_kind_get_name (self->kind));
  mms_arr_ask_for (task, call, mms_arr_question_about (self, adding->external_id), found);
}

void
mms_arr_add_async (MmsLibrary *library,
                   MmsMedia *media,
                   const MmsLibraryAdd *how,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  MmsArr *self = MMS_ARR (library);
  g_autoptr (GTask) task =
    mms_arr_task_new (library, mms_arr_add_async, cancellable, callback, user_data);
  g_autoptr (JsonNode) body = NULL;
  Adding *adding = g_new0 (Adding, 1);
  MmsArrCall call = {
    .method = "POST",
    .path = mms_arr_is_series (self) ? "series" : "movie",
    .timeout_s = MMS_ARR_LOOKUP_TIMEOUT_S,
    .reader = mms_arr_read_media,
    .result_free = g_object_unref,
  };

  adding->external_id = mms_arr_is_series (self) ? media->tvdb_id : media->tmdb_id;
  g_task_set_task_data (task, adding, adding_free);
  if (media->kind != self->kind || adding->external_id <= 0)
    {
      g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_AMBIGUOUS,
                               /* Translators: %s is a service, as "Sonarr" */
                               _ ("The title has no id that %s knows: look it up first"),
                               mms_arr_kind_get_name (self->kind));
      return;
    }
  if (how->root_folder == NULL || how->quality_profile_id <= 0)
    {
      g_task_return_new_error (
        task, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
        /* Translators: %s is a service, as "Sonarr" */
        _ ("No root folder or no quality profile is chosen for new titles of %s"),
        mms_arr_kind_get_name (self->kind));
      return;
    }
  body = mms_arr_write_title (media, how);
  call.body = body;
  mms_arr_ask_for (task, call, mms_arr_question_about (self, 0), added);
}
