/* What every program of ours does first and last.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/mms-program.h"

#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include "worker/mms-worker.h"

#define THREADS_MS 3000
#define STEP_MS 10

/* A program that runs from its build tree speaks the languages that were built there. */
static char *
dup_locale_folder (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *built = folder != NULL ? g_build_filename (folder, "..", "..", "po", NULL) : NULL;

  if (built != NULL && g_file_test (built, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&built);
  return g_strdup (MMS_LOCALEDIR);
}

/* Sets the language up. Before anything is said. */
void
mms_program_begin (void)
{
  g_autofree char *folder = dup_locale_folder ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/**
 * mms_program_end:
 * @status: what main is about to return
 *
 * Waits, at most three seconds, for the threads of an engine that was stopped and dropped: libraries
 * take themselves down while a program exits, and a thread that still uses them crashes. Where one
 * hangs all the same, the program ends here and now; all that counts is on the disk.
 *
 * Returns: @status
 */
int
mms_program_end (int status)
{
  for (guint waited_ms = 0; waited_ms < THREADS_MS; waited_ms += STEP_MS)
    {
      /* What a thread gives back may hold the last reference to its own worker. */
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      if (mms_worker_wait_for_all (STEP_MS))
        return status;
    }
  fflush (NULL);
  _exit (status);
}
