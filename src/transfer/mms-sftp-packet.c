/* Writes the requests of SFTP version 3, and reads its answers: bytes only, no line.
 *
 * Everything that is read came from a server that may lie: nothing is believed before it was
 * measured.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-sftp-packet.h"

#include <string.h>

#define VERSION 3

/* draft-ietf-secsh-filexfer-02, section 5 */
#define ATTR_SIZE 0x00000001u
#define ATTR_UIDGID 0x00000002u
#define ATTR_PERMISSIONS 0x00000004u
#define ATTR_ACMODTIME 0x00000008u
#define ATTR_EXTENDED 0x80000000u

/* What is left to read. */
typedef struct
{
  const guint8 *data;
  gsize bytes;
} Cursor;

static gboolean
take (Cursor *self, gsize bytes, const guint8 **data)
{
  if (self->bytes < bytes)
    return FALSE;
  *data = self->data;
  self->data += bytes;
  self->bytes -= bytes;
  return TRUE;
}

static gboolean
take_uint32 (Cursor *self, guint32 *value)
{
  const guint8 *data;

  if (!take (self, 4, &data))
    return FALSE;
  *value = (guint32) data[0] << 24 | (guint32) data[1] << 16 | (guint32) data[2] << 8 | data[3];
  return TRUE;
}

static gboolean
take_uint64 (Cursor *self, guint64 *value)
{
  guint32 high, low;

  if (!take_uint32 (self, &high) || !take_uint32 (self, &low))
    return FALSE;
  *value = (guint64) high << 32 | low;
  return TRUE;
}

static gboolean
take_string (Cursor *self, const guint8 **data, gsize *bytes)
{
  guint32 length;

  if (!take_uint32 (self, &length) || !take (self, length, data))
    return FALSE;
  *bytes = length;
  return TRUE;
}

static gboolean
take_extended_attributes (Cursor *self)
{
  guint32 n;
  const guint8 *data;
  gsize bytes;

  if (!take_uint32 (self, &n))
    return FALSE;
  while (n-- > 0)
    if (!take_string (self, &data, &bytes) || !take_string (self, &data, &bytes))
      return FALSE;
  return TRUE;
}

static gboolean
take_attributes (Cursor *self, MmsSftpAttributes *attributes)
{
  guint32 flags, accessed_at, modified_at, ids;
  guint64 bytes;

  *attributes = (MmsSftpAttributes) { 0 };
  if (!take_uint32 (self, &flags))
    return FALSE;
  if ((flags & ATTR_SIZE) != 0)
    {
      if (!take_uint64 (self, &bytes))
        return FALSE;
      attributes->bytes = (gint64) MIN (bytes, (guint64) G_MAXINT64);
      attributes->has_bytes = TRUE;
    }
  if ((flags & ATTR_UIDGID) != 0 && (!take_uint32 (self, &ids) || !take_uint32 (self, &ids)))
    return FALSE;
  if ((flags & ATTR_PERMISSIONS) != 0)
    {
      if (!take_uint32 (self, &attributes->mode))
        return FALSE;
      attributes->has_mode = TRUE;
    }
  if ((flags & ATTR_ACMODTIME) != 0)
    {
      if (!take_uint32 (self, &accessed_at) || !take_uint32 (self, &modified_at))
        return FALSE;
      attributes->modified_at = (gint64) modified_at;
    }
  return (flags & ATTR_EXTENDED) == 0 || take_extended_attributes (self);
}

static gboolean
is_known (guint8 type)
{
  return (type >= MMS_SFTP_STATUS && type <= MMS_SFTP_ATTRS) || type == MMS_SFTP_EXTENDED_REPLY;
}

/**
 * mms_sftp_answer_read:
 * @packet: without its length; must outlive @self
 *
 * Returns: %FALSE where it is no answer, or cut short
 */
gboolean
mms_sftp_answer_read (MmsSftpAnswer *self, const guint8 *packet, gsize bytes)
{
  Cursor cursor = { packet, bytes };
  const guint8 *type;

  *self = (MmsSftpAnswer) { 0 };
  if (!take (&cursor, 1, &type) || !is_known (*type) || !take_uint32 (&cursor, &self->id))
    return FALSE;
  self->type = (MmsSftpType) *type;
  if (self->type == MMS_SFTP_STATUS)
    return take_uint32 (&cursor, &self->status);
  if (self->type == MMS_SFTP_DATA)
    return take_string (&cursor, &self->data, &self->bytes);
  if (self->type == MMS_SFTP_HANDLE)
    return take_string (&cursor, &self->data, &self->bytes) &&
           self->bytes <= MMS_SFTP_MAX_HANDLE_BYTES;
  self->data = cursor.data;
  self->bytes = cursor.bytes;
  return TRUE;
}

/**
 * mms_sftp_version_read:
 * @extensions: (element-type utf8 utf8): takes the extensions that the server names, with copies
 *
 * Returns: %FALSE where it is no greeting of version 3 or later; a later server speaks 3 to us
 */
gboolean
mms_sftp_version_read (const guint8 *packet, gsize bytes, GHashTable *extensions)
{
  Cursor cursor = { packet, bytes };
  const guint8 *type, *name, *value;
  gsize name_bytes, value_bytes;
  guint32 version;

  if (!take (&cursor, 1, &type) || *type != MMS_SFTP_VERSION || !take_uint32 (&cursor, &version) ||
      version < VERSION)
    return FALSE;
  while (take_string (&cursor, &name, &name_bytes) && take_string (&cursor, &value, &value_bytes))
    g_hash_table_replace (extensions, g_strndup ((const char *) name, name_bytes),
                          g_strndup ((const char *) value, value_bytes));
  return TRUE;
}

/* Returns: %FALSE where @answer holds no names at all */
gboolean
mms_sftp_names_begin (MmsSftpNames *self, const MmsSftpAnswer *answer)
{
  Cursor cursor = { answer->data, answer->bytes };

  if (answer->type != MMS_SFTP_NAME || !take_uint32 (&cursor, &self->left))
    return FALSE;
  self->data = cursor.data;
  self->bytes = cursor.bytes;
  return TRUE;
}

/* @name: (out): not terminated. Returns: %FALSE where the names, or the packet, end; with
 * @self->left above 0 it was the packet */
gboolean
mms_sftp_names_next (MmsSftpNames *self, const guint8 **name, gsize *bytes,
                     MmsSftpAttributes *attributes)
{
  Cursor cursor = { self->data, self->bytes };
  const guint8 *long_name;
  gsize long_bytes;

  if (self->left == 0 || !take_string (&cursor, name, bytes) ||
      !take_string (&cursor, &long_name, &long_bytes) || !take_attributes (&cursor, attributes))
    return FALSE;
  self->left--;
  self->data = cursor.data;
  self->bytes = cursor.bytes;
  return TRUE;
}

gboolean
mms_sftp_attributes_read (MmsSftpAttributes *self, const MmsSftpAnswer *answer)
{
  Cursor cursor = { answer->data, answer->bytes };

  return answer->type == MMS_SFTP_ATTRS && take_attributes (&cursor, self);
}

/* Reads an EXTENDED_REPLY of @n numbers of 64 bits: limits and statvfs are such. */
gboolean
mms_sftp_numbers_read (const MmsSftpAnswer *answer, guint64 *numbers, guint n)
{
  Cursor cursor = { answer->data, answer->bytes };

  if (answer->type != MMS_SFTP_EXTENDED_REPLY)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!take_uint64 (&cursor, &numbers[i]))
      return FALSE;
  return TRUE;
}

/* Begins a packet at the end of @out. Returns: what mms_sftp_packet_end() wants */
gsize
mms_sftp_packet_begin (GByteArray *out, MmsSftpType type)
{
  gsize began = out->len;
  guint8 kind = (guint8) type;

  mms_sftp_packet_add_uint32 (out, 0);
  g_byte_array_append (out, &kind, 1);
  return began;
}

void
mms_sftp_packet_add_uint32 (GByteArray *out, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);

  g_byte_array_append (out, (const guint8 *) &big, sizeof big);
}

void
mms_sftp_packet_add_uint64 (GByteArray *out, guint64 value)
{
  guint64 big = GUINT64_TO_BE (value);

  g_byte_array_append (out, (const guint8 *) &big, sizeof big);
}

void
mms_sftp_packet_add_string (GByteArray *out, const void *data, gsize bytes)
{
  mms_sftp_packet_add_uint32 (out, (guint32) bytes);
  g_byte_array_append (out, data, (guint) bytes);
}

/* Writes the packet's length where it belongs. */
void
mms_sftp_packet_end (GByteArray *out, gsize began)
{
  guint32 big = GUINT32_TO_BE ((guint32) (out->len - began - MMS_SFTP_LENGTH_BYTES));

  memcpy (out->data + began, &big, sizeof big);
}
