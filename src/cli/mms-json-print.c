/* Prints JSON for scripts: stable keys, valid UTF-8, times in UTC.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/mms-json-print.h"

#include "cli/mms-output.h"

/* @value: (nullable): any bytes; %NULL becomes null */
void
mms_json_add_string (JsonBuilder *builder, const char *key, const char *value)
{
  g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  json_builder_set_member_name (builder, key);
  if (valid != NULL)
    json_builder_add_string_value (builder, valid);
  else
    json_builder_add_null_value (builder);
}

void
mms_json_add_int (JsonBuilder *builder, const char *key, gint64 value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, value);
}

/* @value: what is negative is not known and becomes null */
void
mms_json_add_known_int (JsonBuilder *builder, const char *key, gint64 value)
{
  json_builder_set_member_name (builder, key);
  if (value >= 0)
    json_builder_add_int_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/* @numbers: (nullable): where @n is 0 */
void
mms_json_add_numbers (JsonBuilder *builder, const char *key, const guint *numbers, guint n)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    json_builder_add_int_value (builder, numbers[i]);
  json_builder_end_array (builder);
}

/* @id: 0 is not known and becomes null */
void
mms_json_add_id (JsonBuilder *builder, const char *key, gint64 id)
{
  json_builder_set_member_name (builder, key);
  if (id != 0)
    json_builder_add_int_value (builder, id);
  else
    json_builder_add_null_value (builder);
}

void
mms_json_add_double (JsonBuilder *builder, const char *key, double value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_double_value (builder, value);
}

void
mms_json_add_boolean (JsonBuilder *builder, const char *key, gboolean value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_boolean_value (builder, value);
}

/* @at: seconds since 1970, UTC; 0 is not known and becomes null. Written as ISO 8601. */
void
mms_json_add_time (JsonBuilder *builder, const char *key, gint64 at)
{
  g_autoptr (GDateTime) time = at > 0 ? g_date_time_new_from_unix_utc (at) : NULL;
  g_autofree char *text = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  mms_json_add_string (builder, key, text);
}

static void
add_problem (JsonBuilder *builder, const MmsProblem *problem)
{
  json_builder_set_member_name (builder, "problem");
  if (problem == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  mms_json_add_string (builder, "step", mms_verb_to_nick (problem->verb));
  mms_json_add_string (builder, "error", mms_error_code_to_nick (problem->code));
  mms_json_add_string (builder, "message", problem->message);
  mms_json_add_string (builder, "remedy", mms_remedy_to_nick (mms_problem_get_remedy (problem)));
  mms_json_add_int (builder, "attempts", problem->attempts);
  mms_json_add_time (builder, "at", problem->at);
  mms_json_add_time (builder, "next_at", problem->next_at);
  json_builder_end_object (builder);
}

static void
add_intent (JsonBuilder *builder, const MmsIntent *intent)
{
  json_builder_set_member_name (builder, "intent");
  if (intent == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  mms_json_add_string (builder, "kind", mms_media_kind_to_nick (intent->kind));
  mms_json_add_string (builder, "confidence", mms_confidence_to_nick (intent->confidence));
  mms_json_add_id (builder, "tmdb_id", intent->tmdb_id);
  mms_json_add_id (builder, "tvdb_id", intent->tvdb_id);
  mms_json_add_string (builder, "title", intent->title);
  mms_json_add_id (builder, "year", intent->year);
  mms_json_add_known_int (builder, "season", intent->season);
  mms_json_add_numbers (builder, "episodes", (const guint *) intent->episodes->data,
                        intent->episodes->len);
  mms_json_add_string (builder, "indexer", intent->indexer);
  json_builder_end_object (builder);
}

/* Adds the members of a job to the object that is open. */
void
mms_json_add_job (JsonBuilder *builder, MmsJob *job)
{
  const MmsIntent *intent = mms_job_get_intent (job);
  g_autofree char *title = intent != NULL ? mms_intent_dup_label (intent) : NULL;

  mms_json_add_string (builder, "hash", mms_job_get_hash (job));
  mms_json_add_string (builder, "name", mms_job_get_name (job));
  mms_json_add_string (builder, "title", title);
  mms_json_add_string (builder, "fact", mms_fact_to_nick (mms_job_get_fact (job)));
  mms_json_add_double (builder, "progress", mms_job_get_progress (job));
  mms_json_add_boolean (builder, "running", mms_job_get_running (job));
  mms_json_add_boolean (builder, "paused", mms_job_get_paused (job));
  mms_json_add_string (builder, "priority", mms_priority_to_nick (mms_job_get_priority (job)));
  mms_json_add_int (builder, "rate_limit", mms_job_get_rate_limit (job));
  add_problem (builder, mms_job_get_problem (job));
  add_intent (builder, intent);
  mms_json_add_string (builder, "label", mms_job_get_label (job));
  mms_json_add_string (builder, "directory", mms_job_get_directory (job));
  mms_json_add_string (builder, "remote_path", mms_job_get_remote_path (job));
  mms_json_add_string (builder, "local_path", mms_job_get_local_path (job));
  mms_json_add_int (builder, "bytes_total", mms_job_get_bytes_total (job));
  mms_json_add_string (builder, "verified", mms_verified_to_nick (mms_job_get_verified (job)));
  mms_json_add_boolean (builder, "adopted", mms_job_get_adopted (job));
  mms_json_add_time (builder, "added_at", mms_job_get_added_at (job));
  mms_json_add_time (builder, "updated_at", mms_job_get_updated_at (job));
}

static void
add_files_done (JsonBuilder *builder, MmsTransfer *transfer, MmsMetainfo *metainfo)
{
  json_builder_set_member_name (builder, "files");
  if (metainfo == NULL || mms_transfer_get_file_done (transfer, 0) < 0)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_array (builder);
  for (guint i = 0; i < mms_metainfo_get_n_files (metainfo); i++)
    {
      const MmsMetainfoFile *file = mms_metainfo_get_file (metainfo, i);

      if (file->padding)
        continue;
      json_builder_begin_object (builder);
      mms_json_add_string (builder, "path", file->path);
      mms_json_add_int (builder, "bytes", file->bytes);
      mms_json_add_int (builder, "bytes_done", mms_transfer_get_file_done (transfer, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * mms_json_add_transfer:
 * @metainfo: (nullable): of the torrent, for the names of its files
 *
 * Adds the live figures of a fetch as the member "transfer" to the object that is open. What is not
 * known is null.
 */
void
mms_json_add_transfer (JsonBuilder *builder, MmsTransfer *transfer, MmsMetainfo *metainfo)
{
  const MmsTransferDetail *detail = mms_transfer_get_detail (transfer);
  gint64 eta_s = mms_transfer_get_eta_s (transfer);

  json_builder_set_member_name (builder, "transfer");
  json_builder_begin_object (builder);
  mms_json_add_int (builder, "bytes_done", mms_transfer_get_bytes_done (transfer));
  mms_json_add_int (builder, "bytes_total", mms_transfer_get_bytes_total (transfer));
  mms_json_add_int (builder, "rate", mms_transfer_get_rate (transfer));
  mms_json_add_id (builder, "average_rate", detail->average_rate);
  mms_json_add_known_int (builder, "eta_s", eta_s);
  mms_json_add_int (builder, "lines", detail->lines);
  mms_json_add_string (builder, "lines_reason", mms_lines_reason_to_nick (detail->reason));
  add_files_done (builder, transfer, metainfo);
  json_builder_end_object (builder);
}

/* Adds the members of a line of history to the object that is open. */
void
mms_json_add_event (JsonBuilder *builder, const MmsEvent *event)
{
  mms_json_add_time (builder, "at", event->at);
  mms_json_add_string (builder, "fact", mms_fact_to_nick (event->fact));
  mms_json_add_boolean (builder, "problem", event->problem);
  mms_json_add_string (builder, "who", event->who);
  mms_json_add_string (builder, "message", event->message);
}

static void
print (JsonBuilder *builder, gboolean pretty)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = NULL;

  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, pretty);
  text = json_generator_to_data (generator, NULL);
  /* JSON is UTF-8 in every locale. */
  mms_out_bytes (text);
  mms_out_bytes ("\n");
}

/* Prints one whole document. */
void
mms_json_print (JsonBuilder *builder)
{
  print (builder, TRUE);
}

/* Prints one document in one line, for a stream of them, at once. */
void
mms_json_print_line (JsonBuilder *builder)
{
  print (builder, FALSE);
  mms_out_flush ();
}
