/* Makes a name that came from outside fit to be shown.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mms_display_name_new (const char *bytes, gssize length);

G_END_DECLS
