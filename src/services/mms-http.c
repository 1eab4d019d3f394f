/* The only HTTP session: time-outs, logins, retries, limits, trust.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-http.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "services/mms-certificate.h"
#include "services/mms-http-address.h"
#include "services/mms-http-fault.h"

#define DEFAULT_MAX_BYTES (32 * 1024 * 1024)
#define DEFAULT_TIMEOUT_S 30
#define MAX_REDIRECTS 5
#define MAX_RETRIES 2
#define FIRST_RETRY_MS 300       /* three times that before the second, each +- 50 % */
#define MAX_RETRY_AFTER_S 3600
#define CHUNK_BYTES (64 * 1024)
#define CONNECTIONS_A_HOST 4
#define IDLE_S 30                /* a connection that nobody uses is kept that long */

struct _MmsHttp
{
  GObject parent_instance;

  SoupSession *session;     /* (owned) */
  MmsCertificateBook *book; /* (owned) */
  GHashTable *logins;       /* (owned): host:port -> checksum of the user and password sent last */
};

G_DEFINE_FINAL_TYPE (MmsHttp, mms_http, G_TYPE_OBJECT);

/* One request on its way, over all its redirects and retries. Lives as the task's data. */
typedef struct
{
  char *method;          /* (owned) */
  GUri *uri;             /* (owned) */
  char *host_and_port;   /* (owned): of @uri */
  GStrv headers;         /* (owned) (nullable) */
  GBytes *body;          /* (owned) (nullable) */
  char *content_type;    /* (owned) (nullable) */
  char *user;            /* (owned) (nullable) */
  char *password;        /* (owned) (nullable) */
  gsize max_bytes;
  guint timeout_s;
  guint redirects_left;
  guint retries_left;
  guint retry_ms;        /* before the next retry, without jitter */

  SoupMessage *message;  /* (owned) (nullable): the present try */
  GInputStream *stream;  /* (owned) (nullable): its answer's body */
  GByteArray *bytes;     /* (owned): what was read of it */
  gboolean login_sent;   /* in the present try */
  GError *untrusted;     /* (owned) (nullable): what the certificate book said */

  GCancellable *inner;   /* (owned): of the person or of the deadline */
  gulong outer_id;
  GSource *deadline;     /* (owned) */
  gint64 deadline_us;    /* monotonic */
  gboolean timed_out;
} Exchange;

/* The story of one request, in the order in which it happens.
 *
 *   begin ──> sent ──> read_on <──> chunk_read ──> complete ──> answer
 *     ^        │                        │             │
 *     │        └── fail <───────────────┘             │
 *     └──────── retry, redirect <─────────────────────┘
 */
static void     begin      (GTask *task);
static void     sent       (GObject *session, GAsyncResult *result, gpointer user_data);
static void     read_on    (GTask *task);
static void     chunk_read (GObject *stream, GAsyncResult *result, gpointer user_data);
static void     complete   (GTask *task);
static void     answer     (GTask *task);
static void     fail       (GTask *task, GError *cause);
static gboolean retry_cb   (gpointer user_data);

/* Drops the connection of the present try without waiting for the rest of its answer. */
static void
drop_try (Exchange *exchange)
{
  g_clear_object (&exchange->stream);
  g_clear_object (&exchange->message);
  g_byte_array_set_size (exchange->bytes, 0);
  exchange->login_sent = FALSE;
}

static void
exchange_free (Exchange *exchange)
{
  if (exchange->deadline != NULL)
    g_source_destroy (exchange->deadline);
  g_clear_pointer (&exchange->deadline, g_source_unref);
  g_clear_object (&exchange->stream);
  g_clear_object (&exchange->message);
  g_clear_pointer (&exchange->bytes, g_byte_array_unref);
  g_clear_error (&exchange->untrusted);
  g_clear_object (&exchange->inner);
  g_free (exchange->method);
  g_clear_pointer (&exchange->uri, g_uri_unref);
  g_free (exchange->host_and_port);
  g_strfreev (exchange->headers);
  g_clear_pointer (&exchange->body, g_bytes_unref);
  g_free (exchange->content_type);
  g_free (exchange->user);
  g_free (exchange->password);
  g_free (exchange);
}

static gboolean
is_get (const char *method)
{
  return g_str_equal (method, "GET") || g_str_equal (method, "HEAD");
}

static Exchange *
exchange_new (const MmsHttpRequest *request, GUri *uri)
{
  Exchange *exchange = g_new0 (Exchange, 1);
  const char *method = request->method != NULL ? request->method : "GET";
  gboolean only_asks = is_get (method) || request->only_asks;

  exchange->method = g_strdup (method);
  exchange->uri = g_uri_ref (uri);
  exchange->host_and_port = mms_http_uri_dup_host_and_port (uri);
  exchange->headers = g_strdupv ((char **) request->headers);
  exchange->body = request->body != NULL ? g_bytes_ref (request->body) : NULL;
  exchange->content_type = g_strdup (request->content_type);
  exchange->user = g_strdup (request->user);
  exchange->password = g_strdup (request->password);
  exchange->max_bytes = request->max_bytes != 0 ? request->max_bytes : DEFAULT_MAX_BYTES;
  exchange->timeout_s = request->timeout_s != 0 ? request->timeout_s : DEFAULT_TIMEOUT_S;
  exchange->redirects_left = is_get (method) && !request->no_redirect ? MAX_REDIRECTS : 0;
  exchange->retries_left = only_asks && !request->no_retry ? MAX_RETRIES : 0;
  exchange->retry_ms = FIRST_RETRY_MS;
  exchange->bytes = g_byte_array_new ();
  exchange->inner = g_cancellable_new ();
  return exchange;
}

/* --- The end of the time, and of the person's patience --- */

static gboolean
too_late_cb (gpointer user_data)
{
  Exchange *exchange = user_data;

  exchange->timed_out = TRUE;
  g_cancellable_cancel (exchange->inner);
  return G_SOURCE_REMOVE;
}

static void
outer_cancelled_cb (GCancellable *outer, gpointer inner)
{
  g_cancellable_cancel (inner);
}

static void
set_limits (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  GCancellable *outer = g_task_get_cancellable (task);

  exchange->deadline_us = g_get_monotonic_time () + exchange->timeout_s * G_USEC_PER_SEC;
  exchange->deadline = g_timeout_source_new (exchange->timeout_s * 1000);
  g_source_set_callback (exchange->deadline, too_late_cb, exchange, NULL);
  g_source_attach (exchange->deadline, g_task_get_context (task));
  if (outer != NULL)
    exchange->outer_id = g_cancellable_connect (outer, G_CALLBACK (outer_cancelled_cb),
                                                g_object_ref (exchange->inner), g_object_unref);
}

/* To be called once, before the task is answered. */
static void
lift_limits (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  g_source_destroy (exchange->deadline);
  g_cancellable_disconnect (g_task_get_cancellable (task), exchange->outer_id);
  exchange->outer_id = 0;
}

/* Frees the present try first: an answer that is not read to its end must not be waited for. */
static void
give_up (GTask *task, GError *error)
{
  Exchange *exchange = g_task_get_task_data (task);

  lift_limits (task);
  g_cancellable_cancel (exchange->inner);
  drop_try (exchange);
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* --- One try --- */

/* Gives the login once a try; a second question means that it is wrong. */
static gboolean
authenticate_cb (SoupMessage *message, SoupAuth *auth, gboolean retrying, Exchange *exchange)
{
  if (exchange->login_sent || exchange->user == NULL || *exchange->user == '\0' ||
      soup_auth_is_for_proxy (auth))
    return FALSE;
  exchange->login_sent = TRUE;
  soup_auth_authenticate (auth, exchange->user,
                          exchange->password != NULL ? exchange->password : "");
  return TRUE;
}

/* libsoup 3.2 sends an empty body after the 401 of a login, because the stream of the body was
 * read to its end. A redirect restarts as well, by then as a GET, which must have none. */
static void
restarted_cb (SoupMessage *message, Exchange *exchange)
{
  if (exchange->body != NULL && g_str_equal (soup_message_get_method (message), exchange->method))
    soup_message_set_request_body_from_bytes (message, exchange->content_type, exchange->body);
}

static gboolean
accept_certificate_cb (SoupMessage *message, GTlsCertificate *certificate,
                       GTlsCertificateFlags flags, GTask *task)
{
  MmsHttp *self = g_task_get_source_object (task);
  Exchange *exchange = g_task_get_task_data (task);

  g_clear_error (&exchange->untrusted);
  return mms_certificate_book_judge (self->book, exchange->host_and_port, certificate, flags,
                                     &exchange->untrusted);
}

/* libsoup would send the login it remembers to whoever asks next at the same host. */
static void
prepare_login (MmsHttp *self, Exchange *exchange)
{
  SoupSessionFeature *manager = soup_session_get_feature (self->session, SOUP_TYPE_AUTH_MANAGER);
  g_autofree char *plain = NULL;
  g_autofree char *login = NULL;
  const char *last = g_hash_table_lookup (self->logins, exchange->host_and_port);

  if (exchange->user == NULL || *exchange->user == '\0')
    {
      soup_message_add_flags (exchange->message, SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
      return;
    }
  plain = g_strdup_printf ("%s\n%s", exchange->user,
                           exchange->password != NULL ? exchange->password : "");
  login = g_compute_checksum_for_string (G_CHECKSUM_SHA256, plain, -1);
  if (last != NULL && !g_str_equal (last, login))
    soup_auth_manager_clear_cached_credentials (SOUP_AUTH_MANAGER (manager));
  g_hash_table_replace (self->logins, g_strdup (exchange->host_and_port), g_steal_pointer (&login));
}

static void
fill_message (Exchange *exchange)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (exchange->message);

  for (gsize i = 0; exchange->headers != NULL && exchange->headers[i] != NULL; i += 2)
    soup_message_headers_replace (headers, exchange->headers[i], exchange->headers[i + 1]);
  if (exchange->body != NULL)
    soup_message_set_request_body_from_bytes (exchange->message, exchange->content_type,
                                              exchange->body);
}

static void
begin (GTask *task)
{
  MmsHttp *self = g_task_get_source_object (task);
  Exchange *exchange = g_task_get_task_data (task);

  exchange->message = soup_message_new_from_uri (exchange->method, exchange->uri);
  soup_message_add_flags (exchange->message, SOUP_MESSAGE_NO_REDIRECT);
  fill_message (exchange);
  prepare_login (self, exchange);
  g_signal_connect (exchange->message, "authenticate", G_CALLBACK (authenticate_cb), exchange);
  g_signal_connect (exchange->message, "restarted", G_CALLBACK (restarted_cb), exchange);
  g_signal_connect (exchange->message, "accept-certificate", G_CALLBACK (accept_certificate_cb),
                    task);
  soup_session_send_async (self->session, exchange->message, g_task_get_priority (task),
                           exchange->inner, sent, task);
}

static void
sent (GObject *session, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  GError *error = NULL;

  exchange->stream = soup_session_send_finish (SOUP_SESSION (session), result, &error);
  if (exchange->stream == NULL)
    fail (task, error);
  else
    read_on (task);
}

static void
read_on (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (exchange->stream, CHUNK_BYTES, g_task_get_priority (task),
                                   exchange->inner, chunk_read, task);
}

static gboolean
is_too_large (Exchange *exchange)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (exchange->message);

  if (exchange->bytes->len > exchange->max_bytes)
    return TRUE;
  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
         soup_message_headers_get_content_length (headers) > (goffset) exchange->max_bytes;
}

static void
refuse_size (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  g_autofree char *limit = g_format_size_full (exchange->max_bytes, G_FORMAT_SIZE_IEC_UNITS);

  give_up (task, g_error_new (MMS_ERROR, MMS_ERROR_MALFORMED,
                              /* Translators: a size like "32 MiB", a host and port */
                              _ ("The answer is larger than %s (from %s)."), limit,
                              exchange->host_and_port));
}

static void
chunk_read (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) chunk =
    g_input_stream_read_bytes_finish (G_INPUT_STREAM (stream), result, &error);

  if (chunk == NULL)
    {
      fail (task, error);
      return;
    }
  g_byte_array_append (exchange->bytes, g_bytes_get_data (chunk, NULL),
                       (guint) g_bytes_get_size (chunk));
  if (is_too_large (exchange))
    refuse_size (task);
  else if (g_bytes_get_size (chunk) == 0)
    complete (task);
  else
    read_on (task);
}

/* --- What comes after a try --- */

/* Begins again after @wait_ms, unless the time is over by then. */
static gboolean
retry (GTask *task, guint64 wait_ms)
{
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GSource) source = NULL;
  g_autoptr (GSource) stop = NULL;

  if (exchange->retries_left == 0 || g_cancellable_is_cancelled (exchange->inner) ||
      g_get_monotonic_time () + (gint64) wait_ms * 1000 >= exchange->deadline_us)
    return FALSE;
  exchange->retries_left--;
  exchange->retry_ms *= 3;
  drop_try (exchange);
  source = g_timeout_source_new ((guint) wait_ms);
  stop = g_cancellable_source_new (exchange->inner);
  g_source_set_dummy_callback (stop);
  g_source_add_child_source (source, stop);
  g_source_set_callback (source, retry_cb, task, NULL);
  g_source_attach (source, g_task_get_context (task));
  return TRUE;
}

static guint
jittered (guint wait_ms)
{
  return (guint) g_random_int_range ((gint32) wait_ms / 2, (gint32) wait_ms * 3 / 2 + 1);
}

static gboolean
retry_cb (gpointer user_data)
{
  GTask *task = user_data;
  Exchange *exchange = g_task_get_task_data (task);

  if (g_cancellable_is_cancelled (exchange->inner))
    fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"));
  else
    begin (task);
  return G_SOURCE_REMOVE;
}

static void
say_timed_out (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  give_up (task,
           g_error_new (MMS_ERROR, MMS_ERROR_UNREACHABLE,
                        /* Translators: a host and port, a number of seconds */
                        g_dngettext (GETTEXT_PACKAGE, "%s timed out: no answer within %u second.",
                                     "%s timed out: no answer within %u seconds.",
                                     exchange->timeout_s),
                        exchange->host_and_port, exchange->timeout_s));
}

/* Takes @cause. */
static void
fail (GTask *task, GError *cause)
{
  g_autoptr (GError) error = cause;
  Exchange *exchange = g_task_get_task_data (task);
  GCancellable *outer = g_task_get_cancellable (task);

  /* No path: private trackers put the person's pass key there. */
  g_debug ("%s %s: %s", exchange->method, exchange->host_and_port, error->message);
  if (outer != NULL && g_cancellable_is_cancelled (outer))
    give_up (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled")));
  else if (exchange->timed_out)
    say_timed_out (task);
  else if (exchange->untrusted != NULL)
    give_up (task, g_steal_pointer (&exchange->untrusted));
  else if (!mms_http_fault_may_heal_soon (error) || !retry (task, jittered (exchange->retry_ms)))
    give_up (task, mms_http_fault_new (error, exchange->host_and_port));
}

/* Returns: what the answer's Retry-After asks for, in seconds or as a date (RFC 9110, section
 *   10.2.3), at most an hour; 0 where it says nothing */
static guint
get_retry_after_s (SoupMessageHeaders *headers)
{
  const char *text = soup_message_headers_get_one (headers, "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  guint64 seconds = 0;
  gint64 wait_s = 0;

  if (text == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seconds, NULL))
    return (guint) MIN (seconds, MAX_RETRY_AFTER_S);
  date = soup_date_time_new_from_http_string (text);
  if (date == NULL)
    return 0;
  wait_s = g_date_time_to_unix (date) - g_get_real_time () / G_USEC_PER_SEC;
  return (guint) CLAMP (wait_s, 0, MAX_RETRY_AFTER_S);
}

static gboolean
status_may_heal (guint status)
{
  switch (status)
    {
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Returns: whether the answer sends us elsewhere on the same host, and we went */
static gboolean
redirect (GTask *task, const char *location)
{
  Exchange *exchange = g_task_get_task_data (task);
  guint status = soup_message_get_status (exchange->message);
  g_autoptr (GUri) target = NULL;

  if (location == NULL || exchange->redirects_left == 0 || !SOUP_STATUS_IS_REDIRECTION (status) ||
      status == SOUP_STATUS_NOT_MODIFIED)
    return FALSE;
  target = g_uri_parse_relative (exchange->uri, location,
                                 SOUP_HTTP_URI_FLAGS | G_URI_FLAGS_PARSE_RELAXED, NULL);
  if (target == NULL || g_uri_get_userinfo (target) != NULL || g_uri_get_host (target) == NULL ||
      !mms_http_uri_same_origin (exchange->uri, target))
    return FALSE;
  exchange->redirects_left--;
  g_uri_unref (exchange->uri);
  exchange->uri = g_steal_pointer (&target);
  drop_try (exchange);
  begin (task);
  return TRUE;
}

static void
complete (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (exchange->message);
  guint status = soup_message_get_status (exchange->message);
  guint asked_s = get_retry_after_s (headers);
  guint64 wait_ms = asked_s != 0 ? (guint64) asked_s * 1000 : jittered (exchange->retry_ms);

  if (redirect (task, soup_message_headers_get_one (headers, "Location")))
    return;
  if (status_may_heal (status) && retry (task, wait_ms))
    return;
  answer (task);
}

static void
answer (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (exchange->message);
  MmsHttpResponse *response = g_new0 (MmsHttpResponse, 1);
  const char *content_type = soup_message_headers_get_content_type (headers, NULL);

  response->status = soup_message_get_status (exchange->message);
  response->location = g_strdup (soup_message_headers_get_one (headers, "Location"));
  response->content_type = content_type != NULL ? g_ascii_strdown (content_type, -1) : NULL;
  response->retry_after_s = get_retry_after_s (headers);
  response->body = g_byte_array_free_to_bytes (g_steal_pointer (&exchange->bytes));
  lift_limits (task);
  g_task_return_pointer (task, response, (GDestroyNotify) mms_http_response_free);
  g_object_unref (task);
}

/**
 * mms_http_send_async:
 * @request: what to ask; copied
 *
 * Sends a request and reads the whole answer. Every status is an answer; see
 * mms_http_response_check(). The time-out covers redirects, waits and retries.
 */
void
mms_http_send_async (MmsHttp *self, const MmsHttpRequest *request, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GUri) uri = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, mms_http_send_async);
  uri = mms_http_uri_parse (request->url, &error);
  if (uri == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_task_set_task_data (task, exchange_new (request, uri), (GDestroyNotify) exchange_free);
  set_limits (task);
  begin (task);
}

/* Returns: (transfer full): the answer; errors of %MMS_ERROR say why none came */
MmsHttpResponse *
mms_http_send_finish (MmsHttp *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mms_http_trust:
 * @host_and_port: as mms_http_dup_host_and_port() gives it
 * @fingerprint: (nullable): SHA-256 as AA:BB:…, that a person confirmed; %NULL forgets
 */
void
mms_http_trust (MmsHttp *self, const char *host_and_port, const char *fingerprint)
{
  mms_certificate_book_trust (self->book, host_and_port, fingerprint);
}

/* Returns: (transfer full) (nullable): SHA-256 of the certificate that was refused there last */
char *
mms_http_dup_offered (MmsHttp *self, const char *host_and_port)
{
  return g_strdup (mms_certificate_book_get_offered (self->book, host_and_port));
}

static void
mms_http_finalize (GObject *object)
{
  MmsHttp *self = MMS_HTTP (object);

  soup_session_abort (self->session);
  g_object_unref (self->session);
  mms_certificate_book_free (self->book);
  g_hash_table_unref (self->logins);

  G_OBJECT_CLASS (mms_http_parent_class)->finalize (object);
}

static void
mms_http_class_init (MmsHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_http_finalize;
}

static void
mms_http_init (MmsHttp *self)
{
  /* The time-out is ours, for the whole of a request, and not that of one read on a socket. */
  self->session =
    soup_session_new_with_options ("user-agent", "MediaManagerSuite/" MMS_VERSION, "timeout", 0,
                                   "idle-timeout", IDLE_S, "max-conns", 32, "max-conns-per-host",
                                   CONNECTIONS_A_HOST, NULL);
  self->book = mms_certificate_book_new ();
  self->logins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

MmsHttp *
mms_http_new (void)
{
  return g_object_new (MMS_TYPE_HTTP, NULL);
}
