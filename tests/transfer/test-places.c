/* Tests the folders of a fetch: names that clash, disks that go, and what an attempt left there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-test-fetch.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "transfer/mms-haul-map.h"
#include "transfer/mms-staging.h"

#define KIB 1024
#define MIB (1024 * KIB)

/* A torrent with names that clash is refused when it is read; a folder has what it has. */
static MmsFetchPlan *
make_plan (const char *const *names)
{
  MmsFetchPlan *plan = mms_fetch_plan_new (NULL, NULL);

  for (; *names != NULL; names++)
    {
      MmsFetchFile *file = g_new0 (MmsFetchFile, 1);

      file->path = g_strdup (*names);
      g_ptr_array_add (plan->files, file);
    }
  return plan;
}

static void
test_clashes (void)
{
  const struct
  {
    const char *names[4];
    gboolean clash;
  } cases[] = {
    { { "Film.mkv", "film.srt" }, FALSE },
    { { "Film.mkv", "other", "film.MKV" }, TRUE },
    { { "a/Film.mkv", "A/film.srt" }, FALSE }, /* one folder for both is as good */
    { { "a/Film.mkv", "A/film.mkv" }, TRUE },
    { { "Été.mkv", "éTÉ.mkv" }, TRUE },
    { { "e\xcc\x81", "\xc3\x89" }, TRUE }, /* composed or not */
    { { "\xe9", "\xc9" }, FALSE },         /* no UTF-8: bytes */
    { { "\xe9 A", "\xe9 a" }, TRUE },
    { { "Extras", "extras/a" }, TRUE },
    { { "extras/a", "EXTRAS" }, TRUE },
    { { "a/b/c", "A/B" }, TRUE },
    { { "a/b/c", "A/C" }, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MmsFetchPlan) plan = make_plan (cases[i].names);
      const char *one = NULL, *other = NULL;

      g_assert_cmpint (mms_fetch_plan_find_clash (plan, &one, &other), ==, cases[i].clash);
      g_assert_true (!cases[i].clash || g_strcmp0 (one, other) != 0);
    }
}

/* A disk that takes only a part of the map is full, and says so. */
static void
test_short_write (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsStaging) staging =
    mms_staging_open (dir->path, "0123456789ABCDEF0123456789ABCDEF01234567", &error);
  g_autoptr (GBytes) small = g_bytes_new ("small", 5);
  g_autoptr (GBytes) large = mms_test_make_content (1, 100 * KIB);
  g_autoptr (GBytes) read = NULL;
  struct rlimit before, limit;

  g_assert_no_error (error);
  g_assert_true (mms_staging_write_map (staging, small, &error));
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  limit = (struct rlimit) { 8 * KIB, before.rlim_max };
  setrlimit (RLIMIT_FSIZE, &limit);
  g_assert_false (mms_staging_write_map (staging, large, &error));
  setrlimit (RLIMIT_FSIZE, &before);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NO_SPACE);
  /* The one before stays. */
  read = mms_staging_read_map (staging);
  g_assert_true (g_bytes_equal (read, small));
}

/* The same folder under a name in capital letters makes this disk look like one that tells none
 * apart. */
static void
test_case_blind_disk (MmsTestBox *box, gconstpointer data)
{
  g_autofree char *parts = NULL;
  g_autofree char *capitals = NULL;
  g_autoptr (GError) error = NULL;

  g_free (mms_test_dir_write (box->remote, "Season/Extras/Film.mkv", "one", -1));
  g_free (mms_test_dir_write (box->remote, "Season/extras/film.MKV", "two", -1));
  box->remote_path = mms_test_dir_build (box->remote, "Season");
  parts = g_build_filename (box->staging, box->hash, "parts", NULL);
  capitals = g_build_filename (box->staging, box->hash, "PARTS", NULL);
  g_mkdir_with_parents (parts, 0700);
  g_mkdir_with_parents (capitals, 0700);
  if (mount (parts, capitals, NULL, MS_BIND, NULL) != 0)
    {
      g_test_skip ("only root mounts");
      return;
    }
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  umount2 (capitals, MNT_DETACH);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "“Extras/Film.mkv”"));
  g_assert_nonnull (strstr (error->message, "“extras/film.MKV”"));
  g_clear_error (&error);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_SIZES);
  g_assert_no_error (error);
}

/* What happens once, when the first bytes are here. */
typedef struct
{
  MmsTestBox *box;
  void (*what) (MmsTestBox *box);
  gint64 from_bytes;
} Meanwhile;

static void
changed_cb (MmsTransfer *transfer, gpointer user_data)
{
  Meanwhile *meanwhile = user_data;

  if (meanwhile->what == NULL || mms_transfer_get_bytes_done (transfer) <= meanwhile->from_bytes)
    return;
  meanwhile->what (meanwhile->box);
  meanwhile->what = NULL;
}

/* Fetches slowly enough for @what to happen in the middle. */
static MmsVerified
fetch_meanwhile (MmsTestBox *box, void (*what) (MmsTestBox *box), gint64 from_bytes, GError **error)
{
  Meanwhile meanwhile = { box, what, from_bytes };
  gulong handler = g_signal_connect (box->transfer, "changed", G_CALLBACK (changed_cb), &meanwhile);
  MmsVerified verified;

  box->rate_limit = 2 * MIB;
  verified = mms_test_box_fetch (box, error);
  box->rate_limit = 0;
  g_signal_handler_disconnect (box->transfer, handler);
  g_assert_null (meanwhile.what);
  return verified;
}

/* Returns: (transfer full) (nullable): where another disk is; %NULL where the test is skipped */
static char *
mount_disk (MmsTestBox *box)
{
  g_autofree char *disk = mms_test_dir_make (box->local, "disk");

  if (mount ("mms-test", disk, "tmpfs", 0, "size=32m") == 0)
    return g_steal_pointer (&disk);
  g_test_skip ("only root mounts");
  return NULL;
}

static void
unmount (MmsTestBox *box)
{
  g_autofree char *disk = mms_test_dir_build (box->local, "disk");

  g_assert_cmpint (umount2 (disk, MNT_DETACH), ==, 0);
}

static void
test_disk_goes (MmsTestBox *box, gconstpointer data)
{
  g_autofree char *disk = mount_disk (box);
  g_autoptr (GError) error = NULL;

  if (disk == NULL)
    return;
  g_free (box->staging);
  g_free (box->target);
  box->staging = g_build_filename (disk, "staging", NULL);
  box->target = g_build_filename (disk, "downloads/Release", NULL);
  mms_test_box_offer_film (box, 4 * MIB);
  g_assert_cmpint (fetch_meanwhile (box, unmount, 0, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "unmounted"));
  g_assert_nonnull (strstr (error->message, box->staging));
  g_clear_error (&error);
  /* Nothing lies in its place, where a mount would hide it. */
  g_assert_false (mms_test_dir_has (box->local, "disk/downloads"));
  g_assert_cmpint (mount ("mms-test", disk, "tmpfs", 0, "size=32m"), ==, 0);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  g_assert_true (mms_test_dir_has (box->local, "disk/downloads/Release/Film.mkv"));
  unmount (box);
}

/* Only the disk of the target goes; the part is kept. */
static void
test_target_disk_goes (MmsTestBox *box, gconstpointer data)
{
  g_autofree char *disk = mount_disk (box);
  g_autoptr (GError) error = NULL;

  if (disk == NULL)
    return;
  g_free (box->target);
  box->target = g_build_filename (disk, "new/Release", NULL);
  mms_test_box_offer_film (box, 4 * MIB);
  g_assert_cmpint (fetch_meanwhile (box, unmount, 0, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
  g_assert_nonnull (strstr (error->message, disk));
  g_assert_false (mms_test_dir_has (box->local, "disk/new"));
}

static void
replace_staging (MmsTestBox *box)
{
  g_autofree char *aside = g_strconcat (box->staging, ".aside", NULL);

  g_assert_cmpint (g_rename (box->staging, aside), ==, 0);
  g_assert_cmpint (g_mkdir (box->staging, 0700), ==, 0);
}

static void
test_folder_is_replaced (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mms_test_box_offer_film (box, 4 * MIB);
  g_assert_cmpint (fetch_meanwhile (box, replace_staging, 0, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
  g_assert_nonnull (strstr (error->message, box->staging));
  g_assert_false (mms_test_dir_has (box->local, "downloads/Release"));
  g_clear_error (&error);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
}

static void
delete_part (MmsTestBox *box)
{
  g_autofree char *part = g_build_filename (box->staging, box->hash, "parts", "E01.mkv.part", NULL);

  g_assert_cmpint (g_unlink (part), ==, 0);
}

/* A person cleans up while it is fetched: zeros are no file. */
static void
test_part_is_deleted (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Season");
  g_autoptr (GError) error = NULL;

  mms_test_torrent_set_piece_bytes (torrent, 16 * KIB);
  mms_test_box_add_file (box, torrent, "E01.mkv", 1, 100 * KIB);
  mms_test_box_add_file (box, torrent, "E02.mkv", 2, 2 * MIB);
  mms_test_box_offer (box, torrent);
  g_assert_cmpint (fetch_meanwhile (box, delete_part, 200 * KIB, &error), ==,
                   MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
  g_assert_nonnull (strstr (error->message, "E01.mkv"));
  g_assert_false (mms_test_dir_has (box->local, "downloads/Release"));
  g_clear_error (&error);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "Season/E01.mkv", "E01.mkv");
  mms_test_box_assert_same (box, "Season/E02.mkv", "E02.mkv");
}

static void
cancel (MmsTestBox *box)
{
  g_cancellable_cancel (box->cancellable);
}

/* Nothing can be hashed: the map alone tells what is here, and that is not asked for again. */
static void
test_resume_without_a_torrent (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsTestProxy) proxy = mms_test_proxy_new (box->sshd->port);
  g_autoptr (GError) error = NULL;

  mms_test_box_offer_film (box, 6 * MIB);
  g_clear_pointer (&box->metainfo, mms_metainfo_unref);
  box->cancellable = g_cancellable_new ();
  g_assert_cmpint (fetch_meanwhile (box, cancel, 3 * MIB, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&box->cancellable);
  mms_test_box_go_over (box, proxy->port);
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_SIZES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
  g_assert_cmpint (g_atomic_int_get (&proxy->bytes_down), <, 4 * MIB);
}

/* Killed between the last byte of a piece and its proof; and the disk holds something else. */
static void
test_map_of_unproven_pieces (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (MmsFetchPlan) plan = NULL;
  g_autoptr (MmsHaul) haul = NULL;
  g_autoptr (MmsStaging) staging = NULL;
  g_autoptr (GBytes) map = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *part = NULL;
  g_autofree char *zeros = g_malloc0 (100 * KIB);

  mms_test_box_offer_film (box, 100 * KIB);
  plan = mms_fetch_plan_new (box->metainfo, NULL);
  haul = mms_haul_new (plan);
  for (gint64 at = 0; at < 64 * KIB; at += 16 * KIB)
    g_assert_true (mms_haul_arrived (haul, at, 16 * KIB));
  map = mms_haul_map_write (haul, mms_metainfo_get_hash (box->metainfo));
  staging = mms_staging_open (box->staging, box->hash, &error);
  g_assert_no_error (error);
  g_assert_true (mms_staging_write_map (staging, map, &error));
  part = g_strdup_printf ("staging/%s/parts/Film.mkv.part", box->hash);
  g_free (mms_test_dir_write (box->local, part, zeros, 100 * KIB));
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_PIECES);
  g_assert_no_error (error);
  mms_test_box_assert_same (box, "Film.mkv", "Film.mkv");
}

/* Half a release is none. */
static void
test_too_deep (MmsTestBox *box, gconstpointer data)
{
  g_autoptr (GString) path = g_string_new ("Release");
  g_autoptr (GError) error = NULL;

  g_free (mms_test_dir_write (box->remote, "Release/film.mkv", "x", -1));
  for (guint i = 0; i < 70; i++)
    g_string_append (path, "/d");
  g_free (mms_test_dir_make (box->remote, path->str));
  box->remote_path = mms_test_dir_build (box->remote, "Release");
  g_assert_cmpint (mms_test_box_fetch (box, &error), ==, MMS_VERIFIED_NOT_YET);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "deeper folders"));
}

int
main (int argc, char *argv[])
{
  g_unsetenv ("SSH_AUTH_SOCK");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) \
  g_test_add ("/places/" name, MmsTestBox, NULL, mms_test_box_set_up, func, mms_test_box_tear_down)
  g_test_add_func ("/places/names-clash-where-capital-letters-are-small", test_clashes);
  g_test_add_func ("/places/half-a-map-is-a-full-disk", test_short_write);
  ADD ("names-that-clash-on-this-disk-are-both-named", test_case_blind_disk);
  ADD ("a-disk-that-goes-is-missed-and-waited-for", test_disk_goes);
  ADD ("the-disk-of-the-target-is-missed", test_target_disk_goes);
  ADD ("a-folder-that-is-replaced-is-missed", test_folder_is_replaced);
  ADD ("a-part-that-is-deleted-is-missed", test_part_is_deleted);
  ADD ("what-is-here-is-not-asked-for-without-a-torrent", test_resume_without_a_torrent);
  ADD ("pieces-that-a-map-knows-are-proven-all-the-same", test_map_of_unproven_pieces);
  ADD ("folders-without-a-bottom-are-refused", test_too_deep);
  return g_test_run ();
}
