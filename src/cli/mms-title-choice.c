/* Reads which title a person names on the command line, and finds it in the library.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-title-choice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HIGHEST_NUMBER 9999 /* of a season or an episode; some daily series come near */

void
mms_title_options_clear (MmsTitleOptions *self)
{
  g_clear_pointer (&self->film, g_free);
  g_clear_pointer (&self->series, g_free);
  g_clear_pointer (&self->season, g_free);
  g_clear_pointer (&self->episodes, g_strfreev);
}

void
mms_title_choice_clear (MmsTitleChoice *self)
{
  g_clear_pointer (&self->episodes, g_array_unref);
}

/* "tmdb:19" or "19" */
static gboolean
read_id (const char *text, const char *prefix, gint64 *id)
{
  guint64 number;

  if (g_ascii_strncasecmp (text, prefix, strlen (prefix)) == 0)
    text += strlen (prefix);
  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT, &number, NULL))
    return FALSE;
  *id = (gint64) number;
  return TRUE;
}

static gboolean
read_number (const char *text, guint *number)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, HIGHEST_NUMBER, &value, NULL))
    return FALSE;
  *number = (guint) value;
  return TRUE;
}

static void
add_episode (GArray *episodes, guint number)
{
  for (guint i = 0; i < episodes->len; i++)
    if (g_array_index (episodes, guint, i) == number)
      return;
  g_array_append_val (episodes, number);
}

/* "3" or "1-4" */
static gboolean
read_range (const char *text, GArray *episodes)
{
  g_auto (GStrv) ends = g_strsplit (text, "-", 2);
  guint first, last;

  if (ends[0] == NULL || !read_number (ends[0], &first) ||
      !read_number (ends[ends[1] != NULL], &last) || last < first)
    return FALSE;
  for (guint number = first; number <= last; number++)
    add_episode (episodes, number);
  return TRUE;
}

static gboolean
read_episodes (char *const *texts, GArray *episodes)
{
  for (; texts != NULL && *texts != NULL; texts++)
    {
      g_auto (GStrv) ranges = g_strsplit (*texts, ",", -1);

      for (char **range = ranges; *range != NULL; range++)
        if (!read_range (*range, episodes))
          return FALSE;
    }
  return TRUE;
}

static const char *
read_title (MmsTitleChoice *self, const MmsTitleOptions *options)
{
  if (options->film != NULL && options->series != NULL)
    return _ ("It cannot be a film and a series; give one of --film and --series.");
  self->given = options->film != NULL || options->series != NULL;
  self->kind = options->series != NULL ? MMS_MEDIA_SERIES : MMS_MEDIA_FILM;
  if (options->film != NULL && !read_id (options->film, "tmdb:", &self->id))
    return _ ("A film is named by its TMDB id: --film tmdb:19 (see: mms lookup)");
  if (options->series != NULL && !read_id (options->series, "tvdb:", &self->id))
    return _ ("A series is named by its TVDB id: --series tvdb:73739 (see: mms lookup)");
  return NULL;
}

static const char *
read_part (MmsTitleChoice *self, const MmsTitleOptions *options)
{
  guint season;

  if ((options->season != NULL || options->episodes != NULL) && options->series == NULL)
    return _ ("--season and --episode need --series.");
  if (options->episodes != NULL && options->season == NULL)
    return _ ("--episode needs --season.");
  if (options->season != NULL)
    {
      if (!read_number (options->season, &season))
        return _ ("A season is a number, 0 for the specials.");
      self->season = (int) season;
    }
  if (!read_episodes (options->episodes, self->episodes))
    return _ ("Episodes are numbers or ranges, such as 3 or 1-4,6.");
  return NULL;
}

/**
 * mms_title_choice_read:
 * @self: all zero
 * @message: (out) (transfer full): what is wrong with @options, for the person
 *
 * Returns: %FALSE where @options make no sense
 */
gboolean
mms_title_choice_read (MmsTitleChoice *self, const MmsTitleOptions *options, char **message)
{
  const char *wrong;

  self->season = -1;
  self->episodes = g_array_new (FALSE, FALSE, sizeof (guint));
  wrong = read_title (self, options);
  if (wrong == NULL)
    wrong = read_part (self, options);
  *message = g_strdup (wrong);
  return wrong == NULL;
}

/* Returns: (transfer full): "tmdb:19", as lookup takes it */
char *
mms_title_choice_dup_key (const MmsTitleChoice *self)
{
  return g_strdup_printf ("%s:%" G_GINT64_FORMAT, self->kind == MMS_MEDIA_FILM ? "tmdb" : "tvdb",
                          self->id);
}

/* Returns: (transfer none) (nullable): Radarr or Sonarr */
MmsLibrary *
mms_title_get_library (MmsCli *cli, MmsMediaKind kind, GError **error)
{
  MmsLibrary *library = mms_context_get_library (cli->context, kind);

  if (library == NULL)
    g_set_error_literal (
      error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
      kind == MMS_MEDIA_FILM
        ? _ ("Radarr is not set up: mms config set radarr-url URL; mms secret set radarr-api-key")
        : _ ("Sonarr is not set up: mms config set sonarr-url URL; mms secret set sonarr-api-key"));
  return library;
}

/* Returns: (transfer full) (nullable): the title in the library, else %MMS_ERROR_MISSING */
MmsMedia *
mms_title_choice_find (const MmsTitleChoice *self, MmsCli *cli, GError **error)
{
  MmsLibrary *library = mms_title_get_library (cli, self->kind, error);

  if (library == NULL)
    return NULL;
  mms_library_find_async (library, self->id, NULL, mms_await_cb, cli->wait);
  return mms_library_find_finish (library, mms_await_result (cli->wait), error);
}

/* Returns: (transfer full): the part of @media that was named, chosen by a person */
MmsIntent *
mms_title_choice_to_intent (const MmsTitleChoice *self, MmsMedia *media)
{
  MmsIntent *intent = mms_intent_new_for_media (media);

  intent->confidence = MMS_CONFIDENCE_CHOSEN;
  intent->season = self->season;
  g_array_append_vals (intent->episodes, self->episodes->data, self->episodes->len);
  return intent;
}
