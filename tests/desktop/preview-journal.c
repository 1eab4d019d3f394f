/* Plays the journal: a plausible history for whatever job is asked for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "preview.h"

#define MMS_TYPE_PREVIEW_JOURNAL (mms_preview_journal_get_type ())
G_DECLARE_FINAL_TYPE (MmsPreviewJournal, mms_preview_journal, MMS, PREVIEW_JOURNAL, GObject)

struct _MmsPreviewJournal
{
  GObject parent_instance;
};

static void journal_iface_init (MmsJournalInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MmsPreviewJournal, mms_preview_journal, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MMS_TYPE_JOURNAL, journal_iface_init));

static const struct
{
  MmsFact fact;
  gboolean problem;
  const char *who;
  const char *message;
} lines[] = {
  { MMS_FACT_CHOSEN, FALSE, "person", "Chosen in the window, for “Metropolis (1927)”" },
  { MMS_FACT_CHOSEN, TRUE, "mms", "The seedbox does not answer: connection refused" },
  { MMS_FACT_CHOSEN, TRUE, "mms", "The seedbox does not answer: connection refused" },
  { MMS_FACT_GRABBED, FALSE, "mms", "Added through ruTorrent; the seedbox lists it" },
  { MMS_FACT_COMPLETE, FALSE, "mms",
    "All 2,813 pieces are there: /home/user/downloads/Metropolis.1927.1080p.BluRay.x264-MMS" },
};

static void
history_async (MmsJournal *journal, const char *hash, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (journal, cancellable, callback, user_data);
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_event_free);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    g_ptr_array_add (events, mms_event_new (now - 3600 + (gint64) i * 700, lines[i].fact,
                                            lines[i].problem, lines[i].who, lines[i].message));
  g_task_return_pointer (task, events, (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
history_finish (MmsJournal *journal, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
load_async (MmsJournal *journal, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (journal, cancellable, callback, user_data);
  g_autoptr (GListStore) jobs = g_list_store_new (MMS_TYPE_JOB);
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);

  mms_preview_fill (jobs);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (jobs)); i++)
    g_ptr_array_add (all, g_list_model_get_item (G_LIST_MODEL (jobs), i));
  g_task_return_pointer (task, all, (GDestroyNotify) g_ptr_array_unref);
}

static void
journal_iface_init (MmsJournalInterface *iface)
{
  iface->load_async = load_async;
  iface->load_finish = history_finish;
  iface->history_async = history_async;
  iface->history_finish = history_finish;
}

static void
mms_preview_journal_class_init (MmsPreviewJournalClass *klass)
{
}

static void
mms_preview_journal_init (MmsPreviewJournal *self)
{
}

MmsJournal *
mms_preview_journal_new (void)
{
  return g_object_new (MMS_TYPE_PREVIEW_JOURNAL, NULL);
}
