/* Gives libssh2 ciphers that take their key stream in long runs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MMS_STREAM_CIPHER_PROVIDER "mms-stream"

gboolean mms_stream_cipher_enter (void);

G_END_DECLS
