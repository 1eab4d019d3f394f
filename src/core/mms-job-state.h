/* The road of a job: which facts there are, and which step leads from one to the next.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * MmsFact:
 * @MMS_FACT_CHOSEN: a person or an *arr chose this release for a title
 * @MMS_FACT_GRABBED: the seedbox holds the torrent, under the job's info-hash
 * @MMS_FACT_COMPLETE: the seedbox holds all of its data; the remote path is known
 * @MMS_FACT_FETCHED: the data is here, verified, under its final name
 * @MMS_FACT_IMPORTED: Sonarr or Radarr has the files in its library, proven
 * @MMS_FACT_DONE: what was to be cleaned up is cleaned up
 *
 * Something that is true about a job and stays true, in the order of the road.
 */
typedef enum {
  MMS_FACT_CHOSEN,
  MMS_FACT_GRABBED,
  MMS_FACT_COMPLETE,
  MMS_FACT_FETCHED,
  MMS_FACT_IMPORTED,
  MMS_FACT_DONE,
} MmsFact;

#define MMS_N_FACTS (MMS_FACT_DONE + 1)

/**
 * MmsVerb:
 *
 * A step between two facts.
 */
typedef enum {
  MMS_VERB_GRAB,
  MMS_VERB_WATCH,
  MMS_VERB_FETCH,
  MMS_VERB_IMPORT,
  MMS_VERB_CLEAN,
} MmsVerb;

#define MMS_N_VERBS (MMS_VERB_CLEAN + 1)

gboolean    mms_fact_get_next_verb (MmsFact fact, MmsVerb *verb);
MmsFact     mms_verb_get_fact (MmsVerb verb);
MmsFact     mms_verb_get_origin (MmsVerb verb);
const char *mms_fact_to_nick (MmsFact fact);
gboolean    mms_fact_from_nick (const char *nick, MmsFact *fact);
const char *mms_verb_to_nick (MmsVerb verb);
gboolean    mms_verb_from_nick (const char *nick, MmsVerb *verb);
const char *mms_fact_get_label (MmsFact fact);
const char *mms_verb_get_label (MmsVerb verb);
double      mms_fact_get_start (MmsFact fact);
double      mms_road_get_progress (MmsFact fact, double step_progress);

G_END_DECLS
