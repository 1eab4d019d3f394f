/* What a person (or an *arr) wants a release to be: decided once, used by the import.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-media.h"

G_BEGIN_DECLS

/* How sure we are of an intent, for all to see. */
typedef enum {
  MMS_CONFIDENCE_CHOSEN,   /* a person chose it */
  MMS_CONFIDENCE_TRACKED,  /* Sonarr or Radarr grabbed it and says so, by hash */
  MMS_CONFIDENCE_GUESSED,  /* the release name was parsed; a person should look */
} MmsConfidence;

/**
 * MmsIntent:
 *
 * Copied, never changed in place. Ids of 0 are not known.
 */
typedef struct
{
  MmsMediaKind kind;
  MmsConfidence confidence;
  gint64 tmdb_id;
  gint64 tvdb_id;
  gint64 library_id;   /* the series' or film's id inside Sonarr or Radarr; 0: not known yet */
  char *title;         /* (owned) (nullable) */
  guint year;
  int season;          /* -1: whatever the files hold */
  GArray *episodes;    /* (owned) (element-type guint): numbers within @season; empty: all the files */
  char *poster_url;    /* (owned) (nullable) */
  char *quality_json;  /* (owned) (nullable): the *arr's own quality object, echoed at import */
  char *languages_json; /* (owned) (nullable): likewise */
  char *indexer;       /* (owned) (nullable): name of the indexer it came from */
} MmsIntent;

#define MMS_TYPE_INTENT (mms_intent_get_type ())
GType mms_intent_get_type (void);

MmsIntent  *mms_intent_new (MmsMediaKind kind);
MmsIntent  *mms_intent_new_for_media (MmsMedia *media);
MmsIntent  *mms_intent_copy (const MmsIntent *self);
void        mms_intent_free (MmsIntent *self);
char       *mms_intent_dup_label (const MmsIntent *self);
const char *mms_confidence_to_nick (MmsConfidence confidence);
gboolean    mms_confidence_from_nick (const char *nick, MmsConfidence *confidence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsIntent, mms_intent_free)

G_END_DECLS
