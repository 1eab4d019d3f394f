/* Tests that paths are translated by whole components, both ways, and never out of a folder.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-path-map.h"

typedef struct
{
  const char *sentence;
  const char *pairs[7]; /* there, here, there, here, … */
  const char *there;
  const char *here;     /* what @there becomes; NULL: refused */
  const char *back;     /* what @here becomes; NULL: @there */
} Case;

static const Case cases[] = {
  { "an-empty-map-changes-nothing", { NULL }, "/srv/media/a", "/srv/media/a", NULL },
  { "a-prefix-is-exchanged", { "/srv/media", "/mnt/nas" }, "/srv/media/a/b", "/mnt/nas/a/b", NULL },
  { "the-folder-itself-is-mapped", { "/srv/media", "/mnt/nas" }, "/srv/media", "/mnt/nas", NULL },
  { "half-a-component-is-no-prefix", { "/srv/media", "/mnt" }, "/srv/media2/a", "/srv/media2/a", NULL },
  { "what-no-pair-covers-stays", { "/srv/media", "/mnt" }, "/home/me", "/home/me", NULL },
  { "the-first-pair-wins", { "/srv", "/a", "/srv/media", "/b" }, "/srv/media/x", "/a/media/x", NULL },
  { "an-earlier-longer-pair-wins", { "/srv/media", "/b", "/srv", "/a" }, "/srv/media/x", "/b/x", NULL },
  { "a-later-pair-is-found", { "/one", "/a", "/two", "/b" }, "/two/x", "/b/x", NULL },
  { "trailing-slashes-of-pairs-do-not-count", { "/srv/media/", "/mnt//" }, "/srv/media/x", "/mnt/x", NULL },
  { "trailing-slashes-of-paths-are-dropped", { "/srv", "/mnt" }, "/srv/x/", "/mnt/x", "/srv/x" },
  { "double-slashes-are-one", { "/srv/media", "/mnt" }, "/srv//media///x", "/mnt/x", "/srv/media/x" },
  { "dots-are-dropped", { "/srv/media", "/mnt" }, "/srv/./media/./x/.", "/mnt/x", "/srv/media/x" },
  { "the-root-there-covers-all", { "/", "/mnt/chroot" }, "/a/b", "/mnt/chroot/a/b", NULL },
  { "the-root-itself-is-mapped", { "/", "/mnt/chroot" }, "/", "/mnt/chroot", NULL },
  { "the-root-here-takes-all", { "/home/me", "/" }, "/home/me/a", "/a", NULL },
  { "the-root-is-mapped-to-the-root", { "/home/me", "/" }, "/home/me", "/", NULL },
  { "bytes-that-are-no-utf8-pass", { "/srv/\xE9t\xE9", "/mnt/\xFF" }, "/srv/\xE9t\xE9/\x80", "/mnt/\xFF/\x80", NULL },
  { "a-backslash-on-unix-is-a-letter", { "/srv", "/mnt" }, "/srv/a\\b", "/mnt/a\\b", NULL },
  { "a-backslash-on-unix-parts-nothing", { "/srv", "/mnt" }, "/srv\\a", "/srv\\a", NULL },
  { "case-counts-on-unix", { "/srv/Media", "/mnt" }, "/srv/media/x", "/srv/media/x", NULL },
  { "windows-keeps-its-backslashes", { "X:\\media", "/mnt" }, "X:\\media\\a\\b", "/mnt/a/b", NULL },
  { "windows-keeps-its-slashes", { "X:/media", "/mnt" }, "X:/media/a/b", "/mnt/a/b", NULL },
  { "windows-separators-are-equal", { "X:\\media", "/mnt" }, "X:/media/a\\b", "/mnt/a/b", "X:\\media\\a\\b" },
  { "windows-case-does-not-count", { "X:\\Media", "/mnt" }, "x:\\mEDIA\\Film", "/mnt/Film", "X:\\Media\\Film" },
  { "a-windows-drive-is-a-root", { "X:\\", "/mnt" }, "X:\\a", "/mnt/a", NULL },
  { "a-bare-windows-drive-is-a-root", { "X:", "/mnt" }, "X:\\a", "/mnt/a", NULL },
  { "another-windows-drive-is-another", { "X:\\m", "/mnt" }, "Y:\\m\\a", "Y:\\m\\a", NULL },
  { "a-windows-share-is-mapped", { "\\\\nas\\media", "/mnt" }, "\\\\NAS\\media\\a\\b", "/mnt/a/b", "\\\\nas\\media\\a\\b" },
  { "windows-half-a-component-is-no-prefix", { "X:\\media", "/mnt" }, "X:\\media2", "X:\\media2", NULL },
  { "going-up-is-refused", { "/srv", "/mnt" }, "/srv/../etc/passwd", NULL, NULL },
  { "going-up-at-the-end-is-refused", { "/srv", "/mnt" }, "/srv/a/..", NULL, NULL },
  { "going-up-outside-is-refused-too", { "/srv", "/mnt" }, "/home/../etc", NULL, NULL },
  { "going-up-on-windows-is-refused", { "X:\\m", "/mnt" }, "X:\\m\\..\\b", NULL, NULL },
  { "two-dots-in-a-name-are-a-name", { "/srv", "/mnt" }, "/srv/..a/b..", "/mnt/..a/b..", NULL },
  { "an-empty-path-is-refused", { "/srv", "/mnt" }, "", NULL, NULL },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (MmsPathMap) map = mms_path_map_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *here = NULL;
  g_autofree char *back = NULL;

  for (guint i = 0; c->pairs[i] != NULL; i += 2)
    {
      mms_path_map_add (map, c->pairs[i], c->pairs[i + 1], &error);
      g_assert_no_error (error);
    }
  here = mms_path_map_to_here (map, c->there);
  g_assert_cmpstr (here, ==, c->here);
  if (here == NULL)
    {
      g_assert_null (mms_path_map_to_there (map, c->there));
      g_assert_false (mms_path_map_covers (map, c->there));
      return;
    }
  back = mms_path_map_to_there (map, here);
  g_assert_cmpstr (back, ==, c->back != NULL ? c->back : c->there);
}

static void
test_covers (void)
{
  g_autoptr (MmsPathMap) map = mms_path_map_new ();

  g_assert_false (mms_path_map_covers (map, "/srv/a"));
  g_assert_cmpuint (mms_path_map_get_n_pairs (map), ==, 0);
  g_assert_true (mms_path_map_add (map, "/srv", "/mnt", NULL));
  g_assert_cmpuint (mms_path_map_get_n_pairs (map), ==, 1);
  g_assert_true (mms_path_map_covers (map, "/srv/a"));
  g_assert_true (mms_path_map_covers (map, "/srv"));
  g_assert_false (mms_path_map_covers (map, "/srv2"));
  g_assert_false (mms_path_map_covers (map, "/mnt/a"));
  g_assert_true (mms_path_map_covers_here (map, "/mnt/a"));
  g_assert_false (mms_path_map_covers_here (map, "/srv/a"));
}

static void
test_refused_pairs (void)
{
  static const char *const bad[][2] = {
    { "", "/mnt" }, { "/srv", "" }, { "srv", "/mnt" }, { "/srv", "mnt" }, { "/srv/..", "/mnt" },
    { "/srv", "/mnt/../etc" }, { "X:\\..\\m", "/mnt" }, { ".", "/mnt" }, { "X:media", "/mnt" },
    { NULL, "/mnt" }, { "/srv", NULL }, { "\xFF/x", "/mnt" },
  };
  g_autoptr (MmsPathMap) map = mms_path_map_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mms_path_map_add (map, bad[i][0], bad[i][1], &error));
      g_assert_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  g_assert_cmpuint (mms_path_map_get_n_pairs (map), ==, 0);
}

/* A file on a Unix disk may be called "a\b"; a Windows server would look for b in a folder a. */
static void
test_backslash_name_for_windows (void)
{
  g_autoptr (MmsPathMap) map = mms_path_map_new ();

  g_assert_true (mms_path_map_add (map, "X:\\media", "/mnt", NULL));
  g_assert_null (mms_path_map_to_there (map, "/mnt/a\\b"));
}

static void
test_is_inside (void)
{
  static const struct
  {
    const char *path;
    const char *root;
    gboolean inside;
  } table[] = {
    { "/srv/a", "/srv", TRUE },       { "/srv/a/b", "/srv/", TRUE },   { "/srv//a", "/srv", TRUE },
    { "/a", "/", TRUE },              { "/srv", "/srv", FALSE },       { "/srv/", "/srv", FALSE },
    { "/srv/.", "/srv", FALSE },      { "/", "/", FALSE },             { "/srv2/a", "/srv", FALSE },
    { "/srv/../etc", "/srv", FALSE }, { "/srv/a/..", "/srv", FALSE },  { "/srv/a/../b", "/srv", FALSE },
    { "srv/a", "srv", FALSE },        { "a", "/", FALSE },             { "", "/", FALSE },
    { "/srv/a", "", FALSE },          { NULL, "/srv", FALSE },         { "/srv/a", NULL, FALSE },
    { "/etc", "/srv", FALSE },        { "/srv/a", "/srv/..", FALSE },  { "X:\\m\\a", "x:/M", TRUE },
    { "X:\\m", "X:\\m", FALSE },      { "/srv/..a", "/srv", TRUE },
    { "/m/a", "X:\\m", FALSE },       { "X:\\m\\a", "/m", FALSE },      { "X:\\m\\a", "\\\\m", FALSE },
    { "\\\\m\\a\\b", "\\\\M\\a", TRUE }, { "Y:\\m\\a", "X:\\m", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_test_message ("%s in %s", table[i].path, table[i].root);
      g_assert_cmpint (mms_path_is_inside (table[i].path, table[i].root), ==, table[i].inside);
    }
}

static void
test_normalize (void)
{
  static const char *const table[][2] = {
    { "/", "/" },       { "//", "/" },           { "/a/", "/a" },         { "a//b/", "a/b" },
    { ".", "." },       { "./a", "a" },          { "X:\\", "X:\\" },      { "X:", "X:\\" },
    { "X:/a\\b/", "X:/a/b" }, { "\\\\s\\a\\", "\\\\s\\a" }, { "..", NULL }, { "../a", NULL },
    { "a/..", NULL },   { "", NULL },            { NULL, NULL },          { "/a\\..\\b", "/a\\..\\b" },
    { "\\a", "\\a" }, { "./b:", "./b:" }, { "./b:/c/", "./b:/c" }, { ".//\\\\s", "./\\\\s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *normal = mms_path_normalize (table[i][0]);
      g_assert_cmpstr (normal, ==, table[i][1]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/path-map/", cases[i].sentence, NULL);
      g_test_add_data_func (name, &cases[i], test_case);
    }
  g_test_add_func ("/path-map/tells-what-it-covers-on-either-side", test_covers);
  g_test_add_func ("/path-map/refuses-prefixes-that-are-no-full-paths", test_refused_pairs);
  g_test_add_func ("/path-map/never-turns-one-name-into-two-folders", test_backslash_name_for_windows);
  g_test_add_func ("/path-map/a-folder-is-not-inside-itself", test_is_inside);
  g_test_add_func ("/path-map/normal-form-never-resolves-going-up", test_normalize);
  return g_test_run ();
}
