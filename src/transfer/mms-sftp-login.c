/* Holds what it takes to log in to the seedbox by SFTP.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-sftp-login.h"

#include <string.h>

#define SSH_PORT 22

/* An empty setting is none. */
static const char *
dup_filled (const char *text)
{
  return text != NULL && text[0] != '\0' ? g_strdup (text) : NULL;
}

/* Overwrites before freeing, so that no password stays in memory that is handed out again. */
static void
free_secret (const char *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero ((char *) secret, strlen (secret));
  g_free ((char *) secret);
}

MmsSftpLogin *
mms_sftp_login_copy (const MmsSftpLogin *self)
{
  MmsSftpLogin *copy = g_new0 (MmsSftpLogin, 1);

  copy->host = g_strdup (self->host != NULL ? self->host : "");
  copy->port = self->port != 0 ? self->port : SSH_PORT;
  copy->user = g_strdup (self->user != NULL ? self->user : "");
  copy->password = dup_filled (self->password);
  copy->key_file = dup_filled (self->key_file);
  copy->passphrase = dup_filled (self->passphrase);
  copy->withheld = dup_filled (self->withheld);
  copy->known_hosts = dup_filled (self->known_hosts);
  return copy;
}

void
mms_sftp_login_free (MmsSftpLogin *self)
{
  if (self == NULL)
    return;
  g_free ((char *) self->host);
  g_free ((char *) self->user);
  free_secret (self->password);
  g_free ((char *) self->key_file);
  free_secret (self->passphrase);
  g_free ((char *) self->withheld);
  g_free ((char *) self->known_hosts);
  g_free (self);
}

/* Both as mms_sftp_login_copy() made them. Returns: whether they lead to the same place in the same
 * way */
gboolean
mms_sftp_login_equal (const MmsSftpLogin *a, const MmsSftpLogin *b)
{
  return g_strcmp0 (a->host, b->host) == 0 && a->port == b->port &&
         g_strcmp0 (a->user, b->user) == 0 && g_strcmp0 (a->password, b->password) == 0 &&
         g_strcmp0 (a->key_file, b->key_file) == 0 &&
         g_strcmp0 (a->passphrase, b->passphrase) == 0 &&
         g_strcmp0 (a->known_hosts, b->known_hosts) == 0 &&
         g_strcmp0 (a->withheld, b->withheld) == 0;
}
