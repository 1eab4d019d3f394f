/* What the road asks of Sonarr or Radarr; there is one object for each.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/mms-media.h"
#include "core/mms-intent.h"

G_BEGIN_DECLS

typedef struct
{
  char *path;         /* (owned): as the server sees it */
  gint64 bytes_free;  /* -1: not known */
} MmsRootFolder;

typedef struct
{
  gint64 id;
  char *name;         /* (owned) */
} MmsQualityProfile;

/* How to add a title. Read only during the call. */
typedef struct
{
  const char *root_folder;   /* as the server sees it */
  gint64 quality_profile_id;
  gboolean monitored;
  gboolean search;           /* have the server search for releases at once */
} MmsLibraryAdd;

/* What the server tracks under one info-hash. */
typedef struct
{
  char *hash;         /* (owned): 40 upper-case hex */
  char *title;        /* (owned) (nullable): the release's name */
  MmsIntent *intent;  /* (owned) (nullable): %NULL where the server could not match it */
  char *state;        /* (owned) (nullable): trackedDownloadState */
  char *message;      /* (owned) (nullable): the server's status messages, joined */
} MmsTracked;

typedef struct
{
  gint64 id;
  int season;
  guint number;
  gint64 file_id;     /* 0: none */
  gboolean has_file;
  gboolean monitored;
  char *title;        /* (owned) (nullable) */
  gint64 aired_at;    /* seconds since 1970, UTC; 0: not known */
} MmsEpisode;

/* One file that the server proposes to import, and what shall become of it. */
typedef struct
{
  char *path;           /* (owned): as the server sees it */
  char *folder_name;    /* (owned) (nullable): echoed */
  gint64 bytes;
  gint64 library_id;    /* the series or film; 0: not matched */
  GArray *episode_ids;  /* (owned) (element-type gint64) */
  char *quality_json;   /* (owned) (nullable): the server's object, echoed */
  char *languages_json; /* (owned) (nullable): likewise */
  char *release_group;  /* (owned) (nullable) */
  gint64 indexer_flags;
  char *release_type;   /* (owned) (nullable): Sonarr only */
  GPtrArray *rejections; /* (owned) (element-type utf8): the server's own words */
} MmsImportFile;

typedef enum {
  MMS_IMPORT_MOVE,
  MMS_IMPORT_COPY,
} MmsImportMode;

/* What proves an import: a history row (or a file of the title). */
typedef struct
{
  gint64 episode_id;     /* 0 for a film */
  char *dropped_path;    /* (owned) (nullable): where it was, as the server sees it */
  char *imported_path;   /* (owned) (nullable): where it is now, as the server sees it */
  gint64 at;             /* seconds since 1970, UTC */
} MmsImported;

/* What the server reads in a release name. */
typedef struct
{
  MmsMedia *media;      /* (owned) (nullable): the title of its library, where it matched one */
  char *title;          /* (owned) (nullable): the title that was parsed */
  guint year;
  int season;           /* -1: none */
  GArray *episodes;     /* (owned) (element-type guint) */
} MmsParsed;

void           mms_root_folder_free (MmsRootFolder *self);
void           mms_quality_profile_free (MmsQualityProfile *self);
void           mms_tracked_free (MmsTracked *self);
void           mms_episode_free (MmsEpisode *self);
MmsImportFile *mms_import_file_new (const char *path);
MmsImportFile *mms_import_file_copy (const MmsImportFile *self);
void           mms_import_file_free (MmsImportFile *self);
void           mms_imported_free (MmsImported *self);
void           mms_parsed_free (MmsParsed *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsTracked, mms_tracked_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsImportFile, mms_import_file_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsParsed, mms_parsed_free)

#define MMS_TYPE_LIBRARY (mms_library_get_type ())
G_DECLARE_INTERFACE (MmsLibrary, mms_library, MMS, LIBRARY, GObject)

struct _MmsLibraryInterface
{
  GTypeInterface parent_iface;

  MmsMediaKind (*get_kind) (MmsLibrary *self);

  const char *(*get_name) (MmsLibrary *self);

  void (*check_async) (MmsLibrary *self, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  char *(*check_finish) (MmsLibrary *self, GAsyncResult *result, GError **error);

  void (*lookup_async) (MmsLibrary *self, const char *term, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*lookup_finish) (MmsLibrary *self, GAsyncResult *result, GError **error);

  void (*find_async) (MmsLibrary *self, gint64 external_id, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  MmsMedia *(*find_finish) (MmsLibrary *self, GAsyncResult *result, GError **error);

  void (*list_async) (MmsLibrary *self, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*list_finish) (MmsLibrary *self, GAsyncResult *result, GError **error);

  void (*add_async) (MmsLibrary *self, MmsMedia *media, const MmsLibraryAdd *how, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  MmsMedia *(*add_finish) (MmsLibrary *self, GAsyncResult *result, GError **error);

  void (*root_folders_async) (MmsLibrary *self, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*root_folders_finish) (MmsLibrary *self, GAsyncResult *result, GError **error);

  void (*quality_profiles_async) (MmsLibrary *self, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*quality_profiles_finish) (MmsLibrary *self, GAsyncResult *result, GError **error);

  void (*episodes_async) (MmsLibrary *self, gint64 library_id, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*episodes_finish) (MmsLibrary *self, GAsyncResult *result, GError **error);

  void (*tracked_async) (MmsLibrary *self, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*tracked_finish) (MmsLibrary *self, GAsyncResult *result, GError **error);

  void (*candidates_async) (MmsLibrary *self, const char *folder, const char *hash, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*candidates_finish) (MmsLibrary *self, GAsyncResult *result, GError **error);

  void (*sees_async) (MmsLibrary *self, const char *path, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*sees_finish) (MmsLibrary *self, GAsyncResult *result, GError **error);

  void (*judge_async) (MmsLibrary *self, GPtrArray *files, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*judge_finish) (MmsLibrary *self, GAsyncResult *result, GError **error);

  void (*settle_async) (MmsLibrary *self, const char *folder, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*settle_finish) (MmsLibrary *self, GAsyncResult *result, GError **error);

  void (*import_async) (MmsLibrary *self, GPtrArray *files, MmsImportMode mode, const char *hash, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*import_finish) (MmsLibrary *self, GAsyncResult *result, GError **error);

  void (*imported_async) (MmsLibrary *self, gint64 library_id, gint64 since, const char *hash, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*imported_finish) (MmsLibrary *self, GAsyncResult *result, GError **error);

  void (*refresh_async) (MmsLibrary *self, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*refresh_finish) (MmsLibrary *self, GAsyncResult *result, GError **error);

  void (*parse_async) (MmsLibrary *self, const char *release, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
  MmsParsed *(*parse_finish) (MmsLibrary *self, GAsyncResult *result, GError **error);
};

MmsMediaKind mms_library_get_kind (MmsLibrary *self);
const char *mms_library_get_name (MmsLibrary *self);
void mms_library_check_async (MmsLibrary *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
char *mms_library_check_finish (MmsLibrary *self, GAsyncResult *result, GError **error);
void mms_library_lookup_async (MmsLibrary *self, const char *term, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_library_lookup_finish (MmsLibrary *self, GAsyncResult *result, GError **error);
void mms_library_find_async (MmsLibrary *self, gint64 external_id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
MmsMedia *mms_library_find_finish (MmsLibrary *self, GAsyncResult *result, GError **error);
void mms_library_list_async (MmsLibrary *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_library_list_finish (MmsLibrary *self, GAsyncResult *result, GError **error);
void mms_library_add_async (MmsLibrary *self, MmsMedia *media, const MmsLibraryAdd *how, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
MmsMedia *mms_library_add_finish (MmsLibrary *self, GAsyncResult *result, GError **error);
void mms_library_root_folders_async (MmsLibrary *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_library_root_folders_finish (MmsLibrary *self, GAsyncResult *result, GError **error);
void mms_library_quality_profiles_async (MmsLibrary *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_library_quality_profiles_finish (MmsLibrary *self, GAsyncResult *result, GError **error);
void mms_library_episodes_async (MmsLibrary *self, gint64 library_id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_library_episodes_finish (MmsLibrary *self, GAsyncResult *result, GError **error);
void mms_library_tracked_async (MmsLibrary *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_library_tracked_finish (MmsLibrary *self, GAsyncResult *result, GError **error);
void mms_library_candidates_async (MmsLibrary *self, const char *folder, const char *hash, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_library_candidates_finish (MmsLibrary *self, GAsyncResult *result, GError **error);
void mms_library_sees_async (MmsLibrary *self, const char *path, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_library_sees_finish (MmsLibrary *self, GAsyncResult *result, GError **error);
void mms_library_judge_async (MmsLibrary *self, GPtrArray *files, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_library_judge_finish (MmsLibrary *self, GAsyncResult *result, GError **error);
void mms_library_settle_async (MmsLibrary *self, const char *folder, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_library_settle_finish (MmsLibrary *self, GAsyncResult *result, GError **error);
void mms_library_import_async (MmsLibrary *self, GPtrArray *files, MmsImportMode mode, const char *hash, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_library_import_finish (MmsLibrary *self, GAsyncResult *result, GError **error);
void mms_library_imported_async (MmsLibrary *self, gint64 library_id, gint64 since, const char *hash, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mms_library_imported_finish (MmsLibrary *self, GAsyncResult *result, GError **error);
void mms_library_refresh_async (MmsLibrary *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean mms_library_refresh_finish (MmsLibrary *self, GAsyncResult *result, GError **error);
void mms_library_parse_async (MmsLibrary *self, const char *release, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
MmsParsed *mms_library_parse_finish (MmsLibrary *self, GAsyncResult *result, GError **error);

G_END_DECLS
