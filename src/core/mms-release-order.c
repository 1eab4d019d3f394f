/* Puts releases in order.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-release-order.h"

#include <string.h>

static const char *const nicks[] = { "title", "size", "seeders", "age", "quality" };

/* Returns: whether @nick is the name of an order */
gboolean
mms_release_order_from_nick (const char *nick, MmsReleaseOrder *order)
{
  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    if (g_ascii_strcasecmp (nicks[i], nick) == 0)
      {
        *order = (MmsReleaseOrder) i;
        return TRUE;
      }
  return FALSE;
}

/* The greater one first. */
static int
compare_greater (gint64 a, gint64 b)
{
  return (a < b) - (a > b);
}

static int
compare_quality (const MmsReleaseName *a, const MmsReleaseName *b)
{
  int order = compare_greater (a->resolution, b->resolution);

  if (order == 0)
    order = compare_greater (a->source, b->source);
  if (order == 0)
    order = compare_greater (a->remux, b->remux);
  if (order == 0)
    order = compare_greater (a->proper + a->repack, b->proper + b->repack);
  return order;
}

static int
compare (MmsRelease *a, MmsRelease *b, MmsReleaseOrder order)
{
  switch (order)
    {
    case MMS_RELEASE_ORDER_TITLE:
      return strcmp (mms_release_get_search_key (a), mms_release_get_search_key (b));
    case MMS_RELEASE_ORDER_SIZE:
      return compare_greater (a->bytes, b->bytes);
    case MMS_RELEASE_ORDER_SEEDERS:
      return compare_greater (a->seeders, b->seeders);
    case MMS_RELEASE_ORDER_AGE:
      return compare_greater (a->published_at, b->published_at);
    case MMS_RELEASE_ORDER_QUALITY:
      return compare_quality (mms_release_get_name (a), mms_release_get_name (b));
    }
  return 0;
}

/**
 * mms_release_compare:
 *
 * Equal ones stand by their seeders, then by their titles: the order is the same each time.
 *
 * Returns: less than 0 where @a comes first, more than 0 where @b does
 */
int
mms_release_compare (MmsRelease *a, MmsRelease *b, MmsReleaseOrder order)
{
  int result = compare (a, b, order);

  if (result == 0)
    result = compare (a, b, MMS_RELEASE_ORDER_SEEDERS);
  if (result == 0)
    result = compare (a, b, MMS_RELEASE_ORDER_TITLE);
  return result != 0 ? result : strcmp (a->title, b->title);
}
