/* Starts the throwaway seedbox of tests/lab for one test program.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "mms-test-lab.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/mms-test-dir.h"

static MmsTestLab *running;

static char *
spawn (const char *const *argv, const char *const *settings, int *status)
{
  g_auto (GStrv) env = g_get_environ ();
  g_autoptr (GError) error = NULL;
  char *out = NULL;

  for (gsize i = 0; settings != NULL && settings[i] != NULL; i += 2)
    env = g_environ_setenv (env, settings[i], settings[i + 1], TRUE);
  g_spawn_sync (NULL, (char **) argv, env, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, status, &error);
  g_assert_no_error (error);
  return out;
}

static void
read_values (MmsTestLab *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      char *equals = strchr (lines[i], '=');

      if (equals != NULL)
        g_hash_table_replace (self->values, g_strndup (lines[i], (gsize) (equals - lines[i])),
                              g_strdup (equals + 1));
    }
}

static void
stop_at_exit (void)
{
  if (running != NULL)
    mms_test_lab_stop (running);
}

/* A failed test aborts, and would leave the box running. */
static void
stop_at_abort (int signal_number)
{
  signal (signal_number, SIG_DFL);
  stop_at_exit ();
  raise (signal_number);
}

/**
 * mms_test_lab_start:
 * @settings: (nullable): LAB_… name, value, …, NULL
 *
 * Returns: (nullable): the box; %NULL where rTorrent is not installed. It is stopped at the end of
 *   the program, however that comes.
 */
MmsTestLab *
mms_test_lab_start (const char *const *settings)
{
  MmsTestLab *self = NULL;
  g_autofree char *rtorrent = g_find_program_in_path ("rtorrent");
  g_autofree char *out = NULL;
  int status = 0;

  if (rtorrent == NULL)
    return NULL;
  self = g_new0 (MmsTestLab, 1);
  self->top = g_strdup ("/tmp/mms-XXXXXX");
  g_assert_nonnull (g_mkdtemp (self->top));
  g_chmod (self->top, 0755);
  self->dir = g_build_filename (self->top, "b", NULL);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  running = self;
  atexit (stop_at_exit);
  signal (SIGABRT, stop_at_abort);
  signal (SIGTRAP, stop_at_abort);
  signal (SIGTERM, stop_at_abort);
  signal (SIGINT, stop_at_abort);
  out = spawn ((const char *[]){ MMS_TEST_LAB "/seedbox", "start", self->dir, NULL }, settings,
               &status);
  g_assert_cmpint (status, ==, 0);
  read_values (self, out);
  return self;
}

void
mms_test_lab_stop (MmsTestLab *self)
{
  int status = 0;

  running = NULL;
  g_free (spawn ((const char *[]){ MMS_TEST_LAB "/seedbox", "stop", self->dir, NULL }, NULL,
                 &status));
  mms_test_remove_tree (self->top);
  g_free (self->top);
  g_free (self->dir);
  g_hash_table_unref (self->values);
  g_free (self);
}

const char *
mms_test_lab_get (MmsTestLab *self, const char *key)
{
  const char *value = g_hash_table_lookup (self->values, key);

  g_assert_nonnull (value);
  return value;
}

/* "call", "kill", "up"; returns (transfer full) what it printed */
char *
mms_test_lab_run (MmsTestLab *self, const char *verb, const char *const *arguments)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  int status = 0;

  g_ptr_array_add (argv, (gpointer) (MMS_TEST_LAB "/seedbox"));
  g_ptr_array_add (argv, (gpointer) verb);
  g_ptr_array_add (argv, self->dir);
  for (gsize i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) arguments[i]);
  g_ptr_array_add (argv, NULL);
  return spawn ((const char *const *) argv->pdata, NULL, &status);
}

GBytes *
mms_test_lab_torrent (MmsTestLab *self, const char *key)
{
  g_autofree char *path =
    g_strdup_printf ("%s/%s.torrent", mms_test_lab_get (self, "TORRENTS_DIR"), key);
  g_autoptr (GError) error = NULL;
  char *data = NULL;
  gsize bytes = 0;

  g_file_get_contents (path, &data, &bytes, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, bytes);
}

char *
mms_test_lab_magnet (MmsTestLab *self, const char *key)
{
  g_autofree char *path =
    g_strdup_printf ("%s/%s.magnet", mms_test_lab_get (self, "TORRENTS_DIR"), key);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return g_strstrip (text);
}
