/* Proves units of a release: as their bytes come by, or from the disk where they came in pieces.
 *
 * One thread's own. A unit whose bytes came by from the first to the last in their order was
 * hashed on the way; any other is read back, mostly from memory still. Of the haul only what never
 * changes is asked, so no lock is needed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define _GNU_SOURCE
#include "transfer/mms-unit-check.h"

#include <errno.h>
#include <unistd.h>

#include "core/mms-piece-hash.h"
#include "transfer/mms-disk-error.h"
#include "transfer/mms-tree.h"

#define BUFFER_BYTES (256 * 1024)
#define NONE (-1)

struct _MmsUnitCheck
{
  MmsHaul *haul;
  MmsFetchPlan *plan;
  MmsStaging *staging;
  MmsPieceHash *hash;   /* (owned) (nullable): %NULL without metainfo: nothing can be hashed */
  gint64 unit;          /* that goes by; NONE: none from its beginning */
  gint64 next;          /* the byte of it that comes next */
  guint8 *buffer;       /* (owned) (nullable) */
  int fd;               /* of what was read back last */
  gint64 fd_bytes;
  guint fd_file;
};

/* Returns: (transfer full): to be used by one thread; what it is given must outlive it */
MmsUnitCheck *
mms_unit_check_new (MmsHaul *haul, MmsFetchPlan *plan, MmsStaging *staging)
{
  MmsUnitCheck *self = g_new0 (MmsUnitCheck, 1);

  self->haul = haul;
  self->plan = plan;
  self->staging = staging;
  self->unit = NONE;
  self->fd = -1;
  if (plan->metainfo != NULL)
    self->hash = mms_piece_hash_new (plan->metainfo);
  return self;
}

void
mms_unit_check_free (MmsUnitCheck *self)
{
  if (self == NULL)
    return;
  mms_tree_close (&self->fd);
  g_clear_pointer (&self->hash, mms_piece_hash_free);
  g_free (self->buffer);
  g_free (self);
}

/* Padding is zeros that are on no disk (BEP 47). */
static void
feed_zeros (MmsUnitCheck *self, gint64 bytes)
{
  static const guint8 zeros[16384];

  for (; bytes > 0; bytes -= (gint64) sizeof zeros)
    mms_piece_hash_update (self->hash, zeros, (gsize) MIN (bytes, (gint64) sizeof zeros));
}

/* Returns: where the first byte at or after @at is that is on a disk, not beyond @end */
static gint64
find_byte (MmsUnitCheck *self, gint64 at, gint64 end)
{
  guint file;

  if (!mms_haul_find_file (self->haul, at, &file))
    return end;
  return MIN (MAX (at, ((MmsFetchFile *) self->plan->files->pdata[file])->offset), end);
}

static void
begin (MmsUnitCheck *self, guint unit)
{
  self->unit = unit;
  self->next = mms_haul_get_unit (self->haul, unit).begin;
  mms_piece_hash_begin (self->hash, unit);
}

/* Goes over padding. */
static void
skip (MmsUnitCheck *self, gint64 end)
{
  gint64 to = find_byte (self, self->next, end);

  feed_zeros (self, to - self->next);
  self->next = to;
}

/* Takes bytes of one unit as they come. */
void
mms_unit_check_feed (MmsUnitCheck *self, gint64 at, const guint8 *data, gsize bytes)
{
  guint unit = mms_haul_find_unit (self->haul, at);
  MmsRange range;

  if (self->hash == NULL)
    return;
  range = mms_haul_get_unit (self->haul, unit);
  if (self->unit != (gint64) unit || self->next > at)
    begin (self, unit);
  skip (self, range.end);
  if (self->next != at)
    {
      self->unit = NONE;
      return;
    }
  mms_piece_hash_update (self->hash, data, bytes);
  self->next += (gint64) bytes;
  skip (self, range.end);
}

static gboolean
open_file (MmsUnitCheck *self, guint file)
{
  if (self->fd >= 0 && self->fd_file == file)
    return TRUE;
  mms_tree_close (&self->fd);
  self->fd = mms_staging_open_what_is_there (self->staging, self->plan->files->pdata[file],
                                             &self->fd_bytes);
  self->fd_file = file;
  return self->fd >= 0;
}

/* Reads back a stretch of one file that begins at @self->next. */
static gboolean
read_back (MmsUnitCheck *self, guint file, gint64 end, GError **error)
{
  const MmsFetchFile *named = self->plan->files->pdata[file];

  if (self->buffer == NULL)
    self->buffer = g_malloc (BUFFER_BYTES);
  while (self->next < end)
    {
      ssize_t got = -1;

      errno = ENOENT;
      if (open_file (self, file))
        got = pread (self->fd, self->buffer, (gsize) MIN (BUFFER_BYTES, end - self->next),
                     self->next - named->offset);
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        {
          mms_disk_error_set (error, got < 0 ? errno : EIO, named->path);
          return FALSE;
        }
      mms_piece_hash_update (self->hash, self->buffer, (gsize) got);
      self->next += got;
    }
  return TRUE;
}

/**
 * mms_unit_check_judge:
 * @unit: all of it is on the disk
 * @good: (out): whether it is what the torrent says; %TRUE where nothing can tell
 *
 * Returns: %FALSE with @error set where the disk could not be read
 */
gboolean
mms_unit_check_judge (MmsUnitCheck *self, guint unit, gboolean *good, GError **error)
{
  MmsRange range = mms_haul_get_unit (self->haul, unit);
  guint file;

  *good = TRUE;
  if (self->hash == NULL)
    return TRUE;
  if (self->unit != (gint64) unit || self->next != range.end)
    {
      begin (self, unit);
      skip (self, range.end);
      while (self->next < range.end && mms_haul_find_file (self->haul, self->next, &file))
        {
          const MmsFetchFile *named = self->plan->files->pdata[file];

          if (!read_back (self, file, MIN (range.end, named->offset + named->bytes), error))
            {
              self->unit = NONE;
              return FALSE;
            }
          skip (self, range.end);
        }
    }
  *good = mms_piece_hash_end (self->hash);
  self->unit = NONE;
  return TRUE;
}

/* Returns: whether something was written in each file's stretch of a unit: a hash will tell what */
gboolean
mms_unit_check_may_be_here (MmsUnitCheck *self, guint unit)
{
  MmsRange range = mms_haul_get_unit (self->haul, unit);
  gint64 at = find_byte (self, range.begin, range.end);
  guint file;

  while (at < range.end && mms_haul_find_file (self->haul, at, &file))
    {
      const MmsFetchFile *named = self->plan->files->pdata[file];
      gint64 end = MIN (range.end, named->offset + named->bytes);
      gint64 data;

      if (!open_file (self, file) || self->fd_bytes < end - named->offset)
        return FALSE;
      data = lseek (self->fd, at - named->offset, SEEK_DATA);
      if (data < 0 ? errno != EINVAL : data >= end - named->offset)
        return FALSE;
      at = find_byte (self, end, range.end);
    }
  return TRUE;
}
