/* Preferences: the connections with their tests, folders and paths, and behaviour.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/mms-context.h"

G_BEGIN_DECLS

#define MMS_TYPE_PREFERENCES (mms_preferences_get_type ())
G_DECLARE_FINAL_TYPE (MmsPreferences, mms_preferences, MMS, PREFERENCES, AdwPreferencesWindow)

GtkWidget *mms_preferences_new (GtkWindow *parent, MmsContext *context);
void       mms_preferences_show_service (MmsPreferences *self, MmsService service);
void       mms_preferences_show_page (MmsPreferences *self, const char *name);

G_END_DECLS
