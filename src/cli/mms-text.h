/* Measures, cuts and cleans text for a terminal.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mms_text_dup_visible (const char *text);
guint mms_text_get_width (const char *text);
char *mms_text_dup_cut (const char *text, guint columns);
char *mms_text_dup_argument (const char *argument);

G_END_DECLS
