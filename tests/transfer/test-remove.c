/* Tests that deleting on the seedbox stays where it is allowed, and says what is left.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "transfer/mms-test-fetch.h"

/* Removes one path with one root. Returns: why it is still there; %NULL where it is gone */
static char *
remove_one (MmsTestBox *box, const char *path, const char *root)
{
  const char *paths[] = { path, NULL };
  const char *roots[] = { "/some/other/root", root, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) removals = NULL;
  g_autoptr (GError) error = NULL;
  MmsRemoval *removal;

  mms_remote_files_remove_async (MMS_REMOTE_FILES (box->sftp), paths, roots, NULL,
                                 mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  removals = mms_remote_files_remove_finish (MMS_REMOTE_FILES (box->sftp), result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (removals->len, ==, 1);
  removal = removals->pdata[0];
  g_assert_cmpstr (removal->path, ==, path);
  g_assert_true (removal->gone == (removal->message == NULL));
  return g_strdup (removal->message);
}

static void
assert_gone (MmsTestBox *box, const char *relative)
{
  g_autofree char *path = mms_test_dir_build (box->remote, relative);
  g_autofree char *message = remove_one (box, path, box->remote->path);

  g_assert_cmpstr (message, ==, NULL);
}

static void
assert_refused (MmsTestBox *box, const char *path, const char *root)
{
  g_autofree char *message = remove_one (box, path, root);

  g_assert_nonnull (message);
}

static void
test_tree (MmsTestBox *box, gconstpointer data)
{
  g_autofree char *link_path = mms_test_dir_build (box->remote, "Release/link");
  g_autofree char *kept = mms_test_dir_write (box->local, "kept/file", "x", -1);
  g_autofree char *folder = g_path_get_dirname (kept);

  g_free (mms_test_dir_write (box->remote, "Release/a/b/c/file \x01 \xe9 🎬 'quoted'", "x", -1));
  g_free (mms_test_dir_write (box->remote, "Release/file", "x", -1));
  g_free (mms_test_dir_make (box->remote, "Release/empty"));
  g_assert_cmpint (symlink (folder, link_path), ==, 0);
  assert_gone (box, "Release");
  g_assert_false (mms_test_dir_has (box->remote, "Release"));
  g_assert_true (mms_test_dir_has (box->local, "kept/file"));
  /* A second time is no failure. */
  assert_gone (box, "Release");
  assert_gone (box, "never/was/there");
}

static void
test_roots (MmsTestBox *box, gconstpointer data)
{
  g_autofree char *inside = mms_test_dir_write (box->remote, "root/file", "x", -1);
  g_autofree char *beside = mms_test_dir_write (box->remote, "root2/file", "x", -1);
  g_autofree char *root = mms_test_dir_build (box->remote, "root");
  g_autofree char *upwards = g_strconcat (root, "/../root2/file", NULL);
  g_autofree char *slashes = g_strconcat (root, "//./file/", NULL);
  g_autofree char *message = NULL;

  assert_refused (box, root, root);
  assert_refused (box, beside, root);
  assert_refused (box, upwards, root);
  assert_refused (box, "relative/file", root);
  assert_refused (box, "", root);
  assert_refused (box, "/", "/");
  g_assert_true (mms_test_dir_has (box->remote, "root/file"));
  g_assert_true (mms_test_dir_has (box->remote, "root2/file"));
  message = remove_one (box, slashes, root);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_false (mms_test_dir_has (box->remote, "root/file"));
}

static void
test_links_on_the_way (MmsTestBox *box, gconstpointer data)
{
  g_autofree char *outside = mms_test_dir_write (box->remote, "outside/file", "x", -1);
  g_autofree char *root = mms_test_dir_make (box->remote, "root");
  g_autofree char *link_path = g_build_filename (root, "link", NULL);
  g_autofree char *through = g_build_filename (link_path, "file", NULL);
  g_autofree char *message = NULL;

  g_assert_cmpint (symlink ("../outside", link_path), ==, 0);
  assert_refused (box, through, root);
  g_assert_true (mms_test_dir_has (box->remote, "outside/file"));
  /* The link itself may go. */
  message = remove_one (box, link_path, root);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_false (mms_test_dir_has (box->remote, "root/link"));
  g_assert_true (mms_test_dir_has (box->remote, "outside/file"));
}

static void
test_question_marks (MmsTestBox *box, gconstpointer data)
{
  g_autofree char *two = mms_test_dir_build (box->remote, "two ?");

  g_free (mms_test_dir_write (box->remote, "🎬 one/file", "x", -1));
  g_free (mms_test_dir_write (box->remote, "two \xe9/file", "x", -1));
  g_free (mms_test_dir_write (box->remote, "two \xe8/file", "x", -1));
  assert_gone (box, "???? one");
  g_assert_false (mms_test_dir_has (box->remote, "🎬 one"));
  assert_refused (box, two, box->remote->path);
  g_assert_true (mms_test_dir_has (box->remote, "two \xe9/file"));
  g_assert_true (mms_test_dir_has (box->remote, "two \xe8/file"));
  assert_gone (box, "nothing ?");
}

/* One item cannot go; the others do. */
static void
test_partly (MmsTestBox *box, gconstpointer data)
{
  g_autofree char *first = mms_test_dir_build (box->remote, "first");
  g_autofree char *guarded = mms_test_dir_build (box->remote, "first/guarded");
  g_autofree char *second = mms_test_dir_build (box->remote, "second");
  const char *paths[] = { first, second, NULL };
  const char *roots[] = { box->remote->path, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) removals = NULL;
  g_autoptr (GError) error = NULL;

  g_free (mms_test_dir_write (box->remote, "first/a", "x", -1));
  g_free (mms_test_dir_write (box->remote, "first/guarded/file", "x", -1));
  g_free (mms_test_dir_write (box->remote, "first/z", "x", -1));
  g_free (mms_test_dir_write (box->remote, "second/file", "x", -1));
  if (getuid () == 0)
    {
      g_autofree char *command = g_strdup_printf ("chattr +i '%s'", guarded);
      int status = 1;

      if (!g_spawn_command_line_sync (command, NULL, NULL, &status, NULL) || status != 0)
        {
          g_test_skip ("root may delete everything here");
          return;
        }
    }
  else
    g_chmod (guarded, 0500);
  mms_remote_files_remove_async (MMS_REMOTE_FILES (box->sftp), paths, roots, NULL,
                                 mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  removals = mms_remote_files_remove_finish (MMS_REMOTE_FILES (box->sftp), result, &error);
  if (getuid () == 0)
    {
      g_autofree char *command = g_strdup_printf ("chattr -i '%s'", guarded);

      g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
    }
  g_assert_no_error (error);
  g_assert_cmpuint (removals->len, ==, 2);
  g_assert_false (((MmsRemoval *) removals->pdata[0])->gone);
  g_assert_nonnull (strstr (((MmsRemoval *) removals->pdata[0])->message, "guarded"));
  g_assert_true (((MmsRemoval *) removals->pdata[1])->gone);
  g_assert_false (mms_test_dir_has (box->remote, "first/a"));
  g_assert_true (mms_test_dir_has (box->remote, "first/guarded/file"));
  g_assert_false (mms_test_dir_has (box->remote, "first/z"));
  g_assert_false (mms_test_dir_has (box->remote, "second"));
}

static void
test_nobody_there (MmsTestBox *box, gconstpointer data)
{
  const char *paths[] = { "/a/b", NULL };
  const char *roots[] = { "/a", NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mms_test_sshd_stop (box->sshd);
  mms_remote_files_remove_async (MMS_REMOTE_FILES (box->sftp), paths, roots, NULL,
                                 mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_assert_null (mms_remote_files_remove_finish (MMS_REMOTE_FILES (box->sftp), result, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE);
}

int
main (int argc, char *argv[])
{
  g_unsetenv ("SSH_AUTH_SOCK");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) \
  g_test_add ("/remove/" name, MmsTestBox, NULL, mms_test_box_set_up, func, mms_test_box_tear_down)
  ADD ("deletes-a-tree-and-links-as-links", test_tree);
  ADD ("stays-strictly-inside-the-roots", test_roots);
  ADD ("goes-through-no-link", test_links_on_the_way);
  ADD ("finds-names-behind-question-marks-but-never-guesses", test_question_marks);
  ADD ("goes-on-after-an-item-that-stays", test_partly);
  ADD ("fails-as-a-whole-where-nobody-is-there", test_nobody_there);
  return g_test_run ();
}
