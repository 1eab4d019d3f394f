/* Reads from the headers of one RAR volume what its name does not say.
 *
 * libarchive reads a set as one stream: it cannot name the volume that is cut short or out of
 * order, takes some passwords for damage, and compares no checksum of a stored file. Headers are only walked here, nothing is unpacked,
 * and headers that make no sense are left to libarchive.
 *
 * Formats: https://www.rarlab.com/technote.htm for RAR 5, technote.txt of RAR 2 to 4 for the older.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-rar-volume.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_BLOCKS 200000
#define MAX_FILES 200000
#define HEAD_BYTES 64 /* of a header: all that is read of it, but for the records of a RAR 5 file */
#define MAX_HEADER_BYTES (64 * 1024)

/* RAR 2 to 4 */
#define OLD_MAIN 0x73
#define OLD_FILE 0x74
#define OLD_SERVICE 0x7a
#define OLD_END 0x7b
#define OLD_BLOCK_BYTES 7
#define OLD_MAIN_SOLID 0x0008
#define OLD_MAIN_LOCKED 0x0080
#define OLD_FILE_BEFORE 0x0001
#define OLD_FILE_AFTER 0x0002
#define OLD_FILE_LOCKED 0x0004
#define OLD_FILE_LARGE 0x0100
#define OLD_END_GOES_ON 0x0001
#define OLD_HAS_DATA 0x8000
/* Where in a file's header they are: */
#define OLD_SIZE 11
#define OLD_CRC 16
#define OLD_HIGH_PACKED 32
#define OLD_HIGH_SIZE 36

/* RAR 5 */
#define NEW_MAIN 1
#define NEW_FILE 2
#define NEW_LOCK 4
#define NEW_END 5
#define NEW_HAS_EXTRA 0x01
#define NEW_HAS_DATA 0x02
#define NEW_BEFORE 0x08
#define NEW_AFTER 0x10
#define NEW_MAIN_NUMBERED 0x02
#define NEW_MAIN_SOLID 0x04
#define NEW_END_GOES_ON 0x01
#define NEW_RECORD_LOCK 1
#define NEW_FILE_TIME 0x02
#define NEW_FILE_CRC 0x04

/* A part of a header that was read. Past its end there are zeros. */
typedef struct
{
  const guint8 *at;
  const guint8 *end;
} Bytes;

static gssize
read_at (int fd, gint64 offset, guint8 *buffer, gsize bytes)
{
  gssize got;

  do
    got = pread (fd, buffer, bytes, (off_t) offset);
  while (got < 0 && errno == EINTR);
  return MAX (got, 0);
}

static guint32
get_u16 (const guint8 *at)
{
  return at[0] | (guint32) at[1] << 8;
}

static guint32
get_u32 (const guint8 *at)
{
  return get_u16 (at) | get_u16 (at + 2) << 16;
}

/* A number of RAR 5: seven bits a byte, the lowest first, the eighth says that another follows. */
static guint64
take_number (Bytes *bytes)
{
  guint64 number = 0;

  for (guint shift = 0; shift < 64 && bytes->at < bytes->end; shift += 7)
    {
      guint8 byte = *bytes->at++;

      number |= (guint64) (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0)
        return number;
    }
  return 0;
}

/* A file that goes on in the next volume is told there again: its last header has the checksum of
 * the whole. */
static void
add_file (GArray *files, gboolean again, const MmsRarFile *file)
{
  if (again && files->len > 0)
    g_array_index (files, MmsRarFile, files->len - 1) = *file;
  else if (files->len < MAX_FILES)
    g_array_append_val (files, *file);
}

static void
add_old_file (const guint8 *head, guint flags, GArray *files)
{
  MmsRarFile file = { get_u32 (head + OLD_SIZE), get_u32 (head + OLD_CRC), TRUE };

  if ((flags & OLD_FILE_LARGE) != 0)
    file.bytes += (gint64) (get_u32 (head + OLD_HIGH_SIZE) & 0x7fffffff) << 32;
  add_file (files, (flags & OLD_FILE_BEFORE) != 0, &file);
}

/* Takes one block in. Returns: its length with its data; 0 where there is none that makes sense */
static gint64
read_old_block (const guint8 *head, gsize bytes, gboolean first, gboolean *end,
                MmsRarVolume *volume, GArray *files)
{
  guint type = head[2];
  guint flags = get_u16 (head + 3);
  gint64 length = get_u16 (head + 5);

  *end = type == OLD_END;
  if (length < OLD_BLOCK_BYTES || type < OLD_MAIN - 1 || type > OLD_END)
    return 0;
  if (type == OLD_MAIN)
    {
      volume->is_solid = (flags & OLD_MAIN_SOLID) != 0;
      if ((flags & OLD_MAIN_LOCKED) != 0)
        volume->lock = MMS_RAR_HEADERS_LOCKED;
    }
  if (type == OLD_END)
    volume->goes_on = (flags & OLD_END_GOES_ON) != 0;
  if (type == OLD_FILE)
    {
      volume->goes_on = (flags & OLD_FILE_AFTER) != 0;
      volume->comes_after |= first && (flags & OLD_FILE_BEFORE) != 0;
      if ((flags & OLD_FILE_LOCKED) != 0)
        volume->lock = MAX (volume->lock, MMS_RAR_DATA_LOCKED);
      add_old_file (head, flags, files);
    }
  if ((type == OLD_FILE || type == OLD_SERVICE) && (flags & OLD_FILE_LARGE) != 0 &&
      bytes >= OLD_HIGH_PACKED + 4)
    length += (gint64) (get_u32 (head + OLD_HIGH_PACKED) & 0x7fffff) << 32;
  if (type == OLD_FILE || (flags & OLD_HAS_DATA) != 0)
    length += bytes >= OLD_BLOCK_BYTES + 4 ? get_u32 (head + OLD_BLOCK_BYTES) : 0;
  return length;
}

static void
walk_old (int fd, gint64 offset, gint64 size, MmsRarVolume *volume, GArray *files)
{
  gboolean first = TRUE;
  gboolean end = FALSE;

  for (guint i = 0; i < MAX_BLOCKS && offset < size && !end; i++)
    {
      guint8 head[HEAD_BYTES] = { 0 };
      gsize got = (gsize) read_at (fd, offset, head, sizeof head);
      gint64 length = got >= OLD_BLOCK_BYTES
                        ? read_old_block (head, got, first, &end, volume, files) : 0;

      if (volume->lock == MMS_RAR_HEADERS_LOCKED)
        return;
      if (head[2] == OLD_FILE)
        first = FALSE;
      volume->is_cut = length > size - offset;
      if (length == 0 || volume->is_cut)
        return;
      offset += length;
    }
}

/* Whether one of the records behind the header of a file says that it needs a password. */
static gboolean
has_lock (Bytes extra)
{
  while (extra.at < extra.end)
    {
      guint64 bytes = take_number (&extra);
      Bytes record = extra;

      if (bytes == 0 || bytes > (guint64) (extra.end - extra.at))
        return FALSE;
      if (take_number (&record) == NEW_RECORD_LOCK)
        return TRUE;
      extra.at += bytes;
    }
  return FALSE;
}

static void
read_new_main (Bytes header, MmsRarVolume *volume)
{
  guint64 flags = take_number (&header);

  volume->is_solid = (flags & NEW_MAIN_SOLID) != 0;
  volume->number = (flags & NEW_MAIN_NUMBERED) != 0
                     ? (gint64) (take_number (&header) & G_MAXINT32) : 0;
}

static void
add_new_file (Bytes header, gboolean again, GArray *files)
{
  guint64 flags = take_number (&header);
  MmsRarFile file = { (gint64) (take_number (&header) & G_MAXINT64), 0, FALSE };
  gsize before = (flags & NEW_FILE_TIME) != 0 ? 4 : 0;

  take_number (&header); /* its mode */
  file.has_crc = (flags & NEW_FILE_CRC) != 0 && (gsize) (header.end - header.at) >= before + 4;
  if (file.has_crc)
    file.crc = get_u32 (header.at + before);
  add_file (files, again, &file);
}

/* Takes one block in, from its type on. Returns: the length of its data */
static gint64
read_new_block (Bytes header, gboolean *first, gboolean *end, MmsRarVolume *volume, GArray *files)
{
  guint64 type = take_number (&header);
  guint64 flags = take_number (&header);
  guint64 extra = (flags & NEW_HAS_EXTRA) != 0 ? take_number (&header) : 0;
  guint64 data = (flags & NEW_HAS_DATA) != 0 ? take_number (&header) : 0;

  *end = type == NEW_END;
  if (type == NEW_LOCK)
    volume->lock = MMS_RAR_HEADERS_LOCKED;
  if (type == NEW_MAIN)
    read_new_main (header, volume);
  if (type == NEW_END)
    volume->goes_on = (take_number (&header) & NEW_END_GOES_ON) != 0;
  if (type == NEW_FILE)
    {
      volume->goes_on = (flags & NEW_AFTER) != 0;
      volume->comes_after |= *first && (flags & NEW_BEFORE) != 0;
      *first = FALSE;
      add_new_file (header, (flags & NEW_BEFORE) != 0, files);
      if (extra <= (guint64) (header.end - header.at) &&
          has_lock ((Bytes) { header.end - extra, header.end }))
        volume->lock = MAX (volume->lock, MMS_RAR_DATA_LOCKED);
    }
  return (gint64) MIN (data, (guint64) G_MAXINT64 / 2);
}

static void
walk_new (int fd, gint64 offset, gint64 size, MmsRarVolume *volume, GArray *files)
{
  g_autofree guint8 *head = g_malloc (MAX_HEADER_BYTES);
  gboolean first = TRUE;
  gboolean end = FALSE;

  for (guint i = 0; i < MAX_BLOCKS && offset < size && !end; i++)
    {
      gssize got = read_at (fd, offset, head, HEAD_BYTES);
      Bytes bytes = { head + MIN (got, 4), head + got }; /* behind the checksum */
      guint64 length = take_number (&bytes);
      gsize before = (gsize) (bytes.at - head);
      gint64 data;

      if (length == 0 || length > MAX_HEADER_BYTES - HEAD_BYTES)
        return;
      volume->is_cut = (gint64) (before + length) > size - offset;
      if (volume->is_cut)
        return;
      if ((gsize) got < before + length)
        got = read_at (fd, offset, head, before + (gsize) length);
      data = read_new_block ((Bytes) { head + before, head + MIN ((gsize) got, before + length) },
                             &first, &end, volume, files);
      if (volume->lock == MMS_RAR_HEADERS_LOCKED)
        return;
      offset += (gint64) (before + length);
      volume->is_cut = data > size - offset;
      if (volume->is_cut)
        return;
      offset += data;
    }
}

/**
 * mms_rar_volume_read:
 * @fd: a plain file; its offset stays
 * @files: (element-type MmsRarFile): of the volumes before; those of this one are added
 *
 * Returns: whether it is a volume of RAR 2 or later at all
 */
gboolean
mms_rar_volume_read (int fd, MmsRarVolume *volume, GArray *files)
{
  static const guint8 old_mark[] = { 'R', 'a', 'r', '!', 0x1a, 7, 0 };
  static const guint8 new_mark[] = { 'R', 'a', 'r', '!', 0x1a, 7, 1, 0 };
  guint8 mark[sizeof new_mark] = { 0 };
  struct stat info;

  *volume = (MmsRarVolume) { .number = -1 };
  if (fstat (fd, &info) != 0 || read_at (fd, 0, mark, sizeof mark) < (gssize) sizeof mark)
    return FALSE;
  if (memcmp (mark, old_mark, sizeof old_mark) == 0)
    walk_old (fd, sizeof old_mark, info.st_size, volume, files);
  else if (memcmp (mark, new_mark, sizeof new_mark) == 0)
    {
      volume->is_new = TRUE;
      walk_new (fd, sizeof new_mark, info.st_size, volume, files);
    }
  else
    return FALSE;
  return TRUE;
}

#define N_TABLES 8 /* eight bytes in one step: a film is large */

static const guint32 (*get_tables (void))[256]
{
  static guint32 tables[N_TABLES][256];
  static gsize made = 0;

  if (g_once_init_enter (&made))
    {
      for (guint32 i = 0; i < 256; i++)
        {
          guint32 value = i;

          for (guint bit = 0; bit < 8; bit++)
            value = (value & 1) != 0 ? value >> 1 ^ 0xedb88320 : value >> 1;
          tables[0][i] = value;
        }
      for (guint32 i = 0; i < 256; i++)
        for (guint t = 1; t < N_TABLES; t++)
          tables[t][i] = tables[t - 1][i] >> 8 ^ tables[0][tables[t - 1][i] & 0xff];
      g_once_init_leave (&made, 1);
    }
  return (const guint32 (*)[256]) tables;
}

/**
 * mms_rar_crc:
 * @crc: of what came before; 0 at the beginning
 *
 * Returns: the CRC-32 (that of IEEE 802.3) with @data added
 */
guint32
mms_rar_crc (guint32 crc, const guint8 *data, gsize bytes)
{
  const guint32 (*tables)[256] = get_tables ();

  crc = ~crc;
  for (; bytes >= N_TABLES; bytes -= N_TABLES, data += N_TABLES)
    {
      guint32 low = crc ^ get_u32 (data);

      crc = tables[7][low & 0xff] ^ tables[6][low >> 8 & 0xff] ^ tables[5][low >> 16 & 0xff] ^
            tables[4][low >> 24] ^ tables[3][data[4]] ^ tables[2][data[5]] ^ tables[1][data[6]] ^
            tables[0][data[7]];
    }
  for (; bytes > 0; bytes--)
    crc = crc >> 8 ^ tables[0][(crc ^ *data++) & 0xff];
  return ~crc;
}
