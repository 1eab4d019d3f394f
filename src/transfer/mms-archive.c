/* Reads the files of one archive, volume after volume, through libarchive.
 *
 * Whoever packed it may mean harm: a name that leads elsewhere ends the reading, what is no plain
 * file is passed over, and no file gives more than it said it would.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mms-error.h"
#include "transfer/mms-disk-error.h"
#include "transfer/mms-rar-volume.h"
#include "transfer/mms-remote-path.h"
#include "transfer/mms-tree.h"

#define BUFFER_BYTES (256 * 1024)
/* Behind the end of one volume libarchive (to 3.7 at least) looks for the next in steps of 512
 * bytes: where the last is shorter than that it does not find it. So zeros follow. */
#define TAIL_BYTES 1024
#define MAX_ENTRIES 100000 /* folders and links included */
#define MAX_DEPTH 32
#define MAX_NAME_BYTES 255
#define MAX_PATH_BYTES 1024

/* One volume, as libarchive's callbacks get it. */
typedef struct
{
  MmsArchive *archive; /* (not owned) */
  const char *path;    /* (not owned) (nullable): the set's; %NULL for the zeros behind */
  int fd;              /* -1 while it is not its turn */
  guint volume;        /* its place */
  gsize tail_left;     /* of the zeros */
} Source;

struct _MmsArchive
{
  const MmsArchiveSet *set;  /* (not owned) */
  int release_fd;            /* (not owned) */
  GCancellable *cancellable; /* (owned) (nullable) */
  struct archive *reader;    /* (owned) */
  Source *sources;           /* (owned): one a volume, and the zeros behind */
  guint8 *buffer;            /* (owned) */
  const char *at;            /* (not owned): the volume that was read last */
  guint at_volume;           /* its place */
  guint n_entries;
  GArray *rar_files;         /* (owned): of MmsRarFile: one for each entry */

  gboolean is_new;           /* RAR 5 */
  gboolean is_solid;
  gboolean data_locked;      /* of the whole set */
  gboolean file_locked;      /* of the file that is read now */
  gboolean file_open;        /* not read to its end yet */
  char *file;                /* (owned) (nullable): its name */
  const MmsRarFile *expected; /* (not owned) (nullable): what its header promised */
  guint32 crc;
  gint64 bytes_said;         /* -1: nothing */
  gint64 bytes_read;
};

void
mms_archive_file_free (MmsArchiveFile *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self);
}

/* Returns: %FALSE, with @error saying that @path needs a password */
gboolean
mms_archive_fail_locked (const char *path, GError **error)
{
  g_autofree char *shown = mms_remote_path_show (path);

  g_set_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED,
               /* Translators: %s is an archive of a torrent */
               _ ("“%s” is protected by a password and cannot be unpacked. Choose another release"),
               shown);
  return FALSE;
}

/* What can be wrong with one volume of a set. */
typedef enum {
  VOLUME_MISSING,
  VOLUME_CUT,
  VOLUME_STRANGE,
  VOLUME_MISPLACED,
  VOLUME_TWICE,
  VOLUME_NOT_LAST,
} Fault;

static void
set_fault (Fault fault, const char *shown, GError **error)
{
  switch (fault)
    {
    case VOLUME_MISSING:
      g_set_error (error, MMS_ERROR, MMS_ERROR_CORRUPT,
                   /* Translators: %s is one of the files into which an archive was cut */
                   _ ("The packed release is not whole: its volume “%s” is missing. Choose another "
                      "release"),
                   shown);
      break;
    case VOLUME_CUT:
      g_set_error (error, MMS_ERROR, MMS_ERROR_CORRUPT,
                   /* Translators: %s is one of the files into which an archive was cut */
                   _ ("The volume “%s” is damaged: it ends too early. Choose another release"),
                   shown);
      break;
    case VOLUME_STRANGE:
      g_set_error (error, MMS_ERROR, MMS_ERROR_CORRUPT,
                   /* Translators: %s is a file that has the name of an archive */
                   _ ("“%s” has the name of an archive and is none. Choose another release"), shown);
      break;
    case VOLUME_MISPLACED:
      g_set_error (error, MMS_ERROR, MMS_ERROR_CORRUPT,
                   /* Translators: %s is one of the files into which an archive was cut */
                   _ ("“%s” is another volume than its name says. Choose another release"), shown);
      break;
    case VOLUME_TWICE:
      g_set_error (error, MMS_ERROR, MMS_ERROR_CORRUPT,
                   /* Translators: %s is one of the files into which an archive was cut */
                   _ ("The volume “%s” is there twice, in two spellings. Choose another release"),
                   shown);
      break;
    case VOLUME_NOT_LAST:
      g_set_error (error, MMS_ERROR, MMS_ERROR_CORRUPT,
                   /* Translators: %s is one of the files into which an archive was cut */
                   _ ("The packed release is not whole: the volume that follows “%s” is missing. "
                      "Choose another release"),
                   shown);
      break;
    }
}

static gboolean
fail_volume (const char *path, Fault fault, GError **error)
{
  g_autofree char *shown = mms_remote_path_show (path);

  set_fault (fault, shown, error);
  return FALSE;
}

/* @words: (nullable): what is wrong; %NULL for what libarchive says */
static gboolean
fail_reading (MmsArchive *self, const char *words, GError **error)
{
  const char *own = archive_error_string (self->reader);
  g_autofree char *said = mms_remote_path_show (words != NULL ? words : own != NULL ? own : "?");
  g_autofree char *shown = mms_remote_path_show (self->at);
  g_autofree char *file = mms_remote_path_show (self->file != NULL ? self->file : "");

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (strstr (said, "nsupported") != NULL || strstr (said, "not supported") != NULL ||
      strstr (said, "unavailable") != NULL)
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED,
                 /* Translators: %1$s is an archive, %2$s why it cannot be read, in English */
                 _ ("“%1$s” is packed in a way that cannot be unpacked here (%2$s). Choose another "
                    "release"),
                 shown, said);
  else if (self->file != NULL)
    g_set_error (error, MMS_ERROR, MMS_ERROR_CORRUPT,
                 /* Translators: %1$s is a file in the archive %2$s; %3$s says why, in English */
                 _ ("“%1$s” in the archive “%2$s” is damaged (%3$s). Choose another release"), file,
                 shown, said);
  else
    g_set_error (error, MMS_ERROR, MMS_ERROR_CORRUPT,
                 /* Translators: %1$s is an archive, %2$s says why, in English */
                 _ ("The archive “%1$s” is damaged (%2$s). Choose another release"), shown, said);
  return FALSE;
}

static int
open_volume (int release_fd, const char *path, GError **error)
{
  const char *name;
  gint64 bytes = 0;
  g_auto (MmsFd) folder_fd = mms_tree_open_parent (release_fd, path, FALSE, &name, error);

  return folder_fd >= 0 ? mms_tree_open_to_read (folder_fd, name, &bytes, error) : -1;
}

static int
source_open (struct archive *reader, void *data)
{
  Source *source = data;

  if (source->path == NULL)
    return ARCHIVE_OK;
  source->archive->at = source->path;
  source->archive->at_volume = source->volume;
  mms_tree_close (&source->fd);
  source->fd = open_volume (source->archive->release_fd, source->path, NULL);
  return source->fd >= 0 ? ARCHIVE_OK : ARCHIVE_FATAL;
}

static int
source_close (struct archive *reader, void *data)
{
  Source *source = data;

  mms_tree_close (&source->fd);
  return ARCHIVE_OK;
}

static int
source_switch (struct archive *reader, void *from, void *to)
{
  if (from != NULL)
    source_close (reader, from);
  return to != NULL ? source_open (reader, to) : ARCHIVE_OK;
}

static la_ssize_t
read_tail (Source *source, const void **buffer)
{
  static const guint8 zeros[TAIL_BYTES];
  la_ssize_t bytes = (la_ssize_t) source->tail_left;

  *buffer = zeros;
  source->tail_left = 0;
  return bytes;
}

static la_ssize_t
source_read (struct archive *reader, void *data, const void **buffer)
{
  Source *source = data;
  MmsArchive *self = source->archive;
  ssize_t got;

  if (g_cancellable_is_cancelled (self->cancellable))
    return ARCHIVE_FATAL;
  if (source->path == NULL)
    return read_tail (source, buffer);
  do
    got = read (source->fd, self->buffer, BUFFER_BYTES);
  while (got < 0 && errno == EINTR);
  self->at = source->path;
  *buffer = self->buffer;
  if (got < 0)
    archive_set_error (reader, errno, "%s", g_strerror (errno));
  return got < 0 ? ARCHIVE_FATAL : got;
}

/* Never beyond the end of a volume: what is skipped further on is in the next. */
static la_int64_t
source_skip (struct archive *reader, void *data, la_int64_t bytes)
{
  Source *source = data;
  off_t before = source->path != NULL ? lseek (source->fd, 0, SEEK_CUR) : -1;
  off_t end = before >= 0 ? lseek (source->fd, 0, SEEK_END) : -1;

  if (end < 0)
    return 0;
  bytes = CLAMP (bytes, 0, end - before);
  lseek (source->fd, before + bytes, SEEK_SET);
  return bytes;
}

static la_int64_t
source_seek (struct archive *reader, void *data, la_int64_t offset, int whence)
{
  Source *source = data;
  off_t at = lseek (source->fd, offset, whence);

  return at >= 0 ? at : ARCHIVE_FATAL;
}

/* Looks into the headers of each volume. @is_rar: (out): whether the first is one */
static gboolean
look_at_volume (MmsArchive *self, guint i, gboolean *is_rar, GError **error)
{
  const char *path = self->set->volumes->pdata[i];
  g_auto (MmsFd) fd = open_volume (self->release_fd, path, error);
  MmsRarVolume volume;

  if (fd < 0)
    return FALSE;
  *is_rar = mms_rar_volume_read (fd, &volume, self->rar_files);
  if (!*is_rar)
    return i == 0 || fail_volume (path, VOLUME_STRANGE, error);
  if (volume.lock == MMS_RAR_HEADERS_LOCKED)
    return mms_archive_fail_locked (path, error);
  if (i == 0 && self->set->missing != NULL)
    return fail_volume (self->set->missing, VOLUME_MISSING, error);
  if (i == 0 && self->set->twice != NULL)
    return fail_volume (self->set->twice, VOLUME_TWICE, error);
  if (volume.is_cut)
    return fail_volume (path, VOLUME_CUT, error);
  if ((i == 0 && volume.comes_after) || (volume.number >= 0 && volume.number != i))
    return fail_volume (path, VOLUME_MISPLACED, error);
  if (i == self->set->volumes->len - 1 && volume.goes_on)
    return fail_volume (path, VOLUME_NOT_LAST, error);
  self->is_new = volume.is_new;
  self->is_solid |= volume.is_solid;
  self->data_locked |= volume.lock == MMS_RAR_DATA_LOCKED;
  return TRUE;
}

static gboolean
look_at_volumes (MmsArchive *self, GError **error)
{
  gboolean is_rar = TRUE;

  if (self->set->is_zip)
    return TRUE;
  for (guint i = 0; i < self->set->volumes->len && is_rar; i++)
    if (!look_at_volume (self, i, &is_rar, error))
      return FALSE;
  return is_rar || fail_volume (mms_archive_set_get_first (self->set), VOLUME_STRANGE, error);
}

static void
close_sources (MmsArchive *self)
{
  for (guint i = 0; i < self->set->volumes->len; i++)
    mms_tree_close (&self->sources[i].fd);
}

/* Opens the set from one of its volumes on. */
static gboolean
open_reader (MmsArchive *self, guint first)
{
  struct archive *reader = archive_read_new ();

  archive_read_free (self->reader);
  self->reader = reader;
  close_sources (self);
  if (self->set->is_zip)
    archive_read_support_format_zip_seekable (reader);
  else
    {
      archive_read_support_format_rar (reader);
      archive_read_support_format_rar5 (reader);
    }
  archive_read_set_open_callback (reader, source_open);
  archive_read_set_read_callback (reader, source_read);
  archive_read_set_skip_callback (reader, source_skip);
  if (self->set->is_zip) /* whose list of files is at its end */
    archive_read_set_seek_callback (reader, source_seek);
  archive_read_set_switch_callback (reader, source_switch);
  archive_read_set_close_callback (reader, source_close);
  for (guint i = first; i < self->set->volumes->len + (self->is_new ? 1 : 0); i++)
    {
      gboolean is_tail = i == self->set->volumes->len;

      self->sources[i] = (Source) { self, is_tail ? NULL : self->set->volumes->pdata[i], -1, i,
                                    TAIL_BYTES };
      if (archive_read_append_callback_data (reader, &self->sources[i]) != ARCHIVE_OK)
        return FALSE;
    }
  return archive_read_open1 (reader) == ARCHIVE_OK;
}

/**
 * mms_archive_open:
 * @release_fd: in which the set was found; to be open as long as what is returned
 *
 * Blocks. Whatever is wrong with the set as a whole is said here: %MMS_ERROR_CORRUPT names the
 * volume, %MMS_ERROR_UNSUPPORTED a password or a way of packing.
 *
 * Returns: (transfer full) (nullable): before its first file
 */
MmsArchive *
mms_archive_open (int release_fd, const MmsArchiveSet *set, GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (MmsArchive) self = g_new0 (MmsArchive, 1);

  self->set = set;
  self->release_fd = release_fd;
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->at = mms_archive_set_get_first (set);
  self->sources = g_new0 (Source, set->volumes->len + 1);
  for (guint i = 0; i < set->volumes->len; i++)
    self->sources[i].fd = -1;
  self->buffer = g_malloc (BUFFER_BYTES);
  self->rar_files = g_array_new (FALSE, FALSE, sizeof (MmsRarFile));
  if (!look_at_volumes (self, error))
    return NULL;
  if (open_reader (self, 0))
    return g_steal_pointer (&self);
  fail_reading (self, NULL, error);
  return NULL;
}

void
mms_archive_close (MmsArchive *self)
{
  if (self == NULL)
    return;
  archive_read_free (self->reader);
  close_sources (self);
  g_clear_object (&self->cancellable);
  g_free (self->sources);
  g_free (self->buffer);
  g_array_unref (self->rar_files);
  g_free (self->file);
  g_free (self);
}

static gboolean
is_harmless (const char *component)
{
  if (strcmp (component, "..") == 0 || strlen (component) > MAX_NAME_BYTES)
    return FALSE;
  for (const char *p = component; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

/* Returns: (transfer full) (nullable): a path that stays below the folder of the archive. What is
 * not UTF-8 was written on another system and gets a readable name; what leads elsewhere none. */
static char *
dup_safe_path (const char *name)
{
  g_autofree char *valid = g_strdelimit (g_utf8_make_valid (name, -1), "\\", '/');
  g_auto (GStrv) components = g_strsplit (valid, "/", -1);
  g_autoptr (GString) path = g_string_new (NULL);
  guint depth = 0;

  for (guint i = 0; components[i] != NULL; i++)
    {
      if (components[i][0] == '\0' || strcmp (components[i], ".") == 0)
        continue;
      if (!is_harmless (components[i]) || ++depth > MAX_DEPTH)
        return NULL;
      g_string_append_printf (path, "%s%s", path->len > 0 ? "/" : "", components[i]);
    }
  if (valid[0] == '/' || path->len == 0 || path->len > MAX_PATH_BYTES)
    return NULL;
  return g_string_free (g_steal_pointer (&path), FALSE);
}

/* Returns: (nullable): what the volumes say of the entry that was read last; both are counted alike,
 * and where they differ nevertheless there is nothing to compare with */
static const MmsRarFile *
find_expected (MmsArchive *self)
{
  const MmsRarFile *file;

  if (self->n_entries > self->rar_files->len)
    return NULL;
  file = &g_array_index (self->rar_files, MmsRarFile, self->n_entries - 1);
  return file->has_crc && file->bytes == self->bytes_said ? file : NULL;
}

static gboolean
begin_file (MmsArchive *self, struct archive_entry *entry, GError **error)
{
  const char *name = archive_entry_pathname_utf8 (entry);

  if (name == NULL)
    name = archive_entry_pathname (entry);
  g_free (self->file);
  self->file = dup_safe_path (name != NULL ? name : "");
  self->bytes_said = archive_entry_size_is_set (entry) ? archive_entry_size (entry) : -1;
  self->bytes_read = 0;
  self->expected = find_expected (self);
  self->crc = 0;
  self->file_open = TRUE;
  self->file_locked = self->data_locked || archive_entry_is_encrypted (entry) != 0;
  if (self->file == NULL)
    {
      g_autofree char *shown = mms_remote_path_show (name != NULL ? name : "");
      g_autofree char *shown_archive = mms_remote_path_show (self->at);

      g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                   /* Translators: %1$s is an archive, %2$s the name of a file in it */
                   _ ("“%1$s” holds a file whose name leads out of its folder or is impossible: "
                      "“%2$s”. Nothing was unpacked; choose another release"),
                   shown_archive, shown);
    }
  return self->file != NULL;
}

static gboolean
is_plain_file (struct archive_entry *entry)
{
  return archive_entry_filetype (entry) == AE_IFREG && archive_entry_hardlink (entry) == NULL &&
         archive_entry_symlink (entry) == NULL;
}

/* A solid archive is unpacked from its beginning: what nobody wanted as well. */
static gboolean
finish_file (MmsArchive *self, GError **error)
{
  const guint8 *data;
  gsize bytes = 1;

  while (self->is_solid && self->file_open && bytes > 0)
    if (!mms_archive_read (self, &data, &bytes, error))
      return FALSE;
  self->file_open = FALSE;
  g_clear_pointer (&self->file, g_free);
  return TRUE;
}

/* Where a file ends with a volume, libarchive takes the end of an older volume for the end of the
 * set: it is begun anew with the next one. */
static int
read_header (MmsArchive *self, struct archive_entry **entry)
{
  int result = archive_read_next_header (self->reader, entry);

  while (result == ARCHIVE_EOF && !self->is_new && self->at_volume + 1 < self->set->volumes->len)
    result = open_reader (self, self->at_volume + 1)
               ? archive_read_next_header (self->reader, entry) : ARCHIVE_FATAL;
  return result == ARCHIVE_WARN ? ARCHIVE_OK : result;
}

static gboolean
next (MmsArchive *self, MmsArchiveFile **file, GError **error)
{
  struct archive_entry *entry;
  int result;

  *file = NULL;
  while ((result = read_header (self, &entry)) == ARCHIVE_OK)
    {
      if (++self->n_entries > MAX_ENTRIES)
        {
          g_autofree char *shown = mms_remote_path_show (self->at);

          g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                       /* Translators: %1$s is an archive, %2$d a number of files */
                       _ ("“%1$s” holds more than %2$d files, which is no release. Nothing was "
                          "unpacked; choose another release"),
                       shown, MAX_ENTRIES);
          return FALSE;
        }
      if (!is_plain_file (entry))
        continue;
      if (!begin_file (self, entry, error))
        return FALSE;
      *file = g_new0 (MmsArchiveFile, 1);
      (*file)->path = g_strdup (self->file);
      (*file)->bytes = self->bytes_said;
      (*file)->locked = self->file_locked;
      return TRUE;
    }
  return result == ARCHIVE_EOF || fail_reading (self, NULL, error);
}

/**
 * mms_archive_next:
 * @file: (out) (transfer full) (nullable): %NULL behind the last one
 *
 * Goes to the next plain file; the rest of the one before is passed over.
 */
gboolean
mms_archive_next (MmsArchive *self, MmsArchiveFile **file, GError **error)
{
  *file = NULL;
  return finish_file (self, error) && next (self, file, error);
}

static gboolean
check_amount (MmsArchive *self, gboolean at_end, GError **error)
{
  if (self->bytes_said < 0 || self->bytes_read == self->bytes_said ||
      (!at_end && self->bytes_read < self->bytes_said))
    return TRUE;
  return fail_reading (self, at_end ? "smaller than it says" : "larger than it says", error);
}

/**
 * mms_archive_read:
 * @data: (out): valid until the next call
 * @bytes: (out): 0 at the end of the file, which is then proven by its checksum
 *
 * Reads on in the file that mms_archive_next() went to; without holes.
 */
gboolean
mms_archive_read (MmsArchive *self, const guint8 **data, gsize *bytes, GError **error)
{
  const void *block = NULL;
  la_int64_t offset = 0;
  int result;

  *bytes = 0;
  if (self->file_locked)
    return mms_archive_fail_locked (self->at, error);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  do
    result = archive_read_data_block (self->reader, &block, bytes, &offset);
  while (result == ARCHIVE_OK && *bytes == 0);
  if (result == ARCHIVE_EOF)
    {
      *bytes = 0;
      self->file_open = FALSE;
      if (!check_amount (self, TRUE, error))
        return FALSE;
      return self->expected == NULL || self->expected->crc == self->crc ||
             fail_reading (self, "its checksum is another", error);
    }
  if (result != ARCHIVE_OK)
    return fail_reading (self, NULL, error);
  if (offset != self->bytes_read)
    return fail_reading (self, "it has a hole", error);
  self->bytes_read += (gint64) *bytes;
  if (self->expected != NULL)
    self->crc = mms_rar_crc (self->crc, block, *bytes);
  *data = block;
  return check_amount (self, FALSE, error);
}

/* Whether a file that only its name makes a later volume is none: "Show.s01". */
static gboolean
is_stray (int release_fd, const MmsArchiveSet *set)
{
  g_autoptr (GArray) files = g_array_new (FALSE, FALSE, sizeof (MmsRarFile));
  g_auto (MmsFd) fd = -1;
  MmsRarVolume volume;

  if (set->is_zip || set->has_first)
    return FALSE;
  fd = open_volume (release_fd, mms_archive_set_get_first (set), NULL);
  return fd >= 0 && !mms_rar_volume_read (fd, &volume, files);
}

/**
 * mms_archive_list:
 *
 * Reads the names in an archive; a solid one is not unpacked for it.
 *
 * Returns: (transfer full) (element-type MmsArchiveFile): %NULL with @error set
 */
GPtrArray *
mms_archive_list (int release_fd, const MmsArchiveSet *set, GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GPtrArray) files =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mms_archive_file_free);
  g_autoptr (MmsArchive) self = NULL;
  MmsArchiveFile *file = NULL;

  if (is_stray (release_fd, set))
    return g_steal_pointer (&files);
  self = mms_archive_open (release_fd, set, cancellable, error);
  if (self == NULL)
    return NULL;
  do
    {
      if (!next (self, &file, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          mms_archive_file_free (file);
          return NULL;
        }
      if (file != NULL)
        g_ptr_array_add (files, file);
    }
  while (file != NULL);
  return g_steal_pointer (&files);
}
