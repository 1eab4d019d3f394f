/* Decides which files of a release become which episode or film.
 *
 * What a person chose wins over what a server reads in a name; a name is only read to tell the
 * files of a pack apart.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-import-plan.h"

#include "core/mms-episode-name.h"
#include "core/mms-file-kind.h"

#include <string.h>

/* The last component, on either kind of server. */
static const char *
base_name (const char *path)
{
  const char *slash = strrchr (path, '/');
  const char *backslash = strrchr (path, '\\');
  const char *last = MAX (slash, backslash);

  return last != NULL ? last + 1 : path;
}

static gint64
find_largest (GPtrArray *candidates)
{
  gint64 largest = 0;

  for (guint i = 0; i < candidates->len; i++)
    largest = MAX (largest, ((MmsImportFile *) g_ptr_array_index (candidates, i))->bytes);
  return largest;
}

static gint64
find_episode (GPtrArray *episodes, int season, guint number)
{
  for (guint i = 0; i < episodes->len; i++)
    {
      MmsEpisode *episode = g_ptr_array_index (episodes, i);

      if (episode->season == season && episode->number == number)
        return episode->id;
    }
  return 0;
}

static gboolean
is_wanted (const MmsIntent *intent, GPtrArray *episodes, gint64 id)
{
  for (guint i = 0; i < episodes->len; i++)
    {
      MmsEpisode *episode = g_ptr_array_index (episodes, i);

      if (episode->id != id)
        continue;
      if (intent->season >= 0 && episode->season != intent->season)
        return FALSE;
      for (guint j = 0; j < intent->episodes->len; j++)
        if (g_array_index (intent->episodes, guint, j) == episode->number)
          return TRUE;
      return intent->episodes->len == 0;
    }
  return FALSE;
}

static void
add_id (GArray *ids, gint64 id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == id)
      return;
  if (id != 0)
    g_array_append_val (ids, id);
}

/* Fills @ids with the episodes that the file's name says, in the season that it or its folder says,
 * or else that was chosen. */
static void
read_name (const MmsIntent *intent, const MmsImportFile *file, GPtrArray *episodes, GArray *ids)
{
  MmsEpisodeName name;

  if (!mms_episode_name_read (file->path, intent->season, &name))
    return;
  for (guint i = 0; i < name.n_episodes; i++)
    add_id (ids, find_episode (episodes, name.season, name.episodes[i]));
}

static void
keep_wanted (const MmsIntent *intent, GPtrArray *episodes, GArray *ids)
{
  for (guint i = ids->len; i > 0; i--)
    if (!is_wanted (intent, episodes, g_array_index (ids, gint64, i - 1)))
      g_array_remove_index (ids, i - 1);
}

/* Gives @file the episodes it holds: those of the server's matching, if it matched the series that
 * was chosen, else those of the name; in both cases only wanted ones. */
static void
assign (const MmsIntent *intent, gint64 library_id, MmsImportFile *file, GPtrArray *episodes)
{
  if (file->library_id != library_id)
    g_array_set_size (file->episode_ids, 0);
  keep_wanted (intent, episodes, file->episode_ids);
  if (file->episode_ids->len == 0)
    {
      read_name (intent, file, episodes, file->episode_ids);
      keep_wanted (intent, episodes, file->episode_ids);
    }
  file->library_id = library_id;
}

/* The only video of a release that was chosen for certain episodes holds these, whatever its name. */
static void
assign_chosen (const MmsIntent *intent, GPtrArray *plan, GPtrArray *episodes)
{
  MmsImportFile *file = NULL;

  if (plan->len != 1 || intent->episodes->len == 0 || intent->season < 0)
    return;
  file = g_ptr_array_index (plan, 0);
  g_array_set_size (file->episode_ids, 0);
  for (guint i = 0; i < intent->episodes->len; i++)
    add_id (file->episode_ids,
            find_episode (episodes, intent->season, g_array_index (intent->episodes, guint, i)));
}

static gboolean
share_episode (const MmsImportFile *a, const MmsImportFile *b)
{
  for (guint i = 0; i < a->episode_ids->len; i++)
    for (guint j = 0; j < b->episode_ids->len; j++)
      if (g_array_index (a->episode_ids, gint64, i) == g_array_index (b->episode_ids, gint64, j))
        return TRUE;
  return FALSE;
}

/* The larger one first, but never before one that does not call itself a sample. */
static int
compare_worth (gconstpointer a, gconstpointer b)
{
  const MmsImportFile *x = *(MmsImportFile *const *) a;
  const MmsImportFile *y = *(MmsImportFile *const *) b;
  int samples = (int) mms_file_says_sample (x->path) - (int) mms_file_says_sample (y->path);

  if (samples != 0)
    return samples;
  return x->bytes < y->bytes ? 1 : x->bytes > y->bytes ? -1 : g_strcmp0 (x->path, y->path);
}

/* Of two files for one episode the larger one stays; a file without an episode goes. */
static void
keep_largest (GPtrArray *plan)
{
  g_ptr_array_sort (plan, compare_worth);
  for (guint i = 0; i < plan->len;)
    {
      MmsImportFile *file = g_ptr_array_index (plan, i);
      gboolean keep = file->episode_ids->len > 0;

      for (guint j = 0; j < i && keep; j++)
        keep = !share_episode (g_ptr_array_index (plan, j), file);
      if (keep)
        i++;
      else
        g_ptr_array_remove_index (plan, i);
    }
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 ((*(MmsImportFile *const *) a)->path, (*(MmsImportFile *const *) b)->path);
}

/**
 * mms_import_plan_new:
 * @intent: what was chosen
 * @library_id: the series or film inside Sonarr or Radarr
 * @candidates: (element-type MmsImportFile): what the server offers
 * @episodes: (element-type MmsEpisode): of the series; ignored for a film
 *
 * A film is one file, the largest that is no sample. Of a series every wanted episode gets one.
 *
 * Returns: (transfer full) (element-type MmsImportFile): copies with explicit ids, by path; empty
 *   where nothing fits
 */
GPtrArray *
mms_import_plan_new (const MmsIntent *intent, gint64 library_id, GPtrArray *candidates,
                     GPtrArray *episodes)
{
  GPtrArray *plan = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_import_file_free);
  gint64 largest = find_largest (candidates);

  for (guint i = 0; i < candidates->len; i++)
    {
      MmsImportFile *file = g_ptr_array_index (candidates, i);

      if (!mms_file_is_sample (file->path, file->bytes, largest))
        g_ptr_array_add (plan, mms_import_file_copy (file));
    }
  for (guint i = 0; i < plan->len; i++)
    {
      MmsImportFile *file = g_ptr_array_index (plan, i);

      if (intent->kind == MMS_MEDIA_SERIES)
        assign (intent, library_id, file, episodes);
      else
        {
          g_array_set_size (file->episode_ids, 0);
          file->library_id = library_id;
        }
      if (intent->quality_json != NULL && file->quality_json == NULL)
        file->quality_json = g_strdup (intent->quality_json);
      if (intent->languages_json != NULL && file->languages_json == NULL)
        file->languages_json = g_strdup (intent->languages_json);
    }
  if (intent->kind == MMS_MEDIA_SERIES)
    {
      assign_chosen (intent, plan, episodes);
      keep_largest (plan);
    }
  else if (plan->len > 1)
    {
      g_ptr_array_sort (plan, compare_worth);
      g_ptr_array_set_size (plan, 1);
    }
  g_ptr_array_sort (plan, compare_paths);
  return plan;
}

/**
 * mms_import_plan_dup_rejections:
 * @judged: (element-type MmsImportFile): files with the server's rejections
 *
 * Returns: (transfer full): "File: reason, reason" for the first three files, for a person
 */
char *
mms_import_plan_dup_rejections (GPtrArray *judged)
{
  GString *text = g_string_new (NULL);
  guint said = 0;

  for (guint i = 0; i < judged->len && said < 3; i++)
    {
      MmsImportFile *file = g_ptr_array_index (judged, i);

      if (file->rejections->len == 0)
        continue;
      g_string_append_printf (text, "%s%s: ", said > 0 ? "; " : "", base_name (file->path));
      for (guint j = 0; j < file->rejections->len; j++)
        g_string_append_printf (text, "%s%s", j > 0 ? ", " : "",
                                (const char *) g_ptr_array_index (file->rejections, j));
      said++;
    }
  return g_string_free (text, FALSE);
}
