/* Asks and tells the database: one function a question, each in SQL.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ports/mms-journal.h"
#include "store/mms-sqlite.h"

G_BEGIN_DECLS

/* What a question is about; each function says which fields it reads. */
typedef struct
{
  MmsJob *job;          /* (owned) (nullable): a copy that nobody else touches */
  MmsEvent *event;      /* (owned) (nullable) */
  MmsRequest *request;  /* (owned) (nullable) */
  char *hash;           /* (owned) (nullable): 40 upper-case hex */
  char *name;           /* (owned) (nullable) */
  gint64 id;
  guint n_unreadable;   /* set by a question: rows that were passed over */
} MmsQuestion;

void mms_question_free (MmsQuestion *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsQuestion, mms_question_free)

/* To tell: within a transaction that the caller begins and ends. */
gboolean mms_statement_record (MmsSqlite *sqlite, MmsQuestion *question, GError **error);
gboolean mms_statement_forget (MmsSqlite *sqlite, MmsQuestion *question, GError **error);
gboolean mms_statement_ignore (MmsSqlite *sqlite, MmsQuestion *question, GError **error);
gboolean mms_statement_unignore (MmsSqlite *sqlite, MmsQuestion *question, GError **error);
gboolean mms_statement_submit (MmsSqlite *sqlite, MmsQuestion *question, GError **error);
gboolean mms_statement_settle (MmsSqlite *sqlite, MmsQuestion *question, GError **error);

/* To ask. */
GPtrArray *mms_statement_load (MmsSqlite *sqlite, MmsQuestion *question, GError **error);
GPtrArray *mms_statement_history (MmsSqlite *sqlite, MmsQuestion *question, GError **error);
GPtrArray *mms_statement_ignored (MmsSqlite *sqlite, MmsQuestion *question, GError **error);
GPtrArray *mms_statement_requests (MmsSqlite *sqlite, MmsQuestion *question, GError **error);

G_END_DECLS
