/* Tests that secrets are kept, and that their absence is told in words that help.
 *
 * libsecret chooses its backend once a process, so each case runs in a process of its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-secrets.h"

#include <string.h>

#include "support/mms-test-dir.h"
#include "support/mms-test-wait.h"

static gboolean
store (MmsSecrets *secrets, const char *name, const char *value, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_secrets_store_async (secrets, name, value, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_secrets_store_finish (secrets, result, error);
}

static char *
look_up (MmsSecrets *secrets, const char *name, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_secrets_lookup_async (secrets, name, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_secrets_lookup_finish (secrets, result, error);
}

static gboolean
clear (MmsSecrets *secrets, const char *name, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_secrets_clear_async (secrets, name, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_secrets_clear_finish (secrets, result, error);
}

static void
assert_holds (MmsSecrets *secrets, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;
  char *found = look_up (secrets, name, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, value);
  mms_secrets_free_value (found);
}

/* Runs a case in a process that has @environment (name, value, ..., %NULL). */
static void
run_case (const char *path, const char *const *environment)
{
  for (gsize i = 0; environment[i] != NULL; i += 2)
    g_setenv (environment[i], environment[i + 1], TRUE);
  g_test_trap_subprocess (path, 60 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
  for (gsize i = 0; environment[i] != NULL; i += 2)
    g_unsetenv (environment[i]);
  g_test_trap_assert_passed ();
}

static void
in_file (void)
{
  g_autoptr (MmsSecrets) secrets = mms_secrets_new ();
  const char *const *names = mms_secrets_get_names ();
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  gsize length = 0;

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_assert_nonnull (mms_secrets_get_label (names[i]));
      assert_holds (secrets, names[i], NULL);
      g_assert_true (clear (secrets, names[i], &error));
      g_assert_no_error (error);
    }
  g_assert_true (store (secrets, MMS_SECRET_SONARR_API_KEY, "key of sonarr", &error));
  g_assert_true (store (secrets, MMS_SECRET_SFTP_PASSWORD, "pässwörd 'x'", &error));
  g_assert_true (store (secrets, MMS_SECRET_SONARR_API_KEY, "another key", &error));
  g_assert_no_error (error);
  assert_holds (secrets, MMS_SECRET_SONARR_API_KEY, "another key");
  assert_holds (secrets, MMS_SECRET_SFTP_PASSWORD, "pässwörd 'x'");
  g_assert_true (clear (secrets, MMS_SECRET_SONARR_API_KEY, &error));
  assert_holds (secrets, MMS_SECRET_SONARR_API_KEY, NULL);
  assert_holds (secrets, MMS_SECRET_SFTP_PASSWORD, "pässwörd 'x'");
  g_assert_true (g_file_get_contents (g_getenv ("SECRET_FILE_TEST_PATH"), &content, &length, NULL));
  g_assert_null (g_strstr_len (content, (gssize) length, "wörd"));
}

/* Preferences stores several at once. */
static void
in_file_at_once (void)
{
  g_autoptr (MmsSecrets) secrets = mms_secrets_new ();
  const char *const *names = mms_secrets_get_names ();
  GAsyncResult *results[6] = { NULL };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; names[i] != NULL; i++)
    mms_secrets_store_async (secrets, names[i], names[i], NULL, mms_test_wait_store, &results[i]);
  for (gsize i = 0; names[i] != NULL; i++)
    {
      mms_test_wait_for_result (&results[i]);
      mms_secrets_store_finish (secrets, results[i], &error);
      g_assert_no_error (error);
      g_object_unref (results[i]);
    }
  for (gsize i = 0; names[i] != NULL; i++)
    assert_holds (secrets, names[i], names[i]);
}

static void
assert_not_configured (GError *error, const char *words)
{
  g_autoptr (GError) owned = error;

  g_assert_error (owned, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED);
  if (strstr (owned->message, words) == NULL)
    g_error ("“%s” does not hold “%s”", owned->message, words);
  g_assert_null (strstr (owned->message, "hush"));
}

static void
assert_all_fail (const char *words)
{
  g_autoptr (MmsSecrets) secrets = mms_secrets_new ();
  GError *error = NULL;

  g_assert_false (store (secrets, MMS_SECRET_SFTP_PASSWORD, "hush", &error));
  assert_not_configured (g_steal_pointer (&error), words);
  g_assert_null (look_up (secrets, MMS_SECRET_SFTP_PASSWORD, &error));
  assert_not_configured (g_steal_pointer (&error), words);
  g_assert_false (clear (secrets, MMS_SECRET_SFTP_PASSWORD, &error));
  assert_not_configured (g_steal_pointer (&error), words);
}

static void
damaged_file (void)
{
  assert_all_fail ("SECRET_FILE_TEST_PATH");
}

static void
no_keyring (void)
{
  assert_all_fail ("SECRET_BACKEND=file");
}

static void
test_file_keeps_them (void)
{
  g_autoptr (MmsTestDir) dir = mms_test_dir_new ();
  g_autofree char *path = mms_test_dir_build (dir, "keyring");
  const char *environment[] = { "SECRET_BACKEND", "file", "SECRET_FILE_TEST_PATH", path,
                                "SECRET_FILE_TEST_PASSWORD", "right", NULL };

  run_case ("/secrets/in-file/subprocess/one", environment);
  run_case ("/secrets/in-file/subprocess/at-once", environment);
  g_free (mms_test_dir_write (dir, "keyring", "This is no keyring at all", -1));
  run_case ("/secrets/in-file/subprocess/damaged", environment);
}

static void
test_no_bus_is_told (void)
{
  const char *environment[] = { "DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", NULL };

  run_case ("/secrets/no-keyring/subprocess/one", environment);
}

static void
test_no_service_is_told (void)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);

  g_test_dbus_up (bus);
  {
    const char *environment[] = { "DBUS_SESSION_BUS_ADDRESS", g_test_dbus_get_bus_address (bus),
                                  NULL };

    run_case ("/secrets/no-keyring/subprocess/one", environment);
  }
  g_test_dbus_down (bus);
}

static void
test_unknown_name_is_refused (void)
{
  g_autoptr (MmsSecrets) secrets = mms_secrets_new ();
  g_autoptr (GError) stored = NULL;
  g_autoptr (GError) looked_up = NULL;
  g_autoptr (GError) cleared = NULL;

  g_assert_null (mms_secrets_get_label ("plex-token"));
  g_assert_false (store (secrets, "plex-token", "hush", &stored));
  g_assert_error (stored, MMS_ERROR, MMS_ERROR_REFUSED);
  g_assert_null (look_up (secrets, "plex-token", &looked_up));
  g_assert_error (looked_up, MMS_ERROR, MMS_ERROR_REFUSED);
  g_assert_false (clear (secrets, "plex-token", &cleared));
  g_assert_error (cleared, MMS_ERROR, MMS_ERROR_REFUSED);
}

static void
test_cancelling_is_no_failure (void)
{
  g_autoptr (MmsSecrets) secrets = mms_secrets_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  mms_secrets_lookup_async (secrets, MMS_SECRET_SFTP_PASSWORD, cancellable, mms_test_wait_store,
                            &result);
  mms_test_wait_for_result (&result);
  g_assert_null (mms_secrets_lookup_finish (secrets, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_unsetenv ("DISPLAY");
  g_test_add_func ("/secrets/in-file", test_file_keeps_them);
  g_test_add_func ("/secrets/in-file/subprocess/one", in_file);
  g_test_add_func ("/secrets/in-file/subprocess/at-once", in_file_at_once);
  g_test_add_func ("/secrets/in-file/subprocess/damaged", damaged_file);
  g_test_add_func ("/secrets/without-a-bus-the-message-helps", test_no_bus_is_told);
  g_test_add_func ("/secrets/without-a-service-the-message-helps", test_no_service_is_told);
  g_test_add_func ("/secrets/no-keyring/subprocess/one", no_keyring);
  g_test_add_func ("/secrets/an-unknown-name-is-refused", test_unknown_name_is_refused);
  g_test_add_func ("/secrets/cancelling-is-no-failure", test_cancelling_is_no_failure);
  return g_test_run ();
}
