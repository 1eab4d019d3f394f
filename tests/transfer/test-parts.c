/* Tests the small parts of fetching that need no server.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "core/mms-error.h"
#include "support/mms-test-dir.h"
#include "support/mms-test-torrent.h"
#include "transfer/mms-disk-error.h"
#include "transfer/mms-key-file.h"
#include "transfer/mms-known-hosts.h"
#include "transfer/mms-piece-check.h"
#include "transfer/mms-rate-limit.h"
#include "transfer/mms-ssh-memory.h"
#include "transfer/mms-remote-path.h"
#include "transfer/mms-tree.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void
test_normalise (void)
{
  const struct
  {
    const char *path, *normal; /* (nullable): refused */
  } cases[] = {
    { "/", "/" },         { "//a//b/./c/", "/a/b/c" }, { "/a/...", "/a/..." }, { "/..a/b", "/..a/b" },
    { "/a/../b", NULL },  { "/..", NULL },             { "a/b", NULL },        { "", NULL },
    { NULL, NULL },       { "/a\xff/b", "/a\xff/b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *normal = mms_remote_path_normalise (cases[i].path, &error);

      g_assert_cmpstr (normal, ==, cases[i].normal);
      if (normal == NULL)
        g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
    }
}

static void
test_inside (void)
{
  g_assert_true (mms_remote_path_is_inside ("/a/b", "/a"));
  g_assert_true (mms_remote_path_is_inside ("/a", "/"));
  g_assert_false (mms_remote_path_is_inside ("/a", "/a"));
  g_assert_false (mms_remote_path_is_inside ("/ab", "/a"));
  g_assert_false (mms_remote_path_is_inside ("/", "/"));
}

static void
test_names (void)
{
  const char *impossible[] = { "", ".", "..", "a/b", "/" };
  const char *rude[] = { "a\nb", "\x1b[2J", "\x7f" };
  const char *plain[] = { "a", "...", "é", "\xe9", " ", "-rf", "a\\b" };

  for (guint i = 0; i < G_N_ELEMENTS (impossible); i++)
    {
      g_assert_false (mms_remote_name_is_possible (impossible[i]));
      g_assert_false (mms_remote_name_is_plain (impossible[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (rude); i++)
    {
      g_assert_true (mms_remote_name_is_possible (rude[i]));
      g_assert_false (mms_remote_name_is_plain (rude[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    g_assert_true (mms_remote_name_is_plain (plain[i]));
}

static void
test_matches (void)
{
  g_assert_true (mms_remote_name_matches ("a?c", "abc"));
  g_assert_true (mms_remote_name_matches ("a?c", "a?c"));
  g_assert_true (mms_remote_name_matches ("????", "🎬"));
  g_assert_false (mms_remote_name_matches ("???", "🎬"));
  g_assert_false (mms_remote_name_matches ("a?", "a"));
  g_assert_false (mms_remote_name_matches ("a", "ab"));
  g_assert_false (mms_remote_name_matches ("a*", "abc"));
}

static void
test_show (void)
{
  g_autofree char *shown = mms_remote_path_show ("/a\x1b\n\x7f\xff");

  g_assert_true (g_utf8_validate (shown, -1, NULL));
  g_assert_cmpstr (shown, ==, "/a???\xef\xbf\xbd");
}

/* A key blob of that type; its contents do not matter here. */
static GBytes *
make_key (const char *type, char content)
{
  g_autoptr (GByteArray) key = g_byte_array_new ();
  guint8 length[4] = { 0, 0, 0, (guint8) strlen (type) };

  g_byte_array_append (key, length, 4);
  g_byte_array_append (key, (const guint8 *) type, (guint) strlen (type));
  g_byte_array_append (key, (const guint8 *) &content, 1);
  return g_byte_array_free_to_bytes (g_steal_pointer (&key));
}

static void
test_known_hosts (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *file = mms_test_dir_build (dir, "known_hosts");
  g_autoptr (GBytes) one = make_key ("ssh-ed25519", '1');
  g_autoptr (GBytes) two = make_key ("ssh-rsa", '2');
  g_autofree char *fingerprint = mms_host_key_dup_fingerprint (one);
  g_autofree char *known = NULL;
  g_autofree char *types = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mms_known_hosts_look (file, "box", 22, one, &known), ==, MMS_KNOWN_HOST_UNKNOWN);
  g_assert_null (mms_known_hosts_dup_key_types (file, "box", 22));
  g_assert_true (mms_known_hosts_store (file, "BOX", 22, one, &error));
  g_assert_no_error (error);
  g_assert_cmpint (mms_known_hosts_look (file, "Box", 22, one, &known), ==, MMS_KNOWN_HOST_TRUSTED);
  g_assert_cmpint (mms_known_hosts_look (file, "box", 23, one, &known), ==, MMS_KNOWN_HOST_UNKNOWN);
  g_assert_cmpint (mms_known_hosts_look (file, "box", 22, two, &known), ==, MMS_KNOWN_HOST_CHANGED);
  g_assert_cmpstr (known, ==, fingerprint);
  g_assert_true (mms_known_hosts_store (file, "box", 22, two, &error));
  g_assert_true (mms_known_hosts_store (file, "box", 23, one, &error));
  g_clear_pointer (&known, g_free);
  g_assert_cmpint (mms_known_hosts_look (file, "box", 22, two, &known), ==, MMS_KNOWN_HOST_TRUSTED);
  g_assert_cmpint (mms_known_hosts_look (file, "box", 23, one, &known), ==, MMS_KNOWN_HOST_TRUSTED);
  types = mms_known_hosts_dup_key_types (file, "box", 22);
  g_assert_cmpstr (types, ==, "rsa-sha2-512,rsa-sha2-256,ssh-rsa");
}

static void
test_known_hosts_lines (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autoptr (GBytes) key = make_key ("ssh-ed25519", '1');
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (key, NULL), g_bytes_get_size (key));
  g_autofree char *text = g_strdup_printf ("# a comment\n"
                                           "garbage\n"
                                           "@revoked revoked ssh-ed25519 %1$s\n"
                                           "*.example,!bad.example\tssh-ed25519 %1$s comment\r\n",
                                           base64);
  g_autofree char *file = mms_test_dir_write (dir, "known_hosts", text, -1);
  const struct
  {
    const char *host;
    MmsKnownHost known;
  } cases[] = {
    { "good.example", MMS_KNOWN_HOST_TRUSTED },
    { "bad.example", MMS_KNOWN_HOST_UNKNOWN },
    { "revoked", MMS_KNOWN_HOST_CHANGED },
    { "garbage", MMS_KNOWN_HOST_UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *known = NULL;

      g_assert_cmpint (mms_known_hosts_look (file, cases[i].host, 22, key, &known), ==,
                       cases[i].known);
    }
}

static void
test_odd_host_keys (void)
{
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) liar = g_bytes_new_static ("\xff\xff\xff\xffssh", 7);
  g_autofree char *first = mms_host_key_dup_type (empty);
  g_autofree char *second = mms_host_key_dup_type (liar);

  g_assert_cmpstr (first, ==, "unknown");
  g_assert_cmpstr (second, ==, "unknown");
}

static void
test_key_files (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  const struct
  {
    const char *text;
    gboolean found, encrypted, rsa;
  } cases[] = {
    { "no key\n", FALSE, FALSE, FALSE },
    { "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n", TRUE, TRUE, TRUE },
    { "-----BEGIN ENCRYPTED PRIVATE KEY-----\n", TRUE, TRUE, FALSE },
    { "-----BEGIN EC PRIVATE KEY-----\n", TRUE, FALSE, FALSE },
    { "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n", FALSE, FALSE,
      FALSE },
    /* The head of a key, cut after a length that promises more. */
    { "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA/////w==\n"
      "-----END OPENSSH PRIVATE KEY-----\n",
      FALSE, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = mms_test_dir_write (dir, "key", cases[i].text, -1);
      MmsKeyFile look;

      mms_key_file_look (path, &look);
      g_assert_true (look.found == cases[i].found);
      g_assert_true (look.encrypted == cases[i].encrypted);
      g_assert_true (look.rsa == cases[i].rsa);
    }
}

static void
test_pieces (void)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Film.mkv");
  g_autoptr (GBytes) content = mms_test_make_content (1, 70000);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MmsMetainfo) metainfo = NULL;
  g_autoptr (MmsPieceCheck) check = NULL;
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (content, NULL), 70000);
  guint bad = 99;

  mms_test_torrent_set_piece_bytes (torrent, 16384);
  mms_test_torrent_set_content (torrent, data, 70000);
  bytes = mms_test_torrent_to_bytes (torrent);
  metainfo = mms_metainfo_new (bytes, NULL);
  g_assert_cmpint (mms_metainfo_get_bytes_of_piece (metainfo, 0), ==, 16384);
  g_assert_cmpint (mms_metainfo_get_bytes_of_piece (metainfo, 4), ==, 70000 - 4 * 16384);
  data[16384] ^= 1;
  data[69999] ^= 1;
  check = mms_piece_check_new (metainfo);
  for (gsize offset = 0; offset < 70000; offset += 1000)
    mms_piece_check_feed (check, data + offset, 1000);
  g_assert_cmpint (mms_piece_check_get_position (check), ==, 70000);
  g_assert_true (mms_piece_check_take_bad (check, &bad));
  g_assert_cmpuint (bad, ==, 1);
  g_assert_true (mms_piece_check_take_bad (check, &bad));
  g_assert_cmpuint (bad, ==, 4);
  g_assert_false (mms_piece_check_take_bad (check, &bad));
  /* More than the torrent has changes nothing. */
  mms_piece_check_feed (check, data, 1000);
  g_assert_false (mms_piece_check_take_bad (check, &bad));
}

static void
test_rate (void)
{
  MmsRateLimit limit = { 0 };
  gint64 now_us = g_get_monotonic_time () + G_USEC_PER_SEC;
  gint64 until_us = G_MAXINT64;
  gint64 spent = 0;

  g_assert_cmpint (mms_rate_limit_ask (&limit, now_us, G_MAXINT64, &until_us), ==, G_MAXINT64);
  g_assert_cmpint (until_us, ==, G_MAXINT64);
  mms_rate_limit_set (&limit, 1000000);
  limit.at_us = now_us;
  /* Ten seconds of it, asked for as it says. */
  for (gint64 at_us = now_us; at_us < now_us + 10 * G_USEC_PER_SEC;)
    {
      gint64 allowed = mms_rate_limit_ask (&limit, at_us, 262144, &until_us);

      g_assert_cmpint (allowed, >=, 0);
      g_assert_cmpint (allowed, <=, 125000);
      mms_rate_limit_spend (&limit, allowed);
      spent += allowed;
      if (allowed > 0)
        continue;
      g_assert_cmpint (until_us, >, at_us);
      g_assert_cmpint (until_us, <, at_us + G_USEC_PER_SEC);
      at_us = until_us;
      until_us = G_MAXINT64;
    }
  g_assert_cmpint (spent, >, 9800000);
  g_assert_cmpint (spent, <, 10200000);
  /* A pause is not saved up. */
  now_us += G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  g_assert_cmpint (mms_rate_limit_ask (&limit, now_us, G_MAXINT64, &until_us), ==, 125000);
  mms_rate_limit_set (&limit, 0);
  g_assert_cmpint (mms_rate_limit_ask (&limit, now_us, 5, &until_us), ==, 5);
}

static void
test_disk_errors (void)
{
  const struct
  {
    int number;
    MmsError code;
  } cases[] = {
    { ENOSPC, MMS_ERROR_NO_SPACE },     { EDQUOT, MMS_ERROR_NO_SPACE },  { EROFS, MMS_ERROR_READ_ONLY },
    { EACCES, MMS_ERROR_READ_ONLY },    { ENOENT, MMS_ERROR_MISSING },   { EIO, MMS_ERROR_REFUSED },
    { ENAMETOOLONG, MMS_ERROR_REFUSED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      mms_disk_error_set (&error, cases[i].number, "/a/b");
      g_assert_error (error, MMS_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, "/a/b"));
    }
}

/* What libssh2 asks for most is kept for the next time; what it grew keeps its bytes. */
static void
test_ssh_memory (void)
{
  MmsSshMemory memory = { 0 };
  char *packet = mms_ssh_memory_alloc (&memory, 33000);
  char *again, *grown;

  g_assert_nonnull (packet);
  memset (packet, 'x', 33000);
  mms_ssh_memory_free (&memory, packet);
  again = mms_ssh_memory_alloc (&memory, 20000);
  g_assert_true (again == packet);
  memcpy (again, "begin", 5);
  g_assert_true (mms_ssh_memory_realloc (&memory, again, 36 * 1024) == again);
  grown = mms_ssh_memory_realloc (&memory, again, 100 * 1024);
  g_assert_cmpmem (grown, 5, "begin", 5);
  mms_ssh_memory_free (&memory, grown);
  mms_ssh_memory_free (&memory, NULL);
  grown = mms_ssh_memory_realloc (&memory, NULL, 1);
  grown[0] = 'y';
  grown = mms_ssh_memory_realloc (&memory, grown, 5000);
  g_assert_cmpint (grown[0], ==, 'y');
  mms_ssh_memory_free (&memory, grown);
  g_assert_null (mms_ssh_memory_alloc (&memory, G_MAXSIZE - 1));
  g_assert_cmpuint (memory.n_blocks, >, 0);
  /* what is forgotten goes, too */
  g_assert_nonnull (mms_ssh_memory_alloc (&memory, 10));
  g_assert_nonnull (mms_ssh_memory_alloc (&memory, 33000));
  mms_ssh_memory_clear (&memory);
  g_assert_null (memory.used);
  g_assert_cmpuint (memory.n_blocks, ==, 0);
}

#define N_OPENERS 8
#define N_PARTS 300

/* Threads that open the same parts at the same time. */
typedef struct
{
  int folder_fd;
  int ready;                   /* how many threads are at a part, in all */
  ino_t inodes[N_OPENERS][N_PARTS];
} Openers;

typedef struct
{
  Openers *all;
  guint number;
} Opener;

static gpointer
open_parts (gpointer data)
{
  Opener *self = data;

  for (guint i = 0; i < N_PARTS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *name = g_strdup_printf ("%u.part", i);
      struct stat info;
      int fd;

      g_atomic_int_inc (&self->all->ready);
      while (g_atomic_int_get (&self->all->ready) < (int) (N_OPENERS * (i + 1)))
        g_thread_yield ();
      fd = mms_tree_open_to_write (self->all->folder_fd, name, &error);
      g_assert_no_error (error);
      g_assert_cmpint (fstat (fd, &info), ==, 0);
      self->all->inodes[self->number][i] = info.st_ino;
      close (fd);
    }
  return NULL;
}

/* Connections that begin one file at the same time write into one file: none finds that another
 * has just made it, and none removes what another has just made. */
static void
test_opened_at_once (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *folder = mms_test_dir_make (dir, "parts");
  Openers all = { .folder_fd = open (folder, O_RDONLY | O_DIRECTORY) };
  Opener openers[N_OPENERS];
  GThread *threads[N_OPENERS];

  for (guint t = 0; t < N_OPENERS; t++)
    {
      openers[t] = (Opener){ &all, t };
      threads[t] = g_thread_new ("opener", open_parts, &openers[t]);
    }
  for (guint t = 0; t < N_OPENERS; t++)
    g_thread_join (threads[t]);
  for (guint i = 0; i < N_PARTS; i++)
    for (guint t = 1; t < N_OPENERS; t++)
      g_assert_cmpuint (all.inodes[t][i], ==, all.inodes[0][i]);
  close (all.folder_fd);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/path/has-one-spelling-and-leads-never-upwards", test_normalise);
  g_test_add_func ("/path/is-inside-by-whole-components", test_inside);
  g_test_add_func ("/path/knows-names-that-no-file-can-have", test_names);
  g_test_add_func ("/path/lets-a-question-mark-be-one-byte", test_matches);
  g_test_add_func ("/path/is-shown-without-control-characters", test_show);
  g_test_add_func ("/known-hosts/keeps-one-key-a-host", test_known_hosts);
  g_test_add_func ("/known-hosts/reads-what-openssh-writes", test_known_hosts_lines);
  g_test_add_func ("/known-hosts/survives-odd-keys", test_odd_host_keys);
  g_test_add_func ("/key-file/tells-kind-and-passphrase", test_key_files);
  g_test_add_func ("/pieces/finds-the-bad-ones", test_pieces);
  g_test_add_func ("/ssh-memory/keeps-blocks-and-bytes", test_ssh_memory);
  g_test_add_func ("/rate/makes-bytes-wait", test_rate);
  g_test_add_func ("/tree/gives-one-file-to-all-who-begin-it-at-once", test_opened_at_once);
  g_test_add_func ("/disk-error/names-the-remedy-and-the-file", test_disk_errors);
  return g_test_run ();
}
