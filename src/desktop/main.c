/* Starts the program with a window.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/mms-program.h"
#include "desktop/mms-application.h"

int
main (int argc, char **argv)
{
  MmsApplication *application = NULL;
  int status = 0;

  mms_program_begin ();
  application = mms_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  g_object_unref (application);
  return mms_program_end (status);
}
