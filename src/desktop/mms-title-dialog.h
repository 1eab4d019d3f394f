/* Asks which title a release is that is already on its road.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/mms-context.h"

G_BEGIN_DECLS

/* @intent is lent for the call. */
typedef void (*MmsTitleChosen) (const MmsIntent *intent, gpointer user_data);

#define MMS_TYPE_TITLE_DIALOG (mms_title_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MmsTitleDialog, mms_title_dialog, MMS, TITLE_DIALOG, AdwWindow)

GtkWidget *mms_title_dialog_new (GtkWindow *parent, MmsContext *context, MmsJob *job,
                                 MmsTitleChosen chosen, gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
