/* Reads season and episode numbers from the name of a file inside a season pack.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  int season;    /* as read, or the one that was given */
  guint first;   /* episode numbers @first to @last, at least one */
  guint last;
} MmsEpisodeName;

gboolean mms_episode_name_read (const char *file_name, int season, MmsEpisodeName *name);

G_END_DECLS
