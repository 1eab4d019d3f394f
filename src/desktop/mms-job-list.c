/* Filters, searches, sorts and counts the jobs for the page Activity; knows no widget.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-job-list.h"

#include "desktop/mms-job-words.h"

/* Changes of many jobs are gathered for this long before the list is put in order again. */
#define SETTLE_MS 200

struct _MmsJobList
{
  GObject parent_instance;

  GListModel *jobs;              /* (owned): all of them */
  GPtrArray *watched;            /* (owned) (element-type MmsJob): the same, in the same order */
  GtkCustomFilter *filter;       /* (owned) */
  GtkCustomSorter *sorter;       /* (owned) */
  GtkSortListModel *shown;       /* (owned) */
  MmsJobFilter wanted;
  char **needles;                /* (owned) (nullable): case-folded words, all must be found */
  guint counts[MMS_N_JOB_FILTERS];
  guint settle_id;               /* a source, 0: none */
};

G_DEFINE_FINAL_TYPE (MmsJobList, mms_job_list, G_TYPE_OBJECT);

/* "counts-changed": mms_job_list_get_count() answers something else */
static guint counts_changed;

static gboolean
urgency_is_wanted (MmsUrgency urgency, MmsJobFilter filter)
{
  switch (filter)
    {
    case MMS_JOB_FILTER_ALL:
      return TRUE;
    case MMS_JOB_FILTER_NEEDS_YOU:
      return urgency == MMS_URGENCY_NEEDS_YOU;
    case MMS_JOB_FILTER_RUNNING:
      return urgency == MMS_URGENCY_RUNNING || urgency == MMS_URGENCY_WAITING;
    case MMS_JOB_FILTER_DONE:
      return urgency == MMS_URGENCY_DONE;
    }
  g_return_val_if_reached (TRUE);
}

static gboolean
job_has_words (MmsJob *job, char **needles)
{
  g_autofree char *title = mms_job_dup_title (job);
  g_autofree char *both =
    g_strjoin ("\n", title, mms_job_get_name (job), mms_job_get_hash (job), NULL);
  g_autofree char *folded = g_utf8_casefold (both, -1);

  for (char **needle = needles; *needle != NULL; needle++)
    if (strstr (folded, *needle) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
job_is_shown (gpointer item, gpointer user_data)
{
  MmsJobList *self = user_data;

  if (!urgency_is_wanted (mms_job_get_urgency (item), self->wanted))
    return FALSE;
  return self->needles == NULL || job_has_words (item, self->needles);
}

/* What asks most comes first, then what moved last. */
static int
compare_jobs (gconstpointer a, gconstpointer b, gpointer user_data)
{
  MmsJob *one = (MmsJob *) a;
  MmsJob *other = (MmsJob *) b;
  int difference = (int) mms_job_get_urgency (one) - (int) mms_job_get_urgency (other);
  gint64 one_at = mms_job_get_updated_at (one);
  gint64 other_at = mms_job_get_updated_at (other);

  if (difference != 0)
    return difference < 0 ? GTK_ORDERING_SMALLER : GTK_ORDERING_LARGER;
  if (one_at != other_at)
    return one_at > other_at ? GTK_ORDERING_SMALLER : GTK_ORDERING_LARGER;
  return gtk_ordering_from_cmpfunc (g_strcmp0 (mms_job_get_hash (one), mms_job_get_hash (other)));
}

static void
count (MmsJobList *self)
{
  guint counts[MMS_N_JOB_FILTERS] = { 0 };

  for (guint i = 0; i < self->watched->len; i++)
    {
      MmsUrgency urgency = mms_job_get_urgency (g_ptr_array_index (self->watched, i));

      for (guint filter = 0; filter < MMS_N_JOB_FILTERS; filter++)
        counts[filter] += urgency_is_wanted (urgency, filter);
    }
  if (memcmp (counts, self->counts, sizeof counts) == 0)
    return;
  memcpy (self->counts, counts, sizeof counts);
  g_signal_emit (self, counts_changed, 0);
}

/* Puts the list in order now instead of in a moment. */
void
mms_job_list_settle (MmsJobList *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  count (self);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
}

static gboolean
settle_cb (gpointer user_data)
{
  MmsJobList *self = user_data;

  self->settle_id = 0;
  mms_job_list_settle (self);
  return G_SOURCE_REMOVE;
}

static void
settle_soon (MmsJobList *self)
{
  if (self->settle_id == 0)
    self->settle_id = g_timeout_add (SETTLE_MS, settle_cb, self);
}

static void
job_notify_cb (MmsJobList *self, GParamSpec *pspec)
{
  static const char *const moving[] = { "fact", "problem", "running", "status", "updated-at", NULL };

  if (g_strv_contains (moving, pspec->name)
      || (self->needles != NULL && g_str_equal (pspec->name, "intent")))
    settle_soon (self);
}

static void
unwatch (gpointer job, gpointer self)
{
  g_signal_handlers_disconnect_by_func (job, job_notify_cb, self);
}

static void
jobs_changed_cb (MmsJobList *self, guint position, guint removed, guint added)
{
  for (guint i = 0; i < removed; i++)
    unwatch (g_ptr_array_index (self->watched, position + i), self);
  if (removed > 0)
    g_ptr_array_remove_range (self->watched, position, removed);
  for (guint i = 0; i < added; i++)
    {
      MmsJob *job = g_list_model_get_item (self->jobs, position + i);

      g_signal_connect_swapped (job, "notify", G_CALLBACK (job_notify_cb), self);
      g_ptr_array_insert (self->watched, (int) (position + i), job);
    }
  count (self);
}

static void
mms_job_list_dispose (GObject *object)
{
  MmsJobList *self = MMS_JOB_LIST (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (self->watched != NULL)
    g_ptr_array_foreach (self->watched, unwatch, self);
  g_clear_pointer (&self->watched, g_ptr_array_unref);
  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorter);
  if (self->jobs != NULL)
    g_signal_handlers_disconnect_by_data (self->jobs, self);
  g_clear_object (&self->jobs);
  g_clear_pointer (&self->needles, g_strfreev);

  G_OBJECT_CLASS (mms_job_list_parent_class)->dispose (object);
}

static void
mms_job_list_class_init (MmsJobListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mms_job_list_dispose;
  counts_changed = g_signal_new ("counts-changed", MMS_TYPE_JOB_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
mms_job_list_init (MmsJobList *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  self->filter = gtk_custom_filter_new (job_is_shown, self, NULL);
  self->sorter = gtk_custom_sorter_new (compare_jobs, NULL, NULL);
}

/* Takes a reference on @jobs, a list of #MmsJob. */
MmsJobList *
mms_job_list_new (GListModel *jobs)
{
  MmsJobList *self = g_object_new (MMS_TYPE_JOB_LIST, NULL);
  GtkFilterListModel *filtered;

  self->jobs = g_object_ref (jobs);
  g_signal_connect_swapped (jobs, "items-changed", G_CALLBACK (jobs_changed_cb), self);
  jobs_changed_cb (self, 0, 0, g_list_model_get_n_items (jobs));
  filtered = gtk_filter_list_model_new (g_object_ref (jobs),
                                        GTK_FILTER (g_object_ref (self->filter)));
  self->shown = gtk_sort_list_model_new (G_LIST_MODEL (filtered),
                                         GTK_SORTER (g_object_ref (self->sorter)));
  return self;
}

/* Returns: (transfer none): the jobs that pass, in order */
GListModel *
mms_job_list_get_shown (MmsJobList *self)
{
  return G_LIST_MODEL (self->shown);
}

void
mms_job_list_set_filter (MmsJobList *self, MmsJobFilter filter)
{
  if (self->wanted == filter)
    return;
  self->wanted = filter;
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

MmsJobFilter
mms_job_list_get_filter (MmsJobList *self)
{
  return self->wanted;
}

/* Shows the jobs whose title, release name or hash hold all of @words, in any case. */
void
mms_job_list_set_search (MmsJobList *self, const char *words)
{
  g_autofree char *folded = g_utf8_casefold (words, -1);
  g_auto (GStrv) parts = g_strsplit_set (g_strstrip (folded), " \t", -1);

  g_clear_pointer (&self->needles, g_strfreev);
  if (*folded != '\0')
    self->needles = g_steal_pointer (&parts);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

guint
mms_job_list_get_count (MmsJobList *self, MmsJobFilter filter)
{
  return self->counts[filter];
}
