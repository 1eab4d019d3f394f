/* Keeps the results of the last search, so that `mms grab 3` knows what 3 is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-error.h"
#include "core/mms-media.h"
#include "core/mms-release.h"

G_BEGIN_DECLS

/* A release, and which search found it. */
typedef struct
{
  MmsRelease *release; /* (owned) */
  gboolean film;       /* found among the films */
  gboolean series;     /* found among the series */
} MmsFound;

MmsFound  *mms_found_new (MmsRelease *release, MmsMediaKind kind);
void       mms_found_free (MmsFound *self);

gboolean   mms_search_cache_save (GPtrArray *found, GError **error);
GPtrArray *mms_search_cache_load (GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsFound, mms_found_free)

G_END_DECLS
