/* Reads from the headers of one RAR volume what its name does not say.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  MMS_RAR_OPEN,
  MMS_RAR_DATA_LOCKED,    /* the names can be read, the files not */
  MMS_RAR_HEADERS_LOCKED,
} MmsRarLock;

typedef struct
{
  MmsRarLock lock;
  gboolean is_new;      /* RAR 5 */
  gboolean is_solid;    /* a file can only be read after those before it */
  gboolean is_cut;      /* ends inside of what it says it holds */
  gboolean goes_on;     /* says that another volume follows */
  gboolean comes_after; /* begins with the rest of a file from another volume */
  gint64 number;        /* counted from 0; -1 where it does not say */
} MmsRarVolume;

/* A file of the set, in their order; folders and links count as well. */
typedef struct
{
  gint64 bytes;
  guint32 crc;      /* of its content: CRC-32 as everywhere */
  gboolean has_crc;
} MmsRarFile;

gboolean mms_rar_volume_read (int fd, MmsRarVolume *volume, GArray *files);
guint32  mms_rar_crc (guint32 crc, const guint8 *data, gsize bytes);

G_END_DECLS
