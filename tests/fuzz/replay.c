/* Feeds every file of a corpus to one fuzz target, so that each find stays found without clang.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gio/gio.h>

#include "fuzz/mms-fuzz.h"

static void
replay (gconstpointer path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  gsize bytes;

  g_file_get_contents (path, &data, &bytes, &error);
  g_assert_no_error (error);
  LLVMFuzzerTestOneInput ((const guint8 *) data, bytes);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GDir) corpus = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  corpus = g_dir_open (argv[1], 0, NULL);
  g_assert_nonnull (corpus);
  while ((name = g_dir_read_name (corpus)) != NULL)
    {
      g_autofree char *test = g_strconcat ("/replay/survives-", name, NULL);
      g_test_add_data_func_full (test, g_build_filename (argv[1], name, NULL), replay, g_free);
    }
  return g_test_run ();
}
