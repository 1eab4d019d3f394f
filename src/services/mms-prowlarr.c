/* Searches releases in Prowlarr, and fetches what their links lead to.
 *
 * Written from the source of Prowlarr 2.3.5 (Prowlarr.Api.V1). Its links lead to itself and hold
 * its key: they are never logged. The key as a header goes to its own origin only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "services/mms-prowlarr.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "services/mms-arr-error.h"
#include "services/mms-arr-server.h"

#define SEARCH_LIMIT 500
#define SEARCH_TIMEOUT_S 120 /* it asks every indexer meanwhile */
#define TORRENT_TIMEOUT_S 60
#define TORRENT_MAX_BYTES (10 * 1024 * 1024)
#define MAX_HOPS 5

/* Newznab's numbers; those of their sub-categories are meant as well. */
#define CATEGORY_FILMS 2000
#define CATEGORY_SERIES 5000

struct _MmsProwlarr
{
  GObject parent_instance;

  MmsArrServer *server; /* (owned) */
};

static void mms_prowlarr_indexer_init (MmsIndexerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MmsProwlarr,
                               mms_prowlarr,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MMS_TYPE_INDEXER, mms_prowlarr_indexer_init));

static void
mms_prowlarr_finalize (GObject *object)
{
  MmsProwlarr *self = MMS_PROWLARR (object);

  g_clear_object (&self->server);

  G_OBJECT_CLASS (mms_prowlarr_parent_class)->finalize (object);
}

static void
mms_prowlarr_class_init (MmsProwlarrClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mms_prowlarr_finalize;
}

static void
mms_prowlarr_init (MmsProwlarr *self)
{
}

/**
 * mms_prowlarr_new:
 * @url: (nullable): with the URL base, with or without a slash at its end
 * @api_key: (nullable)
 *
 * Returns: (transfer full): an indexer. Without a URL it still resolves links and magnets.
 */
MmsProwlarr *
mms_prowlarr_new (MmsHttp *http, const char *url, const char *api_key)
{
  MmsProwlarr *self = g_object_new (MMS_TYPE_PROWLARR, NULL);

  self->server = mms_arr_server_new (http, "Prowlarr", "v1", url, api_key);
  return self;
}

/* See mms_arr_server_withhold(). Links that lead elsewhere are still fetched. */
void
mms_prowlarr_withhold (MmsProwlarr *self, const GError *why)
{
  mms_arr_server_withhold (self->server, why);
}

static void
checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *line = mms_arr_server_check_finish (MMS_ARR_SERVER (source), result, &error);

  if (line != NULL)
    g_task_return_pointer (task, line, g_free);
  else
    g_task_return_error (task, error);
}

static void
mms_prowlarr_check_async (MmsIndexer *indexer,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (indexer, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_prowlarr_check_async);
  mms_arr_server_check_async (MMS_PROWLARR (indexer)->server, cancellable, checked, task);
}

static char *
mms_prowlarr_check_finish (MmsIndexer *indexer, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The .torrent rather than the magnet: it says at once what is in it. */
static char *
dup_link (JsonObject *object)
{
  static const char *const members[] = { "downloadUrl", "magnetUrl", "guid", NULL };

  for (gsize i = 0; members[i] != NULL; i++)
    {
      g_autofree char *link = mms_json_dup_string (object, members[i]);

      if (link != NULL && (i < 2 || g_ascii_strncasecmp (link, "magnet:", 7) == 0))
        return g_steal_pointer (&link);
    }
  return NULL;
}

static char *
dup_info_hash (JsonObject *object)
{
  g_autofree char *hash = mms_json_dup_string (object, "infoHash");

  if (hash == NULL || strlen (hash) != 40 || strspn (hash, "0123456789abcdefABCDEF") != 40)
    return NULL;
  return g_ascii_strup (hash, -1);
}

static gboolean
is_freeleech (JsonArray *flags)
{
  for (guint i = 0; i < mms_json_get_length (flags); i++)
    {
      g_autofree char *flag = mms_json_dup_string_element (flags, i);

      if (flag != NULL && g_ascii_strcasecmp (flag, "freeleech") == 0)
        return TRUE;
    }
  return FALSE;
}

static void
read_categories (MmsRelease *release, JsonArray *categories)
{
  for (guint i = 0; i < mms_json_get_length (categories); i++)
    {
      gint64 number = mms_json_get_int (mms_json_get_element (categories, i), "id", 0);
      guint category = (guint) CLAMP (number, 0, G_MAXINT);

      if (category > 0)
        g_array_append_val (release->categories, category);
    }
}

/* Returns: (transfer full) (nullable): %NULL for Usenet and for what has no link */
static MmsRelease *
read_release (JsonObject *object)
{
  g_autofree char *title = mms_json_dup_string (object, "title");
  g_autofree char *protocol = mms_json_dup_string (object, "protocol");
  g_autofree char *link = dup_link (object);
  MmsRelease *release = NULL;

  if (title == NULL || link == NULL || g_strcmp0 (protocol, "usenet") == 0)
    return NULL;
  release = mms_release_new (title);
  release->guid = mms_json_dup_string (object, "guid");
  release->indexer = mms_json_dup_string (object, "indexer");
  release->indexer_id = mms_json_get_int (object, "indexerId", 0);
  release->link = g_steal_pointer (&link);
  release->info_url = mms_json_dup_string (object, "infoUrl");
  release->info_hash = dup_info_hash (object);
  release->bytes = MAX (mms_json_get_int (object, "size", 0), 0);
  release->seeders = (int) CLAMP (mms_json_get_int (object, "seeders", -1), -1, G_MAXINT);
  release->leechers = (int) CLAMP (mms_json_get_int (object, "leechers", -1), -1, G_MAXINT);
  release->published_at = mms_json_get_time (object, "publishDate");
  release->freeleech = is_freeleech (mms_json_get_array (object, "indexerFlags"));
  read_categories (release, mms_json_get_array (object, "categories"));
  return release;
}

static void
list_free (gpointer list)
{
  g_ptr_array_unref (list);
}

/* Reads (element-type MmsRelease). */
static gpointer
read_releases (JsonNode *root, gpointer question, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  JsonArray *array = mms_json_root_array (root);

  if (array == NULL)
    {
      /* Translators: %s is a service, as "Sonarr" */
      g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                   _ ("%s answered something else than it was asked for"), "Prowlarr");
      return NULL;
    }
  for (guint i = 0; i < mms_json_get_length (array); i++)
    {
      MmsRelease *release = read_release (mms_json_get_element (array, i));

      if (release != NULL)
        g_ptr_array_add (list, release);
    }
  return g_steal_pointer (&list);
}

static void
searched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *releases = mms_arr_server_call_finish (MMS_ARR_SERVER (source), result, &error);

  if (releases != NULL)
    g_task_return_pointer (task, releases, list_free);
  else
    g_task_return_error (task, error);
}

/* An indexer that fails inside Prowlarr leaves an empty list behind, which cannot be told from
 * "nothing found". */
static void
mms_prowlarr_search_async (MmsIndexer *indexer,
                           const char *query,
                           MmsMediaKind kind,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (indexer, cancellable, callback, user_data);
  g_autofree char *escaped = g_uri_escape_string (query, NULL, FALSE);
  g_autofree char *path =
    g_strdup_printf ("search?query=%s&type=search&categories=%d&limit=%d", escaped,
                     kind == MMS_MEDIA_SERIES ? CATEGORY_SERIES : CATEGORY_FILMS, SEARCH_LIMIT);
  const MmsArrCall call = {
    .path = path,
    .timeout_s = SEARCH_TIMEOUT_S,
    .reader = read_releases,
    .result_free = list_free,
  };

  g_task_set_source_tag (task, mms_prowlarr_search_async);
  mms_arr_server_call_async (MMS_PROWLARR (indexer)->server, &call, cancellable, searched, task);
}

static GPtrArray *
mms_prowlarr_search_finish (MmsIndexer *indexer, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Where a link leads:
 *
 *   hop ──> hopped ──torrent──> done
 *    ^         │
 *    │         ├─ redirect to magnet: ──> done
 *    └─ redirect, at most five times
 */
typedef struct
{
  char *link; /* (owned): SECRET, where we are */
  guint hops_left;
} Resolving;

static void hop (GTask *task);
static void hopped (GObject *source, GAsyncResult *result, gpointer user_data);

static void
resolving_free (gpointer data)
{
  Resolving *resolving = data;

  g_free (resolving->link);
  g_free (resolving);
}

static gboolean
is_magnet (const char *link)
{
  return g_ascii_strncasecmp (link, "magnet:", 7) == 0;
}

static gboolean
is_web (const char *link)
{
  return g_ascii_strncasecmp (link, "http://", 7) == 0 ||
         g_ascii_strncasecmp (link, "https://", 8) == 0;
}

static void
return_source (GTask *task, GBytes *metainfo, const char *magnet)
{
  MmsTorrentSource *source = g_new0 (MmsTorrentSource, 1);

  source->metainfo = metainfo != NULL ? g_bytes_ref (metainfo) : NULL;
  source->magnet = g_strdup (magnet);
  g_task_return_pointer (task, source, (GDestroyNotify) mms_torrent_source_free);
}

static int
get_port (GUri *uri)
{
  if (g_uri_get_port (uri) > 0)
    return g_uri_get_port (uri);
  return g_ascii_strcasecmp (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80;
}

/* Returns: whether @link leads to Prowlarr itself: scheme, host and port */
static gboolean
is_own (MmsProwlarr *self, const char *link)
{
  const GUriFlags flags = G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED;
  g_autoptr (GUri) own = g_uri_parse (mms_arr_server_get_url (self->server), flags, NULL);
  g_autoptr (GUri) other = g_uri_parse (link, flags, NULL);

  return own != NULL && other != NULL && g_uri_get_host (own) != NULL &&
         g_uri_get_host (other) != NULL &&
         g_ascii_strcasecmp (g_uri_get_scheme (own), g_uri_get_scheme (other)) == 0 &&
         g_ascii_strcasecmp (g_uri_get_host (own), g_uri_get_host (other)) == 0 &&
         get_port (own) == get_port (other);
}

static void
hop (GTask *task)
{
  MmsProwlarr *self = g_task_get_source_object (task);
  Resolving *resolving = g_task_get_task_data (task);
  const char *key = mms_arr_server_get_key (self->server);
  const GError *withheld = mms_arr_server_get_withheld (self->server);
  const gboolean own = is_own (self, resolving->link);
  const char *const headers[] = { "X-Api-Key", key, NULL };
  const MmsHttpRequest request = {
    .url = resolving->link,
    .headers = *key != '\0' && own ? headers : NULL,
    .timeout_s = TORRENT_TIMEOUT_S,
    .max_bytes = TORRENT_MAX_BYTES,
    .no_retry = TRUE, /* the person is told at once how long to wait */
    .no_redirect = TRUE,
  };

  if (own && withheld != NULL)
    g_task_return_error (task, g_error_copy (withheld));
  else
    mms_http_send_async (mms_arr_server_get_http (self->server), &request,
                         g_task_get_cancellable (task), hopped, g_object_ref (task));
}

/* Goes where the answer points to: it may be a magnet, or a page at another host. */
static void
follow (GTask *task, const char *location)
{
  Resolving *resolving = g_task_get_task_data (task);
  g_autofree char *next = NULL;

  if (location != NULL && is_magnet (location))
    {
      return_source (task, NULL, location);
      return;
    }
  next = location != NULL
           ? g_uri_resolve_relative (resolving->link, location,
                                     G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED, NULL)
           : NULL;
  if (next == NULL || !is_web (next))
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MALFORMED,
                             _ ("The indexer's link leads nowhere"));
  else if (resolving->hops_left-- == 0)
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MALFORMED,
                             _ ("The indexer's link leads round in circles"));
  else
    {
      g_free (resolving->link);
      resolving->link = g_steal_pointer (&next);
      hop (task);
    }
}

/* A torrent is a bencoded dictionary: it begins with 'd' and the length of its first key. */
static void
take_body (GTask *task, const MmsHttpResponse *response)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (response->body, &length);
  g_autofree char *magnet = NULL;

  if (length > 2 && text[0] == 'd' && g_ascii_isdigit (text[1]))
    {
      return_source (task, response->body, NULL);
      return;
    }
  if (length > 7 && length < 64 * 1024 && g_ascii_strncasecmp (text, "magnet:", 7) == 0)
    {
      magnet = g_strndup (text, length);
      magnet[strcspn (magnet, "\r\n")] = '\0';
      return_source (task, NULL, magnet);
      return;
    }
  while (length > 0 && g_ascii_isspace (*text))
    {
      text++;
      length--;
    }
  if (length > 0 && *text == '<')
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MALFORMED,
                             _ ("The indexer answered with a web page instead of a torrent "
                                "(often: the login expired)"));
  else if (length == 0)
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MALFORMED,
                             _ ("The indexer answered with an empty file instead of a torrent"));
  else
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_MALFORMED,
                             _ ("What the indexer's link gave is no torrent"));
}

static GError *
make_busy_error (guint wait_s)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) then = g_date_time_add_seconds (now, wait_s);
  g_autofree char *when = g_date_time_format (then, "%H:%M:%S");

  if (wait_s == 0)
    return g_error_new (MMS_ERROR, MMS_ERROR_BUSY, _ ("The indexer asks to come back later"));
  return g_error_new (MMS_ERROR, MMS_ERROR_BUSY,
                      /* Translators: %s is a time of the day */
                      _ ("The indexer's limit is reached; it asks to wait until %s"), when);
}

/* Says what a status means for a person who wants this torrent. */
static GError *
make_status_error (const MmsHttpResponse *response, gboolean own)
{
  g_autofree char *words = own ? mms_arr_error_dup_words (response->body) : NULL;
  guint status = response->status;

  if (status == 429 || status == 503)
    return make_busy_error (response->retry_after_s);
  if (own && status == 401)
    return g_error_new (MMS_ERROR, MMS_ERROR_UNAUTHORIZED,
                        _ ("Prowlarr does not accept the key in its own link: search again"));
  if (status == 401 || status == 403)
    return g_error_new (MMS_ERROR, MMS_ERROR_REFUSED,
                        /* Translators: %u is an HTTP status */
                        _ ("The indexer wants a login for this torrent (HTTP status %u)"), status);
  if (status == 404 || status == 410)
    return g_error_new (MMS_ERROR, MMS_ERROR_MISSING,
                        _ ("The indexer does not have this torrent any more"));
  if (words != NULL)
    return g_error_new (MMS_ERROR, status >= 500 ? MMS_ERROR_UNREACHABLE : MMS_ERROR_REFUSED,
                        /* Translators: %s is what the indexer says */
                        _ ("The indexer did not give the torrent: %s"), words);
  return g_error_new (MMS_ERROR, status >= 500 ? MMS_ERROR_UNREACHABLE : MMS_ERROR_REFUSED,
                      /* Translators: %u is an HTTP status */
                      _ ("The indexer did not give the torrent (HTTP status %u)"), status);
}

static void
hopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MmsProwlarr *self = g_task_get_source_object (task);
  Resolving *resolving = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (MmsHttpResponse) response = mms_http_send_finish (MMS_HTTP (source), result, &error);

  if (response == NULL)
    g_task_return_error (task, error);
  else if (response->status >= 200 && response->status < 300)
    take_body (task, response);
  else if (response->status >= 300 && response->status < 400)
    follow (task, response->location);
  else
    g_task_return_error (task, make_status_error (response, is_own (self, resolving->link)));
}

static void
mms_prowlarr_resolve_async (MmsIndexer *indexer,
                            const char *link,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (indexer, cancellable, callback, user_data);
  Resolving *resolving = g_new0 (Resolving, 1);

  g_task_set_source_tag (task, mms_prowlarr_resolve_async);
  resolving->link = g_strstrip (g_strdup (link));
  resolving->hops_left = MAX_HOPS;
  g_task_set_task_data (task, resolving, resolving_free);
  if (is_magnet (resolving->link))
    return_source (task, NULL, resolving->link);
  else if (is_web (resolving->link))
    hop (task);
  else
    g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_UNSUPPORTED,
                             _ ("This is no link that can be fetched: it must begin with http://, "
                                "https:// or magnet:"));
}

static MmsTorrentSource *
mms_prowlarr_resolve_finish (MmsIndexer *indexer, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
mms_prowlarr_indexer_init (MmsIndexerInterface *iface)
{
  iface->check_async = mms_prowlarr_check_async;
  iface->check_finish = mms_prowlarr_check_finish;
  iface->search_async = mms_prowlarr_search_async;
  iface->search_finish = mms_prowlarr_search_finish;
  iface->resolve_async = mms_prowlarr_resolve_async;
  iface->resolve_finish = mms_prowlarr_resolve_finish;
}
