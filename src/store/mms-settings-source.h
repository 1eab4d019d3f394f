/* Finds where the settings are described and where they are kept.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-error.h"

G_BEGIN_DECLS

GSettings *mms_settings_source_open (GError **error);

G_END_DECLS
