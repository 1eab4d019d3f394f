/* Tests which file becomes which episode or film.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-import-plan.h"

#include "pipeline/mms-backoff.h"
#include "pipeline/mms-content-path.h"
#include "pipeline/mms-subtitle.h"

#define SERIES 5

static GPtrArray *
new_episodes (void)
{
  GPtrArray *episodes = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_episode_free);

  for (int season = 1; season <= 2; season++)
    for (guint number = 1; number <= 3; number++)
      {
        MmsEpisode *episode = g_new0 (MmsEpisode, 1);

        episode->id = season * 100 + number;
        episode->season = season;
        episode->number = number;
        g_ptr_array_add (episodes, episode);
      }
  return episodes;
}

static MmsImportFile *
add_file (GPtrArray *files, const char *path, gint64 bytes, gint64 library_id, gint64 episode_id)
{
  MmsImportFile *file = mms_import_file_new (path);

  file->bytes = bytes;
  file->library_id = library_id;
  if (episode_id != 0)
    g_array_append_val (file->episode_ids, episode_id);
  g_ptr_array_add (files, file);
  return file;
}

static char *
dup_plan (const MmsIntent *intent, GPtrArray *files)
{
  g_autoptr (GPtrArray) episodes = new_episodes ();
  g_autoptr (GPtrArray) plan = mms_import_plan_new (intent, SERIES, files, episodes);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < plan->len; i++)
    {
      MmsImportFile *file = g_ptr_array_index (plan, i);

      g_assert_cmpint (file->library_id, ==, SERIES);
      g_string_append_printf (text, "%s%s=", i > 0 ? " " : "", file->path);
      for (guint j = 0; j < file->episode_ids->len; j++)
        g_string_append_printf (text, "%s%d", j > 0 ? "," : "",
                                (int) g_array_index (file->episode_ids, gint64, j));
    }
  return g_string_free (text, FALSE);
}

static GPtrArray *
new_files (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) mms_import_file_free);
}

static void
test_film (void)
{
  g_autoptr (MmsIntent) intent = mms_intent_new (MMS_MEDIA_FILM);
  g_autoptr (GPtrArray) files = new_files ();
  g_autofree char *plan = NULL;

  add_file (files, "/d/Film/Sample/film-sample.mkv", 10, 0, 0);
  add_file (files, "/d/Film/extra.mkv", 400, 0, 0);
  add_file (files, "/d/Film/Film.mkv", 1000, 99, 0);
  plan = dup_plan (intent, files);
  g_assert_cmpstr (plan, ==, "/d/Film/Film.mkv=");
}

static void
test_pack (void)
{
  g_autoptr (MmsIntent) intent = mms_intent_new (MMS_MEDIA_SERIES);
  g_autoptr (GPtrArray) files = new_files ();
  g_autofree char *plan = NULL;

  intent->season = 1;
  add_file (files, "/d/P/Show.S01E01.mkv", 1000, SERIES, 101);
  add_file (files, "/d/P/Show.S01E02.mkv", 1000, 0, 0);
  add_file (files, "/d/P/Show.S01E03.mkv", 1000, 77, 999);
  add_file (files, "/d/P/Show.S02E01.mkv", 1000, SERIES, 201);
  add_file (files, "/d/P/Sample/Show.S01E01.sample.mkv", 10, SERIES, 101);
  plan = dup_plan (intent, files);
  g_assert_cmpstr (plan, ==,
                   "/d/P/Show.S01E01.mkv=101 /d/P/Show.S01E02.mkv=102 /d/P/Show.S01E03.mkv=103");
}

static void
test_person_wins (void)
{
  g_autoptr (MmsIntent) intent = mms_intent_new (MMS_MEDIA_SERIES);
  g_autoptr (GPtrArray) files = new_files ();
  g_autofree char *plan = NULL;
  guint two = 2;

  intent->season = 1;
  g_array_append_val (intent->episodes, two);
  add_file (files, "/d/P/wrong.S02E03.mkv", 1000, SERIES, 203);
  plan = dup_plan (intent, files);
  g_assert_cmpstr (plan, ==, "/d/P/wrong.S02E03.mkv=102");
}

static void
test_only_wanted (void)
{
  g_autoptr (MmsIntent) intent = mms_intent_new (MMS_MEDIA_SERIES);
  g_autoptr (GPtrArray) files = new_files ();
  g_autofree char *plan = NULL;
  guint three = 3;

  intent->season = 1;
  g_array_append_val (intent->episodes, three);
  add_file (files, "/d/P/Show.S01E01.mkv", 1000, SERIES, 101);
  add_file (files, "/d/P/Show.S01E03.mkv", 1000, SERIES, 103);
  plan = dup_plan (intent, files);
  g_assert_cmpstr (plan, ==, "/d/P/Show.S01E03.mkv=103");
}

static void
test_larger_of_two (void)
{
  g_autoptr (MmsIntent) intent = mms_intent_new (MMS_MEDIA_SERIES);
  g_autoptr (GPtrArray) files = new_files ();
  g_autofree char *plan = NULL;

  add_file (files, "C:\\d\\Show.S01E01.720p.mkv", 500, SERIES, 101);
  add_file (files, "C:\\d\\Show.S01E01.1080p.mkv", 1000, SERIES, 101);
  plan = dup_plan (intent, files);
  g_assert_cmpstr (plan, ==, "C:\\d\\Show.S01E01.1080p.mkv=101");
}

static void
test_large_sample (void)
{
  g_autoptr (MmsIntent) intent = mms_intent_new (MMS_MEDIA_SERIES);
  g_autoptr (GPtrArray) files = new_files ();
  g_autofree char *plan = NULL;

  add_file (files, "/d/P/Sample/Show.S01E01.mkv", 1500, SERIES, 101);
  add_file (files, "/d/P/Show.S01E01.mkv", 1000, SERIES, 101);
  plan = dup_plan (intent, files);
  g_assert_cmpstr (plan, ==, "/d/P/Show.S01E01.mkv=101");
}

static void
test_subtitles (void)
{
  static const struct
  {
    const char *subtitle;
    const char *place;
  } cases[] = {
    { "Show.S01E01.fr.srt", "/lib/Show - S01E01.fr.srt" },
    { "Subs/E02/2_French.srt", "/lib/Show - S01E02.2_French.srt" },
    { "Subs/Show.S01E02/3_English.srt", "/lib/Show - S01E02.3_English.srt" },
    { "Subs/E09/2_French.srt", NULL },
    { "readme.srt", NULL },
  };
  g_autoptr (GPtrArray) imported = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_imported_free);
  g_autoptr (MmsIntent) intent = mms_intent_new (MMS_MEDIA_SERIES);
  g_autoptr (MmsPathMap) map = mms_path_map_new ();

  mms_path_map_add (map, "/data", "/lib", NULL);
  intent->season = 1;
  for (guint i = 1; i <= 2; i++)
    {
      MmsImported *row = g_new0 (MmsImported, 1);

      row->dropped_path = g_strdup_printf ("/data/d/Show.S01E%02u.mkv", i);
      row->imported_path = g_strdup_printf ("/data/Show - S01E%02u.mkv", i);
      g_ptr_array_add (imported, row);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *place = mms_subtitle_find_place (cases[i].subtitle, intent, imported, map);

      g_test_message ("%s", cases[i].subtitle);
      g_assert_cmpstr (place, ==, cases[i].place);
    }
}

static void
test_backoff (void)
{
  g_assert_cmpuint (mms_backoff_get_delay_s (1, 0), ==, 5);
  g_assert_cmpuint (mms_backoff_get_delay_s (2, 0), ==, 10);
  g_assert_cmpuint (mms_backoff_get_delay_s (1000000, 0), ==, MMS_BACKOFF_LAST_S);
  g_assert_cmpuint (mms_backoff_get_delay_s (3, 1), ==, 25);
}

static void
test_shared_folder (void)
{
  g_autoptr (MmsTorrentFacts) facts = mms_torrent_facts_new ();
  g_autofree char *path = NULL;

  facts->name = g_strdup ("Pack");
  facts->base_path = g_strdup ("/downloads");
  facts->directory = g_strdup ("/downloads");
  facts->is_multi_file = TRUE;
  g_assert_false (mms_content_path_is_own (facts));
  g_free (facts->base_path);
  facts->base_path = g_strdup ("/downloads/Pack");
  g_assert_true (mms_content_path_is_own (facts));
  facts->is_multi_file = FALSE;
  facts->base_path[0] = '\0';
  path = mms_content_path_new (facts);
  g_assert_cmpstr (path, ==, "/downloads/Pack");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import-plan/takes-the-largest-file-of-a-film", test_film);
  g_test_add_func ("/import-plan/gives-each-file-of-a-pack-its-episode", test_pack);
  g_test_add_func ("/import-plan/lets-the-person-win-over-the-name", test_person_wins);
  g_test_add_func ("/import-plan/takes-only-wanted-episodes", test_only_wanted);
  g_test_add_func ("/import-plan/takes-the-larger-of-two", test_larger_of_two);
  g_test_add_func ("/import-plan/takes-no-sample-however-large", test_large_sample);
  g_test_add_func ("/subtitle/finds-its-place-beside-its-video", test_subtitles);
  g_test_add_func ("/backoff/doubles-up-to-half-an-hour", test_backoff);
  g_test_add_func ("/content-path/knows-a-shared-folder", test_shared_folder);
  return g_test_run ();
}
