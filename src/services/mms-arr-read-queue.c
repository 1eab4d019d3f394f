/* Reads the queue of Sonarr and Radarr: what they track, by info-hash.
 *
 * The queue has one record for each episode: a season pack is many records of one download, which
 * become one row here. Usenet downloads are left out.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "services/mms-arr-read.h"

void
mms_arr_queue_page_free (MmsArrQueuePage *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->tracked);
  g_free (self);
}

/* Returns: (transfer full) (nullable): the info-hash in upper case; %NULL where it is none */
static char *
dup_hash (JsonObject *record)
{
  g_autofree char *id = mms_json_dup_string (record, "downloadId");

  if (id == NULL || strlen (id) != 40 || strspn (id, "0123456789abcdefABCDEF") != 40)
    return NULL;
  return g_ascii_strup (id, -1);
}

static void
add_line (GPtrArray *lines, const char *text)
{
  if (text != NULL && !g_ptr_array_find_with_equal_func (lines, text, g_str_equal, NULL))
    g_ptr_array_add (lines, g_strdup (text));
}

/* A message about one file of several names that file. */
static void
add_messages (GPtrArray *lines, JsonObject *status, const char *release)
{
  g_autofree char *title = mms_json_dup_string (status, "title");
  JsonArray *messages = mms_json_get_array (status, "messages");
  gboolean named = title != NULL && g_strcmp0 (title, release) != 0;

  if (named && mms_json_get_length (messages) == 0)
    add_line (lines, title);
  for (guint i = 0; i < mms_json_get_length (messages); i++)
    {
      g_autofree char *message = mms_json_dup_string_element (messages, i);
      g_autofree char *line = NULL;

      if (message == NULL)
        continue;
      line = named ? g_strdup_printf ("%s: %s", title, message) : g_strdup (message);
      add_line (lines, line);
    }
}

/* Returns: (transfer full) (nullable): what the server says about a record, one message a line */
static char *
dup_message (JsonObject *record, const char *release)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *client_says = mms_json_dup_string (record, "errorMessage");
  JsonArray *statuses = mms_json_get_array (record, "statusMessages");

  for (guint i = 0; i < mms_json_get_length (statuses); i++)
    add_messages (lines, mms_json_get_element (statuses, i), release);
  add_line (lines, client_says);
  if (lines->len == 0)
    return NULL;
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

/* Returns: (transfer full) (nullable): %NULL where the server matched no title */
static MmsIntent *
read_intent (JsonObject *record, MmsMediaKind kind)
{
  gboolean is_series = kind == MMS_MEDIA_SERIES;
  g_autoptr (MmsMedia) media =
    mms_arr_read_title (mms_json_get_object (record, is_series ? "series" : "movie"), kind);
  gint64 library_id = mms_json_get_int (record, is_series ? "seriesId" : "movieId", 0);
  gint64 number = mms_json_get_int (mms_json_get_object (record, "episode"), "episodeNumber", -1);
  MmsIntent *intent = NULL;

  if (library_id <= 0)
    return NULL;
  intent = media != NULL ? mms_intent_new_for_media (media) : mms_intent_new (kind);
  intent->confidence = MMS_CONFIDENCE_TRACKED;
  intent->library_id = library_id;
  intent->quality_json = mms_json_dup_text (record, "quality");
  intent->languages_json = mms_json_dup_text (record, "languages");
  intent->indexer = mms_json_dup_string (record, "indexer");
  if (!is_series)
    return intent;
  intent->season = (int) CLAMP (mms_json_get_int (record, "seasonNumber", -1), -1, G_MAXINT);
  if (number >= 0 && intent->season >= 0)
    {
      guint value = (guint) MIN (number, G_MAXINT);

      g_array_append_val (intent->episodes, value);
    }
  return intent;
}

static MmsTracked *
read_record (JsonObject *record, MmsMediaKind kind)
{
  g_autofree char *hash = dup_hash (record);
  MmsTracked *tracked = NULL;

  if (hash == NULL)
    return NULL;
  tracked = g_new0 (MmsTracked, 1);
  tracked->hash = g_steal_pointer (&hash);
  tracked->title = mms_json_dup_string (record, "title");
  tracked->state = mms_json_dup_string (record, "trackedDownloadState");
  tracked->message = dup_message (record, tracked->title);
  tracked->intent = read_intent (record, kind);
  return tracked;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint left = *(const guint *) a;
  guint right = *(const guint *) b;

  return left < right ? -1 : left > right;
}

static void
add_number (GArray *numbers, guint number)
{
  for (guint i = 0; i < numbers->len; i++)
    if (g_array_index (numbers, guint, i) == number)
      return;
  g_array_append_val (numbers, number);
  g_array_sort (numbers, compare_numbers);
}

/* Two seasons, or a record without its episode: then it is about all the files. */
static void
join_intents (MmsIntent *intent, const MmsIntent *more)
{
  gboolean whole = intent->episodes->len == 0 || more->episodes->len == 0;

  if (intent->season != more->season)
    intent->season = -1;
  if (whole || intent->season < 0)
    {
      g_array_set_size (intent->episodes, 0);
      return;
    }
  for (guint i = 0; i < more->episodes->len; i++)
    add_number (intent->episodes, g_array_index (more->episodes, guint, i));
}

static void
join_messages (MmsTracked *tracked, const MmsTracked *more)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) ours = g_strsplit (tracked->message != NULL ? tracked->message : "", "\n", -1);
  g_auto (GStrv) theirs = g_strsplit (more->message != NULL ? more->message : "", "\n", -1);

  for (guint i = 0; ours[i] != NULL; i++)
    add_line (lines, ours[i]);
  for (guint i = 0; theirs[i] != NULL; i++)
    add_line (lines, theirs[i]);
  if (lines->len == 0)
    return;
  g_ptr_array_add (lines, NULL);
  g_free (tracked->message);
  tracked->message = g_strjoinv ("\n", (char **) lines->pdata);
}

/* Takes @more into the row of its hash. */
static void
take_tracked (GHashTable *rows, MmsTracked *more)
{
  MmsTracked *tracked = g_hash_table_lookup (rows, more->hash);

  if (tracked == NULL)
    {
      g_hash_table_insert (rows, more->hash, more);
      return;
    }
  join_messages (tracked, more);
  if (tracked->intent == NULL)
    tracked->intent = g_steal_pointer (&more->intent);
  else if (more->intent != NULL && more->intent->library_id == tracked->intent->library_id)
    join_intents (tracked->intent, more->intent);
  mms_tracked_free (more);
}

static GHashTable *
rows_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) mms_tracked_free);
}

/* Adds the rows of @next, which is empty afterwards. */
void
mms_arr_queue_page_join (MmsArrQueuePage *self, MmsArrQueuePage *next)
{
  GHashTableIter iter;
  gpointer row = NULL;

  self->n_records += next->n_records;
  self->n_total = next->n_total;
  g_hash_table_iter_init (&iter, next->tracked);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    {
      g_hash_table_iter_steal (&iter);
      take_tracked (self->tracked, row);
    }
}

static int
compare_titles (gconstpointer a, gconstpointer b)
{
  const MmsTracked *left = *(MmsTracked *const *) a;
  const MmsTracked *right = *(MmsTracked *const *) b;
  int order = g_strcmp0 (left->title, right->title);

  return order != 0 ? order : strcmp (left->hash, right->hash);
}

/* Returns: (transfer full) (element-type MmsTracked): the rows by title; the page has none then */
GPtrArray *
mms_arr_queue_page_steal_tracked (MmsArrQueuePage *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_tracked_free);
  GHashTableIter iter;
  gpointer row = NULL;

  g_hash_table_iter_init (&iter, self->tracked);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    {
      g_hash_table_iter_steal (&iter);
      g_ptr_array_add (list, row);
    }
  g_ptr_array_sort (list, compare_titles);
  return list;
}

/* Reads an MmsArrQueuePage. */
gpointer
mms_arr_read_queue (JsonNode *root, gpointer question, GError **error)
{
  const MmsArrQuestion *asked = question;
  JsonObject *answer = mms_arr_expect_object (root, asked->kind, error);
  JsonArray *records = mms_json_get_array (answer, "records");
  MmsArrQueuePage *page = NULL;

  if (answer == NULL)
    return NULL;
  page = g_new0 (MmsArrQueuePage, 1);
  page->tracked = rows_new ();
  page->n_records = mms_json_get_length (records);
  page->n_total = mms_json_get_int (answer, "totalRecords", page->n_records);
  for (guint i = 0; i < page->n_records; i++)
    {
      MmsTracked *tracked = read_record (mms_json_get_element (records, i), asked->kind);

      if (tracked != NULL)
        take_tracked (page->tracked, tracked);
    }
  return page;
}
