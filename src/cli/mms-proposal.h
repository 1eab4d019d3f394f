/* Asks Radarr and Sonarr which of their titles a release name is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli/mms-command.h"

G_BEGIN_DECLS

/* Where to look. */
typedef struct
{
  gboolean films;
  gboolean series;
} MmsProposalKinds;

MmsIntent *mms_propose (MmsCli *cli, const char *name, MmsProposalKinds kinds, gboolean accept,
                        GError **error);

G_END_DECLS
