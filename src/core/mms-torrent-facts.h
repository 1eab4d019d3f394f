/* What the seedbox said about one torrent at one moment.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* rTorrent's d.hashing (facts: 0 none, 1 initial, 2 after completion, 3 recheck). */
typedef enum {
  MMS_HASHING_NONE,
  MMS_HASHING_INITIAL,
  MMS_HASHING_FINAL,
  MMS_HASHING_RECHECK,
} MmsHashing;

/* What a person calls the state of a torrent; derived by mms_torrent_facts_get_state(). */
typedef enum {
  MMS_TORRENT_CHECKING,
  MMS_TORRENT_QUEUED,
  MMS_TORRENT_DOWNLOADING,
  MMS_TORRENT_SEEDING,
  MMS_TORRENT_PAUSED,
  MMS_TORRENT_STOPPED,
  MMS_TORRENT_ERROR,
} MmsTorrentState;

/**
 * MmsTorrentFacts:
 *
 * Plain data, made on a worker and taken over by models on the main loop. Strings are valid
 * UTF-8; where the seedbox could not say a byte it stands as '?' (facts/seedbox: each byte of an
 * emoji or of invalid UTF-8), and @name_is_exact is %FALSE.
 */
typedef struct
{
  char hash[41];          /* 40 upper-case hex */
  char *name;             /* (owned) */
  char *base_path;        /* (owned): as the seedbox sees it; "" until it was opened once */
  char *directory;        /* (owned): d.directory; the folder itself for several files, else its parent */
  char *label;            /* (owned): percent-decoded custom1 */
  char *message;          /* (owned): a tracker's or rTorrent's words; a message is no error state */
  gint64 bytes_total;
  gint64 bytes_done;
  gint64 bytes_left;
  gint64 bytes_uploaded;
  gint64 down_rate;       /* bytes per second, an average over a minute */
  gint64 up_rate;
  gint64 ratio_permille;
  gint64 added_at;        /* seconds since 1970, UTC; 0: not known */
  gint64 finished_at;
  guint chunks_total;
  guint chunks_hashed;    /* of @chunks_total while @hashing */
  guint seeders;          /* peers connected that have everything */
  guint peers;            /* peers connected, seeders included */
  guint8 priority;        /* 0 off, 1 low, 2 normal, 3 high */
  MmsHashing hashing;
  guint state : 1;        /* d.state: meant to be started */
  guint is_open : 1;
  guint is_active : 1;
  guint hash_failed : 1;  /* d.hashing_failed: rTorrent lost its trust in the data, or closed them */
  guint is_complete : 1;  /* d.complete: all of it is there, files that are off as well */
  guint has_wanted : 1;   /* d.is_partially_done: all is there of the files that are not off */
  guint is_multi_file : 1;
  guint is_magnet : 1;    /* d.is_meta: the metadata is not here yet */
  guint name_is_exact : 1;
} MmsTorrentFacts;

MmsTorrentFacts *mms_torrent_facts_new (void);
void             mms_torrent_facts_free (MmsTorrentFacts *self);
gboolean         mms_torrent_facts_is_ready (const MmsTorrentFacts *self);
MmsTorrentState  mms_torrent_facts_get_state (const MmsTorrentFacts *self);
const char      *mms_torrent_state_to_nick (MmsTorrentState state);
const char      *mms_torrent_state_get_label (MmsTorrentState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsTorrentFacts, mms_torrent_facts_free)

G_END_DECLS
