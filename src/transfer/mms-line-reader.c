/* Reads stretches of files over one connection, and dials again when the line breaks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-segment-reader.h"

#include <glib/gi18n-lib.h>

#include "transfer/mms-rate-limit.h"
#include "transfer/mms-remote-path.h"

/* libssh2 1.10 asks ahead four times what it is given room for: 4 MiB are in flight. */
#define BUFFER_BYTES (1024 * 1024)

typedef struct
{
  MmsSegmentReader parent;

  MmsSftpSession *session;   /* the fetch's own; open or not */
  GCancellable *cancellable; /* (owned) (nullable) */
  MmsRedial redial;
  MmsRateLimit limit;
  MmsSftpFile *file;         /* (owned) (nullable): at work */
  char *remote;              /* (owned) (nullable): its path */
  guint8 *buffer;            /* (owned) */
} LineReader;

/* The stretch that is being read. */
typedef struct
{
  const MmsFetchFile *file;
  gint64 offset;
  gint64 left;
  MmsSegmentTake take;
  gpointer user_data;
} Stretch;

static void
put_away (LineReader *self)
{
  g_clear_pointer (&self->file, mms_sftp_file_close);
  g_clear_pointer (&self->remote, g_free);
}

/**
 * mms_redial_wait:
 * @tried: how often in a row it was tried in vain; 1 at first
 *
 * Waits before the next try, longer each time, a little by chance: several fetches lose their
 * lines at once.
 */
gboolean
mms_redial_wait (const MmsRedial *self, guint tried, GCancellable *cancellable, GError **error)
{
  guint ms = self->first_ms << MIN (tried - 1, 6);

  return mms_pause_ms (ms + (guint) g_random_int_range (0, (gint32) MAX (ms / 4, 1)), cancellable,
                      error);
}

static gboolean
get_ready (LineReader *self, const MmsFetchFile *file, GError **error)
{
  if (!mms_sftp_session_is_open (self->session))
    {
      put_away (self);
      if (!mms_sftp_session_open (self->session, error))
        return FALSE;
    }
  if (self->file != NULL && g_strcmp0 (self->remote, file->remote) == 0)
    return TRUE;
  put_away (self);
  self->file = mms_sftp_file_open (self->session, file->remote, error);
  self->remote = g_strdup (file->remote);
  return self->file != NULL;
}

static gboolean
fail_short (const MmsFetchFile *file, gint64 offset, GError **error)
{
  g_autofree char *shown = mms_remote_path_show (file->path);
  g_autofree char *ends = g_strdup_printf ("%" G_GINT64_FORMAT, offset);

  g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING,
               /* Translators: %1$s is a file of a torrent, %2$s a number of bytes */
               _ ("“%1$s” became shorter on the seedbox: it ends after %2$s bytes. Let rTorrent "
                  "check the torrent there, then try again"),
               shown, ends);
  return FALSE;
}

static gboolean
read_on (LineReader *self, Stretch *stretch, GError **error)
{
  mms_sftp_file_seek (self->file, stretch->offset);
  while (stretch->left > 0)
    {
      gsize room = mms_rate_limit_get_portion (&self->limit,
                                               (gsize) MIN (stretch->left, BUFFER_BYTES));
      gssize got = mms_sftp_file_read (self->file, self->buffer, room, error);

      if (got < 0)
        return FALSE;
      if (got == 0)
        return fail_short (stretch->file, stretch->offset, error);
      if (!stretch->take (stretch->offset, self->buffer, (gsize) got, stretch->user_data, error))
        return FALSE;
      stretch->offset += got;
      stretch->left -= got;
      if (!mms_rate_limit_spend (&self->limit, got, self->cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/* Decides after an error whether the line is dialled again. Takes @problem. */
static gboolean
try_again (LineReader *self, GError *problem, guint *tried, GError **error)
{
  if (!g_error_matches (problem, MMS_ERROR, MMS_ERROR_UNREACHABLE) ||
      ++*tried > self->redial.tries)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  g_debug ("Dialling again (%u): %s", *tried, problem->message);
  g_error_free (problem);
  put_away (self);
  mms_sftp_session_close (self->session);
  return mms_redial_wait (&self->redial, *tried, self->cancellable, error);
}

static gboolean
line_reader_read (MmsSegmentReader *reader, const MmsFetchFile *file, gint64 offset, gint64 bytes,
                  MmsSegmentTake take, gpointer user_data, GError **error)
{
  LineReader *self = (LineReader *) reader;
  Stretch stretch = { file, offset, bytes, take, user_data };
  guint tried = 0;

  while (stretch.left > 0)
    {
      GError *problem = NULL;
      gint64 before = stretch.left;

      if (get_ready (self, file, &problem) && read_on (self, &stretch, &problem))
        return TRUE;
      if (stretch.left < before)
        tried = 0;
      if (!try_again (self, problem, &tried, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
line_reader_look (MmsSegmentReader *reader, const MmsFetchFile *file, MmsRemoteInfo *info,
                  GError **error)
{
  LineReader *self = (LineReader *) reader;

  for (guint tried = 0;;)
    {
      GError *problem = NULL;

      if (get_ready (self, file, &problem) && mms_sftp_file_look (self->file, info, &problem))
        return TRUE;
      if (!try_again (self, problem, &tried, error))
        return FALSE;
    }
}

static void
line_reader_free (MmsSegmentReader *reader)
{
  LineReader *self = (LineReader *) reader;

  put_away (self);
  g_clear_object (&self->cancellable);
  g_free (self->buffer);
  g_free (self);
}

/**
 * mms_line_reader_new:
 * @session: must outlive it; closed and opened by it as the line breaks
 * @rate_limit: bytes per second; 0: none
 *
 * Returns: (transfer full): a reader to free by its own function
 */
MmsSegmentReader *
mms_line_reader_new (MmsSftpSession *session, const MmsRedial *redial, gint64 rate_limit,
                     GCancellable *cancellable)
{
  LineReader *self = g_new0 (LineReader, 1);

  self->parent.read = line_reader_read;
  self->parent.look = line_reader_look;
  self->parent.free = line_reader_free;
  self->session = session;
  self->redial = *redial;
  self->buffer = g_malloc (BUFFER_BYTES);
  mms_rate_limit_init (&self->limit, rate_limit);
  g_set_object (&self->cancellable, cancellable);
  return &self->parent;
}
