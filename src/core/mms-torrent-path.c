/* Builds a path out of the names in a torrent, and refuses those that are unsafe.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-torrent-path.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_NAME_BYTES 255  /* NAME_MAX of Linux */
#define MAX_PATH_BYTES 3072 /* PATH_MAX is 4096; the folder above needs some of it */
#define MAX_DEPTH 64        /* folders within folders */

static gboolean
malformed (GError **error, const char *message)
{
  g_set_error_literal (error, MMS_ERROR, MMS_ERROR_MALFORMED, message);
  return FALSE;
}

/**
 * mms_torrent_path_check:
 * @name: (nullable): the name of one file or folder, @length bytes
 *
 * Refuses what could leave the release's folder or could not be a file name.
 */
gboolean
mms_torrent_path_check (const char *name, gsize length, GError **error)
{
  if (name == NULL)
    return malformed (error, _ ("The torrent holds a file name that is no text."));
  if (length == 0)
    return malformed (error, _ ("The torrent holds an empty file name."));
  if (length > MAX_NAME_BYTES)
    return malformed (error, _ ("The torrent holds a file name longer than 255 bytes."));
  if ((length == 1 && name[0] == '.') || (length == 2 && name[0] == '.' && name[1] == '.')
      || memchr (name, '/', length) != NULL || memchr (name, '\0', length) != NULL)
    return malformed (error, _ ("The torrent holds an unsafe file name that points outside of its "
                                "own folder. It was not used."));
  return TRUE;
}

/**
 * mms_torrent_path_append:
 * @name: goes to the end of @path, behind a '/' where there is something before it
 * @depth: how many names are there already
 */
gboolean
mms_torrent_path_append (GString *path, const MmsBencode *name, guint depth, GError **error)
{
  gsize length;
  const char *text = mms_bencode_get_string (name, &length);

  if (!mms_torrent_path_check (text, length, error))
    return FALSE;
  if (path->len > 0)
    g_string_append_c (path, '/');
  g_string_append_len (path, text, (gssize) length);
  if (path->len > MAX_PATH_BYTES || depth >= MAX_DEPTH)
    return malformed (error, _ ("The torrent holds a path that is too long for a disk."));
  return TRUE;
}
