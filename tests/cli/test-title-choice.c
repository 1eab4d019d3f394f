/* Tests that a title on the command line means what a person means, or is refused.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-title-choice.h"

typedef struct
{
  const char *sentence;
  const char *film, *series, *season, *episodes; /* episodes of several options joined by '|' */
  const char *meaning;                           /* NULL: refused */
} Row;

static const Row rows[] = {
  { "film-is-named-by-its-id", "tmdb:19", NULL, NULL, NULL, "tmdb:19 -1" },
  { "bare-number-will-do", "19", NULL, NULL, NULL, "tmdb:19 -1" },
  { "prefix-in-any-case-will-do", "TMDB:19", NULL, NULL, NULL, "tmdb:19 -1" },
  { "series-is-named-by-its-id", NULL, "tvdb:73739", NULL, NULL, "tvdb:73739 -1" },
  { "season-is-read", NULL, "tvdb:1", "2", NULL, "tvdb:1 2" },
  { "specials-are-season-0", NULL, "tvdb:1", "0", NULL, "tvdb:1 0" },
  { "several-episodes-are-read", NULL, "tvdb:1", "2", "3|5", "tvdb:1 2 3 5" },
  { "ranges-are-read", NULL, "tvdb:1", "2", "1-3,5,2", "tvdb:1 2 1 2 3 5" },
  { "nothing-is-no-title", NULL, NULL, NULL, NULL, "none" },
  { "both-are-refused", "tmdb:1", "tvdb:1", NULL, NULL, NULL },
  { "wrong-database-is-refused", "tvdb:19", NULL, NULL, NULL, NULL },
  { "series-by-tmdb-is-refused", NULL, "tmdb:19", NULL, NULL, NULL },
  { "zero-is-refused", "tmdb:0", NULL, NULL, NULL, NULL },
  { "title-for-an-id-is-refused", "Metropolis", NULL, NULL, NULL, NULL },
  { "season-of-a-film-is-refused", "tmdb:1", NULL, "1", NULL, NULL },
  { "season-of-nothing-is-refused", NULL, NULL, "1", NULL, NULL },
  { "episode-without-a-season-is-refused", NULL, "tvdb:1", NULL, "1", NULL },
  { "negative-season-is-refused", NULL, "tvdb:1", "-1", NULL, NULL },
  { "backward-range-is-refused", NULL, "tvdb:1", "1", "5-3", NULL },
  { "open-range-is-refused", NULL, "tvdb:1", "1", "5-", NULL },
  { "endless-range-is-refused", NULL, "tvdb:1", "1", "1-99999999999", NULL },
};

static char *
describe (const MmsTitleChoice *choice)
{
  g_autofree char *key = mms_title_choice_dup_key (choice);
  g_autoptr (GString) text = g_string_new (choice->given ? key : "none");

  if (choice->given)
    g_string_append_printf (text, " %d", choice->season);
  for (guint i = 0; i < choice->episodes->len; i++)
    g_string_append_printf (text, " %u", g_array_index (choice->episodes, guint, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_read (gconstpointer data)
{
  const Row *row = data;
  g_auto (MmsTitleOptions)
    options = { g_strdup (row->film), g_strdup (row->series), g_strdup (row->season),
                row->episodes != NULL ? g_strsplit (row->episodes, "|", -1) : NULL };
  g_auto (MmsTitleChoice) choice = { 0 };
  g_autofree char *message = NULL;
  gboolean good = mms_title_choice_read (&choice, &options, &message);
  g_autofree char *meaning = describe (&choice);

  g_assert_cmpint (good, ==, row->meaning != NULL);
  if (good)
    g_assert_cmpstr (meaning, ==, row->meaning);
  else
    g_assert_cmpuint (strlen (message), >, 0);
}

static void
test_intent (void)
{
  g_auto (MmsTitleOptions)
    options = { NULL, g_strdup ("tvdb:7"), g_strdup ("1"), g_strsplit ("2", "|", -1) };
  g_auto (MmsTitleChoice) choice = { 0 };
  g_autoptr (MmsMedia) media = mms_media_new (MMS_MEDIA_SERIES);
  g_autoptr (MmsIntent) intent = NULL;
  g_autofree char *message = NULL;
  g_autofree char *label = NULL;

  media->tvdb_id = 7;
  media->library_id = 3;
  media->title = g_strdup ("One Step Beyond");
  g_assert_true (mms_title_choice_read (&choice, &options, &message));
  intent = mms_title_choice_to_intent (&choice, media);
  label = mms_intent_dup_label (intent);
  g_assert_cmpstr (label, ==, "One Step Beyond S01E02");
  g_assert_cmpint (intent->library_id, ==, 3);
  g_assert_cmpint (intent->confidence, ==, MMS_CONFIDENCE_CHOSEN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/cli/title-choice/%s", rows[i].sentence);

      g_test_add_data_func (path, &rows[i], test_read);
    }
  g_test_add_func ("/cli/title-choice/intent-is-the-part-that-was-named", test_intent);
  return g_test_run ();
}
