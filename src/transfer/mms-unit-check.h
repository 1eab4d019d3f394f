/* Proves units of a release: as their bytes come by, or from the disk where they came in pieces.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "transfer/mms-haul.h"
#include "transfer/mms-staging.h"

G_BEGIN_DECLS

typedef struct _MmsUnitCheck MmsUnitCheck;

MmsUnitCheck *mms_unit_check_new (MmsHaul *haul, MmsFetchPlan *plan, MmsStaging *staging);
void          mms_unit_check_free (MmsUnitCheck *self);
void          mms_unit_check_feed (MmsUnitCheck *self, gint64 at, const guint8 *data, gsize bytes);
gboolean      mms_unit_check_judge (MmsUnitCheck *self, guint unit, gboolean *good,
                                    GError **error);
gboolean      mms_unit_check_may_be_here (MmsUnitCheck *self, guint unit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsUnitCheck, mms_unit_check_free)

G_END_DECLS
