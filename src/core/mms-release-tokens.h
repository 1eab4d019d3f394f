/* Cuts the name of a release into words, and says what each of them is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/mms-release-words.h"

G_BEGIN_DECLS

#define MMS_RELEASE_TOKENS_MAX 256

typedef struct
{
  guint start;                /* in the text */
  guint end;                  /* the byte behind it */
  char before;                /* the separator right before it; 0 at the start */
  gboolean dashed;            /* " - " stands before it */
  char bracket;               /* ( [ or { that it is in; 0: none */
  const MmsReleaseWord *word; /* (nullable): what the phrase says that begins here */
  guint length;               /* of that phrase, in tokens */
} MmsReleaseToken;

typedef struct
{
  char *text;   /* (owned): the name, valid UTF-8, without its extension */
  char *folded; /* (owned): the same in lower case, byte for byte as long */
  MmsReleaseToken tokens[MMS_RELEASE_TOKENS_MAX];
  guint n_tokens;
} MmsReleaseTokens;

void mms_release_tokens_read (MmsReleaseTokens *self, const char *name);
void mms_release_tokens_clear (MmsReleaseTokens *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MmsReleaseTokens, mms_release_tokens_clear)

guint mms_release_tokens_after (const MmsReleaseTokens *self, guint offset);
gboolean mms_release_tokens_shouts (const MmsReleaseTokens *self, guint index);
gboolean mms_release_tokens_is (const MmsReleaseTokens *self, guint index, const char *word);
gboolean mms_release_tokens_get_number (const MmsReleaseTokens *self,
                                        guint index,
                                        guint digits_max,
                                        guint *number);

G_END_DECLS
