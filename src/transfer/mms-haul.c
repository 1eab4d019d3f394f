/* Knows of one release which bytes are here, which are asked for, and which are proven.
 *
 * A release is one row of bytes, its files one after the other as in the torrent; lines work on
 * segments of it. A unit is what can be proven by itself: a piece. Nothing here touches a disk, a
 * line or a clock, and nothing is locked: the crew does that. A unit that has bytes only of files
 * that nobody wants is none of its business; of any other all bytes are, since all are hashed.
 *
 *   free ──take──> segment ──grant──> asked ──arrived──> here ──settle──> proven
 *     ^───────leave───┴───────give_back──┘                 └──settle, bad──> free
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-haul.h"

#include <string.h>

/* Without metainfo: as much as is lost, at most, where a line breaks. */
#define UNIT_BYTES (4 * 1024 * 1024)
/* Less than this is not worth handing to another line. */
#define MIN_SPLIT_BYTES (512 * 1024)

typedef struct
{
  guint32 missing;     /* bytes that did not arrive yet */
  guint8 bad;          /* how often it was not what the torrent says */
  guint8 proven;
  guint8 barred;       /* not to be asked for now: the seedbox does not have it yet */
  guint8 wanted;       /* has a byte of a file that somebody wants */
} Unit;

struct _MmsHaul
{
  MmsFetchPlan *plan;  /* outlives it; only read */
  guint *order;        /* (owned): files with bytes on a disk, by offset */
  guint n_order;
  gint64 *file_done;   /* (owned): bytes of each file that arrived */
  Unit *units;         /* (owned) */
  guint n_units;
  gint64 unit_bytes;
  gint64 end;          /* of the release */
  guint unproven;      /* units, the barred ones excluded */
  gint64 bytes_done;
  gint64 bytes_total;  /* of the units that are wanted, padding included */
  MmsRanges *free;     /* (owned): nobody works on it */
  MmsRanges *here;     /* (owned): arrived, in units that are not proven yet */
  GPtrArray *segments; /* (owned): of MmsSegment, borrowed: what lines work on */
  GHashTable *dirty;   /* (owned): files that were written to */
};

static const MmsFetchFile *
get_file (MmsHaul *self, guint file)
{
  return self->plan->files->pdata[file];
}

static gboolean
is_on_disk (const MmsFetchFile *file)
{
  return !file->padding && file->bytes > 0;
}

/* Returns: from where to before where a unit reaches */
MmsRange
mms_haul_get_unit (MmsHaul *self, guint unit)
{
  MmsMetainfo *metainfo = self->plan->metainfo;
  gint64 begin = (gint64) unit * self->unit_bytes;
  gint64 bytes = metainfo != NULL ? mms_metainfo_get_bytes_of_piece (metainfo, unit)
                                  : MIN (self->unit_bytes, self->end - begin);

  return (MmsRange) { begin, begin + bytes };
}

guint
mms_haul_get_n_units (MmsHaul *self)
{
  return self->n_units;
}

/* Returns: the unit that the byte @at is in */
guint
mms_haul_find_unit (MmsHaul *self, gint64 at)
{
  return (guint) (at / self->unit_bytes);
}

gboolean
mms_haul_get_proven (MmsHaul *self, guint unit)
{
  return self->units[unit].proven;
}

/* Returns: whether every byte of a unit is here, right or not */
gboolean
mms_haul_get_complete (MmsHaul *self, guint unit)
{
  return self->units[unit].missing == 0;
}

/* Returns: (transfer none): what arrived in units that are not proven yet */
MmsRanges *
mms_haul_get_here (MmsHaul *self)
{
  return self->here;
}

/* Returns: the place in @self->order of the first file that ends after @at */
static guint
search_file (MmsHaul *self, gint64 at)
{
  guint low = 0;
  guint high = self->n_order;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const MmsFetchFile *file = get_file (self, self->order[middle]);

      if (file->offset + file->bytes > at)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

/* Finds the first file that has a byte at @at or after it. @file: (out) */
gboolean
mms_haul_find_file (MmsHaul *self, gint64 at, guint *file)
{
  guint place = search_file (self, at);

  if (place == self->n_order)
    return FALSE;
  *file = self->order[place];
  return TRUE;
}

static void
count_missing (MmsHaul *self, const MmsFetchFile *file)
{
  for (gint64 at = file->offset; at < file->offset + file->bytes;)
    {
      guint unit = mms_haul_find_unit (self, at);
      gint64 end = MIN (file->offset + file->bytes, (gint64) (unit + 1) * self->unit_bytes);

      self->units[unit].missing += (guint32) (end - at);
      self->units[unit].wanted |= !file->unwanted;
      at = end;
    }
}

/* Leaves out a unit that nobody wants: as if there were nothing of it. */
static void
leave_out (MmsHaul *self, guint unit)
{
  MmsRange range = mms_haul_get_unit (self, unit);
  gint64 bytes = range.end - range.begin;

  self->bytes_total -= bytes;
  self->bytes_done -= bytes - self->units[unit].missing; /* its padding */
  self->units[unit].missing = 0;
  mms_ranges_remove (self->free, range.begin, range.end);
}

/**
 * mms_haul_new:
 * @plan: must outlive it
 *
 * Returns: (transfer full): a release of which nothing is here
 */
MmsHaul *
mms_haul_new (MmsFetchPlan *plan)
{
  MmsHaul *self = g_new0 (MmsHaul, 1);

  self->plan = plan;
  self->order = g_new0 (guint, plan->files->len);
  self->file_done = g_new0 (gint64, plan->files->len);
  self->free = mms_ranges_new ();
  self->here = mms_ranges_new ();
  self->segments = g_ptr_array_new ();
  self->dirty = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < plan->files->len; i++)
    {
      const MmsFetchFile *file = plan->files->pdata[i];

      self->end = MAX (self->end, file->offset + file->bytes);
      if (file->padding)
        self->bytes_done += file->bytes;
      if (is_on_disk (file))
        self->order[self->n_order++] = i;
    }
  self->unit_bytes = plan->metainfo != NULL ? mms_metainfo_get_piece_bytes (plan->metainfo)
                                            : UNIT_BYTES;
  self->n_units = plan->metainfo != NULL
                    ? mms_metainfo_get_n_pieces (plan->metainfo)
                    : (guint) ((self->end + self->unit_bytes - 1) / self->unit_bytes);
  self->units = g_new0 (Unit, self->n_units);
  self->bytes_total = plan->bytes_total;
  mms_ranges_add (self->free, 0, self->end);
  for (guint i = 0; i < self->n_order; i++)
    count_missing (self, get_file (self, self->order[i]));
  for (guint i = 0; i < self->n_units; i++)
    {
      if (self->units[i].missing > 0 && !self->units[i].wanted)
        leave_out (self, i);
      /* what is padding only is nowhere, and right */
      self->units[i].proven = self->units[i].missing == 0;
      self->unproven += !self->units[i].proven;
    }
  return self;
}

void
mms_haul_free (MmsHaul *self)
{
  if (self == NULL)
    return;
  mms_ranges_free (self->free);
  mms_ranges_free (self->here);
  g_ptr_array_unref (self->segments);
  g_hash_table_unref (self->dirty);
  g_free (self->order);
  g_free (self->file_done);
  g_free (self->units);
  g_free (self);
}

/* Counts, over the files in the stretch, @sign times its bytes as done. */
static void
count_done (MmsHaul *self, gint64 begin, gint64 end, int sign)
{
  for (guint place = search_file (self, begin); place < self->n_order; place++)
    {
      const MmsFetchFile *file = get_file (self, self->order[place]);
      gint64 from = MAX (begin, file->offset);
      gint64 to = MIN (end, file->offset + file->bytes);

      if (file->offset >= end)
        break;
      self->file_done[self->order[place]] += sign * (to - from);
      self->bytes_done += sign * (to - from);
    }
}

/* Returns: how many bytes of files there are in a stretch */
static gint64
count_bytes (MmsHaul *self, gint64 begin, gint64 end)
{
  gint64 count = 0;

  for (guint place = search_file (self, begin); place < self->n_order; place++)
    {
      const MmsFetchFile *file = get_file (self, self->order[place]);

      if (file->offset >= end)
        break;
      count += MIN (end, file->offset + file->bytes) - MAX (begin, file->offset);
    }
  return count;
}

/* A unit that an earlier attempt brought, and proved. */
void
mms_haul_set_proven (MmsHaul *self, guint unit)
{
  MmsRange range = mms_haul_get_unit (self, unit);
  Unit *known = &self->units[unit];

  if (known->proven)
    return;
  for (guint i = 0; i < mms_ranges_get_n (self->here); i++)
    {
      MmsRange met = mms_ranges_get (self->here, i);

      if (met.begin < range.end && met.end > range.begin)
        count_done (self, MAX (met.begin, range.begin), MIN (met.end, range.end), -1);
    }
  count_done (self, range.begin, range.end, 1);
  mms_ranges_remove (self->free, range.begin, range.end);
  mms_ranges_remove (self->here, range.begin, range.end);
  known->missing = 0;
  known->proven = TRUE;
  self->unproven -= !known->barred;
}

/* What of a unit did not arrive may be asked for. */
static void
free_what_is_missing (MmsHaul *self, MmsRange range)
{
  MmsRange met;

  mms_ranges_add (self->free, range.begin, range.end);
  for (gint64 at = range.begin; mms_ranges_find (self->here, at, &met) && met.begin < range.end;
       at = met.end)
    mms_ranges_remove (self->free, met.begin, MIN (met.end, range.end));
}

/**
 * mms_haul_limit_to:
 * @bits: one a unit, the first in the highest bit of the first byte; what is not there is not set
 *
 * Lets only those units be asked for: the seedbox has no others yet. Before the first is asked for;
 * may be called again as there are more.
 */
void
mms_haul_limit_to (MmsHaul *self, const guint8 *bits, gsize bytes)
{
  for (guint i = 0; i < self->n_units; i++)
    {
      gboolean is_set = i / 8 < bytes && (bits[i / 8] & (0x80 >> (i % 8))) != 0;
      MmsRange range = mms_haul_get_unit (self, i);
      Unit *unit = &self->units[i];

      if (unit->proven || unit->barred == !is_set)
        continue;
      if (is_set)
        free_what_is_missing (self, range);
      else
        mms_ranges_remove (self->free, range.begin, range.end);
      unit->barred = !is_set;
      self->unproven += is_set ? 1 : (guint) -1;
    }
}

/* Cuts a stretch so that it ends with a unit, where a unit ends in it. */
static gint64
align (MmsHaul *self, gint64 begin, gint64 end)
{
  gint64 aligned = end / self->unit_bytes * self->unit_bytes;

  return aligned > begin ? aligned : end;
}

/* Takes the second half of what another line has before it. */
static gboolean
take_from_another (MmsHaul *self, MmsSegment *segment)
{
  MmsSegment *longest = NULL;

  for (guint i = 0; i < self->segments->len; i++)
    {
      MmsSegment *other = self->segments->pdata[i];

      if (longest == NULL || other->end - other->next > longest->end - longest->next)
        longest = other;
    }
  if (longest == NULL || longest->end - longest->next < 2 * MIN_SPLIT_BYTES)
    return FALSE;
  segment->next = align (self, longest->next + MIN_SPLIT_BYTES,
                         longest->next + (longest->end - longest->next) / 2);
  segment->end = longest->end;
  longest->end = segment->next;
  return TRUE;
}

/**
 * mms_haul_take:
 * @segment: (out): belongs to the haul, too, until mms_haul_leave()
 *
 * Gives a line something to work on: what nobody works on, else a part of what another does.
 *
 * Returns: %FALSE where there is nothing
 */
gboolean
mms_haul_take (MmsHaul *self, gint64 max_bytes, MmsSegment *segment)
{
  MmsRange found;

  if (mms_ranges_find (self->free, 0, &found))
    {
      segment->next = found.begin;
      segment->end = found.end;
      if (found.end - found.begin > max_bytes)
        segment->end = align (self, found.begin, found.begin + max_bytes);
      mms_ranges_remove (self->free, segment->next, segment->end);
    }
  else if (!take_from_another (self, segment))
    return FALSE;
  g_ptr_array_add (self->segments, segment);
  return TRUE;
}

/* Ends the work on a segment; what was not asked for is free again. */
void
mms_haul_leave (MmsHaul *self, MmsSegment *segment)
{
  if (!g_ptr_array_remove_fast (self->segments, segment))
    return;
  mms_ranges_add (self->free, segment->next, segment->end);
  segment->next = segment->end;
}

/**
 * mms_haul_grant:
 * @grant: (out): at least one byte, of one file
 *
 * Returns: %FALSE where nothing is left of the segment
 */
gboolean
mms_haul_grant (MmsHaul *self, MmsSegment *segment, gint64 max_bytes, MmsGrant *grant)
{
  guint place = search_file (self, segment->next);
  const MmsFetchFile *file;

  if (place < self->n_order)
    {
      file = get_file (self, self->order[place]);
      segment->next = MIN (MAX (segment->next, file->offset), segment->end);
    }
  else
    segment->next = segment->end;
  if (segment->next >= segment->end)
    return FALSE;
  grant->file = self->order[place];
  grant->begin = segment->next;
  grant->offset = segment->next - file->offset;
  grant->bytes = MIN (max_bytes, MIN (segment->end - segment->next, file->bytes - grant->offset));
  segment->next += grant->bytes;
  return TRUE;
}

/* What was asked for will not come. */
void
mms_haul_give_back (MmsHaul *self, gint64 begin, gint64 bytes)
{
  mms_ranges_add (self->free, begin, begin + bytes);
}

/**
 * mms_haul_arrived:
 * @begin: @bytes of one file and one unit were written where they belong, now or by an earlier
 *   attempt: nobody has to ask for them
 *
 * Returns: whether the unit can be proven now: all of it is here
 */
gboolean
mms_haul_arrived (MmsHaul *self, gint64 begin, gint64 bytes)
{
  Unit *unit = &self->units[mms_haul_find_unit (self, begin)];
  gint64 known = mms_ranges_count (self->here, begin, begin + bytes);
  guint file;

  if (unit->proven || known == bytes)
    return FALSE;
  mms_ranges_add (self->here, begin, begin + bytes);
  mms_ranges_remove (self->free, begin, begin + bytes);
  unit->missing -= (guint32) (bytes - known);
  if (mms_haul_find_file (self, begin, &file))
    {
      self->file_done[file] += bytes - known;
      self->bytes_done += bytes - known;
      g_hash_table_add (self->dirty, GUINT_TO_POINTER (file + 1));
    }
  return unit->missing == 0;
}

/**
 * mms_haul_settle:
 * @good: whether it is what the torrent says; %TRUE without metainfo
 *
 * Returns: %FALSE where it was bad too often; else it is proven, or free to be asked for again
 */
gboolean
mms_haul_settle (MmsHaul *self, guint unit, gboolean good)
{
  MmsRange range = mms_haul_get_unit (self, unit);
  Unit *settled = &self->units[unit];

  if (settled->proven)
    return TRUE;
  mms_ranges_remove (self->here, range.begin, range.end);
  if (good)
    {
      settled->proven = TRUE;
      self->unproven -= !settled->barred;
      return TRUE;
    }
  settled->missing = (guint32) count_bytes (self, range.begin, range.end);
  count_done (self, range.begin, range.end, -1);
  mms_ranges_add (self->free, range.begin, range.end);
  return ++settled->bad <= MMS_HAUL_REPAIRS;
}

/* Returns: whether all that may be asked for is proven */
gboolean
mms_haul_get_whole (MmsHaul *self)
{
  return self->unproven == 0;
}

/* Returns: how many bytes are here, padding included */
gint64
mms_haul_get_bytes_done (MmsHaul *self)
{
  return self->bytes_done;
}

/* Returns: how many bytes will be here, padding included; not those of units that nobody wants */
gint64
mms_haul_get_bytes_total (MmsHaul *self)
{
  return self->bytes_total;
}

/* Returns: how many bytes no request was sent for yet */
gint64
mms_haul_get_bytes_to_ask (MmsHaul *self)
{
  gint64 bytes = mms_ranges_get_total (self->free);

  for (guint i = 0; i < self->segments->len; i++)
    {
      const MmsSegment *segment = self->segments->pdata[i];

      bytes += segment->end - segment->next;
    }
  return bytes;
}

/* Returns: whether there is something that nobody works on */
gboolean
mms_haul_get_free (MmsHaul *self)
{
  return mms_ranges_get_total (self->free) > 0;
}

gint64
mms_haul_get_file_done (MmsHaul *self, guint file)
{
  return self->file_done[file];
}

/* Returns: (transfer full) (element-type guint): the files that were written to since the last
 * call */
GArray *
mms_haul_take_dirty (MmsHaul *self)
{
  GArray *files = g_array_new (FALSE, FALSE, sizeof (guint));
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->dirty);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint file = GPOINTER_TO_UINT (key) - 1;

      g_array_append_val (files, file);
    }
  g_hash_table_remove_all (self->dirty);
  return files;
}

/* Draws the release as a row of cells. @cells: (out): from 0, nothing, to 255, all proven */
void
mms_haul_draw (MmsHaul *self, guint8 *cells, guint n_cells)
{
  guint n = self->n_units;

  memset (cells, 0, n_cells);
  for (guint cell = 0; cell < n_cells && n > 0; cell++)
    {
      guint first = (guint) ((guint64) cell * n / n_cells);
      guint last = MAX (first + 1, (guint) ((guint64) (cell + 1) * n / n_cells));
      guint proven = 0;

      for (guint unit = first; unit < last; unit++)
        proven += self->units[unit].proven;
      cells[cell] = (guint8) (proven * 255 / (last - first));
    }
}
