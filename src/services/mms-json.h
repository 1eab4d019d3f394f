/* Reads JSON from outside: every member may be missing or of another type.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "core/mms-error.h"
#include "worker/mms-worker.h"

G_BEGIN_DECLS

#define MMS_JSON_MAX_DEPTH 200
#define MMS_JSON_INLINE_BYTES (256 * 1024) /* longer answers are read on a worker */

/**
 * MmsJsonReader:
 * @root: the parsed answer; gone after the call
 * @question: whatever the reader needs to know; shared with no other thread meanwhile
 *
 * Makes a result of an answer. May run on a worker: it makes new things and touches nothing else.
 *
 * Returns: (transfer full): the result, or %NULL with @error set
 */
typedef gpointer (*MmsJsonReader) (JsonNode *root, gpointer question, GError **error);

JsonNode *mms_json_parse (GBytes *bytes, const char *service, GError **error);

void mms_json_read_async (GBytes *bytes,
                          const char *service,
                          MmsWorker *worker,
                          MmsJsonReader reader,
                          gpointer question,
                          GDestroyNotify question_free,
                          GDestroyNotify result_free,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gpointer mms_json_read_finish (GAsyncResult *result, GError **error);

JsonObject *mms_json_root_object (JsonNode *root);
JsonArray *mms_json_root_array (JsonNode *root);

gboolean mms_json_has (JsonObject *object, const char *name);
gint64 mms_json_get_int (JsonObject *object, const char *name, gint64 fallback);
gboolean mms_json_get_boolean (JsonObject *object, const char *name);
char *mms_json_dup_string (JsonObject *object, const char *name);
gint64 mms_json_get_time (JsonObject *object, const char *name);
char *mms_json_dup_text (JsonObject *object, const char *name);
JsonObject *mms_json_get_object (JsonObject *object, const char *name);
JsonArray *mms_json_get_array (JsonObject *object, const char *name);

guint mms_json_get_length (JsonArray *array);
JsonObject *mms_json_get_element (JsonArray *array, guint i);
gint64 mms_json_get_int_element (JsonArray *array, guint i, gint64 fallback);
char *mms_json_dup_string_element (JsonArray *array, guint i);

G_END_DECLS
