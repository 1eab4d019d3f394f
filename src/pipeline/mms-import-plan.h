/* Decides which files of a release become which episode or film.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ports/mms-library.h"

G_BEGIN_DECLS

GPtrArray *mms_import_plan_new (const MmsIntent *intent, gint64 library_id, GPtrArray *candidates,
                                GPtrArray *episodes);
char      *mms_import_plan_dup_rejections (GPtrArray *judged);

G_END_DECLS
