/* Reads in the history of a library which files of a release it really took.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-import-proof.h"

#include <string.h>

/**
 * mms_import_proof_has:
 * @rows: (element-type MmsImported): the history
 * @server_path: a file as the server sees it
 *
 * Returns: whether the history names this very file
 */
gboolean
mms_import_proof_has (GPtrArray *rows, const char *server_path)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_strcmp0 (((MmsImported *) g_ptr_array_index (rows, i))->dropped_path, server_path) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_here (GPtrArray *files, const char *path)
{
  for (guint i = 0; i < files->len; i++)
    if (strcmp (((MmsLocalFile *) g_ptr_array_index (files, i))->path, path) == 0)
      return TRUE;
  return FALSE;
}

/**
 * mms_import_proof_is_packed_only:
 * @rows: (element-type MmsImported): the history
 * @file: one of the release
 * @files: (element-type MmsLocalFile): all of it
 * @folder: the release
 * @map: between the server's paths and ours
 *
 * Returns: whether a video is packed in @file that neither lies beside it nor was imported
 */
gboolean
mms_import_proof_is_packed_only (GPtrArray *rows, const MmsLocalFile *file, GPtrArray *files,
                                 const char *folder, MmsPathMap *map)
{
  for (guint i = 0; file->packed != NULL && file->packed[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folder, file->packed[i], NULL);
      g_autofree char *server_path = mms_path_map_to_there (map, path);

      if (!is_here (files, file->packed[i])
          && (server_path == NULL || !mms_import_proof_has (rows, server_path)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
came_from (const MmsImported *row, const char *server_folder)
{
  gsize length = strlen (server_folder);
  const char *from = row->dropped_path;

  return from != NULL && strncmp (from, server_folder, length) == 0
         && (from[length] == '/' || from[length] == '\\');
}

/**
 * mms_import_proof_keep_own:
 * @rows: (element-type MmsImported): the history; emptied
 * @server_folder: (nullable): the release as the server sees it
 *
 * Others may have imported the same title at the same time.
 *
 * Returns: (transfer full) (element-type MmsImported): the rows of files from @server_folder
 */
GPtrArray *
mms_import_proof_keep_own (GPtrArray *rows, const char *server_folder)
{
  GPtrArray *own = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_imported_free);

  while (rows->len > 0)
    {
      MmsImported *row = g_ptr_array_steal_index (rows, 0);

      if (server_folder != NULL && came_from (row, server_folder))
        g_ptr_array_add (own, row);
      else
        mms_imported_free (row);
    }
  return own;
}
