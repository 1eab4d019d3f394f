/* Reads a magnet link.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-error.h"

G_BEGIN_DECLS

typedef struct
{
  char hash[41];    /* 40 upper-case hex, whether the link had hex or base32 */
  char *name;       /* (owned) (nullable): dn, valid UTF-8 without control characters */
  char **trackers;  /* (owned): tr, in their order */
} MmsMagnet;

MmsMagnet *mms_magnet_new (const char *uri, GError **error);
void       mms_magnet_free (MmsMagnet *self);
gboolean   mms_magnet_is (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsMagnet, mms_magnet_free)

G_END_DECLS
