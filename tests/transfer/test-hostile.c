/* Tests that a server that lies gets nothing written where it wants.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-test-fetch.h"

#include <string.h>

static void
test_names (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  const char *roots[] = { "/data", NULL };
  const char *paths[] = { "/data/release", NULL };
  g_autoptr (GPtrArray) removals = NULL;
  MmsRemoval *removal;

  box->remote_path = g_strdup ("/data/release");
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_assert_false (mms_test_dir_has (box->local, "escaped"));
  g_assert_false (mms_test_dir_has (box->local, "downloads"));
  g_clear_error (&error);
  /* Nor is anything deleted by such a name. */
  mms_remote_files_remove_async (MMS_REMOTE_FILES (box->sftp), paths, roots, NULL,
                                 mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  removals = mms_remote_files_remove_finish (MMS_REMOTE_FILES (box->sftp), result, &error);
  g_assert_no_error (error);
  removal = removals->pdata[0];
  g_assert_false (removal->gone);
  g_assert_nonnull (removal->message);
}

static void
test_endless_file (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) checked = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *line = NULL;

  mms_remote_files_read_async (MMS_REMOTE_FILES (box->sftp), "/data/film.mkv", 2000, NULL,
                               mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  bytes = mms_remote_files_read_finish (MMS_REMOTE_FILES (box->sftp), result, &error);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
  g_assert_null (bytes);
  g_clear_error (&error);
  /* A fetch takes as many bytes as were announced, and no more. */
  box->remote_path = g_strdup ("/data/film.mkv");
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_SIZES);
  g_assert_no_error (error);
  g_assert_cmpint (mms_transfer_get_bytes_done (box->transfer), ==, 1000);
  /* It has no statvfs: that is no failure. */
  mms_remote_files_check_async (MMS_REMOTE_FILES (box->sftp), NULL, mms_test_wait_store, &checked);
  mms_test_wait_for_result (&checked);
  line = mms_remote_files_check_finish (MMS_REMOTE_FILES (box->sftp), checked, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, "SFTP login works");
}

static void
test_mute (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 began_us = g_get_monotonic_time ();

  /* sshd answers keepalives all the while; ten stalls without an answer are enough. */
  g_object_set (box->sftp, "stall-ms", 200, NULL);
  mms_remote_files_list_async (MMS_REMOTE_FILES (box->sftp), "/data", NULL, mms_test_wait_store,
                               &result);
  mms_test_wait_for_result (&result);
  g_assert_null (mms_remote_files_list_finish (MMS_REMOTE_FILES (box->sftp), result, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE);
  g_assert_cmpint (g_get_monotonic_time () - began_us, <, 10 * G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  g_unsetenv ("SSH_AUTH_SOCK");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, flaw, func) \
  g_test_add ("/hostile/" name, MmsTestBox, "hostile-sftp.py " flaw, mms_test_box_set_up, func, \
              mms_test_box_tear_down)
  ADD ("cannot-lead-upwards", "traversal", test_names);
  ADD ("cannot-hide-a-slash-in-a-name", "slash", test_names);
  ADD ("cannot-hide-a-nul-in-a-name", "nul", test_names);
  ADD ("cannot-send-for-ever", "endless", test_endless_file);
  ADD ("cannot-keep-us-waiting-for-ever", "mute", test_mute);
  return g_test_run ();
}
