/* Tests the words and figures that the window says about jobs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-job-words.h"
#include "desktop/mms-notification.h"
#include "preview.h"

#define NOW 1700000000

static MmsProblem *
problem_new (MmsError code, gint64 next_at)
{
  return mms_problem_new (MMS_VERB_FETCH, code, "It is so.", 1, NOW, next_at);
}

static void
test_urgency (void)
{
  static const struct
  {
    MmsFact fact;
    gboolean running;
    gboolean problem;
    MmsError code;
    gint64 next_at;
    MmsUrgency urgency;
  } cases[] = {
    { MMS_FACT_GRABBED, TRUE, FALSE, 0, 0, MMS_URGENCY_RUNNING },
    { MMS_FACT_GRABBED, FALSE, FALSE, 0, 0, MMS_URGENCY_WAITING },
    { MMS_FACT_DONE, FALSE, FALSE, 0, 0, MMS_URGENCY_DONE },
    { MMS_FACT_CHOSEN, FALSE, TRUE, MMS_ERROR_UNREACHABLE, NOW + 60, MMS_URGENCY_WAITING },
    { MMS_FACT_CHOSEN, TRUE, TRUE, MMS_ERROR_UNREACHABLE, NOW + 60, MMS_URGENCY_RUNNING },
    { MMS_FACT_CHOSEN, FALSE, TRUE, MMS_ERROR_UNREACHABLE, 0, MMS_URGENCY_NEEDS_YOU },
    { MMS_FACT_CHOSEN, FALSE, TRUE, MMS_ERROR_UNAUTHORIZED, NOW + 60, MMS_URGENCY_NEEDS_YOU },
    { MMS_FACT_FETCHED, FALSE, TRUE, MMS_ERROR_AMBIGUOUS, 0, MMS_URGENCY_NEEDS_YOU },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MmsJob) job = mms_preview_job_new ("a", cases[i].fact);
      g_autoptr (MmsProblem) problem = problem_new (cases[i].code, cases[i].next_at);

      mms_job_set_running (job, cases[i].running);
      if (cases[i].problem)
        mms_job_set_problem (job, problem);
      g_assert_cmpint (mms_job_get_urgency (job), ==, cases[i].urgency);
    }
}

static void
test_service (void)
{
  static const struct
  {
    MmsVerb verb;
    MmsMediaKind kind;
    MmsService service;
  } cases[] = {
    { MMS_VERB_GRAB, MMS_MEDIA_FILM, MMS_SERVICE_SEEDBOX },
    { MMS_VERB_WATCH, MMS_MEDIA_FILM, MMS_SERVICE_SEEDBOX },
    { MMS_VERB_FETCH, MMS_MEDIA_FILM, MMS_SERVICE_SFTP },
    { MMS_VERB_IMPORT, MMS_MEDIA_FILM, MMS_SERVICE_RADARR },
    { MMS_VERB_IMPORT, MMS_MEDIA_SERIES, MMS_SERVICE_SONARR },
    { MMS_VERB_CLEAN, MMS_MEDIA_FILM, MMS_SERVICE_SFTP },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MmsJob) job = mms_preview_job_new ("a", mms_verb_get_origin (cases[i].verb));
      g_autoptr (MmsIntent) intent = mms_intent_new (cases[i].kind);

      mms_job_set_intent (job, intent);
      g_assert_cmpint (mms_job_get_troubled_service (job), ==, cases[i].service);
    }
}

static void
test_title (void)
{
  g_autoptr (MmsJob) job = mms_preview_job_new ("Metropolis.1927-MMS", MMS_FACT_CHOSEN);
  g_autoptr (MmsIntent) intent = mms_intent_new (MMS_MEDIA_FILM);
  g_autofree char *before = mms_job_dup_title (job);
  g_autofree char *after = NULL;

  intent->title = g_strdup ("Metropolis");
  intent->year = 1927;
  mms_job_set_intent (job, intent);
  after = mms_job_dup_title (job);
  g_assert_cmpstr (before, ==, "Metropolis.1927-MMS");
  g_assert_cmpstr (after, ==, "Metropolis (1927)");
}

static void
test_flow (void)
{
  g_autoptr (MmsJob) job = mms_preview_job_new ("a", MMS_FACT_COMPLETE);
  g_autofree char *flow = NULL;

  mms_job_set_running (job, TRUE);
  g_assert_null (mms_job_dup_flow (job));
  mms_transfer_update (mms_job_get_transfer (job), 1000000, 241000000, 2000000, NULL);
  flow = mms_job_dup_flow (job);
  g_assert_cmpstr (flow, ==, "2.0\u00a0MB/s, 2 min left");
  mms_job_set_running (job, FALSE);
  g_assert_null (mms_job_dup_flow (job));
}

static void
test_where (void)
{
  static const struct
  {
    MmsFact fact;
    gboolean running;
    const char *status;
    const char *where;
  } cases[] = {
    { MMS_FACT_COMPLETE, FALSE, NULL, "Complete on the seedbox" },
    { MMS_FACT_COMPLETE, TRUE, NULL, "Bringing home" },
    { MMS_FACT_GRABBED, FALSE, NULL, "On the seedbox" },
    { MMS_FACT_GRABBED, TRUE, NULL, "Downloading on the seedbox" },
    { MMS_FACT_GRABBED, TRUE, "Queued", "Seedbox: Queued" },
    { MMS_FACT_GRABBED, FALSE, "Queued", "Seedbox: Queued" },
    { MMS_FACT_FETCHED, TRUE, "Sonarr", "Importing" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MmsJob) job = mms_preview_job_new ("a", cases[i].fact);
      g_autofree char *where = NULL;

      mms_job_set_running (job, cases[i].running);
      mms_job_set_status (job, cases[i].status);
      where = mms_job_dup_where (job);
      g_assert_cmpstr (where, ==, cases[i].where);
    }
}

/* The look at the seedbox is over in a moment; the download is not. */
static void
test_watched (void)
{
  g_autoptr (MmsJob) job = mms_preview_job_new ("a", MMS_FACT_GRABBED);
  g_autoptr (MmsProblem) problem = problem_new (MMS_ERROR_UNREACHABLE, NOW + 60);
  g_autofree char *flow = NULL;

  mms_job_set_status (job, "Downloading");
  mms_transfer_update (mms_job_get_transfer (job), 1000000, 241000000, 2000000, NULL);
  flow = mms_job_dup_flow (job);
  g_assert_cmpstr (flow, ==, "2.0\u00a0MB/s, 2 min left");
  g_assert_cmpint (mms_job_get_urgency (job), ==, MMS_URGENCY_RUNNING);
  mms_job_set_problem (job, problem);
  g_assert_null (mms_job_dup_flow (job));
  g_assert_cmpint (mms_job_get_urgency (job), ==, MMS_URGENCY_WAITING);
}

static void
test_durations (void)
{
  static const struct
  {
    gint64 seconds;
    const char *words;
  } cases[] = {
    { -5, "0 s" },        { 0, "0 s" },           { 59, "59 s" },          { 60, "1 min" },
    { 3569, "59 min" },   { 3600, "1 h 0 min" },  { 12000, "3 h 20 min" }, { 86400, "1 d 0 h" },
    { 189000, "2 d 4 h" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = mms_duration_dup_words (cases[i].seconds);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_when (void)
{
  g_autoptr (MmsProblem) never = problem_new (MMS_ERROR_REFUSED, 0);
  g_autoptr (MmsProblem) later = problem_new (MMS_ERROR_UNREACHABLE, NOW + 180);
  g_autoptr (MmsProblem) now = problem_new (MMS_ERROR_UNREACHABLE, NOW - 1);
  g_autofree char *of_never = mms_problem_dup_when (never, NOW);
  g_autofree char *of_later = mms_problem_dup_when (later, NOW);
  g_autofree char *of_now = mms_problem_dup_when (now, NOW);

  g_assert_cmpstr (of_never, ==, "Waits for you");
  g_assert_cmpstr (of_later, ==, "Tried again in 3 min");
  g_assert_cmpstr (of_now, ==, "Tried again now");
}

static void
test_episodes (void)
{
  static const struct
  {
    const char *text;
    int n;  /* -1: cannot be read */
    guint last;
  } cases[] = {
    { "", 0, 0 },          { "  ", 0, 0 },
    { "3", 1, 3 },         { " 3 ", 1, 3 },
    { "1-4", 4, 4 },       { "1, 2, 7-9", 5, 9 },
    { "1 - 2 , 5", 3, 5 }, { "4-1", -1, 0 },
    { "x", -1, 0 },        { "1;2", -1, 0 },
    { "-3", -1, 0 },       { "1-", -1, 0 },
    { "99999", -1, 0 },    { "1,", 1, 1 },
    { "1 2", -1, 0 },      { "18446744073709551617", -1, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) episodes = NULL;
      gboolean read = mms_episodes_parse (cases[i].text, &episodes);

      g_assert_cmpint (read, ==, cases[i].n >= 0);
      if (!read)
        continue;
      g_assert_cmpuint (episodes->len, ==, cases[i].n);
      if (cases[i].n > 0)
        g_assert_cmpuint (g_array_index (episodes, guint, episodes->len - 1), ==, cases[i].last);
    }
}

static gboolean
disturbs (MmsJob *job, MmsFact fact, gboolean problem)
{
  g_autoptr (MmsEvent) event = mms_event_new (NOW, fact, problem, "mms", "Said.");
  g_autoptr (GNotification) notification = mms_notification_new (job, event);

  return notification != NULL;
}

static void
test_notification (void)
{
  g_autoptr (MmsJob) job = mms_preview_job_new ("a", MMS_FACT_COMPLETE);
  g_autoptr (MmsProblem) heals = problem_new (MMS_ERROR_UNREACHABLE, NOW + 60);
  g_autoptr (MmsProblem) stays = problem_new (MMS_ERROR_NO_SPACE, 0);

  g_assert_false (disturbs (job, MMS_FACT_COMPLETE, FALSE));
  mms_job_set_problem (job, heals);
  g_assert_false (disturbs (job, MMS_FACT_COMPLETE, TRUE));
  mms_job_set_problem (job, stays);
  g_assert_true (disturbs (job, MMS_FACT_COMPLETE, TRUE));
  stays->attempts = 2;
  mms_job_set_problem (job, stays);
  g_assert_false (disturbs (job, MMS_FACT_COMPLETE, TRUE));
  mms_job_set_problem (job, NULL);
  mms_job_set_fact (job, MMS_FACT_DONE);
  g_assert_true (disturbs (job, MMS_FACT_DONE, FALSE));
}

/* Paused by itself, or because all transfers are: in both cases it says so, and needs nobody. */
static void
test_paused (void)
{
  g_autoptr (MmsJob) job = mms_job_new ("AA", "Release");
  MmsTransferDetail detail = { .reason = MMS_LINES_PAUSED };
  g_autofree char *held = NULL;
  g_autofree char *all = NULL;
  g_autofree char *loading = NULL;

  mms_job_set_fact (job, MMS_FACT_COMPLETE);
  mms_job_set_paused (job, TRUE);
  held = mms_job_dup_where (job);
  g_assert_cmpstr (held, ==, "Paused");
  g_assert_cmpint (mms_job_get_urgency (job), ==, MMS_URGENCY_WAITING);
  mms_job_set_paused (job, FALSE);
  mms_job_set_running (job, TRUE);
  mms_transfer_set_detail (mms_job_get_transfer (job), &detail);
  all = mms_job_dup_where (job);
  g_assert_cmpstr (all, ==, "Paused");
  mms_job_set_running (job, FALSE);
  mms_job_set_paused (job, TRUE);
  mms_job_set_fact (job, MMS_FACT_GRABBED);
  loading = mms_job_dup_where (job);
  g_assert_cmpstr (loading, !=, "Paused");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job-words/a problem that time does not heal needs the person", test_urgency);
  g_test_add_func ("/job-words/a failed step leads to its own connection", test_service);
  g_test_add_func ("/job-words/the title is what was chosen, else the release's name", test_title);
  g_test_add_func ("/job-words/rate and time left stand there only while bytes move", test_flow);
  g_test_add_func ("/job-words/where it is: the fact, the verb, or what the seedbox does",
                   test_where);
  g_test_add_func ("/job-words/a download goes on between two looks", test_watched);
  g_test_add_func ("/job-words/a paused transfer says so and needs nobody", test_paused);
  g_test_add_func ("/job-words/durations are short and never negative", test_durations);
  g_test_add_func ("/job-words/a problem says when it is tried again", test_when);
  g_test_add_func ("/job-words/episodes are read as people write them", test_episodes);
  g_test_add_func ("/notification/only an end, or what needs the person, disturbs",
                   test_notification);
  return g_test_run ();
}
