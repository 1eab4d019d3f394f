/* Tells which kinds --films and --series mean.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli/mms-command.h"

G_BEGIN_DECLS

/* Neither of the two means both. */
typedef struct
{
  gboolean films;
  gboolean series;
} MmsKindOption;

#define MMS_KIND_OPTION_ENTRIES(option) \
  { "films", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &(option).films, N_ ("Films only"), NULL }, \
  { "series", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &(option).series, N_ ("Series only"), NULL }

gboolean mms_kind_option_wants (const MmsKindOption *self, MmsMediaKind kind);
gboolean mms_kind_option_is_both (const MmsKindOption *self);

G_END_DECLS
