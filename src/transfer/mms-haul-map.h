/* Writes down, and reads again, what of a release is surely on the disk.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "transfer/mms-haul.h"

G_BEGIN_DECLS

/* What a map says. */
typedef struct
{
  GBytes *bytes;         /* (owned) */
  const guint8 *proven;  /* in @bytes: one bit a unit, the first in the highest bit */
  guint n_units;
  MmsRanges *here;       /* (owned): in units that are not proven */
} MmsHaulMap;

GBytes     *mms_haul_map_write (MmsHaul *haul, const char *print);
MmsHaulMap *mms_haul_map_read (GBytes *bytes, const char *print, guint n_units);
void        mms_haul_map_free (MmsHaulMap *self);
gboolean    mms_haul_map_get_proven (MmsHaulMap *self, guint unit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsHaulMap, mms_haul_map_free)

G_END_DECLS
