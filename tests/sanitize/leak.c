/* Loses a block as large as GLib's table of quarks while it is loaded.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdlib.h>

void leaks_while_loaded (void);

static void *volatile block;

__attribute__ ((constructor)) static void
lose_block (void)
{
  block = malloc (2048 * sizeof (char *));
  block = NULL;
}

void
leaks_while_loaded (void)
{
}
