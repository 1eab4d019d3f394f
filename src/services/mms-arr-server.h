/* Talks to one server of the family of Sonarr, Radarr and Prowlarr.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "services/mms-http.h"
#include "services/mms-json.h"

G_BEGIN_DECLS

/* One request. Read only during the call. Zero is the default of every field but the reader. */
typedef struct
{
  const char *method;           /* NULL: GET */
  const char *path;             /* from the API's root, escaped: "series?tvdbId=1" */
  JsonNode *body;               /* (nullable) */
  guint timeout_s;              /* for the whole request; 0: 30 s */
  gsize max_bytes;              /* of the answer; 0: 32 MiB */
  MmsJsonReader reader;         /* makes the result of the answer */
  gpointer question;            /* (transfer full) (nullable): for the reader */
  GDestroyNotify question_free; /* (nullable) */
  GDestroyNotify result_free;   /* (nullable) */
} MmsArrCall;

#define MMS_TYPE_ARR_SERVER (mms_arr_server_get_type ())
G_DECLARE_FINAL_TYPE (MmsArrServer, mms_arr_server, MMS, ARR_SERVER, GObject)

MmsArrServer *mms_arr_server_new (MmsHttp *http,
                                  const char *name,
                                  const char *api,
                                  const char *url,
                                  const char *api_key);
void mms_arr_server_withhold (MmsArrServer *self, const GError *why);
const GError *mms_arr_server_get_withheld (MmsArrServer *self);
const char *mms_arr_server_get_name (MmsArrServer *self);
const char *mms_arr_server_get_url (MmsArrServer *self);
const char *mms_arr_server_get_key (MmsArrServer *self);
MmsHttp *mms_arr_server_get_http (MmsArrServer *self);

void mms_arr_server_call_async (MmsArrServer *self,
                                const MmsArrCall *call,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gpointer mms_arr_server_call_finish (MmsArrServer *self, GAsyncResult *result, GError **error);

void mms_arr_server_check_async (MmsArrServer *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
char *mms_arr_server_check_finish (MmsArrServer *self, GAsyncResult *result, GError **error);

G_END_DECLS
