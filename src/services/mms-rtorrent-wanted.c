/* Asks rTorrent which files of a torrent somebody wants.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-rtorrent-private.h"

#include <glib/gi18n-lib.h>

#include "services/mms-xmlrpc-table.h"

/* The story of one question, in the order in which it happens.
 *
 *   ask ──> fetched ──> read (on the worker) ──> was_read ──> done
 */
static void fetched (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable);
static void was_read (GObject *source, GAsyncResult *result, gpointer user_data);

static void
row (gpointer user_data)
{
}

static void
cell (guint column, const char *text, gsize bytes, gpointer user_data)
{
  guint8 wanted = text[0] != '0';

  if (column == 0)
    g_byte_array_append (user_data, &wanted, 1);
}

static void
row_end (guint columns, gpointer user_data)
{
}

static const MmsXmlrpcTable table = { row, cell, row_end };

static void
return_unsupported (GTask *task)
{
  g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_UNSUPPORTED, "%s",
                           _ ("This rTorrent does not say which files are wanted."));
}

static void
fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MmsRtorrent *self = MMS_RTORRENT (source);
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GBytes *answer = mms_rtorrent_fetch_finish (self, result, &error);
  g_autoptr (GTask) reading = NULL;

  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  reading = g_task_new (self, g_task_get_cancellable (task), was_read, g_object_ref (task));
  g_task_set_task_data (reading, answer, (GDestroyNotify) g_bytes_unref);
  mms_worker_run (self->worker, reading, on_worker);
}

static void
on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GByteArray) flags = g_byte_array_new ();
  GError *error = NULL;

  if (mms_xmlrpc_table_read (&table, flags, data, "rTorrent", cancellable, &error))
    g_task_return_pointer (task, g_byte_array_free_to_bytes (g_steal_pointer (&flags)),
                           (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
was_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) flags = g_task_propagate_pointer (G_TASK (result), &error);

  if (flags != NULL && g_bytes_get_size (flags) > 0)
    g_task_return_pointer (task, g_steal_pointer (&flags), (GDestroyNotify) g_bytes_unref);
  else if (flags != NULL || mms_rtorrent_is_distrust (error))
    return_unsupported (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * mms_rtorrent_wanted_async:
 *
 * f.priority is 0 off, 1 normal, 2 high; f.multicall lists the files in the torrent's order, padding
 * included (rTorrent 0.9.8, measured; f.* with a torrent for a target would crash it).
 *
 * The finish returns (transfer full): a byte for each file, 0 where it is off.
 */
void
mms_rtorrent_wanted_async (MmsRtorrent *self, const char *hash, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, mms_rtorrent_wanted_async);
  if (!mms_rtorrent_check_hash (hash, &error))
    g_task_return_error (task, error);
  else
    mms_rtorrent_fetch_async (self, "f.multicall", g_variant_new ("(sss)", hash, "", "f.priority="),
                              TRUE, cancellable, fetched, g_steal_pointer (&task));
}

GBytes *
mms_rtorrent_wanted_finish (MmsRtorrent *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
