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

/* Returns: whether the name ends in .r00 to .y99: a volume of a set */
static gboolean
is_old_volume (const char *path)
{
  const char *dot = strrchr (path, '.');

  return dot != NULL && strlen (dot) == 4 && g_ascii_tolower (dot[1]) >= 'r'
         && g_ascii_tolower (dot[1]) <= 'y' && g_ascii_isdigit (dot[2]) && g_ascii_isdigit (dot[3]);
}

/* Returns: whether @path names an archive of a usual kind, or a volume of one */
gboolean
mms_file_is_archive (const char *path)
{
  static const char *const extensions[] = { ".rar", ".zip", ".7z", ".tar", ".gz", ".001", NULL };

  return has_extension (path, extensions) || is_old_volume (path);
}

/* Returns: whether @path names what some system runs when it is opened */
gboolean
mms_file_is_program (const char *path)
{
  static const char *const extensions[]
      = { ".exe", ".scr", ".com", ".bat", ".cmd", ".msi", ".pif", ".ps1", ".vbs", ".vbe", ".js",
          ".jse", ".wsf", ".hta", ".cpl", ".jar", ".apk", ".dmg", ".pkg", ".sh",  ".run", ".dll",
          NULL };

  return has_extension (path, extensions);
}

/* Returns: whether @path names what leads elsewhere when it is opened */
gboolean
mms_file_is_shortcut (const char *path)
{
  static const char *const extensions[]
      = { ".lnk", ".url", ".desktop", ".webloc", ".website", NULL };

  return has_extension (path, extensions);
}

/* Returns: the name and the folder it is in, on either kind of server */
static const char *
get_last_two (const char *path)
{
  const char *tail = path + strlen (path);

  for (guint separators = 0; tail > path; tail--)
    if ((tail[-1] == '/' || tail[-1] == '\\') && ++separators == 2)
      break;
  return tail;
}

/* Returns: whether the file's name or its folder has the word */
gboolean
mms_file_says_sample (const char *path)
{
  static GRegex *word = NULL;

  if (g_once_init_enter (&word))
    g_once_init_leave (&word, g_regex_new ("(?:^|[^\\pL])sample(?:[^\\pL]|$)",
                                           G_REGEX_CASELESS | G_REGEX_RAW | G_REGEX_OPTIMIZE, 0,
                                           NULL));
  return g_regex_match (word, get_last_two (path), 0, NULL);
}

/**
 * mms_file_is_sample:
 * @path: of a video
 * @bytes: its size
 * @largest_bytes: size of the largest file of the release
 *
 * A sample says so in its name or folder and is much smaller than the rest: a film that is called
 * "The Sample" is none.
 */
gboolean
mms_file_is_sample (const char *path, gint64 bytes, gint64 largest_bytes)
{
  return bytes < largest_bytes / 5 && mms_file_says_sample (path);
}
