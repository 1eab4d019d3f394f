/* What the guard and those who ask it share: the jobs, and what is being done for each.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "pipeline/mms-pipeline.h"

G_BEGIN_DECLS

/* One job and what is being done for it. */
typedef struct
{
  MmsPipeline *pipeline;     /* (not owned): outlives its entries' callbacks by their tasks */
  MmsJob *job;               /* (owned) */
  GCancellable *cancellable; /* (owned) (nullable): of the step at work */
  MmsVerb verb;              /* of the step at work */
  MmsWorld *world;           /* (owned) (nullable): of the step at work */
  gint64 due_at_us;          /* not before, monotonic; 0: now */
  guint writes;              /* under way */
  gboolean unwritten;        /* the journal refused; written again before anything else */
  gboolean removed;          /* forgotten while a step was at work */
} MmsEntry;

struct _MmsPipeline
{
  GObject parent_instance;

  MmsJournal *journal;   /* (owned) */
  MmsWorld *world;       /* (owned) (nullable) */
  GListStore *jobs;      /* (owned) (element-type MmsJob) */
  GHashTable *entries;   /* (owned): info-hash -> MmsEntry */
  GHashTable *ignored;   /* (owned): info-hashes */
  GTask *stopping;       /* (owned) (nullable): answered when nothing is busy any more */
  guint timer_id;        /* 0: none */
  guint writes;          /* under way for jobs that are no entries any more */
  gboolean started;
  gboolean was_idle;
};

gint64 mms_pipeline_now_s (void);
void   mms_pipeline_consider (MmsPipeline *self);
void   mms_pipeline_begin_job (MmsPipeline *self, MmsJob *job, const char *who, const char *message,
                               GTask *task);
void   mms_pipeline_write (MmsEntry *entry, MmsEvent *event, GTask *task);
void   mms_pipeline_sweep (MmsEntry *entry);
void   mms_pipeline_remove_entry (MmsEntry *entry);

G_END_DECLS
