/* All that the steps know of the outside world, as it is set up at one moment.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-path-map.h"
#include "pipeline/mms-watcher.h"
#include "ports/mms-indexer.h"
#include "ports/mms-library.h"
#include "ports/mms-local-files.h"
#include "ports/mms-remote-files.h"
#include "ports/mms-seedbox.h"

G_BEGIN_DECLS

#define MMS_N_MEDIA_KINDS 2

/**
 * MmsWorld:
 *
 * Filled by its maker, from then on only read and shared; changed settings make a new one. A step
 * keeps the world that it began with. Arrays are indexed by #MmsMediaKind.
 */
typedef struct
{
  MmsWatcher *watcher;             /* (owned) (nullable): %NULL where no seedbox is set up */
  MmsSeedbox *seedbox;             /* (owned) (nullable) */
  MmsRemoteFiles *remote_files;    /* (owned) (nullable) */
  MmsIndexer *indexer;             /* (owned) (nullable) */
  MmsLocalFiles *local_files;      /* (owned) */
  MmsLibrary *libraries[MMS_N_MEDIA_KINDS]; /* (owned) (nullable) */

  MmsPathMap *seedbox_map;         /* (owned): there: rTorrent's paths, here: SFTP's */
  MmsPathMap *library_maps[MMS_N_MEDIA_KINDS]; /* (owned): there: the server's paths, here: ours */
  char *labels[MMS_N_MEDIA_KINDS];      /* (owned) (nullable) */
  char *directories[MMS_N_MEDIA_KINDS]; /* (owned) (nullable): on the seedbox */
  char *staging;                   /* (owned): folder of unfinished work */
  char *downloads;                 /* (owned): folder in which whole releases appear */
  char **roots;                    /* (owned): below these MMS may delete over SFTP */
  MmsImportMode import_mode;
  guint transfers;                 /* releases that are fetched at the same time, from 1 */
  guint watch_interval_s;
  gboolean fetch_ahead;            /* pieces come home while the seedbox downloads the others */
  gboolean adopt;
  gint64 adopt_since;              /* labelled torrents that nobody tracks count from here on */
  gboolean clean_seedbox;
  double clean_min_ratio;
  gint64 clean_min_seed_s;
  GListModel *jobs;                /* (owned) (nullable): all jobs; set by the pipeline */
} MmsWorld;

MmsWorld *mms_world_new (void);
MmsWorld *mms_world_ref (MmsWorld *self);
void      mms_world_unref (MmsWorld *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsWorld, mms_world_unref)

G_END_DECLS
