/* Makes a throwaway folder, and removes it with all that is in it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *path; /* (owned): absolute, empty at first */
} MmsTestDir;

MmsTestDir *mms_test_dir_new (void);
void        mms_test_dir_free (MmsTestDir *self);
char       *mms_test_dir_build (MmsTestDir *self, const char *relative);
char       *mms_test_dir_write (MmsTestDir *self, const char *relative, const void *data, gssize bytes);
char       *mms_test_dir_write_bytes (MmsTestDir *self, const char *relative, GBytes *content);
char       *mms_test_dir_make (MmsTestDir *self, const char *relative);
char       *mms_test_dir_read (MmsTestDir *self, const char *relative, gsize *bytes);
gboolean    mms_test_dir_has (MmsTestDir *self, const char *relative);
void        mms_test_remove_tree (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsTestDir, mms_test_dir_free)

G_END_DECLS
