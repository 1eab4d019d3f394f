/* Tests that videos and subtitles are told by their names.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-file-kind.h"

static const struct
{
  const char *path;
  gboolean video;
  gboolean subtitle;
} cases[] = {
  { "Film.1927.mkv", TRUE, FALSE },
  { "Folder.avi/FILM.MP4", TRUE, FALSE },
  { "VIDEO_TS/VTS_01_1.VOB", TRUE, FALSE },
  { "Subs/2_French.srt", FALSE, TRUE },
  { "film.IDX", FALSE, TRUE },
  { "film.rar", FALSE, FALSE },
  { "film.mkv.rar", FALSE, FALSE },
  { "Film.mkv/readme", FALSE, FALSE },
  { "mkv", FALSE, FALSE },
  { ".mkv", FALSE, FALSE },
  { "folder/.srt", FALSE, FALSE },
  { "", FALSE, FALSE },
};

static void
test_kinds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].path);
      g_assert_cmpint (mms_file_is_video (cases[i].path), ==, cases[i].video);
      g_assert_cmpint (mms_file_is_subtitle (cases[i].path), ==, cases[i].subtitle);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file-kind/a name tells a video and a subtitle from other files", test_kinds);
  return g_test_run ();
}
