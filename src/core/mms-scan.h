/* Reads numbers and words where a reader of release names stands.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-release-tokens.h"

G_BEGIN_DECLS

typedef struct
{
  guint start; /* in the text */
  guint end;   /* the byte behind it */
} MmsReleaseSpan;

const char *mms_scan_skip (const char *p, const char *set, guint most);
const char *mms_scan_digits (const char *p, guint least, guint most, guint *number);
const char *mms_scan_word (const char *p, const char *const *words);
gboolean mms_scan_ends (const char *p);
void mms_scan_set_span (MmsReleaseSpan *span, const MmsReleaseTokens *tokens, guint index,
                        const char *end);
const char *mms_scan_get_text (const MmsReleaseTokens *tokens, guint index);
gboolean mms_release_numbers_add (MmsReleaseNumbers *self, guint number, gboolean range);
void mms_release_numbers_clear (MmsReleaseNumbers *self);
gboolean mms_scan_is_year (guint number);
gboolean mms_scan_ends_title (const MmsReleaseTokens *tokens, guint end);

G_END_DECLS
