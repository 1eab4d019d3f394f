/* Tests what Sonarr and Radarr are asked about downloads and files, and that an import is read
 * from what came of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-arr.h"

#include <json-glib/json-glib.h>
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

#define HASH "0F1E2D3C4B5A69788796A5B4C3D2E1F00F1E2D3C"
#define HASH_LOWER "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c"

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->http = mms_http_new ();
  fixture->script = mms_test_script_new ();
  fixture->sonarr = MMS_LIBRARY (
    mms_arr_new (fixture->http, MMS_MEDIA_SERIES, fixture->script->base, "SECRET-KEY"));
  fixture->radarr =
    MMS_LIBRARY (mms_arr_new (fixture->http, MMS_MEDIA_FILM, fixture->script->base, "SECRET-KEY"));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->sonarr);
  g_clear_object (&fixture->radarr);
  mms_test_script_free (fixture->script);
  g_assert_finalize_object (fixture->http);
}

#define QUEUE                                                                                      \
  "GET "                                                                                           \
  "/api/v3/"                                                                                       \
  "queue?page=%u&pageSize=500&includeUnknownSeriesItems=true&includeSeries=true&includeEpisode="   \
  "true"
#define QUEUE_OF_FILMS                                                                             \
  "GET /api/v3/queue?page=1&pageSize=500&includeUnknownMovieItems=true&includeMovie=true"

static void
expect_queue (Fixture *fixture, guint page, const char *answer)
{
  g_autofree char *request = g_strdup_printf (QUEUE, page);

  mms_test_script_expect (fixture->script, request, NULL, 200, answer);
}

static MmsTracked *
find_tracked (GPtrArray *list, const char *hash)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((MmsTracked *) list->pdata[i])->hash, hash))
      return list->pdata[i];
  g_assert_not_reached ();
}

static void
test_tracked_series (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  MmsTracked *tracked = NULL;

  expect_queue (fixture, 1, "@sonarr-queue.json");
  list = ASK_PLAIN (library, fixture->sonarr, tracked, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 4);

  tracked = find_tracked (list, "5A3C1F0E9B7D4C2A8E6F1B3D5C7A9E0F2B4D6C81");
  g_assert_cmpstr (tracked->title, ==,
                   "Sherlock.Holmes.1954.S01E04.1080p.WEB-DL.AAC2.0.H.264-ARCHIVE");
  g_assert_cmpstr (tracked->state, ==, "downloading");
  g_assert_null (tracked->message);
  g_assert_cmpint (tracked->intent->kind, ==, MMS_MEDIA_SERIES);
  g_assert_cmpint (tracked->intent->confidence, ==, MMS_CONFIDENCE_TRACKED);
  g_assert_cmpint (tracked->intent->library_id, ==, 1);
  g_assert_cmpint (tracked->intent->tvdb_id, ==, 990001);
  g_assert_cmpstr (tracked->intent->title, ==, "Sherlock Holmes (1954)");
  g_assert_cmpint (tracked->intent->season, ==, 1);
  g_assert_cmpuint (tracked->intent->episodes->len, ==, 1);
  g_assert_cmpuint (g_array_index (tracked->intent->episodes, guint, 0), ==, 4);
  g_assert_cmpstr (tracked->intent->languages_json, ==, "[{\"id\":1,\"name\":\"English\"}]");
  g_assert_nonnull (strstr (tracked->intent->quality_json, "\"WEBDL-1080p\""));
  g_assert_cmpstr (tracked->intent->indexer, ==, "Archive Mirror (Prowlarr)");

  tracked = find_tracked (list, HASH);
  g_assert_cmpstr (tracked->state, ==, "importPending");
  g_assert_true (g_str_has_prefix (tracked->message, "No files found are eligible for import in "));

  tracked = find_tracked (list, "C0FFEE00C0FFEE00C0FFEE00C0FFEE00C0FFEE00");
  g_assert_null (tracked->intent);
  g_assert_true (g_str_has_prefix (tracked->message, "Series title mismatch"));

  tracked = find_tracked (list, "DEADBEEFDEADBEEFDEADBEEFDEADBEEFDEADBEEF");
  g_assert_cmpstr (tracked->message, ==, "The download is failed by the download client");
}

static void
test_tracked_films (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  MmsTracked *tracked = NULL;

  mms_test_script_expect (fixture->script, QUEUE_OF_FILMS, NULL, 200, "@radarr-queue.json");
  list = ASK_PLAIN (library, fixture->radarr, tracked, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 3);
  tracked = find_tracked (list, HASH);
  g_assert_cmpint (tracked->intent->kind, ==, MMS_MEDIA_FILM);
  g_assert_cmpint (tracked->intent->library_id, ==, 3);
  g_assert_cmpint (tracked->intent->tmdb_id, ==, 653);
  g_assert_cmpuint (tracked->intent->year, ==, 1922);
  g_assert_cmpint (tracked->intent->season, ==, -1);
  g_assert_null (find_tracked (list, "C0FFEE00C0FFEE00C0FFEE00C0FFEE00C0FFEE00")->intent);
}

/* A page of the queue with records of one season pack, from @first on. */
static char *
make_page (const char *hash, int season, guint first, guint n, guint total, const char *more)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "{\"totalRecords\":%u,\"records\":[%s", total, more);
  for (guint i = first; i < first + n; i++)
    g_string_append_printf (
      text,
      "%s{\"downloadId\":\"%s\",\"title\":\"Pack\",\"seriesId\":1,\"seasonNumber\":%d,"
      "\"episode\":{\"episodeNumber\":%u},\"statusMessages\":[{\"title\":\"Pack\",\"messages\":"
      "[\"One or more episodes\"]},{\"title\":\"e%u.mkv\",\"messages\":[\"Sample\"]}]}",
      i > first || *more != '\0' ? "," : "", hash, season, i, i);
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

static void
test_tracked_pack_over_pages (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = make_page (HASH_LOWER, 2, 6, 5, 13, "");
  g_autofree char *second =
    make_page (HASH, 2, 1, 6, 13,
               "{\"downloadId\":\"SABnzbd_nzo_1\",\"title\":\"Usenet\"},{\"title\":\"no id\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  MmsTracked *tracked = NULL;

  expect_queue (fixture, 1, first);
  expect_queue (fixture, 2, second);
  list = ASK_PLAIN (library, fixture->sonarr, tracked, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  tracked = list->pdata[0];
  g_assert_cmpstr (tracked->hash, ==, HASH);
  g_assert_cmpint (tracked->intent->season, ==, 2);
  g_assert_cmpuint (tracked->intent->episodes->len, ==, 10);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (g_array_index (tracked->intent->episodes, guint, i), ==, i + 1);
  g_assert_cmpstr (
    tracked->message, ==,
    "One or more episodes\ne6.mkv: Sample\ne7.mkv: Sample\ne8.mkv: Sample\ne9.mkv: Sample\n"
    "e10.mkv: Sample\ne1.mkv: Sample\ne2.mkv: Sample\ne3.mkv: Sample\ne4.mkv: Sample\ne5.mkv: "
    "Sample");
}

/* What several records of one torrent come to. */
static const struct
{
  const char *name;
  const char *records;
  gint64 library_id; /* 0: no intent */
  int season;
  guint n_episodes;
} joins[] = {
  { "two-seasons",
    "{\"downloadId\":\"" HASH
    "\",\"seriesId\":1,\"seasonNumber\":1,\"episode\":{\"episodeNumber\":1}},"
    "{\"downloadId\":\"" HASH
    "\",\"seriesId\":1,\"seasonNumber\":2,\"episode\":{\"episodeNumber\":1}}",
    1, -1, 0 },
  { "a-record-without-its-episode",
    "{\"downloadId\":\"" HASH
    "\",\"seriesId\":1,\"seasonNumber\":1,\"episode\":{\"episodeNumber\":1}},"
    "{\"downloadId\":\"" HASH "\",\"seriesId\":1,\"seasonNumber\":1},"
    "{\"downloadId\":\"" HASH
    "\",\"seriesId\":1,\"seasonNumber\":1,\"episode\":{\"episodeNumber\":3}}",
    1, 1, 0 },
  { "first-record-unmatched",
    "{\"downloadId\":\"" HASH "\"},{\"downloadId\":\"" HASH "\",\"seriesId\":4,\"seasonNumber\":1,"
    "\"episode\":{\"episodeNumber\":2}}",
    4, 1, 1 },
  { "two-series",
    "{\"downloadId\":\"" HASH
    "\",\"seriesId\":1,\"seasonNumber\":1,\"episode\":{\"episodeNumber\":1}},"
    "{\"downloadId\":\"" HASH
    "\",\"seriesId\":2,\"seasonNumber\":1,\"episode\":{\"episodeNumber\":2}}",
    1, 1, 1 },
  { "nothing-matched",
    "{\"downloadId\":\"" HASH "\",\"statusMessages\":[{\"title\":\"only a title\"}]}", 0, 0, 0 },
};

static void
test_tracked_joined (Fixture *fixture, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *answer = g_strdup_printf ("{\"records\":[%s]}", joins[i].records);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  MmsTracked *tracked = NULL;

  expect_queue (fixture, 1, answer);
  list = ASK_PLAIN (library, fixture->sonarr, tracked, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  tracked = list->pdata[0];
  if (joins[i].library_id == 0)
    {
      g_assert_null (tracked->intent);
      g_assert_cmpstr (tracked->message, ==, "only a title");
      return;
    }
  g_assert_cmpint (tracked->intent->library_id, ==, joins[i].library_id);
  g_assert_cmpint (tracked->intent->season, ==, joins[i].season);
  g_assert_cmpuint (tracked->intent->episodes->len, ==, joins[i].n_episodes);
}

static void
test_tracked_shrinks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;

  /* It says 900 but has no more: a download ended meanwhile. */
  expect_queue (fixture, 1, "{\"totalRecords\":900,\"records\":[{\"downloadId\":\"" HASH "\"}]}");
  expect_queue (fixture, 2, "{\"totalRecords\":900,\"records\":[]}");
  list = ASK_PLAIN (library, fixture->sonarr, tracked, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);

  expect_queue (fixture, 1, "[]");
  g_assert_null (ASK_PLAIN (library, fixture->sonarr, tracked, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
}

#define INCOMING                                                                                   \
  "/srv/media/incoming/tv/Sherlock.Holmes.1954.S01E05.1080p.WEB-DL.AAC2.0.H.264-ARCHIVE"
#define INCOMING_ESCAPED                                                                           \
  "%2Fsrv%2Fmedia%2Fincoming%2Ftv%2FSherlock.Holmes.1954.S01E05.1080p.WEB-DL.AAC2.0.H.264-ARCHIVE"
#define BY_FOLDER "GET /api/v3/manualimport?folder=" INCOMING_ESCAPED "&filterExistingFiles=false"
#define BY_HASH "GET /api/v3/manualimport?downloadId=" HASH "&filterExistingFiles=false"

static void
test_candidates (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = NULL;
  MmsImportFile *file = NULL;

  mms_test_script_expect (fixture->script, BY_FOLDER, NULL, 200, "@sonarr-manualimport.json");
  files = ASK (library, fixture->sonarr, candidates, &error, INCOMING, NULL);
  g_assert_no_error (error);
  g_assert_cmpuint (files->len, >=, 2);
  file = files->pdata[0];
  g_assert_cmpstr (file->path, ==,
                   INCOMING "/Sherlock.Holmes.1954.S01E05.1080p.WEB-DL.AAC2.0.H.264-ARCHIVE.mkv");
  g_assert_cmpstr (file->folder_name, ==,
                   "Sherlock.Holmes.1954.S01E05.1080p.WEB-DL.AAC2.0.H.264-ARCHIVE");
  g_assert_cmpint (file->bytes, ==, 1073741824);
  g_assert_cmpint (file->library_id, ==, 1);
  g_assert_cmpuint (file->episode_ids->len, ==, 1);
  g_assert_cmpint (g_array_index (file->episode_ids, gint64, 0), ==, 105);
  g_assert_cmpstr (
    file->quality_json, ==,
    "{\"quality\":{\"id\":3,\"name\":\"WEBDL-1080p\",\"source\":\"web\",\"resolution\":1080},"
    "\"revision\":{\"version\":1,\"real\":0,\"isRepack\":false}}");
  g_assert_cmpstr (file->release_group, ==, "ARCHIVE");
  g_assert_cmpstr (file->release_type, ==, "singleEpisode");
  g_assert_cmpuint (file->rejections->len, ==, 0);
  file = files->pdata[1];
  g_assert_cmpuint (file->rejections->len, >, 0);
  g_assert_cmpstr (file->rejections->pdata[0], ==, "Sample");
}

static void
test_candidates_of_a_tracked_download (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = NULL;

  mms_test_script_expect (fixture->script, BY_HASH, NULL, 200, "@sonarr-manualimport.json");
  files = ASK (library, fixture->sonarr, candidates, &error, NULL, HASH_LOWER);
  g_assert_no_error (error);
  g_assert_cmpuint (files->len, >, 0);
  g_clear_pointer (&files, g_ptr_array_unref);

  mms_test_script_expect (fixture->script, BY_HASH, NULL, 200,
                          "[{\"path\":\"" INCOMING "/a.mkv\"},{\"size\":1},{\"path\":\"" INCOMING
                          "\"}]");
  files = ASK (library, fixture->sonarr, candidates, &error, INCOMING "/", HASH_LOWER);
  g_assert_no_error (error);
  g_assert_cmpuint (files->len, ==, 2);
}

/* Its own matching is of no use where it looked at another place. */
static void
test_candidates_elsewhere (Fixture *fixture, gconstpointer data)
{
  static const char *const matches[] = {
    "[]",
    "[{\"path\":\"" INCOMING "-2/a.mkv\"}]",
    "[{\"path\":\"" INCOMING "/a.mkv\"},{\"path\":\"/home/user/torrents/b.mkv\"}]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (matches); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) files = NULL;

      mms_test_script_expect (fixture->script, BY_HASH, NULL, 200, matches[i]);
      mms_test_script_expect (fixture->script, BY_FOLDER, NULL, 200,
                              "[{\"path\":\"" INCOMING
                              "/c.mkv\",\"rejections\":[\"plain words\"]}]");
      files = ASK (library, fixture->sonarr, candidates, &error, INCOMING, HASH);
      g_assert_no_error (error);
      g_assert_cmpuint (files->len, ==, 1);
      g_assert_cmpstr (((MmsImportFile *) files->pdata[0])->path, ==, INCOMING "/c.mkv");
      g_assert_cmpstr (((MmsImportFile *) files->pdata[0])->rejections->pdata[0], ==,
                       "plain words");
      g_assert_null (((MmsImportFile *) files->pdata[0])->quality_json);
    }
}

static void
test_candidates_fail (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_script_expect (fixture->script, BY_HASH, NULL, 401, NULL);
  g_assert_null (ASK (library, fixture->sonarr, candidates, &error, INCOMING, HASH));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED);
  g_clear_error (&error);
  mms_test_script_expect (fixture->script, BY_FOLDER, NULL, 200, "{}");
  g_assert_null (ASK (library, fixture->sonarr, candidates, &error, INCOMING, NULL));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
}

#define LISTING                                                                                    \
  "{\"parent\":\"/srv/\",\"directories\":[{\"name\":\"tv\",\"path\":\"/srv/media/tv/\"}],"         \
  "\"files\":[{\"name\":\"Film ' 1.mkv\",\"path\":\"/srv/media/Film ' 1.mkv\"}]}"
#define WINDOWS_LISTING                                                                            \
  "{\"directories\":[{\"name\":\"Films\",\"path\":\"D:\\\\Media\\\\FILMS\\\\\"}]}"

static const struct
{
  const char *name;
  const char *path;
  const char *listed; /* what is asked for first */
  const char *listing;
  const char *scanned; /* (nullable): what is asked for then */
  const char *media_files;
  gboolean sees;
} sights[] = {
  { "folder", "/srv/media/tv", "path=%2Fsrv%2Fmedia%2F", LISTING, NULL, NULL, TRUE },
  { "folder-with-slash", "/srv/media/tv/", "path=%2Fsrv%2Fmedia%2F", LISTING, NULL, NULL, TRUE },
  { "file", "/srv/media/Film ' 1.mkv", "path=%2Fsrv%2Fmedia%2F", LISTING, NULL, NULL, TRUE },
  { "not-there", "/srv/media/films", "path=%2Fsrv%2Fmedia%2F", LISTING,
    "path=%2Fsrv%2Fmedia%2Ffilms", "[]", FALSE },
  { "beginning-of-a-name", "/srv/media/t", "path=%2Fsrv%2Fmedia%2F", LISTING,
    "path=%2Fsrv%2Fmedia%2Ft", "[]", FALSE },
  { "hidden-name", "/srv/media/cache", "path=%2Fsrv%2Fmedia%2F", LISTING,
    "path=%2Fsrv%2Fmedia%2Fcache", "[{\"path\":\"x\"}]", TRUE },
  { "parent-not-there", "/nowhere/x", "path=%2Fnowhere%2F", "{\"directories\":[],\"files\":[]}",
    "path=%2Fnowhere%2Fx", "[]", FALSE },
  { "array-for-a-listing", "/nowhere/x", "path=%2Fnowhere%2F", "[]", "path=%2Fnowhere%2Fx", "[]",
    FALSE },
  { "root", "/", "path=%2F", "{\"directories\":[]}", "path=%2F", "[]", FALSE },
  { "windows", "D:\\Media\\Films", "path=D%3A%5CMedia%5C", WINDOWS_LISTING, NULL, NULL, TRUE },
};

static void
test_sees (Fixture *fixture, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *listed =
    g_strdup_printf ("GET /api/v3/filesystem?%s&includeFiles=true", sights[i].listed);
  g_autofree char *scanned =
    g_strdup_printf ("GET /api/v3/filesystem/mediafiles?%s", sights[i].scanned);
  g_autoptr (GError) error = NULL;
  gboolean sees = FALSE;

  mms_test_script_expect (fixture->script, listed, NULL, 200, sights[i].listing);
  if (sights[i].scanned != NULL)
    mms_test_script_expect (fixture->script, scanned, NULL, 200, sights[i].media_files);
  sees = ASK (library, fixture->sonarr, sees, &error, sights[i].path);
  g_assert_no_error (error);
  g_assert_true (sees == sights[i].sees);
}

static void
test_sees_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_script_expect (fixture->script, "GET /api/v3/filesystem?path=%2Fa%2F&includeFiles=true",
                          NULL, 401, NULL);
  g_assert_false (ASK (library, fixture->sonarr, sees, &error, "/a/b"));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED);
}

#define DVD                                                                                        \
  "{\"quality\":{\"id\":2,\"name\":\"DVD\",\"source\":\"dvd\",\"resolution\":480},"                \
  "\"revision\":{\"version\":1,\"real\":0,\"isRepack\":false}}"
#define ENGLISH "[{\"id\":1,\"name\":\"English\"}]"
#define UNKNOWN                                                                                    \
  "{\"quality\":{\"id\":0,\"name\":\"Unknown\",\"source\":\"unknown\",\"resolution\":0},"          \
  "\"revision\":{\"version\":1,\"real\":0,\"isRepack\":false}}"
#define REEL "/srv/media/incoming/tv/Unrecognised.Silent.Reels.Collection.1912.PDTV/reel one.avi"

static GPtrArray *
reels_new (void)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_import_file_free);
  MmsImportFile *first = mms_import_file_new (REEL);
  MmsImportFile *second = mms_import_file_new ("D:\\reels\\two.avi");
  gint64 ids[] = { 104, 105 };

  first->library_id = second->library_id = 1;
  g_array_append_val (first->episode_ids, ids[0]);
  g_array_append_vals (second->episode_ids, ids, 2);
  first->quality_json = g_strdup (DVD);
  first->languages_json = g_strdup (ENGLISH);
  first->folder_name = g_strdup ("Reels");
  first->release_group = g_strdup ("SILENT");
  first->release_type = g_strdup ("singleEpisode");
  first->indexer_flags = 9;
  g_ptr_array_add (first->rejections, g_strdup ("Unknown Series"));
  second->languages_json = g_strdup ("[]");
  g_ptr_array_add (second->rejections, g_strdup ("Unable to parse file"));
  g_ptr_array_add (files, first);
  g_ptr_array_add (files, second);
  return files;
}

#define JUDGEMENT                                                                                  \
  "[{\"path\":\"" REEL "\",\"seriesId\":1,\"episodeIds\":[104],\"quality\":" DVD                   \
  ",\"languages\":" ENGLISH ","                                                                    \
  "\"releaseGroup\":\"SILENT\"},{\"path\":\"D:\\\\reels\\\\two.avi\",\"seriesId\":1,"              \
  "\"episodeIds\":[104,105],"                                                                      \
  "\"quality\":" UNKNOWN ",\"languages\":[{\"id\":0,\"name\":\"Unknown\"}]}]"

static void
test_judge (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) files = reels_new ();
  g_autoptr (GPtrArray) judged = NULL;
  g_autoptr (GError) error = NULL;
  MmsImportFile *first = NULL;
  MmsImportFile *second = NULL;

  mms_test_script_expect (fixture->script, "POST /api/v3/manualimport", JUDGEMENT, 200,
                          "@sonarr-manualimport-reprocessed.json");
  judged = ASK (library, fixture->sonarr, judge, &error, files);
  g_assert_no_error (error);
  g_assert_cmpuint (judged->len, ==, 2);
  first = judged->pdata[0];
  second = judged->pdata[1];
  g_assert_cmpuint (first->rejections->len, ==, 0);
  g_assert_cmpstr (first->release_group, ==, "SILENT");
  g_assert_cmpstr (first->folder_name, ==, "Reels");
  g_assert_cmpint (g_array_index (first->episode_ids, gint64, 0), ==, 104);
  g_assert_cmpstr (second->rejections->pdata[0], ==, "Unable to parse file");
  /* What was handed in is left alone. */
  g_assert_cmpuint (((MmsImportFile *) files->pdata[0])->rejections->len, ==, 1);

  mms_test_script_expect (
    fixture->script, "POST /api/v3/manualimport", JUDGEMENT, 200,
    "[{\"path\":\"D:\\\\reels\\\\two.avi\",\"quality\":" DVD ",\"languages\":" ENGLISH ","
    "\"rejections\":[{\"reason\":\"Not an upgrade\",\"type\":\"permanent\"}]}]");
  g_clear_pointer (&judged, g_ptr_array_unref);
  judged = ASK (library, fixture->sonarr, judge, &error, files);
  g_assert_no_error (error);
  second = judged->pdata[1];
  g_assert_cmpstr (second->rejections->pdata[0], ==, "Not an upgrade");
  g_assert_cmpstr (second->quality_json, ==, DVD);
}

static void
test_judge_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) files = reels_new ();
  g_autoptr (GError) error = NULL;

  mms_test_script_expect (fixture->script, "POST /api/v3/manualimport", JUDGEMENT, 500,
                          "@sonarr-error-500.json");
  g_assert_null (ASK (library, fixture->sonarr, judge, &error, files));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE);
}

#define IMPORT_BODY                                                                                \
  "{\"name\":\"ManualImport\",\"importMode\":\"move\",\"files\":[{\"path\":\"" REEL                \
  "\",\"seriesId\":1,"                                                                             \
  "\"episodeIds\":[104],\"quality\":" DVD ",\"languages\":" ENGLISH                                \
  ",\"releaseGroup\":\"SILENT\","                                                                  \
  "\"folderName\":\"Reels\",\"indexerFlags\":9,\"releaseType\":\"singleEpisode\",\"downloadId\":"  \
  "\"" HASH "\"},"                                                                                 \
  "{\"path\":\"D:\\\\reels\\\\two.avi\",\"seriesId\":1,\"episodeIds\":[104,105],"                  \
  "\"quality\":" UNKNOWN ","                                                                       \
  "\"languages\":[{\"id\":0,\"name\":\"Unknown\"}],\"indexerFlags\":0,\"downloadId\":\"" HASH      \
  "\"}]}"

static void
test_import (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) files = reels_new ();
  g_autoptr (GError) error = NULL;
  gint64 began_us = g_get_monotonic_time ();

  mms_test_script_expect (fixture->script, "POST /api/v3/command", IMPORT_BODY, 201,
                          "@sonarr-command-queued.json");
  mms_test_script_expect (fixture->script, "GET /api/v3/command/5001", NULL, 200,
                          "@sonarr-command-started.json");
  mms_test_script_expect (fixture->script, "GET /api/v3/command/5001", NULL, 200,
                          "@sonarr-command-completed.json");
  g_assert_true (
    ASK (library, fixture->sonarr, import, &error, files, MMS_IMPORT_MOVE, HASH_LOWER));
  g_assert_no_error (error);
  /* A second before the first look, one and a half before the second. */
  g_assert_cmpint (g_get_monotonic_time () - began_us, >=, 2400 * 1000);
}

static void
test_import_of_a_film (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) files =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mms_import_file_free);
  MmsImportFile *file = mms_import_file_new ("/in/Film.mkv");
  g_autoptr (GError) error = NULL;

  file->library_id = 3;
  file->quality_json = g_strdup ("not json");
  file->languages_json = g_strdup (ENGLISH);
  file->release_type = g_strdup ("unknown to Radarr");
  g_ptr_array_add (files, file);
  mms_test_script_expect (
    fixture->script, "POST /api/v3/command",
    "{\"name\":\"ManualImport\",\"importMode\":\"copy\",\"files\":[{\"path\":\"/in/Film.mkv\","
    "\"movieId\":3,\"quality\":" UNKNOWN ",\"languages\":" ENGLISH ",\"indexerFlags\":0}]}",
    201, "@radarr-command-completed.json");
  g_assert_true (ASK (library, fixture->radarr, import, &error, files, MMS_IMPORT_COPY, NULL));
  g_assert_no_error (error);
}

/* How a command can end at once. */
static const struct
{
  const char *name;
  guint status;
  const char *answer;
  gboolean ended;
  MmsError code;
  const char *says;
} ends[] = {
  { "failed-with-a-reason", 201, "@sonarr-command-failed.json", FALSE, MMS_ERROR_REFUSED,
    "The import in Sonarr failed: Series with ID 999 does not exist" },
  { "failed-with-a-trace", 201,
    "{\"id\":1,\"status\":\"failed\",\"message\":\"Failed\",\"exception\":\"System.Bad: It "
    "broke\\n  at Some.Place()\"}",
    FALSE, MMS_ERROR_REFUSED, "The import in Sonarr failed: It broke" },
  { "failed-without-words", 201, "{\"id\":1,\"status\":\"failed\"}", FALSE, MMS_ERROR_REFUSED,
    "failed" },
  { "failed-with-a-message", 201,
    "{\"id\":1,\"status\":\"failed\",\"message\":\"Failed\",\"exception\":\"X\"}", FALSE,
    MMS_ERROR_REFUSED, "failed: Failed" },
  { "aborted", 201, "{\"id\":1,\"status\":\"aborted\"}", FALSE, MMS_ERROR_REFUSED, "cancelled" },
  { "cancelled", 201, "{\"id\":1,\"status\":\"cancelled\"}", FALSE, MMS_ERROR_REFUSED,
    "cancelled" },
  { "orphaned", 201, "{\"id\":1,\"status\":\"orphaned\"}", TRUE, MMS_ERROR_REFUSED, NULL },
  { "completed-unsuccessfully", 201,
    "{\"id\":1,\"status\":\"completed\",\"result\":\"unsuccessful\"}", TRUE, MMS_ERROR_REFUSED,
    NULL },
  { "no-id", 201, "{\"status\":\"queued\"}", FALSE, MMS_ERROR_MALFORMED, "something else" },
  { "empty-object", 201, "{}", FALSE, MMS_ERROR_MALFORMED, "something else" },
  { "array", 201, "[]", FALSE, MMS_ERROR_MALFORMED, "something else" },
  { "unknown-command", 500, "@sonarr-error-500.json", FALSE, MMS_ERROR_UNREACHABLE,
    "no matching element" },
};

static void
test_import_ends (Fixture *fixture, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (GPtrArray) files = reels_new ();
  g_autoptr (GError) error = NULL;

  mms_test_script_expect (fixture->script, "POST /api/v3/command", IMPORT_BODY, ends[i].status,
                          ends[i].answer);
  g_assert_true (ASK (library, fixture->sonarr, import, &error, files, MMS_IMPORT_MOVE, HASH) ==
                 ends[i].ended);
  if (ends[i].ended)
    {
      g_assert_no_error (error);
      return;
    }
  g_assert_error (error, MMS_ERROR, (int) ends[i].code);
  g_assert_nonnull (strstr (error->message, ends[i].says));
  g_assert_null (strstr (error->message, "   at "));
  g_assert_null (strstr (error->message, "Some.Place"));
}

/* A restart of the server: first it answers 503, then it does not know the command any more. */
static void
test_import_outlives_a_restart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) files = reels_new ();
  g_autoptr (GError) error = NULL;

  mms_test_script_expect (fixture->script, "POST /api/v3/command", IMPORT_BODY, 201,
                          "@sonarr-command-queued.json");
  for (guint i = 0; i < 3; i++) /* MmsHttp tries a GET three times */
    mms_test_script_expect (fixture->script, "GET /api/v3/command/5001", NULL, 503,
                            "{\"errorMessage\":\"starting\"}");
  mms_test_script_expect (fixture->script, "GET /api/v3/command/5001", NULL, 404,
                          "@sonarr-error-404.json");
  g_assert_true (ASK (library, fixture->sonarr, import, &error, files, MMS_IMPORT_MOVE, HASH));
  g_assert_no_error (error);
}

static void
test_import_stops_where_only_a_person_can_help (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) files = reels_new ();
  g_autoptr (GError) error = NULL;

  mms_test_script_expect (fixture->script, "POST /api/v3/command", IMPORT_BODY, 201,
                          "@sonarr-command-queued.json");
  mms_test_script_expect (fixture->script, "GET /api/v3/command/5001", NULL, 401, NULL);
  g_assert_false (ASK (library, fixture->sonarr, import, &error, files, MMS_IMPORT_MOVE, HASH));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED);
}

static gboolean
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_import_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) files = reels_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 began_us = g_get_monotonic_time ();

  mms_test_script_expect (fixture->script, "POST /api/v3/command", IMPORT_BODY, 201,
                          "@sonarr-command-queued.json");
  mms_library_import_async (fixture->sonarr, files, MMS_IMPORT_MOVE, HASH, cancellable,
                            mms_test_wait_store, &result);
  g_timeout_add (300, cancel, cancellable);
  mms_test_wait_for_result (&result);
  g_assert_false (mms_library_import_finish (fixture->sonarr, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - began_us, <, 900 * 1000);
}

/* One file without its ids would fail the command with half of it done. */
static void
test_import_of_unbound_files (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GPtrArray) files = reels_new ();
  g_autoptr (GPtrArray) strangers = reels_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (ASK (library, fixture->sonarr, import, &error, none, MMS_IMPORT_MOVE, NULL));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REJECTED);
  g_clear_error (&error);
  g_array_set_size (((MmsImportFile *) files->pdata[1])->episode_ids, 0);
  g_assert_false (ASK (library, fixture->sonarr, import, &error, files, MMS_IMPORT_MOVE, NULL));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_AMBIGUOUS);
  g_assert_nonnull (strstr (error->message, "two.avi"));
  g_clear_error (&error);
  ((MmsImportFile *) strangers->pdata[0])->library_id = 0;
  g_assert_false (ASK (library, fixture->radarr, import, &error, strangers, MMS_IMPORT_MOVE, NULL));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_AMBIGUOUS);
}

#define HISTORY "GET /api/v3/history/series?seriesId=1&eventType=downloadFolderImported"
#define EPISODES_WITH_FILES "GET /api/v3/episode?seriesId=1&includeEpisodeFile=true"
#define AT 1790881338 /* 2026-10-01T19:02:18Z */

static void
test_imported (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  MmsImported *row = NULL;

  mms_test_script_expect (fixture->script, HISTORY, NULL, 200, "@sonarr-history-series.json");
  mms_test_script_expect (fixture->script, EPISODES_WITH_FILES, NULL, 200, "@sonarr-episodes.json");
  rows = ASK (library, fixture->sonarr, imported, &error, 1, AT + 60, HASH_LOWER);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  row = rows->pdata[0];
  g_assert_cmpint (row->episode_id, ==, 105);
  g_assert_cmpint (row->at, ==, AT);
  g_assert_true (
    g_str_has_suffix (row->dropped_path,
                      "/Sherlock.Holmes.1954.S01E05.1080p.WEB-DL.AAC2.0.H.264-ARCHIVE.mkv"));
  g_assert_true (
    g_str_has_prefix (row->imported_path, "/srv/media/tv/Sherlock Holmes (1954)/Season 01/"));
}

static void
test_imported_long_ago (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  mms_test_script_expect (fixture->script, HISTORY, NULL, 200, "@sonarr-history-series.json");
  mms_test_script_expect (fixture->script, EPISODES_WITH_FILES, NULL, 200, "[]");
  rows = ASK (library, fixture->sonarr, imported, &error, 1, AT + 3600, HASH);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 0);
}

/* Files in the title's own folder get no row in the history; they are there all the same. */
static void
test_imported_without_history (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  MmsImported *row = NULL;

  mms_test_script_expect (
    fixture->script, HISTORY, NULL, 200,
    "[{\"seriesId\":1,\"episodeId\":7,\"eventType\":\"downloadFolderImported\","
    "\"date\":\"2026-10-01T19:02:18Z\",\"data\":{\"importedPath\":\"/tv/7.mkv\"}},"
    "{\"seriesId\":1,\"episodeId\":8,\"eventType\":\"downloadFolderImported\","
    "\"date\":\"2026-10-01T19:02:18Z\",\"downloadId\":\"" HASH "\"},"
    "{\"seriesId\":2,\"episodeId\":9,\"eventType\":\"downloadFolderImported\","
    "\"date\":\"2026-10-01T19:02:18Z\"},{\"eventType\":\"grabbed\",\"date\":\"2026-10-01T19:02:"
    "18Z\"}]");
  mms_test_script_expect (
    fixture->script, EPISODES_WITH_FILES, NULL, 200,
    "[{\"id\":7,\"episodeFile\":{\"path\":\"/tv/7 "
    "renamed.mkv\",\"dateAdded\":\"2026-10-01T19:02:18Z\"}},"
    "{\"id\":10,\"episodeFile\":{\"path\":\"/tv/10.mkv\",\"dateAdded\":\"2026-10-01T19:02:20Z\"}},"
    "{\"id\":11,\"episodeFile\":{\"path\":\"/tv/11.mkv\",\"dateAdded\":\"2026-09-01T19:02:20Z\"}},"
    "{\"id\":12}]");
  rows = ASK (library, fixture->sonarr, imported, &error, 1, AT, HASH_LOWER);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 3);
  g_assert_cmpint (((MmsImported *) rows->pdata[0])->episode_id, ==, 8); /* its own torrent first */
  g_assert_cmpint (((MmsImported *) rows->pdata[1])->episode_id, ==, 7);
  row = rows->pdata[2];
  g_assert_cmpint (row->episode_id, ==, 10);
  g_assert_null (row->dropped_path);
  g_assert_cmpstr (row->imported_path, ==, "/tv/10.mkv");
}

static void
test_imported_films (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  mms_test_script_expect (fixture->script,
                          "GET /api/v3/history/movie?movieId=3&eventType=downloadFolderImported",
                          NULL, 200, "@radarr-history-movie.json");
  mms_test_script_expect (
    fixture->script, "GET /api/v3/moviefile?movieId=3", NULL, 200,
    "[{\"id\":301,\"path\":\"/srv/media/movies/Nosferatu (1922)/Nosferatu (1922) "
    "Bluray-1080p.mkv\","
    "\"dateAdded\":\"2026-10-01T19:10:00Z\"},{\"id\":302,\"path\":\"/srv/media/movies/other.mkv\","
    "\"dateAdded\":\"2026-10-01T19:10:00Z\"}]");
  rows = ASK (library, fixture->radarr, imported, &error, 3, AT, HASH);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_cmpint (((MmsImported *) rows->pdata[0])->episode_id, ==, 0);
  g_assert_true (g_str_has_suffix (((MmsImported *) rows->pdata[0])->dropped_path,
                                   "Nosferatu.1922.1080p.BluRay.x264-ARCHIVE.mkv"));
  g_assert_cmpstr (((MmsImported *) rows->pdata[1])->imported_path, ==,
                   "/srv/media/movies/other.mkv");
}

static void
test_imported_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_script_expect (fixture->script, HISTORY, NULL, 200, "{}");
  g_assert_null (ASK (library, fixture->sonarr, imported, &error, 1, 0, NULL));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_clear_error (&error);
  mms_test_script_expect (fixture->script, HISTORY, NULL, 200, "[]");
  mms_test_script_expect (fixture->script, EPISODES_WITH_FILES, NULL, 401, NULL);
  g_assert_null (ASK (library, fixture->sonarr, imported, &error, 1, 0, NULL));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED);
}

/* A server whose clock goes two hours behind says so when it takes the command. */
static void
test_imported_by_a_slow_clock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add_hours (now, -2);
  g_autofree char *date = g_date_time_format (then, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *command =
    g_strdup_printf ("{\"id\":5001,\"status\":\"completed\",\"queued\":\"%s\"}", date);
  g_autofree char *history =
    g_strdup_printf ("[{\"episodeId\":7,\"eventType\":\"downloadFolderImported\",\"date\":\"%s\"}]",
                     date);
  g_autoptr (GPtrArray) files = reels_new ();
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GError) error = NULL;

  mms_test_script_expect (fixture->script, HISTORY, NULL, 200, history);
  mms_test_script_expect (fixture->script, EPISODES_WITH_FILES, NULL, 200, "[]");
  before = ASK (library, fixture->sonarr, imported, &error, 1, g_date_time_to_unix (now), NULL);
  g_assert_cmpuint (before->len, ==, 0);
  mms_test_script_expect (fixture->script, "POST /api/v3/command", IMPORT_BODY, 201, command);
  g_assert_true (ASK (library, fixture->sonarr, import, &error, files, MMS_IMPORT_MOVE, HASH));
  mms_test_script_expect (fixture->script, HISTORY, NULL, 200, history);
  mms_test_script_expect (fixture->script, EPISODES_WITH_FILES, NULL, 200, "[]");
  after = ASK (library, fixture->sonarr, imported, &error, 1, g_date_time_to_unix (now), NULL);
  g_assert_cmpuint (after->len, ==, 1);
}

static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_script_expect (
    fixture->script, "POST /api/v3/command", "{\"name\":\"RefreshMonitoredDownloads\"}", 201,
    "{\"id\":5,\"name\":\"RefreshMonitoredDownloads\",\"status\":\"queued\"}");
  g_assert_true (ASK_PLAIN (library, fixture->sonarr, refresh, &error));
  g_assert_no_error (error);
  mms_test_script_expect (fixture->script, "POST /api/v3/command",
                          "{\"name\":\"RefreshMonitoredDownloads\"}", 401, NULL);
  g_assert_false (ASK_PLAIN (library, fixture->sonarr, refresh, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
#define ADD_TABLE(prefix, table, func)                                                             \
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)                                                 \
    {                                                                                              \
      g_autofree char *path = g_strdup_printf (prefix "/%s", table[i].name);                       \
      g_test_add (path, Fixture, GSIZE_TO_POINTER (i), set_up, func, tear_down);                   \
    }

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/arr-import/lists-what-sonarr-tracks", test_tracked_series);
  ADD ("/arr-import/lists-what-radarr-tracks", test_tracked_films);
  ADD ("/arr-import/joins-a-season-pack-over-pages", test_tracked_pack_over_pages);
  ADD_TABLE ("/arr-import/joins-records-of-one-torrent", joins, test_tracked_joined);
  ADD ("/arr-import/stops-where-the-queue-is-shorter-than-said", test_tracked_shrinks);
  ADD ("/arr-import/lists-candidates-of-a-folder", test_candidates);
  ADD ("/arr-import/lists-candidates-as-the-server-matched-them",
       test_candidates_of_a_tracked_download);
  ADD ("/arr-import/lists-candidates-by-folder-where-the-server-looked-elsewhere",
       test_candidates_elsewhere);
  ADD ("/arr-import/says-why-there-are-no-candidates", test_candidates_fail);
  ADD_TABLE ("/arr-import/knows-what-the-server-sees", sights, test_sees);
  ADD ("/arr-import/says-why-it-does-not-know-what-the-server-sees", test_sees_fails);
  ADD ("/arr-import/has-files-judged-again", test_judge);
  ADD ("/arr-import/says-why-files-were-not-judged", test_judge_fails);
  ADD ("/arr-import/imports-and-waits-for-the-end", test_import);
  ADD ("/arr-import/imports-a-film", test_import_of_a_film);
  ADD_TABLE ("/arr-import/tells-the-ends-of-an-import-apart", ends, test_import_ends);
  ADD ("/arr-import/outlives-a-restart-of-the-server", test_import_outlives_a_restart);
  ADD ("/arr-import/stops-where-only-a-person-can-help",
       test_import_stops_where_only_a_person_can_help);
  ADD ("/arr-import/stops-waiting-when-cancelled", test_import_cancelled);
  ADD ("/arr-import/sends-no-file-without-its-ids", test_import_of_unbound_files);
  ADD ("/arr-import/proves-an-import-by-the-history", test_imported);
  ADD ("/arr-import/takes-no-old-import-for-proof", test_imported_long_ago);
  ADD ("/arr-import/proves-an-import-by-the-files", test_imported_without_history);
  ADD ("/arr-import/proves-the-import-of-a-film", test_imported_films);
  ADD ("/arr-import/says-why-an-import-is-not-proven", test_imported_fails);
  ADD ("/arr-import/allows-for-a-slow-clock", test_imported_by_a_slow_clock);
  ADD ("/arr-import/has-downloads-looked-at-again", test_refresh);
  return g_test_run ();
}
