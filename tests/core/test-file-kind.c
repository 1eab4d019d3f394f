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

static void
test_samples (void)
{
  static const struct
  {
    const char *path;
    gint64 bytes;
    gboolean sample;
  } samples[] = {
    { "/d/P/Sample/x.mkv", 10, TRUE },
    { "/d/P/film.sample.mkv", 10, TRUE },
    { "/d/P/film-SAMPLE.mkv", 10, TRUE },
    { "D:\\P\\Sample\\x.mkv", 10, TRUE },
    { "/d/The Sample (1999)/The.Sample.1999.mkv", 1000, FALSE },
    { "/d/P/Resampled.mkv", 10, FALSE },
    { "/d/Sample/P/x.mkv", 10, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_test_message ("%s", samples[i].path);
      g_assert_cmpint (mms_file_is_sample (samples[i].path, samples[i].bytes, 1000), ==,
                       samples[i].sample);
    }
}

static void
test_archives_programs_shortcuts (void)
{
  static const struct
  {
    const char *path;
    const char *kinds; /* a letter for each that it is */
  } files[] = {
    { "film.rar", "a" },          { "film.r00", "a" },        { "film.S99", "a" },
    { "film.part01.RAR", "a" },   { "film.7z.001", "a" },     { "film.zip", "a" },
    { "film.mkv", "" },           { "film.a00", "" },         { "film.exe", "p" },
    { "film.mkv.exe", "p" },      { "Codec/setup.MSI", "p" }, { "install.bat", "p" },
    { "read me.url", "s" },       { "Film.mkv.lnk", "s" },    { "exe", "" },
    { "folder.exe/film.mkv", "" }, { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *kinds = g_strconcat (mms_file_is_archive (files[i].path) ? "a" : "",
                                            mms_file_is_program (files[i].path) ? "p" : "",
                                            mms_file_is_shortcut (files[i].path) ? "s" : "", NULL);

      g_test_message ("%s", files[i].path);
      g_assert_cmpstr (kinds, ==, files[i].kinds);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file-kind/a name tells a video and a subtitle from other files", test_kinds);
  g_test_add_func ("/file-kind/a sample says so and is small", test_samples);
  g_test_add_func ("/file-kind/archives, programs and shortcuts are told",
                   test_archives_programs_shortcuts);
  return g_test_run ();
}
