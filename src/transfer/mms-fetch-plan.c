/* Lists the files of one fetch: where each is on the seedbox, and what it will be called here.
 *
 * With the torrent's metainfo the files are those of the torrent, whatever else lies beside them;
 * without it they are what a walk over the folder finds, links left out.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-fetch-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "transfer/mms-remote-path.h"
#include "transfer/mms-remote-resolve.h"

#define MAX_DEPTH 64
#define MAX_FILES 200000

static void
file_free (gpointer data)
{
  MmsFetchFile *self = data;

  g_free (self->path);
  g_free (self->remote);
  g_free (self);
}

void
mms_fetch_plan_free (MmsFetchPlan *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->files);
  g_clear_pointer (&self->metainfo, mms_metainfo_unref);
  g_free (self);
}

static MmsFetchFile *
add_file (MmsFetchPlan *self, const char *path, gint64 bytes)
{
  MmsFetchFile *file = g_new0 (MmsFetchFile, 1);

  file->path = g_strdup (path);
  file->bytes = bytes;
  file->offset = self->bytes_total;
  self->bytes_total += bytes;
  g_ptr_array_add (self->files, file);
  return file;
}

/* What says of other files than the torrent's says nothing: all of them are wanted. */
static void
set_wanted (MmsFetchPlan *self, GBytes *wanted)
{
  gsize n = 0;
  const guint8 *flags = wanted != NULL ? g_bytes_get_data (wanted, &n) : NULL;

  for (guint i = 0; i < self->files->len && n == self->files->len; i++)
    {
      MmsFetchFile *file = self->files->pdata[i];

      file->unwanted = flags[i] == 0 && !file->padding;
    }
}

/**
 * mms_fetch_plan_new:
 * @metainfo: (nullable)
 * @wanted: (nullable): a byte for each file of @metainfo, 0 where nobody wants it; %NULL: all
 *
 * Returns: (transfer full): the files that the torrent names, not looked for yet; none without it
 */
MmsFetchPlan *
mms_fetch_plan_new (MmsMetainfo *metainfo, GBytes *wanted)
{
  MmsFetchPlan *self = g_new0 (MmsFetchPlan, 1);

  self->files = g_ptr_array_new_with_free_func (file_free);
  if (metainfo == NULL)
    return self;
  self->metainfo = mms_metainfo_ref (metainfo);
  for (guint i = 0; i < mms_metainfo_get_n_files (metainfo); i++)
    {
      const MmsMetainfoFile *named = mms_metainfo_get_file (metainfo, i);

      MmsFetchFile *file = add_file (self, named->path, named->bytes);

      file->offset = named->offset;
      file->padding = named->padding;
    }
  set_wanted (self, wanted);
  return self;
}

static gboolean
fail_missing (const char *path, GError **error)
{
  g_autofree char *shown = mms_remote_path_show (path);

  g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING,
               /* Translators: %s is a file of a torrent */
               _ ("“%s” is not on the seedbox any more"), shown);
  return FALSE;
}

static gboolean
check_size (MmsFetchFile *file, gint64 bytes, GError **error)
{
  g_autofree char *shown = mms_remote_path_show (file->path);
  g_autofree char *there = g_strdup_printf ("%" G_GINT64_FORMAT, bytes);
  g_autofree char *wanted = g_strdup_printf ("%" G_GINT64_FORMAT, file->bytes);

  if (bytes == file->bytes)
    return TRUE;
  g_set_error (error, MMS_ERROR, MMS_ERROR_CORRUPT,
               /* Translators: %1$s is a file of a torrent, %2$s and %3$s are numbers of bytes */
               _ ("“%1$s” has %2$s bytes on the seedbox, and %3$s in the torrent. Let rTorrent "
                  "check the torrent there, then try again"),
               shown, there, wanted);
  return FALSE;
}

/* Returns: (transfer none) (nullable) (element-type utf8 MmsRemoteEntry): what is in that
 * folder, by name; asked once. %NULL with @error set, or without where the folder is not there */
static GHashTable *
look_into (MmsSftpSession *session, GHashTable *folders, const char *folder, GError **error)
{
  GHashTable *known = g_hash_table_lookup (folders, folder);
  g_autoptr (GPtrArray) entries = NULL;

  if (known != NULL)
    return known;
  entries = mms_sftp_session_list (session, folder, error);
  if (entries == NULL)
    return NULL;
  known = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                 (GDestroyNotify) mms_remote_entry_free);
  g_ptr_array_set_free_func (entries, NULL);
  for (guint i = 0; i < entries->len; i++)
    {
      MmsRemoteEntry *entry = entries->pdata[i];

      g_hash_table_replace (known, entry->name, entry);
    }
  g_hash_table_insert (folders, g_strdup (folder), known);
  return known;
}

static gboolean
place_file (MmsFetchFile *file, const char *remote, const MmsRemoteInfo *info, GError **error)
{
  file->remote = g_strdup (remote);
  file->modified_at = info->modified_at;
  return check_size (file, info->bytes, error);
}

/* Finds one file of the torrent on the seedbox. A link is followed: the bytes are checked
 * anyway. One that nobody wants is not looked for: it may be anything but in the bytes of pieces
 * that it shares. */
static gboolean
find_file (MmsSftpSession *session, GHashTable *folders, MmsFetchFile *file, const char *remote,
           GError **error)
{
  g_autofree char *folder = g_path_get_dirname (remote);
  g_autoptr (GError) cause = NULL;
  GHashTable *entries = look_into (session, folders, folder, &cause);
  MmsRemoteEntry *entry;
  MmsRemoteInfo info;

  if (entries == NULL && !g_error_matches (cause, MMS_ERROR, MMS_ERROR_MISSING))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  entry = entries != NULL ? g_hash_table_lookup (entries, strrchr (remote, '/') + 1) : NULL;
  if (entry == NULL)
    return file->bytes == 0 || fail_missing (file->path, error);
  if (entry->is_folder)
    return fail_missing (file->path, error);
  info.bytes = entry->bytes;
  info.modified_at = entry->modified_at;
  if (entry->is_link && !mms_sftp_session_look (session, remote, TRUE, &info, error))
    return FALSE;
  return place_file (file, remote, &info, error);
}

/* @info: of @top: a folder, or the only file itself */
static gboolean
find_files (MmsFetchPlan *self, MmsSftpSession *session, const char *top,
            const MmsRemoteInfo *info, GError **error)
{
  g_autoptr (GHashTable) folders = g_hash_table_new_full (
    g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);

  for (guint i = 0; i < self->files->len; i++)
    {
      MmsFetchFile *file = self->files->pdata[i];
      g_autofree char *remote = info->is_folder ? mms_remote_path_join (top, file->path)
                                                : g_strdup (top);

      if (file->unwanted)
        file->remote = g_steal_pointer (&remote);
      else if (info->is_folder
                 ? !file->padding && !find_file (session, folders, file, remote, error)
                 : !place_file (file, remote, info, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
refuse_name (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = mms_remote_path_join (folder, name);
  g_autofree char *shown = mms_remote_path_show (path);

  g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
               /* Translators: %s is a path on the seedbox */
               _ ("“%s” has control characters in its name and is not fetched"), shown);
  return FALSE;
}

/* Half a release is none. */
static gboolean
refuse_more (const char *folder, GError **error)
{
  g_autofree char *shown = mms_remote_path_show (folder);

  g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
               /* Translators: %s is a folder on the seedbox */
               _ ("“%s” holds more files, or deeper folders, than a release can have"), shown);
  return FALSE;
}

static gboolean
walk (MmsFetchPlan *self, MmsSftpSession *session, const char *remote, const char *prefix,
      guint depth, GError **error)
{
  g_autoptr (GPtrArray) entries = mms_sftp_session_list (session, remote, error);

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      MmsRemoteEntry *entry = entries->pdata[i];
      g_autofree char *inner = mms_remote_path_join (remote, entry->name);
      g_autofree char *path = g_strconcat (prefix, entry->name, NULL);
      MmsFetchFile *file;

      if (entry->is_link)
        continue;
      if (!mms_remote_name_is_plain (entry->name))
        return refuse_name (remote, entry->name, error);
      if (entry->is_folder)
        {
          g_autofree char *deeper = g_strconcat (path, "/", NULL);

          if (depth == MAX_DEPTH)
            return refuse_more (remote, error);
          if (!walk (self, session, inner, deeper, depth + 1, error))
            return FALSE;
          continue;
        }
      if (self->files->len == MAX_FILES)
        return refuse_more (remote, error);
      file = add_file (self, path, entry->bytes);
      file->remote = g_steal_pointer (&inner);
      file->modified_at = entry->modified_at;
    }
  return TRUE;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(MmsFetchFile *const *) a)->path, (*(MmsFetchFile *const *) b)->path);
}

/* A server may list in any order; an interrupted fetch goes on in the same one. */
static void
sort_files (MmsFetchPlan *self)
{
  gint64 offset = 0;

  g_ptr_array_sort (self->files, compare_paths);
  for (guint i = 0; i < self->files->len; i++)
    {
      MmsFetchFile *file = self->files->pdata[i];

      file->offset = offset;
      offset += file->bytes;
    }
}

static gboolean
find_all (MmsFetchPlan *self, MmsSftpSession *session, const char *top, const MmsRemoteInfo *info,
          GError **error)
{
  const char *name = strrchr (top, '/') + 1;
  MmsFetchFile *file;

  if (info->is_folder)
    {
      if (!walk (self, session, top, "", 0, error))
        return FALSE;
      sort_files (self);
      return self->files->len > 0 || fail_missing (top, error);
    }
  if (!mms_remote_name_is_plain (name))
    return refuse_name ("", name, error);
  file = add_file (self, name, info->bytes);
  file->remote = g_strdup (top);
  file->modified_at = info->modified_at;
  return TRUE;
}

/**
 * mms_fetch_plan_make:
 * @remote_path: file or folder; '?' in its last components stands for any byte
 * @metainfo: (nullable)
 * @wanted: (nullable): as for mms_fetch_plan_new()
 *
 * Looks at the seedbox for every file that is to be fetched. Sizes that are not the torrent's are
 * %MMS_ERROR_CORRUPT, files that are not there %MMS_ERROR_MISSING.
 */
MmsFetchPlan *
mms_fetch_plan_make (MmsSftpSession *session, const char *remote_path, MmsMetainfo *metainfo,
                     GBytes *wanted, GError **error)
{
  g_autoptr (MmsFetchPlan) self = mms_fetch_plan_new (metainfo, wanted);
  const char *name = metainfo != NULL ? mms_metainfo_get_name (metainfo) : NULL;
  g_autofree char *top = mms_remote_resolve (session, remote_path, name, error);
  MmsRemoteInfo info;
  gboolean multi = metainfo != NULL && mms_metainfo_get_multi_file (metainfo);

  if (top == NULL || !mms_sftp_session_look (session, top, TRUE, &info, error))
    return NULL;
  if (multi && !info.is_folder)
    {
      fail_missing (top, error);
      return NULL;
    }
  if (metainfo != NULL ? !find_files (self, session, top, &info, error)
                       : !find_all (self, session, top, &info, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * mms_fetch_plan_make_ahead:
 *
 * Says where the files of a torrent will be that the seedbox is still downloading. They may be short
 * or not there yet: only pieces that it has may be read.
 */
MmsFetchPlan *
mms_fetch_plan_make_ahead (MmsSftpSession *session, const char *remote_path, MmsMetainfo *metainfo,
                           GBytes *wanted, GError **error)
{
  g_autoptr (MmsFetchPlan) self = mms_fetch_plan_new (metainfo, wanted);
  g_autofree char *top = mms_remote_resolve (session, remote_path, mms_metainfo_get_name (metainfo),
                                             error);

  if (top == NULL)
    return NULL;
  for (guint i = 0; i < self->files->len; i++)
    {
      MmsFetchFile *file = self->files->pdata[i];

      file->remote = mms_metainfo_get_multi_file (metainfo)
                       ? mms_remote_path_join (top, file->path)
                       : g_strdup (top);
    }
  return g_steal_pointer (&self);
}

/* Returns: (transfer full): a line that changes when a name, size or time on the seedbox does */
char *
mms_fetch_plan_dup_print (MmsFetchPlan *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < self->files->len; i++)
    {
      MmsFetchFile *file = self->files->pdata[i];
      g_autofree char *figures =
        g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, file->bytes, file->modified_at);

      g_checksum_update (checksum, (const guchar *) file->path, (gssize) strlen (file->path) + 1);
      g_checksum_update (checksum, (const guchar *) figures, (gssize) strlen (figures) + 1);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

/* Returns: (transfer full): a line that changes when the torrent, or what is wanted of it, does */
char *
mms_fetch_plan_dup_wanted_print (MmsFetchPlan *self)
{
  GString *print = g_string_new (mms_metainfo_get_hash (self->metainfo));

  for (guint i = 0; i < self->files->len; i++)
    if (((MmsFetchFile *) self->files->pdata[i])->unwanted)
      g_string_append_printf (print, " -%u", i);
  return g_string_free (print, FALSE);
}

/* Returns: how many bytes the files have that somebody wants, padding included */
gint64
mms_fetch_plan_get_bytes_wanted (MmsFetchPlan *self)
{
  gint64 bytes = 0;

  for (guint i = 0; i < self->files->len; i++)
    {
      const MmsFetchFile *file = self->files->pdata[i];

      bytes += file->unwanted ? 0 : file->bytes;
    }
  return bytes;
}

/* Returns: (transfer full): what a disk that tells no capital letters apart takes @path for */
static char *
fold (const char *path, gsize bytes)
{
  g_autofree char *composed =
    g_utf8_validate (path, (gssize) bytes, NULL)
      ? g_utf8_normalize (path, (gssize) bytes, G_NORMALIZE_DEFAULT_COMPOSE)
      : NULL;

  return composed != NULL ? g_utf8_casefold (composed, -1)
                          : g_ascii_strdown (path, (gssize) bytes);
}

/**
 * mms_fetch_plan_find_clash:
 * @one: (out): with @other, two files that cannot lie beside each other on a disk that tells no
 *   capital letters apart; one may have the name of a folder that the other is in
 *
 * Returns: whether there are such
 */
gboolean
mms_fetch_plan_find_clash (MmsFetchPlan *self, const char **one, const char **other)
{
  g_autoptr (GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->files->len; i++)
    {
      const MmsFetchFile *file = self->files->pdata[i];
      const char *slash = file->path;
      g_autofree char *folded = fold (file->path, strlen (file->path));

      if (file->padding)
        continue;
      *one = file->path;
      if ((*other = g_hash_table_lookup (files, folded)) != NULL ||
          (*other = g_hash_table_lookup (folders, folded)) != NULL)
        return TRUE;
      g_hash_table_insert (files, g_steal_pointer (&folded), file->path);
      while ((slash = strchr (slash, '/')) != NULL)
        {
          g_autofree char *folder = fold (file->path, (gsize) (slash++ - file->path));

          if ((*other = g_hash_table_lookup (files, folder)) != NULL)
            return TRUE;
          g_hash_table_insert (folders, g_steal_pointer (&folder), file->path);
        }
    }
  return FALSE;
}
