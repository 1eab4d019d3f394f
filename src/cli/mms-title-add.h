/* Adds a title to Radarr or Sonarr.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli/mms-title-choice.h"

G_BEGIN_DECLS

/* How a person wants a title added. All (owned) (nullable). */
typedef struct
{
  gboolean wanted;
  char *root_folder; /* default: the server's first */
  char *profile;     /* default: the server's first */
} MmsTitleAdd;

#define MMS_TITLE_ADD_ENTRIES(add) \
  { "add", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &(add).wanted, \
    N_ ("Add the title to the library where it is not"), NULL }, \
  { "root-folder", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &(add).root_folder, \
    N_ ("Where --add puts it, as the server sees it"), N_ ("FOLDER") }, \
  { "profile", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &(add).profile, \
    N_ ("The quality profile for --add"), N_ ("NAME") }

void mms_title_add_clear (MmsTitleAdd *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MmsTitleAdd, mms_title_add_clear)

MmsMedia *mms_title_look_up (MmsCli *cli, const MmsTitleChoice *choice, GError **error);
MmsMedia *mms_title_add (MmsCli *cli, const MmsTitleAdd *how, MmsMedia *media, GError **error);

G_END_DECLS
