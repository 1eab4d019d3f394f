/* A Secret Service on the session bus, with one secret, that can be locked or keep silent.
 *
 * It speaks what libsecret needs for a lookup and a search (specifications.freedesktop.org,
 * "Secret Service API Draft", chapters 2 to 8), in plain sessions.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "support/mms-test-keyring.h"

#include <string.h>

#define ROOT "/org/freedesktop/secrets"
#define COLLECTION ROOT "/collection/login"
#define ITEM COLLECTION "/1"
#define PROMPT ROOT "/prompt/1"
#define SESSION ROOT "/session/1"

struct _MmsTestKeyring
{
  GDBusConnection *connection; /* (owned) */
  GDBusNodeInfo *info;         /* (owned) */
  GPtrArray *unanswered;       /* (owned) (element-type GDBusMethodInvocation) */
  char *name;                  /* (owned) */
  char *value;                 /* (owned) */
  MmsTestKeyringState state;
  guint questions;             /* for the keyring's password */
};

static const char xml[] =
  "<node>"
  "<interface name='org.freedesktop.Secret.Service'>"
  "  <method name='OpenSession'><arg type='s' direction='in'/><arg type='v' direction='in'/>"
  "    <arg type='v' direction='out'/><arg type='o' direction='out'/></method>"
  "  <method name='SearchItems'><arg type='a{ss}' direction='in'/>"
  "    <arg type='ao' direction='out'/><arg type='ao' direction='out'/></method>"
  "  <method name='Unlock'><arg type='ao' direction='in'/>"
  "    <arg type='ao' direction='out'/><arg type='o' direction='out'/></method>"
  "  <method name='GetSecrets'><arg type='ao' direction='in'/><arg type='o' direction='in'/>"
  "    <arg type='a{o(oayays)}' direction='out'/></method>"
  "  <property name='Collections' type='ao' access='read'/>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Item'>"
  "  <property name='Locked' type='b' access='read'/>"
  "  <property name='Attributes' type='a{ss}' access='read'/>"
  "  <property name='Label' type='s' access='read'/>"
  "  <property name='Created' type='t' access='read'/>"
  "  <property name='Modified' type='t' access='read'/>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Prompt'>"
  "  <method name='Prompt'><arg type='s' direction='in'/></method>"
  "  <method name='Dismiss'/>"
  "  <signal name='Completed'><arg type='b'/><arg type='v'/></signal>"
  "</interface>"
  "</node>";

static GVariant *
paths (const char *path)
{
  return path != NULL ? g_variant_new_objv (&path, 1) : g_variant_new_objv (NULL, 0);
}

static void
open_session (GVariant *parameters, GDBusMethodInvocation *invocation)
{
  const char *algorithm = NULL;

  g_variant_get (parameters, "(&sv)", &algorithm, NULL);
  if (g_str_equal (algorithm, "plain"))
    g_dbus_method_invocation_return_value (
      invocation, g_variant_new ("(vo)", g_variant_new_string (""), SESSION));
  else
    g_dbus_method_invocation_return_dbus_error (
      invocation, "org.freedesktop.DBus.Error.NotSupported", "plain only");
}

static void
search_items (MmsTestKeyring *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) attributes = g_variant_get_child_value (parameters, 0);
  const char *name = "";
  const char *found = NULL;
  gboolean locked = self->state == MMS_TEST_KEYRING_LOCKED;

  g_variant_lookup (attributes, "name", "&s", &name);
  found = g_str_equal (name, self->name) ? ITEM : NULL;
  g_dbus_method_invocation_return_value (
    invocation,
    g_variant_new ("(@ao@ao)", paths (locked ? NULL : found), paths (locked ? found : NULL)));
}

static void
get_secrets (MmsTestKeyring *self, GDBusMethodInvocation *invocation)
{
  GVariantBuilder secrets = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{o(oayays)}"));
  GVariant *value = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, self->value,
                                               strlen (self->value), 1);

  g_variant_builder_add (&secrets, "{o(o@ay@ays)}", ITEM, SESSION,
                         g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, NULL, 0, 1), value,
                         "text/plain");
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a{o(oayays)})", &secrets));
}

static void
prompt (MmsTestKeyring *self, GDBusMethodInvocation *invocation)
{
  self->questions++;
  g_dbus_method_invocation_return_value (invocation, NULL);
  g_dbus_connection_emit_signal (self->connection, NULL, PROMPT, "org.freedesktop.Secret.Prompt",
                                 "Completed", g_variant_new ("(bv)", TRUE, paths (NULL)), NULL);
}

static void
called_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
           const char *method, GVariant *parameters, GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  MmsTestKeyring *self = user_data;

  if (self->state == MMS_TEST_KEYRING_SILENT)
    g_ptr_array_add (self->unanswered, invocation);
  else if (g_str_equal (method, "OpenSession"))
    open_session (parameters, invocation);
  else if (g_str_equal (method, "SearchItems"))
    search_items (self, parameters, invocation);
  else if (g_str_equal (method, "GetSecrets"))
    get_secrets (self, invocation);
  else if (g_str_equal (method, "Prompt"))
    prompt (self, invocation);
  else if (g_str_equal (method, "Unlock") && self->state == MMS_TEST_KEYRING_LOCKED)
    g_dbus_method_invocation_return_value (invocation,
                                           g_variant_new ("(@aoo)", paths (NULL), PROMPT));
  else if (g_str_equal (method, "Unlock"))
    g_dbus_method_invocation_return_value (invocation,
                                           g_variant_new ("(@aoo)", paths (ITEM), "/"));
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
}

static GVariant *
get_attributes (MmsTestKeyring *self)
{
  GVariantBuilder attributes = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));

  g_variant_builder_add (&attributes, "{ss}", "name", self->name);
  return g_variant_builder_end (&attributes);
}

static GVariant *
get_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
        const char *property, GError **error, gpointer user_data)
{
  MmsTestKeyring *self = user_data;

  if (g_str_equal (property, "Collections"))
    return paths (NULL);
  if (g_str_equal (property, "Locked"))
    return g_variant_new_boolean (self->state == MMS_TEST_KEYRING_LOCKED);
  if (g_str_equal (property, "Attributes"))
    return get_attributes (self);
  if (g_str_equal (property, "Label"))
    return g_variant_new_string (self->name);
  return g_variant_new_uint64 (0);
}

/* Returns: (transfer full): an open keyring that holds @value under @name, on the session bus */
MmsTestKeyring *
mms_test_keyring_new (const char *name, const char *value)
{
  static const GDBusInterfaceVTable vtable = { called_cb, get_cb, NULL, { NULL } };
  static const char *const places[] = { ROOT, ITEM, PROMPT };
  MmsTestKeyring *self = g_new0 (MmsTestKeyring, 1);
  g_autoptr (GVariant) owned = NULL;
  g_autoptr (GError) error = NULL;

  self->name = g_strdup (name);
  self->value = g_strdup (value);
  self->unanswered = g_ptr_array_new ();
  self->info = g_dbus_node_info_new_for_xml (xml, &error);
  g_assert_no_error (error);
  self->connection = g_dbus_connection_new_for_address_sync (
    g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    g_dbus_connection_register_object (self->connection, places[i], self->info->interfaces[i],
                                       &vtable, self, NULL, &error);
  g_assert_no_error (error);
  owned = g_dbus_connection_call_sync (self->connection, "org.freedesktop.DBus",
                                       "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.secrets", 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return self;
}

/* What was not answered while it kept silent is refused. */
void
mms_test_keyring_set (MmsTestKeyring *self, MmsTestKeyringState state)
{
  self->state = state;
  for (guint i = 0; i < self->unanswered->len; i++)
    g_dbus_method_invocation_return_dbus_error (g_ptr_array_index (self->unanswered, i),
                                                "org.freedesktop.DBus.Error.NoReply", "too late");
  g_ptr_array_set_size (self->unanswered, 0);
}

/* Returns: how often a person was asked for the keyring's password */
guint
mms_test_keyring_count_questions (MmsTestKeyring *self)
{
  return self->questions;
}

void
mms_test_keyring_free (MmsTestKeyring *self)
{
  mms_test_keyring_set (self, MMS_TEST_KEYRING_OPEN);
  g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_object_unref (self->connection);
  g_dbus_node_info_unref (self->info);
  g_ptr_array_unref (self->unanswered);
  g_free (self->name);
  g_free (self->value);
  g_free (self);
}
