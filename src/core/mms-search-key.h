/* Finds words in names, whatever their case, accents and separators, and with a slip of the finger.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct MmsSearchWords MmsSearchWords;

char *mms_search_key_new (const char *text);

MmsSearchWords *mms_search_words_new (const char *text);
void mms_search_words_free (MmsSearchWords *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsSearchWords, mms_search_words_free)

gboolean mms_search_words_is_empty (const MmsSearchWords *self);
gboolean mms_search_words_match (const MmsSearchWords *self, const char *key);

G_END_DECLS
