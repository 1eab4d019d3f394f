/* Prints rows in aligned columns.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  MMS_COLUMN_LEFT,
  MMS_COLUMN_RIGHT,    /* for numbers */
  MMS_COLUMN_FLEXIBLE, /* left, and cut first where the terminal is narrow */
} MmsColumn;

typedef struct _MmsTable MmsTable;

MmsTable *mms_table_new (void);
void      mms_table_free (MmsTable *self);
void      mms_table_add_column (MmsTable *self, const char *heading, MmsColumn column);
void      mms_table_add_row (MmsTable *self, const char *const *cells);
void      mms_table_set_whole (MmsTable *self);
void      mms_table_print (MmsTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsTable, mms_table_free)

G_END_DECLS
