/* Says in words and figures what a job's facts are; knows no widget.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-job-words.h"

#include <glib/gi18n.h>

#define EPISODE_MAX 9999

/* Returns: (nullable): what the seedbox does with the torrent, as it was seen last */
static const char *
get_watched (MmsJob *job)
{
  const char *status = mms_job_get_status (job);

  if (mms_job_get_fact (job) != MMS_FACT_GRABBED || mms_job_get_problem (job) != NULL
      || status == NULL || *status == '\0')
    return NULL;
  return status;
}

/* Between two looks at the seedbox no step runs, yet the torrent goes on. */
static gboolean
is_moving (MmsJob *job)
{
  return mms_job_get_running (job) || get_watched (job) != NULL;
}

/* A problem asks for the person unless time alone may heal it. */
MmsUrgency
mms_job_get_urgency (MmsJob *job)
{
  const MmsProblem *problem = mms_job_get_problem (job);

  if (problem != NULL
      && (problem->next_at == 0 || mms_problem_get_remedy (problem) != MMS_REMEDY_WAIT))
    return MMS_URGENCY_NEEDS_YOU;
  if (mms_job_get_fact (job) == MMS_FACT_DONE)
    return MMS_URGENCY_DONE;
  return is_moving (job) ? MMS_URGENCY_RUNNING : MMS_URGENCY_WAITING;
}

/* Returns: the connection whose settings a person looks at when the next step of @job fails */
MmsService
mms_job_get_troubled_service (MmsJob *job)
{
  const MmsProblem *problem = mms_job_get_problem (job);
  const MmsIntent *intent = mms_job_get_intent (job);
  MmsVerb verb = MMS_VERB_GRAB;

  if (problem != NULL)
    verb = problem->verb;
  else if (!mms_fact_get_next_verb (mms_job_get_fact (job), &verb))
    verb = MMS_VERB_CLEAN;
  switch (verb)
    {
    case MMS_VERB_GRAB:
    case MMS_VERB_WATCH:
      return MMS_SERVICE_SEEDBOX;
    case MMS_VERB_FETCH:
    case MMS_VERB_CLEAN:
      return MMS_SERVICE_SFTP;
    case MMS_VERB_IMPORT:
      return intent != NULL && intent->kind == MMS_MEDIA_FILM ? MMS_SERVICE_RADARR
                                                              : MMS_SERVICE_SONARR;
    }
  g_return_val_if_reached (MMS_SERVICE_SEEDBOX);
}

/* Returns: (transfer full): the title as people write it, or the release's name */
char *
mms_job_dup_title (MmsJob *job)
{
  const MmsIntent *intent = mms_job_get_intent (job);

  if (intent != NULL && intent->title != NULL && *intent->title != '\0')
    return mms_intent_dup_label (intent);
  return g_strdup (mms_job_get_name (job));
}

/* By itself, or because all transfers are. */
static gboolean
is_paused (MmsJob *job)
{
  const MmsTransferDetail *detail = mms_transfer_get_detail (mms_job_get_transfer (job));

  if (!mms_job_get_running (job))
    return mms_job_is_held (job);
  return mms_job_get_fact (job) == MMS_FACT_COMPLETE && detail != NULL
         && detail->reason == MMS_LINES_PAUSED;
}

/* Returns: (transfer full): where on the road the job is */
char *
mms_job_dup_where (MmsJob *job)
{
  const MmsProblem *problem = mms_job_get_problem (job);
  const char *watched = get_watched (job);
  MmsVerb verb;

  if (watched != NULL)
    /* Translators: %s is what the seedbox does with a torrent, as in "Downloading" */
    return g_strdup_printf (_ ("Seedbox: %s"), watched);
  if (is_paused (job))
    return g_strdup (_ ("Paused"));
  if (mms_job_get_running (job) && mms_fact_get_next_verb (mms_job_get_fact (job), &verb))
    return g_strdup (mms_verb_get_label (verb));
  if (problem != NULL && mms_job_get_fact (job) == MMS_FACT_CHOSEN)
    return g_strdup (_ ("Not on the seedbox yet"));
  return g_strdup (mms_fact_get_label (mms_job_get_fact (job)));
}

/* Returns: (transfer full) (nullable): rate and time left, while bytes move */
char *
mms_job_dup_flow (MmsJob *job)
{
  MmsTransfer *transfer = mms_job_get_transfer (job);
  gint64 rate = mms_transfer_get_rate (transfer);
  gint64 eta_s = mms_transfer_get_eta_s (transfer);
  g_autofree char *size = NULL;
  g_autofree char *left = NULL;

  if (!is_moving (job) || rate <= 0)
    return NULL;
  size = g_format_size ((guint64) rate);
  if (eta_s < 0)
    /* Translators: a rate, as in "12.3 MB/s" */
    return g_strdup_printf (_ ("%s/s"), size);
  left = mms_duration_dup_words (eta_s);
  /* Translators: a rate and a time, as in "12.3 MB/s, 3 min left" */
  return g_strdup_printf (_ ("%s/s, %s left"), size, left);
}

/* Returns: (transfer full): the whole row in one sentence, for who cannot see it */
char *
mms_job_dup_summary (MmsJob *job)
{
  const MmsProblem *problem = mms_job_get_problem (job);
  g_autofree char *title = mms_job_dup_title (job);
  g_autofree char *where = mms_job_dup_where (job);
  int percent = (int) (mms_job_get_progress (job) * 100);

  if (problem != NULL)
    /* Translators: title, where it is on its road, what is wrong */
    return g_strdup_printf (_ ("%s: %s. %s"), title, where, problem->message);
  /* Translators: title, where it is on its road, percent of the road */
  return g_strdup_printf (_ ("%s: %s, %d %%"), title, where, percent);
}

static const char *
confidence_get_label (const MmsIntent *intent)
{
  switch (intent->confidence)
    {
    case MMS_CONFIDENCE_CHOSEN:
      return _ ("Chosen by you");
    case MMS_CONFIDENCE_TRACKED:
      return intent->kind == MMS_MEDIA_FILM ? _ ("Radarr says so") : _ ("Sonarr says so");
    case MMS_CONFIDENCE_GUESSED:
      return _ ("Guessed from the release’s name: please look");
    }
  g_return_val_if_reached ("");
}

/* Returns: (transfer full): which title this is, and how sure we are */
char *
mms_job_dup_identity (MmsJob *job)
{
  const MmsIntent *intent = mms_job_get_intent (job);

  if (intent == NULL)
    return g_strdup (_ ("Nobody has said yet which title this is"));
  return g_strdup (confidence_get_label (intent));
}

const char *
mms_media_kind_get_icon_name (MmsMediaKind kind)
{
  switch (kind)
    {
    case MMS_MEDIA_FILM:
      return "mms-film-symbolic";
    case MMS_MEDIA_SERIES:
      return "mms-series-symbolic";
    }
  g_return_val_if_reached ("mms-release-symbolic");
}

const char *
mms_job_get_icon_name (MmsJob *job)
{
  const MmsIntent *intent = mms_job_get_intent (job);

  return intent != NULL ? mms_media_kind_get_icon_name (intent->kind) : "mms-release-symbolic";
}

const char *
mms_verified_get_label (MmsVerified verified)
{
  switch (verified)
    {
    case MMS_VERIFIED_NOT_YET:
      return _ ("Not verified yet");
    case MMS_VERIFIED_PIECES:
      return _ ("Every piece verified");
    case MMS_VERIFIED_SIZES:
      return _ ("Not verified: only sizes were compared");
    }
  g_return_val_if_reached ("");
}

/* Returns: (transfer full): when the step is tried again, seen from @now */
char *
mms_problem_dup_when (const MmsProblem *problem, gint64 now)
{
  g_autofree char *words = NULL;

  if (problem->next_at == 0)
    return g_strdup (_ ("Waits for you"));
  if (problem->next_at <= now)
    return g_strdup (_ ("Tried again now"));
  words = mms_duration_dup_words (problem->next_at - now);
  /* Translators: %s is a duration, as in "Tried again in 3 min" */
  return g_strdup_printf (_ ("Tried again in %s"), words);
}

/* Returns: (transfer full): "40 s", "12 min", "3 h 20 min", "2 d 4 h" */
char *
mms_duration_dup_words (gint64 seconds)
{
  gint64 minutes = (seconds + 30) / 60;

  if (seconds < 60)
    /* Translators: seconds */
    return g_strdup_printf (_ ("%d s"), (int) MAX (0, seconds));
  if (minutes < 60)
    /* Translators: minutes */
    return g_strdup_printf (_ ("%d min"), (int) minutes);
  if (minutes < 24 * 60)
    /* Translators: hours and minutes */
    return g_strdup_printf (_ ("%d h %d min"), (int) (minutes / 60), (int) (minutes % 60));
  /* Translators: days and hours */
  return g_strdup_printf (_ ("%d d %d h"), (int) MIN (minutes / 1440, 9999),
                          (int) (minutes / 60 % 24));
}

/* Returns: (transfer full): the local time of @at; the date only where it is not today's */
char *
mms_moment_dup_words (gint64 at, gint64 now)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (at);
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now);

  if (at <= 0 || then == NULL || today == NULL)
    return g_strdup ("");
  if (g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (today)
      && g_date_time_get_year (then) == g_date_time_get_year (today))
    /* Translators: the time of a moment of today, for g_date_time_format() */
    return g_date_time_format (then, _ ("%H:%M:%S"));
  /* Translators: date and time of a moment, for g_date_time_format() */
  return g_date_time_format (then, _ ("%-d %b %Y, %H:%M"));
}

static gboolean
number_parse (const char **p, guint *number)
{
  char *end = NULL;
  guint64 value;

  while (**p == ' ')
    (*p)++;
  if (!g_ascii_isdigit (**p))
    return FALSE;
  value = g_ascii_strtoull (*p, &end, 10);
  if (value > EPISODE_MAX)
    return FALSE;
  *number = (guint) value;
  *p = end;
  while (**p == ' ')
    (*p)++;
  return TRUE;
}

/**
 * mms_episodes_parse:
 * @text: "3", "1-4", "1, 2, 7-9"; empty: all
 * @episodes: (out) (transfer full): (element-type guint): the numbers, in their order
 *
 * Returns: %FALSE where @text cannot be read; @episodes is then untouched
 */
gboolean
mms_episodes_parse (const char *text, GArray **episodes)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  const char *p = text;
  guint first, last;

  while (*p == ' ')
    p++;
  while (*p != '\0')
    {
      if (!number_parse (&p, &first))
        return FALSE;
      last = first;
      if (*p == '-')
        {
          p++;
          if (!number_parse (&p, &last) || last < first)
            return FALSE;
        }
      for (guint number = first; number <= last; number++)
        g_array_append_val (found, number);
      if (*p == ',')
        p++;
      else if (*p != '\0')
        return FALSE;
    }
  *episodes = g_steal_pointer (&found);
  return TRUE;
}
