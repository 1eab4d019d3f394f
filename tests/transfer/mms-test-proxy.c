/* Stands between a client and a server, and is a bad line when told so.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define _GNU_SOURCE
#include "transfer/mms-test-proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER_BYTES 65536
#define TURN_MS 20

#define MAX_WAITING_BYTES (4 * 1024 * 1024)

/* Bytes on their way. */
typedef struct
{
  gint64 due_us;
  GBytes *bytes;    /* (owned) */
} Chunk;

/* One direction of a line. */
typedef struct
{
  int from_fd;
  int to_fd;
  GQueue chunks;    /* (owned): of Chunk */
  gsize waiting;    /* bytes in it */
  gint64 free_at_us; /* when the line has carried all of it */
} Way;

typedef struct
{
  MmsTestProxy *proxy;
  Way up;
  Way down;
  int down_bytes;   /* that went to the client over this line */
  gint64 heard_at_us;
} Line;

static struct sockaddr_in
get_address (guint16 port)
{
  return (struct sockaddr_in) { .sin_family = AF_INET,
                                .sin_port = htons (port),
                                .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
}

static void
chunk_free (gpointer data)
{
  Chunk *self = data;

  g_bytes_unref (self->bytes);
  g_free (self);
}

/* Takes what arrived. @rate: bytes a second; 0: any */
static gboolean
receive (Way *self, int delay_ms, int rate)
{
  char buffer[BUFFER_BYTES];
  ssize_t got = recv (self->from_fd, buffer, sizeof buffer, 0);
  Chunk *chunk;

  if (got <= 0)
    return FALSE;
  self->free_at_us = MAX (self->free_at_us, g_get_monotonic_time ());
  if (rate > 0)
    self->free_at_us += got * G_USEC_PER_SEC / rate;
  chunk = g_new0 (Chunk, 1);
  chunk->due_us = self->free_at_us + delay_ms * 1000;
  chunk->bytes = g_bytes_new (buffer, (gsize) got);
  self->waiting += (gsize) got;
  g_queue_push_tail (&self->chunks, chunk);
  return TRUE;
}

/* Sends what is due. @bytes: (out): how many went */
static gboolean
deliver (Way *self, int *bytes)
{
  Chunk *chunk;

  *bytes = 0;
  while ((chunk = g_queue_peek_head (&self->chunks)) != NULL &&
         chunk->due_us <= g_get_monotonic_time ())
    {
      gsize size, sent = 0;
      const char *data = g_bytes_get_data (chunk->bytes, &size);

      while (sent < size)
        {
          ssize_t put = send (self->to_fd, data + sent, size - sent, MSG_NOSIGNAL);

          if (put < 0)
            return FALSE;
          sent += (gsize) put;
        }
      self->waiting -= size;
      *bytes += (int) size;
      chunk_free (g_queue_pop_head (&self->chunks));
    }
  return TRUE;
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
      struct pollfd fd = { line->up.from_fd, POLLIN, 0 };

      /* Takes what comes and answers nothing, until the client hangs up. */
      if (poll (&fd, 1, TURN_MS) > 0 && recv (line->up.from_fd, &byte, 1, 0) <= 0)
        return;
    }
}

static void
wait_for_one (Line *line, struct pollfd *fds)
{
  const Chunk *up = g_queue_peek_head (&line->up.chunks);
  const Chunk *down = g_queue_peek_head (&line->down.chunks);
  gint64 due_us = MIN (up != NULL ? up->due_us : G_MAXINT64,
                       down != NULL ? down->due_us : G_MAXINT64);
  gint64 wait_us = CLAMP (due_us - g_get_monotonic_time (), 0, TURN_MS * 1000);

  poll (fds, 2, (int) ((wait_us + 999) / 1000));
}

static gboolean
is_idle (Line *line)
{
  int idle_ms = g_atomic_int_get (&line->proxy->idle_ms);

  if (idle_ms == 0 || g_get_monotonic_time () < line->heard_at_us + idle_ms * 1000)
    return FALSE;
  g_atomic_int_inc (&line->proxy->n_idle);
  return TRUE;
}

static gboolean
serve_once (Line *line)
{
  MmsTestProxy *proxy = line->proxy;
  struct pollfd fds[2] = {
    { line->up.waiting < MAX_WAITING_BYTES ? line->up.from_fd : -1, POLLIN, 0 },
    { line->down.waiting < MAX_WAITING_BYTES ? line->down.from_fd : -1, POLLIN, 0 },
  };
  int delay_ms = g_atomic_int_get (&proxy->delay_ms);
  int up, down;

  wait_for_one (line, fds);
  if (fds[0].revents != 0 || fds[1].revents != 0)
    line->heard_at_us = g_get_monotonic_time ();
  if ((fds[0].revents != 0 && !receive (&line->up, delay_ms, 0)) ||
      (fds[1].revents != 0 &&
       !receive (&line->down, delay_ms, g_atomic_int_get (&proxy->rate))) ||
      !deliver (&line->up, &up) || !deliver (&line->down, &down) || is_idle (line))
    return FALSE;
  line->down_bytes += down;
  g_atomic_int_add (&proxy->bytes_down, down);
  if (down == 0 || line->down_bytes < g_atomic_int_get (&proxy->after_bytes))
    return TRUE;
  if (use_up (&proxy->n_cuts))
    return FALSE;
  if (use_up (&proxy->n_stalls))
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
  int server_fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;

  setsockopt (server_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt (line->up.from_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  line->down.to_fd = line->up.from_fd;
  line->down.from_fd = line->up.to_fd = server_fd;
  line->heard_at_us = g_get_monotonic_time ();
  g_atomic_int_inc (&line->proxy->n_open);
  if (connect (server_fd, (struct sockaddr *) &address, sizeof address) == 0)
    while (!g_atomic_int_get (&line->proxy->ended) && serve_once (line))
      ;
  g_atomic_int_add (&line->proxy->n_open, -1);
  close (server_fd);
  close (line->up.from_fd);
  g_queue_clear_full (&line->up.chunks, chunk_free);
  g_queue_clear_full (&line->down.chunks, chunk_free);
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
      line->up.from_fd = accept4 (self->listen_fd, NULL, NULL, SOCK_CLOEXEC);
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
