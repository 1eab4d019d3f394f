/* A film or a series, named by its TMDB or TVDB id.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-media.h"

G_DEFINE_FINAL_TYPE (MmsMedia, mms_media, G_TYPE_OBJECT);

static void
mms_media_finalize (GObject *object)
{
  MmsMedia *self = MMS_MEDIA (object);

  g_free (self->imdb_id);
  g_free (self->title);
  g_free (self->original_title);
  g_free (self->overview);
  g_free (self->poster_url);
  g_free (self->path);
  g_free (self->status);

  G_OBJECT_CLASS (mms_media_parent_class)->finalize (object);
}

static void
mms_media_class_init (MmsMediaClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_media_finalize;
}

static void
mms_media_init (MmsMedia *self)
{
}

/* Returns: (transfer full): an empty record for its maker to fill */
MmsMedia *
mms_media_new (MmsMediaKind kind)
{
  MmsMedia *self = g_object_new (MMS_TYPE_MEDIA, NULL);

  self->kind = kind;
  return self;
}

/**
 * mms_media_dup_key:
 *
 * Returns: (transfer full) (nullable): what names the title everywhere: "tmdb:19" for a film,
 *   "tvdb:990001" for a series, the other id where the usual one is not known; %NULL without ids
 */
char *
mms_media_dup_key (MmsMedia *self)
{
  gboolean film = self->kind == MMS_MEDIA_FILM;

  if (self->tmdb_id > 0 && (film || self->tvdb_id <= 0))
    return g_strdup_printf ("tmdb:%" G_GINT64_FORMAT, self->tmdb_id);
  if (self->tvdb_id > 0)
    return g_strdup_printf ("tvdb:%" G_GINT64_FORMAT, self->tvdb_id);
  return NULL;
}

/* Returns: (transfer full): "Title (1927)", without the year where it is not known; a title that ends
 * with its year already is left as it is (TheTVDB tells homonyms apart so) */
char *
mms_media_dup_label (MmsMedia *self)
{
  const char *title = self->title != NULL ? self->title : self->original_title;

  g_autofree char *year = g_strdup_printf (" (%u)", self->year);

  if (title == NULL)
    title = "";
  if (self->year == 0 || g_str_has_suffix (title, year))
    return g_strdup (title);
  return g_strconcat (title, year, NULL);
}

/* Returns: (transfer none): the stable name, in the database and in JSON */
const char *
mms_media_kind_to_nick (MmsMediaKind kind)
{
  switch (kind)
    {
    case MMS_MEDIA_FILM:
      return "film";
    case MMS_MEDIA_SERIES:
      return "series";
    }
  g_return_val_if_reached ("");
}

gboolean
mms_media_kind_from_nick (const char *nick, MmsMediaKind *kind)
{
  if (g_strcmp0 (nick, "film") == 0)
    *kind = MMS_MEDIA_FILM;
  else if (g_strcmp0 (nick, "series") == 0)
    *kind = MMS_MEDIA_SERIES;
  else
    return FALSE;
  return TRUE;
}
