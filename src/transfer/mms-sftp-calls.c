/* Asks an SFTP session about files, and reads and deletes them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/socket.h>

#include "transfer/mms-remote-path.h"
#include "transfer/mms-sftp-session-private.h"

#define NAME_BYTES 4096
/* A folder larger than this is no release. */
#define MAX_ENTRIES 200000
#define MAX_FAREWELLS 1000

struct _MmsSftpFile
{
  MmsSftpSession *session;     /* must outlive it */
  LIBSSH2_SFTP_HANDLE *handle; /* (owned) */
  char *path;                  /* (owned) */
};

/* Translates the answer of the server (draft-ietf-secsh-filexfer-02, 7) about @path. */
static void
fail_call (MmsSftpSession *self, int code, const char *path, GError **error)
{
  g_autofree char *shown = mms_remote_path_show (path);
  unsigned long status;

  if (error != NULL && *error != NULL)
    return;
  if (code != LIBSSH2_ERROR_SFTP_PROTOCOL)
    {
      mms_sftp_session_fail (self, code, error);
      return;
    }
  status = libssh2_sftp_last_error (self->sftp);
  switch (status)
    {
    case LIBSSH2_FX_NO_SUCH_FILE:
    case LIBSSH2_FX_NO_SUCH_PATH:
      g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING,
                   /* Translators: %s is a path on the seedbox */
                   _ ("“%s” is not on the seedbox"), shown);
      break;
    case LIBSSH2_FX_PERMISSION_DENIED:
    case LIBSSH2_FX_WRITE_PROTECT:
      g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                   /* Translators: %s is a path on the seedbox */
                   _ ("The seedbox denies access to “%s”"), shown);
      break;
    case LIBSSH2_FX_OP_UNSUPPORTED:
      g_set_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED,
                   /* Translators: %s is a path on the seedbox */
                   _ ("The seedbox's SFTP server cannot do that with “%s”"), shown);
      break;
    case LIBSSH2_FX_CONNECTION_LOST:
    case LIBSSH2_FX_NO_CONNECTION:
      mms_sftp_session_fail (self, code, error);
      break;
    default:
      g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                   /* Translators: %1$s is a path on the seedbox, %2$lu a number */
                   _ ("The seedbox refused “%1$s” (SFTP status %2$lu)"), shown, status);
    }
}

static gboolean
is_usable (MmsSftpSession *self, GError **error)
{
  if (self->sftp != NULL && !self->broken)
    return TRUE;
  g_set_error_literal (error, MMS_ERROR, MMS_ERROR_UNREACHABLE,
                       _ ("The line to the seedbox is closed"));
  return FALSE;
}

static void
read_info (const LIBSSH2_SFTP_ATTRIBUTES *attributes, MmsRemoteInfo *info)
{
  gboolean typed = (attributes->flags & LIBSSH2_SFTP_ATTR_PERMISSIONS) != 0;

  *info = (MmsRemoteInfo) { 0 };
  if ((attributes->flags & LIBSSH2_SFTP_ATTR_SIZE) != 0)
    info->bytes = (gint64) MIN (attributes->filesize, (libssh2_uint64_t) G_MAXINT64);
  if ((attributes->flags & LIBSSH2_SFTP_ATTR_ACMODTIME) != 0)
    info->modified_at = (gint64) attributes->mtime;
  info->is_folder = typed && LIBSSH2_SFTP_S_ISDIR (attributes->permissions);
  info->is_link = typed && LIBSSH2_SFTP_S_ISLNK (attributes->permissions);
  info->is_file = !typed || LIBSSH2_SFTP_S_ISREG (attributes->permissions);
}

/* Looks at one path; a link at its end is followed only where @follow says so. */
gboolean
mms_sftp_session_look (MmsSftpSession *self, const char *path, gboolean follow,
                       MmsRemoteInfo *info, GError **error)
{
  LIBSSH2_SFTP_ATTRIBUTES attributes = { 0 };
  g_autoptr (GError) cause = NULL;
  int code;

  if (!is_usable (self, error))
    return FALSE;
  MMS_SFTP_CALL (self, code,
                 libssh2_sftp_stat_ex (self->sftp, path, (unsigned int) strlen (path),
                                       follow ? LIBSSH2_SFTP_STAT : LIBSSH2_SFTP_LSTAT,
                                       &attributes),
                 &cause);
  if (code != 0)
    {
      fail_call (self, code, path, &cause);
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  read_info (&attributes, info);
  return TRUE;
}

static LIBSSH2_SFTP_HANDLE *
open_handle (MmsSftpSession *self, const char *path, int type, GError **error)
{
  LIBSSH2_SFTP_HANDLE *handle;
  g_autoptr (GError) cause = NULL;

  if (!is_usable (self, error))
    return NULL;
  MMS_SFTP_CALL_POINTER (self, handle,
                         libssh2_sftp_open_ex (self->sftp, path, (unsigned int) strlen (path),
                                               LIBSSH2_FXF_READ, 0, type),
                         &cause);
  if (handle == NULL)
    {
      fail_call (self, libssh2_session_last_errno (self->ssh), path, &cause);
      g_propagate_error (error, g_steal_pointer (&cause));
    }
  return handle;
}

static void
close_handle (MmsSftpSession *self, LIBSSH2_SFTP_HANDLE *handle)
{
  g_autoptr (GError) unsaid = NULL;
  int code;

  if (self->broken)
    {
      shutdown (self->fd, SHUT_RDWR);
      /* Frees the handle once libssh2 has seen the end of what had come already. */
      for (guint i = 0; i < MAX_FAREWELLS; i++)
        if (libssh2_sftp_close_handle (handle) != LIBSSH2_ERROR_EAGAIN)
          return;
      return;
    }
  MMS_SFTP_CALL (self, code, libssh2_sftp_close_handle (handle), &unsaid);
  if (code != 0 && code != LIBSSH2_ERROR_SFTP_PROTOCOL)
    self->broken = TRUE;
}

static gboolean
add_entry (GPtrArray *entries, const char *name, gsize bytes,
           const LIBSSH2_SFTP_ATTRIBUTES *attributes)
{
  MmsRemoteInfo info;
  MmsRemoteEntry *entry;

  if (strlen (name) != bytes || (!mms_remote_name_is_possible (name) && strcmp (name, ".") != 0 &&
                                 strcmp (name, "..") != 0))
    return FALSE;
  if (!mms_remote_name_is_possible (name))
    return TRUE;
  read_info (attributes, &info);
  entry = g_new0 (MmsRemoteEntry, 1);
  entry->name = g_strdup (name);
  entry->bytes = info.bytes;
  entry->modified_at = info.modified_at;
  entry->is_folder = info.is_folder;
  entry->is_link = info.is_link;
  g_ptr_array_add (entries, entry);
  return entries->len <= MAX_ENTRIES;
}

static gboolean
read_entries (MmsSftpSession *self, LIBSSH2_SFTP_HANDLE *handle, const char *path,
              GPtrArray *entries, GError **error)
{
  g_autofree char *name = g_malloc (NAME_BYTES + 1);
  g_autofree char *shown = mms_remote_path_show (path);
  int code;

  for (;;)
    {
      LIBSSH2_SFTP_ATTRIBUTES attributes = { 0 };

      MMS_SFTP_CALL (self, code,
                     libssh2_sftp_readdir_ex (handle, name, NAME_BYTES, NULL, 0, &attributes),
                     error);
      if (code == 0)
        return TRUE;
      if (code < 0)
        {
          fail_call (self, code, path, error);
          return FALSE;
        }
      name[code] = '\0';
      if (!add_entry (entries, name, (gsize) code, &attributes))
        {
          g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                       /* Translators: %s is a folder on the seedbox */
                       _ ("The seedbox lists names in “%s” that no file can have"), shown);
          return FALSE;
        }
    }
}

/* Returns: (transfer full) (element-type MmsRemoteEntry) (nullable): what is in a folder,
 * without "." and ".."; %MMS_ERROR_MALFORMED where a name would lead out of it */
GPtrArray *
mms_sftp_session_list (MmsSftpSession *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) entries =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mms_remote_entry_free);
  g_autoptr (GError) cause = NULL;
  LIBSSH2_SFTP_HANDLE *handle = open_handle (self, path, LIBSSH2_SFTP_OPENDIR, error);
  gboolean ok;

  if (handle == NULL)
    return NULL;
  ok = read_entries (self, handle, path, entries, &cause);
  close_handle (self, handle);
  if (ok)
    return g_steal_pointer (&entries);
  g_propagate_error (error, g_steal_pointer (&cause));
  return NULL;
}

gboolean
mms_sftp_session_unlink (MmsSftpSession *self, const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;
  int code;

  if (!is_usable (self, error))
    return FALSE;
  MMS_SFTP_CALL (self, code,
                 libssh2_sftp_unlink_ex (self->sftp, path, (unsigned int) strlen (path)), &cause);
  if (code == 0)
    return TRUE;
  fail_call (self, code, path, &cause);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

gboolean
mms_sftp_session_rmdir (MmsSftpSession *self, const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;
  int code;

  if (!is_usable (self, error))
    return FALSE;
  MMS_SFTP_CALL (self, code,
                 libssh2_sftp_rmdir_ex (self->sftp, path, (unsigned int) strlen (path)), &cause);
  if (code == 0)
    return TRUE;
  fail_call (self, code, path, &cause);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* Returns: (transfer full) (nullable): the folder that a login begins in */
char *
mms_sftp_session_dup_home (MmsSftpSession *self, GError **error)
{
  g_autofree char *target = g_malloc0 (NAME_BYTES + 1);
  g_autoptr (GError) cause = NULL;
  int code;

  if (!is_usable (self, error))
    return NULL;
  MMS_SFTP_CALL (self, code,
                 libssh2_sftp_symlink_ex (self->sftp, ".", 1, target, NAME_BYTES,
                                          LIBSSH2_SFTP_REALPATH),
                 &cause);
  if (code >= 0)
    return g_steal_pointer (&target);
  fail_call (self, code, ".", &cause);
  g_propagate_error (error, g_steal_pointer (&cause));
  return NULL;
}

/* Asks by statvfs@openssh.com, which not every server has. */
gboolean
mms_sftp_session_free_space (MmsSftpSession *self, const char *path, gint64 *bytes, GError **error)
{
  LIBSSH2_SFTP_STATVFS space = { 0 };
  g_autoptr (GError) cause = NULL;
  int code;

  if (!is_usable (self, error))
    return FALSE;
  MMS_SFTP_CALL (self, code, libssh2_sftp_statvfs (self->sftp, path, strlen (path), &space),
                 &cause);
  if (code == 0)
    {
      *bytes = (gint64) (space.f_bavail * space.f_frsize);
      return TRUE;
    }
  fail_call (self, code, path, &cause);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* Returns: (transfer full) (nullable): a file to read from; @session must outlive it */
MmsSftpFile *
mms_sftp_file_open (MmsSftpSession *session, const char *path, GError **error)
{
  LIBSSH2_SFTP_HANDLE *handle = open_handle (session, path, LIBSSH2_SFTP_OPENFILE, error);
  MmsSftpFile *self;

  if (handle == NULL)
    return NULL;
  self = g_new0 (MmsSftpFile, 1);
  self->session = session;
  self->handle = handle;
  self->path = g_strdup (path);
  return self;
}

void
mms_sftp_file_seek (MmsSftpFile *self, gint64 offset)
{
  if ((gint64) libssh2_sftp_tell64 (self->handle) != offset)
    libssh2_sftp_seek64 (self->handle, (libssh2_uint64_t) offset);
}

/**
 * mms_sftp_file_read:
 * @buffer: the larger it is, the more requests are in flight
 *
 * Returns: how many bytes came, at least one; 0 at the end of the file; -1 with @error set
 */
gssize
mms_sftp_file_read (MmsSftpFile *self, void *buffer, gsize bytes, GError **error)
{
  g_autoptr (GError) cause = NULL;
  ssize_t got;

  if (!is_usable (self->session, error))
    return -1;
  MMS_SFTP_CALL (self->session, got, libssh2_sftp_read (self->handle, buffer, bytes), &cause);
  if (got >= 0)
    return got;
  fail_call (self->session, (int) got, self->path, &cause);
  g_propagate_error (error, g_steal_pointer (&cause));
  return -1;
}

gboolean
mms_sftp_file_look (MmsSftpFile *self, MmsRemoteInfo *info, GError **error)
{
  LIBSSH2_SFTP_ATTRIBUTES attributes = { 0 };
  g_autoptr (GError) cause = NULL;
  int code;

  if (!is_usable (self->session, error))
    return FALSE;
  MMS_SFTP_CALL (self->session, code, libssh2_sftp_fstat_ex (self->handle, &attributes, 0), &cause);
  if (code == 0)
    {
      read_info (&attributes, info);
      return TRUE;
    }
  fail_call (self->session, code, self->path, &cause);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
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
