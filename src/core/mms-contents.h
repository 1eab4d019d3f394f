/* Says what a release holds and what is odd about it, from the files of its torrent.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-metainfo.h"

G_BEGIN_DECLS

typedef enum
{
  MMS_FILE_ROLE_OTHER,
  MMS_FILE_ROLE_VIDEO,
  MMS_FILE_ROLE_SAMPLE, /* a short piece of the video, says so in its name */
  MMS_FILE_ROLE_SUBTITLE,
  MMS_FILE_ROLE_ARCHIVE,
  MMS_FILE_ROLE_PROGRAM,  /* what a system would run */
  MMS_FILE_ROLE_SHORTCUT, /* what leads elsewhere when it is opened */
} MmsFileRole;

/* Flags: what a person should know before taking it. */
typedef enum
{
  MMS_CONTENTS_PROGRAM = 1 << 0,  /* a film needs none: often malware */
  MMS_CONTENTS_SHORTCUT = 1 << 1,
  MMS_CONTENTS_PASSWORD = 1 << 2, /* a file's name speaks of one, and there are archives */
  MMS_CONTENTS_PACKED = 1 << 3,   /* the video is in archives */
  MMS_CONTENTS_NO_VIDEO = 1 << 4, /* neither a video nor archives */
} MmsContentsWarning;

gint64 mms_contents_get_largest (MmsMetainfo *metainfo);
MmsFileRole mms_contents_get_role (const MmsMetainfoFile *file, gint64 largest_bytes);
const char *mms_file_role_to_nick (MmsFileRole role);
MmsContentsWarning mms_contents_get_warnings (MmsMetainfo *metainfo);
const char *mms_contents_warning_to_nick (MmsContentsWarning warning);

G_END_DECLS
