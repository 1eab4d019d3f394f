/* Writes the requests of SFTP version 3, and reads its answers: bytes only, no line.
 *
 * The protocol is draft-ietf-secsh-filexfer-02, with OpenSSH's extensions (PROTOCOL, section 4).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-error.h"

G_BEGIN_DECLS

/* The numbers of draft-ietf-secsh-filexfer-02, section 3. */
typedef enum {
  MMS_SFTP_INIT = 1,
  MMS_SFTP_VERSION = 2,
  MMS_SFTP_OPEN = 3,
  MMS_SFTP_CLOSE = 4,
  MMS_SFTP_READ = 5,
  MMS_SFTP_LSTAT = 7,
  MMS_SFTP_FSTAT = 8,
  MMS_SFTP_OPENDIR = 11,
  MMS_SFTP_READDIR = 12,
  MMS_SFTP_REMOVE = 13,
  MMS_SFTP_RMDIR = 15,
  MMS_SFTP_REALPATH = 16,
  MMS_SFTP_STAT = 17,
  MMS_SFTP_STATUS = 101,
  MMS_SFTP_HANDLE = 102,
  MMS_SFTP_DATA = 103,
  MMS_SFTP_NAME = 104,
  MMS_SFTP_ATTRS = 105,
  MMS_SFTP_EXTENDED = 200,
  MMS_SFTP_EXTENDED_REPLY = 201,
} MmsSftpType;

/* The numbers of section 7. */
typedef enum {
  MMS_SFTP_OK = 0,
  MMS_SFTP_EOF = 1,
  MMS_SFTP_NO_SUCH_FILE = 2,
  MMS_SFTP_PERMISSION_DENIED = 3,
  MMS_SFTP_FAILURE = 4,
  MMS_SFTP_BAD_MESSAGE = 5,
  MMS_SFTP_NO_CONNECTION = 6,
  MMS_SFTP_CONNECTION_LOST = 7,
  MMS_SFTP_OP_UNSUPPORTED = 8,
} MmsSftpStatus;

/* What is before a packet's body: its length. */
#define MMS_SFTP_LENGTH_BYTES 4
/* A larger answer is nobody's: reads are asked for up to 256 KiB, names come in hundreds. */
#define MMS_SFTP_MAX_PACKET_BYTES (1024 * 1024)
/* What every server takes in one request for data (section 3). */
#define MMS_SFTP_SAFE_READ_BYTES 32768
#define MMS_SFTP_MAX_HANDLE_BYTES 256

/* Of section 5; what was not told is 0. */
typedef struct
{
  gint64 bytes;
  gint64 modified_at;   /* seconds since 1970, UTC */
  gboolean has_bytes;
  gboolean has_mode;
  guint32 mode;         /* as in <sys/stat.h> */
} MmsSftpAttributes;

/* One answer; all pointers are into the packet it was read from. */
typedef struct
{
  MmsSftpType type;
  guint32 id;
  guint32 status;           /* of STATUS */
  const guint8 *data;       /* (nullable): of DATA and HANDLE; of NAME, ATTRS and EXTENDED_REPLY
                               what follows the id */
  gsize bytes;
} MmsSftpAnswer;

/* Reads the names of a NAME answer one by one. */
typedef struct
{
  const guint8 *data;
  gsize bytes;
  guint32 left;
} MmsSftpNames;

gboolean mms_sftp_answer_read (MmsSftpAnswer *self, const guint8 *packet, gsize bytes);
gboolean mms_sftp_version_read (const guint8 *packet, gsize bytes, GHashTable *extensions);
gboolean mms_sftp_names_begin (MmsSftpNames *self, const MmsSftpAnswer *answer);
gboolean mms_sftp_names_next (MmsSftpNames *self, const guint8 **name, gsize *bytes,
                              MmsSftpAttributes *attributes);
gboolean mms_sftp_attributes_read (MmsSftpAttributes *self, const MmsSftpAnswer *answer);
gboolean mms_sftp_numbers_read (const MmsSftpAnswer *answer, guint64 *numbers, guint n);

gsize mms_sftp_packet_begin (GByteArray *out, MmsSftpType type);
void  mms_sftp_packet_add_uint32 (GByteArray *out, guint32 value);
void  mms_sftp_packet_add_uint64 (GByteArray *out, guint64 value);
void  mms_sftp_packet_add_string (GByteArray *out, const void *data, gsize bytes);
void  mms_sftp_packet_end (GByteArray *out, gsize began);

G_END_DECLS
