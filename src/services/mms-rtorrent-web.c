/* Adds torrents through ruTorrent's php/addtorrent.php.
 *
 * It answers 302 with result[]=… in the Location, which is only what it believes: "Success" is
 * also said of what never appears, and "Failed" of what does.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-rtorrent-private.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

/* Takes @task. */
static void
send (MmsRtorrent *self, GTask *task, const char *page, GBytes *body, const char *content_type,
      GAsyncReadyCallback callback)
{
  g_autofree char *url = g_strconcat (self->web, page, NULL);
  MmsHttpRequest request = { .method = body != NULL ? "POST" : "GET",
                             .url = url,
                             .body = body,
                             .content_type = content_type,
                             .user = self->user,
                             .password = self->password,
                             .timeout_s = 60,
                             .no_redirect = TRUE };

  if (self->withheld == NULL)
    {
      mms_http_send_async (self->http, &request, g_task_get_cancellable (task), callback, task);
      return;
    }
  g_task_return_error (task, g_error_copy (self->withheld));
  g_object_unref (task);
}

/* --- Is it there? --- */

static gboolean
body_says (const MmsHttpResponse *response, const char *words)
{
  gsize bytes = 0;
  const char *text = g_bytes_get_data (response->body, &bytes);

  return bytes > 0 && g_strstr_len (text, (gssize) MIN (bytes, 1024), words) != NULL;
}

static void
probed (GObject *http, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (MmsHttpResponse) response = mms_http_send_finish (MMS_HTTP (http), result, &error);

  if (response == NULL)
    g_task_return_error (task, error);
  else if (response->status == 404 ||
           (response->status == 200 && !body_says (response, "\"result\"")))
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED, "%s",
                             _ ("There is no ruTorrent at this address: php/addtorrent.php does not "
                                "answer. Is its path right? It often ends with /rutorrent."));
  else if (!mms_http_response_check (response, "ruTorrent", &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* Asks addtorrent.php to say a result that it is given, which changes nothing. */
void
mms_rtorrent_web_probe_async (MmsRtorrent *self, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_rtorrent_web_probe_async);
  send (self, task, "/php/addtorrent.php?result%5B%5D=Success&json=1", NULL, NULL, probed);
}

gboolean
mms_rtorrent_web_probe_finish (MmsRtorrent *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Waking it up --- */

static void
warmed (GObject *http, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (MmsHttpResponse) response = mms_http_send_finish (MMS_HTTP (http), result, &error);

  if (response == NULL || !mms_http_response_check (response, "ruTorrent", &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* A ruTorrent whose page nobody has opened since its start does not know this rTorrent's commands,
 * and fails to add anything. Fetching this page is what teaches it; it also raises rTorrent's
 * limit for large requests. */
void
mms_rtorrent_web_warm_async (MmsRtorrent *self, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_rtorrent_web_warm_async);
  send (self, task, "/php/getplugins.php", NULL, NULL, warmed);
}

gboolean
mms_rtorrent_web_warm_finish (MmsRtorrent *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Adding --- */

/* ruTorrent pastes the folder between double quotes without escaping it, and rTorrent's folder
 * must exist for PHP as well, which fails for an emoji. */
static gboolean
is_safe_directory (const char *directory)
{
  for (const char *c = directory; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar u = g_utf8_get_char (c);

      if (u == '"' || u == '\\' || u < 0x20 || u == 0x7F || u > 0xFFFD)
        return FALSE;
    }
  return directory[0] == '/';
}

/* Returns: whether addtorrent.php can be asked for this, and says why it cannot */
gboolean
mms_rtorrent_web_can_add (const MmsSeedboxAdd *what, GError **error)
{
  if (what->directory == NULL || *what->directory == '\0' || is_safe_directory (what->directory))
    return TRUE;
  g_set_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED,
               /* Translators: %s is a folder on the seedbox */
               _ ("ruTorrent cannot add to a folder with quotation marks, backslashes, control "
                  "characters or emoji in its name: %s"),
               what->directory);
  return FALSE;
}

/* Returns: (transfer full) (nullable): the first result[] of a Location */
static char *
parse_result (const char *location)
{
  const char *query = location != NULL ? strchr (location, '?') : NULL;
  g_auto (GStrv) pairs = query != NULL ? g_strsplit (query + 1, "&", -1) : NULL;

  for (gsize i = 0; pairs != NULL && pairs[i] != NULL; i++)
    {
      const char *value = strchr (pairs[i], '=');

      if (value != NULL && (g_str_has_prefix (pairs[i], "result[]=") ||
                            g_ascii_strncasecmp (pairs[i], "result%5B%5D=", 13) == 0))
        return g_strdup (value + 1);
    }
  return NULL;
}

static void
added (GObject *http, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (MmsHttpResponse) response = mms_http_send_finish (MMS_HTTP (http), result, &error);
  g_autofree char *word = response != NULL ? parse_result (response->location) : NULL;

  if (response == NULL)
    g_task_return_error (task, error);
  else if (word != NULL)
    g_task_return_pointer (task, g_steal_pointer (&word), g_free);
  else if (!mms_http_response_check (response, "ruTorrent", &error))
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MALFORMED, "%s",
                             _ ("ruTorrent's page for adding torrents answered something else than "
                                "a result."));
}

/* Returns: (transfer full): the form as multipart/form-data */
static GBytes *
build_form (const MmsSeedboxAdd *what, char **content_type)
{
  g_autoptr (SoupMultipart) form = soup_multipart_new (SOUP_FORM_MIME_TYPE_MULTIPART);
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_MULTIPART);
  g_autofree char *file = g_strconcat (what->hash, ".torrent", NULL);
  GBytes *body = NULL;

  if (what->metainfo != NULL)
    soup_multipart_append_form_file (form, "torrent_file", file, "application/x-bittorrent",
                                     what->metainfo);
  else
    soup_multipart_append_form_string (form, "url", what->magnet);
  if (what->label != NULL && *what->label != '\0')
    soup_multipart_append_form_string (form, "label", what->label);
  if (what->directory != NULL && *what->directory != '\0')
    soup_multipart_append_form_string (form, "dir_edit", what->directory);
  if (!what->start)
    soup_multipart_append_form_string (form, "torrents_start_stopped", "1");
  soup_multipart_to_message (form, headers, &body);
  *content_type = g_strdup (soup_message_headers_get_one (headers, "Content-Type"));
  return body;
}

/* The finish returns (transfer full) ruTorrent's word: Success, Failed, FailedFile, FailedURL or
 * FailedDirectory. It is not to be believed. */
void
mms_rtorrent_web_add_async (MmsRtorrent *self, const MmsSeedboxAdd *what, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *content_type = NULL;
  g_autoptr (GBytes) body = build_form (what, &content_type);

  g_task_set_source_tag (task, mms_rtorrent_web_add_async);
  send (self, task, "/php/addtorrent.php", body, content_type, added);
}

char *
mms_rtorrent_web_add_finish (MmsRtorrent *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
