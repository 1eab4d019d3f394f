/* Reads in the history of a library which files of a release it really took.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-path-map.h"
#include "ports/mms-library.h"
#include "ports/mms-local-files.h"

G_BEGIN_DECLS

gboolean   mms_import_proof_is_packed_only (GPtrArray *rows, const MmsLocalFile *file,
                                           GPtrArray *files, const char *folder, MmsPathMap *map);
gboolean   mms_import_proof_has (GPtrArray *rows, const char *server_path);
GPtrArray *mms_import_proof_keep_own (GPtrArray *rows, const char *server_folder);

G_END_DECLS
