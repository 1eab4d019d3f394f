/* Reads which episodes a file of a season pack holds, from its name.
 *
 * Only for files of a release that a person already chose for a series: it matches them to
 * episodes and proposes no title. Names are bytes; what is no UTF-8 does not disturb.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-episode-name.h"

#include <stdlib.h>
#include <string.h>

#define FLAGS (G_REGEX_CASELESS | G_REGEX_RAW | G_REGEX_OPTIMIZE)

/* The patterns, made once; they may be used from any thread. */
typedef struct
{
  GRegex *season_and_episode; /* S01E02, S01 E02, Season 1 - Episode 2 */
  GRegex *crossed;            /* 1x02; not 1920x1080, not x264 */
  GRegex *episode_only;       /* E02, Ep 2, Episode 2 */
  GRegex *season_folder;      /* S01, Season 1 */
  GRegex *more;               /* behind S01E02: E03, -E04, -S01E04 */
  GRegex *more_crossed;       /* behind 1x02: x03, -1x04 */
  GRegex *up_to;              /* behind either: -04, but neither -720p nor -GROUP */
} Patterns;

static GRegex *
compile (const char *pattern)
{
  GRegex *regex = g_regex_new (pattern, FLAGS, 0, NULL);

  g_assert (regex != NULL);
  return regex;
}

static const Patterns *
get_patterns (void)
{
  static gsize ready = 0;
  static Patterns patterns;

  if (g_once_init_enter (&ready))
    {
      patterns.season_and_episode = compile ("(?<![a-z0-9])s(?:eason)?[ ._-]?(\\d{1,4})[ ._x-]{0,3}"
                                             "e(?:p(?:isode)?)?[ ._-]?(\\d{1,4})(?!\\d)");
      patterns.crossed = compile ("(?<![a-z0-9])(\\d{1,2})x(?!26[45])(\\d{2,3})(?!\\d)");
      patterns.episode_only = compile ("(?<![a-z0-9])()e(?:p(?:isode)?)?[ ._-]{0,2}"
                                       "(\\d{1,3})(?!\\d)");
      patterns.season_folder = compile ("(?<![a-z0-9])s(?:eason|aison)?[ ._-]?"
                                        "(\\d{1,4})(?![a-z0-9])");
      patterns.more = compile ("([ ._]{0,2}[-+&~][ ._]{0,2}|[ ._]?)(?:s(\\d{1,4})[ ._-]?)?"
                               "e(?:p(?:isode)?)?(\\d{1,4})(?!\\d)");
      patterns.more_crossed = compile ("([-+&~]?)(?:(?<!\\d)(\\d{1,2}))?x(?!26[45])"
                                       "(\\d{2,3})(?!\\d)");
      patterns.up_to = compile ("(-)()(\\d{2,4})(?![0-9a-z])");
      g_once_init_leave (&ready, 1);
    }
  return &patterns;
}

static int
fetch_number (const GMatchInfo *match, int group)
{
  g_autofree char *text = g_match_info_fetch (match, group);

  return text != NULL && *text != '\0' ? atoi (text) : -1;
}

static gsize
get_end (const GMatchInfo *match, int group)
{
  int end = 0;

  g_match_info_fetch_pos (match, group, NULL, &end);
  return (gsize) end;
}

static int
get_width (const GMatchInfo *match, int group)
{
  int start = 0;
  int end = 0;

  g_match_info_fetch_pos (match, group, &start, &end);
  return end - start;
}

/* Adds the episodes after the last one up to @to, or @to alone.
 * Returns: whether that makes sense */
static gboolean
add_episodes (MmsEpisodeName *self, guint to, gboolean range)
{
  guint from = self->n_episodes > 0 ? self->episodes[self->n_episodes - 1] + 1 : to;

  if (to < from || (range && to - from >= MMS_EPISODE_NAME_MAX))
    return FALSE;
  for (guint episode = range ? from : to; episode <= to; episode++)
    {
      if (self->n_episodes == MMS_EPISODE_NAME_MAX)
        return FALSE;
      self->episodes[self->n_episodes++] = episode;
    }
  return TRUE;
}

/* Reads one more episode or range at @at, and moves @at behind it. */
static gboolean
read_more (MmsEpisodeName *self, const GRegex *more, const char *name, gsize *at, int width)
{
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *between = NULL;
  int season;

  if (!g_regex_match_full (more, name, -1, (int) *at, G_REGEX_MATCH_ANCHORED, &match, NULL))
    return FALSE;
  season = fetch_number (match, 2);
  if ((season >= 0 && self->season >= 0 && season != self->season)
      || (width > 0 && get_width (match, 3) != width))
    return FALSE;
  between = g_match_info_fetch (match, 1);
  if (!add_episodes (self, (guint) fetch_number (match, 3), strpbrk (between, "-~") != NULL))
    return FALSE;
  *at = get_end (match, 3);
  return TRUE;
}

/* Looks for @pattern, whose groups are season and episode, and reads on behind it. */
static gboolean
read_pattern (MmsEpisodeName *self, const char *name, const GRegex *pattern, const GRegex *more)
{
  g_autoptr (GMatchInfo) match = NULL;
  int width;
  gsize at;

  if (!g_regex_match (pattern, name, 0, &match))
    return FALSE;
  self->season = fetch_number (match, 1);
  add_episodes (self, (guint) fetch_number (match, 2), FALSE);
  width = get_width (match, 2);
  at = get_end (match, 2);
  while (read_more (self, more, name, &at, 0)
         || read_more (self, get_patterns ()->up_to, name, &at, width))
    continue;
  return TRUE;
}

/* Returns: the season that the folder nearest to the file names, or -1 */
static int
read_folders (const char *path)
{
  g_auto (GStrv) components = g_strsplit (path, "/", -1);

  for (guint i = g_strv_length (components); i-- > 1;)
    {
      g_autoptr (GMatchInfo) match = NULL;

      if (g_regex_match (get_patterns ()->season_folder, components[i - 1], 0, &match))
        return fetch_number (match, 1);
    }
  return -1;
}

/**
 * mms_episode_name_read:
 * @path: a file's name, or its path inside the release
 * @known_season: what the person chose; -1: the release may hold several seasons
 * @name: (out caller-allocates): what was read
 *
 * Understands S01E02, S01E02E03, S01E02-E04, S01E02-04, S01 E02, Season 1 Episode 2, 1x02,
 * 1x02-03, and an episode alone (E02, Ep 2), whose season is @known_season, or else that of the
 * folder ("Season 1/E02.mkv"). A season in the file's name is believed before @known_season.
 *
 * Returns: whether the name says which episodes the file holds
 */
gboolean
mms_episode_name_read (const char *path, int known_season, MmsEpisodeName *name)
{
  const Patterns *patterns = get_patterns ();
  const char *slash = strrchr (path, '/');
  const char *base = slash != NULL ? slash + 1 : path;

  memset (name, 0, sizeof *name);
  name->season = -1;
  if (read_pattern (name, base, patterns->season_and_episode, patterns->more)
      || read_pattern (name, base, patterns->crossed, patterns->more_crossed))
    return TRUE;
  if (!read_pattern (name, base, patterns->episode_only, patterns->more))
    return FALSE;
  name->season = known_season >= 0 ? known_season : read_folders (path);
  return TRUE;
}

/* Returns: whether the file holds @episode of @season */
gboolean
mms_episode_name_has (const MmsEpisodeName *self, int season, guint episode)
{
  for (guint i = 0; i < self->n_episodes; i++)
    if (self->season == season && self->episodes[i] == episode)
      return TRUE;
  return FALSE;
}
