/* Writes XML-RPC requests, and mends answers.
 *
 * Requests are xmlrpc-c's. Answers are not shown to it: its reader crashes on deep nesting and on
 * <i8>x</i8>, and works for seconds on an entity bomb of a few hundred bytes (1.33.14).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-xmlrpc.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <xmlrpc-c/base.h>

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

static xmlrpc_value *new_value (xmlrpc_env *env, GVariant *value);

static xmlrpc_value *
new_string (xmlrpc_env *env, const char *text)
{
  if (is_plain (text))
    return xmlrpc_string_new (env, text);
  return xmlrpc_base64_new (env, strlen (text), (const unsigned char *) text);
}

static xmlrpc_value *
new_array (xmlrpc_env *env, GVariant *items)
{
  xmlrpc_value *array = xmlrpc_array_new (env);

  for (gsize i = 0; i < g_variant_n_children (items); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (items, i);
      xmlrpc_value *value = new_value (env, item);

      xmlrpc_array_append_item (env, array, value);
      xmlrpc_DECREF (value);
    }
  return array;
}

static xmlrpc_value *
new_struct (xmlrpc_env *env, GVariant *dict)
{
  xmlrpc_value *members = xmlrpc_struct_new (env);
  GVariantIter iter;
  const char *name = NULL;
  GVariant *item = NULL;

  g_variant_iter_init (&iter, dict);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &item))
    {
      xmlrpc_value *value = new_value (env, item);

      xmlrpc_struct_set_value (env, members, name, value);
      xmlrpc_DECREF (value);
      g_variant_unref (item);
    }
  return members;
}

static xmlrpc_value *
new_value (xmlrpc_env *env, GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT))
    {
      g_autoptr (GVariant) inner = g_variant_get_variant (value);

      return new_value (env, inner);
    }
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return new_string (env, g_variant_get_string (value, NULL));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    return xmlrpc_i8_new (env, g_variant_get_int64 (value));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT32))
    return xmlrpc_int_new (env, g_variant_get_int32 (value));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BYTESTRING))
    return xmlrpc_base64_new (env, g_variant_get_size (value), g_variant_get_data (value));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT))
    return new_struct (env, value);
  return new_array (env, value);
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
  g_autoptr (GVariant) sunk
      = g_variant_ref_sink (params != NULL ? params : g_variant_new_tuple (NULL, 0));
  xmlrpc_env env;
  xmlrpc_mem_block *text = NULL;
  xmlrpc_value *array = NULL;
  GBytes *call = NULL;

  xmlrpc_env_init (&env);
  text = XMLRPC_MEMBLOCK_NEW (char, &env, 0);
  array = new_array (&env, sunk);
  xmlrpc_serialize_call2 (&env, text, method, array, xmlrpc_dialect_i8);
  /* What we build is always well formed; only memory could run out, and that ends the program. */
  g_assert (!env.fault_occurred);
  call = g_bytes_new (XMLRPC_MEMBLOCK_CONTENTS (char, text), XMLRPC_MEMBLOCK_SIZE (char, text));
  xmlrpc_DECREF (array);
  XMLRPC_MEMBLOCK_FREE (char, text);
  xmlrpc_env_clean (&env);
  return call;
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
