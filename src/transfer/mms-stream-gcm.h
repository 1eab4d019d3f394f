/* Gives libssh2 AES-128-GCM whose packets are decrypted in long runs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <openssl/core_dispatch.h>
#include <openssl/evp.h>

G_BEGIN_DECLS

/* OpenSSL's own, for all that is made from then on. */
void mms_stream_gcm_set_own (const EVP_CIPHER *gcm, const EVP_CIPHER *ctr);
const OSSL_DISPATCH *mms_stream_gcm_get_functions (void);

G_END_DECLS
