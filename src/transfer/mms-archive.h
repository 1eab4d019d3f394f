/* Reads the files of one archive, volume after volume, through libarchive.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "transfer/mms-archive-set.h"

G_BEGIN_DECLS

typedef struct _MmsArchive MmsArchive;

/* One plain file in it. Links, devices and folders are passed over. */
typedef struct
{
  char *path;   /* (owned): relative, below the folder of the archive; valid UTF-8, harmless */
  gint64 bytes; /* -1 where it does not say */
  gboolean locked; /* only its name can be read without a password */
} MmsArchiveFile;

MmsArchive *mms_archive_open (int release_fd, const MmsArchiveSet *set, GCancellable *cancellable,
                              GError **error);
void        mms_archive_close (MmsArchive *self);
gboolean    mms_archive_next (MmsArchive *self, MmsArchiveFile **file, GError **error);
gboolean    mms_archive_read (MmsArchive *self, const guint8 **data, gsize *bytes, GError **error);
GPtrArray  *mms_archive_list (int release_fd, const MmsArchiveSet *set, GCancellable *cancellable,
                              GError **error);
gboolean    mms_archive_fail_locked (const char *path, GError **error);
void        mms_archive_file_free (MmsArchiveFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsArchive, mms_archive_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsArchiveFile, mms_archive_file_free)

G_END_DECLS
