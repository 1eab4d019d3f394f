/* Finds what the name of a release says about seasons, episodes and dates.
 *
 * From the surest way to write it to the least sure: S01E02, 1x02 and dates wherever they stand
 * first; a season alone; an episode alone; the running number of an anime; 102 for 1x02.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-release-episodes.h"

#include "core/mms-release-anime.h"

#include <string.h>

typedef gboolean (*Reader) (const MmsReleaseTokens *tokens,
                            guint index,
                            MmsReleaseName *name,
                            MmsReleaseSpan *span);

static const char *const season_words[]
    = { "seasons",   "season",   "saisons", "saison", "staffel", "temporadas", "temporada",
        "temp",      "stagioni", "stagione", "sezon",  "seizoen", "säsong",     "sæson",
        "sesong",    "сезон",    "series",  "serie",  "s",       NULL };
static const char *const episode_words[]
    = { "episodes",  "episode",  "épisodes", "épisode", "episodio", "episodios", "epizoda",
        "ep",        "eps",      "folge",    "folgen",  "capitulo", "capítulo",  "capitulos",
        "cap",       "odcinek",  "odc",      "aflevering", "avsnitt", "afsnit",  "серия",
        "серии",     "bölüm",    "e",        NULL };

/* ---------------------------------------------------------------- S01E02, 1x02 */

/* Reads the season that may be repeated before another episode: S01E01-S01E03.
 * Returns: (nullable): behind it, @p where there is none */
static const char *
read_same_season (const char *p, int season)
{
  guint number;
  const char *end;

  if (*p != 's')
    return p;
  end = mms_scan_digits (p + 1, 1, 4, &number);
  return end != NULL && (int) number == season ? mms_scan_skip (end, " ._-", 1) : NULL;
}

/* Reads E03, -E03, +E03, " & E03", -S01E03 behind an episode. */
static const char *
read_named_more (const char *p, MmsReleaseName *name)
{
  const char *sign = mms_scan_skip (p, " ._", 2);
  const char *at = mms_scan_skip (sign, "-+&~", 1);
  gboolean range = at > sign && (*sign == '-' || *sign == '~');
  guint number;

  at = read_same_season (mms_scan_skip (at, " ._", 2), name->season);
  at = at != NULL ? mms_scan_word (at, episode_words) : NULL;
  at = at != NULL ? mms_scan_digits (mms_scan_skip (at, " ._", 1), 1, 4, &number) : NULL;
  if (at == NULL || !mms_release_numbers_add (&name->episodes, number, range))
    return NULL;
  return at;
}

/* Reads -03 behind an episode of as many digits, but neither -720p nor -GROUP. */
static const char *
read_bare_more (const char *p, MmsReleaseName *name, guint width)
{
  const char *at = mms_scan_skip (p, "-~", 1);
  guint number;
  const char *end = at > p ? mms_scan_digits (at, MIN (width, 2), MAX (width, 2), &number) : NULL;

  if (end == NULL || !mms_scan_ends (end) || number <= name->episodes.values[name->episodes.n - 1]
      || !mms_release_numbers_add (&name->episodes, number, TRUE))
    return NULL;
  return end;
}

static const char *
read_crossed_more (const char *p, MmsReleaseName *name)
{
  const char *sign = mms_scan_skip (p, " ._", 1);
  const char *at = mms_scan_skip (sign, "-+&~", 1);
  gboolean range = at > sign && (*sign == '-' || *sign == '~');
  guint season = 0;
  guint number;
  const char *cross = mms_scan_digits (mms_scan_skip (at, " ._", 1), 1, 2, &season);

  if (cross != NULL && (int) season != name->season)
    return NULL;
  at = cross != NULL ? cross : at;
  at = *at == 'x' ? mms_scan_digits (at + 1, 2, 3, &number) : NULL;
  if (at == NULL || !mms_release_numbers_add (&name->episodes, number, range))
    return NULL;
  return at;
}

static const char *
read_all_more (const char *p, MmsReleaseName *name, guint width, gboolean crossed)
{
  const char *next = p;

  for (; next != NULL; p = next != NULL ? next : p)
    {
      next = crossed ? read_crossed_more (p, name) : read_named_more (p, name);
      if (next == NULL)
        next = read_bare_more (p, name, width);
    }
  return p;
}

/* A season's word (or s) with its number. */
static const char *
read_season (const char *p, guint *season)
{
  const char *at = mms_scan_word (p, season_words);

  return at != NULL ? mms_scan_digits (mms_scan_skip (at, " ._-", 2), 1, 4, season) : NULL;
}

static gboolean
read_season_and_episode (const MmsReleaseTokens *tokens,
                         guint index,
                         MmsReleaseName *name,
                         MmsReleaseSpan *span)
{
  guint season;
  guint episode;
  const char *p = read_season (mms_scan_get_text (tokens, index), &season);
  const char *digits;

  p = p != NULL ? mms_scan_word (mms_scan_skip (p, " ._-,x[(", 3), episode_words) : NULL;
  digits = p != NULL ? mms_scan_skip (p, " ._-", 2) : NULL;
  p = digits != NULL ? mms_scan_digits (digits, 1, 4, &episode) : NULL;
  if (p == NULL)
    return FALSE;
  name->season = (int) season;
  mms_release_numbers_add (&name->episodes, episode, FALSE);
  mms_scan_set_span (span, tokens, index, read_all_more (p, name, (guint) (p - digits), FALSE));
  return TRUE;
}

/* The same in Russian: "2 сезон 5 серия". */
static gboolean
read_number_before_word (const MmsReleaseTokens *tokens,
                         guint index,
                         MmsReleaseName *name,
                         MmsReleaseSpan *span)
{
  guint season;
  guint episode;
  const char *p = mms_scan_digits (mms_scan_get_text (tokens, index), 1, 2, &season);
  const char *more;

  if (p == NULL || !g_str_has_prefix (mms_scan_skip (p, " ._-", 1), "сезон"))
    return FALSE;
  p = mms_scan_skip (p, " ._-", 1) + strlen ("сезон");
  name->season = (int) season;
  mms_scan_set_span (span, tokens, index, p);
  more = mms_scan_digits (mms_scan_skip (p, " ._-,([", 3), 1, 3, &episode);
  if (more != NULL && g_str_has_prefix (mms_scan_skip (more, " ._-", 1), "сери"))
    {
      mms_release_numbers_add (&name->episodes, episode, FALSE);
      span->end = (guint) (more - tokens->folded);
    }
  return TRUE;
}

static gboolean
read_crossed (const MmsReleaseTokens *tokens,
              guint index,
              MmsReleaseName *name,
              MmsReleaseSpan *span)
{
  guint season;
  guint episode;
  const char *p = mms_scan_digits (mms_scan_get_text (tokens, index), 1, 4, &season);
  const char *end = p != NULL && *p == 'x' ? mms_scan_digits (p + 1, 2, 3, &episode) : NULL;

  if (end == NULL || g_ascii_isalpha (*end) || episode == 264 || episode == 265
      || (season > 99 && !mms_scan_is_year (season)))
    return FALSE;
  name->season = (int) season;
  mms_release_numbers_add (&name->episodes, episode, FALSE);
  mms_scan_set_span (span, tokens, index, read_all_more (end, name, (guint) (end - p - 1), TRUE));
  return TRUE;
}

/* ---------------------------------------------------------------- dates */

static gboolean
set_date (MmsReleaseName *name, guint year, guint month, guint day)
{
  if (year < 1950 || year > 2099 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month,
                                                        (GDateYear) year))
    return FALSE;
  g_snprintf (name->air_date, sizeof name->air_date, "%04u-%02u-%02u", year, month, day);
  return TRUE;
}

/* 2026.12.01, 01.12.2026, 20261201; month and day change places where that alone makes a date. */
static gboolean
read_date (const MmsReleaseTokens *tokens,
           guint index,
           MmsReleaseName *name,
           MmsReleaseSpan *span)
{
  const MmsReleaseToken *token = &tokens->tokens[index];
  guint width = token->end - token->start;
  guint a;
  guint b;
  guint c;

  if (!mms_release_tokens_get_number (tokens, index, 8, &a))
    return FALSE;
  if (width == 8 && set_date (name, a / 10000, a / 100 % 100, a % 100))
    {
      mms_scan_set_span (span, tokens, index, tokens->folded + token->end);
      return TRUE;
    }
  if (!mms_release_tokens_get_number (tokens, index + 1, 2, &b)
      || !mms_release_tokens_get_number (tokens, index + 2, 4, &c))
    return FALSE;
  if (width == 4 ? c > 31 || (!set_date (name, a, b, c) && !set_date (name, a, c, b))
                 : width != 2 || c < 1950
                       || (!set_date (name, c, b, a) && !set_date (name, c, a, b)))
    return FALSE;
  mms_scan_set_span (span, tokens, index, tokens->folded + tokens->tokens[index + 2].end);
  return TRUE;
}

/* ---------------------------------------------------------------- seasons */

/* Reads the last of several seasons: S01-S03, S01-03, "Saisons 1 à 3", "Seasons 1 to 3". */
static const char *
read_last_season (const char *p, MmsReleaseName *name, gboolean worded)
{
  static const char *const links[] = { "-", "~", "to", "à", "a", "et", "and", "&", "+", NULL };
  const char *link = mms_scan_skip (p, " ._", 2);
  const char *at = mms_scan_word (link, links);
  const char *word;
  guint season;

  if (at == NULL && *p != 's')
    return NULL;
  at = at != NULL ? mms_scan_skip (at, " ._", 2) : p;
  word = mms_scan_word (at, season_words);
  if (word == NULL && !worded && link != p)
    return NULL;
  at = mms_scan_digits (word != NULL ? mms_scan_skip (word, " ._-", 1) : at,
                        word == NULL && !worded ? 2 : 1, 2, &season);
  if (at == NULL || !mms_scan_ends (at) || (int) season <= name->last_season)
    return NULL;
  name->last_season = (int) season;
  return at;
}

static gboolean
read_season_alone (const MmsReleaseTokens *tokens,
                   guint index,
                   MmsReleaseName *name,
                   MmsReleaseSpan *span)
{
  const char *text = mms_scan_get_text (tokens, index);
  guint season;
  const char *p = read_season (text, &season);
  const char *next = p;
  gboolean worded = p != NULL && (text[0] != 's' || !g_ascii_isdigit (text[1]));

  if (p == NULL || (!mms_scan_ends (p) && *p != 's') || (season > 1000 && worded)
      || g_str_has_prefix (text, "s ") || g_str_has_prefix (text, "s.")
      || (g_str_has_prefix (text, "serie")
          && !mms_scan_ends_title (tokens, (guint) (p - tokens->folded))))
    return FALSE;
  name->season = (int) season;
  name->last_season = (int) season;
  name->season_pack = TRUE;
  for (; next != NULL; p = next != NULL ? next : p)
    next = read_last_season (p, name, worded);
  mms_scan_set_span (span, tokens, index, p);
  return TRUE;
}

/* ---------------------------------------------------------------- an episode alone */

/* Ep 2, E02, Episode 2, Cap.102; behind a season that stands elsewhere, or in a short series. */
static gboolean
read_episode_alone (const MmsReleaseTokens *tokens,
                    guint index,
                    MmsReleaseName *name,
                    MmsReleaseSpan *span)
{
  const char *text = mms_scan_get_text (tokens, index);
  const char *word = mms_scan_word (text, episode_words);
  const char *digits = word != NULL ? mms_scan_skip (word, " ._-#", 2) : NULL;
  guint episode;
  const char *p = digits != NULL ? mms_scan_digits (digits, 1, 4, &episode) : NULL;

  if (p == NULL || (word == text + 1 && (digits > word || p - digits < 2)))
    return FALSE;
  if (g_str_has_prefix (text, "cap") && p - digits >= 3)
    {
      name->season = (int) (episode / 100);
      episode %= 100;
    }
  mms_release_numbers_add (&name->episodes, episode, FALSE);
  mms_scan_set_span (span, tokens, index, read_all_more (p, name, (guint) (p - digits), FALSE));
  return TRUE;
}

/* An episode of no season is of the only one, or counted from the first of a long series. */
static gboolean
read_lone_episode (const MmsReleaseTokens *tokens,
                   guint index,
                   MmsReleaseName *name,
                   MmsReleaseSpan *span)
{
  if (!read_episode_alone (tokens, index, name, span))
    return FALSE;
  if (name->season >= 0)
    return TRUE;
  if (name->episodes.values[0] < 100 && tokens->text[0] != '[')
    {
      name->season = 1;
      return TRUE;
    }
  name->absolute = name->episodes;
  name->episodes = (MmsReleaseNumbers){ 0 };
  return TRUE;
}

/* "2 of 6", "2of6", "Part 2 of 6": a short series has one season. */
static gboolean
read_one_of (const MmsReleaseTokens *tokens,
             guint index,
             MmsReleaseName *name,
             MmsReleaseSpan *span)
{
  const char *text = mms_scan_get_text (tokens, index);
  gboolean part = g_str_has_prefix (text, "part");
  guint episode;
  guint all;
  const char *p = mms_scan_digits (part ? mms_scan_skip (text + 4, " ._-", 1) : text, 1, 2,
                                   &episode);

  p = p != NULL ? mms_scan_skip (p, " ._", 1) : NULL;
  p = p != NULL && g_str_has_prefix (p, "of") ? mms_scan_skip (p + 2, " ._", 1) : NULL;
  p = p != NULL ? mms_scan_digits (p, 1, 2, &all) : NULL;
  if (p == NULL || !mms_scan_ends (p) || episode > all || episode == 0)
    return FALSE;
  name->season = 1;
  mms_release_numbers_add (&name->episodes, episode, FALSE);
  mms_scan_set_span (span, tokens, index, p);
  return TRUE;
}

/* Returns: whether the name is of something that was on television or on the web, not of a film */
static gboolean
is_broadcast (const MmsReleaseTokens *tokens)
{
  guint number;

  for (guint i = 1; i < tokens->n_tokens; i++)
    {
      const MmsReleaseWord *word = tokens->tokens[i].word;

      if (mms_release_tokens_get_number (tokens, i, 4, &number) && mms_scan_is_year (number))
        return FALSE;
      if (word != NULL && word->kind == MMS_RELEASE_WORD_SOURCE)
        return word->value == MMS_RELEASE_SOURCE_HDTV || word->value == MMS_RELEASE_SOURCE_SDTV
               || word->value == MMS_RELEASE_SOURCE_WEBDL
               || word->value == MMS_RELEASE_SOURCE_WEBRIP;
    }
  return FALSE;
}

/* Part.01: of a short series, which has one season. */
static gboolean
read_part (const MmsReleaseTokens *tokens,
           guint index,
           MmsReleaseName *name,
           MmsReleaseSpan *span)
{
  guint episode;

  if (index == 0
      || (!mms_release_tokens_is (tokens, index, "part")
          && !mms_release_tokens_is (tokens, index, "pt"))
      || !mms_release_tokens_get_number (tokens, index + 1, 2, &episode) || episode == 0
      || !is_broadcast (tokens))
    return FALSE;
  name->season = 1;
  mms_release_numbers_add (&name->episodes, episode, FALSE);
  mms_scan_set_span (span, tokens, index, tokens->folded + tokens->tokens[index + 1].end);
  return TRUE;
}

/* 第12話, 第2季: Chinese and Japanese. */
static gboolean
read_ideographs (const MmsReleaseTokens *tokens,
                 guint index,
                 MmsReleaseName *name,
                 MmsReleaseSpan *span)
{
  const char *text = mms_scan_get_text (tokens, index);
  guint number;
  const char *p = g_str_has_prefix (text, "第")
                      ? mms_scan_digits (mms_scan_skip (text + strlen ("第"), " ", 1), 1, 4,
                                         &number)
                      : NULL;

  if (p == NULL)
    return FALSE;
  p = mms_scan_skip (p, " ", 1);
  if (g_str_has_prefix (p, "季"))
    {
      name->season = (int) number;
      name->season_pack = TRUE;
    }
  else
    mms_release_numbers_add (&name->absolute, number, FALSE);
  mms_scan_set_span (span, tokens, index, p + strlen ("季"));
  return TRUE;
}

/* ---------------------------------------------------------------- 102 */

static gboolean
is_television (const MmsReleaseTokens *tokens, guint index)
{
  const MmsReleaseWord *word = index < tokens->n_tokens ? tokens->tokens[index].word : NULL;

  return word != NULL && word->kind == MMS_RELEASE_WORD_SOURCE
         && (word->value == MMS_RELEASE_SOURCE_HDTV || word->value == MMS_RELEASE_SOURCE_SDTV);
}

/* 102 for 1x02, 1102 for 11x02: where television follows at once. */
static gboolean
read_joined (const MmsReleaseTokens *tokens,
             guint index,
             MmsReleaseName *name,
             MmsReleaseSpan *span)
{
  const MmsReleaseToken *token = &tokens->tokens[index];
  guint number;

  if (index == 0 || token->end - token->start < 3 || token->bracket != '\0'
      || !mms_release_tokens_get_number (tokens, index, 4, &number)
      || (token->end - token->start == 4 && mms_scan_is_year (number)) || number / 100 == 0
      || number % 100 == 0
      || (!is_television (tokens, index + 1) && !is_television (tokens, index + 2)))
    return FALSE;
  name->season = (int) (number / 100);
  mms_release_numbers_add (&name->episodes, number % 100, FALSE);
  mms_scan_set_span (span, tokens, index, tokens->folded + token->end);
  return TRUE;
}

/* ---------------------------------------------------------------- the order */

static gboolean
find_first (const MmsReleaseTokens *tokens,
            guint first,
            const Reader *readers,
            MmsReleaseName *name,
            MmsReleaseSpan *span)
{
  for (guint i = first; i < tokens->n_tokens; i++)
    for (gsize r = 0; readers[r] != NULL; r++)
      if (readers[r](tokens, i, name, span))
        return TRUE;
  return FALSE;
}

/* A season is named, and somewhere behind it an episode: it is no pack. */
static void
find_episode_of_season (const MmsReleaseTokens *tokens, MmsReleaseName *name, MmsReleaseSpan *span)
{
  static const Reader alone[] = { read_episode_alone, NULL };
  guint behind = mms_release_tokens_after (tokens, span->end);
  MmsReleaseSpan more;

  if (name->last_season != name->season)
    return;
  if (behind < tokens->n_tokens && tokens->tokens[behind].dashed
      && mms_release_anime_read_marked (tokens, behind, name, &more))
    {
      name->episodes = name->absolute;
      name->absolute = (MmsReleaseNumbers){ 0 };
    }
  else if (!find_first (tokens, behind, alone, name, &more))
    return;
  name->season_pack = FALSE;
  span->end = more.end;
}

/**
 * mms_release_episodes_find:
 * @tokens: a name
 * @first: where it may begin; what is before it is no title
 * @name: (inout): its season, episodes, absolute episodes and air date are filled
 * @span: (out caller-allocates): where that stands
 *
 * Returns: whether the name is of an episode or a season
 */
gboolean
mms_release_episodes_find (const MmsReleaseTokens *tokens,
                           guint first,
                           MmsReleaseName *name,
                           MmsReleaseSpan *span)
{
  static const Reader sure[] = { read_season_and_episode, read_crossed, read_date,
                                 read_number_before_word, NULL };
  static const Reader seasons[] = { read_season_alone, NULL };
  static const Reader alone[] = { read_one_of, read_lone_episode, read_part,
                                  read_ideographs, NULL };
  static const Reader marked[] = { mms_release_anime_read_marked, NULL };
  static const Reader unmarked[] = { mms_release_anime_read_unmarked, NULL };
  static const Reader noughted[] = { mms_release_anime_read_noughted, NULL };
  static const Reader joined[] = { read_joined, NULL };

  if (find_first (tokens, first, sure, name, span))
    {
      name->last_season = name->season;
      name->season_pack = name->season >= 0 && name->episodes.n == 0 && name->air_date[0] == '\0';
      return TRUE;
    }
  if (find_first (tokens, first + 1, seasons, name, span))
    {
      find_episode_of_season (tokens, name, span);
      return TRUE;
    }
  if (find_first (tokens, first, alone, name, span)
      || find_first (tokens, first, marked, name, span)
      || find_first (tokens, first, unmarked, name, span)
      || find_first (tokens, first, noughted, name, span)
      || find_first (tokens, first, joined, name, span))
    {
      name->last_season = name->season;
      return TRUE;
    }
  return FALSE;
}
