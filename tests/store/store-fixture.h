/* Opens databases in throwaway folders and waits for their answers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "store/mms-database.h"
#include "support/mms-test-dir.h"
#include "support/mms-test-wait.h"

G_BEGIN_DECLS

MmsDatabase *store_open (const char *path);
gboolean     store_try_open (MmsDatabase *database, GError **error);
void         store_close (MmsDatabase *database);
gboolean     store_poll (MmsDatabase *database);

/* The journal's methods, waited for. Those without an error must not fail. */
GPtrArray *store_load (MmsDatabase *database);
gboolean   store_try_record (MmsDatabase *database, MmsJob *job, MmsEvent *event, GError **error);
void       store_record (MmsDatabase *database, MmsJob *job, const char *message);
GPtrArray *store_history (MmsDatabase *database, const char *hash);
void       store_forget (MmsDatabase *database, const char *hash);
void       store_ignore (MmsDatabase *database, const char *hash, const char *name);
void       store_unignore (MmsDatabase *database, const char *hash);
GPtrArray *store_ignored (MmsDatabase *database);
void       store_submit (MmsDatabase *database, MmsRequestKind kind, const char *hash, MmsJob *job);
GPtrArray *store_requests (MmsDatabase *database);
void       store_settle (MmsDatabase *database, gint64 id);

MmsJob *store_make_job (guint number);
void    store_assert_same_job (MmsJob *a, MmsJob *b);

G_END_DECLS
