/* Tests that no damage, no newer version and no full disk ever costs what is in the file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* setresuid */
#endif
#include "store-fixture.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "store/mms-database-lock.h"
#include "store/mms-migrations.h"

#define NOBODY 65534
#define N_JOBS 40

static void
make_database (const char *path)
{
  g_autoptr (MmsDatabase) database = store_open (path);

  for (guint i = 0; i < N_JOBS; i++)
    {
      g_autoptr (MmsJob) job = store_make_job (i);

      store_record (database, job, "an event");
    }
  store_close (database);
}

static void
meddle (const char *path, const char *sql)
{
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  if (sqlite3_exec (handle, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (handle));
  sqlite3_close (handle);
}

static GBytes *
read_bytes (const char *path)
{
  char *data = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  return g_bytes_new_take (data, length);
}

/* Returns: (transfer full) (nullable): the name of the one file in @folder that was set aside */
static char *
find_aside (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;
  char *found = NULL;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (strstr (name, ".damaged-") != NULL && !g_str_has_suffix (name, "-wal")
        && !g_str_has_suffix (name, "-shm"))
      {
        g_assert_null (found);
        found = g_strdup (name);
      }
  return found;
}

/* What is done to a sound file of some hundred kilobytes. */
typedef void (*Damage) (char *data, gsize *length);

static void
make_garbage (char *data, gsize *length)
{
  for (gsize i = 0; i < *length; i++)
    data[i] = (char) (i * 7 + i / 256);
}

static void
make_zeros (char *data, gsize *length)
{
  memset (data, 0, *length);
}

static void
make_empty (char *data, gsize *length)
{
  *length = 0;
}

static void
cut_in_half (char *data, gsize *length)
{
  *length /= 2;
}

static void
cut_in_the_header (char *data, gsize *length)
{
  *length = 50;
}

static void
zero_the_middle (char *data, gsize *length)
{
  memset (data + 4096, 0, *length - 8192);
}

static void
scribble_on_every_page (char *data, gsize *length)
{
  for (gsize i = 4096; i < *length; i += 4096)
    memset (data + i, 0xa5, 16);
}

static void
test_damage (gconstpointer damage)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_build (dir, "mms.db");
  g_autofree char *data = NULL;
  g_autofree char *aside = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *notice = NULL;
  g_autoptr (MmsDatabase) database = NULL;
  g_autoptr (MmsJob) job = store_make_job (1);
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  gsize kept_length = 0;

  make_database (path);
  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  g_assert_cmpuint (length, >, 20 * 1024);
  ((Damage) damage) (data, &length);
  g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));

  database = mms_database_new (path);
  g_assert_true (store_try_open (database, &error));
  g_assert_no_error (error);
  notice = mms_database_dup_notice (database);
  aside = find_aside (dir->path);
  g_assert_nonnull (aside);
  g_assert_cmpuint (strlen (aside), ==, strlen ("mms.db.damaged-YYYYmmddTHHMMSS"));
  g_assert_nonnull (strstr (notice, aside));
  g_assert_null (strchr (notice, '\n'));
  kept = mms_test_dir_read (dir, aside, &kept_length);
  g_assert_cmpmem (kept, kept_length, data, length);
  jobs = store_load (database);
  g_assert_cmpuint (jobs->len, ==, 0);
  store_record (database, job, NULL);
  store_close (database);
}

static void
test_twice_damaged_is_twice_kept (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autoptr (GDir) listing = NULL;
  const char *name = NULL;
  guint n = 0;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *path =
        mms_test_dir_write (dir, "mms.db", "garbage of some length, no header", -1);
      g_autoptr (MmsDatabase) database = store_open (path);

      store_close (database);
    }
  listing = g_dir_open (dir->path, 0, NULL);
  while ((name = g_dir_read_name (listing)) != NULL)
    n += strstr (name, ".damaged-") != NULL;
  g_assert_cmpuint (n, ==, 3);
}

/* SQLite throws the WAL of an empty file away; committed jobs may be in it. */
static void
test_wal_goes_with_its_file (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_build (dir, "mms.db");
  g_autofree char *wal = mms_test_dir_write (dir, "mms.db-wal", "what was committed", -1);
  g_autofree char *aside = NULL;
  g_autofree char *aside_wal = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (MmsDatabase) database = NULL;

  g_free (mms_test_dir_write (dir, "mms.db", "", 0));
  database = store_open (path);
  aside = find_aside (dir->path);
  aside_wal = g_strconcat (aside, "-wal", NULL);
  kept = mms_test_dir_read (dir, aside_wal, NULL);
  g_assert_cmpstr (kept, ==, "what was committed");
  store_close (database);
}

static void
test_damaged_but_owned_stays (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path =
    mms_test_dir_write (dir, "mms.db", "garbage of some length, no header", -1);
  g_autoptr (MmsDatabase) owner = mms_database_new (path);
  g_autoptr (MmsDatabase) other = mms_database_new (path);
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (mms_database_own (owner, NULL));
  g_assert_false (store_try_open (other, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_BUSY);
  kept = mms_test_dir_read (dir, "mms.db", NULL);
  g_assert_cmpstr (kept, ==, "garbage of some length, no header");
  g_assert_true (store_try_open (owner, NULL));
  g_assert_true (mms_database_get_owner (owner));
  g_assert_true (store_try_open (other, NULL));
  store_close (other);
  store_close (owner);
}

/* @code: what opening must say; the file must not change by a byte. */
static void
assert_refused (const char *path, MmsError code, const char *words)
{
  g_autoptr (GBytes) before = read_bytes (path);
  g_autoptr (GBytes) after = NULL;
  g_autoptr (MmsDatabase) database = mms_database_new (path);
  g_autofree char *notice = NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_false (store_try_open (database, &error));
  g_assert_error (error, MMS_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_nonnull (strstr (error->message, path));
  after = read_bytes (path);
  g_assert_true (g_bytes_equal (before, after));
  g_assert_null (find_aside (folder));
  notice = mms_database_dup_notice (database);
  g_assert_null (notice);
}

static void
test_newer_version_is_left_alone (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_build (dir, "mms.db");

  make_database (path);
  meddle (path, "PRAGMA user_version = 99; CREATE TABLE of_the_future (x)");
  assert_refused (path, MMS_ERROR_UNSUPPORTED, "newer");
}

static void
test_foreign_file_is_left_alone (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_build (dir, "other.db");
  g_autofree char *marked = mms_test_dir_build (dir, "marked.db");

  meddle (path, "CREATE TABLE bookmarks (x); INSERT INTO bookmarks VALUES (1)");
  assert_refused (path, MMS_ERROR_REFUSED, "another program");
  meddle (marked, "PRAGMA application_id = 7; CREATE TABLE jobs (x)");
  assert_refused (marked, MMS_ERROR_REFUSED, "another program");
}

static void
test_folder_is_no_database (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_make (dir, "mms.db");
  g_autoptr (MmsDatabase) database = mms_database_new (path);
  g_autoptr (GError) error = NULL;

  g_assert_false (store_try_open (database, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
}

/* A migration that fails leaves the version and the tables of before. */
static void
test_migrations_are_all_or_nothing (void)
{
  static const char *const steps[] = { "CREATE TABLE a (x)",
                                       "CREATE TABLE b (x); INSERT INTO a VALUES (1);",
                                       "CREATE TABLE c (x); INSERT INTO nowhere VALUES (1)", NULL };
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_build (dir, "m.db");
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsSqlite) sqlite = mms_sqlite_open (path, NULL);
  gint64 version = 0;
  gint64 tables = 0;

  g_assert_false (mms_migrations_run (sqlite, steps, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
  g_assert_true (mms_sqlite_read_number (sqlite, "PRAGMA user_version", &version, NULL));
  g_assert_cmpint (version, ==, 2);
  g_assert_true (
    mms_sqlite_read_number (sqlite, "SELECT count(*) FROM sqlite_schema", &tables, NULL));
  g_assert_cmpint (tables, ==, 2);
  g_assert_true (mms_migrations_check (sqlite, 2, NULL));
  g_assert_false (mms_migrations_check (sqlite, 1, NULL));
}

/* A file of the first version of MMS keeps its jobs and its requests, and learns what is new. */
static void
test_first_version_is_taken_over (void)
{
  const char *const first[] = { mms_migrations_get ()[0], NULL };
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_build (dir, "mms.db");
  MmsSqlite *sqlite = mms_sqlite_open (path, NULL);
  g_autoptr (MmsDatabase) database = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GPtrArray) requests = NULL;
  g_autoptr (GPtrArray) again = NULL;

  g_assert_true (mms_migrations_run (sqlite, first, NULL));
  g_assert_true (mms_sqlite_exec (
    sqlite,
    "INSERT INTO jobs (hash, name, fact, verified)"
    " VALUES ('AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'Metropolis', 'complete', 'not-yet');"
    "INSERT INTO requests (kind, about) VALUES ('retry', 'AA')",
    NULL));
  g_clear_pointer (&sqlite, mms_sqlite_close);
  database = store_open (path);
  jobs = store_load (database);
  requests = store_requests (database);
  g_assert_cmpuint (jobs->len, ==, 1);
  g_assert_cmpuint (requests->len, ==, 1);
  g_assert_cmpint (mms_job_get_fact (jobs->pdata[0]), ==, MMS_FACT_COMPLETE);
  g_assert_false (mms_job_get_paused (jobs->pdata[0]));
  g_assert_cmpint (mms_job_get_priority (jobs->pdata[0]), ==, MMS_PRIORITY_NORMAL);
  g_assert_cmpint (mms_job_get_rate_limit (jobs->pdata[0]), ==, 0);
  mms_job_set_paused (jobs->pdata[0], TRUE);
  mms_job_set_priority (jobs->pdata[0], MMS_PRIORITY_HIGH);
  mms_job_set_rate_limit (jobs->pdata[0], 5000000);
  store_record (database, jobs->pdata[0], NULL);
  again = store_load (database);
  store_assert_same_job (again->pdata[0], jobs->pdata[0]);
}

static void
test_unborn_database_is_begun (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_build (dir, "mms.db");
  g_autoptr (MmsDatabase) database = NULL;
  g_autofree char *notice = NULL;

  /* What a kill between the first page and the first table leaves. */
  meddle (path, "PRAGMA journal_mode = WAL");
  database = store_open (path);
  notice = mms_database_dup_notice (database);
  g_assert_null (notice);
  store_close (database);
}

static void
test_settings_of_the_file (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_build (dir, "mms.db");
  g_autoptr (MmsSqlite) sqlite = NULL;
  g_autofree char *mode = NULL;

  make_database (path);
  sqlite = mms_sqlite_open (path, NULL);
  mode = mms_sqlite_read_text (sqlite, "PRAGMA journal_mode", NULL);
  g_assert_cmpstr (mode, ==, "wal");
}

/* A process that opens keeps others waiting, not for ever. */
static void
test_opening_waits_for_others (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_build (dir, "mms.db");
  g_autoptr (MmsDatabase) database = mms_database_new (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  int fd = mms_database_lock_opening (path, &error);

  g_assert_no_error (error);
  mms_database_open_async (database, NULL, mms_test_wait_store, &result);
  mms_test_wait_ms (150);
  g_assert_null (result);
  close (fd);
  mms_test_wait_for_result (&result);
  g_assert_true (mms_database_open_finish (database, result, &error));
  g_assert_no_error (error);
  store_close (database);
}

static void
test_writing_waits_for_others (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_build (dir, "mms.db");
  g_autoptr (MmsDatabase) database = store_open (path);
  g_autoptr (MmsJob) job = store_make_job (1);
  g_autoptr (GAsyncResult) result = NULL;
  sqlite3 *other = NULL;

  g_assert_cmpint (sqlite3_open (path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  mms_journal_record_async (MMS_JOURNAL (database), job, NULL, NULL, mms_test_wait_store, &result);
  mms_test_wait_ms (150);
  g_assert_null (result);
  g_assert_cmpint (sqlite3_exec (other, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  mms_test_wait_for_result (&result);
  g_assert_true (mms_journal_record_finish (MMS_JOURNAL (database), result, NULL));
  sqlite3_close (other);
  store_close (database);
}

/* Damage that comes while we run is an error, and nothing is overwritten. */
static void
test_damage_while_open_is_told (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_build (dir, "mms.db");
  g_autoptr (MmsDatabase) database = store_open (path);
  g_autoptr (MmsJob) job = store_make_job (1);
  g_autoptr (MmsEvent) event = mms_event_new (1, MMS_FACT_CHOSEN, FALSE, "mms", "x");
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;

  meddle (path, "DROP TABLE events; DROP TABLE ignored");
  g_assert_false (store_try_record (database, job, event, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_REFUSED);
  none = store_load (database);
  g_assert_cmpuint (none->len, ==, 0);
  store_close (database);
}

/* The next two run in a process of its own: limits and users are the process's. */

static void
fill_the_disk (void)
{
  const char *path = g_getenv ("MMS_TEST_DATABASE");
  g_autoptr (MmsDatabase) database = store_open (path);
  struct rlimit limit;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GPtrArray) more = NULL;
  g_autoptr (MmsJob) last = store_make_job (5000);
  guint n = 0;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = 400 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  for (n = 0; n < 1000 && error == NULL; n++)
    {
      g_autoptr (MmsJob) job = store_make_job (n);
      g_autoptr (GBytes) metainfo = g_bytes_new_take (g_malloc0 (50000), 50000);

      mms_job_set_metainfo (job, metainfo);
      store_try_record (database, job, NULL, &error);
    }
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, path));
  jobs = store_load (database);
  g_assert_cmpuint (jobs->len, ==, n - 1);
  g_assert_cmpuint (jobs->len, >, 0);

  limit.rlim_cur = limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  store_record (database, last, "there is room again");
  store_close (database);
  g_assert_true (store_try_open (database, NULL));
  more = store_load (database);
  g_assert_cmpuint (more->len, ==, n);
  store_close (database);
}

static void
begin_on_full_disk (void)
{
  const char *path = g_getenv ("MMS_TEST_DATABASE");
  g_autoptr (MmsDatabase) database = mms_database_new (path);
  struct rlimit limit;
  g_autofree char *notice = NULL;
  g_autoptr (GError) error = NULL;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (store_try_open (database, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NO_SPACE);
  limit.rlim_cur = limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_true (store_try_open (database, NULL));
  notice = mms_database_dup_notice (database);
  g_assert_null (notice);
  store_close (database);
}

static void
become_nobody (void)
{
  if (getuid () == 0)
    {
      g_assert_cmpint (setresgid (NOBODY, NOBODY, NOBODY), ==, 0);
      g_assert_cmpint (setresuid (NOBODY, NOBODY, NOBODY), ==, 0);
    }
}

static void
open_unwritable (void)
{
  const char *path = g_getenv ("MMS_TEST_DATABASE");
  g_autoptr (MmsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  become_nobody ();
  database = mms_database_new (path);
  g_assert_false (store_try_open (database, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_READ_ONLY);
  g_assert_nonnull (strstr (error->message, path));
}

static void
run_case (const char *name, const char *path)
{
  g_autofree char *test = g_strconcat ("/database-file/subprocess/", name, NULL);

  g_setenv ("MMS_TEST_DATABASE", path, TRUE);
  g_test_trap_subprocess (test, 60 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
test_full_disk_costs_nothing (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_build (dir, "mms.db");
  g_autofree char *unborn = mms_test_dir_build (dir, "unborn.db");

  run_case ("full", path);
  run_case ("full-at-birth", unborn);
}

static void
test_read_only_is_told (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_build (dir, "mms.db");
  g_autofree char *lock = mms_test_dir_build (dir, "mms.db.lock");
  g_autofree char *nowhere = mms_test_dir_build (dir, "new.db");
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;

  make_database (path);
  before = read_bytes (path);
  g_assert_cmpint (g_chmod (lock, 0666), ==, 0);
  g_assert_cmpint (g_chmod (path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (dir->path, 0555), ==, 0);
  run_case ("unwritable", path);
  run_case ("unwritable", nowhere);
  g_assert_cmpint (g_chmod (dir->path, 0755), ==, 0);
  after = read_bytes (path);
  g_assert_true (g_bytes_equal (before, after));
}

static void
test_nowhere_to_write_is_told (void)
{
  g_autoptr (MmsDatabase) database = mms_database_new ("/sys/kernel/mms.db");
  g_autoptr (GError) opened = NULL;
  g_autoptr (GError) owned = NULL;

  g_assert_false (store_try_open (database, &opened));
  g_assert_error (opened, MMS_ERROR, MMS_ERROR_READ_ONLY);
  g_assert_false (mms_database_own (database, &owned));
  g_assert_error (owned, MMS_ERROR, MMS_ERROR_READ_ONLY);
}

#define ADD_DAMAGE(sentence, damage) \
  g_test_add_data_func ("/database-file/is-set-aside-when/" sentence, damage, test_damage)
#define ADD(sentence, func) g_test_add_func ("/database-file/" sentence, func)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_DAMAGE ("it-is-garbage", make_garbage);
  ADD_DAMAGE ("it-is-zeros", make_zeros);
  ADD_DAMAGE ("it-is-empty", make_empty);
  ADD_DAMAGE ("half-of-it-is-missing", cut_in_half);
  ADD_DAMAGE ("only-half-a-header-is-left", cut_in_the_header);
  ADD_DAMAGE ("its-middle-is-zeros", zero_the_middle);
  ADD_DAMAGE ("every-page-is-scribbled-on", scribble_on_every_page);
  ADD ("is-kept-each-time-it-is-damaged", test_twice_damaged_is_twice_kept);
  ADD ("takes-its-wal-along-when-set-aside", test_wal_goes_with_its_file);
  ADD ("stays-while-another-process-owns-it", test_damaged_but_owned_stays);
  ADD ("of-a-newer-version-is-left-alone", test_newer_version_is_left_alone);
  ADD ("of-another-program-is-left-alone", test_foreign_file_is_left_alone);
  ADD ("may-not-be-a-folder", test_folder_is_no_database);
  ADD ("migrates-wholly-or-not-at-all", test_migrations_are_all_or_nothing);
  ADD ("of-the-first-version-is-taken-over", test_first_version_is_taken_over);
  ADD ("is-begun-where-a-kill-left-it-unborn", test_unborn_database_is_begun);
  ADD ("writes-ahead", test_settings_of_the_file);
  ADD ("is-opened-by-one-process-at-a-time", test_opening_waits_for_others);
  ADD ("is-written-by-one-process-at-a-time", test_writing_waits_for_others);
  ADD ("tells-damage-that-comes-later", test_damage_while_open_is_told);
  ADD ("loses-nothing-on-a-full-disk", test_full_disk_costs_nothing);
  ADD ("tells-that-it-cannot-be-written", test_read_only_is_told);
  ADD ("tells-that-there-is-nowhere-to-write", test_nowhere_to_write_is_told);
  ADD ("subprocess/full", fill_the_disk);
  ADD ("subprocess/full-at-birth", begin_on_full_disk);
  ADD ("subprocess/unwritable", open_unwritable);
  return g_test_run ();
}
