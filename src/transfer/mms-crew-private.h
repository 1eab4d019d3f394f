/* What the crew and its lines tell each other. Every function locks by itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "transfer/mms-crew.h"

G_BEGIN_DECLS

typedef struct _MmsErrand MmsErrand;
typedef struct _MmsCrewLine MmsCrewLine;

/* What a line is to do next. */
typedef enum {
  MMS_NEXT_ASK,    /* for what was granted */
  MMS_NEXT_WAIT,   /* there is nothing now */
  MMS_NEXT_LEAVE,  /* finish what is under way, and hang up */
} MmsNext;

MmsErrand    *mms_errand_ref (MmsErrand *self);
void          mms_errand_unref (MmsErrand *self);
MmsFetchPlan *mms_errand_get_plan (MmsErrand *self);
MmsHaul      *mms_errand_get_haul (MmsErrand *self);
MmsStaging   *mms_errand_get_staging (MmsErrand *self);
void          mms_errand_show_file (MmsErrand *self, const char *path);

/* The life of a line. */
gboolean mms_crew_may_dial (MmsCrew *self, MmsCrewLine *line);
gboolean mms_crew_may_enter (MmsCrew *self, MmsCrewLine *line);
void     mms_crew_is_up (MmsCrew *self, MmsCrewLine *line, gint64 round_trip_us);
gboolean mms_crew_is_down (MmsCrew *self, MmsCrewLine *line, const GError *cause);
gboolean mms_crew_lend (MmsCrew *self, MmsCrewLine *line, MmsSftpSession *session);
void     mms_crew_gone (MmsCrew *self, MmsCrewLine *line);
gboolean mms_crew_is_stopped (MmsCrew *self);
GCancellable *mms_crew_line_get_cancellable (MmsCrewLine *self);
int      mms_crew_line_get_wake_fd (MmsCrewLine *self);
void     mms_crew_line_slept (MmsCrewLine *self);

/* Its work. */
MmsNext  mms_crew_next (MmsCrew *self, MmsCrewLine *line, gint64 max_bytes, MmsErrand **errand,
                        MmsGrant *grant, gint64 *until_us);
void     mms_crew_give_back (MmsCrew *self, MmsErrand *errand, gint64 begin, gint64 bytes);
gboolean mms_crew_begin_writing (MmsCrew *self, MmsErrand *errand);
gboolean mms_crew_arrived (MmsCrew *self, MmsCrewLine *line, MmsErrand *errand, gint64 begin,
                           gint64 bytes);
void     mms_crew_settle (MmsCrew *self, MmsErrand *errand, guint unit, gboolean good);
void     mms_crew_end_writing (MmsCrew *self, MmsErrand *errand);
void     mms_crew_fail (MmsCrew *self, MmsErrand *errand, GError *error);

void mms_line_start (MmsCrew *crew, MmsCrewLine *line, MmsSftpSession *session);

G_END_DECLS
