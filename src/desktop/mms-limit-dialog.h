/* Asks for the speed limit of one release.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "core/mms-job.h"

G_BEGIN_DECLS

/* @rate: bytes per second; 0: none */
typedef void (*MmsLimitChosen) (gint64 rate, gpointer user_data);

void mms_limit_dialog_present (GtkWindow *parent, MmsJob *job, MmsLimitChosen chosen,
                               gpointer user_data, GDestroyNotify free_user_data);

G_END_DECLS
