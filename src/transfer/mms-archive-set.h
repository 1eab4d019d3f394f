/* Finds the archives of a release, each with its volumes in order, by their names.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *folder;       /* (owned): in which all volumes are; "" for the release itself */
  GPtrArray *volumes; /* (owned): of char *, paths in the release, the first volume first */
  gint64 bytes;       /* of all volumes */
  gboolean is_zip;
  gboolean has_first; /* the file that everything begins with is there */
  char *missing;      /* (owned) (nullable): the first volume that should be there and is not */
  char *twice;        /* (owned) (nullable): a second file for one place in the order */
} MmsArchiveSet;

GPtrArray  *mms_archive_sets_find (int folder_fd, GError **error);
const char *mms_archive_set_get_first (const MmsArchiveSet *self);
void        mms_archive_set_free (MmsArchiveSet *self);
gboolean    mms_archive_name_is_part (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsArchiveSet, mms_archive_set_free)

G_END_DECLS
