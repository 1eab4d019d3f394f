/* Looks up films and series, and says which of them are in the library.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>

#include "cli/mms-command.h"
#include "cli/mms-json-print.h"
#include "cli/mms-kind-option.h"
#include "cli/mms-output.h"
#include "cli/mms-table.h"

/* What was found, and what hindered. */
typedef struct
{
  GPtrArray *media;  /* (element-type MmsMedia) */
  guint asked;       /* libraries that answered */
  int status;        /* the worst */
} Lookup;

static void
look_up (MmsCli *cli, MmsLibrary *library, const char *term, Lookup *lookup)
{
  g_autoptr (GPtrArray) media = NULL;
  g_autoptr (GError) error = NULL;

  mms_library_lookup_async (library, term, NULL, mms_await_cb, cli->wait);
  media = mms_library_lookup_finish (library, mms_await_result (cli->wait), &error);
  if (media == NULL)
    {
      lookup->status = mms_cli_fail (cli, error);
      return;
    }
  lookup->asked++;
  for (guint i = 0; i < media->len; i++)
    g_ptr_array_add (lookup->media, g_object_ref (media->pdata[i]));
}

/* A library that is not set up is an error only where it was asked for. */
static void
look_up_kinds (MmsCli *cli, const MmsKindOption *kinds, const char *term, Lookup *lookup)
{
  for (MmsMediaKind kind = MMS_MEDIA_FILM; kind <= MMS_MEDIA_SERIES; kind++)
    if (mms_kind_option_wants (kinds, kind))
      {
        MmsLibrary *library = mms_context_get_library (cli->context, kind);

        if (library != NULL)
          look_up (cli, library, term, lookup);
      }
  if (lookup->asked > 0 || lookup->status != MMS_EXIT_OK)
    return;
  if (mms_kind_option_is_both (kinds))
    mms_complain (_ ("Neither Radarr nor Sonarr is set up; see: mms config list; mms secret list"));
  else if (kinds->films)
    mms_complain (
      _ ("Radarr is not set up: mms config set radarr-url URL; mms secret set radarr-api-key"));
  else
    mms_complain (
      _ ("Sonarr is not set up: mms config set sonarr-url URL; mms secret set sonarr-api-key"));
  lookup->status = MMS_EXIT_FAILED;
}

static void
print_table (GPtrArray *all)
{
  g_autoptr (MmsTable) table = mms_table_new ();

  mms_table_add_column (table, _ ("Kind"), MMS_COLUMN_LEFT);
  mms_table_add_column (table, _ ("Id"), MMS_COLUMN_LEFT);
  mms_table_add_column (table, _ ("Title"), MMS_COLUMN_FLEXIBLE);
  mms_table_add_column (table, _ ("Library"), MMS_COLUMN_LEFT);
  for (guint i = 0; i < all->len; i++)
    {
      MmsMedia *media = all->pdata[i];
      g_autofree char *key = mms_media_dup_key (media);
      g_autofree char *label = mms_media_dup_label (media);
      const char *const cells[] = { mms_media_kind_to_nick (media->kind), key, label,
                                    media->library_id > 0 ? _ ("in library") : NULL };

      mms_table_add_row (table, cells);
    }
  mms_table_print (table);
}

static void
print_json (GPtrArray *all)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < all->len; i++)
    {
      MmsMedia *media = all->pdata[i];
      g_autofree char *key = mms_media_dup_key (media);

      json_builder_begin_object (builder);
      mms_json_add_string (builder, "kind", mms_media_kind_to_nick (media->kind));
      mms_json_add_string (builder, "id", key);
      mms_json_add_id (builder, "tmdb_id", media->tmdb_id);
      mms_json_add_id (builder, "tvdb_id", media->tvdb_id);
      mms_json_add_string (builder, "imdb_id", media->imdb_id);
      mms_json_add_string (builder, "title", media->title);
      mms_json_add_string (builder, "original_title", media->original_title);
      mms_json_add_id (builder, "year", media->year);
      mms_json_add_string (builder, "status", media->status);
      mms_json_add_boolean (builder, "in_library", media->library_id > 0);
      mms_json_add_boolean (builder, "monitored", media->monitored);
      mms_json_add_int (builder, "files_wanted", media->files_wanted);
      mms_json_add_int (builder, "files_held", media->files_held);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  mms_json_print (builder);
}

static int
report (const Lookup *lookup, const char *term, gboolean json)
{
  if (json)
    print_json (lookup->media);
  else
    print_table (lookup->media);
  if (lookup->status != MMS_EXIT_OK)
    return lookup->status;
  if (lookup->media->len > 0)
    return MMS_EXIT_OK;
  /* Translators: %s are the words that were looked up */
  mms_complain (_ ("No title was found for “%s”."), term);
  return MMS_EXIT_NOT_FOUND;
}

int
mms_command_lookup (MmsCli *cli, char **args)
{
  MmsKindOption kinds = { 0 };
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    MMS_KIND_OPTION_ENTRIES (kinds),
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) words = NULL;
  g_autofree char *term = NULL;
  g_autoptr (GPtrArray) media = g_ptr_array_new_with_free_func (g_object_unref);
  Lookup lookup = { .media = media };
  g_autoptr (GError) error = NULL;
  int status = mms_cli_parse (cli, args, entries, 1, G_MAXUINT, &words);

  if (status != MMS_GO_ON)
    return status;
  term = g_strjoinv (" ", words);
  if (*g_strstrip (term) == '\0')
    return mms_cli_misuse (cli, _ ("There are no words to look up."));
  if (!mms_cli_open (cli, &error))
    return mms_cli_fail (cli, error);
  look_up_kinds (cli, &kinds, term, &lookup);
  return report (&lookup, term, json);
}
