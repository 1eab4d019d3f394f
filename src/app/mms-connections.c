/* Builds the clients of the outside world from settings and secrets, anew when these change.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/mms-connections.h"

#include "services/mms-arr.h"
#include "services/mms-http.h"
#include "services/mms-prowlarr.h"
#include "services/mms-rtorrent.h"
#include "transfer/mms-disk.h"
#include "transfer/mms-sftp.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define SETTLE_MS 300     /* a person types; the clients are built when the typing pauses */
#define PATIENCE_S 10     /* a keyring may be asking for its password; the rest does not wait longer */
#define PROBE_EVERY_S 5   /* whether a keyring that gave nothing gives something now */

struct _MmsConnections
{
  GObject parent_instance;

  MmsSettings *settings;    /* (owned) */
  MmsSecrets *secrets;      /* (owned) */
  MmsTorrentList *torrents; /* (owned) */
  MmsHttp *http;            /* (owned) */
  MmsLocalFiles *disk;      /* (owned) */
  GHashTable *values;       /* (owned): name -> secret; wiped when the clients have them */
  GError *secrets_error;    /* (owned) (nullable): why the keyring gave nothing */
  GError *map_errors[MMS_N_SERVICES]; /* (owned) (nullable): path mappings that make no sense */
  MmsWorld *world;          /* (owned) (nullable) */
  MmsSftp *sftp;            /* (owned) (nullable): kept as long as its login stays the same */
  char *sftp_address;       /* (owned) (nullable): host:port of @sftp */
  MmsIndexer *indexer;      /* (owned) (nullable) */
  MmsIndexer *resolver;     /* (owned) (nullable): fetches links, with or without Prowlarr */
  GTask *build;             /* (owned) (nullable): the build that somebody waits for */
  guint next;               /* the secret to be looked up next, of mms_secrets_get_names() */
  guint settle_id;          /* 0: none */
  guint late_id;            /* when the keyring is late; 0: it is not asked, or late already */
  guint probe_id;           /* the next look whether the keyring answers; 0: none */
  gboolean looking;         /* the keyring is asked */
  gboolean stale;           /* something changed meanwhile */
};

G_DEFINE_FINAL_TYPE (MmsConnections, mms_connections, G_TYPE_OBJECT);

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* One service: where its address and key stand. */
static const struct
{
  const char *address;
  const char *secret;
} services[] = {
  [MMS_SERVICE_SEEDBOX] = { "rtorrent-url", "rtorrent-password" },
  [MMS_SERVICE_SFTP] = { "sftp-host", "sftp-password" },
  [MMS_SERVICE_SONARR] = { "sonarr-url", "sonarr-api-key" },
  [MMS_SERVICE_RADARR] = { "radarr-url", "radarr-api-key" },
  [MMS_SERVICE_PROWLARR] = { "prowlarr-url", "prowlarr-api-key" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (services) == MMS_N_SERVICES);

/* What a person asks about one service. */
typedef struct
{
  MmsService service;
  char *fingerprint; /* (owned) (nullable): to be trusted; %NULL: only a check */
} Errand;

/* The story of one build: the secrets one after the other, then all clients at once. Without the
 * keyring the clients that need a secret send nothing and say why, until it answers.
 *
 *   look_up ⟲ looked_up ──> finish ──the keyring gave nothing──> probe_soon ⟲ probed ──> look_up
 *      └──takes too long──> late_cb, and the lookups go on
 */
static void look_up (MmsConnections *self);
static void looked_up (GObject *source, GAsyncResult *result, gpointer user_data);
static gboolean late_cb (gpointer user_data);
static void put_up (MmsConnections *self);
static void finish (MmsConnections *self);
static void probe_soon (MmsConnections *self);
static void probed (GObject *source, GAsyncResult *result, gpointer user_data);
static void construct (MmsConnections *self);

static void
free_secret (gpointer data)
{
  char *secret = data;

  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_free (errand->fingerprint);
  g_free (errand);
}

static void
mms_connections_dispose (GObject *object)
{
  MmsConnections *self = MMS_CONNECTIONS (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_handle_id (&self->late_id, g_source_remove);
  g_clear_handle_id (&self->probe_id, g_source_remove);
  g_clear_pointer (&self->world, mms_world_unref);
  g_clear_object (&self->sftp);
  g_clear_object (&self->indexer);
  g_clear_object (&self->resolver);

  G_OBJECT_CLASS (mms_connections_parent_class)->dispose (object);
}

static void
mms_connections_finalize (GObject *object)
{
  MmsConnections *self = MMS_CONNECTIONS (object);

  g_object_unref (self->settings);
  g_object_unref (self->secrets);
  g_object_unref (self->torrents);
  g_object_unref (self->http);
  g_object_unref (self->disk);
  g_hash_table_unref (self->values);
  g_free (self->sftp_address);
  g_clear_error (&self->secrets_error);
  for (guint i = 0; i < MMS_N_SERVICES; i++)
    g_clear_error (&self->map_errors[i]);

  G_OBJECT_CLASS (mms_connections_parent_class)->finalize (object);
}

static void
mms_connections_class_init (MmsConnectionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mms_connections_dispose;
  object_class->finalize = mms_connections_finalize;

  /**
   * MmsConnections::changed:
   *
   * All clients are new ones.
   */
  signals[CHANGED] = g_signal_new ("changed", MMS_TYPE_CONNECTIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
mms_connections_init (MmsConnections *self)
{
  self->http = mms_http_new ();
  self->disk = MMS_LOCAL_FILES (mms_disk_new ());
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_secret);
}

static void
built_again (GObject *source, GAsyncResult *result, gpointer user_data)
{
  mms_connections_build_finish (MMS_CONNECTIONS (source), result, NULL);
}

/* A person who dismissed the question for the keyring's password is not asked again at every letter
 * of a setting. */
static gboolean
settle_cb (gpointer user_data)
{
  g_autoptr (MmsConnections) self = g_object_ref (user_data);

  self->settle_id = 0;
  if (self->secrets_error != NULL)
    put_up (self);
  else
    mms_connections_build_async (self, NULL, built_again, NULL);
  return G_SOURCE_REMOVE;
}

static void
build_soon (MmsConnections *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->settle_id = g_timeout_add (SETTLE_MS, settle_cb, self);
}

/* What only a face heeds, and what holds for connections as they are, is no reason to make new ones. */
static gboolean
keeps_connections (const char *key)
{
  static const char *const kept[]
      = { "notifications", "rate-limit", "rate-schedule", "transfers-paused", "sftp-lines", NULL };

  return g_str_has_prefix (key, "window-") || g_strv_contains (kept, key);
}

static void
settings_changed_cb (MmsConnections *self, const char *key)
{
  if (!keeps_connections (key))
    build_soon (self);
}

/* Returns: (transfer full): connections that are still to be built for the first time */
MmsConnections *
mms_connections_new (MmsSettings *settings, MmsSecrets *secrets, MmsTorrentList *torrents)
{
  MmsConnections *self = g_object_new (MMS_TYPE_CONNECTIONS, NULL);

  self->settings = g_object_ref (settings);
  self->secrets = g_object_ref (secrets);
  self->torrents = g_object_ref (torrents);
  g_signal_connect_object (mms_settings_get_gsettings (settings), "changed",
                           G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * mms_connections_build_async:
 *
 * Looks the secrets up and makes all clients anew. A keyring that does not answer is no failure
 * here: the clients say why, and are made anew when it does.
 */
void
mms_connections_build_async (MmsConnections *self, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_connections_build_async);
  if (self->looking)
    {
      self->stale = TRUE;
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->looking = TRUE;
  self->build = g_steal_pointer (&task);
  self->next = 0;
  g_clear_error (&self->secrets_error);
  g_clear_handle_id (&self->probe_id, g_source_remove);
  self->late_id = g_timeout_add_seconds (PATIENCE_S, late_cb, self);
  look_up (self);
}

gboolean
mms_connections_build_finish (MmsConnections *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
look_up (MmsConnections *self)
{
  const char *name = mms_secrets_get_names ()[self->next];

  if (name != NULL)
    mms_secrets_lookup_async (self->secrets, name, NULL, looked_up, g_object_ref (self));
  else
    {
      g_clear_error (&self->secrets_error);
      finish (self);
    }
}

static void
looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsConnections) self = user_data;
  GError *error = NULL;
  char *value = mms_secrets_lookup_finish (MMS_SECRETS (source), result, &error);

  if (error != NULL)
    {
      g_clear_error (&self->secrets_error);
      self->secrets_error = error;
      finish (self);
      return;
    }
  if (value != NULL)
    g_hash_table_replace (self->values, (gpointer) mms_secrets_get_names ()[self->next],
                          g_strdup (value));
  mms_secrets_free_value (value);
  self->next++;
  look_up (self);
}

/* Makes the clients of what is known now, and answers who waits for them. */
static void
put_up (MmsConnections *self)
{
  g_autoptr (GTask) build = g_steal_pointer (&self->build);

  construct (self);
  g_signal_emit (self, signals[CHANGED], 0);
  if (build != NULL)
    g_task_return_boolean (build, TRUE);
}

/* What was looked up so far stays for finish(). */
static gboolean
late_cb (gpointer user_data)
{
  g_autoptr (MmsConnections) self = g_object_ref (user_data);

  self->late_id = 0;
  self->secrets_error
      = g_error_new_literal (MMS_ERROR, MMS_ERROR_NO_KEYRING,
                             _ ("The keyring has not answered yet. Unlock it if it asks for its "
                                "password; what waits for it then goes on by itself."));
  put_up (self);
  return G_SOURCE_REMOVE;
}

static void
finish (MmsConnections *self)
{
  g_clear_handle_id (&self->late_id, g_source_remove);
  self->looking = FALSE;
  put_up (self);
  g_hash_table_remove_all (self->values);
  if (self->stale)
    build_soon (self);
  if (self->secrets_error != NULL)
    probe_soon (self);
  self->stale = FALSE;
}

static gboolean
probe_cb (gpointer user_data)
{
  MmsConnections *self = user_data;

  self->probe_id = 0;
  if (!self->looking)
    mms_secrets_probe_async (self->secrets, mms_secrets_get_names ()[self->next], NULL, probed,
                             g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
probe_soon (MmsConnections *self)
{
  g_clear_handle_id (&self->probe_id, g_source_remove);
  self->probe_id = g_timeout_add_seconds (PROBE_EVERY_S, probe_cb, self);
}

static void
probed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MmsConnections) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean answers = mms_secrets_probe_finish (MMS_SECRETS (source), result, &error);

  if (self->looking || self->secrets_error == NULL)
    return;
  if (answers)
    mms_connections_build_async (self, NULL, built_again, NULL);
  else
    probe_soon (self);
}

/* Returns: whether the keyring gave nothing when it was asked last */
gboolean
mms_connections_lack_secrets (MmsConnections *self)
{
  return self->secrets_error != NULL;
}

static const char *
secret (MmsConnections *self, const char *name)
{
  return g_hash_table_lookup (self->values, name);
}

/* Returns: (nullable): %NULL for "": clients tell "not set" from "empty" */
static const char *
filled (const char *text)
{
  return text != NULL && text[0] != '\0' ? text : NULL;
}

/* A mapping that cannot be understood maps nothing, and the checks of its service say so. */
static MmsPathMap *
take_map (MmsConnections *self, MmsService service, MmsPathMap *map, GError *error)
{
  g_clear_error (&self->map_errors[service]);
  self->map_errors[service] = error;
  return map != NULL ? map : mms_path_map_new ();
}

static void
construct_seedbox (MmsConnections *self, MmsWorld *world)
{
  g_autofree char *url = mms_settings_dup_rtorrent_url (self->settings);
  g_autofree char *rutorrent_url = mms_settings_dup_rutorrent_url (self->settings);
  g_autofree char *user = mms_settings_dup_rtorrent_user (self->settings);
  g_autofree char *way = mms_settings_dup_rtorrent_add (self->settings);
  MmsRtorrent *rtorrent = NULL;
  GError *error = NULL;
  MmsPathMap *map = mms_settings_dup_seedbox_path_map (self->settings, &error);

  world->seedbox_map = take_map (self, MMS_SERVICE_SEEDBOX, map, error);
  if (filled (url) == NULL)
    return;
  rtorrent = mms_rtorrent_new (self->http, url, filled (rutorrent_url), filled (user),
                               secret (self, "rtorrent-password"), way);
  if (filled (user) != NULL)
    mms_rtorrent_withhold (rtorrent, self->secrets_error);
  world->seedbox = MMS_SEEDBOX (rtorrent);
  world->watcher = mms_watcher_new (world->seedbox, self->torrents);
}

/* A client is kept where nothing of its login changed: the releases that it is fetching and those
 * that come share one line, and one limit. */
static void
keep_or_make_sftp (MmsConnections *self, const MmsSftpLogin *login)
{
  if (self->sftp != NULL && mms_sftp_is_for (self->sftp, login))
    return;
  mms_connections_remember_lines (self);
  g_clear_object (&self->sftp);
  g_free (self->sftp_address);
  self->sftp = mms_sftp_new (login);
  self->sftp_address = g_strdup_printf ("%s:%u", login->host, login->port);
  mms_remote_files_set_lines (MMS_REMOTE_FILES (self->sftp),
                              mms_settings_get_sftp_lines (self->settings, self->sftp_address));
}

static void
construct_sftp (MmsConnections *self, MmsWorld *world)
{
  g_autofree char *host = mms_settings_dup_sftp_host (self->settings);
  g_autofree char *user = mms_settings_dup_sftp_user (self->settings);
  g_autofree char *key_file = mms_settings_dup_sftp_key_file (self->settings);
  g_autofree char *known_hosts = mms_settings_dup_known_hosts_file (self->settings);
  MmsSftpLogin login = { 0 };

  world->roots = mms_settings_dup_sftp_roots (self->settings);
  if (filled (host) == NULL)
    {
      g_clear_object (&self->sftp);
      return;
    }
  login.host = host;
  login.port = mms_settings_get_sftp_port (self->settings);
  login.user = user;
  login.password = secret (self, "sftp-password");
  login.key_file = filled (key_file);
  login.passphrase = secret (self, "sftp-passphrase");
  login.withheld = self->secrets_error != NULL ? self->secrets_error->message : NULL;
  login.known_hosts = known_hosts;
  keep_or_make_sftp (self, &login);
  world->remote_files = MMS_REMOTE_FILES (g_object_ref (self->sftp));
}

static void
construct_library (MmsConnections *self, MmsWorld *world, MmsMediaKind kind)
{
  MmsService service = kind == MMS_MEDIA_FILM ? MMS_SERVICE_RADARR : MMS_SERVICE_SONARR;
  g_autofree char *url = mms_settings_dup_library_url (self->settings, kind);
  MmsArr *arr = NULL;
  GError *error = NULL;
  MmsPathMap *map = mms_settings_dup_library_path_map (self->settings, kind, &error);

  world->library_maps[kind] = take_map (self, service, map, error);
  world->labels[kind] = mms_settings_dup_label (self->settings, kind);
  world->directories[kind] = mms_settings_dup_directory (self->settings, kind);
  if (filled (world->directories[kind]) == NULL)
    g_clear_pointer (&world->directories[kind], g_free);
  if (filled (url) == NULL)
    return;
  arr = mms_arr_new (self->http, kind, url, secret (self, services[service].secret));
  mms_arr_withhold (arr, self->secrets_error);
  world->libraries[kind] = MMS_LIBRARY (arr);
}

static void
construct_indexer (MmsConnections *self, MmsWorld *world)
{
  g_autofree char *url = mms_settings_dup_prowlarr_url (self->settings);
  MmsProwlarr *prowlarr = mms_prowlarr_new (self->http, url, secret (self, "prowlarr-api-key"));

  g_clear_object (&self->indexer);
  g_clear_object (&self->resolver);
  mms_prowlarr_withhold (prowlarr, self->secrets_error);
  self->resolver = MMS_INDEXER (prowlarr);
  if (filled (url) != NULL)
    self->indexer = g_object_ref (self->resolver);
  g_set_object (&world->indexer, self->indexer);
}

static void
trust_certificates (MmsConnections *self)
{
  g_autoptr (GHashTable) certificates = mms_settings_dup_trusted_certificates (self->settings);
  GHashTableIter iter;
  gpointer host_and_port = NULL;
  gpointer fingerprint = NULL;

  g_hash_table_iter_init (&iter, certificates);
  while (g_hash_table_iter_next (&iter, &host_and_port, &fingerprint))
    mms_http_trust (self->http, host_and_port, fingerprint);
}

static void
construct (MmsConnections *self)
{
  MmsWorld *world = mms_world_new ();

  trust_certificates (self);
  construct_seedbox (self, world);
  construct_sftp (self, world);
  construct_library (self, world, MMS_MEDIA_FILM);
  construct_library (self, world, MMS_MEDIA_SERIES);
  construct_indexer (self, world);
  world->local_files = g_object_ref (self->disk);
  world->staging = mms_settings_dup_staging_folder (self->settings);
  world->downloads = mms_settings_dup_downloads_folder (self->settings);
  world->import_mode = mms_settings_get_import_mode (self->settings);
  world->transfers = mms_settings_get_transfers (self->settings);
  world->watch_interval_s = mms_settings_get_watch_interval_s (self->settings);
  world->fetch_ahead = mms_settings_get_fetch_ahead (self->settings);
  world->adopt = mms_settings_get_adopt (self->settings);
  world->adopt_since = mms_settings_get_adopt_since (self->settings);
  world->clean_seedbox = mms_settings_get_clean_seedbox (self->settings);
  world->clean_min_ratio = mms_settings_get_clean_min_ratio (self->settings);
  world->clean_min_seed_s = mms_settings_get_clean_min_seed_s (self->settings);
  g_clear_pointer (&self->world, mms_world_unref);
  self->world = world;
}

/* Writes down how many connections paid, where that was measured and is news. */
void
mms_connections_remember_lines (MmsConnections *self)
{
  guint lines = self->sftp != NULL ? mms_remote_files_get_lines (MMS_REMOTE_FILES (self->sftp)) : 0;

  if (lines > 0 && lines != mms_settings_get_sftp_lines (self->settings, self->sftp_address))
    mms_settings_set_sftp_lines (self->settings, self->sftp_address, lines);
}

/* Returns: (transfer none) (nullable): %NULL before the first build */
MmsWorld *
mms_connections_get_world (MmsConnections *self)
{
  return self->world;
}

/* Returns: (transfer none) (nullable): %NULL where none is set up */
MmsIndexer *
mms_connections_get_indexer (MmsConnections *self)
{
  return self->indexer;
}

/* Returns: (transfer none) (nullable): fetches links; %NULL before the first build */
MmsIndexer *
mms_connections_get_resolver (MmsConnections *self)
{
  return self->resolver;
}

static void
seedbox_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *line = mms_seedbox_check_finish (MMS_SEEDBOX (source), result, &error);

  if (line != NULL)
    g_task_return_pointer (task, line, g_free);
  else
    g_task_return_error (task, error);
}

static void
sftp_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *line = mms_remote_files_check_finish (MMS_REMOTE_FILES (source), result, &error);

  if (line != NULL)
    g_task_return_pointer (task, line, g_free);
  else
    g_task_return_error (task, error);
}

static void
library_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *line = mms_library_check_finish (MMS_LIBRARY (source), result, &error);

  if (line != NULL)
    g_task_return_pointer (task, line, g_free);
  else
    g_task_return_error (task, error);
}

static void
indexer_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *line = mms_indexer_check_finish (MMS_INDEXER (source), result, &error);

  if (line != NULL)
    g_task_return_pointer (task, line, g_free);
  else
    g_task_return_error (task, error);
}

static char *
dup_address (MmsConnections *self, MmsService service)
{
  return g_settings_get_string (mms_settings_get_gsettings (self->settings),
                                services[service].address);
}

/* Returns: (transfer none) (nullable): the client as it was built last */
static gpointer
get_client (MmsConnections *self, MmsService service)
{
  if (self->world == NULL)
    return NULL;
  switch (service)
    {
    case MMS_SERVICE_SEEDBOX:
      return self->world->seedbox;
    case MMS_SERVICE_SFTP:
      return self->world->remote_files;
    case MMS_SERVICE_SONARR:
      return self->world->libraries[MMS_MEDIA_SERIES];
    case MMS_SERVICE_RADARR:
      return self->world->libraries[MMS_MEDIA_FILM];
    case MMS_SERVICE_PROWLARR:
      return self->indexer;
    }
  g_return_val_if_reached (NULL);
}

static gboolean
is_set_up (MmsConnections *self, MmsService service, GTask *task)
{
  if (get_client (self, service) != NULL)
    return TRUE;
  g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                           /* Translators: %1$s is a service, %2$s the name of a setting */
                           _ ("%1$s is not set up: its address is empty (%2$s)."),
                           mms_service_get_label (service), services[service].address);
  g_object_unref (task);
  return FALSE;
}

static void
check (MmsConnections *self, MmsService service, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  gpointer client = get_client (self, service);

  if (!is_set_up (self, service, task))
    return;
  if (self->map_errors[service] != NULL)
    {
      g_task_return_error (task, g_error_copy (self->map_errors[service]));
      g_object_unref (task);
      return;
    }
  switch (service)
    {
    case MMS_SERVICE_SEEDBOX:
      mms_seedbox_check_async (client, cancellable, seedbox_checked, task);
      break;
    case MMS_SERVICE_SFTP:
      mms_remote_files_check_async (client, cancellable, sftp_checked, task);
      break;
    case MMS_SERVICE_SONARR:
    case MMS_SERVICE_RADARR:
      mms_library_check_async (client, cancellable, library_checked, task);
      break;
    case MMS_SERVICE_PROWLARR:
      mms_indexer_check_async (client, cancellable, indexer_checked, task);
      break;
    }
}

static char *
dup_host_and_port (MmsConnections *self, MmsService service)
{
  g_autofree char *url = dup_address (self, service);

  return mms_http_dup_host_and_port (url);
}

static void
key_trusted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (mms_remote_files_trust_finish (MMS_REMOTE_FILES (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The key is offered by connecting; whoever confirms it may not have connected yet. */
static void
key_offered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Errand *errand = g_task_get_task_data (task);
  g_autofree char *line = mms_remote_files_check_finish (MMS_REMOTE_FILES (source), result, NULL);

  mms_remote_files_trust_async (MMS_REMOTE_FILES (source), errand->fingerprint,
                                g_task_get_cancellable (task), key_trusted, g_object_ref (task));
}

static void
trust_certificate (MmsConnections *self, MmsService service, const char *fingerprint, GTask *task)
{
  g_autofree char *host_and_port = dup_host_and_port (self, service);

  if (host_and_port == NULL || strlen (fingerprint) != strlen ("00:") * 32 - 1
      || !mms_settings_trust_certificate (self->settings, host_and_port, fingerprint))
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MALFORMED,
                             _ ("This is not the SHA-256 fingerprint of a certificate: 32 pairs of "
                                "digits and letters with colons between them."));
  else
    {
      mms_http_trust (self->http, host_and_port, fingerprint);
      g_task_return_boolean (task, TRUE);
    }
  g_object_unref (task);
}

static void
trust (MmsConnections *self, MmsService service, const char *fingerprint, GTask *task)
{
  if (!is_set_up (self, service, task))
    return;
  if (service == MMS_SERVICE_SFTP)
    mms_remote_files_check_async (self->world->remote_files, g_task_get_cancellable (task),
                                  key_offered, task);
  else
    trust_certificate (self, service, fingerprint, task);
}

static gboolean
waits_for_keyring (MmsConnections *self)
{
  return self->looking && self->late_id != 0;
}

static void run_settled (MmsConnections *self, GTask *task);

static void
changed_before_run_cb (MmsConnections *self, GTask *task)
{
  g_signal_handlers_disconnect_by_func (self, changed_before_run_cb, task);
  run_settled (self, task);
}

/* A setting that was just changed is in no client yet: what is asked waits for the new ones, but not
 * for a keyring that is late. */
static void
run_settled (MmsConnections *self, GTask *task)
{
  const Errand *errand = g_task_get_task_data (task);

  if (self->settle_id == 0 && !waits_for_keyring (self))
    {
      if (errand->fingerprint != NULL)
        trust (self, errand->service, errand->fingerprint, task);
      else
        check (self, errand->service, task);
      return;
    }
  g_signal_connect (self, "changed", G_CALLBACK (changed_before_run_cb), task);
  if (self->settle_id != 0 && !waits_for_keyring (self))
    {
      g_clear_handle_id (&self->settle_id, g_source_remove);
      settle_cb (self);
    }
}

static void
begin (MmsConnections *self, MmsService service, const char *fingerprint, GTask *task)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->service = service;
  errand->fingerprint = g_strdup (fingerprint);
  g_task_set_task_data (task, errand, errand_free);
  run_settled (self, task);
}

/**
 * mms_connections_check_async:
 *
 * Connects with what the settings say now. The finish returns (transfer full): one line for the
 * person; every error says what is wrong and what to do.
 */
void
mms_connections_check_async (MmsConnections *self, MmsService service, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_connections_check_async);
  begin (self, service, NULL, task);
}

char *
mms_connections_check_finish (MmsConnections *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Returns: (transfer full) (nullable): the fingerprint that was last offered and not trusted */
char *
mms_connections_dup_offered (MmsConnections *self, MmsService service)
{
  g_autofree char *host_and_port = NULL;

  if (service == MMS_SERVICE_SFTP)
    return self->world != NULL && self->world->remote_files != NULL
               ? mms_remote_files_dup_offered_key (self->world->remote_files)
               : NULL;
  host_and_port = dup_host_and_port (self, service);
  return host_and_port != NULL ? mms_http_dup_offered (self->http, host_and_port) : NULL;
}

/**
 * mms_connections_trust_async:
 * @fingerprint: what a person looked at and confirmed
 *
 * For SFTP the server must answer and offer this very key; a certificate may be confirmed before it
 * was ever seen.
 */
void
mms_connections_trust_async (MmsConnections *self, MmsService service, const char *fingerprint,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_connections_trust_async);
  begin (self, service, fingerprint, task);
}

gboolean
mms_connections_trust_finish (MmsConnections *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
