/* Writes XML-RPC requests and reads small answers.
 *
 * Requests are written by hand: rTorrent refuses characters beyond the Basic Multilingual Plane
 * in a <string> and takes them as <base64>, which xmlrpc-c does not know. Answers are read by
 * xmlrpc-c, but only after a look at what kills it: it overflows its stack on deep nesting and
 * expands entities without a limit.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-xmlrpc.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include <xmlrpc-c/base.h>

#define MAX_ANSWER_BYTES (4 * 1024 * 1024)
#define MAX_DEPTH 256 /* of elements; xmlrpc-c itself stops at 64 values, each at most 3 elements */

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

/* Counts only how deep elements open, roughly: enough to stop what would overflow a stack. */
static gboolean
is_too_deep (const char *text, gsize bytes)
{
  int depth = 0;

  for (gsize i = 0; i + 1 < bytes; i++)
    {
      if (text[i] == '>' && i > 0 && text[i - 1] == '/')
        depth--;
      if (text[i] != '<')
        continue;
      if (text[i + 1] == '/')
        depth--;
      else if (text[i + 1] != '?' && text[i + 1] != '!' && ++depth > MAX_DEPTH)
        return TRUE;
    }
  return FALSE;
}

static gboolean
guard (const char *text, gsize bytes, const char *peer, GError **error)
{
  if (bytes > MAX_ANSWER_BYTES)
    g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                 /* Translators: %s is a program, like rTorrent */
                 _ ("The answer of %s is larger than it can rightly be."), peer);
  else if (g_strstr_len (text, (gssize) bytes, "<!DOCTYPE") != NULL ||
           g_strstr_len (text, (gssize) bytes, "<!ENTITY") != NULL)
    g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                 /* Translators: %s is a program, like rTorrent */
                 _ ("The answer of %s declares entities of its own, which no honest one does."),
                 peer);
  else if (is_too_deep (text, bytes))
    g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                 /* Translators: %s is a program, like rTorrent */
                 _ ("The answer of %s is nested too deeply."), peer);
  else
    return TRUE;
  return FALSE;
}

/* --- Answers --- */

static GVariant *read_value (xmlrpc_env *env, xmlrpc_value *value);

static GVariant *
read_bytes (xmlrpc_env *env, xmlrpc_value *value)
{
  size_t bytes = 0;
  const unsigned char *data = NULL;
  GVariant *variant = NULL;

  xmlrpc_read_base64 (env, value, &bytes, &data);
  if (env->fault_occurred)
    return NULL;
  variant = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, bytes, 1);
  free ((void *) data);
  return variant;
}

static GVariant *
read_text (xmlrpc_env *env, xmlrpc_value *value)
{
  const char *text = NULL;
  GVariant *variant = NULL;

  xmlrpc_read_string (env, value, &text);
  if (env->fault_occurred)
    return NULL;
  variant = g_variant_new_string (text);
  free ((void *) text);
  return variant;
}

static GVariant *
read_integer (xmlrpc_env *env, xmlrpc_value *value)
{
  int small = 0;
  long long large = 0;

  if (xmlrpc_value_type (value) == XMLRPC_TYPE_I8)
    xmlrpc_read_i8 (env, value, &large);
  else
    xmlrpc_read_int (env, value, &small);
  return g_variant_new_int64 (xmlrpc_value_type (value) == XMLRPC_TYPE_I8 ? large : small);
}

static GVariant *
read_array (xmlrpc_env *env, xmlrpc_value *value)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));
  int n = xmlrpc_array_size (env, value);

  for (int i = 0; i < n && !env->fault_occurred; i++)
    {
      xmlrpc_value *item = NULL;
      GVariant *variant = NULL;

      xmlrpc_array_read_item (env, value, (unsigned int) i, &item);
      if (env->fault_occurred)
        break;
      variant = read_value (env, item);
      xmlrpc_DECREF (item);
      if (variant != NULL)
        g_variant_builder_add (&builder, "v", variant);
    }
  return g_variant_builder_end (&builder);
}

static void
read_member (xmlrpc_env *env, xmlrpc_value *dict, unsigned int i, GVariantBuilder *builder)
{
  xmlrpc_value *key = NULL;
  xmlrpc_value *item = NULL;
  const char *name = NULL;
  GVariant *variant = NULL;

  xmlrpc_struct_read_member (env, dict, i, &key, &item);
  if (env->fault_occurred)
    return;
  xmlrpc_read_string (env, key, &name);
  variant = env->fault_occurred ? NULL : read_value (env, item);
  if (variant != NULL)
    g_variant_builder_add (builder, "{sv}", name, variant);
  xmlrpc_DECREF (key);
  xmlrpc_DECREF (item);
  free ((void *) name);
}

static GVariant *
read_struct (xmlrpc_env *env, xmlrpc_value *value)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  int n = xmlrpc_struct_size (env, value);

  for (int i = 0; i < n && !env->fault_occurred; i++)
    read_member (env, value, (unsigned int) i, &builder);
  return g_variant_builder_end (&builder);
}

/* Returns: (transfer floating) (nullable): %NULL where @env has a fault or the type is unknown */
static GVariant *
read_value (xmlrpc_env *env, xmlrpc_value *value)
{
  xmlrpc_bool flag = 0;
  double number = 0;

  switch (xmlrpc_value_type (value))
    {
    case XMLRPC_TYPE_INT:
    case XMLRPC_TYPE_I8:
      return read_integer (env, value);
    case XMLRPC_TYPE_STRING:
      return read_text (env, value);
    case XMLRPC_TYPE_BASE64:
      return read_bytes (env, value);
    case XMLRPC_TYPE_ARRAY:
      return read_array (env, value);
    case XMLRPC_TYPE_STRUCT:
      return read_struct (env, value);
    case XMLRPC_TYPE_BOOL:
      xmlrpc_read_bool (env, value, &flag);
      return g_variant_new_int64 (flag);
    case XMLRPC_TYPE_DOUBLE:
      xmlrpc_read_double (env, value, &number);
      return g_variant_new_double (number);
    case XMLRPC_TYPE_DATETIME:
    case XMLRPC_TYPE_C_PTR:
    case XMLRPC_TYPE_NIL:
    case XMLRPC_TYPE_DEAD:
      return g_variant_new_string ("");
    }
  return g_variant_new_string ("");
}

/**
 * mms_xmlrpc_fault_new:
 * @code: the fault's code: xmlrpc-c's own numbers in rTorrent 0.9.8
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

static void
set_limit (void)
{
  static gsize once = 0;

  /* Per process and not re-entrant, so exactly once. */
  if (g_once_init_enter (&once))
    {
      xmlrpc_limit_set (XMLRPC_XML_SIZE_LIMIT_ID, MAX_ANSWER_BYTES + 1);
      g_once_init_leave (&once, 1);
    }
}

static GVariant *
read_result (xmlrpc_env *env, xmlrpc_value *result)
{
  GVariant *variant = read_value (env, result);

  xmlrpc_DECREF (result);
  if (variant != NULL)
    g_variant_ref_sink (variant);
  if (env->fault_occurred)
    g_clear_pointer (&variant, g_variant_unref);
  return variant;
}

static GVariant *
parse (const char *text, gsize bytes, const char *peer, GError **error)
{
  xmlrpc_env env;
  xmlrpc_value *result = NULL;
  const char *fault_text = NULL;
  int fault_code = 0;
  GVariant *variant = NULL;

  xmlrpc_env_init (&env);
  xmlrpc_parse_response2 (&env, text, bytes, &result, &fault_code, &fault_text);
  if (!env.fault_occurred && fault_text != NULL)
    g_propagate_error (error, mms_xmlrpc_fault_new (fault_code, fault_text, peer));
  else if (!env.fault_occurred)
    variant = read_result (&env, result);
  if (env.fault_occurred)
    g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                 /* Translators: a program, like rTorrent, and what its answer suffers from */
                 _ ("The answer of %s cannot be read: %s"), peer, env.fault_string);
  free ((void *) fault_text);
  xmlrpc_env_clean (&env);
  return variant;
}

/**
 * mms_xmlrpc_read:
 * @answer: a methodResponse
 * @peer: who sent it, for the person
 *
 * Returns: (transfer full): its value: x integers, s, ay, av and a{sv}; an error for a fault (the
 *   peer's words are in it) and for what cannot be read
 */
GVariant *
mms_xmlrpc_read (GBytes *answer, const char *peer, GError **error)
{
  g_autoptr (GBytes) clean = NULL;
  gsize bytes = 0;
  const char *text = NULL;

  set_limit ();
  if (!guard (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), peer, error))
    return NULL;
  clean = mms_xmlrpc_clean (answer);
  text = g_bytes_get_data (clean, &bytes);
  return parse (text != NULL ? text : "", bytes, peer, error);
}
