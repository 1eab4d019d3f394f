/* Tells what the one HTTP session does with every kind of peer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-http.h"

#include <libsoup/soup.h>

#include "mms-test-server.h"
#include "support/mms-test-dir.h"
#include "support/mms-test-wait.h"

typedef struct
{
  MmsHttp *http;
  MmsTestServer *server;
  guint asked;          /* requests seen */
  guint fail_first;     /* that many are answered with @fail_status */
  guint fail_status;
  const char *retry_after;
  char *last_method;
  char *last_body;
  char *last_agent;
  char *last_path;
  gboolean saw_key;
  const char *elsewhere; /* where /away leads */
} Fixture;

static void
answer_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
           gpointer user_data)
{
  Fixture *f = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  SoupMessageHeaders *in = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *out = soup_server_message_get_response_headers (message);

  f->asked++;
  g_free (f->last_method);
  g_free (f->last_body);
  g_free (f->last_agent);
  g_free (f->last_path);
  f->last_method = g_strdup (soup_server_message_get_method (message));
  f->last_body = g_strndup (body->data, body->length);
  f->last_agent = g_strdup (soup_message_headers_get_one (in, "User-Agent"));
  f->last_path = g_strdup (path);
  f->saw_key |= soup_message_headers_get_one (in, "X-Api-Key") != NULL;
  if (f->asked <= f->fail_first)
    {
      if (f->retry_after != NULL)
        soup_message_headers_append (out, "Retry-After", f->retry_after);
      mms_test_server_say (message, f->fail_status, "text/plain", "no");
    }
  else if (g_str_equal (path, "/away"))
    {
      soup_message_headers_append (out, "Location", f->elsewhere);
      mms_test_server_say (message, 302, NULL, NULL);
    }
  else if (g_str_equal (path, "/round"))
    {
      soup_message_headers_append (out, "Location", "/round");
      mms_test_server_say (message, 302, NULL, NULL);
    }
  else if (g_str_equal (path, "/never"))
    {
      soup_server_message_pause (message);
    }
  else
    {
      mms_test_server_say (message, 200, "Text/Plain; charset=utf-8", "hello");
    }
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->http = mms_http_new ();
  f->server = mms_test_server_new (answer_cb, f, NULL, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  mms_test_server_free (f->server);
  g_assert_finalize_object (f->http);
  g_free (f->last_method);
  g_free (f->last_body);
  g_free (f->last_agent);
  g_free (f->last_path);
}

static MmsHttpResponse *
send_full (MmsHttp *http, const MmsHttpRequest *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_http_send_async (http, request, cancellable, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_http_send_finish (http, result, error);
}

static MmsHttpResponse *
get (Fixture *f, const char *path, GError **error)
{
  g_autofree char *url = g_strconcat (f->server->base, path, NULL);
  MmsHttpRequest request = { .url = url };

  return send_full (f->http, &request, NULL, error);
}

static void
assert_text (const MmsHttpResponse *response, const char *text)
{
  g_assert_cmpmem (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body), text,
                   strlen (text));
}

static void
assert_failed (MmsHttpResponse *response, GError **error, MmsError code, const char *words)
{
  g_assert_null (response);
  g_assert_error (*error, MMS_ERROR, (int) code);
  if (strstr ((*error)->message, words) == NULL)
    g_error ("“%s” does not say “%s”", (*error)->message, words);
}

static void
test_plain (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsHttpResponse) response = get (f, "/x?apikey=k", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (response->content_type, ==, "text/plain");
  g_assert_null (response->location);
  assert_text (response, "hello");
  g_assert_cmpstr (f->last_agent, ==, "MediaManagerSuite/" MMS_VERSION);
  g_assert_true (mms_http_response_check (response, "Box", &error));
}

static void
test_statuses (Fixture *f, gconstpointer data)
{
  static const struct
  {
    guint status;
    MmsError code;
  } rows[] = {
    { 401, MMS_ERROR_UNAUTHORIZED }, { 403, MMS_ERROR_UNAUTHORIZED }, { 404, MMS_ERROR_MISSING },
    { 429, MMS_ERROR_BUSY },         { 503, MMS_ERROR_BUSY },         { 500, MMS_ERROR_UNREACHABLE },
    { 502, MMS_ERROR_UNREACHABLE },  { 400, MMS_ERROR_REFUSED },      { 422, MMS_ERROR_REFUSED },
    { 307, MMS_ERROR_REFUSED },
  };

  f->fail_first = G_MAXUINT;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *url = g_strconcat (f->server->base, "/", NULL);
      MmsHttpRequest request = { .url = url, .no_retry = TRUE };
      g_autoptr (MmsHttpResponse) response = NULL;

      f->fail_status = rows[i].status;
      response = send_full (f->http, &request, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (response->status, ==, rows[i].status);
      g_assert_false (mms_http_response_check (response, "Sonarr", &error));
      g_assert_error (error, MMS_ERROR, (int) rows[i].code);
      g_assert_nonnull (strstr (error->message, "Sonarr"));
    }
  g_assert_cmpuint (f->asked, ==, G_N_ELEMENTS (rows));
}

static void
test_get_is_retried (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsHttpResponse) response = NULL;

  f->fail_first = 2;
  f->fail_status = 503;
  response = get (f, "/", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpuint (f->asked, ==, 3);
}

static void
test_retries_end (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsHttpResponse) response = NULL;

  f->fail_first = G_MAXUINT;
  f->fail_status = 500;
  response = get (f, "/", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 500);
  g_assert_cmpuint (f->asked, ==, 3);
}

static void
test_what_cannot_heal_is_not_retried (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsHttpResponse) response = NULL;

  f->fail_first = G_MAXUINT;
  f->fail_status = 400;
  response = get (f, "/", &error);
  g_assert_cmpuint (response->status, ==, 400);
  g_assert_cmpuint (f->asked, ==, 1);
}

static void
test_post_is_not_retried (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = g_bytes_new_static ("data", 4);
  g_autofree char *url = g_strconcat (f->server->base, "/", NULL);
  MmsHttpRequest request = { .method = "POST", .url = url, .body = body, .content_type = "a/b" };
  g_autoptr (MmsHttpResponse) response = NULL;
  g_autoptr (MmsHttpResponse) second = NULL;

  f->fail_first = 2;
  f->fail_status = 503;
  response = send_full (f->http, &request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 503);
  g_assert_cmpuint (f->asked, ==, 1);
  request.only_asks = TRUE;
  second = send_full (f->http, &request, NULL, &error);
  g_assert_cmpuint (second->status, ==, 200);
  g_assert_cmpuint (f->asked, ==, 3);
  g_assert_cmpstr (f->last_body, ==, "data");
}

static void
test_retry_after_seconds (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();
  g_autoptr (MmsHttpResponse) response = NULL;

  f->fail_first = 1;
  f->fail_status = 429;
  f->retry_after = "2";
  response = get (f, "/", &error);
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 1990000);
  g_assert_cmpuint (f->asked, ==, 2);
}

static void
test_retry_after_beyond_the_timeout_is_handed_out (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsHttpResponse) response = NULL;
  g_autoptr (MmsHttpResponse) capped = NULL;

  f->fail_first = G_MAXUINT;
  f->fail_status = 429;
  f->retry_after = "120";
  response = get (f, "/", &error);
  g_assert_cmpuint (response->status, ==, 429);
  g_assert_cmpuint (response->retry_after_s, ==, 120);
  g_assert_cmpuint (f->asked, ==, 1);
  f->retry_after = "99999999";
  capped = get (f, "/", &error);
  g_assert_cmpuint (capped->retry_after_s, ==, 3600);
}

static void
test_retry_after_date (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) later = g_date_time_add_seconds (now, 200);
  g_autofree char *text = soup_date_time_to_string (later, SOUP_DATE_HTTP);
  g_autoptr (MmsHttpResponse) response = NULL;

  f->fail_first = G_MAXUINT;
  f->fail_status = 503;
  f->retry_after = text;
  response = get (f, "/", &error);
  g_assert_cmpuint (response->retry_after_s, >, 190);
  g_assert_cmpuint (response->retry_after_s, <=, 200);
}

static void
test_timeout (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = g_strconcat (f->server->base, "/never", NULL);
  MmsHttpRequest request = { .url = url, .timeout_s = 1 };
  gint64 began = g_get_monotonic_time ();
  MmsHttpResponse *response = send_full (f->http, &request, NULL, &error);

  assert_failed (response, &error, MMS_ERROR_UNREACHABLE, "timed out");
  g_assert_cmpint (g_get_monotonic_time () - began, <, 2000000);
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *url = g_strconcat (f->server->base, "/never", NULL);
  MmsHttpRequest request = { .url = url };
  gint64 began = g_get_monotonic_time ();

  g_timeout_add (50, cancel_cb, cancellable);
  g_assert_null (send_full (f->http, &request, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 2000000);
  g_clear_error (&error);
  g_assert_null (send_full (f->http, &request, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled_while_waiting_to_retry (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *url = g_strconcat (f->server->base, "/", NULL);
  MmsHttpRequest request = { .url = url };
  gint64 began = g_get_monotonic_time ();

  f->fail_first = G_MAXUINT;
  f->fail_status = 503;
  f->retry_after = "20";
  g_timeout_add (200, cancel_cb, cancellable);
  g_assert_null (send_full (f->http, &request, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 2000000);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/", mms_test_free_port ());
  MmsHttpRequest request = { .url = url };

  assert_failed (send_full (f->http, &request, NULL, &error), &error, MMS_ERROR_UNREACHABLE,
                 "refused the connection");
}

static void
test_unknown_name (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  MmsHttpRequest request = { .url = "http://no-such-host.invalid/" };

  /* Without a network the resolver says that it cannot look, not that there is no such name. */
  assert_failed (send_full (f->http, &request, NULL, &error), &error, MMS_ERROR_UNREACHABLE,
                 "The name of no-such-host.invalid:80");
}

static void
test_bad_addresses (Fixture *f, gconstpointer data)
{
  static const char *const urls[] = { NULL, "", "seedbox", "ftp://a/", "magnet:?xt=urn:btih:x",
                                      "http://", "http://user:secret@host/", "http:///x" };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (GError) error = NULL;
      MmsHttpRequest request = { .url = urls[i] };

      g_assert_null (send_full (f->http, &request, NULL, &error));
      g_assert_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED);
      g_assert_null (strstr (error->message, "secret"));
    }
}

static void
test_cut_body (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTestRawServer) raw =
    mms_test_raw_server_new ("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", 1000);
  MmsHttpRequest request = { .url = raw->base };

  assert_failed (send_full (f->http, &request, NULL, &error), &error, MMS_ERROR_UNREACHABLE, "127.0.0.1");
  g_assert_cmpint (g_atomic_int_get (&raw->connections), ==, 3);
}

static void
test_not_http (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTestRawServer) raw = mms_test_raw_server_new ("SSH-2.0-OpenSSH_9.2p1\r\n\r\n", 100);
  MmsHttpRequest request = { .url = raw->base };

  assert_failed (send_full (f->http, &request, NULL, &error), &error, MMS_ERROR_MALFORMED, "HTTP");
}

static gboolean
is_done (gpointer raw)
{
  return g_atomic_int_get (&((MmsTestRawServer *) raw)->done) > 0;
}

static void
check_oversize (Fixture *f, const char *head)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTestRawServer) raw = mms_test_raw_server_new (head, 200 * 1024 * 1024);
  MmsHttpRequest request = { .url = raw->base, .max_bytes = 1024 * 1024 };

  assert_failed (send_full (f->http, &request, NULL, &error), &error, MMS_ERROR_MALFORMED,
                 "The answer is larger than 1.0\u00a0MiB");
  mms_test_wait_until (is_done, raw, "the server to be left alone");
  g_assert_cmpint (raw->sent_bytes, <, 20 * 1024 * 1024);
}

static void
test_oversize_announced (Fixture *f, gconstpointer data)
{
  check_oversize (f, "HTTP/1.1 200 OK\r\nContent-Length: 209715200\r\n\r\n");
}

static void
test_oversize_unannounced (Fixture *f, gconstpointer data)
{
  check_oversize (f, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
}

static void
bomb_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
         gpointer user_data)
{
  GBytes *bomb = user_data;

  soup_message_headers_append (soup_server_message_get_response_headers (message),
                               "Content-Encoding", "gzip");
  soup_server_message_set_status (message, 200, NULL);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), bomb);
}

static void
test_gzip_bomb (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GZlibCompressor) gzip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (memory, G_CONVERTER (gzip));
  g_autofree char *zeros = g_malloc0 (1024 * 1024);
  g_autoptr (GBytes) bomb = NULL;
  g_autoptr (MmsTestServer) server = NULL;
  MmsHttpRequest request = { 0 };

  for (int i = 0; i < 100; i++)
    g_output_stream_write_all (out, zeros, 1024 * 1024, NULL, NULL, NULL);
  g_output_stream_close (out, NULL, NULL);
  bomb = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  g_assert_cmpuint (g_bytes_get_size (bomb), <, 200000);
  server = mms_test_server_new (bomb_cb, bomb, NULL, 0);
  request.url = server->base;
  request.max_bytes = 10 * 1024 * 1024;
  assert_failed (send_full (f->http, &request, NULL, &error), &error, MMS_ERROR_MALFORMED,
                 "The answer is larger than 10.0\u00a0MiB");
}

static void
test_redirect_at_home_is_followed (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsHttpResponse) response = NULL;

  f->elsewhere = "/there?a=b";
  response = get (f, "/away", &error);
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (f->last_path, ==, "/there");
}

static void
test_redirect_loop_ends (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsHttpResponse) response = get (f, "/round", &error);

  g_assert_cmpuint (response->status, ==, 302);
  g_assert_cmpuint (f->asked, ==, 6);
  g_assert_false (mms_http_response_check (response, "Radarr", &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "URL base"));
}

static void
test_key_never_goes_elsewhere (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Fixture other = { 0 };
  g_autofree char *url = g_strconcat (f->server->base, "/away", NULL);
  const char *headers[] = { "X-Api-Key", "secret", NULL };
  MmsHttpRequest request = { .url = url, .headers = headers };
  g_autoptr (MmsHttpResponse) response = NULL;

  set_up (&other, NULL);
  f->elsewhere = other.server->base;
  response = send_full (f->http, &request, NULL, &error);
  g_assert_cmpuint (response->status, ==, 302);
  g_assert_cmpstr (response->location, ==, other.server->base);
  g_assert_true (f->saw_key);
  g_assert_cmpuint (other.asked, ==, 0);
  tear_down (&other, NULL);
}

static void
test_location_is_raw (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = g_strconcat (f->server->base, "/away", NULL);
  MmsHttpRequest request = { .url = url, .no_redirect = TRUE };
  g_autoptr (MmsHttpResponse) response = NULL;

  f->elsewhere = "magnet:?xt=urn:btih:ABAB&dn=a b&tr=http://t/announce";
  response = send_full (f->http, &request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 302);
  g_assert_cmpstr (response->location, ==, f->elsewhere);
}

/* --- Logins --- */

static gboolean
basic_cb (SoupAuthDomain *domain, SoupServerMessage *message, const char *user,
          const char *password, gpointer data)
{
  return g_str_equal (user, "anna") && g_str_equal (password, "pass");
}

static char *
digest_cb (SoupAuthDomain *domain, SoupServerMessage *message, const char *user, gpointer data)
{
  if (!g_str_equal (user, "anna"))
    return NULL;
  return soup_auth_domain_digest_encode_password ("anna", "box", "pass");
}

static void
guard (Fixture *f, gboolean digest)
{
  g_autoptr (SoupAuthDomain) domain = NULL;

  if (digest)
    domain = soup_auth_domain_digest_new ("realm", "box", "auth-callback", digest_cb, NULL);
  else
    domain = soup_auth_domain_basic_new ("realm", "box", "auth-callback", basic_cb, NULL);
  soup_auth_domain_add_path (domain, "/");
  soup_server_add_auth_domain (f->server->server, domain);
}

static MmsHttpResponse *
post_as (Fixture *f, const char *user, const char *password)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = g_bytes_new_static ("<methodCall/>", 13);
  g_autofree char *url = g_strconcat (f->server->base, "/RPC2", NULL);
  MmsHttpRequest request = { .method = "POST", .url = url, .body = body,
                             .content_type = "text/xml", .user = user, .password = password };
  MmsHttpResponse *response = send_full (f->http, &request, NULL, &error);

  g_assert_no_error (error);
  return response;
}

static guint seen;

static void
count_cb (SoupServer *server, SoupServerMessage *message, gpointer data)
{
  seen++;
}

static void
check_login (Fixture *f, gboolean digest)
{
  guint wanted[] = { 200, 200, 401, 200, 401 };
  const char *passwords[] = { "pass", "pass", "wrong", "pass", NULL };

  guard (f, digest);
  g_signal_connect (f->server->server, "request-started", G_CALLBACK (count_cb), NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autoptr (MmsHttpResponse) response = NULL;

      f->asked = 0;
      seen = 0;
      g_clear_pointer (&f->last_body, g_free);
      response = post_as (f, passwords[i] != NULL ? "anna" : NULL, passwords[i]);
      g_assert_cmpuint (response->status, ==, wanted[i]);
      g_assert_cmpuint (f->asked, ==, wanted[i] == 200 ? 1 : 0);
      if (wanted[i] == 200)
        g_assert_cmpstr (f->last_body, ==, "<methodCall/>");
      g_assert_cmpuint (seen, <=, 2);
    }
}

static void
test_digest_post_carries_its_body (Fixture *f, gconstpointer data)
{
  check_login (f, TRUE);
}

static void
test_basic_post_carries_its_body (Fixture *f, gconstpointer data)
{
  check_login (f, FALSE);
}

static void
test_login_of_one_is_not_anothers (Fixture *f, gconstpointer data)
{
  g_autoptr (MmsHttpResponse) right = NULL;
  g_autoptr (MmsHttpResponse) none = NULL;

  guard (f, TRUE);
  right = post_as (f, "anna", "pass");
  none = post_as (f, NULL, NULL);
  g_assert_cmpuint (right->status, ==, 200);
  g_assert_cmpuint (none->status, ==, 401);
}

/* --- Trust --- */

static MmsHttpResponse *
get_tls (MmsHttp *http, MmsTestServer *server, GError **error)
{
  MmsHttpRequest request = { .url = server->base, .no_retry = TRUE };

  return send_full (http, &request, NULL, error);
}

static void
test_certificate_is_trusted_by_fingerprint_only (Fixture *f, gconstpointer data)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autoptr (GTlsCertificate) first = mms_test_certificate_new (dir->path, "a", "127.0.0.1", 2);
  g_autoptr (GTlsCertificate) second = mms_test_certificate_new (dir->path, "b", "127.0.0.1", 2);
  MmsTestServer *server = mms_test_server_new (answer_cb, f, first, 0);
  guint port = (guint) atoi (strrchr (server->base, ':') + 1);
  g_autofree char *host_and_port = mms_http_dup_host_and_port (server->base);
  g_autofree char *offered = NULL;
  g_autoptr (MmsHttp) later = mms_http_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsHttpResponse) response = NULL;

  g_assert_null (mms_http_dup_offered (f->http, host_and_port));
  assert_failed (get_tls (f->http, server, &error), &error, MMS_ERROR_UNTRUSTED,
                 "No authority known to this computer signed it.");
  g_assert_null (strstr (error->message, "expired"));
  g_assert_null (strstr (error->message, "another host name"));
  g_clear_error (&error);
  g_assert_cmpuint (f->asked, ==, 0);
  offered = mms_http_dup_offered (f->http, host_and_port);
  g_assert_true (g_regex_match_simple ("^([0-9A-F]{2}:){31}[0-9A-F]{2}$", offered, 0, 0));

  mms_http_trust (f->http, "127.0.0.1:1", offered);
  assert_failed (get_tls (f->http, server, &error), &error, MMS_ERROR_UNTRUSTED, offered);
  g_clear_error (&error);

  mms_http_trust (f->http, host_and_port, offered);
  mms_http_trust (later, host_and_port, offered);
  response = get_tls (f->http, server, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_null (mms_http_dup_offered (f->http, host_and_port));

  mms_test_server_free (server);
  server = mms_test_server_new (answer_cb, f, second, port);
  assert_failed (get_tls (later, server, &error), &error, MMS_ERROR_UNTRUSTED, "has changed");
  g_assert_nonnull (strstr (error->message, offered));
  mms_test_server_free (server);
}

static void
check_certificate (Fixture *f, GTlsCertificate *certificate, const char *words)
{
  g_autoptr (MmsTestServer) server = mms_test_server_new (answer_cb, f, certificate, 0);
  g_autoptr (GError) error = NULL;

  assert_failed (get_tls (f->http, server, &error), &error, MMS_ERROR_UNTRUSTED, words);
}

static void
test_certificate_faults_are_told_apart (Fixture *f, gconstpointer data)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autoptr (GTlsCertificate) old = NULL;
  g_autoptr (GTlsCertificate) other = mms_test_certificate_new (dir->path, "o", "elsewhere.test", 2);
  g_autofree char *cert = g_strdup_printf ("%s/e.crt", dir->path);
  g_autofree char *key = g_strdup_printf ("%s/o.key", dir->path);
  g_autofree char *csr = g_strdup_printf (
    "cd '%s' && openssl req -new -key o.key -subj /CN=127.0.0.1 -out e.csr && "
    "printf 'subjectAltName=IP:127.0.0.1' > e.ext && touch e.idx && echo 01 > e.srl && "
    "openssl ca -batch -selfsign -keyfile o.key -in e.csr -out e.crt -notext -md sha256 "
    "-startdate 20200101000000Z -enddate 20200201000000Z -extfile e.ext -config e.cnf",
    dir->path);
  const char *argv[] = { "/bin/sh", "-c", csr, NULL };
  int status = -1;

  check_certificate (f, other, "another host name");
  g_free (mms_test_dir_write (dir, "e.cnf",
                              "[ca]\ndefault_ca=d\n[d]\ndatabase=e.idx\nserial=e.srl\n"
                              "new_certs_dir=.\npolicy=p\n[p]\ncommonName=supplied\n",
                              -1));
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                &status, NULL);
  g_assert_cmpint (status, ==, 0);
  old = g_tls_certificate_new_from_files (cert, key, NULL);
  g_assert_nonnull (old);
  check_certificate (f, old, "It has expired.");
}

static void
test_http_where_https_is_asked (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTestRawServer) raw =
    mms_test_raw_server_new ("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", 10);
  g_autofree char *url = g_strdup_printf ("https%s/", raw->base + strlen ("http"));
  MmsHttpRequest request = { .url = url };

  assert_failed (send_full (f->http, &request, NULL, &error), &error, MMS_ERROR_REFUSED, "TLS");
}

/* --- Addresses --- */

static void
test_loggable (void)
{
  static const char *const rows[][2] = {
    { "http://h:1/p?apikey=secret&q=x", "http://h:1/p?apikey=…&q=…" },
    { "https://u:secret@h/p", "https://h/p" },
    { "http://h/p?secret", "http://h/p?=…" },
    { "http://h/p#secret", "http://h/p" },
    { "http://h/download?name=a b&key=secret", "http://h/download?name=…&key=…" },
    { "magnet:?xt=urn:btih:secret", "magnet:…" },
    { "/login?key=secret", "/login" },
    { "secret", "…" },
    { "", "…" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mms_http_dup_loggable (rows[i][0]);

      g_assert_cmpstr (text, ==, rows[i][1]);
    }
}

static void
test_host_and_port (void)
{
  static const char *const rows[][2] = {
    { "https://Box.example/rutorrent", "box.example:443" }, { "http://box/", "box:80" },
    { "http://box:8080", "box:8080" },                      { "https://[::1]:9/x", "[::1]:9" },
    { "magnet:?xt=x", NULL },                               { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mms_http_dup_host_and_port (rows[i][0]);

      g_assert_cmpstr (text, ==, rows[i][1]);
    }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/http/an-answer-is-read-whole", test_plain);
  ADD ("/http/every-status-has-its-remedy", test_statuses);
  ADD ("/http/a-get-is-retried-where-it-may-heal", test_get_is_retried);
  ADD ("/http/retries-end", test_retries_end);
  ADD ("/http/what-cannot-heal-is-not-retried", test_what_cannot_heal_is_not_retried);
  ADD ("/http/a-post-is-retried-only-if-it-only-asks", test_post_is_not_retried);
  ADD ("/http/retry-after-in-seconds-is-honoured", test_retry_after_seconds);
  ADD ("/http/retry-after-beyond-the-timeout-is-handed-out",
       test_retry_after_beyond_the_timeout_is_handed_out);
  ADD ("/http/retry-after-may-be-a-date", test_retry_after_date);
  ADD ("/http/the-timeout-covers-the-whole-request", test_timeout);
  ADD ("/http/a-cancelled-request-ends-as-cancelled", test_cancelled);
  ADD ("/http/a-cancelled-wait-ends-at-once", test_cancelled_while_waiting_to_retry);
  ADD ("/http/a-refused-connection-is-named", test_refused);
  ADD ("/http/an-unknown-name-is-named", test_unknown_name);
  ADD ("/http/an-address-that-is-none-is-a-setting", test_bad_addresses);
  ADD ("/http/a-cut-body-is-unreachable", test_cut_body);
  ADD ("/http/a-peer-without-http-is-malformed", test_not_http);
  ADD ("/http/an-announced-oversize-is-left", test_oversize_announced);
  ADD ("/http/an-unannounced-oversize-is-left", test_oversize_unannounced);
  ADD ("/http/a-gzip-bomb-is-left", test_gzip_bomb);
  ADD ("/http/a-redirect-at-home-is-followed", test_redirect_at_home_is_followed);
  ADD ("/http/a-redirect-loop-ends", test_redirect_loop_ends);
  ADD ("/http/a-key-never-goes-elsewhere", test_key_never_goes_elsewhere);
  ADD ("/http/a-location-is-handed-out-raw", test_location_is_raw);
  ADD ("/http/a-digest-post-carries-its-body", test_digest_post_carries_its_body);
  ADD ("/http/a-basic-post-carries-its-body", test_basic_post_carries_its_body);
  ADD ("/http/a-login-is-not-lent-to-another", test_login_of_one_is_not_anothers);
  ADD ("/http/a-certificate-is-trusted-by-its-fingerprint-only",
       test_certificate_is_trusted_by_fingerprint_only);
  ADD ("/http/faults-of-certificates-are-told-apart", test_certificate_faults_are_told_apart);
  ADD ("/http/http-where-https-is-asked-is-named", test_http_where_https_is_asked);
  g_test_add_func ("/http/a-loggable-address-has-no-secret", test_loggable);
  g_test_add_func ("/http/host-and-port-are-normal", test_host_and_port);
  return g_test_run ();
}
