/* Shows one file of a release: its name, its size, and while it comes how much of it is here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "desktop/mms-file-list.h"

G_BEGIN_DECLS

#define MMS_TYPE_FILE_ROW (mms_file_row_get_type ())
G_DECLARE_FINAL_TYPE (MmsFileRow, mms_file_row, MMS, FILE_ROW, AdwActionRow)

GtkWidget *mms_file_row_new (const MmsFileListEntry *entry);
void       mms_file_row_show (MmsFileRow *self, gint64 bytes_done);

G_END_DECLS
