/* Keeps the results of the last search, so that `mms grab 3` knows what 3 is.
 *
 * The links hold the indexer's key: the file is for its owner alone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-search-cache.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "cli/mms-json-print.h"

MmsFound *
mms_found_new (MmsRelease *release, MmsMediaKind kind)
{
  MmsFound *self = g_new0 (MmsFound, 1);

  self->release = g_object_ref (release);
  self->film = kind == MMS_MEDIA_FILM;
  self->series = kind == MMS_MEDIA_SERIES;
  return self;
}

void
mms_found_free (MmsFound *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->release);
  g_free (self);
}

static char *
dup_path (void)
{
  return g_build_filename (g_get_user_cache_dir (), "mediamanagersuite", "last-search.json", NULL);
}

static void
add_found (JsonBuilder *builder, const MmsFound *found)
{
  json_builder_begin_object (builder);
  mms_json_add_string (builder, "title", found->release->title);
  mms_json_add_string (builder, "indexer", found->release->indexer);
  mms_json_add_string (builder, "link", found->release->link);
  mms_json_add_string (builder, "info_hash", found->release->info_hash);
  mms_json_add_int (builder, "bytes", found->release->bytes);
  mms_json_add_boolean (builder, "film", found->film);
  mms_json_add_boolean (builder, "series", found->series);
  json_builder_end_object (builder);
}

static char *
dup_document (GPtrArray *found)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < found->len; i++)
    add_found (builder, found->pdata[i]);
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

/* @found: (element-type MmsFound): in the order of their numbers, from 1. Replaces the file in one
 * rename; it is readable by its owner only. */
gboolean
mms_search_cache_save (GPtrArray *found, GError **error)
{
  g_autofree char *path = dup_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = dup_document (found);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_READ_ONLY,
                   /* Translators: %s are a file and the system's own message */
                   _ ("The results cannot be kept for grab: %s: %s"), folder, g_strerror (errno));
      return FALSE;
    }
  /* GLib 2.84 gives the new file the mode of the old one. */
  g_chmod (path, 0600);
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/* Returns: (transfer full) (nullable): the member where it is a string */
static char *
dup_member (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_dup_string (node);
}

static MmsFound *
read_found (JsonObject *object)
{
  g_autofree char *title = dup_member (object, "title");
  g_autoptr (MmsRelease) release = mms_release_new (title != NULL ? title : "");
  MmsFound *found;

  release->indexer = dup_member (object, "indexer");
  release->link = dup_member (object, "link");
  release->info_hash = dup_member (object, "info_hash");
  release->bytes = json_object_get_int_member_with_default (object, "bytes", 0);
  found = mms_found_new (release, MMS_MEDIA_FILM);
  found->film = json_object_get_boolean_member_with_default (object, "film", FALSE);
  found->series = json_object_get_boolean_member_with_default (object, "series", FALSE);
  return found;
}

static GPtrArray *
read_document (JsonNode *root)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_found_free);
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_OBJECT (node))
        return NULL;
      g_ptr_array_add (found, read_found (json_node_get_object (node)));
    }
  return array != NULL ? g_steal_pointer (&found) : NULL;
}

/* Returns: (transfer full) (element-type MmsFound): the last search; %MMS_ERROR_MISSING where there
 *   was none, or its file cannot be read any more */
GPtrArray *
mms_search_cache_load (GError **error)
{
  g_autofree char *path = dup_path ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  GPtrArray *found = NULL;

  if (json_parser_load_from_file (parser, path, NULL) && json_parser_get_root (parser) != NULL)
    found = read_document (json_parser_get_root (parser));
  if (found == NULL)
    g_set_error_literal (
      error, MMS_ERROR, MMS_ERROR_MISSING,
      _ ("There is no last search to take a number from; first: mms search WORDS"));
  return found;
}
