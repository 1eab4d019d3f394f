/* Makes packed releases for the tests: by the real packer's files, and by tests/support/packed.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-test-packed.h"

/**
 * mms_test_pack:
 * @folder: below @dir; made where it is not there
 * @words: "rar4", "rar5" or "zip"; then the name and what packed.py takes
 */
void
mms_test_pack (MmsTestDir *dir, const char *folder, const char *words, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *script = g_build_filename (g_getenv ("MMS_TEST_TRANSFER"), "..", "support",
                                              "packed.py", NULL);
  g_autofree char *path = mms_test_dir_build (dir, folder);
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;
  int status = 0;
  va_list list;

  g_ptr_array_add (argv, (char *) "/usr/bin/python3");
  g_ptr_array_add (argv, script);
  g_ptr_array_add (argv, (char *) words);
  g_ptr_array_add (argv, path);
  va_start (list, words);
  for (const char *word; (word = va_arg (list, const char *)) != NULL;)
    g_ptr_array_add (argv, (char *) word);
  va_end (list);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, &said,
                &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("packed.py: %s", said);
}

/* Copies some files of tests/data/packed; a name ends the list by %NULL. */
void
mms_test_packed_copy (MmsTestDir *dir, const char *folder, const char *const *names)
{
  for (; *names != NULL; names++)
    {
      g_autofree char *from = g_build_filename (g_getenv ("MMS_TEST_DATA"), "packed", *names, NULL);
      g_autofree char *to = g_build_filename (folder, *names, NULL);
      g_autofree char *data = NULL;
      g_autoptr (GError) error = NULL;
      gsize bytes;

      g_file_get_contents (from, &data, &bytes, &error);
      g_assert_no_error (error);
      g_free (mms_test_dir_write (dir, to, data, (gssize) bytes));
    }
}

/* Returns: (transfer full): what packed.py calls text:@lines:@word */
char *
mms_test_packed_text (guint lines, const char *word)
{
  GString *text = g_string_new (NULL);

  for (guint32 i = 0; i < lines; i++)
    g_string_append_printf (text, "%06u %s %08x\n", i, word, i * 2654435761u);
  return g_string_free (text, FALSE);
}
