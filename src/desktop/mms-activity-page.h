/* The page Activity: every job in one list, to filter, search and act on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "desktop/mms-job-list.h"

G_BEGIN_DECLS

#define MMS_TYPE_ACTIVITY_PAGE (mms_activity_page_get_type ())
G_DECLARE_FINAL_TYPE (MmsActivityPage, mms_activity_page, MMS, ACTIVITY_PAGE, AdwBin)

void         mms_activity_page_set_jobs (MmsActivityPage *self, GListModel *jobs);
void         mms_activity_page_set_notice (MmsActivityPage *self, const char *text);
void         mms_activity_page_set_folded (MmsActivityPage *self, gboolean folded);
void         mms_activity_page_search (MmsActivityPage *self);
void         mms_activity_page_set_filter (MmsActivityPage *self, MmsJobFilter filter);
MmsJob      *mms_activity_page_get_selected (MmsActivityPage *self);
GtkSelectionModel *mms_activity_page_get_selection (MmsActivityPage *self);

G_END_DECLS
