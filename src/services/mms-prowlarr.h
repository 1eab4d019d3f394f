/* Searches releases in Prowlarr, and fetches what their links lead to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ports/mms-indexer.h"
#include "services/mms-http.h"

G_BEGIN_DECLS

#define MMS_TYPE_PROWLARR (mms_prowlarr_get_type ())
G_DECLARE_FINAL_TYPE (MmsProwlarr, mms_prowlarr, MMS, PROWLARR, GObject)

MmsProwlarr *mms_prowlarr_new (MmsHttp *http, const char *url, const char *api_key);
void         mms_prowlarr_withhold (MmsProwlarr *self, const GError *why);

G_END_DECLS
