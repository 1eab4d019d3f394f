/* Lists what Sonarr or Radarr track, page by page.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-arr-private.h"

#define QUEUE_PAGE 500
#define QUEUE_MAX_PAGES 100

/* What is tracked, page by page:
 *
 *   look at a page ──> paged ──last──> done
 *        ^               │
 *        └───────────────┘
 */
typedef struct
{
  MmsArrQueuePage *all; /* (owned) (nullable): the pages so far */
  guint page;           /* from 1 */
} Tracking;

static void
tracking_free (gpointer data)
{
  Tracking *tracking = data;

  mms_arr_queue_page_free (tracking->all);
  g_free (tracking);
}

static void paged (GObject *source, GAsyncResult *result, gpointer user_data);

static void
look_at_page (GTask *task)
{
  MmsArr *self = g_task_get_source_object (task);
  Tracking *tracking = g_task_get_task_data (task);
  g_autofree char *path =
    g_strdup_printf ("queue?page=%u&pageSize=%u&%s", tracking->page, QUEUE_PAGE,
                     mms_arr_is_series (self)
                       ? "includeUnknownSeriesItems=true&includeSeries=true&includeEpisode=true"
                       : "includeUnknownMovieItems=true&includeMovie=true");
  const MmsArrCall call = {
    .path = path,
    .timeout_s = MMS_ARR_LOOKUP_TIMEOUT_S,
    .reader = mms_arr_read_queue,
    .result_free = (GDestroyNotify) mms_arr_queue_page_free,
  };

  mms_arr_ask_for (task, call, mms_arr_question_about (self, 0), paged);
}

static void
paged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Tracking *tracking = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (MmsArrQueuePage) page =
    mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);
  gboolean empty = page == NULL || page->n_records == 0;

  if (page == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (tracking->all == NULL)
    tracking->all = g_steal_pointer (&page);
  else
    mms_arr_queue_page_join (tracking->all, page);

  if (!empty && tracking->all->n_records < tracking->all->n_total &&
      tracking->page < QUEUE_MAX_PAGES)
    {
      tracking->page++;
      look_at_page (task);
      return;
    }
  g_task_return_pointer (task, mms_arr_queue_page_steal_tracked (tracking->all), mms_arr_list_free);
}

void
mms_arr_tracked_async (MmsLibrary *library,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task =
    mms_arr_task_new (library, mms_arr_tracked_async, cancellable, callback, user_data);
  Tracking *tracking = g_new0 (Tracking, 1);

  tracking->page = 1;
  g_task_set_task_data (task, tracking, tracking_free);
  look_at_page (task);
}
