/* Builds the engine from the settings, owns it, and hands out what the faces show.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/mms-context.h"

#include "app/mms-carry-over.h"
#include "app/mms-connections.h"
#include "app/mms-grabber.h"
#include "app/mms-inbox.h"
#include "app/mms-throttle.h"
#include "pipeline/mms-adopter.h"
#include "pipeline/mms-pipeline.h"
#include "store/mms-database.h"
#include "store/mms-secrets.h"
#include "store/mms-settings.h"

#include <glib/gi18n-lib.h>

#include <stdlib.h>
#include <string.h>

struct _MmsContext
{
  GObject parent_instance;

  MmsSettings *settings;       /* (owned) */
  MmsSecrets *secrets;         /* (owned) */
  MmsDatabase *database;       /* (owned) */
  MmsPipeline *pipeline;       /* (owned) */
  MmsAdopter *adopter;         /* (owned) */
  MmsInbox *inbox;             /* (owned) */
  MmsCarryOver *carry_over;    /* (owned) */
  MmsTorrentList *torrents;    /* (owned) */
  MmsConnections *connections; /* (owned) */
  MmsThrottle *throttle;       /* (owned) */
  GCancellable *cancellable;   /* (owned): of what the context does by itself */
  char *notice;                /* (owned) (nullable) */
  guint look_id;               /* the next look for torrents to adopt; 0: none */
  guint inbox_id;              /* looks whether another process wrote; 0: none */
  gboolean started;
  gboolean looked;             /* a look for torrents to adopt has ended */
  gboolean was_idle;
};

G_DEFINE_FINAL_TYPE (MmsContext, mms_context, G_TYPE_OBJECT);

enum
{
  EVENT,
  IDLE_CHANGED,
  SERVICES_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

#define INBOX_EVERY_MS 1000

/* The story of an opening. A face without settings or a keyring still opens: it has to show what is
 * missing.
 *
 *   open ──> opened ──> loaded ──> built
 */
static void opened (GObject *source, GAsyncResult *result, gpointer user_data);
static void loaded (GObject *source, GAsyncResult *result, gpointer user_data);
static void built (GObject *source, GAsyncResult *result, gpointer user_data);

/* The story of the looks for torrents to adopt, as long as the context is started.
 *
 *   look ──> looked ──interval──> look
 */
static void look (MmsContext *self);
static void looked (GObject *source, GAsyncResult *result, gpointer user_data);

static void
mms_context_dispose (GObject *object)
{
  MmsContext *self = MMS_CONTEXT (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_handle_id (&self->inbox_id, g_source_remove);

  G_OBJECT_CLASS (mms_context_parent_class)->dispose (object);
}

static void
mms_context_finalize (GObject *object)
{
  MmsContext *self = MMS_CONTEXT (object);

  g_object_unref (self->carry_over);
  g_object_unref (self->inbox);
  g_object_unref (self->adopter);
  g_object_unref (self->pipeline);
  g_object_unref (self->connections);
  g_object_unref (self->throttle);
  g_object_unref (self->torrents);
  g_object_unref (self->database);
  g_object_unref (self->secrets);
  g_object_unref (self->settings);
  g_object_unref (self->cancellable);
  g_free (self->notice);

  G_OBJECT_CLASS (mms_context_parent_class)->finalize (object);
}

static void
mms_context_class_init (MmsContextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mms_context_dispose;
  object_class->finalize = mms_context_finalize;

  /**
   * MmsContext::event:
   * @job: whose history it is
   * @event: (type MmsEvent): what was written down; valid during the emission
   */
  signals[EVENT] = g_signal_new ("event", MMS_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, MMS_TYPE_JOB, G_TYPE_POINTER);
  /**
   * MmsContext::idle-changed:
   *
   * What mms_context_get_idle() says has changed.
   */
  signals[IDLE_CHANGED] = g_signal_new ("idle-changed", MMS_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  /**
   * MmsContext::services-changed:
   *
   * All port objects are new ones, made from changed settings or secrets.
   */
  signals[SERVICES_CHANGED] = g_signal_new ("services-changed", MMS_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tell_idle (MmsContext *self)
{
  gboolean idle = mms_context_get_idle (self);

  if (idle == self->was_idle)
    return;
  self->was_idle = idle;
  g_signal_emit (self, signals[IDLE_CHANGED], 0);
}

static void
event_cb (MmsContext *self, MmsJob *job, MmsEvent *event)
{
  mms_connections_remember_lines (self->connections);
  g_signal_emit (self, signals[EVENT], 0, job, event);
}

static void
connections_changed_cb (MmsContext *self)
{
  MmsWorld *world = mms_connections_get_world (self->connections);

  if (world->remote_files != NULL)
    mms_throttle_take (self->throttle, world->remote_files);
  mms_pipeline_set_world (self->pipeline, world);
  g_signal_emit (self, signals[SERVICES_CHANGED], 0);
}

static void
mms_context_init (MmsContext *self)
{
  g_autofree char *path = mms_settings_dup_database_path ();
  g_autoptr (GError) error = NULL;

  self->cancellable = g_cancellable_new ();
  self->settings = mms_settings_new (&error);
  if (self->settings == NULL)
    {
      /* Without its schema the program is not installed; there is nothing to go on with. */
      g_printerr ("%s\n", error->message);
      exit (EXIT_FAILURE);
    }
  self->secrets = mms_secrets_new ();
  self->database = mms_database_new (path);
  self->torrents = mms_torrent_list_new ();
  self->pipeline = mms_pipeline_new (MMS_JOURNAL (self->database));
  self->adopter = mms_adopter_new (self->pipeline);
  self->inbox = mms_inbox_new (MMS_JOURNAL (self->database), self->pipeline);
  self->carry_over = mms_carry_over_new (MMS_JOURNAL (self->database), self->pipeline);
  self->throttle = mms_throttle_new (self->settings);
  self->connections = mms_connections_new (self->settings, self->secrets, self->torrents);
  g_signal_connect_object (self->pipeline, "event", G_CALLBACK (event_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pipeline, "idle-changed", G_CALLBACK (tell_idle), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connections, "changed", G_CALLBACK (connections_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/* Returns: (transfer full): a context that knows settings and secrets; see mms_context_open_async() */
MmsContext *
mms_context_new (void)
{
  return g_object_new (MMS_TYPE_CONTEXT, NULL);
}

/**
 * mms_context_open_async:
 *
 * Opens the journal, reads the jobs, and builds the connections. Needs neither a network nor a
 * keyring. A damaged journal is set aside and mms_context_get_notice() says so.
 */
void
mms_context_open_async (MmsContext *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_context_open_async);
  mms_database_open_async (self->database, cancellable, opened, task);
}

gboolean
mms_context_open_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!mms_database_open_finish (MMS_DATABASE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_free (self->notice);
  self->notice = mms_database_dup_notice (self->database);
  mms_pipeline_load_async (self->pipeline, g_task_get_cancellable (task), loaded,
                           g_object_ref (task));
}

static void
loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!mms_pipeline_load_finish (MMS_PIPELINE (source), result, &error))
    g_task_return_error (task, error);
  else
    mms_connections_build_async (self->connections, g_task_get_cancellable (task), built,
                                 g_object_ref (task));
}

static void
built (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (mms_connections_build_finish (MMS_CONNECTIONS (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Returns: (transfer none) (nullable): one sentence for the person about what opening found */
const char *
mms_context_get_notice (MmsContext *self)
{
  return self->notice;
}

/**
 * mms_context_own:
 *
 * Makes this process the one guard that writes the state; does not wait. Before
 * mms_context_open_async(): what was read while another process still wrote may be old.
 *
 * Returns: %FALSE with %MMS_ERROR_BUSY where another process is the guard
 */
gboolean
mms_context_own (MmsContext *self, GError **error)
{
  return mms_database_own (self->database, error);
}

gboolean
mms_context_get_owner (MmsContext *self)
{
  return mms_database_get_owner (self->database);
}

static gboolean
look_cb (gpointer user_data)
{
  MmsContext *self = user_data;

  self->look_id = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
look (MmsContext *self)
{
  mms_adopter_look_async (self->adopter, self->cancellable, looked, g_object_ref (self));
}

/* A look that failed is not told: the jobs that need the seedbox say what is wrong with it. */
static void
looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsContext) self = user_data;
  g_autoptr (GError) error = NULL;
  MmsWorld *world = mms_connections_get_world (self->connections);

  if (!mms_adopter_look_finish (MMS_ADOPTER (source), result, &error))
    g_debug ("looking for torrents to adopt: %s", error->message);
  self->looked = TRUE;
  tell_idle (self);
  if (self->started)
    self->look_id = g_timeout_add_seconds (world->watch_interval_s, look_cb, self);
}

static void
emptied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsContext) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!mms_inbox_empty_finish (MMS_INBOX (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("reading what other processes ask: %s", error->message);
  tell_idle (self);
}

static void
polled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsContext) self = user_data;
  gboolean changed = FALSE;

  if (mms_database_poll_finish (MMS_DATABASE (source), result, &changed, NULL) && changed
      && self->started)
    mms_inbox_empty_async (self->inbox, self->cancellable, emptied, g_object_ref (self));
}

static gboolean
inbox_cb (gpointer user_data)
{
  MmsContext *self = user_data;

  mms_database_poll_async (self->database, self->cancellable, polled, g_object_ref (self));
  return G_SOURCE_CONTINUE;
}

/* Labelled torrents that nobody tracks count from the first start on: what was on the seedbox
 * before may have been imported long ago. */
static void
begin_adoption (MmsContext *self)
{
  if (mms_settings_get_adopt_since (self->settings) == 0)
    mms_settings_set_adopt_since (self->settings, g_get_real_time () / G_USEC_PER_SEC);
}

/* Begins to work. Only the owner may. */
void
mms_context_start (MmsContext *self)
{
  g_return_if_fail (mms_context_get_owner (self));

  if (self->started)
    return;
  self->started = TRUE;
  begin_adoption (self);
  mms_pipeline_start (self->pipeline);
  mms_inbox_empty_async (self->inbox, self->cancellable, emptied, g_object_ref (self));
  self->inbox_id = g_timeout_add (INBOX_EVERY_MS, inbox_cb, self);
  look (self);
  tell_idle (self);
}

static void
closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (mms_database_close_finish (MMS_DATABASE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (mms_pipeline_stop_finish (MMS_PIPELINE (source), result, &error))
    mms_database_close_async (self->database, NULL, closed, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/* Stops what is at work, waits for what is being written, and closes the journal. The context is of
 * no use afterwards. */
void
mms_context_stop_async (MmsContext *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, mms_context_stop_async);
  self->started = FALSE;
  mms_connections_remember_lines (self->connections);
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_handle_id (&self->inbox_id, g_source_remove);
  mms_pipeline_stop_async (self->pipeline, stopped, task);
}

gboolean
mms_context_stop_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Returns: whether nothing goes on by itself: all jobs are done or wait for a person, a look for
 *   torrents to adopt has ended, and nobody's request waits */
gboolean
mms_context_get_idle (MmsContext *self)
{
  return self->started && self->looked && !mms_inbox_get_busy (self->inbox)
         && mms_pipeline_get_idle (self->pipeline);
}

/* Returns: what the settings allow all transfers together now: bytes per second; 0: no limit;
 *   MMS_RATE_PAUSED */
gint64
mms_context_get_rate (MmsContext *self)
{
  return mms_throttle_get_rate (self->throttle);
}

/* Returns: when the schedule changes mms_context_get_rate(), seconds since 1970, UTC; 0: never */
gint64
mms_context_get_rate_change (MmsContext *self)
{
  return mms_throttle_get_change (self->throttle);
}

/* Returns: (transfer none): the jobs (#MmsJob), live in the owner */
GListModel *
mms_context_get_jobs (MmsContext *self)
{
  return mms_pipeline_get_jobs (self->pipeline);
}

/**
 * mms_context_find_job:
 * @hash_or_prefix: at least the first digits of an info-hash, any case
 *
 * Returns: (transfer none) (nullable): the job; %MMS_ERROR_MISSING for none, %MMS_ERROR_AMBIGUOUS
 *   for several
 */
MmsJob *
mms_context_find_job (MmsContext *self, const char *hash_or_prefix, GError **error)
{
  GListModel *jobs = mms_context_get_jobs (self);
  g_autofree char *prefix = g_ascii_strup (hash_or_prefix, -1);
  MmsJob *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (MmsJob) job = g_list_model_get_item (jobs, i);

      if (prefix[0] == '\0' || !g_str_has_prefix (mms_job_get_hash (job), prefix))
        continue;
      if (found != NULL)
        {
          g_set_error (error, MMS_ERROR, MMS_ERROR_AMBIGUOUS,
                       /* Translators: %s is the beginning of an info-hash */
                       _ ("Several jobs begin with “%s”. Give more of the hash."), hash_or_prefix);
          return NULL;
        }
      found = job;
    }
  if (found == NULL)
    g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING,
                 /* Translators: %s is an info-hash or its beginning */
                 _ ("There is no job “%s”."), hash_or_prefix);
  return found;
}

/* Returns: (transfer none): the seedbox's torrents, as of the last look */
MmsTorrentList *
mms_context_get_torrents (MmsContext *self)
{
  return self->torrents;
}

GSettings *
mms_context_get_settings (MmsContext *self)
{
  return mms_settings_get_gsettings (self->settings);
}

MmsJournal *
mms_context_get_journal (MmsContext *self)
{
  return MMS_JOURNAL (self->database);
}

MmsSeedbox *
mms_context_get_seedbox (MmsContext *self)
{
  MmsWorld *world = mms_connections_get_world (self->connections);

  return world != NULL ? world->seedbox : NULL;
}

MmsRemoteFiles *
mms_context_get_remote_files (MmsContext *self)
{
  MmsWorld *world = mms_connections_get_world (self->connections);

  return world != NULL ? world->remote_files : NULL;
}

MmsLibrary *
mms_context_get_library (MmsContext *self, MmsMediaKind kind)
{
  MmsWorld *world = mms_connections_get_world (self->connections);

  return world != NULL ? world->libraries[kind] : NULL;
}

MmsIndexer *
mms_context_get_indexer (MmsContext *self)
{
  return mms_connections_get_indexer (self->connections);
}

static void
checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *line = mms_connections_check_finish (MMS_CONNECTIONS (source), result, &error);

  if (line != NULL)
    g_task_return_pointer (task, line, g_free);
  else
    g_task_return_error (task, error);
}

/* See mms_connections_check_async(). */
void
mms_context_check_async (MmsContext *self, MmsService service, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_context_check_async);
  mms_connections_check_async (self->connections, service, cancellable, checked, task);
}

char *
mms_context_check_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
mms_context_dup_offered (MmsContext *self, MmsService service)
{
  return mms_connections_dup_offered (self->connections, service);
}

static void
trusted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (mms_connections_trust_finish (MMS_CONNECTIONS (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* See mms_connections_trust_async(). */
void
mms_context_trust_async (MmsContext *self, MmsService service, const char *fingerprint,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_context_trust_async);
  mms_connections_trust_async (self->connections, service, fingerprint, cancellable, trusted, task);
}

gboolean
mms_context_trust_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Returns: (transfer none): the names of all secrets, %NULL-terminated */
const char *const *
mms_context_get_secret_names (void)
{
  return mms_secrets_get_names ();
}

static void
built_with_secret (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  mms_connections_build_finish (MMS_CONNECTIONS (source), result, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
secret_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsContext *self = g_task_get_source_object (task);
  gboolean clear = g_task_get_task_data (task) == NULL;
  GError *error = NULL;

  if (clear ? mms_secrets_clear_finish (MMS_SECRETS (source), result, &error)
            : mms_secrets_store_finish (MMS_SECRETS (source), result, &error))
    mms_connections_build_async (self->connections, NULL, built_with_secret, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/**
 * mms_context_store_secret_async:
 * @value: (nullable): %NULL clears the secret
 *
 * Stores a secret in the keyring and builds the connections anew with it.
 */
void
mms_context_store_secret_async (MmsContext *self, const char *name, const char *value,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_context_store_secret_async);
  g_task_set_task_data (task, GINT_TO_POINTER (value != NULL), NULL);
  if (value != NULL)
    mms_secrets_store_async (self->secrets, name, value, cancellable, secret_stored, task);
  else
    mms_secrets_clear_async (self->secrets, name, cancellable, secret_stored, task);
}

gboolean
mms_context_store_secret_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
secret_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  char *value = mms_secrets_lookup_finish (MMS_SECRETS (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, value != NULL);
  mms_secrets_free_value (value);
}

void
mms_context_has_secret_async (MmsContext *self, const char *name, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_context_has_secret_async);
  mms_secrets_lookup_async (self->secrets, name, cancellable, secret_found, task);
}

gboolean
mms_context_has_secret_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
carried_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (mms_pipeline_carry_out_finish (MMS_PIPELINE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
submitted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (mms_journal_submit_finish (MMS_JOURNAL (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* A request that waits for the keyring. */
typedef struct
{
  MmsRequest *request; /* (owned) */
  GTask *task;         /* (owned) */
} Asked;

static void
asked_again (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Asked *asked = user_data;
  MmsContext *self = g_task_get_source_object (asked->task);

  mms_connections_build_finish (MMS_CONNECTIONS (source), result, NULL);
  mms_pipeline_carry_out_async (self->pipeline, asked->request, NULL, carried_out, asked->task);
  mms_request_free (asked->request);
}

/* A person who presses Retry may have to be asked for the keyring's password. */
static void
ask_keyring_first (MmsContext *self, MmsRequest *request, GTask *task)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->request = mms_request_new (request->kind, request->hash, request->job);
  asked->task = task;
  mms_connections_build_async (self->connections, NULL, asked_again, asked);
}

/* Gives a request to the guard: ourselves, or whoever reads the journal's inbox. */
static void
hand_over (MmsContext *self, MmsRequest *request, GTask *task)
{
  if (mms_context_get_owner (self) && request->kind == MMS_REQUEST_RETRY
      && mms_connections_lack_secrets (self->connections))
    ask_keyring_first (self, request, task);
  else if (mms_context_get_owner (self))
    mms_pipeline_carry_out_async (self->pipeline, request, NULL, carried_out, task);
  else
    mms_journal_submit_async (MMS_JOURNAL (self->database), request, NULL, submitted, task);
}

/**
 * mms_context_request_async:
 * @hash: 40 hex digits
 * @intent: (nullable): for %MMS_REQUEST_BIND
 *
 * Answers when the request is written down.
 */
void
mms_context_request_async (MmsContext *self, MmsRequestKind kind, const char *hash,
                           const MmsIntent *intent, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (MmsJob) job = intent != NULL ? mms_job_new (hash, hash) : NULL;
  g_autoptr (MmsRequest) request = mms_request_new (kind, hash, job);

  g_task_set_source_tag (task, mms_context_request_async);
  if (job != NULL)
    mms_job_set_intent (job, intent);
  hand_over (self, request, task);
}

gboolean
mms_context_request_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mms_context_adjust_async:
 * @kind: %MMS_REQUEST_PRIORITY or %MMS_REQUEST_LIMIT
 * @value: an #MmsPriority, or bytes per second, 0 for no limit
 *
 * Answers when it is written down, by mms_context_request_finish(). A fetch at work heeds it at once.
 */
void
mms_context_adjust_async (MmsContext *self, MmsRequestKind kind, const char *hash, gint64 value,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (MmsJob) job = mms_job_new (hash, hash);
  g_autoptr (MmsRequest) request = mms_request_new (kind, hash, job);

  g_task_set_source_tag (task, mms_context_adjust_async);
  if (kind == MMS_REQUEST_PRIORITY)
    mms_job_set_priority (job, (MmsPriority) CLAMP (value, MMS_PRIORITY_LOW, MMS_PRIORITY_HIGH));
  else
    mms_job_set_rate_limit (job, value);
  hand_over (self, request, task);
}

static void
handed_over (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsContext *self = MMS_CONTEXT (source);
  MmsJob *job = g_task_get_task_data (task);
  MmsJob *known = mms_pipeline_find (self->pipeline, mms_job_get_hash (job));
  GError *error = NULL;

  if (mms_context_request_finish (self, result, &error))
    g_task_return_pointer (task, g_object_ref (known != NULL ? known : job), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
grabbed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsContext *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (MmsJob) job = mms_grabber_read_finish (result, &error);
  g_autoptr (MmsRequest) request = NULL;
  GTask *written = NULL;

  if (job == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  request = mms_request_new (MMS_REQUEST_GRAB, mms_job_get_hash (job), job);
  g_task_set_task_data (task, g_object_ref (job), g_object_unref);
  written = g_task_new (self, NULL, handed_over, g_steal_pointer (&task));
  hand_over (self, request, written);
}

/**
 * mms_context_grab_async:
 * @what: read during this call only
 *
 * Fetches and reads the torrent, computes its info-hash, and puts it on the road. The finish returns
 * (transfer full): the job; live where this process owns the road, else as it was handed over.
 */
void
mms_context_grab_async (MmsContext *self, const MmsGrab *what, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_context_grab_async);
  mms_grabber_read_async (mms_connections_get_resolver (self->connections), what, cancellable, grabbed,
                          task);
}

MmsJob *
mms_context_grab_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
retried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (mms_context_request_finish (MMS_CONTEXT (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
rechecked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (mms_seedbox_recheck_finish (MMS_SEEDBOX (source), result, &error))
    mms_context_request_async (self, MMS_REQUEST_RETRY, g_task_get_task_data (task), NULL, NULL, retried,
                               g_object_ref (task));
  else
    g_task_return_error (task, error);
}

/* Has the seedbox check the data of a job's torrent, then tries the job again. */
void
mms_context_recheck_async (MmsContext *self, const char *hash, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  MmsSeedbox *seedbox = mms_context_get_seedbox (self);

  g_task_set_source_tag (task, mms_context_recheck_async);
  g_task_set_task_data (task, g_strdup (hash), g_free);
  if (seedbox == NULL)
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED, _ ("No seedbox is set up."));
  else
    mms_seedbox_recheck_async (seedbox, hash, cancellable, rechecked, g_steal_pointer (&task));
}

gboolean
mms_context_recheck_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
carried_over (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *report = mms_carry_over_import_finish (MMS_CARRY_OVER (source), result, &error);

  if (report != NULL)
    g_task_return_pointer (task, report, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * mms_context_import_state_async:
 *
 * Only the owner may; see mms_carry_over_import_async(). What came in is written down when
 * mms_context_stop_async() has answered.
 */
void
mms_context_import_state_async (MmsContext *self, const char *map_path, const char *ignored_path,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, mms_context_import_state_async);
  if (mms_context_get_owner (self) || mms_context_own (self, &error))
    mms_carry_over_import_async (self->carry_over, map_path, ignored_path, cancellable, carried_over,
                                 g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

GPtrArray *
mms_context_import_state_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
exported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (mms_carry_over_export_finish (MMS_CARRY_OVER (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* See mms_carry_over_export_async(). */
void
mms_context_export_state_async (MmsContext *self, const char *folder, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_context_export_state_async);
  mms_carry_over_export_async (self->carry_over, folder, cancellable, exported, task);
}

gboolean
mms_context_export_state_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
