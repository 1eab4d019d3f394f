/* Makes jobs from the state files of the predecessor, without guessing.
 *
 * The number of the title in these files may be Sonarr's own or TheTVDB's: which of the two nobody
 * can tell. It goes into the history and decides nothing; the *arr's queue, by hash, or a person
 * says which title it is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-predecessor.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "core/mms-display-name.h"
#include "core/mms-path-map.h"
#include "store/mms-json-file.h"
#include "store/mms-predecessor-status.h"

/* Longer texts are cut: they are for people. */
#define MAX_TEXT_CHARS 2000

static void
entry_free (gpointer data)
{
  MmsPredecessorEntry *self = data;

  g_clear_object (&self->job);
  mms_event_free (self->event);
  g_free (self);
}

void
mms_predecessor_state_free (MmsPredecessorState *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->ignored);
  g_ptr_array_unref (self->report);
  g_free (self);
}

static MmsPredecessorState *
state_new (void)
{
  MmsPredecessorState *self = g_new0 (MmsPredecessorState, 1);

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->ignored = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_ignored_free);
  self->report = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static gboolean
is_hash (const char *text)
{
  return strlen (text) == 40 && strspn (text, "0123456789abcdefABCDEF") == 40;
}

/* Returns: (transfer full): fit to be shown, however it came */
static char *
dup_shown (const char *text)
{
  g_autofree char *shown = mms_display_name_new (text, -1);

  g_strstrip (shown);
  return g_utf8_strlen (shown, -1) > MAX_TEXT_CHARS ? g_utf8_substring (shown, 0, MAX_TEXT_CHARS)
                                                     : g_steal_pointer (&shown);
}

/* Notes that an entry was passed over. @why: a whole sentence */
static void
skip (MmsPredecessorState *state, const char *name, const char *why)
{
  g_autofree char *shown = dup_shown (name);

  state->n_skipped++;
  /* Translators: the name of an entry, and why it was left out, a sentence */
  g_ptr_array_add (state->report, g_strdup_printf (_ ("%s: left out. %s"), shown, why));
}

/* Returns: (transfer none) (nullable): %NULL where it is no string, or an empty one */
static const char *
get_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  const char *text = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  text = json_node_get_string (node);
  return text != NULL && *text != '\0' ? text : NULL;
}

/* Returns: (transfer full) (nullable): the number of the title, whatever it means, as text */
static char *
dup_target (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "target_id");
  const char *text = get_text (object, "target_id");

  if (text != NULL)
    return g_str_equal (text, "unknown") ? NULL : dup_shown (text);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_INT64)
    return NULL;
  return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
}

/* Returns: seconds since 1970, UTC; 0 where it is no time. The predecessor wrote UTC without
 *   saying so. */
static gint64
get_time (JsonObject *object, const char *member)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  const char *text = get_text (object, member);
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  return time != NULL ? MAX (0, g_date_time_to_unix (time)) : 0;
}

static const char *
get_original_name (JsonObject *object)
{
  const char *original = get_text (object, "original_torrent_name");

  return g_strcmp0 (original, "N/A") == 0 ? NULL : original;
}

/* Returns: (transfer full): the release's name, the hash where none is known */
static char *
dup_name (JsonObject *object, const char *hash)
{
  const char *const names[] = { get_text (object, "release_name"), get_original_name (object),
                                get_text (object, "folder_name"), hash };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *shown = names[i] != NULL ? dup_shown (names[i]) : NULL;

      if (shown != NULL && *shown != '\0')
        return g_steal_pointer (&shown);
    }
  g_return_val_if_reached (g_strdup (hash));
}

/* Returns: (transfer full) (nullable): where the data lies on the seedbox, if that can be used */
static char *
dup_remote_path (JsonObject *object)
{
  const char *path = get_text (object, "seedbox_download_path");

  return path != NULL && g_path_is_absolute (path) ? mms_path_normalize (path) : NULL;
}

/* What was parsed or typed once is shown and confirmed, never used as it is. */
static MmsIntent *
make_intent (JsonObject *object, const char *name)
{
  const char *app = get_text (object, "app_type");
  const char *original = get_original_name (object);
  MmsIntent *intent = NULL;

  if (g_strcmp0 (app, "sonarr") != 0 && g_strcmp0 (app, "radarr") != 0)
    return NULL;
  intent = mms_intent_new (g_str_equal (app, "sonarr") ? MMS_MEDIA_SERIES : MMS_MEDIA_FILM);
  intent->confidence = MMS_CONFIDENCE_GUESSED;
  intent->title = original != NULL ? dup_shown (original) : g_strdup (name);
  return intent;
}

/* Returns: (transfer full): what stands in the way, for the person */
static char *
dup_problem_text (JsonObject *object, const MmsPredecessorStatus *status)
{
  const char *message = get_text (object, "status_message");

  if (message != NULL)
    return dup_shown (message);
  /* Translators: %s is a word of the web application's state file, as "error_sftp_connection" */
  return g_strdup_printf (_ ("The web application stopped at “%s” and did not say why."),
                          status->name);
}

/* Where the path is not known, the seedbox is asked for it, which proves the data complete, too. */
static MmsFact
get_fact (const MmsPredecessorStatus *status, const char *remote_path)
{
  return status->fact == MMS_FACT_COMPLETE && remote_path == NULL ? MMS_FACT_GRABBED : status->fact;
}

static MmsJob *
make_job (JsonObject *object, const char *hash, const MmsPredecessorStatus *status)
{
  g_autofree char *name = dup_name (object, hash);
  g_autofree char *remote_path = dup_remote_path (object);
  g_autoptr (MmsIntent) intent = make_intent (object, name);
  const char *label = get_text (object, "label");
  gint64 updated_at = get_time (object, "updated_at");
  MmsJob *job = mms_job_new (hash, name);

  mms_job_set_fact (job, get_fact (status, remote_path));
  mms_job_set_remote_path (job, remote_path);
  mms_job_set_label (job, label);
  mms_job_set_intent (job, intent);
  mms_job_set_added_at (job, get_time (object, "added_at"));
  mms_job_set_updated_at (job, updated_at);
  if (status->failed)
    {
      g_autofree char *text = dup_problem_text (object, status);
      g_autoptr (MmsProblem) problem = mms_problem_new (status->verb, status->code, text, 1,
                                                        updated_at, 0);

      mms_job_set_problem (job, problem);
    }
  return job;
}

/* The first line of the history: all that the job has no place for. */
static MmsEvent *
make_event (JsonObject *object, MmsJob *job, const MmsPredecessorStatus *status)
{
  GString *text = g_string_new (NULL);
  const char *message = get_text (object, "status_message");
  g_autofree char *target = dup_target (object);
  gint64 at = mms_job_get_updated_at (job);
  MmsEvent *event = NULL;

  /* Translators: %s is a word of the web application's state file, as "in_staging" */
  g_string_append_printf (text, _ ("Taken over from the web application, where it stood at “%s”."),
                          status->name);
  if (message != NULL)
    {
      g_autofree char *shown = dup_shown (message);

      g_string_append_c (text, ' ');
      /* Translators: %s is a text that the web application wrote */
      g_string_append_printf (text, _ ("It said: “%s”."), shown);
    }
  if (target != NULL)
    {
      g_string_append_c (text, ' ');
      /* Translators: %s is a number */
      g_string_append_printf (text, _ ("It named the title by the number %s; whose number that is "
                                       "cannot be told, so it is not used."), target);
    }
  if (status->note != NULL)
    g_string_append_printf (text, " %s", _ (status->note));
  if (mms_job_get_fact (job) != status->fact)
    g_string_append_printf (text, " %s", _ ("Where it lies on the seedbox is not known; the "
                                            "seedbox is asked."));
  event = mms_event_new (at > 0 ? at : g_get_real_time () / G_USEC_PER_SEC, mms_job_get_fact (job),
                         status->failed, "predecessor", text->str);
  g_string_free (text, TRUE);
  return event;
}

static void
report_taken (MmsPredecessorState *state, MmsJob *job)
{
  const MmsProblem *problem = mms_job_get_problem (job);
  const char *fact = mms_fact_get_label (mms_job_get_fact (job));
  char *line = NULL;

  if (problem != NULL)
    /* Translators: the name of a release, where on the road it is, what went wrong */
    line = g_strdup_printf (_ ("%s: taken over as “%s”, with a problem: %s"),
                            mms_job_get_name (job), fact, problem->message);
  else
    /* Translators: the name of a release, and where on the road it is */
    line = g_strdup_printf (_ ("%s: taken over as “%s”."), mms_job_get_name (job), fact);
  g_ptr_array_add (state->report, line);
}

/* Returns: (transfer full) (nullable): why the entry cannot be understood, a sentence */
static char *
dup_objection (const char *key, JsonNode *node, GHashTable *seen)
{
  JsonObject *object = NULL;
  const char *inner = NULL;
  const char *status = NULL;

  if (!is_hash (key))
    return g_strdup (_ ("Its name is not the info-hash of a torrent."));
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup (_ ("It is not a record."));
  object = json_node_get_object (node);
  inner = get_text (object, "torrent_hash");
  if (inner != NULL && g_ascii_strcasecmp (inner, key) != 0)
    return g_strdup (_ ("It holds another info-hash than its name says."));
  status = get_text (object, "status");
  if (mms_predecessor_status_find (status) == NULL)
    {
      g_autofree char *shown = dup_shown (status != NULL ? status : "");

      /* Translators: %s is a word of the web application's state file */
      return g_strdup_printf (_ ("Its status “%s” is not known."), shown);
    }
  if (g_hash_table_contains (seen, key))
    return g_strdup (_ ("The same torrent stands in the file twice; the first one counts."));
  return NULL;
}

static void
take_entry (MmsPredecessorState *state, const char *hash, JsonNode *node)
{
  JsonObject *object = json_node_get_object (node);
  const MmsPredecessorStatus *status = mms_predecessor_status_find (get_text (object, "status"));
  MmsPredecessorEntry *entry = g_new0 (MmsPredecessorEntry, 1);

  entry->job = make_job (object, hash, status);
  entry->event = make_event (object, entry->job, status);
  g_ptr_array_add (state->entries, entry);
  report_taken (state, entry->job);
}

static int
compare_age (gconstpointer a, gconstpointer b)
{
  gint64 at_a = mms_job_get_added_at ((*(MmsPredecessorEntry *const *) a)->job);
  gint64 at_b = mms_job_get_added_at ((*(MmsPredecessorEntry *const *) b)->job);

  return at_a < at_b ? -1 : at_a > at_b;
}

static gboolean
take_map (MmsPredecessorState *state, const char *path, JsonNode *root, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonObjectIter iter;
  const char *key = NULL;
  JsonNode *node = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                   /* Translators: %s is a path */
                   _ ("%s is not a map of torrents. Nothing was changed."), path);
      return FALSE;
    }
  json_object_iter_init_ordered (&iter, json_node_get_object (root));
  while (json_object_iter_next_ordered (&iter, &key, &node))
    {
      g_autofree char *hash = g_ascii_strup (key, -1);
      g_autofree char *objection = dup_objection (hash, node, seen);

      if (objection != NULL)
        skip (state, key, objection);
      else
        take_entry (state, hash, node);
      g_hash_table_add (seen, g_steal_pointer (&hash));
    }
  g_ptr_array_sort (state->entries, compare_age);
  return TRUE;
}

static void
take_ignored (MmsPredecessorState *state, JsonNode *node)
{
  g_autofree char *text = NULL;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
      && is_hash (json_node_get_string (node)))
    {
      g_ptr_array_add (state->ignored, mms_ignored_new (json_node_get_string (node), NULL, 0));
      g_ptr_array_add (state->report,
                       /* Translators: %s is an info-hash */
                       g_strdup_printf (_ ("%s: stays ignored."), json_node_get_string (node)));
      return;
    }
  text = json_to_string (node, FALSE);
  skip (state, text, _ ("This is not the info-hash of a torrent."));
}

static gboolean
take_ignored_list (MmsPredecessorState *state, const char *path, JsonNode *root, GError **error)
{
  JsonArray *array = NULL;

  if (!JSON_NODE_HOLDS_ARRAY (root))
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                   /* Translators: %s is a path */
                   _ ("%s is not a list of torrents. Nothing was changed."), path);
      return FALSE;
    }
  array = json_node_get_array (root);
  for (guint i = 0; i < json_array_get_length (array); i++)
    take_ignored (state, json_array_get_element (array, i));
  return TRUE;
}

typedef gboolean (*Take) (MmsPredecessorState *state,
                          const char *path,
                          JsonNode *root,
                          GError **error);

/* A file that is not there is told; one that cannot be read is an error. */
static gboolean
take_file (MmsPredecessorState *state, const char *path, Take take, gboolean *found, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) failure = NULL;

  if (path == NULL)
    return TRUE;
  root = mms_json_file_load (path, &failure);
  *found |= root != NULL;
  if (root != NULL)
    return take (state, path, root, error);
  if (!g_error_matches (failure, MMS_ERROR, MMS_ERROR_MISSING))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  g_ptr_array_add (state->report, g_strdup (failure->message));
  return TRUE;
}

/**
 * mms_predecessor_read:
 * @map_path: (nullable): pending_torrents_map.json
 * @ignored_path: (nullable): ignored_torrents.json
 *
 * Reads both files; blocks. Of two, one may be missing. An entry that cannot be understood is
 * reported and left out, the others come in; a file that cannot be read as a whole is an error,
 * and then nothing comes in.
 *
 * Errors: %MMS_ERROR_MALFORMED, with the line; %MMS_ERROR_MISSING; %MMS_ERROR_REFUSED for what is
 * no file, or larger than 64 MiB.
 *
 * Returns: (transfer full) (nullable)
 */
MmsPredecessorState *
mms_predecessor_read (const char *map_path, const char *ignored_path, GError **error)
{
  g_autoptr (MmsPredecessorState) state = state_new ();
  gboolean found = FALSE;

  if (!take_file (state, map_path, take_map, &found, error)
      || !take_file (state, ignored_path, take_ignored_list, &found, error))
    return NULL;
  if (!found)
    {
      const char *why = state->report->len > 0 ? state->report->pdata[0] : _ ("No file was named.");

      g_set_error_literal (error, MMS_ERROR, MMS_ERROR_MISSING, why);
      return NULL;
    }
  return g_steal_pointer (&state);
}
