/* Reads and writes the values of settings as people type them.
 *
 * A text stands as it is, a list as "a;b", a list of pairs as "a=b;c=d", a schedule of rates as
 * "mon-fri 08:00-18:00 2M; …". Whatever cannot be said so is a GVariant text, which is always
 * understood.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-setting-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/mms-rate-schedule.h"

static gboolean
is_plain (const char *part, const char *separators)
{
  return *part != '\0' && *part != '[' && strpbrk (part, separators) == NULL
         && !g_ascii_isspace (*part) && !g_ascii_isspace (part[strlen (part) - 1]);
}

/* Returns: (transfer full) (nullable): "a;b", or %NULL where that would not be read back */
static char *
dup_list (GVariant *value)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GVariantIter iter;
  const char *part;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "&s", &part))
    {
      if (!is_plain (part, ";"))
        return NULL;
      g_string_append_printf (text, "%s%s", text->len > 0 ? ";" : "", part);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_pairs (GVariant *value)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GVariantIter iter;
  const char *a, *b;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&s&s)", &a, &b))
    {
      if (!is_plain (a, ";=") || !is_plain (b, ";="))
        return NULL;
      g_string_append_printf (text, "%s%s=%s", text->len > 0 ? ";" : "", a, b);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Returns: (transfer full) (nullable): %NULL where the rules make no sense */
static char *
dup_schedule (GVariant *value)
{
  g_autoptr (MmsRateSchedule) schedule = mms_rate_schedule_new_from_variant (value, NULL);

  return schedule != NULL ? mms_rate_schedule_to_text (schedule) : NULL;
}

/* Returns: (transfer full): @value, so that mms_setting_text_parse() reads it back */
char *
mms_setting_text_dup (GVariant *value)
{
  char *text = NULL;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    text = dup_list (value);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE ("a(ss)")))
    text = dup_pairs (value);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE (MMS_RATE_SCHEDULE_TYPE)))
    text = dup_schedule (value);
  return text != NULL ? text : g_variant_print (value, FALSE);
}

static GVariant *
parse_list (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ";", -1);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  for (char **part = parts; *part != NULL; part++)
    if (*g_strstrip (*part) != '\0')
      g_variant_builder_add (&builder, "s", *part);
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* Returns: (transfer full) (nullable): %NULL where a part is no pair */
static GVariant *
parse_pairs (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ";", -1);
  g_auto (GVariantBuilder) builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  for (char **part = parts; *part != NULL; part++)
    {
      g_auto (GStrv) pair = NULL;

      if (*g_strstrip (*part) == '\0')
        continue;
      pair = g_strsplit (*part, "=", 2);
      if (pair[1] == NULL || *g_strstrip (pair[0]) == '\0' || *g_strstrip (pair[1]) == '\0')
        return NULL;
      g_variant_builder_add (&builder, "(ss)", pair[0], pair[1]);
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* Returns: (transfer full) (nullable): %NULL where it is none */
static GVariant *
parse_schedule (const char *text)
{
  g_autoptr (MmsRateSchedule) schedule = mms_rate_schedule_new_parse (text, NULL);

  return schedule != NULL ? g_variant_ref_sink (mms_rate_schedule_to_variant (schedule)) : NULL;
}

/* Returns: (transfer none): what a value of that type looks like, in the person's language */
static const char *
describe_type (const GVariantType *type)
{
  if (g_variant_type_equal (type, G_VARIANT_TYPE_BOOLEAN))
    return _ ("true or false");
  if (g_variant_type_equal (type, G_VARIANT_TYPE_DOUBLE))
    return _ ("a number, such as 1.5");
  if (g_variant_type_equal (type, G_VARIANT_TYPE ("a(ss)")))
    return _ ("pairs, such as “a=b;c=d”");
  if (g_variant_type_equal (type, G_VARIANT_TYPE_STRING_ARRAY))
    return _ ("a list, such as “a;b”");
  if (g_variant_type_equal (type, G_VARIANT_TYPE (MMS_RATE_SCHEDULE_TYPE)))
    return _ ("rules, such as “mon-fri 08:00-18:00 2M” or “daily 22:00-06:00 none”");
  return _ ("a whole number");
}

static GVariant *
parse_text (const GVariantType *type, const char *text)
{
  g_autoptr (GVariant) value = NULL;

  if (g_variant_type_equal (type, G_VARIANT_TYPE_STRING))
    {
      if (*text == '\'' || *text == '"')
        value = g_variant_parse (type, text, NULL, NULL, NULL);
      return value != NULL ? g_steal_pointer (&value)
                           : g_variant_ref_sink (g_variant_new_string (text));
    }
  value = g_variant_parse (type, text, NULL, NULL, NULL);
  if (value != NULL)
    return g_steal_pointer (&value);
  if (g_variant_type_equal (type, G_VARIANT_TYPE_STRING_ARRAY) && *text != '[')
    return parse_list (text);
  if (g_variant_type_equal (type, G_VARIANT_TYPE ("a(ss)")) && *text != '[')
    return parse_pairs (text);
  if (g_variant_type_equal (type, G_VARIANT_TYPE (MMS_RATE_SCHEDULE_TYPE)) && *text != '[')
    return parse_schedule (text);
  return NULL;
}

/* Returns: (transfer full): what the schema allows, such as "from 2 to 3600" */
static char *
describe_range (GSettingsSchemaKey *key)
{
  g_autoptr (GVariant) range = g_settings_schema_key_get_range (key);
  g_autoptr (GVariant) detail = NULL;
  g_autoptr (GVariant) low = NULL;
  g_autoptr (GVariant) high = NULL;
  g_autofree char *low_text = NULL;
  g_autofree char *high_text = NULL;
  const char *kind;

  g_variant_get (range, "(&sv)", &kind, &detail);
  if (g_str_equal (kind, "enum"))
    {
      g_autofree const char **words = g_variant_get_strv (detail, NULL);
      g_autofree char *joined = g_strjoinv (", ", (char **) words);

      /* Translators: %s is a list of values, in "the value must be one of: …" */
      return g_strdup_printf (_ ("one of: %s"), joined);
    }
  if (!g_str_equal (kind, "range"))
    return g_strdup (describe_type (g_settings_schema_key_get_value_type (key)));
  g_variant_get (detail, "(**)", &low, &high);
  low_text = g_variant_print (low, FALSE);
  high_text = g_variant_print (high, FALSE);
  /* Translators: two numbers, in "the value must be from 2 to 3600" */
  return g_strdup_printf (_ ("from %1$s to %2$s"), low_text, high_text);
}

/* A rule that nobody can follow is not kept. */
static char *
find_fault_of_schedule (GVariant *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsRateSchedule) schedule = mms_rate_schedule_new_from_variant (value, &error);

  return schedule == NULL ? g_strdup (error->message) : NULL;
}

/* An address without a password: that belongs into the keyring. */
static char *
find_fault_of_address (const char *text)
{
  g_autoptr (GUri) uri = *text != '\0' ? g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD, NULL) : NULL;
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";

  if (*text == '\0')
    return NULL;
  if (uri == NULL || (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https"))
      || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return g_strdup (_ ("an address is needed, such as https://host:port/path"));
  if (g_uri_get_password (uri) != NULL)
    return g_strdup (_ ("the address must not hold a password; it belongs to: mms secret set"));
  return NULL;
}

/**
 * mms_setting_text_parse:
 * @text: valid UTF-8
 * @message: (out) (transfer full): why @text is refused
 *
 * Returns: (transfer full) (nullable): the value for @key, within its range
 */
GVariant *
mms_setting_text_parse (GSettingsSchemaKey *key, const char *text, char **message)
{
  const GVariantType *type = g_settings_schema_key_get_value_type (key);
  g_autoptr (GVariant) value = parse_text (type, text);

  *message = NULL;
  if (value == NULL || !g_settings_schema_key_range_check (key, value))
    {
      g_autofree char *wanted =
        value == NULL ? g_strdup (describe_type (type)) : describe_range (key);

      /* Translators: %s is such as "from 2 to 3600" or "true or false" */
      *message = g_strdup_printf (_ ("the value must be %s"), wanted);
    }
  else if (g_str_has_suffix (g_settings_schema_key_get_name (key), "-url"))
    *message = find_fault_of_address (g_variant_get_string (value, NULL));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE (MMS_RATE_SCHEDULE_TYPE)))
    *message = find_fault_of_schedule (value);
  return *message == NULL ? g_steal_pointer (&value) : NULL;
}
