/* What the files of MmsSftpSession share, and nobody else.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <libssh2.h>

#include "transfer/mms-sftp-session.h"
#include "transfer/mms-sftp-wire.h"
#include "transfer/mms-ssh-memory.h"

G_BEGIN_DECLS

struct _MmsSftpSession
{
  MmsSftpLogin *login; /* (owned) */
  MmsSftpPatience patience;
  GCancellable *cancellable;     /* (owned) (nullable) */
  GSocketConnection *connection; /* (owned) (nullable): %NULL while closed */
  int fd;                        /* of @connection; -1 while closed */
  LIBSSH2_SESSION *ssh;          /* (owned) (nullable) */
  MmsSshMemory memory;           /* of @ssh */
  guint8 *received;              /* (owned) (nullable): what the socket had, and libssh2 did not
                                    take yet */
  gsize received_from;           /* in @received */
  gsize received_to;
  MmsSftpWire *wire;             /* (owned) (nullable): SFTP, once it was started */
  MmsSftpDialled dialled;        /* (nullable) */
  gpointer dialled_data;
  gint64 connected_at_us;        /* until its first word; then 0; monotonic */
  GBytes *offered_key;           /* (owned) (nullable): of the last greeting */
  gboolean logged_in;
  gboolean broken;            /* nothing more can be asked of this connection */
  gint64 heard_at_us;         /* when the last byte came; monotonic */
  gint64 call_began_at_us;    /* monotonic */
  gint64 keepalive_at_us;     /* when the last one was sent; monotonic */
  gint64 open_by_us;          /* monotonic; 0 once logged in */
  const char *prompted;       /* (nullable): the password, until it was given once */
};

void     mms_sftp_session_begin (MmsSftpSession *self);
gboolean mms_sftp_session_wait (MmsSftpSession *self, GError **error);
gboolean mms_sftp_session_wait_for (MmsSftpSession *self, int wake_fd, gint64 until_us,
                                    GError **error);
void     mms_sftp_session_fail (MmsSftpSession *self, int code, GError **error);
gboolean mms_sftp_session_log_in (MmsSftpSession *self, GError **error);

void     mms_sftp_status_set_error (GError **error, guint32 status, const char *path);
gboolean mms_sftp_session_fail_answer (MmsSftpSession *self, GError **error);
gboolean mms_sftp_entries_add (GPtrArray *entries, guint *vain, const MmsSftpAnswer *answer,
                               const char *path, GError **error);
void     mms_sftp_entries_set_endless_error (GError **error, const char *path);

/* Repeats one libssh2 call until it did not answer "again"; the arguments stay the same, as
 * libssh2 demands. @code becomes LIBSSH2_ERROR_EAGAIN, with @error set, where waiting failed. */
#define MMS_SFTP_CALL(self, code, call, error) \
  do \
    { \
      mms_sftp_session_begin (self); \
      while (((code) = (call)) == LIBSSH2_ERROR_EAGAIN) \
        if (!mms_sftp_session_wait ((self), (error))) \
          break; \
    } \
  while (0)

/* The same for calls that answer a pointer, and %NULL for "again". */
#define MMS_SFTP_CALL_POINTER(self, pointer, call, error) \
  do \
    { \
      mms_sftp_session_begin (self); \
      while (((pointer) = (call)) == NULL && \
             libssh2_session_last_errno ((self)->ssh) == LIBSSH2_ERROR_EAGAIN) \
        if (!mms_sftp_session_wait ((self), (error))) \
          break; \
    } \
  while (0)

G_END_DECLS
