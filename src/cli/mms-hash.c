/* Finds the info-hash that a person means.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-hash.h"

#include <string.h>

#define HASH_DIGITS 40

/* Returns: (transfer full) (nullable): @text in upper case where it is a whole info-hash */
char *
mms_hash_dup_whole (const char *text)
{
  if (strlen (text) != HASH_DIGITS)
    return NULL;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isxdigit (*p))
      return NULL;
  return g_ascii_strup (text, -1);
}
