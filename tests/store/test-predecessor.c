/* Tests that the predecessor's files come in as far as they are sure, and go out as it wrote them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-predecessor.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <json-glib/json-glib.h>

#include "store-fixture.h"

#define HASH "4F0A9C11D27B3E5588A6C0D1E2F3041526374859"

/* One row a status that any version of the predecessor knew. */
static const struct
{
  const char *status;
  MmsFact fact;
  const char *verb; /* %NULL: no problem */
  const char *code;
} statuses[] = {
  { "pending_download", MMS_FACT_GRABBED, NULL, NULL },
  { "pending_staging", MMS_FACT_COMPLETE, NULL, NULL },
  { "in_staging", MMS_FACT_COMPLETE, NULL, NULL },
  { "completed_auto", MMS_FACT_DONE, NULL, NULL },
  { "completed_manual", MMS_FACT_DONE, NULL, NULL },
  { "processed_manual", MMS_FACT_DONE, NULL, NULL },
  { "processing_by_mms_api", MMS_FACT_COMPLETE, NULL, NULL },
  { "processing_by_mms_retry", MMS_FACT_COMPLETE, NULL, NULL },
  { "error_missing_path", MMS_FACT_GRABBED, "watch", "refused" },
  { "error_sftp_connection", MMS_FACT_COMPLETE, "fetch", "unauthorized" },
  { "error_repatriation", MMS_FACT_COMPLETE, "fetch", "refused" },
  { "error_auto_import", MMS_FACT_COMPLETE, "import", "refused" },
  { "error_manual_import", MMS_FACT_COMPLETE, "import", "rejected" },
  { "error_staging_path_missing", MMS_FACT_COMPLETE, "fetch", "missing" },
  { "error_staging_path_missing_on_api_call", MMS_FACT_COMPLETE, "fetch", "missing" },
  { "error_sonarr_api", MMS_FACT_COMPLETE, "import", "refused" },
  { "error_sonarr_config", MMS_FACT_COMPLETE, "import", "not-configured" },
  { "error_sonarr_season_undefined_for_file", MMS_FACT_COMPLETE, "import", "ambiguous" },
  { "error_mms_all_files_failed_move", MMS_FACT_COMPLETE, "import", "rejected" },
  { "error_partial_import", MMS_FACT_COMPLETE, "import", "rejected" },
  { "error_radarr_api", MMS_FACT_COMPLETE, "import", "refused" },
  { "error_radarr_config", MMS_FACT_COMPLETE, "import", "not-configured" },
  { "error_mms_file_move", MMS_FACT_COMPLETE, "import", "rejected" },
  { "error_mms_api_processing_failed", MMS_FACT_COMPLETE, "import", "refused" },
  { "error_retry_failed_item_not_in_staging", MMS_FACT_COMPLETE, "fetch", "missing" },
  { "error_unknown_association_type", MMS_FACT_COMPLETE, "import", "ambiguous" },
  { "imported_by_mms", MMS_FACT_DONE, NULL, NULL },
  { "imported_by_sonarr", MMS_FACT_DONE, NULL, NULL },
  { "imported_by_radarr", MMS_FACT_DONE, NULL, NULL },
  { "imported_by_sonarr_manual", MMS_FACT_DONE, NULL, NULL },
  { "imported_by_radarr_manual", MMS_FACT_DONE, NULL, NULL },
  { "error_rapatriation", MMS_FACT_COMPLETE, "fetch", "refused" },
};

/* The sample of the predecessor's own documentation. */
static const char sample[] =
  "{\n"
  "  \"4f0a9c11d27b3e5588a6c0d1e2f3041526374859\": {\n"
  "    \"release_name\": \"Exemple.Serie.S02E03.FRENCH.1080p.WEB.H264-GRP\",\n"
  "    \"torrent_hash\": \"4F0A9C11D27B3E5588A6C0D1E2F3041526374859\",\n"
  "    \"status\": \"in_staging\",\n"
  "    \"seedbox_download_path\": \"/home/user/rtorrent/sonarr/Exemple.Série.S02E03\",\n"
  "    \"folder_name\": \"Exemple.Serie.S02E03.FRENCH.1080p.WEB.H264-GRP\",\n"
  "    \"updated_at\": \"2026-01-02T20:14:07.551210\",\n"
  "    \"app_type\": \"sonarr\",\n"
  "    \"target_id\": 412,\n"
  "    \"label\": \"sonarr\",\n"
  "    \"original_torrent_name\": \"Exemple Serie S02E03 FRENCH 1080p WEB H264-GRP\",\n"
  "    \"added_at\": \"2026-01-02T19:50:41.002334\",\n"
  "    \"status_message\": \"Item downloaded to staging\"\n"
  "  }\n"
  "}\n";

static MmsPredecessorState *
read_text (MmsTestDir *dir, const char *map, const char *ignored, GError **error)
{
  g_autofree char *map_path
    = map != NULL ? mms_test_dir_write (dir, MMS_PREDECESSOR_MAP, map, -1) : NULL;
  g_autofree char *ignored_path
    = ignored != NULL ? mms_test_dir_write (dir, MMS_PREDECESSOR_IGNORED, ignored, -1) : NULL;

  return mms_predecessor_read (map_path, ignored_path, error);
}

static MmsJob *
get_job (MmsPredecessorState *state, guint i)
{
  g_assert_cmpuint (i, <, state->entries->len);
  return ((MmsPredecessorEntry *) state->entries->pdata[i])->job;
}

static const char *
get_message (MmsPredecessorState *state, guint i)
{
  return ((MmsPredecessorEntry *) state->entries->pdata[i])->event->message;
}

static void
assert_says (const char *text, const char *words)
{
  if (strstr (text, words) == NULL)
    g_error ("“%s” does not say “%s”", text, words);
}

static void
test_sample_comes_in (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsPredecessorState) state = read_text (dir, sample, NULL, &error);
  const MmsIntent *intent = NULL;
  MmsJob *job = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (state->entries->len, ==, 1);
  g_assert_cmpuint (state->n_skipped, ==, 0);
  job = get_job (state, 0);
  g_assert_cmpstr (mms_job_get_hash (job), ==, HASH);
  g_assert_cmpstr (mms_job_get_name (job), ==, "Exemple.Serie.S02E03.FRENCH.1080p.WEB.H264-GRP");
  g_assert_cmpint (mms_job_get_fact (job), ==, MMS_FACT_COMPLETE);
  g_assert_null (mms_job_get_problem (job));
  g_assert_cmpstr (mms_job_get_remote_path (job), ==,
                   "/home/user/rtorrent/sonarr/Exemple.Série.S02E03");
  g_assert_null (mms_job_get_local_path (job));
  g_assert_cmpint (mms_job_get_verified (job), ==, MMS_VERIFIED_NOT_YET);
  g_assert_cmpstr (mms_job_get_label (job), ==, "sonarr");
  g_assert_cmpint (mms_job_get_added_at (job), ==, 1767383441);
  g_assert_cmpint (mms_job_get_updated_at (job), ==, 1767384847);
  intent = mms_job_get_intent (job);
  g_assert_cmpint (intent->kind, ==, MMS_MEDIA_SERIES);
  g_assert_cmpint (intent->confidence, ==, MMS_CONFIDENCE_GUESSED);
  g_assert_cmpint (intent->library_id, ==, 0);
  g_assert_cmpint (intent->tvdb_id, ==, 0);
  g_assert_cmpint (intent->tmdb_id, ==, 0);
  g_assert_cmpstr (intent->title, ==, "Exemple Serie S02E03 FRENCH 1080p WEB H264-GRP");
  assert_says (get_message (state, 0), "“in_staging”");
  assert_says (get_message (state, 0), "Item downloaded to staging");
  assert_says (get_message (state, 0), "412");
  assert_says (get_message (state, 0), "fetched again");
  g_assert_cmpstr (((MmsPredecessorEntry *) state->entries->pdata[0])->event->who, ==,
                   "predecessor");
  g_assert_cmpuint (state->report->len, ==, 1);
  assert_says (state->report->pdata[0], "Complete on the seedbox");
}

/* A map with one entry a status, in the table's order. */
static char *
make_all_statuses (gboolean with_path)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    g_string_append_printf (
      text,
      "%s\"%040X\": {\"release_name\": \"Name %u\", \"torrent_hash\": \"%040x\", \"status\": \"%s\","
      " \"seedbox_download_path\": %s, \"folder_name\": \"Name %u\", \"app_type\": \"%s\","
      " \"target_id\": \"unknown\", \"label\": \"a label\", \"original_torrent_name\": \"%s\","
      " \"updated_at\": \"2026-01-02T20:14:%02u.551210\", \"added_at\": \"2026-01-02T19:50:%02u\"%s}",
      i > 0 ? "," : "", i + 1, i, i + 1, statuses[i].status, with_path ? "\"/box/Name\"" : "null", i,
      i % 3 == 0 ? "sonarr" : i % 3 == 1 ? "radarr" : "unknown", i % 2 ? "N/A" : "Original name", i, i,
      i % 2 ? ", \"status_message\": \"Some words\"" : "");
  return g_string_free (g_string_append (text, "}"), FALSE);
}

static void
test_every_status_is_understood (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *map = make_all_statuses (TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsPredecessorState) state = read_text (dir, map, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (state->n_skipped, ==, 0);
  g_assert_cmpuint (state->entries->len, ==, G_N_ELEMENTS (statuses));
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      MmsJob *job = get_job (state, i);
      const MmsProblem *problem = mms_job_get_problem (job);

      g_assert_cmpint (mms_job_get_fact (job), ==, statuses[i].fact);
      assert_says (get_message (state, i), statuses[i].status);
      g_assert_true ((problem != NULL) == (statuses[i].verb != NULL));
      if (problem == NULL)
        continue;
      g_assert_cmpstr (mms_verb_to_nick (problem->verb), ==, statuses[i].verb);
      g_assert_cmpstr (mms_error_code_to_nick (problem->code), ==, statuses[i].code);
      g_assert_cmpint (problem->next_at, ==, 0);
      g_assert_cmpint (mms_problem_get_remedy (problem), !=, MMS_REMEDY_WAIT);
      assert_says (problem->message, i % 2 ? "Some words" : statuses[i].status);
    }
}

/* Without its path nothing is sure but that the seedbox knows the torrent. */
static void
test_without_path_the_seedbox_is_asked (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *map = make_all_statuses (FALSE);
  g_autoptr (MmsPredecessorState) state = read_text (dir, map, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      MmsFact fact = mms_job_get_fact (get_job (state, i));

      g_assert_cmpint (fact, ==,
                       statuses[i].fact == MMS_FACT_DONE ? MMS_FACT_DONE : MMS_FACT_GRABBED);
      g_assert_null (mms_job_get_remote_path (get_job (state, i)));
      if (statuses[i].fact == MMS_FACT_COMPLETE)
        assert_says (get_message (state, i), "the seedbox is asked");
    }
}

static void
test_round_trip_loses_nothing (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *map = make_all_statuses (TRUE);
  g_autoptr (MmsPredecessorState) before
    = read_text (dir, map, "[\"" HASH "\", \"0000000000000000000000000000000000000001\"]", NULL);
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();
  g_autofree char *map_path = mms_test_dir_build (dir, "out/" MMS_PREDECESSOR_MAP);
  g_autofree char *ignored_path = mms_test_dir_build (dir, "out/" MMS_PREDECESSOR_IGNORED);
  g_autofree char *folder = mms_test_dir_make (dir, "out");
  g_autoptr (MmsPredecessorState) after = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < before->entries->len; i++)
    g_ptr_array_add (jobs, get_job (before, i));
  g_assert_true (mms_predecessor_write (folder, jobs, before->ignored, &error));
  g_assert_no_error (error);
  after = mms_predecessor_read (map_path, ignored_path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (after->entries->len, ==, before->entries->len);
  for (guint i = 0; i < before->entries->len; i++)
    store_assert_same_job (get_job (after, i), get_job (before, i));
  g_assert_cmpuint (after->ignored->len, ==, 2);
  g_assert_cmpstr (((MmsIgnored *) after->ignored->pdata[0])->hash, ==, HASH);
}

/* What every fact of ours becomes, and that each field has the predecessor's type and place. */
static void
test_export_is_the_format (void)
{
  static const char *const expected[] = { "pending_download", "pending_download", "pending_staging",
                                          "in_staging", "completed_auto", "completed_auto" };
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) ignored = g_ptr_array_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *path = mms_test_dir_build (dir, MMS_PREDECESSOR_MAP);
  g_autofree char *list = NULL;
  g_autofree char *members = NULL;
  g_autoptr (GList) names = NULL;
  JsonObject *entry = NULL;

  for (guint i = 0; i < MMS_N_FACTS; i++)
    {
      g_ptr_array_add (jobs, store_make_job (i));
      mms_job_set_problem (jobs->pdata[i], NULL);
    }
  g_assert_true (mms_predecessor_write (dir->path, jobs, ignored, NULL));
  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  for (guint i = 0; i < MMS_N_FACTS; i++)
    {
      entry = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)),
                                             mms_job_get_hash (jobs->pdata[i]));
      g_assert_cmpstr (json_object_get_string_member (entry, "status"), ==, expected[i]);
    }
  g_assert_cmpint (json_object_get_int_member (
                     json_object_get_object_member (
                       json_node_get_object (json_parser_get_root (parser)),
                       mms_job_get_hash (jobs->pdata[0])), "target_id"), ==, 7);
  g_assert_cmpstr (json_object_get_string_member (entry, "target_id"), ==, "unknown");
  g_assert_cmpstr (json_object_get_string_member (entry, "app_type"), ==, "sonarr");
  g_assert_cmpstr (json_object_get_string_member (entry, "updated_at"), ==,
                   "2026-01-02T20:00:05.000000");
  names = json_object_get_members (entry);
  members = g_strdup ("");
  for (GList *l = names; l != NULL; l = l->next)
    {
      char *longer = g_strconcat (members, l->data, " ", NULL);

      g_free (members);
      members = longer;
    }
  g_assert_cmpstr (members, ==,
                   "release_name torrent_hash status seedbox_download_path folder_name updated_at "
                   "app_type target_id label original_torrent_name added_at ");
  list = mms_test_dir_read (dir, MMS_PREDECESSOR_IGNORED, NULL);
  g_assert_cmpstr (g_strstrip (list), ==, "[]");
}

static void
test_problems_go_out (void)
{
  static const struct
  {
    MmsFact fact;
    MmsVerb verb;
    MmsError code;
    gint64 next_at;
    const char *status;
  } rows[] = {
    { MMS_FACT_COMPLETE, MMS_VERB_FETCH, MMS_ERROR_UNREACHABLE, 0, "error_sftp_connection" },
    { MMS_FACT_COMPLETE, MMS_VERB_FETCH, MMS_ERROR_UNREACHABLE, 99, "pending_staging" },
    { MMS_FACT_COMPLETE, MMS_VERB_FETCH, MMS_ERROR_CORRUPT, 0, "error_sftp_connection" },
    { MMS_FACT_FETCHED, MMS_VERB_IMPORT, MMS_ERROR_NOT_VISIBLE, 0, "error_auto_import" },
    { MMS_FACT_FETCHED, MMS_VERB_IMPORT, MMS_ERROR_AMBIGUOUS, 0, "error_unknown_association_type" },
    { MMS_FACT_CHOSEN, MMS_VERB_GRAB, MMS_ERROR_REFUSED, 0, "pending_download" },
    { MMS_FACT_IMPORTED, MMS_VERB_CLEAN, MMS_ERROR_REFUSED, 0, "completed_auto" },
  };
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autoptr (GPtrArray) ignored = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MmsProblem) problem
        = mms_problem_new (rows[i].verb, rows[i].code, "Why it stands", 1, 5, rows[i].next_at);
      g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (g_object_unref);
      g_autofree char *status = g_strdup_printf ("\"status\" : \"%s\"", rows[i].status);
      g_autofree char *text = NULL;

      g_ptr_array_add (jobs, mms_job_new (HASH, "A name"));
      mms_job_set_fact (jobs->pdata[0], rows[i].fact);
      mms_job_set_problem (jobs->pdata[0], problem);
      g_assert_true (mms_predecessor_write (dir->path, jobs, ignored, NULL));
      text = mms_test_dir_read (dir, MMS_PREDECESSOR_MAP, NULL);
      assert_says (text, status);
      assert_says (text, "\"status_message\" : \"Why it stands\"");
      assert_says (text, "\"seedbox_download_path\" : null");
      assert_says (text, "\"app_type\" : \"unknown\"");
    }
}

static void
test_odd_entries_are_left_out (void)
{
  static const char map[] =
    "{\"no hash\": {\"status\": \"in_staging\"},"
    " \"ZZ00000000000000000000000000000000000001\": {\"status\": \"in_staging\"},"
    " \"0000000000000000000000000000000000000001\": 7,"
    " \"0000000000000000000000000000000000000002\": {},"
    " \"0000000000000000000000000000000000000003\": {\"status\": \"te\\u001b[31mleported\"},"
    " \"0000000000000000000000000000000000000004\": {\"status\": 4},"
    " \"0000000000000000000000000000000000000005\": {\"status\": \"in_staging\", \"torrent_hash\": "
    "\"" HASH "\"},"
    " \"00000000000000000000000000000000000000aa\": {\"status\": \"completed_auto\", "
    "\"release_name\": \"first\"},"
    " \"00000000000000000000000000000000000000AA\": {\"status\": \"in_staging\", \"release_name\": "
    "\"second\"},"
    " \"0000000000000000000000000000000000000006\": {\"status\": \"pending_staging\", "
    "\"release_name\": \"\\u202e../x\\u0007\","
    "    \"seedbox_download_path\": \"/home/../etc\", \"target_id\": {}, \"app_type\": [1], "
    "\"added_at\": \"yesterday\","
    "    \"label\": null, \"updated_at\": 12},"
    " \"0000000000000000000000000000000000000007\": {\"status\": \"pending_staging\", "
    "\"release_name\": null,"
    "    \"original_torrent_name\": \"N/A\", \"seedbox_download_path\": \"relative/x\", "
    "\"target_id\": \"tt001\","
    "    \"added_at\": \"2026-01-02T19:50:41+02:00\"},"
    " \"0000000000000000000000000000000000000008\": {\"status\": \"in_staging\", \"folder_name\": "
    "\"Folder\"}}";
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsPredecessorState) state
    = read_text (dir, map, "[\"" HASH "\", \"short\", 5, null, [\"x\"]]", &error);
  MmsJob *job = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (state->n_skipped, ==, 8 + 4);
  g_assert_cmpuint (state->entries->len, ==, 4);
  g_assert_cmpuint (state->ignored->len, ==, 1);
  g_assert_cmpuint (state->report->len, ==, 12 + 5);
  for (guint i = 0; i < state->report->len; i++)
    g_assert_null (strchr (state->report->pdata[i], '\033'));
  g_assert_cmpstr (mms_job_get_name (get_job (state, 0)), ==, "first");
  job = get_job (state, 1);
  g_assert_cmpint (mms_job_get_fact (job), ==, MMS_FACT_GRABBED);
  g_assert_null (mms_job_get_remote_path (job));
  g_assert_null (mms_job_get_intent (job));
  g_assert_cmpint (mms_job_get_added_at (job), ==, 0);
  g_assert_null (strstr (mms_job_get_name (job), "\u202e"));
  g_assert_cmpstr (mms_job_get_name (get_job (state, 2)), ==, "Folder");
  job = get_job (state, 3);
  g_assert_cmpstr (mms_job_get_name (job), ==, mms_job_get_hash (job));
  g_assert_cmpint (mms_job_get_added_at (job), ==, 1767376241);
  assert_says (get_message (state, 3), "tt001");
}

static void
test_damaged_files_are_errors (void)
{
  static const struct
  {
    const char *text;
    gssize length;
    const char *words;
  } rows[] = {
    { "", 0, "empty" },
    { "{\n\n\"a\": {", -1, "line 3" },
    { "{\n\"a\": \xff\xfe}", -1, "line 2" },
    { "{\"a\": \"b\0c\"}", 12, "UTF-8" },
    { "[]", -1, "not a map" },
    { "\"text\"", -1, "not a map" },
    { "   ", -1, "damaged" },
    { "<html>", -1, "line 1" },
  };
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = mms_test_dir_write (dir, "x.json", rows[i].text, rows[i].length);
      g_autoptr (GError) error = NULL;

      g_assert_null (mms_predecessor_read (path, NULL, &error));
      g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
      assert_says (error->message, rows[i].words);
      assert_says (error->message, path);
    }
}

static void
test_damaged_list_keeps_the_map_out (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) no_list = NULL;

  g_assert_null (read_text (dir, sample, "[\"" HASH, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  assert_says (error->message, MMS_PREDECESSOR_IGNORED);
  g_assert_null (read_text (dir, sample, "{}", &no_list));
  g_assert_error (no_list, MMS_ERROR, MMS_ERROR_MALFORMED);
}

static void
test_deep_nesting_is_refused (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  GString *deep = g_string_new ("{\"" HASH "\": ");
  g_autofree char *brackets = g_strnfill (1000000, '[');
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsPredecessorState) quoted = NULL;
  g_autofree char *harmless
    = g_strdup_printf ("{\"" HASH "\": {\"status\": \"in_staging\", \"release_name\": \"\\\"%s\"}}",
                       brackets);

  g_string_append (deep, brackets);
  g_assert_null (read_text (dir, deep->str, NULL, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  assert_says (error->message, "nested");
  g_string_free (deep, TRUE);
  quoted = read_text (dir, harmless, NULL, NULL);
  g_assert_cmpuint (quoted->entries->len, ==, 1);
  g_assert_cmpuint (g_utf8_strlen (mms_job_get_name (get_job (quoted, 0)), -1), ==, 2000);
}

static void
test_missing_files_are_told (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *absent = mms_test_dir_build (dir, "absent.json");
  g_autofree char *map_path = mms_test_dir_write (dir, "map.json", sample, -1);
  g_autofree char *fifo = mms_test_dir_build (dir, "fifo");
  g_autofree char *huge = mms_test_dir_write (dir, "huge.json", "[", -1);
  g_autoptr (MmsPredecessorState) state = NULL;
  GError *error = NULL;

  g_assert_null (mms_predecessor_read (absent, absent, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_null (mms_predecessor_read (NULL, NULL, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_null (mms_predecessor_read (dir->path, NULL, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_null (mms_predecessor_read (fifo, NULL, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpint (truncate (huge, 65 << 20), ==, 0);
  g_assert_null (mms_predecessor_read (huge, NULL, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
  g_clear_error (&error);
  state = mms_predecessor_read (map_path, absent, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (state->entries->len, ==, 1);
  assert_says (state->report->pdata[1], absent);
}

static void
test_byte_order_mark_is_passed_over (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *text = g_strconcat ("\xef\xbb\xbf", sample, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsPredecessorState) state = read_text (dir, text, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (state->entries->len, ==, 1);
}

/* An export knows less than the predecessor did, so what was there must stay. */
static void
test_export_keeps_what_was_there (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_write (dir, MMS_PREDECESSOR_MAP, sample, -1);
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (GDir) listing = NULL;
  const char *name = NULL;
  gboolean kept = FALSE;

  g_assert_true (mms_predecessor_write (dir->path, nothing, nothing, NULL));
  g_assert_true (mms_predecessor_write (dir->path, nothing, nothing, NULL));
  listing = g_dir_open (dir->path, 0, NULL);
  while ((name = g_dir_read_name (listing)) != NULL)
    if (g_str_has_prefix (name, MMS_PREDECESSOR_MAP ".before-"))
      {
        g_autofree char *text = mms_test_dir_read (dir, name, NULL);

        kept |= g_str_equal (text, sample);
      }
  g_assert_true (kept);
}

static void
test_export_into_nowhere_fails (void)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (mms_predecessor_write ("/nonexistent/folder", nothing, nothing, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_false (mms_predecessor_write ("/sys/kernel", nothing, nothing, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_READ_ONLY);
}

static void
test_worker_does_both (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autoptr (MmsWorker) worker = mms_worker_new ("test");
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) ignored =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mms_ignored_free);
  g_autofree char *map_path = mms_test_dir_build (dir, MMS_PREDECESSOR_MAP);
  g_autofree char *ignored_path = mms_test_dir_build (dir, MMS_PREDECESSOR_IGNORED);
  g_autoptr (GAsyncResult) written = NULL;
  g_autoptr (GAsyncResult) failed = NULL;
  g_autoptr (GAsyncResult) read = NULL;
  g_autoptr (GAsyncResult) unread = NULL;
  g_autoptr (MmsPredecessorState) state = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (jobs, mms_job_new (HASH, "As it was"));
  g_ptr_array_add (ignored, mms_ignored_new (HASH, "A name", 5));
  mms_predecessor_write_async (worker, dir->path, jobs, ignored, NULL, mms_test_wait_store,
                               &written);
  mms_job_set_name (jobs->pdata[0], "As it became");
  mms_test_wait_for_result (&written);
  g_assert_true (mms_predecessor_write_finish (written, &error));
  g_assert_no_error (error);
  mms_predecessor_read_async (worker, map_path, ignored_path, NULL, mms_test_wait_store, &read);
  mms_test_wait_for_result (&read);
  state = mms_predecessor_read_finish (read, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mms_job_get_name (get_job (state, 0)), ==, "As it was");
  g_assert_cmpuint (state->ignored->len, ==, 1);
  mms_predecessor_write_async (worker, "/nonexistent", jobs, ignored, NULL, mms_test_wait_store, &failed);
  mms_test_wait_for_result (&failed);
  g_assert_false (mms_predecessor_write_finish (failed, NULL));
  mms_predecessor_read_async (worker, "/nonexistent", NULL, NULL, mms_test_wait_store, &unread);
  mms_test_wait_for_result (&unread);
  g_assert_null (mms_predecessor_read_finish (unread, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/predecessor/the-sample-comes-in", test_sample_comes_in);
  g_test_add_func ("/predecessor/every-status-is-understood", test_every_status_is_understood);
  g_test_add_func ("/predecessor/without-a-path-the-seedbox-is-asked",
                   test_without_path_the_seedbox_is_asked);
  g_test_add_func ("/predecessor/a-round-trip-loses-nothing", test_round_trip_loses_nothing);
  g_test_add_func ("/predecessor/an-export-has-its-format", test_export_is_the_format);
  g_test_add_func ("/predecessor/problems-go-out-as-its-errors", test_problems_go_out);
  g_test_add_func ("/predecessor/odd-entries-are-left-out-and-told", test_odd_entries_are_left_out);
  g_test_add_func ("/predecessor/damaged-files-are-errors-with-a-line",
                   test_damaged_files_are_errors);
  g_test_add_func ("/predecessor/a-damaged-list-keeps-the-map-out",
                   test_damaged_list_keeps_the_map_out);
  g_test_add_func ("/predecessor/a-million-brackets-are-refused", test_deep_nesting_is_refused);
  g_test_add_func ("/predecessor/missing-files-are-told", test_missing_files_are_told);
  g_test_add_func ("/predecessor/a-byte-order-mark-is-passed-over",
                   test_byte_order_mark_is_passed_over);
  g_test_add_func ("/predecessor/an-export-keeps-what-was-there", test_export_keeps_what_was_there);
  g_test_add_func ("/predecessor/an-export-into-nowhere-fails", test_export_into_nowhere_fails);
  g_test_add_func ("/predecessor/a-worker-does-both", test_worker_does_both);
  return g_test_run ();
}
