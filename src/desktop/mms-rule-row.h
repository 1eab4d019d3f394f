/* Edits one rule of the schedule: its days, its times and its limit.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "core/mms-rate-schedule.h"

G_BEGIN_DECLS

#define MMS_TYPE_RULE_ROW (mms_rule_row_get_type ())
G_DECLARE_FINAL_TYPE (MmsRuleRow, mms_rule_row, MMS, RULE_ROW, GtkListBoxRow)

/* Signals: "changed": a person changed something; "removed": a person wants it to go. */

MmsRuleRow *mms_rule_row_new (const MmsRateRule *rule);
gboolean    mms_rule_row_get_rule (MmsRuleRow *self, MmsRateRule *rule);

G_END_DECLS
