/* Says where the data of a torrent lies on the seedbox, and what of it is the torrent's own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-content-path.h"

#include <string.h>

static const char *
last_component (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash != NULL ? slash + 1 : path;
}

/**
 * mms_content_path_new:
 *
 * rTorrent's d.base_path; where it is empty (the torrent was never opened) its directory and name:
 * for several files the directory is the folder itself (facts: rTorrent 0.9.8, d.directory).
 *
 * Returns: (transfer full) (nullable): the file or folder as the seedbox sees it; %NULL where it
 *   does not say
 */
char *
mms_content_path_new (const MmsTorrentFacts *facts)
{
  if (facts->base_path != NULL && facts->base_path[0] == '/')
    return g_strdup (facts->base_path);
  if (facts->directory == NULL || facts->directory[0] != '/')
    return NULL;
  if (facts->is_multi_file)
    return g_strdup (facts->directory);
  return g_build_path ("/", facts->directory, facts->name, NULL);
}

/**
 * mms_content_path_is_own:
 *
 * A torrent of several files that was added "without its path" lies straight in a folder that
 * others may share: there base_path does not end with the torrent's name.
 *
 * Returns: whether all below the content path belongs to this torrent
 */
gboolean
mms_content_path_is_own (const MmsTorrentFacts *facts)
{
  g_autofree char *path = mms_content_path_new (facts);

  if (path == NULL)
    return FALSE;
  return !facts->is_multi_file || g_strcmp0 (last_component (path), facts->name) == 0;
}
