/* Tests the live figures of a transfer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-transfer.h"

static void
count_cb (MmsTransfer *transfer, gpointer count)
{
  (*(guint *) count)++;
}

static void
test_update (void)
{
  g_autoptr (MmsTransfer) transfer = mms_transfer_new ();
  guint changes = 0;

  g_signal_connect (transfer, "changed", G_CALLBACK (count_cb), &changes);
  mms_transfer_update (transfer, 10, 100, 5, "a.mkv");
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpint (mms_transfer_get_bytes_done (transfer), ==, 10);
  g_assert_cmpint (mms_transfer_get_bytes_total (transfer), ==, 100);
  g_assert_cmpint (mms_transfer_get_rate (transfer), ==, 5);
  g_assert_cmpstr (mms_transfer_get_file (transfer), ==, "a.mkv");
  mms_transfer_update (transfer, 10, 100, 5, mms_transfer_get_file (transfer));
  g_assert_cmpstr (mms_transfer_get_file (transfer), ==, "a.mkv");
  mms_transfer_update (transfer, 10, 100, 5, NULL);
  g_assert_null (mms_transfer_get_file (transfer));
}

static void
test_figures (void)
{
  static const struct
  {
    gint64 done, total, rate;
    double progress;
    gint64 eta_s;
  } table[] = {
    { 0, 0, 0, 0, -1 },      { 0, 100, 10, 0, 10 },    { 50, 100, 10, 0.5, 5 }, { 100, 100, 10, 1, 0 },
    { 120, 100, 10, 1, 0 },  { 50, 100, 0, 0.5, -1 },  { 50, 0, 10, 0, -1 },    { -5, 100, 10, 0, 10 },
    { 50, 100, -3, 0.5, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (MmsTransfer) transfer = mms_transfer_new ();

      mms_transfer_update (transfer, table[i].done, table[i].total, table[i].rate, NULL);
      g_assert_cmpfloat (mms_transfer_get_progress (transfer), ==, table[i].progress);
      g_assert_cmpint (mms_transfer_get_eta_s (transfer), ==, table[i].eta_s);
    }
}

static void
test_detail (void)
{
  static const gint64 done[] = { 700, 0, 25 };
  g_autoptr (MmsTransfer) transfer = mms_transfer_new ();
  g_autoptr (GBytes) files = g_bytes_new_static (done, sizeof done);
  MmsTransferDetail detail = { .lines = 4, .reason = MMS_LINES_SERVER, .files_done = files };

  g_assert_cmpint (mms_transfer_get_file_done (transfer, 0), ==, -1);
  mms_transfer_set_detail (transfer, &detail);
  g_assert_cmpuint (mms_transfer_get_detail (transfer)->lines, ==, 4);
  g_assert_cmpint (mms_transfer_get_file_done (transfer, 0), ==, 700);
  g_assert_cmpint (mms_transfer_get_file_done (transfer, 1), ==, 0);
  g_assert_cmpint (mms_transfer_get_file_done (transfer, 2), ==, 25);
  g_assert_cmpint (mms_transfer_get_file_done (transfer, 3), ==, -1);
  mms_transfer_set_detail (transfer, NULL);
  g_assert_cmpuint (mms_transfer_get_detail (transfer)->lines, ==, 0);
  g_assert_cmpint (mms_transfer_get_file_done (transfer, 0), ==, -1);
}

static void
test_nicks (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (int reason = MMS_LINES_NONE; reason <= MMS_LINES_PAUSED; reason++)
    {
      const char *nick = mms_lines_reason_to_nick ((MmsLinesReason) reason);

      g_assert_cmpstr (nick, !=, "");
      g_assert_true (g_hash_table_add (seen, (gpointer) nick));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transfer/tells-all-its-figures-at-once", test_update);
  g_test_add_func ("/transfer/promises-no-end-that-nobody-knows", test_figures);
  g_test_add_func ("/transfer/tells-of-each-file-what-is-known", test_detail);
  g_test_add_func ("/transfer/every-reason-has-a-name-of-its-own", test_nicks);
  return g_test_run ();
}
