/* Walks the jobs down their road until it is told to stop, and says what happens.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <unistd.h>

#include "cli/mms-command.h"
#include "cli/mms-human.h"
#include "cli/mms-job-title.h"
#include "cli/mms-json-print.h"
#include "cli/mms-live.h"
#include "cli/mms-output.h"
#include "cli/mms-progress-lines.h"

#define REDRAW_MS 500
#define PROGRESS_MS 1000
#define LARGEST_METAINFO (1024 * 1024) /* bytes: a larger one takes too long to read here */
/* From the first signal to the end of the program; a build that is slowed down may say more. */
#ifndef LONGEST_STOP_S
#define LONGEST_STOP_S 2
#endif

/* Why it ended. */
typedef enum {
  END_NOT_YET,
  END_SIGNAL,
  END_IDLE,
  END_TIME,
  END_CLOSED, /* nobody reads what we print */
} End;

/* The story of one watch:
 *
 *   open ──> own ──> start ──> [event | redraw | idle]* ──> end ──> stop
 */
typedef struct
{
  MmsCli *cli;
  GMainLoop *loop;     /* (owned) */
  MmsLive *live;       /* (owned) (nullable): %NULL for JSON */
  GHashTable *hashes; /* (owned) (nullable) (element-type utf8): the jobs that matter; %NULL: all */
  GHashTable *metainfos; /* (owned) (nullable) (element-type utf8 MmsMetainfo): by hash */
  gboolean until_idle;
  gboolean json;
  gboolean progress;
  End end;
  guint interrupt_id;  /* sources; 0: not there */
  guint terminate_id;
  guint redraw_id;
  guint progress_id;
  guint timeout_id;
} Watch;

static void
end_with (Watch *self, End end)
{
  if (self->end == END_NOT_YET)
    self->end = end;
  g_main_loop_quit (self->loop);
}

static gboolean
matters (Watch *self, MmsJob *job)
{
  return self->hashes == NULL || g_hash_table_contains (self->hashes, mms_job_get_hash (job));
}

/* Nothing but a person can go on with it, or nothing is left to do. */
static gboolean
rests (MmsJob *job)
{
  const MmsProblem *problem = mms_job_get_problem (job);

  return mms_job_get_fact (job) == MMS_FACT_DONE
         || (problem != NULL && problem->next_at == 0 && !mms_job_get_running (job));
}

/* Whether the jobs that matter are all at rest; the road says so itself where all matter. */
static gboolean
is_idle (Watch *self)
{
  GListModel *jobs = mms_context_get_jobs (self->cli->context);

  if (self->hashes == NULL)
    return mms_context_get_idle (self->cli->context);
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (MmsJob) job = g_list_model_get_item (jobs, i);

      if (matters (self, job) && !rests (job))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_problem (Watch *self)
{
  GListModel *jobs = mms_context_get_jobs (self->cli->context);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (MmsJob) job = g_list_model_get_item (jobs, i);

      if (matters (self, job) && mms_job_get_problem (job) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
look_whether_idle (Watch *self)
{
  if (self->until_idle && is_idle (self))
    end_with (self, END_IDLE);
}

static void
idle_changed_cb (Watch *self)
{
  look_whether_idle (self);
}

static void
add_names (JsonBuilder *builder, MmsJob *job)
{
  g_autofree char *title = mms_job_title_dup (job);

  mms_json_add_string (builder, "hash", mms_job_get_hash (job));
  mms_json_add_string (builder, "name", mms_job_get_name (job));
  mms_json_add_string (builder, "title", title);
}

static void
print_json (MmsJob *job, const MmsEvent *event)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_names (builder, job);
  mms_json_add_event (builder, event);
  json_builder_end_object (builder);
  mms_json_print_line (builder);
}

static void
print_line (Watch *self, MmsJob *job, const MmsEvent *event)
{
  g_autofree char *title = mms_job_title_dup (job);
  g_autofree char *clock = mms_human_dup_clock (event->at);
  g_autofree char *line = NULL;
  gboolean problem = event->problem && event->message != NULL && *event->message != '\0';

  line = g_strdup_printf ("%s  %s  %s", clock, title,
                          problem ? event->message : mms_fact_get_label (event->fact));
  mms_live_say (self->live, line);
}

static void
event_cb (MmsContext *context, MmsJob *job, gpointer event, Watch *self)
{
  if (!matters (self, job))
    return;
  if (self->json)
    print_json (job, event);
  else
    print_line (self, job, event);
  if (mms_out_is_closed ())
    end_with (self, END_CLOSED);
  else if (self->hashes != NULL)
    look_whether_idle (self);
}

static gboolean
redraw_cb (gpointer user_data)
{
  Watch *self = user_data;
  GListModel *jobs = mms_context_get_jobs (self->cli->context);
  g_autoptr (GPtrArray) running = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) lines = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (MmsJob) job = g_list_model_get_item (jobs, i);

      if (matters (self, job) && mms_job_get_running (job))
        g_ptr_array_add (running, g_object_ref (job));
    }
  /* a line as long as the terminal is wide may wrap */
  lines = mms_progress_lines_new (running, MAX (2, mms_out_get_columns ()) - 1);
  mms_live_show (self->live, lines);
  if (mms_out_is_closed ())
    end_with (self, END_CLOSED);
  return G_SOURCE_CONTINUE;
}

/* Returns: (transfer none) (nullable): read once for each job */
static MmsMetainfo *
get_metainfo (Watch *self, MmsJob *job)
{
  GBytes *bytes = mms_job_get_metainfo (job);
  MmsMetainfo *metainfo = g_hash_table_lookup (self->metainfos, mms_job_get_hash (job));

  if (metainfo != NULL || bytes == NULL || g_bytes_get_size (bytes) > LARGEST_METAINFO)
    return metainfo;
  metainfo = mms_metainfo_new (bytes, NULL);
  if (metainfo != NULL)
    g_hash_table_insert (self->metainfos, g_strdup (mms_job_get_hash (job)), metainfo);
  return metainfo;
}

static void
print_progress (Watch *self, MmsJob *job)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_names (builder, job);
  mms_json_add_transfer (builder, mms_job_get_transfer (job), get_metainfo (self, job));
  json_builder_end_object (builder);
  mms_json_print_line (builder);
}

static gboolean
progress_cb (gpointer user_data)
{
  Watch *self = user_data;
  GListModel *jobs = mms_context_get_jobs (self->cli->context);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (MmsJob) job = g_list_model_get_item (jobs, i);

      if (matters (self, job) && mms_job_get_running (job) && mms_progress_has_bar (job))
        print_progress (self, job);
    }
  if (mms_out_is_closed ())
    end_with (self, END_CLOSED);
  return G_SOURCE_CONTINUE;
}

/* Removing the source gives the signal its old meaning back: the next one ends us at once. */
static gboolean
interrupted_cb (gpointer user_data)
{
  Watch *self = user_data;

  self->interrupt_id = 0;
  g_clear_handle_id (&self->terminate_id, g_source_remove);
  alarm (LONGEST_STOP_S);
  end_with (self, END_SIGNAL);
  return G_SOURCE_REMOVE;
}

static gboolean
terminated_cb (gpointer user_data)
{
  Watch *self = user_data;

  self->terminate_id = 0;
  g_clear_handle_id (&self->interrupt_id, g_source_remove);
  alarm (LONGEST_STOP_S);
  end_with (self, END_SIGNAL);
  return G_SOURCE_REMOVE;
}

static gboolean
timeout_cb (gpointer user_data)
{
  Watch *self = user_data;

  self->timeout_id = 0;
  end_with (self, END_TIME);
  return G_SOURCE_REMOVE;
}

static void
watch_clear (Watch *self)
{
  g_clear_handle_id (&self->interrupt_id, g_source_remove);
  g_clear_handle_id (&self->terminate_id, g_source_remove);
  g_clear_handle_id (&self->redraw_id, g_source_remove);
  g_clear_handle_id (&self->progress_id, g_source_remove);
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (self->cli->context != NULL)
    g_signal_handlers_disconnect_by_data (self->cli->context, self);
  g_clear_pointer (&self->live, mms_live_free);
  g_clear_pointer (&self->hashes, g_hash_table_unref);
  g_clear_pointer (&self->metainfos, g_hash_table_unref);
  g_clear_pointer (&self->loop, g_main_loop_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Watch, watch_clear)

static gboolean
find_hashes (Watch *self, char **prefixes, GError **error)
{
  for (; prefixes != NULL && *prefixes != NULL; prefixes++)
    {
      MmsJob *job = mms_context_find_job (self->cli->context, *prefixes, error);

      if (job == NULL)
        return FALSE;
      if (self->hashes == NULL)
        self->hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_add (self->hashes, g_strdup (mms_job_get_hash (job)));
    }
  return TRUE;
}

static int
get_status (Watch *self)
{
  switch (self->end)
    {
    case END_NOT_YET:
    case END_CLOSED:
      return MMS_EXIT_OK;
    case END_SIGNAL:
      if (!self->until_idle)
        return MMS_EXIT_OK;
      mms_complain (_ ("Stopped before the jobs came to rest."));
      return MMS_EXIT_FAILED;
    case END_IDLE:
      return has_problem (self) ? MMS_EXIT_PROBLEM : MMS_EXIT_OK;
    case END_TIME:
      if (!self->until_idle)
        return MMS_EXIT_OK;
      mms_complain (_ ("The time is up and jobs are still on their way; see: mms jobs"));
      return MMS_EXIT_FAILED;
    }
  return MMS_EXIT_OK;
}

static void
walk (Watch *self, int timeout_s)
{
  MmsContext *context = self->cli->context;

  self->interrupt_id = g_unix_signal_add (SIGINT, interrupted_cb, self);
  self->terminate_id = g_unix_signal_add (SIGTERM, terminated_cb, self);
  if (timeout_s > 0)
    self->timeout_id = g_timeout_add_seconds ((guint) timeout_s, timeout_cb, self);
  if (self->live != NULL && mms_live_is_on (self->live))
    self->redraw_id = g_timeout_add (REDRAW_MS, redraw_cb, self);
  if (self->progress)
    self->progress_id = g_timeout_add (PROGRESS_MS, progress_cb, self);
  g_signal_connect (context, "event", G_CALLBACK (event_cb), self);
  g_signal_connect_swapped (context, "idle-changed", G_CALLBACK (idle_changed_cb), self);
  mms_context_start (context);
  look_whether_idle (self);
  if (self->end == END_NOT_YET)
    g_main_loop_run (self->loop);
}

int
mms_command_watch (MmsCli *cli, char **args)
{
  g_auto (Watch) self = { .cli = cli };
  g_auto (GStrv) only = NULL;
  g_auto (GStrv) rest = NULL;
  int timeout_s = 0;
  const GOptionEntry entries[] = {
    { "until-idle", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &self.until_idle,
      N_ ("End when no job can go on without a person"), NULL },
    { "timeout", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &timeout_s, N_ ("End after that time"),
      N_ ("SECONDS") },
    { "for", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &only, N_ ("Watch this job only"),
      N_ ("HASH") },
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &self.json,
      N_ ("Print one JSON object a line"), NULL },
    { "progress", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &self.progress,
      N_ ("Print the figures of each transfer, too, every second, as JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  int status = mms_cli_parse (cli, args, entries, 0, G_MAXUINT, &rest);

  if (status != MMS_GO_ON)
    return status;
  if (timeout_s < 0)
    return mms_cli_misuse (cli, _ ("A time cannot be negative."));
  if (self.progress && !self.json)
    return mms_cli_misuse (cli, _ ("--progress goes with --json."));
  if (!mms_cli_open_to_own (cli, &error) || !find_hashes (&self, only, &error)
      || !find_hashes (&self, rest, &error))
    return mms_cli_fail (cli, error);
  self.loop = g_main_loop_new (NULL, FALSE);
  self.metainfos =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) mms_metainfo_unref);
  self.live = self.json ? NULL : mms_live_new ();
  walk (&self, timeout_s);
  return get_status (&self);
}
