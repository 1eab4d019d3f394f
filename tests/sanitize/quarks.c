/* Makes GLib outgrow its table of quarks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib.h>

void leaks_while_loaded (void);

int
main (void)
{
#ifdef WITH_LEAK
  leaks_while_loaded ();
#endif
  for (int i = 0; i < 3000; i++)
    {
      g_autofree char *word = g_strdup_printf ("quark %d", i);

      g_quark_from_string (word);
    }
  return 0;
}
