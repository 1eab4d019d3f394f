/* Starts what stands in tests/lab for one test: a seedbox, the stand-ins of the services.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A seedbox and the services around it:
 *
 *   static const char *const small[] = { "LAB_MOVIE_MB=1", "LAB_PRELOAD=adopted", NULL };
 *   g_autoptr (MmsTestLab) box = mms_test_lab_new_seedbox (small);
 *   g_autoptr (MmsTestLab) services = mms_test_lab_new_standins (box, NULL);
 *
 *   url = mms_test_lab_get (box, "RPC_URL");
 *   mms_test_lab_run (box, "kill", "rtorrent", NULL);
 *   mms_test_lab_run (services, "fault", "{\"service\": \"sonarr\", …}", NULL);
 */
typedef struct _MmsTestLab MmsTestLab;

MmsTestLab *mms_test_lab_new_seedbox (const char *const *settings);
MmsTestLab *mms_test_lab_new_standins (MmsTestLab *box, const char *const *settings);
void        mms_test_lab_free (MmsTestLab *self);
const char *mms_test_lab_get (MmsTestLab *self, const char *name);
const char *mms_test_lab_get_dir (MmsTestLab *self);
char       *mms_test_lab_run (MmsTestLab *self, const char *command, ...) G_GNUC_NULL_TERMINATED;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsTestLab, mms_test_lab_free)

G_END_DECLS
