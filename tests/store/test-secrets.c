/* Tests that secrets are kept, and that their absence is told in words that help.
 *
 * libsecret chooses its backend once a process, so each case runs in a process of its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-secrets.h"

#include <string.h>

#include "support/mms-test-dir.h"
#include "support/mms-test-keyring.h"
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

/* Runs a case in a process that has @environment (name, value, ..., %NULL). libsecret's file
 * backend forgets a few bytes at each write, which a leak check there would take for ours. */
static void
run_case (const char *path, const char *const *environment)
{
  g_autofree char *leaks = g_strdup (g_getenv ("LSAN_OPTIONS"));

  g_setenv ("LSAN_OPTIONS", "detect_leaks=0", TRUE);
  for (gsize i = 0; environment[i] != NULL; i += 2)
    g_setenv (environment[i], environment[i + 1], TRUE);
  g_test_trap_subprocess (path, 60 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
  for (gsize i = 0; environment[i] != NULL; i += 2)
    g_unsetenv (environment[i]);
  g_setenv ("LSAN_OPTIONS", leaks != NULL ? leaks : "", TRUE);
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
assert_no_keyring (GError *error, const char *words)
{
  g_autoptr (GError) owned = error;

  g_assert_error (owned, MMS_ERROR, MMS_ERROR_NO_KEYRING);
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
  assert_no_keyring (g_steal_pointer (&error), words);
  g_assert_null (look_up (secrets, MMS_SECRET_SFTP_PASSWORD, &error));
  assert_no_keyring (g_steal_pointer (&error), words);
  g_assert_false (clear (secrets, MMS_SECRET_SFTP_PASSWORD, &error));
  assert_no_keyring (g_steal_pointer (&error), words);
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

/* Runs a case on a session bus of its own. */
static void
run_on_bus (const char *path)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  const char *environment[] = { "DBUS_SESSION_BUS_ADDRESS", NULL, NULL };

  g_test_dbus_up (bus);
  environment[1] = g_test_dbus_get_bus_address (bus);
  run_case (path, environment);
  g_test_dbus_down (bus);
}

static void
test_no_service_is_told (void)
{
  run_on_bus ("/secrets/no-keyring/subprocess/one");
}

/* A Secret Service that has no collection, or a locked one. */
static const char service_xml[] =
  "<node>"
  "<interface name='org.freedesktop.Secret.Service'>"
  "  <method name='OpenSession'><arg type='s' direction='in'/><arg type='v' direction='in'/>"
  "    <arg type='v' direction='out'/><arg type='o' direction='out'/></method>"
  "  <method name='SearchItems'><arg type='a{ss}' direction='in'/>"
  "    <arg type='ao' direction='out'/><arg type='ao' direction='out'/></method>"
  "  <method name='CreateCollection'><arg type='a{sv}' direction='in'/><arg type='s' direction='in'/>"
  "    <arg type='o' direction='out'/><arg type='o' direction='out'/></method>"
  "  <method name='Unlock'><arg type='ao' direction='in'/>"
  "    <arg type='ao' direction='out'/><arg type='o' direction='out'/></method>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Collection'>"
  "  <method name='CreateItem'><arg type='a{sv}' direction='in'/><arg type='(oayays)' direction='in'/>"
  "    <arg type='b' direction='in'/><arg type='o' direction='out'/><arg type='o' direction='out'/>"
  "  </method>"
  "</interface>"
  "</node>";

static void
called_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
           const char *method, GVariant *parameters, GDBusMethodInvocation *invocation,
           gpointer unused)
{
  const char *algorithm = NULL;

  if (g_str_equal (method, "OpenSession"))
    {
      g_variant_get (parameters, "(&sv)", &algorithm, NULL);
      if (g_str_equal (algorithm, "plain"))
        g_dbus_method_invocation_return_value (
          invocation, g_variant_new ("(vo)", g_variant_new_string (""), "/session/1"));
      else
        g_dbus_method_invocation_return_dbus_error (
          invocation, "org.freedesktop.DBus.Error.NotSupported", "plain only");
    }
  else if (g_str_equal (method, "SearchItems"))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aoao)", NULL, NULL));
  else if (g_str_equal (method, "CreateCollection"))
    g_dbus_method_invocation_return_value (
      invocation, g_variant_new ("(oo)", "/org/freedesktop/secrets/collection/login", "/"));
  else
    g_dbus_method_invocation_return_dbus_error (
      invocation, "org.freedesktop.Secret.Error.IsLocked", "the collection is locked");
}

static void
store_with_service (const char *collection_path, const char *words)
{
  static const GDBusInterfaceVTable vtable = { called_cb, NULL, NULL, { NULL } };
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (service_xml, NULL);
  g_autoptr (GDBusConnection) connection = NULL;
  g_autoptr (GVariant) owned = NULL;
  g_autoptr (MmsSecrets) secrets = mms_secrets_new ();
  GError *error = NULL;

  connection = g_dbus_connection_new_for_address_sync (
    g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, NULL);
  g_dbus_connection_register_object (connection, "/org/freedesktop/secrets", info->interfaces[0],
                                     &vtable, NULL, NULL, NULL);
  if (collection_path != NULL)
    g_dbus_connection_register_object (connection, collection_path, info->interfaces[1], &vtable,
                                       NULL, NULL, NULL);
  owned = g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.secrets", 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_assert_nonnull (owned);
  g_assert_null (look_up (secrets, MMS_SECRET_SFTP_PASSWORD, &error));
  g_assert_no_error (error);
  g_assert_false (store (secrets, MMS_SECRET_SFTP_PASSWORD, "hush", &error));
  assert_no_keyring (error, words);
}

static void
no_collection (void)
{
  store_with_service (NULL, "Create a default keyring");
}

static void
locked_collection (void)
{
  store_with_service ("/org/freedesktop/secrets/aliases/default", "Unlock it");
}

static void
test_keyring_without_place_is_told (void)
{
  run_on_bus ("/secrets/no-keyring/subprocess/no-collection");
  run_on_bus ("/secrets/no-keyring/subprocess/locked");
}

static gboolean
probe (MmsSecrets *secrets, const char *name, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mms_secrets_probe_async (secrets, name, NULL, mms_test_wait_store, &result);
  mms_test_wait_for_result (&result);
  return mms_secrets_probe_finish (secrets, result, error);
}

/* libsecret answers a dismissed question as if nothing were stored. */
static void
dismissed (void)
{
  g_autoptr (MmsTestKeyring) keyring = mms_test_keyring_new (MMS_SECRET_SFTP_PASSWORD, "hush");
  g_autoptr (MmsSecrets) secrets = mms_secrets_new ();
  GError *error = NULL;

  assert_holds (secrets, MMS_SECRET_SFTP_PASSWORD, "hush");
  assert_holds (secrets, MMS_SECRET_SONARR_API_KEY, NULL);
  mms_test_keyring_set (keyring, MMS_TEST_KEYRING_LOCKED);
  g_assert_null (look_up (secrets, MMS_SECRET_SFTP_PASSWORD, &error));
  assert_no_keyring (g_steal_pointer (&error), "The keyring is locked");
  g_assert_cmpuint (mms_test_keyring_count_questions (keyring), ==, 1);
  g_assert_false (probe (secrets, MMS_SECRET_SFTP_PASSWORD, &error));
  assert_no_keyring (g_steal_pointer (&error), "The keyring is locked");
  g_assert_cmpuint (mms_test_keyring_count_questions (keyring), ==, 1);
  mms_test_keyring_set (keyring, MMS_TEST_KEYRING_OPEN);
  g_assert_true (probe (secrets, MMS_SECRET_SFTP_PASSWORD, &error));
  g_assert_no_error (error);
  assert_holds (secrets, MMS_SECRET_SFTP_PASSWORD, "hush");
}

static void
test_dismissed_question_is_told (void)
{
  run_on_bus ("/secrets/no-keyring/subprocess/dismissed");
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
  g_test_add_func ("/secrets/a-keyring-without-a-place-or-key-is-told",
                   test_keyring_without_place_is_told);
  g_test_add_func ("/secrets/no-keyring/subprocess/no-collection", no_collection);
  g_test_add_func ("/secrets/no-keyring/subprocess/locked", locked_collection);
  g_test_add_func ("/secrets/a-locked-keyring-is-not-an-empty-one", test_dismissed_question_is_told);
  g_test_add_func ("/secrets/no-keyring/subprocess/dismissed", dismissed);
  g_test_add_func ("/secrets/an-unknown-name-is-refused", test_unknown_name_is_refused);
  g_test_add_func ("/secrets/cancelling-is-no-failure", test_cancelling_is_no_failure);
  return g_test_run ();
}
