/* Tells videos and subtitles from other files, by their names.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-file-kind.h"

#include <string.h>

static gboolean
has_extension (const char *path, const char *const *extensions)
{
  const char *slash = strrchr (path, '/');
  const char *name = slash != NULL ? slash + 1 : path;
  const char *dot = strrchr (name, '.');

  for (; *extensions != NULL && dot != NULL && dot != name; extensions++)
    if (g_ascii_strcasecmp (dot, *extensions) == 0)
      return TRUE;
  return FALSE;
}

/* Returns: whether @path names a video file of a usual kind */
gboolean
mms_file_is_video (const char *path)
{
  static const char *const extensions[]
      = { ".mkv",  ".mp4",  ".avi",  ".mov", ".m4v", ".ts",  ".wmv", ".m2ts", ".mpg", ".mpeg",
          ".webm", ".flv",  ".divx", ".vob", ".ogm", ".ogv", ".iso", ".img",  ".3gp", ".asf",
          ".rmvb", ".mts",  NULL };

  return has_extension (path, extensions);
}

/* Returns: whether @path names a subtitle file of a usual kind */
gboolean
mms_file_is_subtitle (const char *path)
{
  static const char *const extensions[]
      = { ".srt", ".ass", ".ssa", ".sub", ".idx", ".sup", ".vtt", NULL };

  return has_extension (path, extensions);
}
