/* Keeps a set of whole numbers as ranges: which bytes of a release are here, or still to be asked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From @begin to before @end. */
typedef struct
{
  gint64 begin;
  gint64 end;
} MmsRange;

typedef struct _MmsRanges MmsRanges;

MmsRanges *mms_ranges_new (void);
void       mms_ranges_free (MmsRanges *self);
void       mms_ranges_add (MmsRanges *self, gint64 begin, gint64 end);
void       mms_ranges_remove (MmsRanges *self, gint64 begin, gint64 end);
gint64     mms_ranges_count (MmsRanges *self, gint64 begin, gint64 end);
gint64     mms_ranges_get_total (MmsRanges *self);
guint      mms_ranges_get_n (MmsRanges *self);
MmsRange   mms_ranges_get (MmsRanges *self, guint i);
gboolean   mms_ranges_find (MmsRanges *self, gint64 from, MmsRange *found);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsRanges, mms_ranges_free)

G_END_DECLS
