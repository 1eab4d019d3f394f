/* The seedbox's rTorrent, over XML-RPC and ruTorrent.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-rtorrent-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PAUSE_MS 1000                 /* between two changes */
#define CHECK_MS (10 * 60 * 1000)
#define APPEAR_MS 30000
#define HTTPRPC "/plugins/httprpc/"

static void seedbox_iface_init (MmsSeedboxInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MmsRtorrent, mms_rtorrent, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MMS_TYPE_SEEDBOX, seedbox_iface_init));

/* --- Who answers, and how may it be told what to add? ---
 *
 *   check ──> client_told ──> library_told ──> way_told ──> done
 */
typedef struct
{
  char *client;  /* (owned) (nullable): rTorrent's version */
  char *library; /* (owned) (nullable): libtorrent's */
} Check;

static void client_told  (GObject *source, GAsyncResult *result, gpointer user_data);
static void library_told (GObject *source, GAsyncResult *result, gpointer user_data);
static void way_told     (GObject *source, GAsyncResult *result, gpointer user_data);

static void
check_free (Check *self)
{
  g_free (self->client);
  g_free (self->library);
  g_free (self);
}

static char *
finish_text (MmsRtorrent *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) value = mms_rtorrent_call_finish (self, result, error);

  if (value == NULL)
    return NULL;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);
  g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
               /* Translators: %s is a program, like rTorrent */
               _ ("The answer of %s is not XML-RPC."), "rTorrent");
  return NULL;
}

static void
check_async (MmsSeedbox *seedbox, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
  MmsRtorrent *self = MMS_RTORRENT (seedbox);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, check_async);
  g_task_set_task_data (task, g_new0 (Check, 1), (GDestroyNotify) check_free);
  mms_rtorrent_call_async (self, "system.client_version", NULL, TRUE, cancellable, client_told,
                           task);
}

static void
client_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MmsRtorrent *self = MMS_RTORRENT (source);
  g_autoptr (GTask) task = user_data;
  Check *data = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  data->client = finish_text (self, result, &error);
  if (data->client == NULL)
    g_task_return_error (task, error);
  else
    mms_rtorrent_call_async (self, "system.library_version", NULL, TRUE, cancellable, library_told,
                             g_steal_pointer (&task));
}

static void
library_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MmsRtorrent *self = MMS_RTORRENT (source);
  g_autoptr (GTask) task = user_data;
  Check *data = g_task_get_task_data (task);
  GError *error = NULL;
  GCancellable *cancellable = g_task_get_cancellable (task);

  data->library = finish_text (self, result, &error);
  if (data->library == NULL)
    g_task_return_error (task, error);
  else
    mms_rtorrent_find_way_async (self, cancellable, way_told, g_steal_pointer (&task));
}

static void
way_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MmsRtorrent *self = MMS_RTORRENT (source);
  g_autoptr (GTask) task = user_data;
  Check *data = g_task_get_task_data (task);
  GError *error = NULL;
  char *line = NULL;

  if (!mms_rtorrent_find_way_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->way == MMS_ADD_WAY_RUTORRENT)
    /* Translators: the versions of rTorrent and libtorrent */
    line = g_strdup_printf (_ ("rTorrent %s (libtorrent %s), adds by ruTorrent"), data->client,
                            data->library);
  else if (self->filters)
    /* Translators: the versions of rTorrent and libtorrent */
    line = g_strdup_printf (_ ("rTorrent %s (libtorrent %s), adds by XML-RPC that ruTorrent "
                               "filters: no folder can be chosen"),
                            data->client, data->library);
  else
    /* Translators: the versions of rTorrent and libtorrent */
    line = g_strdup_printf (_ ("rTorrent %s (libtorrent %s), adds by XML-RPC"), data->client,
                            data->library);
  g_task_return_pointer (task, line, g_free);
}

static char *
check_finish (MmsSeedbox *seedbox, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Where is the .torrent file? --- */

static void
session_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *hash = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *path = finish_text (MMS_RTORRENT (source), result, &error);

  if (path == NULL)
    g_task_return_error (task, error);
  else if (path[0] != '/')
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_UNSUPPORTED, "%s",
                             _ ("This rTorrent keeps no session folder, or does not say where."));
  else
    g_task_return_pointer (task,
                           g_strdup_printf ("%s%s%s.torrent", path,
                                            g_str_has_suffix (path, "/") ? "" : "/", hash),
                           g_free);
}

/* Asks what @told answers @task by; its task data is the hash in upper case. Takes @task.
 * @method: takes the hash where @about_it says so, else nothing */
static void
ask_by_hash (GTask *task, const char *hash, const char *method, gboolean about_it,
             GAsyncReadyCallback told)
{
  MmsRtorrent *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!mms_rtorrent_check_hash (hash, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_task_set_task_data (task, g_ascii_strup (hash, -1), g_free);
  mms_rtorrent_call_async (self, method, about_it ? g_variant_new ("(s)", hash) : NULL, TRUE,
                           g_task_get_cancellable (task), told, task);
}

static void
session_file_async (MmsSeedbox *seedbox, const char *hash, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (seedbox, cancellable, callback, user_data);

  g_task_set_source_tag (task, session_file_async);
  ask_by_hash (task, hash, "session.path", FALSE, session_told);
}

static char *
session_file_finish (MmsSeedbox *seedbox, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Which pieces are there? --- */

/* d.bitfield answers hex digits, the first piece in the highest bit, the last byte filled with
 * zeros: "FFFF80" for 17 pieces; an empty text while the torrent is closed (measured on 0.9.8). */
static GBytes *
read_bitfield (const char *text)
{
  gsize digits = strlen (text);
  g_autoptr (GByteArray) bits = g_byte_array_sized_new ((guint) (digits / 2));

  if (digits == 0 || digits % 2 != 0)
    return NULL;
  for (gsize i = 0; i < digits; i += 2)
    {
      int high = g_ascii_xdigit_value (text[i]);
      int low = g_ascii_xdigit_value (text[i + 1]);
      guint8 byte = (guint8) (high << 4 | low);

      if (high < 0 || low < 0)
        return NULL;
      g_byte_array_append (bits, &byte, 1);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bits));
}

static void
pieces_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autofree char *text = finish_text (MMS_RTORRENT (source), result, &error);
  GBytes *bits = text != NULL ? read_bitfield (text) : NULL;

  if (text == NULL)
    g_task_return_error (task, error);
  else if (bits == NULL)
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_UNSUPPORTED, "%s",
                             _ ("This rTorrent does not say which pieces it has."));
  else
    g_task_return_pointer (task, bits, (GDestroyNotify) g_bytes_unref);
}

static void
pieces_async (MmsSeedbox *seedbox, const char *hash, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (seedbox, cancellable, callback, user_data);

  g_task_set_source_tag (task, pieces_async);
  ask_by_hash (task, hash, "d.bitfield", TRUE, pieces_told);
}

static GBytes *
pieces_finish (MmsSeedbox *seedbox, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- The port --- */

static void
list_async (MmsSeedbox *seedbox, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  mms_rtorrent_list_async (MMS_RTORRENT (seedbox), cancellable, callback, user_data);
}

static GPtrArray *
list_finish (MmsSeedbox *seedbox, GAsyncResult *result, GError **error)
{
  return mms_rtorrent_list_finish (MMS_RTORRENT (seedbox), result, error);
}

static void
find_async (MmsSeedbox *seedbox, const char *hash, GCancellable *cancellable,
            GAsyncReadyCallback callback, gpointer user_data)
{
  mms_rtorrent_find_async (MMS_RTORRENT (seedbox), hash, cancellable, callback, user_data);
}

static MmsTorrentFacts *
find_finish (MmsSeedbox *seedbox, GAsyncResult *result, GError **error)
{
  return mms_rtorrent_find_finish (MMS_RTORRENT (seedbox), result, error);
}

static void
wanted_async (MmsSeedbox *seedbox, const char *hash, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  mms_rtorrent_wanted_async (MMS_RTORRENT (seedbox), hash, cancellable, callback, user_data);
}

static GBytes *
wanted_finish (MmsSeedbox *seedbox, GAsyncResult *result, GError **error)
{
  return mms_rtorrent_wanted_finish (MMS_RTORRENT (seedbox), result, error);
}

static void
add_async (MmsSeedbox *seedbox, const MmsSeedboxAdd *what, GCancellable *cancellable,
           GAsyncReadyCallback callback, gpointer user_data)
{
  mms_rtorrent_add_async (MMS_RTORRENT (seedbox), what, cancellable, callback, user_data);
}

static gboolean
add_finish (MmsSeedbox *seedbox, GAsyncResult *result, GError **error)
{
  return mms_rtorrent_add_finish (MMS_RTORRENT (seedbox), result, error);
}

static void
halt_async (MmsSeedbox *seedbox, const char *hash, GCancellable *cancellable,
            GAsyncReadyCallback callback, gpointer user_data)
{
  mms_rtorrent_change_async (MMS_RTORRENT (seedbox), MMS_RTORRENT_HALT, hash, cancellable, callback,
                             user_data);
}

static void
erase_async (MmsSeedbox *seedbox, const char *hash, GCancellable *cancellable,
             GAsyncReadyCallback callback, gpointer user_data)
{
  mms_rtorrent_change_async (MMS_RTORRENT (seedbox), MMS_RTORRENT_ERASE, hash, cancellable,
                             callback, user_data);
}

static void
restart_async (MmsSeedbox *seedbox, const char *hash, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  mms_rtorrent_change_async (MMS_RTORRENT (seedbox), MMS_RTORRENT_RESTART, hash, cancellable,
                             callback, user_data);
}

static void
recheck_async (MmsSeedbox *seedbox, const char *hash, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  mms_rtorrent_change_async (MMS_RTORRENT (seedbox), MMS_RTORRENT_RECHECK, hash, cancellable,
                             callback, user_data);
}

static gboolean
change_finish (MmsSeedbox *seedbox, GAsyncResult *result, GError **error)
{
  return mms_rtorrent_change_finish (MMS_RTORRENT (seedbox), result, error);
}

static void
seedbox_iface_init (MmsSeedboxInterface *iface)
{
  iface->check_async = check_async;
  iface->check_finish = check_finish;
  iface->list_async = list_async;
  iface->list_finish = list_finish;
  iface->find_async = find_async;
  iface->find_finish = find_finish;
  iface->add_async = add_async;
  iface->add_finish = add_finish;
  iface->halt_async = halt_async;
  iface->halt_finish = change_finish;
  iface->erase_async = erase_async;
  iface->erase_finish = change_finish;
  iface->restart_async = restart_async;
  iface->restart_finish = change_finish;
  iface->recheck_async = recheck_async;
  iface->recheck_finish = change_finish;
  iface->session_file_async = session_file_async;
  iface->session_file_finish = session_file_finish;
  iface->pieces_async = pieces_async;
  iface->pieces_finish = pieces_finish;
  iface->wanted_async = wanted_async;
  iface->wanted_finish = wanted_finish;
}

static void
mms_rtorrent_finalize (GObject *object)
{
  MmsRtorrent *self = MMS_RTORRENT (object);

  mms_worker_close (self->worker);
  g_object_unref (self->worker);
  g_object_unref (self->turns);
  g_object_unref (self->http);
  g_free (self->url);
  g_free (self->web);
  g_free (self->user);
  g_free (self->password);
  g_clear_error (&self->withheld);

  G_OBJECT_CLASS (mms_rtorrent_parent_class)->finalize (object);
}

static void
mms_rtorrent_class_init (MmsRtorrentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_rtorrent_finalize;
}

static void
mms_rtorrent_init (MmsRtorrent *self)
{
  self->worker = mms_worker_new ("rtorrent");
  self->turns = mms_rtorrent_turns_new (PAUSE_MS);
  self->check_ms = CHECK_MS;
  self->appear_ms = APPEAR_MS;
}

/* ruTorrent's own address: as given, or what its gate's address begins with. */
static char *
dup_web (const char *rutorrent_url, const char *url)
{
  const char *gate = strstr (url, HTTPRPC);
  char *web = NULL;

  if (rutorrent_url != NULL && *rutorrent_url != '\0')
    web = g_strdup (rutorrent_url);
  else if (gate != NULL)
    web = g_strndup (url, (gsize) (gate - url));
  while (web != NULL && g_str_has_suffix (web, "/"))
    web[strlen (web) - 1] = '\0';
  return web;
}

static MmsAddWay
parse_way (const char *add_way)
{
  if (g_strcmp0 (add_way, "xmlrpc") == 0)
    return MMS_ADD_WAY_XMLRPC;
  if (g_strcmp0 (add_way, "rutorrent") == 0)
    return MMS_ADD_WAY_RUTORRENT;
  return MMS_ADD_WAY_UNKNOWN;
}

/**
 * mms_rtorrent_new:
 * @url: of XML-RPC: …/RPC2, or ruTorrent's …/plugins/httprpc/action.php
 * @rutorrent_url: (nullable): of ruTorrent, for adding; taken from @url where that is ruTorrent's
 * @user: (nullable): for Basic or Digest, of both
 * @password: (nullable)
 * @add_way: "auto", "xmlrpc" or "rutorrent"; auto takes ruTorrent's page where it answers
 */
MmsRtorrent *
mms_rtorrent_new (MmsHttp *http, const char *url, const char *rutorrent_url, const char *user,
                  const char *password, const char *add_way)
{
  MmsRtorrent *self = g_object_new (MMS_TYPE_RTORRENT, NULL);

  self->http = g_object_ref (http);
  self->url = g_strdup (url != NULL ? url : "");
  self->web = dup_web (rutorrent_url, self->url);
  self->user = g_strdup (user);
  self->password = g_strdup (password);
  self->wanted = parse_way (add_way);
  return self;
}

/**
 * mms_rtorrent_withhold:
 * @why: (nullable) (transfer none): what kept the password from us
 *
 * From now on nothing is sent to rTorrent or ruTorrent, and every call fails with @why.
 */
void
mms_rtorrent_withhold (MmsRtorrent *self, const GError *why)
{
  g_clear_error (&self->withheld);
  self->withheld = why != NULL ? g_error_copy (why) : NULL;
}

/* For tests, which cannot wait: @pause_ms between two changes, @check_ms for the end of a hash
 * check, @appear_ms for a new torrent. */
void
mms_rtorrent_set_patience (MmsRtorrent *self, guint pause_ms, guint check_ms, guint appear_ms)
{
  mms_rtorrent_turns_set_pause (self->turns, pause_ms);
  self->check_ms = check_ms;
  self->appear_ms = appear_ms;
}
