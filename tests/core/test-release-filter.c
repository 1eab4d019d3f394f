/* Tests which releases a filter lets through.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-release-filter.h"

#include <string.h>

/* What is offered in every test; a letter stands for each. */
static const struct
{
  char letter;
  const char *title;
  const char *indexer;
  gint64 bytes;
  int seeders;
  gboolean freeleech;
} offers[] = {
  { 'a', "Nosferatu.1922.1080p.BluRay.x264-GRP", "One", 8000, 10, FALSE },
  { 'b', "Nosferatu.1922.2160p.WEB-DL.H.265-OTHER", "Two", 20000, 3, TRUE },
  { 'c', "Nosferatu.1922.MULTi.VFF.1080p.HDTV.x265-GRP", "One", 6000, -1, FALSE },
  { 'd', "Les.Vampires.S01E02.VOSTFR.720p.WEBRip.x264-GRP", "Two", 900, 0, FALSE },
  { 'e', "Les.Vampires.S01.FRENCH.1080p.BluRay.x264-GRP", "One", 9000, 5, FALSE },
  { 'f', "Les.Vampires.S02E03E04.VFQ.DVDRip.XviD-OLD", "Two", 700, 7, FALSE },
  { 'g', "Les.Vampires.INTEGRALE.TRUEFRENCH.1080p.BluRay.x265-GRP", "One", 50000, 2, FALSE },
  { 'h', "Les Vampires S01-S02 German 576p", "Two", 0, 1, FALSE },
};

static MmsRelease *
make_release (guint i)
{
  MmsRelease *release = mms_release_new (offers[i].title);

  release->indexer = g_strdup (offers[i].indexer);
  release->bytes = offers[i].bytes;
  release->seeders = offers[i].seeders;
  release->freeleech = offers[i].freeleech;
  return release;
}

/* Returns: (transfer full): the letters of what is let through */
static char *
filter_offers (const MmsReleaseFilter *filter)
{
  GString *letters = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (offers); i++)
    {
      g_autoptr (MmsRelease) release = make_release (i);

      if (mms_release_filter_matches (filter, release))
        g_string_append_c (letters, offers[i].letter);
    }
  return g_string_free (letters, FALSE);
}

/* Reads "name=value", as the cases below write it. */
static void
set (MmsReleaseFilter *filter, const char *name, const char *value)
{
  MmsReleaseKind kind;

  if (strcmp (name, "words") == 0)
    filter->words = mms_search_words_new (value);
  else if (strcmp (name, "kind") == 0 && mms_release_kind_from_nick (value, &kind))
    filter->kinds |= kind;
  else if (strcmp (name, "season") == 0)
    filter->season = (int) g_ascii_strtoll (value, NULL, 10);
  else if (strcmp (name, "episode") == 0)
    filter->episode = (int) g_ascii_strtoll (value, NULL, 10);
  else if (strcmp (name, "quality") == 0)
    g_assert_true (mms_release_filter_add_resolution (filter, value));
  else if (strcmp (name, "source") == 0)
    g_assert_true (mms_release_filter_add_source (filter, value));
  else if (strcmp (name, "codec") == 0)
    g_assert_true (mms_release_filter_add_codec (filter, value));
  else if (strcmp (name, "language") == 0)
    g_ptr_array_add (filter->languages, g_strdup (value));
  else if (strcmp (name, "group") == 0)
    filter->group = g_strdup (value);
  else if (strcmp (name, "indexer") == 0)
    filter->indexer = g_strdup (value);
  else if (strcmp (name, "least") == 0)
    filter->least_bytes = g_ascii_strtoll (value, NULL, 10);
  else if (strcmp (name, "most") == 0)
    filter->most_bytes = g_ascii_strtoll (value, NULL, 10);
  else if (strcmp (name, "seeders") == 0)
    filter->least_seeders = (int) g_ascii_strtoll (value, NULL, 10);
  else if (strcmp (name, "freeleech") == 0)
    filter->freeleech = TRUE;
  else
    g_assert_not_reached ();
}

static const struct
{
  const char *filter;
  const char *letters;
} cases[] = {
  { "", "abcdefgh" },
  { "words=nosferatu", "abc" },
  { "words=vampires french", "eg" },
  { "kind=film", "abc" },
  { "kind=episode", "df" },
  { "kind=pack", "eh" },
  { "kind=complete", "g" },
  { "kind=pack,kind=complete", "egh" },
  { "season=1", "degh" },
  { "season=2", "fgh" },
  { "season=3", "g" },
  { "season=1,episode=2", "degh" },
  { "season=2,episode=4", "fgh" },
  { "season=2,episode=5", "gh" },
  { "episode=3", "efgh" },
  { "quality=1080p", "aceg" },
  { "quality=1080,quality=4K", "abceg" },
  { "source=bluray", "aeg" },
  { "source=Blu-Ray", "aeg" },
  { "source=web", "bd" },
  { "source=WEB-DL", "b" },
  { "source=dvd,source=hdtv", "cf" },
  { "codec=x265", "bcg" },
  { "codec=HEVC", "bcg" },
  { "codec=h264", "ade" },
  { "codec=xvid", "f" },
  { "language=french", "cefg" },
  { "language=VF", "cefg" },
  { "language=fr", "cefg" },
  { "language=truefrench", "cg" },
  { "language=VFF", "cg" },
  { "language=VFQ", "f" },
  { "language=vostfr", "d" },
  { "language=multi", "c" },
  { "language=German", "h" },
  { "language=de,language=vostfr", "dh" },
  { "group=grp", "acdeg" },
  { "indexer=two", "bdfh" },
  { "least=6000", "abceg" },
  { "most=900", "dfh" },
  { "least=800,most=9000", "acde" },
  { "seeders=1", "abefgh" },
  { "seeders=5", "aef" },
  { "freeleech=", "b" },
  { "kind=film,quality=1080p,source=bluray,seeders=5,words=nosferatu", "a" },
};

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (MmsReleaseFilter) filter = mms_release_filter_new ();
  g_auto (GStrv) settings = g_strsplit (cases[i].filter, ",", -1);
  g_autofree char *letters = NULL;

  for (char **setting = settings; *setting != NULL; setting++)
    {
      g_auto (GStrv) pair = g_strsplit (*setting, "=", 2);

      set (filter, pair[0], pair[1]);
    }
  letters = filter_offers (filter);
  g_assert_cmpstr (letters, ==, cases[i].letters);
}

static void
test_unknown_words (void)
{
  g_autoptr (MmsReleaseFilter) filter = mms_release_filter_new ();
  MmsReleaseKind kind;

  g_assert_false (mms_release_filter_add_source (filter, "vinyl"));
  g_assert_false (mms_release_filter_add_source (filter, ""));
  g_assert_false (mms_release_filter_add_codec (filter, "x"));
  g_assert_false (mms_release_filter_add_resolution (filter, "p"));
  g_assert_false (mms_release_filter_add_resolution (filter, "1080x"));
  g_assert_false (mms_release_filter_add_resolution (filter, "99999999999999999999p"));
  g_assert_false (mms_release_kind_from_nick ("song", &kind));
}

static void
test_nicks (void)
{
  for (guint bit = 0; bit < 4; bit++)
    {
      MmsReleaseKind kind;

      g_assert_true (mms_release_kind_from_nick (
        mms_release_kind_to_nick ((MmsReleaseKind) (1U << bit)), &kind));
      g_assert_cmpint (kind, ==, 1 << bit);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/release-filter/by ", cases[i].filter, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/release-filter/unknown-words-are-refused", test_unknown_words);
  g_test_add_func ("/release-filter/kinds-have-names", test_nicks);
  return g_test_run ();
}
