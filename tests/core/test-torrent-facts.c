/* Tests what a person calls the state of a torrent.
 *
 * The rows are those that were measured on rTorrent 0.9.8: state, open, active, hashing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-torrent-facts.h"

typedef struct
{
  const char *sentence;
  guint state, is_open, is_active;
  MmsHashing hashing;
  guint is_complete;
  const char *message;
  MmsTorrentState expected;
} Case;

static const Case cases[] = {
  { "started-and-incomplete-downloads", 1, 1, 1, MMS_HASHING_NONE, 0, "", MMS_TORRENT_DOWNLOADING },
  { "started-and-complete-seeds", 1, 1, 1, MMS_HASHING_NONE, 1, "", MMS_TORRENT_SEEDING },
  { "open-but-not-active-is-paused", 1, 1, 0, MMS_HASHING_NONE, 0, "", MMS_TORRENT_PAUSED },
  { "complete-but-not-active-is-paused", 1, 1, 0, MMS_HASHING_NONE, 1, "", MMS_TORRENT_PAUSED },
  { "state-off-is-stopped", 0, 0, 0, MMS_HASHING_NONE, 0, "", MMS_TORRENT_STOPPED },
  { "state-off-and-open-is-stopped", 0, 1, 0, MMS_HASHING_NONE, 1, "", MMS_TORRENT_STOPPED },
  { "meant-to-run-and-not-open-waits", 1, 0, 0, MMS_HASHING_NONE, 0, "", MMS_TORRENT_QUEUED },
  { "an-open-check-is-a-check", 1, 1, 0, MMS_HASHING_INITIAL, 0, "", MMS_TORRENT_CHECKING },
  { "a-check-that-is-not-open-waits", 1, 0, 0, MMS_HASHING_INITIAL, 0, "", MMS_TORRENT_QUEUED },
  { "the-check-at-the-end-is-a-check", 1, 1, 0, MMS_HASHING_FINAL, 1, "", MMS_TORRENT_CHECKING },
  { "a-recheck-is-a-check", 0, 0, 0, MMS_HASHING_RECHECK, 0, "", MMS_TORRENT_CHECKING },
  { "a-trackers-words-are-no-error", 1, 1, 1, MMS_HASHING_NONE, 0, "Tracker: [Failure reason \"x\"]",
    MMS_TORRENT_DOWNLOADING },
  { "a-trackers-words-on-a-stopped-one-are-no-error", 0, 0, 0, MMS_HASHING_NONE, 0, "Tracker: [Timed out]",
    MMS_TORRENT_STOPPED },
  { "rtorrents-words-on-one-that-stands-still-are-an-error", 0, 1, 0, MMS_HASHING_NONE, 0,
    "Download registered as completed, but hash check returned unfinished chunks.", MMS_TORRENT_ERROR },
  { "rtorrents-words-on-one-that-runs-are-no-error", 1, 1, 1, MMS_HASHING_NONE, 1, "No such file or directory",
    MMS_TORRENT_SEEDING },
  { "a-check-comes-before-an-error", 1, 1, 0, MMS_HASHING_RECHECK, 0, "Hash check", MMS_TORRENT_CHECKING },
  { "no-message-is-no-error", 0, 0, 0, MMS_HASHING_NONE, 0, NULL, MMS_TORRENT_STOPPED },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (MmsTorrentFacts) facts = mms_torrent_facts_new ();

  facts->state = c->state;
  facts->is_open = c->is_open;
  facts->is_active = c->is_active;
  facts->hashing = c->hashing;
  facts->is_complete = c->is_complete;
  facts->message = g_strdup (c->message);
  g_assert_cmpint (mms_torrent_facts_get_state (facts), ==, c->expected);
}

/* What is off is never there; what a single file lacks is never off. */
static void
test_ready (void)
{
  static const struct
  {
    guint is_complete, has_wanted, is_multi_file;
    gint64 bytes_done;
    gboolean ready;
  } rows[] = {
    { 1, 1, 1, 10, TRUE },  { 1, 1, 0, 10, TRUE },  { 1, 0, 1, 0, TRUE },  { 0, 1, 1, 10, TRUE },
    { 0, 0, 1, 10, FALSE }, { 0, 1, 1, 0, FALSE },  { 0, 1, 0, 10, FALSE }, { 0, 0, 0, 0, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MmsTorrentFacts) facts = mms_torrent_facts_new ();

      facts->is_complete = rows[i].is_complete;
      facts->has_wanted = rows[i].has_wanted;
      facts->is_multi_file = rows[i].is_multi_file;
      facts->bytes_done = rows[i].bytes_done;
      facts->state = facts->is_open = facts->is_active = 1;
      g_assert_cmpint (mms_torrent_facts_is_ready (facts), ==, rows[i].ready);
      g_assert_cmpint (mms_torrent_facts_get_state (facts), ==,
                       rows[i].ready ? MMS_TORRENT_SEEDING : MMS_TORRENT_DOWNLOADING);
    }
}

static void
test_words (void)
{
  static const char *const nicks[]
    = { "checking", "queued", "downloading", "seeding", "paused", "stopped", "error" };

  for (guint i = 0; i <= MMS_TORRENT_ERROR; i++)
    {
      g_assert_cmpstr (mms_torrent_state_to_nick ((MmsTorrentState) i), ==, nicks[i]);
      g_assert_cmpstr (mms_torrent_state_get_label ((MmsTorrentState) i), !=, "");
    }
  mms_torrent_facts_free (NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/torrent-facts/", cases[i].sentence, NULL);
      g_test_add_data_func (name, &cases[i], test_case);
    }
  g_test_add_func ("/torrent-facts/ready-is-what-lacks-nothing-wanted", test_ready);
  g_test_add_func ("/torrent-facts/every-state-has-its-words", test_words);
  return g_test_run ();
}
