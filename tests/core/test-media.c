/* Tests what names a title, and the small records beside it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-event.h"
#include "core/mms-media.h"
#include "core/mms-release.h"

static void
test_key (void)
{
  static const struct
  {
    MmsMediaKind kind;
    gint64 tmdb_id, tvdb_id;
    const char *key;
  } table[] = {
    { MMS_MEDIA_FILM, 19, 0, "tmdb:19" },    { MMS_MEDIA_FILM, 19, 20, "tmdb:19" },
    { MMS_MEDIA_FILM, 0, 20, "tvdb:20" },    { MMS_MEDIA_FILM, 0, 0, NULL },
    { MMS_MEDIA_SERIES, 19, 20, "tvdb:20" }, { MMS_MEDIA_SERIES, 19, 0, "tmdb:19" },
    { MMS_MEDIA_SERIES, 0, 20, "tvdb:20" },  { MMS_MEDIA_SERIES, 0, 0, NULL },
    { MMS_MEDIA_FILM, -1, -1, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (MmsMedia) media = mms_media_new (table[i].kind);
      g_autofree char *key = NULL;

      media->tmdb_id = table[i].tmdb_id;
      media->tvdb_id = table[i].tvdb_id;
      key = mms_media_dup_key (media);
      g_assert_cmpstr (key, ==, table[i].key);
    }
}

static void
test_label (void)
{
  static const struct
  {
    const char *title, *original_title;
    guint year;
    const char *label;
  } table[] = {
    { "Le Voyage", "A Trip", 1902, "Le Voyage (1902)" },
    { NULL, "A Trip", 1902, "A Trip (1902)" },
    { "Sherlock Holmes (1954)", NULL, 1954, "Sherlock Holmes (1954)" },
    { "Le Voyage", NULL, 0, "Le Voyage" },
    { NULL, NULL, 0, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (MmsMedia) media = mms_media_new (MMS_MEDIA_FILM);
      g_autofree char *label = NULL;

      media->title = g_strdup (table[i].title);
      media->original_title = g_strdup (table[i].original_title);
      media->year = table[i].year;
      label = mms_media_dup_label (media);
      g_assert_cmpstr (label, ==, table[i].label);
    }
}

static void
test_kind (void)
{
  MmsMediaKind kind = MMS_MEDIA_FILM;

  g_assert_cmpstr (mms_media_kind_to_nick (MMS_MEDIA_FILM), ==, "film");
  g_assert_cmpstr (mms_media_kind_to_nick (MMS_MEDIA_SERIES), ==, "series");
  g_assert_true (mms_media_kind_from_nick ("series", &kind));
  g_assert_cmpint (kind, ==, MMS_MEDIA_SERIES);
  g_assert_true (mms_media_kind_from_nick ("film", &kind));
  g_assert_cmpint (kind, ==, MMS_MEDIA_FILM);
  g_assert_false (mms_media_kind_from_nick ("movie", &kind));
}

static void
test_release (void)
{
  g_autoptr (MmsRelease) release = mms_release_new ("Metropolis.1927.1080p");

  g_assert_cmpstr (release->title, ==, "Metropolis.1927.1080p");
  g_assert_cmpint (release->seeders, ==, -1);
  g_assert_cmpint (release->leechers, ==, -1);
  g_assert_cmpuint (release->categories->len, ==, 0);
  g_assert_null (release->link);
}

static void
test_event (void)
{
  g_autoptr (MmsEvent) event = mms_event_new (5, MMS_FACT_FETCHED, TRUE, "mms", "No space");

  g_assert_cmpint (event->at, ==, 5);
  g_assert_cmpint (event->fact, ==, MMS_FACT_FETCHED);
  g_assert_true (event->problem);
  g_assert_cmpstr (event->who, ==, "mms");
  g_assert_cmpstr (event->message, ==, "No space");
  mms_event_free (NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/is-named-by-the-id-of-its-kind", test_key);
  g_test_add_func ("/media/is-written-as-people-write-it", test_label);
  g_test_add_func ("/media/names-of-kinds-do-not-change", test_kind);
  g_test_add_func ("/release/what-is-not-known-is-not-zero", test_release);
  g_test_add_func ("/event/keeps-what-it-was-told", test_event);
  return g_test_run ();
}
