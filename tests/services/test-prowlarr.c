/* Tests what Prowlarr is asked, and where its links lead.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-prowlarr.h"

#include <string.h>

#include "mms-test-ask.h"
#include "mms-test-script.h"
#include "support/mms-test-torrent.h"

typedef struct
{
  MmsHttp *http;          /* (owned) */
  MmsTestScript *script;  /* (owned) */
  MmsTestScript *tracker; /* (owned): another host, that must never see the key */
  MmsIndexer *prowlarr;   /* (owned) */
} Fixture;

#define MAGNET "magnet:?xt=urn:btih:5A3C1F0E9B7D4C2A8E6F1B3D5C7A9E0F2B4D6C81&dn=Metropolis"
#define LINK "/1/download?apikey=SECRET-KEY&link=ZmFrZQ&file=Metropolis"

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = NULL;

  fixture->http = mms_http_new ();
  fixture->script = mms_test_script_new ();
  fixture->tracker = mms_test_script_new ();
  url = g_strconcat (fixture->script->base, "/", NULL);
  fixture->prowlarr = MMS_INDEXER (mms_prowlarr_new (fixture->http, url, "SECRET-KEY"));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < fixture->script->keys->len; i++)
    g_assert_cmpstr (fixture->script->keys->pdata[i], ==, "SECRET-KEY");
  for (guint i = 0; i < fixture->tracker->keys->len; i++)
    g_assert_cmpstr (fixture->tracker->keys->pdata[i], ==, "");
  g_clear_object (&fixture->prowlarr);
  mms_test_script_free (fixture->script);
  mms_test_script_free (fixture->tracker);
  g_assert_finalize_object (fixture->http);
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  mms_test_script_expect (fixture->script, "GET /api/v1/system/status", NULL, 200,
                          "@prowlarr-system-status.json");
  line = ASK_PLAIN (indexer, fixture->prowlarr, check, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, "Prowlarr 2.3.5.5327 answers");
  mms_test_script_expect (fixture->script, "GET /api/v1/system/status", NULL, 200,
                          "{\"appName\":\"Lidarr\"}");
  g_assert_null (ASK_PLAIN (indexer, fixture->prowlarr, check, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED);
  g_assert_cmpstr (error->message, ==, "This is Lidarr, not Prowlarr");
}

#define SEARCH_FILMS                                                                               \
  "GET /api/v1/search?query=metropolis%20%26%201927&type=search&categories=2000&limit=500"
#define SEARCH_SERIES "GET /api/v1/search?query=x&type=search&categories=5000&limit=500"

static void
test_search (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  MmsRelease *release = NULL;

  mms_test_script_expect (fixture->script, SEARCH_FILMS, NULL, 200, "@prowlarr-search.json");
  list = ASK (indexer, fixture->prowlarr, search, &error, "metropolis & 1927", MMS_MEDIA_FILM);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 3); /* the fourth is for Usenet */
  release = list->pdata[0];
  g_assert_cmpstr (release->title, ==, "Metropolis.1927.1080p.BluRay.x264-ARCHIVE");
  g_assert_cmpstr (release->guid, ==, "https://tracker.example.net/details/50419");
  g_assert_cmpstr (release->indexer, ==, "Archive Mirror");
  g_assert_cmpint (release->indexer_id, ==, 1);
  g_assert_true (g_str_has_prefix (release->link, "http://127.0.0.1:9696/1/download?"));
  g_assert_cmpstr (release->info_url, ==, "https://tracker.example.net/details/50419");
  g_assert_cmpstr (release->info_hash, ==, "5A3C1F0E9B7D4C2A8E6F1B3D5C7A9E0F2B4D6C81");
  g_assert_cmpint (release->bytes, ==, 9663676416);
  g_assert_cmpint (release->seeders, ==, 77);
  g_assert_cmpint (release->leechers, ==, 4);
  g_assert_cmpint (release->published_at, ==, 1788264000);
  g_assert_cmpuint (release->categories->len, ==, 2);
  g_assert_cmpuint (g_array_index (release->categories, guint, 1), ==, 2040);
  g_assert_true (release->freeleech);
  /* Only a magnet link, which is one of Prowlarr's own as well. */
  release = list->pdata[2];
  g_assert_true (g_str_has_prefix (release->link, "http://127.0.0.1:9696/3/download?"));
}

static void
test_search_sparse (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) nothing = NULL;
  MmsRelease *release = NULL;

  mms_test_script_expect (fixture->script, SEARCH_SERIES, NULL, 200,
                          "[{\"title\":\"No link\"},{\"downloadUrl\":\"http://a/\"},null,"
                          "{\"title\":\"Magnet as guid\",\"guid\":\"" MAGNET
                          "\",\"infoHash\":\"short\",\"size\":-4},"
                          "{\"title\":\"Web guid\",\"guid\":\"https://a/\"},"
                          "{\"title\":\"Odd\",\"magnetUrl\":\"" MAGNET
                          "\",\"seeders\":\"12\",\"indexerFlags\":[\"Internal\"],"
                          "\"categories\":[{\"id\":5000},{},7]}]");
  list = ASK (indexer, fixture->prowlarr, search, &error, "x", MMS_MEDIA_SERIES);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  release = list->pdata[0];
  g_assert_cmpstr (release->link, ==, MAGNET);
  g_assert_null (release->info_hash);
  g_assert_cmpint (release->bytes, ==, 0);
  g_assert_cmpint (release->seeders, ==, -1);
  g_assert_cmpint (release->published_at, ==, 0);
  release = list->pdata[1];
  g_assert_cmpint (release->seeders, ==, 12);
  g_assert_cmpuint (release->categories->len, ==, 1);
  g_assert_false (release->freeleech);

  mms_test_script_expect (fixture->script, SEARCH_SERIES, NULL, 200, "[]");
  nothing = ASK (indexer, fixture->prowlarr, search, &error, "x", MMS_MEDIA_SERIES);
  g_assert_no_error (error);
  g_assert_cmpuint (nothing->len, ==, 0);
}

static void
test_search_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_script_expect (fixture->script, SEARCH_SERIES, NULL, 200, "{}");
  g_assert_null (ASK (indexer, fixture->prowlarr, search, &error, "x", MMS_MEDIA_SERIES));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_clear_error (&error);
  mms_test_script_expect (fixture->script, SEARCH_SERIES, NULL, 401, NULL);
  g_assert_null (ASK (indexer, fixture->prowlarr, search, &error, "x", MMS_MEDIA_SERIES));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED);
}

static MmsTorrentSource *
resolve (Fixture *fixture, MmsTestScript *host, const char *path, GError **error)
{
  g_autofree char *link = g_strconcat (host->base, path, NULL);

  return ASK (indexer, fixture->prowlarr, resolve, error, link);
}

static void
test_magnet (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTorrentSource) source =
    ASK (indexer, fixture->prowlarr, resolve, &error, "  " MAGNET "\n");

  g_assert_no_error (error);
  g_assert_cmpstr (source->magnet, ==, MAGNET);
  g_assert_null (source->metainfo);
}

static void
test_torrent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Metropolis.mkv");
  g_autoptr (GBytes) metainfo = NULL;
  g_autoptr (MmsTorrentSource) source = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  /* Bytes as text: the script answers with text, so the piece hash is cut off here. */
  mms_test_torrent_set_content (torrent, "x", 1);
  metainfo = mms_test_torrent_to_bytes (torrent);
  text = g_strndup (g_bytes_get_data (metainfo, NULL), g_bytes_get_size (metainfo));
  g_assert_cmpuint (strlen (text), >, 50);
  mms_test_script_expect (fixture->script, "GET " LINK, NULL, 200, text);
  source = resolve (fixture, fixture->script, LINK, &error);
  g_assert_no_error (error);
  g_assert_null (source->magnet);
  g_assert_cmpmem (g_bytes_get_data (source->metainfo, NULL), g_bytes_get_size (source->metainfo),
                   text, strlen (text));
}

static void
test_redirect_to_magnet (Fixture *fixture, gconstpointer data)
{
  static const guint statuses[] = { 301, 302, 303, 307, 308 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MmsTorrentSource) source = NULL;

      mms_test_script_expect_with (fixture->script, "GET " LINK, statuses[i], "Location", MAGNET,
                                   NULL);
      source = resolve (fixture, fixture->script, LINK, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (source->magnet, ==, MAGNET);
    }
}

/* The key stays at home: tear_down() looks at what each host was sent. */
static void
test_redirect_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autofree char *away = g_strconcat (fixture->tracker->base, "/dl?id=7", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTorrentSource) source = NULL;

  mms_test_script_expect_with (fixture->script, "GET " LINK, 302, "Location", away, NULL);
  mms_test_script_expect_with (fixture->tracker, "GET /dl?id=7", 303, "Location",
                               "relative.torrent", NULL);
  mms_test_script_expect (fixture->tracker, "GET /relative.torrent", NULL, 200, "d4:infode");
  source = resolve (fixture, fixture->script, LINK, &error);
  g_assert_no_error (error);
  g_assert_nonnull (source->metainfo);
}

static void
test_links_of_others (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsIndexer) bare = MMS_INDEXER (mms_prowlarr_new (fixture->http, NULL, NULL));
  g_autofree char *link = g_strconcat (fixture->tracker->base, "/a.torrent", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTorrentSource) source = NULL;
  g_autoptr (MmsTorrentSource) again = NULL;

  mms_test_script_expect (fixture->tracker, "GET /a.torrent", NULL, 200, "d8:announce1:xe");
  source = resolve (fixture, fixture->tracker, "/a.torrent", &error);
  g_assert_no_error (error);
  g_assert_nonnull (source->metainfo);
  /* Without a Prowlarr at all. */
  mms_test_script_expect (fixture->tracker, "GET /a.torrent", NULL, 200, MAGNET "\r\n");
  again = ASK (indexer, bare, resolve, &error, link);
  g_assert_no_error (error);
  g_assert_cmpstr (again->magnet, ==, MAGNET);
}

static void
test_circle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 6; i++)
    mms_test_script_expect_with (fixture->tracker, "GET /round", 302, "Location", "/round", NULL);
  g_assert_null (resolve (fixture, fixture->tracker, "/round", &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, "circles"));
}

/* What comes in place of a torrent, and what the person is told. */
static const struct
{
  const char *name;
  gboolean own; /* from Prowlarr itself */
  guint status;
  const char *header;
  const char *value;
  const char *answer;
  MmsError code;
  const char *says;
} faults[] = {
  { "login-page", TRUE, 200, NULL, NULL, "\n <!DOCTYPE html><title>Log in</title>",
    MMS_ERROR_MALFORMED, "web page instead of a torrent (often: the login expired)" },
  { "empty", FALSE, 200, NULL, NULL, NULL, MMS_ERROR_MALFORMED, "empty file" },
  { "not-bencoded", FALSE, 200, NULL, NULL, "dear user", MMS_ERROR_MALFORMED, "no torrent" },
  { "json", FALSE, 200, NULL, NULL, "{\"error\":\"x\"}", MMS_ERROR_MALFORMED, "no torrent" },
  { "limit-reached", TRUE, 429, "Retry-After", "1800", "{\"message\":\"limit\"}", MMS_ERROR_BUSY,
    "wait until" },
  { "later", FALSE, 429, NULL, NULL, NULL, MMS_ERROR_BUSY, "come back later" },
  { "starting", TRUE, 503, NULL, NULL, NULL, MMS_ERROR_BUSY, "come back later" },
  { "old-key-in-the-link", TRUE, 401, NULL, NULL, NULL, MMS_ERROR_UNAUTHORIZED, "search again" },
  { "login-wanted", FALSE, 403, NULL, NULL, NULL, MMS_ERROR_REFUSED, "wants a login" },
  { "gone", FALSE, 404, NULL, NULL, NULL, MMS_ERROR_MISSING, "any more" },
  { "gone-for-good", FALSE, 410, NULL, NULL, NULL, MMS_ERROR_MISSING, "any more" },
  { "own-words", TRUE, 500, NULL, NULL,
    "{\"message\":\"Indexer is down\",\"description\":\"at X\"}", MMS_ERROR_UNREACHABLE,
    "Indexer is down" },
  { "words-of-refusal", TRUE, 400, NULL, NULL, "{\"message\":\"Bad link\"}", MMS_ERROR_REFUSED,
    "Bad link" },
  { "others-words", FALSE, 500, NULL, NULL, "{\"message\":\"not for us\"}", MMS_ERROR_UNREACHABLE,
    "500" },
  { "redirect-without-target", FALSE, 302, NULL, NULL, NULL, MMS_ERROR_MALFORMED, "leads nowhere" },
  { "redirect-to-a-file", FALSE, 302, "Location", "file:///etc/passwd", NULL, MMS_ERROR_MALFORMED,
    "leads nowhere" },
};

static void
test_fault (Fixture *fixture, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (GError) error = NULL;
  MmsTestScript *host = faults[i].own ? fixture->script : fixture->tracker;

  mms_test_script_expect_with (host, "GET " LINK, faults[i].status, faults[i].header,
                               faults[i].value, faults[i].answer);
  g_assert_null (resolve (fixture, host, LINK, &error));
  g_assert_error (error, MMS_ERROR, (int) faults[i].code);
  if (strstr (error->message, faults[i].says) == NULL)
    g_assert_cmpstr (error->message, ==, faults[i].says);
  g_assert_null (strstr (error->message, "SECRET"));
}

static void
test_other_schemes (Fixture *fixture, gconstpointer data)
{
  static const char *const links[] = { "file:///etc/passwd", "ftp://a/b.torrent", "",
                                       "Metropolis 1927", NULL };

  for (gsize i = 0; links[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ASK (indexer, fixture->prowlarr, resolve, &error, links[i]));
      g_assert_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED);
    }
}

static void
test_huge_torrent (void)
{
  g_autoptr (MmsHttp) http = mms_http_new ();
  g_autoptr (MmsTestRawServer) server = mms_test_raw_server_new (
    "HTTP/1.1 200 OK\r\nContent-Type: application/x-bittorrent\r\nConnection: close\r\n\r\nd4:info",
    20000000);
  g_autoptr (MmsIndexer) indexer = MMS_INDEXER (mms_prowlarr_new (http, NULL, NULL));
  g_autofree char *link = g_strconcat (server->base, "/huge.torrent?apikey=SECRET-KEY", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ASK (indexer, indexer, resolve, &error, link));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_assert_null (strstr (error->message, "SECRET"));
}

static void
test_nobody (void)
{
  g_autoptr (MmsHttp) http = mms_http_new ();
  g_autoptr (MmsIndexer) indexer = MMS_INDEXER (mms_prowlarr_new (http, NULL, NULL));
  g_autofree char *link =
    g_strdup_printf ("http://127.0.0.1:%u/?apikey=SECRET-KEY", mms_test_free_port ());
  g_autoptr (GError) error = NULL;

  g_assert_null (ASK (indexer, indexer, resolve, &error, link));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE);
  g_assert_null (strstr (error->message, "SECRET"));
  g_clear_error (&error);
  g_assert_null (ASK (indexer, indexer, search, &error, "x", MMS_MEDIA_FILM));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED);
}

/* The script of the fixture fails on whatever it does not expect. */
static void
test_key_withheld (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) shut = g_error_new_literal (MMS_ERROR, MMS_ERROR_NO_KEYRING, "It is locked.");
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTorrentSource) source = NULL;

  mms_prowlarr_withhold (MMS_PROWLARR (fixture->prowlarr), shut);
  g_assert_null (ASK (indexer, fixture->prowlarr, search, &error, "x", MMS_MEDIA_FILM));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NO_KEYRING);
  g_clear_error (&error);
  g_assert_null (resolve (fixture, fixture->script, LINK, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NO_KEYRING);
  g_assert_cmpuint (fixture->script->keys->len, ==, 0);
  g_clear_error (&error);
  mms_test_script_expect (fixture->tracker, "GET /a.torrent", NULL, 200, "d8:announce1:xe");
  source = resolve (fixture, fixture->tracker, "/a.torrent", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->tracker->keys->len, ==, 1);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/prowlarr/says-who-answers", test_check);
  ADD ("/prowlarr/lists-releases", test_search);
  ADD ("/prowlarr/lists-releases-that-say-little", test_search_sparse);
  ADD ("/prowlarr/says-why-it-cannot-search", test_search_fails);
  ADD ("/prowlarr/takes-a-magnet-as-it-is", test_magnet);
  ADD ("/prowlarr/fetches-a-torrent", test_torrent);
  ADD ("/prowlarr/follows-a-redirect-to-a-magnet", test_redirect_to_magnet);
  ADD ("/prowlarr/follows-redirects-without-its-key", test_redirect_elsewhere);
  ADD ("/prowlarr/fetches-links-of-others-without-its-key", test_links_of_others);
  ADD ("/prowlarr/stops-in-a-circle", test_circle);
  ADD ("/prowlarr/sends-nothing-while-its-key-is-withheld", test_key_withheld);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path =
        g_strdup_printf ("/prowlarr/says-what-came-instead/%s", faults[i].name);

      g_test_add (path, Fixture, GSIZE_TO_POINTER (i), set_up, test_fault, tear_down);
    }
  ADD ("/prowlarr/refuses-other-links", test_other_schemes);
  g_test_add_func ("/prowlarr/refuses-a-torrent-of-more-than-10-megabytes", test_huge_torrent);
  g_test_add_func ("/prowlarr/says-that-nobody-answers", test_nobody);
  return g_test_run ();
}
