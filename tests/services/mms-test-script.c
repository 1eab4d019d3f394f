/* Plays a server of which every request is expected word by word.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "mms-test-script.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef struct
{
  char *request; /* (owned): "GET /path?query" */
  char *body;    /* (owned) (nullable): JSON */
  guint status;
  char *header; /* (owned) (nullable) */
  char *value;  /* (owned) (nullable) */
  char *answer; /* (owned) (nullable) */
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free (step->request);
  g_free (step->body);
  g_free (step->header);
  g_free (step->value);
  g_free (step->answer);
  g_free (step);
}

static void
assert_same_json (const char *sent, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) left = json_from_string (sent, &error);
  g_autoptr (JsonNode) right = NULL;
  g_autofree char *left_text = NULL;
  g_autofree char *right_text = NULL;

  g_assert_no_error (error);
  right = json_from_string (expected, &error);
  g_assert_no_error (error);
  left_text = json_to_string (left, TRUE);
  right_text = json_to_string (right, TRUE);
  if (!json_node_equal (left, right))
    g_assert_cmpstr (left_text, ==, right_text);
}

static void
play (SoupServer *server,
      SoupServerMessage *message,
      const char *path,
      GHashTable *query,
      gpointer user_data)
{
  MmsTestScript *self = user_data;
  GUri *uri = soup_server_message_get_uri (message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *key = soup_message_headers_get_one (headers, "X-Api-Key");
  g_autofree char *request =
    g_strdup_printf ("%s %s%s%s", soup_server_message_get_method (message), g_uri_get_path (uri),
                     g_uri_get_query (uri) != NULL ? "?" : "",
                     g_uri_get_query (uri) != NULL ? g_uri_get_query (uri) : "");
  g_autoptr (GBytes) bytes =
    soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autofree char *body = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  Step *step = g_queue_pop_head (self->steps);

  g_assert_cmpstr (request, ==, step != NULL ? step->request : "(nothing more)");
  g_ptr_array_add (self->keys, g_strdup (key != NULL ? key : ""));
  if (step->body != NULL)
    {
      g_assert_cmpstr (soup_message_headers_get_content_type (headers, NULL), ==,
                       "application/json");
      assert_same_json (body, step->body);
    }
  else
    g_assert_cmpstr (body, ==, "");
  if (step->header != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), step->header,
                                  step->value);
  mms_test_server_say (message, step->status,
                       step->answer != NULL && *step->answer == '<' ? "text/html"
                                                                    : "application/json",
                       step->answer);
  step_free (step);
}

MmsTestScript *
mms_test_script_new (void)
{
  MmsTestScript *self = g_new0 (MmsTestScript, 1);

  self->steps = g_queue_new ();
  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->server = mms_test_server_new (play, self, NULL, 0);
  self->base = self->server->base;
  return self;
}

void
mms_test_script_free (MmsTestScript *self)
{
  Step *step = g_queue_peek_head (self->steps);

  g_assert_cmpstr (step != NULL ? step->request : NULL, ==, NULL);
  mms_test_server_free (self->server);
  g_queue_free_full (self->steps, step_free);
  g_ptr_array_unref (self->keys);
  g_free (self);
}

/* Returns: (transfer full): a file of tests/data/arr */
char *
mms_test_script_dup_data (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("MMS_TEST_DATA"), "arr", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static Step *
push (MmsTestScript *self, const char *request, guint status, const char *answer)
{
  Step *step = g_new0 (Step, 1);

  step->request = g_strdup (request);
  step->status = status;
  step->answer =
    answer != NULL && *answer == '@' ? mms_test_script_dup_data (answer + 1) : g_strdup (answer);
  g_queue_push_tail (self->steps, step);
  return step;
}

/* Expects @request ("GET /path?query") next; @answer begins with '@' for a file of tests/data/arr. */
void
mms_test_script_expect (MmsTestScript *self,
                        const char *request,
                        const char *body,
                        guint status,
                        const char *answer)
{
  Step *step = push (self, request, status, answer);

  step->body = body != NULL && *body == '@' ? mms_test_script_dup_data (body + 1) : g_strdup (body);
}

/* The same, with a header in the answer. */
void
mms_test_script_expect_with (MmsTestScript *self,
                             const char *request,
                             guint status,
                             const char *header,
                             const char *value,
                             const char *answer)
{
  Step *step = push (self, request, status, answer);

  step->header = g_strdup (header);
  step->value = g_strdup (value);
}
