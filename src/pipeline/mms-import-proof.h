/* Reads in the history of a library which files of a release it really took.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ports/mms-library.h"

G_BEGIN_DECLS

gboolean   mms_import_proof_has (GPtrArray *rows, const char *server_path);
GPtrArray *mms_import_proof_keep_own (GPtrArray *rows, const char *server_folder);

G_END_DECLS
