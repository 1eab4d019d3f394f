/* The list of the seedbox's torrents: diffed, never replaced.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-torrent-list.h"

#include <string.h>

/* Beyond so many separate gaps one change over all of them costs less than one for each. */
#define MAX_GAPS 32

typedef struct
{
  MmsTorrent *torrent; /* (owned) */
  guint position;      /* in @entries */
  guint seen;          /* the number of the last answer that named it */
} Entry;

struct _MmsTorrentList
{
  GObject parent_instance;

  GPtrArray *entries;  /* (owned) (element-type Entry) */
  GHashTable *index;   /* (owned): info-hash, lent by the torrent, to Entry, lent by @entries */
  guint answer;        /* number of the answer that was taken last */
  gint64 asked_at;     /* seconds since 1970, UTC; 0: never */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MmsTorrentList, mms_torrent_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init));

enum
{
  PROP_0,
  PROP_N_ITEMS,
  PROP_ASKED_AT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_object_unref (entry->torrent);
  g_free (entry);
}

static GType
get_item_type (GListModel *model)
{
  return MMS_TYPE_TORRENT;
}

static guint
get_n_items (GListModel *model)
{
  return MMS_TORRENT_LIST (model)->entries->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  MmsTorrentList *self = MMS_TORRENT_LIST (model);

  if (position >= self->entries->len)
    return NULL;
  return g_object_ref (((Entry *) g_ptr_array_index (self->entries, position))->torrent);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
mms_torrent_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MmsTorrentList *self = MMS_TORRENT_LIST (object);

  switch (id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->entries->len);
      break;
    case PROP_ASKED_AT:
      g_value_set_int64 (value, self->asked_at);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mms_torrent_list_finalize (GObject *object)
{
  MmsTorrentList *self = MMS_TORRENT_LIST (object);

  g_hash_table_unref (self->index);
  g_ptr_array_unref (self->entries);

  G_OBJECT_CLASS (mms_torrent_list_parent_class)->finalize (object);
}

static void
mms_torrent_list_class_init (MmsTorrentListClass *klass)
{
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mms_torrent_list_get_property;
  object_class->finalize = mms_torrent_list_finalize;

  props[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, read);
  props[PROP_ASKED_AT] = g_param_spec_int64 ("asked-at", NULL, NULL, 0, G_MAXINT64, 0, read);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mms_torrent_list_init (MmsTorrentList *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->index = g_hash_table_new (g_str_hash, g_str_equal);
}

/* Returns: (transfer full): an empty list that never asked */
MmsTorrentList *
mms_torrent_list_new (void)
{
  return g_object_new (MMS_TYPE_TORRENT_LIST, NULL);
}

/* Returns: (nullable): the entry of @hash. The seedbox keeps its order, so that most of the time
 *   it is the one at @guess. */
static Entry *
find_entry (MmsTorrentList *self, const char *hash, guint guess)
{
  Entry *entry = guess < self->entries->len ? g_ptr_array_index (self->entries, guess) : NULL;

  if (entry != NULL && strcmp (mms_torrent_get_hash (entry->torrent), hash) == 0)
    return entry;
  return g_hash_table_lookup (self->index, hash);
}

/* Gives the facts to the torrents that are known, and finds those that are not.
 * Returns: (transfer full): those, once each, in the order of the answer */
static GPtrArray *
update_known (MmsTorrentList *self, MmsTorrentFacts **facts, gsize n_facts)
{
  GPtrArray *strangers = g_ptr_array_new_with_free_func (entry_free);
  g_autoptr (GHashTable) met = g_hash_table_new (g_str_hash, g_str_equal);
  guint guess = 0;

  for (gsize i = 0; i < n_facts; i++)
    {
      Entry *entry;

      if (facts[i] == NULL || (entry = find_entry (self, facts[i]->hash, guess)) == NULL)
        continue;
      guess = entry->position + 1;
      entry->seen = self->answer;
      mms_torrent_take_facts (entry->torrent, g_steal_pointer (&facts[i]));
    }
  for (gsize i = 0; i < n_facts; i++)
    if (facts[i] != NULL && facts[i]->hash[0] != '\0'
        && !g_hash_table_contains (met, facts[i]->hash))
      {
        Entry *entry = g_new0 (Entry, 1);

        entry->torrent = mms_torrent_new (g_steal_pointer (&facts[i]));
        entry->seen = self->answer;
        g_hash_table_add (met, (gpointer) mms_torrent_get_hash (entry->torrent));
        g_ptr_array_add (strangers, entry);
      }
  return strangers;
}

static gboolean
is_gone (MmsTorrentList *self, guint position)
{
  return ((Entry *) g_ptr_array_index (self->entries, position))->seen != self->answer;
}

/* Counts the runs of torrents that are gone, and finds where the first begins and the last ends. */
static guint
count_gaps (MmsTorrentList *self, guint *start, guint *end)
{
  guint gaps = 0;

  *start = *end = self->entries->len;
  for (guint i = 0; i < self->entries->len; i++)
    if (is_gone (self, i))
      {
        if (gaps == 0)
          *start = i;
        if (i == 0 || !is_gone (self, i - 1))
          gaps++;
        *end = i + 1;
      }
  return gaps;
}

/* Takes out what is gone between @start and @end, and appends @strangers where @end is the end.
 * Tells it as one change. */
static void
change_span (MmsTorrentList *self, guint start, guint end, GPtrArray *strangers)
{
  const guint before = self->entries->len;
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (entry_free);
  guint kept = start;

  for (guint i = start; i < before; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (i < end && is_gone (self, i))
        {
          g_hash_table_remove (self->index, mms_torrent_get_hash (entry->torrent));
          g_ptr_array_add (gone, entry);
          continue;
        }
      entry->position = kept;
      self->entries->pdata[kept++] = entry;
    }
  for (guint i = kept; i < before; i++)
    self->entries->pdata[i] = NULL;
  self->entries->len = kept;
  for (guint i = 0; strangers != NULL && i < strangers->len; i++)
    {
      Entry *entry = g_steal_pointer (&strangers->pdata[i]);

      entry->position = self->entries->len;
      g_hash_table_insert (self->index, (gpointer) mms_torrent_get_hash (entry->torrent), entry);
      g_ptr_array_add (self->entries, entry);
    }
  if (strangers != NULL)
    strangers->len = 0;
  g_list_model_items_changed (G_LIST_MODEL (self), start, end - start,
                              end - start + self->entries->len - before);
}

/* Takes out what is gone, from the end backwards, and appends @strangers. */
static void
change_entries (MmsTorrentList *self, GPtrArray *strangers)
{
  guint start, end;
  const guint gaps = count_gaps (self, &start, &end);

  if (gaps > MAX_GAPS)
    {
      change_span (self, start, strangers->len > 0 ? self->entries->len : end, strangers);
      return;
    }
  if (strangers->len > 0)
    {
      start = end = self->entries->len;
      while (start > 0 && is_gone (self, start - 1))
        start--;
      change_span (self, start, end, strangers);
      end = start;
    }
  while (end > 0)
    {
      while (end > 0 && !is_gone (self, end - 1))
        end--;
      for (start = end; start > 0 && is_gone (self, start - 1);)
        start--;
      if (start < end)
        change_span (self, start, end, NULL);
      end = start;
    }
}

/**
 * mms_torrent_list_take:
 * @facts: (transfer full) (element-type MmsTorrentFacts): all the torrents of the seedbox, now
 *
 * Makes the list say what the answer says. A torrent that was known keeps its object and its
 * place among the others, and notifies what changed; new ones are appended; those that are not in
 * the answer go. Of two facts of one hash one is used.
 */
void
mms_torrent_list_take (MmsTorrentList *self, GPtrArray *facts)
{
  g_autoptr (GPtrArray) strangers = NULL;
  const guint before = self->entries->len;
  gsize n_taken;
  MmsTorrentFacts **taken = (MmsTorrentFacts **) g_ptr_array_steal (facts, &n_taken);

  g_ptr_array_unref (facts);
  g_object_ref (self); /* a handler may drop the list */
  self->answer++;
  strangers = update_known (self, taken, n_taken);
  for (gsize i = 0; i < n_taken; i++)
    mms_torrent_facts_free (taken[i]);
  g_free (taken);
  change_entries (self, strangers);

  self->asked_at = g_get_real_time () / G_USEC_PER_SEC;
  if (self->entries->len != before)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_ITEMS]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ASKED_AT]);
  g_object_unref (self);
}

/* Returns: (transfer none) (nullable): the torrent of @hash, 40 upper-case hex */
MmsTorrent *
mms_torrent_list_find (MmsTorrentList *self, const char *hash)
{
  const Entry *entry = g_hash_table_lookup (self->index, hash);

  return entry != NULL ? entry->torrent : NULL;
}

/* Returns: when the last answer was taken, seconds since 1970, UTC; 0: never */
gint64
mms_torrent_list_get_asked_at (MmsTorrentList *self)
{
  return self->asked_at;
}
