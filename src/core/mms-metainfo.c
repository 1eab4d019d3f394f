/* Reads a .torrent file: what it is called, which files it holds, and their hashes.
 *
 * BEP 3 (version 1), BEP 12 (announce-list), BEP 27 (private), BEP 47 (attributes), BEP 52
 * (version 2). A hybrid is read as version 1, whose hashes are for all of its data as well.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-metainfo.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/mms-bencode.h"
#include "core/mms-display-name.h"
#include "core/mms-file-tree.h"
#include "core/mms-merkle.h"
#include "core/mms-piece-layers.h"
#include "core/mms-torrent-path.h"

#define MAX_PIECE_BYTES (1 << 30)     /* the largest that is seen is 2^28 */
#define MAX_FILES 200000
#define MAX_TORRENT_BYTES (64 << 20)  /* the largest that is seen is some 20 MB */
#define MAX_TRACKERS 256

struct _MmsMetainfo
{
  gatomicrefcount ref_count;

  GBytes *bytes;             /* (owned): the whole .torrent file */
  char hash[41];             /* 40 upper-case hex */
  char *name;                /* (owned): raw bytes, one component */
  char *display_name;        /* (owned) */
  GArray *files;             /* (owned) (element-type MmsMetainfoFile): in the torrent's order */
  GPtrArray *trackers;       /* (owned) (element-type utf8): %NULL at its end */
  const guint8 *piece_hashes; /* (unowned) (nullable): inside @bytes, @n_pieces * 20 bytes */
  GPtrArray *file_hashes;    /* (owned) (element-type guint8): of version 2, for each of @files the
                                32 bytes of each of its pieces, inside @bytes */
  guint n_pieces;
  gint64 piece_bytes;
  gint64 bytes_total;        /* padding included */
  gint64 offset;             /* where the next file begins */
  gboolean multi_file;
  gboolean is_private;
  gboolean hybrid;
  gboolean v2_only;
};

G_DEFINE_BOXED_TYPE (MmsMetainfo, mms_metainfo, mms_metainfo_ref, mms_metainfo_unref);

/* What the info dictionary says, by key. */
typedef struct
{
  MmsBencode file_tree;
  MmsBencode files;
  MmsBencode length;
  MmsBencode meta_version;
  MmsBencode name;
  MmsBencode name_utf8;
  MmsBencode piece_length;
  MmsBencode pieces;
  MmsBencode is_private;
  MmsBencode attr;
} Info;

static gboolean
fail (GError **error, MmsError code, const char *message)
{
  g_set_error_literal (error, MMS_ERROR, code, message);
  return FALSE;
}

static gboolean
malformed (GError **error, const char *message)
{
  return fail (error, MMS_ERROR_MALFORMED, message);
}

static void
clear_file (gpointer data)
{
  g_free (((MmsMetainfoFile *) data)->path);
}

static MmsMetainfo *
create (GBytes *bytes)
{
  MmsMetainfo *self = g_new0 (MmsMetainfo, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->bytes = g_bytes_ref (bytes);
  self->files = g_array_new (FALSE, TRUE, sizeof (MmsMetainfoFile));
  g_array_set_clear_func (self->files, clear_file);
  self->file_hashes = g_ptr_array_new ();
  self->trackers = g_ptr_array_new_with_free_func (g_free);
  return self;
}

MmsMetainfo *
mms_metainfo_ref (MmsMetainfo *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
mms_metainfo_unref (MmsMetainfo *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_bytes_unref (self->bytes);
  g_free (self->name);
  g_free (self->display_name);
  g_array_unref (self->files);
  g_ptr_array_unref (self->file_hashes);
  g_ptr_array_unref (self->trackers);
  g_free (self);
}

/* Says what stands where a torrent was expected: indexers answer with pages, links and archives. */
static gboolean
looks_like_bencode (const char *data, gsize length, GError **error)
{
  gsize at = length >= 3 && memcmp (data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

  while (at < length && g_ascii_isspace (data[at]))
    at++;
  if (at == length)
    return malformed (error, _ ("The torrent file is empty."));
  if (data[0] == 'd' && length > 1 && (g_ascii_isdigit (data[1]) || data[1] == 'e'))
    return TRUE;
  if (data[at] == '<')
    return malformed (error, _ ("This is a web page, not a torrent file. The site may ask to "
                                "log in, or the link may have expired."));
  if (length - at >= 7 && g_ascii_strncasecmp (data + at, "magnet:", 7) == 0)
    return malformed (error, _ ("This is a magnet link, not a torrent file."));
  if (data[at] == '{' || data[at] == '[')
    return malformed (error, _ ("This is an answer in JSON, not a torrent file. "
                                "The site may have refused the download."));
  if (length >= 2 && memcmp (data, "\x1F\x8B", 2) == 0)
    return malformed (error, _ ("This file is compressed; it has to be unpacked first."));
  return malformed (error, _ ("This is not a torrent file."));
}

/* Returns: (transfer full) (nullable): the components of @list joined by '/' */
static char *
join_path (const MmsBencode *list, GError **error)
{
  g_autoptr (GString) path = g_string_new (NULL);
  MmsBencodeIter iter;
  MmsBencode component;
  guint depth = 0;

  mms_bencode_iter_init (&iter, list);
  while (mms_bencode_iter_next (&iter, &component))
    {
      if (!mms_torrent_path_append (path, &component, depth++, error))
        return NULL;
    }
  if (path->len == 0)
    {
      malformed (error, _ ("The torrent holds a file without a name."));
      return NULL;
    }
  return g_strdup (path->str);
}

static gboolean
has_attribute (const MmsBencode *attr, char attribute)
{
  gsize length;
  const char *text = mms_bencode_get_string (attr, &length);

  return text != NULL && memchr (text, attribute, length) != NULL;
}

/* BitComet's padding files are older than BEP 47 and known by their name. */
static gboolean
is_padding (const char *path, const MmsBencode *attr)
{
  const char *slash = strrchr (path, '/');

  return has_attribute (attr, 'p')
         || g_str_has_prefix (slash != NULL ? slash + 1 : path, "_____padding_file_");
}

/* Appends a file behind the others. Takes @path in any case. */
static gboolean
take_file (MmsMetainfo *self, char *path, const MmsBencode *length, const MmsBencode *attr,
           GError **error)
{
  MmsMetainfoFile file = { path, 0, self->offset, is_padding (path, attr) };

  g_array_append_val (self->files, file);
  if (has_attribute (attr, 'l'))
    return fail (error, MMS_ERROR_UNSUPPORTED,
                 _ ("The torrent holds symbolic links, which are not brought home for safety."));
  if (!mms_bencode_get_integer (length, &file.bytes) || file.bytes < 0)
    return malformed (error, _ ("The torrent does not say how large its files are."));
  if (file.bytes > G_MAXINT64 - self->bytes_total)
    return malformed (error, _ ("The torrent claims to be larger than any disk."));
  g_array_index (self->files, MmsMetainfoFile, self->files->len - 1) = file;
  self->bytes_total += file.bytes;
  self->offset += file.bytes;
  return TRUE;
}

static gboolean
read_file (MmsMetainfo *self, const MmsBencode *entry, GError **error)
{
  MmsBencode length, path_list, path_utf8, attr;
  const MmsBencodeKey keys[] = {
    { "length", &length }, { "path", &path_list }, { "path.utf-8", &path_utf8 }, { "attr", &attr }
  };
  g_autofree char *path = NULL;
  g_autofree char *other = NULL;

  if (entry->type != MMS_BENCODE_DICT)
    return malformed (error, _ ("The torrent's list of files cannot be read."));
  if (!mms_bencode_read_keys (entry, keys, G_N_ELEMENTS (keys), error))
    return FALSE;
  /* rTorrent writes what `path` says; `path.utf-8` only stands in where that is missing, but it
   * is checked all the same, since the next program might use it. */
  if (path_utf8.type != MMS_BENCODE_NONE && (other = join_path (&path_utf8, error)) == NULL)
    return FALSE;
  if (path_list.type == MMS_BENCODE_NONE && other != NULL)
    return take_file (self, g_steal_pointer (&other), &length, &attr, error);
  if ((path = join_path (&path_list, error)) == NULL)
    return FALSE;
  return take_file (self, g_steal_pointer (&path), &length, &attr, error);
}

static gboolean
read_files (MmsMetainfo *self, const Info *info, GError **error)
{
  MmsBencodeIter iter;
  MmsBencode entry;

  if (info->files.type == MMS_BENCODE_NONE)
    return take_file (self, g_strdup (self->name), &info->length, &info->attr, error);
  if (info->length.type != MMS_BENCODE_NONE)
    return malformed (error, _ ("The torrent is ambiguous: it is one file and several at once."));
  if (info->files.type != MMS_BENCODE_LIST)
    return malformed (error, _ ("The torrent's list of files cannot be read."));
  self->multi_file = TRUE;
  mms_bencode_iter_init (&iter, &info->files);
  while (mms_bencode_iter_next (&iter, &entry))
    {
      if (self->files->len == MAX_FILES)
        return malformed (error, _ ("The torrent holds more files than can be handled."));
      if (!read_file (self, &entry, error))
        return FALSE;
    }
  return TRUE;
}

/* Returns: (transfer full): what a disk that ignores case and Unicode's forms takes @path for */
static char *
fold_path (const char *path)
{
  g_autofree char *normal = NULL;

  if (!g_utf8_validate (path, -1, NULL))
    return g_ascii_strdown (path, -1);
  normal = g_utf8_normalize (path, -1, G_NORMALIZE_NFC);
  return g_utf8_casefold (normal, -1);
}

/* Returns: whether a folder above @folded is the name of a file */
static gboolean
lies_below_a_file (GHashTable *seen, const char *folded)
{
  g_autofree char *parent = g_strdup (folded);
  char *slash;

  while ((slash = strrchr (parent, '/')) != NULL)
    {
      *slash = '\0';
      if (g_hash_table_contains (seen, parent))
        return TRUE;
    }
  return FALSE;
}

/* Two files under one name would overwrite each other, here or on the *arr's disk. Padding is
 * nowhere on a disk and its names repeat. */
static gboolean
check_collisions (MmsMetainfo *self, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer folded;

  for (guint i = 0; i < self->files->len; i++)
    {
      const MmsMetainfoFile *file = &g_array_index (self->files, MmsMetainfoFile, i);
      if (!file->padding && !g_hash_table_add (seen, fold_path (file->path)))
        return malformed (error, _ ("The torrent holds two files of the same name."));
    }
  g_hash_table_iter_init (&iter, seen);
  while (g_hash_table_iter_next (&iter, &folded, NULL))
    if (lies_below_a_file (seen, folded))
      return malformed (error, _ ("The torrent holds a file and a folder of the same name."));
  return TRUE;
}

static gboolean
read_pieces (MmsMetainfo *self, const Info *info, GError **error)
{
  gsize length;
  const char *hashes = mms_bencode_get_string (&info->pieces, &length);
  gint64 expected;

  if (!mms_bencode_get_integer (&info->piece_length, &self->piece_bytes) || self->piece_bytes <= 0
      || self->piece_bytes > MAX_PIECE_BYTES)
    return malformed (error, _ ("The torrent does not say how large its pieces are."));
  if (self->bytes_total == 0)
    return malformed (error, _ ("The torrent holds no data."));
  expected = (self->bytes_total - 1) / self->piece_bytes + 1;
  if (hashes == NULL || length % MMS_SHA1_BYTES != 0
      || (gint64) (length / MMS_SHA1_BYTES) != expected || expected > G_MAXUINT)
    return malformed (error, _ ("The torrent's hashes do not fit the size of its files."));
  self->piece_hashes = (const guint8 *) hashes;
  self->n_pieces = (guint) expected;
  return TRUE;
}

/* What reading the files of version 2 needs. */
typedef struct
{
  MmsMetainfo *self;
  MmsPieceLayers *layers;
} Tree;

/* Gives the file that was read last its hashes and its pieces, of which every file has its own. */
static gboolean
take_file_hashes (Tree *tree, const MmsBencode *pieces_root, GError **error)
{
  MmsMetainfo *self = tree->self;
  const MmsMetainfoFile *file
    = &g_array_index (self->files, MmsMetainfoFile, self->files->len - 1);
  const gint64 n = file->bytes > 0 ? (file->bytes - 1) / self->piece_bytes + 1 : 0;
  gsize length;
  const guint8 *hashes = (const guint8 *) mms_bencode_get_string (pieces_root, &length);

  if (n > G_MAXUINT - self->n_pieces)
    return malformed (error, _ ("The torrent claims to be larger than any disk."));
  if (n > 0 && (hashes == NULL || length != MMS_SHA256_BYTES))
    return malformed (error, _ ("The torrent lacks the hashes of its pieces."));
  if (n > 1 && (hashes = mms_piece_layers_find (tree->layers, hashes, (guint64) n, error)) == NULL)
    return FALSE;
  g_ptr_array_add (self->file_hashes, (gpointer) hashes);
  self->n_pieces += (guint) n;
  self->offset = (gint64) self->n_pieces * self->piece_bytes;
  return TRUE;
}

static gboolean
read_tree_file (const char *path, const MmsBencode *properties, gpointer user_data, GError **error)
{
  Tree *tree = user_data;
  MmsMetainfo *self = tree->self;
  MmsBencode length, pieces_root, attr;
  const MmsBencodeKey keys[] = {
    { "length", &length }, { "pieces root", &pieces_root }, { "attr", &attr }
  };

  if (self->files->len == MAX_FILES)
    return malformed (error, _ ("The torrent holds more files than can be handled."));
  if (!mms_bencode_read_keys (properties, keys, G_N_ELEMENTS (keys), error)
      || !take_file (self, g_strdup (path), &length, &attr, error))
    return FALSE;
  /* Nothing shares a piece here, so there is nothing to pad, and a name alone means nothing. */
  if (has_attribute (&attr, 'p'))
    return malformed (error, _ ("The torrent's list of files cannot be read."));
  g_array_index (self->files, MmsMetainfoFile, self->files->len - 1).padding = FALSE;
  return take_file_hashes (tree, &pieces_root, error);
}

static gboolean
read_name (MmsMetainfo *self, const Info *info, GError **error)
{
  gsize length, utf8_length;
  const char *text = mms_bencode_get_string (&info->name, &length);
  const char *utf8 = mms_bencode_get_string (&info->name_utf8, &utf8_length);

  if (utf8 != NULL && !mms_torrent_path_check (utf8, utf8_length, error))
    return FALSE;
  if (info->name.type == MMS_BENCODE_NONE && utf8 != NULL)
    {
      text = utf8;
      length = utf8_length;
    }
  if (!mms_torrent_path_check (text, length, error))
    return FALSE;
  self->name = g_strndup (text, length);
  if (utf8 != NULL && g_utf8_validate_len (utf8, utf8_length, NULL))
    self->display_name = mms_display_name_new (utf8, (gssize) utf8_length);
  else
    self->display_name = mms_display_name_new (text, (gssize) length);
  return TRUE;
}

static gboolean
check_version (MmsMetainfo *self, const Info *info, GError **error)
{
  gint64 version = 1;
  gint64 is_private = 0;

  mms_bencode_get_integer (&info->meta_version, &version);
  self->hybrid = version >= 2 && info->pieces.type != MMS_BENCODE_NONE;
  self->v2_only = version >= 2 && !self->hybrid;
  self->is_private = mms_bencode_get_integer (&info->is_private, &is_private) && is_private != 0;
  if (self->v2_only && version > 2)
    return fail (error, MMS_ERROR_UNSUPPORTED,
                 _ ("The torrent is of a version of BitTorrent that is not known here."));
  return TRUE;
}

/* The tree's own name is the one on the disk where it is one file; `name` is for people then. */
static gboolean
read_tree (MmsMetainfo *self, const Info *info, const MmsBencode *piece_layers, GError **error)
{
  g_autoptr (MmsPieceLayers) layers = NULL;
  Tree tree = { self, NULL };

  if (!mms_bencode_get_integer (&info->piece_length, &self->piece_bytes)
      || self->piece_bytes < MMS_MERKLE_LEAF_BYTES || self->piece_bytes > MAX_PIECE_BYTES
      || (self->piece_bytes & (self->piece_bytes - 1)) != 0)
    return malformed (error, _ ("The torrent does not say how large its pieces are."));
  if ((layers = mms_piece_layers_new (piece_layers, self->piece_bytes, error)) == NULL)
    return FALSE;
  tree.layers = layers;
  if (!mms_file_tree_walk (&info->file_tree, read_tree_file, &tree, error))
    return FALSE;
  if (self->bytes_total == 0)
    return malformed (error, _ ("The torrent holds no data."));
  self->multi_file = !mms_file_tree_is_one_file (&info->file_tree);
  if (!self->multi_file)
    {
      g_free (self->name);
      self->name = g_strdup (g_array_index (self->files, MmsMetainfoFile, 0).path);
    }
  return TRUE;
}

static void
set_hash (MmsMetainfo *self, const MmsBencode *dict)
{
  const GChecksumType type = self->v2_only ? G_CHECKSUM_SHA256 : G_CHECKSUM_SHA1;
  g_autofree char *hash
    = g_compute_checksum_for_data (type, (const guchar *) dict->data, dict->length);
  g_autofree char *upper = g_ascii_strup (hash, -1);

  g_strlcpy (self->hash, upper, sizeof self->hash);
}

static gboolean
read_info (MmsMetainfo *self, const MmsBencode *dict, const MmsBencode *piece_layers,
           GError **error)
{
  Info info;
  const MmsBencodeKey keys[] = {
    { "file tree", &info.file_tree },
    { "files", &info.files },
    { "length", &info.length },
    { "meta version", &info.meta_version },
    { "name", &info.name },
    { "name.utf-8", &info.name_utf8 },
    { "piece length", &info.piece_length },
    { "pieces", &info.pieces },
    { "private", &info.is_private },
    { "attr", &info.attr },
  };

  if (dict->type != MMS_BENCODE_DICT)
    return malformed (error, _ ("This is not a torrent file: it describes no files."));
  if (!mms_bencode_read_keys (dict, keys, G_N_ELEMENTS (keys), error)
      || !check_version (self, &info, error) || !read_name (self, &info, error))
    return FALSE;
  set_hash (self, dict);
  if (self->v2_only)
    return read_tree (self, &info, piece_layers, error) && check_collisions (self, error);
  return read_files (self, &info, error)
         && check_collisions (self, error)
         && read_pieces (self, &info, error);
}

static void
add_tracker (MmsMetainfo *self, const MmsBencode *value)
{
  gsize length;
  const char *text = mms_bencode_get_string (value, &length);
  g_autofree char *url = NULL;

  if (text == NULL || length == 0 || self->trackers->len == MAX_TRACKERS
      || !g_utf8_validate_len (text, length, NULL))
    return;
  url = g_strstrip (g_strndup (text, length));
  for (const char *c = url; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c) || *c == ' ')
      return;
  if (strstr (url, "://") == NULL
      || g_ptr_array_find_with_equal_func (self->trackers, url, g_str_equal, NULL))
    return;
  g_ptr_array_add (self->trackers, g_steal_pointer (&url));
}

/* BEP 12: tiers of URLs. The first one of all is `announce`. What is no URL is left out. */
static void
read_trackers (MmsMetainfo *self, const MmsBencode *announce, const MmsBencode *announce_list)
{
  MmsBencodeIter tiers, urls;
  MmsBencode tier, url;

  add_tracker (self, announce);
  mms_bencode_iter_init (&tiers, announce_list);
  while (mms_bencode_iter_next (&tiers, &tier))
    {
      mms_bencode_iter_init (&urls, &tier);
      while (mms_bencode_iter_next (&urls, &url))
        add_tracker (self, &url);
    }
  g_ptr_array_add (self->trackers, NULL);
}

/**
 * mms_metainfo_new:
 * @bytes: a .torrent file, from anywhere: nothing in it is believed
 *
 * Errors: %MMS_ERROR_MALFORMED where it is no torrent or an unsafe one (names that leave the
 * folder, two files under one name, also where only case differs), %MMS_ERROR_UNSUPPORTED for
 * versions after 2 and for symbolic links, which are refused altogether.
 *
 * Returns: (transfer full) (nullable): what it says
 */
MmsMetainfo *
mms_metainfo_new (GBytes *bytes, GError **error)
{
  g_autoptr (MmsMetainfo) self = NULL;
  MmsBencode root, info, announce, announce_list, piece_layers;
  const MmsBencodeKey keys[] = {
    { "info", &info }, { "announce", &announce }, { "announce-list", &announce_list },
    { "piece layers", &piece_layers }
  };
  gsize length;
  const char *data;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &length);
  if (length > MAX_TORRENT_BYTES)
    {
      malformed (error, _ ("This file is too large to be a torrent file."));
      return NULL;
    }
  if (!looks_like_bencode (data, length, error) || !mms_bencode_parse (&root, data, length, error)
      || !mms_bencode_read_keys (&root, keys, G_N_ELEMENTS (keys), error))
    return NULL;
  self = create (bytes);
  if (!read_info (self, &info, &piece_layers, error))
    return NULL;
  read_trackers (self, &announce, &announce_list);
  return g_steal_pointer (&self);
}

/* Returns: (transfer none): the .torrent file, byte for byte */
GBytes *
mms_metainfo_get_bytes (MmsMetainfo *self)
{
  return self->bytes;
}

/* Returns: (transfer none): the info-hash, 40 upper-case hex. Of version 2 alone they are the first
 *   20 bytes of its SHA-256: what BEP 52 sends to trackers, to the DHT and in the handshake, where
 *   only 20 bytes fit, so that it stands wherever the old one does. */
const char *
mms_metainfo_get_hash (MmsMetainfo *self)
{
  return self->hash;
}

/* Returns: (transfer none): the file or folder's name as raw bytes: one component, safe to join */
const char *
mms_metainfo_get_name (MmsMetainfo *self)
{
  return self->name;
}

/* Returns: (transfer none): the name for people: valid UTF-8 without control characters */
const char *
mms_metainfo_get_display_name (MmsMetainfo *self)
{
  return self->display_name;
}

/* Returns: whether the torrent is a folder, even if it holds one file */
gboolean
mms_metainfo_get_multi_file (MmsMetainfo *self)
{
  return self->multi_file;
}

/* Returns: whether its makers allow no peers but their tracker's (BEP 27) */
gboolean
mms_metainfo_get_private (MmsMetainfo *self)
{
  return self->is_private;
}

/* Returns: whether it also has version 2's hashes, which nobody needs beside version 1's */
gboolean
mms_metainfo_get_hybrid (MmsMetainfo *self)
{
  return self->hybrid;
}

/* Returns: whether it is of version 2 without version 1: what is at home can be verified by it, and
 *   rTorrent (0.9.8) cannot load it */
gboolean
mms_metainfo_get_v2_only (MmsMetainfo *self)
{
  return self->v2_only;
}

/* Returns: %FALSE with %MMS_ERROR_UNSUPPORTED where the seedbox cannot load it; for a grab */
gboolean
mms_metainfo_check_loadable (MmsMetainfo *self, GError **error)
{
  if (!self->v2_only)
    return TRUE;
  return fail (error, MMS_ERROR_UNSUPPORTED,
               _ ("This is a BitTorrent version 2 torrent, which the seedbox cannot load. "
                  "Look for a version 1 or hybrid torrent of the same release."));
}

/* Returns: the sum of all files, padding included; more than 0 */
gint64
mms_metainfo_get_bytes_total (MmsMetainfo *self)
{
  return self->bytes_total;
}

/* Returns: bytes of every piece but the last, which may be shorter; with version 2 the last piece
 *   of every file may be. Piece n begins at the offset n times as large. */
gint64
mms_metainfo_get_piece_bytes (MmsMetainfo *self)
{
  return self->piece_bytes;
}

/* Returns: the number of the file that holds the first byte of number @piece; with version 2 it
 *   holds all of the piece. Padding is a file as well. */
guint
mms_metainfo_get_file_of_piece (MmsMetainfo *self, guint piece)
{
  const gint64 begin = (gint64) piece * self->piece_bytes;
  guint low = 0;
  guint high = self->files->len;

  g_return_val_if_fail (piece < self->n_pieces, 0);
  /* The last file that begins there or before: empty ones before it begin at the same place. */
  while (high - low > 1)
    {
      const guint middle = low + (high - low) / 2;

      if (g_array_index (self->files, MmsMetainfoFile, middle).offset <= begin)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* Returns: the offset behind the last byte that can belong to @piece */
static gint64
get_end_of_piece (MmsMetainfo *self, guint piece)
{
  const MmsMetainfoFile *file;

  if (!self->v2_only)
    return self->bytes_total;
  file = mms_metainfo_get_file (self, mms_metainfo_get_file_of_piece (self, piece));
  return file->offset + file->bytes;
}

/* Returns: bytes of number @piece, from 0; more than 0 */
gint64
mms_metainfo_get_bytes_of_piece (MmsMetainfo *self, guint piece)
{
  g_return_val_if_fail (piece < self->n_pieces, 0);
  return MIN (self->piece_bytes,
              get_end_of_piece (self, piece) - (gint64) piece * self->piece_bytes);
}

guint
mms_metainfo_get_n_pieces (MmsMetainfo *self)
{
  return self->n_pieces;
}

/* Returns: (transfer none): what piece number @piece, from 0, is known by: its SHA-1, 20 bytes;
 *   with version 2 alone the root of its tree, 32 bytes. MmsPieceHash compares. */
const guint8 *
mms_metainfo_get_piece_hash (MmsMetainfo *self, guint piece)
{
  const guint8 *hashes;
  guint file;

  g_return_val_if_fail (piece < self->n_pieces, NULL);
  if (!self->v2_only)
    return self->piece_hashes + (gsize) piece * MMS_SHA1_BYTES;
  file = mms_metainfo_get_file_of_piece (self, piece);
  hashes = g_ptr_array_index (self->file_hashes, file);
  piece -= (guint) (mms_metainfo_get_file (self, file)->offset / self->piece_bytes);
  return hashes + (gsize) piece * MMS_SHA256_BYTES;
}

/* Returns: how many files, padding included; at least 1 */
guint
mms_metainfo_get_n_files (MmsMetainfo *self)
{
  return self->files->len;
}

/* Returns: (transfer none): file number @file, from 0, in the torrent's order */
const MmsMetainfoFile *
mms_metainfo_get_file (MmsMetainfo *self, guint file)
{
  g_return_val_if_fail (file < self->files->len, NULL);
  return &g_array_index (self->files, MmsMetainfoFile, file);
}

/* Returns: (transfer none) (array zero-terminated=1): announce URLs, best first, each once. They
 *   may hold a person's passkey: never logged, never shown. */
const char *const *
mms_metainfo_get_trackers (MmsMetainfo *self)
{
  return (const char *const *) self->trackers->pdata;
}
