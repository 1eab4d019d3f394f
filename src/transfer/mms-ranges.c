/* Keeps a set of whole numbers as ranges: which bytes of a release are here, or still to be asked.
 *
 * The ranges are sorted, never empty, and never touch each other.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-ranges.h"

struct _MmsRanges
{
  GArray *ranges; /* (owned): of MmsRange */
  gint64 total;
};

MmsRanges *
mms_ranges_new (void)
{
  MmsRanges *self = g_new0 (MmsRanges, 1);

  self->ranges = g_array_new (FALSE, FALSE, sizeof (MmsRange));
  return self;
}

void
mms_ranges_free (MmsRanges *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->ranges);
  g_free (self);
}

static MmsRange *
at (MmsRanges *self, guint i)
{
  return &g_array_index (self->ranges, MmsRange, i);
}

/* Returns: the first range that ends at @from or later (@touching), or after it; one past the last
 * where there is none */
static guint
search (MmsRanges *self, gint64 from, gboolean touching)
{
  guint low = 0;
  guint high = self->ranges->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      gint64 end = at (self, middle)->end;

      if (touching ? end >= from : end > from)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

/* Adds from @begin to before @end, whatever of it is there already. */
void
mms_ranges_add (MmsRanges *self, gint64 begin, gint64 end)
{
  guint first = search (self, begin, TRUE);
  guint last = first;
  MmsRange range = { begin, end };

  if (begin >= end)
    return;
  for (; last < self->ranges->len && at (self, last)->begin <= end; last++)
    {
      MmsRange *met = at (self, last);

      range.begin = MIN (range.begin, met->begin);
      range.end = MAX (range.end, met->end);
      self->total -= met->end - met->begin;
    }
  if (last == first)
    g_array_insert_val (self->ranges, first, range);
  else
    {
      *at (self, first) = range;
      if (last - first > 1)
        g_array_remove_range (self->ranges, first + 1, last - first - 1);
    }
  self->total += range.end - range.begin;
}

/* Takes away from @begin to before @end, as far as it is there. */
void
mms_ranges_remove (MmsRanges *self, gint64 begin, gint64 end)
{
  guint i = search (self, begin, FALSE);

  while (i < self->ranges->len && begin < end && at (self, i)->begin < end)
    {
      MmsRange *met = at (self, i);
      MmsRange tail = { end, met->end };

      self->total -= MIN (met->end, end) - MAX (met->begin, begin);
      if (met->begin < begin && met->end > end)
        {
          met->end = begin;
          g_array_insert_val (self->ranges, i + 1, tail);
          return;
        }
      if (met->begin < begin)
        {
          met->end = begin;
          i++;
        }
      else if (met->end > end)
        met->begin = end;
      else
        g_array_remove_index (self->ranges, i);
      if (i < self->ranges->len && at (self, i)->begin >= end)
        return;
    }
}

/* Returns: how many numbers from @begin to before @end are in the set */
gint64
mms_ranges_count (MmsRanges *self, gint64 begin, gint64 end)
{
  gint64 count = 0;

  for (guint i = search (self, begin, FALSE); i < self->ranges->len; i++)
    {
      const MmsRange *met = at (self, i);

      if (met->begin >= end)
        break;
      count += MIN (met->end, end) - MAX (met->begin, begin);
    }
  return count;
}

gint64
mms_ranges_get_total (MmsRanges *self)
{
  return self->total;
}

guint
mms_ranges_get_n (MmsRanges *self)
{
  return self->ranges->len;
}

MmsRange
mms_ranges_get (MmsRanges *self, guint i)
{
  return *at (self, i);
}

/* Finds the first range that ends after @from. @found: (out): where there is one */
gboolean
mms_ranges_find (MmsRanges *self, gint64 from, MmsRange *found)
{
  guint i = search (self, from, FALSE);

  if (i == self->ranges->len)
    return FALSE;
  *found = *at (self, i);
  return TRUE;
}
