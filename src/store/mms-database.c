/* Keeps the journal of all jobs in one SQLite file.
 *
 * Every question is a task for one worker, in the order in which they are asked: only that thread
 * touches SQLite. The main loop only makes copies of what it tells.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-database.h"

#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "store/mms-database-file.h"
#include "store/mms-database-lock.h"
#include "store/mms-database-statements.h"
#include "worker/mms-worker.h"

struct _MmsDatabase
{
  GObject parent_instance;

  char *path;         /* (owned) */
  MmsWorker *worker;  /* (owned) */
  int owner_fd;       /* holds the road's lock; -1: does not */

  /* The worker's own. */
  MmsSqlite *sqlite;  /* (owned) (nullable): %NULL before it is opened and once it is closed */
  gint64 version;     /* PRAGMA data_version at the last look */

  GMutex mutex;
  char *notice;       /* (owned) (nullable): under the mutex */
};

static void mms_database_journal_init (MmsJournalInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MmsDatabase, mms_database, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MMS_TYPE_JOURNAL, mms_database_journal_init));

/* What is left to put away, on the worker: closing flushes the WAL. The road is free only then. */
typedef struct
{
  MmsSqlite *sqlite; /* (owned) (nullable) */
  int owner_fd;      /* (owned); -1: none */
} Remains;

static void
remains_free (gpointer data)
{
  Remains *self = data;

  mms_sqlite_close (self->sqlite);
  if (self->owner_fd >= 0)
    close (self->owner_fd);
  g_free (self);
}

static void
put_away (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Remains *remains = data;

  g_clear_pointer (&remains->sqlite, mms_sqlite_close);
  if (remains->owner_fd >= 0)
    close (remains->owner_fd);
  remains->owner_fd = -1;
  g_task_return_boolean (task, TRUE);
}

static void
mms_database_finalize (GObject *object)
{
  MmsDatabase *self = MMS_DATABASE (object);
  Remains *remains = g_new0 (Remains, 1);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  /* Nothing is at work any more: every question holds a reference of its own. */
  remains->sqlite = g_steal_pointer (&self->sqlite);
  remains->owner_fd = self->owner_fd;
  g_task_set_source_tag (task, mms_database_finalize);
  g_task_set_task_data (task, remains, remains_free);
  mms_worker_run (self->worker, task, put_away);
  g_object_unref (self->worker);
  g_free (self->path);
  g_free (self->notice);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (mms_database_parent_class)->finalize (object);
}

static void
mms_database_class_init (MmsDatabaseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_database_finalize;
}

static void
mms_database_init (MmsDatabase *self)
{
  self->worker = mms_worker_new ("mms-database");
  self->owner_fd = -1;
  g_mutex_init (&self->mutex);
}

/**
 * mms_database_new:
 * @path: the file; its folder is made where it is not there
 *
 * Returns: (transfer full): a journal that has to be opened before it is asked
 */
MmsDatabase *
mms_database_new (const char *path)
{
  MmsDatabase *self = g_object_new (MMS_TYPE_DATABASE, NULL);

  self->path = g_strdup (path);
  return self;
}

const char *
mms_database_get_path (MmsDatabase *self)
{
  return self->path;
}

/* Said once, however often it is found again. */
static void
add_notice (MmsDatabase *self, const char *words)
{
  g_autofree char *before = NULL;

  g_mutex_lock (&self->mutex);
  if (self->notice == NULL)
    self->notice = g_strdup (words);
  else if (strstr (self->notice, words) == NULL)
    {
      before = g_steal_pointer (&self->notice);
      self->notice = g_strconcat (before, "\n", words, NULL);
    }
  g_mutex_unlock (&self->mutex);
}

/* Returns: (transfer full) (nullable): what the person must be told though opening succeeded: the
 *   damaged file was set aside, some jobs cannot be read */
char *
mms_database_dup_notice (MmsDatabase *self)
{
  char *notice = NULL;

  g_mutex_lock (&self->mutex);
  notice = g_strdup (self->notice);
  g_mutex_unlock (&self->mutex);
  return notice;
}

static void
open_file (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  MmsDatabase *self = source;
  g_autofree char *notice = NULL;
  g_autoptr (GError) error = NULL;

  if (self->sqlite == NULL)
    self->sqlite = mms_database_file_open (self->path, GPOINTER_TO_INT (data), &notice, &error);
  if (notice != NULL)
    add_notice (self, notice);
  if (self->sqlite == NULL
      || !mms_sqlite_read_number (self->sqlite, "PRAGMA data_version", &self->version, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * mms_database_open_async:
 *
 * Opens the file or makes it. A damaged one is set aside under another name and a fresh one is
 * begun: that is no error, but mms_database_dup_notice() says it.
 *
 * Errors: %MMS_ERROR_UNSUPPORTED for a file of a newer version, %MMS_ERROR_REFUSED for a file of
 * another program, %MMS_ERROR_BUSY, %MMS_ERROR_NO_SPACE, %MMS_ERROR_READ_ONLY. The file is
 * untouched then.
 */
void
mms_database_open_async (MmsDatabase *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_database_open_async);
  g_task_set_task_data (task, GINT_TO_POINTER (self->owner_fd >= 0), NULL);
  mms_worker_run (self->worker, task, open_file);
}

gboolean
mms_database_open_finish (MmsDatabase *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
close_file (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  MmsDatabase *self = source;
  Remains *remains = data;

  remains->sqlite = g_steal_pointer (&self->sqlite);
  put_away (task, source, data, cancellable);
}

/**
 * mms_database_close_async:
 *
 * Closes the file after all that was asked before, and gives up the road. It may be opened again.
 */
void
mms_database_close_async (MmsDatabase *self, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Remains *remains = g_new0 (Remains, 1);

  remains->owner_fd = self->owner_fd;
  self->owner_fd = -1;
  g_task_set_source_tag (task, mms_database_close_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, remains, remains_free);
  mms_worker_run (self->worker, task, close_file);
}

gboolean
mms_database_close_finish (MmsDatabase *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mms_database_own:
 *
 * Makes this process the one that owns the road, without waiting. The lock ends when the database
 * is closed or finalized, and with the process. May be called twice.
 *
 * Errors: %MMS_ERROR_BUSY where another process owns it.
 */
gboolean
mms_database_own (MmsDatabase *self, GError **error)
{
  if (self->owner_fd < 0)
    self->owner_fd = mms_database_lock_own (self->path, error);
  return self->owner_fd >= 0;
}

gboolean
mms_database_get_owner (MmsDatabase *self)
{
  return self->owner_fd >= 0;
}

/* Returns: %FALSE, with the task answered, where the file is not open */
static gboolean
check_open (MmsDatabase *self, GTask *task)
{
  if (self->sqlite != NULL)
    return TRUE;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED,
                           _ ("The job database is not open."));
  return FALSE;
}

static void
look (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  MmsDatabase *self = source;
  GError *error = NULL;
  gint64 before = self->version;

  if (!check_open (self, task))
    return;
  if (mms_sqlite_read_number (self->sqlite, "PRAGMA data_version", &self->version, &error))
    g_task_return_int (task, self->version != before);
  else
    g_task_return_error (task, error);
}

/**
 * mms_database_poll_async:
 *
 * Asks whether another process wrote since the last call, or since the file was opened. Cheap; what
 * this object wrote does not count.
 */
void
mms_database_poll_async (MmsDatabase *self, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_database_poll_async);
  g_task_set_check_cancellable (task, FALSE);
  mms_worker_run (self->worker, task, look);
}

/* @changed: (out) (optional) */
gboolean
mms_database_poll_finish (MmsDatabase *self,
                          GAsyncResult *result,
                          gboolean *changed,
                          GError **error)
{
  gssize answer = 0;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  answer = g_task_propagate_int (G_TASK (result), error);
  if (changed != NULL)
    *changed = answer > 0;
  return answer >= 0;
}

/* A question on its way: exactly one of the two functions is set. */
typedef struct
{
  MmsQuestion *question; /* (owned) */
  gboolean (*tell) (MmsSqlite *, MmsQuestion *, GError **);
  GPtrArray *(*ask) (MmsSqlite *, MmsQuestion *, GError **);
} Errand;

static void
errand_free (gpointer data)
{
  Errand *self = data;

  mms_question_free (self->question);
  g_free (self);
}

static void
tell (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  MmsDatabase *self = source;
  Errand *errand = data;
  GError *error = NULL;

  if (!check_open (self, task))
    return;
  if (!mms_sqlite_begin (self->sqlite, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (!errand->tell (self->sqlite, errand->question, &error))
    mms_sqlite_rollback (self->sqlite);
  else
    mms_sqlite_commit (self->sqlite, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
say_unreadable (MmsDatabase *self, guint n)
{
  g_autofree char *words = g_strdup_printf (
    /* Translators: %u is a number of rows */
    ngettext ("%u row of the job database cannot be read and was left as it is.",
              "%u rows of the job database cannot be read and were left as they are.", n), n);

  g_message ("%s", words);
  add_notice (self, words);
}

static void
ask (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  MmsDatabase *self = source;
  Errand *errand = data;
  GPtrArray *rows = NULL;
  GError *error = NULL;

  if (!check_open (self, task))
    return;
  rows = errand->ask (self->sqlite, errand->question, &error);
  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (errand->question->n_unreadable > 0)
    say_unreadable (self, errand->question->n_unreadable);
  g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
}

/* Hands a question over. What was told is told: a cancellation that comes after the commit does
 * not hide it. */
static void
run (MmsJournal *journal, Errand errand, gpointer tag, GCancellable *cancellable,
     GAsyncReadyCallback callback, gpointer user_data)
{
  MmsDatabase *self = MMS_DATABASE (journal);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (errand.question == NULL)
    errand.question = g_new0 (MmsQuestion, 1);
  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_memdup2 (&errand, sizeof errand), errand_free);
  mms_worker_run (self->worker, task, errand.tell != NULL ? tell : ask);
}

static gboolean
finish_told (MmsJournal *journal, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static GPtrArray *
finish_asked (MmsJournal *journal, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static MmsQuestion *
ask_about_hash (const char *hash)
{
  MmsQuestion *question = g_new0 (MmsQuestion, 1);

  question->hash = g_ascii_strup (hash, -1);
  return question;
}

static void
load_async (MmsJournal *journal, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  run (journal, (Errand){ .ask = mms_statement_load }, load_async, cancellable, callback,
       user_data);
}

static void
record_async (MmsJournal *journal, MmsJob *job, MmsEvent *event, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  MmsQuestion *question = g_new0 (MmsQuestion, 1);

  question->job = mms_job_copy (job);
  if (event != NULL)
    question->event = mms_event_new (event->at, event->fact, event->problem, event->who,
                                     event->message);
  run (journal, (Errand) { question, .tell = mms_statement_record }, record_async, cancellable,
       callback, user_data);
}

static void
history_async (MmsJournal *journal, const char *hash, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  run (journal, (Errand) { ask_about_hash (hash), .ask = mms_statement_history }, history_async,
       cancellable, callback, user_data);
}

static void
forget_async (MmsJournal *journal, const char *hash, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  run (journal, (Errand) { ask_about_hash (hash), .tell = mms_statement_forget }, forget_async,
       cancellable, callback, user_data);
}

static void
ignore_async (MmsJournal *journal, const char *hash, const char *name, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  MmsQuestion *question = ask_about_hash (hash);

  question->name = g_strdup (name);
  run (journal, (Errand) { question, .tell = mms_statement_ignore }, ignore_async, cancellable,
       callback, user_data);
}

static void
unignore_async (MmsJournal *journal, const char *hash, GCancellable *cancellable,
                GAsyncReadyCallback callback, gpointer user_data)
{
  run (journal, (Errand) { ask_about_hash (hash), .tell = mms_statement_unignore }, unignore_async,
       cancellable, callback, user_data);
}

static void
ignored_async (MmsJournal *journal, GCancellable *cancellable, GAsyncReadyCallback callback,
               gpointer user_data)
{
  run (journal, (Errand) { .ask = mms_statement_ignored }, ignored_async, cancellable, callback,
       user_data);
}

static void
submit_async (MmsJournal *journal, MmsRequest *request, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  MmsQuestion *question = g_new0 (MmsQuestion, 1);
  g_autoptr (MmsJob) job = request->job != NULL ? mms_job_copy (request->job) : NULL;

  question->request = mms_request_new (request->kind, request->hash, job);
  run (journal, (Errand) { question, .tell = mms_statement_submit }, submit_async, cancellable,
       callback, user_data);
}

static void
requests_async (MmsJournal *journal, GCancellable *cancellable, GAsyncReadyCallback callback,
                gpointer user_data)
{
  run (journal, (Errand) { .ask = mms_statement_requests }, requests_async, cancellable, callback,
       user_data);
}

static void
settle_async (MmsJournal *journal, gint64 id, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  MmsQuestion *question = g_new0 (MmsQuestion, 1);

  question->id = id;
  run (journal, (Errand) { question, .tell = mms_statement_settle }, settle_async, cancellable,
       callback, user_data);
}

static void
mms_database_journal_init (MmsJournalInterface *iface)
{
  iface->load_async = load_async;
  iface->load_finish = finish_asked;
  iface->record_async = record_async;
  iface->record_finish = finish_told;
  iface->history_async = history_async;
  iface->history_finish = finish_asked;
  iface->forget_async = forget_async;
  iface->forget_finish = finish_told;
  iface->ignore_async = ignore_async;
  iface->ignore_finish = finish_told;
  iface->unignore_async = unignore_async;
  iface->unignore_finish = finish_told;
  iface->ignored_async = ignored_async;
  iface->ignored_finish = finish_asked;
  iface->submit_async = submit_async;
  iface->submit_finish = finish_told;
  iface->requests_async = requests_async;
  iface->requests_finish = finish_asked;
  iface->settle_async = settle_async;
  iface->settle_finish = finish_told;
}
