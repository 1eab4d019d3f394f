/* Tests that JSON from outside is read whatever it holds, or refused.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-json.h"

#include <string.h>

#include "support/mms-test-wait.h"

static JsonNode *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return mms_json_parse (bytes, "Sonarr", error);
}

static void
test_missing_and_wrong_members (void)
{
  g_autoptr (JsonNode) root =
    parse ("{\"n\":7,\"t\":\"7\",\"d\":7.9,\"huge\":1e300,\"s\":\"words\",\"e\":\"\",\"z\":null,"
           "\"b\":true,\"bt\":\"True\",\"o\":{\"k\":[1,\"2\",{}]},\"a\":[]}",
           NULL);
  JsonObject *object = mms_json_root_object (root);
  g_autofree char *number = mms_json_dup_string (object, "n");
  g_autofree char *words = mms_json_dup_string (object, "s");
  g_autofree char *echo = mms_json_dup_text (object, "o");
  g_autofree char *boolean = mms_json_dup_string (object, "b");

  g_assert_cmpint (mms_json_get_int (object, "n", -1), ==, 7);
  g_assert_cmpint (mms_json_get_int (object, "t", -1), ==, 7);
  g_assert_cmpint (mms_json_get_int (object, "d", -1), ==, 7);
  g_assert_cmpint (mms_json_get_int (object, "huge", -1), ==, -1);
  g_assert_cmpint (mms_json_get_int (object, "s", -1), ==, -1);
  g_assert_cmpint (mms_json_get_int (object, "b", -1), ==, -1);
  g_assert_cmpint (mms_json_get_int (object, "z", -1), ==, -1);
  g_assert_cmpint (mms_json_get_int (object, "o", -1), ==, -1);
  g_assert_cmpint (mms_json_get_int (object, "none", -1), ==, -1);
  g_assert_cmpint (mms_json_get_int (NULL, "n", -1), ==, -1);
  g_assert_cmpstr (number, ==, "7");
  g_assert_cmpstr (words, ==, "words");
  g_assert_cmpstr (boolean, ==, "true");
  g_assert_cmpstr (echo, ==, "{\"k\":[1,\"2\",{}]}");
  g_assert_null (mms_json_dup_string (object, "e"));
  g_assert_null (mms_json_dup_string (object, "z"));
  g_assert_null (mms_json_dup_string (object, "a"));
  g_assert_null (mms_json_dup_text (object, "z"));
  g_assert_true (mms_json_get_boolean (object, "b"));
  g_assert_true (mms_json_get_boolean (object, "bt"));
  g_assert_true (mms_json_get_boolean (object, "n"));
  g_assert_false (mms_json_get_boolean (object, "a"));
  g_assert_false (mms_json_get_boolean (object, "none"));
  g_assert_null (mms_json_get_object (object, "a"));
  g_assert_null (mms_json_get_array (object, "o"));
  g_assert_null (mms_json_get_array (NULL, "o"));
  g_assert_null (mms_json_root_array (root));
  g_assert_null (mms_json_root_object (NULL));
}

static void
test_elements (void)
{
  g_autoptr (JsonNode) root = parse ("[1, \"2\", {\"k\": 3}, null]", NULL);
  JsonArray *array = mms_json_root_array (root);
  g_autofree char *two = mms_json_dup_string_element (array, 1);

  g_assert_cmpuint (mms_json_get_length (array), ==, 4);
  g_assert_cmpuint (mms_json_get_length (NULL), ==, 0);
  g_assert_cmpint (mms_json_get_int_element (array, 0, -1), ==, 1);
  g_assert_cmpint (mms_json_get_int_element (array, 3, -1), ==, -1);
  g_assert_cmpint (mms_json_get_int_element (array, 9, -1), ==, -1);
  g_assert_cmpstr (two, ==, "2");
  g_assert_cmpint (mms_json_get_int (mms_json_get_element (array, 2), "k", 0), ==, 3);
  g_assert_null (mms_json_get_element (array, 0));
  g_assert_null (mms_json_get_element (array, 9));
}

static void
test_times (void)
{
  static const struct
  {
    const char *text;
    gint64 at;
  } cases[] = {
    { "2026-10-01T19:02:18Z", 1790881338 },
    { "2026-10-01T19:02:18.1234567Z", 1790881338 },
    { "2026-10-01T21:02:18+02:00", 1790881338 },
    { "2026-10-01", 1790812800 },
    { "1954-10-18T23:30:00Z", -479781000 },
    { "0001-01-01T00:00:00Z", 0 },
    { "yesterday", 0 },
    { "", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"at\":\"%s\"}", cases[i].text);
      g_autoptr (JsonNode) root = parse (text, NULL);

      g_assert_cmpint (mms_json_get_time (mms_json_root_object (root), "at"), ==, cases[i].at);
    }
}

static void
test_damage_is_malformed (void)
{
  static const char *const texts[] = {
    "", "   ", "{", "[1, 2", "{\"a\": tru", "<html>", "\"\xff\xfe\"", "{\"a\":1}}}", NULL,
  };

  for (gsize i = 0; texts[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (texts[i], &error));
      g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
      g_assert_nonnull (strstr (error->message, "Sonarr"));
    }
}

static void
test_depth (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) fine = NULL;
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autofree char *quoted = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, i % 2 == 0 ? "[" : "{\"a\":");
  g_assert_null (parse (deep->str, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, "nested"));

  /* Brackets in a text are no nesting, not even after an escaped quote. */
  g_string_truncate (deep, 0);
  for (guint i = 0; i < 1000; i++)
    g_string_append (deep, "[\\\"");
  quoted = g_strdup_printf ("{\"a\":\"%s\"}", deep->str);
  fine = parse (quoted, NULL);
  g_assert_nonnull (fine);
}

typedef struct
{
  GThread *thread; /* on which the reader ran */
  gboolean freed;  /* the question */
} Reading;

static gpointer
count (JsonNode *root, gpointer question, GError **error)
{
  Reading *reading = question;

  reading->thread = g_thread_self ();
  if (mms_json_root_array (root) == NULL)
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED, "no list");
      return NULL;
    }
  return GUINT_TO_POINTER (mms_json_get_length (mms_json_root_array (root)));
}

static void
forget (gpointer question)
{
  ((Reading *) question)->freed = TRUE;
}

static guint
read_text (const char *text,
           MmsWorker *worker,
           Reading *reading,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GAsyncResult) result = NULL;

  mms_json_read_async (bytes, "Sonarr", worker, count, reading, forget, NULL, cancellable,
                       mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return GPOINTER_TO_UINT (mms_json_read_finish (result, error));
}

static void
test_short_here_long_there (void)
{
  g_autoptr (MmsWorker) worker = mms_worker_new ("test-json");
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new ("[0");
  Reading reading = { NULL, FALSE };

  g_assert_cmpuint (read_text ("[1,2,3]", worker, &reading, NULL, &error), ==, 3);
  g_assert_no_error (error);
  g_assert_true (reading.thread == g_thread_self ());

  reading.freed = FALSE;
  while (text->len <= MMS_JSON_INLINE_BYTES)
    g_string_append (text, ",1000000");
  g_string_append_c (text, ']');
  g_assert_cmpuint (read_text (text->str, worker, &reading, NULL, &error), >, 30000);
  g_assert_no_error (error);
  g_assert_true (reading.thread != g_thread_self ());
  while (!reading.freed)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_reader_may_refuse (void)
{
  g_autoptr (GError) error = NULL;
  Reading reading = { NULL, FALSE };

  g_assert_cmpuint (read_text ("{}", NULL, &reading, NULL, &error), ==, 0);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_clear_error (&error);

  reading.thread = NULL;
  g_assert_cmpuint (read_text ("{", NULL, &reading, NULL, &error), ==, 0);
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MALFORMED);
  g_assert_null (reading.thread);
  g_assert_true (reading.freed);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Reading reading = { NULL, FALSE };

  g_cancellable_cancel (cancellable);
  read_text ("[]", NULL, &reading, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/reads-members-that-are-missing-or-of-another-type",
                   test_missing_and_wrong_members);
  g_test_add_func ("/json/reads-elements", test_elements);
  g_test_add_func ("/json/reads-times-as-seconds", test_times);
  g_test_add_func ("/json/refuses-what-is-damaged", test_damage_is_malformed);
  g_test_add_func ("/json/refuses-what-is-nested-too-deeply", test_depth);
  g_test_add_func ("/json/reads-short-answers-here-and-long-ones-on-the-worker",
                   test_short_here_long_there);
  g_test_add_func ("/json/passes-on-what-the-reader-refuses", test_reader_may_refuse);
  g_test_add_func ("/json/passes-on-that-it-was-cancelled", test_cancelled);
  return g_test_run ();
}
