/* Carries SFTP requests and answers over one SSH channel, many at a time: worker threads only.
 *
 * libssh2's own SFTP calls wait for each answer in turn; here any number of requests may be on
 * their way, and answers are taken as they come, by their ids. Nothing but mms_sftp_wire_new(),
 * _wait() and _answer() ever waits.
 *
 * An answer is read into one buffer, its length first, so no byte is moved twice on its way to the
 * file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-sftp-wire.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "transfer/mms-sftp-session-private.h"

#define LIMITS "limits@openssh.com"
#define STATVFS "statvfs@openssh.com"
/* The window is kept well above what is asked for at a time, so that it never runs dry. */
#define WINDOW_BYTES (8 * 1024 * 1024)
/* sshd's channels and libssh2 1.10 both stop at packets of 32 KiB. */
#define PACKET_BYTES 32768
#define MAX_READ_BYTES (255 * 1024)
/* Where a server does not say, it has room for some. */
#define SAFE_HANDLES 64
#define MAX_HANDLES 1024
/* Answers in a row to nothing that was asked: so many are not heard, more are no SFTP. */
#define MAX_STRANGE 1000
#define GREETING GUINT_TO_POINTER (0) /* has no id, and no request has this one */
#define OPEN_TO_READ 0x00000001u /* draft-ietf-secsh-filexfer-02, 6.3 */

struct _MmsSftpWire
{
  MmsSftpSession *session;  /* must outlive it */
  LIBSSH2_CHANNEL *channel; /* freed with the session */
  GHashTable *extensions;   /* (owned): of utf8, utf8 */
  GByteArray *queued;       /* (owned): requests to be sent after @sending */
  GByteArray *sending;      /* (owned): libssh2 wants it unmoved until it is gone */
  gsize sent;               /* of @sending */
  GByteArray *in;           /* (owned): the answer at hand */
  gsize got;                /* of it, its length included */
  gsize wanted;             /* of it; MMS_SFTP_LENGTH_BYTES until its length is known */
  guint32 last_id;
  guint32 limits_id;        /* 0: not asked, or answered */
  GHashTable *asked;        /* (owned): ids without an answer yet */
  guint strange;            /* answers in a row that had no such id */
  gboolean stuck;           /* libssh2 is stuck sending inside of a read, and must go on there */
  guint max_read;
  guint max_handles;
  gint64 round_trip_us;
};

static gboolean
fail_malformed (MmsSftpWire *self, GError **error)
{
  self->session->broken = TRUE;
  g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
               /* Translators: %s is the name of a server */
               _ ("“%s” answers something that is not SFTP"), self->session->login->host);
  return FALSE;
}

void
mms_sftp_wire_free (MmsSftpWire *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->extensions);
  g_hash_table_unref (self->asked);
  g_byte_array_unref (self->queued);
  g_byte_array_unref (self->sending);
  g_byte_array_unref (self->in);
  g_free (self);
}

static gboolean
open_channel (MmsSftpWire *self, GError **error)
{
  MmsSftpSession *session = self->session;
  int code;

  MMS_SFTP_CALL_POINTER (session, self->channel,
                         libssh2_channel_open_ex (session->ssh, "session", strlen ("session"),
                                                  WINDOW_BYTES, PACKET_BYTES, NULL, 0),
                         error);
  if (self->channel == NULL)
    return FALSE;
  MMS_SFTP_CALL (session, code,
                 libssh2_channel_process_startup (self->channel, "subsystem",
                                                  strlen ("subsystem"), "sftp", strlen ("sftp")),
                 error);
  if (code != 0)
    return FALSE;
  /* What a login script prints there would be read as SFTP. */
  libssh2_channel_handle_extended_data2 (self->channel, LIBSSH2_CHANNEL_EXTENDED_DATA_IGNORE);
  return TRUE;
}

/* Hands over what was queued, as far as the line takes it. */
static gboolean
flush (MmsSftpWire *self, GError **error)
{
  for (;;)
    {
      ssize_t code;

      if (self->sent == self->sending->len)
        {
          GByteArray *empty = self->sending;

          if (self->queued->len == 0)
            return TRUE;
          g_byte_array_set_size (empty, 0);
          self->sending = self->queued;
          self->queued = empty;
          self->sent = 0;
        }
      code = libssh2_channel_write (self->channel, (const char *) self->sending->data + self->sent,
                                    self->sending->len - self->sent);
      if (code == LIBSSH2_ERROR_EAGAIN || code == 0)
        return TRUE;
      if (code < 0)
        {
          mms_sftp_session_fail (self->session, (int) code, error);
          return FALSE;
        }
      self->sent += (gsize) code;
    }
}

static gboolean
is_flushed (MmsSftpWire *self)
{
  return self->sent == self->sending->len && self->queued->len == 0;
}

static gboolean
is_sending (MmsSftpWire *self)
{
  int directions = libssh2_session_block_directions (self->session->ssh);

  return (directions & LIBSSH2_SESSION_BLOCK_OUTBOUND) != 0;
}

static gboolean
fail_hung_up (MmsSftpWire *self, GError **error)
{
  self->session->broken = TRUE;
  g_set_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE,
               /* Translators: %s is the name of a server */
               _ ("The seedbox “%s” closed the line"), self->session->login->host);
  return FALSE;
}

static gboolean
read_length (MmsSftpWire *self, GError **error)
{
  guint32 big;

  memcpy (&big, self->in->data, sizeof big);
  self->wanted = (gsize) GUINT32_FROM_BE (big) + MMS_SFTP_LENGTH_BYTES;
  if (self->wanted == MMS_SFTP_LENGTH_BYTES || self->wanted > MMS_SFTP_MAX_PACKET_BYTES)
    return fail_malformed (self, error);
  if (self->in->len < self->wanted)
    g_byte_array_set_size (self->in, (guint) self->wanted);
  return TRUE;
}

/* Returns: 1 with a whole packet in @self->in; 0 where it is still coming; -1 with @error set */
static int
receive_packet (MmsSftpWire *self, GError **error)
{
  for (;;)
    {
      ssize_t code;

      if (self->got == self->wanted)
        {
          if (self->wanted > MMS_SFTP_LENGTH_BYTES)
            return 1;
          if (!read_length (self, error))
            return -1;
        }
      code = libssh2_channel_read (self->channel, (char *) self->in->data + self->got,
                                   self->wanted - self->got);
      if (code == LIBSSH2_ERROR_EAGAIN)
        return 0;
      if (code < 0)
        {
          mms_sftp_session_fail (self->session, (int) code, error);
          return -1;
        }
      if (code == 0)
        {
          if (!libssh2_channel_eof (self->channel))
            return 0;
          fail_hung_up (self, error);
          return -1;
        }
      self->got += (gsize) code;
    }
}

/* Makes room for the next packet. What was read stays where it is until then. */
static void
next_packet (MmsSftpWire *self)
{
  if (self->got != self->wanted || self->wanted == MMS_SFTP_LENGTH_BYTES)
    return;
  self->got = 0;
  self->wanted = MMS_SFTP_LENGTH_BYTES;
}

/* PROTOCOL of OpenSSH, 4.8: packet, read, write, handles; 0 where there is no limit. */
static void
learn_limits (MmsSftpWire *self, const MmsSftpAnswer *answer)
{
  guint64 limits[4];

  self->limits_id = 0;
  if (!mms_sftp_numbers_read (answer, limits, G_N_ELEMENTS (limits)))
    return;
  if (limits[1] > 0)
    self->max_read = (guint) MIN (limits[1], MAX_READ_BYTES);
  if (limits[3] > 0)
    self->max_handles = (guint) CLAMP (limits[3], 1, MAX_HANDLES);
}

/* Ticks off what was asked. An id that was never given, or answered before, is the server's own
 * invention: nobody may mistake it for an answer. */
static gboolean
was_asked (MmsSftpWire *self, guint32 id)
{
  if (!g_hash_table_remove (self->asked, GUINT_TO_POINTER (id)))
    {
      self->strange++;
      return FALSE;
    }
  self->strange = 0;
  self->session->call_began_at_us = self->session->heard_at_us;
  return TRUE;
}

/**
 * mms_sftp_wire_next:
 * @answer: (out): valid until the next call; each request has one at most
 *
 * Sends what was asked and takes the next answer that is there. Never waits.
 *
 * Returns: 1 with an answer, 0 where there is none now, -1 with @error set: the line is broken
 */
int
mms_sftp_wire_next (MmsSftpWire *self, MmsSftpAnswer *answer, GError **error)
{
  next_packet (self);
  for (;;)
    {
      int code;

      if (!self->stuck && !flush (self, error))
        return -1;
      /* libssh2 must not be asked for anything else while it is stuck sending. */
      if (!self->stuck && !is_flushed (self) && is_sending (self))
        return 0;
      code = receive_packet (self, error);
      self->stuck = code == 0 && is_sending (self);
      if (code <= 0)
        return code;
      if (!mms_sftp_answer_read (answer, self->in->data + MMS_SFTP_LENGTH_BYTES,
                                 self->wanted - MMS_SFTP_LENGTH_BYTES) ||
          self->strange > MAX_STRANGE)
        {
          fail_malformed (self, error);
          return -1;
        }
      if (was_asked (self, answer->id))
        {
          if (self->limits_id == 0 || answer->id != self->limits_id)
            return 1;
          learn_limits (self, answer);
        }
      next_packet (self);
    }
}

/**
 * mms_sftp_wire_wait:
 * @wake_fd: ends the wait, too, when it can be read; -1: none
 * @until_us: monotonic; ends the wait, too
 *
 * Waits until there may be something to do. Returns: %FALSE with @error set where the line is dead
 */
gboolean
mms_sftp_wire_wait (MmsSftpWire *self, int wake_fd, gint64 until_us, GError **error)
{
  if (g_hash_table_size (self->asked) == 0)
    self->session->call_began_at_us = g_get_monotonic_time ();
  return mms_sftp_session_wait_for (self->session, wake_fd, until_us, error);
}

/**
 * mms_sftp_wire_answer:
 *
 * Waits for the next answer, whichever it is.
 */
gboolean
mms_sftp_wire_answer (MmsSftpWire *self, MmsSftpAnswer *answer, GError **error)
{
  int code;

  while ((code = mms_sftp_wire_next (self, answer, error)) == 0)
    if (!mms_sftp_wire_wait (self, -1, G_MAXINT64, error))
      return FALSE;
  return code > 0;
}

/* Begins a request. Returns: what end_request() wants; @id: (out) */
static gsize
begin_request (MmsSftpWire *self, MmsSftpType type, guint32 *id)
{
  gsize began = mms_sftp_packet_begin (self->queued, type);

  if (g_hash_table_size (self->asked) == 0)
    mms_sftp_session_begin (self->session);
  if (++self->last_id == 0)
    self->last_id++;
  *id = self->last_id;
  g_hash_table_add (self->asked, GUINT_TO_POINTER (*id));
  mms_sftp_packet_add_uint32 (self->queued, *id);
  return began;
}

/* Asks about a path: LSTAT, STAT, OPENDIR, REMOVE, RMDIR or REALPATH. */
guint32
mms_sftp_wire_ask_path (MmsSftpWire *self, MmsSftpType type, const char *path)
{
  guint32 id;
  gsize began = begin_request (self, type, &id);

  mms_sftp_packet_add_string (self->queued, path, strlen (path));
  mms_sftp_packet_end (self->queued, began);
  return id;
}

/* Opens a file to read. */
guint32
mms_sftp_wire_ask_open (MmsSftpWire *self, const char *path)
{
  guint32 id;
  gsize began = begin_request (self, MMS_SFTP_OPEN, &id);

  mms_sftp_packet_add_string (self->queued, path, strlen (path));
  mms_sftp_packet_add_uint32 (self->queued, OPEN_TO_READ);
  mms_sftp_packet_add_uint32 (self->queued, 0); /* no attributes */
  mms_sftp_packet_end (self->queued, began);
  return id;
}

static void
add_bytes (GByteArray *out, GBytes *bytes)
{
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  mms_sftp_packet_add_string (out, data != NULL ? data : "", size);
}

/* Asks about something open: CLOSE, READDIR or FSTAT. */
guint32
mms_sftp_wire_ask_handle (MmsSftpWire *self, MmsSftpType type, GBytes *handle)
{
  guint32 id;
  gsize began = begin_request (self, type, &id);

  add_bytes (self->queued, handle);
  mms_sftp_packet_end (self->queued, began);
  return id;
}

/* @bytes: at most mms_sftp_wire_get_max_read(); fewer may come */
guint32
mms_sftp_wire_ask_read (MmsSftpWire *self, GBytes *handle, gint64 offset, guint bytes)
{
  guint32 id;
  gsize began = begin_request (self, MMS_SFTP_READ, &id);

  add_bytes (self->queued, handle);
  mms_sftp_packet_add_uint64 (self->queued, (guint64) offset);
  mms_sftp_packet_add_uint32 (self->queued, bytes);
  mms_sftp_packet_end (self->queued, began);
  return id;
}

static guint32
ask_extended (MmsSftpWire *self, const char *extension, const char *path)
{
  guint32 id;
  gsize began = begin_request (self, MMS_SFTP_EXTENDED, &id);

  mms_sftp_packet_add_string (self->queued, extension, strlen (extension));
  if (path != NULL)
    mms_sftp_packet_add_string (self->queued, path, strlen (path));
  mms_sftp_packet_end (self->queued, began);
  return id;
}

/* Asks how full a filesystem is (PROTOCOL of OpenSSH, 4.2). */
guint32
mms_sftp_wire_ask_space (MmsSftpWire *self, const char *path)
{
  return ask_extended (self, STATVFS, path);
}

static gboolean
greet (MmsSftpWire *self, GError **error)
{
  gint64 began_us = g_get_monotonic_time ();
  gsize began = mms_sftp_packet_begin (self->queued, MMS_SFTP_INIT);
  int code;

  mms_sftp_packet_add_uint32 (self->queued, 3);
  mms_sftp_packet_end (self->queued, began);
  mms_sftp_session_begin (self->session);
  g_hash_table_add (self->asked, GREETING);
  while ((code = flush (self, error) ? receive_packet (self, error) : -1) == 0)
    if (!mms_sftp_wire_wait (self, -1, G_MAXINT64, error))
      return FALSE;
  g_hash_table_remove (self->asked, GREETING);
  if (code < 0)
    return FALSE;
  self->round_trip_us = g_get_monotonic_time () - began_us;
  return mms_sftp_version_read (self->in->data + MMS_SFTP_LENGTH_BYTES,
                                self->wanted - MMS_SFTP_LENGTH_BYTES, self->extensions) ||
         fail_malformed (self, error);
}

/**
 * mms_sftp_wire_new:
 * @session: logged in; must outlive it
 *
 * Opens a channel, starts SFTP there and greets. Waits.
 */
MmsSftpWire *
mms_sftp_wire_new (MmsSftpSession *session, GError **error)
{
  g_autoptr (MmsSftpWire) self = g_new0 (MmsSftpWire, 1);

  self->session = session;
  self->extensions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->asked = g_hash_table_new (NULL, NULL);
  self->queued = g_byte_array_new ();
  self->sending = g_byte_array_new ();
  self->in = g_byte_array_new ();
  g_byte_array_set_size (self->in, MMS_SFTP_SAFE_READ_BYTES);
  self->wanted = MMS_SFTP_LENGTH_BYTES;
  self->max_read = MMS_SFTP_SAFE_READ_BYTES;
  self->max_handles = SAFE_HANDLES;
  if (!open_channel (self, error) || !greet (self, error))
    return NULL;
  if (mms_sftp_wire_has (self, LIMITS))
    self->limits_id = ask_extended (self, LIMITS, NULL);
  return g_steal_pointer (&self);
}

/* Returns: how many bytes to ask for at most in one request */
guint
mms_sftp_wire_get_max_read (MmsSftpWire *self)
{
  return self->max_read;
}

/* Returns: how many files may be open at a time */
guint
mms_sftp_wire_get_max_handles (MmsSftpWire *self)
{
  return self->max_handles;
}

/* Returns: how long the greeting took to come back, in microseconds */
gint64
mms_sftp_wire_get_round_trip_us (MmsSftpWire *self)
{
  return self->round_trip_us;
}

/* Returns: whether the server said that it knows @extension */
gboolean
mms_sftp_wire_has (MmsSftpWire *self, const char *extension)
{
  return g_hash_table_contains (self->extensions, extension);
}
