/* Reads the addresses of requests: whom they name, and what of them may be logged.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-http-address.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

/* Never with a query, a user or a password in it. */
static char *
loggable (GUri *uri)
{
  g_autofree char *text =
    g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO | G_URI_HIDE_QUERY | G_URI_HIDE_FRAGMENT);
  const char *query = g_uri_get_query (uri);
  g_auto (GStrv) pairs = query != NULL ? g_strsplit (query, "&", -1) : NULL;
  GString *out = g_string_new (text);

  for (gsize i = 0; pairs != NULL && pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');

      if (equals != NULL)
        *equals = '\0';
      /* Without a '=' the whole of it may be the secret. */
      g_string_append_printf (out, "%c%s=…", i == 0 ? '?' : '&', equals != NULL ? pairs[i] : "");
    }
  return g_string_free (out, FALSE);
}

/**
 * mms_http_dup_loggable:
 * @url: any address, also one that is none
 *
 * Returns: (transfer full): @url without user, password and fragment, and with "…" in place of
 *   each value of its query; "magnet:…" alone for a magnet, the path alone without a host
 */
char *
mms_http_dup_loggable (const char *url)
{
  g_autoptr (GUri) uri = NULL;
  const char *colon = NULL;

  if (url == NULL)
    return g_strdup ("");
  uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS | G_URI_FLAGS_PARSE_RELAXED, NULL);
  if (uri != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0')
    return loggable (uri);
  if (*url == '/')
    return g_strndup (url, strcspn (url, "?#"));
  colon = strchr (url, ':');
  return colon != NULL ? g_strdup_printf ("%.*s:…", (int) (colon - url), url) : g_strdup ("…");
}

/* Returns: (transfer full): "host:port" in lower case, an IPv6 address in brackets */
char *
mms_http_uri_dup_host_and_port (GUri *uri)
{
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);
  int port = g_uri_get_port (uri);

  if (port <= 0)
    port = g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;
  return g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%d" : "%s:%d", host, port);
}

/**
 * mms_http_dup_host_and_port:
 * @url: http or https
 *
 * Returns: (transfer full) (nullable): "host:port", the key under which certificates are trusted;
 *   %NULL where @url is no such address
 */
char *
mms_http_dup_host_and_port (const char *url)
{
  g_autoptr (GUri) uri = mms_http_uri_parse (url, NULL);

  return uri != NULL ? mms_http_uri_dup_host_and_port (uri) : NULL;
}

/* Returns: whether both name the same scheme, host and port (RFC 6454, section 5) */
gboolean
mms_http_uri_same_origin (GUri *a, GUri *b)
{
  g_autofree char *a_host = mms_http_uri_dup_host_and_port (a);
  g_autofree char *b_host = mms_http_uri_dup_host_and_port (b);

  return g_str_equal (g_uri_get_scheme (a), g_uri_get_scheme (b)) && g_str_equal (a_host, b_host);
}

/**
 * mms_http_uri_parse:
 * @url: (nullable): what a person or a service wrote
 *
 * Returns: (transfer full): the address of an http or https resource; %MMS_ERROR_NOT_CONFIGURED
 *   where it is none, or carries a user and password
 */
GUri *
mms_http_uri_parse (const char *url, GError **error)
{
  g_autoptr (GUri) uri =
    url != NULL ? g_uri_parse (url, SOUP_HTTP_URI_FLAGS | G_URI_FLAGS_PARSE_RELAXED, NULL) : NULL;
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;

  if (uri == NULL || (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https")) ||
      g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    {
      g_autofree char *shown = mms_http_dup_loggable (url);

      g_set_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                   /* Translators: %s is what was entered */
                   _ ("“%s” is not an address that starts with http:// or https://."), shown);
      return NULL;
    }
  if (g_uri_get_userinfo (uri) != NULL)
    {
      g_set_error_literal (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                           _ ("An address must not contain a user name or password. They have "
                              "fields of their own."));
      return NULL;
    }
  return g_steal_pointer (&uri);
}
