/* What the tests of fetching share: a box with a file to fetch, and a fetch that is waited for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "support/mms-test-torrent.h"
#include "support/mms-test-wait.h"
#include "transfer/mms-test-proxy.h"
#include "transfer/mms-test-sshd.h"

G_BEGIN_DECLS

typedef struct
{
  MmsTestSshd *sshd;    /* (owned) */
  MmsTestDir *remote;   /* (owned): what the seedbox holds */
  MmsTestDir *local;    /* (owned): with "staging" and "downloads" below */
  MmsSftp *sftp;        /* (owned) */
  MmsTransfer *transfer; /* (owned) */
  char *staging;        /* (owned) */
  char *target;         /* (owned) */
  char *remote_path;    /* (owned) (nullable) */
  char *hash;           /* (owned) */
  MmsMetainfo *metainfo; /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) */
  gint64 rate_limit;
  GBytes *pieces;       /* owned by the test (nullable): only these are fetched */
  GBytes *wanted;       /* (owned) (nullable) */
} MmsTestBox;

void        mms_test_box_set_up (MmsTestBox *self, gconstpointer data);
void        mms_test_box_set_flaw (MmsTestBox *self, const char *flaw);
void        mms_test_box_tear_down (MmsTestBox *self, gconstpointer data);
void        mms_test_box_offer (MmsTestBox *self, MmsTestTorrent *torrent);
void        mms_test_box_add_file (MmsTestBox *self, MmsTestTorrent *torrent, const char *path,
                                   guint32 seed, gsize bytes);
void        mms_test_box_offer_film (MmsTestBox *self, gsize bytes);
void        mms_test_box_offer_season (MmsTestBox *self);
void        mms_test_box_assert_season (MmsTestBox *self);
MmsVerified mms_test_box_fetch (MmsTestBox *self, GError **error);
void        mms_test_box_fetch_async (MmsTestBox *self, GAsyncResult **result);
void        mms_test_box_assert_same (MmsTestBox *self, const char *remote, const char *local);
void        mms_test_box_assert_clean (MmsTestBox *self);
void        mms_test_box_go_over (MmsTestBox *self, guint16 port);

G_END_DECLS
