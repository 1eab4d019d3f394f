/* Makes a .torrent file from files with contents.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A single-file torrent:
 *
 *   g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Film.1927.mkv");
 *   mms_test_torrent_set_content (torrent, data, bytes);
 *   g_autoptr (GBytes) metainfo = mms_test_torrent_to_bytes (torrent);
 *
 * A multi-file one calls mms_test_torrent_add_file() instead, in the torrent's order; that of
 * version 2 is the order of the names' bytes.
 */
typedef struct _MmsTestTorrent MmsTestTorrent;

typedef enum {
  MMS_TEST_TORRENT_V1,
  MMS_TEST_TORRENT_HYBRID, /* the caller adds the padding that aligns the files */
  MMS_TEST_TORRENT_V2,
} MmsTestTorrentVersion;

MmsTestTorrent *mms_test_torrent_new (const char *name);
void            mms_test_torrent_free (MmsTestTorrent *self);
void            mms_test_torrent_set_piece_bytes (MmsTestTorrent *self, gsize piece_bytes);
void            mms_test_torrent_set_version (MmsTestTorrent *self, MmsTestTorrentVersion version);
void            mms_test_torrent_set_private (MmsTestTorrent *self, gboolean is_private);
void            mms_test_torrent_add_tracker (MmsTestTorrent *self, const char *url);
void            mms_test_torrent_set_content (MmsTestTorrent *self, const void *data, gssize bytes);
void            mms_test_torrent_add_file (MmsTestTorrent *self, const char *path, const void *data,
                                           gssize bytes);
void            mms_test_torrent_add_padding (MmsTestTorrent *self, gsize bytes);
GBytes         *mms_test_torrent_to_bytes (MmsTestTorrent *self);
char           *mms_test_torrent_dup_hash (MmsTestTorrent *self);
GBytes         *mms_test_make_content (guint32 seed, gsize bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsTestTorrent, mms_test_torrent_free)

G_END_DECLS
