/* Tests which episodes are read from the names of files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-episode-name.h"

typedef struct
{
  const char *path;
  int known_season;
  const char *expected; /* "season: episode episode"; NULL: nothing can be read */
} Case;

static const Case cases[] = {
  { "Show.S01E02.1080p.WEB.x264-GRP.mkv", -1, "1: 2" },
  { "show.s01e02.mkv", -1, "1: 2" },
  { "Show S01 E02.mkv", -1, "1: 2" },
  { "Show - S01.E02 - Title.mkv", -1, "1: 2" },
  { "Show_S01_E02_Title.mkv", -1, "1: 2" },
  { "Show.S01xE02.mkv", -1, "1: 2" },
  { "Show.S01EP02.mkv", -1, "1: 2" },
  { "Show Season 1 Episode 2.mkv", -1, "1: 2" },
  { "Show - Season 01 - Episode 02.mkv", -1, "1: 2" },
  { "S01E02.mkv", -1, "1: 2" },
  { "Show.S2019E07.mkv", -1, "2019: 7" },
  { "Show.S01E1001.mkv", -1, "1: 1001" },
  { "Show.S00E01.Special.mkv", -1, "0: 1" },
  { "Show.S01E00.mkv", -1, "1: 0" },
  { "Show.S1E2.mkv", -1, "1: 2" },
  { "24.S02E03.mkv", -1, "2: 3" },
  { "1923.S01E02.720p.mkv", -1, "1: 2" },
  { "\xE9t\xE9.S01E02.mkv", -1, "1: 2" },
  /* several */
  { "Show.S01E02E03.mkv", -1, "1: 2 3" },
  { "Show.S01E02E03E04.mkv", -1, "1: 2 3 4" },
  { "Show.S01E02.E03.mkv", -1, "1: 2 3" },
  { "Show.S01E02+E03.mkv", -1, "1: 2 3" },
  { "Show S01E02 & E03.mkv", -1, "1: 2 3" },
  { "Show.S01E02E05.mkv", -1, "1: 2 5" },
  { "Show.S01E02-E04.mkv", -1, "1: 2 3 4" },
  { "Show S01E02 - E04.mkv", -1, "1: 2 3 4" },
  { "Show.S01E02-04.mkv", -1, "1: 2 3 4" },
  { "Show.S01E02-S01E04.mkv", -1, "1: 2 3 4" },
  { "Show.S01E02E03-E05.mkv", -1, "1: 2 3 4 5" },
  { "Show.S01E99-E101.mkv", -1, "1: 99 100 101" },
  /* what looks like several and is not */
  { "Show.S01E02-S02E04.mkv", -1, "1: 2" },
  { "Show.S00E01-S01E02.mkv", -1, "0: 1" },
  { "Show.S01E02-S00E04.mkv", -1, "1: 2" },
  { "Show.S01E02-720p.mkv", -1, "1: 2" },
  { "Show.S01E02-1080.mkv", -1, "1: 2" },
  { "Show.S01E02-100.mkv", -1, "1: 2" },
  { "Show.S01E02 - 03 Days.mkv", -1, "1: 2" },
  { "Show.S01E02-GRP.mkv", -1, "1: 2" },
  { "Show.S01E04-E02.mkv", -1, "1: 4" },
  { "Show.S01E02-E999.mkv", -1, "1: 2" },
  { "Show.S01E02.East.mkv", -1, "1: 2" },
  { "Show.S01E02.Part.1x03.mkv", -1, "1: 2" },
  /* crossed */
  { "Show.1x02.mkv", -1, "1: 2" },
  { "Show - 01x02 - Title.mkv", -1, "1: 2" },
  { "Show.1x02x03.mkv", -1, "1: 2 3" },
  { "Show.1x02-1x04.mkv", -1, "1: 2 3 4" },
  { "Show.1x02-03.mkv", -1, "1: 2 3" },
  { "Show.12x123.mkv", -1, "12: 123" },
  { "Show.1920x1080.mkv", -1, NULL },
  { "Show.720x480.mkv", -1, NULL },
  { "Show.DD5.1x264.mkv", -1, NULL },
  /* the episode alone */
  { "E02.mkv", 3, "3: 2" },
  { "Show E02 Title.mkv", 3, "3: 2" },
  { "Show.Ep.02.mkv", 3, "3: 2" },
  { "Episode 12.mkv", 3, "3: 12" },
  { "Show.E02-E03.mkv", 3, "3: 2 3" },
  { "E02.mkv", -1, "-1: 2" },
  { "Season 2/E02.mkv", -1, "2: 2" },
  { "Show.S02.1080p/Extras/E02.mkv", -1, "2: 2" },
  { "Saison 2/E02.mkv", -1, "2: 2" },
  { "Season 2/E02.mkv", 4, "4: 2" },
  { "Season 2/Show.S03E02.mkv", 4, "3: 2" },
  { "Season 1/Subs/Show.1x02.srt", -1, "1: 2" },
  /* nothing */
  { "Show.S01.1080p.mkv", 1, NULL },
  { "S01E02/cover.jpg", 1, NULL },
  { "Show.2019.mkv", 1, NULL },
  { "Movie1e02.mkv", 1, NULL },
  { "", 1, NULL },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GString) read = g_string_new (NULL);
  MmsEpisodeName name;

  if (!mms_episode_name_read (c->path, c->known_season, &name))
    {
      g_assert_cmpstr (NULL, ==, c->expected);
      g_assert_cmpuint (name.n_episodes, ==, 0);
      return;
    }
  g_string_append_printf (read, "%d:", name.season);
  for (guint i = 0; i < name.n_episodes; i++)
    {
      g_string_append_printf (read, " %u", name.episodes[i]);
      g_assert_true (mms_episode_name_has (&name, name.season, name.episodes[i]));
    }
  g_assert_cmpstr (read->str, ==, c->expected);
  g_assert_false (mms_episode_name_has (&name, name.season, 7777));
  g_assert_false (mms_episode_name_has (&name, name.season + 1, name.episodes[0]));
}

static void
test_too_many (void)
{
  g_autoptr (GString) path = g_string_new ("S01");
  MmsEpisodeName name;

  for (guint i = 1; i < 200; i++)
    g_string_append_printf (path, "E%03u", i);
  g_assert_true (mms_episode_name_read (path->str, -1, &name));
  g_assert_cmpuint (name.n_episodes, ==, MMS_EPISODE_NAME_MAX);
  g_assert_cmpuint (name.episodes[MMS_EPISODE_NAME_MAX - 1], ==, MMS_EPISODE_NAME_MAX);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *title = g_str_is_ascii (cases[i].path) ? g_strdelimit (g_strdup (cases[i].path), "/ #", '_')
                                                              : g_strdup ("bytes-that-are-no-utf8");
      g_autofree char *name = g_strdup_printf ("/episode-name/reads-%03u-%s", i, title);
      g_test_add_data_func (name, &cases[i], test_case);
    }
  g_test_add_func ("/episode-name/stops-at-more-than-a-file-can-hold", test_too_many);
  return g_test_run ();
}
