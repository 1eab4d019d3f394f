/* Holds what it takes to log in to the seedbox by SFTP.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *host;
  guint16 port;            /* 0: 22 */
  const char *user;
  const char *password;    /* (nullable) */
  const char *key_file;    /* (nullable): a private key; tried before all others */
  const char *passphrase;  /* (nullable): of @key_file */
  const char *withheld;    /* (nullable): why @password and @passphrase could not be read */
  const char *known_hosts; /* the file of trusted host keys; need not be there yet */
} MmsSftpLogin;

MmsSftpLogin *mms_sftp_login_copy (const MmsSftpLogin *self);
void          mms_sftp_login_free (MmsSftpLogin *self);
gboolean      mms_sftp_login_equal (const MmsSftpLogin *a, const MmsSftpLogin *b);

G_END_DECLS
