/* Knows what each status of the predecessor says about a job, both ways.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-predecessor-status.h"

#include <glib/gi18n-lib.h>

#define STAGED \
  N_ ("Its copy in the old staging folder is not proven to be right, so it is fetched again and " \
      "verified.")
#define INTERRUPTED \
  N_ ("It was being imported when the file was written; whether that succeeded is not known, so " \
      "the library is asked before anything is done.")

/* What the predecessor held for true of files in its staging folder is not: it neither verified
 * nor renamed them (a half file looked complete). The last sure fact is that the seedbox has all of
 * it. Its errors waited for a person, and so do these problems: none bears a code that promises to
 * heal by itself. The order counts: of several names that say the same, the first is written. */
static const MmsPredecessorStatus statuses[] = {
  { "pending_download", MMS_FACT_GRABBED, FALSE },
  { "pending_staging", MMS_FACT_COMPLETE, FALSE },
  { "in_staging", MMS_FACT_COMPLETE, FALSE, .note = STAGED },
  { "completed_auto", MMS_FACT_DONE, FALSE },
  { "completed_manual", MMS_FACT_DONE, FALSE },
  { "processed_manual", MMS_FACT_DONE, FALSE },
  { "imported_by_mms", MMS_FACT_DONE, FALSE },
  { "imported_by_sonarr", MMS_FACT_DONE, FALSE },
  { "imported_by_radarr", MMS_FACT_DONE, FALSE },
  { "imported_by_sonarr_manual", MMS_FACT_DONE, FALSE },
  { "imported_by_radarr_manual", MMS_FACT_DONE, FALSE },
  { "processing_by_mms_api", MMS_FACT_COMPLETE, FALSE, .note = INTERRUPTED },
  { "processing_by_mms_retry", MMS_FACT_COMPLETE, FALSE, .note = INTERRUPTED },
  { "error_missing_path", MMS_FACT_GRABBED, TRUE, MMS_VERB_WATCH, MMS_ERROR_REFUSED },
  { "error_sftp_connection", MMS_FACT_COMPLETE, TRUE, MMS_VERB_FETCH, MMS_ERROR_UNAUTHORIZED },
  { "error_repatriation", MMS_FACT_COMPLETE, TRUE, MMS_VERB_FETCH, MMS_ERROR_REFUSED },
  { "error_rapatriation", MMS_FACT_COMPLETE, TRUE, MMS_VERB_FETCH, MMS_ERROR_REFUSED },
  { "error_staging_path_missing", MMS_FACT_COMPLETE, TRUE, MMS_VERB_FETCH, MMS_ERROR_MISSING },
  { "error_staging_path_missing_on_api_call", MMS_FACT_COMPLETE, TRUE, MMS_VERB_FETCH,
    MMS_ERROR_MISSING },
  { "error_retry_failed_item_not_in_staging", MMS_FACT_COMPLETE, TRUE, MMS_VERB_FETCH,
    MMS_ERROR_MISSING },
  { "error_auto_import", MMS_FACT_COMPLETE, TRUE, MMS_VERB_IMPORT, MMS_ERROR_REFUSED, STAGED },
  { "error_manual_import", MMS_FACT_COMPLETE, TRUE, MMS_VERB_IMPORT, MMS_ERROR_REJECTED, STAGED },
  { "error_sonarr_api", MMS_FACT_COMPLETE, TRUE, MMS_VERB_IMPORT, MMS_ERROR_REFUSED, STAGED },
  { "error_radarr_api", MMS_FACT_COMPLETE, TRUE, MMS_VERB_IMPORT, MMS_ERROR_REFUSED, STAGED },
  { "error_sonarr_config", MMS_FACT_COMPLETE, TRUE, MMS_VERB_IMPORT, MMS_ERROR_NOT_CONFIGURED,
    STAGED },
  { "error_radarr_config", MMS_FACT_COMPLETE, TRUE, MMS_VERB_IMPORT, MMS_ERROR_NOT_CONFIGURED,
    STAGED },
  { "error_unknown_association_type", MMS_FACT_COMPLETE, TRUE, MMS_VERB_IMPORT,
    MMS_ERROR_AMBIGUOUS, STAGED },
  { "error_sonarr_season_undefined_for_file", MMS_FACT_COMPLETE, TRUE, MMS_VERB_IMPORT,
    MMS_ERROR_AMBIGUOUS, STAGED },
  { "error_mms_all_files_failed_move", MMS_FACT_COMPLETE, TRUE, MMS_VERB_IMPORT,
    MMS_ERROR_REJECTED, STAGED },
  { "error_partial_import", MMS_FACT_COMPLETE, TRUE, MMS_VERB_IMPORT, MMS_ERROR_REJECTED, STAGED },
  { "error_mms_file_move", MMS_FACT_COMPLETE, TRUE, MMS_VERB_IMPORT, MMS_ERROR_REJECTED, STAGED },
  { "error_mms_api_processing_failed", MMS_FACT_COMPLETE, TRUE, MMS_VERB_IMPORT, MMS_ERROR_REFUSED,
    STAGED },
};

/* Returns: (transfer none) (nullable): %NULL for a name that no version of the predecessor wrote */
const MmsPredecessorStatus *
mms_predecessor_status_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_strcmp0 (statuses[i].name, name) == 0)
      return &statuses[i];
  return NULL;
}

static const char *
name_fact (MmsFact fact)
{
  switch (fact)
    {
    case MMS_FACT_CHOSEN:
    case MMS_FACT_GRABBED:
      return "pending_download";
    case MMS_FACT_COMPLETE:
      return "pending_staging";
    case MMS_FACT_FETCHED:
      return "in_staging";
    case MMS_FACT_IMPORTED:
    case MMS_FACT_DONE:
      return "completed_auto";
    }
  g_return_val_if_reached ("pending_download");
}

/* The predecessor's errors stand until a person acts, so one that heals by itself is none. */
static const char *
name_problem (const MmsProblem *problem)
{
  const char *near = NULL;

  if (problem == NULL || problem->next_at != 0)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      if (!statuses[i].failed || statuses[i].verb != problem->verb)
        continue;
      if (statuses[i].code == problem->code)
        return statuses[i].name;
      if (near == NULL)
        near = statuses[i].name;
    }
  return near;
}

/* Returns: (transfer none): the status that says most of what is true of @job */
const char *
mms_predecessor_status_for_job (MmsJob *job)
{
  const char *name = name_problem (mms_job_get_problem (job));

  return name != NULL ? name : name_fact (mms_job_get_fact (job));
}
