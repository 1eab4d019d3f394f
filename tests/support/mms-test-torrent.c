/* Makes a .torrent file from files with contents.
 *
 * It writes bencode by itself, on purpose: what the reader of core/ reads must not be written by
 * the same hand.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "support/mms-test-torrent.h"

#include <string.h>

typedef struct
{
  char *path; /* (owned): '/' between components */
  gsize bytes;
  gboolean padding;
  gsize offset; /* in the content */
} Entry;

struct _MmsTestTorrent
{
  char *name;          /* (owned) */
  GString *content;    /* (owned): of all the files, one behind the other */
  GPtrArray *entries;  /* (owned) (element-type Entry); empty for a single-file torrent */
  GPtrArray *trackers; /* (owned) (element-type utf8) */
  gsize piece_bytes;
  gboolean is_private;
  MmsTestTorrentVersion version;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->path);
  g_free (entry);
}

/* Returns: (transfer full): a torrent without content, with pieces of 16 KiB */
MmsTestTorrent *
mms_test_torrent_new (const char *name)
{
  MmsTestTorrent *self = g_new0 (MmsTestTorrent, 1);

  self->name = g_strdup (name);
  self->content = g_string_new (NULL);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->trackers = g_ptr_array_new_with_free_func (g_free);
  self->piece_bytes = 16 * 1024;
  return self;
}

void
mms_test_torrent_free (MmsTestTorrent *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_string_free (self->content, TRUE);
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->trackers);
  g_free (self);
}

void
mms_test_torrent_set_piece_bytes (MmsTestTorrent *self, gsize piece_bytes)
{
  self->piece_bytes = piece_bytes;
}

void
mms_test_torrent_set_version (MmsTestTorrent *self, MmsTestTorrentVersion version)
{
  self->version = version;
}

void
mms_test_torrent_set_private (MmsTestTorrent *self, gboolean is_private)
{
  self->is_private = is_private;
}

/* The first becomes `announce`; all of them make `announce-list`, one tier each. */
void
mms_test_torrent_add_tracker (MmsTestTorrent *self, const char *url)
{
  g_ptr_array_add (self->trackers, g_strdup (url));
}

/* Makes it a single-file torrent. @bytes of -1: @data ends with a NUL. */
void
mms_test_torrent_set_content (MmsTestTorrent *self, const void *data, gssize bytes)
{
  g_assert_cmpuint (self->entries->len, ==, 0);
  g_string_truncate (self->content, 0);
  g_string_append_len (self->content, data, bytes);
}

static void
add_entry (MmsTestTorrent *self, char *path, gsize bytes, gboolean padding)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->path = path;
  entry->bytes = bytes;
  entry->padding = padding;
  entry->offset = self->content->len - bytes;
  g_ptr_array_add (self->entries, entry);
}

/* Adds a file to a multi-file torrent. @path is relative, with '/' between components. */
void
mms_test_torrent_add_file (MmsTestTorrent *self, const char *path, const void *data, gssize bytes)
{
  gsize before = self->content->len;

  g_string_append_len (self->content, data, bytes);
  add_entry (self, g_strdup (path), self->content->len - before, FALSE);
}

/* Adds a BEP 47 padding file of @bytes zeroes. */
void
mms_test_torrent_add_padding (MmsTestTorrent *self, gsize bytes)
{
  gsize before = self->content->len;

  g_string_set_size (self->content, before + bytes);
  memset (self->content->str + before, 0, bytes);
  add_entry (self, g_strdup_printf (".pad/%" G_GSIZE_FORMAT, bytes), bytes, TRUE);
}

static void
put (GString *out, const char *text)
{
  g_string_append_printf (out, "%" G_GSIZE_FORMAT ":%s", strlen (text), text);
}

static void
put_pieces (MmsTestTorrent *self, GString *out)
{
  gsize n = (self->content->len + self->piece_bytes - 1) / self->piece_bytes;

  g_string_append_printf (out, "6:pieces%" G_GSIZE_FORMAT ":", n * 20);
  for (gsize at = 0; at < self->content->len; at += self->piece_bytes)
    {
      g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
      guint8 digest[20];
      gsize digest_bytes = sizeof digest;

      g_checksum_update (sum, (const guchar *) self->content->str + at,
                         (gssize) MIN (self->piece_bytes, self->content->len - at));
      g_checksum_get_digest (sum, digest, &digest_bytes);
      g_string_append_len (out, (const char *) digest, sizeof digest);
    }
}

static void
put_files (MmsTestTorrent *self, GString *out)
{
  g_string_append (out, "5:filesl");
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);
      g_auto (GStrv) components = g_strsplit (entry->path, "/", -1);

      g_string_append_printf (out, "d%s6:lengthi%" G_GSIZE_FORMAT "e4:pathl",
                              entry->padding ? "4:attr1:p" : "", entry->bytes);
      for (guint c = 0; components[c] != NULL; c++)
        put (out, components[c]);
      g_string_append (out, "ee");
    }
  g_string_append (out, "e");
}

static void
sha256 (const void *data, gsize bytes, guint8 *digest)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize digest_bytes = 32;

  g_checksum_update (sum, data, (gssize) bytes);
  g_checksum_get_digest (sum, digest, &digest_bytes);
}

/* BEP 52, the plain way: every leaf of the tree in memory, then layer by layer, in place. Returns
 * the layer whose nodes cover @node_bytes each, without those that lie beyond the data; @node_bytes
 * of 0: the root alone. */
static GByteArray *
build_layer (const char *data, gsize bytes, gsize node_bytes)
{
  const gsize leaves = (bytes + 16383) / 16384;
  GByteArray *layer = g_byte_array_new ();
  gsize width = 1, covers = 16384;

  while (width < leaves || (node_bytes > 0 && width * 16384 < node_bytes))
    width *= 2;
  g_byte_array_set_size (layer, (guint) width * 32);
  memset (layer->data, 0, layer->len);
  for (gsize i = 0; i < leaves; i++)
    sha256 (data + i * 16384, MIN (16384, bytes - i * 16384), layer->data + i * 32);
  for (; node_bytes > 0 ? covers < node_bytes : width > 1; covers *= 2, width /= 2)
    for (gsize i = 0; i < width / 2; i++)
      sha256 (layer->data + i * 64, 64, layer->data + i * 32);
  g_byte_array_set_size (layer, node_bytes > 0 ? (guint) ((bytes - 1) / node_bytes + 1) * 32 : 32);
  return layer;
}

/* Returns: (transfer full) (element-type Entry): the files, padding left out */
static GPtrArray *
list_tree (MmsTestTorrent *self)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (entry_free);
  Entry whole = { self->name, self->content->len, FALSE, 0 };

  for (guint i = 0; i < MAX (self->entries->len, 1); i++)
    {
      const Entry *entry = self->entries->len > 0 ? g_ptr_array_index (self->entries, i) : &whole;
      Entry *copy;

      if (entry->padding)
        continue;
      copy = g_memdup2 (entry, sizeof *entry);
      copy->path = g_strdelimit (g_strdup (entry->path), "/", '\001');
      g_ptr_array_add (files, copy);
    }
  return files;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(Entry *const *) a)->path, (*(Entry *const *) b)->path);
}

static void
put_tree_file (MmsTestTorrent *self, GString *out, const Entry *entry)
{
  g_string_append_printf (out, "d0:d6:lengthi%" G_GSIZE_FORMAT "e", entry->bytes);
  if (entry->bytes > 0)
    {
      g_autoptr (GByteArray) root
        = build_layer (self->content->str + entry->offset, entry->bytes, 0);

      g_string_append (out, "11:pieces root32:");
      g_string_append_len (out, (const char *) root->data, 32);
    }
  g_string_append (out, "ee");
}

/* Writes the folder that begins with file number @*at, whose names begin @skip bytes later. */
static void
put_tree_folder (MmsTestTorrent *self, GString *out, GPtrArray *files, guint *at, gsize skip)
{
  const char *first = ((Entry *) g_ptr_array_index (files, *at))->path;

  g_string_append (out, "d");
  while (*at < files->len)
    {
      const Entry *entry = g_ptr_array_index (files, *at);
      const char *rest = entry->path + skip;
      const char *end = strchr (rest, '\001');
      g_autofree char *name = g_strndup (rest, strcspn (rest, "\001"));

      if (strncmp (entry->path, first, skip) != 0)
        break;
      put (out, name);
      if (end != NULL)
        put_tree_folder (self, out, files, at, skip + strlen (name) + 1);
      else
        put_tree_file (self, out, g_ptr_array_index (files, (*at)++));
    }
  g_string_append (out, "e");
}

static void
put_tree (MmsTestTorrent *self, GString *out)
{
  g_autoptr (GPtrArray) files = list_tree (self);
  guint at = 0;

  g_ptr_array_sort (files, compare_paths);
  g_string_append (out, "9:file tree");
  put_tree_folder (self, out, files, &at, 0);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return memcmp ((*(GString *const *) a)->str, (*(GString *const *) b)->str, 36);
}

static void
free_layer (gpointer layer)
{
  g_string_free (layer, TRUE);
}

static void
put_piece_layers (MmsTestTorrent *self, GString *out)
{
  g_autoptr (GPtrArray) files = list_tree (self);
  g_autoptr (GPtrArray) layers = g_ptr_array_new_with_free_func (free_layer);

  for (guint i = 0; i < files->len; i++)
    {
      const Entry *entry = g_ptr_array_index (files, i);
      const char *data = self->content->str + entry->offset;
      g_autoptr (GByteArray) root = build_layer (data, entry->bytes, 0);
      GString *layer = g_string_new ("32:");

      if (entry->bytes > self->piece_bytes)
        {
          g_autoptr (GByteArray) hashes = build_layer (data, entry->bytes, self->piece_bytes);

          g_string_append_len (layer, (const char *) root->data, 32);
          g_string_append_printf (layer, "%u:", hashes->len);
          g_string_append_len (layer, (const char *) hashes->data, hashes->len);
          g_ptr_array_add (layers, layer);
        }
      else
        g_string_free (layer, TRUE);
    }
  g_ptr_array_sort (layers, compare_keys);
  g_string_append (out, "12:piece layersd");
  for (guint i = 0; i < layers->len; i++)
    {
      const GString *layer = g_ptr_array_index (layers, i);

      if (i == 0 || compare_keys (&layers->pdata[i - 1], &layers->pdata[i]) != 0)
        g_string_append_len (out, layer->str, (gssize) layer->len);
    }
  g_string_append (out, "e");
}

static GString *
build_info (MmsTestTorrent *self)
{
  GString *out = g_string_new ("d");

  if (self->version != MMS_TEST_TORRENT_V1)
    put_tree (self, out);
  if (self->version != MMS_TEST_TORRENT_V2 && self->entries->len > 0)
    put_files (self, out);
  else if (self->version != MMS_TEST_TORRENT_V2)
    g_string_append_printf (out, "6:lengthi%" G_GSIZE_FORMAT "e", self->content->len);
  if (self->version != MMS_TEST_TORRENT_V1)
    g_string_append (out, "12:meta versioni2e");
  g_string_append (out, "4:name");
  put (out, self->name);
  g_string_append_printf (out, "12:piece lengthi%" G_GSIZE_FORMAT "e", self->piece_bytes);
  if (self->version != MMS_TEST_TORRENT_V2)
    put_pieces (self, out);
  if (self->is_private)
    g_string_append (out, "7:privatei1e");
  g_string_append (out, "e");
  return out;
}

static void
put_trackers (MmsTestTorrent *self, GString *out)
{
  if (self->trackers->len == 0)
    return;
  g_string_append (out, "8:announce");
  put (out, g_ptr_array_index (self->trackers, 0));
  g_string_append (out, "13:announce-listl");
  for (guint i = 0; i < self->trackers->len; i++)
    {
      g_string_append (out, "l");
      put (out, g_ptr_array_index (self->trackers, i));
      g_string_append (out, "e");
    }
  g_string_append (out, "e");
}

/* Returns: (transfer full): the .torrent file */
GBytes *
mms_test_torrent_to_bytes (MmsTestTorrent *self)
{
  GString *out = g_string_new ("d");
  GString *info = build_info (self);

  put_trackers (self, out);
  g_string_append (out, "4:info");
  g_string_append_len (out, info->str, (gssize) info->len);
  if (self->version != MMS_TEST_TORRENT_V1)
    put_piece_layers (self, out);
  g_string_append (out, "e");
  g_string_free (info, TRUE);
  return g_string_free_to_bytes (out);
}

/* Returns: (transfer full): its info-hash, 40 upper-case hex; that of version 2 is cut to them */
char *
mms_test_torrent_dup_hash (MmsTestTorrent *self)
{
  GString *info = build_info (self);
  g_autofree char *hash = g_compute_checksum_for_data (
    self->version == MMS_TEST_TORRENT_V2 ? G_CHECKSUM_SHA256 : G_CHECKSUM_SHA1,
    (const guchar *) info->str, info->len);

  g_string_free (info, TRUE);
  return g_ascii_strup (hash, 40);
}

/* Returns: (transfer full): @bytes that look random and are the same for the same @seed */
GBytes *
mms_test_make_content (guint32 seed, gsize bytes)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint8 *data = g_malloc (MAX (bytes, 1));

  for (gsize i = 0; i < bytes; i++)
    data[i] = (guint8) (g_rand_int (rand) >> 24);
  return g_bytes_new_take (data, bytes);
}
