/* Finds the real path behind one in which rTorrent wrote '?' for bytes that its XML cannot carry.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "transfer/mms-sftp-session.h"

G_BEGIN_DECLS

char *mms_remote_resolve (MmsSftpSession *session, const char *path, const char *name,
                          GError **error);

G_END_DECLS
