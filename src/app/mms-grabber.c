/* Turns what a person wants to grab into a job: fetches it, reads it, computes its info-hash.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/mms-grabber.h"

#include "core/mms-magnet.h"
#include "core/mms-metainfo.h"

#include <glib/gi18n-lib.h>

#define MAX_FILE_BYTES (16 * 1024 * 1024)

typedef struct
{
  char *name;        /* (owned) (nullable) */
  MmsIntent *intent; /* (owned) (nullable) */
} Story;

static void
story_free (gpointer data)
{
  Story *story = data;

  g_free (story->name);
  mms_intent_free (story->intent);
  g_free (story);
}

static void
take_magnet (GTask *task, const char *uri)
{
  Story *story = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (MmsMagnet) magnet = mms_magnet_new (uri, &error);
  const char *name = story->name;
  MmsJob *job = NULL;

  if (magnet == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (name == NULL)
    name = magnet->name != NULL ? magnet->name : magnet->hash;
  job = mms_job_new (magnet->hash, name);
  mms_job_set_magnet (job, uri);
  mms_job_set_intent (job, story->intent);
  g_task_return_pointer (task, job, g_object_unref);
}

static void
take_metainfo (GTask *task, GBytes *bytes)
{
  Story *story = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (MmsMetainfo) metainfo = mms_metainfo_new (bytes, &error);
  MmsJob *job = NULL;

  if (metainfo == NULL || !mms_metainfo_check_loadable (metainfo, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  job = mms_job_new (mms_metainfo_get_hash (metainfo),
                     story->name != NULL ? story->name : mms_metainfo_get_display_name (metainfo));
  mms_job_set_metainfo (job, bytes);
  mms_job_set_bytes_total (job, mms_metainfo_get_bytes_total (metainfo));
  mms_job_set_intent (job, story->intent);
  g_task_return_pointer (task, job, g_object_unref);
}

static void
resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (MmsTorrentSource) found
      = mms_indexer_resolve_finish (MMS_INDEXER (source), result, &error);

  if (found == NULL)
    g_task_return_error (task, error);
  else if (found->magnet != NULL)
    take_magnet (task, found->magnet);
  else
    take_metainfo (task, found->metainfo);
}

/* Called while the file is read; what is larger than any torrent is not read to its end. */
static gboolean
is_small (const char *contents, goffset bytes, gpointer data)
{
  return bytes <= MAX_FILE_BYTES;
}

static void
read_file (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *contents = NULL;
  gsize length = 0;

  if (g_file_load_partial_contents_finish (G_FILE (source), result, &contents, &length, NULL, &error))
    bytes = g_bytes_new_take (contents, length);
  if (bytes != NULL && length > MAX_FILE_BYTES)
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MALFORMED,
                             _ ("This file is larger than any torrent file should be."));
  else if (bytes != NULL)
    take_metainfo (task, bytes);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_new_error (task, MMS_ERROR,
                             g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
                                 ? MMS_ERROR_MISSING
                                 : MMS_ERROR_REFUSED,
                             /* Translators: %s is the system's own message */
                             _ ("The torrent file cannot be read: %s"), error->message);
}

/**
 * mms_grabber_read_async:
 * @resolver: fetches links
 * @what: read during this call only
 *
 * The finish returns (transfer full): a job that was just chosen and is on no road yet;
 * %MMS_ERROR_MALFORMED where what is there is no torrent, %MMS_ERROR_UNSUPPORTED where the seedbox
 * cannot load it.
 */
void
mms_grabber_read_async (MmsIndexer *resolver, const MmsGrab *what, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (resolver, cancellable, callback, user_data);
  Story *story = g_new0 (Story, 1);

  g_task_set_source_tag (task, mms_grabber_read_async);
  story->name = g_strdup (what->name);
  story->intent = what->intent != NULL ? mms_intent_copy (what->intent) : NULL;
  if (story->intent != NULL && story->intent->indexer == NULL)
    story->intent->indexer = g_strdup (what->indexer);
  g_task_set_task_data (task, story, story_free);
  if (what->metainfo != NULL)
    {
      take_metainfo (task, what->metainfo);
      g_object_unref (task);
    }
  else if (what->path != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_path (what->path);

      g_file_load_partial_contents_async (file, cancellable, is_small, read_file, task);
    }
  else if (mms_magnet_is (what->link))
    {
      take_magnet (task, what->link);
      g_object_unref (task);
    }
  else
    mms_indexer_resolve_async (resolver, what->link, cancellable, resolved, task);
}

MmsJob *
mms_grabber_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
