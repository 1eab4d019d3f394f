/* Says in plain words why no answer came.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-error.h"

G_BEGIN_DECLS

GError  *mms_http_fault_new (const GError *cause, const char *host_and_port);
gboolean mms_http_fault_may_heal_soon (const GError *cause);

G_END_DECLS
