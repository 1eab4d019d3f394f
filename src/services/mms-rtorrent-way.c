/* Finds out how the box takes torrents: by rTorrent's load.*, or by ruTorrent's page.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-rtorrent-private.h"

#include <glib/gi18n-lib.h>

/* The story, in the order in which it happens. Nothing of it changes anything on the box.
 *
 *   begin ──> web_probed ──no page──> try_load ──> load_tried ──> filter_tried ──> done
 *                 └──────────────────────────── done
 */
static void web_probed   (GObject *source, GAsyncResult *result, gpointer user_data);
static void try_load     (GTask *task);
static void load_tried   (GObject *source, GAsyncResult *result, gpointer user_data);
static void filter_tried (GObject *source, GAsyncResult *result, gpointer user_data);

/* Takes the reference of @task. */
static void
done (GTask *task, MmsAddWay way)
{
  MmsRtorrent *self = g_task_get_source_object (task);

  self->way = way;
  g_debug ("adds by %s", way == MMS_ADD_WAY_RUTORRENT ? "ruTorrent" : "XML-RPC");
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* Takes @error and the reference of @task. */
static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
web_probed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MmsRtorrent *self = MMS_RTORRENT (source);
  GTask *task = user_data;
  GError *error = NULL;

  if (mms_rtorrent_web_probe_finish (self, result, &error))
    {
      done (task, MMS_ADD_WAY_RUTORRENT);
      return;
    }
  if (self->wanted == MMS_ADD_WAY_RUTORRENT ||
      !(g_error_matches (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED) ||
        g_error_matches (error, MMS_ERROR, MMS_ERROR_REFUSED)))
    {
      fail (task, error);
      return;
    }
  g_clear_error (&error);
  try_load (task);
}

/* Without its parameters, load.raw_start says "Too few arguments." to whom it listens to. */
static void
try_load (GTask *task)
{
  MmsRtorrent *self = g_task_get_source_object (task);

  mms_rtorrent_call_async (self, "load.raw_start", NULL, TRUE, g_task_get_cancellable (task),
                           load_tried, task);
}

static void
load_tried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MmsRtorrent *self = MMS_RTORRENT (source);
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) answer = mms_rtorrent_call_finish (self, result, &error);

  if (error != NULL && !g_error_matches (error, MMS_ERROR, MMS_ERROR_REFUSED) &&
      !g_error_matches (error, MMS_ERROR, MMS_ERROR_MISSING))
    {
      fail (task, error);
      return;
    }
  g_clear_error (&error);
  if (!mms_rtorrent_is_httprpc (self->url))
    {
      done (task, MMS_ADD_WAY_XMLRPC);
      return;
    }
  /* A filtering ruTorrent lets no method.* pass; rTorrent itself says that it lacks an argument. */
  mms_rtorrent_call_async (self, "method.get", NULL, TRUE, g_task_get_cancellable (task),
                           filter_tried, task);
}

static void
filter_tried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MmsRtorrent *self = MMS_RTORRENT (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = mms_rtorrent_call_finish (self, result, &error);

  self->filters = error != NULL && !g_error_matches (error, MMS_ERROR, MMS_ERROR_REFUSED) &&
                  !g_error_matches (error, MMS_ERROR, MMS_ERROR_MISSING);
  done (user_data, MMS_ADD_WAY_XMLRPC);
}

/* Remembers the way in self->way; the errors are what a person has to change. */
void
mms_rtorrent_find_way_async (MmsRtorrent *self, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_rtorrent_find_way_async);
  if (self->wanted == MMS_ADD_WAY_RUTORRENT && self->web == NULL)
    fail (task, g_error_new_literal (MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                                     _ ("To add through ruTorrent, its address is needed.")));
  else if (self->wanted != MMS_ADD_WAY_XMLRPC && self->web != NULL)
    mms_rtorrent_web_probe_async (self, cancellable, web_probed, task);
  else
    try_load (task);
}

gboolean
mms_rtorrent_find_way_finish (MmsRtorrent *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
