/* The files on the seedbox, over SFTP: implements MmsRemoteFiles.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ports/mms-remote-files.h"
#include "transfer/mms-sftp-login.h"

G_BEGIN_DECLS

#define MMS_TYPE_SFTP (mms_sftp_get_type ())
G_DECLARE_FINAL_TYPE (MmsSftp, mms_sftp, MMS, SFTP, GObject)

MmsSftp *mms_sftp_new (const MmsSftpLogin *login);
gboolean mms_sftp_is_for (MmsSftp *self, const MmsSftpLogin *login);

G_END_DECLS
