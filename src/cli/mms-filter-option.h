/* Reads which releases of a search are meant.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli/mms-command.h"
#include "core/mms-release-filter.h"

G_BEGIN_DECLS

/* As typed. A list means any of its values. */
typedef struct
{
  char *match;       /* (owned) */
  char **kinds;      /* (owned) */
  char **qualities;  /* (owned) */
  char **sources;    /* (owned) */
  char **codecs;     /* (owned) */
  char **languages;  /* (owned) */
  char *group;       /* (owned) */
  char *indexer;     /* (owned) */
  char *least_size;  /* (owned) */
  char *most_size;   /* (owned) */
  char *season;      /* (owned) */
  char *episode;     /* (owned) */
  int least_seeders;
  gboolean freeleech;
} MmsFilterOption;

#define MMS_FILTER_OPTION_ENTRIES(o) \
  { "match", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &(o).match, \
    N_ ("Only names with all these words"), N_ ("WORDS") }, \
  { "kind", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &(o).kinds, \
    N_ ("Only film, episode, pack or complete; may be said again, as the next ones"), \
    N_ ("KIND") }, \
  { "season", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &(o).season, \
    N_ ("Only what holds this season"), N_ ("NUMBER") }, \
  { "episode", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &(o).episode, \
    N_ ("Only what holds this episode"), N_ ("NUMBER") }, \
  { "quality", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &(o).qualities, \
    N_ ("Only this resolution: 2160p, 1080p, 720p …"), N_ ("QUALITY") }, \
  { "source", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &(o).sources, \
    N_ ("Only this source: BluRay, WEB-DL, WEBRip, HDTV, DVD …"), N_ ("SOURCE") }, \
  { "codec", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &(o).codecs, \
    N_ ("Only this codec: x264, x265, AV1 …"), N_ ("CODEC") }, \
  { "language", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &(o).languages, \
    N_ ("Only this language: French, VFF, VOSTFR, MULTi …"), N_ ("LANGUAGE") }, \
  { "group", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &(o).group, \
    N_ ("Only from this release group"), N_ ("GROUP") }, \
  { "indexer", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &(o).indexer, \
    N_ ("Only from this indexer"), N_ ("INDEXER") }, \
  { "min-size", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &(o).least_size, \
    N_ ("Only of this size and more: 700M, 2.5GiB …"), N_ ("SIZE") }, \
  { "max-size", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &(o).most_size, \
    N_ ("Only of this size and less"), N_ ("SIZE") }, \
  { "min-seeders", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &(o).least_seeders, \
    N_ ("Only with this many seeders and more"), N_ ("NUMBER") }, \
  { "freeleech", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &(o).freeleech, \
    N_ ("Only what does not count as downloaded"), NULL }

void mms_filter_option_clear (MmsFilterOption *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MmsFilterOption, mms_filter_option_clear)

MmsReleaseFilter *mms_filter_option_make (MmsFilterOption *self, MmsCli *cli);

G_END_DECLS
