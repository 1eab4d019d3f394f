/* Reads the large answer of a multicall, row by row, without a tree of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What to do with a table. @text is NUL-terminated and lives during the call only. */
typedef struct
{
  void (*row) (gpointer user_data);
  void (*cell) (guint column, const char *text, gsize bytes, gpointer user_data);
  void (*row_end) (guint columns, gpointer user_data);
} MmsXmlrpcTable;

gboolean mms_xmlrpc_table_read (const MmsXmlrpcTable *table, gpointer user_data, GBytes *answer,
                                const char *peer, GCancellable *cancellable, GError **error);

G_END_DECLS
