/* Runs HTTP servers on free loopback ports: a polite one, and one that says any bytes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "mms-test-server.h"

#include <string.h>

MmsTestServer *
mms_test_server_new (SoupServerCallback callback, gpointer user_data, GTlsCertificate *certificate,
                     guint port)
{
  MmsTestServer *self = g_new0 (MmsTestServer, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris = NULL;
  GUri *uri = NULL;

  self->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (self->server, NULL, callback, user_data, NULL);
  soup_server_listen_local (self->server, port,
                            SOUP_SERVER_LISTEN_IPV4_ONLY |
                              (certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0),
                            &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  uri = uris->data;
  self->host_and_port = g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri));
  self->base = g_strdup_printf ("%s://%s", g_uri_get_scheme (uri), self->host_and_port);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return self;
}

void
mms_test_server_free (MmsTestServer *self)
{
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_free (self->base);
  g_free (self->host_and_port);
  g_free (self);
}

void
mms_test_server_say (SoupServerMessage *message, guint status, const char *type, const char *text)
{
  soup_server_message_set_status (message, status, NULL);
  if (text != NULL)
    soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text, strlen (text));
}

static gboolean
serve_raw (GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
           gpointer user_data)
{
  MmsTestRawServer *self = user_data;
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autofree char *block = g_malloc (65536);
  gssize n = 0;

  g_atomic_int_inc (&self->connections);
  memset (block, 'x', 65536);
  g_input_stream_read (in, block, 65536, NULL, NULL);
  memset (block, 'x', 65536);
  g_output_stream_write_all (out, self->head, strlen (self->head), NULL, NULL, NULL);
  self->sent_bytes = 0;
  while ((gsize) self->sent_bytes < self->body_bytes)
    {
      n = g_output_stream_write (out, block, MIN (65536, self->body_bytes - self->sent_bytes), NULL,
                                 NULL);
      if (n <= 0)
        break;
      self->sent_bytes += n;
    }
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_atomic_int_inc (&self->done);
  return TRUE;
}

static void
free_raw (gpointer data)
{
  MmsTestRawServer *self = data;

  g_free (self->base);
  g_free (self->head);
  g_free (self);
}

MmsTestRawServer *
mms_test_raw_server_new (const char *head, gsize body_bytes)
{
  MmsTestRawServer *self = g_new0 (MmsTestRawServer, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  self->head = g_strdup (head);
  self->body_bytes = body_bytes;
  self->service = g_threaded_socket_service_new (8);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  g_object_set_data_full (G_OBJECT (self->service), "raw", self, free_raw);
  g_signal_connect (self->service, "run", G_CALLBACK (serve_raw), self);
  self->base = g_strdup_printf ("http://127.0.0.1:%d",
                                g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  return self;
}

/* A connection's thread may live longer: it holds the service, and the service holds the rest. */
void
mms_test_raw_server_free (MmsTestRawServer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  /* Its threads still use it until the client's hanging up, here, has come through to them. */
  while (g_atomic_int_get (&self->done) < g_atomic_int_get (&self->connections))
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_object_unref (self->service);
}

/* A port on which nobody listens at this moment. */
guint
mms_test_free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_socket_listener_close (listener);
  return port;
}

/* A self-signed certificate made by openssl for @subject ("localhost", "127.0.0.1"). */
GTlsCertificate *
mms_test_certificate_new (const char *dir, const char *name, const char *subject, int days)
{
  g_autofree char *cert = g_strdup_printf ("%s/%s.crt", dir, name);
  g_autofree char *key = g_strdup_printf ("%s/%s.key", dir, name);
  g_autofree char *cn = g_strdup_printf ("/CN=%s", subject);
  g_autofree char *san = g_strdup_printf ("subjectAltName=%s:%s",
                                          g_hostname_is_ip_address (subject) ? "IP" : "DNS", subject);
  g_autofree char *days_text = g_strdup_printf ("%d", days);
  const char *argv[] = { "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                         "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", cert,
                         "-days", days_text, "-subj", cn, "-addext", san, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;
  GTlsCertificate *certificate = NULL;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  certificate = g_tls_certificate_new_from_files (cert, key, &error);
  g_assert_no_error (error);
  return certificate;
}
