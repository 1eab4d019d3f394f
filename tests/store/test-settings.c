/* Tests that every setting has a description, a default and somebody who reads it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-settings.h"

#include <string.h>

#include "support/mms-test-dir.h"

/* What an accessor gives, as text, so that one table can ask them all. */
typedef char *(*Read) (MmsSettings *settings);

static char *
say (const char *format, ...)
{
  va_list arguments;
  char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return text;
}

#define READ_KIND(name, call, kind) \
  static char *name (MmsSettings *settings) \
  { \
    return call (settings, kind); \
  }
#define READ_NUMBER(name, call) \
  static char *name (MmsSettings *settings) \
  { \
    return say ("%" G_GINT64_FORMAT, (gint64) call (settings)); \
  }

READ_KIND (read_sonarr_label, mms_settings_dup_label, MMS_MEDIA_SERIES)
READ_KIND (read_radarr_label, mms_settings_dup_label, MMS_MEDIA_FILM)
READ_KIND (read_sonarr_directory, mms_settings_dup_directory, MMS_MEDIA_SERIES)
READ_KIND (read_radarr_directory, mms_settings_dup_directory, MMS_MEDIA_FILM)
READ_KIND (read_sonarr_url, mms_settings_dup_library_url, MMS_MEDIA_SERIES)
READ_KIND (read_radarr_url, mms_settings_dup_library_url, MMS_MEDIA_FILM)
READ_NUMBER (read_sftp_port, mms_settings_get_sftp_port)
READ_NUMBER (read_import_mode, mms_settings_get_import_mode)
READ_NUMBER (read_fetch_ahead, mms_settings_get_fetch_ahead)
READ_NUMBER (read_adopt, mms_settings_get_adopt)
READ_NUMBER (read_adopt_since, mms_settings_get_adopt_since)
READ_NUMBER (read_watch_interval_s, mms_settings_get_watch_interval_s)
READ_NUMBER (read_transfers, mms_settings_get_transfers)
READ_NUMBER (read_rate_limit, mms_settings_get_rate_limit)
READ_NUMBER (read_clean_seedbox, mms_settings_get_clean_seedbox)
READ_NUMBER (read_transfers_paused, mms_settings_get_transfers_paused)
READ_NUMBER (read_clean_min_seed_s, mms_settings_get_clean_min_seed_s)
READ_NUMBER (read_notifications, mms_settings_get_notifications)

static char *
read_clean_min_ratio (MmsSettings *settings)
{
  return say ("%.2f", mms_settings_get_clean_min_ratio (settings));
}

static char *
read_roots (MmsSettings *settings)
{
  g_auto (GStrv) roots = mms_settings_dup_sftp_roots (settings);

  return g_strjoinv ("|", roots);
}

static char *
map_path (MmsPathMap *map, GError *error)
{
  g_autoptr (MmsPathMap) owned = map;

  g_assert_no_error (error);
  return mms_path_map_to_here (owned, "/there/a");
}

static char *
read_seedbox_map (MmsSettings *settings)
{
  g_autoptr (GError) error = NULL;

  return map_path (mms_settings_dup_seedbox_path_map (settings, &error), error);
}

static char *
read_sonarr_map (MmsSettings *settings)
{
  g_autoptr (GError) error = NULL;

  return map_path (mms_settings_dup_library_path_map (settings, MMS_MEDIA_SERIES, &error), error);
}

static char *
read_radarr_map (MmsSettings *settings)
{
  g_autoptr (GError) error = NULL;

  return map_path (mms_settings_dup_library_path_map (settings, MMS_MEDIA_FILM, &error), error);
}

static char *
read_rate_schedule (MmsSettings *settings)
{
  g_autoptr (MmsRateSchedule) schedule = mms_settings_dup_rate_schedule (settings);

  return mms_rate_schedule_to_text (schedule);
}

static char *
read_sftp_lines (MmsSettings *settings)
{
  return say ("%u", mms_settings_get_sftp_lines (settings, "box:22"));
}

static char *
read_certificate (MmsSettings *settings)
{
  g_autoptr (GHashTable) table = mms_settings_dup_trusted_certificates (settings);

  return g_strdup (g_hash_table_lookup (table, "box:443"));
}

static char *
read_width (MmsSettings *settings)
{
  int width, height, maximized;

  mms_settings_get_window (settings, &width, &height, &maximized);
  return say ("%d", width);
}

static char *
read_height (MmsSettings *settings)
{
  int width, height, maximized;

  mms_settings_get_window (settings, &width, &height, &maximized);
  return say ("%d", height);
}

static char *
read_maximized (MmsSettings *settings)
{
  int width, height, maximized;

  mms_settings_get_window (settings, &width, &height, &maximized);
  return say ("%d", maximized);
}

/* One row a key: what the accessor gives at first, what is set, what it gives then. */
static const struct
{
  const char *key;
  Read read;
  const char *at_first; /* %NULL: not a constant, or nothing */
  const char *set;
  const char *then;
} rows[] = {
  { "rtorrent-url", mms_settings_dup_rtorrent_url, "", "' https://box/RPC2 '", "https://box/RPC2" },
  { "rutorrent-url", mms_settings_dup_rutorrent_url, "", "'https://box/'", "https://box/" },
  { "rtorrent-user", mms_settings_dup_rtorrent_user, "", "'me'", "me" },
  { "rtorrent-add", mms_settings_dup_rtorrent_add, "auto", "'rutorrent'", "rutorrent" },
  { "sftp-host", mms_settings_dup_sftp_host, "", "'box'", "box" },
  { "sftp-port", read_sftp_port, "22", "uint32 2222", "2222" },
  { "sftp-user", mms_settings_dup_sftp_user, "", "'me'", "me" },
  { "sftp-key-file", mms_settings_dup_sftp_key_file, "", "'/k/id'", "/k/id" },
  { "sftp-roots", read_roots, "", "['/a//b/', 'relative', '/', '', '/c']", "/a/b|/c" },
  { "path-map-seedbox", read_seedbox_map, "/there/a", "[('/there', '/one')]", "/one/a" },
  { "path-map-sonarr", read_sonarr_map, "/there/a", "[('/there', '/two')]", "/two/a" },
  { "path-map-radarr", read_radarr_map, "/there/a", "[('/there', '/three')]", "/three/a" },
  { "staging-folder", mms_settings_dup_staging_folder, NULL, "'/s'", "/s" },
  { "downloads-folder", mms_settings_dup_downloads_folder, NULL, "'/d/'", "/d" },
  { "sonarr-url", read_sonarr_url, "", "'http://s'", "http://s" },
  { "radarr-url", read_radarr_url, "", "'http://r'", "http://r" },
  { "prowlarr-url", mms_settings_dup_prowlarr_url, "", "'http://p'", "http://p" },
  { "sonarr-label", read_sonarr_label, "sonarr", "'tv'", "tv" },
  { "radarr-label", read_radarr_label, "radarr", "'films'", "films" },
  { "sonarr-directory", read_sonarr_directory, "", "'/tv'", "/tv" },
  { "radarr-directory", read_radarr_directory, "", "'/films'", "/films" },
  { "import-mode", read_import_mode, "0", "'copy'", "1" },
  { "fetch-ahead", read_fetch_ahead, "1", "false", "0" },
  { "adopt", read_adopt, "1", "false", "0" },
  { "adopt-since", read_adopt_since, "0", "int64 1700000000", "1700000000" },
  { "watch-interval-s", read_watch_interval_s, "20", "uint32 3600", "3600" },
  { "transfers", read_transfers, "2", "uint32 8", "8" },
  { "rate-limit", read_rate_limit, "0", "int64 5000000000", "5000000000" },
  { "rate-schedule", read_rate_schedule, "", "[(uint32 127, uint32 480, uint32 600, int64 -1)]",
    "daily 08:00-10:00 paused" },
  { "transfers-paused", read_transfers_paused, "0", "true", "1" },
  { "sftp-lines", read_sftp_lines, "0", "{'box:22': uint32 7, 'box:23': uint32 8}", "7" },
  { "clean-seedbox", read_clean_seedbox, "0", "true", "1" },
  { "clean-min-ratio", read_clean_min_ratio, "1.00", "2.25", "2.25" },
  { "clean-min-seed-s", read_clean_min_seed_s, "0", "int64 86400", "86400" },
  { "trusted-certificates", read_certificate, NULL, "[('box:443', 'AA:BB')]", "AA:BB" },
  { "known-hosts-file", mms_settings_dup_known_hosts_file, NULL, "'/k/hosts'", "/k/hosts" },
  { "notifications", read_notifications, "1", "false", "0" },
  { "window-width", read_width, "960", "400", "400" },
  { "window-height", read_height, "680", "500", "500" },
  { "window-maximized", read_maximized, "0", "true", "1" },
};

/* What is out of range, in GVariant text. */
static const struct
{
  const char *key;
  const char *set;
} refused[] = {
  { "rtorrent-add", "'carrier pigeon'" }, { "import-mode", "'link'" }, { "sftp-port", "uint32 0" },
  { "sftp-port", "uint32 65536" }, { "watch-interval-s", "uint32 1" }, { "transfers", "uint32 9" },
  { "transfers", "uint32 0" }, { "rate-limit", "int64 -1" }, { "clean-min-ratio", "-1.0" },
};

typedef struct
{
  MmsTestDir *dir;
  MmsSettings *settings;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;

  fixture->dir = mms_test_dir_new ();
  file = mms_test_dir_build (fixture->dir, "config/settings.ini");
  g_setenv ("MMS_SETTINGS_FILE", file, TRUE);
  fixture->settings = mms_settings_new (&error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->settings);
  mms_test_dir_free (fixture->dir);
}

static void
set (Fixture *fixture, const char *key, const char *text)
{
  g_autoptr (GVariant) value = g_variant_parse (NULL, text, NULL, NULL, NULL);

  g_assert_true (g_settings_set_value (mms_settings_get_gsettings (fixture->settings), key, value));
}

static void
test_every_key_is_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;

  g_object_get (mms_settings_get_gsettings (fixture->settings), "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (GSettingsSchemaKey) key = g_settings_schema_get_key (schema, keys[i]);
      gsize row = 0;

      while (row < G_N_ELEMENTS (rows) && !g_str_equal (rows[row].key, keys[i]))
        row++;
      if (row == G_N_ELEMENTS (rows))
        g_error ("The key %s has no accessor in this test", keys[i]);
      g_assert_cmpstr (g_settings_schema_key_get_summary (key), !=, NULL);
      g_assert_cmpstr (g_settings_schema_key_get_description (key), !=, NULL);
    }
  g_assert_cmpuint (g_strv_length (keys), ==, G_N_ELEMENTS (rows));
}

static void
test_accessors_read_their_key (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *at_first = rows[i].read (fixture->settings);
      g_autofree char *then = NULL;

      if (rows[i].at_first != NULL)
        g_assert_cmpstr (at_first, ==, rows[i].at_first);
      set (fixture, rows[i].key, rows[i].set);
      then = rows[i].read (fixture->settings);
      g_assert_cmpstr (then, ==, rows[i].then);
      g_settings_reset (mms_settings_get_gsettings (fixture->settings), rows[i].key);
    }
}

static void
test_lines_of_other_servers_stay (Fixture *fixture, gconstpointer data)
{
  mms_settings_set_sftp_lines (fixture->settings, "box:22", 3);
  mms_settings_set_sftp_lines (fixture->settings, "box:23", 4);
  mms_settings_set_sftp_lines (fixture->settings, "box:22", 5);
  g_assert_cmpuint (mms_settings_get_sftp_lines (fixture->settings, "box:22"), ==, 5);
  g_assert_cmpuint (mms_settings_get_sftp_lines (fixture->settings, "box:23"), ==, 4);
}

/* Nobody is slowed down by what nobody understands. */
static void
test_senseless_schedule_is_none (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  set (fixture, "rate-schedule", "[(uint32 0, uint32 0, uint32 9, int64 -1)]");
  text = read_rate_schedule (fixture->settings);
  g_assert_cmpstr (text, ==, "");
}

static void
test_out_of_range_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSettingsSchema) schema = NULL;

  g_object_get (mms_settings_get_gsettings (fixture->settings), "settings-schema", &schema, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GSettingsSchemaKey) key = g_settings_schema_get_key (schema, refused[i].key);
      g_autoptr (GVariant) value = g_variant_parse (NULL, refused[i].set, NULL, NULL, NULL);

      g_assert_false (g_settings_schema_key_range_check (key, value));
    }
}

static void
test_settings_live_in_the_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (MmsSettings) again = NULL;
  g_autofree char *host = NULL;

  set (fixture, "sftp-host", "'box.example'");
  g_settings_sync ();
  text = mms_test_dir_read (fixture->dir, "config/settings.ini", NULL);
  g_assert_nonnull (strstr (text, "[MediaManagerSuite]\nsftp-host='box.example'"));
  again = mms_settings_new (NULL);
  host = mms_settings_dup_sftp_host (again);
  g_assert_cmpstr (host, ==, "box.example");
}

/* Without a bus and without a named file, nothing that is set may be forgotten. */
static void
test_headless_falls_back_to_a_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MmsSettings) settings = NULL;
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "mediamanagersuite",
                                            "settings.ini", NULL);
  g_autofree char *text = NULL;

  g_unsetenv ("MMS_SETTINGS_FILE");
  g_unsetenv ("GSETTINGS_BACKEND");
  g_unsetenv ("DBUS_SESSION_BUS_ADDRESS");
  settings = mms_settings_new (NULL);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_assert_true (g_settings_set_string (mms_settings_get_gsettings (settings), "sftp-host", "x"));
  g_settings_sync ();
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "sftp-host='x'"));
}

static void
test_folders_have_defaults (Fixture *fixture, gconstpointer data)
{
  g_autofree char *downloads = mms_settings_dup_downloads_folder (fixture->settings);
  g_autofree char *staging = mms_settings_dup_staging_folder (fixture->settings);
  g_autofree char *hosts = mms_settings_dup_known_hosts_file (fixture->settings);
  g_autofree char *moved = NULL;
  g_autofree char *home = NULL;
  g_autofree char *below = g_build_filename (g_get_home_dir (), "Films", NULL);

  g_assert_true (g_path_is_absolute (downloads));
  g_assert_true (g_str_has_suffix (downloads, "/MediaManagerSuite"));
  g_assert_true (g_str_has_prefix (staging, downloads));
  g_assert_true (g_str_has_suffix (staging, "/.staging"));
  g_assert_true (g_str_has_suffix (hosts, "/mediamanagersuite/known_hosts"));
  set (fixture, "downloads-folder", "'/other/disk'");
  moved = mms_settings_dup_staging_folder (fixture->settings);
  g_assert_cmpstr (moved, ==, "/other/disk/.staging");
  set (fixture, "downloads-folder", "'~/Films/'");
  home = mms_settings_dup_downloads_folder (fixture->settings);
  g_assert_cmpstr (home, ==, below);
  g_free (g_steal_pointer (&home));
  set (fixture, "downloads-folder", "'~'");
  home = mms_settings_dup_downloads_folder (fixture->settings);
  g_assert_cmpstr (home, ==, g_get_home_dir ());
}

static void
test_wrong_path_map_names_its_setting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  set (fixture, "path-map-sonarr", "[('/fine', '/too'), ('relative', '/x')]");
  g_assert_null (mms_settings_dup_library_path_map (fixture->settings, MMS_MEDIA_SERIES, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "path-map-sonarr"));
  g_assert_nonnull (strstr (error->message, "relative"));
}

static void
test_trust_replaces_and_is_taken_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) table = NULL;
  g_autofree char *gone = NULL;

  g_assert_true (mms_settings_trust_certificate (fixture->settings, "other:1", "00"));
  g_assert_true (mms_settings_trust_certificate (fixture->settings, "box:443", "AA"));
  g_assert_true (mms_settings_trust_certificate (fixture->settings, "box:443", "BB"));
  table = mms_settings_dup_trusted_certificates (fixture->settings);
  g_assert_cmpuint (g_hash_table_size (table), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (table, "box:443"), ==, "BB");
  g_assert_true (mms_settings_trust_certificate (fixture->settings, "box:443", ""));
  gone = read_certificate (fixture->settings);
  g_assert_null (gone);
}

static void
test_window_keeps_its_size_when_maximized (Fixture *fixture, gconstpointer data)
{
  int width, height, maximized;

  mms_settings_set_window (fixture->settings, 500, 600, FALSE);
  mms_settings_set_window (fixture->settings, 3000, 2000, TRUE);
  mms_settings_get_window (fixture->settings, &width, &height, &maximized);
  g_assert_cmpint (width, ==, 500);
  g_assert_cmpint (height, ==, 600);
  g_assert_true (maximized);
}

static void
test_environment_names_the_database (void)
{
  g_autofree char *usual = NULL;
  g_autofree char *named = NULL;

  g_unsetenv ("MMS_DATABASE");
  usual = mms_settings_dup_database_path ();
  g_assert_true (g_str_has_suffix (usual, "/mediamanagersuite/mms.db"));
  g_assert_true (g_path_is_absolute (usual));
  g_setenv ("MMS_DATABASE", "/x/y/../jobs.db", TRUE);
  named = mms_settings_dup_database_path ();
  g_assert_cmpstr (named, ==, "/x/jobs.db");
  g_unsetenv ("MMS_DATABASE");
}

#define ADD(sentence, func) \
  g_test_add ("/settings/" sentence, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("every-key-is-described-and-read", test_every_key_is_read);
  ADD ("every-accessor-reads-its-key", test_accessors_read_their_key);
  ADD ("what-is-out-of-range-is-refused", test_out_of_range_is_refused);
  ADD ("what-paid-with-other-servers-stays-known", test_lines_of_other_servers_stay);
  ADD ("a-senseless-schedule-is-none", test_senseless_schedule_is_none);
  ADD ("settings-live-in-the-named-file", test_settings_live_in_the_file);
  ADD ("a-headless-run-falls-back-to-a-file", test_headless_falls_back_to_a_file);
  ADD ("folders-have-defaults", test_folders_have_defaults);
  ADD ("a-wrong-path-map-names-its-setting", test_wrong_path_map_names_its_setting);
  ADD ("trust-is-replaced-and-taken-back", test_trust_replaces_and_is_taken_back);
  ADD ("a-maximized-window-keeps-its-size", test_window_keeps_its_size_when_maximized);
  g_test_add_func ("/settings/the-environment-names-the-database",
                   test_environment_names_the_database);
  return g_test_run ();
}
