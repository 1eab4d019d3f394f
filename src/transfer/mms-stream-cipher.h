/* Gives libssh2 the key stream of AES-128-CTR in long runs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MMS_STREAM_CIPHER_PROVIDER "mms-stream"

gboolean mms_stream_cipher_install (void);

G_END_DECLS
