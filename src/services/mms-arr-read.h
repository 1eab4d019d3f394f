/* Reads the answers of Sonarr and Radarr into records.
 *
 * Each of these is an #MmsJsonReader whose question is an #MmsArrQuestion.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ports/mms-library.h"
#include "services/mms-json.h"

G_BEGIN_DECLS

/* What a reader needs to know. */
typedef struct
{
  MmsMediaKind kind;
  gint64 id;    /* of the title that was asked for: TMDB, TVDB or the library's */
  gint64 since; /* seconds since 1970, by the server's clock */
  char *text;   /* (owned) (nullable): a path or a hash */
} MmsArrQuestion;

/* One page of the queue. */
typedef struct
{
  GHashTable *tracked; /* (owned): hash -> MmsTracked, records of one hash already joined */
  guint n_records;     /* on this page */
  gint64 n_total;      /* on all */
} MmsArrQueuePage;

/* What is known of a command. */
typedef struct
{
  gint64 id;
  char *status;     /* (owned): "" where it is missing */
  char *message;    /* (owned) (nullable): what it says of itself, without traces */
  gint64 queued_at; /* by the server's clock; 0: not known */
} MmsArrCommand;

MmsArrQuestion *mms_arr_question_new (MmsMediaKind kind);
void mms_arr_question_free (MmsArrQuestion *self);
void mms_arr_queue_page_free (MmsArrQueuePage *self);
void mms_arr_queue_page_join (MmsArrQueuePage *self, MmsArrQueuePage *next);
GPtrArray *mms_arr_queue_page_steal_tracked (MmsArrQueuePage *self);
void mms_arr_command_free (MmsArrCommand *self);

/* Titles and what belongs to them: mms-arr-read.c */
const char *mms_arr_kind_get_name (MmsMediaKind kind);
JsonObject *mms_arr_expect_object (JsonNode *root, MmsMediaKind kind, GError **error);
JsonArray *mms_arr_expect_array (JsonNode *root, MmsMediaKind kind, GError **error);
MmsMedia *mms_arr_read_title (JsonObject *object, MmsMediaKind kind);
gpointer mms_arr_read_media (JsonNode *root, gpointer question, GError **error);
gpointer mms_arr_read_media_list (JsonNode *root, gpointer question, GError **error);
gpointer mms_arr_read_found (JsonNode *root, gpointer question, GError **error);
gpointer mms_arr_read_root_folders (JsonNode *root, gpointer question, GError **error);
gpointer mms_arr_read_profiles (JsonNode *root, gpointer question, GError **error);
gpointer mms_arr_read_episodes (JsonNode *root, gpointer question, GError **error);
gpointer mms_arr_read_film_as_episode (JsonNode *root, gpointer question, GError **error);
gpointer mms_arr_read_parsed (JsonNode *root, gpointer question, GError **error);

/* What is tracked: mms-arr-read-queue.c */
gpointer mms_arr_read_queue (JsonNode *root, gpointer question, GError **error);

/* What can be and was imported: mms-arr-read-import.c */
gpointer mms_arr_read_files (JsonNode *root, gpointer question, GError **error);
gpointer mms_arr_read_listing (JsonNode *root, gpointer question, GError **error);
gpointer mms_arr_read_any (JsonNode *root, gpointer question, GError **error);
gpointer mms_arr_read_command (JsonNode *root, gpointer question, GError **error);
gpointer mms_arr_read_history (JsonNode *root, gpointer question, GError **error);
gpointer mms_arr_read_held (JsonNode *root, gpointer question, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsArrQueuePage, mms_arr_queue_page_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsArrCommand, mms_arr_command_free)

G_END_DECLS
