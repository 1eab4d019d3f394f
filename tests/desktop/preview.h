/* Plays the engine for tests of the window: the same symbols as MmsContext, no disk and no network.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/mms-context.h"

G_BEGIN_DECLS

/* What is played follows the environment's MMS_PREVIEW:
 *   welcome   nothing is set up            empty     set up, no release yet
 *   busy      one release of every kind    many      10,000 releases
 *   locked    busy, another process works  failure   the database cannot be opened
 *   fetch     one that is being brought home
 *   notice    busy, a damaged database was set aside */

GBytes     *mms_preview_torrent_new (const char *const *paths);
MmsJob     *mms_preview_job_new (const char *name, MmsFact fact);
const char *mms_preview_get_story (MmsContext *context);
void        mms_preview_fill (GListStore *jobs);
MmsLibrary *mms_preview_library_new (MmsMediaKind kind);
MmsJournal *mms_preview_journal_new (void);

G_END_DECLS
