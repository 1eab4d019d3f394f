/* Writes sizes, rates, times and shares as people do.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-human.h"

#include <glib/gi18n-lib.h>

/* @bytes: 0 or less means not known, which is written as nothing.
 *
 * Returns: (transfer full): "1.4 GB", with a plain space that every locale can say
 */
char *
mms_human_dup_size (gint64 bytes)
{
  g_autofree char *size = NULL;
  GString *plain;

  if (bytes <= 0)
    return g_strdup ("");
  size = g_format_size ((guint64) bytes);
  plain = g_string_new (size);
  g_string_replace (plain, "\xc2\xa0", " ", 0);
  g_string_replace (plain, "\xe2\x80\xaf", " ", 0);
  return g_string_free (plain, FALSE);
}

/* @rate: bytes per second */
char *
mms_human_dup_rate (gint64 rate)
{
  g_autofree char *size = mms_human_dup_size (rate);

  if (*size == '\0')
    return g_strdup ("");
  /* Translators: a speed; %s is a size, such as "3.2 MB" */
  return g_strdup_printf (_ ("%s/s"), size);
}

/* Returns: (transfer full): "45 s", "2 min 5 s", "1 h 20 min", "3 d 4 h"; "" below zero */
char *
mms_human_dup_duration (gint64 seconds)
{
  int s = (int) CLAMP (seconds, -1, G_MAXINT / 2);

  if (s < 0)
    return g_strdup ("");
  if (s < 60)
    return g_strdup_printf (_ ("%d s"), s);
  if (s < 3600)
    /* Translators: minutes and seconds */
    return g_strdup_printf (_ ("%d min %d s"), s / 60, s % 60);
  if (s < 86400)
    return g_strdup_printf (_ ("%d h %d min"), s / 3600, s % 3600 / 60);
  return g_strdup_printf (_ ("%d d %d h"), s / 86400, s % 86400 / 3600);
}

static char *
format_local (gint64 at, const char *format)
{
  g_autoptr (GDateTime) time = at > 0 ? g_date_time_new_from_unix_local (at) : NULL;

  return time != NULL ? g_date_time_format (time, format) : g_strdup ("");
}

/* Returns: (transfer full): day and time here; "" where @at is 0 */
char *
mms_human_dup_time (gint64 at)
{
  return format_local (at, "%Y-%m-%d %H:%M:%S");
}

/* Returns: (transfer full): the time of the day here */
char *
mms_human_dup_clock (gint64 at)
{
  return format_local (at, "%H:%M:%S");
}

/* @share: from 0 to 1. Only what is whole is called 100 %. */
char *
mms_human_dup_share (double share)
{
  /* Translators: a percentage */
  return g_strdup_printf (_ ("%d %%"), (int) (CLAMP (share, 0.0, 1.0) * 100.0 + 1e-9));
}
