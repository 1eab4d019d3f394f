/* Stops, restarts, erases and rechecks torrents, but never while rTorrent checks their data.
 *
 * rTorrent 0.9.8 aborts, or hangs for ever, when a torrent is stopped, closed or erased during a
 * hash check, also the short one right after completion.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-rtorrent-private.h"

#include <glib/gi18n-lib.h>

#define FIRST_WAIT_MS 300
#define LONGEST_WAIT_MS 5000

/* What the changes are made of. */
static const struct
{
  const char *commands[3];  /* in order, NULL at the end */
  gboolean waits;           /* for the end of a check; else a running check is all that is wanted */
  gboolean missing_is_done;
} changes[] = {
  [MMS_RTORRENT_HALT] = { { "d.stop", "d.close", NULL }, TRUE, TRUE },
  [MMS_RTORRENT_ERASE] = { { "d.erase", NULL }, TRUE, TRUE },
  /* d.start alone does nothing to a torrent that rTorrent stopped after a check. */
  [MMS_RTORRENT_RESTART] = { { "d.stop", "d.start", NULL }, TRUE, FALSE },
  [MMS_RTORRENT_RECHECK] = { { "d.check_hash", NULL }, FALSE, FALSE },
};

typedef struct
{
  MmsRtorrentChange change;
  char *hash;          /* (owned) */
  guint step;          /* of the commands */
  gboolean has_turn;
  guint wait_ms;       /* before the next look */
  gint64 give_up_us;   /* monotonic */
} Change;

/* The story of one change, in the order in which it happens. It looks once while others change
 * things, and again right before its own command.
 *
 *   look ──> looked ──quiet──> turn ──> turn_taken ──> look ──> looked ──> command ──> commanded
 *    ^          │                                                 │                       │
 *    └── later ─┘<──────────────── checking ──────────────────────┘      next command ────┘
 */
static void     look       (GTask *task);
static void     looked     (GObject *source, GAsyncResult *result, gpointer user_data);
static void     later      (GTask *task);
static gboolean later_cb   (gpointer user_data);
static void     turn       (GTask *task);
static void     turn_taken (GObject *turns, GAsyncResult *result, gpointer user_data);
static void     command    (GTask *task);
static void     commanded  (GObject *source, GAsyncResult *result, gpointer user_data);

static void
change_free (Change *self)
{
  g_free (self->hash);
  g_free (self);
}

static void
give_back (GTask *task, gboolean changed)
{
  MmsRtorrent *self = g_task_get_source_object (task);
  Change *data = g_task_get_task_data (task);

  if (data->has_turn)
    mms_rtorrent_turns_give_back (self->turns, changed);
  data->has_turn = FALSE;
}

static void
done (GTask *task)
{
  give_back (task, FALSE);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* Takes @error. */
static void
fail (GTask *task, GError *error)
{
  Change *data = g_task_get_task_data (task);

  give_back (task, FALSE);
  if (changes[data->change].missing_is_done &&
      g_error_matches (error, MMS_ERROR, MMS_ERROR_MISSING))
    {
      g_error_free (error);
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      g_task_return_error (task, error);
    }
  g_object_unref (task);
}

static void
look (GTask *task)
{
  MmsRtorrent *self = g_task_get_source_object (task);
  Change *data = g_task_get_task_data (task);

  mms_rtorrent_call_async (self, "d.hashing", g_variant_new ("(s)", data->hash), TRUE,
                           g_task_get_cancellable (task), looked, task);
}

static void
looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Change *data = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) hashing = mms_rtorrent_call_finish (MMS_RTORRENT (source), result, &error);
  gboolean checking = hashing != NULL && !(g_variant_is_of_type (hashing, G_VARIANT_TYPE_INT64) &&
                                           g_variant_get_int64 (hashing) == 0);

  if (hashing == NULL)
    fail (task, error);
  else if (checking && !changes[data->change].waits)
    done (task);
  else if (checking)
    later (task);
  else if (!data->has_turn)
    turn (task);
  else
    command (task);
}

/* Not on our turn: a check may take minutes, and others may change other torrents. */
static void
later (GTask *task)
{
  Change *data = g_task_get_task_data (task);
  g_autoptr (GSource) source = NULL;
  g_autoptr (GSource) stop = NULL;

  give_back (task, FALSE);
  if (g_get_monotonic_time () >= data->give_up_us)
    {
      fail (task, g_error_new_literal (MMS_ERROR, MMS_ERROR_BUSY,
                                       _ ("rTorrent is still checking the data of this torrent.")));
      return;
    }
  source = g_timeout_source_new (data->wait_ms);
  if (g_task_get_cancellable (task) != NULL)
    {
      stop = g_cancellable_source_new (g_task_get_cancellable (task));
      g_source_set_dummy_callback (stop);
      g_source_add_child_source (source, stop);
    }
  data->wait_ms = MIN (data->wait_ms * 2, LONGEST_WAIT_MS);
  g_source_set_callback (source, later_cb, task, NULL);
  g_source_attach (source, g_task_get_context (task));
}

static gboolean
later_cb (gpointer user_data)
{
  look (user_data);
  return G_SOURCE_REMOVE;
}

static void
turn (GTask *task)
{
  MmsRtorrent *self = g_task_get_source_object (task);

  mms_rtorrent_turns_take_async (self->turns, g_task_get_cancellable (task), turn_taken, task);
}

static void
turn_taken (GObject *turns, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Change *data = g_task_get_task_data (task);
  GError *error = NULL;

  data->has_turn =
    mms_rtorrent_turns_take_finish (MMS_RTORRENT_TURNS (turns), result, &error);
  if (data->has_turn)
    look (task);
  else
    fail (task, error);
}

static void
command (GTask *task)
{
  MmsRtorrent *self = g_task_get_source_object (task);
  Change *data = g_task_get_task_data (task);

  mms_rtorrent_call_async (self, changes[data->change].commands[data->step],
                           g_variant_new ("(s)", data->hash), FALSE, g_task_get_cancellable (task),
                           commanded, task);
}

static void
commanded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Change *data = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) answer = mms_rtorrent_call_finish (MMS_RTORRENT (source), result, &error);

  give_back (task, TRUE);
  if (answer == NULL)
    fail (task, error);
  else if (changes[data->change].commands[++data->step] == NULL)
    done (task);
  else
    look (task);
}

void
mms_rtorrent_change_async (MmsRtorrent *self, MmsRtorrentChange change, const char *hash,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Change *data = g_new0 (Change, 1);
  GError *error = NULL;

  data->change = change;
  data->hash = g_strdup (hash);
  data->wait_ms = FIRST_WAIT_MS;
  data->give_up_us = g_get_monotonic_time () + (gint64) self->check_ms * 1000;
  g_task_set_source_tag (task, mms_rtorrent_change_async);
  g_task_set_task_data (task, data, (GDestroyNotify) change_free);
  if (!mms_rtorrent_check_hash (hash, &error))
    fail (task, error);
  else
    look (task);
}

gboolean
mms_rtorrent_change_finish (MmsRtorrent *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
