/* Writes XML-RPC requests and reads small answers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-error.h"

G_BEGIN_DECLS

GBytes   *mms_xmlrpc_build (const char *method, GVariant *params);
GBytes   *mms_xmlrpc_clean (GBytes *answer);
GVariant *mms_xmlrpc_read (GBytes *answer, const char *peer, GError **error);
GError   *mms_xmlrpc_fault_new (gint64 code, const char *text, const char *peer);

G_END_DECLS
