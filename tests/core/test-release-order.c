/* Tests in which order releases are put.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-release-order.h"

static const struct
{
  char letter;
  const char *title;
  gint64 bytes;
  int seeders;
  gint64 published_at;
} offers[] = {
  { 'a', "The.Kid.1921.720p.WEB.x264-GRP", 700, 5, 300 },
  { 'b', "Nosferatu.1922.1080p.BluRay.x264-GRP", 8000, -1, 100 },
  { 'c', "Élégie.1922.1080p.BluRay.REMUX.AVC-GRP", 9000, 9, 0 },
  { 'd', "nosferatu 1922 1080p WEB-DL x264-GRP", 0, 5, 200 },
  { 'e', "Metropolis.1927", 100, 0, 400 },
  { 'f', "The.Kid.1921.PROPER.720p.WEB.x264-GRP", 700, 1, 300 },
};

static int
compare (gconstpointer a, gconstpointer b, gpointer order)
{
  return mms_release_compare (*(MmsRelease *const *) a, *(MmsRelease *const *) b,
                              (MmsReleaseOrder) GPOINTER_TO_INT (order));
}

/* Returns: (transfer full): the letters in that order */
static char *
sort (const char *nick)
{
  g_autoptr (GPtrArray) releases = g_ptr_array_new_with_free_func (g_object_unref);
  GString *letters = g_string_new (NULL);
  MmsReleaseOrder order;

  g_assert_true (mms_release_order_from_nick (nick, &order));
  for (guint i = 0; i < G_N_ELEMENTS (offers); i++)
    {
      MmsRelease *release = mms_release_new (offers[i].title);

      release->guid = g_strdup_printf ("%c", offers[i].letter);
      release->bytes = offers[i].bytes;
      release->seeders = offers[i].seeders;
      release->published_at = offers[i].published_at;
      g_ptr_array_add (releases, release);
    }
  g_ptr_array_sort_with_data (releases, compare, GINT_TO_POINTER (order));
  for (guint i = 0; i < releases->len; i++)
    g_string_append (letters, ((MmsRelease *) releases->pdata[i])->guid);
  return g_string_free (letters, FALSE);
}

static void
test_orders (void)
{
  static const struct
  {
    const char *nick;
    const char *letters;
  } cases[] = { { "title", "cebdaf" }, { "size", "cbafed" }, { "Seeders", "cdafeb" },
                { "age", "eafdbc" },   { "quality", "cbdfae" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *letters = sort (cases[i].nick);

      g_test_message ("%s", cases[i].nick);
      g_assert_cmpstr (letters, ==, cases[i].letters);
    }
}

static void
test_unknown (void)
{
  MmsReleaseOrder order;

  g_assert_false (mms_release_order_from_nick ("beauty", &order));
  g_assert_false (mms_release_order_from_nick ("", &order));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/release-order/puts-the-best-first-and-the-unknown-last", test_orders);
  g_test_add_func ("/release-order/refuses-what-is-no-order", test_unknown);
  return g_test_run ();
}
