/* A live torrent on the seedbox, one object for each info-hash.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-torrent.h"

#include <string.h>

struct _MmsTorrent
{
  GObject parent_instance;

  char hash[41];          /* that of @facts, but at one address for the whole life */
  MmsTorrentFacts *facts; /* (owned) */
};

G_DEFINE_FINAL_TYPE (MmsTorrent, mms_torrent, G_TYPE_OBJECT);

enum
{
  PROP_0,
  PROP_HASH,
  PROP_NAME,
  PROP_BASE_PATH,
  PROP_DIRECTORY,
  PROP_LABEL,
  PROP_MESSAGE,
  PROP_BYTES_TOTAL,
  PROP_BYTES_DONE,
  PROP_BYTES_LEFT,
  PROP_BYTES_UPLOADED,
  PROP_DOWN_RATE,
  PROP_UP_RATE,
  PROP_ADDED_AT,
  PROP_FINISHED_AT,
  PROP_SEEDERS,
  PROP_PEERS,
  PROP_PRIORITY,
  PROP_RATIO,
  PROP_PROGRESS,
  PROP_STATE,
  PROP_COMPLETE,
  PROP_MAGNET,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* The properties that are a field of the facts and nothing else. */
static const struct
{
  guint prop;
  const char *name;
  gsize offset;
} texts[] = {
  { PROP_NAME, "name", G_STRUCT_OFFSET (MmsTorrentFacts, name) },
  { PROP_BASE_PATH, "base-path", G_STRUCT_OFFSET (MmsTorrentFacts, base_path) },
  { PROP_DIRECTORY, "directory", G_STRUCT_OFFSET (MmsTorrentFacts, directory) },
  { PROP_LABEL, "label", G_STRUCT_OFFSET (MmsTorrentFacts, label) },
  { PROP_MESSAGE, "message", G_STRUCT_OFFSET (MmsTorrentFacts, message) },
}, numbers[] = {
  { PROP_BYTES_TOTAL, "bytes-total", G_STRUCT_OFFSET (MmsTorrentFacts, bytes_total) },
  { PROP_BYTES_DONE, "bytes-done", G_STRUCT_OFFSET (MmsTorrentFacts, bytes_done) },
  { PROP_BYTES_LEFT, "bytes-left", G_STRUCT_OFFSET (MmsTorrentFacts, bytes_left) },
  { PROP_BYTES_UPLOADED, "bytes-uploaded", G_STRUCT_OFFSET (MmsTorrentFacts, bytes_uploaded) },
  { PROP_DOWN_RATE, "down-rate", G_STRUCT_OFFSET (MmsTorrentFacts, down_rate) },
  { PROP_UP_RATE, "up-rate", G_STRUCT_OFFSET (MmsTorrentFacts, up_rate) },
  { PROP_ADDED_AT, "added-at", G_STRUCT_OFFSET (MmsTorrentFacts, added_at) },
  { PROP_FINISHED_AT, "finished-at", G_STRUCT_OFFSET (MmsTorrentFacts, finished_at) },
}, counts[] = {
  { PROP_SEEDERS, "seeders", G_STRUCT_OFFSET (MmsTorrentFacts, seeders) },
  { PROP_PEERS, "peers", G_STRUCT_OFFSET (MmsTorrentFacts, peers) },
};

static const char *
get_text (const MmsTorrentFacts *facts, gsize offset)
{
  return G_STRUCT_MEMBER (const char *, facts, offset);
}

static gint64
get_number (const MmsTorrentFacts *facts, gsize offset)
{
  return G_STRUCT_MEMBER (gint64, facts, offset);
}

static guint
get_count (const MmsTorrentFacts *facts, gsize offset)
{
  return G_STRUCT_MEMBER (guint, facts, offset);
}

static double
get_ratio (const MmsTorrentFacts *facts)
{
  return (double) MAX (facts->ratio_permille, 0) / 1000.0;
}

/* A check counts its own pieces. A magnet without metadata claims to be one byte large. */
static double
get_progress (const MmsTorrentFacts *facts)
{
  if (facts->is_magnet)
    return 0;
  if (facts->hashing != MMS_HASHING_NONE && facts->chunks_total > 0)
    return CLAMP ((double) facts->chunks_hashed / facts->chunks_total, 0.0, 1.0);
  if (mms_torrent_facts_is_ready (facts))
    return 1;
  if (facts->bytes_total <= 0)
    return 0;
  return CLAMP ((double) facts->bytes_done / (double) facts->bytes_total, 0.0, 1.0);
}

/* Sets @value where the property @id is a field of the facts and nothing else. */
static gboolean
get_field (const MmsTorrentFacts *facts, guint id, GValue *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i].prop == id)
      {
        g_value_set_string (value, get_text (facts, texts[i].offset));
        return TRUE;
      }
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (numbers[i].prop == id)
      {
        g_value_set_int64 (value, get_number (facts, numbers[i].offset));
        return TRUE;
      }
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (counts[i].prop == id)
      {
        g_value_set_uint (value, get_count (facts, counts[i].offset));
        return TRUE;
      }
  return FALSE;
}

static void
mms_torrent_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MmsTorrent *self = MMS_TORRENT (object);

  switch (id)
    {
    case PROP_HASH:
      g_value_set_string (value, self->hash);
      break;
    case PROP_PRIORITY:
      g_value_set_uint (value, self->facts->priority);
      break;
    case PROP_RATIO:
      g_value_set_double (value, get_ratio (self->facts));
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, get_progress (self->facts));
      break;
    case PROP_STATE:
      g_value_set_uint (value, mms_torrent_facts_get_state (self->facts));
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, self->facts->is_complete);
      break;
    case PROP_MAGNET:
      g_value_set_boolean (value, self->facts->is_magnet);
      break;
    default:
      if (!get_field (self->facts, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mms_torrent_finalize (GObject *object)
{
  mms_torrent_facts_free (MMS_TORRENT (object)->facts);

  G_OBJECT_CLASS (mms_torrent_parent_class)->finalize (object);
}

static void
mms_torrent_class_init (MmsTorrentClass *klass)
{
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mms_torrent_get_property;
  object_class->finalize = mms_torrent_finalize;

  props[PROP_HASH] = g_param_spec_string ("hash", NULL, NULL, NULL, read);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    props[texts[i].prop] = g_param_spec_string (texts[i].name, NULL, NULL, NULL, read);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    props[numbers[i].prop]
      = g_param_spec_int64 (numbers[i].name, NULL, NULL, G_MININT64, G_MAXINT64, 0, read);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    props[counts[i].prop] = g_param_spec_uint (counts[i].name, NULL, NULL, 0, G_MAXUINT, 0, read);
  props[PROP_PRIORITY] = g_param_spec_uint ("priority", NULL, NULL, 0, G_MAXUINT8, 0, read);
  props[PROP_RATIO] = g_param_spec_double ("ratio", NULL, NULL, 0, G_MAXDOUBLE, 0, read);
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, read);
  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, MMS_TORRENT_ERROR, 0, read);
  props[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, read);
  props[PROP_MAGNET] = g_param_spec_boolean ("magnet", NULL, NULL, FALSE, read);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mms_torrent_init (MmsTorrent *self)
{
}

/**
 * mms_torrent_new:
 * @facts: (transfer full): what the seedbox said
 *
 * Returns: (transfer full): the object of that info-hash
 */
MmsTorrent *
mms_torrent_new (MmsTorrentFacts *facts)
{
  MmsTorrent *self = g_object_new (MMS_TYPE_TORRENT, NULL);

  g_strlcpy (self->hash, facts->hash, sizeof self->hash);
  self->facts = facts;
  return self;
}

/* Returns: (transfer none): valid until the next mms_torrent_take_facts() */
const MmsTorrentFacts *
mms_torrent_get_facts (MmsTorrent *self)
{
  return self->facts;
}

/* Collects what differs, without telling anybody yet.
 * Returns: a bit for each property */
static guint32
compare (const MmsTorrentFacts *a, const MmsTorrentFacts *b)
{
  guint32 changed = 0;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_strcmp0 (get_text (a, texts[i].offset), get_text (b, texts[i].offset)) != 0)
      changed |= 1u << texts[i].prop;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (get_number (a, numbers[i].offset) != get_number (b, numbers[i].offset))
      changed |= 1u << numbers[i].prop;
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (get_count (a, counts[i].offset) != get_count (b, counts[i].offset))
      changed |= 1u << counts[i].prop;
  changed |= (guint32) (a->priority != b->priority) << PROP_PRIORITY;
  changed |= (guint32) (get_ratio (a) != get_ratio (b)) << PROP_RATIO;
  changed |= (guint32) (get_progress (a) != get_progress (b)) << PROP_PROGRESS;
  changed |= (guint32) (mms_torrent_facts_get_state (a) != mms_torrent_facts_get_state (b))
             << PROP_STATE;
  changed |= (guint32) (a->is_complete != b->is_complete) << PROP_COMPLETE;
  changed |= (guint32) (a->is_magnet != b->is_magnet) << PROP_MAGNET;
  return changed;
}

G_STATIC_ASSERT (N_PROPS <= 32);

/**
 * mms_torrent_take_facts:
 * @facts: (transfer full): newer facts of the same info-hash
 *
 * Replaces all facts, then notifies the properties that changed.
 *
 * Returns: whether a property changed
 */
gboolean
mms_torrent_take_facts (MmsTorrent *self, MmsTorrentFacts *facts)
{
  guint32 changed;

  g_return_val_if_fail (strcmp (self->hash, facts->hash) == 0, FALSE);

  changed = compare (self->facts, facts);
  mms_torrent_facts_free (self->facts);
  self->facts = facts;
  if (changed == 0)
    return FALSE;
  g_object_freeze_notify (G_OBJECT (self));
  for (guint id = 1; id < N_PROPS; id++)
    if (changed & 1u << id)
      g_object_notify_by_pspec (G_OBJECT (self), props[id]);
  g_object_thaw_notify (G_OBJECT (self));
  return TRUE;
}

/* Returns: (transfer none): 40 upper-case hex, at one address for the object's whole life */
const char *
mms_torrent_get_hash (MmsTorrent *self)
{
  return self->hash;
}

MmsTorrentState
mms_torrent_get_state (MmsTorrent *self)
{
  return mms_torrent_facts_get_state (self->facts);
}

/* Returns: from 0 to 1, of the download, or of the check while one is running */
double
mms_torrent_get_progress (MmsTorrent *self)
{
  return get_progress (self->facts);
}
