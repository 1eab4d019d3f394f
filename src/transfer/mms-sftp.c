/* The files on the seedbox, over SFTP: implements MmsRemoteFiles.
 *
 * Looking and deleting share one worker and one connection, which is closed when nobody needs it
 * for a while. Every fetch has a worker of its own; the crew's lines bring the bytes of all.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-sftp.h"

#include <glib/gi18n-lib.h>

#include "transfer/mms-fetch.h"
#include "transfer/mms-known-hosts.h"
#include "transfer/mms-remote-path.h"
#include "transfer/mms-remote-remove.h"
#include "transfer/mms-remote-resolve.h"
#include "transfer/mms-sftp-session.h"
#include "worker/mms-worker.h"

#define IDLE_S 30 /* until the connection for looking is closed */

/* What workers share with the object and may outlive it with. */
typedef struct
{
  MmsSftpLogin *login;      /* (owned) */
  MmsSftpSession *session;  /* (owned): touched on the control worker only */
  MmsCrew *crew;            /* (owned): its lines bring what is fetched */
  GMutex lock;              /* guards @offered_key */
  GBytes *offered_key;      /* (owned) (nullable): that was not trusted */
} Shared;

struct _MmsSftp
{
  GObject parent_instance;

  Shared *shared;        /* (owned): atomically counted */
  MmsWorker *worker;     /* (owned): for looking and deleting */
  guint idle_source;
  guint calls;           /* that wait or run on @worker */
  guint connect_ms;
  guint stall_ms;
  guint redial_ms;
};

typedef struct Call Call;

/* Asks over the control worker's connection what may be asked twice. Returns: (transfer full)
 * (nullable): the answer; %NULL with @error set */
typedef gpointer (*Ask) (MmsSftpSession *session, Call *call, GError **error);

/* One call: what it asks, for the worker's thread. */
struct Call
{
  Shared *shared;            /* (owned) */
  Ask ask;                   /* (nullable) */
  GDestroyNotify free_answer;
  MmsSftpPatience patience;
  char *path;                /* (owned) (nullable): or a fingerprint */
  gsize max_bytes;
  char **paths;              /* (owned) (nullable) */
  char **roots;              /* (owned) (nullable) */
  GPtrArray *removals;       /* (owned) (nullable): of @paths, as far as they are done */
  MmsFetchOrder *order;      /* (owned) (nullable) */
  MmsRedial redial;
  MmsFetchProgress *progress; /* (owned) (nullable) */
};

enum
{
  PROP_0,
  PROP_CONNECT_MS,
  PROP_STALL_MS,
  PROP_REDIAL_MS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void mms_sftp_iface_init (MmsRemoteFilesInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MmsSftp, mms_sftp, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MMS_TYPE_REMOTE_FILES, mms_sftp_iface_init));

static void
shared_clear (gpointer data)
{
  Shared *self = data;

  mms_sftp_session_free (self->session);
  g_clear_pointer (&self->crew, mms_crew_unref);
  mms_sftp_login_free (self->login);
  g_clear_pointer (&self->offered_key, g_bytes_unref);
  g_mutex_clear (&self->lock);
}

static void
shared_unref (Shared *self)
{
  g_atomic_rc_box_release_full (self, shared_clear);
}

static void
call_free (gpointer data)
{
  Call *self = data;

  g_clear_pointer (&self->shared, shared_unref);
  g_free (self->path);
  g_strfreev (self->paths);
  g_strfreev (self->roots);
  g_clear_pointer (&self->removals, g_ptr_array_unref);
  mms_fetch_order_free (self->order);
  g_clear_pointer (&self->progress, mms_fetch_progress_free);
  g_free (self);
}

static Call *
call_new (MmsSftp *self)
{
  Call *call = g_new0 (Call, 1);

  call->shared = g_atomic_rc_box_acquire (self->shared);
  call->patience.connect_ms = self->connect_ms;
  call->patience.stall_ms = self->stall_ms;
  call->redial.tries = MMS_REDIAL_TRIES;
  call->redial.first_ms = self->redial_ms;
  return call;
}

/* Remembers the key of a host that is not trusted, for the person to look at. */
static void
remember_offer (Shared *self, GBytes *key)
{
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->offered_key, g_bytes_unref);
  self->offered_key = key != NULL ? g_bytes_ref (key) : NULL;
  g_mutex_unlock (&self->lock);
}

static gboolean
open_session (Shared *self, MmsSftpSession *session, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (mms_sftp_session_is_open (session) || mms_sftp_session_open (session, &cause))
    return TRUE;
  if (g_error_matches (cause, MMS_ERROR, MMS_ERROR_UNTRUSTED))
    remember_offer (self, mms_sftp_session_get_offered_key (session));
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* A line that had silently died is dialled once more. */
static void
ask_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Call *call = data;
  MmsSftpSession *session;
  GError *error = NULL;
  gpointer answer;
  gboolean was_open;

  if (call->shared->session == NULL)
    call->shared->session = mms_sftp_session_new (call->shared->login, &call->patience);
  session = call->shared->session;
  mms_sftp_session_set_cancellable (session, cancellable);
  was_open = mms_sftp_session_is_open (session);
  answer = open_session (call->shared, session, &error) ? call->ask (session, call, &error) : NULL;
  if (answer == NULL && was_open && g_error_matches (error, MMS_ERROR, MMS_ERROR_UNREACHABLE))
    {
      g_clear_error (&error);
      mms_sftp_session_close (session);
      if (open_session (call->shared, session, &error))
        answer = call->ask (session, call, &error);
    }
  if (answer != NULL)
    g_task_return_pointer (task, answer, call->free_answer);
  else
    g_task_return_error (task, error);
}

static void
close_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Call *call = data;

  if (call->shared->session != NULL)
    mms_sftp_session_close (call->shared->session);
  g_task_return_boolean (task, TRUE);
}

static gboolean
close_idle_cb (gpointer user_data)
{
  MmsSftp *self = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  self->idle_source = 0;
  g_task_set_task_data (task, call_new (self), call_free);
  mms_worker_run (self->worker, task, close_on_worker);
  return G_SOURCE_REMOVE;
}

/* Closes the connection for looking after it was idle for a while: providers count them. */
static void
answered_cb (GTask *task, GParamSpec *pspec, gpointer user_data)
{
  MmsSftp *self = user_data;

  if (--self->calls == 0 && self->idle_source == 0)
    self->idle_source = g_timeout_add_seconds (IDLE_S, close_idle_cb, self);
}

static void
run_control (MmsSftp *self, GTask *task, Call *call, gpointer tag, GTaskThreadFunc func)
{
  g_clear_handle_id (&self->idle_source, g_source_remove);
  self->calls++;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, call, call_free);
  g_signal_connect (task, "notify::completed", G_CALLBACK (answered_cb), self);
  mms_worker_run (self->worker, task, func);
}

/* @ask, @free_answer: what is asked, and how its answer is freed */
static void
run_ask (MmsSftp *self, GTask *task, Call *call, gpointer tag, Ask ask, GDestroyNotify free_answer)
{
  call->ask = ask;
  call->free_answer = free_answer;
  run_control (self, task, call, tag, ask_on_worker);
}

static gpointer
ask_check (MmsSftpSession *session, Call *call, GError **error)
{
  g_autofree char *home = mms_sftp_session_dup_home (session, error);
  g_autofree char *shown = NULL;
  g_autofree char *size = NULL;
  gint64 bytes;

  if (home == NULL)
    return NULL;
  if (!mms_sftp_session_free_space (session, home, &bytes, NULL))
    return g_strdup (_ ("SFTP login works"));
  shown = mms_remote_path_show (home);
  size = g_format_size ((guint64) MAX (bytes, 0));
  /* Translators: %1$s is an amount as "1.2 GB", %2$s a folder on the seedbox */
  return g_strdup_printf (_ ("SFTP login works, %1$s free at %2$s"), size, shown);
}

static void
mms_sftp_check_async (MmsRemoteFiles *files, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  MmsSftp *self = MMS_SFTP (files);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  run_ask (self, task, call_new (self), mms_sftp_check_async, ask_check, g_free);
}

static char *
mms_sftp_check_finish (MmsRemoteFiles *files, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static char *
mms_sftp_dup_offered_key (MmsRemoteFiles *files)
{
  Shared *shared = MMS_SFTP (files)->shared;
  g_autoptr (GBytes) key = NULL;

  g_mutex_lock (&shared->lock);
  key = shared->offered_key != NULL ? g_bytes_ref (shared->offered_key) : NULL;
  g_mutex_unlock (&shared->lock);
  return key != NULL ? mms_host_key_dup_fingerprint (key) : NULL;
}

static gboolean
is_offered (Shared *self, const char *fingerprint)
{
  g_autofree char *offered = NULL;

  g_mutex_lock (&self->lock);
  if (self->offered_key != NULL)
    offered = mms_host_key_dup_fingerprint (self->offered_key);
  g_mutex_unlock (&self->lock);
  return g_strcmp0 (offered, fingerprint) == 0;
}

/* In another run of the program nothing was offered yet: the server is asked, and told nothing. */
static gboolean
ask_for_offer (Call *call, GCancellable *cancellable, GError **error)
{
  g_autoptr (MmsSftpSession) session =
    mms_sftp_session_new (call->shared->login, &call->patience);

  mms_sftp_session_set_cancellable (session, cancellable);
  if (!mms_sftp_session_greet (session, error))
    return FALSE;
  remember_offer (call->shared, mms_sftp_session_get_offered_key (session));
  if (is_offered (call->shared, call->path))
    return TRUE;
  g_set_error (error, MMS_ERROR, MMS_ERROR_UNTRUSTED,
               /* Translators: %1$s is the name of a server, %2$s a fingerprint */
               _ ("“%1$s” does not show the host key %2$s"), call->shared->login->host, call->path);
  return FALSE;
}

static void
trust (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Call *call = data;
  Shared *shared = call->shared;
  GError *error = NULL;
  g_autoptr (GBytes) key = NULL;

  if (shared->login->known_hosts == NULL)
    g_set_error_literal (&error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                         _ ("There is no file to store the host key in"));
  else if (is_offered (shared, call->path) || ask_for_offer (call, cancellable, &error))
    {
      g_mutex_lock (&shared->lock);
      key = g_steal_pointer (&shared->offered_key);
      g_mutex_unlock (&shared->lock);
      mms_known_hosts_store (shared->login->known_hosts, shared->login->host,
                             shared->login->port, key, &error);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
mms_sftp_trust_async (MmsRemoteFiles *files, const char *fingerprint, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  MmsSftp *self = MMS_SFTP (files);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Call *call = call_new (self);

  call->path = g_strdup (fingerprint);
  run_control (self, task, call, mms_sftp_trust_async, trust);
}

static gboolean
mms_sftp_trust_finish (MmsRemoteFiles *files, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* A second try goes on where the first one stopped. */
static gpointer
ask_remove (MmsSftpSession *session, Call *call, GError **error)
{
  GPtrArray *removals = call->removals;

  while (removals->len < g_strv_length (call->paths))
    {
      MmsRemoval *removal = mms_remote_remove (session, call->paths[removals->len],
                                               (const char *const *) call->roots, error);

      if (removal == NULL)
        return NULL;
      g_ptr_array_add (removals, removal);
    }
  return g_ptr_array_ref (removals);
}

static void
mms_sftp_remove_async (MmsRemoteFiles *files, const char *const *paths, const char *const *roots,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  MmsSftp *self = MMS_SFTP (files);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Call *call = call_new (self);

  call->paths = g_strdupv ((char **) paths);
  call->roots = g_strdupv ((char **) roots);
  call->removals = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_removal_free);
  run_ask (self, task, call, mms_sftp_remove_async, ask_remove,
           (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
mms_sftp_remove_finish (MmsRemoteFiles *files, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
ask_list (MmsSftpSession *session, Call *call, GError **error)
{
  g_autofree char *path = mms_remote_resolve (session, call->path, NULL, error);

  return path != NULL ? mms_sftp_session_list (session, path, error) : NULL;
}

static void
mms_sftp_list_async (MmsRemoteFiles *files, const char *path, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  MmsSftp *self = MMS_SFTP (files);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Call *call = call_new (self);

  call->path = g_strdup (path);
  run_ask (self, task, call, mms_sftp_list_async, ask_list, (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
mms_sftp_list_finish (MmsRemoteFiles *files, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
ask_free_space (MmsSftpSession *session, Call *call, GError **error)
{
  g_autofree char *path = mms_remote_resolve (session, call->path, NULL, error);
  gint64 bytes;

  if (path == NULL || !mms_sftp_session_free_space (session, path, &bytes, error))
    return NULL;
  return g_memdup2 (&bytes, sizeof bytes);
}

static void
mms_sftp_free_space_async (MmsRemoteFiles *files, const char *path, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  MmsSftp *self = MMS_SFTP (files);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Call *call = call_new (self);

  call->path = g_strdup (path);
  run_ask (self, task, call, mms_sftp_free_space_async, ask_free_space, g_free);
}

static gboolean
mms_sftp_free_space_finish (MmsRemoteFiles *files, GAsyncResult *result, gint64 *bytes,
                            GError **error)
{
  g_autofree gint64 *answer = g_task_propagate_pointer (G_TASK (result), error);

  if (answer != NULL)
    *bytes = *answer;
  return answer != NULL;
}

static void
fail_large (const char *path, gsize max_bytes, GError **error)
{
  g_autofree char *shown = mms_remote_path_show (path);
  g_autofree char *size = g_format_size (max_bytes);

  g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
               /* Translators: %1$s is a file on the seedbox, %2$s an amount as "1.2 MB" */
               _ ("“%1$s” is larger than %2$s"), shown, size);
}

/* The size that the server names is only a promise: the limit counts what comes. */
static gpointer
ask_read (MmsSftpSession *session, Call *call, GError **error)
{
  g_autofree char *path = mms_remote_resolve (session, call->path, NULL, error);
  g_autoptr (MmsSftpFile) file = path != NULL ? mms_sftp_file_open (session, path, error) : NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (65536);
  gssize got;

  if (file == NULL)
    return NULL;
  while ((got = mms_sftp_file_read (file, buffer, 65536, error)) > 0)
    {
      g_byte_array_append (bytes, buffer, (guint) got);
      if (bytes->len > call->max_bytes)
        {
          fail_large (path, call->max_bytes, error);
          return NULL;
        }
    }
  return got == 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

static void
mms_sftp_read_async (MmsRemoteFiles *files, const char *path, gsize max_bytes,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  MmsSftp *self = MMS_SFTP (files);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Call *call = call_new (self);

  call->path = g_strdup (path);
  call->max_bytes = max_bytes;
  run_ask (self, task, call, mms_sftp_read_async, ask_read, (GDestroyNotify) g_bytes_unref);
}

static GBytes *
mms_sftp_read_finish (MmsRemoteFiles *files, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fetch (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Call *call = data;
  GError *error = NULL;
  g_autoptr (GBytes) offered_key = NULL;
  MmsVerified verified = mms_fetch_run (call->order, call->shared->crew, &call->patience,
                                        &call->redial, call->progress, cancellable, &offered_key,
                                        &error);

  mms_crew_forget (call->shared->crew, call->order->hash);
  if (g_error_matches (error, MMS_ERROR, MMS_ERROR_UNTRUSTED))
    remember_offer (call->shared, offered_key);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, verified);
}

/* Where the caller never finished the call. */
static void
fetched_cb (GTask *task, GParamSpec *pspec, gpointer user_data)
{
  Call *call = g_task_get_task_data (task);

  mms_fetch_progress_stop (call->progress);
}

static void
mms_sftp_fetch_async (MmsRemoteFiles *files, const MmsFetch *what, MmsTransfer *transfer,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  MmsSftp *self = MMS_SFTP (files);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (MmsWorker) worker = mms_worker_new ("mms-fetch");
  Call *call = call_new (self);

  call->order = mms_fetch_order_new (what);
  call->progress = mms_fetch_progress_new (transfer);
  mms_crew_expect (self->shared->crew, what->hash, what->rate_limit, what->priority);
  g_task_set_source_tag (task, mms_sftp_fetch_async);
  g_task_set_task_data (task, call, call_free);
  g_signal_connect (task, "notify::completed", G_CALLBACK (fetched_cb), NULL);
  mms_worker_run (worker, task, fetch);
}

static MmsVerified
mms_sftp_fetch_finish (MmsRemoteFiles *files, GAsyncResult *result, GError **error)
{
  gssize verified = g_task_propagate_int (G_TASK (result), error);
  Call *call = g_task_get_task_data (G_TASK (result));

  mms_fetch_progress_stop (call->progress);
  return verified < 0 ? MMS_VERIFIED_NOT_YET : (MmsVerified) verified;
}

static void
mms_sftp_set_limit (MmsRemoteFiles *files, gint64 rate, gboolean paused)
{
  mms_crew_set_limit (MMS_SFTP (files)->shared->crew, rate, paused);
}

static void
mms_sftp_adjust (MmsRemoteFiles *files, const char *hash, gint64 rate_limit, int priority)
{
  mms_crew_adjust (MMS_SFTP (files)->shared->crew, hash, rate_limit, priority);
}

static void
mms_sftp_set_lines (MmsRemoteFiles *files, guint lines)
{
  mms_crew_set_remembered (MMS_SFTP (files)->shared->crew, lines);
}

static guint
mms_sftp_get_lines (MmsRemoteFiles *files)
{
  return mms_crew_get_remembered (MMS_SFTP (files)->shared->crew);
}

static void
mms_sftp_iface_init (MmsRemoteFilesInterface *iface)
{
  iface->check_async = mms_sftp_check_async;
  iface->check_finish = mms_sftp_check_finish;
  iface->dup_offered_key = mms_sftp_dup_offered_key;
  iface->trust_async = mms_sftp_trust_async;
  iface->trust_finish = mms_sftp_trust_finish;
  iface->fetch_async = mms_sftp_fetch_async;
  iface->fetch_finish = mms_sftp_fetch_finish;
  iface->remove_async = mms_sftp_remove_async;
  iface->remove_finish = mms_sftp_remove_finish;
  iface->list_async = mms_sftp_list_async;
  iface->list_finish = mms_sftp_list_finish;
  iface->free_space_async = mms_sftp_free_space_async;
  iface->free_space_finish = mms_sftp_free_space_finish;
  iface->read_async = mms_sftp_read_async;
  iface->read_finish = mms_sftp_read_finish;
  iface->set_limit = mms_sftp_set_limit;
  iface->adjust = mms_sftp_adjust;
  iface->set_lines = mms_sftp_set_lines;
  iface->get_lines = mms_sftp_get_lines;
}

static void
mms_sftp_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MmsSftp *self = MMS_SFTP (object);

  switch (id)
    {
    case PROP_CONNECT_MS:
      g_value_set_uint (value, self->connect_ms);
      break;
    case PROP_STALL_MS:
      g_value_set_uint (value, self->stall_ms);
      break;
    case PROP_REDIAL_MS:
      g_value_set_uint (value, self->redial_ms);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mms_sftp_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MmsSftp *self = MMS_SFTP (object);

  switch (id)
    {
    case PROP_CONNECT_MS:
      self->connect_ms = g_value_get_uint (value);
      break;
    case PROP_STALL_MS:
      self->stall_ms = g_value_get_uint (value);
      break;
    case PROP_REDIAL_MS:
      self->redial_ms = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mms_sftp_finalize (GObject *object)
{
  MmsSftp *self = MMS_SFTP (object);

  g_clear_handle_id (&self->idle_source, g_source_remove);
  if (self->worker != NULL)
    close_idle_cb (self); /* the last reference to the session goes on its own thread */
  g_clear_object (&self->worker);
  mms_crew_stop (self->shared->crew);
  g_clear_pointer (&self->shared, shared_unref);

  G_OBJECT_CLASS (mms_sftp_parent_class)->finalize (object);
}

static void
mms_sftp_class_init (MmsSftpClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mms_sftp_get_property;
  object_class->set_property = mms_sftp_set_property;
  object_class->finalize = mms_sftp_finalize;

  properties[PROP_CONNECT_MS] =
    g_param_spec_uint ("connect-ms", NULL, "From nothing to a login", 1, G_MAXINT,
                       MMS_SFTP_CONNECT_MS,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  properties[PROP_STALL_MS] =
    g_param_spec_uint ("stall-ms", NULL, "Without a byte until a line is given up", 1, G_MAXINT,
                       MMS_SFTP_STALL_MS,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  properties[PROP_REDIAL_MS] =
    g_param_spec_uint ("redial-ms", NULL, "Before the first try after a line broke", 1, 60000,
                       MMS_REDIAL_FIRST_MS,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mms_sftp_init (MmsSftp *self)
{
  self->worker = mms_worker_new ("mms-sftp");
}

/**
 * mms_sftp_new:
 * @login: copied
 *
 * Returns: (transfer full): a client that connects when it is asked something
 */
MmsSftp *
mms_sftp_new (const MmsSftpLogin *login)
{
  MmsSftp *self = g_object_new (MMS_TYPE_SFTP, NULL);

  self->shared = g_atomic_rc_box_new0 (Shared);
  self->shared->login = mms_sftp_login_copy (login);
  self->shared->crew = mms_crew_new (login);
  g_mutex_init (&self->shared->lock);
  return self;
}

/* Returns: whether a new client for @login would be no other */
gboolean
mms_sftp_is_for (MmsSftp *self, const MmsSftpLogin *login)
{
  MmsSftpLogin *copy = mms_sftp_login_copy (login);
  gboolean is_for = mms_sftp_login_equal (self->shared->login, copy);

  mms_sftp_login_free (copy);
  return is_for;
}
