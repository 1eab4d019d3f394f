/* Makes a name that came from outside fit to be shown.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-display-name.h"

/* Characters that reorder what stands around them, so that "cod.exe" can be shown as "exe.doc". */
static gboolean
reorders (gunichar c)
{
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/**
 * mms_display_name_new:
 * @bytes: any bytes
 * @length: in bytes; -1: up to the NUL
 *
 * Returns: (transfer full): valid UTF-8 in one line; bytes that are no UTF-8, control characters
 *   and the characters that reverse the direction of writing became U+FFFD
 */
char *
mms_display_name_new (const char *bytes, gssize length)
{
  g_autofree char *valid = g_utf8_make_valid (bytes, length);
  GString *name = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      GUnicodeType type = g_unichar_type (c);

      if (g_unichar_iscntrl (c) || reorders (c) || type == G_UNICODE_LINE_SEPARATOR
          || type == G_UNICODE_PARAGRAPH_SEPARATOR)
        c = 0xFFFD;
      g_string_append_unichar (name, c);
    }
  return g_string_free (name, FALSE);
}
