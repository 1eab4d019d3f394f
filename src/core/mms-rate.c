/* Reads and writes the limits of a rate as people type them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-rate.h"

#include <string.h>

/* A thousandth of the greatest number: far beyond every line, and safe to calculate with. */
#define MAX_RATE (G_MAXINT64 / 1000)

/* In the order of their power of 1000. */
static const char prefixes[] = "kmgt";

/* Reads "", "K", "M", "MB", "MiB", "MB/s", "Mo/s" … @factor: (out) */
static gboolean
parse_unit (const char *unit, double *factor)
{
  g_autofree char *lower = g_ascii_strdown (unit, -1);
  const char *rest = g_strstrip (lower);
  const char *prefix = *rest != '\0' ? strchr (prefixes, *rest) : NULL;
  gboolean binary = FALSE;

  rest += prefix != NULL;
  if (prefix != NULL && *rest == 'i')
    {
      binary = TRUE;
      rest++;
    }
  rest += *rest == 'b' || *rest == 'o';
  *factor = 1;
  for (const char *p = prefixes; prefix != NULL && p <= prefix; p++)
    *factor *= binary ? 1024 : 1000;
  return *rest == '\0' || g_str_equal (rest, "/s");
}

/**
 * mms_rate_parse:
 * @text: "5M", "500K", "1.5 MB/s", "2 MiB/s", "none" or "0"; M is a million, Mi is 1048576
 * @rate: (out): bytes per second; 0: no limit
 *
 * Returns: %FALSE where @text is no rate, @rate is then left as it was
 */
gboolean
mms_rate_parse (const char *text, gint64 *rate)
{
  g_autofree char *copy = g_strstrip (g_strdup (text));
  char *end = NULL;
  double number;
  double factor;

  if (g_ascii_strcasecmp (copy, "none") == 0)
    {
      *rate = MMS_RATE_NONE;
      return TRUE;
    }
  /* No signs, no hexadecimal numbers and no "inf". */
  if (!g_ascii_isdigit (*copy) || g_ascii_tolower (copy[1]) == 'x')
    return FALSE;
  for (char *p = copy; *p != '\0'; p++)
    if (*p == ',')
      *p = '.';
  number = g_ascii_strtod (copy, &end);
  if (!parse_unit (end, &factor) || number * factor > (double) MAX_RATE
      || (number > 0 && number * factor < 1))
    return FALSE;
  *rate = (gint64) (number * factor + 0.5);
  return TRUE;
}

/* Returns: (transfer full): what mms_rate_parse() reads as the same rate: "5M", "1234", "none" */
char *
mms_rate_to_text (gint64 rate)
{
  static const char units[] = "KMGT";
  guint power = 0;

  if (rate <= 0)
    return g_strdup ("none");
  while (power < strlen (units) && rate % 1000 == 0)
    {
      rate /= 1000;
      power++;
    }
  if (power == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, rate);
  return g_strdup_printf ("%" G_GINT64_FORMAT "%c", rate, units[power - 1]);
}
