/* Runs HTTP servers on free loopback ports: a polite one, and one that says any bytes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct
{
  SoupServer *server; /* (owned) */
  char *base;         /* (owned): "http://127.0.0.1:PORT", without a slash at the end */
  char *host_and_port; /* (owned) */
} MmsTestServer;

MmsTestServer *mms_test_server_new (SoupServerCallback callback, gpointer user_data,
                                    GTlsCertificate *certificate, guint port);
void           mms_test_server_free (MmsTestServer *self);
void           mms_test_server_say (SoupServerMessage *message, guint status, const char *type,
                                    const char *text);

/* Answers every connection with the same bytes, over and over up to @total, then closes. */
typedef struct
{
  GSocketService *service; /* (owned) */
  char *base;              /* (owned) */
  char *head;              /* (owned): status line and headers */
  gsize body_bytes;        /* how many bytes of body are sent at most */
  gint connections;        /* atomic: how many were made */
  gint64 sent_bytes;       /* of the body, of the last connection; read after done */
  gint done;               /* atomic: connections that are over */
} MmsTestRawServer;

MmsTestRawServer *mms_test_raw_server_new (const char *head, gsize body_bytes);
void              mms_test_raw_server_free (MmsTestRawServer *self);

guint            mms_test_free_port (void);
GTlsCertificate *mms_test_certificate_new (const char *dir, const char *name, const char *subject,
                                           int days);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsTestServer, mms_test_server_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsTestRawServer, mms_test_raw_server_free)

G_END_DECLS
