/* Shows how the fetch of one release goes: what is here, how fast, how long still, and over how
 * many connections.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "core/mms-job.h"

G_BEGIN_DECLS

#define MMS_TYPE_TRANSFER_GROUP (mms_transfer_group_get_type ())
G_DECLARE_FINAL_TYPE (MmsTransferGroup, mms_transfer_group, MMS, TRANSFER_GROUP,
                      AdwPreferencesGroup)

void mms_transfer_group_show (MmsTransferGroup *self, MmsJob *job);

G_END_DECLS
