/* Asks rTorrent for all torrents, or for one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-rtorrent-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "services/mms-rtorrent-fields.h"

#define REBORN_MS 50 /* a magnet is gone for less than 20 ms when its metadata came */

/* The story of one look, in the order in which it happens.
 *
 *   look ──> fetched ──> read (on the worker) ──> done
 *    ^                     │
 *    └── without d.complete, or the whole list, where rTorrent is old or shy
 */
typedef struct
{
  char *hash;       /* (owned) (nullable): NULL for all */
  gboolean whole;   /* the filter is not known there: all, and pick */
  gboolean shy;     /* d.complete is kept from us */
  gboolean again;   /* the one torrent was asked for twice */
  GBytes *answer;   /* (owned) (nullable) */
} Look;

static void     look    (GTask *task);
static void     fetched (GObject *source, GAsyncResult *result, gpointer user_data);
static void     on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable);
static void     was_read (GObject *source, GAsyncResult *result, gpointer user_data);

static void
look_free (Look *self)
{
  g_free (self->hash);
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_free (self);
}

/* Returns: whether @hash is 40 hex digits; anything else must not reach a command */
gboolean
mms_rtorrent_check_hash (const char *hash, GError **error)
{
  gsize length = hash != NULL ? strlen (hash) : 0;
  gboolean ok = length == 40;

  for (gsize i = 0; i < length && ok; i++)
    ok = g_ascii_isxdigit (hash[i]);
  if (!ok)
    g_set_error_literal (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                         _ ("This is not the info-hash of a torrent."));
  return ok;
}

static void
look (GTask *task)
{
  MmsRtorrent *self = g_task_get_source_object (task);
  Look *data = g_task_get_task_data (task);
  gboolean one = data->hash != NULL && !data->whole;

  data->shy = self->shy;
  mms_rtorrent_fetch_async (self, one ? "d.multicall.filtered" : "d.multicall2",
                            one ? mms_rtorrent_fields_ask_one (data->hash, data->shy)
                                : mms_rtorrent_fields_ask_all (data->shy),
                            TRUE, g_task_get_cancellable (task), fetched, task);
}

static void
fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MmsRtorrent *self = MMS_RTORRENT (source);
  g_autoptr (GTask) task = user_data;
  Look *data = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GTask) reading = NULL;

  g_clear_pointer (&data->answer, g_bytes_unref);
  data->answer = mms_rtorrent_fetch_finish (self, result, &error);
  if (data->answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  reading = g_task_new (self, g_task_get_cancellable (task), was_read, g_object_ref (task));
  g_task_set_task_data (reading, g_bytes_ref (data->answer), (GDestroyNotify) g_bytes_unref);
  mms_worker_run (self->worker, reading, on_worker);
}

static void
on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *rows = mms_rtorrent_fields_read (data, cancellable, &error);

  if (rows == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
}

/* Returns: whether there is another way to ask, and it was taken */
static gboolean
ask_otherwise (GTask *task, const GError *error)
{
  MmsRtorrent *self = g_task_get_source_object (task);
  Look *data = g_task_get_task_data (task);

  if (!data->shy && mms_rtorrent_is_distrust (error))
    self->shy = TRUE;
  else if (data->hash != NULL && !data->whole &&
           g_error_matches (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED))
    data->whole = TRUE;
  else
    return FALSE;
  look (g_object_ref (task));
  return TRUE;
}

static gboolean
again_cb (gpointer user_data)
{
  look (user_data);
  return G_SOURCE_REMOVE;
}

static void
return_missing (GTask *task)
{
  Look *data = g_task_get_task_data (task);
  g_autoptr (GSource) source = NULL;

  if (data->again)
    {
      g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MISSING, "%s",
                               _ ("The torrent is not on the seedbox (any more)."));
      return;
    }
  data->again = TRUE;
  source = g_timeout_source_new (REBORN_MS);
  g_source_set_callback (source, again_cb, g_object_ref (task), NULL);
  g_source_attach (source, g_task_get_context (task));
}

static void
pick (GTask *task, GPtrArray *rows)
{
  Look *data = g_task_get_task_data (task);

  for (guint i = 0; i < rows->len; i++)
    {
      MmsTorrentFacts *facts = g_ptr_array_index (rows, i);

      if (g_ascii_strcasecmp (facts->hash, data->hash) != 0)
        continue;
      g_ptr_array_set_free_func (rows, NULL);
      g_ptr_array_remove_index_fast (rows, i);
      g_ptr_array_set_free_func (rows, (GDestroyNotify) mms_torrent_facts_free);
      g_task_return_pointer (task, facts, (GDestroyNotify) mms_torrent_facts_free);
      return;
    }
  return_missing (task);
}

static void
was_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Look *data = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_pointer (&data->answer, g_bytes_unref);
  if (rows == NULL && !ask_otherwise (task, error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (rows != NULL && data->hash != NULL)
    pick (task, rows);
  else if (rows != NULL)
    g_task_return_pointer (task, g_steal_pointer (&rows), (GDestroyNotify) g_ptr_array_unref);
}

static GTask *
new_look (MmsRtorrent *self, const char *hash, GCancellable *cancellable,
          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Look *data = g_new0 (Look, 1);

  data->hash = g_strdup (hash);
  g_task_set_source_tag (task, new_look);
  g_task_set_task_data (task, data, (GDestroyNotify) look_free);
  return task;
}

/* The finish returns (transfer full) (element-type MmsTorrentFacts). */
void
mms_rtorrent_list_async (MmsRtorrent *self, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  look (new_look (self, NULL, cancellable, callback, user_data));
}

GPtrArray *
mms_rtorrent_list_finish (MmsRtorrent *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The finish returns (transfer full); %MMS_ERROR_MISSING where the box does not have it. */
void
mms_rtorrent_find_async (MmsRtorrent *self, const char *hash, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = new_look (self, hash, cancellable, callback, user_data);
  GError *error = NULL;

  if (!mms_rtorrent_check_hash (hash, &error))
    g_task_return_error (task, error);
  else
    look (g_steal_pointer (&task));
}

MmsTorrentFacts *
mms_rtorrent_find_finish (MmsRtorrent *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
