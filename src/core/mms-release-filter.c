/* Says which releases a person wants to see.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-release-filter.h"

#include <stdlib.h>
#include <string.h>

/* What a person may mean by a word for a language. */
typedef struct
{
  const char *word;
  const char *language;      /* (nullable) */
  MmsReleaseVersion versions; /* one of these */
} LanguageWord;

static const LanguageWord language_words[] = {
  { "fr", "French", MMS_RELEASE_VERSION_NONE },
  { "vf", "French", MMS_RELEASE_VERSION_NONE },
  { "en", "English", MMS_RELEASE_VERSION_NONE },
  { "de", "German", MMS_RELEASE_VERSION_NONE },
  { "es", "Spanish", MMS_RELEASE_VERSION_NONE },
  { "it", "Italian", MMS_RELEASE_VERSION_NONE },
  { "ja", "Japanese", MMS_RELEASE_VERSION_NONE },
  { "truefrench", NULL,
    MMS_RELEASE_VERSION_TRUEFRENCH | MMS_RELEASE_VERSION_VFF | MMS_RELEASE_VERSION_VF2 },
  { "vff", NULL,
    MMS_RELEASE_VERSION_TRUEFRENCH | MMS_RELEASE_VERSION_VFF | MMS_RELEASE_VERSION_VF2 },
  { "vfq", NULL, MMS_RELEASE_VERSION_VFQ | MMS_RELEASE_VERSION_VF2 },
  { "vf2", NULL, MMS_RELEASE_VERSION_VF2 },
  { "vfi", NULL, MMS_RELEASE_VERSION_VFI },
  { "vof", NULL, MMS_RELEASE_VERSION_VOF },
  { "vostfr", NULL, MMS_RELEASE_VERSION_VOSTFR },
  { "multi", NULL, MMS_RELEASE_VERSION_MULTI | MMS_RELEASE_VERSION_DUAL },
};

static const char *const kind_nicks[] = { "film", "episode", "pack", "complete" };

/* Returns: a filter that lets all through */
MmsReleaseFilter *
mms_release_filter_new (void)
{
  MmsReleaseFilter *self = g_new0 (MmsReleaseFilter, 1);

  self->season = -1;
  self->episode = -1;
  self->resolutions = g_array_new (FALSE, FALSE, sizeof (guint));
  self->languages = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
mms_release_filter_free (MmsReleaseFilter *self)
{
  if (self == NULL)
    return;
  mms_search_words_free (self->words);
  g_array_unref (self->resolutions);
  g_ptr_array_unref (self->languages);
  g_free (self->group);
  g_free (self->indexer);
  g_free (self);
}

/* ---------------------------------------------------------------- what a person types */

/* Returns: whether @a and @b are the same but for case, dots and dashes: Blu-ray, bluray */
static gboolean
is_same_word (const char *a, const char *b)
{
  while (*a != '\0' || *b != '\0')
    {
      a += strspn (a, ".- ");
      b += strspn (b, ".- ");
      if (g_ascii_tolower (*a) != g_ascii_tolower (*b))
        return FALSE;
      a += *a != '\0' ? 1 : 0;
      b += *b != '\0' ? 1 : 0;
    }
  return TRUE;
}

/* @word: such as BluRay or web-dl; "web" means both kinds.
 * Returns: whether there is such a source */
gboolean
mms_release_filter_add_source (MmsReleaseFilter *self, const char *word)
{
  gboolean found = FALSE;

  if (is_same_word (word, "web"))
    {
      self->sources |= 1U << MMS_RELEASE_SOURCE_WEBDL | 1U << MMS_RELEASE_SOURCE_WEBRIP;
      return TRUE;
    }
  for (guint source = MMS_RELEASE_SOURCE_CAM; source <= MMS_RELEASE_SOURCE_BLURAY; source++)
    if (is_same_word (mms_release_source_to_string ((MmsReleaseSource) source), word))
      {
        self->sources |= 1U << source;
        found = TRUE;
      }
  return found;
}

/* Returns: a bit for each codec that is the same format */
static guint
get_same_format (MmsReleaseCodec codec)
{
  if (codec == MMS_RELEASE_CODEC_X264 || codec == MMS_RELEASE_CODEC_H264)
    return 1U << MMS_RELEASE_CODEC_X264 | 1U << MMS_RELEASE_CODEC_H264;
  if (codec == MMS_RELEASE_CODEC_X265 || codec == MMS_RELEASE_CODEC_H265)
    return 1U << MMS_RELEASE_CODEC_X265 | 1U << MMS_RELEASE_CODEC_H265;
  return 1U << codec;
}

/* @word: such as x265, H.265 or HEVC, which are one format.
 * Returns: whether there is such a codec */
gboolean
mms_release_filter_add_codec (MmsReleaseFilter *self, const char *word)
{
  if (is_same_word (word, "hevc"))
    word = "H.265";
  else if (is_same_word (word, "avc"))
    word = "H.264";
  for (guint codec = MMS_RELEASE_CODEC_X264; codec <= MMS_RELEASE_CODEC_WMV; codec++)
    if (is_same_word (mms_release_codec_to_string ((MmsReleaseCodec) codec), word))
      {
        self->codecs |= get_same_format ((MmsReleaseCodec) codec);
        return TRUE;
      }
  return FALSE;
}

/* @word: such as 1080p, 1080 or 4K. Returns: whether it is a resolution */
gboolean
mms_release_filter_add_resolution (MmsReleaseFilter *self, const char *word)
{
  char *end = NULL;
  guint64 lines = g_ascii_strtoull (word, &end, 10);
  guint value;

  if (g_ascii_strcasecmp (word, "4k") == 0)
    lines = 2160;
  else if (lines < 100 || lines > 9999
           || (*end != '\0' && g_ascii_strcasecmp (end, "p") != 0
               && g_ascii_strcasecmp (end, "i") != 0))
    return FALSE;
  value = (guint) lines;
  g_array_append_val (self->resolutions, value);
  return TRUE;
}

/* Returns: whether @nick is one of film, episode, pack, complete */
gboolean
mms_release_kind_from_nick (const char *nick, MmsReleaseKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kind_nicks); i++)
    if (g_ascii_strcasecmp (kind_nicks[i], nick) == 0)
      {
        *kind = (MmsReleaseKind) (1U << i);
        return TRUE;
      }
  return FALSE;
}

/* @kind: one. Returns: its name for scripts */
const char *
mms_release_kind_to_nick (MmsReleaseKind kind)
{
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (kind_nicks) && (kind & 1U << i) == 0)
    i++;
  return kind_nicks[i];
}

/* ---------------------------------------------------------------- what a release is */

/* Returns: what a release of that name holds; a series that is named by its years only is a film
 * to us */
MmsReleaseKind
mms_release_kind_of (const MmsReleaseName *name)
{
  if (name->complete)
    return MMS_RELEASE_KIND_COMPLETE;
  if (name->season_pack)
    return MMS_RELEASE_KIND_PACK;
  if (name->episodes.n > 0 || name->absolute.n > 0 || name->air_date[0] != '\0')
    return MMS_RELEASE_KIND_EPISODE;
  return MMS_RELEASE_KIND_FILM;
}

static gboolean
speaks (const MmsReleaseName *name, const char *language)
{
  for (guint i = 0; name->languages[i] != NULL; i++)
    if (g_ascii_strcasecmp (name->languages[i], language) == 0)
      return TRUE;
  return FALSE;
}

/**
 * mms_release_has_language:
 * @name: a parsed name
 * @word: French, fr or VF (each French there is), VFF, TRUEFRENCH, VFQ, VOSTFR, MULTi, or the
 *   English name of any language
 *
 * Returns: whether the name says that the release has it
 */
gboolean
mms_release_has_language (const MmsReleaseName *name, const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (language_words); i++)
    if (g_ascii_strcasecmp (language_words[i].word, word) == 0)
      return (name->versions & language_words[i].versions) != 0
             || (language_words[i].language != NULL && speaks (name, language_words[i].language));
  return speaks (name, word);
}

/* ---------------------------------------------------------------- matching */

static gboolean
has_any_language (const MmsReleaseFilter *self, const MmsReleaseName *name)
{
  for (guint i = 0; i < self->languages->len; i++)
    if (mms_release_has_language (name, self->languages->pdata[i]))
      return TRUE;
  return self->languages->len == 0;
}

static gboolean
has_any_resolution (const MmsReleaseFilter *self, const MmsReleaseName *name)
{
  for (guint i = 0; i < self->resolutions->len; i++)
    if (g_array_index (self->resolutions, guint, i) == name->resolution)
      return TRUE;
  return self->resolutions->len == 0;
}

/* A pack has all the episodes of its season, a whole series all there are. */
static gboolean
has_episode (const MmsReleaseFilter *self, const MmsReleaseName *name)
{
  if (self->season >= 0 && (self->season < name->season || self->season > name->last_season)
      && !(name->complete && name->season < 0))
    return FALSE;
  return self->episode < 0 || name->season_pack || name->complete
         || mms_release_numbers_have (&name->episodes, (guint) self->episode)
         || (name->season < 0 && mms_release_numbers_have (&name->absolute, (guint) self->episode));
}

static gboolean
has_quality (const MmsReleaseFilter *self, const MmsReleaseName *name)
{
  return (self->sources == 0 || (self->sources & 1U << name->source) != 0)
         && (self->codecs == 0 || (self->codecs & 1U << name->codec) != 0)
         && has_any_resolution (self, name) && has_any_language (self, name)
         && (self->group == NULL
             || (name->group != NULL && g_ascii_strcasecmp (self->group, name->group) == 0));
}

static gboolean
has_numbers (const MmsReleaseFilter *self, MmsRelease *release)
{
  return release->bytes >= self->least_bytes
         && (self->most_bytes == 0 || release->bytes <= self->most_bytes)
         && (self->least_seeders == 0 || release->seeders >= self->least_seeders)
         && (!self->freeleech || release->freeleech)
         && (self->indexer == NULL
             || (release->indexer != NULL
                 && g_ascii_strcasecmp (self->indexer, release->indexer) == 0));
}

/* Returns: whether a person who set this wants to see @release */
gboolean
mms_release_filter_matches (const MmsReleaseFilter *self, MmsRelease *release)
{
  const MmsReleaseName *name;

  if (!has_numbers (self, release))
    return FALSE;
  name = mms_release_get_name (release);
  return (self->kinds == 0 || (self->kinds & mms_release_kind_of (name)) != 0)
         && has_episode (self, name) && has_quality (self, name)
         && (self->words == NULL
             || mms_search_words_match (self->words, mms_release_get_search_key (release)));
}
