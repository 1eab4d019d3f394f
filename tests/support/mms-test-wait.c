/* Runs the main context until something happened, or fails the test.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "support/mms-test-wait.h"

#include <stdlib.h>

static gboolean
wake_cb (gpointer expired)
{
  *(gboolean *) expired = TRUE;
  return G_SOURCE_REMOVE;
}

/* Only there so that a condition that no source announces is looked at again. */
static gboolean
look_again_cb (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

static guint
get_patience_s (void)
{
  const char *text = g_getenv ("MMS_TEST_WAIT_S");
  const char *times = g_getenv ("MMS_TEST_PATIENCE"); /* of slow builds, on busy machines */
  long patience_s = text != NULL ? strtol (text, NULL, 10) : 0;
  double factor = times != NULL ? g_ascii_strtod (times, NULL) : 1;

  return patience_s > 0 ? (guint) patience_s : (guint) (MMS_TEST_WAIT_S * MAX (1, factor));
}

/**
 * mms_test_wait_store:
 * @slot: (type GAsyncResult**): where to put a reference to @result
 *
 * The callback to hand to any asynchronous call.
 */
void
mms_test_wait_store (GObject *source, GAsyncResult *result, gpointer slot)
{
  GAsyncResult **stored = slot;

  g_assert_null (*stored);
  *stored = g_object_ref (result);
}

static gboolean
is_stored (gpointer slot)
{
  return *(GAsyncResult **) slot != NULL;
}

/* Runs the default main context until mms_test_wait_store() filled @slot. */
void
mms_test_wait_for_result (GAsyncResult **slot)
{
  mms_test_wait_until (is_stored, slot, "an asynchronous call to answer");
}

/**
 * mms_test_wait_until:
 * @is: asked after each turn of the main context, at least every 20 ms
 * @what: said when it does not come
 *
 * Runs the default main context until @is answers %TRUE; aborts the test after the patience.
 */
void
mms_test_wait_until (MmsTestIs is, gpointer data, const char *what)
{
  gboolean expired = FALSE;
  guint alarm = g_timeout_add_seconds (get_patience_s (), wake_cb, &expired);
  guint beat = g_timeout_add (20, look_again_cb, NULL);

  while (!is (data) && !expired)
    g_main_context_iteration (NULL, TRUE);
  if (!is (data))
    g_error ("Waited %u s in vain for %s", get_patience_s (), what);
  if (!expired)
    g_source_remove (alarm);
  g_source_remove (beat);
}

static gboolean
is_set (gpointer flag)
{
  return *(const gboolean *) flag;
}

void
mms_test_wait_for_flag (const gboolean *flag, const char *what)
{
  mms_test_wait_until (is_set, (gpointer) flag, what);
}

/* Lets the main context run for @ms, to show that something does *not* happen. */
void
mms_test_wait_ms (guint ms)
{
  gboolean expired = FALSE;

  g_timeout_add (ms, wake_cb, &expired);
  while (!expired)
    g_main_context_iteration (NULL, TRUE);
}
