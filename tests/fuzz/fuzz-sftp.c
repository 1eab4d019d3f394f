/* Feeds anything to the readers of SFTP answers, and checks what they promise.
 *
 * An input is read as a greeting, as one answer, and as answers one after the other, each with its
 * length before it, as they come over the line; and what a request is made of is read back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "fuzz/mms-fuzz.h"
#include "transfer/mms-remote-path.h"
#include "transfer/mms-sftp-session-private.h"

static void
assert_inside (const guint8 *part, gsize part_bytes, const guint8 *data, gsize bytes)
{
  g_assert_true (part >= data && part + part_bytes <= data + bytes);
}

static void
check_entries (const MmsSftpAnswer *answer)
{
  g_autoptr (GPtrArray) entries =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mms_remote_entry_free);
  g_autoptr (GError) error = NULL;
  guint vain = 0;

  g_assert_cmpint (mms_sftp_entries_add (entries, &vain, answer, "/f", &error), ==, error == NULL);
  g_assert_true (error == NULL || error->domain == MMS_ERROR);
  for (guint i = 0; i < entries->len; i++)
    {
      const MmsRemoteEntry *entry = entries->pdata[i];
      g_autofree char *shown = mms_remote_path_show (entry->name);

      g_assert_true (mms_remote_name_is_possible (entry->name));
      g_assert_cmpint (entry->bytes, >=, 0);
      g_assert_false (entry->is_folder && entry->is_link);
      g_assert_true (g_utf8_validate (shown, -1, NULL));
      g_assert_null (strpbrk (shown, "\n\r\t\033"));
    }
}

static void
check_names (const MmsSftpAnswer *answer)
{
  MmsSftpNames names;
  MmsSftpAttributes attributes;
  const guint8 *name;
  gsize bytes;

  if (!mms_sftp_names_begin (&names, answer))
    return;
  for (guint32 left = names.left; mms_sftp_names_next (&names, &name, &bytes, &attributes); left--)
    {
      assert_inside (name, bytes, answer->data, answer->bytes);
      g_assert_cmpuint (names.left, ==, left - 1);
      g_assert_cmpint (attributes.bytes, >=, 0);
      g_assert_true (attributes.has_bytes || attributes.bytes == 0);
      g_assert_true (attributes.has_mode || attributes.mode == 0);
    }
}

static void
check_answer (const guint8 *data, gsize bytes)
{
  MmsSftpAnswer answer;
  MmsSftpAttributes attributes;
  guint64 numbers[11];

  if (!mms_sftp_answer_read (&answer, data, bytes))
    return;
  g_assert_cmpuint (bytes, >=, 5);
  g_assert_cmpuint (answer.type, ==, data[0]);
  if (answer.data != NULL)
    assert_inside (answer.data, answer.bytes, data, bytes);
  g_assert_cmpint (answer.data != NULL, ==, answer.type != MMS_SFTP_STATUS);
  g_assert_true (answer.type != MMS_SFTP_HANDLE || answer.bytes <= MMS_SFTP_MAX_HANDLE_BYTES);
  check_names (&answer);
  check_entries (&answer);
  if (mms_sftp_attributes_read (&attributes, &answer))
    g_assert_cmpint (attributes.bytes, >=, 0);
  g_assert_cmpint (mms_sftp_numbers_read (&answer, numbers, 4), ==,
                   answer.type == MMS_SFTP_EXTENDED_REPLY && answer.bytes >= 32);
  g_assert_cmpint (mms_sftp_numbers_read (&answer, numbers, G_N_ELEMENTS (numbers)), ==,
                   answer.type == MMS_SFTP_EXTENDED_REPLY && answer.bytes >= 88);
}

static void
check_stream (const guint8 *data, gsize bytes)
{
  while (bytes >= MMS_SFTP_LENGTH_BYTES)
    {
      guint32 big;
      gsize length;

      memcpy (&big, data, sizeof big);
      length = GUINT32_FROM_BE (big);
      data += MMS_SFTP_LENGTH_BYTES;
      bytes -= MMS_SFTP_LENGTH_BYTES;
      if (length == 0 || length > bytes)
        return;
      check_answer (data, length);
      data += length;
      bytes -= length;
    }
}

static void
check_greeting (const guint8 *data, gsize bytes)
{
  g_autoptr (GHashTable) extensions =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (mms_sftp_version_read (data, bytes, extensions))
    g_assert_true (bytes >= 5 && data[0] == MMS_SFTP_VERSION);
  else
    g_assert_cmpuint (g_hash_table_size (extensions), ==, 0);
}

/* A packet that is written is read as what it was. */
static void
check_written (const guint8 *data, gsize bytes)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize began;
  MmsSftpAnswer answer;

  g_byte_array_append (out, data, (guint) MIN (bytes, 3)); /* others are before it */
  began = mms_sftp_packet_begin (out, MMS_SFTP_DATA);
  mms_sftp_packet_add_uint32 (out, (guint32) bytes * 2654435761u);
  mms_sftp_packet_add_string (out, data, bytes);
  mms_sftp_packet_end (out, began);
  g_assert_true (mms_sftp_answer_read (&answer, out->data + began + MMS_SFTP_LENGTH_BYTES,
                                       out->len - began - MMS_SFTP_LENGTH_BYTES));
  g_assert_cmpuint (answer.id, ==, (guint32) bytes * 2654435761u);
  g_assert_cmpmem (answer.data, answer.bytes, data, bytes);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize bytes)
{
  check_greeting (data, bytes);
  check_answer (data, bytes);
  check_stream (data, bytes);
  check_written (data, bytes);
  return 0;
}
