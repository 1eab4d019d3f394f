/* Tells what our client does with a real rTorrent, by both ways of adding.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-rtorrent.h"

#include <stdlib.h>
#include <string.h>

#include "mms-test-lab.h"
#include "services/mms-http.h"
#include "support/mms-test-wait.h"

#define PAUSE_MS 60

static MmsTestLab *lab;
static MmsHttp *http;

static const char *
value (const char *key)
{
  return mms_test_lab_get (lab, key);
}

static MmsSeedbox *
box_new (const char *url, const char *web, const char *way)
{
  MmsRtorrent *box = mms_rtorrent_new (http, url, web, value ("HTTP_USER"),
                                       value ("HTTP_PASSWORD"), way);

  mms_rtorrent_set_patience (box, PAUSE_MS, 60000, 15000);
  return MMS_SEEDBOX (box);
}

static MmsSeedbox *
direct_new (void)
{
  return box_new (value ("RPC_URL"), NULL, "auto");
}

static MmsSeedbox *
web_new (void)
{
  return box_new (value ("RPC_URL"), value ("RUTORRENT_URL"), "auto");
}

static char *
check (MmsSeedbox *box, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_seedbox_check_async (box, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_seedbox_check_finish (box, result, error);
}

static GPtrArray *
list (MmsSeedbox *box)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = NULL;

  mms_seedbox_list_async (box, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  rows = mms_seedbox_list_finish (box, result, &error);
  g_assert_no_error (error);
  return rows;
}

static MmsTorrentFacts *
find (MmsSeedbox *box, const char *hash, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_seedbox_find_async (box, hash, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_seedbox_find_finish (box, result, error);
}

static MmsTorrentFacts *
found (MmsSeedbox *box, const char *hash)
{
  g_autoptr (GError) error = NULL;
  MmsTorrentFacts *facts = find (box, hash, &error);

  g_assert_no_error (error);
  return facts;
}

static gboolean
add (MmsSeedbox *box, const MmsSeedboxAdd *what, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_seedbox_add_async (box, what, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_seedbox_add_finish (box, result, error);
}

static void
add_key (MmsSeedbox *box, const char *key, const char *label, const char *directory, gboolean start)
{
  g_autofree char *upper = g_ascii_strup (key, -1);
  g_autofree char *name = g_strconcat ("HASH_", upper, NULL);
  g_autoptr (GBytes) metainfo = mms_test_lab_torrent (lab, key);
  g_autoptr (GError) error = NULL;
  MmsSeedboxAdd what = { .hash = value (name), .metainfo = metainfo, .label = label,
                         .directory = directory, .start = start };

  add (box, &what, &error);
  g_assert_no_error (error);
}

typedef void (*ChangeAsync) (MmsSeedbox *, const char *, GCancellable *, GAsyncReadyCallback,
                             gpointer);
typedef gboolean (*ChangeFinish) (MmsSeedbox *, GAsyncResult *, GError **);

static gboolean
change (MmsSeedbox *box, const char *hash, ChangeAsync start, ChangeFinish finish, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  start (box, hash, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return finish (box, result, error);
}

static void
erase (MmsSeedbox *box, const char *hash)
{
  g_autoptr (GError) error = NULL;

  change (box, hash, mms_seedbox_erase_async, mms_seedbox_erase_finish, &error);
  g_assert_no_error (error);
}

static void
halt (MmsSeedbox *box, const char *hash)
{
  g_autoptr (GError) error = NULL;

  change (box, hash, mms_seedbox_halt_async, mms_seedbox_halt_finish, &error);
  g_assert_no_error (error);
}

static void
assert_gone (MmsSeedbox *box, const char *hash)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (find (box, hash, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
}

/* --- */

static void
test_check_names_the_way (void)
{
  static const struct
  {
    const char *url;
    const char *web;
    const char *way;
    const char *words;
  } rows[] = {
    { "RPC_URL", NULL, "auto", "adds by XML-RPC" },
    { "RPC_URL_HTTP", NULL, "auto", "adds by XML-RPC" },
    { "RPC_URL_BASIC", NULL, "auto", "adds by XML-RPC" },
    { "RPC_URL", "RUTORRENT_URL", "auto", "adds by ruTorrent" },
    { "RPC_URL", "RUTORRENT_URL", "xmlrpc", "adds by XML-RPC" },
    { "HTTPRPC_URL", NULL, "auto", "adds by ruTorrent" },
    { "HTTPRPC_URL", NULL, "xmlrpc", "filters" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MmsSeedbox) box =
        box_new (value (rows[i].url), rows[i].web != NULL ? value (rows[i].web) : NULL, rows[i].way);
      g_autofree char *line = check (box, &error);

      g_assert_no_error (error);
      g_test_message ("%s", line);
      g_assert_true (g_str_has_prefix (line, "rTorrent 0."));
      g_assert_nonnull (strstr (line, rows[i].words));
    }
}

static void
test_wrong_paths_are_named (void)
{
  static const char *const rows[][2] = {
    { "/nothing-here", "no XML-RPC at this address (404)" },
    { "/rutorrent/index.html", "A web page answers" },
  };
  g_autofree char *base = g_strndup (value ("RPC_URL"), strlen (value ("RPC_URL")) - strlen ("/RPC2"));

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *url = g_strconcat (base, rows[i][0], NULL);
      g_autoptr (MmsSeedbox) box = box_new (url, NULL, "auto");

      g_assert_null (check (box, &error));
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, rows[i][1]));
    }
}

static void
test_ruTorrent_that_is_not_there (void)
{
  g_autofree char *wrong = g_strconcat (value ("RUTORRENT_URL"), "/elsewhere/", NULL);
  g_autoptr (MmsSeedbox) forced = box_new (value ("RPC_URL"), wrong, "rutorrent");
  g_autoptr (MmsSeedbox) nowhere = box_new (value ("RPC_URL"), NULL, "rutorrent");
  g_autoptr (MmsSeedbox) free_choice = box_new (value ("RPC_URL"), wrong, "auto");
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  g_assert_null (check (forced, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED);
  g_clear_error (&error);
  g_assert_null (check (nowhere, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED);
  g_clear_error (&error);
  line = check (free_choice, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (line, "XML-RPC"));
}

static void
test_list (void)
{
  g_autoptr (MmsSeedbox) box = direct_new ();
  g_autoptr (GPtrArray) rows = list (box);
  const MmsTorrentFacts *adopted = NULL;

  for (guint i = 0; i < rows->len; i++)
    {
      const MmsTorrentFacts *facts = g_ptr_array_index (rows, i);

      if (g_str_equal (facts->hash, value ("HASH_ADOPTED")))
        adopted = facts;
    }
  g_assert_nonnull (adopted);
  g_assert_true (g_str_has_prefix (adopted->name, "Sherlock.Holmes.1954"));
  g_assert_true (g_str_has_prefix (adopted->base_path, value ("RT_DOWNLOADS")));
  g_assert_cmpstr (adopted->directory, ==, adopted->base_path);
  g_assert_cmpstr (adopted->label, ==, "sonarr");
  g_assert_true (adopted->is_complete && adopted->is_multi_file && adopted->state);
  g_assert_true (adopted->is_open && adopted->is_active && adopted->name_is_exact);
  g_assert_false (adopted->is_magnet);
  g_assert_cmpint (adopted->bytes_total, >, 4 << 20);
  g_assert_cmpint (adopted->bytes_done, ==, adopted->bytes_total);
  g_assert_cmpint (adopted->bytes_left, ==, 0);
  g_assert_cmpuint (adopted->chunks_total, ==, (adopted->bytes_total + 262143) / 262144);
  g_assert_cmpint (adopted->priority, ==, 2);
  g_assert_cmpint (ABS (adopted->added_at - g_get_real_time () / G_USEC_PER_SEC), <, 600);
  g_assert_cmpint (ABS (adopted->finished_at - adopted->added_at), <, 600);
  g_assert_cmpint (mms_torrent_facts_get_state (adopted), ==, MMS_TORRENT_SEEDING);
}

static void
test_find (void)
{
  g_autoptr (MmsSeedbox) box = direct_new ();
  g_autofree char *lower = g_ascii_strdown (value ("HASH_ADOPTED"), -1);
  g_autoptr (MmsTorrentFacts) facts = found (box, lower);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (facts->hash, ==, value ("HASH_ADOPTED"));
  assert_gone (box, "ABABABABABABABABABABABABABABABABABABABAB");
  g_assert_null (find (box, "x,execute=touch", &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
}

static void
test_session_file (void)
{
  g_autoptr (MmsSeedbox) box = direct_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  mms_seedbox_session_file_async (box, value ("HASH_ADOPTED"), NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  path = mms_seedbox_session_file_finish (box, result, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static GBytes *
ask_pieces (MmsSeedbox *box, const char *hash, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_seedbox_pieces_async (box, hash, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_seedbox_pieces_finish (box, result, error);
}

static void
test_pieces (void)
{
  static const guint8 all_of_17[] = { 0xff, 0xff, 0x80 };
  g_autoptr (MmsSeedbox) box = direct_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bits = ask_pieces (box, value ("HASH_ADOPTED"), &error);
  g_autoptr (GBytes) none = NULL;

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bits, NULL), g_bytes_get_size (bits), all_of_17,
                   sizeof all_of_17);
  /* A closed one is not told of. */
  none = ask_pieces (box, value ("HASH_ONEFILEDIR"), &error);
  g_assert_null (none);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (ask_pieces (box, "x,execute=touch", &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
}

static gboolean
is_complete (MmsSeedbox *box, const char *hash)
{
  g_autoptr (MmsTorrentFacts) facts = found (box, hash);

  return facts->is_complete && facts->hashing == MMS_HASHING_NONE;
}

static void
wait_complete (MmsSeedbox *box, const char *hash)
{
  for (int i = 0; i < 300 && !is_complete (box, hash); i++)
    mms_test_wait_ms (100);
  g_assert_true (is_complete (box, hash));
}

static GBytes *
ask_wanted (MmsSeedbox *box, const char *hash, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_seedbox_wanted_async (box, hash, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_seedbox_wanted_finish (box, result, error);
}

/* @off: numbers of files, -1 at the end */
static void
assert_wanted (MmsSeedbox *box, const char *hash, guint n_files, const int *off)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) wanted = ask_wanted (box, hash, &error);
  g_autofree guint8 *expected = g_malloc (n_files);

  g_assert_no_error (error);
  memset (expected, 1, n_files);
  for (guint i = 0; off[i] >= 0; i++)
    expected[off[i]] = 0;
  g_assert_cmpmem (g_bytes_get_data (wanted, NULL), g_bytes_get_size (wanted), expected, n_files);
}

static void
call (const char *method, const char *target, const char *value)
{
  const char *const arguments[] = { method, target, value, NULL };

  g_free (mms_test_lab_run (lab, "call", arguments));
}

static gboolean
is_ready (MmsSeedbox *box, const char *hash)
{
  g_autoptr (MmsTorrentFacts) facts = found (box, hash);

  return mms_torrent_facts_is_ready (facts) && facts->hashing == MMS_HASHING_NONE;
}

/* What is off never makes it complete, and it is ready nevertheless; also stopped and closed. */
static void
test_files_that_are_off (void)
{
  static const int sample[] = { 1, 10, -1 };
  static const int nothing[] = { -1 };
  g_autoptr (MmsSeedbox) box = direct_new ();
  const char *hash = value ("HASH_SEASON");
  g_autoptr (MmsTorrentFacts) facts = NULL;
  g_autoptr (MmsTorrentFacts) closed = NULL;
  g_autoptr (GError) error = NULL;

  add_key (box, "season", "tv", NULL, FALSE);
  assert_wanted (box, hash, 32, nothing);
  g_assert_false (is_ready (box, hash));
  for (guint i = 0; sample[i] >= 0; i++)
    {
      g_autofree char *file = g_strdup_printf ("%s:f%d", hash, sample[i]);

      call ("f.priority.set", file, "%0");
    }
  call ("d.update_priorities", hash, NULL);
  assert_wanted (box, hash, 32, sample);
  g_assert_false (is_ready (box, hash));
  call ("d.start", hash, NULL);
  for (int i = 0; i < 300 && !is_ready (box, hash); i++)
    mms_test_wait_ms (100);
  facts = found (box, hash);
  g_assert_true (mms_torrent_facts_is_ready (facts));
  g_assert_false (facts->is_complete);
  g_assert_cmpint (facts->bytes_left, >, 4000000);
  g_assert_cmpint (facts->bytes_done + facts->bytes_left, ==, facts->bytes_total);
  halt (box, hash);
  closed = found (box, hash);
  g_assert_true (mms_torrent_facts_is_ready (closed) && !closed->is_complete);
  assert_wanted (box, hash, 32, sample);
  erase (box, hash);
  g_assert_null (ask_wanted (box, hash, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
}

static void
test_add_by_xmlrpc (void)
{
  g_autoptr (MmsSeedbox) box = direct_new ();
  g_autofree char *directory = g_strconcat (value ("RT_DOWNLOADS"), "/séries à voir 🎬", NULL);
  g_autofree char *folder = NULL;
  g_autoptr (MmsTorrentFacts) facts = NULL;
  g_autoptr (MmsTorrentFacts) stopped = NULL;

  add_key (box, "accents", "TV Séries 🎬", directory, TRUE);
  facts = found (box, value ("HASH_ACCENTS"));
  g_assert_cmpstr (facts->label, ==, "TV Séries 🎬");
  g_assert_true (facts->state);
  /* A string with an emoji loses every byte that is not ASCII. */
  folder = g_strconcat (value ("RT_DOWNLOADS"), "/s\?\?ries \?\? voir \?\?\?\?/", NULL);
  g_test_message ("%s in %s: %s", facts->name, facts->directory, facts->message);
  g_assert_true (g_str_has_prefix (facts->directory, folder));
  wait_complete (box, value ("HASH_ACCENTS"));
  g_assert_true (g_file_test (directory, G_FILE_TEST_IS_DIR));

  add_key (box, "empty", NULL, NULL, FALSE);
  stopped = found (box, value ("HASH_EMPTY"));
  g_assert_false (stopped->state);
  g_assert_cmpstr (stopped->label, ==, "");
}

/* rTorrent itself says nothing at all about it. */
static void
test_a_folder_that_cannot_be_made (void)
{
  g_autoptr (MmsSeedbox) box = direct_new ();
  g_autoptr (GBytes) metainfo = mms_test_lab_torrent (lab, "unknown");
  g_autoptr (GError) error = NULL;
  MmsSeedboxAdd what = { .hash = value ("HASH_UNKNOWN"), .metainfo = metainfo,
                         .directory = "/proc/nothing", .start = TRUE };

  g_assert_false (add (box, &what, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "/proc/nothing"));
  erase (box, what.hash);
}

static void
test_add_by_ruTorrent (void)
{
  g_autoptr (MmsSeedbox) box = web_new ();
  g_autofree char *directory = g_strconcat (value ("RT_DOWNLOADS"), "/séries, & films", NULL);
  g_autoptr (MmsTorrentFacts) facts = NULL;
  g_autoptr (MmsTorrentFacts) stopped = NULL;

  add_key (box, "cjk", "TV Séries, 🎬 + 100 %", directory, TRUE);
  facts = found (box, value ("HASH_CJK"));
  g_assert_cmpstr (facts->label, ==, "TV Séries, 🎬 + 100 %");
  g_assert_cmpstr (facts->directory, ==, directory);
  g_assert_true (facts->state);
  add_key (box, "spaces", "x", NULL, FALSE);
  stopped = found (box, value ("HASH_SPACES"));
  g_assert_false (stopped->state);
  g_assert_cmpstr (stopped->name, ==, "  leading and trailing spaces  ");
}

static void
check_magnet (MmsSeedbox *box, const char *key, const char *hash)
{
  g_autofree char *magnet = mms_test_lab_magnet (lab, key);
  g_autoptr (GError) error = NULL;
  MmsSeedboxAdd what = { .hash = hash, .magnet = magnet, .label = "films & more", .start = TRUE };
  g_autoptr (MmsTorrentFacts) facts = NULL;

  add (box, &what, &error);
  g_assert_no_error (error);
  facts = found (box, hash);
  g_assert_cmpstr (facts->label, ==, "films & more");
  wait_complete (box, hash);
}

static void
test_magnets (void)
{
  g_autoptr (MmsSeedbox) direct = direct_new ();
  g_autoptr (MmsSeedbox) web = web_new ();

  check_magnet (direct, "film2", value ("HASH_FILM2"));
  check_magnet (web, "episode", value ("HASH_EPISODE"));
}

static void
test_a_duplicate_is_left_alone (void)
{
  MmsSeedbox *boxes[] = { direct_new (), web_new () };

  for (gsize i = 0; i < G_N_ELEMENTS (boxes); i++)
    {
      g_autoptr (MmsTorrentFacts) facts = NULL;

      add_key (boxes[i], "adopted", "mine", "/somewhere/else", FALSE);
      facts = found (boxes[i], value ("HASH_ADOPTED"));
      g_assert_cmpstr (facts->label, ==, "sonarr");
      g_assert_true (facts->state);
      g_object_unref (boxes[i]);
    }
}

static void
test_odd_names (void)
{
  static const struct
  {
    const char *key;
    const char *hash;
    const char *name;
  } rows[] = {
    { "emoji", "HASH_EMOJI", "???? Movie Night ???? 1923" },
    { "latin1", "HASH_LATIN1", "Napol?on (1927) caf?.mkv" },
    { "control", "HASH_CONTROL", "ctrl??[31mred\x7f.mkv" },
    { "shell", "HASH_SHELL", NULL },
    { "dollar", "HASH_DOLLAR", "$d.name= ,comma=eq.mkv" },
  };
  g_autoptr (MmsSeedbox) box = direct_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MmsTorrentFacts) facts = NULL;

      add_key (box, rows[i].key, NULL, NULL, TRUE);
      facts = found (box, value (rows[i].hash));
      if (rows[i].name != NULL)
        g_assert_cmpstr (facts->name, ==, rows[i].name);
      else
        g_assert_nonnull (strstr (facts->name, "\\back \"q\" 's' & <tag> %41 #hash"));
      g_assert_cmpint (facts->name_is_exact, ==, strchr (facts->name, '?') == NULL);
    }
  g_ptr_array_unref (list (box));
}

/* Folders and labels of which each would be a command where it is pasted and not quoted. */
static void
test_no_name_becomes_a_command (void)
{
  g_autofree char *trap = g_build_filename (lab->top, "trap", NULL);
  g_autofree char *hostile[] = {
    g_strdup_printf ("x, execute={touch,%s}", trap),
    g_strdup_printf ("x\",execute={touch,%s},\"", trap),
    g_strdup_printf ("x\\\",execute={touch,%s},\"", trap),
    g_strdup_printf ("x\nexecute={touch,%s}\n", trap),
    g_strdup_printf ("x;execute={touch,%s}", trap),
    g_strdup_printf ("$execute.capture={touch,%s}", trap),
    g_strdup_printf ("(execute,touch,%s)", trap),
    g_strdup_printf ("$(touch %s)`touch %s`", trap, trap),
    g_strdup ("%s%n%%20"),
  };
  MmsSeedbox *boxes[] = { direct_new (), web_new () };

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    for (gsize way = 0; way < G_N_ELEMENTS (boxes); way++)
      {
        g_autofree char *directory = g_strconcat (value ("RT_DOWNLOADS"), "/", hostile[i], NULL);
        gboolean possible = way == 0 || strpbrk (directory, "\"\\\n") == NULL;
        g_autoptr (MmsTorrentFacts) facts = NULL;

        add_key (boxes[way], "longdir", hostile[i], possible ? directory : NULL, FALSE);
        facts = found (boxes[way], value ("HASH_LONGDIR"));
        g_test_message ("%s: label “%s”, in “%.120s”", way == 0 ? "direct" : "web", facts->label,
                        facts->directory);
        if (way == 0 || strchr (hostile[i], '\n') == NULL)
          g_assert_cmpstr (facts->label, ==, hostile[i]);
        if (possible)
          g_assert_true (g_str_has_prefix (facts->directory, directory));
        g_assert_cmpstr (facts->message, ==, "");
        g_assert_false (g_file_test (trap, G_FILE_TEST_EXISTS));
        erase (boxes[way], value ("HASH_LONGDIR"));
      }
  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    g_clear_pointer (&hostile[i], g_free);
  g_object_unref (boxes[0]);
  g_object_unref (boxes[1]);
}

static void
test_a_quote_is_too_much_for_ruTorrent (void)
{
  g_autoptr (MmsSeedbox) box = web_new ();
  g_autoptr (GBytes) metainfo = mms_test_lab_torrent (lab, "longdir");
  g_autoptr (GError) error = NULL;
  MmsSeedboxAdd what = { .hash = value ("HASH_LONGDIR"), .metainfo = metainfo,
                         .directory = "/x\",execute={touch,/tmp/x},\"" };

  g_assert_false (add (box, &what, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED);
}

static void
test_a_filter_would_drop_the_folder (void)
{
  g_autoptr (MmsSeedbox) box = box_new (value ("HTTPRPC_URL"), NULL, "xmlrpc");
  g_autoptr (GBytes) metainfo = mms_test_lab_torrent (lab, "longdir");
  g_autoptr (GError) error = NULL;
  MmsSeedboxAdd what = { .hash = value ("HASH_LONGDIR"), .metainfo = metainfo, .label = "a, b",
                         .directory = value ("RT_DOWNLOADS") };
  g_autoptr (MmsTorrentFacts) facts = NULL;

  g_assert_false (add (box, &what, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  what.directory = NULL;
  add (box, &what, &error);
  g_assert_no_error (error);
  facts = found (box, value ("HASH_LONGDIR"));
  g_assert_cmpstr (facts->label, ==, "a, b");
  erase (box, value ("HASH_LONGDIR"));
}

static void
test_what_never_appears_is_refused (void)
{
  g_autoptr (GBytes) garbage = g_bytes_new_static ("d4:infod4:name1:xee", 19);
  g_autoptr (GBytes) html = g_bytes_new_static ("<html>Log in</html>", 19);
  GBytes *bodies[] = { garbage, html };
  MmsSeedbox *boxes[] = { direct_new (), web_new () };

  for (gsize i = 0; i < 4; i++)
    {
      g_autoptr (GError) error = NULL;
      MmsSeedbox *box = boxes[i / 2];
      MmsSeedboxAdd what = { .hash = "00000000000000000000000000000000000000AA",
                             .metainfo = bodies[i % 2] };

      mms_rtorrent_set_patience (MMS_RTORRENT (box), PAUSE_MS, 1000, 800);
      g_assert_false (add (box, &what, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
    }
  g_object_unref (boxes[0]);
  g_object_unref (boxes[1]);
}

static GBytes *
large_torrent (gsize pieces, char **hash)
{
  g_autofree char *head =
    g_strdup_printf ("d6:lengthi%" G_GSIZE_FORMAT "e4:name9:large.bin12:piece lengthi16384e6:pieces%"
                     G_GSIZE_FORMAT ":",
                     pieces * 16384, pieces * 20);
  GByteArray *out = g_byte_array_new ();
  g_autofree guint8 *sums = g_malloc (pieces * 20);

  memset (sums, 'p', pieces * 20);
  g_byte_array_append (out, (const guint8 *) head, strlen (head));
  g_byte_array_append (out, sums, pieces * 20);
  g_byte_array_append (out, (const guint8 *) "e", 1);
  *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA1, out->data, out->len);
  g_byte_array_prepend (out, (const guint8 *) "d8:announce19:http://127.0.0.1:1/4:info", 39);
  g_byte_array_append (out, (const guint8 *) "e", 1);
  return g_byte_array_free_to_bytes (out);
}

static void
test_a_large_torrent (void)
{
  static const struct
  {
    gsize pieces;
    gboolean by_load;
  } rows[] = { { 30000, TRUE }, { 60000, TRUE }, { 90000, FALSE } };
  MmsSeedbox *boxes[] = { direct_new (), web_new () };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize way = 0; way < 2; way++)
      {
        g_autoptr (GError) error = NULL;
        g_autofree char *hash = NULL;
        g_autoptr (GBytes) metainfo = large_torrent (rows[i].pieces, &hash);
        MmsSeedboxAdd what = { .hash = hash, .metainfo = metainfo };
        gboolean ok = add (boxes[way], &what, &error);

        if (way == 1 || rows[i].by_load)
          {
            g_assert_no_error (error);
            g_assert_true (ok);
            erase (boxes[way], hash);
          }
        else
          {
            g_assert_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED);
          }
      }
  g_object_unref (boxes[0]);
  g_object_unref (boxes[1]);
}

static void
test_erasing_waits_for_the_check (void)
{
  g_autoptr (MmsSeedbox) box = direct_new ();
  const char *hash = value ("HASH_MOVIE");
  g_autofree char *movie = NULL;
  guint caught = 0; /* on a busy machine the check may end before we look */

  add_key (box, "movie", NULL, NULL, TRUE);
  wait_complete (box, hash);
  for (int i = 0; i < 4; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MmsTorrentFacts) facts = NULL;
      g_autoptr (MmsTorrentFacts) halted = NULL;

      change (box, hash, mms_seedbox_recheck_async, mms_seedbox_recheck_finish, &error);
      g_assert_no_error (error);
      facts = found (box, hash);
      if (facts->hashing != MMS_HASHING_NONE)
        {
          g_assert_cmpint (mms_torrent_facts_get_state (facts), ==, MMS_TORRENT_CHECKING);
          caught++;
        }
      g_free (movie);
      movie = g_strdup (facts->base_path);
      if (i == 3)
        break;
      halt (box, hash);
      halted = found (box, hash);
      g_assert_cmpint (halted->hashing, ==, MMS_HASHING_NONE);
      g_assert_false (halted->state || halted->is_open || halted->is_active);
    }
  erase (box, hash);
  assert_gone (box, hash);
  g_assert_true (g_file_test (movie, G_FILE_TEST_EXISTS));
  erase (box, hash);
  halt (box, hash);
  g_ptr_array_unref (list (box));
  if (caught == 0)
    g_test_skip ("no check was slow enough to be met");
}

static void
test_recheck_of_what_is_not_there (void)
{
  g_autoptr (MmsSeedbox) box = direct_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (change (box, "ABABABABABABABABABABABABABABABABABABABAB", mms_seedbox_recheck_async,
                          mms_seedbox_recheck_finish, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
}

static void
test_wrong_password (void)
{
  g_autoptr (MmsRtorrent) box =
    mms_rtorrent_new (http, value ("RPC_URL"), value ("RUTORRENT_URL"), value ("HTTP_USER"),
                      "wrong", "auto");
  g_autoptr (GError) error = NULL;

  g_assert_null (check (MMS_SEEDBOX (box), &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED);
  g_assert_null (strstr (error->message, "wrong"));
}

static void
test_unknown_certificate (void)
{
  g_autoptr (MmsHttp) stranger = mms_http_new ();
  g_autoptr (MmsRtorrent) box = mms_rtorrent_new (stranger, value ("RPC_URL"), NULL,
                                                  value ("HTTP_USER"), value ("HTTP_PASSWORD"), NULL);
  g_autofree char *host = mms_http_dup_host_and_port (value ("RPC_URL"));
  g_autofree char *offered = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (check (MMS_SEEDBOX (box), &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNTRUSTED);
  g_clear_error (&error);
  offered = mms_http_dup_offered (stranger, host);
  mms_http_trust (stranger, host, offered);
  line = check (MMS_SEEDBOX (box), &error);
  g_assert_no_error (error);
}

/* The web server leaves a backend that was down alone for a second. */
static char *
check_again (MmsSeedbox *box)
{
  char *line = NULL;

  for (guint i = 0; i < 50 && line == NULL; i++)
    {
      line = check (box, NULL);
      if (line == NULL)
        mms_test_wait_ms (200);
    }
  return line;
}

static void
test_rTorrent_is_down (void)
{
  const char *const name[] = { "rtorrent", NULL };
  MmsSeedbox *boxes[] = { direct_new (), box_new (value ("HTTPRPC_URL"), NULL, "auto") };

  g_free (mms_test_lab_run (lab, "kill", name));
  for (gsize i = 0; i < G_N_ELEMENTS (boxes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (check (boxes[i], &error));
      g_assert_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE);
      g_assert_nonnull (strstr (error->message, "Is rTorrent running?"));
    }
  g_free (mms_test_lab_run (lab, "up", name));
  for (gsize i = 0; i < G_N_ELEMENTS (boxes); i++)
    {
      g_autofree char *line = check_again (boxes[i]);

      g_assert_nonnull (line);
      g_object_unref (boxes[i]);
    }
}

int
main (int argc, char **argv)
{
  static const char *const settings[] = { "LAB_MOVIE_MB", "160", NULL };
  g_autofree char *host = NULL;
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rtorrent/a-check-names-versions-and-way", test_check_names_the_way);
  g_test_add_func ("/rtorrent/wrong-paths-are-named", test_wrong_paths_are_named);
  g_test_add_func ("/rtorrent/a-ruTorrent-that-is-not-there", test_ruTorrent_that_is_not_there);
  g_test_add_func ("/rtorrent/a-list-has-all-facts", test_list);
  g_test_add_func ("/rtorrent/one-is-found-by-its-hash", test_find);
  g_test_add_func ("/rtorrent/the-pieces-that-are-there-are-told", test_pieces);
  g_test_add_func ("/rtorrent/the-session-file-is-where-it-says", test_session_file);
  g_test_add_func ("/rtorrent/what-lacks-only-files-that-are-off-is-ready", test_files_that_are_off);
  g_test_add_func ("/rtorrent/xml-rpc-adds", test_add_by_xmlrpc);
  g_test_add_func ("/rtorrent/a-folder-that-cannot-be-made-is-said", test_a_folder_that_cannot_be_made);
  g_test_add_func ("/rtorrent/ruTorrent-adds", test_add_by_ruTorrent);
  g_test_add_func ("/rtorrent/magnets-are-added-both-ways", test_magnets);
  g_test_add_func ("/rtorrent/a-duplicate-is-left-alone", test_a_duplicate_is_left_alone);
  g_test_add_func ("/rtorrent/odd-names-do-not-break-the-list", test_odd_names);
  g_test_add_func ("/rtorrent/no-name-becomes-a-command", test_no_name_becomes_a_command);
  g_test_add_func ("/rtorrent/a-quote-is-too-much-for-ruTorrent",
                   test_a_quote_is_too_much_for_ruTorrent);
  g_test_add_func ("/rtorrent/a-filter-would-drop-the-folder", test_a_filter_would_drop_the_folder);
  g_test_add_func ("/rtorrent/what-never-appears-is-refused", test_what_never_appears_is_refused);
  g_test_add_func ("/rtorrent/a-large-torrent-goes-the-way-it-can", test_a_large_torrent);
  g_test_add_func ("/rtorrent/erasing-waits-for-the-end-of-a-check",
                   test_erasing_waits_for_the_check);
  g_test_add_func ("/rtorrent/what-is-not-there-cannot-be-rechecked",
                   test_recheck_of_what_is_not_there);
  g_test_add_func ("/rtorrent/a-wrong-password-is-unauthorized", test_wrong_password);
  g_test_add_func ("/rtorrent/an-unknown-certificate-is-untrusted", test_unknown_certificate);
  g_test_add_func ("/rtorrent/an-rTorrent-that-is-down-is-unreachable", test_rTorrent_is_down);
  lab = mms_test_lab_start (settings);
  if (lab == NULL)
    return 77;
  http = mms_http_new ();
  host = mms_http_dup_host_and_port (value ("RPC_URL"));
  mms_http_trust (http, host, value ("TLS_SHA256"));
  g_free (host);
  host = mms_http_dup_host_and_port (value ("RPC_URL_BASIC"));
  mms_http_trust (http, host, value ("TLS_SHA256"));
  status = g_test_run ();
  g_object_unref (http);
  mms_test_lab_stop (lab);
  return status;
}
