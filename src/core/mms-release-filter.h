/* Says which releases a person wants to see.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-release.h"
#include "core/mms-search-key.h"

G_BEGIN_DECLS

/* Flags: what a release holds. */
typedef enum
{
  MMS_RELEASE_KIND_FILM = 1 << 0,
  MMS_RELEASE_KIND_EPISODE = 1 << 1,
  MMS_RELEASE_KIND_PACK = 1 << 2,     /* a season, or several */
  MMS_RELEASE_KIND_COMPLETE = 1 << 3, /* all of a series */
} MmsReleaseKind;

/**
 * MmsReleaseFilter:
 *
 * What is not set (0, %NULL, -1) lets all through. Whoever makes it with mms_release_filter_new()
 * fills the fields.
 */
typedef struct
{
  MmsSearchWords *words; /* (owned) (nullable): all must be in the name */
  MmsReleaseKind kinds;
  int season;            /* -1: all */
  int episode;           /* -1: all; a pack that holds it is let through */
  GArray *resolutions;   /* (owned) (element-type guint): lines */
  guint sources;         /* a bit (1 << MmsReleaseSource) for each */
  guint codecs;          /* a bit (1 << MmsReleaseCodec) for each */
  GPtrArray *languages;  /* (owned) (element-type utf8): words, as mms_release_has_language() */
  char *group;           /* (owned) (nullable) */
  char *indexer;         /* (owned) (nullable) */
  gint64 least_bytes;    /* 0: all */
  gint64 most_bytes;     /* 0: all */
  int least_seeders;     /* 0: all */
  gboolean freeleech;    /* only those */
} MmsReleaseFilter;

MmsReleaseFilter *mms_release_filter_new (void);
void mms_release_filter_free (MmsReleaseFilter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsReleaseFilter, mms_release_filter_free)

gboolean mms_release_filter_matches (const MmsReleaseFilter *self, MmsRelease *release);
gboolean mms_release_filter_add_source (MmsReleaseFilter *self, const char *word);
gboolean mms_release_filter_add_codec (MmsReleaseFilter *self, const char *word);
gboolean mms_release_filter_add_resolution (MmsReleaseFilter *self, const char *word);

MmsReleaseKind mms_release_kind_of (const MmsReleaseName *name);
gboolean mms_release_kind_from_nick (const char *nick, MmsReleaseKind *kind);
const char *mms_release_kind_to_nick (MmsReleaseKind kind);
gboolean mms_release_has_language (const MmsReleaseName *name, const char *word);

G_END_DECLS
