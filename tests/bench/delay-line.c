/* Carries TCP connections to a local server, each direction late by half a round trip.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *   delay-line --to PORT [--rtt MS] [--rate BYTES] [--buffer BYTES]
 *
 * Prints the port that it listens on, and ends when its parent does. A connection costs the round
 * trip that a handshake costs. There is no loss and no slow start: what TCP itself does to a
 * distant peer is not here, only the distance.
 *
 * One thread. It reads at once what arrives, into chunks that carry the time at which they are due,
 * and sends what is due. While there is traffic it looks once a TICK_US, so that hundreds of
 * megabytes a second cost few wake-ups; that is what a byte may be late by, and twice.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK_BYTES (64 * 1024)
#define TICK_US 500
#define QUEUE_US 50000 /* that may wait for a line with a rate; a router would drop the rest */
#define TURN_CHUNKS 16 /* that one direction may read before others get their turn */
#define SPARE_CHUNKS 256
#define NEVER G_MAXINT64

typedef struct _Chunk Chunk;
struct _Chunk
{
  Chunk *next; /* (owned) (nullable) */
  gint64 due_us;
  gsize n_bytes;
  gsize n_sent;
  guint8 data[CHUNK_BYTES];
};

typedef struct
{
  int fd;
  gboolean can_read; /* as far as epoll has said and no call has denied */
  gboolean can_write;
} End;

/* One direction of one connection. */
typedef struct
{
  Chunk *head;     /* (owned) (nullable) */
  Chunk *tail;     /* (nullable) */
  gsize n_bytes;   /* on their way */
  gint64 ended_us; /* when the end of the stream is due; %NEVER: it has not ended */
  gboolean closed; /* the receiver was told so */
} Way;

/* What all connections share in one direction. */
typedef struct
{
  gint64 free_us; /* when the last byte that was read has gone onto the line */
} Line;

typedef struct
{
  End client;
  End server;
  Way up;
  Way down;
  gint64 syn_us;  /* when the SYN reaches the server */
  gint64 open_us; /* when the client may speak */
  gboolean broken;
} Link;

typedef struct
{
  int epoll_fd;
  int listen_fd;
  int server_port;
  gint64 half_us; /* half a round trip */
  gint64 rate;    /* bytes per second, each direction, of all connections; 0: none */
  gint64 buffer;  /* bytes on their way, each direction, of one connection */
  Line up;
  Line down;
  GPtrArray *links; /* (element-type Link) (owned) */
  Chunk *spare;     /* (owned) (nullable) */
  guint n_spare;
} Relay;

static void
die (const char *what)
{
  perror (what);
  exit (1);
}

/* --- Chunks --- */

static Chunk *
chunk_new (Relay *self)
{
  Chunk *chunk = self->spare;

  if (chunk == NULL)
    return g_malloc (sizeof *chunk);
  self->spare = chunk->next;
  self->n_spare--;
  return chunk;
}

static void
chunk_free (Relay *self, Chunk *chunk)
{
  if (self->n_spare >= SPARE_CHUNKS)
    {
      g_free (chunk);
      return;
    }
  chunk->next = self->spare;
  self->spare = chunk;
  self->n_spare++;
}

static void
way_push (Way *self, Chunk *chunk)
{
  chunk->next = NULL;
  chunk->n_sent = 0;
  if (self->tail != NULL)
    self->tail->next = chunk;
  else
    self->head = chunk;
  self->tail = chunk;
  self->n_bytes += chunk->n_bytes;
}

static void
way_pop (Relay *relay, Way *self)
{
  Chunk *chunk = self->head;

  self->head = chunk->next;
  if (self->head == NULL)
    self->tail = NULL;
  chunk_free (relay, chunk);
}

/* --- Links --- */

static void
watch (Relay *self, int fd, gpointer data)
{
  struct epoll_event event = { EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, { .ptr = data } };

  if (epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
    die ("epoll_ctl");
}

static void
set_no_delay (int fd)
{
  int yes = 1;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

static void
accept_links (Relay *self, gint64 now)
{
  int fd;

  while ((fd = accept4 (self->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0)
    {
      Link *link = g_new0 (Link, 1);

      set_no_delay (fd);
      link->client.fd = fd;
      link->server.fd = -1;
      link->up.ended_us = link->down.ended_us = NEVER;
      link->syn_us = now + self->half_us;
      link->open_us = now + 2 * self->half_us;
      watch (self, fd, &link->client);
      g_ptr_array_add (self->links, link);
    }
}

static void
link_connect (Relay *self, Link *link)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons ((guint16) self->server_port),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  if (fd < 0)
    die ("socket");
  set_no_delay (fd);
  link->server.fd = fd;
  if (connect (fd, (struct sockaddr *) &address, sizeof address) < 0 && errno != EINPROGRESS)
    link->broken = TRUE;
  watch (self, fd, &link->server);
}

static void
link_free (Relay *self, Link *link)
{
  while (link->up.head != NULL)
    way_pop (self, &link->up);
  while (link->down.head != NULL)
    way_pop (self, &link->down);
  close (link->client.fd);
  if (link->server.fd >= 0)
    close (link->server.fd);
  g_free (link);
}

/* --- Bytes --- */

/* Returns: when the last of @bytes that were read at @now comes out at the other side */
static gint64
line_take (Relay *self, Line *line, gint64 now, gsize bytes)
{
  if (self->rate <= 0)
    return now + self->half_us;
  line->free_us = MAX (line->free_us, now) + (gint64) bytes * G_USEC_PER_SEC / self->rate;
  return line->free_us + self->half_us;
}

static gboolean
is_full (Relay *self, Line *line, Way *way, gint64 now)
{
  return (gint64) way->n_bytes >= self->buffer ||
         (self->rate > 0 && line->free_us - now > QUEUE_US);
}

/* What remains unread keeps @from readable, so that the next round goes on. */
static void
take_in (Relay *self, Line *line, Way *way, End *from, Link *link, gint64 now)
{
  for (guint i = 0; i < TURN_CHUNKS && from->can_read && way->ended_us == NEVER; i++)
    {
      Chunk *chunk;
      ssize_t got;

      if (is_full (self, line, way, now))
        return;
      chunk = chunk_new (self);
      got = recv (from->fd, chunk->data, sizeof chunk->data, 0);
      if (got > 0)
        {
          chunk->n_bytes = (gsize) got;
          chunk->due_us = line_take (self, line, now, chunk->n_bytes);
          way_push (way, chunk);
          continue;
        }
      if (got < 0 && (errno == EAGAIN || errno == EINTR))
        from->can_read = errno == EINTR;
      else if (got < 0 && errno != ECONNRESET)
        link->broken = TRUE;
      else
        way->ended_us = now + self->half_us;
      chunk_free (self, chunk);
    }
}

static void
give_out (Relay *self, Way *way, End *to, Link *link, gint64 now)
{
  while (way->head != NULL && way->head->due_us <= now && to->can_write)
    {
      Chunk *chunk = way->head;
      ssize_t put =
        send (to->fd, chunk->data + chunk->n_sent, chunk->n_bytes - chunk->n_sent, MSG_NOSIGNAL);

      if (put < 0 && errno == EINTR)
        continue;
      if (put < 0 && errno == EAGAIN)
        to->can_write = FALSE;
      else if (put < 0)
        {
          link->broken = TRUE;
          return;
        }
      else
        {
          chunk->n_sent += (gsize) put;
          way->n_bytes -= (gsize) put;
          if (chunk->n_sent == chunk->n_bytes)
            way_pop (self, way);
        }
    }
  if (way->head == NULL && way->ended_us <= now && !way->closed && to->can_write)
    {
      shutdown (to->fd, SHUT_WR);
      way->closed = TRUE;
    }
}

static void
pump (Relay *self, Link *link, gint64 now)
{
  if (link->server.fd < 0 && link->syn_us <= now)
    link_connect (self, link);
  if (link->open_us <= now)
    take_in (self, &self->up, &link->up, &link->client, link, now);
  if (link->server.fd < 0)
    return;
  take_in (self, &self->down, &link->down, &link->server, link, now);
  give_out (self, &link->up, &link->server, link, now);
  give_out (self, &link->down, &link->client, link, now);
}

/* --- Time --- */

static gint64
way_next (Relay *self, Line *line, Way *way, End *from, End *to, gint64 now)
{
  gint64 next = NEVER;

  if (to->can_write && way->head != NULL)
    next = way->head->due_us;
  else if (to->can_write && !way->closed)
    next = way->ended_us;
  if (from->can_read && way->ended_us == NEVER && (gint64) way->n_bytes < self->buffer)
    next = MIN (next, self->rate > 0 ? line->free_us - QUEUE_US : now);
  return next;
}

/* Returns: when @link wants to be looked at again although no socket says anything */
static gint64
link_next (Relay *self, Link *link, gint64 now)
{
  gint64 next = way_next (self, &self->down, &link->down, &link->server, &link->client, now);

  if (link->server.fd < 0)
    return link->syn_us;
  if (link->open_us > now)
    return MIN (next, link->open_us);
  return MIN (next, way_next (self, &self->up, &link->up, &link->client, &link->server, now));
}

static void
sleep_us (gint64 us)
{
  struct timespec time = { us / G_USEC_PER_SEC, us % G_USEC_PER_SEC * 1000 };

  nanosleep (&time, NULL);
}

/* Waits until @next_us at most; returns whether a socket said something. */
static gboolean
wait_for_sockets (Relay *self, gint64 next_us)
{
  gint64 us = MAX (0, next_us - g_get_monotonic_time ());
  struct timespec time = { us / G_USEC_PER_SEC, us % G_USEC_PER_SEC * 1000 };
  struct pollfd fd = { self->epoll_fd, POLLIN, 0 };

  return ppoll (&fd, 1, next_us == NEVER ? NULL : &time, NULL) > 0;
}

static void
note_events (Relay *self, gint64 now)
{
  struct epoll_event events[64];
  int n = epoll_wait (self->epoll_fd, events, G_N_ELEMENTS (events), 0);

  for (int i = 0; i < n; i++)
    {
      End *end = events[i].data.ptr;

      if (end == NULL)
        {
          accept_links (self, now);
          continue;
        }
      if (events[i].events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
        end->can_read = TRUE;
      if (events[i].events & (EPOLLOUT | EPOLLHUP | EPOLLERR))
        end->can_write = TRUE;
    }
}

static void
turn (Relay *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 next = NEVER;

  note_events (self, now);
  for (guint i = 0; i < self->links->len;)
    {
      Link *link = self->links->pdata[i];

      pump (self, link, now);
      if (link->broken || (link->up.closed && link->down.closed))
        {
          link_free (self, link);
          g_ptr_array_remove_index_fast (self->links, i);
          continue;
        }
      next = MIN (next, link_next (self, link, now));
      i++;
    }
  /* at most one round a tick; when all is quiet, the first byte is seen at once */
  if (wait_for_sockets (self, MAX (next, now + TICK_US)))
    {
      gint64 spent = g_get_monotonic_time () - now;

      if (spent < TICK_US)
        sleep_us (TICK_US - spent);
    }
}

static void
listen_on_any_port (Relay *self)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;

  self->listen_fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (self->listen_fd < 0 || bind (self->listen_fd, (struct sockaddr *) &address, length) < 0 ||
      listen (self->listen_fd, 128) < 0 ||
      getsockname (self->listen_fd, (struct sockaddr *) &address, &length) < 0)
    die ("listen");
  watch (self, self->listen_fd, NULL);
  printf ("%d\n", ntohs (address.sin_port));
  fflush (stdout);
}

int
main (int argc, char *argv[])
{
  Relay relay = { .buffer = 64 * 1024 * 1024 };
  double rtt_ms = 0;
  GOptionEntry entries[] = {
    { "to", 0, 0, G_OPTION_ARG_INT, &relay.server_port, "Port of the server", "PORT" },
    { "rtt", 0, 0, G_OPTION_ARG_DOUBLE, &rtt_ms, "Round trip in ms (0)", "MS" },
    { "rate", 0, 0, G_OPTION_ARG_INT64, &relay.rate, "Bytes per second, each direction (any)",
      "N" },
    { "buffer", 0, 0, G_OPTION_ARG_INT64, &relay.buffer,
      "Bytes on their way, each direction of a connection (64 MiB); as a TCP window", "N" },
    { NULL },
  };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error) || relay.server_port <= 0)
    {
      g_printerr ("delay-line: %s\n", error != NULL ? error->message : "--to PORT is needed");
      return 2;
    }
  prctl (PR_SET_PDEATHSIG, SIGTERM);
  relay.half_us = (gint64) (rtt_ms * 500);
  relay.links = g_ptr_array_new ();
  relay.epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  listen_on_any_port (&relay);
  for (;;)
    turn (&relay);
}
