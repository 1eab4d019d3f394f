/* Finds the info-hash that a person means.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mms_hash_dup_whole (const char *text);

G_END_DECLS
