/* What the tests of fetching share: a box with a file to fetch, and a fetch that is waited for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-test-fetch.h"

#include <glib/gstdio.h>

#include "worker/mms-worker.h"
#include <string.h>

#define PIECE_BYTES (16 * 1024)

void
mms_test_box_set_up (MmsTestBox *self, gconstpointer data)
{
  self->sshd = mms_test_sshd_new ();
  if (data != NULL && strstr (data, ".py") == NULL) /* lines for sshd's configuration */
    self->sshd->more = g_strdup (data);
  else if (data != NULL) /* a script of the source folder that serves SFTP instead */
    {
      g_auto (GStrv) parts = g_strsplit (data, "FLAW", 2);
      g_autofree char *flaw = mms_test_dir_write (self->sshd->dir, "flaw", "", 0);

      g_free (self->sshd->subsystem);
      self->sshd->subsystem = g_strdup_printf ("/usr/bin/python3 %s/%s%s",
                                               g_getenv ("MMS_TEST_TRANSFER"), parts[0],
                                               parts[1] != NULL ? flaw : "");
    }
  mms_test_sshd_start (self->sshd);
  self->remote = mms_test_dir_new ();
  self->local = mms_test_dir_new ();
  self->staging = mms_test_dir_build (self->local, "staging");
  self->target = mms_test_dir_build (self->local, "downloads/Release");
  self->hash = g_strdup ("0123456789ABCDEF0123456789ABCDEF01234567");
  self->sftp = mms_test_sshd_connect (self->sshd, 0);
  self->transfer = mms_transfer_new ();
}

/* As every program of ours ends: a library that takes itself down finds no thread that uses it. */
static void
wait_for_threads (void)
{
  for (guint i = 0; i < 50 && !mms_worker_wait_for_all (100); i++)
    while (g_main_context_iteration (NULL, FALSE))
      continue;
}

void
mms_test_box_tear_down (MmsTestBox *self, gconstpointer data)
{
  g_clear_object (&self->sftp);
  wait_for_threads ();
  g_clear_object (&self->transfer);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->metainfo, mms_metainfo_unref);
  mms_test_sshd_free (self->sshd);
  mms_test_dir_free (self->remote);
  mms_test_dir_free (self->local);
  g_free (self->staging);
  g_free (self->target);
  g_free (self->remote_path);
  g_free (self->hash);
  g_clear_pointer (&self->wanted, g_bytes_unref);
}

/* Lets the fetch be for that torrent. */
void
mms_test_box_offer (MmsTestBox *self, MmsTestTorrent *torrent)
{
  g_autoptr (GBytes) bytes = mms_test_torrent_to_bytes (torrent);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->metainfo, mms_metainfo_unref);
  self->metainfo = mms_metainfo_new (bytes, &error);
  g_assert_no_error (error);
  g_free (self->hash);
  self->hash = g_strdup (mms_metainfo_get_hash (self->metainfo));
  g_free (self->remote_path);
  self->remote_path = mms_test_dir_build (self->remote, mms_metainfo_get_name (self->metainfo));
}

/* Adds a file to the torrent "Season" and to the seedbox. */
void
mms_test_box_add_file (MmsTestBox *self, MmsTestTorrent *torrent, const char *path, guint32 seed,
                       gsize bytes)
{
  g_autoptr (GBytes) content = mms_test_make_content (seed, bytes);
  g_autofree char *remote = g_build_filename (self->remote->path, "Season", path, NULL);
  g_autofree char *folder = g_path_get_dirname (remote);
  g_autoptr (GError) error = NULL;
  gsize size;
  const void *data = g_bytes_get_data (content, &size);

  mms_test_torrent_add_file (torrent, path, data != NULL ? data : "", (gssize) size);
  g_mkdir_with_parents (folder, 0700);
  /* In place: the longest name leaves no room for a temporary one. */
  g_file_set_contents_full (remote, data != NULL ? data : "", (gssize) size,
                            G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

/* One file, "Film.mkv". */
void
mms_test_box_offer_film (MmsTestBox *self, gsize bytes)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Film.mkv");
  g_autoptr (GBytes) content = mms_test_make_content (7, bytes);
  gsize size;
  const void *data = g_bytes_get_data (content, &size);

  mms_test_torrent_set_piece_bytes (torrent, PIECE_BYTES);
  mms_test_torrent_set_content (torrent, data, (gssize) size);
  g_free (mms_test_dir_write_bytes (self->remote, "Film.mkv", content));
  mms_test_box_offer (self, torrent);
}

/* A season whose files share pieces, with an empty one and one in a folder. */
void
mms_test_box_offer_season (MmsTestBox *self)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Season");

  mms_test_torrent_set_piece_bytes (torrent, PIECE_BYTES);
  mms_test_box_add_file (self, torrent, "E01.mkv", 1, 100 * 1024 + 7);
  mms_test_box_add_file (self, torrent, "Sample/sample.mkv", 2, 3 * 1024);
  mms_test_box_add_file (self, torrent, "empty.nfo", 3, 0);
  mms_test_box_add_file (self, torrent, "E02.mkv", 4, 50 * 1024);
  mms_test_box_add_file (self, torrent, "E02.srt", 5, 11);
  mms_test_box_offer (self, torrent);
}

void
mms_test_box_assert_season (MmsTestBox *self)
{
  const char *files[] = { "E01.mkv", "Sample/sample.mkv", "empty.nfo", "E02.mkv", "E02.srt" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *remote = g_build_filename ("Season", files[i], NULL);

      mms_test_box_assert_same (self, remote, files[i]);
    }
  mms_test_box_assert_clean (self);
}

void
mms_test_box_fetch_async (MmsTestBox *self, GAsyncResult **result)
{
  MmsFetch what = { .hash = self->hash,
                    .remote_path = self->remote_path,
                    .staging = self->staging,
                    .target = self->pieces == NULL ? self->target : NULL,
                    .pieces = self->pieces,
                    .metainfo = self->metainfo,
                    .wanted = self->wanted,
                    .rate_limit = self->rate_limit };

  mms_remote_files_fetch_async (MMS_REMOTE_FILES (self->sftp), &what, self->transfer,
                                self->cancellable, mms_test_wait_store, result);
}

MmsVerified
mms_test_box_fetch (MmsTestBox *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_test_box_fetch_async (self, &result);
  mms_test_wait_for_result (&result);
  return mms_remote_files_fetch_finish (MMS_REMOTE_FILES (self->sftp), result, error);
}

void
mms_test_box_assert_same (MmsTestBox *self, const char *remote, const char *local)
{
  gsize remote_bytes, local_bytes;
  g_autofree char *there = mms_test_dir_read (self->remote, remote, &remote_bytes);
  g_autofree char *path = g_build_filename ("downloads/Release", local, NULL);
  g_autofree char *here = mms_test_dir_read (self->local, path, &local_bytes);

  g_assert_cmpmem (there, remote_bytes, here, local_bytes);
}

/* Nothing of the fetch is left in staging. */
void
mms_test_box_assert_clean (MmsTestBox *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->staging, 0, NULL);

  if (dir != NULL)
    g_assert_cmpstr (g_dir_read_name (dir), ==, NULL);
}

/* Connects over another port, behind which the same server stands. */
void
mms_test_box_go_over (MmsTestBox *self, guint16 port)
{
  g_object_unref (self->sftp);
  self->sftp = mms_test_sshd_connect (self->sshd, port);
}

/* Lets folder-sftp.py @FLAW have that flaw from the next file on that is opened. */
void
mms_test_box_set_flaw (MmsTestBox *self, const char *flaw)
{
  g_free (mms_test_dir_write (self->sshd->dir, "flaw", flaw, -1));
}
