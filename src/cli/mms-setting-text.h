/* Reads and writes the values of settings as people type them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char     *mms_setting_text_dup (GVariant *value);
GVariant *mms_setting_text_parse (GSettingsSchemaKey *key, const char *text, char **message);

G_END_DECLS
