/* Looks at a private key file: what kind it is, and whether it needs a passphrase.
 *
 * libssh2 says "wrong passphrase or unrecognized file" to both; a person must know which.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "transfer/mms-key-file.h"

#include <string.h>

#define OPENSSH_BEGIN "-----BEGIN OPENSSH PRIVATE KEY-----"
#define OPENSSH_END "-----END OPENSSH PRIVATE KEY-----"
#define OPENSSH_MAGIC "openssh-key-v1" /* with its NUL: PROTOCOL.key of OpenSSH */

/* Reads one string of SSH's wire (RFC 4251, 5). Returns: %NULL where it does not fit. */
static const guchar *
take_string (const guchar **data, gsize *left, gsize *bytes)
{
  const guchar *text = *data + 4;
  guint32 length;

  if (*left < 4)
    return NULL;
  length = (guint32) (*data)[0] << 24 | (guint32) (*data)[1] << 16 | (guint32) (*data)[2] << 8 |
           (*data)[3];
  if (length > *left - 4)
    return NULL;
  *data += 4 + length;
  *left -= 4 + length;
  *bytes = length;
  return text;
}

static void
look_at_openssh (const guchar *data, gsize left, MmsKeyFile *self)
{
  const guchar *cipher, *type;
  gsize cipher_bytes = 0, bytes = 0;

  if (left < sizeof OPENSSH_MAGIC || memcmp (data, OPENSSH_MAGIC, sizeof OPENSSH_MAGIC) != 0)
    return;
  data += sizeof OPENSSH_MAGIC;
  left -= sizeof OPENSSH_MAGIC;
  cipher = take_string (&data, &left, &cipher_bytes);
  if (cipher == NULL || take_string (&data, &left, &bytes) == NULL || /* the kdf's name */
      take_string (&data, &left, &bytes) == NULL || left < 4)         /* and its options */
    return;
  data += 4; /* how many keys: one */
  left -= 4;
  self->found = TRUE;
  self->encrypted = cipher_bytes != strlen ("none") || memcmp (cipher, "none", cipher_bytes) != 0;
  type = take_string (&data, &left, &bytes); /* the public key, its type at its head */
  self->rsa = type != NULL && bytes > 11 && memcmp (type + 4, "ssh-rsa", 7) == 0;
}

/* Fills @self with what can be told without a passphrase. */
void
mms_key_file_look (const char *path, MmsKeyFile *self)
{
  g_autofree char *text = NULL;
  const char *begin, *end;

  *self = (MmsKeyFile) { 0 };
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  begin = strstr (text, OPENSSH_BEGIN);
  end = begin != NULL ? strstr (begin, OPENSSH_END) : NULL;
  if (end != NULL)
    {
      g_autofree char *base64 = g_strndup (begin + strlen (OPENSSH_BEGIN),
                                           (gsize) (end - begin) - strlen (OPENSSH_BEGIN));
      gsize bytes;
      g_autofree guchar *data = g_base64_decode (base64, &bytes);

      look_at_openssh (data, bytes, self);
      return;
    }
  self->found = strstr (text, "PRIVATE KEY-----") != NULL;
  self->encrypted = strstr (text, "ENCRYPTED") != NULL;
  self->rsa = strstr (text, "BEGIN RSA PRIVATE KEY") != NULL;
}
