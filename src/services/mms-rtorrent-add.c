/* Adds a torrent, and believes only what rTorrent lists afterwards.
 *
 * rTorrent answers 0 to every load.*, whatever became of it, and ruTorrent's "Success" means no
 * more. What was there before is left as it is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-rtorrent-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FIRST_LOOK_MS 100
#define LONGEST_LOOK_MS 2000
#define AFTER_FAILED_MS 3000 /* how long to look for what ruTorrent said it failed to add */
#define STILL_LOOKS 5        /* 3 s */
#define XMLRPC_LIMIT_BYTES (16 * 1024 * 1024)

typedef struct
{
  MmsSeedboxAdd what;  /* its pointers are owned */
  gboolean has_turn;
  gboolean warmed;     /* ruTorrent was woken up already */
  gboolean waiting;    /* it was sent: a torrent that is listed now is ours */
  char *word;          /* (owned) (nullable): ruTorrent's */
  guint look_ms;
  guint still_looks;   /* looks at which it was listed and did not start */
  gint64 give_up_us;   /* monotonic */
} Add;

/* The story of one addition, in the order in which it happens.
 *
 *   look ──> looked ──missing──> find_way ──> way_found ──> turn_taken
 *    ^         │ there: done                                                     │
 *    │         └── listed ──> relabel ──> relabelled ──> done                    │
 *    │                                                                           │
 *    │   make_folder ──> folder_made ──> raise_limit ──> raised ──> load ──> loaded
 *    │   web ──> web_added ──cold──> warmed ──> web ──> web_added                │
 *    └────────────────────────────── later <─────────────────────────────────────┘
 */
static void     look       (GTask *task);
static void     looked     (GObject *source, GAsyncResult *result, gpointer user_data);
static void     find_way   (GTask *task);
static void     way_found  (GObject *source, GAsyncResult *result, gpointer user_data);
static void     turn_taken (GObject *turns, GAsyncResult *result, gpointer user_data);
static void     make_folder (GTask *task);
static void     folder_made (GObject *source, GAsyncResult *result, gpointer user_data);
static void     raise_limit (GTask *task);
static void     raised     (GObject *source, GAsyncResult *result, gpointer user_data);
static void     load       (GTask *task);
static void     loaded     (GObject *source, GAsyncResult *result, gpointer user_data);
static void     web        (GTask *task);
static void     web_added  (GObject *source, GAsyncResult *result, gpointer user_data);
static void     warmed     (GObject *source, GAsyncResult *result, gpointer user_data);
static void     wait_for   (GTask *task, guint wait_ms);
static void     later      (GTask *task);
static gboolean later_cb   (gpointer user_data);
static void     listed     (GTask *task, const MmsTorrentFacts *facts);
static void     relabel    (GObject *turns, GAsyncResult *result, gpointer user_data);
static void     relabelled (GObject *source, GAsyncResult *result, gpointer user_data);

static void
add_free (Add *self)
{
  g_free ((char *) self->what.hash);
  g_free ((char *) self->what.magnet);
  g_free ((char *) self->what.label);
  g_free ((char *) self->what.directory);
  g_clear_pointer (&self->what.metainfo, g_bytes_unref);
  g_free (self->word);
  g_free (self);
}

static Add *
add_new (const MmsSeedboxAdd *what)
{
  Add *self = g_new0 (Add, 1);

  self->what.hash = g_ascii_strup (what->hash, -1);
  self->what.magnet = g_strdup (what->magnet);
  self->what.label = g_strdup (what->label);
  self->what.directory = g_strdup (what->directory);
  self->what.metainfo = what->metainfo != NULL ? g_bytes_ref (what->metainfo) : NULL;
  self->what.start = what->start;
  return self;
}

static void
give_back (GTask *task, gboolean changed)
{
  MmsRtorrent *self = g_task_get_source_object (task);
  Add *data = g_task_get_task_data (task);

  if (data->has_turn)
    mms_rtorrent_turns_give_back (self->turns, changed);
  data->has_turn = FALSE;
}

static void
done (GTask *task)
{
  give_back (task, TRUE);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* Takes @error. */
static void
fail (GTask *task, GError *error)
{
  give_back (task, TRUE);
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* --- Is it there? --- */

static void
look (GTask *task)
{
  MmsRtorrent *self = g_task_get_source_object (task);
  Add *data = g_task_get_task_data (task);

  mms_rtorrent_find_async (self, data->what.hash, g_task_get_cancellable (task), looked, task);
}

static void
looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Add *data = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (MmsTorrentFacts) facts =
    mms_rtorrent_find_finish (MMS_RTORRENT (source), result, &error);

  if (facts != NULL && data->waiting)
    {
      listed (task, facts);
    }
  else if (facts != NULL)
    {
      done (task);
    }
  else if (!g_error_matches (error, MMS_ERROR, MMS_ERROR_MISSING))
    {
      fail (task, error);
    }
  else
    {
      g_clear_error (&error);
      if (data->waiting)
        later (task);
      else
        find_way (task);
    }
}

/* --- How? --- */

static void
find_way (GTask *task)
{
  MmsRtorrent *self = g_task_get_source_object (task);

  if (self->way == MMS_ADD_WAY_UNKNOWN)
    mms_rtorrent_find_way_async (self, g_task_get_cancellable (task), way_found, task);
  else
    way_found (G_OBJECT (self), NULL, task);
}

static void
way_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MmsRtorrent *self = MMS_RTORRENT (source);
  GTask *task = user_data;
  Add *data = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean ok = result == NULL || mms_rtorrent_find_way_finish (self, result, &error);

  if (ok && self->way == MMS_ADD_WAY_RUTORRENT)
    ok = mms_rtorrent_web_can_add (&data->what, &error);
  else if (ok)
    ok = mms_rtorrent_load_can_add (self, &data->what, &error);
  if (!ok)
    fail (task, error);
  else
    mms_rtorrent_turns_take_async (self->turns, g_task_get_cancellable (task), turn_taken, task);
}

static void
turn_taken (GObject *turns, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  MmsRtorrent *self = g_task_get_source_object (task);
  Add *data = g_task_get_task_data (task);
  GError *error = NULL;

  data->has_turn = mms_rtorrent_turns_take_finish (MMS_RTORRENT_TURNS (turns), result, &error);
  if (!data->has_turn)
    fail (task, error);
  else if (self->way == MMS_ADD_WAY_RUTORRENT)
    web (task);
  else
    make_folder (task);
}

/* --- By XML-RPC --- */

/* rTorrent makes a torrent's own folder, but not the one above, and then stands still without a
 * word. execute2 takes a list of arguments and knows no shell. */
static void
make_folder (GTask *task)
{
  MmsRtorrent *self = g_task_get_source_object (task);
  Add *data = g_task_get_task_data (task);
  const char *directory = data->what.directory;

  if (directory == NULL || *directory == '\0')
    raise_limit (task);
  else
    mms_rtorrent_call_async (self, "execute2",
                             g_variant_new ("(sssss)", "", "mkdir", "-p", "--", directory), FALSE,
                             g_task_get_cancellable (task), folder_made, task);
}

/* A box that forbids it may have the folder already; listed() sees whether the torrent starts. */
static void
folder_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = mms_rtorrent_call_finish (MMS_RTORRENT (source), result, &error);

  if (error != NULL)
    g_debug ("no folder was made: %s", error->message);
  raise_limit (user_data);
}

static void
raise_limit (GTask *task)
{
  MmsRtorrent *self = g_task_get_source_object (task);
  Add *data = g_task_get_task_data (task);

  if (mms_rtorrent_load_is_large (&data->what))
    mms_rtorrent_call_async (self, "network.xmlrpc.size_limit.set",
                             g_variant_new ("(sx)", "", (gint64) XMLRPC_LIMIT_BYTES), FALSE,
                             g_task_get_cancellable (task), raised, task);
  else
    load (task);
}

/* Where it was not raised, the load itself says that the request is too large. */
static void
raised (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = mms_rtorrent_call_finish (MMS_RTORRENT (source), result, &error);

  if (error != NULL)
    g_debug ("the size limit stays: %s", error->message);
  load (user_data);
}

static void
load (GTask *task)
{
  MmsRtorrent *self = g_task_get_source_object (task);
  Add *data = g_task_get_task_data (task);

  mms_rtorrent_call_async (self, mms_rtorrent_load_method (&data->what),
                           mms_rtorrent_load_params (&data->what), FALSE,
                           g_task_get_cancellable (task), loaded, task);
}

static void
loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MmsRtorrent *self = MMS_RTORRENT (source);
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) answer = mms_rtorrent_call_finish (self, result, &error);

  if (answer == NULL)
    fail (task, error);
  else
    wait_for (task, self->appear_ms);
}

/* --- By ruTorrent --- */

static void
web (GTask *task)
{
  MmsRtorrent *self = g_task_get_source_object (task);
  Add *data = g_task_get_task_data (task);

  mms_rtorrent_web_add_async (self, &data->what, g_task_get_cancellable (task), web_added, task);
}

static void
web_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MmsRtorrent *self = MMS_RTORRENT (source);
  GTask *task = user_data;
  Add *data = g_task_get_task_data (task);
  GError *error = NULL;

  g_free (data->word);
  data->word = mms_rtorrent_web_add_finish (self, result, &error);
  if (data->word == NULL)
    {
      fail (task, error);
    }
  else if (g_str_equal (data->word, "Failed") && !data->warmed)
    {
      data->warmed = TRUE;
      mms_rtorrent_web_warm_async (self, g_task_get_cancellable (task), warmed, task);
    }
  else
    {
      gboolean good = g_str_equal (data->word, "Success");

      wait_for (task, good ? self->appear_ms : MIN (self->appear_ms, AFTER_FAILED_MS));
    }
}

static void
warmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mms_rtorrent_web_warm_finish (MMS_RTORRENT (source), result, &error))
    g_debug ("ruTorrent stays cold: %s", error->message);
  web (user_data);
}

/* --- Did it appear? --- */

static void
wait_for (GTask *task, guint wait_ms)
{
  Add *data = g_task_get_task_data (task);

  give_back (task, TRUE);
  data->waiting = TRUE;
  data->look_ms = FIRST_LOOK_MS;
  data->give_up_us = g_get_monotonic_time () + (gint64) wait_ms * 1000;
  look (task);
}

static GError *
did_not_appear (GTask *task)
{
  MmsRtorrent *self = g_task_get_source_object (task);
  Add *data = g_task_get_task_data (task);

  if (data->word == NULL)
    return g_error_new (MMS_ERROR, MMS_ERROR_REFUSED,
                        /* Translators: %s is a command like load.raw_start */
                        _ ("rTorrent took the torrent (%s answered 0), and yet does not list it. "
                           "It cannot read it, or its disk is full."),
                        mms_rtorrent_load_method (&data->what));
  if (g_str_equal (data->word, "FailedFile"))
    return g_error_new_literal (MMS_ERROR, MMS_ERROR_REFUSED,
                                _ ("ruTorrent says that this is not a .torrent file (FailedFile)."));
  if (g_str_equal (data->word, "FailedDirectory"))
    return g_error_new (MMS_ERROR, MMS_ERROR_REFUSED,
                        /* Translators: %s is a folder on the seedbox */
                        _ ("ruTorrent does not allow downloads into this folder "
                           "(FailedDirectory): %s"),
                        data->what.directory != NULL ? data->what.directory : "");
  self->way = MMS_ADD_WAY_UNKNOWN; /* to be found out anew */
  return g_error_new (MMS_ERROR, MMS_ERROR_REFUSED,
                      /* Translators: %s is ruTorrent's word, like Success or Failed */
                      _ ("ruTorrent answered “%s”, and rTorrent does not list the torrent."),
                      data->word);
}

static void
later (GTask *task)
{
  Add *data = g_task_get_task_data (task);
  g_autoptr (GSource) source = NULL;

  if (g_get_monotonic_time () >= data->give_up_us)
    {
      fail (task, did_not_appear (task));
      return;
    }
  source = g_timeout_source_new (data->look_ms);
  data->look_ms = MIN (data->look_ms * 2, LONGEST_LOOK_MS);
  g_source_set_callback (source, later_cb, task, NULL);
  g_source_attach (source, g_task_get_context (task));
}

static gboolean
later_cb (gpointer user_data)
{
  look (user_data);
  return G_SOURCE_REMOVE;
}

/* Open and meant to run, and neither running nor being checked: its folder cannot be used. */
static gboolean
stands_still (const MmsTorrentFacts *facts)
{
  return facts->state && facts->is_open && !facts->is_active && !facts->is_magnet &&
         facts->hashing == MMS_HASHING_NONE && facts->bytes_left > 0;
}

/* The first extra command that fails ends them all, and leaves the torrent standing still. */
static void
listed (GTask *task, const MmsTorrentFacts *facts)
{
  MmsRtorrent *self = g_task_get_source_object (task);
  Add *data = g_task_get_task_data (task);
  const char *label = data->what.label != NULL ? data->what.label : "";

  if (g_str_has_prefix (facts->message != NULL ? facts->message : "", "Command on torrent creation failed"))
    fail (task, g_error_new (MMS_ERROR, MMS_ERROR_REFUSED,
                             /* Translators: %s is what rTorrent says */
                             _ ("rTorrent lists the torrent, but could not set it up: %s"),
                             facts->message));
  else if (data->what.start && stands_still (facts) && data->still_looks++ < STILL_LOOKS)
    later (task);
  else if (data->what.start && stands_still (facts))
    fail (task, g_error_new (MMS_ERROR, MMS_ERROR_REFUSED,
                             /* Translators: %s is a folder on the seedbox */
                             _ ("rTorrent lists the torrent, but does not start it. Does the "
                                "folder exist, and may rTorrent write there? %s"),
                             facts->directory));
  else if (*label != '\0' && g_strcmp0 (facts->label, label) != 0)
    mms_rtorrent_turns_take_async (self->turns, g_task_get_cancellable (task), relabel, task);
  else
    done (task);
}

static void
relabel (GObject *turns, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  MmsRtorrent *self = g_task_get_source_object (task);
  Add *data = g_task_get_task_data (task);
  g_autofree char *encoded = g_uri_escape_string (data->what.label, NULL, FALSE);
  GError *error = NULL;

  data->has_turn = mms_rtorrent_turns_take_finish (MMS_RTORRENT_TURNS (turns), result, &error);
  if (!data->has_turn)
    fail (task, error);
  else
    mms_rtorrent_call_async (self, "d.custom1.set",
                             g_variant_new ("(ss)", data->what.hash, encoded), FALSE,
                             g_task_get_cancellable (task), relabelled, task);
}

static void
relabelled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) answer = mms_rtorrent_call_finish (MMS_RTORRENT (source), result, &error);

  if (answer == NULL)
    fail (task, error);
  else
    done (task);
}

static gboolean
is_sound (const MmsSeedboxAdd *what, GError **error)
{
  const char *directory = what->directory;

  if (!mms_rtorrent_check_hash (what->hash, error))
    return FALSE;
  if ((what->metainfo == NULL) == (what->magnet == NULL) ||
      (what->magnet != NULL && g_ascii_strncasecmp (what->magnet, "magnet:?", 8) != 0))
    {
      g_set_error_literal (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                           _ ("There is neither a .torrent nor a magnet link to add."));
      return FALSE;
    }
  if ((directory != NULL && *directory != '\0' &&
       (*directory != '/' || !g_utf8_validate (directory, -1, NULL))) ||
      (what->label != NULL && !g_utf8_validate (what->label, -1, NULL)))
    {
      g_set_error_literal (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                           _ ("The folder on the seedbox must be given in full, beginning with "
                              "“/”."));
      return FALSE;
    }
  return TRUE;
}

void
mms_rtorrent_add_async (MmsRtorrent *self, const MmsSeedboxAdd *what, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, mms_rtorrent_add_async);
  if (!is_sound (what, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, add_new (what), (GDestroyNotify) add_free);
  look (g_steal_pointer (&task));
}

gboolean
mms_rtorrent_add_finish (MmsRtorrent *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
