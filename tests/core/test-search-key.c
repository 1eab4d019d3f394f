/* Tests that typed words find names as a person means them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-search-key.h"

typedef struct
{
  const char *sentence;
  const char *typed;
  const char *name;
  gboolean found;
} Case;

static const Case cases[] = {
  { "nothing-finds-all", "", "Nosferatu.1922", TRUE },
  { "blanks-find-all", " . ", "Nosferatu.1922", TRUE },
  { "a-word-is-found", "nosferatu", "Nosferatu.1922.1080p", TRUE },
  { "a-part-of-a-word-is-found", "nosf", "Nosferatu.1922.1080p", TRUE },
  { "the-order-does-not-matter", "1080p nosferatu", "Nosferatu.1922.1080p", TRUE },
  { "every-word-must-be-there", "nosferatu 720p", "Nosferatu.1922.1080p", FALSE },
  { "separators-are-alike", "les-vampires s01", "Les.Vampires.S01.1080p", TRUE },
  { "accents-do-not-matter-in-the-name", "apparition", "L'Âme.et.l'Apparition", TRUE },
  { "accents-do-not-matter-in-what-is-typed", "évasion", "L.Evasion.du.mort", TRUE },
  { "parted-accents-are-the-same", "e\u0301vasion", "L'Évasion du mort", TRUE },
  { "apostrophes-do-not-part-words", "lame", "L'Âme", TRUE },
  { "capitals-of-other-scripts-do-not-matter", "МЕТРО", "метрополис", TRUE },
  { "a-wrong-letter-is-forgiven", "nosfaratu", "Nosferatu.1922", TRUE },
  { "a-missing-letter-is-forgiven", "nosfratu", "Nosferatu.1922", TRUE },
  { "a-letter-too-many-is-forgiven", "nossferatu", "Nosferatu.1922", TRUE },
  { "two-letters-in-the-wrong-order-are-forgiven", "nosefratu", "Nosferatu.1922", TRUE },
  { "the-last-letter-may-be-wrong", "nosferata", "Nosferatu.1922", TRUE },
  { "the-first-letter-may-be-wrong", "mosferatu", "Nosferatu.1922", TRUE },
  { "two-wrong-letters-are-not-forgiven", "nasfaratu", "Nosferatu.1922", FALSE },
  { "a-short-word-is-taken-as-it-is", "s02", "Les.Vampires.S01", FALSE },
  { "what-is-no-utf8-is-found-too", "tropolis", "M\xe9tropolis", TRUE },
  { "a-plus-counts", "ddp+", "Film.DDP+5.1", TRUE },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (MmsSearchWords) words = mms_search_words_new (c->typed);
  g_autofree char *key = mms_search_key_new (c->name);

  g_assert_cmpint (mms_search_words_match (words, key), ==, c->found);
}

static void
test_empty (void)
{
  g_autoptr (MmsSearchWords) blank = mms_search_words_new (" -.");
  g_autoptr (MmsSearchWords) word = mms_search_words_new (" a ");

  g_assert_true (mms_search_words_is_empty (blank));
  g_assert_false (mms_search_words_is_empty (word));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/search-key/", cases[i].sentence, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/search-key/blanks-are-no-words", test_empty);
  return g_test_run ();
}
