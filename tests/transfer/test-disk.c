/* Tests that files here are listed, moved and deleted, and never overwritten.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-disk.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mms-error.h"
#include "support/mms-test-dir.h"
#include "support/mms-test-wait.h"
#include "transfer/mms-test-packed.h"

typedef struct
{
  MmsDisk *disk;   /* (owned) */
  MmsTestDir *dir; /* (owned) */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->disk = mms_disk_new ();
  self->dir = mms_test_dir_new ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->disk);
  mms_test_dir_free (self->dir);
}

static GPtrArray *
scan (Fixture *self, const char *folder, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_local_files_scan_async (MMS_LOCAL_FILES (self->disk), folder, NULL, mms_test_wait_store,
                              &result);
  mms_test_wait_for_result (&result);
  return mms_local_files_scan_finish (MMS_LOCAL_FILES (self->disk), result, error);
}

static gboolean
remove_folder (Fixture *self, const char *folder, const char *root, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_local_files_remove_async (MMS_LOCAL_FILES (self->disk), folder, root, NULL,
                                mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_local_files_remove_finish (MMS_LOCAL_FILES (self->disk), result, error);
}

static gboolean
place (Fixture *self, const char *from, const char *to, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_local_files_place_async (MMS_LOCAL_FILES (self->disk), from, to, NULL, mms_test_wait_store,
                               &result);
  mms_test_wait_for_result (&result);
  return mms_local_files_place_finish (MMS_LOCAL_FILES (self->disk), result, error);
}

static void
test_scan (Fixture *self, gconstpointer data)
{
  g_autofree char *link_path = mms_test_dir_build (self->dir, "a/link");
  g_autofree char *gone = mms_test_dir_build (self->dir, "gone");
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GError) error = NULL;
  MmsLocalFile *file;

  g_free (mms_test_dir_write (self->dir, "b.mkv", "12345", -1));
  g_free (mms_test_dir_write (self->dir, "a/c \xe9.srt", "1", -1));
  g_free (mms_test_dir_make (self->dir, "empty"));
  g_assert_cmpint (symlink ("/etc", link_path), ==, 0);
  files = scan (self, self->dir->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (files->len, ==, 2);
  file = files->pdata[0];
  g_assert_cmpstr (file->path, ==, "a/c \xe9.srt");
  g_assert_cmpint (file->bytes, ==, 1);
  file = files->pdata[1];
  g_assert_cmpstr (file->path, ==, "b.mkv");
  g_assert_cmpint (file->bytes, ==, 5);
  g_assert_null (scan (self, gone, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
}

static void
test_scan_packed (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = mms_test_dir_build (self->dir, "release");
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GError) error = NULL;
  MmsLocalFile *file;

  mms_test_pack (self->dir, "release", "rar4", "film", "--volume", "9000",
                 "film.mkv=" MMS_TEST_PACKED_FILM, NULL);
  mms_test_pack (self->dir, "release", "zip", "cover", "cover.jpg=text:5:x", NULL);
  files = scan (self, folder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (files->len, ==, 3);
  file = files->pdata[0];
  g_assert_cmpstr (file->path, ==, "cover.zip");
  g_assert_null (file->packed);
  for (guint i = 1; i < 3; i++)
    {
      file = files->pdata[i];
      g_assert_cmpstr (file->path, ==, i == 1 ? "film.r00" : "film.rar");
      g_assert_cmpuint (g_strv_length (file->packed), ==, 1);
      g_assert_cmpstr (file->packed[0], ==, "film.mkv");
    }
}

static void
test_remove (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = mms_test_dir_make (self->dir, "root/release/deep/deeper");
  g_autofree char *root = mms_test_dir_build (self->dir, "root");
  g_autofree char *release = mms_test_dir_build (self->dir, "root/release");
  g_autofree char *kept = mms_test_dir_write (self->dir, "kept/file", "x", -1);
  g_autofree char *kept_folder = g_path_get_dirname (kept);
  g_autofree char *inner = g_build_filename (folder, "link", NULL);
  g_autoptr (GError) error = NULL;

  g_free (mms_test_dir_write (self->dir, "root/release/file", "x", -1));
  g_assert_cmpint (symlink (kept_folder, inner), ==, 0);
  g_assert_true (remove_folder (self, release, root, &error));
  g_assert_no_error (error);
  g_assert_false (mms_test_dir_has (self->dir, "root/release"));
  g_assert_true (mms_test_dir_has (self->dir, "kept/file"));
  g_assert_true (remove_folder (self, release, root, &error));
  g_assert_no_error (error);
}

static void
test_remove_outside (Fixture *self, gconstpointer data)
{
  g_autofree char *root = mms_test_dir_make (self->dir, "root");
  g_autofree char *kept = mms_test_dir_write (self->dir, "root2/inner/file", "x", -1);
  g_autofree char *beside = g_path_get_dirname (kept);
  g_autofree char *upwards = g_strconcat (root, "/../root2/inner", NULL);
  g_autofree char *link_path = g_build_filename (root, "link", NULL);
  g_autofree char *through = g_build_filename (link_path, "inner", NULL);
  const char *paths[] = { root, beside, upwards, "relative", through };

  g_assert_cmpint (symlink ("../root2", link_path), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (remove_folder (self, paths[i], root, &error));
      g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
    }
  g_assert_true (mms_test_dir_has (self->dir, "root2/inner/file"));
}

static void
test_place (Fixture *self, gconstpointer data)
{
  g_autofree char *from = mms_test_dir_write (self->dir, "from/sub.srt", "words", -1);
  g_autofree char *to = mms_test_dir_build (self->dir, "library/Film/Film.fr.srt");
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (place (self, from, to, &error));
  g_assert_no_error (error);
  g_assert_false (mms_test_dir_has (self->dir, "from/sub.srt"));
  content = mms_test_dir_read (self->dir, "library/Film/Film.fr.srt", NULL);
  g_assert_cmpstr (content, ==, "words");
  g_assert_false (place (self, from, to, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
}

static void
test_place_onto (Fixture *self, gconstpointer data)
{
  g_autofree char *same = mms_test_dir_write (self->dir, "from/same", "words", -1);
  g_autofree char *other = mms_test_dir_write (self->dir, "from/other", "wordy", -1);
  g_autofree char *to = mms_test_dir_write (self->dir, "to", "words", -1);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (place (self, other, to, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (mms_test_dir_has (self->dir, "from/other"));
  g_assert_true (place (self, same, to, &error));
  g_assert_no_error (error);
  g_assert_false (mms_test_dir_has (self->dir, "from/same"));
  /* Onto itself: it stays. */
  g_assert_true (place (self, to, to, &error));
  g_assert_no_error (error);
  content = mms_test_dir_read (self->dir, "to", NULL);
  g_assert_cmpstr (content, ==, "words");
}

static void
test_place_elsewhere (Fixture *self, gconstpointer data)
{
  g_autofree char *shm = g_strdup ("/dev/shm/mms-test-XXXXXX");
  g_autofree char *from = mms_test_dir_write (self->dir, "sub.srt", "words", -1);
  g_autofree char *to = NULL;
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = NULL;
  struct stat here, there;

  if (g_mkdtemp (shm) == NULL || stat (shm, &there) != 0 ||
      stat (self->dir->path, &here) != 0 || here.st_dev == there.st_dev)
    {
      g_test_skip ("there is no second filesystem");
      return;
    }
  to = g_build_filename (shm, "new/Film.fr.srt", NULL);
  g_assert_true (place (self, from, to, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (to, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "words");
  g_assert_false (mms_test_dir_has (self->dir, "sub.srt"));
  files = scan (self, shm, &error);
  g_assert_cmpuint (files->len, ==, 1);
  mms_test_remove_tree (shm);
}

static void
test_free_space (Fixture *self, gconstpointer data)
{
  g_autofree char *deep = mms_test_dir_build (self->dir, "not/there/yet");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mms_local_files_free_space_async (MMS_LOCAL_FILES (self->disk), deep, NULL, mms_test_wait_store,
                                    &result);
  mms_test_wait_for_result (&result);
  g_assert_cmpint (mms_local_files_free_space_finish (MMS_LOCAL_FILES (self->disk), result, &error),
                   >, 0);
  g_assert_no_error (error);
}

static void
test_long_name (Fixture *self, gconstpointer data)
{
  g_autofree char *from = mms_test_dir_write (self->dir, "file", "x", -1);
  g_autofree char *name = g_strnfill (256, 'n');
  g_autofree char *to = mms_test_dir_build (self->dir, name);
  g_autoptr (GError) error = NULL;

  g_assert_false (place (self, from, to, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "longer"));
  g_assert_true (mms_test_dir_has (self->dir, "file"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/disk/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("lists-files-and-follows-no-link", test_scan);
  ADD ("tells-which-videos-are-packed", test_scan_packed);
  ADD ("deletes-a-folder-and-links-as-links", test_remove);
  ADD ("deletes-nothing-outside-the-root", test_remove_outside);
  ADD ("moves-a-file", test_place);
  ADD ("never-overwrites", test_place_onto);
  ADD ("moves-a-file-to-another-filesystem", test_place_elsewhere);
  ADD ("measures-the-folder-above-that-exists", test_free_space);
  ADD ("says-that-a-name-is-too-long", test_long_name);
  return g_test_run ();
}
