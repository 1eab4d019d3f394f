/* Reads what Sonarr, Radarr and Prowlarr say when something is wrong into plain words.
 *
 * Four shapes (SonarrErrorPipeline.cs and the ASP.NET defaults): an array of validation failures;
 * an object with `errors` for values of a wrong type; an object with `message` (and `description`,
 * a stack trace that is never shown); and nothing at all for 401. While starting: `errorMessage`.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-arr-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "services/mms-json.h"

#define WORDS_MAX_CHARS 300

/* Takes one line of @text: the first, without control characters, not for ever. */
static char *
one_line (const char *text)
{
  g_autofree char *line = g_strndup (text, strcspn (text, "\r\n"));
  g_autofree char *short_line = NULL;

  for (char *c = line; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  short_line = g_utf8_substring (line, 0, MIN (g_utf8_strlen (line, -1), WORDS_MAX_CHARS));
  g_strstrip (short_line);
  return g_steal_pointer (&short_line);
}

static void
add_words (GPtrArray *words, const char *text)
{
  g_autofree char *line = text != NULL ? one_line (text) : NULL;

  if (line != NULL && *line != '\0' && words->len < 5 &&
      !g_ptr_array_find_with_equal_func (words, line, g_str_equal, NULL))
    g_ptr_array_add (words, g_steal_pointer (&line));
}

static void
read_validation (JsonArray *failures, GPtrArray *words)
{
  for (guint i = 0; i < mms_json_get_length (failures); i++)
    {
      g_autofree char *text =
        mms_json_dup_string (mms_json_get_element (failures, i), "errorMessage");

      add_words (words, text);
    }
}

/* "The JSON value could not be converted to System.Int32. Path: $.id | LineNumber: 0 | ..." */
static void
read_model (JsonObject *errors, GPtrArray *words)
{
  g_autoptr (GList) names = json_object_get_members (errors);

  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *text = mms_json_dup_string_element (mms_json_get_array (errors, l->data), 0);
      g_autofree char *said = NULL;
      char *tail = text != NULL ? strstr (text, " Path: ") : NULL;

      if (tail != NULL)
        *tail = '\0';
      said = text != NULL ? g_strdup_printf ("%s: %s", (char *) l->data, text) : NULL;
      add_words (words, said);
    }
}

/**
 * mms_arr_error_dup_words:
 *
 * Returns: (transfer full) (nullable): the server's own words about its refusal, on one line
 *   without traces; %NULL where it said nothing that we know to read
 */
char *
mms_arr_error_dup_words (GBytes *body)
{
  static const char *const members[] = { "message", "errorMessage", "title", NULL };
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  JsonObject *object = NULL;

  if (g_bytes_get_size (body) == 0 || g_bytes_get_size (body) > MMS_JSON_INLINE_BYTES)
    return NULL;
  root = mms_json_parse (body, "", NULL);
  object = mms_json_root_object (root);
  if (mms_json_root_array (root) != NULL)
    read_validation (mms_json_root_array (root), words);
  if (mms_json_get_object (object, "errors") != NULL)
    read_model (mms_json_get_object (object, "errors"), words);
  for (gsize i = 0; members[i] != NULL && words->len == 0; i++)
    {
      g_autofree char *text = mms_json_dup_string (object, members[i]);

      add_words (words, text);
    }
  if (words->len == 0)
    return NULL;
  g_ptr_array_add (words, NULL);
  return g_strjoinv ("; ", (char **) words->pdata);
}

/* A base that was typed and is wrong stands behind the right one: the server takes it for a part of
 * the path. */
static void
drop_wrong_base (char *proposed, const char *base_url)
{
  const char *scheme = strstr (base_url, "://");
  const char *typed = scheme != NULL ? strchr (scheme + 3, '/') : NULL;
  gsize length = typed != NULL ? strlen (typed) : 0;
  gsize before = strlen (proposed);
  const char *host = strstr (proposed, "://");

  while (length > 0 && typed[length - 1] == '/')
    length--;
  if (length == 0 || length >= before || host == NULL
      || strncmp (proposed + before - length, typed, length) != 0)
    return;
  proposed[before - length] = '\0';
  if (strchr (host + 3, '/') == NULL)
    proposed[before - length] = '/';
}

/* Finds the base that @location has before what we asked for: the server answers a request
 * without its URL base by 307 to `{base}{path}` (UrlBaseMiddleware.cs).
 *
 * Returns: (transfer full) (nullable): the URL that should have been set */
static char *
propose_base (const char *location, const char *base_url, const char *asked)
{
  g_autofree char *full =
    g_uri_resolve_relative (base_url, location, G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED,
                            NULL);
  g_autofree char *path = g_strndup (asked, strcspn (asked, "?"));
  char *tail = full != NULL ? strstr (full, path) : NULL;

  if (tail == NULL || tail == full)
    return NULL;
  *tail = '\0';
  drop_wrong_base (full, base_url);
  return g_steal_pointer (&full);
}

static void
set_redirect_error (const MmsHttpResponse *response,
                    const char *service,
                    const char *base_url,
                    const char *asked,
                    GError **error)
{
  g_autofree char *proposed =
    response->location != NULL ? propose_base (response->location, base_url, asked) : NULL;

  if (proposed != NULL)
    g_set_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                 /* Translators: %s are a service, as "Sonarr", and a URL */
                 _ ("The URL of %s is not right: use %s"), service, proposed);
  else
    g_set_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                 /* Translators: %s is a service, as "Sonarr" */
                 _ ("The URL of %s leads to another page (a login page, or a missing URL base): "
                    "look for the URL base in its settings under General"),
                 service);
}

static gboolean
is_web_page (const MmsHttpResponse *response)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (response->body, &length);

  while (length > 0 && g_ascii_isspace (*text))
    {
      text++;
      length--;
    }
  return length > 0 && *text == '<';
}

static void
set_busy_error (const MmsHttpResponse *response,
                const char *service,
                const char *words,
                GError **error)
{
  if (response->retry_after_s > 0)
    g_set_error (error, MMS_ERROR, MMS_ERROR_BUSY,
                 /* Translators: %s is a service, as "Sonarr", %u a number of seconds */
                 g_dngettext (GETTEXT_PACKAGE, "%s asks to wait for %u second",
                              "%s asks to wait for %u seconds",
                              response->retry_after_s),
                 service, response->retry_after_s);
  else if (words != NULL)
    /* Translators: %s are a service, as "Sonarr", and what it says */
    g_set_error (error, MMS_ERROR, MMS_ERROR_BUSY, _ ("%s is not ready: %s"), service, words);
  else
    /* Translators: %s is a service, as "Sonarr" */
    g_set_error (error, MMS_ERROR, MMS_ERROR_BUSY, _ ("%s is not ready"), service);
}

static void
set_missing_error (const MmsHttpResponse *response,
                   const char *service,
                   const char *words,
                   GError **error)
{
  if (words != NULL)
    /* Translators: %s are a service, as "Sonarr", and what it says */
    g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING, _ ("%s does not have it: %s"), service,
                 words);
  else
    g_set_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                 /* Translators: %s is a service, as "Sonarr" */
                 _ ("There is no %s at this URL: look at the port and the URL base"), service);
}

/* The server's own error may heal: these programs answer 500 while their database is locked. */
static void
set_broken_error (const MmsHttpResponse *response,
                  const char *service,
                  const char *words,
                  GError **error)
{
  if (words != NULL)
    /* Translators: %s are a service, as "Sonarr", and what it says */
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE, _ ("%s has an error of its own: %s"),
                 service, words);
  else
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE,
                 /* Translators: %s is a service, as "Sonarr", %u the number of an HTTP status */
                 _ ("%s has an error of its own (HTTP status %u)"), service, response->status);
}

static void
set_refused_error (const MmsHttpResponse *response,
                   const char *service,
                   const char *words,
                   GError **error)
{
  if (words != NULL)
    /* Translators: %s are a service, as "Sonarr", and what it says */
    g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED, _ ("%s refused: %s"), service, words);
  else
    g_set_error (error, MMS_ERROR, MMS_ERROR_REFUSED,
                 /* Translators: %s is a service, as "Sonarr", %u the number of an HTTP status */
                 _ ("%s refused without a reason (HTTP status %u)"), service, response->status);
}

/**
 * mms_arr_error_check:
 * @base_url: what was configured, without a slash at its end
 * @asked: the path and query that followed it
 *
 * Returns: whether it is an answer of the API. Otherwise @error says in plain words what to do.
 */
gboolean
mms_arr_error_check (const MmsHttpResponse *response,
                     const char *service,
                     const char *base_url,
                     const char *asked,
                     GError **error)
{
  g_autofree char *words = NULL;
  guint status = response->status;

  if (status >= 200 && status < 300 && !is_web_page (response))
    return TRUE;

  words = mms_arr_error_dup_words (response->body);
  if (status < 300)
    g_set_error (
      error, MMS_ERROR, MMS_ERROR_MALFORMED,
      /* Translators: both %s are the same service, as "Sonarr" */
      _ ("A web page answers at the URL of %s: this is not %s, or its URL base is missing"),
      service, service);
  else if (status < 400)
    set_redirect_error (response, service, base_url, asked, error);
  else if (status == 401 || status == 403)
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED,
                 /* Translators: %s is a service, as "Sonarr" */
                 _ ("%s does not accept the API key: it stands in its settings under General"),
                 service);
  else if (status == 404)
    set_missing_error (response, service, words, error);
  else if (status == 429 || status == 503)
    set_busy_error (response, service, words, error);
  else if (status >= 500)
    set_broken_error (response, service, words, error);
  else
    set_refused_error (response, service, words, error);
  return FALSE;
}
