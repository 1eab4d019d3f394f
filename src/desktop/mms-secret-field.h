/* Lets a password row store into the keyring, and say that something is stored, never what.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/mms-context.h"

G_BEGIN_DECLS

#define MMS_TYPE_SECRET_FIELD (mms_secret_field_get_type ())
G_DECLARE_FINAL_TYPE (MmsSecretField, mms_secret_field, MMS, SECRET_FIELD, GObject)

MmsSecretField *mms_secret_field_new (AdwPasswordEntryRow *row, MmsContext *context,
                                      const char *name);
gboolean        mms_secret_field_store (MmsSecretField *self);
gboolean        mms_secret_field_get_busy (MmsSecretField *self);

G_END_DECLS
