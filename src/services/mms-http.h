/* The only HTTP session: time-outs, logins, retries, limits, trust.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-error.h"

G_BEGIN_DECLS

#define MMS_TYPE_HTTP (mms_http_get_type ())
G_DECLARE_FINAL_TYPE (MmsHttp, mms_http, MMS, HTTP, GObject)

/* A request. Read only during the call. Zero is the default of every field. */
typedef struct
{
  const char *method;         /* NULL: GET */
  const char *url;            /* http or https; a user and password in it are refused */
  const char *const *headers; /* (nullable): name, value, name, value, NULL */
  GBytes *body;               /* (nullable) */
  const char *content_type;   /* (nullable): of @body */
  const char *user;           /* (nullable): for Basic or Digest, whichever is asked for */
  const char *password;       /* (nullable) */
  gsize max_bytes;            /* of the answer's body; 0: 32 MiB */
  guint timeout_s;            /* for the whole request; 0: 30 s */
  gboolean no_redirect;       /* hand 3xx out; otherwise same-origin redirects of GET are followed */
  gboolean no_retry;          /* GETs are retried twice where it may heal, everything else never */
  gboolean only_asks;         /* a POST that changes nothing: retried like a GET */
} MmsHttpRequest;

/* An answer, whatever its status. */
typedef struct
{
  guint status;
  GBytes *body;               /* (owned): never %NULL */
  char *location;             /* (owned) (nullable): as it was sent; may be relative or a magnet */
  char *content_type;         /* (owned) (nullable): without parameters, lower case */
  guint retry_after_s;        /* at most an hour; 0: not said */
} MmsHttpResponse;

MmsHttp         *mms_http_new (void);
void             mms_http_send_async (MmsHttp *self, const MmsHttpRequest *request,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);
MmsHttpResponse *mms_http_send_finish (MmsHttp *self, GAsyncResult *result, GError **error);

void  mms_http_trust (MmsHttp *self, const char *host_and_port, const char *fingerprint);
char *mms_http_dup_offered (MmsHttp *self, const char *host_and_port);
char *mms_http_dup_host_and_port (const char *url);
char *mms_http_dup_loggable (const char *url);

gboolean mms_http_response_check (const MmsHttpResponse *self, const char *service, GError **error);
void     mms_http_response_free (MmsHttpResponse *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsHttpResponse, mms_http_response_free)

G_END_DECLS
