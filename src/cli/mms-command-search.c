/* Searches releases at the indexers, and numbers them for grab.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>

#include "cli/mms-command.h"
#include "cli/mms-filter-option.h"
#include "cli/mms-human.h"
#include "cli/mms-json-print.h"
#include "cli/mms-kind-option.h"
#include "cli/mms-output.h"
#include "cli/mms-release-json.h"
#include "cli/mms-search-cache.h"
#include "cli/mms-table.h"
#include "core/mms-release-order.h"

/* What two searches may both find: by the indexer's own name for it, or by its link. */
static const char *
get_identity (MmsRelease *release)
{
  return release->guid != NULL ? release->guid : release->link;
}

static MmsFound *
find_same (GPtrArray *found, MmsRelease *release)
{
  for (guint i = 0; i < found->len; i++)
    {
      MmsFound *old = found->pdata[i];

      if (get_identity (release) != NULL && old->release->indexer_id == release->indexer_id
          && g_strcmp0 (get_identity (old->release), get_identity (release)) == 0)
        return old;
    }
  return NULL;
}

static void
take_in (GPtrArray *found, GPtrArray *releases, MmsMediaKind kind)
{
  for (guint i = 0; i < releases->len; i++)
    {
      MmsFound *old = find_same (found, releases->pdata[i]);

      if (old == NULL)
        g_ptr_array_add (found, mms_found_new (releases->pdata[i], kind));
      else
        *(kind == MMS_MEDIA_FILM ? &old->film : &old->series) = TRUE;
    }
}

static gboolean
search (MmsCli *cli, MmsIndexer *indexer, const char *query, MmsMediaKind kind, GPtrArray *found,
        GError **error)
{
  g_autoptr (GPtrArray) releases = NULL;

  mms_indexer_search_async (indexer, query, kind, NULL, mms_await_cb, cli->wait);
  releases = mms_indexer_search_finish (indexer, mms_await_result (cli->wait), error);
  if (releases == NULL)
    return FALSE;
  take_in (found, releases, kind);
  return TRUE;
}

/* Drops what the filter does not let through. */
static void
filter_found (GPtrArray *found, const MmsReleaseFilter *filter)
{
  for (guint i = found->len; i-- > 0;)
    if (!mms_release_filter_matches (filter, ((MmsFound *) found->pdata[i])->release))
      g_ptr_array_remove_index (found, i);
}

static int
compare_found (gconstpointer a, gconstpointer b, gpointer order)
{
  return mms_release_compare ((*(MmsFound *const *) a)->release, (*(MmsFound *const *) b)->release,
                              *(const MmsReleaseOrder *) order);
}

static void
print_table (GPtrArray *found)
{
  g_autoptr (MmsTable) table = mms_table_new ();

  mms_table_add_column (table, _ ("No."), MMS_COLUMN_RIGHT);
  mms_table_add_column (table, _ ("Title"), MMS_COLUMN_FLEXIBLE);
  mms_table_add_column (table, _ ("Size"), MMS_COLUMN_RIGHT);
  mms_table_add_column (table, _ ("Seeders"), MMS_COLUMN_RIGHT);
  mms_table_add_column (table, _ ("Indexer"), MMS_COLUMN_LEFT);
  for (guint i = 0; i < found->len; i++)
    {
      MmsRelease *release = ((MmsFound *) found->pdata[i])->release;
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      g_autofree char *size = mms_human_dup_size (release->bytes);
      g_autofree char *seeders =
        release->seeders >= 0 ? g_strdup_printf ("%d", release->seeders) : NULL;
      const char *const cells[] = { number, release->title, size, seeders, release->indexer };

      mms_table_add_row (table, cells);
    }
  mms_table_print (table);
}

static void
add_json (JsonBuilder *builder, guint id, const MmsFound *found)
{
  MmsRelease *release = found->release;

  const MmsReleaseName *name = mms_release_get_name (release);

  json_builder_begin_object (builder);
  mms_json_add_int (builder, "id", id);
  mms_json_add_string (builder, "title", release->title);
  mms_json_add_string (builder, "kind", mms_release_kind_to_nick (mms_release_kind_of (name)));
  mms_json_add_id (builder, "bytes", release->bytes);
  mms_json_add_known_int (builder, "seeders", release->seeders);
  mms_json_add_known_int (builder, "leechers", release->leechers);
  mms_json_add_string (builder, "indexer", release->indexer);
  mms_json_add_time (builder, "published_at", release->published_at);
  mms_json_add_boolean (builder, "freeleech", release->freeleech);
  mms_json_add_string (builder, "info_hash", release->info_hash);
  mms_json_add_boolean (builder, "film", found->film);
  mms_json_add_boolean (builder, "series", found->series);
  json_builder_set_member_name (builder, "name");
  json_builder_begin_object (builder);
  mms_json_add_release_name (builder, name);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
print_json (GPtrArray *found)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < found->len; i++)
    add_json (builder, i + 1, found->pdata[i]);
  json_builder_end_array (builder);
  mms_json_print (builder);
}

/* Asks for each kind that is meant. */
static gboolean
search_kinds (MmsCli *cli, const MmsKindOption *kinds, const char *query, GPtrArray *found,
              GError **error)
{
  MmsIndexer *indexer = mms_context_get_indexer (cli->context);

  if (indexer == NULL)
    {
      g_set_error_literal (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                           _ ("Prowlarr is not set up: mms config set prowlarr-url URL; mms secret "
                              "set prowlarr-api-key"));
      return FALSE;
    }
  for (MmsMediaKind kind = MMS_MEDIA_FILM; kind <= MMS_MEDIA_SERIES; kind++)
    if (mms_kind_option_wants (kinds, kind) && !search (cli, indexer, query, kind, found, error))
      return FALSE;
  return TRUE;
}

/* @n_found: before the filter */
static void
complain (const char *query, guint n_found)
{
  if (n_found == 0)
    /* Translators: %s are the words that were searched for */
    mms_complain (_ ("No release was found for “%s”."), query);
  else
    /* Translators: %u is how many releases an option such as --quality leaves out */
    mms_complain (ngettext ("%u release was found, and left out by the options.",
                            "%u releases were found, and left out by the options.", n_found),
                  n_found);
}

int
mms_command_search (MmsCli *cli, char **args)
{
  MmsKindOption kinds = { 0 };
  g_auto (MmsFilterOption) wanted = { 0 };
  g_autofree char *sort = NULL;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    MMS_KIND_OPTION_ENTRIES (kinds),
    MMS_FILTER_OPTION_ENTRIES (wanted),
    { "sort", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &sort,
      N_ ("Order by title, size, seeders, age or quality"), N_ ("ORDER") },
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) words = NULL;
  g_autofree char *query = NULL;
  g_autoptr (MmsReleaseFilter) filter = NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_found_free);
  g_autoptr (GError) error = NULL;
  int status = mms_cli_parse (cli, args, entries, 1, G_MAXUINT, &words);
  MmsReleaseOrder order = MMS_RELEASE_ORDER_TITLE;
  guint n_found;

  if (status != MMS_GO_ON)
    return status;
  query = g_strjoinv (" ", words);
  if (*g_strstrip (query) == '\0')
    return mms_cli_misuse (cli, _ ("There are no words to search for."));
  if (sort != NULL && !mms_release_order_from_nick (sort, &order))
    /* Translators: %1$s is an option such as --quality, %2$s is what was typed for it */
    return mms_cli_misuse (cli, _ ("%1$s cannot be “%2$s”."), "--sort", sort);
  filter = mms_filter_option_make (&wanted, cli);
  if (filter == NULL)
    return MMS_EXIT_USAGE;
  if (!mms_cli_open (cli, &error) || !search_kinds (cli, &kinds, query, found, &error))
    return mms_cli_fail (cli, error);
  n_found = found->len;
  filter_found (found, filter);
  if (sort != NULL)
    g_ptr_array_sort_with_data (found, compare_found, &order);
  if (json)
    print_json (found);
  else if (found->len > 0)
    print_table (found);
  else
    complain (query, n_found);
  if (!mms_search_cache_save (found, &error))
    return mms_cli_fail (cli, error);
  return MMS_EXIT_OK;
}
