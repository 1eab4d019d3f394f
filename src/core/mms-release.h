/* A release that an indexer offers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib-object.h>

#include "core/mms-release-name.h"

G_BEGIN_DECLS

#define MMS_TYPE_RELEASE (mms_release_get_type ())
G_DECLARE_FINAL_TYPE (MmsRelease, mms_release, MMS, RELEASE, GObject)

/**
 * MmsRelease:
 *
 * A record: whoever makes it fills the fields, from then on they are only read.
 */
struct _MmsRelease
{
  GObject parent_instance;

  char *title;        /* (owned) */
  char *guid;         /* (owned) (nullable) */
  char *indexer;      /* (owned) (nullable) */
  gint64 indexer_id;
  char *link;         /* (owned) (nullable): SECRET, Prowlarr's links hold its key; never logged, shown or printed */
  char *info_url;     /* (owned) (nullable): the page about it, for a browser */
  char *info_hash;    /* (owned) (nullable): 40 upper-case hex, as the indexer claims */
  gint64 bytes;       /* 0: not known */
  int seeders;        /* -1: not known */
  int leechers;       /* -1: not known */
  gint64 published_at; /* seconds since 1970, UTC; 0: not known */
  GArray *categories; /* (owned) (element-type guint): Newznab's numbers */
  gboolean freeleech;

  /*< private >*/
  MmsReleaseName *name; /* (owned) (nullable): made when it is asked for */
  char *search_key;     /* (owned) (nullable): the same */
};

MmsRelease *mms_release_new (const char *title);

const MmsReleaseName *mms_release_get_name (MmsRelease *self);
const char *mms_release_get_search_key (MmsRelease *self);

G_END_DECLS
