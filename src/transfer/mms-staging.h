/* Keeps the unfinished files of one release, and gives the whole its final name in one step.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "transfer/mms-fetch-plan.h"

G_BEGIN_DECLS

typedef struct _MmsStaging MmsStaging;

/* The working folder of what is unpacked, beside the files in staging. */
#define MMS_STAGING_UNPACKED "unpacked"

/* Called for a whole release below @folder_fd before it gets its name; @staging_fd is what holds all
 * of its staging. */
typedef gboolean (*MmsStagingUnpack) (int folder_fd, int staging_fd, gpointer user_data,
                                      GError **error);

/* Called for a copy of a whole release below @folder_fd before it gets its name. */
typedef gboolean (*MmsStagingProve) (int folder_fd, gpointer user_data, GError **error);

MmsStaging *mms_staging_open (const char *folder, const char *hash, GError **error);
void        mms_staging_free (MmsStaging *self);
void        mms_staging_expect_target (MmsStaging *self, const char *target);
gboolean    mms_staging_check_place (MmsStaging *self, GError **error);
gboolean    mms_staging_check_names (MmsStaging *self, MmsFetchPlan *plan, GError **error);
gboolean    mms_staging_gather (MmsStaging *self, MmsFetchPlan *plan, GError **error);
GBytes     *mms_staging_read_map (MmsStaging *self);
gboolean    mms_staging_write_map (MmsStaging *self, GBytes *map, GError **error);
gboolean    mms_staging_forget_parts (MmsStaging *self, GError **error);
gboolean    mms_staging_sync_parts (MmsStaging *self, MmsFetchPlan *plan, const guint *files,
                                    guint n_files, GError **error);
gboolean    mms_staging_check_space (MmsStaging *self, MmsFetchPlan *plan, GError **error);
int         mms_staging_open_part (MmsStaging *self, const MmsFetchFile *file, GError **error);
int         mms_staging_open_what_is_there (MmsStaging *self, const MmsFetchFile *file,
                                            gint64 *have);
void        mms_staging_translate (MmsStaging *self, MmsFetchPlan *plan, int error_number,
                                   const char *path, GError **error);
gboolean    mms_staging_publish (MmsStaging *self, MmsFetchPlan *plan, const char *target,
                                 MmsStagingUnpack unpack, MmsStagingProve prove,
                                 gpointer user_data, GError **error);
char       *mms_staging_dup_sibling (const char *target, const char *hash);
gboolean    mms_staging_discard (const char *folder, const char *hash, const char *target,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsStaging, mms_staging_free)

G_END_DECLS
