/* Knows of one release which bytes are here, which are asked for, and which are proven.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "transfer/mms-fetch-plan.h"
#include "transfer/mms-ranges.h"

G_BEGIN_DECLS

/* How often a bad unit is brought again before it is given up. */
#define MMS_HAUL_REPAIRS 3

/* A stretch of the release that one line works on: from @next on nothing was asked for yet. */
typedef struct
{
  gint64 next;
  gint64 end;
} MmsSegment;

/* One request for data. */
typedef struct
{
  guint file;      /* in the plan */
  gint64 offset;   /* in the file */
  gint64 begin;    /* in the release */
  gint64 bytes;
} MmsGrant;

typedef struct _MmsHaul MmsHaul;

MmsHaul *mms_haul_new (MmsFetchPlan *plan);
void     mms_haul_free (MmsHaul *self);

/* Units: the torrent's pieces; without metainfo stretches of the same size each. */
guint    mms_haul_get_n_units (MmsHaul *self);
MmsRange mms_haul_get_unit (MmsHaul *self, guint unit);
guint    mms_haul_find_unit (MmsHaul *self, gint64 at);
gboolean mms_haul_get_proven (MmsHaul *self, guint unit);
gboolean mms_haul_get_complete (MmsHaul *self, guint unit);
MmsRanges *mms_haul_get_here (MmsHaul *self);
gboolean mms_haul_find_file (MmsHaul *self, gint64 at, guint *file);

void     mms_haul_set_proven (MmsHaul *self, guint unit);
void     mms_haul_limit_to (MmsHaul *self, const guint8 *bits, gsize bytes);

gboolean mms_haul_take (MmsHaul *self, gint64 max_bytes, MmsSegment *segment);
void     mms_haul_leave (MmsHaul *self, MmsSegment *segment);
gboolean mms_haul_grant (MmsHaul *self, MmsSegment *segment, gint64 max_bytes, MmsGrant *grant);
void     mms_haul_give_back (MmsHaul *self, gint64 begin, gint64 bytes);
gboolean mms_haul_arrived (MmsHaul *self, gint64 begin, gint64 bytes);
gboolean mms_haul_settle (MmsHaul *self, guint unit, gboolean good);

gboolean mms_haul_get_whole (MmsHaul *self);
gint64   mms_haul_get_bytes_done (MmsHaul *self);
gint64   mms_haul_get_bytes_total (MmsHaul *self);
gint64   mms_haul_get_bytes_to_ask (MmsHaul *self);
gboolean mms_haul_get_free (MmsHaul *self);
gint64   mms_haul_get_file_done (MmsHaul *self, guint file);
GArray  *mms_haul_take_dirty (MmsHaul *self);
void     mms_haul_draw (MmsHaul *self, guint8 *cells, guint n_cells);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsHaul, mms_haul_free)

G_END_DECLS
