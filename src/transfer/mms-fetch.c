/* Brings one release home: the story of a fetch, blocking, for worker threads only.
 *
 *   is the target whole already? ──yes──> done, without a network
 *   look at the seedbox ──> gather and prove what earlier attempts left ──> room?
 *     ──> the crew brings the rest, proves every piece, and brings a bad one again, alone
 *     ──> did anything change there meanwhile? ──> unpack what is packed ──> one rename
 *
 * With metainfo nothing is believed that its hash did not prove. Without it nothing can be hashed:
 * there the map of earlier attempts counts only while sizes and times on the seedbox are the same.
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
#include "transfer/mms-rate-limit.h"
#include "transfer/mms-haul-map.h"
#include "transfer/mms-remote-path.h"
#include "transfer/mms-staging.h"
#include "transfer/mms-tree.h"
#include "transfer/mms-unit-check.h"
#include "transfer/mms-unpack.h"

#define HASH_DIGITS 40
#define RESTARTS 3
/* Smaller files find their room on the disk by themselves. */
#define MIN_RESERVED_BYTES (1024 * 1024)

typedef struct
{
  const MmsFetchOrder *order;
  MmsCrew *crew;
  MmsSftpSession *session;   /* (owned) (nullable): once a line has it */
  const MmsSftpPatience *patience;
  const MmsRedial *redial;
  MmsFetchProgress *progress;
  GCancellable *cancellable; /* (nullable) */

  MmsFetchPlan *plan;        /* (owned) */
  MmsStaging *staging;       /* (owned) */
  MmsHaul *haul;             /* (owned) */
  char *print;               /* (owned): tells the release, for the map */
} Fetch;

static void
fetch_clear (Fetch *self)
{
  g_clear_pointer (&self->haul, mms_haul_free);
  g_clear_pointer (&self->staging, mms_staging_free);
  g_clear_pointer (&self->plan, mms_fetch_plan_free);
  g_clear_pointer (&self->print, g_free);
  g_clear_pointer (&self->session, mms_sftp_session_free);
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
  self->wanted = what->wanted != NULL ? g_bytes_ref (what->wanted) : NULL;
  self->pieces = what->pieces != NULL ? g_bytes_ref (what->pieces) : NULL;
  self->priority = what->priority;
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
  g_clear_pointer (&self->wanted, g_bytes_unref);
  g_clear_pointer (&self->pieces, g_bytes_unref);
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
      (order->pieces != NULL || is_folder_name (order->target)))
    return TRUE;
  g_set_error_literal (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                       _ ("The folders for downloads are not set to full paths"));
  return FALSE;
}

static gboolean
check_wanted (const MmsFetchOrder *order, GError **error)
{
  g_autoptr (MmsFetchPlan) plan = mms_fetch_plan_new (order->metainfo, order->wanted);

  for (guint i = 0; i < plan->files->len; i++)
    {
      const MmsFetchFile *file = plan->files->pdata[i];

      if (!file->unwanted && !file->padding)
        return TRUE;
    }
  if (plan->files->len == 0)
    return TRUE;
  g_set_error_literal (error, MMS_ERROR, MMS_ERROR_REFUSED,
                       _ ("Every file of this torrent is turned off on the seedbox. Turn on there "
                          "what you want, then try again"));
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
  if (mms_payload_check (target_fd, order->metainfo, order->wanted, self->progress,
                         self->cancellable, &cause))
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

/* A release that an earlier version brought home is still packed. */
static gboolean
unpack_target (Fetch *self, int target_fd, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (self->order->target);
  g_autofree char *sibling = mms_staging_dup_sibling (self->order->target, self->order->hash);
  g_auto (MmsFd) parent_fd = mms_tree_open_root (parent, FALSE, error);
  MmsUnpackPlace place = { parent_fd, sibling, parent };

  return parent_fd >= 0 &&
         mms_unpack (target_fd, &place, self->progress, self->cancellable, error);
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
      (!unpack_target (self, fd, error) ||
       !mms_staging_discard (order->staging, order->hash, order->target, error)))
    *verified = MMS_VERIFIED_NOT_YET;
  return TRUE;
}

/* Waits before the next try of a line that broke. */
static gboolean
wait_to_redial (Fetch *self, guint tried, GError **error)
{
  return mms_pause_ms (mms_redial_get_ms (self->redial, tried), self->cancellable, error);
}

/* Returns: how many bytes there are to be had, or 0 where it is not known */
static gint64
expect_bytes (const MmsFetchOrder *order)
{
  g_autoptr (MmsFetchPlan) plan = NULL;

  if (order->metainfo == NULL || order->pieces != NULL)
    return 0;
  plan = mms_fetch_plan_new (order->metainfo, order->wanted);
  return mms_fetch_plan_get_bytes_wanted (plan);
}

static MmsFetchPlan *
make_plan (Fetch *self, gboolean *stood, GError **error)
{
  const MmsFetchOrder *order = self->order;

  if (!mms_crew_log_in (self->crew, self->session, expect_bytes (order), error))
    return NULL;
  *stood = TRUE;
  return order->pieces != NULL
           ? mms_fetch_plan_make_ahead (self->session, order->remote_path, order->metainfo,
                                        order->wanted, error)
           : mms_fetch_plan_make (self->session, order->remote_path, order->metainfo,
                                  order->wanted, error);
}

/* Looks at the seedbox, again where the line breaks meanwhile; not where it never stood. */
static MmsFetchPlan *
look_at_seedbox (Fetch *self, GError **error)
{
  gboolean stood = FALSE;

  if (self->session == NULL)
    self->session = mms_crew_borrow (self->crew);
  if (self->session == NULL)
    {
      self->session = mms_sftp_session_new (mms_crew_get_login (self->crew), self->patience);
    }
  mms_sftp_session_set_cancellable (self->session, self->cancellable);
  for (guint tried = 1;; tried++)
    {
      g_autoptr (GError) cause = NULL;
      MmsFetchPlan *plan = make_plan (self, &stood, &cause);

      if (plan != NULL)
        return plan;
      if (!stood || tried > self->redial->tries ||
          !g_error_matches (cause, MMS_ERROR, MMS_ERROR_UNREACHABLE))
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return NULL;
        }
      mms_sftp_session_close (self->session);
      if (!wait_to_redial (self, tried, error))
        return NULL;
    }
}

/* Reserves the room that the files will need, so that nobody else takes it meanwhile. */
static gboolean
reserve (Fetch *self, GError **error)
{
  for (guint i = 0; i < self->plan->files->len; i++)
    {
      const MmsFetchFile *file = self->plan->files->pdata[i];
      g_auto (MmsFd) fd = -1;

      if (file->padding || file->unwanted || file->bytes < MIN_RESERVED_BYTES)
        continue;
      fd = mms_staging_open_part (self->staging, file, error);
      if (fd < 0)
        return FALSE;
    }
  return TRUE;
}

/* Counts a stretch of a file as here, where nothing can be hashed. */
static void
believe (Fetch *self, gint64 begin, gint64 end)
{
  while (begin < end)
    {
      guint unit = mms_haul_find_unit (self->haul, begin);
      gint64 to = MIN (end, mms_haul_get_unit (self->haul, unit).end);

      if (mms_haul_arrived (self->haul, begin, to - begin) && self->order->metainfo == NULL)
        mms_haul_settle (self->haul, unit, TRUE);
      begin = to;
    }
}

/* Returns: (transfer full): for each file, before which byte of it there may be something here. A
 * part has the size of its file from the beginning, or nothing of it is believed; but one that
 * nobody wants ends with what came. */
static GArray *
look_at_parts (Fetch *self)
{
  GArray *there = g_array_sized_new (FALSE, TRUE, sizeof (gint64), self->plan->files->len);

  for (guint i = 0; i < self->plan->files->len; i++)
    {
      const MmsFetchFile *file = self->plan->files->pdata[i];
      gint64 have = -1;
      g_auto (MmsFd) fd = mms_staging_open_what_is_there (self->staging, file, &have);
      gint64 end = fd >= 0 && (file->unwanted || have == file->bytes) ? have : 0;

      g_array_append_val (there, end);
    }
  return there;
}

/* Believes of a range what lies in parts that are there. */
static void
believe_range (Fetch *self, MmsRange range, GArray *there)
{
  guint file;

  for (gint64 at = range.begin; at < range.end && mms_haul_find_file (self->haul, at, &file);)
    {
      const MmsFetchFile *named = self->plan->files->pdata[file];
      gint64 end = MIN (range.end, named->offset + named->bytes);

      at = MAX (at, named->offset);
      if (at < end && g_array_index (there, gint64, file) >= end - named->offset)
        believe (self, at, end);
      at = end;
    }
}

static gboolean
is_unit_there (Fetch *self, guint unit, GArray *there)
{
  MmsRange range = mms_haul_get_unit (self->haul, unit);
  guint file;

  for (gint64 at = range.begin; at < range.end && mms_haul_find_file (self->haul, at, &file);)
    {
      const MmsFetchFile *named = self->plan->files->pdata[file];
      gint64 end = MIN (range.end, named->offset + named->bytes);

      if (named->offset < range.end && g_array_index (there, gint64, file) < end - named->offset)
        return FALSE;
      at = named->offset + named->bytes;
    }
  return TRUE;
}

/* Takes what the map of an earlier attempt says. Returns: whether there was one */
static gboolean
read_map (Fetch *self)
{
  g_autoptr (GBytes) bytes = mms_staging_read_map (self->staging);
  guint n_units = mms_haul_get_n_units (self->haul);
  g_autoptr (MmsHaulMap) map =
    bytes != NULL ? mms_haul_map_read (bytes, self->print, n_units) : NULL;
  g_autoptr (GArray) there = NULL;

  if (map == NULL)
    return FALSE;
  there = look_at_parts (self);
  for (guint i = 0; i < n_units; i++)
    if (mms_haul_map_get_proven (map, i) && is_unit_there (self, i, there))
      mms_haul_set_proven (self->haul, i);
  for (guint i = 0; i < mms_ranges_get_n (map->here); i++)
    believe_range (self, mms_ranges_get (map->here, i), there);
  return TRUE;
}

/* Hashes what lies in the parts and no map knows: a kill loses no piece that had come.
 * @arrived: only what the map says had come, to the last byte */
static gboolean
prove_the_rest (Fetch *self, gboolean arrived, GError **error)
{
  g_autoptr (MmsUnitCheck) check = mms_unit_check_new (self->haul, self->plan, self->staging);

  for (guint i = 0; i < mms_haul_get_n_units (self->haul); i++)
    {
      gboolean good = FALSE;
      gboolean complete = mms_haul_get_complete (self->haul, i);

      if (mms_haul_get_proven (self->haul, i) || (arrived && !complete) ||
          (!complete && !mms_unit_check_may_be_here (check, i)))
        continue;
      if (mms_unit_check_judge (check, i, &good, NULL) && good)
        mms_haul_set_proven (self->haul, i);
      else if (complete) /* said a map; it comes again */
        mms_haul_settle (self->haul, i, FALSE);
      mms_fetch_progress_set_done (self->progress, mms_haul_get_bytes_done (self->haul));
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/* Finds out what is here already. */
static gboolean
take_stock (Fetch *self, GError **error)
{
  MmsMetainfo *metainfo = self->order->metainfo;
  gboolean known;

  g_clear_pointer (&self->haul, mms_haul_free);
  g_free (self->print);
  self->haul = mms_haul_new (self->plan);
  self->print = metainfo != NULL ? mms_fetch_plan_dup_wanted_print (self->plan)
                                 : mms_fetch_plan_dup_print (self->plan);
  mms_fetch_progress_set_done (self->progress, 0);
  mms_fetch_progress_set_total (self->progress, mms_haul_get_bytes_total (self->haul));
  known = read_map (self);
  if (metainfo == NULL)
    return known || mms_staging_forget_parts (self->staging, error);
  if (self->order->pieces != NULL)
    {
      gsize bytes;
      const guint8 *bits = g_bytes_get_data (self->order->pieces, &bytes);

      mms_haul_limit_to (self->haul, bits, bytes);
    }
  return prove_the_rest (self, self->order->pieces != NULL, error);
}

static gboolean
prepare (Fetch *self, GError **error)
{
  const MmsFetchOrder *order = self->order;

  self->staging = mms_staging_open (order->staging, order->hash, error);
  if (self->staging != NULL && order->target != NULL)
    mms_staging_expect_target (self->staging, order->target);
  return self->staging != NULL && mms_staging_check_names (self->staging, self->plan, error) &&
         mms_staging_gather (self->staging, self->plan, error) &&
         take_stock (self, error) && mms_staging_check_space (self->staging, self->plan, error) &&
         reserve (self, error);
}

static gboolean
bring (Fetch *self, GError **error)
{
  MmsCrewErrand errand = { .plan = self->plan, .haul = self->haul, .staging = self->staging,
                           .progress = self->progress, .print = self->print, .hash = self->order->hash,
                           .rate_limit = self->order->rate_limit,
                           .priority = self->order->priority,
                           .goes_on = self->order->pieces != NULL };

  mms_fetch_progress_set_done (self->progress, mms_haul_get_bytes_done (self->haul));
  return mms_haul_get_whole (self->haul) ||
         mms_crew_bring (self->crew, &errand, &self->session, self->cancellable, error);
}

static gboolean
is_same_file (const MmsFetchFile *a, const MmsFetchFile *b)
{
  return a->bytes == b->bytes && a->modified_at == b->modified_at && strcmp (a->path, b->path) == 0;
}

static const MmsFetchFile *
find_same (MmsFetchPlan *plan, const MmsFetchFile *file)
{
  for (guint i = 0; i < plan->files->len; i++)
    if (is_same_file (plan->files->pdata[i], file))
      return plan->files->pdata[i];
  return NULL;
}

static void
note_change (Fetch *self, const MmsFetchFile *file)
{
  g_autofree char *shown = mms_remote_path_show (file->path);
  g_autofree char *note = NULL;

  /* Translators: %s is a file of a release */
  note = g_strdup_printf (_ ("“%s” changed on the seedbox while it was fetched, and was begun anew."),
                          shown);
  g_debug ("%s", note);
  mms_fetch_progress_set_note (self->progress, note);
}

/* Begins anew with the files as they are now; those that stayed the same are kept. */
static void
begin_again (Fetch *self, MmsFetchPlan *now)
{
  g_autoptr (MmsFetchPlan) before = g_steal_pointer (&self->plan);

  mms_haul_free (self->haul);
  self->plan = now;
  self->haul = mms_haul_new (now);
  g_free (self->print);
  self->print = mms_fetch_plan_dup_print (now);
  for (guint i = 0; i < now->files->len; i++)
    {
      const MmsFetchFile *file = now->files->pdata[i];

      if (find_same (before, file) != NULL)
        believe (self, file->offset, file->offset + file->bytes);
      else
        note_change (self, file);
    }
  mms_fetch_progress_set_total (self->progress, now->bytes_total);
}

/* Without hashes only sizes and times tell that the seedbox changed a file while it was read.
 * @changed: (out) */
static gboolean
look_again (Fetch *self, gboolean *changed, GError **error)
{
  g_autoptr (MmsFetchPlan) now = look_at_seedbox (self, error);
  g_autofree char *print = now != NULL ? mms_fetch_plan_dup_print (now) : NULL;

  *changed = print != NULL && strcmp (print, self->print) != 0;
  if (*changed)
    begin_again (self, g_steal_pointer (&now));
  return print != NULL;
}

static gboolean
fetch_files (Fetch *self, GError **error)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < RESTARTS; i++)
    {
      if (!bring (self, error))
        return FALSE;
      if (self->order->metainfo != NULL)
        return TRUE;
      if (!look_again (self, &changed, error))
        return FALSE;
      if (!changed)
        return TRUE;
    }
  g_set_error (error, MMS_ERROR, MMS_ERROR_BUSY,
               /* Translators: %s is a folder or file on the seedbox */
               _ ("“%s” keeps changing on the seedbox: it is not complete yet"),
               self->order->remote_path);
  return FALSE;
}

static gboolean
unpack (int folder_fd, int staging_fd, gpointer user_data, GError **error)
{
  Fetch *self = user_data;
  MmsUnpackPlace place = { staging_fd, MMS_STAGING_UNPACKED, self->order->staging };

  return mms_unpack (folder_fd, &place, self->progress, self->cancellable, error);
}

/* Proves a copy on another filesystem. */
static gboolean
prove (int folder_fd, gpointer user_data, GError **error)
{
  Fetch *self = user_data;

  if (self->plan->metainfo == NULL)
    return TRUE; /* each file was compared after it was copied */
  return mms_payload_check (folder_fd, self->plan->metainfo, self->order->wanted, self->progress,
                            self->cancellable, error);
}

/* Brings what the seedbox has of a torrent that it is still downloading. */
static void
fetch_ahead (Fetch *self, GError **error)
{
  if (self->order->metainfo == NULL)
    g_set_error_literal (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED,
                         _ ("Without the torrent file nothing can be fetched ahead"));
  else if (prepare (self, error))
    bring (self, error);
}

/**
 * mms_fetch_run:
 * @crew: whose lines bring the bytes
 * @offered_key: (out) (transfer full) (nullable): the host key that was shown, where it was not
 *   trusted
 *
 * Brings a release home. Nothing is ever seen at the target but the whole. With pieces only those
 * are brought, into staging.
 *
 * Returns: how it was verified; %MMS_VERIFIED_NOT_YET with @error set, or of pieces
 */
MmsVerified
mms_fetch_run (const MmsFetchOrder *order, MmsCrew *crew, const MmsSftpPatience *patience,
               const MmsRedial *redial, MmsFetchProgress *progress, GCancellable *cancellable,
               GBytes **offered_key, GError **error)
{
  g_auto (Fetch) self = { .order = order, .crew = crew, .patience = patience, .redial = redial,
                          .progress = progress, .cancellable = cancellable };
  MmsVerified verified;
  GBytes *key;

  if (!check_order (order, error) || !check_wanted (order, error))
    return MMS_VERIFIED_NOT_YET;
  if (order->pieces == NULL && look_at_target (&self, &verified, error))
    return verified;
  mms_crew_set_patience (crew, patience, redial);
  self.plan = look_at_seedbox (&self, error);
  key = self.plan == NULL ? mms_sftp_session_get_offered_key (self.session) : NULL;
  *offered_key = key != NULL ? g_bytes_ref (key) : NULL;
  if (self.plan != NULL && order->pieces != NULL)
    {
      fetch_ahead (&self, error);
      return MMS_VERIFIED_NOT_YET;
    }
  if (self.plan == NULL || !prepare (&self, error) || !fetch_files (&self, error) ||
      !mms_staging_publish (self.staging, self.plan, order->target, unpack, prove, &self, error))
    return MMS_VERIFIED_NOT_YET;
  return order->metainfo != NULL ? MMS_VERIFIED_PIECES : MMS_VERIFIED_SIZES;
}
