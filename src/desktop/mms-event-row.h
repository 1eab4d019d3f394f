/* Shows one line of a job's history: when, what became true or what went wrong, and who.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "core/mms-event.h"

G_BEGIN_DECLS

#define MMS_TYPE_EVENT_ROW (mms_event_row_get_type ())
G_DECLARE_FINAL_TYPE (MmsEventRow, mms_event_row, MMS, EVENT_ROW, GtkListBoxRow)

GtkWidget *mms_event_row_new (const MmsEvent *event);

G_END_DECLS
