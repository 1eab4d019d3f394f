/* Reads and writes the state files of the web application that MMS succeeds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-event.h"
#include "core/mms-job.h"
#include "ports/mms-journal.h"
#include "worker/mms-worker.h"

G_BEGIN_DECLS

#define MMS_PREDECESSOR_MAP     "pending_torrents_map.json"
#define MMS_PREDECESSOR_IGNORED "ignored_torrents.json"

/* One torrent of the predecessor: the job, and the first line of its history. */
typedef struct
{
  MmsJob *job;      /* (owned) */
  MmsEvent *event;  /* (owned): who is "predecessor"; says what has no place in the job */
} MmsPredecessorEntry;

/* What was read. Nothing of it is in the journal yet. */
typedef struct
{
  GPtrArray *entries; /* (owned) (element-type MmsPredecessorEntry): oldest first */
  GPtrArray *ignored; /* (owned) (element-type MmsIgnored) */
  GPtrArray *report;  /* (owned) (element-type utf8): for the person, one line an entry */
  guint n_skipped;    /* entries that could not be understood; each has its line */
} MmsPredecessorState;

MmsPredecessorState *mms_predecessor_read (const char *map_path, const char *ignored_path,
                                           GError **error);
void mms_predecessor_read_async (MmsWorker *worker,
                                 const char *map_path,
                                 const char *ignored_path,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
MmsPredecessorState *mms_predecessor_read_finish (GAsyncResult *result, GError **error);

gboolean mms_predecessor_write (const char *folder, GPtrArray *jobs, GPtrArray *ignored,
                                GError **error);
void     mms_predecessor_write_async (MmsWorker *worker, const char *folder, GPtrArray *jobs,
                                      GPtrArray *ignored, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_predecessor_write_finish (GAsyncResult *result, GError **error);

void mms_predecessor_state_free (MmsPredecessorState *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsPredecessorState, mms_predecessor_state_free)

G_END_DECLS
