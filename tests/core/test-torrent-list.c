/* Tests that the list keeps its objects and their order, and tells changes truly and cheaply.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-torrent-list.h"

#include <string.h>

/* What a view knows: a copy that follows the announced changes, and the changes in words. */
typedef struct
{
  MmsTorrentList *list;
  GPtrArray *shadow;
  GString *story;
} Fixture;

static void
changed_cb (GListModel *list, guint position, guint removed, guint added, gpointer data)
{
  Fixture *self = data;

  g_string_append_printf (self->story, "%u-%u+%u ", position, removed, added);
  g_assert_cmpuint (position + removed, <=, self->shadow->len);
  if (removed > 0)
    g_ptr_array_remove_range (self->shadow, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (self->shadow, (int) (position + i), g_list_model_get_item (list, position + i));
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, self->shadow->len);
  for (guint i = 0; i < self->shadow->len; i++)
    {
      g_autoptr (MmsTorrent) torrent = g_list_model_get_item (list, i);

      g_assert_true (torrent == g_ptr_array_index (self->shadow, i));
      g_assert_true (mms_torrent_list_find (self->list, mms_torrent_get_hash (torrent)) == torrent);
    }
}

static void
set_up (Fixture *self, gconstpointer unused)
{
  self->list = mms_torrent_list_new ();
  self->shadow = g_ptr_array_new_with_free_func (g_object_unref);
  self->story = g_string_new (NULL);
  g_signal_connect (self->list, "items-changed", G_CALLBACK (changed_cb), self);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  g_object_unref (self->list);
  g_ptr_array_unref (self->shadow);
  g_string_free (self->story, TRUE);
}

static MmsTorrentFacts *
make_facts (guint number, gint64 rate)
{
  MmsTorrentFacts *facts = mms_torrent_facts_new ();

  g_snprintf (facts->hash, sizeof facts->hash, "%08X%032X", number * 2654435761u, number);
  facts->name = g_strdup_printf ("Some.Release.%u.1080p.WEB.x264-GROUP", number);
  facts->base_path = g_strdup_printf ("/downloads/Some.Release.%u.1080p.WEB.x264-GROUP", number);
  facts->directory = g_strdup ("/downloads");
  facts->label = g_strdup ("radarr");
  facts->message = g_strdup ("");
  facts->bytes_total = 1000000;
  facts->down_rate = rate;
  return facts;
}

/* One letter, one torrent. */
static void
take (Fixture *self, const char *letters)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_torrent_facts_free);

  g_string_truncate (self->story, 0);
  for (const char *c = letters; *c != '\0'; c++)
    g_ptr_array_add (facts, make_facts ((guint) *c, 0));
  mms_torrent_list_take (self->list, facts);
}

static char *
spell (Fixture *self)
{
  GString *letters = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    {
      g_autoptr (MmsTorrent) torrent = g_list_model_get_item (G_LIST_MODEL (self->list), i);
      g_string_append_c (letters, (char) strtoul (mms_torrent_get_hash (torrent) + 8, NULL, 16));
    }
  return g_string_free (letters, FALSE);
}

typedef struct
{
  const char *sentence;
  const char *before;
  const char *answer;
  const char *after;
  const char *story;
} Case;

static const Case cases[] = {
  { "the-first-answer-is-one-change", "", "abc", "abc", "0-0+3 " },
  { "the-same-answer-is-no-change", "abc", "abc", "abc", "" },
  { "a-new-one-is-appended", "abc", "abcd", "abcd", "3-0+1 " },
  { "a-new-one-in-the-middle-of-the-answer-is-appended", "abc", "adbc", "abcd", "3-0+1 " },
  { "another-order-of-the-answer-changes-nothing", "abc", "cab", "abc", "" },
  { "one-that-is-gone-is-taken-out", "abc", "ac", "ac", "1-1+0 " },
  { "the-first-that-is-gone-is-taken-out", "abc", "bc", "bc", "0-1+0 " },
  { "neighbours-that-are-gone-are-one-change", "abcde", "ae", "ae", "1-3+0 " },
  { "gaps-are-told-from-the-end", "abcdef", "bdf", "bdf", "4-1+0 2-1+0 0-1+0 " },
  { "gone-at-the-end-and-new-is-one-change", "abc", "abx", "abx", "2-1+1 " },
  { "gone-in-the-middle-and-new-are-two", "abc", "acx", "acx", "3-0+1 1-1+0 " },
  { "all-others-is-one-change", "abc", "xy", "xy", "0-3+2 " },
  { "an-empty-answer-empties-the-list", "abc", "", "", "0-3+0 " },
  { "a-hash-that-comes-twice-is-one-torrent", "", "aba", "ab", "0-0+2 " },
  { "a-known-hash-that-comes-twice-is-one-torrent", "ab", "aab", "ab", "" },
};

static void
test_case (Fixture *self, gconstpointer data)
{
  const Case *c = data;
  g_autofree char *after = NULL;

  take (self, c->before);
  take (self, c->answer);
  after = spell (self);
  g_assert_cmpstr (after, ==, c->after);
  g_assert_cmpstr (self->story->str, ==, c->story);
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer count)
{
  (*(guint *) count)++;
}

static void
test_identity (Fixture *self, gconstpointer unused)
{
  g_autoptr (MmsTorrentFacts) known = make_facts ('b', 0);
  GPtrArray *facts;
  MmsTorrent *torrent;
  guint rates = 0;
  gint64 rate;

  take (self, "abc");
  torrent = mms_torrent_list_find (self->list, known->hash);
  g_signal_connect (torrent, "notify::down-rate", G_CALLBACK (count_cb), &rates);
  facts = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_torrent_facts_free);
  g_ptr_array_add (facts, make_facts ('b', 77));
  g_ptr_array_add (facts, NULL);
  mms_torrent_list_take (self->list, facts);
  g_assert_true (mms_torrent_list_find (self->list, mms_torrent_get_hash (torrent)) == torrent);
  g_object_get (torrent, "down-rate", &rate, NULL);
  g_assert_cmpint (rate, ==, 77);
  g_assert_cmpuint (rates, ==, 1);
}

static void
test_find (Fixture *self, gconstpointer unused)
{
  g_autoptr (MmsTorrentFacts) facts = make_facts ('b', 0);

  g_assert_null (mms_torrent_list_find (self->list, facts->hash));
  take (self, "abc");
  g_assert_nonnull (mms_torrent_list_find (self->list, facts->hash));
  take (self, "ac");
  g_assert_null (mms_torrent_list_find (self->list, facts->hash));
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (self->list), 2));
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (self->list)) == MMS_TYPE_TORRENT);
}

static void
test_asked_at (Fixture *self, gconstpointer unused)
{
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  guint asked = 0, n_items = 0, count;
  gint64 at;

  g_signal_connect (self->list, "notify::asked-at", G_CALLBACK (count_cb), &asked);
  g_signal_connect (self->list, "notify::n-items", G_CALLBACK (count_cb), &n_items);
  g_assert_cmpint (mms_torrent_list_get_asked_at (self->list), ==, 0);
  take (self, "ab");
  take (self, "ab");
  g_assert_cmpint (mms_torrent_list_get_asked_at (self->list), >=, now);
  g_object_get (self->list, "asked-at", &at, "n-items", &count, NULL);
  g_assert_cmpint (at, ==, mms_torrent_list_get_asked_at (self->list));
  g_assert_cmpuint (count, ==, 2);
  g_assert_cmpuint (asked, ==, 2);
  g_assert_cmpuint (n_items, ==, 1);
}

/* Any sequence of answers against the plainest model of what the list should hold. */
static void
test_random_answers (Fixture *self, gconstpointer unused)
{
  g_autoptr (GArray) expected = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint round = 0; round < 300; round++)
    {
      const int keep = g_test_rand_int_range (0, 100);
      GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_torrent_facts_free);

      for (guint i = 0; i < expected->len;)
        if (g_test_rand_int_range (0, 100) < keep || round % 3 == 0)
          g_ptr_array_add (facts, make_facts (g_array_index (expected, guint, i++), round));
        else
          g_array_remove_index (expected, i);
      for (guint i = (guint) g_test_rand_int_range (0, 40); i > 0; i--)
        {
          const guint number = round * 100 + i;

          g_array_append_val (expected, number);
          g_ptr_array_add (facts, make_facts (number, round));
        }
      g_string_truncate (self->story, 0);
      mms_torrent_list_take (self->list, facts);
      g_assert_cmpuint (self->shadow->len, ==, expected->len);
      for (guint i = 0; i < expected->len; i++)
        g_assert_cmpuint (strtoul (mms_torrent_get_hash (self->shadow->pdata[i]) + 8, NULL, 16), ==,
                          g_array_index (expected, guint, i));
    }
}

/* Every other of many: one change over all of them, not hundreds. */
static void
test_many_gaps (Fixture *self, gconstpointer unused)
{
  for (guint step = 1; step <= 2; step++)
    {
      GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_torrent_facts_free);

      for (guint i = 0; i < 200; i += step)
        g_ptr_array_add (facts, make_facts (i, 0));
      g_string_truncate (self->story, 0);
      mms_torrent_list_take (self->list, facts);
    }
  g_assert_cmpstr (self->story->str, ==, "1-199+99 ");
}

/* 10,000 torrents, one in twenty changed: the main loop's share of an answer. */
static void
test_ten_thousand (void)
{
  g_autoptr (MmsTorrentList) list = mms_torrent_list_new ();
  double best_ms = G_MAXDOUBLE;

  for (guint round = 0; round < 12; round++)
    {
      GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_torrent_facts_free);
      gint64 start;

      for (guint i = 0; i < 10000; i++)
        g_ptr_array_add (facts, make_facts (i, i % 20 == 0 ? round : 0));
      start = g_get_monotonic_time ();
      mms_torrent_list_take (list, facts);
      if (round > 0)
        best_ms = MIN (best_ms, (double) (g_get_monotonic_time () - start) / 1000.0);
    }
  g_test_message ("10,000 torrents, 500 changed: %.2f ms", best_ms);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 10000);
  if (g_test_perf ())
    g_assert_cmpfloat (best_ms, <, 8.0);
}

#define ADD(name, func, data) g_test_add ("/torrent-list/" name, Fixture, data, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/torrent-list/", cases[i].sentence, NULL);
      g_test_add (name, Fixture, &cases[i], set_up, test_case, tear_down);
    }
  ADD ("a-torrent-keeps-its-object", test_identity, NULL);
  ADD ("finds-by-hash-what-is-there", test_find, NULL);
  ADD ("says-when-it-was-asked", test_asked_at, NULL);
  ADD ("any-answers-are-told-truly", test_random_answers, NULL);
  ADD ("many-gaps-are-one-change", test_many_gaps, NULL);
  g_test_add_func ("/torrent-list/takes-ten-thousand-without-a-dropped-frame", test_ten_thousand);
  return g_test_run ();
}
