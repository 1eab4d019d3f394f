/* Tests that what was acknowledged survives kill -9, and that processes share the file.
 *
 * Run with a word and a path it is one of those processes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store-fixture.h"

#include <string.h>
#include <unistd.h>

#define N_KILLS 12
#define N_REQUESTS 40
#define N_RECORDS_A_JOB 5

static const char *self_path;

static void
say (const char *line)
{
  if (write (STDOUT_FILENO, line, strlen (line)) < 0)
    _exit (1);
}

/* Records jobs for ever; each record has one event and carries their count. What is acknowledged
 * is said at once. */
static int
write_for_ever (const char *path)
{
  g_autoptr (MmsDatabase) database = store_open (path);

  g_assert_true (mms_database_own (database, NULL));
  say ("ready\n");
  for (guint n = 0;; n++)
    {
      g_autoptr (MmsJob) job = store_make_job (n / N_RECORDS_A_JOB);
      g_autoptr (GBytes) metainfo = g_bytes_new_take (g_malloc0 (20000), 20000);
      g_autofree char *line = NULL;

      mms_job_set_bytes_total (job, n % N_RECORDS_A_JOB + 1);
      mms_job_set_metainfo (job, metainfo);
      store_record (database, job, "an event");
      line = g_strdup_printf ("%u\n", n);
      say (line);
    }
  return 0;
}

static int
submit_some (const char *path)
{
  g_autoptr (MmsDatabase) database = store_open (path);

  for (guint i = 0; i < N_REQUESTS; i++)
    store_submit (database, MMS_REQUEST_RETRY, "00000000000000000000000000000000000000AA", NULL);
  store_close (database);
  return 0;
}

static GSubprocess *
begin (const char *word, const char *path)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, self_path, word,
                                           path, NULL);

  g_assert_no_error (error);
  return process;
}

/* Reads what a process acknowledges for @ms, kills it, reads the rest. Returns: how many */
static guint
kill_after (GSubprocess *process, guint ms)
{
  g_autoptr (GDataInputStream) stream
    = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *ready = g_data_input_stream_read_line (stream, NULL, NULL, NULL);
  guint acknowledged = 0;

  g_assert_cmpstr (ready, ==, "ready");
  g_usleep (ms * 1000);
  g_subprocess_force_exit (process);
  for (;;)
    {
      gsize length = 0;
      g_autofree char *line = g_data_input_stream_read_line (stream, &length, NULL, NULL);

      if (line == NULL || *line == '\0')
        break;
      acknowledged = (guint) g_ascii_strtoull (line, NULL, 10) + 1;
    }
  g_subprocess_wait (process, NULL, NULL);
  return acknowledged;
}

/* Every acknowledged record is there, at most one more is, and no record without its event. */
static void
assert_whole (MmsDatabase *database, guint acknowledged)
{
  g_autoptr (GPtrArray) jobs = store_load (database);
  guint records = 0;

  for (guint i = 0; i < jobs->len; i++)
    {
      MmsJob *job = jobs->pdata[i];
      g_autoptr (MmsJob) made = store_make_job (i);
      g_autoptr (GPtrArray) events = store_history (database, mms_job_get_hash (job));

      g_assert_cmpint (mms_job_get_bytes_total (job), ==, events->len);
      g_assert_cmpuint (g_bytes_get_size (mms_job_get_metainfo (job)), ==, 20000);
      records += events->len;
      mms_job_set_bytes_total (job, mms_job_get_bytes_total (made));
      mms_job_set_metainfo (job, mms_job_get_metainfo (made));
      store_assert_same_job (job, made);
    }
  g_assert_cmpuint (records, >=, acknowledged);
  g_assert_cmpuint (records, <=, acknowledged + 1);
}

static void
test_kill_costs_nothing (void)
{
  guint total = 0;

  for (guint i = 0; i < N_KILLS; i++)
    {
      g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
      g_autofree char *path = mms_test_dir_build (dir, "mms.db");
      g_autoptr (GSubprocess) process = begin ("write", path);
      guint acknowledged = kill_after (process, (guint) g_test_rand_int_range (0, 60));
      g_autoptr (MmsDatabase) database = store_open (path);
      g_autofree char *notice = mms_database_dup_notice (database);

      g_assert_null (notice);
      g_assert_true (mms_database_own (database, NULL));
      assert_whole (database, acknowledged);
      total += acknowledged;
      store_close (database);
    }
  g_test_message ("%u records were acknowledged before %u kills", total, N_KILLS);
  g_assert_cmpuint (total, >, 0);
}

/* At its birth a database is killed, too: the next start finds it or begins it, and says at most
 * that it was set aside. */
static void
test_kill_at_birth (void)
{
  for (guint i = 0; i < N_KILLS; i++)
    {
      g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
      g_autofree char *path = mms_test_dir_build (dir, "mms.db");
      g_autoptr (GSubprocess) process = begin ("write", path);
      g_autoptr (MmsDatabase) database = NULL;
      g_autoptr (MmsJob) job = store_make_job (1000);

      g_usleep ((gulong) g_test_rand_int_range (0, 25) * 1000);
      g_subprocess_force_exit (process);
      g_subprocess_wait (process, NULL, NULL);
      database = store_open (path);
      g_assert_true (mms_database_own (database, NULL));
      store_record (database, job, NULL);
      store_close (database);
    }
}

static void
test_owner_keeps_others_off_until_killed (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_build (dir, "mms.db");
  g_autoptr (GSubprocess) process = begin ("write", path);
  g_autoptr (GDataInputStream) stream
    = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *ready = g_data_input_stream_read_line (stream, NULL, NULL, NULL);
  g_autoptr (MmsDatabase) database = store_open (path);
  g_autoptr (GError) error = NULL;

  g_assert_false (mms_database_own (database, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, g_subprocess_get_identifier (process)));
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  g_assert_true (mms_database_own (database, NULL));
  store_close (database);
}

static void
test_all_requests_arrive (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_build (dir, "mms.db");
  g_autoptr (MmsDatabase) database = store_open (path);
  g_autoptr (GSubprocess) first = begin ("submit", path);
  g_autoptr (GSubprocess) second = begin ("submit", path);
  g_autoptr (GPtrArray) requests = NULL;
  g_autoptr (GHashTable) ids = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < N_REQUESTS; i++)
    {
      g_autoptr (MmsJob) job = store_make_job (i);

      store_record (database, job, "meanwhile");
      store_submit (database, MMS_REQUEST_GRAB, mms_job_get_hash (job), job);
    }
  g_assert_true (g_subprocess_wait_check (first, NULL, NULL));
  g_assert_true (g_subprocess_wait_check (second, NULL, NULL));
  g_assert_true (store_poll (database));
  requests = store_requests (database);
  g_assert_cmpuint (requests->len, ==, 3 * N_REQUESTS);
  for (guint i = 0; i < requests->len; i++)
    g_assert_true (g_hash_table_add (ids, &((MmsRequest *) requests->pdata[i])->id));
  store_close (database);
}

static void
test_two_may_begin_at_once (void)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
      g_autofree char *path = mms_test_dir_build (dir, "mms.db");
      g_autoptr (GSubprocess) first = begin ("submit", path);
      g_autoptr (GSubprocess) second = begin ("submit", path);
      g_autoptr (MmsDatabase) database = NULL;
      g_autoptr (GPtrArray) requests = NULL;

      g_assert_true (g_subprocess_wait_check (first, NULL, NULL));
      g_assert_true (g_subprocess_wait_check (second, NULL, NULL));
      database = store_open (path);
      requests = store_requests (database);
      g_assert_cmpuint (requests->len, ==, 2 * N_REQUESTS);
      store_close (database);
    }
}

int
main (int argc, char *argv[])
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  if (argc == 3 && g_str_equal (argv[1], "write"))
    return write_for_ever (argv[2]);
  if (argc == 3 && g_str_equal (argv[1], "submit"))
    return submit_some (argv[2]);
  self_path = program;
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/database-crash/a-kill-costs-nothing-that-was-acknowledged",
                   test_kill_costs_nothing);
  g_test_add_func ("/database-crash/a-kill-at-birth-does-not-block-the-next-start",
                   test_kill_at_birth);
  g_test_add_func ("/database-crash/the-owner-keeps-others-off-until-it-is-killed",
                   test_owner_keeps_others_off_until_killed);
  g_test_add_func ("/database-crash/all-requests-of-three-processes-arrive",
                   test_all_requests_arrive);
  g_test_add_func ("/database-crash/two-processes-may-begin-a-database",
                   test_two_may_begin_at_once);
  return g_test_run ();
}
