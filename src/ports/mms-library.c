/* What the road asks of Sonarr or Radarr; there is one object for each.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ports/mms-library.h"

G_DEFINE_INTERFACE (MmsLibrary, mms_library, G_TYPE_OBJECT);

static void
mms_library_default_init (MmsLibraryInterface *iface)
{
}

/**
 * mms_library_get_kind:
 *
 * Returns: films for Radarr, series for Sonarr.
 */
MmsMediaKind
mms_library_get_kind (MmsLibrary *self)
{
  return MMS_LIBRARY_GET_IFACE (self)->get_kind (self);
}

/**
 * mms_library_get_name:
 *
 * Returns: (transfer none): the name of the service, for people.
 */
const char *
mms_library_get_name (MmsLibrary *self)
{
  return MMS_LIBRARY_GET_IFACE (self)->get_name (self);
}

/**
 * mms_library_check_async:
 *
 * Asks who answers, and whether it is the right program with the right key and URL base.
 * 
 * The finish returns (transfer full): one line for the person.
 */
void
mms_library_check_async (MmsLibrary *self, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LIBRARY_GET_IFACE (self)->check_async (self, cancellable, callback, user_data);
}

char *
mms_library_check_finish (MmsLibrary *self, GAsyncResult *result, GError **error)
{
  return MMS_LIBRARY_GET_IFACE (self)->check_finish (self, result, error);
}

/**
 * mms_library_lookup_async:
 *
 * Looks a title up by text, `tmdb:ID`, `tvdb:ID` or `imdb:ttID`, in the library and beyond.
 * 
 * The finish returns (transfer container) (element-type MmsMedia): best first; library_id is set for those in the library.
 */
void
mms_library_lookup_async (MmsLibrary *self, const char *term, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LIBRARY_GET_IFACE (self)->lookup_async (self, term, cancellable, callback, user_data);
}

GPtrArray *
mms_library_lookup_finish (MmsLibrary *self, GAsyncResult *result, GError **error)
{
  return MMS_LIBRARY_GET_IFACE (self)->lookup_finish (self, result, error);
}

/**
 * mms_library_find_async:
 *
 * Finds a title of the library by its TMDB id (film) or TVDB id (series); %MMS_ERROR_MISSING where it is
 * not in the library.
 */
void
mms_library_find_async (MmsLibrary *self, gint64 external_id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LIBRARY_GET_IFACE (self)->find_async (self, external_id, cancellable, callback, user_data);
}

MmsMedia *
mms_library_find_finish (MmsLibrary *self, GAsyncResult *result, GError **error)
{
  return MMS_LIBRARY_GET_IFACE (self)->find_finish (self, result, error);
}

/**
 * mms_library_list_async:
 *
 * Lists the whole library.
 * 
 * The finish returns (transfer container) (element-type MmsMedia).
 */
void
mms_library_list_async (MmsLibrary *self, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LIBRARY_GET_IFACE (self)->list_async (self, cancellable, callback, user_data);
}

GPtrArray *
mms_library_list_finish (MmsLibrary *self, GAsyncResult *result, GError **error)
{
  return MMS_LIBRARY_GET_IFACE (self)->list_finish (self, result, error);
}

/**
 * mms_library_add_async:
 *
 * Adds a title. A title that is there already is success.
 * 
 * The finish returns (transfer full): the title with its library_id.
 */
void
mms_library_add_async (MmsLibrary *self, MmsMedia *media, const MmsLibraryAdd *how, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LIBRARY_GET_IFACE (self)->add_async (self, media, how, cancellable, callback, user_data);
}

MmsMedia *
mms_library_add_finish (MmsLibrary *self, GAsyncResult *result, GError **error)
{
  return MMS_LIBRARY_GET_IFACE (self)->add_finish (self, result, error);
}

/**
 * mms_library_root_folders_async:
 *
 * The finish returns (transfer full) (element-type MmsRootFolder).
 */
void
mms_library_root_folders_async (MmsLibrary *self, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LIBRARY_GET_IFACE (self)->root_folders_async (self, cancellable, callback, user_data);
}

GPtrArray *
mms_library_root_folders_finish (MmsLibrary *self, GAsyncResult *result, GError **error)
{
  return MMS_LIBRARY_GET_IFACE (self)->root_folders_finish (self, result, error);
}

/**
 * mms_library_quality_profiles_async:
 *
 * The finish returns (transfer full) (element-type MmsQualityProfile).
 */
void
mms_library_quality_profiles_async (MmsLibrary *self, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LIBRARY_GET_IFACE (self)->quality_profiles_async (self, cancellable, callback, user_data);
}

GPtrArray *
mms_library_quality_profiles_finish (MmsLibrary *self, GAsyncResult *result, GError **error)
{
  return MMS_LIBRARY_GET_IFACE (self)->quality_profiles_finish (self, result, error);
}

/**
 * mms_library_episodes_async:
 *
 * Lists the episodes of a series; for a film one row with id 0 that says whether it has its file.
 * 
 * The finish returns (transfer full) (element-type MmsEpisode).
 */
void
mms_library_episodes_async (MmsLibrary *self, gint64 library_id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LIBRARY_GET_IFACE (self)->episodes_async (self, library_id, cancellable, callback, user_data);
}

GPtrArray *
mms_library_episodes_finish (MmsLibrary *self, GAsyncResult *result, GError **error)
{
  return MMS_LIBRARY_GET_IFACE (self)->episodes_finish (self, result, error);
}

/**
 * mms_library_tracked_async:
 *
 * Lists what the server tracks, all pages, one row for each info-hash.
 * 
 * The finish returns (transfer full) (element-type MmsTracked).
 */
void
mms_library_tracked_async (MmsLibrary *self, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LIBRARY_GET_IFACE (self)->tracked_async (self, cancellable, callback, user_data);
}

GPtrArray *
mms_library_tracked_finish (MmsLibrary *self, GAsyncResult *result, GError **error)
{
  return MMS_LIBRARY_GET_IFACE (self)->tracked_finish (self, result, error);
}

/**
 * mms_library_candidates_async:
 *
 * Asks which files of a folder could be imported; @folder as the server sees it. Where @hash (nullable) is given
 * and the server tracks it, its own matching is used. Never sends a series or film id (Sonarr 4 would
 * list that title's own folder).
 * 
 * The finish returns (transfer full) (element-type MmsImportFile): empty where the path is not visible, or
 * nothing is there; see mms_library_sees_async().
 */
void
mms_library_candidates_async (MmsLibrary *self, const char *folder, const char *hash, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LIBRARY_GET_IFACE (self)->candidates_async (self, folder, hash, cancellable, callback, user_data);
}

GPtrArray *
mms_library_candidates_finish (MmsLibrary *self, GAsyncResult *result, GError **error)
{
  return MMS_LIBRARY_GET_IFACE (self)->candidates_finish (self, result, error);
}

/**
 * mms_library_sees_async:
 *
 * Asks whether the server can see a folder or file. The finish returns %FALSE without @error where it cannot.
 */
void
mms_library_sees_async (MmsLibrary *self, const char *path, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LIBRARY_GET_IFACE (self)->sees_async (self, path, cancellable, callback, user_data);
}

gboolean
mms_library_sees_finish (MmsLibrary *self, GAsyncResult *result, GError **error)
{
  return MMS_LIBRARY_GET_IFACE (self)->sees_finish (self, result, error);
}

/**
 * mms_library_judge_async:
 *
 * Has the server judge files (element-type MmsImportFile) again after their ids were set; the finish returns
 * (transfer full) (element-type MmsImportFile): the same files with fresh rejections.
 */
void
mms_library_judge_async (MmsLibrary *self, GPtrArray *files, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LIBRARY_GET_IFACE (self)->judge_async (self, files, cancellable, callback, user_data);
}

GPtrArray *
mms_library_judge_finish (MmsLibrary *self, GAsyncResult *result, GError **error)
{
  return MMS_LIBRARY_GET_IFACE (self)->judge_finish (self, result, error);
}

/**
 * mms_library_settle_async:
 * @folder: as the server sees it
 *
 * Answers when no import of files below @folder waits or runs on the server: one that was begun
 * before we were killed goes on without us.
 */
void
mms_library_settle_async (MmsLibrary *self, const char *folder, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LIBRARY_GET_IFACE (self)->settle_async (self, folder, cancellable, callback, user_data);
}

gboolean
mms_library_settle_finish (MmsLibrary *self, GAsyncResult *result, GError **error)
{
  return MMS_LIBRARY_GET_IFACE (self)->settle_finish (self, result, error);
}

/**
 * mms_library_import_async:
 *
 * Sends one ManualImport command for files (element-type MmsImportFile) with explicit ids and polls it to its end.
 * @hash (nullable) closes the server's own queue item. %TRUE says that the command ended, NOT that anything was imported:
 * ask mms_library_imported_async().
 */
void
mms_library_import_async (MmsLibrary *self, GPtrArray *files, MmsImportMode mode, const char *hash, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LIBRARY_GET_IFACE (self)->import_async (self, files, mode, hash, cancellable, callback, user_data);
}

gboolean
mms_library_import_finish (MmsLibrary *self, GAsyncResult *result, GError **error)
{
  return MMS_LIBRARY_GET_IFACE (self)->import_finish (self, result, error);
}

/**
 * mms_library_imported_async:
 *
 * Reads from the history what was imported for a title since a time (seconds, UTC; small clock differences are allowed for).
 * @hash (nullable) narrows nothing; it is matched where the server knows it.
 * 
 * The finish returns (transfer full) (element-type MmsImported).
 */
void
mms_library_imported_async (MmsLibrary *self, gint64 library_id, gint64 since, const char *hash, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LIBRARY_GET_IFACE (self)->imported_async (self, library_id, since, hash, cancellable, callback, user_data);
}

GPtrArray *
mms_library_imported_finish (MmsLibrary *self, GAsyncResult *result, GError **error)
{
  return MMS_LIBRARY_GET_IFACE (self)->imported_finish (self, result, error);
}

/**
 * mms_library_refresh_async:
 *
 * Has the server look at its download clients again (RefreshMonitoredDownloads); does not wait for it.
 */
void
mms_library_refresh_async (MmsLibrary *self, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LIBRARY_GET_IFACE (self)->refresh_async (self, cancellable, callback, user_data);
}

gboolean
mms_library_refresh_finish (MmsLibrary *self, GAsyncResult *result, GError **error)
{
  return MMS_LIBRARY_GET_IFACE (self)->refresh_finish (self, result, error);
}

/**
 * mms_library_parse_async:
 *
 * Has the server read a release name. %MMS_ERROR_MISSING where it cannot.
 */
void
mms_library_parse_async (MmsLibrary *self, const char *release, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MMS_LIBRARY_GET_IFACE (self)->parse_async (self, release, cancellable, callback, user_data);
}

MmsParsed *
mms_library_parse_finish (MmsLibrary *self, GAsyncResult *result, GError **error)
{
  return MMS_LIBRARY_GET_IFACE (self)->parse_finish (self, result, error);
}

void
mms_root_folder_free (MmsRootFolder *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self);
}

void
mms_quality_profile_free (MmsQualityProfile *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}

void
mms_tracked_free (MmsTracked *self)
{
  if (self == NULL)
    return;
  g_free (self->hash);
  g_free (self->title);
  mms_intent_free (self->intent);
  g_free (self->state);
  g_free (self->message);
  g_free (self);
}

void
mms_episode_free (MmsEpisode *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self);
}

/* Returns: (transfer full): a file without ids, for its maker to fill */
MmsImportFile *
mms_import_file_new (const char *path)
{
  MmsImportFile *self = g_new0 (MmsImportFile, 1);

  self->path = g_strdup (path);
  self->episode_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->rejections = g_ptr_array_new_with_free_func (g_free);
  return self;
}

MmsImportFile *
mms_import_file_copy (const MmsImportFile *self)
{
  MmsImportFile *copy = mms_import_file_new (self->path);

  copy->folder_name = g_strdup (self->folder_name);
  copy->bytes = self->bytes;
  copy->library_id = self->library_id;
  g_array_append_vals (copy->episode_ids, self->episode_ids->data, self->episode_ids->len);
  copy->quality_json = g_strdup (self->quality_json);
  copy->languages_json = g_strdup (self->languages_json);
  copy->release_group = g_strdup (self->release_group);
  copy->indexer_flags = self->indexer_flags;
  copy->release_type = g_strdup (self->release_type);
  for (guint i = 0; i < self->rejections->len; i++)
    g_ptr_array_add (copy->rejections, g_strdup (g_ptr_array_index (self->rejections, i)));
  return copy;
}

void
mms_import_file_free (MmsImportFile *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->folder_name);
  g_array_unref (self->episode_ids);
  g_free (self->quality_json);
  g_free (self->languages_json);
  g_free (self->release_group);
  g_free (self->release_type);
  g_ptr_array_unref (self->rejections);
  g_free (self);
}

void
mms_imported_free (MmsImported *self)
{
  if (self == NULL)
    return;
  g_free (self->dropped_path);
  g_free (self->imported_path);
  g_free (self);
}

void
mms_parsed_free (MmsParsed *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->media);
  g_free (self->title);
  g_clear_pointer (&self->episodes, g_array_unref);
  g_free (self);
}
