/* Tells what our client does with answers that no rTorrent at hand gives: of newer versions, of
 * filters, of liars and of attackers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-rtorrent.h"

#include <string.h>

#include "mms-test-server.h"
#include "services/mms-rtorrent-fields.h"
#include "support/mms-test-wait.h"

#define HASH "8E749CF39730485132D38458F377DECE6B38EE37"
#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<methodResponse>\r\n"
#define VALUE(text) HEAD "<params>\r\n<param><value>" text "</value></param>\r\n</params>\r\n</methodResponse>\r\n"
#define ROWS(rows) VALUE ("<array><data>\r\n" rows "</data></array>")
#define FAULT(code, text)                                                                          \
  HEAD "<fault>\r\n<value><struct>\r\n<member><name>faultCode</name>\r\n<value><i4>" code          \
       "</i4></value></member>\r\n<member><name>faultString</name>\r\n<value><string>" text        \
       "</string></value></member>\r\n</struct></value>\r\n</fault>\r\n</methodResponse>\r\n"
#define OK VALUE ("<i4>0</i4>")
#define DISTRUST FAULT ("-506", "Method 'x' is not allowed for untrusted connections")

/* What to answer. The first line whose words are in the request answers it. */
typedef struct
{
  const char *words;
  const char *body;   /* %NULL: a row of facts */
  guint times;        /* 0: always */
  guint status;       /* 0: 200 */
  const char *type;   /* %NULL: text/xml */
} Line;

typedef struct
{
  MmsHttp *http;
  MmsTestServer *server;
  MmsSeedbox *box;
  const Line *script;
  guint used[16];
  GString *story;     /* the methods that were called, in order */
  GArray *times_us;   /* when */
} Fixture;

static char *
a_row (void)
{
  GString *row = g_string_new (HEAD "<params><param><value><array><data><value><array><data>");

  for (guint i = 0; i < mms_rtorrent_fields_count (); i++)
    if (i == 0)
      g_string_append (row, "<value><string>" HASH "</string></value>");
    else if (g_str_has_prefix (mms_rtorrent_fields_get (i), "d.custom1"))
      g_string_append (row, "<value><string>l</string></value>");
    else
      g_string_append (row, "<value><i8>0</i8></value>");
  g_string_append (row, "</data></array></value></data></array></value></param></params></methodResponse>");
  return g_string_free (row, FALSE);
}

static void
note (Fixture *f, const char *request, const char *path)
{
  const char *open = strstr (request, "<methodName>");
  const char *close = strstr (request, "</methodName>");
  gint64 now_us = g_get_monotonic_time ();

  if (f->story->len > 0)
    g_string_append_c (f->story, ' ');
  if (open != NULL && close != NULL)
    g_string_append_len (f->story, open + strlen ("<methodName>"), close - open - (gssize) strlen ("<methodName>"));
  else
    g_string_append (f->story, strrchr (path, '/') + 1);
  g_array_append_val (f->times_us, now_us);
}

static void
answer_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
           gpointer user_data)
{
  Fixture *f = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *request = g_strndup (body->data, body->length);

  note (f, request, path);
  for (guint i = 0; f->script != NULL && f->script[i].words != NULL; i++)
    {
      const Line *line = &f->script[i];
      g_autofree char *row = line->body == NULL ? a_row () : NULL;

      if ((strstr (request, line->words) == NULL && strstr (path, line->words) == NULL) ||
          (line->times != 0 && f->used[i] >= line->times))
        continue;
      f->used[i]++;
      mms_test_server_say (message, line->status != 0 ? line->status : 200,
                           line->type != NULL ? line->type : "text/xml",
                           line->body != NULL ? line->body : row);
      return;
    }
  mms_test_server_say (message, 404, "text/html", "404");
}

static void
open_box (Fixture *f, const char *path, const char *web, const char *way)
{
  g_autofree char *url = g_strconcat (f->server->base, path, NULL);
  g_autofree char *rutorrent = web != NULL ? g_strconcat (f->server->base, web, NULL) : NULL;

  g_clear_object (&f->box);
  f->box = MMS_SEEDBOX (mms_rtorrent_new (f->http, url, rutorrent, NULL, NULL, way));
  mms_rtorrent_set_patience (MMS_RTORRENT (f->box), 200, 1500, 600);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->http = mms_http_new ();
  f->server = mms_test_server_new (answer_cb, f, NULL, 0);
  f->story = g_string_new (NULL);
  f->times_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  open_box (f, "/RPC2", NULL, "auto");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->box);
  mms_test_server_free (f->server);
  g_object_unref (f->http);
  g_string_free (f->story, TRUE);
  g_array_unref (f->times_us);
}

static void
play (Fixture *f, const Line *script)
{
  f->script = script;
  memset (f->used, 0, sizeof f->used);
  g_string_truncate (f->story, 0);
  g_array_set_size (f->times_us, 0);
}

static char *
check (Fixture *f, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_seedbox_check_async (f->box, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_seedbox_check_finish (f->box, result, error);
}

static GPtrArray *
list (Fixture *f, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_seedbox_list_async (f->box, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_seedbox_list_finish (f->box, result, error);
}

static MmsTorrentFacts *
find (Fixture *f, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_seedbox_find_async (f->box, HASH, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_seedbox_find_finish (f->box, result, error);
}

static gboolean
add (Fixture *f, const char *label, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  MmsSeedboxAdd what = { .hash = HASH, .magnet = "magnet:?xt=urn:btih:" HASH, .label = label,
                         .start = TRUE };

  mms_seedbox_add_async (f->box, &what, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_seedbox_add_finish (f->box, result, error);
}

static gboolean
halt (Fixture *f, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_seedbox_halt_async (f->box, HASH, cancellable, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_seedbox_halt_finish (f->box, result, error);
}

static void
assert_error (GError **error, MmsError code, const char *words)
{
  g_assert_error (*error, MMS_ERROR, (int) code);
  g_test_message ("%s", (*error)->message);
  if (strstr ((*error)->message, words) == NULL)
    g_error ("“%s” does not say “%s”", (*error)->message, words);
  g_clear_error (error);
}

/* --- */

static void
test_a_distrustful_rTorrent_is_diagnosed (Fixture *f, gconstpointer data)
{
  static const Line script[] = {
    { "system.client_version", VALUE ("<string>0.16.12</string>") },
    { "system.library_version", VALUE ("<string>0.16.12</string>") },
    { "load.", DISTRUST },
    { "d.multicall.filtered", ROWS ("") },
    { NULL },
  };
  g_autoptr (GError) error = NULL;

  play (f, script);
  g_assert_null (check (f, &error));
  assert_error (&error, MMS_ERROR_UNSUPPORTED, "0.16.9");
  g_assert_false (add (f, NULL, &error));
  assert_error (&error, MMS_ERROR_UNSUPPORTED, "does not take “load.raw_start”");
}

static void
test_a_distrustful_rTorrent_still_lists (Fixture *f, gconstpointer data)
{
  static const Line script[] = {
    { "d.complete=", DISTRUST },
    { "equal=d.left_bytes=,value=0", NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (MmsTorrentFacts) facts = NULL;

  play (f, script);
  rows = list (f, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  again = list (f, &error);
  facts = find (f, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (f->story->str, ==, "d.multicall2 d.multicall2 d.multicall2 d.multicall.filtered");
}

static GBytes *
ask_wanted (Fixture *f, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_seedbox_wanted_async (f->box, HASH, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_seedbox_wanted_finish (f->box, result, error);
}

#define FILE(priority) "<value><array><data><value><i8>" priority "</i8></value></data></array></value>"

static void
test_wanted_files_are_told_or_not (Fixture *f, gconstpointer data)
{
  static const Line told[] = { { "f.multicall", ROWS (FILE ("1") FILE ("0") FILE ("2")) }, { NULL } };
  static const struct
  {
    Line script[2];
    MmsError code;
  } rows[] = {
    { { { "", DISTRUST } }, MMS_ERROR_UNSUPPORTED },
    { { { "", FAULT ("-503", "Not permitted.") } }, MMS_ERROR_UNSUPPORTED },
    { { { "", FAULT ("-506", "Method 'f.multicall' not defined") } }, MMS_ERROR_UNSUPPORTED },
    { { { "", ROWS ("") } }, MMS_ERROR_UNSUPPORTED },
    { { { "", FAULT ("-501", "Could not find info-hash.") } }, MMS_ERROR_MISSING },
    { { { "", "<html>", 0, 503, "text/html" } }, MMS_ERROR_UNREACHABLE },
    { { { "", VALUE ("<array><data><value>") } }, MMS_ERROR_MALFORMED },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) wanted = NULL;

  play (f, told);
  wanted = ask_wanted (f, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (wanted, NULL), g_bytes_get_size (wanted), "\1\0\1", 3);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      play (f, rows[i].script);
      g_assert_null (ask_wanted (f, &error));
      assert_error (&error, rows[i].code, "");
    }
}

static void
test_an_old_rTorrent_is_asked_for_all (Fixture *f, gconstpointer data)
{
  static const Line script[] = {
    { "d.multicall.filtered", FAULT ("-506", "Method 'd.multicall.filtered' not defined") },
    { "d.multicall2", NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTorrentFacts) facts = NULL;

  play (f, script);
  facts = find (f, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (facts->hash, ==, HASH);
}

static void
test_a_reborn_magnet_is_not_missing (Fixture *f, gconstpointer data)
{
  static const Line gap[] = { { "filtered", ROWS (""), 1 }, { "filtered", NULL }, { NULL } };
  static const Line gone[] = { { "filtered", ROWS ("") }, { NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTorrentFacts) facts = NULL;

  play (f, gap);
  facts = find (f, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (facts->hash, ==, HASH);
  play (f, gone);
  g_assert_null (find (f, &error));
  assert_error (&error, MMS_ERROR_MISSING, "not on the seedbox");
  g_assert_cmpstr (f->story->str, ==, "d.multicall.filtered d.multicall.filtered");
}

static void
test_answers_that_are_none (Fixture *f, gconstpointer data)
{
  static const struct
  {
    Line script[2];
    MmsError code;
    const char *words;
  } rows[] = {
    { { { "", "<!DOCTYPE html><html><body>Log in</body></html>", 0, 200, "text/html" } },
      MMS_ERROR_MALFORMED, "A web page answers" },
    { { { "", "<?xml version=\"1.0\"?><html xmlns=\"x\"/>", 0, 200, "text/html" } },
      MMS_ERROR_MALFORMED, "A web page answers" },
    { { { "", "hello", 0, 200, "text/plain" } }, MMS_ERROR_MALFORMED, "does not speak XML-RPC" },
    { { { "", "false", 0, 200, "application/json" } }, MMS_ERROR_UNREACHABLE, "Is rTorrent running?" },
    { { { "", "\"\"", 0, 200, "application/json" } }, MMS_ERROR_UNREACHABLE, "Is rTorrent running?" },
    { { { "", "Could not reach rTorrent over XMLRPC. Is rTorrent running?", 0, 500, "text/html" } },
      MMS_ERROR_UNREACHABLE, "cannot reach rTorrent" },
    { { { "", "<html>", 0, 502, "text/html" } }, MMS_ERROR_UNREACHABLE, "(502)" },
    { { { "", "<html>", 0, 503, "text/html" } }, MMS_ERROR_UNREACHABLE, "(503)" },
    { { { "", "<html>", 0, 404, "text/html" } }, MMS_ERROR_NOT_CONFIGURED, "(404)" },
    { { { "", "<html>", 0, 401, "text/html" } }, MMS_ERROR_UNAUTHORIZED, "(401)" },
    { { { "", FAULT ("-503", "Too bad."), 0 } }, MMS_ERROR_REFUSED, "rTorrent says: Too bad." },
    { { { "", VALUE ("<string>cut"), 0 } }, MMS_ERROR_MALFORMED, "cannot be read" },
    { { { "", "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;\">]>"
              "<methodResponse><params><param><value>&b;</value></param></params></methodResponse>" } },
      MMS_ERROR_MALFORMED, "entities" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) small = NULL;
      g_autoptr (GError) large = NULL;

      play (f, rows[i].script);
      g_assert_null (check (f, &small));
      assert_error (&small, rows[i].code, rows[i].words);
      g_assert_null (list (f, &large));
      assert_error (&large, rows[i].code, rows[i].words);
    }
}

static void
test_depth_is_harmless (Fixture *f, gconstpointer data)
{
  GString *bomb = g_string_new (HEAD "<params><param>");
  Line script[] = { { "", NULL }, { NULL } };
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 100000; i++)
    g_string_append (bomb, "<value><array><data>");
  script[0].body = bomb->str;
  play (f, script);
  g_assert_null (check (f, &error));
  assert_error (&error, MMS_ERROR_MALFORMED, "nested too deeply");
  g_assert_null (list (f, &error));
  assert_error (&error, MMS_ERROR_MALFORMED, "nested too deeply");
  g_string_free (bomb, TRUE);
}

static void
test_an_endless_answer_is_left (Fixture *f, gconstpointer data)
{
  g_autoptr (MmsTestRawServer) raw = mms_test_raw_server_new (
    "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n<?xml version=\"1.0\"?>",
    200 * 1024 * 1024);
  g_autofree char *url = g_strconcat (raw->base, "/RPC2", NULL);
  g_autoptr (GError) error = NULL;

  g_clear_object (&f->box);
  f->box = MMS_SEEDBOX (mms_rtorrent_new (f->http, url, NULL, NULL, NULL, NULL));
  g_assert_null (list (f, &error));
  assert_error (&error, MMS_ERROR_MALFORMED, "The answer is larger than");
  g_assert_cmpint (raw->sent_bytes, <, 100 * 1024 * 1024);
}

static void
test_a_check_without_end_is_busy (Fixture *f, gconstpointer data)
{
  static const Line script[] = { { "d.hashing", VALUE ("<i8>3</i8>") }, { "d.stop", OK }, { NULL } };
  g_autoptr (GError) error = NULL;

  play (f, script);
  g_assert_false (halt (f, NULL, &error));
  assert_error (&error, MMS_ERROR_BUSY, "still checking");
  g_assert_null (strstr (f->story->str, "d.stop"));
}

/* A check that begins between two commands, and one that begins while the turn is waited for. */
static void
test_every_command_looks_first (Fixture *f, gconstpointer data)
{
  static const Line script[] = {
    { "d.hashing", VALUE ("<i8>0</i8>"), 1 }, { "d.hashing", VALUE ("<i8>3</i8>"), 1 },
    { "d.hashing", VALUE ("<i8>0</i8>"), 2 }, { "d.stop", OK },
    { "d.hashing", VALUE ("<i8>2</i8>"), 1 }, { "d.hashing", VALUE ("<i8>0</i8>") },
    { "d.close", OK },                        { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) calls = NULL;
  gint64 stop_us = 0;
  gint64 close_us = 0;

  play (f, script);
  halt (f, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (f->story->str, ==,
                   "d.hashing d.hashing d.hashing d.hashing d.stop "
                   "d.hashing d.hashing d.hashing d.close");
  calls = g_strsplit (f->story->str, " ", -1);
  for (guint i = 0; calls[i] != NULL; i++)
    if (g_str_equal (calls[i], "d.stop"))
      stop_us = g_array_index (f->times_us, gint64, i);
    else if (g_str_equal (calls[i], "d.close"))
      close_us = g_array_index (f->times_us, gint64, i);
  g_assert_cmpint (close_us - stop_us, >=, 200 * 1000);
}

static void
test_changes_come_one_at_a_time (Fixture *f, gconstpointer data)
{
  static const Line script[] = { { "d.hashing", VALUE ("<i8>0</i8>") }, { "d.erase", OK }, { NULL } };
  GAsyncResult *results[3] = { NULL };
  gint64 last_us = 0;
  g_auto (GStrv) calls = NULL;

  play (f, script);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    mms_seedbox_erase_async (f->box, HASH, NULL, mms_test_wait_store, &results[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      mms_test_wait_for_result (&results[i]);
      g_assert_true (mms_seedbox_erase_finish (f->box, results[i], NULL));
      g_object_unref (results[i]);
    }
  calls = g_strsplit (f->story->str, " ", -1);
  for (guint i = 0; calls[i] != NULL; i++)
    if (g_str_equal (calls[i], "d.erase"))
      {
        gint64 now_us = g_array_index (f->times_us, gint64, i);

        g_assert_cmpint (now_us - last_us, >=, 200 * 1000);
        last_us = now_us;
      }
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_waiting_can_be_cancelled (Fixture *f, gconstpointer data)
{
  static const Line checking[] = { { "d.hashing", VALUE ("<i8>3</i8>") }, { NULL } };
  static const Line quiet[] = { { "d.hashing", VALUE ("<i8>0</i8>") }, { "d.", OK }, { NULL } };
  g_autoptr (GCancellable) first = g_cancellable_new ();
  g_autoptr (GCancellable) second = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();

  play (f, checking);
  g_timeout_add (100, cancel_cb, first);
  g_assert_false (halt (f, first, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 900 * 1000);

  /* While it waits for its turn; and the turn is not lost by that. */
  mms_rtorrent_set_patience (MMS_RTORRENT (f->box), 3000, 1500, 600);
  play (f, quiet);
  began = g_get_monotonic_time ();
  g_timeout_add (200, cancel_cb, second);
  g_assert_false (halt (f, second, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 1500 * 1000);
  mms_rtorrent_set_patience (MMS_RTORRENT (f->box), 10, 1500, 600);
  g_assert_true (halt (f, NULL, &error));
}

#define LOCATION "//127.0.0.1/rutorrent/php/addtorrent.php?"

static void
web_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
        gpointer location)
{
  if (g_str_equal (soup_server_message_get_method (message), "GET"))
    {
      mms_test_server_say (message, 200, "application/json", "{ \"result\" : \"Success\" }");
      return;
    }
  soup_message_headers_append (soup_server_message_get_response_headers (message), "Location",
                               location);
  mms_test_server_say (message, 302, "text/html", "");
}

static void
test_ruTorrents_word_is_not_believed (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *location;
    MmsError code;
    const char *words;
  } rows[] = {
    { LOCATION "result[]=Success&name[]=x&json=1", MMS_ERROR_REFUSED, "“Success”" },
    { LOCATION "name[]=result%5B%5D%3DNo&result%5B%5D=FailedURL", MMS_ERROR_REFUSED, "“FailedURL”" },
    { LOCATION "result[]=FailedFile", MMS_ERROR_REFUSED, "not a .torrent" },
    { LOCATION "result[]=FailedDirectory", MMS_ERROR_REFUSED, "folder" },
    { "/login", MMS_ERROR_REFUSED, "another address" },
  };
  static const Line missing[] = { { "filtered", ROWS ("") }, { "plugins", "/* */" }, { NULL } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      soup_server_remove_handler (f->server->server, "/ru/php/addtorrent.php");
      soup_server_add_handler (f->server->server, "/ru/php/addtorrent.php", web_cb,
                               (gpointer) rows[i].location, NULL);
      open_box (f, "/RPC2", "/ru", "auto");
      play (f, missing);
      g_assert_false (add (f, NULL, &error));
      assert_error (&error, rows[i].code, rows[i].words);
    }
}

static void
test_a_lost_label_is_set_again (Fixture *f, gconstpointer data)
{
  static const Line script[] = {
    { "filtered", ROWS (""), 2 },      { "filtered", NULL },   { "load.raw_start", FAULT ("-503", "Too few arguments.") },
    { "load.start", OK },              { "d.custom1.set", VALUE ("<string>TV%20x</string>") },
    { NULL },
  };
  g_autoptr (GError) error = NULL;

  play (f, script);
  add (f, "TV x", &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (f->story->str, "load.start d.multicall.filtered d.custom1.set"));
}

static void
test_what_cannot_be_added (Fixture *f, gconstpointer data)
{
  static const MmsSeedboxAdd rows[] = {
    { .hash = "short", .magnet = "magnet:?xt=x" },
    { .hash = HASH },
    { .hash = HASH, .magnet = "/etc/passwd" },
    { .hash = HASH, .magnet = "http://127.0.0.1/x.torrent" },
    { .hash = HASH, .magnet = "magnet:?xt=x", .directory = "relative" },
    { .hash = HASH, .magnet = "magnet:?xt=x", .directory = "$execute=x" },
    { .hash = HASH, .magnet = "magnet:?xt=x", .directory = "/caf\xE9" },
    { .hash = HASH, .magnet = "magnet:?xt=x", .label = "caf\xE9" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      mms_seedbox_add_async (f->box, &rows[i], NULL, mms_test_wait_store, &result);
      mms_test_wait_for_result (&result);
      g_assert_false (mms_seedbox_add_finish (f->box, result, &error));
      g_assert_cmpuint (error->domain, ==, MMS_ERROR);
    }
  g_assert_cmpuint (f->story->len, ==, 0);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/recorded/wanted-files-are-told-or-not", test_wanted_files_are_told_or_not);
  ADD ("/recorded/a-distrustful-rTorrent-is-diagnosed", test_a_distrustful_rTorrent_is_diagnosed);
  ADD ("/recorded/a-distrustful-rTorrent-still-lists", test_a_distrustful_rTorrent_still_lists);
  ADD ("/recorded/an-old-rTorrent-is-asked-for-all", test_an_old_rTorrent_is_asked_for_all);
  ADD ("/recorded/a-reborn-magnet-is-not-missing", test_a_reborn_magnet_is_not_missing);
  ADD ("/recorded/answers-that-are-none-are-named", test_answers_that_are_none);
  ADD ("/recorded/depth-is-harmless", test_depth_is_harmless);
  ADD ("/recorded/an-endless-answer-is-left", test_an_endless_answer_is_left);
  ADD ("/recorded/a-check-without-end-is-busy", test_a_check_without_end_is_busy);
  ADD ("/recorded/every-command-looks-first", test_every_command_looks_first);
  ADD ("/recorded/changes-come-one-at-a-time", test_changes_come_one_at_a_time);
  ADD ("/recorded/waiting-can-be-cancelled", test_waiting_can_be_cancelled);
  ADD ("/recorded/ruTorrents-word-is-not-believed", test_ruTorrents_word_is_not_believed);
  ADD ("/recorded/a-lost-label-is-set-again", test_a_lost_label_is_set_again);
  ADD ("/recorded/what-cannot-be-added-is-not-sent", test_what_cannot_be_added);
  return g_test_run ();
}
