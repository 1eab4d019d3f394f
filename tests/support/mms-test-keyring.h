/* A Secret Service on the session bus, with one secret, that can be locked or keep silent.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  MMS_TEST_KEYRING_OPEN,
  MMS_TEST_KEYRING_LOCKED, /* the person dismisses every question for its password */
  MMS_TEST_KEYRING_SILENT, /* takes every call and answers none */
} MmsTestKeyringState;

typedef struct _MmsTestKeyring MmsTestKeyring;

MmsTestKeyring *mms_test_keyring_new (const char *name, const char *value);
void            mms_test_keyring_set (MmsTestKeyring *self, MmsTestKeyringState state);
guint           mms_test_keyring_count_questions (MmsTestKeyring *self);
void            mms_test_keyring_free (MmsTestKeyring *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsTestKeyring, mms_test_keyring_free)

G_END_DECLS
