/* The road of a job: which facts there are, and which step leads from one to the next.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-job-state.h"

#include <glib/gi18n-lib.h>

/* The road, once. Everything that asks what comes next asks this table. `share` is how much of
 * one progress bar over the whole road the step takes; the shares add up to one. */
static const struct
{
  MmsFact from;
  MmsVerb verb;
  MmsFact to;
  double share;
} road[] = {
  { MMS_FACT_CHOSEN, MMS_VERB_GRAB, MMS_FACT_GRABBED, 0.02 },
  { MMS_FACT_GRABBED, MMS_VERB_WATCH, MMS_FACT_COMPLETE, 0.38 },
  { MMS_FACT_COMPLETE, MMS_VERB_FETCH, MMS_FACT_FETCHED, 0.50 },
  { MMS_FACT_FETCHED, MMS_VERB_IMPORT, MMS_FACT_IMPORTED, 0.08 },
  { MMS_FACT_IMPORTED, MMS_VERB_CLEAN, MMS_FACT_DONE, 0.02 },
};

static const char *const fact_nicks[] = { "chosen", "grabbed", "complete", "fetched", "imported", "done" };
static const char *const verb_nicks[] = { "grab", "watch", "fetch", "import", "clean" };

G_STATIC_ASSERT (G_N_ELEMENTS (fact_nicks) == MMS_N_FACTS);
G_STATIC_ASSERT (G_N_ELEMENTS (verb_nicks) == MMS_N_VERBS);
G_STATIC_ASSERT (G_N_ELEMENTS (road) == MMS_N_VERBS);

/**
 * mms_fact_get_next_verb:
 * @fact: the last fact that is true
 * @verb: (out): the step to take next
 *
 * Returns: %FALSE at the end of the road, leaving @verb alone
 */
gboolean
mms_fact_get_next_verb (MmsFact fact, MmsVerb *verb)
{
  for (gsize i = 0; i < G_N_ELEMENTS (road); i++)
    if (road[i].from == fact)
      {
        *verb = road[i].verb;
        return TRUE;
      }
  return FALSE;
}

/* Returns: the fact that is true once @verb succeeded */
MmsFact
mms_verb_get_fact (MmsVerb verb)
{
  for (gsize i = 0; i < G_N_ELEMENTS (road); i++)
    if (road[i].verb == verb)
      return road[i].to;
  g_return_val_if_reached (MMS_FACT_CHOSEN);
}

/* Returns: the fact that must be true before @verb */
MmsFact
mms_verb_get_origin (MmsVerb verb)
{
  for (gsize i = 0; i < G_N_ELEMENTS (road); i++)
    if (road[i].verb == verb)
      return road[i].from;
  g_return_val_if_reached (MMS_FACT_CHOSEN);
}

/* Returns: (transfer none): the name under which @fact is stored and printed as JSON */
const char *
mms_fact_to_nick (MmsFact fact)
{
  g_return_val_if_fail ((guint) fact < MMS_N_FACTS, "unknown");
  return fact_nicks[fact];
}

gboolean
mms_fact_from_nick (const char *nick, MmsFact *fact)
{
  for (guint i = 0; i < MMS_N_FACTS; i++)
    if (g_strcmp0 (nick, fact_nicks[i]) == 0)
      {
        *fact = (MmsFact) i;
        return TRUE;
      }
  return FALSE;
}

const char *
mms_verb_to_nick (MmsVerb verb)
{
  g_return_val_if_fail ((guint) verb < MMS_N_VERBS, "unknown");
  return verb_nicks[verb];
}

gboolean
mms_verb_from_nick (const char *nick, MmsVerb *verb)
{
  for (guint i = 0; i < MMS_N_VERBS; i++)
    if (g_strcmp0 (nick, verb_nicks[i]) == 0)
      {
        *verb = (MmsVerb) i;
        return TRUE;
      }
  return FALSE;
}

/* Returns: (transfer none): @fact in the person's language, as the state of a job */
const char *
mms_fact_get_label (MmsFact fact)
{
  switch (fact)
    {
    case MMS_FACT_CHOSEN:
      return _ ("Chosen");
    case MMS_FACT_GRABBED:
      return _ ("On the seedbox");
    case MMS_FACT_COMPLETE:
      return _ ("Complete on the seedbox");
    case MMS_FACT_FETCHED:
      return _ ("Brought home");
    case MMS_FACT_IMPORTED:
      return _ ("Imported");
    case MMS_FACT_DONE:
      return _ ("Done");
    }
  g_return_val_if_reached ("");
}

/* Returns: (transfer none): what is being done, in the person's language */
const char *
mms_verb_get_label (MmsVerb verb)
{
  switch (verb)
    {
    case MMS_VERB_GRAB:
      return _ ("Sending to the seedbox");
    case MMS_VERB_WATCH:
      return _ ("Downloading on the seedbox");
    case MMS_VERB_FETCH:
      return _ ("Bringing home");
    case MMS_VERB_IMPORT:
      return _ ("Importing");
    case MMS_VERB_CLEAN:
      return _ ("Cleaning up");
    }
  g_return_val_if_reached ("");
}

/* Returns: from 0 to 1, how far along the road @fact lies */
double
mms_fact_get_start (MmsFact fact)
{
  double start = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (road) && road[i].from < fact; i++)
    start += road[i].share;
  return MIN (start, 1.0);
}

/**
 * mms_road_get_progress:
 * @fact: the last fact that is true
 * @step_progress: progress of the step that is running, 0 to 1
 *
 * Returns: from 0 to 1, the progress over the whole road
 */
double
mms_road_get_progress (MmsFact fact, double step_progress)
{
  double start = mms_fact_get_start (fact);
  double end = fact == MMS_FACT_DONE ? 1.0 : mms_fact_get_start (fact + 1);

  return start + (end - start) * CLAMP (step_progress, 0.0, 1.0);
}
