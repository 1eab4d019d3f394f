/* Tests that blocking work runs in order, off the main loop, and is answered on it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "worker/mms-worker.h"

typedef struct
{
  GString *story;
  GThread *main_thread;
  guint waiting;
} Fixture;

static void
note (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Fixture *fixture = g_object_get_data (G_OBJECT (task), "fixture");

  g_assert_true (g_thread_self () != fixture->main_thread);
  g_string_append (fixture->story, data);
  g_task_return_boolean (task, TRUE);
}

static void
answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_thread_self () == fixture->main_thread);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_string_append (fixture->story, "x");
    }
  fixture->waiting--;
}

static void
hand_over (Fixture *fixture, MmsWorker *worker, const char *word, GCancellable *cancellable)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, answered, fixture);

  g_task_set_task_data (task, (gpointer) word, NULL);
  g_object_set_data (G_OBJECT (task), "fixture", fixture);
  fixture->waiting++;
  mms_worker_run (worker, task, note);
}

static void
test_in_order (void)
{
  g_autoptr (MmsWorker) worker = mms_worker_new ("test");
  Fixture fixture = { g_string_new (NULL), g_thread_self (), 0 };

  hand_over (&fixture, worker, "a", NULL);
  hand_over (&fixture, worker, "b", NULL);
  hand_over (&fixture, worker, "c", NULL);
  while (fixture.waiting > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture.story->str, ==, "abc");
  g_string_free (fixture.story, TRUE);
}

static void
test_cancelled_is_never_begun (void)
{
  g_autoptr (MmsWorker) worker = mms_worker_new ("test");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Fixture fixture = { g_string_new (NULL), g_thread_self (), 0 };

  g_cancellable_cancel (cancellable);
  hand_over (&fixture, worker, "never", cancellable);
  while (fixture.waiting > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture.story->str, ==, "x");
  g_string_free (fixture.story, TRUE);
}

static void
test_closing_finishes_what_waits (void)
{
  MmsWorker *worker = mms_worker_new ("test");
  Fixture fixture = { g_string_new (NULL), g_thread_self (), 0 };

  hand_over (&fixture, worker, "last", NULL);
  g_object_unref (worker);
  while (fixture.waiting > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture.story->str, ==, "last");
  g_string_free (fixture.story, TRUE);
}

static void
test_waits_for_all (void)
{
  MmsWorker *worker = mms_worker_new ("test");

  g_assert_false (mms_worker_wait_for_all (20));
  g_object_unref (worker);
  g_assert_true (mms_worker_wait_for_all (5000));
}

static void
give_back_slowly (gpointer given_back)
{
  g_usleep (100 * 1000);
  g_atomic_int_set ((gint *) given_back, 1);
}

static GPrivate kept = G_PRIVATE_INIT (give_back_slowly);

static gpointer
keep (gpointer given_back)
{
  g_private_set (&kept, given_back);
  return NULL;
}

/* OpenSSL keeps something for each thread, and loses it where the program ends before the thread. */
static void
test_waits_for_what_is_kept (void)
{
  gint given_back[3] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (given_back); i++)
    mms_worker_spawn ("test", keep, &given_back[i]);
  g_assert_true (mms_worker_wait_for_all (5000));
  for (guint i = 0; i < G_N_ELEMENTS (given_back); i++)
    g_assert_cmpint (g_atomic_int_get (&given_back[i]), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/works-in-order-and-answers-on-the-main-loop", test_in_order);
  g_test_add_func ("/worker/never-begins-what-was-cancelled", test_cancelled_is_never_begun);
  g_test_add_func ("/worker/finishes-what-waits-when-closed", test_closing_finishes_what_waits);
  g_test_add_func ("/worker/tells-when-no-thread-is-left", test_waits_for_all);
  g_test_add_func ("/worker/waits-for-what-libraries-keep-for-a-thread", test_waits_for_what_is_kept);
  return g_test_run ();
}
