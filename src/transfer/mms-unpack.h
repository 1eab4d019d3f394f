/* Unpacks the archives of a whole release, so that its videos can be imported.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "transfer/mms-fetch-progress.h"

G_BEGIN_DECLS

/* Where it is unpacked before it is moved into the release: on the same filesystem. */
typedef struct
{
  int folder_fd;
  const char *name;  /* of the working folder in @folder_fd; removed before and after */
  const char *shown; /* @folder_fd for a person */
} MmsUnpackPlace;

gboolean   mms_unpack (int release_fd, const MmsUnpackPlace *place, MmsFetchProgress *progress,
                       GCancellable *cancellable, GError **error);
GPtrArray *mms_unpack_list_videos (int release_fd, GCancellable *cancellable, GError **error);

/* What an archive of a release holds. */
typedef struct
{
  GPtrArray *volumes; /* (owned): of char *, paths in the release */
  GPtrArray *videos;  /* (owned): of char *, where they come to lie in the release; %NULL behind */
} MmsPacked;

void mms_packed_free (MmsPacked *self);

G_END_DECLS
