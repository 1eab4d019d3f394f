/* Lists the torrents on the seedbox.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>

#include "cli/mms-command.h"
#include "cli/mms-human.h"
#include "cli/mms-json-print.h"
#include "cli/mms-output.h"
#include "cli/mms-table.h"

static double
get_progress (const MmsTorrentFacts *facts)
{
  if (facts->hashing != MMS_HASHING_NONE && facts->chunks_total > 0)
    return (double) facts->chunks_hashed / facts->chunks_total;
  if (mms_torrent_facts_is_ready (facts))
    return 1;
  return facts->bytes_total > 0 ? (double) facts->bytes_done / (double) facts->bytes_total : 0;
}

static void
add_row (MmsTable *table, const MmsTorrentFacts *facts)
{
  g_autofree char *hash = g_strndup (facts->hash, 8);
  g_autofree char *share = mms_human_dup_share (get_progress (facts));
  g_autofree char *size = mms_human_dup_size (facts->bytes_total);
  g_autofree char *down = mms_human_dup_rate (facts->down_rate);
  g_autofree char *up = mms_human_dup_rate (facts->up_rate);
  g_autofree char *ratio = g_strdup_printf ("%.2f", (double) facts->ratio_permille / 1000.0);
  const char *state = mms_torrent_state_get_label (mms_torrent_facts_get_state (facts));
  const char *const cells[] = { hash, state, share,        size,       down,
                                up,   ratio, facts->label, facts->name };

  mms_table_add_row (table, cells);
}

static void
print_table (GPtrArray *torrents)
{
  g_autoptr (MmsTable) table = mms_table_new ();

  mms_table_add_column (table, _ ("Hash"), MMS_COLUMN_LEFT);
  mms_table_add_column (table, _ ("State"), MMS_COLUMN_LEFT);
  mms_table_add_column (table, _ ("Progress"), MMS_COLUMN_RIGHT);
  mms_table_add_column (table, _ ("Size"), MMS_COLUMN_RIGHT);
  mms_table_add_column (table, _ ("Down"), MMS_COLUMN_RIGHT);
  mms_table_add_column (table, _ ("Up"), MMS_COLUMN_RIGHT);
  mms_table_add_column (table, _ ("Ratio"), MMS_COLUMN_RIGHT);
  mms_table_add_column (table, _ ("Label"), MMS_COLUMN_LEFT);
  mms_table_add_column (table, _ ("Name"), MMS_COLUMN_FLEXIBLE);
  for (guint i = 0; i < torrents->len; i++)
    add_row (table, torrents->pdata[i]);
  mms_table_print (table);
}

static void
add_json (JsonBuilder *builder, const MmsTorrentFacts *facts)
{
  json_builder_begin_object (builder);
  mms_json_add_string (builder, "hash", facts->hash);
  mms_json_add_string (builder, "name", facts->name);
  mms_json_add_boolean (builder, "name_is_exact", facts->name_is_exact);
  mms_json_add_string (builder, "state",
                       mms_torrent_state_to_nick (mms_torrent_facts_get_state (facts)));
  mms_json_add_double (builder, "progress", get_progress (facts));
  mms_json_add_boolean (builder, "complete", facts->is_complete);
  mms_json_add_int (builder, "bytes_total", facts->bytes_total);
  mms_json_add_int (builder, "bytes_done", facts->bytes_done);
  mms_json_add_int (builder, "bytes_uploaded", facts->bytes_uploaded);
  mms_json_add_int (builder, "down_rate", facts->down_rate);
  mms_json_add_int (builder, "up_rate", facts->up_rate);
  mms_json_add_double (builder, "ratio", (double) facts->ratio_permille / 1000.0);
  mms_json_add_string (builder, "label", facts->label);
  mms_json_add_string (builder, "path", facts->base_path);
  mms_json_add_string (builder, "message", facts->message);
  mms_json_add_time (builder, "added_at", facts->added_at);
  mms_json_add_time (builder, "finished_at", facts->finished_at);
  json_builder_end_object (builder);
}

static void
print_json (GPtrArray *torrents)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < torrents->len; i++)
    add_json (builder, torrents->pdata[i]);
  json_builder_end_array (builder);
  mms_json_print (builder);
}

/* Returns: (transfer full) (element-type MmsTorrentFacts) */
static GPtrArray *
list (MmsCli *cli, GError **error)
{
  MmsSeedbox *seedbox = mms_context_get_seedbox (cli->context);

  if (seedbox == NULL)
    {
      g_set_error_literal (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                           _ ("The seedbox is not set up: mms config set rtorrent-url URL; mms "
                              "secret set rtorrent-password"));
      return NULL;
    }
  mms_seedbox_list_async (seedbox, NULL, mms_await_cb, cli->wait);
  return mms_seedbox_list_finish (seedbox, mms_await_result (cli->wait), error);
}

int
mms_command_torrents (MmsCli *cli, char **args)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GPtrArray) torrents = NULL;
  g_autoptr (GError) error = NULL;
  int status = mms_cli_parse (cli, args, entries, 0, 0, &rest);

  if (status != MMS_GO_ON)
    return status;
  if (!mms_cli_open (cli, &error) || (torrents = list (cli, &error)) == NULL)
    return mms_cli_fail (cli, error);
  if (json)
    print_json (torrents);
  else
    print_table (torrents);
  return MMS_EXIT_OK;
}
