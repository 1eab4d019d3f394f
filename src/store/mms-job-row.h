/* Writes a job into the columns of a row and reads it back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <sqlite3.h>

#include "core/mms-job.h"

G_BEGIN_DECLS

/* The columns in their order, for SELECT and INSERT; as many as MMS_N_JOB_COLUMNS. */
#define MMS_JOB_COLUMNS \
  "hash, name, fact, magnet, label, directory, remote_path, local_path, bytes_total, verified," \
  "adopted, added_at, updated_at, import_started_at," \
  "problem_code, problem_verb, problem_message, problem_attempts, problem_at, problem_next_at," \
  "intent_kind, intent_confidence, intent_tmdb_id, intent_tvdb_id, intent_library_id," \
  "intent_title, intent_year, intent_season, intent_episodes, intent_poster_url," \
  "intent_quality, intent_languages, intent_indexer, paused, priority, rate_limit"
#define MMS_JOB_PLACES "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?"
#define MMS_N_JOB_COLUMNS 36

void    mms_job_row_bind (sqlite3_stmt *statement, int first, MmsJob *job);
MmsJob *mms_job_row_read (sqlite3_stmt *statement, int first);
void    mms_job_row_bind_bytes (sqlite3_stmt *statement, int place, GBytes *bytes);
GBytes *mms_job_row_read_bytes (sqlite3_stmt *statement, int column);

G_END_DECLS
