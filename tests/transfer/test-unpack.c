/* Tests that packed releases are unpacked beside their archives, and that hostile or broken ones
 * change nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-unpack.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/mms-error.h"
#include "transfer/mms-archive-set.h"
#include "transfer/mms-rar-volume.h"
#include "transfer/mms-test-packed.h"

#define FILM "film.mkv=" MMS_TEST_PACKED_FILM
#define SUBTITLE "film.en.srt=" MMS_TEST_PACKED_SUBTITLE
#define MIB (1024 * 1024)

typedef struct
{
  MmsTestDir *dir;           /* (owned): "release" and "staging" */
  MmsFetchProgress *progress; /* (owned) */
  GCancellable *cancellable; /* (owned) */
  int release_fd;
  int staging_fd;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *release = NULL;
  g_autofree char *staging = NULL;

  self->dir = mms_test_dir_new ();
  release = mms_test_dir_make (self->dir, "release");
  staging = mms_test_dir_make (self->dir, "staging");
  self->release_fd = open (release, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  self->staging_fd = open (staging, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  self->progress = mms_fetch_progress_new (NULL);
  self->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  close (self->release_fd);
  close (self->staging_fd);
  mms_fetch_progress_free (self->progress);
  g_object_unref (self->cancellable);
  mms_test_dir_free (self->dir);
}

static gboolean
unpack (Fixture *self, GError **error)
{
  MmsUnpackPlace place = { self->staging_fd, "unpacked", "/where/it/is" };

  return mms_unpack (self->release_fd, &place, self->progress, self->cancellable, error);
}

static void
list_folder (const char *path, const char *below, GPtrArray *names)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);
      g_autofree char *shown = g_build_filename (below, name, NULL);

      if (g_file_test (inner, G_FILE_TEST_IS_DIR))
        list_folder (inner, shown, names);
      else
        g_ptr_array_add (names, g_steal_pointer (&shown));
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Returns: (transfer full): the files of the release, sorted; none may be left in staging */
static char *
list_release (Fixture *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *release = mms_test_dir_build (self->dir, "release");
  g_autofree char *staging = mms_test_dir_build (self->dir, "staging");
  g_autoptr (GDir) dir = g_dir_open (staging, 0, NULL);

  g_assert_cmpstr (g_dir_read_name (dir), ==, NULL);
  list_folder (release, "", names);
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" ", (char **) names->pdata);
}

static void
assert_release (Fixture *self, const char *expected)
{
  g_autofree char *names = list_release (self);

  g_assert_cmpstr (names, ==, expected);
}

static void
assert_text (Fixture *self, const char *file, guint lines, const char *word)
{
  g_autofree char *expected = mms_test_packed_text (lines, word);
  g_autofree char *path = g_build_filename ("release", file, NULL);
  g_autofree char *text = mms_test_dir_read (self->dir, path, NULL);

  g_assert_cmpstr (text, ==, expected);
}

/* @expected: (nullable): the files of the release then */
static void
assert_unpacks (Fixture *self, const char *expected)
{
  g_autoptr (GError) error = NULL;

  unpack (self, &error);
  g_assert_no_error (error);
  if (expected != NULL)
    assert_release (self, expected);
}

/* @said: (nullable): what the message names */
static void
assert_fails (Fixture *self, MmsError code, const char *said)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = list_release (self);

  g_assert_false (unpack (self, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, MMS_ERROR, (int) code);
  if (said != NULL)
    g_assert_nonnull (strstr (error->message, said));
  assert_release (self, before);
}

static void
copy (Fixture *self, const char *first, ...)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  va_list list;

  va_start (list, first);
  for (const char *name = first; name != NULL; name = va_arg (list, const char *))
    g_ptr_array_add (names, (char *) name);
  va_end (list);
  g_ptr_array_add (names, NULL);
  mms_test_packed_copy (self->dir, "release", (const char *const *) names->pdata);
}

static void
put (Fixture *self, const char *file, const char *text)
{
  g_autofree char *path = g_build_filename ("release", file, NULL);

  g_free (mms_test_dir_write (self->dir, path, text, -1));
}

static void
rename_in (Fixture *self, const char *from, const char *to)
{
  g_autofree char *release = mms_test_dir_build (self->dir, "release");
  g_autofree char *old = g_build_filename (release, from, NULL);
  g_autofree char *new = g_build_filename (release, to, NULL);

  g_assert_cmpint (g_rename (old, new), ==, 0);
}

static void
remove_in (Fixture *self, const char *file)
{
  g_autofree char *path = g_build_filename (self->dir->path, "release", file, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* Changes one byte; @at below 0 counts from the end. */
static void
damage (Fixture *self, const char *file, gssize at)
{
  g_autofree char *path = g_build_filename ("release", file, NULL);
  gsize bytes;
  g_autofree char *data = mms_test_dir_read (self->dir, path, &bytes);

  data[at < 0 ? (gssize) bytes + at : at] ^= 0x55;
  g_free (mms_test_dir_write (self->dir, path, data, (gssize) bytes));
}

static void
cut_to (Fixture *self, const char *file, gsize left)
{
  g_autofree char *path = g_build_filename (self->dir->path, "release", file, NULL);

  g_assert_cmpint (truncate (path, (off_t) left), ==, 0);
}

/* --- what is unpacked --- */

static void
test_no_archive (Fixture *self, gconstpointer data)
{
  put (self, "film.mkv", "x");
  put (self, "Show.s01", "no volume of anything");
  assert_unpacks (self, "Show.s01 film.mkv");
}

static void
test_old_compressed (Fixture *self, gconstpointer data)
{
  copy (self, "old.rar", "old.r00", "old.r01", "old.r02", "old.r03", NULL);
  assert_unpacks (self, "film.en.srt film.mkv old.r00 old.r01 old.r02 old.r03 old.rar");
  assert_text (self, "film.mkv", 600, "the film");
  assert_text (self, "film.en.srt", 60, "a subtitle");
}

static void
test_new_compressed (Fixture *self, gconstpointer data)
{
  copy (self, "new.part01.rar", "new.part02.rar", "new.part03.rar", "new.part04.rar",
        "new.part05.rar", "new.part06.rar", NULL);
  assert_unpacks (self, NULL);
  assert_text (self, "film.mkv", 600, "the film");
  assert_text (self, "film.en.srt", 60, "a subtitle");
}

static void
test_ppmd (Fixture *self, gconstpointer data)
{
  copy (self, "old-text.rar", NULL);
  assert_unpacks (self, "film.mkv old-text.rar");
  assert_text (self, "film.mkv", 600, "the film");
}

/* What comes before in a solid archive must be unpacked, wanted or not. */
static void
test_solid (Fixture *self, gconstpointer data)
{
  g_autofree char *subtitle = mms_test_packed_text (60, "a subtitle");

  memset (subtitle, '#', strlen (subtitle));
  put (self, "film.en.srt", subtitle);
  copy (self, "new-solid.rar", NULL);
  assert_unpacks (self, "film.en.srt film.mkv new-solid.rar");
  assert_text (self, "film.mkv", 600, "the film");
}

/* libarchive knows none of RAR 4, so far: that is said, and where it learns it the file is right. */
static void
test_old_solid (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  copy (self, "old-solid.rar", "old-solid.r00", "old-solid.r01", "old-solid.r02", "old-solid.r03",
        NULL);
  if (unpack (self, &error))
    {
      assert_text (self, "film.mkv", 600, "the film");
      return;
    }
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED);
  assert_release (self, "old-solid.r00 old-solid.r01 old-solid.r02 old-solid.r03 old-solid.rar");
}

static const struct
{
  const char *kind;
  const char *volume;
  const char *parts;
} stored[] = {
  { "rar4", "100000", "--parts" }, { "rar4", "5000", "--parts" }, { "rar5", "5000", "--parts" },
  { "rar4", "5000", NULL },        { "rar5", "5000", NULL },      { "zip", "5000", NULL },
  { "rar4", "140", NULL }, /* more than a hundred: .r99 is followed by .s00 */
  { "rar5", "1500", "--parts" },
};

static void
test_stored (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (stored); i++)
    {
      g_autofree char *folder = g_strdup_printf ("release/CD%u", i);
      g_autofree char *film = g_strdup_printf ("CD%u/film.mkv", i);
      g_autofree char *subtitle = g_strdup_printf ("CD%u/Subs/film.srt", i);

      mms_test_pack (self->dir, folder, stored[i].kind, "film", "--volume", stored[i].volume, FILM,
                     "Subs/film.srt=" MMS_TEST_PACKED_SUBTITLE, stored[i].parts, NULL);
      assert_unpacks (self, NULL);
      assert_text (self, film, 600, "the film");
      assert_text (self, subtitle, 60, "a subtitle");
    }
}

static void
test_case (Fixture *self, gconstpointer data)
{
  mms_test_pack (self->dir, "release", "rar4", "film", "--volume", "6000", FILM, NULL);
  rename_in (self, "film.rar", "FILM.RAR");
  rename_in (self, "film.r00", "Film.R00");
  assert_unpacks (self, "FILM.RAR Film.R00 film.mkv film.r01");
  assert_text (self, "film.mkv", 600, "the film");
}

/* Subtitles come as an archive in an archive, some releases as volumes that are zipped one by one. */
static void
test_nested (Fixture *self, gconstpointer data)
{
  mms_test_pack (self->dir, "in", "rar4", "film", "film.sub=" MMS_TEST_PACKED_SUBTITLE, NULL);
  mms_test_pack (self->dir, "in", "rar4", "cd", "--volume", "9000", FILM, NULL);
  {
    g_autofree char *inner = g_strdup_printf ("film.rar=@%s/in/film.rar", self->dir->path);
    g_autofree char *first = g_strdup_printf ("cd.rar=@%s/in/cd.rar", self->dir->path);
    g_autofree char *second = g_strdup_printf ("cd.r00=@%s/in/cd.r00", self->dir->path);

    mms_test_pack (self->dir, "release/Subs", "rar5", "film", "film.idx=text:3:idx", inner, NULL);
    mms_test_pack (self->dir, "release", "zip", "cd1", first, "file_id.diz=text:1:one", NULL);
    mms_test_pack (self->dir, "release", "zip", "cd2", second, "file_id.diz=text:2:two", NULL);
  }
  assert_unpacks (self, "Subs/film.idx Subs/film.rar Subs/film.sub cd1.zip cd2.zip file_id.diz "
                        "film.mkv");
  assert_text (self, "film.mkv", 600, "the film");
  assert_text (self, "Subs/film.sub", 60, "a subtitle");
}

static void
test_not_wanted (Fixture *self, gconstpointer data)
{
  put (self, "film.mkv", "a large video");
  mms_test_pack (self->dir, "release", "zip", "cover", "cover.jpg=text:5:cover", NULL);
  mms_test_pack (self->dir, "release/Sample", "rar4", "sample", "sample.mkv=text:5:s", NULL);
  mms_test_pack (self->dir, "release/proof", "rar5", "proof", "proof.avi=text:5:p", NULL);
  assert_unpacks (self, "Sample/sample.rar cover.zip film.mkv proof/proof.rar");
}

/* A bonus that cannot be read is no reason to keep the film back; the film itself is. */
static void
test_locked_bonus (Fixture *self, gconstpointer data)
{
  g_autofree char *film = mms_test_packed_text (600, "the film");

  copy (self, "new-hidden.rar", "old-locked.rar", NULL);
  put (self, "broken.zip", "PK");
  put (self, "film.mkv", film);
  assert_unpacks (self, "broken.zip film.mkv new-hidden.rar old-locked.rar");
  cut_to (self, "film.mkv", 100);
  assert_fails (self, MMS_ERROR_UNSUPPORTED, "new-hidden.rar");
  remove_in (self, "new-hidden.rar");
  assert_fails (self, MMS_ERROR_UNSUPPORTED, "old-locked.rar");
  /* Whoever knew the password unpacked it by hand. */
  film[1620] = '\0';
  put (self, "film.en.srt", film);
  assert_unpacks (self, "broken.zip film.en.srt film.mkv old-locked.rar");
}

/* --- names --- */

static void
test_hostile_names (Fixture *self, gconstpointer data)
{
  static const char *const kinds[] = { "rar4", "rar5", "zip" };
  static const char *const names[] = { "../evil.mkv", "/tmp/evil.mkv", "a/../../evil.mkv",
                                       "..\\evil.mkv", "ev\x01il.mkv", "..",
                                       "a\xc2\x85.mkv" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint j = 0; j < G_N_ELEMENTS (names); j++)
      {
        g_autofree char *file = g_strdup_printf ("%s=text:5:evil", names[j]);

        g_test_message ("%s with %s", kinds[i], names[j]);
        mms_test_pack (self->dir, "release", kinds[i], "film", FILM, file, NULL);
        assert_fails (self, MMS_ERROR_REFUSED, "film.");
        remove_in (self, strcmp (kinds[i], "zip") == 0 ? "film.zip" : "film.rar");
      }
  g_assert_false (mms_test_dir_has (self->dir, "evil.mkv"));
  g_assert_false (g_file_test ("/tmp/evil.mkv", G_FILE_TEST_EXISTS));
}

static void
test_deep_names (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) name = g_string_new (NULL);

  for (guint i = 0; i < 40; i++)
    g_string_append (name, "a/");
  g_string_append (name, "film.mkv=text:5:x");
  mms_test_pack (self->dir, "release", "rar5", "film", name->str, NULL);
  assert_fails (self, MMS_ERROR_REFUSED, "film.rar");
}

static void
test_odd_names (Fixture *self, gconstpointer data)
{
  mms_test_pack (self->dir, "release", "rar4", "film", "caf\xe9.mkv=text:5:x",
                 "./Subs\\\xc3\xa9t\xc3\xa9.srt=text:6:y", NULL);
  assert_unpacks (self, "Subs/\xc3\xa9t\xc3\xa9.srt caf\xef\xbf\xbd.mkv film.rar");
}

static void
test_links (Fixture *self, gconstpointer data)
{
  static const char *const kinds[] = { "rar4", "rar5", "zip" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *folder = g_strdup_printf ("release/%s", kinds[i]);

      mms_test_pack (self->dir, folder, kinds[i], "film", "link.mkv=link:/etc/passwd",
                     "Subs=link:/tmp", FILM, NULL);
    }
  assert_unpacks (self, "rar4/film.mkv rar4/film.rar rar5/film.mkv rar5/film.rar zip/film.mkv "
                        "zip/film.zip");
}

/* --- what is there --- */

static void
test_same_name_same_size (Fixture *self, gconstpointer data)
{
  g_autofree char *text = mms_test_packed_text (600, "the film");
  g_autofree char *there = NULL;

  text[0] = '#';
  put (self, "film.mkv", text);
  put (self, "film.nfo", "of the release");
  mms_test_pack (self->dir, "release", "rar5", "film", FILM, SUBTITLE, "film.nfo=text:9:x", NULL);
  assert_unpacks (self, "film.en.srt film.mkv film.nfo film.rar");
  there = mms_test_dir_read (self->dir, "release/film.mkv", NULL);
  g_assert_cmpstr (there, ==, text);
}

static void
test_same_name_other_size (Fixture *self, gconstpointer data)
{
  g_autofree char *there = NULL;

  put (self, "film.mkv", "precious");
  mms_test_pack (self->dir, "release", "rar4", "film", FILM, NULL);
  assert_fails (self, MMS_ERROR_REFUSED, "film.mkv");
  there = mms_test_dir_read (self->dir, "release/film.mkv", NULL);
  g_assert_cmpstr (there, ==, "precious");
}

/* Two archives that hold two files of one name. */
static void
test_two_of_one_name (Fixture *self, gconstpointer data)
{
  mms_test_pack (self->dir, "release", "rar4", "a", FILM, NULL);
  mms_test_pack (self->dir, "release", "rar4", "b", "film.mkv=text:7:other", NULL);
  assert_fails (self, MMS_ERROR_REFUSED, "film.mkv");
}

static void
test_file_for_a_folder (Fixture *self, gconstpointer data)
{
  g_autofree char *there = NULL;

  put (self, "Subs", "no folder");
  mms_test_pack (self->dir, "release", "rar4", "film", "Subs/film.srt=text:5:x", NULL);
  assert_fails (self, MMS_ERROR_REFUSED, "Subs/film.srt");
  mms_test_pack (self->dir, "release", "rar4", "film", "a.mkv=text:5:x", "a.mkv/b.mkv=text:5:x",
                 NULL);
  assert_fails (self, MMS_ERROR_REFUSED, "a.mkv/b.mkv");
  there = mms_test_dir_read (self->dir, "release/Subs", NULL);
  g_assert_cmpstr (there, ==, "no folder");
}

/* Whoever plants a link in place of a folder gets nothing. */
static void
test_planted_link (Fixture *self, gconstpointer data)
{
  g_autofree char *outside = mms_test_dir_make (self->dir, "outside");
  g_autofree char *link_path = mms_test_dir_build (self->dir, "release/Subs");

  g_assert_cmpint (symlink (outside, link_path), ==, 0);
  mms_test_pack (self->dir, "release", "zip", "film", "Subs/film.srt=text:5:x", NULL);
  g_assert_false (unpack (self, NULL));
  g_assert_false (mms_test_dir_has (self->dir, "outside/film.srt"));
}

static void
test_again (Fixture *self, gconstpointer data)
{
  g_autofree char *path = mms_test_dir_build (self->dir, "release/film.mkv");
  GStatBuf before, after;

  g_free (mms_test_dir_write (self->dir, "staging/unpacked/half.mkv", "of an earlier run", -1));
  mms_test_pack (self->dir, "release", "rar4", "film", "--volume", "4000", FILM, SUBTITLE, NULL);
  assert_unpacks (self, "film.en.srt film.mkv film.r00 film.r01 film.r02 film.r03 film.rar");
  g_assert_cmpint (g_stat (path, &before), ==, 0);
  assert_unpacks (self, "film.en.srt film.mkv film.r00 film.r01 film.r02 film.r03 film.rar");
  g_assert_cmpint (g_stat (path, &after), ==, 0);
  g_assert_cmpuint (before.st_ino, ==, after.st_ino);
}

/* --- damage --- */

static void
test_missing (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *gone;
    const char *said;
  } cases[] = { { "film.r01", "film.r01" }, { "film.rar", "film.rar" }, { "film.r02", "film.r01" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      mms_test_pack (self->dir, "release", "rar4", "film", "--volume", "4000", FILM, NULL);
      remove_in (self, cases[i].gone);
      assert_fails (self, MMS_ERROR_CORRUPT, cases[i].said);
    }
}

static void
test_missing_part (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *gone;
    const char *said;
  } cases[] = { { "film.part1.rar", "film.part1.rar" },
                { "film.part3.rar", "film.part3.rar" },
                { "film.part4.rar", "film.part3.rar" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      mms_test_pack (self->dir, "release", "rar5", "film", "--parts", "--volume", "4000", FILM,
                     NULL);
      remove_in (self, cases[i].gone);
      assert_fails (self, MMS_ERROR_CORRUPT, cases[i].said);
    }
}

/* Even where a file ends with the last volume that is there. */
static void
test_missing_at_a_seam (Fixture *self, gconstpointer data)
{
  static const char *const kinds[] = { "rar4", "rar5" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      mms_test_pack (self->dir, "release", kinds[i], kinds[i], "--volume", "15000",
                     "film.mkv=" MMS_TEST_PACKED_FILM, "film2.mkv=text:5:x", NULL);
      assert_unpacks (self, NULL);
      remove_in (self, "film.mkv");
      remove_in (self, "film2.mkv");
      remove_in (self, i == 0 ? "rar4.r00" : "rar5.r00");
      assert_fails (self, MMS_ERROR_CORRUPT, i == 0 ? "rar4.rar" : "rar5.rar");
      remove_in (self, i == 0 ? "rar4.rar" : "rar5.rar");
    }
}

static void
test_cut_volume (Fixture *self, gconstpointer data)
{
  static const char *const kinds[] = { "rar4", "rar5" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      mms_test_pack (self->dir, "release", kinds[i], "film", "--volume", "4000", FILM, NULL);
      cut_to (self, "film.r00", 3000);
      assert_fails (self, MMS_ERROR_CORRUPT, "film.r00");
      cut_to (self, "film.r00", 0);
      assert_fails (self, MMS_ERROR_CORRUPT, "film.r00");
    }
}

static void
test_swapped_volumes (Fixture *self, gconstpointer data)
{
  mms_test_pack (self->dir, "release", "rar5", "film", "--volume", "4000", FILM, NULL);
  rename_in (self, "film.r00", "x");
  rename_in (self, "film.r01", "film.r00");
  rename_in (self, "x", "film.r01");
  assert_fails (self, MMS_ERROR_CORRUPT, "film.r00");
}

static void
test_twice (Fixture *self, gconstpointer data)
{
  mms_test_pack (self->dir, "release", "rar4", "film", "--volume", "4000", FILM, NULL);
  put (self, "film.R00", "Rar!");
  assert_fails (self, MMS_ERROR_CORRUPT, "film.");
}

static void
test_wrong_byte (Fixture *self, gconstpointer data)
{
  static const char *const kinds[] = { "rar4", "rar5" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      mms_test_pack (self->dir, "release", kinds[i], "film", "--volume", "4000", "l=link:/x",
                     "film.nfo=text:3:x", FILM, NULL);
      damage (self, "film.r00", 2000);
      assert_fails (self, MMS_ERROR_CORRUPT, "film.mkv");
    }
}

static void
test_wrong_byte_compressed (Fixture *self, gconstpointer data)
{
  copy (self, "old.rar", "old.r00", "old.r01", "old.r02", "old.r03", NULL);
  damage (self, "old.r01", 700);
  assert_fails (self, MMS_ERROR_CORRUPT, "film.mkv");
}

static void
test_wrong_byte_zip (Fixture *self, gconstpointer data)
{
  mms_test_pack (self->dir, "release", "zip", "film", FILM, NULL);
  damage (self, "film.zip", 1000);
  assert_fails (self, MMS_ERROR_CORRUPT, "film.mkv");
  cut_to (self, "film.zip", 2000);
  assert_fails (self, MMS_ERROR_CORRUPT, "film.zip");
}

static void
test_no_rar (Fixture *self, gconstpointer data)
{
  put (self, "film.rar", "something else altogether");
  assert_fails (self, MMS_ERROR_CORRUPT, "film.rar");
  put (self, "film.rar", "");
  put (self, "film.zip", "");
  assert_unpacks (self, "film.rar film.zip");
}

static void
test_passwords (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "old-locked.rar", "old-hidden.rar", "new-locked.rar",
                                       "new-hidden.rar" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      copy (self, names[i], NULL);
      assert_fails (self, MMS_ERROR_UNSUPPORTED, names[i]);
      remove_in (self, names[i]);
    }
  mms_test_pack (self->dir, "release", "zip", "film", "--locked", FILM, NULL);
  assert_fails (self, MMS_ERROR_UNSUPPORTED, "film.zip");
}

/* --- too much --- */

static void
test_bomb (Fixture *self, gconstpointer data)
{
  mms_test_pack (self->dir, "release", "zip", "film", "film.mkv=zeros:80000000", NULL);
  assert_fails (self, MMS_ERROR_REFUSED, "film.zip");
}

/* What holds more than it says gives no more than it says. */
static void
test_lies (Fixture *self, gconstpointer data)
{
  static const char *const kinds[] = { "rar4", "rar5", "zip" };
  static const char *const sizes[] = { "100", "15001" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sizes); j++)
      {
        mms_test_pack (self->dir, "release", kinds[i], "film", "--said", sizes[j], FILM, NULL);
        assert_fails (self, MMS_ERROR_CORRUPT, "film.mkv");
        remove_in (self, strcmp (kinds[i], "zip") == 0 ? "film.zip" : "film.rar");
      }
}

static void
test_many (Fixture *self, gconstpointer data)
{
  mms_test_pack (self->dir, "release", "rar4", "film", FILM, "x=many:100000", NULL);
  assert_fails (self, MMS_ERROR_REFUSED, "film.rar");
}

/* A hole behind the archive makes it look as large as what it says it holds. */
static void
test_no_space (Fixture *self, gconstpointer data)
{
  g_autofree char *path = mms_test_dir_build (self->dir, "release/film.rar");
  g_autofree char *said = NULL;
  struct statvfs space;

  g_assert_cmpint (fstatvfs (self->staging_fd, &space), ==, 0);
  said = g_strdup_printf ("%" G_GUINT64_FORMAT, (guint64) space.f_bavail * space.f_frsize + MIB * 100);
  mms_test_pack (self->dir, "release", "rar5", "film", "--said", said, FILM, NULL);
  if (truncate (path, (off_t) (space.f_bavail * space.f_frsize / 50)) != 0)
    {
      g_test_skip ("this filesystem knows no holes of that size");
      return;
    }
  assert_fails (self, MMS_ERROR_NO_SPACE, "/where/it/is");
}

typedef struct
{
  Fixture *fixture;
  const char *wait_for; /* below the fixture's folder */
  void (*act) (Fixture *fixture);
} Meanwhile;

static gpointer
meanwhile (gpointer data)
{
  Meanwhile *self = data;

  for (guint i = 0; i < 300000 && !mms_test_dir_has (self->fixture->dir, self->wait_for); i++)
    g_usleep (100);
  self->act (self->fixture);
  return NULL;
}

static void
fill_disk (Fixture *self)
{
  g_autofree char *path = mms_test_dir_build (self->dir, "staging/filler");
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  while (posix_fallocate (fd, 0, 30 * MIB) != 0)
    ;
  close (fd);
}

static void
test_disk_fills_up (Fixture *self, gconstpointer data)
{
  g_autofree char *staging = mms_test_dir_build (self->dir, "staging");
  g_autofree char *filler = mms_test_dir_build (self->dir, "staging/filler");
  Meanwhile story = { self, "staging/unpacked/film.mkv", fill_disk };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  GThread *thread;

  if (mount ("mms-test", staging, "tmpfs", 0, "size=60m") != 0)
    {
      g_test_skip ("only root mounts a small disk");
      return;
    }
  close (self->staging_fd);
  self->staging_fd = open (staging, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  mms_test_pack (self->dir, "release", "rar4", "film", "film.mkv=zeros:56000000", NULL);
  thread = g_thread_new ("fill", meanwhile, &story);
  g_assert_false (unpack (self, &error));
  g_thread_join (thread);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NO_SPACE);
  g_unlink (filler);
  dir = g_dir_open (staging, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, NULL);
  umount2 (staging, MNT_DETACH);
}

static void
cancel (Fixture *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  Meanwhile story = { self, "staging/unpacked/film.mkv", cancel };
  g_autoptr (GError) error = NULL;
  GThread *thread;

  mms_test_pack (self->dir, "release", "rar4", "film", "film.mkv=zeros:120000000", NULL);
  thread = g_thread_new ("cancel", meanwhile, &story);
  g_assert_false (unpack (self, &error));
  g_thread_join (thread);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_release (self, "film.rar");
  /* And before it began. */
  g_clear_error (&error);
  g_assert_false (unpack (self, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_release (self, "film.rar");
}

/* --- its parts --- */

static void
test_sets (Fixture *self, gconstpointer data)
{
  static const char *const files[] = { "a.r00",          "A.rar",          "a.R01",
                                       "b.part2.rar",    "b.part10.rar",   "b.part1.rar",
                                       "c.PART003.RAR",  "c.part001.rar",  "d/a.rar",
                                       "e.r00",          "f.zip",          "f.rar",
                                       ".rar",           "part1.rar",      "g.part0.rar",
                                       "h.r99",          "h.s00" };
  g_autoptr (GPtrArray) sets = NULL;
  g_autoptr (GString) said = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    put (self, files[i], "x");
  sets = mms_archive_sets_find (self->release_fd, NULL);
  for (guint i = 0; i < sets->len; i++)
    {
      const MmsArchiveSet *set = sets->pdata[i];

      for (guint j = 0; j < set->volumes->len; j++)
        g_string_append_printf (said, "%s ", (char *) set->volumes->pdata[j]);
      g_string_append_printf (said, "-%s%s\n", set->missing != NULL ? " lacks " : "",
                              set->missing != NULL ? set->missing : "");
      g_assert_cmpint (set->bytes, ==, set->volumes->len);
    }
  g_assert_cmpstr (said->str, ==,
                   "A.rar a.r00 a.R01 -\n"
                   "b.part1.rar b.part2.rar b.part10.rar - lacks b.part3.rar\n"
                   "c.part001.rar c.PART003.RAR - lacks c.part002.rar\n"
                   "e.r00 - lacks e.rar\n"
                   "f.rar -\n"
                   "f.zip -\n"
                   "g.part0.rar -\n"
                   "h.r99 h.s00 - lacks h.rar\n"
                   "part1.rar -\n"
                   "d/a.rar -\n");
}

/* The headers may say anything: noise behind the mark, and real ones with wrong bytes. */
static void
test_headers_of_noise (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "old.rar", "new.part02.rar", "old-locked.rar",
                                       "new-locked.rar" };
  g_autofree char *path = mms_test_dir_build (self->dir, "noise.rar");
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  copy (self, names[0], names[1], names[2], names[3], NULL);
  for (guint i = 0; i < 8000; i++)
    {
      g_autofree char *file = g_build_filename ("release", names[i % 4], NULL);
      gsize bytes;
      g_autofree char *noise = mms_test_dir_read (self->dir, file, &bytes);
      g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (MmsRarFile));
      guint wrong = i % 3 == 0 ? (guint) bytes : 1 + i % 5;
      MmsRarVolume volume;

      for (guint j = 0; j < wrong; j++)
        noise[i % 3 == 0 ? MIN (8 + j, bytes - 1)
                         : (gsize) g_test_rand_int_range (8, (gint32) MIN (bytes, 200))]
          = (char) g_test_rand_int ();
      bytes = i % 7 == 0 ? (gsize) g_test_rand_int_range (8, (gint32) bytes) : bytes;
      g_assert_cmpint (ftruncate (fd, 0), ==, 0);
      g_assert_cmpint (pwrite (fd, noise, bytes, 0), ==, (gssize) bytes);
      g_assert_true (mms_rar_volume_read (fd, &volume, found));
      g_assert_cmpint (volume.number, >=, -1);
    }
  close (fd);
}

static void
test_crc (Fixture *self, gconstpointer data)
{
  const guint8 *digits = (const guint8 *) "123456789";

  /* The check value of the catalogue of CRCs. */
  g_assert_cmphex (mms_rar_crc (0, digits, 9), ==, 0xcbf43926);
  for (gsize i = 0; i < 9; i++)
    g_assert_cmphex (mms_rar_crc (mms_rar_crc (0, digits, i), digits + i, 9 - i), ==, 0xcbf43926);
}

static void
test_videos (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) found = NULL;
  const MmsPacked *packed;

  put (self, "broken.zip", "x");
  mms_test_pack (self->dir, "release/CD1", "rar4", "film", "--volume", "9000", "a/film.mkv=text:600:f",
                 SUBTITLE, NULL);
  mms_test_pack (self->dir, "release/Subs", "rar4", "subs", SUBTITLE, NULL);
  found = mms_unpack_list_videos (self->release_fd, NULL, NULL);
  g_assert_cmpuint (found->len, ==, 1);
  packed = found->pdata[0];
  g_assert_cmpuint (packed->volumes->len, ==, 2);
  g_assert_cmpstr (packed->volumes->pdata[1], ==, "CD1/film.r00");
  g_assert_cmpuint (packed->videos->len, ==, 2);
  g_assert_cmpstr (packed->videos->pdata[0], ==, "CD1/a/film.mkv");
  g_assert_null (packed->videos->pdata[1]);
}

#define add(name, func) g_test_add ("/unpack/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("a release without an archive stays as it is", test_no_archive);
  add ("compressed volumes of RAR 4 give their files", test_old_compressed);
  add ("compressed volumes of RAR 5 give their files", test_new_compressed);
  add ("PPMd is read", test_ppmd);
  add ("of a solid archive a later file is right where an earlier one is there", test_solid);
  add ("a solid archive of RAR 4 is said, or right", test_old_solid);
  add ("stored volumes of every numbering, and zips, give their files", test_stored);
  add ("volumes are found in any spelling", test_case);
  add ("what is packed twice comes out, and the inner archive goes", test_nested);
  add ("what holds nothing to import stays packed", test_not_wanted);
  add ("a bonus that cannot be read keeps no film back", test_locked_bonus);
  add ("a name that leads elsewhere is refused", test_hostile_names);
  add ("a name of forty folders is refused", test_deep_names);
  add ("a name of another system becomes readable", test_odd_names);
  add ("links are not made", test_links);
  add ("a file of that name and size is kept", test_same_name_same_size);
  add ("a file of that name and another size is a problem, and stays", test_same_name_other_size);
  add ("two archives with two files of one name are a problem", test_two_of_one_name);
  add ("a file in place of a folder stays", test_file_for_a_folder);
  add ("a planted link is not followed", test_planted_link);
  add ("what is unpacked is not unpacked again", test_again);
  add ("a missing volume is named", test_missing);
  add ("a missing part is named", test_missing_part);
  add ("a missing volume is seen where a file ends before it", test_missing_at_a_seam);
  add ("a volume that ends too early is named", test_cut_volume);
  add ("volumes in the wrong order are named", test_swapped_volumes);
  add ("a volume that is there twice is named", test_twice);
  add ("a wrong byte is found", test_wrong_byte);
  add ("a wrong byte is found in what is compressed", test_wrong_byte_compressed);
  add ("a wrong byte is found in a zip, and its end", test_wrong_byte_zip);
  add ("what only has the name of an archive is said", test_no_rar);
  add ("a password is said", test_passwords);
  add ("a bomb is not unpacked", test_bomb);
  add ("a file is as large as it says, or damaged", test_lies);
  add ("a hundred thousand files are no release", test_many);
  add ("room is asked for before anything is written", test_no_space);
  add ("a disk that fills up meanwhile is said", test_disk_fills_up);
  add ("a cancelled run leaves nothing behind", test_cancelled);
  add ("volumes are put in order, and gaps named", test_sets);
  add ("headers of noise are survived", test_headers_of_noise);
  add ("a checksum is right in one go and in pieces", test_crc);
  add ("packed videos are told by volume", test_videos);
  return g_test_run ();
}
