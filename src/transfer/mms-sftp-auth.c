/* Logs an SFTP session in: the key that is set, the agent's, the usual ones, then the password.
 *
 * sshd closes the line after six refusals (MaxAuthTries), so the tries are counted, and enough are
 * kept for the password where there is one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "transfer/mms-key-file.h"
#include "transfer/mms-sftp-session-private.h"

#define MAX_TRIES 6
#define TRIES_FOR_PASSWORD 3 /* keyboard-interactive, password, and one to spare */
#define SHA2_FOR_RSA 0x010b00 /* the libssh2 that signs with RSA keys as OpenSSH 8.8 wants it */

static const char *const usual_keys[] = { "id_ed25519", "id_ecdsa", "id_rsa" };

/* One log-in, and what it learnt on its way. */
typedef struct
{
  MmsSftpSession *session;
  gboolean by_key;          /* the server takes keys */
  gboolean by_password;
  gboolean by_prompt;       /* keyboard-interactive */
  char *methods;            /* (owned): as the server named them */
  guint tries_left;         /* for keys */
  gboolean key_refused;
  gboolean old_rsa_refused; /* an RSA key that this libssh2 signs with SHA-1 only */
  gboolean password_refused;
  gboolean agent_refused;
} Login;

static void
login_clear (Login *self)
{
  g_clear_pointer (&self->methods, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Login, login_clear)

/* Says what became of one try. Returns: %TRUE: go on with the next; %FALSE: the line is gone */
static gboolean
may_go_on (Login *self, int code, GError **error)
{
  if (*error != NULL)
    return FALSE;
  if (code == LIBSSH2_ERROR_SOCKET_DISCONNECT || code == LIBSSH2_ERROR_SOCKET_RECV ||
      code == LIBSSH2_ERROR_SOCKET_SEND)
    {
      self->session->broken = TRUE;
      g_set_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED,
                   /* Translators: %1$s is the name of a server, %2$s a user name */
                   _ ("“%1$s” hung up while “%2$s” logged in: too many keys or passwords were "
                      "refused"),
                   self->session->login->host, self->session->login->user);
      return FALSE;
    }
  return TRUE;
}

static gboolean
learn_methods (Login *self, GError **error)
{
  MmsSftpSession *session = self->session;
  const char *user = session->login->user;
  g_autoptr (GError) cause = NULL;
  g_auto (GStrv) methods = NULL;
  char *list;

  MMS_SFTP_CALL_POINTER (
    session, list, libssh2_userauth_list (session->ssh, user, (unsigned int) strlen (user)),
    &cause);
  if (list == NULL && cause == NULL && libssh2_userauth_authenticated (session->ssh))
    return TRUE;
  if (list == NULL)
    {
      mms_sftp_session_fail (session, libssh2_session_last_errno (session->ssh), &cause);
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  self->methods = g_strdup (list);
  methods = g_strsplit (list, ",", -1);
  self->by_key = g_strv_contains ((const char *const *) methods, "publickey");
  self->by_password = g_strv_contains ((const char *const *) methods, "password");
  self->by_prompt = g_strv_contains ((const char *const *) methods, "keyboard-interactive");
  return TRUE;
}

static gboolean
try_key_file (Login *self, const char *path, const char *passphrase, gboolean *done, GError **error)
{
  MmsSftpSession *session = self->session;
  const char *user = session->login->user;
  g_autoptr (GError) cause = NULL;
  MmsKeyFile look;
  int code;

  mms_key_file_look (path, &look);
  if (!look.found || self->tries_left == 0)
    return TRUE;
  MMS_SFTP_CALL (session, code,
                 libssh2_userauth_publickey_fromfile_ex (session->ssh, user,
                                                         (unsigned int) strlen (user), NULL, path,
                                                         passphrase),
                 &cause);
  *done = code == 0;
  if (code != 0 && code != LIBSSH2_ERROR_FILE)
    {
      self->tries_left--;
      self->key_refused = TRUE;
      self->old_rsa_refused |= look.rsa && libssh2_version (SHA2_FOR_RSA) == NULL;
    }
  if (code != 0 && !may_go_on (self, code, &cause))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  return TRUE;
}

/* The key that the person named: what is wrong with it is said, not passed over. */
static gboolean
try_set_key (Login *self, gboolean *done, GError **error)
{
  const MmsSftpLogin *login = self->session->login;
  MmsKeyFile look;

  mms_key_file_look (login->key_file, &look);
  if (!look.found)
    g_set_error (error, MMS_ERROR, MMS_ERROR_NOT_CONFIGURED,
                 /* Translators: %s is a file */
                 _ ("“%s” is not there or is no private key"), login->key_file);
  else if (look.encrypted && login->withheld != NULL)
    g_set_error_literal (error, MMS_ERROR, MMS_ERROR_NO_KEYRING, login->withheld);
  else if (look.encrypted && login->passphrase == NULL)
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED,
                 /* Translators: %s is a file */
                 _ ("The key “%s” needs a passphrase"), login->key_file);
  else if (!try_key_file (self, login->key_file, login->passphrase, done, error))
    return FALSE;
  else if (!*done && !self->key_refused && look.encrypted)
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED,
                 /* Translators: %s is a file */
                 _ ("The passphrase of the key “%s” is wrong"), login->key_file);
  else if (!*done && !self->key_refused)
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNSUPPORTED,
                 /* Translators: %s is a file */
                 _ ("The key “%s” is of a kind that cannot be read"), login->key_file);
  return *error == NULL;
}

static gboolean
try_identities (Login *self, LIBSSH2_AGENT *agent, gboolean *done, GError **error)
{
  MmsSftpSession *session = self->session;
  struct libssh2_agent_publickey *identity = NULL;
  g_autoptr (GError) cause = NULL;

  while (!*done && self->tries_left > 0 &&
         libssh2_agent_get_identity (agent, &identity, identity) == 0)
    {
      int code;

      MMS_SFTP_CALL (session, code, libssh2_agent_userauth (agent, session->login->user, identity),
                     &cause);
      *done = code == 0;
      self->tries_left--;
      self->agent_refused |= code != 0;
      if (code != 0 && !may_go_on (self, code, &cause))
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
try_agent (Login *self, gboolean *done, GError **error)
{
  LIBSSH2_AGENT *agent;
  gboolean ok = TRUE;

  if (g_getenv ("SSH_AUTH_SOCK") == NULL)
    return TRUE;
  agent = libssh2_agent_init (self->session->ssh);
  if (agent == NULL)
    return TRUE;
  if (libssh2_agent_connect (agent) == 0 && libssh2_agent_list_identities (agent) == 0)
    ok = try_identities (self, agent, done, error);
  libssh2_agent_disconnect (agent);
  libssh2_agent_free (agent);
  return ok;
}

static gboolean
try_keys (Login *self, gboolean *done, GError **error)
{
  const MmsSftpLogin *login = self->session->login;

  if (login->key_file != NULL && !try_set_key (self, done, error))
    return FALSE;
  if (!*done && !try_agent (self, done, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (usual_keys) && !*done; i++)
    {
      g_autofree char *path = g_build_filename (g_get_home_dir (), ".ssh", usual_keys[i], NULL);

      if (g_strcmp0 (path, login->key_file) != 0 &&
          !try_key_file (self, path, NULL, done, error))
        return FALSE;
    }
  return TRUE;
}

/* Answers the first hidden prompt with the password, once; a second one means that it was wrong. */
static void
answer_prompts (const char *name, int name_bytes, const char *instruction, int instruction_bytes,
                int n_prompts, const LIBSSH2_USERAUTH_KBDINT_PROMPT *prompts,
                LIBSSH2_USERAUTH_KBDINT_RESPONSE *responses, void **abstract)
{
  MmsSftpSession *session = *abstract;

  for (int i = 0; i < n_prompts; i++)
    {
      const char *text = "";

      if (!prompts[i].echo && session->prompted != NULL)
        text = g_steal_pointer (&session->prompted);
      /* libssh2 gives it back as it gives all memory back */
      responses[i].text = mms_ssh_memory_alloc (&session->memory, strlen (text) + 1);
      if (responses[i].text != NULL)
        strcpy (responses[i].text, text);
      responses[i].length = responses[i].text != NULL ? (unsigned int) strlen (text) : 0;
    }
}

static gboolean
try_password (Login *self, gboolean *done, GError **error)
{
  MmsSftpSession *session = self->session;
  const char *user = session->login->user;
  const char *password = session->login->password;
  g_autoptr (GError) cause = NULL;
  int code = 0;

  if (self->by_password)
    MMS_SFTP_CALL (session, code,
                   libssh2_userauth_password_ex (session->ssh, user, (unsigned int) strlen (user),
                                                 password, (unsigned int) strlen (password), NULL),
                   &cause);
  if (self->by_prompt && (!self->by_password || (code != 0 && may_go_on (self, code, &cause))))
    {
      session->prompted = password;
      MMS_SFTP_CALL (session, code,
                     libssh2_userauth_keyboard_interactive_ex (
                       session->ssh, user, (unsigned int) strlen (user), answer_prompts),
                     &cause);
      session->prompted = NULL;
    }
  *done = (self->by_password || self->by_prompt) && code == 0 && cause == NULL;
  self->password_refused = !*done;
  if (!*done && !may_go_on (self, code, &cause))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  return TRUE;
}

/* Says why nothing opened the door, as the person would fix it. */
static void
explain (Login *self, GError **error)
{
  const MmsSftpLogin *login = self->session->login;

  if (login->withheld != NULL && (self->by_password || self->by_prompt))
    g_set_error_literal (error, MMS_ERROR, MMS_ERROR_NO_KEYRING, login->withheld);
  else if (self->password_refused && (self->by_password || self->by_prompt))
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED,
                 /* Translators: %1$s is the name of a server, %2$s a user name */
                 _ ("“%1$s” refused the password of “%2$s”: the user or the password is wrong"),
                 login->host, login->user);
  else if (self->password_refused)
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED,
                 /* Translators: %1$s is the name of a server, %2$s names of methods */
                 _ ("“%1$s” accepts no passwords, only: %2$s"), login->host, self->methods);
  else if (self->old_rsa_refused)
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED,
                 /* Translators: %s is the name of a server */
                 _ ("“%s” refused the RSA key, probably because the SSH library here signs with "
                    "SHA-1 only: use an ed25519 or ECDSA key"),
                 login->host);
  else if (!self->by_key)
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED,
                 /* Translators: %1$s is the name of a server, %2$s a user name */
                 _ ("“%1$s” wants a password of “%2$s”, and none is set"), login->host,
                 login->user);
  else if (self->key_refused || self->agent_refused)
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED,
                 /* Translators: %1$s is the name of a server, %2$s a user name */
                 _ ("“%1$s” refused the key of “%2$s”: the user is wrong, or the public key is not "
                    "stored there"),
                 login->host, login->user);
  else
    g_set_error (error, MMS_ERROR, MMS_ERROR_UNAUTHORIZED,
                 /* Translators: %s is the name of a server */
                 _ ("No password is set and no key was found to log in to “%s” with"),
                 login->host);
}

/* Tries what there is, in order, until the server is content. */
gboolean
mms_sftp_session_log_in (MmsSftpSession *self, GError **error)
{
  g_auto (Login) login = { .session = self, .tries_left = MAX_TRIES };
  g_autoptr (GError) cause = NULL;
  gboolean done = FALSE;

  if (self->login->password != NULL)
    login.tries_left -= TRIES_FOR_PASSWORD;
  if (learn_methods (&login, &cause))
    {
      done = libssh2_userauth_authenticated (self->ssh) != 0;
      if (!done && login.by_key)
        try_keys (&login, &done, &cause);
      if (!done && cause == NULL && self->login->password != NULL)
        try_password (&login, &done, &cause);
      if (!done && cause == NULL)
        explain (&login, &cause);
    }
  if (cause != NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  return done;
}
