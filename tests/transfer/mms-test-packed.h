/* Makes packed releases for the tests: by the real packer's files, and by tests/support/packed.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "support/mms-test-dir.h"

G_BEGIN_DECLS

/* What "film.mkv" and "film.en.srt" hold in all of them, as a source for mms_test_pack(). */
#define MMS_TEST_PACKED_FILM "text:600:the film"
#define MMS_TEST_PACKED_SUBTITLE "text:60:a subtitle"

void  mms_test_pack (MmsTestDir *dir, const char *folder, const char *words, ...)
  G_GNUC_NULL_TERMINATED;
void  mms_test_packed_copy (MmsTestDir *dir, const char *folder, const char *const *names);
char *mms_test_packed_text (guint lines, const char *word);

G_END_DECLS
