/* Stands between a client and a server, and is a bad line when told so.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  guint16 port;
  guint16 server_port;
  GThread *thread;      /* (owned) */
  GPtrArray *lines;     /* (owned): threads */
  int listen_fd;
  int ended;            /* atomic */
  int n_cuts;           /* atomic: so many connections more are cut */
  int n_stalls;         /* atomic: so many connections more fall silent */
  int after_bytes;      /* atomic: from the server, until a fault sets in */
  int delay_ms;         /* atomic: that every byte is late by, each way */
  int rate;             /* atomic: bytes a second from the server over each connection; 0: any */
  int idle_ms;          /* atomic: a connection so long without a byte is closed; 0: none is */
  int n_connections;    /* atomic: that were made */
  int n_open;           /* atomic: that stand now */
  int n_idle;           /* atomic: that were closed for @idle_ms */
  int bytes_down;       /* atomic: that came from the server */
} MmsTestProxy;

MmsTestProxy *mms_test_proxy_new (guint16 server_port);
void          mms_test_proxy_free (MmsTestProxy *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsTestProxy, mms_test_proxy_free)

G_END_DECLS
