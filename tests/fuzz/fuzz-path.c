/* Feeds anything to the translation of paths and the reading of file names.
 *
 * The lines of the input are a prefix there, a prefix here, and a path.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-display-name.h"
#include "core/mms-episode-name.h"
#include "core/mms-path-map.h"

#include <string.h>

#include "fuzz/mms-fuzz.h"

static void
check_normal (const char *path)
{
  g_autofree char *normal = mms_path_normalize (path);
  g_autofree char *again = normal != NULL ? mms_path_normalize (normal) : NULL;

  g_assert_cmpstr (normal, ==, again);
  g_assert_false (mms_path_is_inside (path, path));
  if (strstr (path, "/../") != NULL)
    g_assert_null (normal);
}

/* What was mapped lies where the pair says, and finds its way back. */
static void
check_map (const char *there, const char *here, const char *path)
{
  g_autoptr (MmsPathMap) map = mms_path_map_new ();
  g_autofree char *mapped = NULL;
  g_autofree char *back = NULL;
  g_autofree char *again = NULL;

  if (!mms_path_map_add (map, there, here, NULL) || !mms_path_map_covers (map, path))
    return;
  if ((mapped = mms_path_map_to_here (map, path)) == NULL)
    return;
  g_assert_true (mms_path_map_covers_here (map, mapped));
  g_assert_nonnull (back = mms_path_map_to_there (map, mapped));
  g_assert_true (mms_path_map_covers (map, back));
  again = mms_path_map_to_here (map, back);
  g_assert_cmpstr (again, ==, mapped);
}

static void
check_names (const char *path)
{
  g_autofree char *shown = mms_display_name_new (path, -1);
  MmsEpisodeName name;

  g_assert_true (g_utf8_validate (shown, -1, NULL));
  g_assert_cmpint (mms_episode_name_read (path, -1, &name), ==, name.n_episodes > 0);
  g_assert_cmpuint (name.n_episodes, <=, MMS_EPISODE_NAME_MAX);
  for (guint i = 1; i < name.n_episodes; i++)
    g_assert_cmpuint (name.episodes[i], >, name.episodes[i - 1]);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize bytes)
{
  g_autofree char *text = g_strndup ((const char *) data, bytes);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 3);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      check_normal (lines[i]);
      check_names (lines[i]);
    }
  if (g_strv_length (lines) == 3)
    check_map (lines[0], lines[1], lines[2]);
  return 0;
}
