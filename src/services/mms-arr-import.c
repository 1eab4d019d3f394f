/* Has Sonarr or Radarr run one import and waits for its end.
 *
 * Commands that need the disk run one at a time on the server: `queued` for an hour is no error.
 * Five minutes after its end a command leaves the server's memory, after a day it is gone, and a
 * restart loses it (CommandQueueManager.cs): a command that is not there any more has ended.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-arr-import.h"

#include <glib/gi18n-lib.h>

#include "services/mms-arr-read.h"

#define FIRST_POLL_MS 1000
#define LAST_POLL_MS 5000
#define PATIENCE 12 /* polls in a row that may fail: about a minute, a restart of the server */

/* The story of one command.
 *
 *   import ──> posted ──> look ──> looked ──ended──> done
 *                 │         ^         │
 *                 └─────────┴─ later ─┘
 */
typedef struct
{
  MmsMediaKind kind;
  gint64 id;
  guint poll_ms;
  guint n_failed;       /* polls in a row */
  gint64 clock_ahead_s; /* the server's clock before ours */
  GSource *timer;       /* (owned) (nullable) */
} Import;

static void posted (GObject *source, GAsyncResult *result, gpointer user_data);
static void later (GTask *task);
static gboolean look (gpointer user_data);
static void looked (GObject *source, GAsyncResult *result, gpointer user_data);

static void
import_free (gpointer data)
{
  Import *import = data;

  if (import->timer != NULL)
    g_source_destroy (import->timer);
  g_clear_pointer (&import->timer, g_source_unref);
  g_free (import);
}

static void
call_command (GTask *task,
              const char *method,
              const char *path,
              JsonNode *body,
              GAsyncReadyCallback callback)
{
  Import *import = g_task_get_task_data (task);
  const MmsArrCall call = {
    .method = method,
    .path = path,
    .body = body,
    .timeout_s = 60,
    .reader = mms_arr_read_command,
    .question = mms_arr_question_new (import->kind),
    .question_free = (GDestroyNotify) mms_arr_question_free,
    .result_free = (GDestroyNotify) mms_arr_command_free,
  };

  mms_arr_server_call_async (g_task_get_source_object (task), &call, g_task_get_cancellable (task),
                             callback, g_object_ref (task));
}

/* Returns: whether the command has ended; then @task was answered.
 * `orphaned` says that the server restarted meanwhile: what it did before stands in the history. */
static gboolean
end_if_ended (GTask *task, const MmsArrCommand *command)
{
  const char *name = mms_arr_server_get_name (g_task_get_source_object (task));

  if (g_str_equal (command->status, "completed") || g_str_equal (command->status, "orphaned"))
    g_task_return_boolean (task, TRUE);
  else if (g_str_equal (command->status, "failed"))
    /* Translators: %s are a service, as "Sonarr", and what it says */
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_REFUSED, _ ("The import in %s failed: %s"),
                             name, command->message != NULL ? command->message : "?");
  else if (g_str_equal (command->status, "aborted") || g_str_equal (command->status, "cancelled"))
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_REFUSED,
                             /* Translators: %s is a service, as "Sonarr" */
                             _ ("The import was cancelled in %s"), name);
  else
    return FALSE;
  return TRUE;
}

static void
posted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Import *import = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (MmsArrCommand) command =
    mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);

  if (command == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  import->id = command->id;
  if (command->queued_at != 0)
    import->clock_ahead_s = command->queued_at - g_get_real_time () / G_USEC_PER_SEC;
  if (end_if_ended (task, command))
    return;
  if (import->id > 0)
    later (task);
  else
    /* Translators: %s is a service, as "Sonarr" */
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MALFORMED,
                             _ ("%s answered something else than it was asked for"),
                             mms_arr_server_get_name (MMS_ARR_SERVER (source)));
}

/* Looks again after a while, or at once where the person has cancelled. */
static void
later (GTask *task)
{
  Import *import = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_clear_pointer (&import->timer, g_source_unref);
  import->timer = g_timeout_source_new (import->poll_ms);
  if (cancellable != NULL)
    {
      g_autoptr (GSource) ender = g_cancellable_source_new (cancellable);

      g_source_set_dummy_callback (ender);
      g_source_add_child_source (import->timer, ender);
    }
  g_source_set_callback (import->timer, look, g_object_ref (task), g_object_unref);
  g_source_attach (import->timer, g_task_get_context (task));
  import->poll_ms = MIN (import->poll_ms * 3 / 2, LAST_POLL_MS);
}

static gboolean
look (gpointer user_data)
{
  GTask *task = user_data;
  Import *import = g_task_get_task_data (task);
  g_autofree char *path = g_strdup_printf ("command/%" G_GINT64_FORMAT, import->id);

  if (!g_task_return_error_if_cancelled (task))
    call_command (task, NULL, path, NULL, looked);
  return G_SOURCE_REMOVE;
}

static void
looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Import *import = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsArrCommand) command =
    mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);

  if (command != NULL)
    import->n_failed = 0;
  if (command != NULL && end_if_ended (task, command))
    return;
  if (g_error_matches (error, MMS_ERROR, MMS_ERROR_MISSING))
    g_task_return_boolean (task, TRUE);
  else if (error == NULL || (mms_error_may_heal (error) && ++import->n_failed < PATIENCE))
    later (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * mms_arr_import_async:
 * @command: a ManualImport command
 *
 * Posts the command and polls it, every second at first, every five later.
 */
void
mms_arr_import_async (MmsArrServer *server,
                      MmsMediaKind kind,
                      JsonNode *command,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (server, cancellable, callback, user_data);
  Import *import = g_new0 (Import, 1);

  g_task_set_source_tag (task, mms_arr_import_async);
  import->kind = kind;
  import->poll_ms = FIRST_POLL_MS;
  g_task_set_task_data (task, import, import_free);
  call_command (task, "POST", "command", command, posted);
}

/**
 * mms_arr_import_finish:
 * @clock_ahead_s: (out): by how much the server's clock goes before ours; 0 where it did not say
 *
 * Returns: whether the command ended; not that anything was imported
 */
gboolean
mms_arr_import_finish (GAsyncResult *result, gint64 *clock_ahead_s, GError **error)
{
  Import *import = g_task_get_task_data (G_TASK (result));

  *clock_ahead_s = import->clock_ahead_s;
  return g_task_propagate_boolean (G_TASK (result), error);
}
