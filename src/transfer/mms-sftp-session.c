/* Speaks SFTP over one connection, blocking: for worker threads only.
 *
 * libssh2 never blocks here: it answers "again", and this file waits, for the socket, for the
 * cancellable and for the clock at once.
 *
 *   open ──> dial ──> greet ──> judge the host key ──> log in ──> SFTP
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-sftp-session-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "transfer/mms-known-hosts.h"
#include "transfer/mms-stream-cipher.h"

#define KEEPALIVE_S 15
#define RECEIVE_BYTES (128 * 1024)
#define CLOSING_MS 500
/* A server that lives (its keepalives are answered) may take this many stalls for one answer. */
#define STALLS_FOR_AN_ANSWER 10

/* Ciphers by speed: facts of Debian 12 and libssh2 1.11; unknown names are skipped by libssh2. */
#define CIPHERS \
  "aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr," \
  "chacha20-poly1305@openssh.com"
#define MACS \
  "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256,hmac-sha2-512," \
  "hmac-sha1"
#define KEY_TYPES \
  "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-512," \
  "rsa-sha2-256,ssh-rsa"

static void
start_library (void)
{
  static gsize started = 0;

  if (g_once_init_enter (&started))
    g_once_init_leave (&started, libssh2_init (0) == 0 ? 1 : 2);
}

MmsSftpSession *
mms_sftp_session_new (const MmsSftpLogin *login, const MmsSftpPatience *patience)
{
  MmsSftpSession *self = g_new0 (MmsSftpSession, 1);

  start_library ();
  self->login = mms_sftp_login_copy (login);
  self->patience = *patience;
  self->fd = -1;
  return self;
}

void
mms_sftp_session_free (MmsSftpSession *self)
{
  if (self == NULL)
    return;
  mms_sftp_session_close (self);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->offered_key, g_bytes_unref);
  mms_sftp_login_free (self->login);
  g_free (self);
}

/* What is called at a server's first word; @dialled: (nullable) */
void
mms_sftp_session_set_dialled (MmsSftpSession *self, MmsSftpDialled dialled, gpointer user_data)
{
  self->dialled = dialled;
  self->dialled_data = user_data;
}

/* What ends the calls from now on; @cancellable: (nullable) */
void
mms_sftp_session_set_cancellable (MmsSftpSession *self, GCancellable *cancellable)
{
  g_set_object (&self->cancellable, cancellable);
}

/* Returns: (transfer none) (nullable): the host key that the server showed last */
GBytes *
mms_sftp_session_get_offered_key (MmsSftpSession *self)
{
  return self->offered_key;
}

/* Returns: whether calls may be made; looks whether the server hung up meanwhile. */
gboolean
mms_sftp_session_is_open (MmsSftpSession *self)
{
  char byte;

  if (self->wire == NULL || self->broken)
    return FALSE;
  return recv (self->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0;
}

/* Returns: how long the first answer took, in microseconds; while it is open */
gint64
mms_sftp_session_get_round_trip_us (MmsSftpSession *self)
{
  return self->wire != NULL ? mms_sftp_wire_get_round_trip_us (self->wire) : 0;
}

/* Where the goodbye takes too long, libssh2 leaves what it holds of OpenSSL's for a second try; that
 * cannot wait for a line that is cut. */
static void
free_ssh (MmsSftpSession *self)
{
  if (libssh2_session_free (self->ssh) == 0)
    return;
  shutdown (self->fd, SHUT_RDWR);
  libssh2_session_free (self->ssh);
}

/* Says goodbye where the line still works, and never waits long for it. */
void
mms_sftp_session_close (MmsSftpSession *self)
{
  if (self->broken && self->fd >= 0)
    shutdown (self->fd, SHUT_RDWR);
  if (self->ssh != NULL)
    {
      libssh2_session_set_blocking (self->ssh, 1);
      libssh2_session_set_timeout (self->ssh, CLOSING_MS);
      libssh2_session_disconnect (self->ssh, "Goodbye");
      free_ssh (self);
    }
  g_clear_pointer (&self->wire, mms_sftp_wire_free);
  mms_ssh_memory_clear (&self->memory);
  g_clear_pointer (&self->received, g_free);
  self->received_from = self->received_to = 0;
  self->ssh = NULL;
  self->fd = -1;
  self->logged_in = FALSE;
  self->broken = FALSE;
  g_clear_object (&self->connection);
}

/* The clock of one call starts. */
void
mms_sftp_session_begin (MmsSftpSession *self)
{
  self->call_began_at_us = g_get_monotonic_time ();
  self->heard_at_us = self->call_began_at_us;
}

static gint64
get_deadline_us (MmsSftpSession *self)
{
  gint64 stall_us = (gint64) self->patience.stall_ms * 1000;
  gint64 silent_us = self->heard_at_us + stall_us;
  gint64 answered_us = self->call_began_at_us + stall_us * STALLS_FOR_AN_ANSWER;

  return self->open_by_us > 0 ? self->open_by_us : MIN (silent_us, answered_us);
}

/* Keeps routers from forgetting the line. Returns: when to come again */
static gint64
keep_alive (MmsSftpSession *self, gint64 now_us, int directions)
{
  gint64 every_us = MIN (KEEPALIVE_S * G_USEC_PER_SEC, (gint64) self->patience.stall_ms * 500);
  int next_s;

  if (!self->logged_in || (directions & LIBSSH2_SESSION_BLOCK_OUTBOUND) != 0)
    return now_us + every_us;
  if (MAX (self->heard_at_us, self->keepalive_at_us) + every_us <= now_us)
    {
      libssh2_keepalive_send (self->ssh, &next_s);
      self->keepalive_at_us = now_us;
    }
  return MAX (self->heard_at_us, self->keepalive_at_us) + every_us;
}

static gboolean
fail_waiting (MmsSftpSession *self, GError **error)
{
  self->broken = TRUE;
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  g_set_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE,
               /* Translators: %s is the name of a server */
               _ ("The seedbox “%s” stopped answering"), self->login->host);
  return FALSE;
}

/**
 * mms_sftp_session_wait_for:
 * @wake_fd: ends the wait, too, when it can be read; -1: none
 * @until_us: monotonic; ends the wait, too
 *
 * Waits until libssh2 can go on. Returns: %FALSE where it was cancelled or nobody answers
 */
gboolean
mms_sftp_session_wait_for (MmsSftpSession *self, int wake_fd, gint64 until_us, GError **error)
{
  int directions = libssh2_session_block_directions (self->ssh);
  GPollFD fds[3] = { { .fd = self->fd }, { .fd = -1 }, { .fd = wake_fd, .events = G_IO_IN } };
  gboolean can_cancel = g_cancellable_make_pollfd (self->cancellable, &fds[1]);
  gboolean over = FALSE;
  gboolean dead = FALSE;

  fds[0].events = (directions & LIBSSH2_SESSION_BLOCK_OUTBOUND) != 0 ? G_IO_OUT : 0;
  if (directions == 0 || (directions & LIBSSH2_SESSION_BLOCK_INBOUND) != 0)
    fds[0].events |= G_IO_IN;
  while (!over && !dead && !g_cancellable_is_cancelled (self->cancellable))
    {
      gint64 now_us = g_get_monotonic_time ();
      gint64 deadline_us = get_deadline_us (self);
      gint64 next_us = MIN (deadline_us, keep_alive (self, now_us, directions));

      dead = now_us >= deadline_us;
      over = now_us >= until_us;
      if (dead || over)
        break;
      next_us = MIN (next_us, until_us);
      g_poll (fds, G_N_ELEMENTS (fds), (int) (MAX (next_us - now_us, 0) / 1000) + 1);
      over = fds[0].revents != 0 || fds[2].revents != 0;
    }
  if (can_cancel)
    g_cancellable_release_fd (self->cancellable);
  if (dead || g_cancellable_is_cancelled (self->cancellable))
    return fail_waiting (self, error);
  return TRUE;
}

/* Waits until libssh2 can go on. Returns: %FALSE where it was cancelled or nobody answers. */
gboolean
mms_sftp_session_wait (MmsSftpSession *self, GError **error)
{
  return mms_sftp_session_wait_for (self, -1, G_MAXINT64, error);
}

/* Translates what libssh2 said of the line itself. */
void
mms_sftp_session_fail (MmsSftpSession *self, int code, GError **error)
{
  char *words = NULL;

  if (error != NULL && *error != NULL)
    return; /* waiting failed, and said so */
  libssh2_session_last_error (self->ssh, &words, NULL, 0);
  self->broken = TRUE;
  g_debug ("libssh2 error %d: %s", code, words != NULL ? words : "");
  g_set_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE,
               /* Translators: %1$s is the name of a server, %2$s a library's own message */
               _ ("The line to the seedbox “%1$s” broke: %2$s"), self->login->host,
               words != NULL ? words : "?");
}

static LIBSSH2_ALLOC_FUNC (allocate)
{
  return mms_ssh_memory_alloc (&((MmsSftpSession *) *abstract)->memory, count);
}

static LIBSSH2_REALLOC_FUNC (reallocate)
{
  return mms_ssh_memory_realloc (&((MmsSftpSession *) *abstract)->memory, ptr, count);
}

static LIBSSH2_FREE_FUNC (give_back)
{
  mms_ssh_memory_free (&((MmsSftpSession *) *abstract)->memory, ptr);
}

static void
hear (MmsSftpSession *self)
{
  gint64 connected_at_us = self->connected_at_us;

  self->heard_at_us = g_get_monotonic_time ();
  self->connected_at_us = 0;
  if (connected_at_us > 0 && self->dialled != NULL)
    {
      g_autofree char *types = mms_known_hosts_dup_key_types (
        self->login->known_hosts, self->login->host, self->login->port);

      self->dialled (self->heard_at_us - connected_at_us, types != NULL, self->dialled_data);
    }
}

/* libssh2 takes 16 KiB at a time; the kernel is asked for more, more seldom. */
static ssize_t
receive (libssh2_socket_t fd, void *buffer, size_t length, int flags, void **abstract)
{
  MmsSftpSession *self = *abstract;
  ssize_t bytes;

  if (self->received_from == self->received_to)
    {
      if (self->received == NULL)
        self->received = g_malloc (RECEIVE_BYTES);
      bytes = recv (fd, self->received, RECEIVE_BYTES, flags);
      if (bytes < 0)
        return errno == EWOULDBLOCK ? -EAGAIN : -errno;
      if (bytes == 0)
        return 0;
      hear (self);
      self->received_from = 0;
      self->received_to = (gsize) bytes;
    }
  length = MIN (length, self->received_to - self->received_from);
  memcpy (buffer, self->received + self->received_from, length);
  self->received_from += length;
  return (ssize_t) length;
}

static void
translate_dialling (MmsSftpSession *self, GError *cause, GError **error)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_error_copy (cause));
      return;
    }
  if (cause->domain == G_RESOLVER_ERROR)
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE,
                 /* Translators: %s is the name of a server */
                 _ ("No server is called “%s”, or the network is down"), self->login->host);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE,
                 /* Translators: %1$s is the name of a server, %2$u a port number */
                 _ ("“%1$s” accepts no SFTP connections on port %2$u"), self->login->host,
                 self->login->port);
  else
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE,
                 /* Translators: %1$s is the name of a server, %2$u a port number, %3$s why */
                 _ ("“%1$s” does not answer on port %2$u: %3$s"), self->login->host,
                 self->login->port, cause->message);
}

static gboolean
dial (MmsSftpSession *self, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) cause = NULL;
  int on = 1;

  self->open_by_us = g_get_monotonic_time () + (gint64) self->patience.connect_ms * 1000;
  if (self->login->host[0] == '\0' || self->login->user[0] == '\0')
    {
      g_set_error_literal (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                           _ ("The SFTP server and user are not set"));
      return FALSE;
    }
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, MAX (self->patience.connect_ms / 1000, 1));
  self->connection = g_socket_client_connect_to_host (client, self->login->host, self->login->port,
                                                      self->cancellable, &cause);
  if (self->connection == NULL)
    {
      translate_dialling (self, cause, error);
      return FALSE;
    }
  self->fd = g_socket_get_fd (g_socket_connection_get_socket (self->connection));
  setsockopt (self->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  self->connected_at_us = g_get_monotonic_time ();
  return TRUE;
}

/* Prefers those of @wanted that the library has. It could drop the others by itself, but does so by
 * copying a string over itself (libssh2 1.10, libssh2_session_method_pref). */
static void
prefer (MmsSftpSession *self, int method, const char *wanted)
{
  g_auto (GStrv) names = g_strsplit (wanted, ",", -1);
  g_autoptr (GString) preferred = g_string_new (NULL);
  const char **had = NULL;
  int n_had = libssh2_session_supported_algs (self->ssh, method, &had);

  for (gsize i = 0; names[i] != NULL; i++)
    for (int j = 0; j < n_had; j++)
      if (strcmp (names[i], had[j]) == 0)
        g_string_append_printf (preferred, "%s%s", preferred->len > 0 ? "," : "", names[i]);
  if (n_had > 0)
    libssh2_free (self->ssh, had);
  if (preferred->len > 0)
    libssh2_session_method_pref (self->ssh, method, preferred->str);
}

/* Asks for the types of host key that are known first: a server with several keys would look
 * changed otherwise. */
static void
set_preferences (MmsSftpSession *self)
{
  g_autofree char *known = mms_known_hosts_dup_key_types (self->login->known_hosts,
                                                          self->login->host, self->login->port);
  g_autofree char *types = known != NULL ? g_strconcat (known, ",", KEY_TYPES, NULL) : NULL;

  prefer (self, LIBSSH2_METHOD_HOSTKEY, types != NULL ? types : KEY_TYPES);
  prefer (self, LIBSSH2_METHOD_CRYPT_CS, CIPHERS);
  prefer (self, LIBSSH2_METHOD_CRYPT_SC, CIPHERS);
  prefer (self, LIBSSH2_METHOD_MAC_CS, MACS);
  prefer (self, LIBSSH2_METHOD_MAC_SC, MACS);
}

/* Whether what answers named itself as SSH does (RFC 4253, 4.2). */
static gboolean
has_greeted (MmsSftpSession *self)
{
  const char *banner = libssh2_session_banner_get (self->ssh);

  return banner != NULL && g_str_has_prefix (banner, "SSH-");
}

static void
translate_handshake (MmsSftpSession *self, int code, GError **error)
{
  if (*error != NULL)
    return;
  self->broken = TRUE;
  if (code == LIBSSH2_ERROR_KEX_FAILURE || code == LIBSSH2_ERROR_METHOD_NONE)
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED,
                 /* Translators: %s is the name of a server */
                 _ ("“%s” and this program share no way to encrypt the line"), self->login->host);
  else if (self->heard_at_us > self->call_began_at_us && !has_greeted (self))
    g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                 /* Translators: %1$u is a port number, %2$s the name of a server */
                 _ ("What answers on port %1$u of “%2$s” is no SFTP server"), self->login->port,
                 self->login->host);
  else
    mms_sftp_session_fail (self, code, error);
}

/**
 * mms_sftp_session_greet:
 *
 * Connects and learns the host key, whoever it is; sends nothing about the person.
 */
gboolean
mms_sftp_session_greet (MmsSftpSession *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  const char *key;
  size_t bytes;
  int type, code;

  mms_sftp_session_close (self);
  if (!dial (self, error))
    return FALSE;
  if (!mms_stream_cipher_enter ())
    g_debug ("the ciphers are OpenSSL's own: transfers take more of the processor");
  self->ssh = libssh2_session_init_ex (allocate, give_back, reallocate, self);
#if LIBSSH2_VERSION_NUM >= 0x010b01
  libssh2_session_callback_set2 (self->ssh, LIBSSH2_CALLBACK_RECV, (libssh2_cb_generic *) receive);
#else
  libssh2_session_callback_set (self->ssh, LIBSSH2_CALLBACK_RECV, (void *) receive);
#endif
  libssh2_session_set_blocking (self->ssh, 0);
  set_preferences (self);
  MMS_SFTP_CALL (self, code, libssh2_session_handshake (self->ssh, self->fd), &cause);
  if (code != 0)
    {
      translate_handshake (self, code, &cause);
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  key = libssh2_session_hostkey (self->ssh, &bytes, &type);
  g_clear_pointer (&self->offered_key, g_bytes_unref);
  self->offered_key = g_bytes_new (key, key != NULL ? bytes : 0);
  return TRUE;
}

static gboolean
judge_host_key (MmsSftpSession *self, GError **error)
{
  g_autofree char *known = NULL;
  g_autofree char *offered = mms_host_key_dup_fingerprint (self->offered_key);

  switch (mms_known_hosts_look (self->login->known_hosts, self->login->host, self->login->port,
                                self->offered_key, &known))
    {
    case MMS_KNOWN_HOST_TRUSTED:
      return TRUE;
    case MMS_KNOWN_HOST_UNKNOWN:
      g_set_error (error, MMS_ERROR, MMS_ERROR_UNTRUSTED,
                   /* Translators: %1$s is the name of a server, %2$s a fingerprint */
                   _ ("“%1$s” is not known yet. Its host key is %2$s: compare it with what your "
                      "provider says, then trust it"),
                   self->login->host, offered);
      return FALSE;
    case MMS_KNOWN_HOST_CHANGED:
      g_set_error (error, MMS_ERROR, MMS_ERROR_UNTRUSTED,
                   /* Translators: %1$s is the name of a server, %2$s and %3$s are fingerprints */
                   _ ("WARNING: THE HOST KEY OF “%1$s” HAS CHANGED. It was %2$s and is now %3$s. "
                      "Someone may be listening in. Nothing was sent. Ask your provider before "
                      "you trust the new key"),
                   self->login->host, known != NULL ? known : _ ("revoked"), offered);
      return FALSE;
    }
  g_assert_not_reached ();
}

static gboolean
start_sftp (MmsSftpSession *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  int code;

  self->wire = mms_sftp_wire_new (self, &cause);
  if (self->wire != NULL)
    return TRUE;
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  code = libssh2_session_last_errno (self->ssh);
  if (code == LIBSSH2_ERROR_SOCKET_RECV || code == LIBSSH2_ERROR_SOCKET_SEND ||
      code == LIBSSH2_ERROR_SOCKET_DISCONNECT)
    mms_sftp_session_fail (self, code, error);
  else
    g_set_error (error, MMS_ERROR,
                 /* one that starts nothing there is silent until the clock ends it */
                 self->broken && !g_error_matches (cause, MMS_ERROR, MMS_ERROR_MALFORMED)
                   ? MMS_ERROR_UNREACHABLE
                   : MMS_ERROR_REFUSED,
                 /* Translators: %s is the name of a server */
                 _ ("“%s” accepts the login, but no SFTP server answers there"),
                 self->login->host);
  return FALSE;
}

/**
 * mms_sftp_session_meet:
 *
 * Connects and judges the host key; sends nothing about the person yet. The host key that was
 * offered stays readable when it fails.
 */
gboolean
mms_sftp_session_meet (MmsSftpSession *self, GError **error)
{
  if (mms_sftp_session_greet (self, error) && judge_host_key (self, error))
    return TRUE;
  mms_sftp_session_close (self);
  return FALSE;
}

/* Logs in and starts SFTP, after mms_sftp_session_meet(). */
gboolean
mms_sftp_session_enter (MmsSftpSession *self, GError **error)
{
  if (!mms_sftp_session_log_in (self, error) || !start_sftp (self, error))
    {
      mms_sftp_session_close (self);
      return FALSE;
    }
  self->open_by_us = 0;
  self->logged_in = TRUE;
  libssh2_keepalive_config (self->ssh, 1, 1);
  return TRUE;
}

/* Connects, judges the host key, logs in and starts SFTP. */
gboolean
mms_sftp_session_open (MmsSftpSession *self, GError **error)
{
  return mms_sftp_session_meet (self, error) && mms_sftp_session_enter (self, error);
}
