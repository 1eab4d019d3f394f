/* Shows all about one job: what it is, where it is, what happened to it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>

#include "cli/mms-command.h"
#include "cli/mms-human.h"
#include "cli/mms-job-title.h"
#include "cli/mms-json-print.h"
#include "cli/mms-output.h"
#include "cli/mms-remedy-text.h"
#include "cli/mms-table.h"
#include "core/mms-metainfo.h"

static void
add (MmsTable *table, const char *heading, const char *value)
{
  const char *const cells[] = { heading, value };

  if (value != NULL && *value != '\0')
    mms_table_add_row (table, cells);
}

/* Returns: (transfer full): "film tmdb:19, chosen by a person" */
static char *
dup_intent (const MmsIntent *intent)
{
  g_autoptr (GString) text = g_string_new (mms_media_kind_to_nick (intent->kind));

  if (intent->tmdb_id > 0)
    g_string_append_printf (text, " tmdb:%" G_GINT64_FORMAT, intent->tmdb_id);
  if (intent->tvdb_id > 0)
    g_string_append_printf (text, " tvdb:%" G_GINT64_FORMAT, intent->tvdb_id);
  switch (intent->confidence)
    {
    case MMS_CONFIDENCE_CHOSEN:
      g_string_append_printf (text, ", %s", _ ("chosen by a person"));
      break;
    case MMS_CONFIDENCE_TRACKED:
      g_string_append_printf (text, ", %s", _ ("tracked by Sonarr or Radarr"));
      break;
    case MMS_CONFIDENCE_GUESSED:
      g_string_append_printf (text, ", %s", _ ("guessed from the name"));
      break;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *
get_verified_label (MmsVerified verified)
{
  switch (verified)
    {
    case MMS_VERIFIED_NOT_YET:
      return NULL;
    case MMS_VERIFIED_PIECES:
      return _ ("every piece has the torrent's hash");
    case MMS_VERIFIED_SIZES:
      return _ ("by sizes only; the torrent file could not be had");
    }
  g_return_val_if_reached (NULL);
}

static void
add_title (MmsTable *table, MmsJob *job)
{
  const MmsIntent *intent = mms_job_get_intent (job);
  g_autofree char *title = mms_job_title_dup (job);
  g_autofree char *ids = intent != NULL ? dup_intent (intent) : NULL;

  add (table, _ ("Title"), title);
  add (table, _ ("Meant as"), ids != NULL ? ids : _ ("nobody has said yet what it is"));
  add (table, _ ("Release"), mms_job_get_name (job));
  add (table, _ ("Hash"), mms_job_get_hash (job));
  add (table, _ ("Indexer"), intent != NULL ? intent->indexer : NULL);
}

static void
add_whereabouts (MmsTable *table, MmsJob *job)
{
  g_autofree char *size = mms_human_dup_size (mms_job_get_bytes_total (job));
  g_autofree char *share = mms_human_dup_share (mms_job_get_progress (job));
  g_autofree char *added = mms_human_dup_time (mms_job_get_added_at (job));
  g_autofree char *updated = mms_human_dup_time (mms_job_get_updated_at (job));

  add (table, _ ("State"), mms_fact_get_label (mms_job_get_fact (job)));
  add (table, _ ("Progress"), share);
  add (table, _ ("Now"), mms_job_get_status (job));
  add (table, _ ("Size"), size);
  add (table, _ ("Label"), mms_job_get_label (job));
  add (table, _ ("On the seedbox"), mms_job_get_remote_path (job));
  add (table, _ ("Here"), mms_job_get_local_path (job));
  add (table, _ ("Verified"), get_verified_label (mms_job_get_verified (job)));
  add (table, _ ("Adopted"),
       mms_job_get_adopted (job) ? _ ("yes; it was on the seedbox already") : NULL);
  add (table, _ ("Added"), added);
  add (table, _ ("Changed"), updated);
}

static void
add_problem (MmsTable *table, MmsJob *job)
{
  const MmsProblem *problem = mms_job_get_problem (job);
  g_autofree char *remedy = NULL;
  g_autofree char *next = NULL;

  if (problem == NULL)
    return;
  remedy = mms_remedy_text_dup_for_problem (problem, mms_job_get_hash (job));
  next = mms_human_dup_time (problem->next_at);
  add (table, _ ("Problem"), problem->message);
  add (table, _ ("What to do"), remedy);
  add (table, _ ("Next try"), next);
}

static MmsMetainfo *
read_metainfo (MmsJob *job)
{
  GBytes *bytes = mms_job_get_metainfo (job);

  return bytes != NULL ? mms_metainfo_new (bytes, NULL) : NULL;
}

static void
print_files (MmsJob *job)
{
  g_autoptr (MmsMetainfo) metainfo = read_metainfo (job);
  g_autoptr (MmsTable) table = NULL;

  if (metainfo == NULL)
    return;
  table = mms_table_new ();
  mms_table_add_column (table, _ ("Size"), MMS_COLUMN_RIGHT);
  mms_table_add_column (table, _ ("File"), MMS_COLUMN_FLEXIBLE);
  for (guint i = 0; i < mms_metainfo_get_n_files (metainfo); i++)
    {
      const MmsMetainfoFile *file = mms_metainfo_get_file (metainfo, i);
      g_autofree char *size = mms_human_dup_size (file->bytes);
      const char *const cells[] = { size, file->path };

      if (!file->padding)
        mms_table_add_row (table, cells);
    }
  mms_out_line ("%s", "");
  mms_table_print (table);
}

static void
print_history (GPtrArray *history)
{
  g_autoptr (MmsTable) table = mms_table_new ();

  for (guint i = 0; i < 4; i++)
    mms_table_add_column (table, "", MMS_COLUMN_LEFT);
  mms_table_set_whole (table);
  for (guint i = 0; i < history->len; i++)
    {
      const MmsEvent *event = history->pdata[i];
      g_autofree char *time = mms_human_dup_time (event->at);
      const char *const cells[] = { time, event->who, mms_fact_get_label (event->fact),
                                    event->message };

      mms_table_add_row (table, cells);
    }
  if (history->len > 0)
    mms_out_line ("%s", "");
  mms_table_print (table);
}

static void
print_human (MmsJob *job, GPtrArray *history)
{
  g_autoptr (MmsTable) table = mms_table_new ();

  mms_table_add_column (table, "", MMS_COLUMN_LEFT);
  mms_table_add_column (table, "", MMS_COLUMN_LEFT);
  add_title (table, job);
  add_whereabouts (table, job);
  add_problem (table, job);
  mms_table_set_whole (table);
  mms_table_print (table);
  print_files (job);
  print_history (history);
}

static void
add_json_files (JsonBuilder *builder, MmsJob *job)
{
  g_autoptr (MmsMetainfo) metainfo = read_metainfo (job);

  json_builder_set_member_name (builder, "files");
  json_builder_begin_array (builder);
  for (guint i = 0; metainfo != NULL && i < mms_metainfo_get_n_files (metainfo); i++)
    {
      const MmsMetainfoFile *file = mms_metainfo_get_file (metainfo, i);

      if (file->padding)
        continue;
      json_builder_begin_object (builder);
      mms_json_add_string (builder, "path", file->path);
      mms_json_add_int (builder, "bytes", file->bytes);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (MmsJob *job, GPtrArray *history)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mms_json_add_job (builder, job);
  add_json_files (builder, job);
  json_builder_set_member_name (builder, "history");
  json_builder_begin_array (builder);
  for (guint i = 0; i < history->len; i++)
    {
      json_builder_begin_object (builder);
      mms_json_add_event (builder, history->pdata[i]);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  mms_json_print (builder);
}

int
mms_command_show (MmsCli *cli, char **args)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) history = NULL;
  g_autoptr (GError) error = NULL;
  int status = mms_cli_parse (cli, args, entries, 1, 1, &words);
  MmsJournal *journal;
  MmsJob *job;

  if (status != MMS_GO_ON)
    return status;
  if (!mms_cli_open (cli, &error))
    return mms_cli_fail (cli, error);
  job = mms_context_find_job (cli->context, words[0], &error);
  if (job == NULL)
    return mms_cli_fail (cli, error);
  journal = mms_context_get_journal (cli->context);
  mms_journal_history_async (journal, mms_job_get_hash (job), NULL, mms_await_cb, cli->wait);
  history = mms_journal_history_finish (journal, mms_await_result (cli->wait), &error);
  if (history == NULL)
    return mms_cli_fail (cli, error);
  if (json)
    print_json (job, history);
  else
    print_human (job, history);
  return MMS_EXIT_OK;
}
