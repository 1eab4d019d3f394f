/* Asks an SFTP session about files, and reads them, one call at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "transfer/mms-remote-path.h"
#include "transfer/mms-sftp-session-private.h"

#define NAME_BYTES 4096
/* A folder larger than this is no release. */
#define MAX_ENTRIES 200000
/* Answers that list nothing: two may hold "." and ".." alone. */
#define MAX_VAIN_ANSWERS 8
#define N_OF_STATVFS 11

struct _MmsSftpFile
{
  MmsSftpSession *session;     /* must outlive it */
  GBytes *handle;              /* (owned) */
  char *path;                  /* (owned) */
  gint64 offset;               /* of the byte that is read next */
};

/**
 * mms_sftp_status_set_error:
 * @status: of draft-ietf-secsh-filexfer-02, section 7
 *
 * Says what the server said of @path.
 */
void
mms_sftp_status_set_error (GError **error, guint32 status, const char *path)
{
  g_autofree char *shown = mms_remote_path_show (path);

  switch (status)
    {
    case MMS_SFTP_NO_SUCH_FILE:
      g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING,
                   /* Translators: %s is a path on the seedbox */
                   _ ("“%s” is not on the seedbox"), shown);
      break;
    case MMS_SFTP_PERMISSION_DENIED:
      g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                   /* Translators: %s is a path on the seedbox */
                   _ ("The seedbox denies access to “%s”"), shown);
      break;
    case MMS_SFTP_OP_UNSUPPORTED:
      g_set_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED,
                   /* Translators: %s is a path on the seedbox */
                   _ ("The seedbox's SFTP server cannot do that with “%s”"), shown);
      break;
    default:
      g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                   /* Translators: %1$s is a path on the seedbox, %2$lu a number */
                   _ ("The seedbox refused “%1$s” (SFTP status %2$lu)"), shown,
                   (unsigned long) status);
    }
}

/* An answer that does not fit its question: nothing this server says can be believed. */
gboolean
mms_sftp_session_fail_answer (MmsSftpSession *self, GError **error)
{
  self->broken = TRUE;
  g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
               /* Translators: %s is the name of a server */
               _ ("“%s” answers something that is not SFTP"), self->login->host);
  return FALSE;
}

static gboolean
is_usable (MmsSftpSession *self, GError **error)
{
  if (self->wire != NULL && !self->broken)
    return TRUE;
  g_set_error_literal (error, MMS_ERROR, MMS_ERROR_UNREACHABLE,
                       _ ("The line to the seedbox is closed"));
  return FALSE;
}

/* Waits for the answer to request @id; what answers nothing that was asked is not heard. */
static gboolean
await (MmsSftpSession *self, guint32 id, MmsSftpAnswer *answer, GError **error)
{
  do
    if (!mms_sftp_wire_answer (self->wire, answer, error))
      return FALSE;
  while (answer->id != id);
  return TRUE;
}

/* Waits for an answer of @type. A STATUS in its place becomes an error about @path. */
static gboolean
await_type (MmsSftpSession *self, guint32 id, MmsSftpType type, const char *path,
            MmsSftpAnswer *answer, GError **error)
{
  if (!await (self, id, answer, error))
    return FALSE;
  if (answer->type == type && (type != MMS_SFTP_STATUS || answer->status == MMS_SFTP_OK))
    return TRUE;
  if (answer->type != MMS_SFTP_STATUS || answer->status == MMS_SFTP_OK)
    return mms_sftp_session_fail_answer (self, error);
  mms_sftp_status_set_error (error, answer->status, path);
  return FALSE;
}

static void
read_info (const MmsSftpAttributes *attributes, MmsRemoteInfo *info)
{
  *info = (MmsRemoteInfo) { 0 };
  info->bytes = attributes->bytes;
  info->modified_at = attributes->modified_at;
  info->is_folder = attributes->has_mode && S_ISDIR (attributes->mode);
  info->is_link = attributes->has_mode && S_ISLNK (attributes->mode);
  info->is_file = !attributes->has_mode || S_ISREG (attributes->mode);
}

/* Looks at one path; a link at its end is followed only where @follow says so. */
gboolean
mms_sftp_session_look (MmsSftpSession *self, const char *path, gboolean follow,
                       MmsRemoteInfo *info, GError **error)
{
  MmsSftpAttributes attributes;
  MmsSftpAnswer answer;
  guint32 id;

  if (!is_usable (self, error))
    return FALSE;
  id = mms_sftp_wire_ask_path (self->wire, follow ? MMS_SFTP_STAT : MMS_SFTP_LSTAT, path);
  if (!await_type (self, id, MMS_SFTP_ATTRS, path, &answer, error))
    return FALSE;
  if (!mms_sftp_attributes_read (&attributes, &answer))
    return mms_sftp_session_fail_answer (self, error);
  read_info (&attributes, info);
  return TRUE;
}

static GBytes *
await_handle (MmsSftpSession *self, guint32 id, const char *path, GError **error)
{
  MmsSftpAnswer answer;

  if (!await_type (self, id, MMS_SFTP_HANDLE, path, &answer, error))
    return NULL;
  return g_bytes_new (answer.data, answer.bytes);
}

/* Nobody waits for the answer. Takes @handle. */
static void
close_handle (MmsSftpSession *self, GBytes *handle)
{
  if (self->wire != NULL && !self->broken)
    mms_sftp_wire_ask_handle (self->wire, MMS_SFTP_CLOSE, handle);
  g_bytes_unref (handle);
}

/* Says that a folder has more names than a folder can have, or that its list never ends. */
void
mms_sftp_entries_set_endless_error (GError **error, const char *path)
{
  g_autofree char *shown = mms_remote_path_show (path);

  g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
               /* Translators: %s is a folder on the seedbox */
               _ ("The seedbox's list of what is in “%s” does not end"), shown);
}

static gboolean
fail_names (GError **error, const char *path)
{
  g_autofree char *shown = mms_remote_path_show (path);

  g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
               /* Translators: %s is a folder on the seedbox */
               _ ("The seedbox lists names in “%s” that no file can have"), shown);
  return FALSE;
}

static MmsRemoteEntry *
entry_new (const char *name, const MmsSftpAttributes *attributes)
{
  MmsRemoteEntry *entry = g_new0 (MmsRemoteEntry, 1);
  MmsRemoteInfo info;

  read_info (attributes, &info);
  entry->name = g_strdup (name);
  entry->bytes = info.bytes;
  entry->modified_at = info.modified_at;
  entry->is_folder = info.is_folder;
  entry->is_link = info.is_link;
  return entry;
}

/**
 * mms_sftp_entries_add:
 * @entries: (element-type MmsRemoteEntry)
 * @vain: (inout): of one listing, how many answers brought nothing; 0 at first
 * @path: the folder, for the message
 *
 * Adds what one NAME answer lists, without "." and "..".
 *
 * Returns: %FALSE with %MMS_ERROR_MALFORMED where the answer is cut short, a name would lead out of
 *   its folder, or the listing cannot end
 */
gboolean
mms_sftp_entries_add (GPtrArray *entries, guint *vain, const MmsSftpAnswer *answer,
                      const char *path, GError **error)
{
  guint before = entries->len;
  MmsSftpNames names;
  MmsSftpAttributes attributes;
  const guint8 *name;
  gsize bytes;

  if (!mms_sftp_names_begin (&names, answer))
    return fail_names (error, path);
  while (entries->len <= MAX_ENTRIES &&
         mms_sftp_names_next (&names, &name, &bytes, &attributes))
    {
      g_autofree char *text = g_strndup ((const char *) name, bytes);

      if (strcmp (text, ".") == 0 || strcmp (text, "..") == 0)
        continue;
      if (strlen (text) != bytes || bytes > NAME_BYTES || !mms_remote_name_is_possible (text))
        return fail_names (error, path);
      g_ptr_array_add (entries, entry_new (text, &attributes));
    }
  *vain += entries->len == before ? 1 : 0;
  if (entries->len > MAX_ENTRIES || *vain > MAX_VAIN_ANSWERS)
    {
      mms_sftp_entries_set_endless_error (error, path);
      return FALSE;
    }
  return names.left == 0 || fail_names (error, path);
}

/* Waits for the answer to one of two requests. @which: (out): 0 or 1 */
static gboolean
await_either (MmsSftpSession *self, const guint32 *ids, guint *which, MmsSftpAnswer *answer,
              GError **error)
{
  do
    if (!mms_sftp_wire_answer (self->wire, answer, error))
      return FALSE;
  while (answer->id != ids[0] && answer->id != ids[1]);
  *which = answer->id == ids[0] ? 0 : 1;
  return TRUE;
}

/* One is asked ahead: half the round trips. A server that is done says so to both, and may answer
 * the second before the first. */
static gboolean
read_entries (MmsSftpSession *self, GBytes *handle, const char *path, GPtrArray *entries,
              GError **error)
{
  guint32 ids[2]; /* in the order in which they were asked; the second is 0 once the end is known */
  MmsSftpAnswer answer;
  guint vain = 0;
  guint which;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    ids[i] = mms_sftp_wire_ask_handle (self->wire, MMS_SFTP_READDIR, handle);
  while (ids[0] != 0)
    {
      if (!await_either (self, ids, &which, &answer, error))
        return FALSE;
      if (answer.type == MMS_SFTP_STATUS && answer.status == MMS_SFTP_EOF)
        {
          ids[which] = 0; /* what was asked after the end has nothing either */
          continue;
        }
      if (answer.type == MMS_SFTP_STATUS && answer.status != MMS_SFTP_OK)
        {
          mms_sftp_status_set_error (error, answer.status, path);
          return FALSE;
        }
      if (answer.type != MMS_SFTP_NAME)
        return mms_sftp_session_fail_answer (self, error);
      if (!mms_sftp_entries_add (entries, &vain, &answer, path, error))
        return FALSE;
      if (which == 0)
        ids[0] = ids[1];
      if (which == 1 || ids[1] != 0)
        ids[1] = mms_sftp_wire_ask_handle (self->wire, MMS_SFTP_READDIR, handle);
    }
  return TRUE;
}

/* Returns: (transfer full) (element-type MmsRemoteEntry) (nullable): what is in a folder,
 * without "." and ".."; %MMS_ERROR_MALFORMED where a name would lead out of it */
GPtrArray *
mms_sftp_session_list (MmsSftpSession *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) entries =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mms_remote_entry_free);
  GBytes *handle;
  guint32 id;
  gboolean ok;

  if (!is_usable (self, error))
    return NULL;
  id = mms_sftp_wire_ask_path (self->wire, MMS_SFTP_OPENDIR, path);
  handle = await_handle (self, id, path, error);
  if (handle == NULL)
    return NULL;
  ok = read_entries (self, handle, path, entries, error);
  close_handle (self, handle);
  return ok ? g_steal_pointer (&entries) : NULL;
}

/* Returns: (transfer full) (nullable): the folder that a login begins in */
char *
mms_sftp_session_dup_home (MmsSftpSession *self, GError **error)
{
  MmsSftpNames names;
  MmsSftpAttributes attributes;
  MmsSftpAnswer answer;
  const guint8 *name;
  gsize bytes;

  if (!is_usable (self, error) ||
      !await_type (self, mms_sftp_wire_ask_path (self->wire, MMS_SFTP_REALPATH, "."),
                   MMS_SFTP_NAME, ".", &answer, error))
    return NULL;
  if (mms_sftp_names_begin (&names, &answer) &&
      mms_sftp_names_next (&names, &name, &bytes, &attributes) && bytes <= NAME_BYTES)
    return g_strndup ((const char *) name, bytes);
  mms_sftp_session_fail_answer (self, error);
  return NULL;
}

/* Asks by statvfs@openssh.com, which not every server has. */
gboolean
mms_sftp_session_free_space (MmsSftpSession *self, const char *path, gint64 *bytes, GError **error)
{
  guint64 numbers[N_OF_STATVFS]; /* as in <sys/statvfs.h>: f_bsize, f_frsize, f_blocks, f_bfree,
                                    f_bavail, … */
  MmsSftpAnswer answer;

  if (!is_usable (self, error) ||
      !await_type (self, mms_sftp_wire_ask_space (self->wire, path), MMS_SFTP_EXTENDED_REPLY, path,
                   &answer, error))
    return FALSE;
  if (!mms_sftp_numbers_read (&answer, numbers, G_N_ELEMENTS (numbers)))
    return mms_sftp_session_fail_answer (self, error);
  *bytes = numbers[1] > 0 && numbers[4] <= (guint64) G_MAXINT64 / numbers[1]
             ? (gint64) (numbers[4] * numbers[1])
             : G_MAXINT64;
  return TRUE;
}

/* Returns: (transfer full) (nullable): a file to read from; @session must outlive it */
MmsSftpFile *
mms_sftp_file_open (MmsSftpSession *session, const char *path, GError **error)
{
  GBytes *handle;
  MmsSftpFile *self;

  if (!is_usable (session, error))
    return NULL;
  handle = await_handle (session, mms_sftp_wire_ask_open (session->wire, path), path, error);
  if (handle == NULL)
    return NULL;
  self = g_new0 (MmsSftpFile, 1);
  self->session = session;
  self->handle = handle;
  self->path = g_strdup (path);
  return self;
}

/**
 * mms_sftp_file_read:
 *
 * Reads what comes next, one request a round trip: for small files.
 *
 * Returns: how many bytes came, at least one; 0 at the end of the file; -1 with @error set
 */
gssize
mms_sftp_file_read (MmsSftpFile *self, void *buffer, gsize bytes, GError **error)
{
  MmsSftpAnswer answer;
  guint32 id;

  if (!is_usable (self->session, error))
    return -1;
  bytes = MIN (bytes, mms_sftp_wire_get_max_read (self->session->wire));
  id = mms_sftp_wire_ask_read (self->session->wire, self->handle, self->offset, (guint) bytes);
  if (!await (self->session, id, &answer, error))
    return -1;
  if (answer.type == MMS_SFTP_STATUS && answer.status == MMS_SFTP_EOF)
    return 0;
  if (answer.type == MMS_SFTP_STATUS && answer.status != MMS_SFTP_OK)
    {
      mms_sftp_status_set_error (error, answer.status, self->path);
      return -1;
    }
  if (answer.type != MMS_SFTP_DATA || answer.bytes == 0 || answer.bytes > bytes)
    {
      mms_sftp_session_fail_answer (self->session, error);
      return -1;
    }
  memcpy (buffer, answer.data, answer.bytes);
  self->offset += (gint64) answer.bytes;
  return (gssize) answer.bytes;
}

void
mms_sftp_file_close (MmsSftpFile *self)
{
  if (self == NULL)
    return;
  close_handle (self->session, self->handle);
  g_free (self->path);
  g_free (self);
}
