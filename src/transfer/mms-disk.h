/* The files of this computer: implements MmsLocalFiles.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ports/mms-local-files.h"

G_BEGIN_DECLS

#define MMS_TYPE_DISK (mms_disk_get_type ())
G_DECLARE_FINAL_TYPE (MmsDisk, mms_disk, MMS, DISK, GObject)

MmsDisk *mms_disk_new (void);

G_END_DECLS
