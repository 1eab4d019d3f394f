/* Prints the figures of `search` that need no other program; with --names, the names it takes.
 *
 * The peer of a filter is a plain search for the typed text in the names, in small letters; that of
 * the parser are regular expressions that find no more than the episode, the year, the resolution
 * and the group.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdlib.h>
#include <string.h>

#include "core/mms-release-filter.h"

#define N_RELEASES 5000
#define ROUNDS 20
#define LONG_NAME_BYTES 1024

static const char *const titles[]
    = { "Nosferatu", "Les.Vampires", "The.General", "Metropolis.Restored", "Le.Voyage.dans.la.Lune",
        "Un.Chien.Andalou", "Fantomas", "The.Phantom.Carriage", "Night.of.the.Living.Dead", "Judex",
        "Sherlock.Holmes", "Das.Cabinet.des.Dr.Caligari", "Safety.Last", "The.Kid", "Intolerance" };
static const char *const numbers[]
    = { ".1922", ".1915.S01E03", ".S01", ".S02E04E05", ".S01E01-E10", ".1x07", ".(1927)", " - 12",
        ".2019.08.10", ".INTEGRALE", ".S01-S03", ".1968.Directors.Cut" };
static const char *const qualities[]
    = { ".1080p.BluRay.x264", ".MULTi.VFF.2160p.UHD.BluRay.REMUX.HDR10.HEVC.DTS-HD.MA.5.1",
        ".FRENCH.720p.WEB.H264", ".VOSTFR.1080p.AMZN.WEB-DL.DDP5.1.H.264", ".DVDRip.XviD", "",
        ".TRUEFRENCH.1080p.HDLight.x265.AC3", ".PROPER.720p.HDTV.x264", " [1080p][HEVC]",
        ".GERMAN.DL.1080p.BluRay.x264" };
static const char *const groups[]
    = { "-GRP", "-NTb", "", "-D-Z0N3", "-FRATERNiTY", "[rartv]", ".mkv" };

/* Long names on which a careless parser would go back and forth. */
static const char *const long_pieces[]
    = { "E01", "-", "[", "S1", "a.", "1", " - ", "DD", "(", "-a", "1x01", "S01E01", "E01E02",
        " aka ", "[a]", "2019.", "1080p", "DTS-", "01-02 ", " / ", "part 1 of 2 ", "-1080p-", "第1" };

static double
get_seconds (gint64 since)
{
  return (double) (g_get_monotonic_time () - since) / G_USEC_PER_SEC;
}

/* The same names in every run. */
static GPtrArray *
make_names (void)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

#define PICK(words) words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]
  for (guint i = 0; i < N_RELEASES; i++)
    g_ptr_array_add (names, g_strconcat (PICK (titles), PICK (numbers), PICK (qualities),
                                         PICK (groups), NULL));
#undef PICK
  return names;
}

static double
parse_all (GPtrArray *names)
{
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < names->len; i++)
    mms_release_name_free (mms_release_name_parse (names->pdata[i]));
  return get_seconds (start);
}

/* The peer: four regular expressions. */
static double
match_all (GPtrArray *names)
{
  static const char *const patterns[]
      = { "^(.+?)[ ._-]+(?:s(\\d{1,2})(?:e(\\d{1,3}))*|(\\d{1,2})x(\\d{2,3}))",
          "[ ._(](19\\d{2}|20\\d{2})[ ._)]", "(480|576|720|1080|2160)[pi]", "-([a-z0-9]+)$" };
  GRegex *regexes[G_N_ELEMENTS (patterns)];
  gint64 start;
  double seconds;

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    regexes[i] = g_regex_new (patterns[i], G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
  start = g_get_monotonic_time ();
  for (guint n = 0; n < names->len; n++)
    for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
      {
        g_autoptr (GMatchInfo) match = NULL;
        g_autofree char *found = NULL;

        if (g_regex_match (regexes[i], names->pdata[n], 0, &match))
          found = g_match_info_fetch (match, 1);
      }
  seconds = get_seconds (start);
  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    g_regex_unref (regexes[i]);
  return seconds;
}

/* The best of several looks at each name: what else the machine does is not the parser's. */
static double
find_worst (void)
{
  double worst = 0;

  for (guint i = 0; i < G_N_ELEMENTS (long_pieces); i++)
    {
      g_autoptr (GString) name = g_string_new ("Show.S01E01.");
      double best = G_MAXDOUBLE;

      while (name->len < LONG_NAME_BYTES)
        g_string_append (name, long_pieces[i]);
      g_string_truncate (name, LONG_NAME_BYTES);
      for (guint round = 0; round < ROUNDS; round++)
        {
          gint64 start = g_get_monotonic_time ();

          mms_release_name_free (mms_release_name_parse (name->str));
          best = MIN (best, get_seconds (start));
        }
      worst = MAX (worst, best);
    }
  return worst;
}

static GPtrArray *
make_releases (GPtrArray *names)
{
  GPtrArray *releases = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < names->len; i++)
    {
      MmsRelease *release = mms_release_new (names->pdata[i]);

      release->bytes = (gint64) i * 1000000;
      release->seeders = (int) (i % 100);
      mms_release_get_name (release);
      mms_release_get_search_key (release);
      g_ptr_array_add (releases, release);
    }
  return releases;
}

static double
filter_all (GPtrArray *releases, const MmsReleaseFilter *filter, guint *n_found)
{
  gint64 start = g_get_monotonic_time ();

  *n_found = 0;
  for (guint i = 0; i < releases->len; i++)
    *n_found += mms_release_filter_matches (filter, releases->pdata[i]) ? 1 : 0;
  return get_seconds (start);
}

/* The slowest of what a person may type, letter after letter, with other filters set or not. */
static double
find_slowest_filter (GPtrArray *releases)
{
  static const char *const typed = "nosfaratu 1080p french vampires";
  double slowest = 0;

  for (gsize length = 1; length <= strlen (typed); length++)
    {
      g_autoptr (MmsReleaseFilter) filter = mms_release_filter_new ();
      g_autofree char *text = g_strndup (typed, length);
      double best = G_MAXDOUBLE;
      guint n_found;

      filter->words = mms_search_words_new (text);
      if (length % 2 == 0)
        {
          mms_release_filter_add_source (filter, "bluray");
          g_ptr_array_add (filter->languages, g_strdup ("french"));
        }
      for (guint round = 0; round < 5; round++)
        best = MIN (best, filter_all (releases, filter, &n_found));
      slowest = MAX (slowest, best);
    }
  return slowest;
}

/* The peer: the text as it is, in names that are folded already. */
static double
search_all (GPtrArray *releases)
{
  gint64 start = g_get_monotonic_time ();
  guint n_found = 0;

  for (guint i = 0; i < releases->len; i++)
    n_found += strstr (mms_release_get_search_key (releases->pdata[i]), "nosferatu 1080p") != NULL;
  return n_found > N_RELEASES ? 0 : get_seconds (start);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) names = make_names ();
  g_autoptr (GPtrArray) releases = make_releases (names);
  double parse = G_MAXDOUBLE;
  double match = G_MAXDOUBLE;
  double search = G_MAXDOUBLE;
  double filter;

  if (argc > 1 && strcmp (argv[1], "--names") == 0)
    {
      for (guint i = 0; i < names->len; i++)
        g_print ("%s\n", (const char *) names->pdata[i]);
      return EXIT_SUCCESS;
    }
  filter = find_slowest_filter (releases);
  for (guint round = 0; round < ROUNDS; round++)
    {
      parse = MIN (parse, parse_all (names));
      match = MIN (match, match_all (names));
      search = MIN (search, search_all (releases));
    }
  g_print ("figure parse_names_per_s %.0f names/s\n", names->len / parse);
  g_print ("figure parse_regex_peer_names_per_s %.0f names/s\n", names->len / match);
  g_print ("figure parse_ratio %.2f ratio\n", match / parse);
  g_print ("figure parse_worst_ms %.3f ms\n", find_worst () * 1000);
  g_print ("figure filter_5000_ms %.3f ms\n", filter * 1000);
  g_print ("figure filter_strstr_peer_ms %.3f ms\n", search * 1000);
  return EXIT_SUCCESS;
}
