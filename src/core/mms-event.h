/* One line of a job's history.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-job-state.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 at;        /* seconds since 1970, UTC */
  MmsFact fact;     /* the last fact that was true then */
  gboolean problem; /* @message says why a step failed */
  char *who;        /* (owned): "person", "sonarr", "radarr", "mms", "predecessor" */
  char *message;    /* (owned) */
} MmsEvent;

MmsEvent *mms_event_new (gint64 at, MmsFact fact, gboolean problem, const char *who, const char *message);
void      mms_event_free (MmsEvent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsEvent, mms_event_free)

G_END_DECLS
