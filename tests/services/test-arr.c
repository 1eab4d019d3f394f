/* Tests what Sonarr and Radarr are asked about titles, and what is understood of their answers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-arr.h"

#include <string.h>

#include "mms-test-ask.h"
#include "mms-test-script.h"

typedef struct
{
  MmsHttp *http;         /* (owned) */
  MmsTestScript *script; /* (owned) */
  MmsLibrary *sonarr;    /* (owned) */
  MmsLibrary *radarr;    /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = NULL;

  fixture->http = mms_http_new ();
  fixture->script = mms_test_script_new ();
  url = g_strdup_printf (" %s/base// ", fixture->script->base);
  fixture->sonarr =
    MMS_LIBRARY (mms_arr_new (fixture->http, MMS_MEDIA_SERIES, url, " SECRET-KEY\n"));
  fixture->radarr =
    MMS_LIBRARY (mms_arr_new (fixture->http, MMS_MEDIA_FILM, fixture->script->base, "SECRET-KEY"));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < fixture->script->keys->len; i++)
    g_assert_cmpstr (g_ptr_array_index (fixture->script->keys, i), ==, "SECRET-KEY");
  g_clear_object (&fixture->sonarr);
  g_clear_object (&fixture->radarr);
  mms_test_script_free (fixture->script);
  g_assert_finalize_object (fixture->http);
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sonarr = NULL;
  g_autofree char *radarr = NULL;

  mms_test_script_expect (fixture->script, "GET /base/api/v3/system/status", NULL, 200,
                          "@sonarr-system-status.json");
  sonarr = ASK_PLAIN (library, fixture->sonarr, check, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sonarr, ==, "Sonarr 4.0.19.2979 answers");
  mms_test_script_expect (fixture->script, "GET /api/v3/system/status", NULL, 200,
                          "@radarr-system-status.json");
  radarr = ASK_PLAIN (library, fixture->radarr, check, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (radarr, ==, "Radarr 6.0.4.10291 answers");
  g_assert_cmpint (mms_library_get_kind (fixture->sonarr), ==, MMS_MEDIA_SERIES);
  g_assert_cmpstr (mms_library_get_name (fixture->radarr), ==, "Radarr");
}

/* What can answer in place of the API, and what the person is told. */
static const struct
{
  const char *name;
  guint status;
  const char *header;
  const char *value;
  const char *answer;
  MmsError code;
  const char *says;
} faults[] = {
  { "wrong-key", 401, NULL, NULL, NULL, MMS_ERROR_UNAUTHORIZED, "API key" },
  { "other-program", 200, NULL, NULL, "@sonarr-system-status.json", MMS_ERROR_NOT_CONFIGURED,
    "This is Sonarr, not Radarr" },
  { "no-program-name", 200, NULL, NULL, "{}", MMS_ERROR_NOT_CONFIGURED, "not Radarr" },
  { "url-base-missing", 307, "Location", "/radarr/api/v3/system/status", NULL,
    MMS_ERROR_NOT_CONFIGURED, "/radarr" },
  { "url-base-missing-whole-url", 307, "Location",
    "https://media.example.net/r/api/v3/system/status", NULL, MMS_ERROR_NOT_CONFIGURED,
    "use https://media.example.net/r" },
  { "login-page", 302, "Location", "/login?returnUrl=/", NULL, MMS_ERROR_NOT_CONFIGURED,
    "login page" },
  { "nowhere", 302, NULL, NULL, NULL, MMS_ERROR_NOT_CONFIGURED, "leads to another page" },
  { "web-page", 200, NULL, NULL, " <!doctype html><title>Radarr</title>", MMS_ERROR_MALFORMED,
    "not Radarr, or its URL base" },
  { "web-page-404", 404, NULL, NULL, "<html>nginx</html>", MMS_ERROR_NOT_CONFIGURED,
    "port and the URL base" },
  { "starting", 503, NULL, NULL, "{\"errorMessage\":\"Radarr is starting up\"}", MMS_ERROR_BUSY,
    "Radarr is starting up" },
  { "busy-without-words", 503, NULL, NULL, NULL, MMS_ERROR_BUSY, "Radarr is not ready" },
  { "wait", 429, "Retry-After", "300", NULL, MMS_ERROR_BUSY, "300 seconds" },
  { "validation", 400, NULL, NULL, "@sonarr-error-400-validation.json", MMS_ERROR_REFUSED,
    "Root folder '/srv/nowhere' doesn't exist" },
  { "model", 400, NULL, NULL, "@sonarr-error-400-model.json", MMS_ERROR_REFUSED,
    "$.qualityProfileId: The JSON value could not be converted to System.Int32." },
  { "message", 409, NULL, NULL,
    "{\"message\":\"Conflict\\u0007 here\\n  at Some.Trace()\",\"description\":\"x\"}",
    MMS_ERROR_REFUSED, "refused: Conflict  here" },
  { "title-only", 415, NULL, NULL, "{\"title\":\"Unsupported Media Type\"}", MMS_ERROR_REFUSED,
    "Unsupported Media Type" },
  { "no-words", 405, NULL, NULL, NULL, MMS_ERROR_REFUSED, "405" },
  { "not-found", 404, NULL, NULL, "@sonarr-error-404.json", MMS_ERROR_MISSING, "NotFound" },
  { "own-error", 500, NULL, NULL, "@sonarr-error-500.json", MMS_ERROR_UNREACHABLE,
    "Sequence contains no matching element" },
  { "proxy", 502, NULL, NULL, "<html>bad gateway</html>", MMS_ERROR_UNREACHABLE, "502" },
  { "cut-json", 200, NULL, NULL, "{\"appName\":\"Rad", MMS_ERROR_MALFORMED, "damaged or cut off" },
  { "empty", 200, NULL, NULL, NULL, MMS_ERROR_MALFORMED, "empty answer" },
};

static void
test_fault (Fixture *fixture, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (GError) error = NULL;
  gboolean retried = faults[i].status == 500 || faults[i].status == 502 ||
                     faults[i].status == 503 || faults[i].status == 504;

  for (guint n = 0; n < (retried ? 3 : 1); n++)
    mms_test_script_expect_with (fixture->script, "GET /api/v3/system/status", faults[i].status,
                                 faults[i].header, faults[i].value, faults[i].answer);
  g_assert_null (ASK_PLAIN (library, fixture->radarr, check, &error));
  g_assert_error (error, MMS_ERROR, (int) faults[i].code);
  if (strstr (error->message, faults[i].says) == NULL)
    g_assert_cmpstr (error->message, ==, faults[i].says);
  g_assert_null (strstr (error->message, "SECRET"));
  g_assert_null (strstr (error->message, "   at "));
  g_assert_null (strstr (error->message, "Exception"));
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_nobody_answers (void)
{
  g_autoptr (MmsHttp) http = mms_http_new ();
  g_autofree char *url = g_strdup_printf ("127.0.0.1:%u", mms_test_free_port ());
  g_autoptr (MmsLibrary) library = MMS_LIBRARY (mms_arr_new (http, MMS_MEDIA_FILM, url, "k"));
  g_autoptr (GError) error = NULL;

  g_assert_null (ASK_PLAIN (library, library, list, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE);
}

/* A wrong base that was typed is no part of the right one. */
static void
test_wrong_base (void)
{
  g_autoptr (MmsHttp) http = mms_http_new ();
  g_autoptr (MmsTestRawServer) server = mms_test_raw_server_new (
    "HTTP/1.1 307 Temporary Redirect\r\nLocation: /radarr/films/api/v3/system/status\r\n"
    "Content-Length: 0\r\n\r\n",
    0);
  g_autofree char *typed = g_strconcat (server->base, "/films/", NULL);
  g_autofree char *right = g_strconcat (server->base, "/radarr", NULL);
  g_autoptr (MmsLibrary) library = MMS_LIBRARY (mms_arr_new (http, MMS_MEDIA_FILM, typed, "k"));
  g_autoptr (GError) error = NULL;

  g_assert_null (ASK_PLAIN (library, library, check, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED);
  g_assert_true (g_str_has_suffix (error->message, right));
}

static void
test_cut_body (void)
{
  g_autoptr (MmsHttp) http = mms_http_new ();
  g_autoptr (MmsTestRawServer) server = mms_test_raw_server_new (
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n[{\"id\":1},",
    10);
  g_autoptr (MmsLibrary) library =
    MMS_LIBRARY (mms_arr_new (http, MMS_MEDIA_FILM, server->base, "k"));
  g_autoptr (GError) error = NULL;

  g_assert_null (ASK_PLAIN (library, library, list, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE);
}

static void
test_huge_body (void)
{
  g_autoptr (MmsHttp) http = mms_http_new ();
  g_autoptr (MmsTestRawServer) server = mms_test_raw_server_new (
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 209715200\r\n\r\n",
    209715200);
  g_autoptr (MmsLibrary) library =
    MMS_LIBRARY (mms_arr_new (http, MMS_MEDIA_FILM, server->base, "k"));
  g_autoptr (GError) error = NULL;

  g_assert_null (ASK_PLAIN (library, library, root_folders, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
}

static void
test_not_configured (void)
{
  static const struct
  {
    const char *url;
    const char *key;
    MmsError code;
  } cases[] = {
    { NULL, "k", MMS_ERROR_NOT_CONFIGURED },
    { " / ", "k", MMS_ERROR_NOT_CONFIGURED },
    { "localhost:8989", NULL, MMS_ERROR_NOT_CONFIGURED },
    { "localhost:8989", "two\r\nX-Evil: 1", MMS_ERROR_UNAUTHORIZED },
  };
  g_autoptr (MmsHttp) http = mms_http_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MmsLibrary) library =
        MMS_LIBRARY (mms_arr_new (http, MMS_MEDIA_SERIES, cases[i].url, cases[i].key));
      g_autoptr (GError) error = NULL;

      g_assert_null (ASK_PLAIN (library, library, check, &error));
      g_assert_error (error, MMS_ERROR, (int) cases[i].code);
    }
}

static void
test_key_withheld (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) shut = g_error_new_literal (MMS_ERROR, MMS_ERROR_NO_KEYRING, "It is locked.");
  g_autoptr (GError) error = NULL;

  mms_arr_withhold (MMS_ARR (fixture->sonarr), shut);
  g_assert_null (ASK_PLAIN (library, fixture->sonarr, check, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NO_KEYRING);
  g_assert_cmpstr (error->message, ==, "It is locked.");
  g_assert_cmpuint (fixture->script->keys->len, ==, 0);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  mms_library_list_async (fixture->radarr, cancellable, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_assert_null (mms_library_list_finish (fixture->radarr, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_lookup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) series = NULL;
  g_autoptr (GPtrArray) films = NULL;
  MmsMedia *media = NULL;

  mms_test_script_expect (fixture->script,
                          "GET /base/api/v3/series/lookup?term=sherlock%20%26%20%C3%A9%2B1954",
                          NULL, 200, "@sonarr-series-lookup.json");
  series = ASK (library, fixture->sonarr, lookup, &error, "sherlock & é+1954");
  g_assert_no_error (error);
  media = g_ptr_array_index (series, 0);
  g_assert_cmpint (media->kind, ==, MMS_MEDIA_SERIES);
  g_assert_cmpint (media->tvdb_id, ==, 990001);
  g_assert_cmpint (media->tmdb_id, ==, 6560);
  g_assert_cmpstr (media->imdb_id, ==, "tt0046642");
  g_assert_cmpstr (media->title, ==, "Sherlock Holmes (1954)");
  g_assert_cmpuint (media->year, ==, 1954);
  g_assert_cmpstr (media->status, ==, "ended");
  g_assert_cmpstr (media->poster_url, ==, "https://artworks.example.net/banners/holmes-poster.jpg");

  mms_test_script_expect (fixture->script, "GET /api/v3/movie/lookup?term=tmdb%3A19", NULL, 200,
                          "@radarr-movie-lookup.json");
  films = ASK (library, fixture->radarr, lookup, &error, "tmdb:19");
  g_assert_no_error (error);
  g_assert_cmpuint (films->len, ==, 2);
  media = g_ptr_array_index (films, 0);
  g_assert_cmpint (media->library_id, ==, 0);
  g_assert_cmpint (media->tmdb_id, ==, 19);
  g_assert_null (media->path);
  media = g_ptr_array_index (films, 1);
  g_assert_cmpint (media->library_id, ==, 1);
  g_assert_cmpuint (media->files_held, ==, 1);
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMedia) series = NULL;
  g_autoptr (MmsMedia) film = NULL;

  mms_test_script_expect (fixture->script, "GET /base/api/v3/series?tvdbId=990002", NULL, 200,
                          "@sonarr-series.json");
  series = ASK (library, fixture->sonarr, find, &error, 990002);
  g_assert_no_error (error);
  g_assert_cmpint (series->library_id, ==, 2);
  g_assert_cmpstr (series->path, ==, "/srv/media/tv/The Magic Lantern Hour");
  g_assert_cmpuint (series->files_wanted, ==, 14);
  g_assert_cmpuint (series->files_held, ==, 12);
  g_assert_true (series->monitored);
  g_assert_cmpstr (series->poster_url, ==,
                   "https://artworks.example.net/banners/lantern-poster.jpg");

  mms_test_script_expect (fixture->script, "GET /api/v3/movie?tmdbId=653", NULL, 200,
                          "@radarr-movies.json");
  film = ASK (library, fixture->radarr, find, &error, 653);
  g_assert_no_error (error);
  g_assert_cmpint (film->library_id, ==, 3);
  g_assert_cmpstr (film->original_title, ==, "Nosferatu, eine Symphonie des Grauens");
}

static void
test_find_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_script_expect (fixture->script, "GET /base/api/v3/series?tvdbId=7", NULL, 200, "[]");
  g_assert_null (ASK (library, fixture->sonarr, find, &error, 7));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
  g_clear_error (&error);
  mms_test_script_expect (fixture->script, "GET /api/v3/movie?tmdbId=7", NULL, 200,
                          "@radarr-movies.json");
  g_assert_null (ASK (library, fixture->radarr, find, &error, 7));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) series = NULL;
  g_autoptr (GPtrArray) films = NULL;

  mms_test_script_expect (fixture->script, "GET /base/api/v3/series", NULL, 200,
                          "@sonarr-series.json");
  series = ASK_PLAIN (library, fixture->sonarr, list, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (series->len, ==, 2);
  mms_test_script_expect (
    fixture->script, "GET /api/v3/movie", NULL, 200,
    "[{}, null, 7, "
    "{\"id\":\"12\",\"title\":19,\"year\":\"1902\",\"images\":{},\"hasFile\":\"true\"}]");
  films = ASK_PLAIN (library, fixture->radarr, list, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (films->len, ==, 2);
  g_assert_cmpint (((MmsMedia *) g_ptr_array_index (films, 1))->library_id, ==, 12);
  g_assert_cmpstr (((MmsMedia *) g_ptr_array_index (films, 1))->title, ==, "19");
  g_assert_cmpuint (((MmsMedia *) g_ptr_array_index (films, 1))->year, ==, 1902);
  g_assert_cmpuint (((MmsMedia *) g_ptr_array_index (films, 1))->files_held, ==, 1);
}

static void
test_long_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("[");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) films = NULL;

  for (guint i = 1; i <= 5000; i++)
    g_string_append_printf (
      text, "%s{\"id\":%u,\"tmdbId\":%u,\"title\":\"Film %u\",\"overview\":\"%080u\"}",
      i > 1 ? "," : "", i, i + 100, i, i);
  g_string_append_c (text, ']');
  mms_test_script_expect (fixture->script, "GET /api/v3/movie", NULL, 200, text->str);
  films = ASK_PLAIN (library, fixture->radarr, list, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (films->len, ==, 5000);
  g_assert_cmpint (((MmsMedia *) g_ptr_array_index (films, 4999))->tmdb_id, ==, 5100);
}

static void
test_wrong_shapes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_script_expect (fixture->script, "GET /api/v3/movie", NULL, 200, "{\"id\":1}");
  g_assert_null (ASK_PLAIN (library, fixture->radarr, list, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_clear_error (&error);
  mms_test_script_expect (fixture->script, "GET /api/v3/movie?tmdbId=1", NULL, 200, "null");
  g_assert_null (ASK (library, fixture->radarr, find, &error, 1));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_clear_error (&error);
  mms_test_script_expect (fixture->script, "GET /api/v3/rootfolder", NULL, 200, "{}");
  g_assert_null (ASK_PLAIN (library, fixture->radarr, root_folders, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_clear_error (&error);
  mms_test_script_expect (fixture->script, "GET /api/v3/qualityprofile", NULL, 200, "7");
  g_assert_null (ASK_PLAIN (library, fixture->radarr, quality_profiles, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_clear_error (&error);
  mms_test_script_expect (fixture->script, "GET /api/v3/movie/3", NULL, 200, "[]");
  g_assert_null (ASK (library, fixture->radarr, episodes, &error, 3));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_clear_error (&error);
  mms_test_script_expect (fixture->script, "GET /base/api/v3/episode?seriesId=3", NULL, 200, "{}");
  g_assert_null (ASK (library, fixture->sonarr, episodes, &error, 3));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
}

static const MmsLibraryAdd how = {
  .root_folder = "/srv/media/tv/",
  .quality_profile_id = 1,
  .monitored = TRUE,
  .search = FALSE,
};

static MmsMedia *
sherlock_new (void)
{
  MmsMedia *media = mms_media_new (MMS_MEDIA_SERIES);

  media->tvdb_id = 990001;
  media->title = g_strdup ("Sherlock Holmes (1954)");
  return media;
}

#define SHERLOCK_BODY                                                                              \
  "{\"title\":\"Sherlock Holmes (1954)\",\"tvdbId\":990001,\"qualityProfileId\":1,"                \
  "\"rootFolderPath\":\"/srv/media/tv/"                                                            \
  "\",\"monitored\":true,\"seasonFolder\":true,\"seriesType\":\"standard\","                       \
  "\"tags\":[],\"addOptions\":{\"monitor\":\"all\",\"searchForMissingEpisodes\":false,"            \
  "\"searchForCutoffUnmetEpisodes\":false}}"

static void
test_add_series (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsMedia) media = sherlock_new ();
  g_autoptr (MmsMedia) added = NULL;
  g_autoptr (GError) error = NULL;

  mms_test_script_expect (fixture->script, "POST /base/api/v3/series", SHERLOCK_BODY, 201,
                          "{\"id\":11,\"tvdbId\":990001,\"title\":\"Sherlock Holmes (1954)\"}");
  added = ASK (library, fixture->sonarr, add, &error, media, &how);
  g_assert_no_error (error);
  g_assert_cmpint (added->library_id, ==, 11);
}

static void
test_add_film (Fixture *fixture, gconstpointer data)
{
  const MmsLibraryAdd quietly = { .root_folder = "C:\\films\\",
                                  .quality_profile_id = 4,
                                  .search = TRUE };
  g_autoptr (MmsMedia) media = mms_media_new (MMS_MEDIA_FILM);
  g_autoptr (MmsMedia) added = NULL;
  g_autoptr (GError) error = NULL;

  media->tmdb_id = 19;
  mms_test_script_expect (
    fixture->script, "POST /api/v3/movie",
    "{\"tmdbId\":19,\"qualityProfileId\":4,\"rootFolderPath\":\"C:\\\\films\\\\\","
    "\"monitored\":false,\"tags\":[],\"minimumAvailability\":\"released\","
    "\"addOptions\":{\"monitor\":\"none\",\"searchForMovie\":true}}",
    201, "@radarr-movie-added.json");
  added = ASK (library, fixture->radarr, add, &error, media, &quietly);
  g_assert_no_error (error);
  g_assert_cmpint (added->tmdb_id, ==, 19);
  g_assert_cmpint (added->library_id, >, 0);
}

static void
test_add_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsMedia) media = sherlock_new ();
  g_autoptr (MmsMedia) added = NULL;
  g_autoptr (GError) error = NULL;

  mms_test_script_expect (
    fixture->script, "POST /base/api/v3/series", SHERLOCK_BODY, 400,
    "[{\"propertyName\":\"TvdbId\",\"errorMessage\":\"This series has already been added\","
    "\"errorCode\":\"SeriesExistsValidator\"}]");
  mms_test_script_expect (fixture->script, "GET /base/api/v3/series?tvdbId=990001", NULL, 200,
                          "@sonarr-series.json");
  added = ASK (library, fixture->sonarr, add, &error, media, &how);
  g_assert_no_error (error);
  g_assert_cmpint (added->library_id, ==, 1);
}

static void
test_add_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsMedia) media = sherlock_new ();
  g_autoptr (GError) error = NULL;

  mms_test_script_expect (fixture->script, "POST /base/api/v3/series", SHERLOCK_BODY, 400,
                          "@sonarr-error-400-validation.json");
  mms_test_script_expect (fixture->script, "GET /base/api/v3/series?tvdbId=990001", NULL, 200,
                          "[]");
  g_assert_null (ASK (library, fixture->sonarr, add, &error, media, &how));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "Root folder '/srv/nowhere' doesn't exist"));
  g_clear_error (&error);

  mms_test_script_expect (fixture->script, "POST /base/api/v3/series", SHERLOCK_BODY, 503,
                          "{\"message\":\"Skyhook is down\"}");
  g_assert_null (ASK (library, fixture->sonarr, add, &error, media, &how));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_BUSY);
  g_clear_error (&error);

  /* An answer without an id says nothing: look. */
  mms_test_script_expect (fixture->script, "POST /base/api/v3/series", SHERLOCK_BODY, 201, "{}");
  mms_test_script_expect (fixture->script, "GET /base/api/v3/series?tvdbId=990001", NULL, 200,
                          "[]");
  g_assert_null (ASK (library, fixture->sonarr, add, &error, media, &how));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
}

static void
test_add_without_ids (Fixture *fixture, gconstpointer data)
{
  const MmsLibraryAdd nowhere = { .quality_profile_id = 1 };
  g_autoptr (MmsMedia) nameless = mms_media_new (MMS_MEDIA_SERIES);
  g_autoptr (MmsMedia) film = mms_media_new (MMS_MEDIA_FILM);
  g_autoptr (MmsMedia) sherlock = sherlock_new ();
  g_autoptr (GError) error = NULL;

  film->tmdb_id = 19;
  g_assert_null (ASK (library, fixture->sonarr, add, &error, nameless, &how));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_AMBIGUOUS);
  g_clear_error (&error);
  g_assert_null (ASK (library, fixture->sonarr, add, &error, film, &how));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_AMBIGUOUS);
  g_clear_error (&error);
  g_assert_null (ASK (library, fixture->sonarr, add, &error, sherlock, &nowhere));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED);
}

static void
test_folders_and_profiles (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GPtrArray) profiles = NULL;

  mms_test_script_expect (fixture->script, "GET /base/api/v3/rootfolder", NULL, 200,
                          "@sonarr-rootfolders.json");
  folders = ASK_PLAIN (library, fixture->sonarr, root_folders, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (folders->len, ==, 2);
  g_assert_cmpstr (((MmsRootFolder *) folders->pdata[0])->path, ==, "/srv/media/tv/");
  g_assert_cmpint (((MmsRootFolder *) folders->pdata[0])->bytes_free, ==, 1374389534720);
  g_assert_cmpint (((MmsRootFolder *) folders->pdata[1])->bytes_free, ==, -1);
  g_clear_pointer (&folders, g_ptr_array_unref);
  mms_test_script_expect (fixture->script, "GET /base/api/v3/rootfolder", NULL, 200,
                          "[{\"id\":1}]");
  folders = ASK_PLAIN (library, fixture->sonarr, root_folders, &error);
  g_assert_cmpuint (folders->len, ==, 0);

  mms_test_script_expect (
    fixture->script, "GET /base/api/v3/qualityprofile", NULL, 200,
    "[{\"id\":1,\"name\":\"HD-1080p\"},{\"name\":\"no id\"},{\"id\":2,\"name\":\"Any\"}]");
  profiles = ASK_PLAIN (library, fixture->sonarr, quality_profiles, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (profiles->len, ==, 2);
  g_assert_cmpint (((MmsQualityProfile *) profiles->pdata[1])->id, ==, 2);
  g_assert_cmpstr (((MmsQualityProfile *) profiles->pdata[1])->name, ==, "Any");
}

static void
test_episodes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) episodes = NULL;
  g_autoptr (GPtrArray) film = NULL;
  MmsEpisode *episode = NULL;

  mms_test_script_expect (fixture->script, "GET /base/api/v3/episode?seriesId=1", NULL, 200,
                          "@sonarr-episodes.json");
  episodes = ASK (library, fixture->sonarr, episodes, &error, 1);
  g_assert_no_error (error);
  g_assert_cmpuint (episodes->len, ==, 6);
  episode = episodes->pdata[0];
  g_assert_cmpint (episode->season, ==, 0);
  g_assert_cmpint (episode->aired_at, ==, 0);
  episode = episodes->pdata[1];
  g_assert_cmpint (episode->id, ==, 101);
  g_assert_cmpint (episode->season, ==, 1);
  g_assert_cmpuint (episode->number, ==, 1);
  g_assert_cmpint (episode->file_id, ==, 201);
  g_assert_true (episode->has_file);
  g_assert_true (episode->monitored);
  g_assert_cmpstr (episode->title, ==, "The Case of the Cunningham Heritage");
  g_assert_cmpint (episode->aired_at, ==, -479781000);

  mms_test_script_expect (
    fixture->script, "GET /api/v3/movie/2", NULL, 200,
    "{\"id\":2,\"title\":\"Metropolis\",\"hasFile\":true,\"movieFileId\":44,\"monitored\":true}");
  film = ASK (library, fixture->radarr, episodes, &error, 2);
  g_assert_no_error (error);
  g_assert_cmpuint (film->len, ==, 1);
  episode = film->pdata[0];
  g_assert_cmpint (episode->id, ==, 0);
  g_assert_cmpint (episode->file_id, ==, 44);
  g_assert_true (episode->has_file);

  mms_test_script_expect (fixture->script, "GET /api/v3/movie/9", NULL, 404,
                          "@sonarr-error-404.json");
  g_assert_null (ASK (library, fixture->radarr, episodes, &error, 9));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
}

static void
test_parse_series (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsParsed) mapped = NULL;
  g_autoptr (MmsParsed) unmapped = NULL;

  mms_test_script_expect (fixture->script, "GET /base/api/v3/parse?title=Sherlock.S01E05%20%5Bx%5D",
                          NULL, 200, "@sonarr-parse.json");
  mapped = ASK (library, fixture->sonarr, parse, &error, "  Sherlock.S01E05 [x] ");
  g_assert_no_error (error);
  g_assert_cmpint (mapped->media->library_id, ==, 1);
  g_assert_cmpstr (mapped->title, ==, "Sherlock Holmes");
  g_assert_cmpuint (mapped->year, ==, 1954);
  g_assert_cmpint (mapped->season, ==, 1);
  g_assert_cmpuint (mapped->episodes->len, ==, 1);
  g_assert_cmpuint (g_array_index (mapped->episodes, guint, 0), ==, 5);

  mms_test_script_expect (fixture->script, "GET /base/api/v3/parse?title=x", NULL, 200,
                          "@sonarr-parse-unmapped.json");
  unmapped = ASK (library, fixture->sonarr, parse, &error, "x");
  g_assert_no_error (error);
  g_assert_null (unmapped->media);
  g_assert_cmpstr (unmapped->title, ==, "Some Other Show");
  g_assert_cmpuint (unmapped->year, ==, 0);
  g_assert_cmpint (unmapped->season, ==, 3);

  mms_test_script_expect (fixture->script, "GET /base/api/v3/parse?title=reel%20one", NULL, 200,
                          "@sonarr-parse-unparsable.json");
  g_assert_null (ASK (library, fixture->sonarr, parse, &error, "reel one"));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_null (ASK (library, fixture->sonarr, parse, &error, "   "));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
}

/* Names whose numbers mean something else than they seem to. */
static const struct
{
  const char *name;
  const char *answer;
  int season;
  guint n_episodes;
} odd_names[] = {
  { "daily",
    "{\"parsedEpisodeInfo\":{\"seriesTitle\":\"News\",\"seasonNumber\":0,\"episodeNumbers\":[],"
    "\"isDaily\":true},"
    "\"episodes\":[{\"seasonNumber\":2026,\"episodeNumber\":77}]}",
    2026, 1 },
  { "daily-unmatched",
    "{\"parsedEpisodeInfo\":{\"seriesTitle\":\"News\",\"seasonNumber\":0,\"episodeNumbers\":[],"
    "\"isDaily\":true}}",
    -1, 0 },
  { "full-season",
    "{\"parsedEpisodeInfo\":{\"seriesTitle\":\"A\",\"seasonNumber\":2,\"episodeNumbers\":[],"
    "\"fullSeason\":true},"
    "\"episodes\":[{\"seasonNumber\":2,\"episodeNumber\":1},{\"seasonNumber\":2,\"episodeNumber\":"
    "2}]}",
    2, 0 },
  { "special",
    "{\"parsedEpisodeInfo\":{\"seriesTitle\":\"A\",\"seasonNumber\":0,\"episodeNumbers\":[],"
    "\"special\":true}}",
    0, 0 },
  { "several-seasons",
    "{\"parsedEpisodeInfo\":{\"seriesTitle\":\"A\",\"seasonNumber\":1,\"isMultiSeason\":true}}", -1,
    0 },
  { "two-seasons-matched",
    "{\"parsedEpisodeInfo\":{\"seriesTitle\":\"A\",\"seasonNumber\":1,\"episodeNumbers\":[9]},"
    "\"episodes\":[{\"seasonNumber\":1,\"episodeNumber\":9},{\"seasonNumber\":2,\"episodeNumber\":"
    "1}]}",
    -1, 0 },
  { "numbers-as-text",
    "{\"parsedEpisodeInfo\":{\"seriesTitle\":\"A\",\"seasonNumber\":\"4\",\"episodeNumbers\":["
    "\"1\",2,null,-3]}}",
    4, 2 },
};

static void
test_parse_odd (Fixture *fixture, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsParsed) parsed = NULL;

  mms_test_script_expect (fixture->script, "GET /base/api/v3/parse?title=x", NULL, 200,
                          odd_names[i].answer);
  parsed = ASK (library, fixture->sonarr, parse, &error, "x");
  g_assert_no_error (error);
  g_assert_cmpint (parsed->season, ==, odd_names[i].season);
  g_assert_cmpuint (parsed->episodes->len, ==, odd_names[i].n_episodes);
  g_assert_nonnull (parsed->title);
}

static void
test_parse_film (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsParsed) mapped = NULL;
  g_autoptr (MmsParsed) unmapped = NULL;

  mms_test_script_expect (fixture->script, "GET /api/v3/parse?title=x", NULL, 200,
                          "@radarr-parse.json");
  mapped = ASK (library, fixture->radarr, parse, &error, "x");
  g_assert_no_error (error);
  g_assert_cmpint (mapped->media->library_id, ==, 2);
  g_assert_cmpstr (mapped->title, ==, "Metropolis");
  g_assert_cmpuint (mapped->year, ==, 1927);
  g_assert_cmpint (mapped->season, ==, -1);
  g_assert_cmpuint (mapped->episodes->len, ==, 0);
  mms_test_script_expect (
    fixture->script, "GET /api/v3/parse?title=x", NULL, 200,
    "{\"parsedMovieInfo\":{\"movieTitles\":[\"The Lost Reel\"],\"year\":1911}}");
  unmapped = ASK (library, fixture->radarr, parse, &error, "x");
  g_assert_no_error (error);
  g_assert_null (unmapped->media);
  g_assert_cmpstr (unmapped->title, ==, "The Lost Reel");
  mms_test_script_expect (fixture->script, "GET /api/v3/parse?title=x", NULL, 200, "[]");
  g_assert_null (ASK (library, fixture->radarr, parse, &error, "x"));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/arr/says-who-answers", test_check);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strdup_printf ("/arr/says-what-is-wrong/%s", faults[i].name);

      g_test_add (path, Fixture, GSIZE_TO_POINTER (i), set_up, test_fault, tear_down);
    }
  g_test_add_func ("/arr/says-that-nobody-answers", test_nobody_answers);
  g_test_add_func ("/arr/a-wrong-base-is-no-part-of-the-right-one", test_wrong_base);
  g_test_add_func ("/arr/refuses-an-answer-that-was-cut-off", test_cut_body);
  g_test_add_func ("/arr/refuses-an-answer-of-200-megabytes", test_huge_body);
  g_test_add_func ("/arr/says-what-is-not-set", test_not_configured);
  ADD ("/arr/sends-nothing-while-its-key-is-withheld", test_key_withheld);
  ADD ("/arr/passes-on-that-it-was-cancelled", test_cancelled);
  ADD ("/arr/looks-titles-up", test_lookup);
  ADD ("/arr/finds-titles-by-their-id", test_find);
  ADD ("/arr/says-that-a-title-is-not-in-the-library", test_find_nothing);
  ADD ("/arr/lists-the-library", test_list);
  ADD ("/arr/lists-a-large-library", test_long_list);
  ADD ("/arr/refuses-answers-of-another-shape", test_wrong_shapes);
  ADD ("/arr/adds-a-series", test_add_series);
  ADD ("/arr/adds-a-film-unmonitored", test_add_film);
  ADD ("/arr/takes-a-title-that-is-there-already-for-success", test_add_again);
  ADD ("/arr/says-why-a-title-was-not-added", test_add_refused);
  ADD ("/arr/adds-nothing-without-an-id-or-a-place", test_add_without_ids);
  ADD ("/arr/lists-root-folders-and-quality-profiles", test_folders_and_profiles);
  ADD ("/arr/lists-episodes-and-says-whether-a-film-has-its-file", test_episodes);
  ADD ("/arr/reads-names-of-episodes", test_parse_series);
  for (gsize i = 0; i < G_N_ELEMENTS (odd_names); i++)
    {
      g_autofree char *path = g_strdup_printf ("/arr/reads-odd-names/%s", odd_names[i].name);

      g_test_add (path, Fixture, GSIZE_TO_POINTER (i), set_up, test_parse_odd, tear_down);
    }
  ADD ("/arr/reads-names-of-films", test_parse_film);
  return g_test_run ();
}
