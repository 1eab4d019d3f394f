/* Changes one setting, so that it is kept when the command ends.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli/mms-command.h"

G_BEGIN_DECLS

int mms_setting_write (MmsCli *cli, const char *name, GVariant *value);

G_END_DECLS
