/* Waits until Sonarr or Radarr has ended every import from one folder.
 *
 * Who was killed while an import ran on the server finds it still running after the restart. What
 * its history and the folder say meanwhile is true for a moment only, and a second import of the
 * same files would import them twice.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-arr-private.h"

#include <string.h>

#define FIRST_POLL_MS 500
#define LAST_POLL_MS 5000

/* The story of one wait.
 *
 *   look ──> looked ──none──> done
 *     ^         │
 *     └─ later ─┘
 */
typedef struct
{
  char *folder;   /* (owned): as the server sees it */
  guint poll_ms;
  GSource *timer; /* (owned) (nullable) */
} Settle;

static void     look   (GTask *task);
static void     looked (GObject *source, GAsyncResult *result, gpointer user_data);
static void     later  (GTask *task);
static gboolean later_cb (gpointer user_data);

static void
settle_free (gpointer data)
{
  Settle *settle = data;

  if (settle->timer != NULL)
    g_source_destroy (settle->timer);
  g_clear_pointer (&settle->timer, g_source_unref);
  g_free (settle->folder);
  g_free (settle);
}

static gboolean
is_inside (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  return path != NULL && strncmp (path, folder, length) == 0 && strchr ("/\\", path[length]) != NULL;
}

/* A command's own fields stand in its `body` (CommandResource.cs). */
static gboolean
imports_from (JsonObject *command, const char *folder)
{
  g_autofree char *name = mms_json_dup_string (command, "name");
  g_autofree char *status = mms_json_dup_string (command, "status");
  JsonArray *files = mms_json_get_array (mms_json_get_object (command, "body"), "files");

  if (name == NULL || g_ascii_strcasecmp (name, "ManualImport") != 0
      || (g_strcmp0 (status, "queued") != 0 && g_strcmp0 (status, "started") != 0))
    return FALSE;
  for (guint i = 0; i < mms_json_get_length (files); i++)
    {
      g_autofree char *path = mms_json_dup_string (mms_json_get_element (files, i), "path");

      if (is_inside (path, folder))
        return TRUE;
    }
  return FALSE;
}

/* An #MmsJsonReader: whether a ManualImport of a file below the question's text waits or runs.
 *
 * Returns: (nullable): 1 as a pointer, or %NULL
 */
static gpointer
read_running (JsonNode *root, gpointer question, GError **error)
{
  const MmsArrQuestion *asked = question;
  JsonArray *commands = mms_arr_expect_array (root, asked->kind, error);

  for (guint i = 0; commands != NULL && i < mms_json_get_length (commands); i++)
    if (imports_from (mms_json_get_element (commands, i), asked->text))
      return GINT_TO_POINTER (TRUE);
  return NULL;
}

static void
look (GTask *task)
{
  Settle *settle = g_task_get_task_data (task);
  MmsArrQuestion *question = mms_arr_question_about (g_task_get_source_object (task), 0);
  const MmsArrCall call = { .path = "command", .timeout_s = 60, .reader = read_running };

  question->text = g_strdup (settle->folder);
  mms_arr_ask_for (task, call, question, looked);
}

static void
looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gpointer busy = mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (busy != NULL)
    later (task);
  else
    g_task_return_pointer (task, GINT_TO_POINTER (TRUE), NULL);
}

/* Looks again after a while, or at once where the person has cancelled. */
static void
later (GTask *task)
{
  Settle *settle = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_clear_pointer (&settle->timer, g_source_unref);
  settle->timer = g_timeout_source_new (settle->poll_ms);
  if (cancellable != NULL)
    {
      g_autoptr (GSource) ender = g_cancellable_source_new (cancellable);

      g_source_set_dummy_callback (ender);
      g_source_add_child_source (settle->timer, ender);
    }
  g_source_set_callback (settle->timer, later_cb, g_object_ref (task), g_object_unref);
  g_source_attach (settle->timer, g_task_get_context (task));
  settle->poll_ms = MIN (settle->poll_ms * 3 / 2, LAST_POLL_MS);
}

static gboolean
later_cb (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    look (task);
  return G_SOURCE_REMOVE;
}

/* Answers when no ManualImport of a file below @folder waits or runs, however long that takes. */
void
mms_arr_settle_async (MmsLibrary *library,
                      const char *folder,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task =
    mms_arr_task_new (library, mms_arr_settle_async, cancellable, callback, user_data);
  Settle *settle = g_new0 (Settle, 1);

  settle->folder = g_strdup (folder);
  settle->poll_ms = FIRST_POLL_MS;
  g_task_set_task_data (task, settle, settle_free);
  look (task);
}
