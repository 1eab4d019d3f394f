/* Tells which kinds --films and --series mean.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-kind-option.h"

gboolean
mms_kind_option_is_both (const MmsKindOption *self)
{
  return self->films == self->series;
}

gboolean
mms_kind_option_wants (const MmsKindOption *self, MmsMediaKind kind)
{
  if (mms_kind_option_is_both (self))
    return TRUE;
  return kind == MMS_MEDIA_FILM ? self->films : self->series;
}
