/* Walks over the tree of files of a version 2 torrent (BEP 52, `file tree`).
 *
 * A folder is a dictionary by name; a file is a folder whose one entry has the empty name, and
 * there stand its properties.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-file-tree.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/mms-torrent-path.h"

typedef struct
{
  MmsFileTreeFunc func;
  gpointer user_data;
  GString *path; /* (owned): of the folder where the walk is */
} Walk;

static gboolean walk_folder (Walk *walk, const MmsBencode *folder, guint depth, GError **error);

static gboolean
malformed (GError **error, const char *message)
{
  g_set_error_literal (error, MMS_ERROR, MMS_ERROR_MALFORMED, message);
  return FALSE;
}

/* Returns: whether @value is a file; @properties: (out) */
static gboolean
read_file (const MmsBencode *value, MmsBencode *properties)
{
  MmsBencodeIter iter;
  MmsBencode name;

  mms_bencode_iter_init (&iter, value);
  return value->type == MMS_BENCODE_DICT && mms_bencode_iter_next (&iter, &name)
         && mms_bencode_equals (&name, "") && mms_bencode_iter_next (&iter, properties)
         && properties->type == MMS_BENCODE_DICT && iter.at == iter.end;
}

/* The order of names numbers the pieces, and so must be the one that bencode prescribes, by bytes.
 * That also finds a name that comes twice. */
static gboolean
is_behind (const MmsBencode *name, const MmsBencode *before)
{
  gsize bytes, bytes_before;
  const char *text = mms_bencode_get_string (name, &bytes);
  const char *text_before = mms_bencode_get_string (before, &bytes_before);
  int order;

  if (text_before == NULL)
    return TRUE;
  order = memcmp (text_before, text, MIN (bytes, bytes_before));
  return order < 0 || (order == 0 && bytes_before < bytes);
}

static gboolean
walk_entry (Walk *walk, const MmsBencode *name, const MmsBencode *value, guint depth,
            GError **error)
{
  const gsize above = walk->path->len;
  MmsBencode properties;
  gboolean ok;

  if (!mms_torrent_path_append (walk->path, name, depth, error))
    return FALSE;
  if (read_file (value, &properties))
    ok = walk->func (walk->path->str, &properties, walk->user_data, error);
  else
    ok = walk_folder (walk, value, depth + 1, error);
  g_string_truncate (walk->path, above);
  return ok;
}

/* Folders within folders end with mms_torrent_path_append(). */
static gboolean
walk_folder (Walk *walk, const MmsBencode *folder, guint depth, GError **error)
{
  MmsBencodeIter iter;
  MmsBencode name, value;
  MmsBencode before = { MMS_BENCODE_NONE, NULL, 0 };

  if (folder->type != MMS_BENCODE_DICT)
    return malformed (error, _ ("The torrent's list of files cannot be read."));
  mms_bencode_iter_init (&iter, folder);
  while (mms_bencode_iter_next (&iter, &name) && mms_bencode_iter_next (&iter, &value))
    {
      if (!is_behind (&name, &before))
        return malformed (error, _ ("The torrent's list of files is not in order."));
      if (!walk_entry (walk, &name, &value, depth, error))
        return FALSE;
      before = name;
    }
  return TRUE;
}

/**
 * mms_file_tree_walk:
 * @tree: the value of `file tree`
 *
 * Folders without files are passed over.
 *
 * Returns: %FALSE with %MMS_ERROR_MALFORMED, or with what @func said
 */
gboolean
mms_file_tree_walk (const MmsBencode *tree, MmsFileTreeFunc func, gpointer user_data,
                    GError **error)
{
  g_autoptr (GString) path = g_string_new (NULL);
  Walk walk = { func, user_data, path };

  return walk_folder (&walk, tree, 0, error);
}

/* Returns: whether the torrent is one file without a folder around it. The name on the disk is then
 *   the one in the tree, as it is with libtorrent-rasterbar 2.0.8. */
gboolean
mms_file_tree_is_one_file (const MmsBencode *tree)
{
  MmsBencodeIter iter;
  MmsBencode name, value, properties;

  mms_bencode_iter_init (&iter, tree);
  return tree->type == MMS_BENCODE_DICT && mms_bencode_iter_next (&iter, &name)
         && mms_bencode_iter_next (&iter, &value) && iter.at == iter.end
         && read_file (&value, &properties);
}
