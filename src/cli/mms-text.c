/* Measures, cuts and cleans text for a terminal.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-text.h"

#include <string.h>

/* Characters that move the cursor, start a sequence, turn the direction of writing or hide. */
static gboolean
is_unsafe (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0x200b || c == 0x200e
         || c == 0x200f || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f)
         || c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f);
}

static void
append_escaped (GString *line, gunichar c)
{
  if (c == '\n')
    g_string_append (line, "\\n");
  else if (c == '\r')
    g_string_append (line, "\\r");
  else if (c == '\t')
    g_string_append (line, "\\t");
  else if (c < 0x100)
    g_string_append_printf (line, "\\x%02x", c);
  else
    g_string_append_printf (line, "\\u%04x", c);
}

/**
 * mms_text_dup_visible:
 * @text: any bytes
 *
 * Returns: (transfer full): valid UTF-8 without anything that a terminal would obey; such
 *   characters stand as "\x1b", "\n", "\u202e"
 */
char *
mms_text_dup_visible (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *line = g_string_sized_new (strlen (valid) + 1);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_unsafe (c))
        append_escaped (line, c);
      else
        g_string_append_unichar (line, c);
    }
  return g_string_free (line, FALSE);
}

static guint
width_of (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

/* Returns: how many cells of a terminal @text takes; @text is valid UTF-8 */
guint
mms_text_get_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    width += width_of (g_utf8_get_char (p));
  return width;
}

/* Returns: (transfer full): @text in at most @columns cells, with an ellipsis where it was cut */
char *
mms_text_dup_cut (const char *text, guint columns)
{
  const char *ellipsis = g_get_charset (NULL) ? "\xe2\x80\xa6" : "~";
  guint width = 0;
  const char *p;

  if (mms_text_get_width (text) <= columns)
    return g_strdup (text);
  if (columns == 0)
    return g_strdup ("");
  for (p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      guint more = width_of (g_utf8_get_char (p));

      if (width + more > columns - 1)
        break;
      width += more;
    }
  return g_strdup_printf ("%.*s%s", (int) (p - text), text, ellipsis);
}

/* Returns: (transfer full): an argument of the command line as UTF-8, whatever the locale is */
char *
mms_text_dup_argument (const char *argument)
{
  char *text = NULL;

  if (g_utf8_validate (argument, -1, NULL))
    return g_strdup (argument);
  text = g_locale_to_utf8 (argument, -1, NULL, NULL, NULL);
  return text != NULL ? text : g_utf8_make_valid (argument, -1);
}
