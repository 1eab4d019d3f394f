/* Reads what a person set up, with the defaults filled in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/mms-media.h"
#include "core/mms-path-map.h"
#include "core/mms-rate-schedule.h"
#include "ports/mms-library.h"

G_BEGIN_DECLS

#define MMS_TYPE_SETTINGS (mms_settings_get_type ())
G_DECLARE_FINAL_TYPE (MmsSettings, mms_settings, MMS, SETTINGS, GObject)

MmsSettings *mms_settings_new (GError **error);
GSettings   *mms_settings_get_gsettings (MmsSettings *self);

/* The seedbox. Strings are (transfer full) and never %NULL: "" where nothing is set. */
char       *mms_settings_dup_rtorrent_url (MmsSettings *self);
char       *mms_settings_dup_rutorrent_url (MmsSettings *self);
char       *mms_settings_dup_rtorrent_user (MmsSettings *self);
char       *mms_settings_dup_rtorrent_add (MmsSettings *self);
char       *mms_settings_dup_label (MmsSettings *self, MmsMediaKind kind);
char       *mms_settings_dup_directory (MmsSettings *self, MmsMediaKind kind);

/* SFTP. */
char       *mms_settings_dup_sftp_host (MmsSettings *self);
guint16     mms_settings_get_sftp_port (MmsSettings *self);
char       *mms_settings_dup_sftp_user (MmsSettings *self);
char       *mms_settings_dup_sftp_key_file (MmsSettings *self);
char      **mms_settings_dup_sftp_roots (MmsSettings *self);
char       *mms_settings_dup_known_hosts_file (MmsSettings *self);

/* Sonarr, Radarr, Prowlarr. */
char       *mms_settings_dup_library_url (MmsSettings *self, MmsMediaKind kind);
char       *mms_settings_dup_prowlarr_url (MmsSettings *self);

/* Who names which path how. */
MmsPathMap *mms_settings_dup_seedbox_path_map (MmsSettings *self, GError **error);
MmsPathMap *
mms_settings_dup_library_path_map (MmsSettings *self, MmsMediaKind kind, GError **error);

/* Folders here: absolute, never "". */
char       *mms_settings_dup_downloads_folder (MmsSettings *self);
char       *mms_settings_dup_staging_folder (MmsSettings *self);

/* How the road is walked. */
MmsImportMode mms_settings_get_import_mode (MmsSettings *self);
gboolean      mms_settings_get_fetch_ahead (MmsSettings *self);
gboolean      mms_settings_get_adopt (MmsSettings *self);
gint64        mms_settings_get_adopt_since (MmsSettings *self);
void          mms_settings_set_adopt_since (MmsSettings *self, gint64 at);
guint         mms_settings_get_watch_interval_s (MmsSettings *self);
guint         mms_settings_get_transfers (MmsSettings *self);
gint64        mms_settings_get_rate_limit (MmsSettings *self);
MmsRateSchedule *mms_settings_dup_rate_schedule (MmsSettings *self);
gboolean      mms_settings_get_transfers_paused (MmsSettings *self);
gboolean      mms_settings_get_clean_seedbox (MmsSettings *self);
double        mms_settings_get_clean_min_ratio (MmsSettings *self);
gint64        mms_settings_get_clean_min_seed_s (MmsSettings *self);

/* How many connections paid with an SFTP server; 0 where that is not known. */
guint       mms_settings_get_sftp_lines (MmsSettings *self, const char *host_and_port);
void        mms_settings_set_sftp_lines (MmsSettings *self, const char *host_and_port, guint lines);

/* Certificates that a person confirmed: host:port -> SHA-256, upper-case hex with colons. */
GHashTable *mms_settings_dup_trusted_certificates (MmsSettings *self);
gboolean    mms_settings_trust_certificate (MmsSettings *self, const char *host_and_port,
                                            const char *fingerprint);

/* The desktop's own. */
gboolean    mms_settings_get_notifications (MmsSettings *self);
void mms_settings_get_window (MmsSettings *self, int *width, int *height, gboolean *maximized);
void        mms_settings_set_window (MmsSettings *self, int width, int height, gboolean maximized);

/* What no setting decides. */
char *mms_settings_dup_data_folder (void);
char *mms_settings_dup_database_path (void);

G_END_DECLS
