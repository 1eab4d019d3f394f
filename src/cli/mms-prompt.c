/* Reads one secret line, without showing it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define LONGEST 16384 /* bytes */

static const int ending_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

/* The signal that came while the terminal was silent; 0: none. It may come before we wait, or to
 * another thread: the pipe wakes us all the same. A handler can reach nothing else. */
static volatile sig_atomic_t caught;
static int wake_pipe[2] = { -1, -1 };

static void
catch_cb (int number)
{
  int number_before = errno;

  caught = number;
  if (write (wake_pipe[1], "", 1) == -1)
    caught = number; /* full of earlier ones: we are awake */
  errno = number_before;
}

/* Waits until there is something to read. Returns: %FALSE where a signal came instead */
static gboolean
wait_for_input (void)
{
  struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN },
                          { .fd = wake_pipe[0], .events = POLLIN } };

  while (caught == 0 && poll (fds, G_N_ELEMENTS (fds), -1) == -1 && errno == EINTR)
    continue;
  return caught == 0;
}

/* Overwrites @secret before it is freed. */
void
mms_prompt_wipe (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/* Reads up to the end of the line into @line of LONGEST + 1 bytes.
 *
 * Returns: the bytes, without the line feed; -1 where a read failed, with errno */
static gssize
read_line (char *line)
{
  gsize length = 0;

  while (length < LONGEST)
    {
      gssize count;

      if (wake_pipe[0] != -1 && !wait_for_input ())
        {
          errno = EINTR;
          return -1;
        }
      count = read (STDIN_FILENO, line + length, 1);
      if (count < 0 && errno == EINTR)
        continue;
      if (count < 0)
        return -1;
      if (count == 0 || line[length] == '\n')
        break;
      length++;
    }
  if (length > 0 && line[length - 1] == '\r')
    length--;
  line[length] = '\0';
  return (gssize) length;
}

static gssize
read_silently (const char *question, char *line)
{
  struct sigaction action = { .sa_handler = catch_cb };
  struct sigaction old[G_N_ELEMENTS (ending_signals)];
  struct termios shown, hidden;
  gssize length;
  int number;

  caught = 0;
  if (!g_unix_open_pipe (wake_pipe, FD_CLOEXEC, NULL))
    return -1;
  for (gsize i = 0; i < G_N_ELEMENTS (ending_signals); i++)
    sigaction (ending_signals[i], &action, &old[i]);
  tcgetattr (STDIN_FILENO, &shown);
  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden);
  g_printerr ("%s ", question);
  length = read_line (line);
  number = errno;
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &shown);
  g_printerr ("\n");
  for (gsize i = 0; i < G_N_ELEMENTS (ending_signals); i++)
    sigaction (ending_signals[i], &old[i], NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (wake_pipe); i++)
    {
      close (wake_pipe[i]);
      wake_pipe[i] = -1;
    }
  if (caught != 0)
    raise (caught);
  errno = number;
  return length;
}

/**
 * mms_prompt_secret:
 * @question: for a person at a terminal
 *
 * Reads one line from standard input; on a terminal it is asked for, and not shown.
 *
 * Returns: (transfer full) (nullable): the line, for mms_prompt_wipe()
 */
char *
mms_prompt_secret (const char *question, GError **error)
{
  char *line = g_malloc0 (LONGEST + 1);
  gssize length = isatty (STDIN_FILENO) ? read_silently (question, line) : read_line (line);
  const char *fault = NULL;

  if (length < 0)
    fault = g_strerror (errno);
  else if (length == LONGEST)
    fault = _ ("it is too long");
  else if (strlen (line) != (gsize) length || !g_utf8_validate (line, length, NULL))
    fault = _ ("it is no text");
  if (fault == NULL)
    return line;
  /* Translators: %s is why */
  g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED, _ ("The value could not be read: %s"), fault);
  explicit_bzero (line, LONGEST);
  g_free (line);
  return NULL;
}
