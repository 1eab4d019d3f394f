/* Decides how many connections pay.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-transfer.h"

G_BEGIN_DECLS

#define MMS_CREW_MOST_LINES 12

typedef enum {
  MMS_CREW_PHASE_MEASURE, /* the rate with as many as there are */
  MMS_CREW_PHASE_MORE,    /* whether some more raise it */
  MMS_CREW_PHASE_FEWER,   /* whether fewer lower it */
  MMS_CREW_PHASE_HOLD,
} MmsCrewPhase;

typedef struct
{
  guint wanted;           /* connections, from 1 */
  guint most;             /* as many as the server accepts; MMS_CREW_MOST_LINES where unknown */
  gint64 most_until_us;   /* when to try more than @most again */
  MmsCrewPhase phase;
  guint before;           /* how many there were before the trial */
  double rate_before;     /* bytes per second then */
  gint64 since_us;        /* the window that is being measured; 0: none */
  gint64 bytes_then;
  gint64 hold_until_us;
  gint64 hold_us;
  gboolean fewer_next;    /* which trial follows the hold */
  gboolean by_one;        /* half of them were too few: from now on one less is tried */
} MmsCrewSize;

void          mms_crew_size_init (MmsCrewSize *self, guint remembered);
guint         mms_crew_size_guess (gint64 took_us);
void          mms_crew_size_greet (MmsCrewSize *self, gint64 round_trip_us);
void          mms_crew_size_refuse (MmsCrewSize *self, gint64 now_us, guint up);
gboolean      mms_crew_size_judge (MmsCrewSize *self, gint64 now_us, gint64 bytes, guint up,
                                   gboolean busy);
MmsLinesReason mms_crew_size_get_reason (const MmsCrewSize *self);

G_END_DECLS
