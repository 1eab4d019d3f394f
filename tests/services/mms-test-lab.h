/* Starts the throwaway seedbox of tests/lab for one test program.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *top;          /* (owned): a short folder of its own under /tmp */
  char *dir;          /* (owned): the box, in it */
  GHashTable *values; /* (owned): what the lab says of itself */
} MmsTestLab;

MmsTestLab *mms_test_lab_start (const char *const *settings);
void        mms_test_lab_stop (MmsTestLab *self);
const char *mms_test_lab_get (MmsTestLab *self, const char *key);
char       *mms_test_lab_run (MmsTestLab *self, const char *verb, const char *const *arguments);
GBytes     *mms_test_lab_torrent (MmsTestLab *self, const char *key);
char       *mms_test_lab_magnet (MmsTestLab *self, const char *key);

G_END_DECLS
