/* Tests that an intent keeps what a person decided.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-intent.h"

static void
add_episode (MmsIntent *intent, guint number)
{
  g_array_append_val (intent->episodes, number);
}

static MmsIntent *
make_full (void)
{
  MmsIntent *intent = mms_intent_new (MMS_MEDIA_SERIES);

  intent->confidence = MMS_CONFIDENCE_GUESSED;
  intent->tmdb_id = 1;
  intent->tvdb_id = 2;
  intent->library_id = 3;
  intent->title = g_strdup ("Pioneer One");
  intent->year = 2010;
  intent->season = 1;
  add_episode (intent, 2);
  add_episode (intent, 3);
  intent->poster_url = g_strdup ("http://poster");
  intent->quality_json = g_strdup ("{}");
  intent->languages_json = g_strdup ("[]");
  intent->indexer = g_strdup ("Archive");
  return intent;
}

static void
test_new (void)
{
  g_autoptr (MmsIntent) intent = mms_intent_new (MMS_MEDIA_SERIES);

  g_assert_cmpint (intent->kind, ==, MMS_MEDIA_SERIES);
  g_assert_cmpint (intent->confidence, ==, MMS_CONFIDENCE_CHOSEN);
  g_assert_cmpint (intent->season, ==, -1);
  g_assert_cmpuint (intent->episodes->len, ==, 0);
  g_assert_cmpint (intent->tvdb_id, ==, 0);
}

static void
test_copy (void)
{
  g_autoptr (MmsIntent) intent = make_full ();
  g_autoptr (MmsIntent) copy = mms_intent_copy (intent);

  g_assert_cmpint (copy->kind, ==, MMS_MEDIA_SERIES);
  g_assert_cmpint (copy->confidence, ==, MMS_CONFIDENCE_GUESSED);
  g_assert_cmpint (copy->tmdb_id, ==, 1);
  g_assert_cmpint (copy->tvdb_id, ==, 2);
  g_assert_cmpint (copy->library_id, ==, 3);
  g_assert_cmpstr (copy->title, ==, "Pioneer One");
  g_assert_cmpuint (copy->year, ==, 2010);
  g_assert_cmpint (copy->season, ==, 1);
  g_assert_cmpmem (copy->episodes->data, copy->episodes->len * sizeof (guint), intent->episodes->data,
                   2 * sizeof (guint));
  g_assert_cmpstr (copy->poster_url, ==, "http://poster");
  g_assert_cmpstr (copy->quality_json, ==, "{}");
  g_assert_cmpstr (copy->languages_json, ==, "[]");
  g_assert_cmpstr (copy->indexer, ==, "Archive");
  add_episode (copy, 4);
  g_assert_cmpuint (intent->episodes->len, ==, 2);
  g_assert_true (copy->title != intent->title);
}

static void
test_for_media (void)
{
  g_autoptr (MmsMedia) media = mms_media_new (MMS_MEDIA_FILM);
  g_autoptr (MmsIntent) intent = NULL;

  media->tmdb_id = 19;
  media->tvdb_id = 20;
  media->library_id = 21;
  media->title = g_strdup ("Metropolis");
  media->year = 1927;
  media->poster_url = g_strdup ("http://poster");
  intent = mms_intent_new_for_media (media);
  g_assert_cmpint (intent->kind, ==, MMS_MEDIA_FILM);
  g_assert_cmpint (intent->confidence, ==, MMS_CONFIDENCE_CHOSEN);
  g_assert_cmpint (intent->tmdb_id, ==, 19);
  g_assert_cmpint (intent->tvdb_id, ==, 20);
  g_assert_cmpint (intent->library_id, ==, 21);
  g_assert_cmpstr (intent->title, ==, "Metropolis");
  g_assert_cmpuint (intent->year, ==, 1927);
  g_assert_cmpstr (intent->poster_url, ==, "http://poster");
  g_assert_cmpint (intent->season, ==, -1);
}

static void
test_label (void)
{
  static const struct
  {
    MmsMediaKind kind;
    const char *title;
    guint year;
    int season;
    guint episodes;
    const char *label;
  } table[] = {
    { MMS_MEDIA_FILM, "Metropolis", 1927, -1, 0, "Metropolis (1927)" },
    { MMS_MEDIA_FILM, "Metropolis", 0, -1, 0, "Metropolis" },
    { MMS_MEDIA_FILM, "Metropolis", 1927, 1, 1, "Metropolis (1927)" },
    { MMS_MEDIA_SERIES, "Show", 2010, -1, 0, "Show" },
    { MMS_MEDIA_SERIES, "Show", 2010, -1, 2, "Show" },
    { MMS_MEDIA_SERIES, "Show", 2010, 1, 0, "Show S01" },
    { MMS_MEDIA_SERIES, "Show", 2010, 0, 1, "Show S00E01" },
    { MMS_MEDIA_SERIES, "Show", 2010, 12, 2, "Show S12E01E02" },
    { MMS_MEDIA_SERIES, NULL, 0, -1, 0, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (MmsIntent) intent = mms_intent_new (table[i].kind);
      g_autofree char *label = NULL;

      intent->title = g_strdup (table[i].title);
      intent->year = table[i].year;
      intent->season = table[i].season;
      for (guint number = 1; number <= table[i].episodes; number++)
        add_episode (intent, number);
      label = mms_intent_dup_label (intent);
      g_assert_cmpstr (label, ==, table[i].label);
    }
}

static void
test_confidence (void)
{
  static const char *const nicks[] = { "chosen", "tracked", "guessed" };
  MmsConfidence confidence;

  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    {
      g_assert_cmpstr (mms_confidence_to_nick ((MmsConfidence) i), ==, nicks[i]);
      g_assert_true (mms_confidence_from_nick (nicks[i], &confidence));
      g_assert_cmpuint (confidence, ==, i);
    }
  g_assert_false (mms_confidence_from_nick ("sure", &confidence));
  g_assert_cmpuint (confidence, ==, MMS_CONFIDENCE_GUESSED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/intent/begins-with-everything-and-no-ids", test_new);
  g_test_add_func ("/intent/a-copy-holds-all-and-shares-nothing", test_copy);
  g_test_add_func ("/intent/takes-the-ids-of-the-title", test_for_media);
  g_test_add_func ("/intent/is-written-as-people-write-it", test_label);
  g_test_add_func ("/intent/names-of-confidence-do-not-change", test_confidence);
  return g_test_run ();
}
