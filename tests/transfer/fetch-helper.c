/* Fetches one release, for a test that kills it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdlib.h>

#include "support/mms-test-wait.h"
#include "transfer/mms-sftp.h"
#include "worker/mms-worker.h"

int
main (int argc, char *argv[])
{
  g_autoptr (MmsSftp) sftp = NULL;
  g_autoptr (MmsMetainfo) metainfo = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  MmsSftpLogin login = { 0 };
  MmsFetch what = { 0 };
  char *data;
  gsize size;

  g_assert_cmpint (argc, ==, 8);
  g_assert_true (g_file_get_contents (argv[4], &data, &size, NULL));
  bytes = g_bytes_new_take (data, size);
  metainfo = mms_metainfo_new (bytes, &error);
  g_assert_no_error (error);
  login.host = "127.0.0.1";
  login.port = (guint16) atoi (argv[1]);
  login.user = g_get_user_name ();
  login.key_file = argv[2];
  login.known_hosts = argv[3];
  what.hash = mms_metainfo_get_hash (metainfo);
  what.metainfo = metainfo;
  what.remote_path = argv[5];
  what.staging = argv[6];
  what.target = argv[7];
  sftp = mms_sftp_new (&login);
  mms_remote_files_fetch_async (MMS_REMOTE_FILES (sftp), &what, NULL, NULL, mms_test_wait_store,
                                &result);
  mms_test_wait_for_result (&result);
  mms_remote_files_fetch_finish (MMS_REMOTE_FILES (sftp), result, &error);
  g_assert_no_error (error);
  /* as every program of ours ends: OpenSSL takes itself down while threads may still use it */
  g_clear_object (&result);
  g_clear_object (&sftp);
  mms_worker_wait_for_all (5000);
  return 0;
}
