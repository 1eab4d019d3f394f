/* Walks over the tree of files of a version 2 torrent (BEP 52, `file tree`).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-bencode.h"

G_BEGIN_DECLS

/**
 * MmsFileTreeFunc:
 * @path: relative, '/' between names, all of them safe
 * @properties: a dictionary
 *
 * Called for every file, in the order that numbers the pieces.
 */
typedef gboolean (*MmsFileTreeFunc) (const char *path, const MmsBencode *properties,
                                     gpointer user_data, GError **error);

gboolean mms_file_tree_walk (const MmsBencode *tree, MmsFileTreeFunc func, gpointer user_data,
                             GError **error);
gboolean mms_file_tree_is_one_file (const MmsBencode *tree);

G_END_DECLS
