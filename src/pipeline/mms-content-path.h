/* Says where the data of a torrent lies on the seedbox, and what of it is the torrent's own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-torrent-facts.h"

G_BEGIN_DECLS

char    *mms_content_path_new (const MmsTorrentFacts *facts);
gboolean mms_content_path_is_own (const MmsTorrentFacts *facts);

G_END_DECLS
