/* Keeps passwords and keys in the person's keyring.
 *
 * libsecret decides where that is: the Secret Service of the desktop, the portal in a sandbox, or
 * one encrypted file where SECRET_BACKEND=file is set. A value is never logged and never part of
 * an error.
 *
 * One errand runs at a time: the file backend of libsecret 0.20 loses what is stored while it still
 * writes, and answers that all went well.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/mms-secrets.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

struct _MmsSecrets
{
  GObject parent_instance;

  GQueue waiting;   /* of (owned) GTask */
  gboolean at_work;
};

/* What a task is about. */
typedef struct
{
  void (*start) (GTask *task);
  const char *name;   /* one of the names below */
  SecretValue *value; /* (owned) (nullable): to store; wiped when it is freed */
} Errand;

G_DEFINE_FINAL_TYPE (MmsSecrets, mms_secrets, G_TYPE_OBJECT);

static const SecretSchema schema = {
  MMS_APP_ID,
  SECRET_SCHEMA_NONE,
  { { "name", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

/* The names, and what the person's keyring manager shows. */
static const char *const names[] = {
  MMS_SECRET_RTORRENT_PASSWORD,
  MMS_SECRET_SFTP_PASSWORD,
  MMS_SECRET_SFTP_PASSPHRASE,
  MMS_SECRET_SONARR_API_KEY,
  MMS_SECRET_RADARR_API_KEY,
  MMS_SECRET_PROWLARR_API_KEY,
  NULL,
};

static const char *const labels[] = {
  N_ ("MediaManagerSuite: password of rTorrent"),
  N_ ("MediaManagerSuite: password of the SFTP server"),
  N_ ("MediaManagerSuite: passphrase of the SFTP key"),
  N_ ("MediaManagerSuite: API key of Sonarr"),
  N_ ("MediaManagerSuite: API key of Radarr"),
  N_ ("MediaManagerSuite: API key of Prowlarr"),
};

G_STATIC_ASSERT (G_N_ELEMENTS (names) == G_N_ELEMENTS (labels) + 1);

static void
errand_free (gpointer data)
{
  Errand *self = data;

  g_clear_pointer (&self->value, secret_value_unref);
  g_free (self);
}

static void
mms_secrets_class_init (MmsSecretsClass *klass)
{
}

/* Nothing waits when the object goes: every task holds a reference. */
static void
mms_secrets_init (MmsSecrets *self)
{
  g_queue_init (&self->waiting);
}

MmsSecrets *
mms_secrets_new (void)
{
  return g_object_new (MMS_TYPE_SECRETS, NULL);
}

/* Returns: (transfer none): %NULL-terminated */
const char *const *
mms_secrets_get_names (void)
{
  return names;
}

/* Returns: (transfer none) (nullable): what @name is, in the person's language; %NULL where there
 *   is no secret of that name */
const char *
mms_secrets_get_label (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_strcmp0 (names[i], name) == 0)
      return _ (labels[i]);
  return NULL;
}

static gboolean
has_no_collection (const GError *error)
{
  return g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD);
}

/* Returns: (transfer none): what the person does about @error, whole sentences */
static const char *
get_advice (const GError *error)
{
  if (g_strcmp0 (g_getenv ("SECRET_BACKEND"), "file") == 0)
    return _ ("The file of secrets could not be used. Check SECRET_FILE_TEST_PATH and "
              "SECRET_FILE_TEST_PASSWORD.");
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return _ ("The keyring is locked. Unlock it and try again.");
  if (has_no_collection (error))
    return _ ("The keyring has no place for passwords yet. Create a default keyring, for example "
              "with “Passwords and Keys”, and try again.");
  return _ ("No keyring answers. On a desktop, install and unlock one, for example GNOME Keyring "
            "or KWallet. Without a desktop, set SECRET_BACKEND=file, SECRET_FILE_TEST_PATH and "
            "SECRET_FILE_TEST_PASSWORD in the environment.");
}

/* Answers with what libsecret said; its own words follow a colon. Takes @error. */
static void
return_error (GTask *task, GError *error)
{
  g_autoptr (GError) owned = error;

  if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&owned));
      return;
    }
  g_dbus_error_strip_remote_error (owned);
  /* Translators: the first %s are whole sentences, the second the keyring's own words */
  g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_NO_KEYRING, _ ("%s The keyring said: %s"),
                           get_advice (owned), owned->message);
}

static void
return_locked (GTask *task)
{
  return_error (task, g_error_new_literal (SECRET_ERROR, SECRET_ERROR_IS_LOCKED,
                                           _ ("it was not unlocked")));
}

static void
go_on (MmsSecrets *self)
{
  g_autoptr (GTask) task = g_queue_pop_head (&self->waiting);
  Errand *errand = NULL;

  self->at_work = task != NULL;
  if (task == NULL)
    return;
  errand = g_task_get_task_data (task);
  errand->start (task);
}

/* Returns: (transfer none) (nullable): our own copy of @name */
static const char *
find_name (const char *name)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (g_strcmp0 (names[i], name) == 0)
      return names[i];
  return NULL;
}

/* Takes an errand in turn. @value: (nullable) */
static void
run (MmsSecrets *self, GTask *task, void (*start) (GTask *), const char *name, const char *value)
{
  Errand *errand = NULL;

  if (find_name (name) == NULL)
    {
      g_task_return_new_error (task, MMS_ERROR, MMS_ERROR_REFUSED,
                               /* Translators: %s is what somebody typed as the name of a secret */
                               _ ("There is no secret called “%s”."), name);
      return;
    }
  errand = g_new0 (Errand, 1);
  errand->start = start;
  errand->name = find_name (name);
  if (value != NULL)
    errand->value = secret_value_new (value, -1, "text/plain");
  g_task_set_task_data (task, errand, errand_free);
  g_queue_push_tail (&self->waiting, g_object_ref (task));
  if (!self->at_work)
    go_on (self);
}

/* Returns: (transfer full) */
static GHashTable *
build_attributes (GTask *task)
{
  Errand *errand = g_task_get_task_data (task);

  return secret_attributes_build (&schema, "name", errand->name, NULL);
}

static void
stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (MmsSecrets) self = g_object_ref (g_task_get_source_object (task));
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else if (error != NULL)
    return_error (task, error);
  else
    return_locked (task);
  go_on (self);
}

static void
start_store (GTask *task)
{
  Errand *errand = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = build_attributes (task);

  secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT,
                          mms_secrets_get_label (errand->name),
                          secret_value_get_text (errand->value), g_task_get_cancellable (task),
                          stored, g_object_ref (task));
}

/**
 * mms_secrets_store_async:
 * @name: one of mms_secrets_get_names()
 * @value: kept by the keyring; read during the call only
 *
 * Errors: %MMS_ERROR_NO_KEYRING where no keyring answers or it is locked, with what to do;
 * %MMS_ERROR_REFUSED for a name that is none.
 */
void
mms_secrets_store_async (MmsSecrets *self,
                         const char *name,
                         const char *value,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_secrets_store_async);
  run (self, task, start_store, name, value);
}

gboolean
mms_secrets_store_finish (MmsSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* A locked item is only found by searching: a lookup whose unlocking the person dismissed answers
 * as if nothing were stored.
 *
 * Returns: whether one of @items is locked */
static gboolean
has_locked (GList *items)
{
  for (GList *i = items; i != NULL; i = i->next)
    if (SECRET_IS_ITEM (i->data) && secret_item_get_locked (i->data))
      return TRUE;
  return FALSE;
}

static void
searched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (MmsSecrets) self = g_object_ref (g_task_get_source_object (task));
  GError *error = NULL;
  g_autolist (GObject) items = secret_password_search_finish (result, &error);

  if (error != NULL)
    return_error (task, error);
  else if (has_locked (items))
    return_locked (task);
  else
    g_task_return_pointer (task, NULL, NULL);
  go_on (self);
}

static void
start_search (GTask *task)
{
  g_autoptr (GHashTable) attributes = build_attributes (task);

  secret_password_searchv (&schema, attributes, SECRET_SEARCH_ALL, g_task_get_cancellable (task),
                           searched, g_object_ref (task));
}

static void
looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (MmsSecrets) self = g_object_ref (g_task_get_source_object (task));
  GError *error = NULL;
  char *value = secret_password_lookup_nonpageable_finish (result, &error);

  if (value == NULL && error == NULL)
    {
      start_search (task);
      return;
    }
  if (error != NULL)
    return_error (task, error);
  else
    g_task_return_pointer (task, value, (GDestroyNotify) mms_secrets_free_value);
  go_on (self);
}

static void
start_lookup (GTask *task)
{
  g_autoptr (GHashTable) attributes = build_attributes (task);

  secret_password_lookupv (&schema, attributes, g_task_get_cancellable (task), looked_up,
                           g_object_ref (task));
}

/**
 * mms_secrets_lookup_async:
 * @name: one of mms_secrets_get_names()
 *
 * The finish returns (transfer full) (nullable): the value, for mms_secrets_free_value(); %NULL
 * without an error where nothing is stored. Errors as mms_secrets_store_async().
 */
void
mms_secrets_lookup_async (MmsSecrets *self, const char *name, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_secrets_lookup_async);
  run (self, task, start_lookup, name, NULL);
}

char *
mms_secrets_lookup_finish (MmsSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mms_secrets_probe_async:
 * @name: one of mms_secrets_get_names()
 *
 * Asks whether a lookup would be answered now, without making the keyring ask the person for
 * anything. Errors as mms_secrets_store_async().
 */
void
mms_secrets_probe_async (MmsSecrets *self, const char *name, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_secrets_probe_async);
  run (self, task, start_search, name, NULL);
}

gboolean
mms_secrets_probe_finish (MmsSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  g_task_propagate_pointer (G_TASK (result), error);
  return !g_task_had_error (G_TASK (result));
}

static void
cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (MmsSecrets) self = g_object_ref (g_task_get_source_object (task));
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  go_on (self);
}

static void
start_clear (GTask *task)
{
  g_autoptr (GHashTable) attributes = build_attributes (task);

  secret_password_clearv (&schema, attributes, g_task_get_cancellable (task), cleared,
                          g_object_ref (task));
}

/**
 * mms_secrets_clear_async:
 * @name: one of mms_secrets_get_names()
 *
 * Removes a secret. One that is not there is no error. Errors as mms_secrets_store_async().
 */
void
mms_secrets_clear_async (MmsSecrets *self, const char *name, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mms_secrets_clear_async);
  run (self, task, start_clear, name, NULL);
}

gboolean
mms_secrets_clear_finish (MmsSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Wipes and frees what mms_secrets_lookup_finish() gave. */
void
mms_secrets_free_value (char *value)
{
  secret_password_free (value);
}
