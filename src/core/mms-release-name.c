/* What the name of a release says.
 *
 * The title ends where an episode, a year or a detail (1080p, BluRay, x264) stands. What is behind
 * it says what the release is; before it, "French" and "Extended" are words like any other.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-release-name.h"

#include "core/mms-release-group.h"
#include "core/mms-release-title.h"

#include <string.h>

#define FIRST_YEAR 1900

/* What is found on the way. */
typedef struct
{
  MmsReleaseTokens tokens;
  MmsReleaseName *name;
  guint first;      /* token where the title begins */
  guint end;        /* token behind it */
  guint behind;     /* token behind the episode or the year; where there is none, @end */
  guint details;    /* first token that no title holds */
  guint limit;      /* token where the group begins */
  guint weak_lines; /* resolution that only a word says: 4K */
} Reading;

/* ---------------------------------------------------------------- years */

static guint
get_last_year (void)
{
  return (guint) (1970 + g_get_real_time () / G_USEC_PER_SEC / 31556952 + 1);
}

static gboolean
is_year (const Reading *self, guint index, guint *year)
{
  const MmsReleaseToken *token = &self->tokens.tokens[index];

  return token->end - token->start == 4
         && mms_release_tokens_get_number (&self->tokens, index, 4, year)
         && *year >= (token->bracket == '(' ? FIRST_YEAR - 20 : FIRST_YEAR)
         && *year <= get_last_year ();
}

/* Returns: the token of the year in [@from, @to), best in brackets, else the last; or @to */
static guint
find_year (const Reading *self, guint from, guint to, guint *year)
{
  guint found = to;
  guint number;

  for (guint i = from; i < to; i++)
    if (is_year (self, i, &number))
      {
        *year = number;
        found = i;
        if (self->tokens.tokens[i].bracket == '(')
          return i;
      }
  return found;
}

/* ---------------------------------------------------------------- bounds */

static guint
find_details (const Reading *self)
{
  guint year;

  for (guint i = self->first + 1; i < self->tokens.n_tokens; i++)
    {
      const MmsReleaseToken *token = &self->tokens.tokens[i];

      if ((token->word != NULL && token->word->rank == MMS_RELEASE_WORD_STRONG)
          || (token->bracket == '[' && self->tokens.tokens[self->first].bracket != '['
              && !is_year (self, i, &year)))
        return i;
    }
  return self->tokens.n_tokens;
}

/* Television: the title ends before the episode, or before the year in front of it. */
static void
bound_by_episode (Reading *self, const MmsReleaseSpan *span)
{
  guint mark = mms_release_tokens_after (&self->tokens, span->start);
  guint end = MIN (mark, self->details);
  guint number = 0;
  guint year = find_year (self, self->first + 1, end, &number);

  self->behind = mms_release_tokens_after (&self->tokens, span->end);
  if (mark == self->first && self->name->air_date[0] != '\0')
    {
      self->first = self->behind;
      end = MAX (self->details, self->first);
      year = end;
      self->behind = end;
    }
  self->end = mms_release_title_strip (&self->tokens, self->first, MIN (year, end),
                                       self->details < mark);
  if (year == end && self->behind < self->tokens.n_tokens && !is_year (self, self->behind, &number))
    number = 0;
  self->name->year = (int) number;
}

static void
bound_by_year (Reading *self)
{
  guint number = 0;
  guint from = self->first < self->tokens.n_tokens
                       && self->tokens.tokens[self->first].bracket == '('
                   ? self->first
                   : self->first + 1;
  guint year = find_year (self, from, self->details, &number);

  self->end = mms_release_title_strip (&self->tokens, self->first, year, year == self->details);
  self->behind = MIN (year + 1, self->tokens.n_tokens);
  if (year == self->details)
    {
      self->behind = self->end;
      find_year (self, self->details, self->tokens.n_tokens, &number);
    }
  self->name->year = (int) number;
}

static void
bound (Reading *self)
{
  MmsReleaseSpan span;

  self->details = find_details (self);
  if (mms_release_episodes_find (&self->tokens, self->first, self->name, &span))
    bound_by_episode (self, &span);
  else
    bound_by_year (self);
}

/* ---------------------------------------------------------------- titles */

static guint
find_other_title (const Reading *self)
{
  for (guint i = self->first + 1; i < self->end; i++)
    if ((i + 1 < self->end && mms_release_tokens_is (&self->tokens, i, "aka"))
        || (self->tokens.tokens[i].start >= 3
            && memcmp (self->tokens.text + self->tokens.tokens[i].start - 3, " / ", 3) == 0))
      return i;
  return self->end;
}

/* Libraries know the title in Latin letters. */
static void
swap_titles (MmsReleaseName *name)
{
  char *title = name->title;

  name->title = name->other_title;
  name->other_title = title;
}

static void
read_titles (Reading *self)
{
  guint other = find_other_title (self);
  gboolean named = mms_release_tokens_is (&self->tokens, other, "aka");

  self->name->title = mms_release_title_render (&self->tokens, self->first, other);
  if (other == self->end)
    return;
  self->name->other_title
      = mms_release_title_render (&self->tokens, named ? other + 1 : other, self->end);
  if (!named && !g_str_is_ascii (self->name->title) && g_str_is_ascii (self->name->other_title))
    swap_titles (self->name);
}

/* ---------------------------------------------------------------- details */

static void
add_language (MmsReleaseName *name, const char *language)
{
  guint n = 0;

  for (; n < MMS_RELEASE_LANGUAGES_MAX && name->languages[n] != NULL; n++)
    if (strcmp (name->languages[n], language) == 0)
      return;
  if (n < MMS_RELEASE_LANGUAGES_MAX)
    name->languages[n] = language;
}

static void
append_word (char **words, const char *more)
{
  char *all;

  if (*words != NULL && strstr (*words, more) != NULL)
    return;
  all = *words == NULL ? g_strdup (more) : g_strconcat (*words, " ", more, NULL);
  g_free (*words);
  *words = all;
}

/* The sound with its channels: two digits at the end of the phrase. */
static void
add_audio (Reading *self, guint index)
{
  const MmsReleaseToken *token = &self->tokens.tokens[index];
  guint end = self->tokens.tokens[index + token->length - 1].end;
  const char *text = self->tokens.text;
  guint dotted = end >= 3 && strchr (". ", text[end - 2]) != NULL ? 1 : 0;

  append_word (&self->name->audio, token->word->text);
  if (end - token->start > 2 + dotted && g_ascii_isdigit (text[end - 1])
      && g_ascii_isdigit (text[end - 2 - dotted]) && !g_ascii_isdigit (token->word->text[0]))
    {
      char channels[] = { text[end - 2 - dotted], '.', text[end - 1], '\0' };

      append_word (&self->name->audio, channels);
    }
}

static void
add_resolution (Reading *self, const MmsReleaseWord *word)
{
  guint *lines = word->rank == MMS_RELEASE_WORD_STRONG ? &self->name->resolution
                                                       : &self->weak_lines;

  if (*lines == 0)
    *lines = word->value;
}

/* The surest word for the source wins, then the first. */
static void
add_source (Reading *self, const MmsReleaseWord *word)
{
  if (self->name->source == MMS_RELEASE_SOURCE_UNKNOWN)
    self->name->source = (MmsReleaseSource) word->value;
}

static void
add_complete (Reading *self, gboolean series)
{
  MmsReleaseName *name = self->name;

  if (name->episodes.n == 0 && name->absolute.n == 0
      && (name->season < 0 ? series || name->year == 0 : name->last_season > name->season))
    name->complete = TRUE;
}

static void
add_proper (Reading *self, const MmsReleaseWord *word)
{
  self->name->proper = MAX (self->name->proper, word->value);
  self->name->real |= word->text != NULL;
}

static void
add_word (Reading *self, guint index)
{
  const MmsReleaseWord *word = self->tokens.tokens[index].word;
  MmsReleaseName *name = self->name;

  switch (word->kind)
    {
    case MMS_RELEASE_WORD_RESOLUTION:
      add_resolution (self, word);
      break;
    case MMS_RELEASE_WORD_SOURCE:
      add_source (self, word);
      break;
    case MMS_RELEASE_WORD_REMUX:
      name->remux = TRUE;
      break;
    case MMS_RELEASE_WORD_CODEC:
      if (name->codec == MMS_RELEASE_CODEC_UNKNOWN)
        name->codec = (MmsReleaseCodec) word->value;
      break;
    case MMS_RELEASE_WORD_AUDIO:
      add_audio (self, index);
      break;
    case MMS_RELEASE_WORD_HDR:
      name->hdr |= (MmsReleaseHdr) word->value;
      break;
    case MMS_RELEASE_WORD_LANGUAGE:
      add_language (name, word->text);
      break;
    case MMS_RELEASE_WORD_VERSION:
      name->versions |= (MmsReleaseVersion) word->value;
      if (word->text != NULL)
        add_language (name, word->text);
      break;
    case MMS_RELEASE_WORD_PROPER:
      add_proper (self, word);
      break;
    case MMS_RELEASE_WORD_REPACK:
      name->repack = MAX (name->repack, word->value);
      break;
    case MMS_RELEASE_WORD_REAL:
      name->real |= mms_release_tokens_shouts (&self->tokens, index);
      break;
    case MMS_RELEASE_WORD_COMPLETE:
      add_complete (self, FALSE);
      break;
    case MMS_RELEASE_WORD_SERIES:
      add_complete (self, TRUE);
      break;
    case MMS_RELEASE_WORD_EDITION:
      if (word->text != NULL)
        append_word (&name->edition, word->text);
      break;
    case MMS_RELEASE_WORD_DETAIL:
      break;
    }
}

/* Returns: where the known words begin that stand right before the details */
static guint
find_zone (const Reading *self)
{
  guint zone = MAX (self->details, self->behind);
  gboolean moved = TRUE;

  while (moved)
    {
      moved = FALSE;
      for (guint i = zone; i-- > self->behind && zone - i < 8 && !moved;)
        if (self->tokens.tokens[i].word != NULL && i + self->tokens.tokens[i].length == zone)
          {
            zone = i;
            moved = TRUE;
          }
    }
  return zone;
}

/* Between the episode and the details stands the episode's own title, of words like any other. */
static void
read_details (Reading *self)
{
  guint zone = find_zone (self);
  gboolean titled = FALSE;

  for (guint i = self->end; i < self->limit; i += self->tokens.tokens[i].length)
    {
      const MmsReleaseToken *token = &self->tokens.tokens[i];

      if (token->word == NULL)
        titled |= i >= self->behind && i < zone;
      else if (i >= zone || !titled || i < self->behind
               || (token->word->rank == MMS_RELEASE_WORD_PLAIN
                   && (token->bracket != '\0' || mms_release_tokens_shouts (&self->tokens, i))))
        add_word (self, i);
    }
}

static void
conclude (Reading *self)
{
  MmsReleaseName *name = self->name;

  if (name->resolution == 0)
    name->resolution = self->weak_lines;
  if (name->remux && name->source == MMS_RELEASE_SOURCE_UNKNOWN)
    name->source = MMS_RELEASE_SOURCE_BLURAY;
}

static void
read_group (Reading *self, char *leading)
{
  guint tail = self->behind > 0 ? self->tokens.tokens[self->behind - 1].end : 0;
  guint end;

  if (self->details < self->tokens.n_tokens)
    tail = MAX (tail, self->tokens.tokens[self->details].start);

  self->name->group = mms_release_group_find (&self->tokens, MAX (tail, 1), &end);
  self->limit = self->name->group != NULL ? mms_release_tokens_after (&self->tokens, end)
                                          : self->tokens.n_tokens;
  if (leading != NULL && *leading == '\0')
    g_clear_pointer (&leading, g_free);
  if (leading != NULL && (self->name->group == NULL || self->name->absolute.n > 0))
    {
      g_free (self->name->group);
      self->name->group = g_steal_pointer (&leading);
      self->limit = self->tokens.n_tokens;
    }
  g_free (leading);
}

/* ---------------------------------------------------------------- public */

/**
 * mms_release_name_parse:
 * @name: a name as an indexer gives it: any bytes, of any length
 *
 * Takes time in proportion to the name's length; it is called for thousands of results while they
 * come in, and from any thread. The words are those that release groups agreed upon (the scene's
 * rules, and what Sonarr's and Radarr's users see).
 *
 * Returns: (transfer full): what it says; a name that says nothing else is all title
 */
MmsReleaseName *
mms_release_name_parse (const char *name)
{
  g_autofree Reading *self = g_new0 (Reading, 1);
  char *leading;

  self->name = g_new0 (MmsReleaseName, 1);
  self->name->season = -1;
  self->name->last_season = -1;
  mms_release_tokens_read (&self->tokens, name);
  self->first = mms_release_title_find_start (&self->tokens, &leading);
  bound (self);
  read_titles (self);
  read_group (self, leading);
  read_details (self);
  conclude (self);
  mms_release_tokens_clear (&self->tokens);
  return self->name;
}

void
mms_release_name_free (MmsReleaseName *self)
{
  g_free (self->title);
  g_free (self->other_title);
  g_free (self->episodes.values);
  g_free (self->absolute.values);
  g_free (self->audio);
  g_free (self->edition);
  g_free (self->group);
  g_free (self);
}

gboolean
mms_release_numbers_have (const MmsReleaseNumbers *self, guint number)
{
  for (guint i = 0; i < self->n; i++)
    if (self->values[i] == number)
      return TRUE;
  return FALSE;
}

/* Returns: (nullable): the field's word for it */
const char *
mms_release_source_to_string (MmsReleaseSource source)
{
  static const char *const names[]
      = { NULL,   "CAM",  "TELESYNC", "TELECINE", "WORKPRINT", "SCREENER", "REGIONAL", "SDTV",
          "HDTV", "DVD",  "HD-DVD",   "HDRip",    "WEBRip",    "WEB-DL",   "BluRay" };

  return names[source];
}

/* Returns: (nullable): the field's word for it */
const char *
mms_release_codec_to_string (MmsReleaseCodec codec)
{
  static const char *const names[] = { NULL,  "x264", "H.264",  "x265", "H.265", "H.266", "AV1",
                                       "VP9", "VC-1", "MPEG-2", "XviD", "DivX",  "WMV" };

  return names[codec];
}

/* @names: one for each bit of @flags, from the lowest */
static void
get_words (guint flags, const char *const *names, const char **words)
{
  for (guint bit = 0; names[bit] != NULL; bit++)
    if ((flags & 1U << bit) != 0)
      *words++ = names[bit];
  *words = NULL;
}

/* @words: (out caller-allocates): the field's words for it, then %NULL */
void
mms_release_hdr_get_words (MmsReleaseHdr hdr, const char *words[MMS_RELEASE_HDR_WORDS_MAX])
{
  static const char *const names[] = { "HDR10", "HDR10+", "Dolby Vision", "HLG", NULL };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) <= MMS_RELEASE_HDR_WORDS_MAX);
  get_words (hdr, names, words);
}

/* @words: (out caller-allocates): the field's words for it, then %NULL */
void
mms_release_version_get_words (MmsReleaseVersion versions,
                               const char *words[MMS_RELEASE_VERSION_WORDS_MAX])
{
  static const char *const names[] = { "MULTi", "DUAL", "TRUEFRENCH", "VFF", "VFQ",    "VF2",
                                       "VFI",   "VOF",  "VF",         "VOSTFR", "SUBBED", NULL };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) <= MMS_RELEASE_VERSION_WORDS_MAX);
  get_words (versions, names, words);
}
