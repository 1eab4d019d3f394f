/* Reads what a person set up, with the defaults filled in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-settings.h"

#include <glib/gi18n-lib.h>

#include "store/mms-settings-source.h"

#define FOLDER "mediamanagersuite"

struct _MmsSettings
{
  GObject parent_instance;

  GSettings *settings; /* (owned) */
};

G_DEFINE_FINAL_TYPE (MmsSettings, mms_settings, G_TYPE_OBJECT);

static void
mms_settings_finalize (GObject *object)
{
  MmsSettings *self = MMS_SETTINGS (object);

  g_clear_object (&self->settings);

  G_OBJECT_CLASS (mms_settings_parent_class)->finalize (object);
}

static void
mms_settings_class_init (MmsSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_settings_finalize;
}

static void
mms_settings_init (MmsSettings *self)
{
}

/**
 * mms_settings_new:
 *
 * Errors: %MMS_ERROR_NOT_CONFIGURED where the schema is not installed.
 *
 * Returns: (transfer full) (nullable): the person's settings
 */
MmsSettings *
mms_settings_new (GError **error)
{
  GSettings *settings = mms_settings_source_open (error);
  MmsSettings *self = NULL;

  if (settings == NULL)
    return NULL;
  self = g_object_new (MMS_TYPE_SETTINGS, NULL);
  self->settings = settings;
  return self;
}

/* Returns: (transfer none): for binding and for "changed" */
GSettings *
mms_settings_get_gsettings (MmsSettings *self)
{
  return self->settings;
}

/* What a person types has spaces around it more often than inside. */
static char *
dup_text (MmsSettings *self, const char *key)
{
  return g_strstrip (g_settings_get_string (self->settings, key));
}

/* Returns: (transfer full) (nullable): absolute, "~/" opened; %NULL where nothing is set */
static char *
dup_path (MmsSettings *self, const char *key)
{
  g_autofree char *text = dup_text (self, key);

  if (*text == '\0')
    return NULL;
  if (g_str_equal (text, "~") || g_str_has_prefix (text, "~/"))
    return g_canonicalize_filename (g_str_equal (text, "~") ? "." : text + 2, g_get_home_dir ());
  return g_canonicalize_filename (text, g_get_home_dir ());
}

/* Returns: (transfer none): @series or @films */
static const char *
pick (MmsMediaKind kind, const char *series, const char *films)
{
  switch (kind)
    {
    case MMS_MEDIA_SERIES:
      return series;
    case MMS_MEDIA_FILM:
      return films;
    }
  g_return_val_if_reached (films);
}

char *
mms_settings_dup_rtorrent_url (MmsSettings *self)
{
  return dup_text (self, "rtorrent-url");
}

/* Returns: (transfer full): as the person set it; "" asks to derive it from an httprpc address */
char *
mms_settings_dup_rutorrent_url (MmsSettings *self)
{
  return dup_text (self, "rutorrent-url");
}

char *
mms_settings_dup_rtorrent_user (MmsSettings *self)
{
  return dup_text (self, "rtorrent-user");
}

/* Returns: (transfer full): "auto", "xmlrpc" or "rutorrent" */
char *
mms_settings_dup_rtorrent_add (MmsSettings *self)
{
  return dup_text (self, "rtorrent-add");
}

char *
mms_settings_dup_label (MmsSettings *self, MmsMediaKind kind)
{
  return dup_text (self, pick (kind, "sonarr-label", "radarr-label"));
}

/* Returns: (transfer full): on the seedbox, as rTorrent names it; "": rTorrent's default */
char *
mms_settings_dup_directory (MmsSettings *self, MmsMediaKind kind)
{
  return dup_text (self, pick (kind, "sonarr-directory", "radarr-directory"));
}

char *
mms_settings_dup_sftp_host (MmsSettings *self)
{
  return dup_text (self, "sftp-host");
}

/* Returns: from 1 to 65535 */
guint16
mms_settings_get_sftp_port (MmsSettings *self)
{
  return (guint16) g_settings_get_uint (self->settings, "sftp-port");
}

char *
mms_settings_dup_sftp_user (MmsSettings *self)
{
  return dup_text (self, "sftp-user");
}

/* Returns: (transfer full): an absolute path here, or "" */
char *
mms_settings_dup_sftp_key_file (MmsSettings *self)
{
  char *path = dup_path (self, "sftp-key-file");

  return path != NULL ? path : g_strdup ("");
}

/* Returns: (transfer full): absolute folders as SFTP sees them, never "/"; what is none is left
 *   out, because whatever is in this list is where MMS may delete */
char **
mms_settings_dup_sftp_roots (MmsSettings *self)
{
  g_auto (GStrv) set = g_settings_get_strv (self->settings, "sftp-roots");
  g_autoptr (GStrvBuilder) roots = g_strv_builder_new ();

  for (guint i = 0; set[i] != NULL; i++)
    {
      g_autofree char *root = g_path_is_absolute (set[i]) ? mms_path_normalize (set[i]) : NULL;

      if (root != NULL && !g_str_equal (root, "/"))
        g_strv_builder_add (roots, root);
      else
        g_message ("The folder “%s” is not one in which anything may be deleted", set[i]);
    }
  return g_strv_builder_end (roots);
}

/* Returns: (transfer full): an absolute path here */
char *
mms_settings_dup_known_hosts_file (MmsSettings *self)
{
  g_autofree char *folder = mms_settings_dup_data_folder ();
  char *path = dup_path (self, "known-hosts-file");

  return path != NULL ? path : g_build_filename (folder, "known_hosts", NULL);
}

/* Returns: (transfer full): Sonarr's address for series, Radarr's for films */
char *
mms_settings_dup_library_url (MmsSettings *self, MmsMediaKind kind)
{
  return dup_text (self, pick (kind, "sonarr-url", "radarr-url"));
}

char *
mms_settings_dup_prowlarr_url (MmsSettings *self)
{
  return dup_text (self, "prowlarr-url");
}

static MmsPathMap *
dup_path_map (MmsSettings *self, const char *key, GError **error)
{
  g_autoptr (MmsPathMap) map = mms_path_map_new ();
  g_autoptr (GVariant) pairs = g_settings_get_value (self->settings, key);
  const char *there = NULL;
  const char *here = NULL;
  GVariantIter iter;

  g_variant_iter_init (&iter, pairs);
  while (g_variant_iter_next (&iter, "(&s&s)", &there, &here))
    if (!mms_path_map_add (map, there, here, error))
      {
        /* Translators: the first %s is the name of a setting, the others are paths */
        g_prefix_error (error, _ ("The setting “%s” holds “%s” and “%s”, which cannot be used: "),
                        key, there, here);
        return NULL;
      }
  return g_steal_pointer (&map);
}

/* Returns: (transfer full) (nullable): (rTorrent's path, SFTP's path) */
MmsPathMap *
mms_settings_dup_seedbox_path_map (MmsSettings *self, GError **error)
{
  return dup_path_map (self, "path-map-seedbox", error);
}

/* Returns: (transfer full) (nullable): (the server's path, the path here) */
MmsPathMap *
mms_settings_dup_library_path_map (MmsSettings *self, MmsMediaKind kind, GError **error)
{
  return dup_path_map (self, pick (kind, "path-map-sonarr", "path-map-radarr"), error);
}

char *
mms_settings_dup_downloads_folder (MmsSettings *self)
{
  const char *downloads = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);
  char *path = dup_path (self, "downloads-folder");

  if (path != NULL)
    return path;
  if (downloads != NULL)
    return g_build_filename (downloads, "MediaManagerSuite", NULL);
  return g_build_filename (g_get_home_dir (), "Downloads", "MediaManagerSuite", NULL);
}

/* Returns: (transfer full): inside the folder for finished downloads where nothing is set, so that
 *   both lie on one file system wherever the person put that one */
char *
mms_settings_dup_staging_folder (MmsSettings *self)
{
  g_autofree char *downloads = mms_settings_dup_downloads_folder (self);
  char *path = dup_path (self, "staging-folder");

  return path != NULL ? path : g_build_filename (downloads, ".staging", NULL);
}

MmsImportMode
mms_settings_get_import_mode (MmsSettings *self)
{
  g_autofree char *mode = dup_text (self, "import-mode");

  return g_str_equal (mode, "copy") ? MMS_IMPORT_COPY : MMS_IMPORT_MOVE;
}

gboolean
mms_settings_get_fetch_ahead (MmsSettings *self)
{
  return g_settings_get_boolean (self->settings, "fetch-ahead");
}

gboolean
mms_settings_get_adopt (MmsSettings *self)
{
  return g_settings_get_boolean (self->settings, "adopt");
}

/* Returns: from when on labelled torrents that nobody tracks are looked at, seconds since 1970, UTC;
 *   0: MMS was never started */
gint64
mms_settings_get_adopt_since (MmsSettings *self)
{
  return g_settings_get_int64 (self->settings, "adopt-since");
}

void
mms_settings_set_adopt_since (MmsSettings *self, gint64 at)
{
  g_settings_set_int64 (self->settings, "adopt-since", at);
}

/* Returns: from 2 to 3600 */
guint
mms_settings_get_watch_interval_s (MmsSettings *self)
{
  return g_settings_get_uint (self->settings, "watch-interval-s");
}

/* Returns: from 1 to 8 */
guint
mms_settings_get_transfers (MmsSettings *self)
{
  return g_settings_get_uint (self->settings, "transfers");
}

/* Returns: bytes per second; 0: no limit */
gint64
mms_settings_get_rate_limit (MmsSettings *self)
{
  return g_settings_get_int64 (self->settings, "rate-limit");
}

/* Returns: (transfer full): empty where what is set makes no sense: a limit that nobody understands
 *   must not stop a transfer */
MmsRateSchedule *
mms_settings_dup_rate_schedule (MmsSettings *self)
{
  g_autoptr (GVariant) value = g_settings_get_value (self->settings, "rate-schedule");
  g_autoptr (GError) error = NULL;
  MmsRateSchedule *schedule = mms_rate_schedule_new_from_variant (value, &error);

  if (schedule != NULL)
    return schedule;
  g_message ("The setting “rate-schedule” cannot be used: %s", error->message);
  return mms_rate_schedule_new (NULL, 0, NULL);
}

gboolean
mms_settings_get_transfers_paused (MmsSettings *self)
{
  return g_settings_get_boolean (self->settings, "transfers-paused");
}

guint
mms_settings_get_sftp_lines (MmsSettings *self, const char *host_and_port)
{
  g_autoptr (GVariant) known = g_settings_get_value (self->settings, "sftp-lines");
  guint lines = 0;

  g_variant_lookup (known, host_and_port, "u", &lines);
  return lines;
}

void
mms_settings_set_sftp_lines (MmsSettings *self, const char *host_and_port, guint lines)
{
  g_autoptr (GVariant) known = g_settings_get_value (self->settings, "sftp-lines");
  GVariantBuilder builder;
  const char *host = NULL;
  guint other = 0;
  GVariantIter iter;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{su}"));
  g_variant_iter_init (&iter, known);
  while (g_variant_iter_next (&iter, "{&su}", &host, &other))
    if (!g_str_equal (host, host_and_port))
      g_variant_builder_add (&builder, "{su}", host, other);
  g_variant_builder_add (&builder, "{su}", host_and_port, lines);
  g_settings_set_value (self->settings, "sftp-lines", g_variant_builder_end (&builder));
}

gboolean
mms_settings_get_clean_seedbox (MmsSettings *self)
{
  return g_settings_get_boolean (self->settings, "clean-seedbox");
}

double
mms_settings_get_clean_min_ratio (MmsSettings *self)
{
  return g_settings_get_double (self->settings, "clean-min-ratio");
}

gint64
mms_settings_get_clean_min_seed_s (MmsSettings *self)
{
  return g_settings_get_int64 (self->settings, "clean-min-seed-s");
}

/* Returns: (transfer full) (element-type utf8 utf8): host:port -> fingerprint */
GHashTable *
mms_settings_dup_trusted_certificates (MmsSettings *self)
{
  g_autoptr (GVariant) pairs = g_settings_get_value (self->settings, "trusted-certificates");
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  char *host = NULL;
  char *fingerprint = NULL;
  GVariantIter iter;

  g_variant_iter_init (&iter, pairs);
  while (g_variant_iter_next (&iter, "(ss)", &host, &fingerprint))
    g_hash_table_insert (table, host, fingerprint);
  return table;
}

/**
 * mms_settings_trust_certificate:
 * @host_and_port: whose certificate it is; what was trusted there before no longer is
 * @fingerprint: SHA-256, upper-case hex with colons; "" takes the trust back
 *
 * Returns: %FALSE where the settings cannot be written
 */
gboolean
mms_settings_trust_certificate (MmsSettings *self,
                                const char *host_and_port,
                                const char *fingerprint)
{
  g_autoptr (GVariant) pairs = g_settings_get_value (self->settings, "trusted-certificates");
  GVariantBuilder builder;
  const char *host = NULL;
  const char *known = NULL;
  GVariantIter iter;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  g_variant_iter_init (&iter, pairs);
  while (g_variant_iter_next (&iter, "(&s&s)", &host, &known))
    if (!g_str_equal (host, host_and_port))
      g_variant_builder_add (&builder, "(ss)", host, known);
  if (*fingerprint != '\0')
    g_variant_builder_add (&builder, "(ss)", host_and_port, fingerprint);
  return g_settings_set_value (self->settings, "trusted-certificates",
                               g_variant_builder_end (&builder));
}

gboolean
mms_settings_get_notifications (MmsSettings *self)
{
  return g_settings_get_boolean (self->settings, "notifications");
}

/* @width, @height: (out), in pixels of the application */
void
mms_settings_get_window (MmsSettings *self, int *width, int *height, gboolean *maximized)
{
  *width = g_settings_get_int (self->settings, "window-width");
  *height = g_settings_get_int (self->settings, "window-height");
  *maximized = g_settings_get_boolean (self->settings, "window-maximized");
}

/* A maximized window keeps the size it will have again. */
void
mms_settings_set_window (MmsSettings *self, int width, int height, gboolean maximized)
{
  if (!maximized && width > 0 && height > 0)
    {
      g_settings_set_int (self->settings, "window-width", width);
      g_settings_set_int (self->settings, "window-height", height);
    }
  g_settings_set_boolean (self->settings, "window-maximized", maximized);
}

/* Returns: (transfer full): where the database and the known hosts live */
char *
mms_settings_dup_data_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), FOLDER, NULL);
}

/* Returns: (transfer full): MMS_DATABASE of the environment, or mms.db in the data folder */
char *
mms_settings_dup_database_path (void)
{
  const char *named = g_getenv ("MMS_DATABASE");

  if (named != NULL && *named != '\0')
    return g_canonicalize_filename (named, NULL);
  return g_build_filename (g_get_user_data_dir (), FOLDER, "mms.db", NULL);
}
