/* Reads JSON from outside: every member may be missing or of another type.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Returns: whether no value lies deeper than %MMS_JSON_MAX_DEPTH. json-glib recurses for each
 * level, when it parses and when it frees, so that an answer of brackets would end the program. */
static gboolean
is_shallow (const char *text, gsize length)
{
  guint depth = 0;
  gboolean quoted = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (quoted && c == '\\')
        i++;
      else if (c == '"')
        quoted = !quoted;
      else if (!quoted && (c == '[' || c == '{') && ++depth > MMS_JSON_MAX_DEPTH)
        return FALSE;
      else if (!quoted && (c == ']' || c == '}') && depth > 0)
        depth--;
    }
  return TRUE;
}

/**
 * mms_json_parse:
 * @service: who answered, for the message
 *
 * Returns: (transfer full): the answer, or %NULL with %MMS_ERROR_MALFORMED
 */
JsonNode *
mms_json_parse (GBytes *bytes, const char *service, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) local_error = NULL;
  g_autoptr (JsonNode) root = NULL;
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);

  if (length == 0)
    {
      /* Translators: %s is a service, as "Sonarr" */
      g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED, _ ("%s gave an empty answer"), service);
      return NULL;
    }
  if (!is_shallow (text, length))
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                   /* Translators: %s is a service, as "Sonarr" */
                   _ ("The answer of %s is nested too deeply to be meant seriously"), service);
      return NULL;
    }
  if (json_parser_load_from_data (parser, text, (gssize) length, &local_error))
    root = json_parser_steal_root (parser);
  if (root == NULL)
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                   /* Translators: %s is a service, as "Sonarr" */
                   _ ("The answer of %s cannot be read: it is damaged or cut off"), service);
      return NULL;
    }
  return g_steal_pointer (&root);
}

typedef struct
{
  GBytes *bytes; /* (owned) */
  char *service; /* (owned) */
  MmsJsonReader reader;
  gpointer question;            /* (owned) (nullable) */
  GDestroyNotify question_free; /* (nullable) */
  GDestroyNotify result_free;   /* (nullable) */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_bytes_unref (reading->bytes);
  g_free (reading->service);
  if (reading->question_free != NULL)
    reading->question_free (reading->question);
  g_free (reading);
}

static void
read_now (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Reading *reading = task_data;
  GError *error = NULL;
  gpointer result = NULL;
  g_autoptr (JsonNode) root = mms_json_parse (reading->bytes, reading->service, &error);

  if (root != NULL)
    result = reading->reader (root, reading->question, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, reading->result_free);
}

/**
 * mms_json_read_async:
 * @service: who answered, for messages
 * @worker: (nullable): where answers beyond %MMS_JSON_INLINE_BYTES are parsed, read and freed
 * @question: (transfer full): handed to @reader
 *
 * Parses an answer and has @reader make a result of it.
 */
void
mms_json_read_async (GBytes *bytes,
                     const char *service,
                     MmsWorker *worker,
                     MmsJsonReader reader,
                     gpointer question,
                     GDestroyNotify question_free,
                     GDestroyNotify result_free,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);

  g_task_set_source_tag (task, mms_json_read_async);
  reading->bytes = g_bytes_ref (bytes);
  reading->service = g_strdup (service);
  reading->reader = reader;
  reading->question = question;
  reading->question_free = question_free;
  reading->result_free = result_free;
  g_task_set_task_data (task, reading, reading_free);

  if (worker != NULL && g_bytes_get_size (bytes) > MMS_JSON_INLINE_BYTES)
    mms_worker_run (worker, task, read_now);
  else
    read_now (task, NULL, reading, cancellable);
}

/* Returns: (transfer full): what the reader made */
gpointer
mms_json_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Returns: (nullable): @root, where it is an object */
JsonObject *
mms_json_root_object (JsonNode *root)
{
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
}

/* Returns: (nullable): @root, where it is an array */
JsonArray *
mms_json_root_array (JsonNode *root)
{
  return root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
}

static JsonNode *
member (JsonObject *object, const char *name)
{
  return object != NULL ? json_object_get_member (object, name) : NULL;
}

static JsonNode *
element (JsonArray *array, guint i)
{
  return i < mms_json_get_length (array) ? json_array_get_element (array, i) : NULL;
}

static gint64
double_to_int (double value, gint64 fallback)
{
  /* Beyond these the conversion is undefined; NaN fails both comparisons. */
  if (value >= -9007199254740992.0 && value <= 9007199254740992.0)
    return (gint64) value;
  return fallback;
}

static gint64
text_to_int (const char *text, gint64 fallback)
{
  gint64 value = 0;

  return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &value, NULL) ? value
                                                                                   : fallback;
}

static gint64
node_to_int (JsonNode *node, gint64 fallback)
{
  GType type = G_TYPE_INVALID;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return fallback;
  type = json_node_get_value_type (node);
  if (type == G_TYPE_INT64)
    return json_node_get_int (node);
  if (type == G_TYPE_DOUBLE)
    return double_to_int (json_node_get_double (node), fallback);
  if (type == G_TYPE_STRING)
    return text_to_int (json_node_get_string (node), fallback);
  return fallback;
}

static char *
node_to_string (JsonNode *node)
{
  const char *text = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return json_to_string (node, FALSE);
  text = json_node_get_string (node);
  return *text != '\0' ? g_strdup (text) : NULL;
}

/* Returns: whether the member is there and not null */
gboolean
mms_json_has (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node);
}

/**
 * mms_json_get_int:
 * @object: (nullable)
 *
 * Returns: the member, also where it is written as text or with decimals; @fallback where it is
 *   missing or no number
 */
gint64
mms_json_get_int (JsonObject *object, const char *name, gint64 fallback)
{
  return node_to_int (member (object, name), fallback);
}

/* Returns: %TRUE for true, "true" and numbers but 0 */
gboolean
mms_json_get_boolean (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node);
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_ascii_strcasecmp (json_node_get_string (node), "true") == 0;
  return node_to_int (node, 0) != 0;
}

/**
 * mms_json_dup_string:
 * @object: (nullable)
 *
 * Returns: (transfer full) (nullable): the member, a number as text; %NULL where it is missing,
 *   null, empty, an object or an array
 */
char *
mms_json_dup_string (JsonObject *object, const char *name)
{
  return node_to_string (member (object, name));
}

/**
 * mms_json_get_time:
 * @object: (nullable)
 *
 * Reads RFC 3339, or a bare date as its midnight (UTC).
 *
 * Returns: seconds since 1970, UTC, negative before; 0 where it is missing, unreadable or of the
 *   year 1, which is how .NET says "never"
 */
gint64
mms_json_get_time (JsonObject *object, const char *name)
{
  g_autofree char *text = mms_json_dup_string (object, name);
  g_autofree char *full = NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;

  if (text == NULL)
    return 0;
  full = strlen (text) == 10 ? g_strconcat (text, "T00:00:00Z", NULL) : g_steal_pointer (&text);
  time = g_date_time_new_from_iso8601 (full, utc);
  return time != NULL && g_date_time_get_year (time) > 1 ? g_date_time_to_unix (time) : 0;
}

/* Returns: (transfer full) (nullable): the member as JSON, to be echoed; %NULL where it is missing
 * or null */
char *
mms_json_dup_text (JsonObject *object, const char *name)
{
  return mms_json_has (object, name) ? json_to_string (member (object, name), FALSE) : NULL;
}

/* Returns: (nullable): the member, where it is an object */
JsonObject *
mms_json_get_object (JsonObject *object, const char *name)
{
  return mms_json_root_object (member (object, name));
}

/* Returns: (nullable): the member, where it is an array */
JsonArray *
mms_json_get_array (JsonObject *object, const char *name)
{
  return mms_json_root_array (member (object, name));
}

/* Returns: 0 for %NULL */
guint
mms_json_get_length (JsonArray *array)
{
  return array != NULL ? json_array_get_length (array) : 0;
}

/* Returns: (nullable): the element, where there is one and it is an object */
JsonObject *
mms_json_get_element (JsonArray *array, guint i)
{
  return mms_json_root_object (element (array, i));
}

gint64
mms_json_get_int_element (JsonArray *array, guint i, gint64 fallback)
{
  return node_to_int (element (array, i), fallback);
}

/* Returns: (transfer full) (nullable): as mms_json_dup_string() */
char *
mms_json_dup_string_element (JsonArray *array, guint i)
{
  return node_to_string (element (array, i));
}
