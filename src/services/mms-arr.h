/* Keeps a library in Sonarr or Radarr: two records of one class.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ports/mms-library.h"
#include "services/mms-http.h"

G_BEGIN_DECLS

#define MMS_TYPE_ARR (mms_arr_get_type ())
G_DECLARE_FINAL_TYPE (MmsArr, mms_arr, MMS, ARR, GObject)

MmsArr *mms_arr_new (MmsHttp *http, MmsMediaKind kind, const char *url, const char *api_key);
void    mms_arr_withhold (MmsArr *self, const GError *why);

G_END_DECLS
