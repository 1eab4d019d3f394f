/* Tests that the last search is kept for its owner alone, and that a damaged file is no search.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-search-cache.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

static char *
dup_path (void)
{
  return g_build_filename (g_get_user_cache_dir (), "mediamanagersuite", "last-search.json", NULL);
}

/* Leaves a file where the last search is looked for. */
static char *
write_file (const char *text)
{
  char *path = dup_path ();
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static GPtrArray *
make_found (void)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_found_free);
  g_autoptr (MmsRelease) release = mms_release_new ("Nosfératu \"1922\"\n🎬");

  release->link = g_strdup ("http://indexer/dl?apikey=hush");
  release->indexer = g_strdup ("Lab");
  release->bytes = G_GINT64_CONSTANT (5000000000);
  g_ptr_array_add (found, mms_found_new (release, MMS_MEDIA_FILM));
  return found;
}

static void
test_round_trip (void)
{
  g_autoptr (GPtrArray) found = make_found ();
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GError) error = NULL;
  const MmsFound *first;

  g_assert_true (mms_search_cache_save (found, &error));
  again = mms_search_cache_load (&error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, 1);
  first = again->pdata[0];
  g_assert_cmpstr (first->release->title, ==, "Nosfératu \"1922\"\n🎬");
  g_assert_cmpstr (first->release->link, ==, "http://indexer/dl?apikey=hush");
  g_assert_cmpstr (first->release->indexer, ==, "Lab");
  g_assert_cmpint (first->release->bytes, ==, G_GINT64_CONSTANT (5000000000));
  g_assert_true (first->film);
  g_assert_false (first->series);
}

static void
test_mode (void)
{
  g_autoptr (GPtrArray) found = make_found ();
  g_autofree char *path = write_file ("[]");
  GStatBuf info;

  g_assert_cmpint (g_chmod (path, 0666), ==, 0);
  g_assert_true (mms_search_cache_save (found, NULL));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
}

static void
test_damage (void)
{
  static const char *const texts[] = { "", "{", "{}", "[1]", "null", "\"a\"", "\xff" };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *path = write_file (texts[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (mms_search_cache_load (&error));
      g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
    }
}

/* Members of other types than ours are not known, and nothing worse. */
static void
test_strange_members (void)
{
  g_autofree char *path = write_file ("[{\"title\":[],\"link\":7,\"indexer\":null}]");
  g_autoptr (GPtrArray) found = NULL;

  found = mms_search_cache_load (NULL);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_null (((MmsFound *) found->pdata[0])->release->link);
}

static void
test_none (void)
{
  g_autofree char *path = dup_path ();
  g_autoptr (GError) error = NULL;

  g_unlink (path);
  g_assert_null (mms_search_cache_load (&error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/cli/search-cache/what-was-kept-comes-back", test_round_trip);
  g_test_add_func ("/cli/search-cache/only-its-owner-may-read-it", test_mode);
  g_test_add_func ("/cli/search-cache/a-damaged-file-is-no-search", test_damage);
  g_test_add_func ("/cli/search-cache/strange-members-are-not-known", test_strange_members);
  g_test_add_func ("/cli/search-cache/no-file-is-no-search", test_none);
  return g_test_run ();
}
