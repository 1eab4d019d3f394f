/* Searches a title in Sonarr's and Radarr's catalogues at once; knows no widget.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-title-search.h"

#include <glib/gi18n.h>

/* How many of each kind are shown: a person reads no more. */
#define FOUND_MAX 15

struct _MmsTitleSearch
{
  GObject parent_instance;

  MmsContext *context;        /* (owned) */
  GListStore *found;          /* (owned) (element-type MmsMedia) */
  GCancellable *cancellable;  /* (owned) (nullable): of the search that is under way */
  guint pending;              /* answers to come */
  GPtrArray *answers[2];      /* (owned) (nullable) (element-type MmsMedia), by kind */
  char *problem;              /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (MmsTitleSearch, mms_title_search, G_TYPE_OBJECT);

/* "changed": busy, found or problem are not what they were */
static guint changed;

/* Films and series take turns: the best of both come first. */
static void
merge (MmsTitleSearch *self)
{
  g_list_store_remove_all (self->found);
  for (guint i = 0; i < FOUND_MAX; i++)
    for (guint kind = 0; kind < G_N_ELEMENTS (self->answers); kind++)
      if (self->answers[kind] != NULL && i < self->answers[kind]->len)
        g_list_store_append (self->found, g_ptr_array_index (self->answers[kind], i));
}

static void
drop_answers (MmsTitleSearch *self)
{
  for (guint kind = 0; kind < G_N_ELEMENTS (self->answers); kind++)
    g_clear_pointer (&self->answers[kind], g_ptr_array_unref);
}

static void
looked_up (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsTitleSearch) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) media = mms_library_lookup_finish (MMS_LIBRARY (library), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->pending--;
  if (media != NULL)
    self->answers[mms_library_get_kind (MMS_LIBRARY (library))] = g_ptr_array_ref (media);
  else if (self->problem == NULL)
    self->problem = g_strdup (error->message);
  if (self->pending == 0)
    merge (self);
  g_signal_emit (self, changed, 0);
}

static void
ask (MmsTitleSearch *self, MmsMediaKind kind, const char *term)
{
  MmsLibrary *library = mms_context_get_library (self->context, kind);

  if (library == NULL)
    return;
  self->pending++;
  mms_library_lookup_async (library, term, self->cancellable, looked_up, g_object_ref (self));
}

static void
stop (MmsTitleSearch *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->pending = 0;
}

static void
mms_title_search_dispose (GObject *object)
{
  MmsTitleSearch *self = MMS_TITLE_SEARCH (object);

  stop (self);
  drop_answers (self);
  g_clear_object (&self->found);
  g_clear_object (&self->context);
  g_clear_pointer (&self->problem, g_free);

  G_OBJECT_CLASS (mms_title_search_parent_class)->dispose (object);
}

static void
mms_title_search_class_init (MmsTitleSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mms_title_search_dispose;
  changed = g_signal_new ("changed", MMS_TYPE_TITLE_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                          G_TYPE_NONE, 0);
}

static void
mms_title_search_init (MmsTitleSearch *self)
{
  self->found = g_list_store_new (MMS_TYPE_MEDIA);
}

MmsTitleSearch *
mms_title_search_new (MmsContext *context)
{
  MmsTitleSearch *self = g_object_new (MMS_TYPE_TITLE_SEARCH, NULL);

  self->context = g_object_ref (context);
  return self;
}

/* Looks for @term; an earlier search is dropped. An empty @term finds nothing. */
void
mms_title_search_run (MmsTitleSearch *self, const char *term)
{
  g_autofree char *clean = g_strstrip (g_strdup (term));

  stop (self);
  drop_answers (self);
  g_clear_pointer (&self->problem, g_free);
  if (*clean != '\0')
    {
      self->cancellable = g_cancellable_new ();
      ask (self, MMS_MEDIA_FILM, clean);
      ask (self, MMS_MEDIA_SERIES, clean);
      if (self->pending == 0)
        self->problem =
          g_strdup (_ ("Neither Sonarr nor Radarr is set up. Open Preferences first."));
    }
  if (self->pending == 0)
    merge (self);
  g_signal_emit (self, changed, 0);
}

GListModel *
mms_title_search_get_found (MmsTitleSearch *self)
{
  return G_LIST_MODEL (self->found);
}

gboolean
mms_title_search_get_busy (MmsTitleSearch *self)
{
  return self->pending > 0;
}

/* Returns: (transfer none) (nullable): why a catalogue gave no answer, for people */
const char *
mms_title_search_get_problem (MmsTitleSearch *self)
{
  return self->problem;
}
