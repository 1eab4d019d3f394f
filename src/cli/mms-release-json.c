/* Prints what the name of a release says, as JSON.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-release-json.h"

static void
add_words (JsonBuilder *builder, const char *key, const char *const *words)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (gsize i = 0; words[i] != NULL; i++)
    json_builder_add_string_value (builder, words[i]);
  json_builder_end_array (builder);
}

static void
add_television (JsonBuilder *builder, const MmsReleaseName *name)
{
  mms_json_add_known_int (builder, "season", name->season);
  mms_json_add_known_int (builder, "last_season", name->last_season);
  mms_json_add_numbers (builder, "episodes", name->episodes.values, name->episodes.n);
  mms_json_add_numbers (builder, "absolute_episodes", name->absolute.values, name->absolute.n);
  mms_json_add_string (builder, "air_date", name->air_date[0] != '\0' ? name->air_date : NULL);
  mms_json_add_boolean (builder, "season_pack", name->season_pack);
  mms_json_add_boolean (builder, "complete", name->complete);
  mms_json_add_boolean (builder, "special", name->special);
}

static void
add_quality (JsonBuilder *builder, const MmsReleaseName *name)
{
  const char *hdr[MMS_RELEASE_HDR_WORDS_MAX];
  const char *versions[MMS_RELEASE_VERSION_WORDS_MAX];
  g_autofree char *resolution
      = name->resolution > 0 ? g_strdup_printf ("%up", name->resolution) : NULL;

  mms_json_add_string (builder, "source", mms_release_source_to_string (name->source));
  mms_json_add_boolean (builder, "remux", name->remux);
  mms_json_add_string (builder, "resolution", resolution);
  mms_json_add_string (builder, "codec", mms_release_codec_to_string (name->codec));
  mms_release_hdr_get_words (name->hdr, hdr);
  add_words (builder, "hdr", hdr);
  mms_json_add_string (builder, "audio", name->audio);
  add_words (builder, "languages", name->languages);
  mms_release_version_get_words (name->versions, versions);
  add_words (builder, "language_tags", versions);
  mms_json_add_boolean (builder, "proper", name->proper > 0);
  mms_json_add_boolean (builder, "repack", name->repack > 0);
  mms_json_add_boolean (builder, "real", name->real);
}

/* Adds the members to the object that is open. What the name does not say is null. */
void
mms_json_add_release_name (JsonBuilder *builder, const MmsReleaseName *name)
{
  mms_json_add_string (builder, "title", name->title);
  mms_json_add_string (builder, "other_title", name->other_title);
  mms_json_add_id (builder, "year", name->year);
  add_television (builder, name);
  add_quality (builder, name);
  mms_json_add_string (builder, "edition", name->edition);
  mms_json_add_string (builder, "group", name->group);
}
