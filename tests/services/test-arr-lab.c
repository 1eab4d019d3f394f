/* Tests whole stories with the stand-ins of Sonarr, Radarr and Prowlarr, which keep state and lie as
 * the real ones do: imports that fail in silence, paths out of sight.
 *
 * MMS_TEST_RECORDING=FILE keeps what the stand-ins saw, for tests/contracts/replay.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-arr.h"
#include "services/mms-prowlarr.h"

#include <glib/gstdio.h>
#include <string.h>

#include "mms-test-ask.h"
#include "support/mms-test-dir.h"

typedef struct
{
  MmsTestDir *dir;      /* (owned) */
  char *standins;       /* (owned): the program */
  GHashTable *env;      /* (owned): what it printed */
  MmsHttp *http;        /* (owned) */
  MmsLibrary *sonarr;   /* (owned) */
  MmsLibrary *radarr;   /* (owned) */
  MmsIndexer *prowlarr; /* (owned) */
} Lab;

static Lab *lab;

static char *
run_standins (const char *verb, const char *argument)
{
  const char *argv[] = { lab->standins, verb, lab->dir->path, argument, NULL };
  g_autoptr (GError) error = NULL;
  char *out = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return out;
}

static const char *
get (const char *name)
{
  return g_hash_table_lookup (lab->env, name);
}

static void
lab_start (void)
{
  g_autofree char *out = NULL;
  g_auto (GStrv) lines = NULL;

  lab = g_new0 (Lab, 1);
  lab->dir = mms_test_dir_new ();
  lab->standins = g_build_filename (g_getenv ("MMS_TEST_DATA"), "..", "lab", "standins", NULL);
  lab->env = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  out = run_standins ("start", NULL);
  lines = g_strsplit (out, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *equals = strchr (lines[i], '=');

      if (equals != NULL)
        g_hash_table_insert (lab->env, g_strndup (lines[i], equals - lines[i]),
                             g_strdup (equals + 1));
    }
  lab->http = mms_http_new ();
  lab->sonarr =
    MMS_LIBRARY (mms_arr_new (lab->http, MMS_MEDIA_SERIES, get ("SONARR_URL"), get ("SONARR_KEY")));
  lab->radarr =
    MMS_LIBRARY (mms_arr_new (lab->http, MMS_MEDIA_FILM, get ("RADARR_URL"), get ("RADARR_KEY")));
  lab->prowlarr =
    MMS_INDEXER (mms_prowlarr_new (lab->http, get ("PROWLARR_URL"), get ("PROWLARR_KEY")));
}

static void
lab_stop (void)
{
  const char *recording = g_getenv ("MMS_TEST_RECORDING");
  g_autofree char *seen = run_standins ("requests", NULL);
  g_autofree char *stopped = run_standins ("stop", NULL);

  if (recording != NULL)
    g_file_set_contents (recording, seen, -1, NULL);
  /* Keys go into a header, not into a URL. */
  g_assert_null (strstr (seen, get ("SONARR_KEY")));
  g_assert_null (strstr (seen, get ("PROWLARR_KEY")));
  g_clear_object (&lab->sonarr);
  g_clear_object (&lab->radarr);
  g_clear_object (&lab->prowlarr);
  g_clear_object (&lab->http);
  g_hash_table_unref (lab->env);
  g_free (lab->standins);
  mms_test_dir_free (lab->dir);
  g_clear_pointer (&lab, g_free);
}

/* Every test begins with the library as it was. */
static void
begin (void)
{
  g_autofree char *cleared = run_standins ("clear", NULL);
  g_autofree char *reset = NULL;

  if (g_getenv ("MMS_TEST_RECORDING") == NULL)
    reset = run_standins ("reset", NULL);
}

static void
order (const char *fault)
{
  g_autofree char *number = run_standins ("fault", fault);
}

/* Puts a file where the servers see it. */
static char *
put (const char *root, const char *relative, const char *content)
{
  g_autofree char *path = g_build_filename (get (root), relative, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&path);
}

static MmsMedia *
add (MmsLibrary *library, const char *term, const char *root)
{
  const MmsLibraryAdd how = { .root_folder = root, .quality_profile_id = 1, .monitored = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = ASK (library, library, lookup, &error, term);
  MmsMedia *media = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (found->len, >, 0);
  media = ASK (library, library, add, &error, found->pdata[0], &how);
  g_assert_no_error (error);
  g_assert_cmpint (media->library_id, >, 0);
  return media;
}

static void
test_check (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sonarr = ASK_PLAIN (library, lab->sonarr, check, &error);
  g_autofree char *radarr = ASK_PLAIN (library, lab->radarr, check, &error);
  g_autofree char *prowlarr = ASK_PLAIN (indexer, lab->prowlarr, check, &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (sonarr, "Sonarr 4."));
  g_assert_true (g_str_has_prefix (radarr, "Radarr "));
  g_assert_true (g_str_has_prefix (prowlarr, "Prowlarr "));
}

static void
test_wrong_settings (void)
{
  g_autofree char *bare =
    g_strndup (get ("RADARR_URL"), strlen (get ("RADARR_URL")) - strlen ("/radarr"));
  struct
  {
    const char *url;
    const char *key;
    MmsError code;
    const char *says;
  } cases[] = {
    { bare, get ("RADARR_KEY"), MMS_ERROR_NOT_CONFIGURED, get ("RADARR_URL") },
    { get ("SONARR_URL"), get ("SONARR_KEY"), MMS_ERROR_NOT_CONFIGURED,
      "This is Sonarr, not Radarr" },
    { get ("RADARR_URL"), "wrong", MMS_ERROR_UNAUTHORIZED, "API key" },
  };

  begin ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MmsLibrary) library =
        MMS_LIBRARY (mms_arr_new (lab->http, MMS_MEDIA_FILM, cases[i].url, cases[i].key));
      g_autoptr (GError) error = NULL;

      g_assert_null (ASK_PLAIN (library, library, check, &error));
      g_assert_error (error, MMS_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static void
test_starting (void)
{
  g_autoptr (GError) error = NULL;

  begin ();
  order ("{\"service\":\"sonarr\",\"action\":{\"starting\":true}}");
  g_assert_null (ASK_PLAIN (library, lab->sonarr, check, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, "starting up"));
}

#define PACK "Les.Vampires.1915.S01.1080p.BluRay.x264-MMS"

static GPtrArray *
wait_for_episodes (gint64 library_id, guint n)
{
  GPtrArray *episodes = NULL;

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (GError) error = NULL;

      g_clear_pointer (&episodes, g_ptr_array_unref);
      episodes = ASK (library, lab->sonarr, episodes, &error, library_id);
      g_assert_no_error (error);
      if (episodes->len >= n)
        return episodes;
      mms_test_wait_ms (100);
    }
  g_assert_not_reached ();
}

/* Drops what the server rejects. */
static void
keep_good (GPtrArray *files)
{
  for (guint i = files->len; i-- > 0;)
    if (((MmsImportFile *) files->pdata[i])->rejections->len > 0)
      g_ptr_array_remove_index (files, i);
}

static void
test_season_pack (void)
{
  g_autoptr (MmsMedia) series = NULL;
  g_autoptr (MmsMedia) again = NULL;
  g_autoptr (GPtrArray) episodes = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) judged = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  gint64 began_at = g_get_real_time () / G_USEC_PER_SEC;

  begin ();
  series = add (lab->sonarr, "tvdb:990010", get ("SONARR_ROOT_SERVER"));
  again = add (lab->sonarr, "tvdb:990010", get ("SONARR_ROOT_SERVER"));
  g_assert_cmpint (series->library_id, ==, again->library_id);
  episodes = wait_for_episodes (series->library_id, 10);
  for (guint i = 1; i <= 10; i++)
    {
      g_autofree char *name =
        g_strdup_printf (PACK "/Les.Vampires.1915.S01E%02u.1080p.BluRay.x264-MMS.mkv", i);
      g_autofree char *path = put ("DOWNLOADS_DIR", name, name);
    }
  g_free (put ("DOWNLOADS_DIR", PACK "/Sample/sample-les.vampires.s01e01.mkv", "sample"));
  g_free (put ("DOWNLOADS_DIR", PACK "/les.vampires.nfo", "nfo"));

  g_assert_true (ASK (library, lab->sonarr, sees, &error, "/data/downloads/" PACK));
  g_assert_true (
    ASK (library, lab->sonarr, sees, &error, "/data/downloads/" PACK "/les.vampires.nfo"));
  files = ASK (library, lab->sonarr, candidates, &error, "/data/downloads/" PACK,
               "0123456789012345678901234567890123456789");
  g_assert_no_error (error);
  g_assert_cmpuint (files->len, ==, 11);
  keep_good (files);
  g_assert_cmpuint (files->len, ==, 10);
  judged = ASK (library, lab->sonarr, judge, &error, files);
  g_assert_no_error (error);
  keep_good (judged);
  g_assert_cmpuint (judged->len, ==, 10);
  g_assert_true (ASK (library, lab->sonarr, import, &error, judged, MMS_IMPORT_MOVE, NULL));
  g_assert_no_error (error);

  rows = ASK (library, lab->sonarr, imported, &error, series->library_id, began_at, NULL);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 10);
  for (guint i = 0; i < rows->len; i++)
    g_assert_true (g_str_has_prefix (((MmsImported *) rows->pdata[i])->dropped_path,
                                     "/data/downloads/" PACK "/"));
  after = ASK (library, lab->sonarr, episodes, &error, series->library_id);
  for (guint i = 0; i < after->len; i++)
    g_assert_true (((MmsEpisode *) after->pdata[i])->has_file);
}

static MmsImportFile *
film_candidate (GPtrArray *files, gint64 library_id)
{
  MmsImportFile *file = NULL;

  g_assert_cmpuint (files->len, ==, 1);
  file = files->pdata[0];
  file->library_id = library_id;
  return file;
}

#define FILM "Metropolis.1927.1080p.BluRay.x264-MMS.mkv"

/* One film as a single file with no folder of its own. */
static GPtrArray *
prepare_film (MmsMedia **film)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *files = NULL;

  *film = ASK (library, lab->radarr, find, &error, 19);
  g_assert_no_error (error);
  g_free (put ("DOWNLOADS_DIR", FILM, "a film"));
  files = ASK (library, lab->radarr, candidates, &error, "/mnt/media/downloads/" FILM, NULL);
  g_assert_no_error (error);
  film_candidate (files, (*film)->library_id);
  return files;
}

static void
test_film (void)
{
  g_autoptr (MmsMedia) film = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *here = g_build_filename (get ("DOWNLOADS_DIR"), FILM, NULL);
  gint64 began_at = g_get_real_time () / G_USEC_PER_SEC;

  begin ();
  files = prepare_film (&film);
  g_assert_true (ASK (library, lab->radarr, import, &error, files, MMS_IMPORT_COPY, NULL));
  g_assert_no_error (error);
  rows = ASK (library, lab->radarr, imported, &error, film->library_id, began_at, NULL);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpstr (((MmsImported *) rows->pdata[0])->dropped_path, ==,
                   "/mnt/media/downloads/" FILM);
  g_assert_true (g_file_test (here, G_FILE_TEST_EXISTS));
  after = ASK (library, lab->radarr, episodes, &error, film->library_id);
  g_assert_true (((MmsEpisode *) after->pdata[0])->has_file);
  g_remove (here);
}

/* The command ends "completed" and "successful", and nothing was imported. */
static void
test_silent_failure (void)
{
  g_autoptr (MmsMedia) film = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  gint64 began_at = g_get_real_time () / G_USEC_PER_SEC + 60;

  begin ();
  order ("{\"service\":\"radarr\",\"action\":{\"silent_import_failure\":true}}");
  files = prepare_film (&film);
  g_assert_true (ASK (library, lab->radarr, import, &error, files, MMS_IMPORT_MOVE, NULL));
  g_assert_no_error (error);
  if (g_getenv ("MMS_TEST_RECORDING") != NULL)
    return; /* the library was not reset */
  rows = ASK (library, lab->radarr, imported, &error, film->library_id, began_at, NULL);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 0);
}

static void
test_failed_command (void)
{
  g_autoptr (MmsMedia) film = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GError) error = NULL;

  begin ();
  order ("{\"service\":\"radarr\",\"action\":{\"fail_command\":\"System.IO.IOException: It "
         "broke\\n   at Trace.Me()\"}}");
  files = prepare_film (&film);
  g_assert_false (ASK (library, lab->radarr, import, &error, files, MMS_IMPORT_MOVE, NULL));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "It broke"));
  g_assert_null (strstr (error->message, "Trace"));
}

static void
test_out_of_sight (void)
{
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GError) error = NULL;

  begin ();
  g_free (put ("DOWNLOADS_DIR", "Unseen/Sherlock.Holmes.1954.S01E05.1080p.mkv", "x"));
  order ("{\"service\":\"sonarr\",\"action\":{\"invisible_path\":\"/data/downloads/Unseen\"}}");
  files = ASK (library, lab->sonarr, candidates, &error, "/data/downloads/Unseen", NULL);
  g_assert_no_error (error);
  g_assert_cmpuint (files->len, ==, 0);
  g_assert_false (ASK (library, lab->sonarr, sees, &error, "/data/downloads/Unseen"));
  g_assert_no_error (error);
  g_assert_false (ASK (library, lab->sonarr, sees, &error, "/tmp/local path"));
  g_assert_no_error (error);
  /* Visible but with no film in it: not the same thing. */
  g_free (put ("DOWNLOADS_DIR", "Just words/readme.txt", "x"));
  g_assert_true (ASK (library, lab->sonarr, sees, &error, "/data/downloads/Just words"));
  g_clear_pointer (&files, g_ptr_array_unref);
  files = ASK (library, lab->sonarr, candidates, &error, "/data/downloads/Just words", NULL);
  g_assert_cmpuint (files->len, ==, 0);
}

/* What lies in the series' own folder is registered without a row in the history. */
static void
test_own_folder (void)
{
  g_autoptr (MmsMedia) series = NULL;
  g_autoptr (GPtrArray) episodes = NULL;
  g_autoptr (GPtrArray) files =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mms_import_file_free);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  MmsImportFile *file = NULL;
  gint64 began_at = g_get_real_time () / G_USEC_PER_SEC;

  begin ();
  series = ASK (library, lab->sonarr, find, &error, 990002);
  g_assert_no_error (error);
  episodes = wait_for_episodes (series->library_id, 6);
  g_free (put ("SONARR_ROOT", "The Magic Lantern Hour (2025)/x.mkv", "x"));
  g_free (put ("SONARR_ROOT", "The Magic Lantern Hour/x.mkv", "x"));
  file = mms_import_file_new (NULL);
  file->path = g_strconcat (series->path, "/x.mkv", NULL);
  file->library_id = series->library_id;
  g_array_append_val (file->episode_ids, ((MmsEpisode *) episodes->pdata[0])->id);
  g_ptr_array_add (files, file);
  g_assert_true (ASK (library, lab->sonarr, import, &error, files, MMS_IMPORT_MOVE, NULL));
  g_assert_no_error (error);
  rows = ASK (library, lab->sonarr, imported, &error, series->library_id, began_at, NULL);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_null (((MmsImported *) rows->pdata[0])->dropped_path);
  g_assert_cmpstr (((MmsImported *) rows->pdata[0])->imported_path, ==, file->path);
}

static void
test_questions (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) series = NULL;
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GPtrArray) tracked = NULL;
  g_autoptr (GPtrArray) tracked_films = NULL;
  g_autoptr (GPtrArray) releases = NULL;
  g_autoptr (MmsParsed) parsed = NULL;
  g_autoptr (MmsParsed) film = NULL;

  begin ();
  series = ASK_PLAIN (library, lab->sonarr, list, &error);
  g_assert_cmpuint (series->len, >=, 2);
  folders = ASK_PLAIN (library, lab->sonarr, root_folders, &error);
  g_assert_cmpint (((MmsRootFolder *) folders->pdata[0])->bytes_free, >, 0);
  profiles = ASK_PLAIN (library, lab->radarr, quality_profiles, &error);
  g_assert_cmpuint (profiles->len, ==, 2);
  tracked = ASK_PLAIN (library, lab->sonarr, tracked, &error);
  g_assert_cmpuint (tracked->len, ==, 0);
  tracked_films = ASK_PLAIN (library, lab->radarr, tracked, &error);
  g_assert_cmpuint (tracked_films->len, ==, 0);
  parsed = ASK (library, lab->sonarr, parse, &error, "Sherlock.Holmes.1954.S01E05.1080p.WEB-DL-X");
  g_assert_no_error (error);
  g_assert_cmpint (parsed->media->tvdb_id, ==, 990001);
  g_assert_cmpint (parsed->season, ==, 1);
  film = ASK (library, lab->radarr, parse, &error, FILM);
  g_assert_no_error (error);
  g_assert_cmpint (film->media->tmdb_id, ==, 19);
  g_assert_true (ASK_PLAIN (library, lab->sonarr, refresh, &error));
  g_assert_true (ASK_PLAIN (library, lab->radarr, refresh, &error));
  releases = ASK (indexer, lab->prowlarr, search, &error, "metropolis", MMS_MEDIA_FILM);
  g_assert_no_error (error);
  g_clear_pointer (&releases, g_ptr_array_unref);
  releases = ASK (indexer, lab->prowlarr, search, &error, "sherlock", MMS_MEDIA_SERIES);
  g_assert_no_error (error);
}

static void
test_unknown_title (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMedia) nobody = mms_media_new (MMS_MEDIA_FILM);
  const MmsLibraryAdd how = { .root_folder = "/nowhere/", .quality_profile_id = 1 };

  begin ();
  nobody->tmdb_id = 653;
  nobody->title = g_strdup ("Nosferatu");
  g_assert_null (ASK (library, lab->radarr, add, &error, nobody, &how));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
  g_clear_error (&error);
  order ("{\"service\":\"radarr\",\"action\":{\"lookup_down\":true}}");
  g_assert_null (ASK (library, lab->radarr, lookup, &error, "nosferatu"));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_BUSY);
}

int
main (int argc, char *argv[])
{
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  if (!g_file_test ("/usr/bin/python3", G_FILE_TEST_IS_EXECUTABLE))
    {
      g_print ("1..0 # SKIP no /usr/bin/python3 for the stand-ins\n");
      return 0;
    }
  lab_start ();
  g_test_add_func ("/arr-lab/says-who-answers", test_check);
  g_test_add_func ("/arr-lab/says-which-setting-is-wrong", test_wrong_settings);
  g_test_add_func ("/arr-lab/says-that-the-server-is-starting", test_starting);
  g_test_add_func ("/arr-lab/imports-a-season-pack", test_season_pack);
  g_test_add_func ("/arr-lab/imports-a-single-film", test_film);
  g_test_add_func ("/arr-lab/is-not-fooled-by-a-silent-failure", test_silent_failure);
  g_test_add_func ("/arr-lab/says-why-a-command-failed", test_failed_command);
  g_test_add_func ("/arr-lab/tells-out-of-sight-from-nothing-there", test_out_of_sight);
  g_test_add_func ("/arr-lab/proves-what-lies-in-the-own-folder", test_own_folder);
  g_test_add_func ("/arr-lab/asks-everything-else", test_questions);
  g_test_add_func ("/arr-lab/says-why-a-title-was-not-added", test_unknown_title);
  status = g_test_run ();
  lab_stop ();
  return status;
}
