/* One release on its way down the road.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-intent.h"
#include "core/mms-job-state.h"
#include "core/mms-priority.h"
#include "core/mms-problem.h"
#include "core/mms-transfer.h"

G_BEGIN_DECLS

/* How much we know about the bytes that came home. */
typedef enum {
  MMS_VERIFIED_NOT_YET,
  MMS_VERIFIED_PIECES,  /* every piece has the hash that the torrent names */
  MMS_VERIFIED_SIZES,   /* the torrent file could not be had: only sizes were compared */
} MmsVerified;

#define MMS_TYPE_JOB (mms_job_get_type ())
G_DECLARE_FINAL_TYPE (MmsJob, mms_job, MMS, JOB, GObject)

MmsJob *mms_job_new (const char *hash, const char *name);
MmsJob *mms_job_copy (MmsJob *self);

/* The facts: changed by the pipeline only, which journals them. */
const char       *mms_job_get_hash (MmsJob *self);
const char       *mms_job_get_name (MmsJob *self);
void              mms_job_set_name (MmsJob *self, const char *name);
MmsFact           mms_job_get_fact (MmsJob *self);
void              mms_job_set_fact (MmsJob *self, MmsFact fact);
const MmsProblem *mms_job_get_problem (MmsJob *self);
void              mms_job_set_problem (MmsJob *self, const MmsProblem *problem);
const MmsIntent  *mms_job_get_intent (MmsJob *self);
void              mms_job_set_intent (MmsJob *self, const MmsIntent *intent);
const char       *mms_job_get_magnet (MmsJob *self);
void              mms_job_set_magnet (MmsJob *self, const char *magnet);
GBytes           *mms_job_get_metainfo (MmsJob *self);
void              mms_job_set_metainfo (MmsJob *self, GBytes *metainfo);
const char       *mms_job_get_label (MmsJob *self);
void              mms_job_set_label (MmsJob *self, const char *label);
const char       *mms_job_get_directory (MmsJob *self);
void              mms_job_set_directory (MmsJob *self, const char *directory);
const char       *mms_job_get_remote_path (MmsJob *self);
void              mms_job_set_remote_path (MmsJob *self, const char *path);
const char       *mms_job_get_local_path (MmsJob *self);
void              mms_job_set_local_path (MmsJob *self, const char *path);
gint64            mms_job_get_bytes_total (MmsJob *self);
void              mms_job_set_bytes_total (MmsJob *self, gint64 bytes);
MmsVerified       mms_job_get_verified (MmsJob *self);
void              mms_job_set_verified (MmsJob *self, MmsVerified verified);
gboolean          mms_job_get_adopted (MmsJob *self);
void              mms_job_set_adopted (MmsJob *self, gboolean adopted);
gint64            mms_job_get_added_at (MmsJob *self);
void              mms_job_set_added_at (MmsJob *self, gint64 at);
gint64            mms_job_get_updated_at (MmsJob *self);
void              mms_job_set_updated_at (MmsJob *self, gint64 at);
gint64            mms_job_get_import_started_at (MmsJob *self);
void              mms_job_set_import_started_at (MmsJob *self, gint64 at);

/* What a person decided about its fetch: journalled, too. */
gboolean          mms_job_get_paused (MmsJob *self);
void              mms_job_set_paused (MmsJob *self, gboolean paused);
MmsPriority       mms_job_get_priority (MmsJob *self);
void              mms_job_set_priority (MmsJob *self, MmsPriority priority);
gint64            mms_job_get_rate_limit (MmsJob *self);
void              mms_job_set_rate_limit (MmsJob *self, gint64 rate);
gboolean          mms_job_is_held (MmsJob *self);

/* The moment: not journalled. */
gboolean     mms_job_get_running (MmsJob *self);
void         mms_job_set_running (MmsJob *self, gboolean running);
MmsTransfer *mms_job_get_transfer (MmsJob *self);
const char  *mms_job_get_status (MmsJob *self);
void         mms_job_set_status (MmsJob *self, const char *status);
double       mms_job_get_progress (MmsJob *self);
guint        mms_job_get_pieces_ahead (MmsJob *self);
void         mms_job_set_pieces_ahead (MmsJob *self, guint pieces);
gboolean     mms_job_get_looked_at_closely (MmsJob *self);
void         mms_job_set_looked_at_closely (MmsJob *self, gboolean closely);

const char *mms_verified_to_nick (MmsVerified verified);
gboolean    mms_verified_from_nick (const char *nick, MmsVerified *verified);

G_END_DECLS
