/* Writes to standard output and error, so that nothing from outside can steer the terminal.
 *
 * Everything inside the program is UTF-8; what the locale cannot say becomes something like it, or
 * '?'.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-output.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/mms-remedy-text.h"
#include "cli/mms-text.h"

/* The first error of standard output; 0: none. There is one standard output in a process. */
static int out_errno;

static void
put (FILE *stream, const char *text)
{
  g_autofree char *local = NULL;
  g_autofree char *target = NULL;
  const char *charset;

  if (!g_get_charset (&charset))
    {
      target = g_strconcat (charset, "//TRANSLIT", NULL);
      local = g_convert_with_fallback (text, -1, target, "UTF-8", "?", NULL, NULL, NULL);
    }
  if (fputs (local != NULL ? local : text, stream) == EOF && stream == stdout && out_errno == 0)
    out_errno = errno;
}

/* Prints one line. Control characters in it, a line feed too, are made visible. */
void
mms_out_line (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  va_list list;

  va_start (list, format);
  text = g_strdup_vprintf (format, list);
  va_end (list);
  line = mms_text_dup_visible (text);
  put (stdout, line);
  put (stdout, "\n");
}

/* Prints our own text as it is: a help page, a terminal sequence. */
void
mms_out_raw (const char *text)
{
  put (stdout, text);
}

/* Prints what is UTF-8 in every locale, such as JSON. */
void
mms_out_bytes (const char *bytes)
{
  if (fputs (bytes, stdout) == EOF && out_errno == 0)
    out_errno = errno;
}

/* Returns: whether what was printed so far has reached the system */
gboolean
mms_out_flush (void)
{
  if (fflush (stdout) != 0 && out_errno == 0)
    out_errno = errno;
  return out_errno == 0;
}

/* Returns: whether the reader at the other end of the pipe is gone */
gboolean
mms_out_is_closed (void)
{
  return out_errno == EPIPE;
}

/* Flushes at the end of the program. A reader that is gone is no failure, a full disk is one.
 *
 * Returns: the status to exit with
 */
int
mms_out_finish (int status)
{
  if (mms_out_flush () || mms_out_is_closed ())
    return status;
  /* Translators: %s is the system's own message */
  mms_complain (_ ("The output could not be written: %s"), g_strerror (out_errno));
  return status == 0 ? 1 : status;
}

gboolean
mms_out_is_terminal (void)
{
  return isatty (STDOUT_FILENO);
}

/* One of $COLUMNS and $LINES. Returns: 0 where it says nothing sensible */
static guint
size_from_environment (const char *name)
{
  const char *text = g_getenv (name);
  guint64 size;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, 10000, &size, NULL))
    return 0;
  return (guint) size;
}

/* Returns: the width of the terminal in cells; 0 where lines are not to be cut */
guint
mms_out_get_columns (void)
{
  struct winsize size = { 0 };
  guint columns;

  if (!mms_out_is_terminal ())
    return 0;
  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  columns = size_from_environment ("COLUMNS");
  return columns > 0 ? columns : 80;
}

/* Returns: the height of the terminal in lines */
guint
mms_out_get_rows (void)
{
  struct winsize size = { 0 };
  guint rows;

  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0)
    return size.ws_row;
  rows = size_from_environment ("LINES");
  return rows > 0 ? rows : 24;
}

/* Prints "mms: …" to standard error, behind all that standard output has. */
void
mms_complain (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  va_list list;

  va_start (list, format);
  text = g_strdup_vprintf (format, list);
  va_end (list);
  line = mms_text_dup_visible (text);
  mms_out_flush ();
  put (stderr, "mms: ");
  put (stderr, line);
  put (stderr, "\n");
}

/* Prints what went wrong, and in a second line what to do. */
void
mms_complain_error (const GError *error)
{
  const char *remedy = mms_remedy_text_for_error (error);

  mms_complain ("%s", error->message);
  if (remedy != NULL)
    mms_complain ("%s", remedy);
}
