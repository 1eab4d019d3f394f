/* Follows the journal while another process walks the road; knows no widget.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-mirror.h"

/* What the other process wrote is seen this much later. */
#define LOOK_EVERY_S 2

struct _MmsMirror
{
  GObject parent_instance;

  MmsJournal *journal;        /* (owned) */
  GListStore *jobs; /* (owned) (element-type MmsJob): one object for each hash */
  GCancellable *cancellable;  /* (owned) */
  guint look_id;              /* a source, 0: none */
};

G_DEFINE_FINAL_TYPE (MmsMirror, mms_mirror, G_TYPE_OBJECT);

static void loaded (GObject *journal, GAsyncResult *result, gpointer user_data);

static void
look (MmsMirror *self)
{
  mms_journal_load_async (self->journal, self->cancellable, loaded, g_object_ref (self));
}

static gboolean
look_cb (gpointer user_data)
{
  MmsMirror *self = user_data;

  self->look_id = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
copy_facts (MmsJob *to, MmsJob *from)
{
  if (mms_job_get_updated_at (to) != mms_job_get_updated_at (from)
      || !mms_problem_equal (mms_job_get_problem (to), mms_job_get_problem (from)))
    mms_job_set_intent (to, mms_job_get_intent (from));
  mms_job_set_name (to, mms_job_get_name (from));
  mms_job_set_label (to, mms_job_get_label (from));
  mms_job_set_remote_path (to, mms_job_get_remote_path (from));
  mms_job_set_local_path (to, mms_job_get_local_path (from));
  mms_job_set_metainfo (to, mms_job_get_metainfo (from));
  mms_job_set_bytes_total (to, mms_job_get_bytes_total (from));
  mms_job_set_verified (to, mms_job_get_verified (from));
  mms_job_set_paused (to, mms_job_get_paused (from));
  mms_job_set_priority (to, mms_job_get_priority (from));
  mms_job_set_rate_limit (to, mms_job_get_rate_limit (from));
  mms_job_set_problem (to, mms_job_get_problem (from));
  mms_job_set_fact (to, mms_job_get_fact (from));
  mms_job_set_updated_at (to, mms_job_get_updated_at (from));
}

/* Jobs that stay keep their objects: whoever shows one goes on showing it. */
static void
take_over (MmsMirror *self, GPtrArray *jobs)
{
  g_autoptr (GHashTable) read = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < jobs->len; i++)
    g_hash_table_insert (read, (gpointer) mms_job_get_hash (g_ptr_array_index (jobs, i)),
                         g_ptr_array_index (jobs, i));
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->jobs)); i > 0; i--)
    {
      g_autoptr (MmsJob) old = g_list_model_get_item (G_LIST_MODEL (self->jobs), i - 1);
      MmsJob *fresh = g_hash_table_lookup (read, mms_job_get_hash (old));

      if (fresh == NULL)
        g_list_store_remove (self->jobs, i - 1);
      else
        copy_facts (old, fresh);
      g_hash_table_remove (read, mms_job_get_hash (old));
    }
  for (guint i = 0; i < jobs->len; i++)
    if (g_hash_table_contains (read, mms_job_get_hash (g_ptr_array_index (jobs, i))))
      g_list_store_append (self->jobs, g_ptr_array_index (jobs, i));
}

static void
loaded (GObject *journal, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsMirror) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) jobs = mms_journal_load_finish (MMS_JOURNAL (journal), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (jobs != NULL)
    take_over (self, jobs);
  else
    g_warning ("the journal could not be read: %s", error->message);
  self->look_id = g_timeout_add_seconds (LOOK_EVERY_S, look_cb, self);
}

static void
mms_mirror_finalize (GObject *object)
{
  MmsMirror *self = MMS_MIRROR (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  g_object_unref (self->journal);
  g_object_unref (self->jobs);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (mms_mirror_parent_class)->finalize (object);
}

static void
mms_mirror_class_init (MmsMirrorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_mirror_finalize;
}

static void
mms_mirror_init (MmsMirror *self)
{
  self->jobs = g_list_store_new (MMS_TYPE_JOB);
  self->cancellable = g_cancellable_new ();
}

/* Begins to follow @journal at once. */
MmsMirror *
mms_mirror_new (MmsJournal *journal)
{
  MmsMirror *self = g_object_new (MMS_TYPE_MIRROR, NULL);

  self->journal = g_object_ref (journal);
  look (self);
  return self;
}

/* Returns: (transfer none): the jobs (#MmsJob) as they were written down last */
GListModel *
mms_mirror_get_jobs (MmsMirror *self)
{
  return G_LIST_MODEL (self->jobs);
}

/* Before the journal is closed. */
void
mms_mirror_stop (MmsMirror *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->look_id, g_source_remove);
}
