/* Writes XML-RPC requests, and mends answers.
 *
 * By hand and not with xmlrpc-c: rTorrent refuses characters beyond the Basic Multilingual Plane
 * in a <string> and takes them as <base64>, which that library does not know.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-xmlrpc.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- Requests --- */

/* Returns: whether rTorrent understands @text in a <string> */
static gboolean
is_plain (const char *text)
{
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar u = g_utf8_get_char (c);

      if (u > 0xFFFD || (u < 0x20 && u != '\t' && u != '\n'))
        return FALSE;
    }
  return TRUE;
}

static void
write_base64 (GString *out, const void *data, gsize bytes)
{
  g_autofree char *text = g_base64_encode (data, bytes);

  g_string_append_printf (out, "<base64>");
  g_string_append (out, text);
  g_string_append (out, "</base64>");
}

static void
write_string (GString *out, const char *text)
{
  g_autofree char *escaped = NULL;

  if (!is_plain (text))
    {
      write_base64 (out, text, strlen (text));
      return;
    }
  escaped = g_markup_escape_text (text, -1);
  g_string_append (out, "<string>");
  g_string_append (out, escaped);
  g_string_append (out, "</string>");
}

static void write_value (GString *out, GVariant *value);

static void
write_array (GString *out, GVariant *array)
{
  GVariantIter iter;
  GVariant *item = NULL;

  g_string_append (out, "<array><data>");
  g_variant_iter_init (&iter, array);
  while ((item = g_variant_iter_next_value (&iter)) != NULL)
    {
      write_value (out, item);
      g_variant_unref (item);
    }
  g_string_append (out, "</data></array>");
}

static void
write_struct (GString *out, GVariant *dict)
{
  GVariantIter iter;
  const char *name = NULL;
  GVariant *item = NULL;

  g_string_append (out, "<struct>");
  g_variant_iter_init (&iter, dict);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &item))
    {
      g_autofree char *escaped = g_markup_escape_text (name, -1);

      g_string_append_printf (out, "<member><name>%s</name>", escaped);
      write_value (out, item);
      g_string_append (out, "</member>");
      g_variant_unref (item);
    }
  g_string_append (out, "</struct>");
}

static void
write_content (GString *out, GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    write_string (out, g_variant_get_string (value, NULL));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    g_string_append_printf (out, "<i8>%" G_GINT64_FORMAT "</i8>", g_variant_get_int64 (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT32))
    g_string_append_printf (out, "<i4>%d</i4>", g_variant_get_int32 (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_BYTESTRING))
    write_base64 (out, g_variant_get_data (value), g_variant_get_size (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT))
    write_struct (out, value);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_ARRAY))
    write_array (out, value);
  else
    g_return_if_reached ();
}

static void
write_value (GString *out, GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT))
    {
      g_autoptr (GVariant) inner = g_variant_get_variant (value);

      write_value (out, inner);
      return;
    }
  g_string_append (out, "<value>");
  write_content (out, value);
  g_string_append (out, "</value>");
}

/**
 * mms_xmlrpc_build:
 * @params: (nullable): a tuple or an "av" of strings, i and x integers, ay bytes (base64), arrays
 *   and a{sv} structs; a floating one is consumed
 *
 * Returns: (transfer full): a methodCall in UTF-8 (http://xmlrpc.com/spec.md). Strings with
 *   characters that rTorrent refuses in a <string> are sent as <base64>.
 */
GBytes *
mms_xmlrpc_build (const char *method, GVariant *params)
{
  g_autoptr (GVariant) sunk = params != NULL ? g_variant_ref_sink (params) : NULL;
  GString *out = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<methodCall>");
  gsize n = sunk != NULL ? g_variant_n_children (sunk) : 0;

  g_string_append_printf (out, "<methodName>%s</methodName><params>", method);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (sunk, i);

      g_string_append (out, "<param>");
      write_value (out, child);
      g_string_append (out, "</param>");
    }
  g_string_append (out, "</params></methodCall>\n");
  return g_string_free_to_bytes (out);
}

/* --- What may be shown to a parser --- */

static gboolean
is_clean (const char *text, gsize bytes)
{
  for (gsize i = 0; i < bytes; i++)
    if ((guchar) text[i] < 0x20 && text[i] != '\t' && text[i] != '\r' && text[i] != '\n')
      return FALSE;
  return g_utf8_validate_len (text, bytes, NULL);
}

static void
replace_bad_utf8 (char *text, gsize bytes)
{
  const char *end = NULL;
  char *at = text;

  while (!g_utf8_validate_len (at, (gsize) (text + bytes - at), &end))
    {
      at = text + (end - text);
      *at++ = '?';
    }
}

/**
 * mms_xmlrpc_clean:
 * @answer: (transfer none): what the peer sent
 *
 * rTorrent writes the control characters of a torrent's name as they are, and one of them makes
 * the whole answer ill-formed. Each becomes '?', as does each byte that is not UTF-8, which is
 * what rTorrent 0.9.8 itself makes of the latter. May be called on any thread.
 *
 * Returns: (transfer full): @answer itself where nothing is wrong with it
 */
GBytes *
mms_xmlrpc_clean (GBytes *answer)
{
  gsize bytes = 0;
  const char *text = g_bytes_get_data (answer, &bytes);
  char *copy = NULL;

  if (bytes == 0 || is_clean (text, bytes))
    return g_bytes_ref (answer);
  copy = g_memdup2 (text, bytes);
  for (gsize i = 0; i < bytes; i++)
    if ((guchar) copy[i] < 0x20 && copy[i] != '\t' && copy[i] != '\r' && copy[i] != '\n')
      copy[i] = '?';
  replace_bad_utf8 (copy, bytes);
  return g_bytes_new_take (copy, bytes);
}

/* --- Faults --- */

/**
 * mms_xmlrpc_fault_new:
 * @code: the fault's code: xmlrpc-c's numbers in rTorrent 0.9.8
 * @text: what the peer says
 *
 * Returns: (transfer full): the fault as an error of ours, with the peer's words
 */
GError *
mms_xmlrpc_fault_new (gint64 code, const char *text, const char *peer)
{
  MmsError means = MMS_ERROR_REFUSED;

  if (code == -506 || strstr (text, "not defined") != NULL)
    means = MMS_ERROR_UNSUPPORTED;
  else if (strstr (text, "Could not find info-hash") != NULL)
    means = MMS_ERROR_MISSING;
  /* Translators: a program, like rTorrent, and its own words */
  return g_error_new (MMS_ERROR, means, _ ("%s says: %s"), peer, text);
}
