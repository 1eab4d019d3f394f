/* Runs the main context until something happened, or fails the test.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How long a test waits before it gives up; MMS_TEST_WAIT_S in the environment overrides it. */
#define MMS_TEST_WAIT_S 30

/* An asynchronous call in a test:
 *
 *   g_autoptr (GAsyncResult) result = NULL;
 *
 *   mms_thing_do_async (thing, NULL, mms_test_wait_store, &result);
 *   mms_test_wait_for_result (&result);
 *   ok = mms_thing_do_finish (thing, result, &error);
 */
void mms_test_wait_store (GObject *source, GAsyncResult *result, gpointer slot);
void mms_test_wait_for_result (GAsyncResult **slot);

typedef gboolean (*MmsTestIs) (gpointer data);

void mms_test_wait_until (MmsTestIs is, gpointer data, const char *what);
void mms_test_wait_for_flag (const gboolean *flag, const char *what);
void mms_test_wait_ms (guint ms);

G_END_DECLS
