/* Tests that a name from outside can be shown and cannot deceive.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-display-name.h"

typedef struct
{
  const char *sentence;
  const char *bytes;
  gssize length;
  const char *shown;
} Case;

static const Case cases[] = {
  { "a-plain-name-stays", "Metropolis (1927)", -1, "Metropolis (1927)" },
  { "accents-and-emoji-stay", "Été 🎬", -1, "Été 🎬" },
  { "nothing-stays-nothing", "", -1, "" },
  { "a-length-is-kept", "abcdef", 3, "abc" },
  { "a-nul-inside-is-replaced", "a\0b", 3, "a\uFFFDb" },
  { "a-line-break-is-replaced", "a\r\nb", -1, "a\uFFFD\uFFFDb" },
  { "a-terminals-command-is-replaced", "\033]0;x\007", -1, "\uFFFD]0;x\uFFFD" },
  { "a-c1-control-is-replaced", "a\xC2\x9B" "b", -1, "a\uFFFDb" },
  { "a-delete-is-replaced", "a\x7F", -1, "a\uFFFD" },
  { "an-override-of-direction-is-replaced", "a\u202Egpj.exe", -1, "a\uFFFDgpj.exe" },
  { "an-isolate-of-direction-is-replaced", "a\u2066b", -1, "a\uFFFDb" },
  { "a-line-separator-is-replaced", "a\u2028b\u2029", -1, "a\uFFFDb\uFFFD" },
  { "a-cut-character-is-replaced", "a\xC3", -1, "a\uFFFD" },
  { "latin-1-is-replaced", "\xE9t\xE9", -1, "\uFFFDt\uFFFD" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *shown = mms_display_name_new (c->bytes, c->length);

  g_assert_cmpstr (shown, ==, c->shown);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/display-name/", cases[i].sentence, NULL);
      g_test_add_data_func (name, &cases[i], test_case);
    }
  return g_test_run ();
}
