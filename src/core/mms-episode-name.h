/* Reads which episodes a file of a season pack holds, from its name.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MMS_EPISODE_NAME_MAX 64

typedef struct
{
  int season;                           /* -1: neither the name nor the caller knows */
  guint episodes[MMS_EPISODE_NAME_MAX]; /* ascending as the name has them, each once */
  guint n_episodes;                     /* at least 1 where something was read */
} MmsEpisodeName;

gboolean mms_episode_name_read (const char *path, int known_season, MmsEpisodeName *name);
gboolean mms_episode_name_has (const MmsEpisodeName *self, int season, guint episode);

G_END_DECLS
