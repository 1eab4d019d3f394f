/* Reads what a person wants grabbed: a number of the last search, a link, a magnet or a file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-grab-item.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cli/mms-search-cache.h"
#include "core/mms-magnet.h"
#include "core/mms-metainfo.h"

#define LARGEST_TORRENT_FILE (64 * 1024 * 1024) /* bytes; what is larger is something else */

void
mms_grab_item_free (MmsGrabItem *self)
{
  if (self == NULL)
    return;
  g_free (self->label);
  g_free (self->link);
  g_free (self->path);
  g_clear_pointer (&self->metainfo, g_bytes_unref);
  g_free (self->name);
  g_free (self->indexer);
  g_free (self);
}

static gboolean
is_number (const char *what)
{
  return *what != '\0' && strspn (what, "0123456789") == strlen (what);
}

static gboolean
is_web_link (const char *what)
{
  return g_ascii_strncasecmp (what, "http://", 7) == 0 ||
         g_ascii_strncasecmp (what, "https://", 8) == 0;
}

static gboolean
take_number (MmsGrabItem *self, const char *what, GPtrArray **last_search, GError **error)
{
  guint64 number = 0;
  const MmsFound *found;

  if (*last_search == NULL && (*last_search = mms_search_cache_load (error)) == NULL)
    return FALSE;
  if (!g_ascii_string_to_unsigned (what, 10, 1, (*last_search)->len, &number, NULL))
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING,
                   /* Translators: %u is a number of releases */
                   ngettext ("The last search found %u release only.",
                             "The last search found %u releases only.", (*last_search)->len),
                   (*last_search)->len);
      return FALSE;
    }
  found = (*last_search)->pdata[number - 1];
  if (found->release->link == NULL)
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED,
                   /* Translators: %s is the name of a release */
                   _ ("The indexer gave no link for “%s”."), found->release->title);
      return FALSE;
    }
  self->label = g_strdup (found->release->title);
  self->link = g_strdup (found->release->link);
  self->name = g_strdup (found->release->title);
  self->indexer = g_strdup (found->release->indexer);
  self->kinds.films = found->film || !found->series;
  self->kinds.series = found->series || !found->film;
  return TRUE;
}

/* What a web link says about itself without its key. */
static char *
dup_link_label (const char *link)
{
  g_autoptr (GUri) uri = g_uri_parse (link, G_URI_FLAGS_NONE, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return g_strdup (_ ("a link"));
  /* Translators: %s is the name of a computer */
  return g_strdup_printf (_ ("a link to %s"), g_uri_get_host (uri));
}

static gboolean
take_magnet (MmsGrabItem *self, const char *what, GError **error)
{
  g_autoptr (MmsMagnet) magnet = mms_magnet_new (what, error);

  if (magnet == NULL)
    return FALSE;
  self->link = g_strdup (what);
  self->name = g_strdup (magnet->name);
  g_free (self->label);
  self->label = g_strdup (magnet->name != NULL ? magnet->name : magnet->hash);
  return TRUE;
}

static gboolean
take_metainfo (MmsGrabItem *self, GBytes *bytes, GError **error)
{
  g_autoptr (MmsMetainfo) metainfo = mms_metainfo_new (bytes, error);

  if (metainfo == NULL || !mms_metainfo_check_loadable (metainfo, error))
    return FALSE;
  g_clear_pointer (&self->metainfo, g_bytes_unref);
  self->metainfo = g_bytes_ref (bytes);
  if (self->name == NULL)
    self->name = g_strdup (mms_metainfo_get_display_name (metainfo));
  return TRUE;
}

/* A person's own file: read at once, before anything else happens. */
static gboolean
take_file (MmsGrabItem *self, const char *path, GError **error)
{
  g_autoptr (GMappedFile) mapped = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local = NULL;

  self->label = g_filename_display_basename (path);
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_MISSING,
                   /* Translators: %s is what was typed */
                   _ ("%s is no file, no link, no magnet and no number of the last search."),
                   self->label);
      return FALSE;
    }
  mapped = g_mapped_file_new (path, FALSE, &local);
  if (mapped == NULL || g_mapped_file_get_length (mapped) > LARGEST_TORRENT_FILE)
    {
      g_set_error (error, MMS_ERROR, MMS_ERROR_MALFORMED,
                   /* Translators: %1$s is a file or link, %2$s why */
                   _ ("%1$s cannot be read as a torrent: %2$s"), self->label,
                   local != NULL ? local->message : _ ("it is too large"));
      return FALSE;
    }
  bytes = g_bytes_new (g_mapped_file_get_contents (mapped), g_mapped_file_get_length (mapped));
  self->path = g_strdup (path);
  return take_metainfo (self, bytes, error);
}

/**
 * mms_grab_item_new:
 * @what: as it was typed
 * @last_search: (inout): read when the first number comes up; (owned) by the caller
 *
 * Returns: (transfer full) (nullable): the item; %MMS_ERROR_MISSING where there is no such number or
 *   file
 */
MmsGrabItem *
mms_grab_item_new (const char *what, GPtrArray **last_search, GError **error)
{
  g_autoptr (MmsGrabItem) self = g_new0 (MmsGrabItem, 1);
  gboolean good = TRUE;

  self->kinds.films = self->kinds.series = TRUE;
  if (is_number (what))
    good = take_number (self, what, last_search, error);
  else if (mms_magnet_is (what))
    good = take_magnet (self, what, error);
  else if (is_web_link (what))
    {
      self->link = g_strdup (what);
      self->label = dup_link_label (what);
    }
  else
    good = take_file (self, what, error);
  return good ? g_steal_pointer (&self) : NULL;
}

/* Fetches what a web link leads to, a torrent file or a magnet; anything else stays as it is. */
gboolean
mms_grab_item_fetch (MmsGrabItem *self, MmsCli *cli, GError **error)
{
  MmsIndexer *indexer = mms_context_get_indexer (cli->context);
  g_autoptr (MmsTorrentSource) source = NULL;

  if (self->metainfo != NULL || self->link == NULL || !is_web_link (self->link) || indexer == NULL)
    return TRUE;
  mms_indexer_resolve_async (indexer, self->link, NULL, mms_await_cb, cli->wait);
  source = mms_indexer_resolve_finish (indexer, mms_await_result (cli->wait), error);
  if (source == NULL)
    return FALSE;
  return source->metainfo != NULL ? take_metainfo (self, source->metainfo, error)
                                  : take_magnet (self, source->magnet, error);
}

/* Fetches what a link leads to where the release's name is not known otherwise. */
gboolean
mms_grab_item_learn_name (MmsGrabItem *self, MmsCli *cli, GError **error)
{
  if (self->name == NULL && !mms_grab_item_fetch (self, cli, error))
    return FALSE;
  if (self->name != NULL)
    return TRUE;
  g_set_error (
    error, MMS_ERROR, MMS_ERROR_AMBIGUOUS,
    /* Translators: %s is the name of a release */
    _ ("Nobody knows what is called “%s”. Say what it is: --film tmdb:ID or --series tvdb:ID"),
    self->label);
  return FALSE;
}
