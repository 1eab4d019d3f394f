/* Looks at a private key file: what kind it is, and whether it needs a passphrase.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gboolean found;      /* readable, and of a known form */
  gboolean encrypted;
  gboolean rsa;
} MmsKeyFile;

void mms_key_file_look (const char *path, MmsKeyFile *self);

G_END_DECLS
