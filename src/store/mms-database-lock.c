/* Keeps two processes from walking the same road, or from opening a new database at once.
 *
 * One file beside the database bears both locks; it is never removed, since a lock on a removed
 * file keeps nobody out. Who owns the road holds flock(2) on it. Who opens the database, which may
 * create it or set it aside, holds an open file description lock, see fcntl_locking(2): the two
 * kinds do not meet. Both end with the descriptor, thus also when the process is killed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* F_OFD_SETLK */
#endif

#include "store/mms-database-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define OPENING_POLL_MS 20
#define OPENING_TIMEOUT_MS 10000

static int
open_lock_file (const char *database_path, GError **error)
{
  g_autofree char *path = g_strconcat (database_path, ".lock", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = -1;
  int number = 0;

  g_mkdir_with_parents (folder, 0700);
  fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0)
    return fd;
  number = errno;
  g_set_error (error, MMS_ERROR,
               number == ENOSPC || number == EDQUOT ? MMS_ERROR_NO_SPACE : MMS_ERROR_READ_ONLY,
               /* Translators: the first %s is a path, the second the system's own words */
               _ ("The job database needs the file %s, which cannot be written: %s"), path,
               g_strerror (number));
  return -1;
}

/* Leaves our number in the file, for the message that others show. It proves nothing. */
static void
write_pid (int fd)
{
  char text[32];
  int length = g_snprintf (text, sizeof text, "%ld\n", (long) getpid ());

  if (ftruncate (fd, 0) != 0 || pwrite (fd, text, (size_t) length, 0) != length)
    g_debug ("The lock file could not be given our process number");
}

static int
read_pid (int fd)
{
  char text[32] = "";

  if (pread (fd, text, sizeof text - 1, 0) <= 0)
    return 0;
  return (int) g_ascii_strtoll (text, NULL, 10);
}

/**
 * mms_database_lock_own:
 *
 * Takes the road of a database, without waiting: %MMS_ERROR_BUSY where another process has it.
 *
 * Returns: a file descriptor; the lock ends when it is closed. -1 with an error
 */
int
mms_database_lock_own (const char *database_path, GError **error)
{
  int fd = open_lock_file (database_path, error);

  if (fd < 0)
    return -1;
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    {
      write_pid (fd);
      return fd;
    }
  if (errno == EWOULDBLOCK)
    g_set_error (error, MMS_ERROR, MMS_ERROR_BUSY,
                 /* Translators: %d is the number of a process */
                 _ ("Another MediaManagerSuite, process %d, is at work on these jobs."),
                 read_pid (fd));
  else
    /* Translators: the first %s is a path, the second the system's own words */
    g_set_error (error, MMS_ERROR, MMS_ERROR_READ_ONLY, _ ("%s.lock cannot be locked: %s"),
                 database_path, g_strerror (errno));
  close (fd);
  return -1;
}

/**
 * mms_database_lock_opening:
 *
 * Waits until no other process opens the database. Blocks for up to ten seconds.
 *
 * Returns: a file descriptor; the lock ends when it is closed. -1 with an error
 */
int
mms_database_lock_opening (const char *database_path, GError **error)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = open_lock_file (database_path, error);

  if (fd < 0)
    return -1;
  for (guint waited_ms = 0; fcntl (fd, F_OFD_SETLK, &lock) != 0; waited_ms += OPENING_POLL_MS)
    {
      if ((errno == EAGAIN || errno == EACCES) && waited_ms < OPENING_TIMEOUT_MS)
        {
          g_usleep (OPENING_POLL_MS * 1000);
          continue;
        }
      g_set_error (error, MMS_ERROR, MMS_ERROR_BUSY,
                   /* Translators: the first %s is a path, the second the system's own words */
                   _ ("Another program keeps the job database %s from being opened: %s"),
                   database_path, g_strerror (errno));
      close (fd);
      return -1;
    }
  return fd;
}
