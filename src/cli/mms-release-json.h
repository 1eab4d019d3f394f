/* Prints what the name of a release says, as JSON.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli/mms-json-print.h"
#include "core/mms-release-name.h"

G_BEGIN_DECLS

void mms_json_add_release_name (JsonBuilder *builder, const MmsReleaseName *name);

G_END_DECLS
