/* Talks to one server of the family of Sonarr, Radarr and Prowlarr.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-arr-server.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "services/mms-arr-error.h"

struct _MmsArrServer
{
  GObject parent_instance;

  MmsHttp *http;     /* (owned) */
  char *name;        /* (owned): the program's, as "Sonarr" */
  char *api;         /* (owned): "/api/v3/" */
  char *url;         /* (owned): with the URL base, without a slash at its end; may be empty */
  char *api_key;     /* (owned): SECRET; may be empty */
  GError *withheld;  /* (owned) (nullable): why the key could not be read */
  MmsWorker *worker; /* (owned) (nullable): made for the first long answer */
};

G_DEFINE_FINAL_TYPE (MmsArrServer, mms_arr_server, G_TYPE_OBJECT);

/* What one call holds until its answer was read.
 *
 *   call ──> answered ──> (read, on the worker where it is long) ──> readied
 */
typedef struct
{
  char *path; /* (owned) */
  MmsJsonReader reader;
  gpointer question;            /* (owned) (nullable): until the reading takes it */
  GDestroyNotify question_free; /* (nullable) */
  GDestroyNotify result_free;   /* (nullable) */
} Call;

static void answered (GObject *source, GAsyncResult *result, gpointer user_data);
static void readied (GObject *source, GAsyncResult *result, gpointer user_data);

static void
call_free (gpointer data)
{
  Call *call = data;

  if (call->question_free != NULL)
    g_clear_pointer (&call->question, call->question_free);
  g_free (call->path);
  g_free (call);
}

static void
mms_arr_server_finalize (GObject *object)
{
  MmsArrServer *self = MMS_ARR_SERVER (object);

  g_clear_object (&self->http);
  g_clear_object (&self->worker);
  g_free (self->name);
  g_free (self->api);
  g_free (self->url);
  g_free (self->api_key);
  g_clear_error (&self->withheld);

  G_OBJECT_CLASS (mms_arr_server_parent_class)->finalize (object);
}

static void
mms_arr_server_class_init (MmsArrServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_arr_server_finalize;
}

static void
mms_arr_server_init (MmsArrServer *self)
{
}

/* People write "host:8989" and end with slashes, or copy the address of a page. */
static char *
normalize_url (const char *url)
{
  g_autofree char *text = g_strstrip (g_strdup (url != NULL ? url : ""));

  text[strcspn (text, "?#")] = '\0';
  while (g_str_has_suffix (text, "/"))
    text[strlen (text) - 1] = '\0';
  if (*text == '\0' || strstr (text, "://") != NULL)
    return g_steal_pointer (&text);
  return g_strconcat ("http://", text, NULL);
}

/**
 * mms_arr_server_new:
 * @name: the program that shall answer: "Sonarr", "Radarr" or "Prowlarr"
 * @api: the version of its API: "v3" or "v1"
 * @url: (nullable): with or without a slash at its end
 * @api_key: (nullable): sent as X-Api-Key only, never in a URL
 */
MmsArrServer *
mms_arr_server_new (MmsHttp *http,
                    const char *name,
                    const char *api,
                    const char *url,
                    const char *api_key)
{
  MmsArrServer *self = g_object_new (MMS_TYPE_ARR_SERVER, NULL);

  self->http = g_object_ref (http);
  self->name = g_strdup (name);
  self->api = g_strdup_printf ("/api/%s/", api);
  self->url = normalize_url (url);
  self->api_key = g_strstrip (g_strdup (api_key != NULL ? api_key : ""));
  return self;
}

/**
 * mms_arr_server_withhold:
 * @why: (nullable) (transfer none): what kept the key from us
 *
 * From now on nothing is sent to the server, and every call fails with @why.
 */
void
mms_arr_server_withhold (MmsArrServer *self, const GError *why)
{
  g_clear_error (&self->withheld);
  self->withheld = why != NULL ? g_error_copy (why) : NULL;
}

/* Returns: (transfer none) (nullable): why nothing may be sent to this server */
const GError *
mms_arr_server_get_withheld (MmsArrServer *self)
{
  return self->withheld;
}

const char *
mms_arr_server_get_name (MmsArrServer *self)
{
  return self->name;
}

/* Returns: (transfer none): without a slash at its end */
const char *
mms_arr_server_get_url (MmsArrServer *self)
{
  return self->url;
}

/* Returns: (transfer none): SECRET, for a header to this very server */
const char *
mms_arr_server_get_key (MmsArrServer *self)
{
  return self->api_key;
}

MmsHttp *
mms_arr_server_get_http (MmsArrServer *self)
{
  return self->http;
}

/* A key with a line break in it would become a header of its own. */
static gboolean
is_header_text (const char *text)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isgraph (*text))
      return FALSE;
  return TRUE;
}

static gboolean
check_configured (MmsArrServer *self, GError **error)
{
  if (*self->url == '\0')
    /* Translators: %s is a service, as "Sonarr" */
    g_set_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED, _ ("The URL of %s is not set"),
                 self->name);
  else if (self->withheld != NULL)
    g_propagate_error (error, g_error_copy (self->withheld));
  else if (*self->api_key == '\0')
    /* Translators: %s is a service, as "Sonarr" */
    g_set_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED, _ ("The API key of %s is not set"),
                 self->name);
  else if (!is_header_text (self->api_key))
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED,
                 /* Translators: %s is a service, as "Sonarr" */
                 _ ("What is set as the API key of %s is none: it holds spaces or foreign letters"),
                 self->name);
  else
    return TRUE;
  return FALSE;
}

static void
send (MmsArrServer *self, const MmsArrCall *call, GTask *task)
{
  Call *held = g_task_get_task_data (task);
  g_autofree char *url = g_strconcat (self->url, held->path, NULL);
  g_autofree char *text = call->body != NULL ? json_to_string (call->body, FALSE) : NULL;
  g_autoptr (GBytes) body = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  const char *const headers[] = { "X-Api-Key", self->api_key, "Accept", "application/json", NULL };
  const MmsHttpRequest request = {
    .method = call->method,
    .url = url,
    .headers = headers,
    .body = body,
    .content_type = body != NULL ? "application/json" : NULL,
    .timeout_s = call->timeout_s,
    .max_bytes = call->max_bytes,
    .no_redirect = TRUE,
  };

  mms_http_send_async (self->http, &request, g_task_get_cancellable (task), answered,
                       g_object_ref (task));
}

static void
answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsArrServer *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (MmsHttpResponse) response = mms_http_send_finish (self->http, result, &error);

  if (response == NULL ||
      !mms_arr_error_check (response, self->name, self->url, call->path, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->worker == NULL && g_bytes_get_size (response->body) > MMS_JSON_INLINE_BYTES)
    self->worker = mms_worker_new ("mms-arr");
  mms_json_read_async (response->body, self->name, self->worker, call->reader,
                       g_steal_pointer (&call->question), call->question_free, call->result_free,
                       g_task_get_cancellable (task), readied, g_object_ref (task));
}

static void
readied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer value = mms_json_read_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, value, call->result_free);
}

/**
 * mms_arr_server_call_async:
 *
 * Sends a request and has its reader read the answer. Redirects are not followed: they mean that
 * the URL base is wrong. The finish returns what the reader made.
 */
void
mms_arr_server_call_async (MmsArrServer *self,
                           const MmsArrCall *call,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Call *held = g_new0 (Call, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, mms_arr_server_call_async);
  held->path = g_strconcat (self->api, call->path, NULL);
  held->reader = call->reader;
  held->question = call->question;
  held->question_free = call->question_free;
  held->result_free = call->result_free;
  g_task_set_task_data (task, held, call_free);

  if (check_configured (self, &error))
    send (self, call, task);
  else
    g_task_return_error (task, error);
}

gpointer
mms_arr_server_call_finish (MmsArrServer *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* @question is the name of the program that shall answer. */
static gpointer
read_status (JsonNode *root, gpointer question, GError **error)
{
  const char *expected = question;
  g_autofree char *app = mms_json_dup_string (mms_json_root_object (root), "appName");
  g_autofree char *version = mms_json_dup_string (mms_json_root_object (root), "version");

  if (app == NULL)
    /* Translators: %s is a service, as "Sonarr" */
    g_set_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED, _ ("What answers there is not %s"),
                 expected);
  else if (g_ascii_strcasecmp (app, expected) != 0)
    /* Translators: %s are the programs that answered and that was meant, as "Radarr", "Sonarr" */
    g_set_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED, _ ("This is %s, not %s"), app,
                 expected);
  else
    /* Translators: %s are a service and its version, as "Sonarr", "4.0.19.2979" */
    return g_strdup_printf (_ ("%s %s answers"), expected, version != NULL ? version : "");
  return NULL;
}

/**
 * mms_arr_server_check_async:
 *
 * Asks who answers. The finish returns (transfer full): one line for the person, or an error that
 * says which setting is wrong.
 */
void
mms_arr_server_check_async (MmsArrServer *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  const MmsArrCall call = {
    .path = "system/status",
    .reader = read_status,
    .question = g_strdup (self->name),
    .question_free = g_free,
    .result_free = g_free,
  };

  mms_arr_server_call_async (self, &call, cancellable, callback, user_data);
}

char *
mms_arr_server_check_finish (MmsArrServer *self, GAsyncResult *result, GError **error)
{
  return mms_arr_server_call_finish (self, result, error);
}
