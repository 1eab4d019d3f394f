/* What the road asks of the torrent client on the seedbox.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/mms-torrent-facts.h"

G_BEGIN_DECLS

/* A torrent to add. Exactly one of @metainfo and @magnet is set. Read only during the call. */
typedef struct
{
  const char *hash;      /* 40 upper-case hex, computed by us */
  GBytes *metainfo;      /* (nullable) */
  const char *magnet;    /* (nullable) */
  const char *label;     /* (nullable): plain; the client encodes it */
  const char *directory; /* (nullable): absolute, as the seedbox sees it */
  gboolean start;
} MmsSeedboxAdd;

#define MMS_TYPE_SEEDBOX (mms_seedbox_get_type ())
G_DECLARE_INTERFACE (MmsSeedbox, mms_seedbox, MMS, SEEDBOX, GObject)

struct _MmsSeedboxInterface
{
  GTypeInterface parent_iface;

  void (*check_async) (MmsSeedbox *self, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  char *(*check_finish) (MmsSeedbox *self, GAsyncResult *result, GError **error);

  void (*list_async) (MmsSeedbox *self, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*list_finish) (MmsSeedbox *self, GAsyncResult *result, GError **error);

  void (*find_async) (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  MmsTorrentFacts *(*find_finish) (MmsSeedbox *self, GAsyncResult *result, GError **error);

  void (*add_async) (MmsSeedbox *self, const MmsSeedboxAdd *what, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*add_finish) (MmsSeedbox *self, GAsyncResult *result, GError **error);

  void (*halt_async) (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*halt_finish) (MmsSeedbox *self, GAsyncResult *result, GError **error);

  void (*erase_async) (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*erase_finish) (MmsSeedbox *self, GAsyncResult *result, GError **error);

  void (*restart_async) (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*restart_finish) (MmsSeedbox *self, GAsyncResult *result, GError **error);

  void (*recheck_async) (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*recheck_finish) (MmsSeedbox *self, GAsyncResult *result, GError **error);

  void (*session_file_async) (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  char *(*session_file_finish) (MmsSeedbox *self, GAsyncResult *result, GError **error);

  void (*pieces_async) (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GBytes *(*pieces_finish) (MmsSeedbox *self, GAsyncResult *result, GError **error);

  void (*wanted_async) (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GBytes *(*wanted_finish) (MmsSeedbox *self, GAsyncResult *result, GError **error);
};

void mms_seedbox_check_async (MmsSeedbox *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
char *mms_seedbox_check_finish (MmsSeedbox *self, GAsyncResult *result, GError **error);
void mms_seedbox_list_async (MmsSeedbox *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_seedbox_list_finish (MmsSeedbox *self, GAsyncResult *result, GError **error);
void mms_seedbox_find_async (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
MmsTorrentFacts *mms_seedbox_find_finish (MmsSeedbox *self, GAsyncResult *result, GError **error);
void mms_seedbox_add_async (MmsSeedbox *self, const MmsSeedboxAdd *what, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_seedbox_add_finish (MmsSeedbox *self, GAsyncResult *result, GError **error);
void mms_seedbox_halt_async (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_seedbox_halt_finish (MmsSeedbox *self, GAsyncResult *result, GError **error);
void mms_seedbox_erase_async (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_seedbox_erase_finish (MmsSeedbox *self, GAsyncResult *result, GError **error);
void mms_seedbox_restart_async (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_seedbox_restart_finish (MmsSeedbox *self, GAsyncResult *result, GError **error);
void mms_seedbox_recheck_async (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_seedbox_recheck_finish (MmsSeedbox *self, GAsyncResult *result, GError **error);
void mms_seedbox_session_file_async (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
char *mms_seedbox_session_file_finish (MmsSeedbox *self, GAsyncResult *result, GError **error);
void mms_seedbox_pieces_async (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GBytes *mms_seedbox_pieces_finish (MmsSeedbox *self, GAsyncResult *result, GError **error);
void mms_seedbox_wanted_async (MmsSeedbox *self, const char *hash, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GBytes *mms_seedbox_wanted_finish (MmsSeedbox *self, GAsyncResult *result, GError **error);

G_END_DECLS
