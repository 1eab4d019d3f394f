/* Speaks SFTP over one connection, blocking: for worker threads only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "ports/mms-remote-files.h"
#include "transfer/mms-sftp-login.h"

G_BEGIN_DECLS

/* How patient a session is. */
typedef struct
{
  guint connect_ms; /* to get from nothing to a login */
  guint stall_ms;   /* without a single byte from the server */
} MmsSftpPatience;

#define MMS_SFTP_CONNECT_MS 15000
#define MMS_SFTP_STALL_MS 30000

typedef struct
{
  gint64 bytes;
  gint64 modified_at;
  gboolean is_folder;
  gboolean is_file;
  gboolean is_link;
} MmsRemoteInfo;

typedef struct _MmsSftpSession MmsSftpSession;

/* Called, by the thread that opens it, when a server said its first word, which took so long: about a
 * round trip, and what the server needs to start. It is @known where its host key is stored. */
typedef void (*MmsSftpDialled) (gint64 took_us, gboolean known, gpointer user_data);

typedef struct _MmsSftpFile MmsSftpFile;

MmsSftpSession *mms_sftp_session_new (const MmsSftpLogin *login, const MmsSftpPatience *patience);
void            mms_sftp_session_free (MmsSftpSession *self);
void            mms_sftp_session_set_cancellable (MmsSftpSession *self, GCancellable *cancellable);
void            mms_sftp_session_set_dialled (MmsSftpSession *self, MmsSftpDialled dialled,
                                              gpointer user_data);
gboolean        mms_sftp_session_open (MmsSftpSession *self, GError **error);
gboolean        mms_sftp_session_meet (MmsSftpSession *self, GError **error);
gboolean        mms_sftp_session_enter (MmsSftpSession *self, GError **error);
gboolean        mms_sftp_session_greet (MmsSftpSession *self, GError **error);
void            mms_sftp_session_close (MmsSftpSession *self);
gboolean        mms_sftp_session_is_open (MmsSftpSession *self);
gint64          mms_sftp_session_get_round_trip_us (MmsSftpSession *self);
GBytes         *mms_sftp_session_get_offered_key (MmsSftpSession *self);

gboolean   mms_sftp_session_look (MmsSftpSession *self, const char *path, gboolean follow,
                                  MmsRemoteInfo *info, GError **error);
GPtrArray *mms_sftp_session_list (MmsSftpSession *self, const char *path, GError **error);
char      *mms_sftp_session_dup_home (MmsSftpSession *self, GError **error);
gboolean   mms_sftp_session_free_space (MmsSftpSession *self, const char *path, gint64 *bytes,
                                        GError **error);

MmsSftpFile *mms_sftp_file_open (MmsSftpSession *session, const char *path, GError **error);
gssize       mms_sftp_file_read (MmsSftpFile *self, void *buffer, gsize bytes, GError **error);
void         mms_sftp_file_close (MmsSftpFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsSftpSession, mms_sftp_session_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsSftpFile, mms_sftp_file_close)

G_END_DECLS
