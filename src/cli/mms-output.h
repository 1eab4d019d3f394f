/* Writes to standard output and error, so that nothing from outside can steer the terminal.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void     mms_out_line (const char *format, ...) G_GNUC_PRINTF (1, 2);
void     mms_out_raw (const char *text);
void     mms_out_bytes (const char *bytes);
gboolean mms_out_flush (void);
gboolean mms_out_is_closed (void);
int      mms_out_finish (int status);
gboolean mms_out_is_terminal (void);
guint    mms_out_get_columns (void);
guint    mms_out_get_rows (void);

void     mms_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);
void     mms_complain_error (const GError *error);

G_END_DECLS
