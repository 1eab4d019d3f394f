/* Tests the words and figures that the window says about transfers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-transfer-words.h"
#include "preview.h"

static void
test_percent (void)
{
  static const struct
  {
    gint64 done, total;
    int percent;
  } cases[] = {
    { 0, 100, 0 },     { 63, 100, 63 },   { 99999, 100000, 99 }, { 100, 100, 100 },
    { 120, 100, 100 }, { -5, 100, 0 },    { 0, 0, 100 },         { G_MAXINT64 - 1, G_MAXINT64, 99 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (mms_percent_of (cases[i].done, cases[i].total), ==, cases[i].percent);
}

static void
test_words (void)
{
  g_autofree char *rate = mms_rate_dup_words (14200000);
  g_autofree char *still = mms_rate_dup_words (-3);
  g_autofree char *amount = mms_amount_dup_words (5100000000, 8100000000);
  g_autofree char *share = mms_share_dup_words (441000000, 700000000);
  g_autofree char *pieces = mms_pieces_dup_words (63, 100);
  g_autofree char *left = mms_time_left_dup_words (180);
  g_autofree char *never = mms_time_left_dup_words (-1);

  g_assert_cmpstr (rate, ==, "14.2\u00a0MB/s");
  g_assert_cmpstr (still, ==, "0 bytes/s");
  g_assert_cmpstr (amount, ==, "5.1\u00a0GB of 8.1\u00a0GB");
  g_assert_cmpstr (share, ==, "63 % of 700.0\u00a0MB");
  g_assert_cmpstr (pieces, ==, "63 % of the release is here");
  g_assert_cmpstr (left, ==, "3 min");
  g_assert_cmpstr (never, ==, "Unknown");
}

/* The compiler asks for a sentence of each reason; that it is one of its own is tested here. */
static void
test_reasons (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (int reason = MMS_LINES_NONE; reason <= MMS_LINES_PAUSED; reason++)
    {
      const char *label = mms_lines_reason_get_label ((MmsLinesReason) reason);

      g_assert_true (g_str_has_suffix (label, "."));
      g_assert_true (g_hash_table_add (seen, (gpointer) label));
    }
}

/* The bytes of a download on the seedbox are not bytes that are here. */
static void
test_fetching (void)
{
  static const gint64 done[] = { 25 };
  g_autoptr (MmsJob) job = mms_preview_job_new ("a", MMS_FACT_GRABBED);
  g_autoptr (GBytes) files = g_bytes_new_static (done, sizeof done);
  g_autoptr (GBytes) cells = g_bytes_new_static ("\377", 1);
  MmsTransferDetail detail = { .files_done = files };

  mms_transfer_set_detail (mms_job_get_transfer (job), &detail);
  mms_transfer_update (mms_job_get_transfer (job), 25, 100, 5, NULL);
  mms_job_set_running (job, TRUE);
  g_assert_false (mms_job_get_fetching (job));
  g_assert_cmpint (mms_job_get_file_done (job, 0), ==, -1);
  mms_job_set_fact (job, MMS_FACT_COMPLETE);
  g_assert_true (mms_job_get_fetching (job));
  g_assert_cmpint (mms_job_get_file_done (job, 0), ==, 25);
  mms_job_set_running (job, FALSE);
  g_assert_false (mms_job_get_fetching (job));
  detail.cells = cells;
  mms_transfer_set_detail (mms_job_get_transfer (job), &detail);
  g_assert_true (mms_job_get_fetching (job));
  mms_job_set_fact (job, MMS_FACT_FETCHED);
  g_assert_cmpint (mms_job_get_file_done (job, 0), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transfer-words/only the whole is 100 percent", test_percent);
  g_test_add_func ("/transfer-words/figures read as people write them", test_words);
  g_test_add_func ("/transfer-words/each reason is a sentence of its own", test_reasons);
  g_test_add_func ("/transfer-words/what a step brought here is told until all of it is", test_fetching);
  return g_test_run ();
}
