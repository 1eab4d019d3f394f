/* Tests that text from outside cannot steer a terminal, and that columns are measured in cells.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-text.h"

#include <locale.h>

typedef struct
{
  const char *sentence;
  const char *text;
  const char *visible;
} Visible;

static const Visible visible[] = {
  { "plain-text-stays", "Metropolis (1927)", "Metropolis (1927)" },
  { "accents-and-emoji-stay", "Nosfératu 🎬", "Nosfératu 🎬" },
  { "escape-is-shown", "a\033[2Jb", "a\\x1b[2Jb" },
  { "line-feed-is-shown", "a\nb\r\tc", "a\\nb\\r\\tc" },
  { "delete-is-shown", "a\177b", "a\\x7fb" },
  { "c1-control-is-shown", "a\xc2\x9b" "2Jb", "a\\x9b2Jb" },
  { "bidi-override-is-shown", "a\xe2\x80\xae" "gpj.exe", "a\\u202egpj.exe" },
  { "bidi-isolate-is-shown", "a\xe2\x81\xa6" "b", "a\\u2066b" },
  { "invisible-tag-is-shown", "a\xf3\xa0\x81\x81", "a\\ue0041" },
  { "joined-emoji-stays", "👩‍👩‍👧", "👩‍👩‍👧" },
  { "invalid-utf-8-becomes-replacement", "a\xff\xfe" "b", "a\xef\xbf\xbd\xef\xbf\xbd" "b" },
  { "bare-c1-byte-becomes-replacement", "a\x9b" "31m", "a\xef\xbf\xbd" "31m" },
};

static void
test_visible (gconstpointer data)
{
  const Visible *row = data;
  g_autofree char *text = mms_text_dup_visible (row->text);

  g_assert_cmpstr (text, ==, row->visible);
}

static void
test_width (void)
{
  g_assert_cmpuint (mms_text_get_width (""), ==, 0);
  g_assert_cmpuint (mms_text_get_width ("abc"), ==, 3);
  g_assert_cmpuint (mms_text_get_width ("é"), ==, 1);
  g_assert_cmpuint (mms_text_get_width ("e\xcc\x81"), ==, 1);
  g_assert_cmpuint (mms_text_get_width ("七人の侍"), ==, 8);
  g_assert_cmpuint (mms_text_get_width ("🎬"), ==, 2);
}

static void
test_cut (void)
{
  g_autofree char *whole = mms_text_dup_cut ("abcdef", 6);
  g_autofree char *cut = mms_text_dup_cut ("abcdef", 4);
  g_autofree char *none = mms_text_dup_cut ("abcdef", 0);

  g_assert_cmpstr (whole, ==, "abcdef");
  g_assert_cmpstr (cut, ==, "abc…");
  g_assert_cmpstr (none, ==, "");
}

/* A character of two cells that does not fit any more is left out, never halved. */
static void
test_cut_wide (void)
{
  for (guint columns = 1; columns < 9; columns++)
    {
      g_autofree char *cut = mms_text_dup_cut ("七人の侍", columns);

      g_assert_true (g_utf8_validate (cut, -1, NULL));
      g_assert_cmpuint (mms_text_get_width (cut), <=, columns);
    }
}

static void
test_argument (void)
{
  g_autofree char *good = mms_text_dup_argument ("é");
  g_autofree char *bad = mms_text_dup_argument ("a\xff");

  g_assert_cmpstr (good, ==, "é");
  g_assert_true (g_utf8_validate (bad, -1, NULL));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (visible); i++)
    {
      g_autofree char *path = g_strdup_printf ("/cli/text/%s", visible[i].sentence);

      g_test_add_data_func (path, &visible[i], test_visible);
    }
  g_test_add_func ("/cli/text/width-is-counted-in-cells", test_width);
  g_test_add_func ("/cli/text/long-text-ends-in-an-ellipsis", test_cut);
  g_test_add_func ("/cli/text/wide-characters-are-never-halved", test_cut_wide);
  g_test_add_func ("/cli/text/arguments-become-utf-8", test_argument);
  return g_test_run ();
}
