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
} Entry;

struct _MmsTestTorrent
{
  char *name;          /* (owned) */
  GString *content;    /* (owned): of all the files, one behind the other */
  GPtrArray *entries;  /* (owned) (element-type Entry); empty for a single-file torrent */
  GPtrArray *trackers; /* (owned) (element-type utf8) */
  gsize piece_bytes;
  gboolean is_private;
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

static GString *
build_info (MmsTestTorrent *self)
{
  GString *out = g_string_new ("d");

  if (self->entries->len > 0)
    put_files (self, out);
  else
    g_string_append_printf (out, "6:lengthi%" G_GSIZE_FORMAT "e", self->content->len);
  g_string_append (out, "4:name");
  put (out, self->name);
  g_string_append_printf (out, "12:piece lengthi%" G_GSIZE_FORMAT "e", self->piece_bytes);
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
  g_string_append (out, "e");
  g_string_free (info, TRUE);
  return g_string_free_to_bytes (out);
}

/* Returns: (transfer full): its info-hash, 40 upper-case hex */
char *
mms_test_torrent_dup_hash (MmsTestTorrent *self)
{
  GString *info = build_info (self);
  g_autofree char *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA1, (const guchar *) info->str,
                                                       info->len);

  g_string_free (info, TRUE);
  return g_ascii_strup (hash, -1);
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
