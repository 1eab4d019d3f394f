/* Carries SFTP requests and answers over one SSH channel, many at a time: worker threads only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "transfer/mms-sftp-packet.h"

G_BEGIN_DECLS

typedef struct _MmsSftpSession MmsSftpSession;
typedef struct _MmsSftpWire MmsSftpWire;

MmsSftpWire *mms_sftp_wire_new (MmsSftpSession *session, GError **error);
void         mms_sftp_wire_free (MmsSftpWire *self);

guint    mms_sftp_wire_get_max_read (MmsSftpWire *self);
guint    mms_sftp_wire_get_max_handles (MmsSftpWire *self);
gint64   mms_sftp_wire_get_round_trip_us (MmsSftpWire *self);
gboolean mms_sftp_wire_has (MmsSftpWire *self, const char *extension);

/* Each queues one request, and returns the id that its answer will have. */
guint32 mms_sftp_wire_ask_path (MmsSftpWire *self, MmsSftpType type, const char *path);
guint32 mms_sftp_wire_ask_open (MmsSftpWire *self, const char *path);
guint32 mms_sftp_wire_ask_handle (MmsSftpWire *self, MmsSftpType type, GBytes *handle);
guint32 mms_sftp_wire_ask_read (MmsSftpWire *self, GBytes *handle, gint64 offset, guint bytes);
guint32 mms_sftp_wire_ask_space (MmsSftpWire *self, const char *path);

int      mms_sftp_wire_next (MmsSftpWire *self, MmsSftpAnswer *answer, GError **error);
gboolean mms_sftp_wire_wait (MmsSftpWire *self, int wake_fd, gint64 until_us, GError **error);
gboolean mms_sftp_wire_answer (MmsSftpWire *self, MmsSftpAnswer *answer, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsSftpWire, mms_sftp_wire_free)

G_END_DECLS
