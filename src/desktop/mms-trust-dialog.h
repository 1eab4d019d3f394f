/* Shows the key or certificate that a service offers, and trusts it when the person says so.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/mms-context.h"

G_BEGIN_DECLS

typedef void (*MmsTrusted) (gpointer user_data);

void mms_trust_dialog_present (GtkWindow *parent, MmsContext *context, MmsService service,
                               MmsTrusted trusted, gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
