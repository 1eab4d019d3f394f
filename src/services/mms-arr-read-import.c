/* Reads what Sonarr and Radarr say about files: which could be imported, and which were.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "services/mms-arr-read.h"

void
mms_arr_command_free (MmsArrCommand *self)
{
  if (self == NULL)
    return;
  g_free (self->status);
  g_free (self->message);
  g_free (self);
}

/* The list has `series` or `movie`, the second judgement only the id. */
static gint64
read_library_id (JsonObject *item, MmsMediaKind kind)
{
  gboolean is_series = kind == MMS_MEDIA_SERIES;
  gint64 id =
    mms_json_get_int (mms_json_get_object (item, is_series ? "series" : "movie"), "id", 0);

  return id > 0 ? id : mms_json_get_int (item, is_series ? "seriesId" : "movieId", 0);
}

static void
read_rejections (MmsImportFile *file, JsonArray *rejections)
{
  for (guint i = 0; i < mms_json_get_length (rejections); i++)
    {
      char *reason = mms_json_dup_string (mms_json_get_element (rejections, i), "reason");

      if (reason == NULL)
        reason = mms_json_dup_string_element (rejections, i);
      if (reason != NULL)
        g_ptr_array_add (file->rejections, reason);
    }
}

static MmsImportFile *
read_file (JsonObject *item, MmsMediaKind kind)
{
  g_autofree char *path = mms_json_dup_string (item, "path");
  JsonArray *episodes = mms_json_get_array (item, "episodes");
  MmsImportFile *file = NULL;

  if (path == NULL)
    return NULL;
  file = mms_import_file_new (path);
  file->folder_name = mms_json_dup_string (item, "folderName");
  file->bytes = mms_json_get_int (item, "size", 0);
  file->library_id = read_library_id (item, kind);
  for (guint i = 0; i < mms_json_get_length (episodes); i++)
    {
      gint64 id = mms_json_get_int (mms_json_get_element (episodes, i), "id", 0);

      if (id > 0)
        g_array_append_val (file->episode_ids, id);
    }
  file->quality_json = mms_json_dup_text (item, "quality");
  file->languages_json = mms_json_dup_text (item, "languages");
  file->release_group = mms_json_dup_string (item, "releaseGroup");
  file->indexer_flags = mms_json_get_int (item, "indexerFlags", 0);
  file->release_type = mms_json_dup_string (item, "releaseType");
  read_rejections (file, mms_json_get_array (item, "rejections"));
  return file;
}

/* Reads (element-type MmsImportFile). */
gpointer
mms_arr_read_files (JsonNode *root, gpointer question, GError **error)
{
  const MmsArrQuestion *asked = question;
  g_autoptr (GPtrArray) list =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mms_import_file_free);
  JsonArray *array = mms_arr_expect_array (root, asked->kind, error);

  if (array == NULL)
    return NULL;
  for (guint i = 0; i < mms_json_get_length (array); i++)
    {
      MmsImportFile *file = read_file (mms_json_get_element (array, i), asked->kind);

      if (file != NULL)
        g_ptr_array_add (list, file);
    }
  return g_steal_pointer (&list);
}

/* Returns: whether @path is @wanted, whatever slashes stand at their ends. Windows does not tell
 * letters of another case apart. */
static gboolean
is_same_path (const char *path, const char *wanted)
{
  g_autofree char *left = g_strdup (path);
  g_autofree char *right = g_strdup (wanted);

  for (gsize i = strlen (left); i > 0 && strchr ("/\\", left[i - 1]) != NULL; i--)
    left[i - 1] = '\0';
  for (gsize i = strlen (right); i > 0 && strchr ("/\\", right[i - 1]) != NULL; i--)
    right[i - 1] = '\0';
  if (strchr (right, '\\') != NULL)
    {
      g_autofree char *folded_left = g_utf8_casefold (left, -1);
      g_autofree char *folded_right = g_utf8_casefold (right, -1);

      return strcmp (folded_left, folded_right) == 0;
    }
  return strcmp (left, right) == 0;
}

static gboolean
lists_path (JsonArray *entries, const char *wanted)
{
  for (guint i = 0; i < mms_json_get_length (entries); i++)
    {
      g_autofree char *path = mms_json_dup_string (mms_json_get_element (entries, i), "path");

      if (path != NULL && is_same_path (path, wanted))
        return TRUE;
    }
  return FALSE;
}

/* Reads whether a listing of `filesystem` holds the path that was asked for. */
gpointer
mms_arr_read_listing (JsonNode *root, gpointer question, GError **error)
{
  const MmsArrQuestion *asked = question;
  JsonObject *listing = mms_json_root_object (root);

  return GINT_TO_POINTER (lists_path (mms_json_get_array (listing, "directories"), asked->text) ||
                          lists_path (mms_json_get_array (listing, "files"), asked->text));
}

/* Reads whether an array has anything in it. */
gpointer
mms_arr_read_any (JsonNode *root, gpointer question, GError **error)
{
  return GINT_TO_POINTER (mms_json_get_length (mms_json_root_array (root)) > 0);
}

/* "Namespace.SomeException: what happened\n   at Some.Where()": the words between. */
static char *
dup_exception_words (JsonObject *answer)
{
  g_autofree char *text = mms_json_dup_string (answer, "exception");
  char *words = NULL;

  if (text == NULL)
    return NULL;
  text[strcspn (text, "\r\n")] = '\0';
  words = strstr (text, ": ");
  return words != NULL && words[2] != '\0' ? g_strstrip (g_strdup (words + 2)) : NULL;
}

/* A command that failed says "Failed"; the reason is the first line of its exception. */
static char *
dup_command_message (JsonObject *answer)
{
  char *words = dup_exception_words (answer);

  return words != NULL ? words : mms_json_dup_string (answer, "message");
}

/* Reads an MmsArrCommand. */
gpointer
mms_arr_read_command (JsonNode *root, gpointer question, GError **error)
{
  const MmsArrQuestion *asked = question;
  JsonObject *answer = mms_arr_expect_object (root, asked->kind, error);
  MmsArrCommand *command = NULL;

  if (answer == NULL)
    return NULL;
  command = g_new0 (MmsArrCommand, 1);
  command->id = mms_json_get_int (answer, "id", 0);
  command->status = mms_json_dup_string (answer, "status");
  if (command->status == NULL)
    command->status = g_strdup ("");
  command->message = dup_command_message (answer);
  command->queued_at = mms_json_get_time (answer, "queued");
  return command;
}

/* Returns: (transfer full) (nullable): %NULL where the row proves no import of that title since */
static MmsImported *
read_history_row (JsonObject *row, const MmsArrQuestion *asked)
{
  gboolean is_series = asked->kind == MMS_MEDIA_SERIES;
  g_autofree char *event = mms_json_dup_string (row, "eventType");
  JsonObject *data = mms_json_get_object (row, "data");
  gint64 at = mms_json_get_time (row, "date");
  MmsImported *imported = NULL;

  if (g_strcmp0 (event, "downloadFolderImported") != 0 || at < asked->since ||
      mms_json_get_int (row, is_series ? "seriesId" : "movieId", asked->id) != asked->id)
    return NULL;
  imported = g_new0 (MmsImported, 1);
  imported->episode_id = is_series ? mms_json_get_int (row, "episodeId", 0) : 0;
  imported->dropped_path = mms_json_dup_string (data, "droppedPath");
  imported->imported_path = mms_json_dup_string (data, "importedPath");
  imported->at = at;
  return imported;
}

/* Reads (element-type MmsImported). Rows of the torrent that was asked for come first. */
gpointer
mms_arr_read_history (JsonNode *root, gpointer question, GError **error)
{
  const MmsArrQuestion *asked = question;
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_imported_free);
  JsonArray *array = mms_arr_expect_array (root, asked->kind, error);
  guint n_own = 0;

  if (array == NULL)
    return NULL;
  for (guint i = 0; i < mms_json_get_length (array); i++)
    {
      JsonObject *row = mms_json_get_element (array, i);
      MmsImported *imported = read_history_row (row, asked);
      g_autofree char *hash = mms_json_dup_string (row, "downloadId");

      if (imported == NULL)
        continue;
      if (hash != NULL && asked->text != NULL && g_ascii_strcasecmp (hash, asked->text) == 0)
        g_ptr_array_insert (list, (int) n_own++, imported);
      else
        g_ptr_array_add (list, imported);
    }
  return g_steal_pointer (&list);
}

static void
add_held (GPtrArray *list, JsonObject *file, gint64 episode_id, gint64 since)
{
  gint64 at = mms_json_get_time (file, "dateAdded");
  MmsImported *imported = NULL;

  if (file == NULL || at < since)
    return;
  imported = g_new0 (MmsImported, 1);
  imported->episode_id = episode_id;
  imported->imported_path = mms_json_dup_string (file, "path");
  imported->at = at;
  g_ptr_array_add (list, imported);
}

/* Reads (element-type MmsImported) from the episodes with their files, or a film's files: files
 * that lay in the title's own folder already get no row in the history. */
gpointer
mms_arr_read_held (JsonNode *root, gpointer question, GError **error)
{
  const MmsArrQuestion *asked = question;
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_imported_free);
  JsonArray *array = mms_arr_expect_array (root, asked->kind, error);

  if (array == NULL)
    return NULL;
  for (guint i = 0; i < mms_json_get_length (array); i++)
    {
      JsonObject *item = mms_json_get_element (array, i);

      if (asked->kind == MMS_MEDIA_SERIES)
        add_held (list, mms_json_get_object (item, "episodeFile"), mms_json_get_int (item, "id", 0),
                  asked->since);
      else
        add_held (list, item, 0, asked->since);
    }
  return g_steal_pointer (&list);
}
