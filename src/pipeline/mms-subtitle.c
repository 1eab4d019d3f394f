/* Finds the place of a release's subtitles beside the imported video.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-subtitle.h"

#include "core/mms-episode-name.h"

#include <string.h>

/* The last component, on either kind of server. */
static const char *
base_name (const char *path)
{
  const char *slash = strrchr (path, '/');
  const char *backslash = strrchr (path, '\\');

  return MAX (slash, backslash) != NULL ? MAX (slash, backslash) + 1 : path;
}

static char *
dup_stem (const char *path)
{
  const char *name = base_name (path);
  const char *dot = strrchr (name, '.');

  return dot != NULL && dot != name ? g_strndup (name, dot - name) : g_strdup (name);
}

/* "Subs/E03/2_French.srt" belongs to the video of episode 3. */
static gboolean
is_same_episode (const char *subtitle, const char *video, int season)
{
  MmsEpisodeName of_video;
  MmsEpisodeName of_subtitle;

  if (!mms_episode_name_read (video, season, &of_video) || of_video.n_episodes == 0)
    return FALSE;
  if (!mms_episode_name_read (subtitle, of_video.season, &of_subtitle))
    {
      g_autofree char *folder = g_path_get_dirname (subtitle);

      if (!mms_episode_name_read (folder, of_video.season, &of_subtitle))
        return FALSE;
    }
  return of_subtitle.n_episodes > 0
         && mms_episode_name_has (&of_video, of_subtitle.season, of_subtitle.episodes[0]);
}

/* Returns: (transfer full) (nullable): what follows the video's new stem; %NULL for another video */
static char *
dup_tail (const char *subtitle, const char *video, const MmsIntent *intent)
{
  g_autofree char *stem = dup_stem (video);
  const char *name = base_name (subtitle);

  if (g_str_has_prefix (name, stem) && name[strlen (stem)] == '.')
    return g_strdup (name + strlen (stem));
  if (intent->kind == MMS_MEDIA_FILM || is_same_episode (subtitle, video, intent->season))
    return g_strconcat (".", name, NULL);
  return NULL;
}

/**
 * mms_subtitle_find_place:
 * @subtitle: relative to the release
 * @imported: (element-type MmsImported): the videos, before and after
 * @map: from the server's paths to ours
 *
 * "Video.Name.fr.srt" of "Video.Name.mkv" becomes "Imported Name.fr.srt" beside its import; one
 * that is not named after its video keeps its whole name behind the new stem.
 *
 * Returns: (transfer full) (nullable): an absolute path here; %NULL where no video is its own, or
 *   the library is not to be seen from here
 */
char *
mms_subtitle_find_place (const char *subtitle, const MmsIntent *intent, GPtrArray *imported,
                         MmsPathMap *map)
{
  for (guint i = 0; i < imported->len; i++)
    {
      MmsImported *row = g_ptr_array_index (imported, i);
      g_autofree char *tail
          = row->dropped_path != NULL ? dup_tail (subtitle, row->dropped_path, intent) : NULL;
      g_autofree char *local = NULL;
      g_autofree char *folder = NULL;
      g_autofree char *stem = NULL;
      g_autofree char *file = NULL;

      if (tail == NULL || row->imported_path == NULL)
        continue;
      local = mms_path_map_to_here (map, row->imported_path);
      if (local == NULL || !g_path_is_absolute (local))
        continue;
      folder = g_path_get_dirname (local);
      stem = dup_stem (local);
      file = g_strconcat (stem, tail, NULL);
      return g_build_filename (folder, file, NULL);
    }
  return NULL;
}
