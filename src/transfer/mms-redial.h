/* How often and how soon a line that broke is dialled again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  guint tries;    /* in a row, without a byte in between */
  guint first_ms; /* doubled each time */
} MmsRedial;

#define MMS_REDIAL_TRIES 5
#define MMS_REDIAL_FIRST_MS 500

guint mms_redial_get_ms (const MmsRedial *self, guint tried);

G_END_DECLS
