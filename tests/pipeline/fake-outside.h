/* An outside world in memory that does what the road asks, or fails as a test wants it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "pipeline/mms-world.h"
#include "ports/mms-journal.h"

#define FAKE_TYPE_OUTSIDE (fake_outside_get_type ())
G_DECLARE_FINAL_TYPE (FakeOutside, fake_outside, FAKE, OUTSIDE, GObject)

/* It is the seedbox, its files, the disk here, a library and the journal at once. Every call is told
 * in the story by one word, every fact that was journalled in brackets. */
struct _FakeOutside
{
  GObject parent_instance;

  GString *story;
  GHashTable *failures;
  GHashTable *torrents;   /* info-hash -> MmsTorrentFacts */
  GHashTable *local;      /* paths of files here */
  GHashTable *jobs;       /* what is journalled: info-hash -> MmsJob */
  GHashTable *ignored;
  GPtrArray *events;      /* the journalled messages */
  GPtrArray *history;     /* the library's: MmsImported */
  GPtrArray *tracked;     /* info-hashes; not owned */
  GPtrArray *rejections;  /* what every file is rejected for */
  GPtrArray *extras;      /* names of files that a fetch brings, too; not owned */
  const char *packed;     /* name of an archive that holds @packed_video; not owned */
  const char *packed_video;
  const char *rejected;   /* only names with this in them are rejected; NULL: all */
  GPtrArray *releases;    /* what the indexer finds: MmsRelease; owned by the test */
  GHashTable *files;      /* links -> torrent files; owned by the test */
  GBytes *pieces;         /* owned by the test; NULL: the seedbox does not tell */
  GBytes *wanted;         /* owned by the test; NULL: the seedbox does not tell */
  gboolean import_hangs;  /* until it is cancelled */
  gboolean fetch_hangs;   /* until it is cancelled */
  GString *fetches;       /* of each: name of the target, priority and limit: "Release 0 0 " */
  char *adjusted;         /* the last fetch at work that was adjusted: hash, limit, priority */
  gboolean hangs;         /* the seedbox does not answer until it is cancelled */
  char *fetched_from;
  GBytes *fetched_wanted; /* (nullable): what the last fetch was told that is wanted */
  MmsMediaKind kind;
  gboolean completes_at_once;
  gboolean in_library;
  gboolean visible;
  gboolean imports_silently_fail;
  gboolean import_hash_given;
  gint64 bytes_free;      /* on the box's disk */
  gboolean stuck;         /* nothing can be deleted on the box */
};

FakeOutside     *fake_outside_new (void);
void             fake_outside_fail (FakeOutside *self, const char *word, MmsError code, guint times);
MmsTorrentFacts *fake_outside_put (FakeOutside *self, const char *hash, const char *name,
                                   gboolean complete);
