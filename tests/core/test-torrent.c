/* Tests that a torrent tells exactly what changed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-torrent.h"

#define HASH "C12FE1C06BBA254A9DC9F519B335AA7C1367A88A"

static MmsTorrentFacts *
make_facts (void)
{
  MmsTorrentFacts *facts = mms_torrent_facts_new ();

  g_strlcpy (facts->hash, HASH, sizeof facts->hash);
  facts->name = g_strdup ("Nosferatu.1922");
  facts->base_path = g_strdup ("/d/Nosferatu.1922");
  facts->directory = g_strdup ("/d");
  facts->label = g_strdup ("radarr");
  facts->message = g_strdup ("");
  facts->bytes_total = 1000;
  facts->bytes_done = 250;
  facts->bytes_left = 750;
  facts->ratio_permille = 1500;
  facts->chunks_total = 10;
  facts->priority = 2;
  facts->state = facts->is_open = facts->is_active = TRUE;
  return facts;
}

static void
notified_cb (GObject *torrent, GParamSpec *pspec, gpointer names)
{
  g_string_append_printf (names, "%s ", pspec->name);
}

typedef struct
{
  const char *sentence;
  void (*change) (MmsTorrentFacts *facts);
  const char *told;
} Case;

static void
change_nothing (MmsTorrentFacts *facts)
{
}

static void
change_name (MmsTorrentFacts *facts)
{
  g_free (facts->name);
  facts->name = g_strdup ("Faust.1926");
}

static void
forget_message (MmsTorrentFacts *facts)
{
  g_clear_pointer (&facts->message, g_free);
}

static void
change_done (MmsTorrentFacts *facts)
{
  facts->bytes_done = 500;
  facts->bytes_left = 500;
}

static void
change_rates (MmsTorrentFacts *facts)
{
  facts->down_rate = 1;
  facts->up_rate = 2;
}

static void
change_completeness (MmsTorrentFacts *facts)
{
  facts->is_complete = TRUE;
}

static void
change_hidden_fact (MmsTorrentFacts *facts)
{
  facts->name_is_exact = TRUE;
  facts->is_multi_file = TRUE;
}

static void
change_rest (MmsTorrentFacts *facts)
{
  facts->seeders = 3;
  facts->peers = 4;
  facts->priority = 3;
  facts->ratio_permille = 1501;
  facts->added_at = 5;
  facts->finished_at = 6;
  facts->bytes_uploaded = 7;
  facts->bytes_total = 2000;
  facts->bytes_done = 500;
}

static void
start_check (MmsTorrentFacts *facts)
{
  facts->hashing = MMS_HASHING_RECHECK;
  facts->chunks_hashed = 9;
}

static const Case cases[] = {
  { "tells-nothing-when-nothing-changed", change_nothing, "" },
  { "tells-a-new-name", change_name, "name " },
  { "tells-a-text-that-is-gone", forget_message, "message " },
  { "tells-the-progress-with-the-bytes", change_done, "bytes-done bytes-left progress " },
  { "tells-both-rates", change_rates, "down-rate up-rate " },
  { "tells-the-state-with-completeness", change_completeness, "progress state complete " },
  { "tells-nothing-of-what-no-property-shows", change_hidden_fact, "" },
  { "tells-the-rest-but-no-progress-that-is-the-same", change_rest,
    "bytes-total bytes-done bytes-uploaded added-at finished-at seeders peers priority ratio " },
  { "tells-a-check-by-state-and-progress", start_check, "progress state " },
};

static int
by_text (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

static char *
sort_words (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  qsort (words, g_strv_length (words), sizeof *words, by_text);
  return g_strjoinv (" ", words);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (MmsTorrent) torrent = mms_torrent_new (make_facts ());
  g_autoptr (GString) names = g_string_new (NULL);
  MmsTorrentFacts *facts = make_facts ();
  g_autofree char *told = NULL;
  g_autofree char *expected = sort_words (c->told);

  g_signal_connect (torrent, "notify", G_CALLBACK (notified_cb), names);
  c->change (facts);
  g_assert_cmpint (mms_torrent_take_facts (torrent, facts), ==, names->len > 0);
  told = sort_words (names->str);
  g_assert_cmpstr (told, ==, expected);
  g_assert_true (mms_torrent_get_facts (torrent) == facts);
}

static void
test_properties (void)
{
  g_autoptr (MmsTorrent) torrent = mms_torrent_new (make_facts ());
  g_autofree char *hash = NULL, *name = NULL, *base_path = NULL, *directory = NULL, *label = NULL;
  double ratio, progress;
  gint64 bytes_left;
  guint state, priority;
  gboolean complete, magnet;

  g_object_get (torrent, "hash", &hash, "name", &name, "base-path", &base_path, "directory",
                &directory, "label", &label, "ratio", &ratio, "progress", &progress, "bytes-left",
                &bytes_left, "state", &state, "priority", &priority, "complete", &complete,
                "magnet", &magnet, NULL);
  g_assert_cmpstr (hash, ==, HASH);
  g_assert_cmpstr (name, ==, "Nosferatu.1922");
  g_assert_cmpstr (base_path, ==, "/d/Nosferatu.1922");
  g_assert_cmpstr (directory, ==, "/d");
  g_assert_cmpstr (label, ==, "radarr");
  g_assert_cmpfloat (ratio, ==, 1.5);
  g_assert_cmpfloat (progress, ==, 0.25);
  g_assert_cmpint (bytes_left, ==, 750);
  g_assert_cmpuint (state, ==, MMS_TORRENT_DOWNLOADING);
  g_assert_cmpuint (priority, ==, 2);
  g_assert_false (complete);
  g_assert_false (magnet);
  g_assert_cmpstr (mms_torrent_get_hash (torrent), ==, HASH);
  g_assert_cmpuint (mms_torrent_get_state (torrent), ==, MMS_TORRENT_DOWNLOADING);
}

/* Every property can be read and has a default that is within its bounds. */
static void
test_every_property (void)
{
  g_autoptr (MmsTorrent) torrent = mms_torrent_new (make_facts ());
  guint n;
  g_autofree GParamSpec **specs
    = g_object_class_list_properties (G_OBJECT_GET_CLASS (torrent), &n);

  g_assert_cmpuint (n, ==, 22);
  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      g_value_init (&value, specs[i]->value_type);
      g_object_get_property (G_OBJECT (torrent), specs[i]->name, &value);
      g_assert_false (g_param_value_validate (specs[i], &value));
    }
}

static void
test_progress (void)
{
  static const struct
  {
    gint64 done, total;
    MmsHashing hashing;
    guint hashed;
    gboolean complete, magnet;
    double progress;
  } table[] = {
    { 0, 0, MMS_HASHING_NONE, 0, FALSE, FALSE, 0 },
    { 5, 10, MMS_HASHING_NONE, 0, FALSE, FALSE, 0.5 },
    { 11, 10, MMS_HASHING_NONE, 0, FALSE, FALSE, 1 },
    { -1, 10, MMS_HASHING_NONE, 0, FALSE, FALSE, 0 },
    { 9, 10, MMS_HASHING_NONE, 0, TRUE, FALSE, 1 },
    { 10, 10, MMS_HASHING_RECHECK, 5, TRUE, FALSE, 0.5 },
    { 1, 1, MMS_HASHING_NONE, 0, FALSE, TRUE, 0 },
    { 5, 10, MMS_HASHING_INITIAL, 12, FALSE, FALSE, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      MmsTorrentFacts *facts = make_facts ();
      g_autoptr (MmsTorrent) torrent = mms_torrent_new (facts);

      facts->bytes_done = table[i].done;
      facts->bytes_total = table[i].total;
      facts->hashing = table[i].hashing;
      facts->chunks_hashed = table[i].hashed;
      facts->is_complete = table[i].complete;
      facts->is_magnet = table[i].magnet;
      g_assert_cmpfloat (mms_torrent_get_progress (torrent), ==, table[i].progress);
    }
}

/* The size in pieces is not known at the very beginning of a check. */
static void
test_check_of_unknown_size (void)
{
  MmsTorrentFacts *facts = make_facts ();
  g_autoptr (MmsTorrent) torrent = mms_torrent_new (facts);

  facts->hashing = MMS_HASHING_INITIAL;
  facts->chunks_total = 0;
  g_assert_cmpfloat (mms_torrent_get_progress (torrent), ==, 0.25);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/torrent/", cases[i].sentence, NULL);
      g_test_add_data_func (name, &cases[i], test_case);
    }
  g_test_add_func ("/torrent/shows-its-facts-as-properties", test_properties);
  g_test_add_func ("/torrent/every-property-keeps-its-bounds", test_every_property);
  g_test_add_func ("/torrent/progress-is-between-nothing-and-all", test_progress);
  g_test_add_func ("/torrent/a-check-of-unknown-size-shows-the-bytes", test_check_of_unknown_size);
  return g_test_run ();
}
