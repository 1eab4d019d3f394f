/* Starts what stands in tests/lab for one test: a seedbox, the stand-ins of the services.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "support/mms-test-lab.h"

#include "support/mms-test-dir.h"

#include <glib/gstdio.h>

struct _MmsTestLab
{
  const char *tool;  /* "seedbox" or "standins" */
  char *dir;         /* (owned): short, and open to other users: the seedbox runs as one where it can */
  GHashTable *lines; /* (owned): what the start printed, KEY to VALUE */
};

/* Runs a tool of the lab and returns what it printed; anything but success ends the test. */
static char *
run_tool (const char *const *arguments, const char *const *settings)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) environment = g_get_environ ();
  g_autofree char *out = NULL;
  g_autofree char *said = NULL;
  int status = 0;

  for (guint i = 0; settings != NULL && settings[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (settings[i], "=", 2);

      environment = g_environ_setenv (environment, pair[0], pair[1], TRUE);
    }
  /* what a sanitizer preloads or prints is about us, not about rTorrent */
  environment = g_environ_unsetenv (environment, "LD_PRELOAD");
  g_spawn_sync (NULL, (char **) arguments, environment, G_SPAWN_DEFAULT, NULL, NULL, &out, &said,
                &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s %s: %s\n%s", arguments[0], arguments[1], error->message, said);
  return g_steal_pointer (&out);
}

static MmsTestLab *
start (const char *tool, const char *const *settings)
{
  g_autofree char *program = g_build_filename (MMS_TEST_LAB_DIR, tool, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;
  g_auto (GStrv) lines = NULL;
  MmsTestLab *self = g_new0 (MmsTestLab, 1);

  self->tool = tool;
  self->dir = g_dir_make_tmp ("mms-lab-XXXXXX", &error);
  g_assert_no_error (error);
  g_chmod (self->dir, 0755);
  self->lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  out = run_tool ((const char *const[]) { program, "start", self->dir, NULL }, settings);
  lines = g_strsplit (out, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *equals = strchr (lines[i], '=');

      if (equals != NULL)
        g_hash_table_insert (self->lines, g_strndup (lines[i], equals - lines[i]),
                             g_strdup (equals + 1));
    }
  return self;
}

/**
 * mms_test_lab_new_seedbox:
 * @settings: (nullable) (array zero-terminated=1): "LAB_MOVIE_MB=1" and so on, of tests/lab/README.md
 *
 * Starts a seedbox of its own; it takes one to four seconds.
 *
 * Returns: (transfer full): it is stopped and removed when it is freed
 */
MmsTestLab *
mms_test_lab_new_seedbox (const char *const *settings)
{
  return start ("seedbox", settings);
}

/**
 * mms_test_lab_new_standins:
 * @box: (nullable): whose torrents Prowlarr finds and Sonarr and Radarr track
 * @settings: (nullable) (array zero-terminated=1): "STANDINS_COMMAND_S=0.1" and so on
 *
 * Starts the stand-ins of all the services; it takes half a second.
 *
 * Returns: (transfer full): free it before @box
 */
MmsTestLab *
mms_test_lab_new_standins (MmsTestLab *box, const char *const *settings)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  if (settings != NULL)
    g_strv_builder_addv (builder, (const char **) settings);
  if (box != NULL)
    {
      g_autofree char *line = g_strconcat ("SEEDBOX_DIR=", box->dir, NULL);

      g_strv_builder_add (builder, line);
    }
  all = g_strv_builder_end (builder);
  return start ("standins", (const char *const *) all);
}

/* Ends every process of it and removes its folder. */
void
mms_test_lab_free (MmsTestLab *self)
{
  if (self == NULL)
    return;
  g_free (mms_test_lab_run (self, "stop", NULL));
  mms_test_remove_tree (self->dir);
  g_hash_table_unref (self->lines);
  g_free (self->dir);
  g_free (self);
}

/* Returns: (transfer none): the value of the line @name=… that the start printed; it must be there */
const char *
mms_test_lab_get (MmsTestLab *self, const char *name)
{
  const char *value = g_hash_table_lookup (self->lines, name);

  if (value == NULL)
    g_error ("%s prints no %s", self->tool, name);
  return value;
}

const char *
mms_test_lab_get_dir (MmsTestLab *self)
{
  return self->dir;
}

/**
 * mms_test_lab_run:
 * @command: "kill", "up", "call", "fault", "requests" …: what tests/lab/README.md says
 * @...: its arguments, without the folder; %NULL at the end
 *
 * Returns: (transfer full): what it printed
 */
char *
mms_test_lab_run (MmsTestLab *self, const char *command, ...)
{
  g_autofree char *program = g_build_filename (MMS_TEST_LAB_DIR, self->tool, NULL);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  const char *argument;
  va_list list;

  g_ptr_array_add (arguments, program);
  g_ptr_array_add (arguments, (char *) command);
  g_ptr_array_add (arguments, self->dir);
  va_start (list, command);
  while ((argument = va_arg (list, const char *)) != NULL)
    g_ptr_array_add (arguments, (char *) argument);
  va_end (list);
  g_ptr_array_add (arguments, NULL);
  return run_tool ((const char *const *) arguments->pdata, NULL);
}
