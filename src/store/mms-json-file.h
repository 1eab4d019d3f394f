/* Reads a JSON file that may be damaged or hostile.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "core/mms-error.h"

G_BEGIN_DECLS

JsonNode *mms_json_file_load (const char *path, GError **error);
gboolean  mms_json_file_save (const char *path, JsonNode *root, GError **error);

G_END_DECLS
