/* Tests that limits, pauses and priorities hold at once, and that releases share the line fairly.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-test-fetch.h"

#define KIB 1024
#define MIB (1024 * KIB)

/* Two releases that are fetched at the same time from one seedbox. */
typedef struct
{
  MmsTestBox first;
  MmsTestBox second;
  GAsyncResult *first_result;
  GAsyncResult *second_result;
} Pair;

static gboolean
has_begun (gpointer transfer)
{
  return mms_transfer_get_bytes_done (transfer) > 0;
}

static gint64
get_done (MmsTestBox *box)
{
  return mms_transfer_get_bytes_done (box->transfer);
}

static void
set_limit (MmsTestBox *box, gint64 rate, gboolean paused)
{
  mms_remote_files_set_limit (MMS_REMOTE_FILES (box->sftp), rate, paused);
}

/* The figures are shown a few times a second. */
static void
wait_for_figures (void)
{
  mms_test_wait_ms (600);
}

static void
end (MmsTestBox *box, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  mms_test_wait_for_result (result);
  g_assert_cmpint (mms_remote_files_fetch_finish (MMS_REMOTE_FILES (box->sftp), *result, &error), ==,
                   MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  g_clear_object (result);
}

/* Paused for two seconds, nothing more comes than what was under way 200 ms after; resumed, it ends
 * whole. */
static void
test_paused_at_once (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  gint64 done;

  mms_test_box_offer_film (box, 24 * MIB);
  set_limit (box, 4 * MIB, FALSE);
  mms_test_box_fetch_async (box, &result);
  mms_test_wait_until (has_begun, box->transfer, "bytes");
  set_limit (box, 4 * MIB, TRUE);
  mms_test_wait_ms (200);
  wait_for_figures ();
  done = get_done (box);
  g_assert_cmpint (done, <, 8 * MIB);
  mms_test_wait_ms (1500);
  g_assert_cmpint (get_done (box), ==, done);
  g_assert_null (result);
  set_limit (box, 0, FALSE);
  end (box, &result);
  mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
}

/* Without a limit a pause ends the stream within 200 ms: what comes later was asked for before. */
static void
test_limit_and_pause_act_within_200_ms (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  gint64 before;

  mms_test_box_go_over (box, proxy->port);
  mms_test_box_offer_film (box, 48 * MIB);
  set_limit (box, 6 * MIB, FALSE);
  mms_test_box_fetch_async (box, &result);
  mms_test_wait_until (has_begun, box->transfer, "bytes");
  set_limit (box, 6 * MIB, TRUE);
  mms_test_wait_ms (200);
  before = g_atomic_int_get (&proxy->bytes_down);
  mms_test_wait_ms (1000);
  g_assert_cmpint (g_atomic_int_get (&proxy->bytes_down) - before, <, 64 * KIB);
  set_limit (box, 1 * MIB, FALSE);
  mms_test_wait_ms (200);
  before = g_atomic_int_get (&proxy->bytes_down);
  mms_test_wait_ms (2000);
  g_assert_cmpint (g_atomic_int_get (&proxy->bytes_down) - before, >, 1 * MIB);
  g_assert_cmpint (g_atomic_int_get (&proxy->bytes_down) - before, <, 3 * MIB);
  set_limit (box, 0, FALSE);
  end (box, &result);
}

/* Begun while paused: it is found and prepared, and waits. */
static void
test_begun_while_paused (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_test_box_offer_film (box, 1 * MIB);
  set_limit (box, 0, TRUE);
  mms_test_box_fetch_async (box, &result);
  mms_test_wait_ms (1200);
  g_assert_null (result);
  g_assert_cmpint (get_done (box), ==, 0);
  set_limit (box, 0, FALSE);
  end (box, &result);
}

/* The limit of one release is changed while it is fetched, without a new attempt. */
static void
test_adjusted_on_the_way (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  gint64 began_us = g_get_monotonic_time ();

  mms_test_box_offer_film (box, 16 * MIB);
  box->rate_limit = 256 * KIB;
  mms_test_box_fetch_async (box, &result);
  mms_test_wait_until (has_begun, box->transfer, "bytes");
  mms_remote_files_adjust (MMS_REMOTE_FILES (box->sftp), box->hash, 0, 0);
  end (box, &result);
  g_assert_cmpint (g_get_monotonic_time () - began_us, <, 20 * G_USEC_PER_SEC);
}

/* What is asked before the bytes are asked for is heeded as well. */
static void
test_adjusted_before_the_bytes (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  gint64 began_us = g_get_monotonic_time ();

  mms_test_box_offer_film (box, 2 * MIB);
  mms_test_box_fetch_async (box, &result);
  mms_remote_files_adjust (MMS_REMOTE_FILES (box->sftp), box->hash, 1 * MIB, 0);
  end (box, &result);
  g_assert_cmpint (g_get_monotonic_time () - began_us, >, 1500 * 1000);
}

static void
pair_set_up (Pair *pair, gconstpointer data)
{
  mms_test_box_set_up (&pair->first, NULL);
  mms_test_box_set_up (&pair->second, NULL);
  mms_test_box_offer_film (&pair->first, 40 * MIB);
  mms_test_box_offer_film (&pair->second, 40 * MIB + 1);
  g_set_object (&pair->second.sftp, pair->first.sftp);
}

static void
pair_tear_down (Pair *pair, gconstpointer data)
{
  mms_test_box_tear_down (&pair->first, NULL);
  mms_test_box_tear_down (&pair->second, NULL);
}

/* Gives up what the test does not need whole. */
static void
give_up (MmsTestBox *box, GAsyncResult **result)
{
  g_cancellable_cancel (box->cancellable);
  mms_test_wait_for_result (result);
  mms_remote_files_fetch_finish (MMS_REMOTE_FILES (box->sftp), *result, NULL);
  g_clear_object (result);
}

static void
begin_both (Pair *pair)
{
  pair->first.cancellable = g_cancellable_new ();
  pair->second.cancellable = g_cancellable_new ();
  mms_test_box_fetch_async (&pair->first, &pair->first_result);
  mms_test_box_fetch_async (&pair->second, &pair->second_result);
}

static gboolean
have_both_begun (gpointer data)
{
  Pair *pair = data;

  return get_done (&pair->first) > 0 && get_done (&pair->second) > 0;
}

static double
get_share_of_first (Pair *pair, guint ms)
{
  gint64 first = get_done (&pair->first);
  gint64 second = get_done (&pair->second);

  mms_test_wait_ms (ms);
  first = get_done (&pair->first) - first;
  second = get_done (&pair->second) - second;
  g_test_message ("%" G_GINT64_FORMAT " and %" G_GINT64_FORMAT " bytes", first, second);
  g_assert_cmpint (first + second, >, 0);
  return (double) first / (double) (first + second);
}

/* Looks on for a while, then ends both. */
static void
assert_shared_fairly (Pair *pair)
{
  double share = get_share_of_first (pair, 4000);

  g_assert_cmpfloat (share, >, 0.35);
  g_assert_cmpfloat (share, <, 0.65);
  give_up (&pair->first, &pair->first_result);
  give_up (&pair->second, &pair->second_result);
}

static void
test_equals_share_fairly (Pair *pair, gconstpointer data)
{
  set_limit (&pair->first, 3 * MIB, FALSE);
  begin_both (pair);
  mms_test_wait_until (have_both_begun, pair, "bytes of both");
  assert_shared_fairly (pair);
}

/* One that comes later gets its half from then on; nothing is made up for. */
static void
test_newcomer_shares_fairly (Pair *pair, gconstpointer data)
{
  pair->first.cancellable = g_cancellable_new ();
  pair->second.cancellable = g_cancellable_new ();
  set_limit (&pair->first, 3 * MIB, FALSE);
  mms_test_box_fetch_async (&pair->first, &pair->first_result);
  mms_test_wait_until (has_begun, pair->first.transfer, "bytes");
  mms_test_wait_ms (2000);
  mms_test_box_fetch_async (&pair->second, &pair->second_result);
  mms_test_wait_until (has_begun, pair->second.transfer, "bytes of the second");
  assert_shared_fairly (pair);
}

static void
test_urgent_goes_first (Pair *pair, gconstpointer data)
{
  set_limit (&pair->first, 3 * MIB, FALSE);
  begin_both (pair);
  mms_test_wait_until (have_both_begun, pair, "bytes of both");
  mms_remote_files_adjust (MMS_REMOTE_FILES (pair->first.sftp), pair->second.hash, 0, 1);
  wait_for_figures ();
  g_assert_cmpfloat (get_share_of_first (pair, 3000), <, 0.05);
  mms_remote_files_adjust (MMS_REMOTE_FILES (pair->first.sftp), pair->first.hash, 0, 1);
  mms_remote_files_adjust (MMS_REMOTE_FILES (pair->first.sftp), pair->second.hash, 0, -1);
  wait_for_figures ();
  g_assert_cmpfloat (get_share_of_first (pair, 3000), >, 0.95);
  give_up (&pair->first, &pair->first_result);
  give_up (&pair->second, &pair->second_result);
}

/* An urgent release with a limit of its own leaves the rest of the line to the others. */
static void
test_limited_leaves_the_rest (Pair *pair, gconstpointer data)
{
  double share;

  set_limit (&pair->first, 4 * MIB, FALSE);
  begin_both (pair);
  mms_test_wait_until (have_both_begun, pair, "bytes of both");
  mms_remote_files_adjust (MMS_REMOTE_FILES (pair->first.sftp), pair->first.hash, 1 * MIB, 1);
  wait_for_figures ();
  share = get_share_of_first (pair, 4000);
  g_assert_cmpfloat (share, >, 0.15);
  g_assert_cmpfloat (share, <, 0.35);
  give_up (&pair->first, &pair->first_result);
  give_up (&pair->second, &pair->second_result);
}

#define ADD(sentence, func)                                                                        \
  g_test_add ("/control/" sentence, MmsTestBox, NULL, mms_test_box_set_up, func,                    \
              mms_test_box_tear_down)
#define ADD_PAIR(sentence, func)                                                                   \
  g_test_add ("/control/" sentence, Pair, NULL, pair_set_up, func, pair_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-pause-lasts-and-a-resume-goes-on", test_paused_at_once);
  ADD ("limit-and-pause-act-within-200-ms", test_limit_and_pause_act_within_200_ms);
  ADD ("what-begins-while-paused-waits", test_begun_while_paused);
  ADD ("a-release-s-limit-is-changed-on-the-way", test_adjusted_on_the_way);
  ADD ("a-release-s-limit-is-changed-before-its-bytes", test_adjusted_before_the_bytes);
  ADD_PAIR ("equals-share-fairly", test_equals_share_fairly);
  ADD_PAIR ("a-newcomer-shares-fairly", test_newcomer_shares_fairly);
  ADD_PAIR ("the-urgent-goes-first", test_urgent_goes_first);
  ADD_PAIR ("a-limited-one-leaves-the-rest-to-others", test_limited_leaves_the_rest);
  return g_test_run ();
}
