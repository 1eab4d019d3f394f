/* Tests that deleting on the seedbox stays where it is allowed, and says what is left.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <fcntl.h>
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

/* Not all goes. @why: that the message says */
static void
assert_gone_but_for (MmsTestBox *box, const char *relative, const char *why)
{
  g_autofree char *path = mms_test_dir_build (box->remote, relative);
  g_autofree char *message = remove_one (box, path, box->remote->path);

  g_assert_nonnull (message);
  g_test_message ("%s", message);
  if (why != NULL)
    g_assert_nonnull (strstr (message, why));
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

/* Makes so many small files in a folder of the seedbox. */
static void
make_files (MmsTestBox *box, const char *folder, guint n)
{
  g_autofree char *path = mms_test_dir_make (box->remote, folder);
  int folder_fd = open (path, O_RDONLY | O_DIRECTORY);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("file %u", i);
      int fd = openat (folder_fd, name, O_WRONLY | O_CREAT, 0600);

      g_assert_cmpint (fd, >=, 0);
      close (fd);
    }
  close (folder_fd);
}

/* One round trip for each of them would be more than three minutes. */
static void
test_thousands_far_away (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  gint64 began_us;

  make_files (box, "Release/flat", 4000);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *folder = g_strdup_printf ("Release/%u/deeper", i);

      make_files (box, folder, 10);
    }
  mms_test_box_go_over (box, proxy->port);
  g_atomic_int_set (&proxy->delay_ms, 20);
  began_us = g_get_monotonic_time ();
  assert_gone (box, "Release");
  g_test_message ("5,000 files and 202 folders at 40 ms: %.1f s",
                  (double) (g_get_monotonic_time () - began_us) / G_USEC_PER_SEC);
  g_assert_false (mms_test_dir_has (box->remote, "Release"));
  g_assert_cmpint (g_get_monotonic_time () - began_us, <, 20 * G_USEC_PER_SEC);
}

static void
test_deep (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GString) path = g_string_new ("Release");

  for (guint i = 0; i < 150; i++)
    g_string_append (path, "/d");
  g_string_append (path, "/file");
  g_free (mms_test_dir_write (box->remote, path->str, "x", -1));
  assert_gone (box, "Release");
  g_assert_false (mms_test_dir_has (box->remote, "Release"));
}

/* One file of thousands stays: it is named, and its folders stay with it, and nothing else does. */
static void
test_one_of_thousands_stays (MmsTestBox *box, gconstpointer data)
{
  g_autofree char *release = mms_test_dir_build (box->remote, "Release");
  g_autofree char *guarded = mms_test_dir_write (box->remote, "Release/a/b/guarded", "x", -1);
  g_autofree char *hold = g_strdup_printf ("chattr +i '%s'", guarded);
  g_autofree char *let_go = g_strdup_printf ("chattr -i '%s'", guarded);
  g_autofree char *message = NULL;
  int status = 1;

  make_files (box, "Release/a/b", 1000);
  make_files (box, "Release/c", 1000);
  if (!g_spawn_command_line_sync (hold, NULL, NULL, &status, NULL) || status != 0)
    {
      g_test_skip ("nothing can be held here");
      return;
    }
  message = remove_one (box, release, box->remote->path);
  g_spawn_command_line_sync (let_go, NULL, NULL, NULL, NULL);
  g_assert_nonnull (message);
  g_assert_nonnull (strstr (message, "guarded"));
  g_assert_true (mms_test_dir_has (box->remote, "Release/a/b/guarded"));
  g_assert_false (mms_test_dir_has (box->remote, "Release/a/b/file 0"));
  g_assert_false (mms_test_dir_has (box->remote, "Release/a/b/file 999"));
  g_assert_false (mms_test_dir_has (box->remote, "Release/c"));
  assert_gone (box, "Release");
  g_assert_false (mms_test_dir_has (box->remote, "Release"));
}

static void
test_cancelled (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  g_autofree char *release = mms_test_dir_build (box->remote, "Release");
  const char *paths[] = { release, NULL };
  const char *roots[] = { box->remote->path, NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  make_files (box, "Release", 3000);
  mms_test_box_go_over (box, proxy->port);
  g_atomic_int_set (&proxy->delay_ms, 50);
  mms_remote_files_remove_async (MMS_REMOTE_FILES (box->sftp), paths, roots, cancellable,
                                 mms_test_wait_store, &result);
  while (mms_test_dir_has (box->remote, "Release/file 7"))
    g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (cancellable);
  mms_test_wait_for_result (&result);
  g_assert_null (mms_remote_files_remove_finish (MMS_REMOTE_FILES (box->sftp), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (mms_test_dir_has (box->remote, "Release"));
  /* A second time it goes on. */
  g_atomic_int_set (&proxy->delay_ms, 0);
  assert_gone (box, "Release");
  g_assert_false (mms_test_dir_has (box->remote, "Release"));
}

static void
order_flaw (MmsTestBox *box, const char *format, ...)
{
  va_list arguments;
  g_autofree char *flaw = NULL;

  va_start (arguments, format);
  flaw = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  mms_test_box_set_flaw (box, flaw);
}

/* Between the listing of a folder and the deletion of what is in it, or between the listing of its
 * parent and its own, it becomes a link that leads out: what is behind it stays. */
static void
test_link_in_the_place_of_a_folder (MmsTestBox *box, gconstpointer data)
{
  const char *moments[] = { "late", "early" };

  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_autofree char *victim = mms_test_dir_make (box->remote, "Release/folder");
      g_autofree char *outside = mms_test_dir_make (box->local, "outside");

      g_free (mms_test_dir_write (box->remote, "Release/folder/film.mkv", "x", -1));
      g_free (mms_test_dir_write (box->local, "outside/film.mkv", "precious", -1));
      order_flaw (box, "%s=%s=%s", moments[i], victim, outside);
      /* What stood there before is beside it now and was never listed. */
      assert_gone_but_for (box, "Release", NULL);
      g_assert_true (mms_test_dir_has (box->local, "outside/film.mkv"));
      /* The link itself went, as a link. */
      g_assert_false (mms_test_dir_has (box->remote, "Release/folder"));
      mms_test_box_set_flaw (box, "");
      assert_gone (box, "Release");
    }
}

/* The same with a folder above the one that was listed. */
static void
test_link_above (MmsTestBox *box, gconstpointer data)
{
  g_autofree char *outside = mms_test_dir_make (box->local, "outside");
  g_autofree char *above = NULL;
  g_autofree char *inner = NULL;

  g_free (mms_test_dir_write (box->local, "outside/inner/film.mkv", "precious", -1));
  g_free (mms_test_dir_write (box->remote, "Release/above/inner/film.mkv", "x", -1));
  above = mms_test_dir_build (box->remote, "Release/above");
  inner = mms_test_dir_build (box->remote, "Release/above/inner");
  order_flaw (box, "above=%s=%s=%s", above, outside, inner);
  assert_gone_but_for (box, "Release", "is a link");
  g_assert_true (mms_test_dir_has (box->local, "outside/inner/film.mkv"));
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
  ADD ("deletes-thousands-of-files-far-away", test_thousands_far_away);
  ADD ("deletes-what-lies-deep", test_deep);
  ADD ("names-the-one-of-thousands-that-stays", test_one_of_thousands_stays);
  ADD ("is-cancelled-and-goes-on-later", test_cancelled);
  g_test_add ("/remove/follows-no-link-that-took-the-place-of-a-folder", MmsTestBox,
              "folder-sftp.py @FLAW", mms_test_box_set_up, test_link_in_the_place_of_a_folder,
              mms_test_box_tear_down);
  g_test_add ("/remove/follows-no-link-that-took-the-place-of-one-above", MmsTestBox,
              "folder-sftp.py @FLAW", mms_test_box_set_up, test_link_above,
              mms_test_box_tear_down);
  ADD ("fails-as-a-whole-where-nobody-is-there", test_nobody_there);
  return g_test_run ();
}
