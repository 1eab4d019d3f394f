/* The page of one job: what it is, what is wrong, where its files are, and its history.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/mms-context.h"

G_BEGIN_DECLS

#define MMS_TYPE_JOB_PAGE (mms_job_page_get_type ())
G_DECLARE_FINAL_TYPE (MmsJobPage, mms_job_page, MMS, JOB_PAGE, AdwBin)

void    mms_job_page_set_context (MmsJobPage *self, MmsContext *context);
void    mms_job_page_set_job (MmsJobPage *self, MmsJob *job);
MmsJob *mms_job_page_get_job (MmsJobPage *self);
void    mms_job_page_set_folded (MmsJobPage *self, gboolean folded);

G_END_DECLS
