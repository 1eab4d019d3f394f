/* Stands between a client and a server, and is a bad line when told so.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define _GNU_SOURCE
#include "transfer/mms-test-proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER_BYTES 65536
#define TURN_MS 20

typedef struct
{
  MmsTestProxy *proxy;
  int client_fd;
  int server_fd;
  int down;         /* bytes from the server over this line */
} Line;

static struct sockaddr_in
get_address (guint16 port)
{
  return (struct sockaddr_in) { .sin_family = AF_INET,
                                .sin_port = htons (port),
                                .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
}

static gboolean
forward (int from_fd, int to_fd, int *bytes)
{
  char buffer[BUFFER_BYTES];
  ssize_t got = recv (from_fd, buffer, sizeof buffer, 0);
  ssize_t sent = 0;

  *bytes = (int) got;
  while (sent < got)
    {
      ssize_t put = send (to_fd, buffer + sent, (size_t) (got - sent), MSG_NOSIGNAL);

      if (put < 0)
        return FALSE;
      sent += put;
    }
  return got > 0;
}

/* Whether the fault that is ordered sets in now; each order is used up once. */
static gboolean
use_up (int *orders)
{
  if (g_atomic_int_get (orders) <= 0)
    return FALSE;
  g_atomic_int_add (orders, -1);
  return TRUE;
}

static void
fall_silent (Line *line)
{
  while (!g_atomic_int_get (&line->proxy->ended))
    {
      char byte;
      struct pollfd fd = { line->client_fd, POLLIN, 0 };

      /* Takes what comes and answers nothing, until the client hangs up. */
      if (poll (&fd, 1, TURN_MS) > 0 && recv (line->client_fd, &byte, 1, 0) <= 0)
        return;
    }
}

static gboolean
serve_once (Line *line)
{
  struct pollfd fds[2] = { { line->client_fd, POLLIN, 0 }, { line->server_fd, POLLIN, 0 } };
  int bytes = 0;

  poll (fds, 2, TURN_MS);
  if (fds[0].revents != 0 && !forward (line->client_fd, line->server_fd, &bytes))
    return FALSE;
  if (fds[1].revents == 0)
    return TRUE;
  if (!forward (line->server_fd, line->client_fd, &bytes))
    return FALSE;
  line->down += bytes;
  g_atomic_int_add (&line->proxy->bytes_down, bytes);
  if (line->down < g_atomic_int_get (&line->proxy->after_bytes))
    return TRUE;
  if (use_up (&line->proxy->n_cuts))
    return FALSE;
  if (use_up (&line->proxy->n_stalls))
    {
      fall_silent (line);
      return FALSE;
    }
  return TRUE;
}

static gpointer
serve (gpointer data)
{
  g_autofree Line *line = data;
  struct sockaddr_in address = get_address (line->proxy->server_port);

  line->server_fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect (line->server_fd, (struct sockaddr *) &address, sizeof address) == 0)
    while (!g_atomic_int_get (&line->proxy->ended) && serve_once (line))
      ;
  close (line->server_fd);
  close (line->client_fd);
  return NULL;
}

static gpointer
accept_lines (gpointer data)
{
  MmsTestProxy *self = data;

  while (!g_atomic_int_get (&self->ended))
    {
      struct pollfd fd = { self->listen_fd, POLLIN, 0 };
      Line *line;

      if (poll (&fd, 1, TURN_MS) <= 0)
        continue;
      g_atomic_int_inc (&self->n_connections);
      line = g_new0 (Line, 1);
      line->proxy = self;
      line->client_fd = accept4 (self->listen_fd, NULL, NULL, SOCK_CLOEXEC);
      g_ptr_array_add (self->lines, g_thread_new ("line", serve, line));
    }
  return NULL;
}

MmsTestProxy *
mms_test_proxy_new (guint16 server_port)
{
  MmsTestProxy *self = g_new0 (MmsTestProxy, 1);
  struct sockaddr_in address = get_address (0);
  socklen_t length = sizeof address;

  self->server_port = server_port;
  self->lines = g_ptr_array_new ();
  self->listen_fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listen_fd, (struct sockaddr *) &address, length), ==, 0);
  g_assert_cmpint (listen (self->listen_fd, 64), ==, 0);
  getsockname (self->listen_fd, (struct sockaddr *) &address, &length);
  self->port = ntohs (address.sin_port);
  self->thread = g_thread_new ("proxy", accept_lines, self);
  return self;
}

void
mms_test_proxy_free (MmsTestProxy *self)
{
  if (self == NULL)
    return;
  g_atomic_int_set (&self->ended, 1);
  g_thread_join (self->thread);
  for (guint i = 0; i < self->lines->len; i++)
    g_thread_join (self->lines->pdata[i]);
  g_ptr_array_unref (self->lines);
  close (self->listen_fd);
  g_free (self);
}
