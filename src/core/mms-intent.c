/* What a person (or an *arr) wants a release to be: decided once, used by the import.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-intent.h"

G_DEFINE_BOXED_TYPE (MmsIntent, mms_intent, mms_intent_copy, mms_intent_free);

static const char *const confidence_nicks[] = { "chosen", "tracked", "guessed" };

/* Returns: (transfer full): an intent without ids, any season, all the files */
MmsIntent *
mms_intent_new (MmsMediaKind kind)
{
  MmsIntent *self = g_new0 (MmsIntent, 1);

  self->kind = kind;
  self->season = -1;
  self->episodes = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

/* Returns: (transfer full): all of @media, chosen by a person */
MmsIntent *
mms_intent_new_for_media (MmsMedia *media)
{
  MmsIntent *self = mms_intent_new (media->kind);

  self->tmdb_id = media->tmdb_id;
  self->tvdb_id = media->tvdb_id;
  self->library_id = media->library_id;
  self->title = g_strdup (media->title);
  self->year = media->year;
  self->poster_url = g_strdup (media->poster_url);
  return self;
}

MmsIntent *
mms_intent_copy (const MmsIntent *self)
{
  MmsIntent *copy = mms_intent_new (self->kind);

  copy->confidence = self->confidence;
  copy->tmdb_id = self->tmdb_id;
  copy->tvdb_id = self->tvdb_id;
  copy->library_id = self->library_id;
  copy->title = g_strdup (self->title);
  copy->year = self->year;
  copy->season = self->season;
  g_array_append_vals (copy->episodes, self->episodes->data, self->episodes->len);
  copy->poster_url = g_strdup (self->poster_url);
  copy->quality_json = g_strdup (self->quality_json);
  copy->languages_json = g_strdup (self->languages_json);
  copy->indexer = g_strdup (self->indexer);
  return copy;
}

void
mms_intent_free (MmsIntent *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_array_unref (self->episodes);
  g_free (self->poster_url);
  g_free (self->quality_json);
  g_free (self->languages_json);
  g_free (self->indexer);
  g_free (self);
}

/**
 * mms_intent_dup_label:
 *
 * Returns: (transfer full): "Title (1927)", "Title S01E02", "Title S01", as people write it
 */
char *
mms_intent_dup_label (const MmsIntent *self)
{
  GString *label = g_string_new (self->title != NULL ? self->title : "");

  if (self->kind == MMS_MEDIA_FILM && self->year > 0)
    g_string_append_printf (label, " (%u)", self->year);
  if (self->kind == MMS_MEDIA_SERIES && self->season >= 0)
    g_string_append_printf (label, " S%02d", self->season);
  if (self->kind == MMS_MEDIA_SERIES && self->season >= 0)
    for (guint i = 0; i < self->episodes->len; i++)
      g_string_append_printf (label, "E%02u", g_array_index (self->episodes, guint, i));
  return g_string_free (label, FALSE);
}

/* Returns: (transfer none): the stable name, in the database and in JSON */
const char *
mms_confidence_to_nick (MmsConfidence confidence)
{
  g_return_val_if_fail ((guint) confidence < G_N_ELEMENTS (confidence_nicks), "");
  return confidence_nicks[confidence];
}

gboolean
mms_confidence_from_nick (const char *nick, MmsConfidence *confidence)
{
  for (guint i = 0; i < G_N_ELEMENTS (confidence_nicks); i++)
    if (g_strcmp0 (nick, confidence_nicks[i]) == 0)
      {
        *confidence = (MmsConfidence) i;
        return TRUE;
      }
  return FALSE;
}
