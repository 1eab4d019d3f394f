/* Tests that the engine opens whatever it finds, and that one process walks the road for all.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/mms-context.h"
#include "app/mms-program.h"

#include "support/mms-test-dir.h"
#include "support/mms-test-keyring.h"
#include "support/mms-test-torrent.h"
#include "support/mms-test-wait.h"

#include <string.h>

#define MAGNET_HASH "4F0A9C11D27B3E5588A6C0D1E2F3041526374859"
#define MAGNET "magnet:?xt=urn:btih:" MAGNET_HASH "&dn=Film.1927&tr=http://127.0.0.1:1/announce"

/* All tests share one home, since GLib asks for it once; each begins without a database. */
static MmsTestDir *home;

static void
begin (void)
{
  g_autofree char *folder = mms_test_dir_build (home, "data/mediamanagersuite");

  mms_test_remove_tree (folder);
}

static gboolean
open_context (MmsContext *context, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_context_open_async (context, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_context_open_finish (context, result, error);
}

static MmsContext *
new_context (gboolean owner)
{
  MmsContext *context = mms_context_new ();
  g_autoptr (GError) error = NULL;

  if (owner)
    mms_context_own (context, &error);
  g_assert_no_error (error);
  open_context (context, &error);
  g_assert_no_error (error);
  return context;
}

static void
stop (MmsContext *context)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mms_context_stop_async (context, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  mms_context_stop_finish (context, result, &error);
  g_assert_no_error (error);
  g_object_unref (context);
}

static MmsJob *
try_grab (MmsContext *context, const MmsGrab *what, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_context_grab_async (context, what, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_context_grab_finish (context, result, error);
}

static void
grab_magnet (MmsContext *context)
{
  MmsGrab what = { .link = MAGNET };
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsJob) job = try_grab (context, &what, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (mms_job_get_hash (job), ==, MAGNET_HASH);
}

static gboolean
request (MmsContext *context, MmsRequestKind kind, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_context_request_async (context, kind, MAGNET_HASH, NULL, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_context_request_finish (context, result, error);
}

static gboolean
has_job (gpointer context)
{
  return mms_context_find_job (context, MAGNET_HASH, NULL) != NULL;
}

static gboolean
has_no_job (gpointer context)
{
  return !has_job (context);
}

static void
test_garbage (void)
{
  static const char garbage[] = "This was never a database, and it is longer than a header of SQLite. "
                                "This was never a database, and it is longer than a header of SQLite.";
  MmsContext *context = NULL;
  g_autofree char *path = mms_test_dir_write (home, "data/mediamanagersuite/mms.db", garbage, -1);

  context = new_context (TRUE);
  g_assert_nonnull (mms_context_get_notice (context));
  g_assert_nonnull (strstr (mms_context_get_notice (context), ".damaged-"));
  mms_context_start (context);
  grab_magnet (context);
  stop (context);
  context = new_context (FALSE);
  g_assert_null (mms_context_get_notice (context));
  g_assert_true (has_job (context));
  stop (context);
}

static char *
try_check (MmsContext *context, MmsService service, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_context_check_async (context, service, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_context_check_finish (context, result, error);
}

static void
test_no_keyring (void)
{
  MmsContext *context = new_context (TRUE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refused = NULL;

  g_settings_set_string (mms_context_get_settings (context), "sonarr-url", "http://127.0.0.1:1");
  g_assert_null (try_check (context, MMS_SERVICE_SONARR, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "keyring"));
  mms_context_store_secret_async (context, "sonarr-api-key", "a-very-secret-value", NULL,
                                  mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_assert_false (mms_context_store_secret_finish (context, result, &refused));
  g_assert_null (strstr (refused->message, "a-very-secret-value"));
  g_settings_reset (mms_context_get_settings (context), "sonarr-url");
  stop (context);
}

static gboolean
lacks_keyring (gpointer context)
{
  MmsJob *job = mms_context_find_job (context, MAGNET_HASH, NULL);
  const MmsProblem *problem = job != NULL ? mms_job_get_problem (job) : NULL;

  return problem != NULL && problem->code == MMS_ERROR_NO_KEYRING;
}

static gboolean
cannot_reach (gpointer context)
{
  MmsJob *job = mms_context_find_job (context, MAGNET_HASH, NULL);
  const MmsProblem *problem = job != NULL ? mms_job_get_problem (job) : NULL;

  return problem != NULL && problem->code == MMS_ERROR_UNREACHABLE;
}

/* Nobody is at port 1: a job that may use its password finds the seedbox unreachable. */
static MmsContext *
new_context_with_login (void)
{
  MmsContext *context = new_context (TRUE);
  GSettings *settings = mms_context_get_settings (context);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_settings_set_string (settings, "rtorrent-url", "http://127.0.0.1:1/RPC2");
  g_settings_set_string (settings, "rtorrent-user", "somebody");
  mms_context_check_async (context, MMS_SERVICE_SEEDBOX, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_free (mms_context_check_finish (context, result, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_NO_KEYRING);
  mms_context_start (context);
  grab_magnet (context);
  mms_test_wait_until (lacks_keyring, context, "the job to name the keyring");
  return context;
}

/* A person is asked for the keyring's password when it is read first and when Retry is pressed, and
 * not by what looks whether it was unlocked meanwhile. */
static void
locked_keyring (void)
{
  g_autoptr (MmsTestKeyring) keyring = mms_test_keyring_new ("rtorrent-password", "hush");
  MmsContext *context = NULL;
  g_autoptr (GError) error = NULL;
  guint questions = 0;

  mms_test_keyring_set (keyring, MMS_TEST_KEYRING_LOCKED);
  context = new_context_with_login ();
  questions = mms_test_keyring_count_questions (keyring);
  g_assert_cmpuint (questions, ==, 1);
  g_assert_true (request (context, MMS_REQUEST_RETRY, &error));
  g_assert_cmpuint (mms_test_keyring_count_questions (keyring), ==, questions + 1);
  mms_test_wait_until (lacks_keyring, context, "the job to name the keyring again");
  mms_test_wait_ms (6000);
  g_assert_cmpuint (mms_test_keyring_count_questions (keyring), ==, questions + 1);
  mms_test_keyring_set (keyring, MMS_TEST_KEYRING_OPEN);
  mms_test_wait_until (cannot_reach, context, "the job to go on by itself");
  g_assert_cmpuint (mms_test_keyring_count_questions (keyring), ==, questions + 1);
  stop (context);
}

/* The window opens all the same, and says why nothing goes on. */
static void
silent_keyring (void)
{
  g_autoptr (MmsTestKeyring) keyring = mms_test_keyring_new ("rtorrent-password", "hush");
  MmsContext *context = NULL;
  gint64 began = g_get_monotonic_time ();

  mms_test_keyring_set (keyring, MMS_TEST_KEYRING_SILENT);
  context = new_context_with_login ();
  g_assert_cmpint ((g_get_monotonic_time () - began) / G_USEC_PER_SEC, <, 20);
  g_assert_nonnull (strstr (mms_job_get_problem (mms_context_find_job (context, MAGNET_HASH, NULL))
                                ->message,
                            "has not answered yet"));
  mms_test_keyring_set (keyring, MMS_TEST_KEYRING_OPEN);
  mms_test_wait_until (cannot_reach, context, "the job to go on by itself");
  stop (context);
}

/* Runs a case in a process of its own, on a session bus of its own: libsecret keeps the first. What
 * libsecret 0.20 forgets at each lookup, a leak check there would take for ours. */
static void
run_on_bus (const char *path)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autofree char *before = g_strdup (g_getenv ("DBUS_SESSION_BUS_ADDRESS"));
  g_autofree char *leaks = g_strdup (g_getenv ("LSAN_OPTIONS"));

  g_setenv ("LSAN_OPTIONS", "detect_leaks=0", TRUE);
  g_test_dbus_up (bus);
  g_test_trap_subprocess (path, 120 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
  g_test_dbus_down (bus);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", before, TRUE);
  g_setenv ("LSAN_OPTIONS", leaks != NULL ? leaks : "", TRUE);
}

static void
test_locked_keyring (void)
{
  run_on_bus ("/context/keyring/subprocess/locked");
}

static void
test_silent_keyring (void)
{
  run_on_bus ("/context/keyring/subprocess/silent");
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static gboolean
has_changed (gpointer count)
{
  return *(guint *) count > 0;
}

static void
test_settings_changed (void)
{
  MmsContext *context = new_context (TRUE);
  GSettings *settings = mms_context_get_settings (context);
  g_autoptr (MmsLibrary) before = NULL;
  guint count = 0;

  g_signal_connect_swapped (context, "services-changed", G_CALLBACK (count_cb), &count);
  g_assert_null (mms_context_get_library (context, MMS_MEDIA_FILM));
  g_settings_set_string (settings, "radarr-url", "http://127.0.0.1:1");
  mms_test_wait_until (has_changed, &count, "the clients to be built");
  before = g_object_ref (mms_context_get_library (context, MMS_MEDIA_FILM));
  count = 0;
  g_settings_set_string (settings, "radarr-url", "http://127.0.0.1:2");
  mms_test_wait_until (has_changed, &count, "the clients to be built anew");
  g_assert_true (mms_context_get_library (context, MMS_MEDIA_FILM) != before);
  count = 0;
  g_settings_reset (settings, "radarr-url");
  mms_test_wait_until (has_changed, &count, "the client to go");
  g_assert_null (mms_context_get_library (context, MMS_MEDIA_FILM));
  stop (context);
}

static void
test_window_moved (void)
{
  MmsContext *context = new_context (TRUE);
  guint count = 0;

  g_signal_connect_swapped (context, "services-changed", G_CALLBACK (count_cb), &count);
  g_settings_set_int (mms_context_get_settings (context), "window-width", 777);
  g_settings_set_boolean (mms_context_get_settings (context), "notifications", FALSE);
  mms_test_wait_ms (700);
  g_assert_cmpuint (count, ==, 0);
  stop (context);
}

static void
test_confirmed_while_typing (void)
{
  MmsContext *context = new_context (TRUE);
  GSettings *settings = mms_context_get_settings (context);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_settings_set_string (settings, "sftp-host", "127.0.0.1");
  g_settings_set_string (settings, "sftp-user", "nobody");
  g_settings_set_uint (settings, "sftp-port", 1);
  mms_context_trust_async (context, MMS_SERVICE_SFTP, "SHA256:AAAA", NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_assert_false (mms_context_trust_finish (context, result, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE);
  g_settings_reset (settings, "sftp-host");
  g_settings_reset (settings, "sftp-user");
  g_settings_reset (settings, "sftp-port");
  stop (context);
}

static void
test_one_guard (void)
{
  MmsContext *guard = new_context (TRUE);
  MmsContext *other = new_context (FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_false (mms_context_own (other, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_BUSY);
  g_assert_false (mms_context_get_owner (other));
  mms_context_start (guard);
  grab_magnet (other);
  mms_test_wait_until (has_job, guard, "the other's grab to be carried out");
  g_clear_error (&error);
  g_assert_true (request (other, MMS_REQUEST_RETRY, &error));
  g_assert_true (request (other, MMS_REQUEST_FORGET, &error));
  mms_test_wait_until (has_no_job, guard, "the other's job to be forgotten");
  stop (other);
  stop (guard);
}

static void
test_requests_wait (void)
{
  MmsContext *other = new_context (FALSE);
  MmsContext *guard = NULL;

  grab_magnet (other);
  stop (other);
  guard = new_context (TRUE);
  g_assert_false (has_job (guard));
  mms_context_start (guard);
  mms_test_wait_until (has_job, guard, "what was left behind to be carried out");
  stop (guard);
}

static void
test_passkey (void)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Film.1927.mkv");
  g_autoptr (GBytes) metainfo = NULL;
  g_autoptr (GError) error = NULL;
  MmsGrab what = { .link = "magnet:?xt=urn:btih:nonsense&tr=https://t.example/0123passkey/announce" };
  MmsGrab link = { .link = "http://127.0.0.1:1/download/0123passkey/film.torrent?key=0123passkey" };
  MmsContext *context = new_context (TRUE);

  mms_test_torrent_add_tracker (torrent, "https://t.example/0123passkey/announce");
  mms_test_torrent_set_content (torrent, "film", 4);
  metainfo = mms_test_torrent_to_bytes (torrent);
  g_assert_null (try_grab (context, &what, &error));
  g_assert_nonnull (error);
  g_assert_null (strstr (error->message, "0123passkey"));
  g_clear_error (&error);
  g_assert_null (try_grab (context, &link, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNREACHABLE);
  g_assert_null (strstr (error->message, "0123passkey"));
  stop (context);
}

/* It can be read and verified, but no rTorrent loads it: that is said at once, and nothing grabbed. */
static void
test_version_two (void)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Film.1927.mkv");
  g_autoptr (GBytes) metainfo = NULL;
  g_autoptr (GError) error = NULL;
  MmsGrab what = { 0 };
  MmsContext *context = new_context (TRUE);

  mms_test_torrent_set_version (torrent, MMS_TEST_TORRENT_V2);
  mms_test_torrent_set_content (torrent, "film", 4);
  metainfo = mms_test_torrent_to_bytes (torrent);
  what.metainfo = metainfo;
  g_assert_null (try_grab (context, &what, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "version 2"));
  stop (context);
}

static const char predecessor[]
    = "{\"4f0a9c11d27b3e5588a6c0d1e2f3041526374859\": {\"release_name\": \"Film.1927\", "
      "\"torrent_hash\": \"" MAGNET_HASH "\", \"status\": \"pending_download\", "
      "\"seedbox_download_path\": null, \"folder_name\": null, \"app_type\": \"radarr\", "
      "\"target_id\": 4, \"label\": \"radarr\", \"original_torrent_name\": \"Film.1927\", "
      "\"added_at\": \"2026-01-02T19:50:41.002334\", \"updated_at\": \"2026-01-02T20:14:07.551210\", "
      "\"status_message\": null}}";

static void
import (MmsContext *context, const char *map, const char *ignored)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) report = NULL;

  mms_context_import_state_async (context, map, ignored, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  report = mms_context_import_state_finish (context, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->len, >, 0);
}

static void
test_predecessor (void)
{
  g_autofree char *map = mms_test_dir_write (home, "old/pending_torrents_map.json", predecessor, -1);
  g_autofree char *ignored = mms_test_dir_write (home, "old/ignored_torrents.json",
                                                 "[\"00000000000000000000000000000000000000AA\"]", -1);
  g_autofree char *folder = mms_test_dir_make (home, "exported");
  g_autofree char *map_text = NULL;
  g_autofree char *ignored_text = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MmsContext *context = new_context (TRUE);

  import (context, map, ignored);
  import (context, map, ignored);
  g_assert_cmpuint (g_list_model_get_n_items (mms_context_get_jobs (context)), ==, 1);
  g_assert_true (has_job (context));
  mms_context_export_state_async (context, folder, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  g_assert_true (mms_context_export_state_finish (context, result, &error));
  g_assert_no_error (error);
  stop (context);
  map_text = mms_test_dir_read (home, "exported/pending_torrents_map.json", NULL);
  ignored_text = mms_test_dir_read (home, "exported/ignored_torrents.json", NULL);
  g_assert_nonnull (strstr (map_text, MAGNET_HASH));
  g_assert_nonnull (strstr (ignored_text, "00000000000000000000000000000000000000AA"));
}

static void
test_next_guard (void)
{
  MmsContext *first = new_context (TRUE);
  MmsContext *next = NULL;

  grab_magnet (first);
  stop (first);
  next = new_context (TRUE);
  g_assert_true (has_job (next));
  stop (next);
}

#define TEST(sentence, func) g_test_add_func ("/context/" sentence, func##_alone)
#define ALONE(func)                                                                                \
  static void func##_alone (void)                                                                  \
  {                                                                                                \
    begin ();                                                                                      \
    func ();                                                                                       \
  }

ALONE (test_garbage)
ALONE (test_no_keyring)
ALONE (test_locked_keyring)
ALONE (test_silent_keyring)
ALONE (locked_keyring)
ALONE (silent_keyring)
ALONE (test_settings_changed)
ALONE (test_window_moved)
ALONE (test_confirmed_while_typing)
ALONE (test_one_guard)
ALONE (test_requests_wait)
ALONE (test_passkey)
ALONE (test_version_two)
ALONE (test_predecessor)
ALONE (test_next_guard)

static void
set_home (void)
{
  static const struct
  {
    const char *name;
    const char *folder;
  } folders[] = { { "HOME", "home" },
                  { "XDG_DATA_HOME", "data" },
                  { "XDG_CONFIG_HOME", "config" },
                  { "XDG_CACHE_HOME", "cache" },
                  { "XDG_RUNTIME_DIR", "run" } };

  home = mms_test_dir_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = mms_test_dir_make (home, folders[i].folder);

      g_setenv (folders[i].name, path, TRUE);
    }
  g_unsetenv ("SECRET_BACKEND");
}

int
main (int argc, char *argv[])
{
  int status = 0;

  set_home ();
  g_test_init (&argc, &argv, NULL);
  if (!g_test_subprocess ())
    g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all", TRUE);
  TEST ("sets-a-garbage-database-aside-and-says-so", test_garbage);
  TEST ("opens-without-a-keyring-and-says-why-it-matters", test_no_keyring);
  TEST ("names-a-locked-keyring-and-goes-on-when-it-is-open", test_locked_keyring);
  TEST ("waits-for-no-keyring-that-is-silent", test_silent_keyring);
  TEST ("keyring/subprocess/locked", locked_keyring);
  TEST ("keyring/subprocess/silent", silent_keyring);
  TEST ("builds-clients-anew-when-settings-change", test_settings_changed);
  TEST ("builds-nothing-anew-when-a-window-is-moved", test_window_moved);
  TEST ("answers-a-confirmation-given-while-clients-are-built", test_confirmed_while_typing);
  TEST ("carries-out-what-another-process-asks", test_one_guard);
  TEST ("carries-out-what-was-asked-while-nobody-worked", test_requests_wait);
  TEST ("never-shows-a-pass-key", test_passkey);
  TEST ("refuses-version-two-which-no-seedbox-loads", test_version_two);
  TEST ("takes-over-and-writes-back-the-predecessor", test_predecessor);
  TEST ("shows-the-next-guard-what-the-last-one-wrote", test_next_guard);
  status = g_test_run ();
  mms_test_dir_free (home);
  return mms_program_end (status);
}
