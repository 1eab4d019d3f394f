/* Holds the connections to one seedbox, and shares them among the releases that are fetched.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "transfer/mms-fetch-progress.h"
#include "transfer/mms-haul.h"
#include "transfer/mms-redial.h"
#include "transfer/mms-sftp-session.h"
#include "transfer/mms-staging.h"

G_BEGIN_DECLS

typedef struct _MmsCrew MmsCrew;

/* One release to bring. All of it must outlive mms_crew_bring(). */
typedef struct
{
  MmsFetchPlan *plan;
  MmsHaul *haul;              /* touched by the crew only, while it brings it */
  MmsStaging *staging;
  MmsFetchProgress *progress;
  const char *print;          /* for the map */
  const char *hash;           /* names the release; see mms_crew_adjust() */
  gint64 rate_limit;          /* bytes per second; 0: none of its own */
  int priority;               /* the higher, the sooner */
  gboolean goes_on;           /* later: what is here is written down at a good end, too */
} MmsCrewErrand;

MmsCrew *mms_crew_new (const MmsSftpLogin *login);
MmsCrew *mms_crew_ref (MmsCrew *self);
void     mms_crew_unref (MmsCrew *self);
void     mms_crew_stop (MmsCrew *self);

const MmsSftpLogin *mms_crew_get_login (MmsCrew *self);

void     mms_crew_set_patience (MmsCrew *self, const MmsSftpPatience *patience,
                                const MmsRedial *redial);
void     mms_crew_set_limit (MmsCrew *self, gint64 rate, gboolean paused);
void     mms_crew_expect (MmsCrew *self, const char *hash, gint64 rate_limit, int priority);
void     mms_crew_adjust (MmsCrew *self, const char *hash, gint64 rate_limit, int priority);
void     mms_crew_forget (MmsCrew *self, const char *hash);
void     mms_crew_set_remembered (MmsCrew *self, guint lines);
guint    mms_crew_get_remembered (MmsCrew *self);

MmsSftpSession *mms_crew_borrow (MmsCrew *self);
gboolean mms_crew_log_in (MmsCrew *self, MmsSftpSession *session, gint64 bytes, GError **error);
gboolean mms_crew_bring (MmsCrew *self, const MmsCrewErrand *errand, MmsSftpSession **session,
                         GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsCrew, mms_crew_unref)

G_END_DECLS
