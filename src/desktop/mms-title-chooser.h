/* Lets a person say which film, or which episodes of which series, a release is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/mms-context.h"

G_BEGIN_DECLS

#define MMS_TYPE_TITLE_CHOOSER (mms_title_chooser_get_type ())
G_DECLARE_FINAL_TYPE (MmsTitleChooser, mms_title_chooser, MMS, TITLE_CHOOSER, GtkBox)

void       mms_title_chooser_set_context (MmsTitleChooser *self, MmsContext *context);
void       mms_title_chooser_set_term (MmsTitleChooser *self, const char *term);
void       mms_title_chooser_propose (MmsTitleChooser *self, const char *release);
void       mms_title_chooser_set_part (MmsTitleChooser *self, int season, GArray *episodes);
gboolean   mms_title_chooser_get_ready (MmsTitleChooser *self);
void       mms_title_chooser_decide_async (MmsTitleChooser *self, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
MmsIntent *mms_title_chooser_decide_finish (MmsTitleChooser *self, GAsyncResult *result,
                                            GError **error);

G_END_DECLS
