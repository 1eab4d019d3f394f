/* Reads over one connection what the crew grants: a thread, its session, and what is under way.
 *
 *   dial ──> fill: open files and ask for data, so much ahead ──> an answer: write it, hash it ──┐
 *    ^         ^─────────────────────────────────────────────────────────────────────────────────┘
 *    └── again, where the line broke: what was asked for goes back to the crew
 *
 * Answers are matched by their ids, whatever their order; bytes are taken in the order in which
 * they were asked for, so that pieces can be hashed as they come.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "transfer/mms-crew-private.h"
#include "transfer/mms-remote-path.h"
#include "transfer/mms-sftp-session-private.h"
#include "transfer/mms-tree.h"
#include "transfer/mms-unit-check.h"
#include "worker/mms-worker.h"

/* What is under way at a time: sshd's cost grows with what it has to queue, so it is little, and
 * more lines take the place of more of it (measured). */
#define DEPTH_BYTES (2 * 1024 * 1024)
#define NEAR_DEPTH_BYTES (1024 * 1024)
#define NEAR_US (5 * 1000)
/* Requests under way at a time: small files are bound by round trips. */
#define MOST_SLOTS 96
#define MOST_OPEN 64

/* A file of the seedbox that is open here, or being opened. */
typedef struct
{
  MmsErrand *errand;  /* (owned) */
  guint file;         /* in its plan */
  guint32 open_id;
  GBytes *handle;     /* (owned) (nullable): %NULL while it is being opened */
  guint slots;        /* requests for it that are not answered */
  int fd;             /* of its part; -1 until something is written */
} OpenFile;

/* A request for data. */
typedef struct
{
  OpenFile *file;
  guint32 id;         /* 0: not sent: the file is being opened */
  gint64 begin;       /* in the release; all three move on as bytes come */
  gint64 offset;      /* in the file */
  gint64 bytes;
  gboolean answered;  /* before its turn: */
  guint32 status;     /* where there is no @held */
  GBytes *held;       /* (owned) (nullable) */
} Slot;

typedef struct
{
  MmsCrew *crew;           /* (owned) */
  MmsCrewLine *line;       /* freed by mms_crew_gone() */
  MmsSftpSession *session; /* (owned) */
  MmsSftpWire *wire;       /* of @session, while it is up */
  GQueue slots;            /* (owned): of Slot, in the order of the bytes */
  GPtrArray *files;        /* (owned): of OpenFile */
  OpenFile *current;       /* (nullable): the one asked for last */
  gint64 in_flight;        /* bytes */
  gint64 depth;            /* bytes */
  MmsErrand *checked;      /* (owned) (nullable): whose units @check knows */
  MmsUnitCheck *check;     /* (owned) (nullable) */
} Line;

static void
open_file_free (gpointer data)
{
  OpenFile *self = data;

  mms_tree_close (&self->fd);
  g_clear_pointer (&self->handle, g_bytes_unref);
  mms_errand_unref (self->errand);
  g_free (self);
}

static void
slot_free (Slot *self)
{
  g_clear_pointer (&self->held, g_bytes_unref);
  g_free (self);
}

static void
forget_check (Line *self)
{
  g_clear_pointer (&self->check, mms_unit_check_free);
  g_clear_pointer (&self->checked, mms_errand_unref);
}

static const MmsFetchFile *
get_named (OpenFile *file)
{
  return mms_errand_get_plan (file->errand)->files->pdata[file->file];
}

/* Closes a file that nobody needs any more; nobody waits for the answer. */
static void
close_if_done (Line *self, OpenFile *file)
{
  if (file->slots > 0 || file == self->current)
    return;
  if (file->handle != NULL)
    mms_sftp_wire_ask_handle (self->wire, MMS_SFTP_CLOSE, file->handle);
  g_ptr_array_remove_fast (self->files, file);
}

/* ---- asking ---- */

static void
send_slot (Line *self, Slot *slot)
{
  slot->id = mms_sftp_wire_ask_read (self->wire, slot->file->handle, slot->offset,
                                     (guint) MIN (slot->bytes,
                                                  mms_sftp_wire_get_max_read (self->wire)));
}

/* Takes @errand. Returns: (nullable): %NULL where the errand ended meanwhile */
static OpenFile *
open_file (Line *self, MmsErrand *errand, guint index)
{
  OpenFile *before = self->current;
  OpenFile *file;

  if (before != NULL && before->errand == errand && before->file == index)
    {
      mms_errand_unref (errand);
      return before;
    }
  if (!mms_crew_begin_writing (self->crew, errand))
    {
      mms_errand_unref (errand);
      return NULL;
    }
  file = g_new0 (OpenFile, 1);
  file->errand = errand;
  file->file = index;
  file->fd = -1;
  file->open_id = mms_sftp_wire_ask_open (self->wire, get_named (file)->remote);
  mms_crew_end_writing (self->crew, errand);
  g_ptr_array_add (self->files, file);
  self->current = file;
  if (before != NULL)
    close_if_done (self, before);
  return file;
}

/* Takes @errand. */
static void
ask (Line *self, MmsErrand *errand, const MmsGrant *grant)
{
  OpenFile *file = open_file (self, errand, grant->file);
  Slot *slot;

  if (file == NULL)
    return;
  slot = g_new0 (Slot, 1);
  slot->file = file;
  slot->begin = grant->begin;
  slot->offset = grant->offset;
  slot->bytes = grant->bytes;
  file->slots++;
  self->in_flight += slot->bytes;
  g_queue_push_tail (&self->slots, slot);
  if (file->handle != NULL)
    send_slot (self, slot);
}

/* Whether one more file may be opened. The one that was asked for last stays open, in case more
 * of it is wanted, but not where the server allows no other beside it. */
static gboolean
may_open (Line *self)
{
  guint most_open = MIN (MOST_OPEN, mms_sftp_wire_get_max_handles (self->wire));
  OpenFile *last = self->current;

  if (self->files->len >= most_open && last != NULL && g_queue_is_empty (&self->slots))
    {
      self->current = NULL;
      close_if_done (self, last);
    }
  return self->files->len < most_open;
}

/* Asks for as much as may be under way. */
static MmsNext
fill (Line *self, gint64 *until_us)
{
  MmsNext next = MMS_NEXT_ASK;

  while (next == MMS_NEXT_ASK && self->in_flight < self->depth &&
         g_queue_get_length (&self->slots) < MOST_SLOTS && may_open (self))
    {
      MmsErrand *errand;
      MmsGrant grant;

      next = mms_crew_next (self->crew, self->line, mms_sftp_wire_get_max_read (self->wire),
                            &errand, &grant, until_us);
      if (next == MMS_NEXT_ASK)
        ask (self, errand, &grant);
    }
  return next;
}

/* ---- taking ---- */

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

static MmsUnitCheck *
get_check (Line *self, MmsErrand *errand)
{
  if (self->checked != errand)
    {
      forget_check (self);
      self->checked = mms_errand_ref (errand);
      self->check = mms_unit_check_new (mms_errand_get_haul (errand),
                                        mms_errand_get_plan (errand),
                                        mms_errand_get_staging (errand));
    }
  return self->check;
}

/* Tells the crew of bytes that were written, unit by unit, and judges those that are whole. */
static gboolean
account (Line *self, MmsErrand *errand, gint64 begin, const guint8 *data, gint64 bytes,
         GError **error)
{
  MmsHaul *haul = mms_errand_get_haul (errand);
  MmsUnitCheck *check = get_check (self, errand);

  while (bytes > 0)
    {
      guint unit = mms_haul_find_unit (haul, begin);
      gint64 part = MIN (bytes, mms_haul_get_unit (haul, unit).end - begin);
      gboolean good = FALSE;

      mms_unit_check_feed (check, begin, data, (gsize) part);
      if (mms_crew_arrived (self->crew, self->line, errand, begin, part))
        {
          if (!mms_unit_check_judge (check, unit, &good, error))
            return FALSE;
          mms_crew_settle (self->crew, errand, unit, good);
        }
      begin += part;
      data += part;
      bytes -= part;
    }
  return TRUE;
}

static gboolean
write_data (Line *self, Slot *slot, const guint8 *data, gint64 bytes, GError **error)
{
  OpenFile *file = slot->file;
  MmsStaging *staging = mms_errand_get_staging (file->errand);

  if (file->fd < 0)
    {
      file->fd = mms_staging_open_part (staging, get_named (file), error);
      mms_errand_show_file (file->errand, get_named (file)->path);
    }
  if (file->fd < 0)
    return FALSE;
  if (!put (file->fd, slot->offset, data, (gsize) bytes))
    {
      mms_staging_translate (staging, mms_errand_get_plan (file->errand), errno,
                             get_named (file)->path, error);
      return FALSE;
    }
  return account (self, file->errand, slot->begin, data, bytes, error);
}

static void
fail_short (OpenFile *file, gint64 offset, GError **error)
{
  g_autofree char *shown = mms_remote_path_show (get_named (file)->path);
  g_autofree char *ends = g_strdup_printf ("%" G_GINT64_FORMAT, offset);

  g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING,
               /* Translators: %1$s is a file of a torrent, %2$s a number of bytes */
               _ ("“%1$s” became shorter on the seedbox: it ends after %2$s bytes. Let rTorrent "
                  "check the torrent there, then try again"),
               shown, ends);
}

static void
fail_answer (Line *self, GError **error)
{
  self->session->broken = TRUE;
  g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
               /* Translators: %s is the name of a server */
               _ ("“%s” answers something that is not SFTP"), self->session->login->host);
}

/* Takes the answer to a request whose turn it is. Data that nobody wants any more is dropped. */
static void
take (Line *self, Slot *slot, guint32 status, const guint8 *data, gint64 bytes)
{
  OpenFile *file = slot->file;
  GError *error = NULL;

  if (!mms_crew_begin_writing (self->crew, file->errand))
    return;
  if (data != NULL && (bytes == 0 || bytes > slot->bytes))
    fail_answer (self, &error);
  else if (data != NULL)
    write_data (self, slot, data, bytes, &error);
  else if (status == MMS_SFTP_EOF)
    fail_short (file, slot->offset, &error);
  else
    mms_sftp_status_set_error (&error, status, get_named (file)->remote);
  if (error != NULL)
    mms_crew_fail (self->crew, file->errand, error);
  mms_crew_end_writing (self->crew, file->errand);
}

/* Ends the request at the head of the row. */
static void
pop_slot (Line *self)
{
  Slot *slot = g_queue_pop_head (&self->slots);
  OpenFile *file = slot->file;

  self->in_flight -= slot->bytes;
  file->slots--;
  slot_free (slot);
  close_if_done (self, file);
}

/* Takes the answer to the request at the head, and asks for the rest where it was short. */
static void
take_head (Line *self, guint32 status, const guint8 *data, gint64 bytes)
{
  Slot *slot = g_queue_peek_head (&self->slots);

  take (self, slot, status, data, bytes);
  if (data == NULL || bytes >= slot->bytes || bytes == 0)
    {
      pop_slot (self);
      return;
    }
  slot->begin += bytes;
  slot->offset += bytes;
  slot->bytes -= bytes;
  self->in_flight -= bytes;
  slot->answered = FALSE;
  send_slot (self, slot);
}

/* Takes those whose turn came while their answer was waiting. */
static void
take_answered (Line *self)
{
  Slot *slot;

  while ((slot = g_queue_peek_head (&self->slots)) != NULL && slot->answered)
    {
      g_autoptr (GBytes) held = g_steal_pointer (&slot->held);
      gsize bytes = 0;
      const guint8 *data = held != NULL ? g_bytes_get_data (held, &bytes) : NULL;

      take_head (self, slot->status, data, (gint64) bytes);
    }
}

/* Returns: (nullable): the request that has this id */
static Slot *
find_slot (Line *self, guint32 id)
{
  for (GList *l = self->slots.head; l != NULL; l = l->next)
    if (((Slot *) l->data)->id == id)
      return l->data;
  return NULL;
}

static OpenFile *
find_opening (Line *self, guint32 id)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      OpenFile *file = self->files->pdata[i];

      if (file->handle == NULL && file->open_id == id)
        return file;
    }
  return NULL;
}

/* Ends all requests for a file that cannot be opened, or that nobody wants. */
static void
drop_file (Line *self, OpenFile *file)
{
  for (GList *l = self->slots.head, *next; l != NULL; l = next)
    {
      Slot *slot = l->data;

      next = l->next;
      if (slot->file != file)
        continue;
      self->in_flight -= slot->bytes;
      file->slots--;
      slot_free (slot);
      g_queue_delete_link (&self->slots, l);
    }
  if (self->current == file)
    self->current = NULL;
  close_if_done (self, file);
}

static void
opened (Line *self, OpenFile *file, const MmsSftpAnswer *answer)
{
  if (!mms_crew_begin_writing (self->crew, file->errand))
    {
      if (answer->type == MMS_SFTP_HANDLE)
        file->handle = g_bytes_new (answer->data, answer->bytes);
      drop_file (self, file);
      return;
    }
  if (answer->type == MMS_SFTP_HANDLE)
    {
      file->handle = g_bytes_new (answer->data, answer->bytes);
      for (GList *l = self->slots.head; l != NULL; l = l->next)
        if (((Slot *) l->data)->file == file)
          send_slot (self, l->data);
    }
  else
    {
      GError *error = NULL;

      mms_sftp_status_set_error (&error, answer->status, get_named (file)->remote);
      mms_crew_fail (self->crew, file->errand, error);
    }
  mms_crew_end_writing (self->crew, file->errand);
  if (file->handle == NULL)
    drop_file (self, file);
}

/* Whether it is what was asked for, or says why not. */
static gboolean
fits (const MmsSftpAnswer *answer, MmsSftpType wanted)
{
  return answer->type == wanted ||
         (answer->type == MMS_SFTP_STATUS && answer->status != MMS_SFTP_OK);
}

static void
answered (Line *self, const MmsSftpAnswer *answer)
{
  OpenFile *opening = find_opening (self, answer->id);
  Slot *slot = opening == NULL ? find_slot (self, answer->id) : NULL;
  const guint8 *data = answer->type == MMS_SFTP_DATA ? answer->data : NULL;

  if ((opening != NULL && !fits (answer, MMS_SFTP_HANDLE)) ||
      (slot != NULL && !fits (answer, MMS_SFTP_DATA)))
    {
      GError *error = NULL;

      fail_answer (self, &error);
      mms_crew_fail (self->crew, opening != NULL ? opening->errand : slot->file->errand, error);
      return;
    }
  if (opening != NULL)
    opened (self, opening, answer);
  else if (slot != NULL && slot == g_queue_peek_head (&self->slots))
    take_head (self, answer->status, data, (gint64) answer->bytes);
  else if (slot != NULL)
    {
      slot->answered = TRUE;
      slot->status = answer->status;
      slot->held = data != NULL ? g_bytes_new (data, answer->bytes) : NULL;
    }
  take_answered (self);
}

/* ---- the thread ---- */

/* Reads until it is told to leave, or the line breaks. */
static gboolean
serve (Line *self, GError **error)
{
  for (;;)
    {
      gint64 until_us = G_MAXINT64;
      MmsNext next = fill (self, &until_us);
      MmsSftpAnswer answer;
      int code;

      if (next == MMS_NEXT_LEAVE && (g_queue_is_empty (&self->slots) ||
                                     mms_crew_is_stopped (self->crew)))
        return TRUE;
      while ((code = mms_sftp_wire_next (self->wire, &answer, error)) > 0)
        {
          answered (self, &answer);
          if (self->session->broken)
            return FALSE;
          until_us = G_MAXINT64;
          next = fill (self, &until_us);
        }
      if (code < 0)
        return FALSE;
      if (next == MMS_NEXT_LEAVE && g_queue_is_empty (&self->slots))
        return TRUE;
      if (!mms_sftp_wire_wait (self->wire, mms_crew_line_get_wake_fd (self->line), until_us,
                               error))
        return FALSE;
      mms_crew_line_slept (self->line);
    }
}

/* What was asked for over a line that is gone is asked for over another. */
static void
give_all_back (Line *self)
{
  Slot *slot;

  while ((slot = g_queue_pop_head (&self->slots)) != NULL)
    {
      mms_crew_give_back (self->crew, slot->file->errand, slot->begin, slot->bytes);
      slot_free (slot);
    }
  self->current = NULL;
  self->in_flight = 0;
  g_ptr_array_set_size (self->files, 0);
  forget_check (self);
}

/* Meets the server, and logs in when it is time. */
static gboolean
enter (Line *self, GError **error)
{
  if (!mms_sftp_session_meet (self->session, error))
    return FALSE;
  if (mms_crew_may_enter (self->crew, self->line))
    return mms_sftp_session_enter (self->session, error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "not wanted");
  return FALSE;
}

static gboolean
dial (Line *self, GError **error)
{
  mms_sftp_session_set_cancellable (self->session, mms_crew_line_get_cancellable (self->line));
  if (!mms_sftp_session_is_open (self->session) && !enter (self, error))
    return FALSE;
  self->wire = self->session->wire;
  self->depth = mms_sftp_wire_get_round_trip_us (self->wire) < NEAR_US ? NEAR_DEPTH_BYTES
                                                                       : DEPTH_BYTES;
  /* From now on the crew's wake ends every wait. */
  mms_sftp_session_set_cancellable (self->session, NULL);
  mms_crew_is_up (self->crew, self->line, mms_sftp_wire_get_round_trip_us (self->wire));
  return TRUE;
}

static gpointer
run (gpointer data)
{
  Line *self = data;
  gboolean again = mms_sftp_session_is_open (self->session) ||
                   mms_crew_may_dial (self->crew, self->line);

  while (again)
    {
      g_autoptr (GError) error = NULL;
      gboolean done = dial (self, &error) && serve (self, &error);
      gboolean clean = done && g_queue_is_empty (&self->slots);

      give_all_back (self);
      if (clean && mms_crew_lend (self->crew, self->line, self->session))
        {
          self->session = NULL;
          break;
        }
      mms_sftp_session_close (self->session);
      if (!done && error == NULL)
        fail_answer (self, &error);
      again = !done && mms_crew_is_down (self->crew, self->line, error) &&
              mms_crew_may_dial (self->crew, self->line);
    }
  mms_sftp_session_free (self->session);
  mms_crew_gone (self->crew, self->line);
  mms_crew_unref (self->crew);
  g_ptr_array_unref (self->files);
  g_free (self);
  return NULL;
}

/* Starts the line's thread. @session: (transfer full): open, or not */
void
mms_line_start (MmsCrew *crew, MmsCrewLine *line, MmsSftpSession *session)
{
  Line *self = g_new0 (Line, 1);

  self->crew = mms_crew_ref (crew);
  self->line = line;
  self->session = session;
  self->files = g_ptr_array_new_with_free_func (open_file_free);
  mms_worker_spawn ("mms-line", run, self);
}
