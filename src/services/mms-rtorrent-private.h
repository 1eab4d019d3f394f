/* What the stories of one rTorrent share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "services/mms-rtorrent-turns.h"
#include "services/mms-rtorrent.h"
#include "worker/mms-worker.h"

G_BEGIN_DECLS

typedef enum {
  MMS_ADD_WAY_UNKNOWN,  /* to be found out */
  MMS_ADD_WAY_XMLRPC,   /* load.* */
  MMS_ADD_WAY_RUTORRENT /* php/addtorrent.php */
} MmsAddWay;

struct _MmsRtorrent
{
  GObject parent_instance;

  MmsHttp *http;           /* (owned) */
  char *url;               /* (owned): of XML-RPC */
  char *web;               /* (owned) (nullable): of ruTorrent, without a slash at the end */
  char *user;              /* (owned) (nullable) */
  char *password;          /* (owned) (nullable) */
  GError *withheld;        /* (owned) (nullable): why the password could not be read */
  MmsAddWay wanted;        /* what the person asks for; UNKNOWN: whichever works */
  MmsAddWay way;           /* what was found out */
  gboolean filters;        /* ruTorrent drops quoted values from what passes through it */
  gboolean shy;            /* rTorrent keeps d.complete from us */
  MmsWorker *worker;       /* (owned): for large answers */
  MmsRtorrentTurns *turns; /* (owned): for what changes something */
  guint check_ms;          /* how long a hash check is waited for */
  guint appear_ms;         /* how long a new torrent is waited for */
};

/* mms-rtorrent-link.c: one call */
void      mms_rtorrent_fetch_async (MmsRtorrent *self, const char *method, GVariant *params,
                                    gboolean only_asks, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
GBytes   *mms_rtorrent_fetch_finish (MmsRtorrent *self, GAsyncResult *result, GError **error);
void      mms_rtorrent_call_async (MmsRtorrent *self, const char *method, GVariant *params,
                                   gboolean only_asks, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
GVariant *mms_rtorrent_call_finish (MmsRtorrent *self, GAsyncResult *result, GError **error);
gboolean  mms_rtorrent_is_distrust (const GError *error);
gboolean  mms_rtorrent_is_httprpc (const char *url);

/* mms-rtorrent-look.c: facts */
void             mms_rtorrent_list_async (MmsRtorrent *self, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
GPtrArray       *mms_rtorrent_list_finish (MmsRtorrent *self, GAsyncResult *result, GError **error);
void             mms_rtorrent_find_async (MmsRtorrent *self, const char *hash,
                                          GCancellable *cancellable, GAsyncReadyCallback callback,
                                          gpointer user_data);
MmsTorrentFacts *mms_rtorrent_find_finish (MmsRtorrent *self, GAsyncResult *result, GError **error);
gboolean         mms_rtorrent_check_hash (const char *hash, GError **error);

/* mms-rtorrent-wanted.c: which files are not off */
void    mms_rtorrent_wanted_async (MmsRtorrent *self, const char *hash, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
GBytes *mms_rtorrent_wanted_finish (MmsRtorrent *self, GAsyncResult *result, GError **error);

/* mms-rtorrent-change.c: what rTorrent must not be told while it checks data */
typedef enum {
  MMS_RTORRENT_HALT,
  MMS_RTORRENT_ERASE,
  MMS_RTORRENT_RESTART,
  MMS_RTORRENT_RECHECK,
} MmsRtorrentChange;
void     mms_rtorrent_change_async (MmsRtorrent *self, MmsRtorrentChange change, const char *hash,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean mms_rtorrent_change_finish (MmsRtorrent *self, GAsyncResult *result, GError **error);

/* mms-rtorrent-way.c: how the box takes torrents */
void     mms_rtorrent_find_way_async (MmsRtorrent *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_rtorrent_find_way_finish (MmsRtorrent *self, GAsyncResult *result, GError **error);

/* mms-rtorrent-web.c: ruTorrent's page for adding */
void     mms_rtorrent_web_probe_async (MmsRtorrent *self, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_rtorrent_web_probe_finish (MmsRtorrent *self, GAsyncResult *result, GError **error);
void     mms_rtorrent_web_warm_async (MmsRtorrent *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_rtorrent_web_warm_finish (MmsRtorrent *self, GAsyncResult *result, GError **error);
void     mms_rtorrent_web_add_async (MmsRtorrent *self, const MmsSeedboxAdd *what,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
char    *mms_rtorrent_web_add_finish (MmsRtorrent *self, GAsyncResult *result, GError **error);
gboolean mms_rtorrent_web_can_add (const MmsSeedboxAdd *what, GError **error);

/* mms-rtorrent-load.c: XML-RPC's load.* */
GVariant   *mms_rtorrent_load_params (const MmsSeedboxAdd *what);
const char *mms_rtorrent_load_method (const MmsSeedboxAdd *what);
gboolean    mms_rtorrent_load_is_large (const MmsSeedboxAdd *what);
gboolean    mms_rtorrent_load_can_add (MmsRtorrent *self, const MmsSeedboxAdd *what, GError **error);

/* mms-rtorrent-add.c */
void     mms_rtorrent_add_async (MmsRtorrent *self, const MmsSeedboxAdd *what,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean mms_rtorrent_add_finish (MmsRtorrent *self, GAsyncResult *result, GError **error);

G_END_DECLS
