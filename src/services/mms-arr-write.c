/* Writes what Sonarr and Radarr are told.
 *
 * Unknown members are ignored by them but no null is sent: `tags` null is stored as it is, and
 * `quality` or `languages` null end in an error of the server.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-arr-write.h"

#include <string.h>

#include "services/mms-json.h"

/* What they call it themselves when they cannot tell. */
#define UNKNOWN_QUALITY                                                                            \
  "{\"quality\":{\"id\":0,\"name\":\"Unknown\",\"source\":\"unknown\",\"resolution\":0},"          \
  "\"revision\":{\"version\":1,\"real\":0,\"isRepack\":false}}"
#define UNKNOWN_LANGUAGES "[{\"id\":0,\"name\":\"Unknown\"}]"

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static gboolean
is_filled (JsonNode *node)
{
  return mms_json_get_length (mms_json_root_array (node)) > 0 ||
         (mms_json_root_object (node) != NULL &&
          json_object_get_size (mms_json_root_object (node)) > 0);
}

/* Adds stored JSON as it is; @fallback where it is missing, empty or damaged. */
static void
add_text (JsonBuilder *builder, const char *name, const char *text, const char *fallback)
{
  g_autoptr (GBytes) bytes =
    g_bytes_new_static (text != NULL ? text : "", text != NULL ? strlen (text) : 0);
  g_autoptr (JsonNode) node = mms_json_parse (bytes, "", NULL);

  json_builder_set_member_name (builder, name);
  json_builder_add_value (builder, is_filled (node) ? g_steal_pointer (&node)
                                                    : json_from_string (fallback, NULL));
}

static void
add_series_options (JsonBuilder *builder, const MmsLibraryAdd *how)
{
  add_boolean (builder, "seasonFolder", TRUE);
  add_string (builder, "seriesType", "standard");
  json_builder_set_member_name (builder, "addOptions");
  json_builder_begin_object (builder);
  add_string (builder, "monitor", how->monitored ? "all" : "none");
  add_boolean (builder, "searchForMissingEpisodes", how->search);
  add_boolean (builder, "searchForCutoffUnmetEpisodes", FALSE);
  json_builder_end_object (builder);
}

static void
add_film_options (JsonBuilder *builder, const MmsLibraryAdd *how)
{
  add_string (builder, "minimumAvailability", "released");
  json_builder_set_member_name (builder, "addOptions");
  json_builder_begin_object (builder);
  add_string (builder, "monitor", how->monitored ? "movieOnly" : "none");
  add_boolean (builder, "searchForMovie", how->search);
  json_builder_end_object (builder);
}

/* Returns: (transfer full): the body that adds a title */
JsonNode *
mms_arr_write_title (MmsMedia *media, const MmsLibraryAdd *how)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gboolean is_series = media->kind == MMS_MEDIA_SERIES;

  json_builder_begin_object (builder);
  if (media->title != NULL)
    add_string (builder, "title", media->title);
  add_int (builder, is_series ? "tvdbId" : "tmdbId", is_series ? media->tvdb_id : media->tmdb_id);
  add_int (builder, "qualityProfileId", how->quality_profile_id);
  add_string (builder, "rootFolderPath", how->root_folder);
  add_boolean (builder, "monitored", how->monitored);
  json_builder_set_member_name (builder, "tags");
  json_builder_begin_array (builder);
  json_builder_end_array (builder);
  if (is_series)
    add_series_options (builder, how);
  else
    add_film_options (builder, how);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* Writes what both the judgement and the import need. */
static void
add_file (JsonBuilder *builder, const MmsImportFile *file, MmsMediaKind kind)
{
  add_string (builder, "path", file->path);
  add_int (builder, kind == MMS_MEDIA_SERIES ? "seriesId" : "movieId", file->library_id);
  if (kind == MMS_MEDIA_SERIES)
    {
      json_builder_set_member_name (builder, "episodeIds");
      json_builder_begin_array (builder);
      for (guint i = 0; i < file->episode_ids->len; i++)
        json_builder_add_int_value (builder, g_array_index (file->episode_ids, gint64, i));
      json_builder_end_array (builder);
    }
  add_text (builder, "quality", file->quality_json, UNKNOWN_QUALITY);
  add_text (builder, "languages", file->languages_json, UNKNOWN_LANGUAGES);
  if (file->release_group != NULL)
    add_string (builder, "releaseGroup", file->release_group);
}

/* Returns: (transfer full): the body that has files (element-type MmsImportFile) judged again */
JsonNode *
mms_arr_write_judgement (GPtrArray *files, MmsMediaKind kind)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < files->len; i++)
    {
      json_builder_begin_object (builder);
      add_file (builder, g_ptr_array_index (files, i), kind);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  return json_builder_get_root (builder);
}

/**
 * mms_arr_write_import:
 * @files: (element-type MmsImportFile)
 * @hash: (nullable): compared with case by the server, so it is sent in upper case
 *
 * Returns: (transfer full): the ManualImport command
 */
JsonNode *
mms_arr_write_import (GPtrArray *files, MmsMediaKind kind, MmsImportMode mode, const char *hash)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *upper = hash != NULL && *hash != '\0' ? g_ascii_strup (hash, -1) : NULL;

  json_builder_begin_object (builder);
  add_string (builder, "name", "ManualImport");
  add_string (builder, "importMode", mode == MMS_IMPORT_COPY ? "copy" : "move");
  json_builder_set_member_name (builder, "files");
  json_builder_begin_array (builder);
  for (guint i = 0; i < files->len; i++)
    {
      const MmsImportFile *file = g_ptr_array_index (files, i);

      json_builder_begin_object (builder);
      add_file (builder, file, kind);
      if (file->folder_name != NULL)
        add_string (builder, "folderName", file->folder_name);
      add_int (builder, "indexerFlags", file->indexer_flags);
      if (kind == MMS_MEDIA_SERIES && file->release_type != NULL)
        add_string (builder, "releaseType", file->release_type);
      if (upper != NULL)
        add_string (builder, "downloadId", upper);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* Returns: (transfer full): a command that needs nothing but its name */
JsonNode *
mms_arr_write_command (const char *name)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_string (builder, "name", name);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* Returns: (transfer full): @text for the value of a query, every byte of a path untouched */
char *
mms_arr_escape (const char *text)
{
  return g_uri_escape_string (text, NULL, FALSE);
}
