/* Tells video files by their names.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-video.h"

#include <string.h>

/* Returns: whether @path names a video file of a usual kind */
gboolean
mms_video_is (const char *path)
{
  static const char *const extensions[]
      = { ".mkv",  ".mp4",  ".avi",  ".mov", ".m4v", ".ts",  ".wmv", ".m2ts", ".mpg", ".mpeg",
          ".webm", ".flv",  ".divx", ".vob", ".ogm", ".ogv", ".iso", ".img",  ".3gp", ".asf",
          ".rmvb", ".mts" };
  const char *slash = strrchr (path, '/');
  const char *name = slash != NULL ? slash + 1 : path;
  const char *dot = strrchr (name, '.');

  for (gsize i = 0; i < G_N_ELEMENTS (extensions) && dot != NULL && dot != name; i++)
    if (g_ascii_strcasecmp (dot, extensions[i]) == 0)
      return TRUE;
  return FALSE;
}
