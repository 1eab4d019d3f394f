/* Writes what Sonarr and Radarr are told.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "ports/mms-library.h"

G_BEGIN_DECLS

JsonNode *mms_arr_write_title (MmsMedia *media, const MmsLibraryAdd *how);
JsonNode *mms_arr_write_judgement (GPtrArray *files, MmsMediaKind kind);
JsonNode *
mms_arr_write_import (GPtrArray *files, MmsMediaKind kind, MmsImportMode mode, const char *hash);
JsonNode *mms_arr_write_command (const char *name);
char *mms_arr_escape (const char *text);

G_END_DECLS
