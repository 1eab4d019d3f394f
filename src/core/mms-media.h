/* A film or a series, named by its TMDB or TVDB id.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  MMS_MEDIA_FILM,
  MMS_MEDIA_SERIES,
} MmsMediaKind;

#define MMS_TYPE_MEDIA (mms_media_get_type ())
G_DECLARE_FINAL_TYPE (MmsMedia, mms_media, MMS, MEDIA, GObject)

/**
 * MmsMedia:
 *
 * A record: whoever makes it fills the fields, from then on they are only read. An id of 0 is
 * "not known". @library_id is the id inside Sonarr or Radarr and never leaves their client and
 * the intent of a job; 0 means that the title is not in the library.
 */
struct _MmsMedia
{
  GObject parent_instance;

  MmsMediaKind kind;
  gint64 tmdb_id;
  gint64 tvdb_id;
  gint64 library_id;
  char *imdb_id;        /* (owned) (nullable) */
  char *title;          /* (owned) (nullable): in the language that was asked for */
  char *original_title; /* (owned) (nullable) */
  char *overview;       /* (owned) (nullable) */
  char *poster_url;     /* (owned) (nullable): public, holds no key */
  char *path;           /* (owned) (nullable): the folder in the library, as the server sees it */
  char *status;         /* (owned) (nullable): the service's own word: continuing, ended, released */
  guint year;           /* 0: not known */
  gboolean monitored;
  guint files_wanted;   /* aired episodes, or 1 for a film */
  guint files_held;
};

MmsMedia   *mms_media_new (MmsMediaKind kind);
char       *mms_media_dup_key (MmsMedia *self);
char       *mms_media_dup_label (MmsMedia *self);
const char *mms_media_kind_to_nick (MmsMediaKind kind);
gboolean    mms_media_kind_from_nick (const char *nick, MmsMediaKind *kind);

G_END_DECLS
