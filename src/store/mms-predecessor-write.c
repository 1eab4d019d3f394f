/* Writes jobs as the predecessor would have written them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-predecessor.h"

#include "store/mms-json-file.h"
#include "store/mms-predecessor-status.h"

/* The predecessor reads text only; a name that is none keeps what can be shown of it. */
static void
set_text (JsonObject *object, const char *member, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  json_object_set_string_member (object, member, valid);
}

/* Python's datetime.isoformat() of a naive UTC time. */
static void
set_time (JsonObject *object, const char *member, gint64 at)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (at);
  g_autofree char *text = NULL;

  if (time != NULL)
    text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S.000000");
  json_object_set_string_member (object, member,
                                 text != NULL ? text : "1970-01-01T00:00:00.000000");
}

static const char *
get_app (const MmsIntent *intent)
{
  if (intent == NULL)
    return "unknown";
  switch (intent->kind)
    {
    case MMS_MEDIA_SERIES:
      return "sonarr";
    case MMS_MEDIA_FILM:
      return "radarr";
    }
  g_return_val_if_reached ("unknown");
}

/* The number inside Sonarr or Radarr, where it is sure. */
static void
set_target (JsonObject *object, const MmsIntent *intent)
{
  if (intent != NULL && intent->library_id > 0 && intent->confidence != MMS_CONFIDENCE_GUESSED)
    json_object_set_int_member (object, "target_id", intent->library_id);
  else
    json_object_set_string_member (object, "target_id", "unknown");
}

static void
set_paths (JsonObject *object, MmsJob *job)
{
  const char *remote = mms_job_get_remote_path (job);
  g_autofree char *folder = remote != NULL ? g_path_get_basename (remote) : NULL;

  if (remote != NULL)
    set_text (object, "seedbox_download_path", remote);
  else
    json_object_set_null_member (object, "seedbox_download_path");
  set_text (object, "folder_name", folder != NULL ? folder : mms_job_get_name (job));
}

/* What the release was called when it was found: for an intent that nobody confirmed that is all
 * its title ever was. */
static const char *
get_original_name (MmsJob *job)
{
  const MmsIntent *intent = mms_job_get_intent (job);

  if (intent != NULL && intent->confidence == MMS_CONFIDENCE_GUESSED && intent->title != NULL)
    return intent->title;
  return mms_job_get_name (job);
}

static JsonObject *
make_entry (MmsJob *job)
{
  JsonObject *object = json_object_new ();
  const MmsIntent *intent = mms_job_get_intent (job);
  const MmsProblem *problem = mms_job_get_problem (job);

  set_text (object, "release_name", mms_job_get_name (job));
  set_text (object, "torrent_hash", mms_job_get_hash (job));
  set_text (object, "status", mms_predecessor_status_for_job (job));
  set_paths (object, job);
  set_time (object, "updated_at", mms_job_get_updated_at (job));
  set_text (object, "app_type", get_app (intent));
  set_target (object, intent);
  set_text (object, "label", mms_job_get_label (job));
  set_text (object, "original_torrent_name", get_original_name (job));
  set_time (object, "added_at", mms_job_get_added_at (job));
  if (problem != NULL)
    set_text (object, "status_message", problem->message);
  return object;
}

static gboolean
write_map (const char *folder, GPtrArray *jobs, GError **error)
{
  g_autofree char *path = g_build_filename (folder, MMS_PREDECESSOR_MAP, NULL);
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < jobs->len; i++)
    json_object_set_object_member (object, mms_job_get_hash (jobs->pdata[i]),
                                   make_entry (jobs->pdata[i]));
  json_node_take_object (root, object);
  return mms_json_file_save (path, root, error);
}

static gboolean
write_ignored (const char *folder, GPtrArray *ignored, GError **error)
{
  g_autofree char *path = g_build_filename (folder, MMS_PREDECESSOR_IGNORED, NULL);
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < ignored->len; i++)
    json_array_add_string_element (array, ((MmsIgnored *) ignored->pdata[i])->hash);
  json_node_take_array (root, array);
  return mms_json_file_save (path, root, error);
}

/**
 * mms_predecessor_write:
 * @folder: where both files are written; what was there before stays beside them
 * @jobs: (element-type MmsJob)
 * @ignored: (element-type MmsIgnored)
 *
 * Blocks. Times are written to the second. The title of a job is written where it is sure.
 *
 * Errors: %MMS_ERROR_NO_SPACE, %MMS_ERROR_READ_ONLY, %MMS_ERROR_MISSING for the folder.
 */
gboolean
mms_predecessor_write (const char *folder, GPtrArray *jobs, GPtrArray *ignored, GError **error)
{
  return write_map (folder, jobs, error) && write_ignored (folder, ignored, error);
}
