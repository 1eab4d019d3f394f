/* Tells how a ruTorrent whose page nobody has opened is woken up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-rtorrent.h"

#include <string.h>

#include "mms-test-lab.h"
#include "services/mms-http.h"
#include "support/mms-test-wait.h"

static MmsTestLab *lab;

static void
test_a_cold_profile_is_warmed (void)
{
  g_autoptr (MmsHttp) http = mms_http_new ();
  g_autofree char *host = mms_http_dup_host_and_port (mms_test_lab_get (lab, "HTTPRPC_URL"));
  g_autoptr (MmsRtorrent) box =
    mms_rtorrent_new (http, mms_test_lab_get (lab, "HTTPRPC_URL"), NULL,
                      mms_test_lab_get (lab, "HTTP_USER"), mms_test_lab_get (lab, "HTTP_PASSWORD"),
                      "rutorrent");
  g_autoptr (GBytes) metainfo = mms_test_lab_torrent (lab, "episode");
  MmsSeedboxAdd what = { .hash = mms_test_lab_get (lab, "HASH_EPISODE"), .metainfo = metainfo,
                         .label = "tv", .start = TRUE };
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GAsyncResult) looked = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTorrentFacts) facts = NULL;

  mms_http_trust (http, host, mms_test_lab_get (lab, "TLS_SHA256"));
  mms_seedbox_add_async (MMS_SEEDBOX (box), &what, NULL, mms_test_wait_store, &added);
  mms_test_wait_for_result (&added);
  mms_seedbox_add_finish (MMS_SEEDBOX (box), added, &error);
  g_assert_no_error (error);
  mms_seedbox_find_async (MMS_SEEDBOX (box), what.hash, NULL, mms_test_wait_store, &looked);
  mms_test_wait_for_result (&looked);
  facts = mms_seedbox_find_finish (MMS_SEEDBOX (box), looked, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (facts->label, ==, "tv");
}

int
main (int argc, char **argv)
{
  static const char *const settings[] = { "LAB_COLD", "1", "LAB_PRELOAD", "none", "LAB_MOVIE_MB", "1", NULL };
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rtorrent-cold/a-cold-profile-is-warmed", test_a_cold_profile_is_warmed);
  lab = mms_test_lab_start (settings);
  if (lab == NULL)
    return 77;
  status = g_test_run ();
  mms_test_lab_stop (lab);
  return status;
}
