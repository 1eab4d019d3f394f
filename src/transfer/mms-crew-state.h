/* What the files of the crew share, and nobody else. All of it is touched with the lock held only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "transfer/mms-crew-private.h"
#include "transfer/mms-crew-size.h"
#include "transfer/mms-rate-limit.h"

G_BEGIN_DECLS

struct _MmsErrand
{
  gatomicrefcount references;
  MmsCrewErrand what;     /* borrowed: valid until @gone, or while @busy */
  MmsRateLimit limit;
  guint lines;            /* that work on it */
  guint busy;             /* that touch its files just now */
  gint64 granted;         /* bytes, for a fair share; not less than what makes it wait its turn */
  gboolean gone;          /* nobody waits for it any more */
  GError *error;          /* (owned) (nullable): it cannot go on */
};

/* What a person wants of a release's fetch, from before its bytes are asked for to its end. */
typedef struct
{
  gint64 rate_limit;      /* bytes per second; 0: none of its own */
  int priority;
} MmsCrewWish;

struct _MmsCrewLine
{
  MmsErrand *errand;        /* (owned) (nullable): it works on */
  MmsSegment segment;       /* of @errand */
  GCancellable *cancellable; /* (owned): of its dialling */
  int wake_fd;
  gboolean waits;           /* for @wake_fd */
  gboolean dialling;
  gboolean up;
  gboolean early;           /* it dialled while another still logs in for the first time */
  gboolean leaves;
  gboolean lends;           /* its connection, as it leaves */
  gint64 idle_since_us;     /* 0: it works */
};

struct _MmsCrew
{
  gatomicrefcount references;
  MmsSftpLogin *login;      /* (owned) */

  GMutex lock;              /* guards all below */
  GCond changed;
  MmsSftpPatience patience;
  MmsRedial redial;
  GPtrArray *errands;       /* (owned): of MmsErrand */
  GPtrArray *lines;         /* (owned): of MmsCrewLine, each freed by its own thread */
  GPtrArray *lent;          /* (owned): of MmsSftpSession, on their way to who borrows one */
  MmsCrewSize size;
  MmsRateLimit limit;
  GHashTable *wishes;       /* (owned): info-hash -> MmsCrewWish */
  gboolean paused;
  gboolean stopped;
  guint dialling;
  guint knocking;           /* fetches that log in by themselves just now */
  gboolean entered;         /* the login is right: somebody was let in */
  guint handshakes;         /* that the server bears at a time, as far as is known */
  gint64 dial_after_us;     /* no more lines before; monotonic */
  guint tried;              /* connections that broke in a row, without a byte in between */
  gint64 received;          /* bytes, over all */
  gboolean starved;         /* since the last tick some line had nothing to do, or had to wait */
};

void  mms_crew_line_wake (MmsCrewLine *line);
void  mms_crew_line_detach (MmsCrewLine *line);
void  mms_crew_wake_all (MmsCrew *self);
guint mms_crew_count_up (MmsCrew *self);
guint mms_crew_count_staying (MmsCrew *self);

G_END_DECLS
