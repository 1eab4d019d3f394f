/* Deletes trees on the seedbox: links as links, and nothing outside the roots.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "transfer/mms-sftp-session.h"

G_BEGIN_DECLS

MmsRemoval *mms_remote_remove (MmsSftpSession *session, const char *path, const char *const *roots,
                               GError **error);

G_END_DECLS
