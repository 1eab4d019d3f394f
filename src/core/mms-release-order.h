/* Puts releases in order.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-release.h"

G_BEGIN_DECLS

/**
 * MmsReleaseOrder:
 * @MMS_RELEASE_ORDER_TITLE: from A to Z, accents and separators aside
 * @MMS_RELEASE_ORDER_SIZE: the largest first
 * @MMS_RELEASE_ORDER_SEEDERS: the most first
 * @MMS_RELEASE_ORDER_AGE: the newest first
 * @MMS_RELEASE_ORDER_QUALITY: most lines, then the better source, then what was put right (PROPER)
 *
 * What is not known comes last in each.
 */
typedef enum
{
  MMS_RELEASE_ORDER_TITLE,
  MMS_RELEASE_ORDER_SIZE,
  MMS_RELEASE_ORDER_SEEDERS,
  MMS_RELEASE_ORDER_AGE,
  MMS_RELEASE_ORDER_QUALITY,
} MmsReleaseOrder;

gboolean mms_release_order_from_nick (const char *nick, MmsReleaseOrder *order);
int mms_release_compare (MmsRelease *a, MmsRelease *b, MmsReleaseOrder order);

G_END_DECLS
