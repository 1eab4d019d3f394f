/* Translates paths between two machines by ordered pairs of prefixes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-error.h"

G_BEGIN_DECLS

/**
 * MmsPathMap:
 *
 * Pairs of (there, here). The first pair whose prefix is a whole-component prefix of the path
 * wins. Paths are bytes, not UTF-8. An empty map, and a path that no pair covers, map to
 * themselves; mms_path_map_covers() and mms_path_map_covers_here() tell. A path with a ".." in it
 * maps to %NULL.
 */
typedef struct _MmsPathMap MmsPathMap;

#define MMS_TYPE_PATH_MAP (mms_path_map_get_type ())
GType mms_path_map_get_type (void);

MmsPathMap *mms_path_map_new (void);
MmsPathMap *mms_path_map_ref (MmsPathMap *self);
void        mms_path_map_unref (MmsPathMap *self);
gboolean    mms_path_map_add (MmsPathMap *self, const char *there, const char *here,
                              GError **error);
guint       mms_path_map_get_n_pairs (MmsPathMap *self);
char       *mms_path_map_to_here (MmsPathMap *self, const char *path);
char       *mms_path_map_to_there (MmsPathMap *self, const char *path);
gboolean    mms_path_map_covers (MmsPathMap *self, const char *path);
gboolean    mms_path_map_covers_here (MmsPathMap *self, const char *path);
gboolean    mms_path_is_inside (const char *path, const char *root);
char       *mms_path_normalize (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsPathMap, mms_path_map_unref)

G_END_DECLS
