/* Says in plain words what this disk refused.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void mms_disk_error_set (GError **error, int error_number, const char *path);
void mms_disk_error_set_no_space (GError **error, const char *folder, gint64 bytes_missing);

G_END_DECLS
