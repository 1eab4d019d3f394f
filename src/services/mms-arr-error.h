/* Reads what Sonarr, Radarr and Prowlarr say when something is wrong into plain words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "services/mms-http.h"

G_BEGIN_DECLS

char *mms_arr_error_dup_words (GBytes *body);
gboolean mms_arr_error_check (const MmsHttpResponse *response,
                              const char *service,
                              const char *base_url,
                              const char *asked,
                              GError **error);

G_END_DECLS
