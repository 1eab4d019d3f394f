/* Follows the journal while another process walks the road; knows no widget.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ports/mms-journal.h"

G_BEGIN_DECLS

#define MMS_TYPE_MIRROR (mms_mirror_get_type ())
G_DECLARE_FINAL_TYPE (MmsMirror, mms_mirror, MMS, MIRROR, GObject)

MmsMirror  *mms_mirror_new (MmsJournal *journal);
GListModel *mms_mirror_get_jobs (MmsMirror *self);
void        mms_mirror_stop (MmsMirror *self);

G_END_DECLS
