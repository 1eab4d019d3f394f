/* Ties the rows of Preferences to the settings: what is typed is written a moment later.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mms_setting_bind_entry (GtkEditable *entry, GSettings *settings, const char *key);
void mms_setting_flush_entry (GtkEditable *entry);
void mms_setting_bind_number (GtkSpinButton *spin, GSettings *settings, const char *key,
                              double units);
void mms_setting_bind_choice (GtkWidget *combo, GSettings *settings, const char *key,
                              const char *const *nicks);

G_END_DECLS
