/* Lists the files of a torrent in the order in which people count; knows no widget.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/mms-metainfo.h"

G_BEGIN_DECLS

/* One file, fit to be shown. Owned by the list. */
typedef struct
{
  char *path;   /* relative to the release, valid UTF-8 in one line */
  gint64 bytes;
  guint file;    /* its number in the torrent, padding counted */
} MmsFileListEntry;

/* Immutable. */
typedef struct
{
  guint n_files;      /* padding left out */
  gint64 bytes_total; /* of all files */
  GPtrArray *entries; /* (owned) (element-type MmsFileListEntry): the first ones only */
} MmsFileList;

MmsFileList *mms_file_list_new (MmsMetainfo *metainfo, guint limit);
void         mms_file_list_free (MmsFileList *self);
void         mms_file_list_read_async (GBytes *metainfo, guint limit, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
MmsFileList *mms_file_list_read_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsFileList, mms_file_list_free)

G_END_DECLS
