/* One release on its way down the road.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-job.h"

struct _MmsJob
{
  GObject parent_instance;

  char hash[41];          /* 40 upper-case hex: what names the job */
  char *name;             /* (owned): the release's name, for people */
  MmsFact fact;
  MmsProblem *problem;    /* (owned) (nullable) */
  MmsIntent *intent;      /* (owned) (nullable): %NULL until somebody said which title it is */
  char *magnet;           /* (owned) (nullable) */
  GBytes *metainfo;       /* (owned) (nullable): the .torrent file */
  char *label;            /* (owned) (nullable): plain, not percent-encoded */
  char *directory;        /* (owned) (nullable): where the seedbox shall put it */
  char *remote_path;      /* (owned) (nullable): known once the data is complete */
  char *local_path;       /* (owned) (nullable): the folder under its final name; chosen before the fetch */
  gint64 bytes_total;     /* 0: not known */
  MmsVerified verified;
  gboolean adopted;       /* somebody else put it on the seedbox */
  gint64 added_at;
  gint64 updated_at;
  gint64 import_started_at; /* when the import command was first sent; 0: never */
  gboolean paused;        /* a person does not want it to be fetched now */
  MmsPriority priority;   /* of its fetch */
  gint64 rate_limit;      /* of its fetch, bytes per second; 0: none of its own */

  gboolean running;       /* a step is at work now */
  MmsTransfer *transfer;  /* (owned): the figures of watch and fetch */
  gboolean looked_at_closely; /* its torrent is asked for by itself, and often */
  guint pieces_ahead;     /* that came home before the seedbox was done */
  char *status;           /* (owned) (nullable): what the running step says of itself */
};

G_DEFINE_FINAL_TYPE (MmsJob, mms_job, G_TYPE_OBJECT);

enum
{
  PROP_0,
  PROP_HASH,
  PROP_NAME,
  PROP_FACT,
  PROP_PROBLEM,
  PROP_INTENT,
  PROP_RUNNING,
  PROP_STATUS,
  PROP_PROGRESS,
  PROP_VERIFIED,
  PROP_UPDATED_AT,
  PROP_PAUSED,
  PROP_PRIORITY,
  PROP_RATE_LIMIT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static const char *const verified_nicks[] = { "not-yet", "pieces", "sizes" };

static void
mms_job_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MmsJob *self = MMS_JOB (object);

  switch (id)
    {
    case PROP_HASH:
      g_value_set_string (value, self->hash);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_FACT:
      g_value_set_uint (value, self->fact);
      break;
    case PROP_PROBLEM:
      g_value_set_boxed (value, self->problem);
      break;
    case PROP_INTENT:
      g_value_set_boxed (value, self->intent);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    case PROP_STATUS:
      g_value_set_string (value, self->status);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, mms_job_get_progress (self));
      break;
    case PROP_VERIFIED:
      g_value_set_uint (value, self->verified);
      break;
    case PROP_UPDATED_AT:
      g_value_set_int64 (value, self->updated_at);
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    case PROP_PRIORITY:
      g_value_set_int (value, self->priority);
      break;
    case PROP_RATE_LIMIT:
      g_value_set_int64 (value, self->rate_limit);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mms_job_finalize (GObject *object)
{
  MmsJob *self = MMS_JOB (object);

  g_free (self->name);
  mms_problem_free (self->problem);
  mms_intent_free (self->intent);
  g_free (self->magnet);
  g_clear_pointer (&self->metainfo, g_bytes_unref);
  g_free (self->label);
  g_free (self->directory);
  g_free (self->remote_path);
  g_free (self->local_path);
  g_free (self->status);
  g_object_unref (self->transfer);

  G_OBJECT_CLASS (mms_job_parent_class)->finalize (object);
}

static void
mms_job_class_init (MmsJobClass *klass)
{
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mms_job_get_property;
  object_class->finalize = mms_job_finalize;

  props[PROP_HASH] = g_param_spec_string ("hash", NULL, NULL, NULL, read);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, read);
  props[PROP_FACT] = g_param_spec_uint ("fact", NULL, NULL, 0, MMS_FACT_DONE, 0, read);
  props[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, MMS_TYPE_PROBLEM, read);
  props[PROP_INTENT] = g_param_spec_boxed ("intent", NULL, NULL, MMS_TYPE_INTENT, read);
  props[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, read);
  props[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, read);
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, read);
  props[PROP_VERIFIED] = g_param_spec_uint ("verified", NULL, NULL, 0, MMS_VERIFIED_SIZES, 0, read);
  props[PROP_UPDATED_AT] = g_param_spec_int64 ("updated-at", NULL, NULL, 0, G_MAXINT64, 0, read);
  props[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, read);
  props[PROP_PRIORITY] = g_param_spec_int ("priority", NULL, NULL, MMS_PRIORITY_LOW, MMS_PRIORITY_HIGH,
                                           MMS_PRIORITY_NORMAL, read);
  props[PROP_RATE_LIMIT] = g_param_spec_int64 ("rate-limit", NULL, NULL, 0, G_MAXINT64, 0, read);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
transfer_changed_cb (MmsJob *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
}

static void
mms_job_init (MmsJob *self)
{
  self->transfer = mms_transfer_new ();
  g_signal_connect_object (self->transfer, "changed", G_CALLBACK (transfer_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * mms_job_new:
 * @hash: the info-hash, 40 hex digits of any case
 * @name: the release's name
 *
 * Returns: (transfer full): a job that was just chosen
 */
MmsJob *
mms_job_new (const char *hash, const char *name)
{
  MmsJob *self = g_object_new (MMS_TYPE_JOB, NULL);
  g_autofree char *upper = g_ascii_strup (hash, -1);

  g_strlcpy (self->hash, upper, sizeof self->hash);
  self->name = g_strdup (name);
  return self;
}

/* Returns: (transfer full): the same facts in an object of its own, for a worker to write down */
MmsJob *
mms_job_copy (MmsJob *self)
{
  MmsJob *copy = mms_job_new (self->hash, self->name);

  copy->fact = self->fact;
  mms_job_set_problem (copy, self->problem);
  mms_job_set_intent (copy, self->intent);
  copy->magnet = g_strdup (self->magnet);
  copy->metainfo = self->metainfo != NULL ? g_bytes_ref (self->metainfo) : NULL;
  copy->label = g_strdup (self->label);
  copy->directory = g_strdup (self->directory);
  copy->remote_path = g_strdup (self->remote_path);
  copy->local_path = g_strdup (self->local_path);
  copy->bytes_total = self->bytes_total;
  copy->verified = self->verified;
  copy->adopted = self->adopted;
  copy->added_at = self->added_at;
  copy->updated_at = self->updated_at;
  copy->import_started_at = self->import_started_at;
  copy->paused = self->paused;
  copy->priority = self->priority;
  copy->rate_limit = self->rate_limit;
  return copy;
}

const char *
mms_job_get_hash (MmsJob *self)
{
  return self->hash;
}

const char *
mms_job_get_name (MmsJob *self)
{
  return self->name;
}

void
mms_job_set_name (MmsJob *self, const char *name)
{
  char *copy = NULL;

  if (g_strcmp0 (self->name, name) == 0)
    return;
  copy = g_strdup (name);
  g_free (self->name);
  self->name = copy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME]);
}

const char *
mms_job_get_magnet (MmsJob *self)
{
  return self->magnet;
}

void
mms_job_set_magnet (MmsJob *self, const char *magnet)
{
  char *copy = NULL;

  if (g_strcmp0 (self->magnet, magnet) == 0)
    return;
  copy = g_strdup (magnet);
  g_free (self->magnet);
  self->magnet = copy;
}

const char *
mms_job_get_label (MmsJob *self)
{
  return self->label;
}

void
mms_job_set_label (MmsJob *self, const char *label)
{
  char *copy = NULL;

  if (g_strcmp0 (self->label, label) == 0)
    return;
  copy = g_strdup (label);
  g_free (self->label);
  self->label = copy;
}

const char *
mms_job_get_directory (MmsJob *self)
{
  return self->directory;
}

void
mms_job_set_directory (MmsJob *self, const char *directory)
{
  char *copy = NULL;

  if (g_strcmp0 (self->directory, directory) == 0)
    return;
  copy = g_strdup (directory);
  g_free (self->directory);
  self->directory = copy;
}

const char *
mms_job_get_remote_path (MmsJob *self)
{
  return self->remote_path;
}

void
mms_job_set_remote_path (MmsJob *self, const char *path)
{
  char *copy = NULL;

  if (g_strcmp0 (self->remote_path, path) == 0)
    return;
  copy = g_strdup (path);
  g_free (self->remote_path);
  self->remote_path = copy;
}

const char *
mms_job_get_local_path (MmsJob *self)
{
  return self->local_path;
}

void
mms_job_set_local_path (MmsJob *self, const char *path)
{
  char *copy = NULL;

  if (g_strcmp0 (self->local_path, path) == 0)
    return;
  copy = g_strdup (path);
  g_free (self->local_path);
  self->local_path = copy;
}

const char *
mms_job_get_status (MmsJob *self)
{
  return self->status;
}

void
mms_job_set_status (MmsJob *self, const char *status)
{
  char *copy = NULL;

  if (g_strcmp0 (self->status, status) == 0)
    return;
  copy = g_strdup (status);
  g_free (self->status);
  self->status = copy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATUS]);
}

MmsFact
mms_job_get_fact (MmsJob *self)
{
  return self->fact;
}

void
mms_job_set_fact (MmsJob *self, MmsFact fact)
{
  if (self->fact == fact)
    return;
  self->fact = fact;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FACT]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
}

const MmsProblem *
mms_job_get_problem (MmsJob *self)
{
  return self->problem;
}

/* Takes a copy of @problem; %NULL says that there is none any more. */
void
mms_job_set_problem (MmsJob *self, const MmsProblem *problem)
{
  MmsProblem *copy = NULL;

  if (mms_problem_equal (self->problem, problem))
    return;
  copy = problem != NULL ? mms_problem_copy (problem) : NULL;
  mms_problem_free (self->problem);
  self->problem = copy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
}

const MmsIntent *
mms_job_get_intent (MmsJob *self)
{
  return self->intent;
}

void
mms_job_set_intent (MmsJob *self, const MmsIntent *intent)
{
  MmsIntent *copy = intent != NULL ? mms_intent_copy (intent) : NULL;

  mms_intent_free (self->intent);
  self->intent = copy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_INTENT]);
}

GBytes *
mms_job_get_metainfo (MmsJob *self)
{
  return self->metainfo;
}

void
mms_job_set_metainfo (MmsJob *self, GBytes *metainfo)
{
  if (metainfo != NULL)
    g_bytes_ref (metainfo);
  g_clear_pointer (&self->metainfo, g_bytes_unref);
  self->metainfo = metainfo;
}

MmsVerified
mms_job_get_verified (MmsJob *self)
{
  return self->verified;
}

void
mms_job_set_verified (MmsJob *self, MmsVerified verified)
{
  if (self->verified == verified)
    return;
  self->verified = verified;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VERIFIED]);
}

gint64
mms_job_get_updated_at (MmsJob *self)
{
  return self->updated_at;
}

void
mms_job_set_updated_at (MmsJob *self, gint64 at)
{
  if (self->updated_at == at)
    return;
  self->updated_at = at;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UPDATED_AT]);
}

gint64
mms_job_get_bytes_total (MmsJob *self)
{
  return self->bytes_total;
}

void
mms_job_set_bytes_total (MmsJob *self, gint64 bytes)
{
  self->bytes_total = bytes;
}

gboolean
mms_job_get_adopted (MmsJob *self)
{
  return self->adopted;
}

void
mms_job_set_adopted (MmsJob *self, gboolean adopted)
{
  self->adopted = adopted;
}

gint64
mms_job_get_added_at (MmsJob *self)
{
  return self->added_at;
}

void
mms_job_set_added_at (MmsJob *self, gint64 at)
{
  self->added_at = at;
}

gint64
mms_job_get_import_started_at (MmsJob *self)
{
  return self->import_started_at;
}

void
mms_job_set_import_started_at (MmsJob *self, gint64 at)
{
  self->import_started_at = at;
}

gboolean
mms_job_get_paused (MmsJob *self)
{
  return self->paused;
}

void
mms_job_set_paused (MmsJob *self, gboolean paused)
{
  if (self->paused == paused)
    return;
  self->paused = paused;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAUSED]);
}

MmsPriority
mms_job_get_priority (MmsJob *self)
{
  return self->priority;
}

void
mms_job_set_priority (MmsJob *self, MmsPriority priority)
{
  if (self->priority == priority)
    return;
  self->priority = priority;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRIORITY]);
}

gint64
mms_job_get_rate_limit (MmsJob *self)
{
  return self->rate_limit;
}

/* @rate: bytes per second; 0: none of its own */
void
mms_job_set_rate_limit (MmsJob *self, gint64 rate)
{
  if (self->rate_limit == MAX (rate, 0))
    return;
  self->rate_limit = MAX (rate, 0);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RATE_LIMIT]);
}

/* Returns: whether its next step is the fetch, which a person paused; what is before it and behind
 *   it goes on: only the fetch takes the line */
gboolean
mms_job_is_held (MmsJob *self)
{
  return self->paused && self->fact == MMS_FACT_COMPLETE;
}

gboolean
mms_job_get_running (MmsJob *self)
{
  return self->running;
}

void
mms_job_set_running (MmsJob *self, gboolean running)
{
  if (self->running == running)
    return;
  self->running = running;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
}

/* Returns: (transfer none): the live figures of the step that moves bytes */
MmsTransfer *
mms_job_get_transfer (MmsJob *self)
{
  return self->transfer;
}

/* Returns: from 0 to 1, over the whole road */
double
mms_job_get_progress (MmsJob *self)
{
  return mms_road_get_progress (self->fact, mms_transfer_get_progress (self->transfer));
}

/* Returns: (transfer none): the stable name, in the database and in JSON */
const char *
mms_verified_to_nick (MmsVerified verified)
{
  g_return_val_if_fail ((guint) verified < G_N_ELEMENTS (verified_nicks), "");
  return verified_nicks[verified];
}

gboolean
mms_verified_from_nick (const char *nick, MmsVerified *verified)
{
  for (guint i = 0; i < G_N_ELEMENTS (verified_nicks); i++)
    if (g_strcmp0 (nick, verified_nicks[i]) == 0)
      {
        *verified = (MmsVerified) i;
        return TRUE;
      }
  return FALSE;
}

/* Returns: how many pieces the seedbox had when they were fetched ahead last; 0: none were */
guint
mms_job_get_pieces_ahead (MmsJob *self)
{
  return self->pieces_ahead;
}

void
mms_job_set_pieces_ahead (MmsJob *self, guint pieces)
{
  self->pieces_ahead = pieces;
}

/* Returns: whether its torrent moves, so that it is asked for by itself, and often */
gboolean
mms_job_get_looked_at_closely (MmsJob *self)
{
  return self->looked_at_closely;
}

void
mms_job_set_looked_at_closely (MmsJob *self, gboolean closely)
{
  self->looked_at_closely = closely;
}
