/* Reads the addresses of requests: whom they name, and what of them may be logged.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "services/mms-http.h"

G_BEGIN_DECLS

GUri    *mms_http_uri_parse (const char *url, GError **error);
char    *mms_http_uri_dup_host_and_port (GUri *uri);
gboolean mms_http_uri_same_origin (GUri *a, GUri *b);

G_END_DECLS
