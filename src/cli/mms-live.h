/* Keeps lines that change at the foot of a terminal, below lines that stay.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MmsLive MmsLive;

MmsLive *mms_live_new (void);
void     mms_live_free (MmsLive *self);
gboolean mms_live_is_on (MmsLive *self);
void     mms_live_say (MmsLive *self, const char *line);
void     mms_live_show (MmsLive *self, GPtrArray *lines);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsLive, mms_live_free)

G_END_DECLS
