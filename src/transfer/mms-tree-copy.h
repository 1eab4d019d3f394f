/* Copies files from one filesystem to another, durably, and compares them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean mms_tree_copy (int from_fd, int to_fd, GError **error);
gboolean mms_tree_copy_file (int from_fd, int to_folder_fd, const char *name, GError **error);
gboolean mms_tree_same_bytes (int one_fd, int other_fd, gboolean *same, GError **error);

G_END_DECLS
