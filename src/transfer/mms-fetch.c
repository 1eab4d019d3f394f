/* Brings one release home: the story of a fetch, blocking, for worker threads only.
 *
 *   is the target whole already? ──yes──> done, without a network
 *   look at the seedbox ──> gather what earlier attempts left ──> room?
 *     ──> every file in the torrent's order: hash what is here, read the rest, hash it as it comes
 *     ──> each bad piece again, alone ──> one rename
 *
 * What is on the disk is believed only after it was hashed, so there is no state to keep beside the
 * files, and nothing that a kill could leave wrong. Without metainfo nothing can be hashed: there
 * the last stretch that was not surely on the disk is read again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "transfer/mms-disk-error.h"
#include "transfer/mms-payload.h"
#include "transfer/mms-piece-check.h"
#include "transfer/mms-remote-path.h"
#include "transfer/mms-staging.h"
#include "transfer/mms-tree.h"

#define HASH_DIGITS 40
#define SHA1_BYTES 20
#define BUFFER_BYTES (1024 * 1024)
/* As much as is read between two fdatasync(), and again after a crash where nothing can be
 * hashed. */
#define STRETCH_BYTES (32 * 1024 * 1024)
#define REPAIRS 3
#define RESTARTS 3

typedef struct
{
  const MmsFetchOrder *order;
  MmsSftpSession *session;
  const MmsRedial *redial;
  MmsFetchProgress *progress;
  GCancellable *cancellable; /* (nullable) */

  MmsFetchPlan *plan;        /* (owned) */
  MmsStaging *staging;       /* (owned) */
  MmsSegmentReader *reader;  /* (owned) */
  MmsPieceCheck *check;      /* (owned) (nullable): %NULL without metainfo */
} Fetch;

/* Where the bytes of a stretch go. */
typedef struct
{
  Fetch *fetch;
  const MmsFetchFile *file;
  int fd;                /* of the part */
  MmsPieceCheck *check;  /* (nullable): of the whole torrent */
  GChecksum *repair;     /* (nullable): of one piece that is read again */
} Sink;

static void
fetch_clear (Fetch *self)
{
  g_clear_pointer (&self->check, mms_piece_check_free);
  if (self->reader != NULL)
    self->reader->free (self->reader);
  self->reader = NULL;
  g_clear_pointer (&self->staging, mms_staging_free);
  g_clear_pointer (&self->plan, mms_fetch_plan_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fetch, fetch_clear)

/* Returns: (transfer full): a copy that may go to another thread */
MmsFetchOrder *
mms_fetch_order_new (const MmsFetch *what)
{
  MmsFetchOrder *self = g_new0 (MmsFetchOrder, 1);

  self->hash = g_strdup (what->hash);
  self->remote_path = g_strdup (what->remote_path);
  self->staging = g_strdup (what->staging);
  self->target = g_strdup (what->target);
  self->metainfo = what->metainfo != NULL ? mms_metainfo_ref (what->metainfo) : NULL;
  self->rate_limit = what->rate_limit;
  return self;
}

void
mms_fetch_order_free (MmsFetchOrder *self)
{
  if (self == NULL)
    return;
  g_free (self->hash);
  g_free (self->remote_path);
  g_free (self->staging);
  g_free (self->target);
  g_clear_pointer (&self->metainfo, mms_metainfo_unref);
  g_free (self);
}

static gboolean
is_hash (const char *text)
{
  gsize digits = 0;

  while (text != NULL && g_ascii_isxdigit (text[digits]))
    digits++;
  return digits == HASH_DIGITS && text[digits] == '\0';
}

static gboolean
is_folder_name (const char *path)
{
  g_autofree char *name = NULL;

  if (path == NULL || !g_path_is_absolute (path))
    return FALSE;
  name = g_path_get_basename (path);
  return mms_remote_name_is_possible (name);
}

static gboolean
check_order (const MmsFetchOrder *order, GError **error)
{
  if (is_hash (order->hash) && order->staging != NULL && g_path_is_absolute (order->staging) &&
      is_folder_name (order->target))
    return TRUE;
  g_set_error_literal (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                       _ ("The folders for downloads are not set to full paths"));
  return FALSE;
}

static gboolean
count_found (const char *path, int folder_fd, const char *name, const struct stat *info,
             gpointer found, GError **error)
{
  *(gboolean *) found = TRUE;
  return FALSE;
}

/* The target exists and holds files: it is the release, or it is in the way. */
static MmsVerified
judge_target (Fetch *self, int target_fd, GError **error)
{
  const MmsFetchOrder *order = self->order;
  g_autoptr (GError) cause = NULL;

  if (order->metainfo == NULL)
    return MMS_VERIFIED_SIZES;
  if (mms_payload_check (target_fd, order->metainfo, self->progress, self->cancellable, &cause))
    return MMS_VERIFIED_PIECES;
  if (g_error_matches (cause, MMS_ERROR, MMS_ERROR_CORRUPT))
    g_prefix_error (&cause,
                    /* Translators: %s is a folder; why it is not whole follows */
                    _ ("The folder “%s” exists and is not whole; move it away to have it fetched "
                       "again: "),
                    order->target);
  g_propagate_error (error, g_steal_pointer (&cause));
  return MMS_VERIFIED_NOT_YET;
}

/* Returns: whether the story ends here; @verified: (out): how, with @error set where badly */
static gboolean
look_at_target (Fetch *self, MmsVerified *verified, GError **error)
{
  const MmsFetchOrder *order = self->order;
  g_auto (MmsFd) fd = open (order->target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean has_files = FALSE;

  *verified = MMS_VERIFIED_NOT_YET;
  if (fd < 0 && errno == ENOENT)
    return FALSE;
  if (fd < 0)
    {
      mms_disk_error_set (error, errno, order->target);
      return TRUE;
    }
  mms_tree_walk (fd, count_found, &has_files, NULL);
  if (!has_files)
    return FALSE;
  *verified = judge_target (self, fd, error);
  if (*verified != MMS_VERIFIED_NOT_YET &&
      !mms_staging_discard (order->staging, order->hash, order->target, error))
    *verified = MMS_VERIFIED_NOT_YET;
  return TRUE;
}

/* Looks at the seedbox, again where the line breaks meanwhile; not where it never stood. */
static gboolean
look_at_seedbox (Fetch *self, GError **error)
{
  gboolean stood = FALSE;

  for (guint tried = 1;; tried++)
    {
      g_autoptr (GError) cause = NULL;

      if (mms_sftp_session_is_open (self->session) ||
          mms_sftp_session_open (self->session, &cause))
        {
          stood = TRUE;
          self->plan = mms_fetch_plan_make (self->session, self->order->remote_path,
                                            self->order->metainfo, &cause);
        }
      if (self->plan != NULL)
        return TRUE;
      if (!stood || tried > self->redial->tries ||
          !g_error_matches (cause, MMS_ERROR, MMS_ERROR_UNREACHABLE))
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
      mms_sftp_session_close (self->session);
      if (!mms_redial_wait (self->redial, tried, self->cancellable, error))
        return FALSE;
    }
}

static gboolean
prepare (Fetch *self, GError **error)
{
  const MmsFetchOrder *order = self->order;

  self->staging = mms_staging_open (order->staging, order->hash, error);
  if (self->staging == NULL || !mms_staging_gather (self->staging, self->plan, error))
    return FALSE;
  if (order->metainfo == NULL)
    {
      g_autofree char *print = mms_fetch_plan_dup_print (self->plan);

      if (!mms_staging_keep_if_same (self->staging, print, error))
        return FALSE;
    }
  if (!mms_staging_check_space (self->staging, self->plan, error))
    return FALSE;
  self->reader = mms_line_reader_new (self->session, self->redial, order->rate_limit,
                                      self->cancellable);
  if (order->metainfo != NULL)
    self->check = mms_piece_check_new (order->metainfo);
  mms_fetch_progress_set_done (self->progress, 0);
  mms_fetch_progress_set_total (self->progress, self->plan->bytes_total);
  return TRUE;
}

static gboolean
put (int fd, gint64 offset, const guint8 *data, gsize bytes)
{
  while (bytes > 0)
    {
      ssize_t done = pwrite (fd, data, bytes, (off_t) offset);

      if (done < 0 && errno == EINTR)
        continue;
      if (done < 0)
        return FALSE;
      data += done;
      bytes -= (gsize) done;
      offset += done;
    }
  return TRUE;
}

static gboolean
take (gint64 offset, const guint8 *data, gsize bytes, gpointer user_data, GError **error)
{
  Sink *sink = user_data;
  Fetch *self = sink->fetch;

  if (!put (sink->fd, offset, data, bytes))
    {
      mms_staging_translate (self->staging, self->plan, errno, sink->file->path, error);
      return FALSE;
    }
  mms_fetch_progress_add_received (self->progress, (gint64) bytes);
  if (sink->repair != NULL)
    {
      g_checksum_update (sink->repair, data, (gssize) bytes);
      return TRUE;
    }
  if (sink->check != NULL)
    mms_piece_check_feed (sink->check, data, bytes);
  mms_fetch_progress_add_done (self->progress, (gint64) bytes);
  return TRUE;
}

/* Brings what of @file is in the stretch of the torrent from @begin to @end. */
static gboolean
repair_file (Fetch *self, const MmsFetchFile *file, gint64 begin, gint64 end, GChecksum *checksum,
             GError **error)
{
  static const guint8 zeros[4096];
  Sink sink = { self, file, -1, NULL, checksum };
  gint64 have = 0;
  gboolean ok;

  if (file->padding)
    {
      for (gint64 left = end - begin; left > 0; left -= (gint64) sizeof zeros)
        g_checksum_update (checksum, zeros, (gssize) MIN (left, (gint64) sizeof zeros));
      return TRUE;
    }
  sink.fd = mms_staging_open_part (self->staging, file, &have, error);
  if (sink.fd < 0)
    return FALSE;
  ok = self->reader->read (self->reader, file, begin - file->offset, end - begin, take, &sink,
                           error);
  mms_tree_close (&sink.fd);
  return ok;
}

/* Reads one piece again. @good: (out): whether it is right now */
static gboolean
read_piece (Fetch *self, guint piece, gboolean *good, GError **error)
{
  MmsMetainfo *metainfo = self->plan->metainfo;
  gint64 begin = (gint64) piece * mms_metainfo_get_piece_bytes (metainfo);
  gint64 end = begin + mms_metainfo_get_bytes_of_piece (metainfo, piece);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[SHA1_BYTES];
  gsize bytes = sizeof digest;

  for (guint i = 0; i < self->plan->files->len; i++)
    {
      const MmsFetchFile *file = self->plan->files->pdata[i];
      gint64 from = MAX (begin, file->offset);
      gint64 to = MIN (end, file->offset + file->bytes);

      if (from < to && !repair_file (self, file, from, to, checksum, error))
        return FALSE;
    }
  g_checksum_get_digest (checksum, digest, &bytes);
  *good = memcmp (digest, mms_metainfo_get_piece_hash (metainfo, piece), SHA1_BYTES) == 0;
  return TRUE;
}

static void
fail_corrupt (Fetch *self, guint piece, GError **error)
{
  gint64 begin = (gint64) piece * mms_metainfo_get_piece_bytes (self->plan->metainfo);
  const MmsFetchFile *found = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *offset = NULL;

  for (guint i = 0; i < self->plan->files->len && found == NULL; i++)
    {
      const MmsFetchFile *file = self->plan->files->pdata[i];

      if (!file->padding && file->offset + file->bytes > begin)
        found = file;
    }
  shown = mms_remote_path_show (found != NULL ? found->path : self->order->remote_path);
  offset = g_strdup_printf ("%" G_GINT64_FORMAT,
                            found != NULL ? MAX (begin - found->offset, 0) : begin);
  g_set_error (error, MMS_ERROR, MMS_ERROR_CORRUPT,
               /* Translators: %1$s is a file of a torrent, %2$s a number of bytes */
               _ ("“%1$s” is damaged on the seedbox: its piece at byte %2$s is not what the "
                  "torrent says, three times in a row. Let rTorrent check the torrent there (it "
                  "loads the piece again), then try again"),
               shown, offset);
}

/* Brings every piece that was found bad so far again, alone. */
static gboolean
repair (Fetch *self, GError **error)
{
  guint piece;

  while (self->check != NULL && mms_piece_check_take_bad (self->check, &piece))
    {
      gboolean good = FALSE;

      for (guint i = 0; i < REPAIRS && !good; i++)
        if (!read_piece (self, piece, &good, error))
          return FALSE;
      if (!good)
        {
          fail_corrupt (self, piece, error);
          return FALSE;
        }
    }
  return TRUE;
}

/* Hashes what is here already of a file. */
static gboolean
hash_part (Fetch *self, Sink *sink, gint64 have, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (BUFFER_BYTES);
  gint64 offset = 0;

  while (sink->check != NULL && offset < have)
    {
      ssize_t got = pread (sink->fd, buffer, (gsize) MIN (BUFFER_BYTES, have - offset), offset);

      if (got <= 0)
        {
          mms_disk_error_set (error, got < 0 ? errno : EIO, sink->file->path);
          return FALSE;
        }
      mms_piece_check_feed (sink->check, buffer, (gsize) got);
      mms_fetch_progress_add_done (self->progress, got);
      offset += got;
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
    }
  mms_fetch_progress_add_done (self->progress, have - offset);
  return repair (self, error);
}

static gboolean
read_rest (Fetch *self, Sink *sink, gint64 have, GError **error)
{
  const MmsFetchFile *file = sink->file;

  mms_staging_reserve (sink->fd, file->bytes);
  while (have < file->bytes)
    {
      gint64 bytes = MIN (STRETCH_BYTES, file->bytes - have);

      if (!self->reader->read (self->reader, file, have, bytes, take, sink, error))
        return FALSE;
      if (fdatasync (sink->fd) != 0)
        {
          mms_staging_translate (self->staging, self->plan, errno, file->path, error);
          return FALSE;
        }
      have += bytes;
      if (!repair (self, error))
        return FALSE;
    }
  return TRUE;
}

/* Without hashes: whether the seedbox changed the file while it was read. @changed: (out) */
static gboolean
look_again (Fetch *self, MmsFetchFile *file, gboolean *changed, GError **error)
{
  MmsRemoteInfo info;

  *changed = FALSE;
  if (self->check != NULL || file->bytes == 0)
    return TRUE;
  if (!self->reader->look (self->reader, file, &info, error))
    return FALSE;
  *changed = info.bytes != file->bytes || info.modified_at != file->modified_at;
  if (info.bytes != file->bytes)
    {
      gint64 grown = info.bytes - file->bytes;

      file->bytes = info.bytes;
      self->plan->bytes_total += grown;
      mms_fetch_progress_set_total (self->progress, self->plan->bytes_total);
    }
  file->modified_at = info.modified_at;
  return TRUE;
}

/* How much of a part is believed before it is hashed, or, without hashes, at all. */
static gint64
believe (Fetch *self, const MmsFetchFile *file, gint64 have, gboolean anew)
{
  if (anew)
    return 0;
  if (self->check != NULL || have == file->bytes)
    return have;
  return MAX (have - STRETCH_BYTES, 0);
}

static gboolean
cut (Sink *sink, gint64 bytes, GError **error)
{
  if (ftruncate (sink->fd, bytes) == 0)
    return TRUE;
  mms_disk_error_set (error, errno, sink->file->path);
  return FALSE;
}

static gboolean
fetch_file_once (Fetch *self, MmsFetchFile *file, gboolean anew, gboolean *changed, GError **error)
{
  Sink sink = { self, file, -1, self->check, NULL };
  gint64 have = 0;
  gboolean ok;

  sink.fd = mms_staging_open_part (self->staging, file, &have, error);
  if (sink.fd < 0)
    return FALSE;
  have = believe (self, file, have, anew);
  ok = cut (&sink, have, error) && hash_part (self, &sink, have, error) &&
       read_rest (self, &sink, have, error);
  mms_tree_close (&sink.fd);
  return ok && look_again (self, file, changed, error);
}

static gboolean
fetch_file (Fetch *self, MmsFetchFile *file, GError **error)
{
  gint64 before = file->offset;
  gboolean changed = FALSE;

  mms_fetch_progress_set_file (self->progress, file->path);
  for (guint i = 0; i < RESTARTS; i++)
    {
      mms_fetch_progress_set_done (self->progress, before);
      if (!fetch_file_once (self, file, changed, &changed, error))
        return FALSE;
      if (!changed)
        return TRUE;
    }
  g_set_error (error, MMS_ERROR, MMS_ERROR_BUSY,
               /* Translators: %s is a file of a torrent */
               _ ("“%s” keeps changing on the seedbox: it is not complete yet"), file->path);
  return FALSE;
}

static gboolean
fetch_files (Fetch *self, GError **error)
{
  for (guint i = 0; i < self->plan->files->len; i++)
    {
      MmsFetchFile *file = self->plan->files->pdata[i];

      if (file->padding)
        {
          mms_piece_check_feed_zeros (self->check, file->bytes);
          mms_fetch_progress_add_done (self->progress, file->bytes);
        }
      else if (!fetch_file (self, file, error))
        return FALSE;
    }
  return repair (self, error);
}

/* Proves a copy on another filesystem. */
static gboolean
prove (int folder_fd, gpointer user_data, GError **error)
{
  Fetch *self = user_data;

  if (self->plan->metainfo == NULL)
    return TRUE; /* each file was compared after it was copied */
  return mms_payload_check (folder_fd, self->plan->metainfo, self->progress, self->cancellable,
                            error);
}

/**
 * mms_fetch_run:
 * @session: open or not; belongs to this fetch until it returns
 *
 * Brings a release home. Nothing is ever seen at the target but the whole.
 *
 * Returns: how it was verified; %MMS_VERIFIED_NOT_YET with @error set
 */
MmsVerified
mms_fetch_run (const MmsFetchOrder *order, MmsSftpSession *session, const MmsRedial *redial,
               MmsFetchProgress *progress, GCancellable *cancellable, GError **error)
{
  g_auto (Fetch) self = { .order = order, .session = session, .redial = redial,
                          .progress = progress, .cancellable = cancellable };
  MmsVerified verified;

  mms_sftp_session_set_cancellable (session, cancellable);
  if (!check_order (order, error))
    return MMS_VERIFIED_NOT_YET;
  if (look_at_target (&self, &verified, error))
    return verified;
  if (!look_at_seedbox (&self, error) || !prepare (&self, error) || !fetch_files (&self, error) ||
      !mms_staging_publish (self.staging, self.plan, order->target, prove, &self, error))
    return MMS_VERIFIED_NOT_YET;
  return order->metainfo != NULL ? MMS_VERIFIED_PIECES : MMS_VERIFIED_SIZES;
}
