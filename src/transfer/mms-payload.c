/* Tells whether a folder holds a whole torrent, by its hashes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-payload.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "transfer/mms-disk-error.h"
#include "transfer/mms-piece-check.h"
#include "transfer/mms-remote-path.h"
#include "transfer/mms-tree.h"

#define BUFFER_BYTES (1024 * 1024)

static gboolean
fail_corrupt (const char *path, GError **error)
{
  g_autofree char *shown = mms_remote_path_show (path);

  g_set_error (error, MMS_ERROR, MMS_ERROR_CORRUPT,
               /* Translators: %s is a file of a torrent */
               _ ("“%s” here is not what the torrent says"), shown);
  return FALSE;
}

static gboolean
hash_file (int fd, MmsPieceCheck *check, MmsFetchProgress *progress, GCancellable *cancellable,
           const char *path, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (BUFFER_BYTES);
  ssize_t got;

  while ((got = read (fd, buffer, BUFFER_BYTES)) > 0)
    {
      mms_piece_check_feed (check, buffer, (gsize) got);
      mms_fetch_progress_add_done (progress, got);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  if (got == 0)
    return TRUE;
  mms_disk_error_set (error, errno, path);
  return FALSE;
}

static gboolean
check_file (int folder_fd, const MmsFetchFile *file, MmsPieceCheck *check,
            MmsFetchProgress *progress, GCancellable *cancellable, GError **error)
{
  const char *name;
  gint64 bytes = 0;
  g_auto (MmsFd) parent_fd = mms_tree_open_parent (folder_fd, file->path, FALSE, &name, NULL);
  g_auto (MmsFd) fd = parent_fd >= 0 ? mms_tree_open_to_read (parent_fd, name, &bytes, NULL) : -1;

  if (fd < 0 || bytes != file->bytes)
    return fail_corrupt (file->path, error);
  return hash_file (fd, check, progress, cancellable, file->path, error);
}

/**
 * mms_payload_check:
 * @folder_fd: what stands in the torrent's place: its files are right below
 * @wanted: (nullable): as for mms_fetch_plan_new()
 *
 * Reads and hashes everything that is wanted. Of pieces that span into a file that nobody wants only
 * sizes are compared: the rest of them is not here. Fails with %MMS_ERROR_CORRUPT naming the first
 * file that is not whole.
 */
gboolean
mms_payload_check (int folder_fd, MmsMetainfo *metainfo, GBytes *wanted, MmsFetchProgress *progress,
                   GCancellable *cancellable, GError **error)
{
  g_autoptr (MmsFetchPlan) plan = mms_fetch_plan_new (metainfo, wanted);
  g_autoptr (MmsPieceCheck) check = mms_piece_check_new (metainfo);
  guint bad;

  mms_fetch_progress_set_done (progress, 0);
  mms_fetch_progress_set_total (progress, mms_fetch_plan_get_bytes_wanted (plan));
  for (guint i = 0; i < plan->files->len; i++)
    {
      const MmsFetchFile *file = plan->files->pdata[i];

      if (file->padding)
        mms_piece_check_feed_zeros (check, file->bytes);
      else if (file->unwanted)
        mms_piece_check_skip (check, file->bytes);
      else if (!check_file (folder_fd, file, check, progress, cancellable, error))
        return FALSE;
      if (mms_piece_check_take_bad (check, &bad))
        return fail_corrupt (file->path, error);
    }
  return TRUE;
}
