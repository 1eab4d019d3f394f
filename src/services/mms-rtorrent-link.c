/* Carries one call to rTorrent, and says what is wrong where the answer is not one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-rtorrent-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "services/mms-xmlrpc.h"

#define MAX_BYTES (64 * 1024 * 1024) /* 10,000 torrents are 9 MB */
#define TIMEOUT_S 60

/* Returns: whether @url is ruTorrent's gate to rTorrent, which may filter what passes */
gboolean
mms_rtorrent_is_httprpc (const char *url)
{
  return strstr (url, "/plugins/httprpc/") != NULL;
}

/* rTorrent 0.16.9 and later tell some callers from others (Novik/ruTorrent#3046, #3072). */
gboolean
mms_rtorrent_is_distrust (const GError *error)
{
  g_autofree char *words = g_ascii_strdown (error->message, -1);

  return strstr (words, "trusted") != NULL || strstr (words, "not allowed") != NULL ||
         strstr (words, "not permitted") != NULL;
}

static gboolean
contains (GBytes *body, const char *words)
{
  gsize bytes = 0;
  const char *text = g_bytes_get_data (body, &bytes);

  return bytes > 0 && g_strstr_len (text, (gssize) MIN (bytes, 4096), words) != NULL;
}

static gboolean
set_unreachable (guint status, GError **error)
{
  g_set_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE,
               /* Translators: %u is an HTTP status */
               _ ("The web server answers, but rTorrent behind it does not (%u). Is rTorrent "
                  "running?"),
               status);
  return FALSE;
}

static gboolean
check_status (const MmsHttpResponse *response, GError **error)
{
  switch (response->status)
    {
    case 404:
    case 405:
      g_set_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                   /* Translators: %u is an HTTP status */
                   _ ("There is no XML-RPC at this address (%u). Is its path right? It often ends "
                      "with /RPC2 or with /plugins/httprpc/action.php."),
                   response->status);
      return FALSE;
    case 500:
      if (!contains (response->body, "Could not reach rTorrent"))
        break;
      g_set_error_literal (error, MMS_ERROR, MMS_ERROR_UNREACHABLE,
                           _ ("ruTorrent answers, but it cannot reach rTorrent, or does not let "
                              "this call pass. Is rTorrent running?"));
      return FALSE;
    case 502:
    case 503:
    case 504:
      return set_unreachable (response->status, error);
    }
  return mms_http_response_check (response, "rTorrent", error);
}

/* ruTorrent says false, null or "" where rTorrent did not answer it, or closed on a request of
 * more than 2 MiB. */
static gboolean
is_nothing (GBytes *body)
{
  gsize bytes = 0;
  const char *data = g_bytes_get_data (body, &bytes);
  g_autofree char *text =
    bytes < 16 ? g_strndup (bytes > 0 ? data : "", bytes) : g_strdup ("long");

  g_strstrip (text);

  return g_str_equal (text, "false") || g_str_equal (text, "null") || g_str_equal (text, "\"\"") ||
         g_str_equal (text, "");
}

static gboolean
check_body (const MmsHttpResponse *response, GError **error)
{
  if (is_nothing (response->body))
    return set_unreachable (response->status, error);
  if (contains (response->body, "<methodResponse"))
    return TRUE;
  if (contains (response->body, "<html") || contains (response->body, "<HTML") ||
      contains (response->body, "<!DOCTYPE html") || contains (response->body, "<!doctype html"))
    g_set_error_literal (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                         _ ("A web page answers at this address, and not XML-RPC. Is its path "
                            "right? It often ends with /RPC2 or with "
                            "/plugins/httprpc/action.php."));
  else if (contains (response->body, "<?xml"))
    return TRUE;
  else
    g_set_error_literal (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                         _ ("What answers at this address does not speak XML-RPC."));
  return FALSE;
}

static void
answered (GObject *http, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (MmsHttpResponse) response = mms_http_send_finish (MMS_HTTP (http), result, &error);

  if (response == NULL || !check_status (response, &error) || !check_body (response, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_bytes_ref (response->body), (GDestroyNotify) g_bytes_unref);
}

/**
 * mms_rtorrent_fetch_async:
 * @params: (nullable): see mms_xmlrpc_build()
 * @only_asks: whether the call changes nothing, and may be repeated
 *
 * The finish returns (transfer full) the methodResponse as it came, not looked into.
 */
void
mms_rtorrent_fetch_async (MmsRtorrent *self, const char *method, GVariant *params,
                          gboolean only_asks, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GBytes) body = mms_xmlrpc_build (method, params);
  MmsHttpRequest request = { .method = "POST",
                             .url = self->url,
                             .body = body,
                             .content_type = "text/xml",
                             .user = self->user,
                             .password = self->password,
                             .max_bytes = MAX_BYTES,
                             .timeout_s = TIMEOUT_S,
                             .only_asks = only_asks };

  g_task_set_source_tag (task, mms_rtorrent_fetch_async);
  if (self->withheld == NULL)
    mms_http_send_async (self->http, &request, cancellable, answered, g_object_ref (task));
  else
    g_task_return_error (task, g_error_copy (self->withheld));
}

GBytes *
mms_rtorrent_fetch_finish (MmsRtorrent *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Takes @error. Returns: (transfer full): the same, or the precise diagnosis */
static GError *
diagnose (GError *error, const char *method)
{
  g_autoptr (GError) cause = error;

  if (cause->domain != MMS_ERROR || !mms_rtorrent_is_distrust (cause) ||
      (cause->code != MMS_ERROR_REFUSED && cause->code != MMS_ERROR_UNSUPPORTED))
    return g_steal_pointer (&cause);
  return g_error_new (MMS_ERROR, MMS_ERROR_UNSUPPORTED,
                      /* Translators: a command like load.raw_start, and rTorrent's own words */
                      _ ("This rTorrent does not take “%s” from connections that it does not "
                         "trust, as versions since 0.16.9 do when ruTorrent passes a call on. "
                         "Give the address of rTorrent's own /RPC2, or add through ruTorrent's "
                         "page. (%s)"),
                      method, cause->message);
}

static void
called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MmsRtorrent *self = MMS_RTORRENT (source);
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) answer = mms_rtorrent_fetch_finish (self, result, &error);
  GVariant *value = answer != NULL ? mms_xmlrpc_read (answer, "rTorrent", &error) : NULL;

  if (value == NULL)
    g_task_return_error (task, diagnose (error, g_task_get_task_data (task)));
  else
    g_task_return_pointer (task, value, (GDestroyNotify) g_variant_unref);
}

/* As mms_rtorrent_fetch_async(), for small answers; the finish returns (transfer full) the value. */
void
mms_rtorrent_call_async (MmsRtorrent *self, const char *method, GVariant *params,
                         gboolean only_asks, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_rtorrent_call_async);
  g_task_set_task_data (task, g_strdup (method), g_free);
  g_debug ("%s", method);
  mms_rtorrent_fetch_async (self, method, params, only_asks, cancellable, called, task);
}

GVariant *
mms_rtorrent_call_finish (MmsRtorrent *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
