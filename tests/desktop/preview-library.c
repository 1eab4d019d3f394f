/* Plays Sonarr and Radarr: three public domain titles, all answers at once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "preview.h"

#define MMS_TYPE_PREVIEW_LIBRARY (mms_preview_library_get_type ())
G_DECLARE_FINAL_TYPE (MmsPreviewLibrary, mms_preview_library, MMS, PREVIEW_LIBRARY, GObject)

struct _MmsPreviewLibrary
{
  GObject parent_instance;

  MmsMediaKind kind;
};

static void library_iface_init (MmsLibraryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MmsPreviewLibrary, mms_preview_library, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MMS_TYPE_LIBRARY, library_iface_init));

static const struct
{
  MmsMediaKind kind;
  gint64 tmdb_id, tvdb_id, library_id;
  const char *title;
  guint year;
} titles[] = {
  { MMS_MEDIA_FILM, 19, 0, 4, "Metropolis", 1927 },
  { MMS_MEDIA_FILM, 10331, 0, 0, "Night of the Living Dead", 1968 },
  { MMS_MEDIA_FILM, 653, 0, 9, "Nosferatu", 1922 },
  { MMS_MEDIA_SERIES, 0, 71471, 2, "The Beverly Hillbillies", 1962 },
  { MMS_MEDIA_SERIES, 0, 77526, 0, "One Step Beyond", 1959 },
};

static MmsMedia *
media_new (gsize i)
{
  MmsMedia *media = mms_media_new (titles[i].kind);

  media->tmdb_id = titles[i].tmdb_id;
  media->tvdb_id = titles[i].tvdb_id;
  media->library_id = titles[i].library_id;
  media->title = g_strdup (titles[i].title);
  media->year = titles[i].year;
  return media;
}

static MmsMediaKind
get_kind (MmsLibrary *library)
{
  return MMS_PREVIEW_LIBRARY (library)->kind;
}

static const char *
get_name (MmsLibrary *library)
{
  return get_kind (library) == MMS_MEDIA_FILM ? "Radarr" : "Sonarr";
}

static void
lookup_async (MmsLibrary *library, const char *term, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (library, cancellable, callback, user_data);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *needle = g_utf8_casefold (term, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_autofree char *title = g_utf8_casefold (titles[i].title, -1);

      if (titles[i].kind == get_kind (library) && strstr (title, needle) != NULL)
        g_ptr_array_add (found, media_new (i));
    }
  g_task_return_pointer (task, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
}

static gpointer
pointer_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static GPtrArray *
array_finish (MmsLibrary *library, GAsyncResult *result, GError **error)
{
  return pointer_finish (result, error);
}

static void
add_async (MmsLibrary *library,
           MmsMedia *media,
           const MmsLibraryAdd *how,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (library, cancellable, callback, user_data);
  MmsMedia *added = mms_media_new (media->kind);

  g_assert_nonnull (how->root_folder);
  g_assert_cmpint (how->quality_profile_id, >, 0);
  added->tmdb_id = media->tmdb_id;
  added->tvdb_id = media->tvdb_id;
  added->library_id = 77;
  added->title = g_strdup (media->title);
  added->year = media->year;
  g_task_return_pointer (task, added, g_object_unref);
}

static MmsMedia *
add_finish (MmsLibrary *library, GAsyncResult *result, GError **error)
{
  return pointer_finish (result, error);
}

static void
root_folders_async (MmsLibrary *library, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (library, cancellable, callback, user_data);
  GPtrArray *folders = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_root_folder_free);
  MmsRootFolder *folder = g_new0 (MmsRootFolder, 1);

  folder->path = g_strdup (get_kind (library) == MMS_MEDIA_FILM ? "/data/films" : "/data/series");
  folder->bytes_free = -1;
  g_ptr_array_add (folders, folder);
  g_task_return_pointer (task, folders, (GDestroyNotify) g_ptr_array_unref);
}

static void
quality_profiles_async (MmsLibrary *library, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (library, cancellable, callback, user_data);
  GPtrArray *profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_quality_profile_free);
  MmsQualityProfile *profile = g_new0 (MmsQualityProfile, 1);

  profile->id = 4;
  profile->name = g_strdup ("HD-1080p");
  g_ptr_array_add (profiles, profile);
  g_task_return_pointer (task, profiles, (GDestroyNotify) g_ptr_array_unref);
}

static void
parse_async (MmsLibrary *library, const char *release, GCancellable *cancellable,
             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (library, cancellable, callback, user_data);
  MmsParsed *parsed = g_new0 (MmsParsed, 1);
  g_autoptr (GRegex) separators = g_regex_new ("[. _]+", 0, 0, NULL);
  g_autofree char *words = g_regex_replace_literal (separators, release, -1, 0, " ", 0, NULL);

  parsed->season = -1;
  parsed->episodes = g_array_new (FALSE, FALSE, sizeof (guint));
  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_has_prefix (words, titles[i].title))
      parsed->title = g_strdup (titles[i].title);
  g_task_return_pointer (task, parsed, (GDestroyNotify) mms_parsed_free);
}

static MmsParsed *
parse_finish (MmsLibrary *library, GAsyncResult *result, GError **error)
{
  return pointer_finish (result, error);
}

static void
library_iface_init (MmsLibraryInterface *iface)
{
  iface->get_kind = get_kind;
  iface->get_name = get_name;
  iface->lookup_async = lookup_async;
  iface->lookup_finish = array_finish;
  iface->add_async = add_async;
  iface->add_finish = add_finish;
  iface->root_folders_async = root_folders_async;
  iface->root_folders_finish = array_finish;
  iface->quality_profiles_async = quality_profiles_async;
  iface->quality_profiles_finish = array_finish;
  iface->parse_async = parse_async;
  iface->parse_finish = parse_finish;
}

static void
mms_preview_library_class_init (MmsPreviewLibraryClass *klass)
{
}

static void
mms_preview_library_init (MmsPreviewLibrary *self)
{
}

MmsLibrary *
mms_preview_library_new (MmsMediaKind kind)
{
  MmsPreviewLibrary *self = g_object_new (MMS_TYPE_PREVIEW_LIBRARY, NULL);

  self->kind = kind;
  return MMS_LIBRARY (self);
}
