/* Reads the titles of Sonarr and Radarr, and what belongs to them, into records.
 *
 * Nulls are left out of their answers, and so is an id of 0 (RestResource.cs): a title without an
 * id is not in the library.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-arr-read.h"

#include <glib/gi18n-lib.h>

/* Returns: (transfer full): to be filled */
MmsArrQuestion *
mms_arr_question_new (MmsMediaKind kind)
{
  MmsArrQuestion *self = g_new0 (MmsArrQuestion, 1);

  self->kind = kind;
  return self;
}

void
mms_arr_question_free (MmsArrQuestion *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self);
}

/* Returns: (transfer none): the program that keeps such titles */
const char *
mms_arr_kind_get_name (MmsMediaKind kind)
{
  return kind == MMS_MEDIA_SERIES ? "Sonarr" : "Radarr";
}

static void
set_unexpected (MmsMediaKind kind, GError **error)
{
  /* Translators: %s is a service, as "Sonarr" */
  g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
               _ ("%s answered something else than it was asked for"),
               mms_arr_kind_get_name (kind));
}

/* Returns: (nullable): @root as an object; otherwise @error is set */
JsonObject *
mms_arr_expect_object (JsonNode *root, MmsMediaKind kind, GError **error)
{
  JsonObject *object = mms_json_root_object (root);

  if (object == NULL)
    set_unexpected (kind, error);
  return object;
}

/* Returns: (nullable): @root as an array; otherwise @error is set */
JsonArray *
mms_arr_expect_array (JsonNode *root, MmsMediaKind kind, GError **error)
{
  JsonArray *array = mms_json_root_array (root);

  if (array == NULL)
    set_unexpected (kind, error);
  return array;
}

static char *
take_if_public (char *url)
{
  if (url != NULL && (g_str_has_prefix (url, "https://") || g_str_has_prefix (url, "http://")))
    return url;
  g_free (url);
  return NULL;
}

/* `images[].url` is a path of the server itself, behind its login, so `remoteUrl` it is. */
static char *
dup_poster_url (JsonObject *object)
{
  JsonArray *images = mms_json_get_array (object, "images");
  char *url = take_if_public (mms_json_dup_string (object, "remotePoster"));

  for (guint i = 0; i < mms_json_get_length (images) && url == NULL; i++)
    {
      JsonObject *image = mms_json_get_element (images, i);
      g_autofree char *type = mms_json_dup_string (image, "coverType");

      if (g_strcmp0 (type, "poster") == 0)
        url = take_if_public (mms_json_dup_string (image, "remoteUrl"));
    }
  return url;
}

static void
read_counts (MmsMedia *media, JsonObject *object)
{
  JsonObject *statistics = mms_json_get_object (object, "statistics");

  if (media->kind == MMS_MEDIA_SERIES)
    {
      media->files_wanted =
        (guint) CLAMP (mms_json_get_int (statistics, "episodeCount", 0), 0, G_MAXINT);
      media->files_held =
        (guint) CLAMP (mms_json_get_int (statistics, "episodeFileCount", 0), 0, G_MAXINT);
    }
  else
    {
      media->files_wanted = 1;
      media->files_held = mms_json_get_boolean (object, "hasFile") ? 1 : 0;
    }
}

/**
 * mms_arr_read_title:
 * @object: (nullable): a SeriesResource or MovieResource
 *
 * Returns: (transfer full) (nullable): %NULL where there is no title in it
 */
MmsMedia *
mms_arr_read_title (JsonObject *object, MmsMediaKind kind)
{
  MmsMedia *media = NULL;

  if (object == NULL)
    return NULL;
  media = mms_media_new (kind);
  media->library_id = mms_json_get_int (object, "id", 0);
  media->tmdb_id = mms_json_get_int (object, "tmdbId", 0);
  media->tvdb_id = mms_json_get_int (object, "tvdbId", 0);
  media->imdb_id = mms_json_dup_string (object, "imdbId");
  media->title = mms_json_dup_string (object, "title");
  media->original_title = mms_json_dup_string (object, "originalTitle");
  media->overview = mms_json_dup_string (object, "overview");
  media->poster_url = dup_poster_url (object);
  media->path = mms_json_dup_string (object, "path");
  media->status = mms_json_dup_string (object, "status");
  media->year = (guint) CLAMP (mms_json_get_int (object, "year", 0), 0, 9999);
  media->monitored = mms_json_get_boolean (object, "monitored");
  read_counts (media, object);
  return media;
}

/* Reads one title. */
gpointer
mms_arr_read_media (JsonNode *root, gpointer question, GError **error)
{
  const MmsArrQuestion *asked = question;

  return mms_arr_read_title (mms_arr_expect_object (root, asked->kind, error), asked->kind);
}

/* Reads (element-type MmsMedia). */
gpointer
mms_arr_read_media_list (JsonNode *root, gpointer question, GError **error)
{
  const MmsArrQuestion *asked = question;
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  JsonArray *array = mms_arr_expect_array (root, asked->kind, error);

  if (array == NULL)
    return NULL;
  for (guint i = 0; i < mms_json_get_length (array); i++)
    {
      MmsMedia *media = mms_arr_read_title (mms_json_get_element (array, i), asked->kind);

      if (media != NULL)
        g_ptr_array_add (list, media);
    }
  return g_steal_pointer (&list);
}

/* Reads the title of a list that has the TMDB or TVDB id that was asked for; servers that do not
 * know the parameter answer with the whole library. */
gpointer
mms_arr_read_found (JsonNode *root, gpointer question, GError **error)
{
  const MmsArrQuestion *asked = question;
  g_autoptr (GPtrArray) list = mms_arr_read_media_list (root, question, error);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      MmsMedia *media = g_ptr_array_index (list, i);
      gint64 id = asked->kind == MMS_MEDIA_SERIES ? media->tvdb_id : media->tmdb_id;

      if (id == asked->id && media->library_id > 0)
        return g_object_ref (media);
    }
  if (list != NULL)
    /* Translators: %s is a service, as "Sonarr" */
    g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING, _ ("The title is not in the library of %s"),
                 mms_arr_kind_get_name (asked->kind));
  return NULL;
}

/* Reads (element-type MmsRootFolder). */
gpointer
mms_arr_read_root_folders (JsonNode *root, gpointer question, GError **error)
{
  const MmsArrQuestion *asked = question;
  g_autoptr (GPtrArray) list =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mms_root_folder_free);
  JsonArray *array = mms_arr_expect_array (root, asked->kind, error);

  if (array == NULL)
    return NULL;
  for (guint i = 0; i < mms_json_get_length (array); i++)
    {
      JsonObject *object = mms_json_get_element (array, i);
      MmsRootFolder *folder = g_new0 (MmsRootFolder, 1);

      folder->path = mms_json_dup_string (object, "path");
      folder->bytes_free = mms_json_get_int (object, "freeSpace", -1);
      if (folder->path != NULL)
        g_ptr_array_add (list, folder);
      else
        mms_root_folder_free (folder);
    }
  return g_steal_pointer (&list);
}

/* Reads (element-type MmsQualityProfile). */
gpointer
mms_arr_read_profiles (JsonNode *root, gpointer question, GError **error)
{
  const MmsArrQuestion *asked = question;
  g_autoptr (GPtrArray) list =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mms_quality_profile_free);
  JsonArray *array = mms_arr_expect_array (root, asked->kind, error);

  if (array == NULL)
    return NULL;
  for (guint i = 0; i < mms_json_get_length (array); i++)
    {
      JsonObject *object = mms_json_get_element (array, i);
      MmsQualityProfile *profile = g_new0 (MmsQualityProfile, 1);

      profile->id = mms_json_get_int (object, "id", 0);
      profile->name = mms_json_dup_string (object, "name");
      if (profile->id > 0 && profile->name != NULL)
        g_ptr_array_add (list, profile);
      else
        mms_quality_profile_free (profile);
    }
  return g_steal_pointer (&list);
}

/* Reads (element-type MmsEpisode). */
gpointer
mms_arr_read_episodes (JsonNode *root, gpointer question, GError **error)
{
  const MmsArrQuestion *asked = question;
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_episode_free);
  JsonArray *array = mms_arr_expect_array (root, asked->kind, error);

  if (array == NULL)
    return NULL;
  for (guint i = 0; i < mms_json_get_length (array); i++)
    {
      JsonObject *object = mms_json_get_element (array, i);
      MmsEpisode *episode = NULL;

      if (mms_json_get_int (object, "id", 0) <= 0)
        continue;
      episode = g_new0 (MmsEpisode, 1);
      episode->id = mms_json_get_int (object, "id", 0);
      episode->season = (int) CLAMP (mms_json_get_int (object, "seasonNumber", 0), 0, G_MAXINT);
      episode->number = (guint) CLAMP (mms_json_get_int (object, "episodeNumber", 0), 0, G_MAXINT);
      episode->file_id = mms_json_get_int (object, "episodeFileId", 0);
      episode->has_file = mms_json_get_boolean (object, "hasFile");
      episode->monitored = mms_json_get_boolean (object, "monitored");
      episode->title = mms_json_dup_string (object, "title");
      episode->aired_at = mms_json_get_time (object, "airDateUtc");
      g_ptr_array_add (list, episode);
    }
  return g_steal_pointer (&list);
}

/* Reads a film into (element-type MmsEpisode): one row that says whether it has its file. */
gpointer
mms_arr_read_film_as_episode (JsonNode *root, gpointer question, GError **error)
{
  const MmsArrQuestion *asked = question;
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_episode_free);
  JsonObject *object = mms_arr_expect_object (root, asked->kind, error);
  MmsEpisode *film = NULL;

  if (object == NULL)
    return NULL;
  film = g_new0 (MmsEpisode, 1);
  film->file_id = mms_json_get_int (object, "movieFileId", 0);
  film->has_file = mms_json_get_boolean (object, "hasFile");
  film->monitored = mms_json_get_boolean (object, "monitored");
  film->title = mms_json_dup_string (object, "title");
  film->aired_at = mms_json_get_time (object, "inCinemas");
  g_ptr_array_add (list, film);
  return g_steal_pointer (&list);
}

static void
read_parsed_film (MmsParsed *parsed, JsonObject *info)
{
  parsed->title = mms_json_dup_string (info, "primaryMovieTitle");
  if (parsed->title == NULL)
    parsed->title = mms_json_dup_string_element (mms_json_get_array (info, "movieTitles"), 0);
  parsed->year = (guint) CLAMP (mms_json_get_int (info, "year", 0), 0, 9999);
}

static void
append_number (GArray *numbers, gint64 number)
{
  guint value = (guint) CLAMP (number, 0, G_MAXINT);

  if (number >= 0)
    g_array_append_val (numbers, value);
}

/* What the name itself says. Season 0 stands for specials, but also for "says nothing": then there
 * is neither a number nor the mark of a special. */
static void
read_parsed_numbers (MmsParsed *parsed, JsonObject *info)
{
  JsonArray *numbers = mms_json_get_array (info, "episodeNumbers");
  gint64 season = mms_json_get_int (info, "seasonNumber", -1);

  for (guint i = 0; i < mms_json_get_length (numbers); i++)
    append_number (parsed->episodes, mms_json_get_int_element (numbers, i, -1));
  if (season == 0 && parsed->episodes->len == 0 && !mms_json_get_boolean (info, "special"))
    season = -1;
  if (mms_json_get_boolean (info, "isMultiSeason"))
    season = -1;
  parsed->season = (int) CLAMP (season, -1, G_MAXINT);
}

/* Where the server matched episodes, those count: a name may hold a date or absolute numbers. */
static void
read_matched_numbers (MmsParsed *parsed, JsonObject *info, JsonArray *episodes)
{
  gint64 season = mms_json_get_int (mms_json_get_element (episodes, 0), "seasonNumber", -1);

  if (mms_json_get_length (episodes) == 0 || mms_json_get_boolean (info, "fullSeason"))
    return;
  g_array_set_size (parsed->episodes, 0);
  for (guint i = 0; i < mms_json_get_length (episodes); i++)
    {
      JsonObject *episode = mms_json_get_element (episodes, i);

      if (mms_json_get_int (episode, "seasonNumber", -1) != season)
        season = -1;
      append_number (parsed->episodes, mms_json_get_int (episode, "episodeNumber", -1));
    }
  parsed->season = (int) CLAMP (season, -1, G_MAXINT);
  if (season < 0)
    g_array_set_size (parsed->episodes, 0);
}

static void
read_parsed_series (MmsParsed *parsed, JsonObject *info, JsonObject *answer)
{
  JsonObject *title = mms_json_get_object (info, "seriesTitleInfo");

  parsed->title = mms_json_dup_string (title, "titleWithoutYear");
  if (parsed->title == NULL)
    parsed->title = mms_json_dup_string (info, "seriesTitle");
  parsed->year = (guint) CLAMP (mms_json_get_int (title, "year", 0), 0, 9999);
  read_parsed_numbers (parsed, info);
  read_matched_numbers (parsed, info, mms_json_get_array (answer, "episodes"));
}

/* Reads an MmsParsed; %MMS_ERROR_MISSING where the server could not read the name. */
gpointer
mms_arr_read_parsed (JsonNode *root, gpointer question, GError **error)
{
  const MmsArrQuestion *asked = question;
  gboolean is_series = asked->kind == MMS_MEDIA_SERIES;
  JsonObject *answer = mms_arr_expect_object (root, asked->kind, error);
  JsonObject *info =
    mms_json_get_object (answer, is_series ? "parsedEpisodeInfo" : "parsedMovieInfo");
  MmsParsed *parsed = NULL;

  if (answer == NULL)
    return NULL;
  if (info == NULL)
    {
      /* Translators: %s is a service, as "Sonarr" */
      g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING, _ ("%s cannot read the release name"),
                   mms_arr_kind_get_name (asked->kind));
      return NULL;
    }
  parsed = g_new0 (MmsParsed, 1);
  parsed->season = -1;
  parsed->episodes = g_array_new (FALSE, FALSE, sizeof (guint));
  parsed->media =
    mms_arr_read_title (mms_json_get_object (answer, is_series ? "series" : "movie"), asked->kind);
  if (is_series)
    read_parsed_series (parsed, info, answer);
  else
    read_parsed_film (parsed, info);
  return parsed;
}
