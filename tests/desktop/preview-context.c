/* Plays the engine for tests of the window: the same symbols as MmsContext, no disk and no network.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "preview.h"

#include <glib/gi18n.h>

struct _MmsContext
{
  GObject parent_instance;

  GSettings *settings;     /* (owned) */
  GListStore *jobs;        /* (owned) (element-type MmsJob) */
  MmsJournal *journal;     /* (owned) */
  MmsLibrary *libraries[2]; /* (owned), by kind */
  GHashTable *secrets;     /* (owned): names of what is stored */
  GHashTable *trusted;     /* (owned): services */
  GString *story;          /* (owned): what was asked, line by line */
};

G_DEFINE_FINAL_TYPE (MmsContext, mms_context, G_TYPE_OBJECT);

static gboolean
scene_is (const char *name)
{
  return g_strcmp0 (g_getenv ("MMS_PREVIEW"), name) == 0;
}

static void
tell (MmsContext *self, const char *what, const char *about)
{
  g_string_append_printf (self->story, "%s %s\n", what, about);
}

static void
mms_context_finalize (GObject *object)
{
  MmsContext *self = MMS_CONTEXT (object);

  g_object_unref (self->settings);
  g_object_unref (self->jobs);
  g_object_unref (self->journal);
  g_object_unref (self->libraries[0]);
  g_object_unref (self->libraries[1]);
  g_hash_table_unref (self->secrets);
  g_hash_table_unref (self->trusted);
  g_string_free (self->story, TRUE);
  G_OBJECT_CLASS (mms_context_parent_class)->finalize (object);
}

static void
mms_context_class_init (MmsContextClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_context_finalize;
  g_signal_new ("event", MMS_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                MMS_TYPE_JOB, G_TYPE_POINTER);
  g_signal_new ("idle-changed", MMS_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
  g_signal_new ("services-changed", MMS_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
mms_context_init (MmsContext *self)
{
  self->settings = g_settings_new (MMS_APP_ID);
  self->jobs = g_list_store_new (MMS_TYPE_JOB);
  self->journal = mms_preview_journal_new ();
  self->libraries[MMS_MEDIA_FILM] = mms_preview_library_new (MMS_MEDIA_FILM);
  self->libraries[MMS_MEDIA_SERIES] = mms_preview_library_new (MMS_MEDIA_SERIES);
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->trusted = g_hash_table_new (NULL, NULL);
  self->story = g_string_new (NULL);
  g_settings_reset (self->settings, "rtorrent-url");
  g_settings_reset (self->settings, "sftp-host");
  if (scene_is ("welcome"))
    return;
  g_settings_set_string (self->settings, "rtorrent-url", "https://box.example/RPC2");
  g_settings_set_string (self->settings, "sftp-host", "box.example");
  g_hash_table_add (self->secrets, g_strdup ("rtorrent-password"));
  g_hash_table_add (self->secrets, g_strdup ("sonarr-api-key"));
}

MmsContext *
mms_context_new (void)
{
  return g_object_new (MMS_TYPE_CONTEXT, NULL);
}

/* Returns: (transfer none): every request, one a line */
const char *
mms_preview_get_story (MmsContext *context)
{
  return context->story->str;
}

static GTask *
task_new (MmsContext *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  return g_task_new (self, cancellable, callback, data);
}

void
mms_context_open_async (MmsContext *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = task_new (self, cancellable, callback, user_data);

  if (scene_is ("failure"))
    {
      g_task_return_new_error (
        task, MMS_ERROR, MMS_ERROR_READ_ONLY, "%s",
        "The folder /home/me/.local/share/mediamanagersuite cannot be written: "
        "permission denied.");
      return;
    }
  mms_preview_fill (self->jobs);
  g_task_return_boolean (task, TRUE);
}

gboolean
mms_context_open_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
mms_context_own (MmsContext *self, GError **error)
{
  if (!scene_is ("locked"))
    return TRUE;
  g_set_error (
    error, MMS_ERROR, MMS_ERROR_BUSY,
    "Another MediaManagerSuite (process 4711) is at work on these releases. Here you can "
    "look and ask; it does what you ask.");
  return FALSE;
}

gboolean
mms_context_get_owner (MmsContext *self)
{
  return !scene_is ("locked");
}

void
mms_context_start (MmsContext *self)
{
}

void
mms_context_stop_async (MmsContext *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = task_new (self, NULL, callback, user_data);

  g_task_return_boolean (task, TRUE);
}

gboolean
mms_context_stop_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
mms_context_get_idle (MmsContext *self)
{
  return FALSE;
}

const char *
mms_context_get_notice (MmsContext *self)
{
  return scene_is ("notice")
           ? "The list of releases was damaged. It was set aside as mms.db.damaged-1, "
             "and a new one was begun."
           : NULL;
}

GListModel *
mms_context_get_jobs (MmsContext *self)
{
  return G_LIST_MODEL (self->jobs);
}

MmsJob *
mms_context_find_job (MmsContext *self, const char *hash_or_prefix, GError **error)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->jobs)); i++)
    {
      g_autoptr (MmsJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), i);

      if (g_str_has_prefix (mms_job_get_hash (job), hash_or_prefix))
        return job;
    }
  return NULL;
}

GSettings *
mms_context_get_settings (MmsContext *self)
{
  return self->settings;
}

MmsJournal *
mms_context_get_journal (MmsContext *self)
{
  return self->journal;
}

MmsLibrary *
mms_context_get_library (MmsContext *self, MmsMediaKind kind)
{
  return scene_is ("welcome") ? NULL : self->libraries[kind];
}

void
mms_context_check_async (MmsContext *self, MmsService service, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = task_new (self, cancellable, callback, user_data);
  gboolean trusted = g_hash_table_contains (self->trusted, GUINT_TO_POINTER (service));

  tell (self, "check", mms_service_to_nick (service));
  if (service == MMS_SERVICE_SFTP && !trusted)
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_UNTRUSTED, "%s",
                             "The key of the SFTP server is not known here yet.");
  else if (service == MMS_SERVICE_RADARR)
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_UNAUTHORIZED, "%s",
                             "Radarr refuses the API key. It stands in Radarr under Settings, "
                             "General, Security.");
  else
    g_task_return_pointer (task, g_strdup ("Sonarr 4.0.19.2979, 2 root folders"), g_free);
}

char *
mms_context_check_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
mms_context_dup_offered (MmsContext *self, MmsService service)
{
  return service == MMS_SERVICE_SFTP
             ? g_strdup ("SHA256:uNiVztksCsDhcc0u9e8BrAJhz1ytUQRl9oLHcGn4RQY")
             : NULL;
}

void
mms_context_trust_async (MmsContext *self,
                         MmsService service,
                         const char *fingerprint,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = task_new (self, cancellable, callback, user_data);

  tell (self, "trust", fingerprint);
  g_hash_table_add (self->trusted, GUINT_TO_POINTER (service));
  g_task_return_boolean (task, TRUE);
}

gboolean
mms_context_trust_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
mms_context_store_secret_async (MmsContext *self, const char *name, const char *value,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = task_new (self, cancellable, callback, user_data);

  tell (self, value != NULL ? "store" : "clear", name);
  if (value != NULL)
    g_hash_table_add (self->secrets, g_strdup (name));
  else
    g_hash_table_remove (self->secrets, name);
  g_task_return_boolean (task, TRUE);
}

gboolean
mms_context_store_secret_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
mms_context_has_secret_async (MmsContext *self, const char *name, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = task_new (self, cancellable, callback, user_data);

  g_task_return_boolean (task, g_hash_table_contains (self->secrets, name));
}

gboolean
mms_context_has_secret_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
mms_context_grab_async (MmsContext *self, const MmsGrab *what, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = task_new (self, cancellable, callback, user_data);
  g_autoptr (MmsJob) job = NULL;
  const char *source = what->path != NULL ? what->path : what->link;

  tell (self, "grab", source);
  if (strstr (source, "refuse") != NULL)
    {
      g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MALFORMED, "%s",
                               "What this address gives is a web page, not a torrent.");
      return;
    }
  job = mms_preview_job_new (source, MMS_FACT_CHOSEN);
  mms_job_set_intent (job, what->intent);
  g_list_store_append (self->jobs, job);
  g_task_return_pointer (task, g_steal_pointer (&job), g_object_unref);
}

MmsJob *
mms_context_grab_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static guint
find (MmsContext *self, const char *hash)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->jobs)); i++)
    {
      g_autoptr (MmsJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), i);

      if (g_str_equal (mms_job_get_hash (job), hash))
        return i;
    }
  g_assert_not_reached ();
}

static void
carry_out (MmsContext *self, MmsRequestKind kind, const char *hash, const MmsIntent *intent)
{
  guint position = find (self, hash);
  g_autoptr (MmsJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), position);

  switch (kind)
    {
    case MMS_REQUEST_GRAB:
      break;
    case MMS_REQUEST_BIND:
      mms_job_set_intent (job, intent);
      mms_job_set_problem (job, NULL);
      break;
    case MMS_REQUEST_RETRY:
      mms_job_set_problem (job, NULL);
      mms_job_set_running (job, TRUE);
      break;
    case MMS_REQUEST_PAUSE:
    case MMS_REQUEST_RESUME:
      mms_job_set_paused (job, kind == MMS_REQUEST_PAUSE);
      if (mms_job_is_held (job))
        mms_job_set_running (job, FALSE);
      break;
    case MMS_REQUEST_PRIORITY:
    case MMS_REQUEST_LIMIT:
      break;
    case MMS_REQUEST_FORGET:
    case MMS_REQUEST_IGNORE:
      g_list_store_remove (self->jobs, position);
      break;
    }
}

void
mms_context_request_async (MmsContext *self, MmsRequestKind kind, const char *hash,
                           const MmsIntent *intent, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  static const char *const names[] = { "grab",  "retry",  "forget",   "ignore", "bind",
                                       "pause", "resume", "priority", "limit" };
  g_autoptr (GTask) task = task_new (self, cancellable, callback, user_data);
  g_autofree char *label = intent != NULL ? mms_intent_dup_label (intent) : g_strdup (hash);

  tell (self, names[kind], label);
  carry_out (self, kind, hash, intent);
  g_task_return_boolean (task, TRUE);
}

void
mms_context_adjust_async (MmsContext *self, MmsRequestKind kind, const char *hash, gint64 value,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = task_new (self, cancellable, callback, user_data);
  g_autoptr (MmsJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), find (self, hash));
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  tell (self, kind == MMS_REQUEST_PRIORITY ? "priority" : "limit", text);
  if (kind == MMS_REQUEST_PRIORITY)
    mms_job_set_priority (job, (MmsPriority) value);
  else
    mms_job_set_rate_limit (job, value);
  g_task_return_boolean (task, TRUE);
}

gint64
mms_context_get_rate (MmsContext *self)
{
  if (g_settings_get_boolean (self->settings, "transfers-paused"))
    return MMS_RATE_PAUSED;
  return g_settings_get_int64 (self->settings, "rate-limit");
}

gint64
mms_context_get_rate_change (MmsContext *self)
{
  return 0;
}

gboolean
mms_context_request_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
mms_context_recheck_async (MmsContext *self, const char *hash, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = task_new (self, cancellable, callback, user_data);

  tell (self, "recheck", hash);
  g_task_return_boolean (task, TRUE);
}

gboolean
mms_context_recheck_finish (MmsContext *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
