/* Says what a release holds and what is odd about it, from the files of its torrent.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-contents.h"

#include <string.h>

#include "core/mms-file-kind.h"

static const char *const role_nicks[]
    = { "other", "video", "sample", "subtitle", "archive", "program", "shortcut" };
static const char *const warning_nicks[]
    = { "program", "shortcut", "password", "packed", "no-video" };

/* Returns: the size of the largest file, in bytes */
gint64
mms_contents_get_largest (MmsMetainfo *metainfo)
{
  gint64 largest = 0;

  for (guint i = 0; i < mms_metainfo_get_n_files (metainfo); i++)
    largest = MAX (largest, mms_metainfo_get_file (metainfo, i)->bytes);
  return largest;
}

/* @largest_bytes: what mms_contents_get_largest() says of its torrent.
 * Returns: what the file is, as far as its name and size tell */
MmsFileRole
mms_contents_get_role (const MmsMetainfoFile *file, gint64 largest_bytes)
{
  if (mms_file_is_program (file->path))
    return MMS_FILE_ROLE_PROGRAM;
  if (mms_file_is_shortcut (file->path))
    return MMS_FILE_ROLE_SHORTCUT;
  if (mms_file_is_video (file->path))
    return mms_file_is_sample (file->path, file->bytes, largest_bytes) ? MMS_FILE_ROLE_SAMPLE
                                                                       : MMS_FILE_ROLE_VIDEO;
  if (mms_file_is_subtitle (file->path))
    return MMS_FILE_ROLE_SUBTITLE;
  return mms_file_is_archive (file->path) ? MMS_FILE_ROLE_ARCHIVE : MMS_FILE_ROLE_OTHER;
}

/* Returns: its name for scripts */
const char *
mms_file_role_to_nick (MmsFileRole role)
{
  return role_nicks[role];
}

static gboolean
speaks_of_password (const char *path)
{
  static const char *const words[] = { "password", "passwort", "mot de passe", "mot.de.passe" };
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* Returns: all that is odd about the files */
MmsContentsWarning
mms_contents_get_warnings (MmsMetainfo *metainfo)
{
  guint seen = 0;
  gboolean password = FALSE;
  gint64 largest = mms_contents_get_largest (metainfo);
  MmsContentsWarning warnings = 0;

  for (guint i = 0; i < mms_metainfo_get_n_files (metainfo); i++)
    {
      const MmsMetainfoFile *file = mms_metainfo_get_file (metainfo, i);

      if (!file->padding)
        seen |= 1U << mms_contents_get_role (file, largest);
      password |= speaks_of_password (file->path);
    }
  if ((seen & 1U << MMS_FILE_ROLE_PROGRAM) != 0)
    warnings |= MMS_CONTENTS_PROGRAM;
  if ((seen & 1U << MMS_FILE_ROLE_SHORTCUT) != 0)
    warnings |= MMS_CONTENTS_SHORTCUT;
  if ((seen & 1U << MMS_FILE_ROLE_ARCHIVE) != 0 && password)
    warnings |= MMS_CONTENTS_PASSWORD;
  if ((seen & 1U << MMS_FILE_ROLE_VIDEO) == 0)
    warnings |= (seen & 1U << MMS_FILE_ROLE_ARCHIVE) != 0 ? MMS_CONTENTS_PACKED
                                                          : MMS_CONTENTS_NO_VIDEO;
  return warnings;
}

/* @warning: one. Returns: its name for scripts */
const char *
mms_contents_warning_to_nick (MmsContentsWarning warning)
{
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (warning_nicks) && (warning & 1U << i) == 0)
    i++;
  return warning_nicks[i];
}
