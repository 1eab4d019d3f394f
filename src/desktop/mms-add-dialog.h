/* Asks for a release and its title, and sends it down the road.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/mms-context.h"

G_BEGIN_DECLS

#define MMS_TYPE_ADD_DIALOG (mms_add_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MmsAddDialog, mms_add_dialog, MMS, ADD_DIALOG, AdwWindow)

GtkWidget *mms_add_dialog_new (GtkWindow *parent, MmsContext *context);
void       mms_add_dialog_set_link (MmsAddDialog *self, const char *link);
void       mms_add_dialog_set_file (MmsAddDialog *self, GFile *file);

G_END_DECLS
