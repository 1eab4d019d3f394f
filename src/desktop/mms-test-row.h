/* Tests one connection and says in one line what came of it, with the way on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/mms-context.h"

G_BEGIN_DECLS

#define MMS_TYPE_TEST_ROW (mms_test_row_get_type ())
G_DECLARE_FINAL_TYPE (MmsTestRow, mms_test_row, MMS, TEST_ROW, AdwActionRow)

void mms_test_row_set_service (MmsTestRow *self, MmsContext *context, MmsService service);
void mms_test_row_run (MmsTestRow *self);

G_END_DECLS
