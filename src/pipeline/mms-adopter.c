/* Finds torrents that somebody else put on the seedbox and takes them on the road.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipeline/mms-adopter.h"

#include <glib/gi18n-lib.h>

#define TRACKED_EVERY_S 60
#define GRACE_S (3 * 60) /* Sonarr and Radarr look at their clients once a minute */

struct _MmsAdopter
{
  GObject parent_instance;

  MmsPipeline *pipeline; /* (owned) */
  gint64 asked_at_us;    /* monotonic: when the queues were read last; 0: never */
  guint n_unknown;       /* how many torrents were unknown then */
};

G_DEFINE_FINAL_TYPE (MmsAdopter, mms_adopter, G_TYPE_OBJECT);

/* The story of one look. What an *arr tracks by hash is certain; a label alone is a guess, made
 * only for torrents that are newer than MMS's first start, and confirmed by a person.
 *
 *   look ──> looked ──unknown ones──> ask ⟲ tracked ──> guess ⟲ parsed ──> done
 */
static void looked (GObject *source, GAsyncResult *result, gpointer user_data);
static void ask (GTask *task);
static void tracked (GObject *source, GAsyncResult *result, gpointer user_data);
static void guess (GTask *task);
static void parsed (GObject *source, GAsyncResult *result, gpointer user_data);

/* A labelled torrent that nobody tracks. */
typedef struct
{
  char *hash;        /* (owned) */
  char *name;        /* (owned) */
  MmsMediaKind kind;
} Stray;

typedef struct
{
  MmsWorld *world;     /* (owned) */
  GHashTable *unknown; /* (owned): info-hash -> name, of torrents that are no jobs */
  GQueue strays;       /* (owned) (element-type Stray) */
  guint kind;          /* the library that is asked next */
} Story;

static void
stray_free (gpointer data)
{
  Stray *stray = data;

  g_free (stray->hash);
  g_free (stray->name);
  g_free (stray);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Stray, stray_free)

static void
story_free (gpointer data)
{
  Story *story = data;

  mms_world_unref (story->world);
  g_hash_table_unref (story->unknown);
  g_queue_clear_full (&story->strays, stray_free);
  g_free (story);
}

static void
mms_adopter_finalize (GObject *object)
{
  g_object_unref (MMS_ADOPTER (object)->pipeline);

  G_OBJECT_CLASS (mms_adopter_parent_class)->finalize (object);
}

static void
mms_adopter_class_init (MmsAdopterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_adopter_finalize;
}

static void
mms_adopter_init (MmsAdopter *self)
{
}

/* Returns: (transfer full): an adopter that gives what it finds to @pipeline */
MmsAdopter *
mms_adopter_new (MmsPipeline *pipeline)
{
  MmsAdopter *self = g_object_new (MMS_TYPE_ADOPTER, NULL);

  self->pipeline = g_object_ref (pipeline);
  return self;
}

static void
done (GTask *task)
{
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/**
 * mms_adopter_look_async:
 *
 * Looks once. The queues of Sonarr and Radarr are read when a torrent is new to us, and once a
 * minute as long as there are unknown ones.
 */
void
mms_adopter_look_async (MmsAdopter *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  MmsWorld *world = mms_pipeline_get_world (self->pipeline);
  Story *story = NULL;

  g_task_set_source_tag (task, mms_adopter_look_async);
  if (world == NULL || world->watcher == NULL || !world->adopt)
    {
      done (task);
      return;
    }
  story = g_new0 (Story, 1);
  story->world = mms_world_ref (world);
  story->unknown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_init (&story->strays);
  g_task_set_task_data (task, story, story_free);
  mms_watcher_look_async (world->watcher, cancellable, looked, task);
}

gboolean
mms_adopter_look_finish (MmsAdopter *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
find_kind (MmsWorld *world, const char *label, MmsMediaKind *kind)
{
  for (guint i = 0; i < MMS_N_MEDIA_KINDS; i++)
    if (world->labels[i] != NULL && world->labels[i][0] != '\0' && g_strcmp0 (world->labels[i], label) == 0)
      {
        *kind = (MmsMediaKind) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_stray (MmsWorld *world, const MmsTorrentFacts *facts, MmsMediaKind *kind)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  return facts->added_at >= world->adopt_since && now - facts->added_at > GRACE_S
         && find_kind (world, facts->label, kind) && world->libraries[*kind] != NULL;
}

static void
sort_out (MmsAdopter *self, Story *story, const MmsTorrentFacts *facts)
{
  MmsMediaKind kind;
  Stray *stray = NULL;

  if (mms_pipeline_find (self->pipeline, facts->hash) != NULL
      || mms_pipeline_get_ignored (self->pipeline, facts->hash))
    return;
  g_hash_table_insert (story->unknown, g_strdup (facts->hash), g_strdup (facts->name));
  if (!is_stray (story->world, facts, &kind))
    return;
  stray = g_new0 (Stray, 1);
  stray->hash = g_strdup (facts->hash);
  stray->name = g_strdup (facts->name);
  stray->kind = kind;
  g_queue_push_tail (&story->strays, stray);
}

static gboolean
is_time_to_ask (MmsAdopter *self, guint n_unknown)
{
  gint64 now_us = g_get_monotonic_time ();

  return n_unknown > 0
         && (self->asked_at_us == 0 || n_unknown > self->n_unknown
             || now_us - self->asked_at_us > TRACKED_EVERY_S * G_USEC_PER_SEC);
}

static void
looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsAdopter *self = g_task_get_source_object (task);
  Story *story = g_task_get_task_data (task);
  GListModel *torrents = G_LIST_MODEL (mms_watcher_get_torrents (MMS_WATCHER (source)));
  GError *error = NULL;
  guint n_unknown = 0;
  gboolean is_time = FALSE;

  if (!mms_watcher_look_finish (MMS_WATCHER (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (torrents); i++)
    {
      g_autoptr (MmsTorrent) torrent = g_list_model_get_item (torrents, i);

      sort_out (self, story, mms_torrent_get_facts (torrent));
    }
  n_unknown = g_hash_table_size (story->unknown);
  is_time = is_time_to_ask (self, n_unknown);
  self->n_unknown = n_unknown;
  if (is_time)
    ask (g_steal_pointer (&task));
  else
    done (g_steal_pointer (&task));
}

static void
ask (GTask *task)
{
  MmsAdopter *self = g_task_get_source_object (task);
  Story *story = g_task_get_task_data (task);

  while (story->kind < MMS_N_MEDIA_KINDS && story->world->libraries[story->kind] == NULL)
    story->kind++;
  if (story->kind < MMS_N_MEDIA_KINDS)
    {
      mms_library_tracked_async (story->world->libraries[story->kind], g_task_get_cancellable (task),
                                 tracked, task);
      return;
    }
  self->asked_at_us = g_get_monotonic_time ();
  guess (task);
}

static void
adopt_tracked (MmsAdopter *self, MmsLibrary *library, const MmsTracked *row, const char *name)
{
  g_autoptr (MmsJob) job = mms_job_new (row->hash, name);
  g_autofree char *who = g_ascii_strdown (mms_library_get_name (library), -1);
  g_autofree char *message
      /* Translators: %s is Sonarr or Radarr */
      = g_strdup_printf (_ ("%s sent this torrent to the seedbox."), mms_library_get_name (library));

  mms_job_set_fact (job, MMS_FACT_GRABBED);
  mms_job_set_adopted (job, TRUE);
  mms_job_set_intent (job, row->intent);
  mms_pipeline_adopt (self->pipeline, job, who, message);
}

static void
drop_stray (Story *story, const char *hash)
{
  for (GList *link = story->strays.head; link != NULL; link = link->next)
    if (g_strcmp0 (((Stray *) link->data)->hash, hash) == 0)
      {
        stray_free (link->data);
        g_queue_delete_link (&story->strays, link);
        return;
      }
}

/* Whoever does not answer may track these: they are no strays yet. */
static void
spare_strays (Story *story, MmsMediaKind kind)
{
  GList *link = story->strays.head;

  while (link != NULL)
    {
      GList *next = link->next;
      Stray *stray = link->data;

      if (stray->kind == kind)
        {
          stray_free (stray);
          g_queue_delete_link (&story->strays, link);
        }
      link = next;
    }
}

static void
tracked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsAdopter *self = g_task_get_source_object (task);
  Story *story = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = mms_library_tracked_finish (MMS_LIBRARY (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (rows == NULL)
    {
      g_debug ("%s does not say what it tracks: %s", mms_library_get_name (MMS_LIBRARY (source)),
               error->message);
      spare_strays (story, story->kind);
    }
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      MmsTracked *row = g_ptr_array_index (rows, i);
      const char *name = g_hash_table_lookup (story->unknown, row->hash);

      if (name == NULL)
        continue;
      adopt_tracked (self, MMS_LIBRARY (source), row, name);
      drop_stray (story, row->hash);
    }
  story->kind++;
  ask (g_steal_pointer (&task));
}

static void
guess (GTask *task)
{
  Story *story = g_task_get_task_data (task);
  Stray *stray = g_queue_peek_head (&story->strays);

  if (stray == NULL)
    done (task);
  else
    mms_library_parse_async (story->world->libraries[stray->kind], stray->name,
                             g_task_get_cancellable (task), parsed, task);
}

static MmsIntent *
new_guess (const MmsParsed *what)
{
  MmsIntent *intent = mms_intent_new_for_media (what->media);

  intent->confidence = MMS_CONFIDENCE_GUESSED;
  intent->season = what->season;
  if (what->episodes != NULL)
    g_array_append_vals (intent->episodes, what->episodes->data, what->episodes->len);
  return intent;
}

static void
adopt_stray (MmsAdopter *self, const Stray *stray, const MmsParsed *what)
{
  g_autoptr (MmsJob) job = mms_job_new (stray->hash, stray->name);

  mms_job_set_fact (job, MMS_FACT_GRABBED);
  mms_job_set_adopted (job, TRUE);
  if (what != NULL && what->media != NULL)
    {
      g_autoptr (MmsIntent) intent = new_guess (what);

      mms_job_set_intent (job, intent);
    }
  mms_pipeline_adopt (self->pipeline, job, "mms", _ ("Found on the seedbox by its label."));
}

/* A name that cannot be read now is read at the next look; the others do not wait for it. */
static void
parsed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Story *story = g_task_get_task_data (task);
  g_autoptr (Stray) stray = g_queue_pop_head (&story->strays);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsParsed) what = mms_library_parse_finish (MMS_LIBRARY (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (what != NULL || g_error_matches (error, MMS_ERROR, MMS_ERROR_MISSING))
    adopt_stray (g_task_get_source_object (task), stray, what);
  guess (g_steal_pointer (&task));
}
