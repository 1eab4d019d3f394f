/* The main window: the list of releases, one release beside or above it, and what to do first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/mms-context.h"

G_BEGIN_DECLS

#define MMS_TYPE_WINDOW (mms_window_get_type ())
G_DECLARE_FINAL_TYPE (MmsWindow, mms_window, MMS, WINDOW, AdwApplicationWindow)

MmsWindow *mms_window_new (AdwApplication *application, MmsContext *context);
void       mms_window_show_jobs (MmsWindow *self, GListModel *jobs);
void       mms_window_show_failure (MmsWindow *self, const GError *error);
void       mms_window_set_notice (MmsWindow *self, const char *text);
void       mms_window_show_job (MmsWindow *self, MmsJob *job);
void       mms_window_show_preferences (MmsWindow *self, int service);
void       mms_window_add (MmsWindow *self, GFile *source);
void       mms_window_search (MmsWindow *self);
void       mms_window_say (MmsWindow *self, const char *text);

G_END_DECLS
