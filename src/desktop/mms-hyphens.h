/* Keeps lines from being broken with a hyphen that would be read as a part of a path or a name.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mms_hyphens_forbid (GtkWidget *widget);

G_END_DECLS
