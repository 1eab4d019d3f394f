/* Tests that settings are read as people type them, and that what is out of range is refused.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-setting-text.h"

#include <string.h>

static GSettingsSchema *schema;

typedef struct
{
  const char *sentence;
  const char *key;
  const char *text;
  const char *value;   /* as GVariant text; NULL: refused */
  const char *message; /* a part of the refusal */
} Row;

static const Row rows[] = {
  { "text-is-taken-as-it-is", "sftp-host", "box.example", "'box.example'", NULL },
  { "quoted-text-is-gvariant", "sftp-host", "'box.example'", "'box.example'", NULL },
  { "text-with-one-quote-is-taken-as-it-is", "sonarr-label", "it's", "\"it's\"", NULL },
  { "nothing-is-a-text", "sftp-host", "", "''", NULL },
  { "number-is-read", "sftp-port", "2222", "2222", NULL },
  { "number-below-its-range-is-refused", "watch-interval-s", "1", NULL, "from 2 to 3600" },
  { "number-above-its-range-is-refused", "watch-interval-s", "3601", NULL, "from 2 to 3600" },
  { "negative-port-is-refused", "sftp-port", "-1", NULL, "a whole number" },
  { "word-for-a-number-is-refused", "sftp-port", "ssh", NULL, "a whole number" },
  { "truth-is-read", "adopt", "false", "false", NULL },
  { "yes-for-a-truth-is-refused", "adopt", "yes", NULL, "true or false" },
  { "fraction-is-read", "clean-min-ratio", "1.5", "1.5", NULL },
  { "whole-number-is-a-fraction-too", "clean-min-ratio", "2", "2.0", NULL },
  { "choice-is-read", "import-mode", "copy", "'copy'", NULL },
  { "no-choice-is-refused", "import-mode", "steal", NULL, "move, copy" },
  { "list-is-read", "sftp-roots", "/a;/b c", "['/a', '/b c']", NULL },
  { "list-of-nothing-is-read", "sftp-roots", "", "@as []", NULL },
  { "list-as-gvariant-is-read", "sftp-roots", "['/a;b']", "['/a;b']", NULL },
  { "broken-gvariant-list-is-refused", "sftp-roots", "['/a'", NULL, "a list" },
  { "pairs-are-read", "path-map-sonarr", "/data=/srv/data; /x=/y",
    "[('/data', '/srv/data'), ('/x', '/y')]", NULL },
  { "pair-keeps-its-second-equals-sign", "path-map-sonarr", "/a=/b=c", "[('/a', '/b=c')]", NULL },
  { "half-a-pair-is-refused", "path-map-sonarr", "/data", NULL, "pairs" },
  { "pair-without-an-end-is-refused", "path-map-sonarr", "/data=", NULL, "pairs" },
  { "pairs-as-gvariant-are-read", "path-map-sonarr", "[('a;b', 'c=d')]", "[('a;b', 'c=d')]", NULL },
  { "schedule-is-read", "rate-schedule", "mon-fri 08:00-18:00 2M; daily 22:00-6:00 none",
    "[(uint32 31, uint32 480, uint32 1080, int64 2000000), (127, 1320, 360, 0)]", NULL },
  { "schedule-of-nothing-is-read", "rate-schedule", "", "@a(uuux) []", NULL },
  { "schedule-as-gvariant-is-read", "rate-schedule", "[(1, 0, 60, -1)]", "[(1, 0, 60, -1)]", NULL },
  { "schedule-of-nonsense-is-refused", "rate-schedule", "always fast", NULL, "mon-fri" },
  { "schedule-without-a-day-is-refused", "rate-schedule", "[(0, 0, 60, -1)]", NULL, "one day" },
  { "web-address-is-read", "sonarr-url", "http://127.0.0.1:8989/sonarr",
    "'http://127.0.0.1:8989/sonarr'", NULL },
  { "no-address-is-read", "sonarr-url", "", "''", NULL },
  { "address-without-a-scheme-is-refused", "sonarr-url", "box:8989", NULL, "an address" },
  { "address-of-a-file-is-refused", "sonarr-url", "file:///etc/passwd", NULL, "an address" },
  { "address-with-a-password-is-refused", "rtorrent-url", "https://me:hush@box/RPC2", NULL,
    "mms secret set" },
};

static void
test_parse (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GSettingsSchemaKey) key = g_settings_schema_get_key (schema, row->key);
  g_autofree char *message = NULL;
  g_autoptr (GVariant) value = mms_setting_text_parse (key, row->text, &message);
  g_autoptr (GVariant) expected = NULL;

  if (row->value == NULL)
    {
      g_assert_null (value);
      g_assert_nonnull (strstr (message, row->message));
      g_assert_null (strstr (message, "hush"));
      return;
    }
  g_assert_cmpstr (message, ==, NULL);
  expected =
    g_variant_parse (g_settings_schema_key_get_value_type (key), row->value, NULL, NULL, NULL);
  g_assert_cmpvariant (value, expected);
}

/* What get prints, set takes. */
static void
test_round_trip (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GSettingsSchemaKey) key = g_settings_schema_get_key (schema, row->key);
  g_autofree char *message = NULL;
  g_autoptr (GVariant) value = mms_setting_text_parse (key, row->text, &message);
  g_autofree char *text = mms_setting_text_dup (value);
  g_autoptr (GVariant) again = NULL;

  g_free (message);
  again = mms_setting_text_parse (key, text, &message);
  g_assert_cmpvariant (value, again);
}

int
main (int argc, char **argv)
{
  g_autoptr (GSettingsSchemaSource) source = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  source = g_settings_schema_source_new_from_directory (argv[1], NULL, FALSE, NULL);
  g_assert_nonnull (source);
  schema = g_settings_schema_source_lookup (source, MMS_APP_ID, FALSE);
  g_assert_nonnull (schema);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/cli/setting-text/%s", rows[i].sentence);
      g_autofree char *back = g_strdup_printf ("/cli/setting-text/round-trip/%s", rows[i].sentence);

      g_test_add_data_func (path, &rows[i], test_parse);
      if (rows[i].value != NULL)
        g_test_add_data_func (back, &rows[i], test_round_trip);
    }
  status = g_test_run ();
  g_settings_schema_unref (schema);
  return status;
}
