/* Searches a title in Sonarr's and Radarr's catalogues at once; knows no widget.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/mms-context.h"

G_BEGIN_DECLS

#define MMS_TYPE_TITLE_SEARCH (mms_title_search_get_type ())
G_DECLARE_FINAL_TYPE (MmsTitleSearch, mms_title_search, MMS, TITLE_SEARCH, GObject)

MmsTitleSearch *mms_title_search_new (MmsContext *context);
void            mms_title_search_run (MmsTitleSearch *self, const char *term);
GListModel     *mms_title_search_get_found (MmsTitleSearch *self);
gboolean        mms_title_search_get_busy (MmsTitleSearch *self);
const char     *mms_title_search_get_problem (MmsTitleSearch *self);

G_END_DECLS
