/* Adds a title to Radarr or Sonarr.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-title-add.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cli/mms-output.h"
#include "cli/mms-text.h"

void
mms_title_add_clear (MmsTitleAdd *self)
{
  g_clear_pointer (&self->root_folder, g_free);
  g_clear_pointer (&self->profile, g_free);
}

static gboolean
is_title (MmsMedia *media, const MmsTitleChoice *choice)
{
  return media->kind == choice->kind
         && (choice->kind == MMS_MEDIA_FILM ? media->tmdb_id : media->tvdb_id) == choice->id;
}

/* Returns: (transfer full) (nullable): the title, in the library or beyond; %MMS_ERROR_MISSING where
 *   nobody knows that id */
MmsMedia *
mms_title_look_up (MmsCli *cli, const MmsTitleChoice *choice, GError **error)
{
  MmsLibrary *library = mms_title_get_library (cli, choice->kind, error);
  g_autofree char *key = mms_title_choice_dup_key (choice);
  g_autoptr (GPtrArray) all = NULL;

  if (library == NULL)
    return NULL;
  mms_library_lookup_async (library, key, NULL, mms_await_cb, cli->wait);
  all = mms_library_lookup_finish (library, mms_await_result (cli->wait), error);
  if (all == NULL)
    return NULL;
  for (guint i = 0; i < all->len; i++)
    if (is_title (all->pdata[i], choice))
      return g_object_ref (all->pdata[i]);
  /* Translators: %1$s is Sonarr or Radarr, %2$s an id such as tmdb:19 */
  g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING, _ ("%1$s knows no title %2$s."),
               mms_library_get_name (library), key);
  return NULL;
}

/* Returns: (transfer full) (nullable): the server's folder that is meant */
static char *
choose_root_folder (MmsCli *cli, MmsLibrary *library, const char *wanted, GError **error)
{
  g_autoptr (GPtrArray) folders = NULL;
  g_autofree char *plain = wanted != NULL ? mms_text_dup_argument (wanted) : NULL;

  mms_library_root_folders_async (library, NULL, mms_await_cb, cli->wait);
  folders = mms_library_root_folders_finish (library, mms_await_result (cli->wait), error);
  if (folders == NULL)
    return NULL;
  for (guint i = 0; i < folders->len; i++)
    {
      const MmsRootFolder *folder = folders->pdata[i];
      gsize length = strlen (folder->path);

      if (plain == NULL || g_str_equal (folder->path, plain)
          || (g_str_has_prefix (folder->path, plain) && length == strlen (plain) + 1
              && (folder->path[length - 1] == '/' || folder->path[length - 1] == '\\')))
        return g_strdup (folder->path);
    }
  if (plain == NULL)
    g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                 /* Translators: %s is Sonarr or Radarr */
                 _ ("%s has no root folder yet; add one in its settings."),
                 mms_library_get_name (library));
  else
    /* Translators: %1$s is Sonarr or Radarr, %2$s a folder */
    g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING, _ ("%1$s has no root folder %2$s."),
                 mms_library_get_name (library), plain);
  return NULL;
}

/* Returns: (transfer full) (nullable): the names, for a message */
static char *
dup_names (GPtrArray *profiles)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < profiles->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ((MmsQualityProfile *) profiles->pdata[i])->name);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* @name: (out) (transfer full): of the profile that is meant */
static gboolean
choose_profile (MmsCli *cli, MmsLibrary *library, const char *wanted, gint64 *id, char **name,
                GError **error)
{
  g_autoptr (GPtrArray) profiles = NULL;
  g_autofree char *plain = wanted != NULL ? mms_text_dup_argument (wanted) : NULL;
  g_autofree char *names = NULL;

  mms_library_quality_profiles_async (library, NULL, mms_await_cb, cli->wait);
  profiles = mms_library_quality_profiles_finish (library, mms_await_result (cli->wait), error);
  if (profiles == NULL)
    return FALSE;
  for (guint i = 0; i < profiles->len; i++)
    {
      const MmsQualityProfile *profile = profiles->pdata[i];

      if (plain == NULL || g_ascii_strcasecmp (profile->name, plain) == 0)
        {
          *id = profile->id;
          *name = g_strdup (profile->name);
          return TRUE;
        }
    }
  names = dup_names (profiles);
  g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING,
               /* Translators: %1$s is Sonarr or Radarr, %2$s a name, %3$s the names that it has */
               _ ("%1$s has no quality profile %2$s; it has: %3$s."),
               mms_library_get_name (library), plain != NULL ? plain : "", names);
  return FALSE;
}

/**
 * mms_title_add:
 * @media: as lookup gave it
 *
 * Adds a title and says where it went. Series are monitored, so that Sonarr follows them; films are
 * not, so that Radarr does not look for another copy of what is on its way.
 *
 * Returns: (transfer full) (nullable): the title with its id in the library
 */
MmsMedia *
mms_title_add (MmsCli *cli, const MmsTitleAdd *how, MmsMedia *media, GError **error)
{
  MmsLibrary *library = mms_title_get_library (cli, media->kind, error);
  g_autofree char *folder = NULL;
  g_autofree char *profile = NULL;
  g_autofree char *label = mms_media_dup_label (media);
  MmsLibraryAdd add = { .monitored = media->kind == MMS_MEDIA_SERIES };
  MmsMedia *added;

  if (library == NULL)
    return NULL;
  folder = choose_root_folder (cli, library, how->root_folder, error);
  if (folder == NULL
      || !choose_profile (cli, library, how->profile, &add.quality_profile_id, &profile, error))
    return NULL;
  add.root_folder = folder;
  mms_library_add_async (library, media, &add, NULL, mms_await_cb, cli->wait);
  added = mms_library_add_finish (library, mms_await_result (cli->wait), error);
  if (added != NULL)
    /* Translators: a film or series, Radarr or Sonarr, a folder, the name of a quality profile */
    mms_complain (_ ("Added %1$s to %2$s, in %3$s, with the profile %4$s."), label,
                  mms_library_get_name (library), folder, profile);
  return added;
}
