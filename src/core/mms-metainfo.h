/* Reads a .torrent file: what it is called, which files it holds, and their hashes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-error.h"

G_BEGIN_DECLS

/* One file of a torrent. Owned by the metainfo. */
typedef struct
{
  char *path;        /* relative to the torrent's folder, or its name itself where it is one file;
                        '/' between components, none of them empty, "." or ".."; raw bytes */
  gint64 bytes;
  gint64 offset;     /* of its first byte in the torrent; with version 2 every file begins at a
                        piece of its own, and in the gap before it there is nothing */
  gboolean padding;  /* BEP 47: counts for the pieces, is nowhere on a disk */
} MmsMetainfoFile;

/**
 * MmsMetainfo:
 *
 * Immutable, with an atomic reference count, so that workers may hold it.
 */
typedef struct _MmsMetainfo MmsMetainfo;

#define MMS_TYPE_METAINFO (mms_metainfo_get_type ())
GType mms_metainfo_get_type (void);

MmsMetainfo           *mms_metainfo_new (GBytes *bytes, GError **error);
MmsMetainfo           *mms_metainfo_ref (MmsMetainfo *self);
void                   mms_metainfo_unref (MmsMetainfo *self);
GBytes                *mms_metainfo_get_bytes (MmsMetainfo *self);
const char            *mms_metainfo_get_hash (MmsMetainfo *self);
const char            *mms_metainfo_get_name (MmsMetainfo *self);
const char            *mms_metainfo_get_display_name (MmsMetainfo *self);
gboolean               mms_metainfo_get_multi_file (MmsMetainfo *self);
gboolean               mms_metainfo_get_private (MmsMetainfo *self);
gboolean               mms_metainfo_get_hybrid (MmsMetainfo *self);
gboolean               mms_metainfo_get_v2_only (MmsMetainfo *self);
gboolean               mms_metainfo_check_loadable (MmsMetainfo *self, GError **error);
gint64                 mms_metainfo_get_bytes_total (MmsMetainfo *self);
gint64                 mms_metainfo_get_piece_bytes (MmsMetainfo *self);
gint64                 mms_metainfo_get_bytes_of_piece (MmsMetainfo *self, guint piece);
guint                  mms_metainfo_get_file_of_piece (MmsMetainfo *self, guint piece);
guint                  mms_metainfo_get_n_pieces (MmsMetainfo *self);
const guint8          *mms_metainfo_get_piece_hash (MmsMetainfo *self, guint piece);
guint                  mms_metainfo_get_n_files (MmsMetainfo *self);
const MmsMetainfoFile *mms_metainfo_get_file (MmsMetainfo *self, guint file);
const char *const     *mms_metainfo_get_trackers (MmsMetainfo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsMetainfo, mms_metainfo_unref)

G_END_DECLS
